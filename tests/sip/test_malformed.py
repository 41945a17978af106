"""What is not SIP, or not quite: the right 4xx or silence, a line that says why, and the call that
runs meanwhile is none the worse. Raw sockets, because SIPp will not send these."""
import re
import socket
import unittest

from peers import BOUND_S, Phone, Sipp
from test_incoming import up

SDP = ("v=0\r\no=x 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
       "m=audio 41000 RTP/AVP 8\r\n")


def message(number, method="INVITE", body="", uri="sip:uas@127.0.0.1", version="SIP/2.0",
            transport="UDP", port=9, **headers):
    """A request that is right but for what the arguments say; None drops a header."""
    fields = {
        "Via": f"SIP/2.0/{transport} 127.0.0.1:{port};rport;branch=z9hG4bK-bad-{number}",
        "From": f"<sip:x@127.0.0.1>;tag=x{number}",
        "To": "<sip:uas@127.0.0.1>",
        "Call-ID": f"bad-{number}",
        "CSeq": f"1 {method}",
        "Contact": "<sip:x@127.0.0.1:9>",
        "Max-Forwards": "70",
        "Content-Type": "application/sdp" if body else None,
        "Content-Length": str(len(body)),
    }
    fields.update({name.replace("_", "-"): value for name, value in headers.items()})
    lines = [f"{method} {uri} {version}"]
    lines += [f"{name}: {value}" for name, value in fields.items() if value is not None]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


class Malformed(unittest.TestCase):
    def setUp(self):
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.udp.settimeout(BOUND_S)
        self.addCleanup(self.udp.close)

    def ask(self, phone, data):
        """Send it; the first final status that comes back."""
        self.udp.sendto(data, ("127.0.0.1", phone.port()))
        while True:
            reply = self.udp.recv(65536)
            if reply.startswith(b"SIP/2.0 ") and not reply.startswith(b"SIP/2.0 1"):
                return int(reply.split(b" ", 2)[1])  # else 100, or STUN's answer to zeroes

    def unharmed(self, phone):
        """The engine has read everything sent so far: it answers what is sent now, and only that."""
        self.assertEqual(self.ask(phone, message("probe" + str(id(object())), "OPTIONS")), 200)

    def test_refused_with_the_right_status_and_a_line(self):
        cases = (
            ("no Call-ID", 400, dict(Call_ID=None)),
            ("no CSeq", 400, dict(CSeq=None)),
            ("no From", 400, dict(From=None)),
            ("no To", 400, dict(To=None)),
            ("CSeq of another method", 400, dict(CSeq="1 BYE")),
            ("CSeq that is no number", 400, dict(CSeq="one INVITE")),
            ("Content-Length that is no number", 400, dict(body=SDP, Content_Length="many")),
            ("Content-Length too long", 400, dict(body=SDP, Content_Length="4000")),
            ("To that is no address", 400, dict(To="<<>>;;")),
            ("From that is no address", 400, dict(From="<sip:x@[::1>;tag=;;")),
            ("another version of SIP", 505, dict(version="SIP/7.0")),
            ("URI of another kind", 416, dict(uri="http://127.0.0.1/")),
            ("body that is no SDP", 415, dict(body="<xml/>", Content_Type="application/xml")),
            ("SDP that is none", 488, dict(body="nonsense")),
            ("no codec", 488, dict(body=SDP + "a=rtpmap:8 no-such-codec/8000\r\n")),
        )
        port = self.udp.getsockname()[1]
        with Phone() as phone, Sipp("called_bye", phone):
            up(phone)
            for number, (what, status, fault) in enumerate(cases):
                with self.subTest(what):
                    self.assertEqual(self.ask(phone, message(number, port=port, **fault)), status)
                    phone.expect("^log warning sip ")
            phone.sync()
            self.assertEqual(phone.count("^event invited"), 1)
            phone.do("end 1 6")
            phone.ended("user")

    def test_dropped(self):
        with Phone() as phone, Sipp("called_bye", phone):
            up(phone)
            for data in (b"", b"\r\n\r\n", b"\0" * 100, b"\xff" * 1400, b"GET / HTTP/1.1\r\n\r\n",
                         b"INVITE\r\n\r\n", b"SIP/2.0 200 OK\r\n\r\n", message(1)[:60],
                         message(2, Via=None), b"x" * 60000,
                         b"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKa\r\n"
                         b"From: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: a\r\n"
                         b"CSeq: 1 INVITE\r\n\r\n"):
                self.udp.sendto(data, ("127.0.0.1", phone.port()))
            self.unharmed(phone)
            phone.do("end 1 6")
            phone.ended("user")

    def test_parts_of_a_body_that_are_none(self):
        """Sofia's own reader of parts aborts the process at the first of these."""
        def parts(body, kind="multipart/mixed;boundary=b"):
            return dict(body=body, Content_Type=kind)
        sdp = "Content-Type: application/sdp\r\n\r\n" + SDP
        cases = (
            ("a zero among the headers", 415, parts("--b\r\nx: \0\r\n\r\nhello\r\n--b--\r\n")),
            ("headers that do not end", 415, parts("--b\r\nContent-Type: application/sdp\rx=5\n--b--\r\n")),
            ("no part", 415, parts("--b--\r\n")),
            ("no delimiter", 415, parts(sdp)),
            ("no boundary", 415, parts("--b\r\n" + sdp + "\r\n--b--\r\n", "multipart/mixed")),
            ("no end", 415, parts("--b\r\n" + sdp)),
            ("another boundary", 415, parts("--bb\r\n" + sdp + "\r\n--bb--\r\n")),
            ("an empty boundary", 415, parts("--\r\n" + sdp + "\r\n----\r\n", 'multipart/mixed;boundary=""')),
            ("an empty part", 488, parts("--b\r\nContent-Type: application/sdp\r\n\r\n--b--\r\n")),
            ("half a delimiter", 415, parts("-")),
        )
        port = self.udp.getsockname()[1]
        with Phone() as phone, Sipp("called_bye", phone):
            up(phone)
            for number, (what, status, fault) in enumerate(cases):
                with self.subTest(what):
                    self.assertEqual(self.ask(phone, message(number, port=port, **fault)), status)
            self.unharmed(phone)
            phone.do("end 1 6")
            phone.ended("user")

    def test_offer_among_parts(self):
        with Phone() as phone:
            body = (" a preamble\r\n--b c \t\r\nContent-Type: text/plain\r\n\r\n--b cd\r\n--b c\r\n"
                    "content-type :application/SDP; charset=utf-8\r\n\r\n" + SDP + "--b c--epilogue")
            self.udp.sendto(message(1, body=body, Content_Type='multipart/mixed; boundary="b c"'),
                            ("127.0.0.1", phone.port()))
            phone.invited(flags=2)
            phone.do("reject 1 486 8")
            phone.ended("busy")

    def test_garbage_is_named_in_the_log(self):
        with Phone() as phone:
            self.udp.sendto(b"this is not SIP at all\r\n\r\n", ("127.0.0.1", phone.port()))
            phone.expect("^log warning sip .*garbage")

    def test_name_that_is_no_utf8(self):
        with Phone() as phone:
            call = message(1, From='"Al\xe9\x1b[31m" <sip:x@127.0.0.1>;tag=1').decode().encode("latin-1")
            self.udp.sendto(call, ("127.0.0.1", phone.port()))
            phone.invited(flags=0)
            phone.do("remote 1")
            name = phone.expect("^remote (.*)$")[1]
            self.assertEqual(name, "Al\ufffd [31m <sip:x@127.0.0.1>")
            phone.do("reject 1 486 8")
            phone.ended("busy")

    def unreachable_call(self, phone):
        """A call from a Contact that we cannot send anything to."""
        port = self.udp.getsockname()[1]
        nowhere = dict(Contact="<sip:x@127.0.0.1:9;transport=ws>", port=port, From="<sip:x@a>;tag=1")
        self.udp.sendto(message(1, body=SDP, **nowhere), ("127.0.0.1", phone.port()))
        phone.invited()
        phone.do("accept 1")
        phone.event("accepted")
        while not (reply := self.udp.recv(65536)).startswith(b"SIP/2.0 200"):
            pass
        to = re.search(rb"^To: (.*?)\r$", reply, re.M)[1].decode()
        return message(2, "ACK", Call_ID="bad-1", To=to, **nowhere)

    def test_hung_up_though_the_contact_is_of_no_use(self):
        with Phone() as phone:
            ack = self.unreachable_call(phone)
            self.udp.sendto(ack, ("127.0.0.1", phone.port()))
            phone.event("connected")
            phone.do("end 1 6")
            phone.ended("user")

    def test_quit_though_the_contact_is_of_no_use(self):
        with Phone() as phone:
            self.unreachable_call(phone)
            phone.close()

    def test_requests_of_no_call(self):
        with Phone() as phone, Sipp("called_bye", phone):
            up(phone)
            for number, method in enumerate(("BYE", "UPDATE", "PRACK", "CANCEL")):
                with self.subTest(method):
                    self.assertEqual(
                        self.ask(phone, message(number, method, To="<sip:uas@127.0.0.1>;tag=none")), 481)
            self.udp.sendto(message(9, "ACK"), ("127.0.0.1", phone.port()))
            self.unharmed(phone)
            phone.do("end 1 6")
            phone.ended("user")

    def test_oversized(self):
        """16 KiB of headers and 64 KiB together are read; beyond that it is 413, not a call."""
        port = self.udp.getsockname()[1]
        with Phone() as phone, Sipp("called_bye", phone):
            up(phone)
            self.assertEqual(
                self.ask(phone, message(1, "OPTIONS", port=port, Subject="s" * 15000)), 200)
            many = {f"X-Big-{i}": "b" * 1000 for i in range(50)}
            for number, fault in ((2, many), (3, dict(Subject="s" * 50000)),
                                  (4, dict(Content_Length="4000000000"))):
                with self.subTest(number):
                    self.assertEqual(self.ask(phone, message(number, port=port, **fault)), 413)
                    phone.expect(r"^log warning sip INVITE refused: \d+ KiB of headers "
                                 r"\(16 are allowed\)")
            phone.sync()
            self.assertEqual(phone.count("^event invited"), 1)
            phone.do("end 1 6")
            phone.ended("user")

    def test_what_the_core_did_not_say_is_logged(self):
        port = self.udp.getsockname()[1]
        cases = (
            (501, dict(method="FROBNICATE"), r"FROBNICATE \(CSeq 1\) answered with 501 "),
            (403, dict(method="REFER"), r"REFER refused: it belongs to no call$"),
            (420, dict(Require="teleport"), r"INVITE \(CSeq 1\) answered with 420 "),
            (416, dict(uri="http://127.0.0.1/"), r"INVITE \(CSeq 1\) answered with 416 "),
            (481, dict(method="PRACK", RAck="1 1 INVITE"), r"PRACK \(CSeq 1\) answered with 481 "),
            (481, dict(method="BYE", To="<sip:x@a>;tag=1"), r"BYE \(CSeq 1\) answered with 481 "),
            (415, dict(body=SDP, Content_Encoding="gzip"),
             r"body is application/sdp in a Content-Encoding"),
            (400, dict(body=SDP, Content_Length="4000"), r"Content-Length says 4000 octets, but "
             + str(len(SDP)) + " came"),
            (400, dict(Content_Length="10"), r"Content-Length says 10 octets, but 0 came"),
            (400, dict(Content_Length="many"), r"INVITE has bad Content-Length header"),
        )
        with Phone() as phone:
            for number, (status, fault, line) in enumerate(cases):
                with self.subTest(line):
                    self.assertEqual(self.ask(phone, message(number, port=port, **fault)), status)
                    phone.expect("^log warning sip .*" + line)
            phone.sync()
            self.assertEqual(phone.count("^event"), 0)

    def test_numbers_are_shortened_there_too(self):
        with Phone() as phone:
            self.ask(phone, message(1, "M155501234"))
            phone.expect(r"^log warning sip M1\.\.4 \(CSeq 1\) answered with 501 ")

    def test_what_the_core_said_is_not_logged_again(self):
        with Phone() as phone:
            self.udp.sendto(message(1, body=SDP), ("127.0.0.1", phone.port()))
            phone.invited()
            phone.do("reject 1 486 8")
            phone.ended("busy")
            phone.sync()
            self.assertEqual(phone.count("^log warning"), 0)

    def test_identity_is_no_encoding(self):
        with Phone() as phone:
            call = message(1, body=SDP, Content_Encoding="identity")
            self.udp.sendto(call, ("127.0.0.1", phone.port()))
            phone.invited()
            phone.do("reject 1 486 8")
            phone.ended("busy")

    def test_datagram_without_empty_line(self):
        with Phone() as phone:
            self.assertEqual(self.ask(phone, message(1)[:-2]), 400)
            phone.expect("^log warning sip ")
            phone.sync()
            self.assertEqual(phone.count("^event"), 0)


class Streams(unittest.TestCase):
    """The same over TCP, where a message has no end but the one it says."""

    def connect(self, phone):
        stream = socket.create_connection(("127.0.0.1", phone.port(1)), BOUND_S)
        self.addCleanup(stream.close)
        return stream

    def status(self, stream):
        data = b""
        while b"\r\n\r\n" not in data:
            more = stream.recv(4096)
            if not more:
                return None
            data += more
        return int(data.split(b" ", 2)[1])

    def both(self):
        return Phone(listen=("udp:127.0.0.1:0", "tcp:127.0.0.1:0"))

    def test_message_in_pieces(self):
        with self.both() as phone:
            stream = self.connect(phone)
            data = message(1, "OPTIONS", transport="TCP")
            for i in range(0, len(data), 50):
                stream.sendall(data[i:i + 50])
            self.assertEqual(self.status(stream), 200)

    def test_broken_off(self):
        with self.both() as phone, Sipp("called_bye", phone):
            up(phone)
            for cut in (1, 20, 100, -5):
                stream = self.connect(phone)
                stream.sendall(message(cut, body=SDP, transport="TCP")[:cut])
                stream.close()
            phone.do("end 1 6")
            phone.ended("user")
            self.assertEqual(phone.count("^event invited"), 1)

    def test_too_large(self):
        """What fits our buffer is answered and then closed; what does not is closed at once. Either
        way a line says why."""
        with self.both() as phone, Sipp("called_bye", phone):
            up(phone)
            stream = self.connect(phone)
            stream.sendall(message(1, "OPTIONS", transport="TCP", Subject="s" * 100000))
            self.assertEqual(self.status(stream), 413)
            self.assertEqual(stream.recv(1), b"")
            phone.expect(r"^log warning sip OPTIONS refused: 97 KiB of headers \(16 are allowed\)")
            for size in (1000000, 5000000):
                for fault in (dict(Subject="s" * size),
                              dict(Subject="\r\nX-A: ".join("s" * (size // 10)))):
                    self.assertTrue(self.cut_off(phone, message(2, "OPTIONS", transport="TCP", **fault)))
                    phone.expect("^log warning sip a message on TCP is longer than ")
            stream = self.connect(phone)
            stream.sendall(message(3, "OPTIONS", transport="TCP"))
            self.assertEqual(self.status(stream), 200)
            phone.do("end 1 6")
            phone.ended("user")

    def cut_off(self, phone, data):
        """Send it; whether the connection is closed without a word."""
        stream = self.connect(phone)
        try:
            stream.sendall(data)
            return stream.recv(1) == b""
        except OSError as error:
            return not isinstance(error, TimeoutError)

    def test_no_content_length(self):
        """RFC 3261 18.3: 400, and at once."""
        with self.both() as phone:
            stream = self.connect(phone)
            stream.sendall(message(1, transport="TCP", Content_Length=None))
            self.assertEqual(self.status(stream), 400)
            phone.expect("^log warning sip INVITE refused: no Content-Length, which TCP needs")
            phone.sync()
            self.assertEqual(phone.count("^event"), 0)

    def test_endless_header_is_not_kept(self):
        with self.both() as phone, Sipp("called_bye", phone):
            up(phone)
            before = resident_kib(phone.process.pid)
            stream = self.connect(phone)
            stream.settimeout(5)
            sent = 0
            try:
                stream.sendall(b"OPTIONS sip:uas@127.0.0.1 SIP/2.0\r\nSubject: ")
                while sent < 64 << 20:
                    sent += stream.send(b"s" * 65536)
            except OSError:
                pass  # cut off, or not read any more
            self.assertLess(sent, 64 << 20)
            self.assertLess(resident_kib(phone.process.pid) - before, 16 << 10)
            phone.do("end 1 6")
            phone.ended("user")

    def test_content_length_that_is_no_number(self):
        with self.both() as phone:
            for number, length in enumerate(("many", "99999999999")):
                with self.subTest(length):
                    stream = self.connect(phone)
                    stream.sendall(message(number, transport="TCP", Content_Length=length))
                    self.assertEqual(self.status(stream), 400)
                    phone.expect("^log warning sip nta: INVITE has bad Content-Length header")
            phone.sync()
            self.assertEqual(phone.count("no Content-Length"), 0)

    def test_content_length_beyond_the_limit(self):
        """It is refused before its body comes."""
        with self.both() as phone, Sipp("called_bye", phone):
            up(phone)
            for number, length in enumerate((66000, 999999999)):
                with self.subTest(length):
                    stream = self.connect(phone)
                    stream.sendall(
                        message(number, "OPTIONS", transport="TCP", Content_Length=str(length)))
                    self.assertEqual(self.status(stream), 413)
                    phone.expect("^log warning sip OPTIONS refused: ")
            phone.do("end 1 6")
            phone.ended("user")


def resident_kib(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1])


if __name__ == "__main__":
    unittest.main()
