"""3xx to our INVITE (RFC 3261 8.1.3.4): told once, with the leg of an INVITE to where it points; or a plain refusal."""
import re
import socket
import unittest

from peers import BOUND_S, REASON, Phone
from sipp import Sipp, ack, bye, invite, recv, refer, reply, request, ringing, sdp
from test_incoming import up

USER, UNREACHABLE = REASON["user"], REASON["unreachable"]
TALK = (request("INVITE"), reply("200 OK", sdp()), request("ACK"), request("BYE"), reply("200 OK"))
DEAD = "<sip:nobody@127.0.0.1:9>"


def moved(contact, status="302 Moved Temporarily", has=None):
    return request("INVITE", has), reply(status, contact=contact), request("ACK")


class Callee:
    """A socket that is called, for what SIPp would not write."""

    def __enter__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(BOUND_S)
        self.where = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.uri = "sip:bob@" + self.where
        return self

    def __exit__(self, *_):
        self.socket.close()

    def points(self, contact, status="302 Moved Temporarily"):
        """Answer the next INVITE, and wait for the ACK."""
        text, source = "", None
        while not text.startswith("INVITE "):
            data, source = self.socket.recvfrom(65536)
            text = data.decode()
        keep = [line + (";tag=b" if line.startswith("To:") else "") for line in text.split("\r\n")
                if re.match("(Via|From|To|Call-ID|CSeq):", line)]
        self.socket.sendto("\r\n".join([f"SIP/2.0 {status}", *keep, *([f"Contact: {contact}"] if contact else []),
                                        "Content-Length: 0", "", ""]).encode(), source)
        while not self.socket.recv(65536).startswith(b"ACK "):
            pass


class Case(unittest.TestCase):
    def call(self, phone, callee):
        phone.do(f"call {callee.uri}")
        phone.expect("^placed leg=1")


class Followed(Case):
    def test_once(self):
        """The other callee is called by its own URI, and To says whom we called."""
        with Phone() as phone, Sipp(request("INVITE", "To: .sip:bob@"), *TALK[1:]) as carol:
            with Sipp(*moved(f"<{carol.uri.replace('bob', 'carol')}>")) as bob:
                self.call(phone, bob)
                phone.event("redirected", 1, other=2)
            phone.do("remote 2")
            phone.expect(f"^remote sip:carol@127.0.0.1:{carol.local}$")
            phone.do("invite 2")
            phone.event("accepted", 2)
            carol.saw(f"INVITE sip:carol@127.0.0.1:{carol.local} ")
            carol.saw(f"To: <{bob.uri}>")
            phone.do(f"end 2 {USER}")
            phone.ended("user", 2)
            self.assertEqual(phone.count("^event ended leg=1"), 0)

    def test_each_with_its_own_media(self):
        with Phone() as phone, Sipp(*moved(DEAD)) as bob:
            self.call(phone, bob)
            phone.event("redirected", 1, other=2)
            phone.sync()
            self.assertEqual(phone.count("^media end leg=1$"), 1)
            phone.do("invite 2")
            phone.expect("^media offer leg=2")
            phone.do(f"end 2 {USER}")

    def test_after_it_rang_there(self):
        steps = (request("INVITE"), reply("180 Ringing"), reply("302 Moved Temporarily", contact=DEAD), request("ACK"))
        with Phone() as phone, Sipp(*steps) as bob:
            self.call(phone, bob)
            phone.event("progressed", 1)
            phone.event("redirected", 1, other=2)
            phone.do(f"end 2 {UNREACHABLE}")
            phone.ended("unreachable", 2)

    def test_a_loop_ends(self):
        """To itself, and to one that points back."""
        with Phone() as phone, Sipp(*moved("<sip:bob@[local_ip]:[local_port]>")) as bob:
            self.call(phone, bob)
            phone.ended("unreachable", 1)
            self.assertEqual(phone.count("^event redirected"), 0)
        with Phone() as phone, Callee() as bob:
            self.call(phone, bob)
            bob.points(f"<sip:other@{bob.where}>")
            phone.event("redirected", 1, other=2)
            phone.do("invite 2")
            bob.points(f"<{bob.uri}>")
            phone.ended("unreachable", 2)
            self.assertEqual(phone.count("^event redirected"), 1)

    def test_a_chain_without_end_ends(self):
        with Phone() as phone, Callee() as bob:
            self.call(phone, bob)
            for leg in range(1, 6):
                bob.points(f"<sip:bob{leg}@{bob.where}>")
                phone.event("redirected", leg, other=leg + 1)
                phone.do(f"invite {leg + 1}")
            bob.points(f"<sip:bob6@{bob.where}>")
            phone.ended("unreachable", 6)

    def test_to_a_dead_one(self):
        with Phone(listen=("udp:127.0.0.1:0", "tcp:127.0.0.1:0")) as phone, \
                Sipp(*moved("<sip:nobody@127.0.0.1:9;transport=tcp>")) as bob:
            self.call(phone, bob)
            phone.event("redirected", 1, other=2)
            phone.do("invite 2")
            phone.ended("unreachable", 2)

    def test_the_best_of_several(self):
        """By q; what is no plain SIP address does not count, nor what cannot be called from here."""
        for contact, wins in (
                ("<sip:a@127.0.0.1:9>, <sip:b@127.0.0.1:9>", "a"),
                ("<sip:a@127.0.0.1:9>;q=0.2, <sip:b@127.0.0.1:9>;q=0.9, <sip:c@127.0.0.1:9>;q=0.5", "b"),
                ("<sip:a@127.0.0.1:9>;q=0.9, <sip:b@127.0.0.1:9>", "b"),
                ("<tel:+15551234>, <mailto:a@b.c>, <http://127.0.0.1/>, <sip:b@127.0.0.1:9>;q=0.1", "b"),
                ("<sip:a@127.0.0.1:9?Replaces=x>, <sip:a@127.0.0.1:9;method=BYE>, <sip:b@127.0.0.1:9>", "b"),
                ("<sip:a@127.0.0.1:9;transport=tcp>, <sip:a@[::1]:9>, <sip:b@127.0.0.1:9>", "b"),
                ("<sips:a@127.0.0.1:9>, <sip:b@127.0.0.1:9>;q=0", "b"),
                ("<sip:a@127.0.0.1:9>;q=x, <sip:b@127.0.0.1:9>;q=-3, <sip:c@127.0.0.1:9>;q=0.1", "c")):
            with self.subTest(contact), Phone() as phone, Callee() as bob:
                self.call(phone, bob)
                bob.points(contact, "300 Multiple Choices")
                phone.event("redirected", 1, other=2)
                phone.do("remote 2")
                phone.expect(f"^remote sip:{wins}@127.0.0.1:9$")
                phone.do(f"end 2 {UNREACHABLE}")
                phone.ended("unreachable", 2)


class APlainRefusal(Case):
    def refused(self, *steps, options=()):
        with Phone(*options) as phone, Sipp(*steps) as bob:
            self.call(phone, bob)
            phone.ended("unreachable", 1)
            self.assertEqual(phone.count("^event redirected"), 0)

    def test_another_proxy_or_another_service(self):
        for status in ("305 Use Proxy", "380 Alternative Service"):
            with self.subTest(status):
                self.refused(*moved(DEAD, status=status))

    def test_pointing_nowhere(self):
        for contact in (None, "*", "<tel:+15551234>", "nonsense", "<sip:a@127.0.0.1:0>",
                        "<sip:a@127.0.0.1:70000>", "<sip:a@" + "a" * 300 + ">", "<sips:a@127.0.0.1>",
                        "<sip:a@127.0.0.1;transport=tcp>", "<sip:a@[::1]>", "<sip:a\x01@127.0.0.1>",
                        "<sip:a@127.0.0.1?Subject=x>", ", ".join(["<tel:1>"] * 300)):
            with self.subTest(contact), Phone() as phone, Callee() as bob:
                self.call(phone, bob)
                bob.points(contact)
                phone.ended("unreachable", 1)
                self.assertEqual(phone.count("^event redirected"), 0)

    def test_when_all_legs_are_taken(self):
        self.refused(*moved(DEAD), options=("legs=1",))

    def test_that_crosses_our_cancel(self):
        headers = ("Via", "From", "To", "CSeq")
        keep = "".join(f'<ereg regexp=".*" search_in="hdr" header="{name}:" assign_to="{name.lower()}"/>'
                       for name in headers)
        late = reply("302 Moved Temporarily", contact=DEAD)
        for name in headers:
            late = late.replace(f"[last_{name}:]", f"{name}:[${name.lower()}]")
        steps = (f'  <recv request="INVITE"><action>{keep}</action></recv>\n', reply("180 Ringing"), request("CANCEL"),
                 reply("200 OK"), late, request("ACK"))
        with Phone() as phone, Sipp(*steps) as bob:
            self.call(phone, bob)
            phone.event("progressed", 1)
            phone.do(f"end 1 {USER}")
            phone.ended("user", 1)
            self.assertEqual(phone.count("^event redirected"), 0)


class InATransfer(Case):
    """The peer asked us to call Bob, who has moved: it is told what became of the last one that we called."""

    def begin(self, phone, contact, *told):
        notify = [step for status in ("100", *told)
                  for step in (request("NOTIFY", f"SIP/2.0 {status} "), reply("200 OK"))]
        with Sipp(*moved(contact)) as bob:
            with Sipp(invite(), ringing(), recv(200), ack(), refer(f"<{bob.uri}>"), recv(202), *notify, bye(20),
                      phone=phone) as alice:
                del alice
                up(phone)
                phone.event("transfer-asked", 1, other=2)
                phone.do("follow 1 1")
                phone.do("invite 2")
                phone.event("redirected", 2, other=3)
                yield
                phone.ended("remote", 1)

    def test_followed(self):
        with Phone() as phone, Sipp(*TALK) as carol:
            for _ in self.begin(phone, f"<{carol.uri}>", "200"):
                phone.do("invite 3")
                phone.event("accepted", 3)
            phone.do(f"end 3 {USER}")
            phone.ended("user", 3)

    def test_not_followed(self):
        with Phone() as phone:
            for _ in self.begin(phone, DEAD, "302"):
                phone.do(f"end 3 {UNREACHABLE}")
                phone.ended("unreachable", 3)


if __name__ == "__main__":
    unittest.main()
