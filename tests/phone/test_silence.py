"""A peer from whom nothing comes in: it is said, the peer is asked for its media anew, and it is said when it is heard
again. What is the matter with our own audio is judged on real devices, in tests/sound."""
import os
import re
import socket
import tempfile
import unittest

from phone import Phone
from sipp import Sipp, ack, give_way, invite, recv, reply, request, ringing, sdp

# SIPp sends no RTP.
DEAF = (invite(), ringing(), recv(200), ack(), request("INVITE", "a=sendrecv"), reply("200 OK", sdp(version=2)),
        request("ACK"), request("BYE"), reply("200 OK"))


def packet(sequence):
    """20 ms of A-law silence."""
    return bytes([0x80, 8, sequence >> 8, sequence & 0xff]) + (sequence * 160).to_bytes(4, "big") + b"peer" + b"\xd5" * 160


class Deaf(unittest.TestCase):
    def setUp(self):
        with tempfile.NamedTemporaryFile("w", suffix=".conf", delete=False) as file:
            file.write("[deadlines]\ndeaf = 2\n")
        self.config = file.name
        self.addCleanup(os.unlink, self.config)

    def test_told_and_asked_anew_and_heard_again(self):
        with Phone("--config", self.config) as phone, Sipp(*DEAF, phone=phone) as sipp:
            phone.expect("ringing", call=1)
            phone.do("answer")
            phone.expect("deaf", call=1)
            port = int(re.search(r"received.*?m=audio (\d+) ", sipp.story(), re.S)[1])
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
                sequence = 0
                while not phone.all("hears_again", call=1):
                    sequence += 1
                    self.assertLess(sequence, 2000)
                    peer.sendto(packet(sequence), ("127.0.0.1", port))
                    give_way()
            self.assertEqual(len(phone.all("deaf")), 1)
            phone.do("hangup")
            phone.expect("ended", call=1, reason="user")

    def test_who_holds_is_not_deaf(self):
        steps = (invite("sendonly"), ringing(), recv(200), ack(), request("BYE"), reply("200 OK"))
        with Phone("--config", self.config) as phone, Sipp(*steps, phone=phone):
            phone.expect("ringing", call=1)
            phone.do("answer")
            phone.expect("connected", call=1)
            for _ in range(4):  # twice as long
                phone.expect("flowed", call=1)
            self.assertFalse(phone.all("deaf"))
            phone.do("hangup")
            phone.expect("ended", call=1, reason="user")

    def test_a_phone_that_sends_nothing_has_no_fault(self):
        """--audio none captures nothing, and that is no reason to open the session anew."""
        with Phone("--audio", "none") as phone, Phone() as other:
            other.do("call " + phone.uri())
            phone.expect("ringing", call=1)
            phone.do("answer")
            for _ in range(4):
                phone.expect("flowed", call=1)
            self.assertFalse(phone.all("silent") + phone.all("audio_on"))


if __name__ == "__main__":
    unittest.main()
