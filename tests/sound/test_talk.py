"""A call with real capture and playback, both ways, with levels."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "phone"))
from phone import Phone  # noqa: E402
from server import Ear, Server, environment, wait_for  # noqa: E402

TONE_DB = -15.05  # a sine of a quarter of the full amplitude


class Talk(unittest.TestCase):
    def hears(self, peer, hz, level_db, within_db=2):
        """What the peer measures of our microphone."""
        while True:
            heard = peer.expect("measured", incoming=True)
            if abs(heard["hz"] - hz) <= 5 and abs(heard["level_db"] - level_db) <= within_db:
                return

    def flows(self, phone):
        """A second in which a frame went each way every 20 ms."""
        while True:
            flowed = phone.expect("flowed")
            if all(flowed[way] in range(45, 56) for way in ("sent", "received", "captured", "played")):
                return

    def talk(self, codec):
        with Server() as server, environment(**server.environment), Ear(server) as ear:
            server.speak(1000)
            with Phone("--audio", "device", "--processing=no", "--codecs", codec) as phone, \
                    Phone("--audio", "tone:440", "--codecs", codec, "--measure") as peer:
                peer.do("call " + phone.uri())
                phone.expect("ringing")
                phone.do("answer")
                phone.expect("connected")
                self.hears(peer, 1000, TONE_DB)
                ear.hears(440, TONE_DB)
                self.flows(phone)
                phone.do("hangup")
                ear.hears_nothing(440)

    def test_pcma(self):
        self.talk("pcma")

    def test_opus(self):
        self.talk("opus")

    def test_the_microphone_delivers_nothing_before_the_answer(self):
        with Server() as server, environment(**server.environment):
            server.speak(1000)
            with Phone("--audio", "device", "--processing=no") as phone, Phone() as peer:
                peer.do("call " + phone.uri())
                phone.expect("ringing")
                wait_for(lambda: server.ours("source-outputs"), "the microphone's stream")
                self.assertTrue(all(stream["corked"] for stream in server.ours("source-outputs")))
                self.assertTrue(all(stream["corked"] for stream in server.ours("sink-inputs")
                                    if stream["properties"]["media.name"] == "call"))
                source = next(s for s in server.list("sources") if s["name"] == "mic_in")
                self.assertEqual(source["state"], "IDLE")
                phone.do("answer")
                phone.expect("audio_on")
                self.assertFalse(any(stream["corked"] for stream in server.ours("source-outputs")))
                source = next(s for s in server.list("sources") if s["name"] == "mic_in")
                self.assertEqual(source["state"], "RUNNING")


if __name__ == "__main__":
    unittest.main()
