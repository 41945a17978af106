"""Calls that go out, to SIPp."""
import unittest

from phone import Phone
from sipp import Sipp, cancelled, reply, request, sdp

RINGS = (request("INVITE"), reply("180 Ringing"))


class Outgoing(unittest.TestCase):
    def test_the_callee_answers_and_we_hang_up(self):
        with Phone() as phone, Sipp(*RINGS, reply("200 OK", sdp()), request("ACK"), request("BYE"),
                                    reply("200 OK")) as callee:
            phone.do("call " + callee.uri)
            self.assertEqual(phone.expect("calling", call=1)["remote"], callee.uri)
            phone.expect("progress", call=1)
            phone.expect("connected", call=1)
            phone.do("hangup 1")
            self.assertEqual(phone.expect("ended", call=1)["reason"], "user")

    def test_on_the_fake_ios_platform(self):
        with Phone("--ui", "fake-ios") as phone, \
                Sipp(*RINGS, reply("200 OK", sdp()), request("ACK"), request("BYE"), reply("200 OK")) as callee:
            phone.do("call " + callee.uri)
            phone.expect("audio_on")
            phone.expect("opened", text="both")
            phone.do("hangup")
            self.assertEqual(phone.expect("ended", call=1)["reason"], "user")

    def test_the_callee_is_busy(self):
        with Phone() as phone, Sipp(request("INVITE"), reply("486 Busy Here"), request("ACK")) as callee:
            phone.do("call " + callee.uri)
            self.assertEqual(phone.expect("ended", call=1)["reason"], "busy")

    def test_the_callee_declines(self):
        with Phone() as phone, Sipp(*RINGS, reply("603 Decline"), request("ACK")) as callee:
            phone.do("call " + callee.uri)
            self.assertEqual(phone.expect("ended", call=1)["reason"], "declined")

    def test_we_give_up(self):
        with Phone() as phone, Sipp(cancelled()) as callee:
            phone.do("call " + callee.uri)
            phone.expect("progress", call=1)
            phone.do("hangup")
            self.assertEqual(phone.expect("ended", call=1)["reason"], "user")

    def talk(self, listen="udp:127.0.0.1:0", more=""):
        """Two phones: each hears the other's tone; no line of SIPp in between."""
        with Phone("--audio", "tone:620", "--measure", listen=(listen,)) as one, \
                Phone("--audio", "tone:440", "--measure", listen=(listen,)) as other:
            one.do("call " + other.uri() + more)
            other.expect("ringing")
            other.do("answer")
            self.hears(one, 440)
            self.hears(other, 620)
            one.do("hangup")
            other.expect("ended", reason="remote")

    def test_two_phones(self):
        self.talk()

    def test_two_phones_over_ipv6(self):
        self.talk("udp:[::1]:0")

    def test_two_phones_over_tcp(self):
        self.talk("tcp:127.0.0.1:0", ";transport=tcp")

    def hears(self, phone, hz):
        for _ in range(30):
            heard = phone.expect("measured", incoming=True)
            if abs(heard["hz"] - hz) <= 10 and heard["level_db"] > -20:
                return
        self.fail(f"{hz} Hz was not heard; the last was {heard}")


if __name__ == "__main__":
    unittest.main()
