"""Digits in INFO requests, both ways, and the choice between INFO and the media."""
import unittest

from peers import Phone
from sipp import Sipp, ack, bye, info, invite, recv, reply, request, ringing
from test_incoming import up

UP = (invite(), ringing(), recv(200), ack())


class FromThePeer(unittest.TestCase):
    def test_every_form(self):
        forms = [("Signal=5\nDuration=160\n", "application/dtmf-relay", "5"),
                 ("Duration=160\nSignal= #\n", "application/dtmf-relay", "#"),
                 ("Signal=10\n", "application/dtmf-relay", "\\*"),
                 ("Signal=d\n", "Application/DTMF-Relay", "D"),
                 ("7", "application/dtmf", "7"),
                 ("Signal=0\n", "application/dtmf", "0")]
        steps = [info(body, kind, cseq=2 + i) for i, (body, kind, _) in enumerate(forms)]
        with Phone() as phone, Sipp(*UP, *steps, bye(20), phone=phone):
            up(phone)
            for _, _, digit in forms:
                phone.expect(f"^event digits leg=1 .* digits={digit}$")
            phone.ended("remote")

    def test_what_is_no_digit(self):
        steps = (info("Signal=17\n", cseq=2, code=400), info("Signal=\n", cseq=3, code=400),
                 info("Hello=5\n", cseq=4, code=400), info("55", "application/dtmf", cseq=5, code=400),
                 info("x" * 4000, "application/dtmf", cseq=6, code=400),
                 info("5", "text/plain", cseq=7, code=415, has="Accept: application/dtmf-relay"),
                 info("", cseq=8), bye(20))
        with Phone() as phone, Sipp(*UP, *steps, phone=phone):
            up(phone)
            phone.ended("remote")
            self.assertEqual(phone.count("^event digits"), 0)


class FromUs(unittest.TestCase):
    def test_one_after_the_other(self):
        steps = [step for key in ("1", "#", "A") for step in
                 (request("INFO", f"Signal={key}"), reply("200 OK"))]
        with Phone() as phone, Sipp(*UP, *steps, bye(20), phone=phone):
            up(phone)
            phone.do("digits 1 1#")
            phone.do("digits 1 a")
            phone.ended("remote")

    def test_the_older_form_if_the_peer_wants_it(self):
        steps = (request("INFO", "application/dtmf-relay"), reply("415 Unsupported Media Type"),
                 request("INFO", "application/dtmf[^-]"), reply("200 OK"),
                 request("INFO", "application/dtmf[^-]"), reply("200 OK"))
        with Phone() as phone, Sipp(*UP, *steps, bye(20), phone=phone):
            up(phone)
            phone.do("digits 1 12")
            phone.ended("remote")

    def test_a_peer_that_takes_none(self):
        steps = (request("INFO"), reply("405 Method Not Allowed"),
                 request("INFO", "Signal=3"), reply("500 Server Internal Error"))
        with Phone() as phone, Sipp(*UP, *steps, bye(20), phone=phone):
            up(phone)
            phone.do("digits 1 12")
            phone.expect("^log warning sip leg 1: the peer takes no digits: it answered INFO with 405$")
            phone.do("digits 1 3")
            phone.expect("it answered INFO with 500$")
            phone.ended("remote")

    def test_the_media_comes_first(self):
        with Phone("events=yes") as phone, Sipp(*UP, bye(20), phone=phone):
            up(phone)
            phone.do("digits 1 12")
            phone.expect("^media digits leg=1 digits=12$")
            phone.do("digits 9 12")  # no such leg
            phone.ended("remote")

    def test_what_waits_at_the_end_is_dropped(self):
        with Phone() as phone, Sipp(*UP, request("INFO", "Signal=1"), reply("200 OK"), bye(20), phone=phone):
            up(phone)
            phone.do("digits 1 " + "1" * 30)
            phone.ended("remote")


if __name__ == "__main__":
    unittest.main()
