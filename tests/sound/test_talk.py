"""A call with real capture and playback, both ways, with levels; when the microphone is read, and when not."""
import os
import signal
import unittest

from call import PEER_HZ, SPOKEN_HZ, TONE_DB, Call
from server import Ear, Server, environment, wait_for


def corked(server):
    """Our microphone's streams that exist: whether they are corked."""
    return [stream["corked"] for stream in server.ours("source-outputs")]


def state(server, source="mic_in"):
    return next(found["state"] for found in server.list("sources") if found["name"] == source)


class Talk(unittest.TestCase):
    def talk(self, codec):
        with Server() as server, environment(**server.environment), Ear(server) as ear:
            server.speak(SPOKEN_HZ)
            with Call(codec=codec) as call:
                call.ring()
                call.answer()
                call.is_heard()
                ear.hears(PEER_HZ, TONE_DB)
                call.flows()
                call.phone.do("hangup")
                ear.hears_nothing(PEER_HZ)

    def test_pcma(self):
        self.talk("pcma")

    def test_opus(self):
        self.talk("opus")

    def test_named_devices(self):
        extra = ("module-null-sink sink_name=headset rate=48000", "module-remap-source source_name=boom master=mic.monitor")
        with Server(*extra) as server, environment(**server.environment), Ear(server, "headset.monitor") as ear:
            server.keep("headset")
            server.speak(SPOKEN_HZ)
            with Call(device="device:headset,boom") as call:
                call.ring()
                call.answer()
                call.is_heard()
                ear.hears(PEER_HZ, TONE_DB)
                self.assertEqual((state(server, "boom"), state(server)), ("RUNNING", "IDLE"))

    def test_with_processing(self):
        """Speech it cannot tell from a tone for long: only that both ways flow, and that we are heard at first."""
        with Server() as server, environment(**server.environment), Ear(server) as ear:
            server.speak(SPOKEN_HZ)
            with Call("--processing=yes") as call:
                call.ring()
                call.answer()
                call.is_heard(level_db=-20, within_db=17)
                ear.hears(PEER_HZ, TONE_DB)
                call.flows()


class Microphone(unittest.TestCase):
    def test_it_delivers_nothing_before_the_answer(self):
        with Server() as server, environment(**server.environment):
            server.speak(SPOKEN_HZ)
            with Call() as call:
                self.assertEqual(corked(server), [])
                call.ring()
                wait_for(lambda: corked(server), "the microphone's stream")
                self.assertEqual(corked(server), [True])
                self.assertEqual([stream["corked"] for stream in server.ours("sink-inputs")
                                  if stream["properties"]["media.name"] == "call"], [True])
                self.assertEqual(state(server), "IDLE")
                call.phone.do("answer")
                call.phone.expect("audio_on")
                self.assertEqual((corked(server), state(server)), ([False], "RUNNING"))
                call.phone.do("hangup")
                call.phone.expect("ended")
                wait_for(lambda: corked(server) == [] and state(server) == "IDLE", "the microphone at rest")

    def test_audio_is_on_when_the_server_said_so_and_not_before(self):
        """The server stands still when the call is answered: no 200 OK before it has let the streams run."""
        with Server() as server, environment(**server.environment), Call() as call:
            call.ring()
            wait_for(lambda: corked(server), "the microphone's stream")
            os.kill(server.process.pid, signal.SIGSTOP)
            try:
                call.phone.do("answer")
                call.phone.expect("fulfilled")
                call.phone.do("calls")  # one more turn of everything
                self.assertEqual(call.phone.expect("call")["text"], "ringing")
                self.assertEqual(call.phone.all("audio_on"), [])
            finally:
                os.kill(server.process.pid, signal.SIGCONT)
            call.phone.expect("audio_on")
            self.assertEqual(corked(server), [False])
            call.phone.expect("connected")

    def test_it_is_read_again_in_the_next_call_and_not_between(self):
        with Server() as server, environment(**server.environment), Ear(server) as ear:
            server.speak(SPOKEN_HZ)
            with Call() as call:
                for _ in range(3):
                    call.ring()
                    call.answer()
                    call.is_heard()
                    ear.hears(PEER_HZ, TONE_DB)
                    call.phone.do("hangup")
                    call.phone.expect("ended")
                    call.peer.expect("ended")
                    wait_for(lambda: corked(server) in ([], [True]), "the microphone at rest")


if __name__ == "__main__":
    unittest.main()
