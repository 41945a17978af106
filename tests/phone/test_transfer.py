"""Blind transfers, by us and by the peer: between phones of ours, and with SIPp where a peer is to misbehave."""
import unittest

from phone import Phone
from sipp import Sipp, ack, bye, invite, notify, recv, refer, reply, request, ringing

UP = (invite(), ringing(), recv(200), ack())
WE_END = (request("BYE"), reply("200 OK"))


class ByUs(unittest.TestCase):
    def up(self, phone):
        phone.expect("ringing", call=1)
        phone.do("answer")
        phone.expect("connected", call=1)
        phone.do("transfer sip:carol@127.0.0.1:9")

    def test_done(self):
        steps = (*UP, request("REFER", "Refer-To: .sip:carol@127.0.0.1:9"), reply("202 Accepted"),
                 notify("SIP/2.0 200 OK\n", "terminated"), *WE_END)
        with Phone() as phone, Sipp(*steps, phone=phone):
            self.up(phone)
            phone.expect("transferred", call=1)
            self.assertEqual(phone.expect("ended", call=1)["reason"], "transferred")

    def test_refused_and_the_call_goes_on(self):
        steps = (*UP, request("REFER"), reply("603 Decline"), *WE_END)
        with Phone() as phone, Sipp(*steps, phone=phone):
            self.up(phone)
            self.assertEqual(phone.expect("transfer_failed", call=1)["code"], 603)
            phone.do("calls")
            self.assertEqual(phone.expect("call", call=1)["text"], "up")
            phone.do("hangup")
            phone.expect("ended", call=1, reason="user")

    def test_a_peer_that_hangs_up_instead(self):
        with Phone() as phone, Sipp(*UP, request("REFER"), reply("202 Accepted"), bye(9), phone=phone):
            self.up(phone)
            self.assertEqual(phone.expect("ended", call=1)["reason"], "remote")


class BetweenPhones(unittest.TestCase):
    """Alice calls Bob, and passes him on to Carol."""

    def setUp(self):
        self.people = []

    def tearDown(self):
        for phone in self.people:
            phone.__exit__(None, None, None)

    def phone(self, *options):
        phone = Phone(*options)
        self.people.append(phone)
        return phone

    def talk(self, *options):
        alice, bob = self.phone(), self.phone(*options)
        alice.do("call " + bob.uri())
        bob.expect("ringing", call=1)
        bob.do("answer")
        bob.expect("connected", call=1)
        alice.expect("connected", call=1)
        return alice, bob

    def test_passed_on(self):
        alice, bob = self.talk()
        carol = self.phone("--auto-answer", "always")
        alice.do("transfer " + carol.uri())
        bob.expect("transfer_asked", call=1)
        bob.expect("calling", call=2)
        carol.expect("auto_answered", call=1)
        carol.expect("connected", call=1)
        alice.expect("transferred", call=1)
        self.assertEqual(alice.expect("ended", call=1)["reason"], "transferred")
        bob.expect("ended", call=1, reason="remote")
        bob.do("calls")
        self.assertEqual(bob.expect("call", call=2)["text"], "up")
        bob.do("hangup")
        carol.expect("ended", call=1, reason="remote")

    def test_bob_is_held_where_he_was_until_carol_declines(self):
        alice, bob = self.talk()
        carol = self.phone()
        alice.do("transfer " + carol.uri())
        carol.expect("ringing", call=1)
        alice.expect("remote_held", call=1)
        carol.do("decline")
        self.assertEqual(alice.expect("transfer_failed", call=1)["code"], 603)
        bob.expect("ended", call=2, reason="declined")
        bob.do("resume")
        alice.expect("remote_resumed", call=1)
        alice.do("hangup")
        bob.expect("ended", call=1, reason="remote")

    def test_bob_hangs_up_on_carol_before_she_answers(self):
        alice, bob = self.talk()
        carol = self.phone()
        alice.do("transfer " + carol.uri())
        carol.expect("ringing", call=1)
        bob.do("hangup 2")
        self.assertEqual(alice.expect("transfer_failed", call=1)["code"], 487)
        carol.expect("ended", call=1, reason="remote")
        alice.do("hangup")
        bob.expect("ended", call=1, reason="remote")

    def test_nobody_follows(self):
        alice, bob = self.talk("--transfer", "refuse")
        alice.do("transfer sip:carol@127.0.0.1:9")
        self.assertEqual(alice.expect("transfer_failed", call=1)["code"], 603)
        self.assertFalse(bob.all("calling"))
        alice.do("transfer sip:carol@127.0.0.1:9")  # and once more
        self.assertEqual(alice.expect("transfer_failed", call=1)["code"], 603)
        alice.do("hangup")
        bob.expect("ended", call=1, reason="remote")

    def test_bob_on_the_fake_ios_platform(self):
        alice, bob = self.talk("--ui", "fake-ios")
        carol = self.phone("--auto-answer", "always")
        alice.do("transfer " + carol.uri())
        carol.expect("connected", call=1)
        alice.expect("ended", call=1, reason="transferred")
        bob.do("hangup 2")
        carol.expect("ended", call=1, reason="remote")


class ByThePeer(unittest.TestCase):
    def test_what_cannot_be_followed(self):
        steps = (*UP, refer("<tel:+15551234>", 2), recv(488), refer("nonsense", 3), recv(400),
                 refer("<sip:a@127.0.0.1?Replaces=x>", 4), recv(488), bye(9))
        with Phone() as phone, Sipp(*steps, phone=phone):
            phone.expect("ringing", call=1)
            phone.do("answer")
            phone.expect("ended", call=1, reason="remote")
            self.assertFalse(phone.all("transfer_asked"))

    def test_no_place_for_another_call(self):
        steps = (*UP, refer("<sip:carol@127.0.0.1:9>"), recv(603), bye(9))
        with Phone("--calls", "1") as phone, Sipp(*steps, phone=phone):
            phone.expect("ringing", call=1)
            phone.do("answer")
            phone.expect("ended", call=1, reason="remote")
            self.assertFalse(phone.all("calling"))


if __name__ == "__main__":
    unittest.main()
