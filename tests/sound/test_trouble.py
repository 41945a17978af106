"""What goes wrong with sound: no server, one that dies, devices that go, other programs that want to be heard."""
import os
import signal
import socket
import tempfile
import unittest

from call import PEER_HZ, SPOKEN_HZ, TONE_DB, Call
from server import Ear, Server, end, environment, wait_for


class NoSound(unittest.TestCase):
    """An answered call ends, with its reason, and is never accepted."""

    def refused(self, sentence, device="device", **values):
        with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
            file.write("[deadlines]\nsetup = 2\n")
            file.flush()
            with environment(**values), Call("--config", file.name, device=device) as call:
                call.ring()
                call.phone.do("answer")
                self.assertEqual(call.phone.expect("ended")["reason"], "no audio")
                self.assertEqual(call.phone.all("accepted"), [])
                self.assertIn(sentence, call.phone.noise())
                call.peer.expect("ended")

    def test_no_server(self):
        self.refused("the sound server is not there", PULSE_SERVER="unix:/nonexistent")

    def test_no_such_device(self):
        with Server() as server:
            self.refused("the loudspeaker nosuch cannot be used: No such entity", device="device:nosuch",
                         **server.environment)

    def test_no_such_microphone(self):
        with Server() as server:
            self.refused("the microphone nosuch cannot be used: No such entity", device="device:spk,nosuch",
                         **server.environment)


def stand_still(test, server, call, seconds):
    """As a machine does that sleeps. Afterwards there is sound again, both ways."""
    os.kill(call.phone.process.pid, signal.SIGSTOP)
    before = len(call.peer.all("flowed"))
    wait_for(lambda: len(call.peer.all("flowed")) >= before + seconds, "time to pass", bound_s=seconds + 15)
    os.kill(call.phone.process.pid, signal.SIGCONT)
    test.both_ways(server, call)
    call.phone.cursor = len(call.phone.events)
    call.flows()


class InACall(unittest.TestCase):
    def setUp(self):
        self.options, self.device, self.modules = (), "device", ()

    def run_in_a_call(self, trouble):
        with Server(*self.modules) as server, environment(**server.environment):
            server.speak(SPOKEN_HZ)
            with Call(*self.options, device=self.device) as call:
                call.ring()
                call.answer()
                call.is_heard()
                trouble(server, call)
                self.assertEqual(call.phone.all("ended"), [])
                self.assertEqual(len(call.phone.all("ringing")), 1)

    def both_ways(self, server, call):
        call.is_heard()
        with Ear(server) as ear:
            ear.hears(PEER_HZ, TONE_DB)

    def test_the_server_dies_and_comes_back(self):
        def trouble(server, call):
            server.kill()
            call.phone.expect("audio", text="audio services lost")
            call.phone.expect("audio_off")
            server.start()
            server.speak(SPOKEN_HZ)
            call.phone.expect("audio", text="audio services reset")
            call.phone.expect("audio_on")
            self.both_ways(server, call)
        self.run_in_a_call(trouble)

    def test_a_sink_is_removed(self):
        self.modules = ("module-null-sink sink_name=headset rate=48000",)
        self.device = "device:headset"

        def trouble(server, call):
            modules = server.pactl("list", "short", "modules").splitlines()
            server.pactl("unload-module", next(line.split()[0] for line in modules if "sink_name=headset" in line))
            call.phone.expect("audio", text="audio route changed")
            self.both_ways(server, call)
        self.run_in_a_call(trouble)

    def test_a_stream_is_ended_by_somebody(self):
        path = tempfile.mktemp(prefix="offhook-cli-")
        self.modules = (f"module-cli-protocol-unix socket={path}",)

        def trouble(server, call):
            ours = next(stream for stream in server.ours("sink-inputs"))
            with socket.socket(socket.AF_UNIX) as cli:
                cli.connect(path)
                cli.sendall(f"kill-sink-input {ours['index']}\n".encode())
                call.phone.expect("deactivated")
            call.phone.expect("audio_on")
            self.both_ways(server, call)
        self.run_in_a_call(trouble)

    def test_another_program_is_given_precedence(self):
        self.modules = ("module-role-cork trigger_roles=alarm cork_roles=phone",)

        def trouble(server, call):
            alarm = server.run("pacat", "-d", "spk", "--raw", "--property=media.role=alarm", "/dev/zero")
            call.phone.expect("audio", text="audio interrupted")
            call.phone.expect("audio_off")
            wait_for(lambda: all(stream["corked"] for stream in server.ours("source-outputs")), "a corked microphone")
            end(alarm)
            call.phone.expect("audio", text="audio interruption ended")
            call.phone.expect("audio_on")
            self.both_ways(server, call)
        self.run_in_a_call(trouble)

    def test_a_device_is_suspended_by_another(self):
        def trouble(server, call):
            server.pactl("suspend-sink", "spk", "1")
            call.phone.expect("audio", text="audio interrupted")
            server.pactl("suspend-sink", "spk", "0")
            call.phone.expect("audio", text="audio interruption ended")
            call.phone.expect("audio_on")
            self.both_ways(server, call)
        self.run_in_a_call(trouble)

    def test_a_microphone_that_falls_silent(self):
        """The server stands still and says nothing: only the frames that do not come tell (T_SILENT), and the pair
        is opened anew until one runs again."""
        def trouble(server, call):
            os.kill(server.process.pid, signal.SIGSTOP)
            try:
                call.phone.expect("audio_off")
                self.assertEqual(call.phone.all("audio"), [])
            finally:
                os.kill(server.process.pid, signal.SIGCONT)
            call.phone.expect("audio_on")
            self.both_ways(server, call)
        self.run_in_a_call(trouble)

    def test_the_phone_stands_still_for_five_seconds(self):
        self.run_in_a_call(lambda server, call: stand_still(self, server, call, 5))


if __name__ == "__main__":
    unittest.main()
