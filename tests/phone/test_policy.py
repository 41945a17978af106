"""What the phone does by itself: answer, turn away."""
import unittest

from phone import Phone
from sipp import Sipp, ack, bye, invite, recv, ringing, reply, request

UP = (invite(), ringing(), recv(200), ack())
WE_END = (request("BYE"), reply("200 OK"))


def asking(header):
    """A call whose caller asks for an answer."""
    return (invite(headers=[header]), ringing(), recv(200), ack(), bye())


class AutoAnswer(unittest.TestCase):
    def test_always(self):
        with Phone("--auto-answer", "always") as phone, Sipp(*UP, bye(), phone=phone):
            phone.expect("ringing", call=1)
            phone.expect("auto_answered", call=1)
            phone.expect("answered", call=1)
            phone.expect("ended", call=1, reason="remote")

    def test_where_the_caller_asks(self):
        for header in ("Answer-Mode: Auto", "Call-Info: <sip:a@b>;answer-after=0",
                       "Alert-Info: <http://a/>;info=alert-autoanswer"):
            with self.subTest(header), Phone("--auto-answer", "asked") as phone, \
                    Sipp(*asking(header), phone=phone):
                phone.expect("auto_answered", call=1)
                phone.expect("ended", call=1, reason="remote")

    def test_not_where_nobody_asks(self):
        with Phone("--auto-answer", "asked") as phone, Sipp(*UP, *WE_END, phone=phone):
            phone.expect("ringing", call=1)
            phone.do("answer")
            phone.expect("connected", call=1)
            self.assertFalse(phone.all("auto_answered"))
            phone.do("hangup")
            phone.expect("ended", call=1, reason="user")

    def test_never(self):
        with Phone() as phone, Sipp(*asking("Answer-Mode: Auto"), phone=phone):
            phone.expect("ringing", call=1)
            phone.do("answer")
            phone.expect("ended", call=1, reason="remote")
            self.assertFalse(phone.all("auto_answered"))

    def test_nobody_is_put_on_hold_by_it(self):
        """The second one is answered once the first has ended."""
        with Phone("--auto-answer", "always") as phone, Sipp(*UP, *WE_END, phone=phone):
            phone.expect("connected", call=1)
            with Sipp(*UP, bye(), phone=phone):
                phone.expect("ringing", call=2, waiting=True)
                phone.do("calls")
                self.assertEqual(phone.expect("call", call=2)["text"], "ringing")
                phone.do("hangup 1")
                phone.together(("ended", 1), ("auto_answered", 2))
                phone.expect("ended", call=2, reason="remote")

    def test_on_the_fake_ios_platform(self):
        with Phone("--ui", "fake-ios", "--auto-answer", "always") as phone, Sipp(*UP, bye(), phone=phone):
            phone.expect("auto_answered", call=1)
            phone.expect("activated")
            phone.expect("ended", call=1, reason="remote")


class CallWaiting(unittest.TestCase):
    def test_off(self):
        busy = (invite(), recv(100, optional=True), recv(486), ack(branch="first"))
        with Phone("--call-waiting", "off") as phone, Sipp(*UP, *WE_END, phone=phone):
            phone.expect("ringing", call=1)
            with Sipp(*UP, *WE_END, phone=phone):  # while nobody talks, calls ring
                phone.expect("ringing", call=2)
                phone.do("answer 1")
                phone.expect("connected", call=1)
                with Sipp(*busy, phone=phone):
                    phone.expect("refused", code=486)
                phone.do("hangup 1")
                phone.expect("ended", call=1, reason="user")
                phone.do("answer 2")
                phone.expect("connected", call=2)
                phone.do("hangup 2")
                phone.expect("ended", call=2, reason="user")


class DoNotDisturb(unittest.TestCase):
    BUSY = (invite(), recv(100, optional=True), recv(486), ack(branch="first"))

    def test_for_a_while(self):
        with Phone("--dnd") as phone:
            with Sipp(*self.BUSY, phone=phone):
                phone.expect("refused", code=486)
            phone.do("dnd perhaps")
            phone.expect("error")
            phone.do("dnd off")
            phone.expect("undisturbed", text="off")
            with Sipp(*UP, *WE_END, phone=phone):
                phone.expect("ringing", call=1)
                phone.do("dnd on")
                phone.expect("undisturbed", text="on")
                with Sipp(*self.BUSY, phone=phone):
                    phone.expect("refused", code=486)
                phone.do("answer 1")  # what rang before goes on
                phone.expect("connected", call=1)
                phone.do("hangup 1")
                phone.expect("ended", call=1, reason="user")


if __name__ == "__main__":
    unittest.main()
