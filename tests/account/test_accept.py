"""Who may call: with an account its registrar and proxy, and nobody else outside of dialogs."""
import itertools
import os
import re
import socket
import threading
import unittest

from account import PASSWORD, AccountPhone
from peers import BOUND_S
from registrar import Registrar

STRANGER = "127.0.0.2"


def good(registrar, request):
    if request.method == "REGISTER" and not request.proves(PASSWORD):
        request.challenge()
    elif request.method == "REGISTER":
        request.grant()


def message(method, number, peer, phone_port, to="", **more):
    lines = [f"{method} sip:alice@127.0.0.1:{phone_port} SIP/2.0",
             f"Via: SIP/2.0/{more.get('via', 'UDP')} {peer};rport;branch=z9hG4bK{method}{number}",
             f"From: <sip:caller@{peer.split(':')[0]}>;tag=f{number}", f"To: <sip:alice@127.0.0.1>{to}",
             f"Call-ID: {more.get('call_id', f'c{number}')}", f"CSeq: {more.get('cseq', 1)} {method}",
             f"Contact: <sip:caller@{peer}>", "Max-Forwards: 70"]
    body = "v=0\r\no=a 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40002 RTP/AVP 8\r\n"
    body = body if method == "INVITE" else ""
    if body:
        lines.append("Content-Type: application/sdp")
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]).encode()


class Peer:
    """A UDP socket that speaks SIP by hand, from this address."""

    def __init__(self, phone, host):
        self.phone_port = phone.port()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((host, 0))
        self.socket.settimeout(BOUND_S)
        self.address = "%s:%d" % self.socket.getsockname()

    def send(self, method, number, to="", **more):
        data = message(method, number, self.address, self.phone_port, to, **more)
        self.socket.sendto(data, ("127.0.0.1", self.phone_port))

    def status(self, above=100):
        while True:
            text = self.socket.recv(65536).decode()
            status = int(text.split(" ")[1])
            if status > above:
                return status, re.search(r"^To:.*?(;tag=\S+)?\r$", text, re.M)[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


class Accept(unittest.TestCase):
    def registered(self, *options, **more):
        registrar = Registrar(good)
        self.addCleanup(registrar.close)
        phone = AccountPhone(*options)
        phone.account("sip:alice@127.0.0.1", registrar=registrar.uri, **more)
        phone.registered()
        return phone

    def call(self, phone, peer, number, leg=1):
        """Rings and is answered; returns our tag."""
        self.again(phone, "^event invited", lambda: peer.send("INVITE", number))
        phone.invited(leg)
        phone.do(f"accept {leg}")
        status, tag = peer.status()
        self.assertEqual(status, 200)
        self.again(phone, "^event connected", lambda: peer.send("ACK", number, tag))
        phone.event("connected", leg)
        return tag

    @staticmethod
    def again(phone, pattern, send):
        """Send until it has come through, as UDP demands: the kernel drops what is not read in time."""
        for _ in range(4 * BOUND_S):
            send()
            with phone.changed:
                if phone.changed.wait_for(lambda: phone.count(pattern), 0.25):
                    return
        raise AssertionError(f"nothing came of it: {pattern}")

    def test_the_registrar_may_and_a_stranger_may_not(self):
        with self.registered() as phone, Peer(phone, "127.0.0.1") as proxy, Peer(phone, STRANGER) as other:
            other.send("INVITE", 1)
            status, tag = other.status()
            self.assertEqual(status, 403)
            other.send("ACK", 1, tag)
            tag = self.call(phone, proxy, 2)
            proxy.send("BYE", 2, tag, cseq=2)
            self.assertEqual(proxy.status()[0], 200)
            phone.ended("remote")
            self.assertEqual(phone.count("event invited"), 1)

    def test_who_has_the_address_of_the_registrars_name_may(self):
        """It is looked up: the registrar itself has not said a word."""
        registrar = Registrar(lambda *_: None)
        self.addCleanup(registrar.close)
        with AccountPhone() as phone, Peer(phone, "127.0.0.1") as proxy, Peer(phone, STRANGER) as other:
            phone.account("sip:alice@localhost", registrar=f"sip:localhost:{registrar.port}")
            numbers = itertools.count(1)
            self.again(phone, "^event invited", lambda: proxy.send("INVITE", next(numbers)))
            other.send("INVITE", next(numbers))
            self.assertEqual(other.status()[0], 403)

    def test_a_look_up_that_nobody_waits_for(self):
        """The account is gone, or the phone, before the name is found."""
        with AccountPhone() as phone:
            for _ in range(20):
                phone.account("sip:alice@localhost", registrar="sip:localhost:9")
                phone.no_account()
            phone.sync()
            phone.account("sip:alice@localhost", registrar="sip:localhost:9")

    def test_within_a_dialog_anybody_may(self):
        with self.registered() as phone, Peer(phone, "127.0.0.1") as proxy, Peer(phone, STRANGER) as media:
            tag = self.call(phone, proxy, 1)
            media.send("BYE", 1, tag, cseq=2)
            self.assertEqual(media.status()[0], 200)
            phone.ended("remote")

    def test_any(self):
        with self.registered(accept="any") as phone, Peer(phone, STRANGER) as other:
            other.send("INVITE", 1)
            phone.invited()
            phone.do("reject 1 486 8")
            phone.ended("busy")
            status, tag = other.status(180)
            other.send("ACK", 1, tag)

    def test_without_an_account_anybody_may(self):
        with self.registered() as phone, Peer(phone, STRANGER) as other:
            phone.no_account()
            phone.registration("unregistered")
            other.send("OPTIONS", 1)
            self.assertEqual(other.status()[0], 200)

    def test_tcp_is_closed(self):
        registrar = Registrar(good, "tcp")
        self.addCleanup(registrar.close)
        with AccountPhone(listen=("tcp:127.0.0.1:0",)) as phone:
            phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
            phone.registered()
            with socket.create_connection(("127.0.0.1", phone.port()), BOUND_S, (STRANGER, 0)) as peer:
                peer.sendall(message("OPTIONS", 1, "%s:%d" % peer.getsockname(), phone.port(), via="TCP"))
                self.assertEqual(peer.recv(1000), b"")

    def test_thousands_ring_nobody_and_a_call_gets_through(self):
        def memory(phone):
            with open(f"/proc/{phone.process.pid}/status") as file:
                return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1])

        with self.registered() as phone, Peer(phone, "127.0.0.1") as proxy, Peer(phone, STRANGER) as scanner:
            def flood(first, count):
                for i in range(first, first + count):
                    scanner.send("INVITE" if i % 2 else "OPTIONS", i)
                    if i % 50 == 0:  # no faster than they are read, or the kernel drops the call, too
                        phone.sync_quietly()
            flood(0, 1000)
            before = memory(phone)
            storm = threading.Thread(target=flood, args=(1000, 8000))
            storm.start()
            tag = self.call(phone, proxy, 99999)
            storm.join()
            self.again(phone, "^event ended", lambda: proxy.send("BYE", 99999, tag, cseq=2))
            phone.ended("remote")
            phone.sync(8)
            self.assertEqual(phone.count("event invited"), 1)
            if not os.environ.get("SANITIZED"):  # ASan keeps what is freed
                self.assertLess(memory(phone) - before, 4096)  # kB; it would be 48 MB if each were kept
            self.assertLessEqual(phone.count("log warning"), 3)
            answers = 0
            scanner.socket.setblocking(False)
            while True:
                try:
                    answer = scanner.socket.recv(65536)
                    self.assertRegex(answer, b"^SIP/2.0 (100|403) ")
                    answers += answer.startswith(b"SIP/2.0 403")
                except BlockingIOError:
                    break
            self.assertGreater(answers, 0)
            self.assertLess(answers, 450)  # a tenth of the INVITEs, however fast they came


if __name__ == "__main__":
    unittest.main()
