"""A call of ours that others move (RFC 3891): it goes on with another peer, and never rings again."""
import unittest

from bare import SDP, Dialog
from phone import Phone
from test_wire import Ear


class Replaced(unittest.TestCase):
    def answered(self, phone, alice):
        alice.invite()
        phone.expect("ringing", call=1)
        phone.do("answer")
        alice.answered()
        phone.expect("connected", call=1)

    def moves(self, *options):
        with Phone("--codecs", "pcma", *options) as phone, Dialog(phone, "alice") as alice, \
                Dialog(phone, "carol") as carol, Ear() as ear:
            self.answered(phone, alice)
            carol.invite(alice.names(), body=SDP.format(ear.port))
            self.assertEqual(phone.expect("replaced", call=1)["remote"], "sip:carol@127.0.0.1")
            alice.hung_up_on()
            carol.answered()
            phone.expect("connected", call=1)
            ear.hears()
            self.assertEqual(len(phone.all("ringing")), 1)
            self.assertFalse(phone.all("ended"))
            phone.do("calls")
            self.assertEqual(phone.expect("call", call=1)["remote"], "sip:carol@127.0.0.1")
            phone.do("hangup")
            carol.hung_up_on()
            self.assertEqual(phone.expect("ended", call=1)["reason"], "user")

    def test_moved(self):
        self.moves()

    def test_with_the_gates_closed_until_audio_is_on(self):
        self.moves("--accept", "gated")

    def test_on_the_fake_ios_platform(self):
        self.moves("--ui", "fake-ios")

    def test_moved_and_moved_again(self):
        with Phone() as phone, Dialog(phone, "alice") as alice, Dialog(phone, "carol") as carol, \
                Dialog(phone, "dave") as dave:
            self.answered(phone, alice)
            carol.invite(alice.names())
            alice.hung_up_on()
            carol.answered()
            phone.expect("connected", call=1)
            dave.invite(carol.names())
            carol.hung_up_on()
            dave.answered()
            phone.expect("connected", call=1)
            phone.do("hangup")
            dave.hung_up_on()
            phone.expect("ended", call=1)
            self.assertEqual(len(phone.all("ringing")), 1)

    def test_what_rings_cannot_be_taken_over(self):
        with Phone() as phone, Dialog(phone, "alice") as alice, Dialog(phone, "carol") as carol:
            alice.invite()
            alice.answered(180)
            carol.invite(alice.names())
            self.assertEqual(carol.final(), 481)
            self.assertEqual(phone.expect("refused")["code"], 481)
            phone.do("answer")
            alice.answered()
            phone.expect("connected", call=1)
            phone.do("hangup")
            alice.hung_up_on()

    def test_what_it_cannot_hear_does_not_end_the_call(self):
        with Phone("--codecs", "pcma") as phone, Dialog(phone, "alice") as alice, Dialog(phone, "carol") as carol:
            self.answered(phone, alice)
            carol.invite(alice.names(), body=SDP.format(9).replace("8 PCMA", "8 G722").replace("AVP 8", "AVP 9"))
            self.assertEqual(carol.final(), 488)
            phone.do("calls")
            self.assertEqual(phone.expect("call", call=1)["text"], "up")
            self.assertFalse(phone.all("replaced"))
            phone.do("hangup")
            alice.hung_up_on()


if __name__ == "__main__":
    unittest.main()
