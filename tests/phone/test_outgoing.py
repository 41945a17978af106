"""Calls that go out, to SIPp."""
import unittest

from phone import Phone
from sipp import Sipp, cancelled, reply, request, sdp

RINGS = (request("INVITE"), reply("180 Ringing"))


def hears(phone, hz):
    heard = None
    for _ in range(30):
        heard = phone.expect("measured", incoming=True)
        if abs(heard["hz"] - hz) <= 10 and heard["level_db"] > -20:
            return
    raise AssertionError(f"{hz} Hz was not heard; the last was {heard}")


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
            hears(one, 440)
            hears(other, 620)
            one.do("hangup")
            other.expect("ended", reason="remote")

    def test_two_phones(self):
        self.talk()

    def test_two_phones_over_ipv6(self):
        self.talk("udp:[::1]:0")

    def test_two_phones_over_tcp(self):
        self.talk("tcp:127.0.0.1:0", ";transport=tcp")


class Redirected(unittest.TestCase):
    """The callee says whom to call instead (302)."""

    def moved(self, phone, there):
        with Sipp(request("INVITE"), reply("302 Moved Temporarily", contact=f"<{there}>"), request("ACK")) as bob:
            phone.do("call " + bob.uri)
            self.assertEqual(phone.expect("calling", call=1)["remote"], bob.uri)

    def test_followed_and_heard(self):
        for options in ((), ("--ui", "fake-ios")):
            with self.subTest(options), \
                    Phone("--redirect", "follow", "--audio", "tone:620", "--measure", *options) as alice, \
                    Phone("--auto-answer", "always", "--audio", "tone:440", "--measure") as carol:
                self.moved(alice, carol.uri())
                self.assertEqual(alice.expect("redirected", call=1)["remote"], carol.uri())
                carol.expect("connected", call=1)
                hears(alice, 440)
                hears(carol, 620)
                self.assertEqual(len(alice.all("calling")), 1)
                alice.do("hangup")
                carol.expect("ended", reason="remote")
                self.assertEqual(alice.expect("ended", call=1)["reason"], "user")

    def test_not_followed_unless_it_is_said(self):
        with Phone() as alice, Phone() as carol:
            self.moved(alice, carol.uri())
            self.assertEqual(alice.expect("ended", call=1)["reason"], "unreachable")
            self.assertFalse(alice.all("redirected"))
            self.assertFalse(carol.all("ringing"))

    def test_to_one_who_declines(self):
        with Phone("--redirect", "follow") as alice, Phone() as carol:
            self.moved(alice, carol.uri())
            carol.expect("ringing", call=1)
            carol.do("decline")
            self.assertEqual(alice.expect("ended", call=1)["reason"], "declined")

    def test_given_up_while_the_other_one_rings(self):
        with Phone("--redirect", "follow") as alice, Phone() as carol:
            self.moved(alice, carol.uri())
            carol.expect("ringing", call=1)
            alice.do("hangup")
            self.assertEqual(alice.expect("ended", call=1)["reason"], "user")
            carol.expect("ended", call=1, reason="remote")


if __name__ == "__main__":
    unittest.main()
