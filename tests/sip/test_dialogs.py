"""Requests that look as if they belonged to a call and do not: no To tag, or a wrong one. The call
that is up must not notice. Raw sockets: each stranger has one of its own."""
import re
import socket
import unittest

from peers import BOUND_S, Phone, Sipp
from test_malformed import SDP, message


def tag_of(header, reply):
    return re.search(rf"^{header}:.*;tag=([^;\r]+)".encode(), reply, re.M)[1].decode()


class Peer:
    """A socket with a dialog: caller of `call`, or a stranger who heard of it."""

    def __init__(self, test, phone, kind="udp"):
        self.test, self.phone, self.kind = test, phone, kind
        if kind == "tcp":
            self.socket = socket.create_connection(("127.0.0.1", phone.port()), BOUND_S)
        else:
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.socket.bind(("127.0.0.1", 0))
            self.socket.connect(("127.0.0.1", phone.port()))
            self.socket.settimeout(BOUND_S)
        test.addCleanup(self.socket.close)
        self.port = self.socket.getsockname()[1]
        self.branches = 0

    def send(self, method, cseq, branch=None, to=None, call_id="heard", tag="a", body="", **more):
        self.branches += 1
        branch = branch or f"z9hG4bK-{self.port}-{self.branches}"
        fields = {
            "Via": f"SIP/2.0/{self.kind.upper()} 127.0.0.1:{self.port};rport;branch={branch}",
            "From": f"<sip:a@127.0.0.1>;tag={tag}",
            "To": "<sip:uas@127.0.0.1>" + (f";tag={to}" if to else ""),
            "Call_ID": call_id,
            "CSeq": f"{cseq} {method}",
            "Contact": f"<sip:a@127.0.0.1:{self.port};transport={self.kind}>",
            **more,
        }
        self.socket.send(message(0, method, body=body, **fields))

    def reply(self):
        """The next final response, whole."""
        while True:
            data = self.socket.recv(65536)
            if data.startswith(b"SIP/2.0 ") and not data.startswith(b"SIP/2.0 1"):
                return data

    def status(self, *args, **fields):
        self.send(*args, **fields)
        reply = self.reply()
        self.test.assertIn(b";tag=", re.search(rb"^From: .*$", reply, re.M)[0])
        self.test.assertIn(b";tag=", re.search(rb"^To: .*$", reply, re.M)[0])
        return int(reply.split(b" ", 2)[1])

    def call(self, branch="z9hG4bK-first"):
        """INVITE, 200, ACK. Our tag."""
        self.send("INVITE", 1, branch=branch, body=SDP)
        self.phone.invited()
        self.phone.do("accept 1")
        reply = self.reply()
        self.test.assertTrue(reply.startswith(b"SIP/2.0 200"), reply)
        tag = tag_of("To", reply)
        self.send("ACK", 1, to=tag)
        self.phone.event("connected")
        return tag


class Strangers(unittest.TestCase):
    def unharmed(self, phone, caller, tag):
        """Nothing happened to the call: no media was changed, and its BYE still finds the caller."""
        phone.sync()
        self.assertEqual(phone.count("^media (answer|offer) "), 1)
        self.assertEqual(phone.count("^event (ended|remote-held|invited leg=2)"), 0)
        phone.do("end 1 6")
        request = caller.socket.recv(65536)
        self.assertTrue(request.startswith(b"BYE "), request)
        self.assertEqual(tag_of("From", request), tag)
        via = re.search(rb"^Via: .*$", request, re.M)[0].decode().strip()[5:]
        caller.socket.send(message(
            0, version="", method="SIP/2.0", uri="200 OK", Via=via,
            From=re.search(rb"^From: (.*?)\r$", request, re.M)[1].decode(),
            To=re.search(rb"^To: (.*?)\r$", request, re.M)[1].decode(), Call_ID="heard",
            CSeq=re.search(rb"^CSeq: (.*?)\r$", request, re.M)[1].decode()))
        phone.ended("user")

    def test_no_to_tag(self):
        for kind in ("udp", "tcp"):
            with self.subTest(kind), Phone(listen=(kind + ":127.0.0.1:0",)) as phone:
                caller, stranger = Peer(self, phone, kind), Peer(self, phone, kind)
                tag = caller.call()
                for cseq in (2, 3, 100):
                    branch = f"z9hG4bK-{cseq}"
                    self.assertEqual(stranger.status("INVITE", cseq, branch, body=SDP), 481)
                    stranger.send("ACK", cseq, branch)
                    phone.expect(rf"^log warning sip INVITE \(CSeq {cseq}\) refused: it has the "
                                 "Call-ID and From tag of leg 1, but no To tag")
                for cseq, method in enumerate(("BYE", "UPDATE", "INFO", "PRACK", "OPTIONS"), 200):
                    more = dict(RAck="1 1 INVITE") if method == "PRACK" else {}
                    body = SDP if method == "UPDATE" else ""
                    status = stranger.status(method, cseq, body=body, **more)
                    self.assertEqual(status, 481, method)
                    phone.expect(rf"^log warning sip {method} \(CSeq {cseq}\) refused: it has the ")
                self.unharmed(phone, caller, tag)

    def test_wrong_to_tag(self):
        with Phone() as phone:
            caller, stranger = Peer(self, phone), Peer(self, phone)
            tag = caller.call()
            for cseq, method in enumerate(("INVITE", "BYE", "UPDATE"), 2):
                branch = f"z9hG4bK-{cseq}"
                self.assertEqual(
                    stranger.status(method, cseq, branch, to="guessed", body=SDP), 481)
                if method == "INVITE":
                    stranger.send("ACK", cseq, branch)
            self.unharmed(phone, caller, tag)

    def test_empty_tag_is_no_tag(self):
        with Phone() as phone:
            caller, stranger = Peer(self, phone), Peer(self, phone)
            tag = caller.call()
            for cseq, empty in enumerate(("", "="), 2):
                for fault in (dict(To="<sip:uas@127.0.0.1>;tag" + empty),
                              dict(From="<sip:a@127.0.0.1>;tag" + empty,
                                   To="<sip:uas@127.0.0.1>;tag=" + tag)):
                    with self.subTest(fault):
                        stranger.send("BYE", cseq, **fault)
                        self.assertEqual(int(stranger.reply().split(b" ", 2)[1]), 400)
                        phone.expect("^log warning sip ")
            self.unharmed(phone, caller, tag)

    def test_ack_without_to_tag_answers_no_call(self):
        with Phone() as phone:
            caller, stranger = Peer(self, phone), Peer(self, phone)
            caller.send("INVITE", 1, body=SDP)
            phone.invited()
            phone.do("accept 1")
            tag = tag_of("To", caller.reply())
            stranger.send("ACK", 1)
            self.assertEqual(stranger.status("OPTIONS", 9, call_id="other"), 200)
            phone.sync()
            self.assertEqual(phone.count("^event connected"), 0)
            caller.send("ACK", 1, to=tag)
            phone.event("connected")
            self.unharmed(phone, caller, tag)

    def test_ringing_call_is_not_ended_either(self):
        with Phone() as phone:
            caller, stranger = Peer(self, phone), Peer(self, phone)
            caller.send("INVITE", 1, body=SDP)
            phone.invited()
            phone.do("ring 1")
            self.assertEqual(stranger.status("INVITE", 1, body=SDP), 482)
            self.assertEqual(stranger.status("BYE", 2), 481)
            self.assertEqual(stranger.status("INVITE", 3, body=SDP), 481)
            phone.sync()
            self.assertEqual(phone.count("^event (ended|invited leg=2)"), 0)
            phone.do("reject 1 486 8")
            self.assertTrue(caller.reply().startswith(b"SIP/2.0 486"))
            phone.ended("busy")

    def test_branch_that_comes_late(self):
        """A fork of the INVITE after the ACK: while nta still knows the transaction, and after."""
        for known in (True, False):
            with self.subTest(known=known), Phone("sofia-log=5") as phone:
                caller, stranger = Peer(self, phone), Peer(self, phone)
                tag = caller.call()
                if not known:
                    phone.expect("^log debug sip nta: timer I fired, terminate 200 response")
                self.assertEqual(stranger.status("INVITE", 1, branch="z9hG4bK-f", body=SDP), 482)
                phone.expect(r"^log warning sip INVITE \(CSeq 1\) refused: another branch of a call")
                stranger.send("ACK", 1, branch="z9hG4bK-f")
                self.unharmed(phone, caller, tag)

    def test_invite_that_was_delayed_for_long(self):
        """The very INVITE once more, when nta has forgotten it."""
        with Phone("sofia-log=5") as phone:
            caller = Peer(self, phone)
            tag = caller.call()
            phone.expect("^log debug sip nta: timer I fired, terminate 200 response")
            self.assertEqual(caller.status("INVITE", 1, branch="z9hG4bK-first", body=SDP), 481)
            caller.send("ACK", 1, branch="z9hG4bK-first")
            phone.expect(r"^log warning sip INVITE \(CSeq 1\) answered with 481 ")
            self.unharmed(phone, caller, tag)

    def test_retransmission_is_no_stranger(self):
        with Phone() as phone:
            caller = Peer(self, phone)
            tag = caller.call()
            self.assertEqual(caller.status("INVITE", 1, branch="z9hG4bK-first", body=SDP), 200)
            self.assertEqual(caller.status("OPTIONS", 2, to=tag), 200)
            self.assertEqual(phone.count("^log warning"), 0)
            self.unharmed(phone, caller, tag)

    def test_retry_after_a_refusal_is_a_new_call(self):
        """RFC 3261 8.1.3.5: same Call-ID and From tag, next CSeq, no To tag."""
        with Phone() as phone:
            caller = Peer(self, phone)
            bad = SDP + "a=rtpmap:8 no-such-codec/8000\r\n"
            self.assertEqual(caller.status("INVITE", 1, branch="z9hG4bK-x", body=bad), 488)
            caller.send("ACK", 1, branch="z9hG4bK-x")
            caller.send("INVITE", 2, branch="z9hG4bK-y", body=SDP)
            phone.invited(2)
            phone.do("reject 2 486 8")
            self.assertTrue(caller.reply().startswith(b"SIP/2.0 486"))
            caller.send("ACK", 2, branch="z9hG4bK-y")
            phone.ended("busy", 2)
            caller.send("INVITE", 3, branch="z9hG4bK-z", body=SDP)
            phone.invited(3)
            phone.do("reject 3 486 8")
            phone.ended("busy", 3)

    def test_call_that_we_placed(self):
        with Phone() as phone:
            callee, stranger = Peer(self, phone), Peer(self, phone)
            phone.do(f"call sip:bob@127.0.0.1:{callee.port}")
            invite = callee.socket.recv(65536)
            call_id = re.search(rb"^Call-ID: (.*?)\r$", invite, re.M)[1].decode()
            head = {name: re.search(rf"^{name}: (.*?)\r$".encode(), invite, re.M)[1].decode()
                    for name in ("Via", "From", "CSeq")}
            callee.socket.send(message(
                0, version="", method="SIP/2.0", uri="200 OK", body=SDP, Call_ID=call_id,
                To="<sip:bob@127.0.0.1>;tag=bob",
                Contact=f"<sip:bob@127.0.0.1:{callee.port}>", **head))
            phone.event("connected")
            for cseq, method in enumerate(("INVITE", "BYE", "UPDATE"), 5):
                status = stranger.status(method, cseq, call_id=call_id, tag="bob", body=SDP)
                self.assertEqual(status, 481)
                phone.expect(f"^log warning sip {method} .* of leg 1, but no To tag")
            phone.sync()
            self.assertEqual(phone.count("^event (ended|invited)"), 0)
            own = re.search(r";tag=([^;]+)", head["From"])[1]
            self.assertEqual(callee.status("BYE", 1, call_id=call_id, tag="bob", to=own), 200)
            phone.ended("remote")


if __name__ == "__main__":
    unittest.main()
