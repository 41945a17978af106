"""Within a call: mute and digits, between two phones and towards a peer that takes digits by INFO only."""
import unittest

from phone import BOUND_S, Phone
from sipp import Sipp, ack, bye, info, invite, recv, reply, request, ringing, sdp

UP = (invite(), ringing(), recv(200), ack())
WE_END = (request("BYE"), reply("200 OK"))


class TwoPhones(unittest.TestCase):
    def connect(self, *options):
        """A calls B; both are up."""
        a, b = (self.enterContext(Phone("--measure", *options)) for _ in range(2))
        a.do("call " + b.uri())
        b.expect("ringing", call=1)
        b.do("answer")
        a.expect("connected", call=1)
        b.expect("connected", call=1)
        return a, b

    def enterContext(self, context):  # unittest has it from Python 3.11 on
        self.addCleanup(lambda: context.__exit__(None, None, None))
        return context.__enter__()

    def hears(self, phone, low, high):
        for _ in range(BOUND_S * 10):
            if low <= phone.expect("measured", incoming=True)["level_db"] <= high:
                return
        self.fail(f"nothing between {low} and {high} dB was heard")

    def test_mute(self):
        a, b = self.connect()
        self.hears(b, -20, 0)
        a.do("mute")
        a.expect("muted", call=1)
        self.hears(b, -200, -60)
        self.hears(a, -20, 0)  # the other way goes on
        a.do("calls")
        self.assertTrue(a.expect("call", call=1)["muted"])
        a.do("mute")  # there is none left to mute
        self.assertIn("no such call", a.expect("error")["text"])
        a.do("hold")
        a.expect("held", call=1)
        a.do("resume")
        a.expect("resumed", call=1)
        self.hears(b, -200, -60)  # still muted
        a.do("unmute")
        a.expect("unmuted", call=1)
        self.hears(b, -20, 0)

    def test_mute_before_the_call_is_up(self):
        with Phone("--measure") as a, Phone("--measure") as b:
            a.do("call " + b.uri())
            b.expect("ringing", call=1)
            a.do("mute")
            a.expect("fulfilled", call=1)
            b.do("answer")
            a.expect("connected", call=1)
            self.hears(b, -200, -60)

    def test_digits(self):
        for codec in ("pcmu", "opus"):
            with self.subTest(codec):
                a, b = self.connect("--codecs", codec)
                a.do("dtmf 123456789*0#abcdABCD1")  # more than one event takes
                a.do("dtmf 1 9")
                b.do("dtmf 7")
                self.assertEqual(self.pressed(b, 22), "123456789*0#ABCDABCD19")
                self.assertEqual(self.pressed(a, 1), "7")

    def test_digits_while_muted(self):
        a, b = self.connect()
        a.do("mute")
        a.do("dtmf 42")
        self.assertEqual(self.pressed(b, 2), "42")

    def test_digits_dialled_while_it_rings(self):
        with Phone() as a, Phone() as b:
            a.do("call " + b.uri())
            b.expect("ringing", call=1)
            a.do("dtmf 12#")
            a.expect("fulfilled", call=1)
            b.do("answer")
            self.assertEqual(self.pressed(b, 3), "12#")

    def test_digits_and_mute_on_the_fake_ios_platform(self):
        a, b = self.connect("--ui", "fake-ios")
        a.do("dtmf 5#")
        self.assertEqual(self.pressed(b, 2), "5#")
        a.do("mute")
        a.expect("muted", call=1)
        self.hears(b, -200, -60)

    def pressed(self, phone, count):
        return "".join(phone.expect("digits", call=1)["text"] for _ in range(count))


class Info(unittest.TestCase):
    """SIPp offers no telephone-event."""

    def test_sent(self):
        digits = [step for key in ("1", "2", "#") for step in (request("INFO", f"Signal={key}"), reply("200 OK"))]
        with Phone() as phone, Sipp(*UP, *digits, *WE_END, phone=phone) as sipp:
            phone.expect("ringing", call=1)
            phone.do("answer")
            phone.expect("connected", call=1)
            phone.do("dtmf 12#")
            sipp.saw("Signal=#")
            phone.do("hangup")
            phone.expect("ended", call=1, reason="user")

    def test_received(self):
        digits = (info("Signal=3\nDuration=100\n", cseq=2), info("*", "application/dtmf", cseq=3), bye(9))
        with Phone() as phone, Sipp(*UP, *digits, phone=phone):
            phone.expect("ringing", call=1)
            phone.do("answer")
            self.assertEqual([phone.expect("digits", call=1)["text"] for _ in range(2)], ["3", "*"])
            phone.expect("ended", call=1, reason="remote")


if __name__ == "__main__":
    unittest.main()
