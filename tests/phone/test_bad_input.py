"""What no peer and no user should send, while a call is running. The call must not notice."""
import os
import unittest

from bare import Caller, message
from phone import Phone
from sipp import Sipp, ack, invite, recv, reply, request, ringing

RUNNING = (invite(), ringing(), recv(200), ack(), request("BYE"), reply("200 OK"))


class WhileACallRuns(unittest.TestCase):
    def setUp(self):
        self.phone = self.enterContext(Phone())
        self.callee = self.enterContext(Sipp(*RUNNING, phone=self.phone))
        self.phone.expect("ringing", call=1)
        self.phone.do("answer")
        self.phone.expect("connected", call=1)
        self.mallory = self.enterContext(Caller(self.phone))

    def tearDown(self):
        """The call still runs, and ends when the user says so."""
        self.phone.do("calls")
        self.assertEqual(self.phone.expect("call", call=1)["text"], "up")
        self.phone.do("hangup 1")
        self.assertEqual(self.phone.expect("ended", call=1)["reason"], "user")

    def enterContext(self, context):  # unittest has it from Python 3.11 on
        self.addCleanup(lambda: context.__exit__(None, None, None))
        return context.__enter__()

    def still_there(self):
        self.mallory.send(message(self.phone, branch=os.urandom(4).hex()))
        self.assertEqual(self.mallory.final(), 200)

    def test_garbage(self):
        for data in (b"\0", b"\xff" * 1400, b"\r\n\r\n", b"INVITE", b"INVITE sip: SIP/2.0\r\n\r\n",
                     b"SIP/2.0 200 OK\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", os.urandom(1000)):
            self.mallory.send(data)
        self.still_there()

    def test_wrong_content_length(self):
        self.mallory.send(message(self.phone, "INVITE", "long", length=5000, body="v=0\r\n"))
        self.assertIn(self.mallory.final() // 100, (4, 5))
        self.still_there()

    def test_oversized_header(self):
        self.mallory.send(message(self.phone, "OPTIONS", "wide", extra=["Subject: " + "x" * 50000]))
        self.still_there()

    def test_unknown_method(self):
        self.mallory.send(message(self.phone, "FROBNICATE"))
        self.assertIn(self.mallory.final(), (405, 501))
        self.still_there()

    def test_description_without_a_codec_of_ours(self):
        body = ("v=0\r\no=m 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                "m=audio 9 RTP/AVP 18\r\n")
        self.mallory.send(message(self.phone, "INVITE", "g729", ["Content-Type: application/sdp"],
                                  len(body), body))
        self.assertEqual(self.mallory.final(), 488)
        self.still_there()

    def test_description_that_is_none(self):
        self.mallory.send(message(self.phone, "INVITE", "nosdp", ["Content-Type: application/sdp"], 4, "spam"))
        self.assertIn(self.mallory.final(), (400, 488))
        self.still_there()

    def test_requests_in_a_dialog_that_is_not_there(self):
        for method in ("BYE", "CANCEL", "PRACK", "UPDATE"):
            self.mallory.send(message(self.phone, method, method.lower()))
            self.assertEqual(self.mallory.final() // 100, 4)
        self.still_there()

    def test_rubbish_from_the_user(self):
        for line in ("", "answer", "answer 1 2", "hangup 99", "hangup -1", "decline x", "resume", "call",
                     "call sip:", "call <>", "Answer", "x" * 10000, "\udcff\udcfe", "hold 0"):
            self.phone.process.stdin.flush()
            os.write(self.phone.process.stdin.fileno(), line.encode(errors="surrogateescape") + b"\n")
        self.phone.do("help")
        self.phone.expect("help")
        errors = [event["text"] for event in self.phone.all("error")]
        self.assertEqual(len(errors), 13, errors)


if __name__ == "__main__":
    unittest.main()
