"""INVITEs with Replaces (RFC 3891): they move a call of ours to another peer, or are refused and leave it alone."""
import re
import unittest

from bare import SDP, Dialog as Peer
from peers import HAS_OFFER, PREPARING, Phone

USER, REPLACED = 6, 19


def up(phone, peer, leg=1):
    peer.invite()
    phone.event("invited", leg)
    phone.do(f"accept {leg}")
    peer.answered()
    phone.event("connected", leg)


class Moved(unittest.TestCase):
    def test_a_call_that_is_up(self):
        with Phone() as phone, Peer(phone, "alice") as alice, Peer(phone, "carol") as carol:
            up(phone, alice)
            carol.invite(alice.names())
            phone.event("replaced", 1, flags=HAS_OFFER, other=2)
            phone.do(f"end 1 {REPLACED}")
            phone.do("accept 2")
            self.assertNotIn("\nReason:", alice.hung_up_on())
            carol.answered()
            phone.event("connected", 2)
            phone.do(f"end 2 {USER}")
            carol.hung_up_on()
            phone.event("ended", 2)
            self.assertEqual(phone.count("^event invited"), 1)

    def test_it_is_supported(self):
        with Phone() as phone, Peer(phone, "alice") as alice, Peer(phone, "carol") as carol:
            up(phone, alice)
            carol.invite(alice.names(), "Require: replaces")
            phone.event("replaced", 1, other=2)
            phone.do("accept 2")
            self.assertRegex(carol.answered(), r"\nSupported: .*replaces")

    def test_on_another_address_of_ours(self):
        with Phone(listen=("udp:127.0.0.1:0", "udp:127.0.0.1:0")) as phone, Peer(phone, "alice") as alice, \
                Peer(phone, "carol") as carol:
            carol.target = ("127.0.0.1", phone.port(1))
            up(phone, alice)
            carol.invite(alice.names())
            phone.event("replaced", 1, other=2)

    def test_one_of_ours_that_rings(self):
        """An early dialog that we began may be replaced: the INVITE of ours is cancelled."""
        with Phone() as phone, Peer(phone, "bob") as bob, Peer(phone, "carol") as carol:
            phone.do(f"call sip:bob@127.0.0.1:{bob.socket.getsockname()[1]}")
            text = bob.socket.recv(65536).decode()
            keep = [line for line in text.split("\r\n") if re.match("(Via|From|Call-ID|CSeq):", line)]
            bob.send("\r\n".join(["SIP/2.0 180 Ringing", *keep, "To: <sip:bob@127.0.0.1>;tag=b",
                                  "Contact: <sip:bob@127.0.0.1>", "Content-Length: 0", "", ""]).encode())
            phone.event("progressed", 1)
            call_id = re.search(r"\nCall-ID: (\S+)", text)[1]
            tag = re.search(r"\nFrom: .*tag=([^;\r]+)", text)[1]
            carol.invite(f"Replaces: {call_id};to-tag={tag};from-tag=b;early-only")
            phone.event("replaced", 1, other=2)
            phone.do(f"end 1 {REPLACED}")
            self.assertTrue(bob.socket.recv(65536).startswith(b"CANCEL "))

    def test_by_the_middle_of_three(self):
        """Each is known by its own tags."""
        with Phone() as phone, Peer(phone, "a") as a, Peer(phone, "b") as b, Peer(phone, "c") as c, \
                Peer(phone, "carol") as carol:
            for leg, peer in enumerate((a, b, c), 1):
                up(phone, peer, leg)
            carol.invite(b.names())
            phone.event("replaced", 2, other=4)


class LateMedia(unittest.TestCase):
    """Nothing is said of it before our answer is ready, for what cannot be taken must change nothing."""

    def begin(self, phone, alice, carol):
        alice.invite()
        phone.event("invited", 1, flags=HAS_OFFER | PREPARING)
        phone.do("describe 1")
        phone.do("accept 1")
        alice.answered()
        phone.event("connected", 1)
        carol.invite(alice.names())
        phone.expect("^media answer leg=2")
        phone.sync()
        self.assertEqual(phone.count("^event replaced"), 0)

    def test_taken(self):
        with Phone("media=late") as phone, Peer(phone, "alice") as alice, Peer(phone, "carol") as carol:
            self.begin(phone, alice, carol)
            phone.do("describe 2")
            phone.event("replaced", 1, flags=HAS_OFFER, other=2)
            phone.do("accept 2")
            carol.answered()

    def test_it_cannot_be(self):
        with Phone("media=late") as phone, Peer(phone, "alice") as alice, Peer(phone, "carol") as carol:
            self.begin(phone, alice, carol)
            phone.do("refuse 2 488")
            self.assertEqual(carol.final(), 488)
            phone.expect("^media end leg=2$")
            phone.do(f"end 1 {USER}")
            alice.hung_up_on()
            phone.event("ended", 1)
            self.assertEqual(phone.count("^event .*(leg|other)=2"), 0)

    def test_cancelled_meanwhile(self):
        with Phone("media=late") as phone, Peer(phone, "alice") as alice, Peer(phone, "carol") as carol:
            self.begin(phone, alice, carol)
            carol.request("CANCEL")
            carol.response(487)
            phone.expect("^media end leg=2$")
            phone.do("describe 2")
            phone.sync()
            self.assertEqual(phone.count("^event .*(leg|other)=2"), 0)


class Refused(unittest.TestCase):
    def refused(self, phone, status, *headers, name, **more):
        with Peer(phone, name) as carol:
            carol.invite(*headers, **more)
            self.assertEqual(carol.final(), status)

    def test_and_the_call_goes_on(self):
        with Phone() as phone, Peer(phone, "alice") as alice:
            up(phone, alice)
            good = alice.names()
            own = f"Replaces: id-alice;from-tag={alice.to_tag};to-tag=from-alice"
            for number, (status, headers) in enumerate((
                    (481, ["Replaces: id-nobody;to-tag=1;from-tag=2"]), (481, [good.replace("from-tag=", "from-tag=x")]),
                    (481, [good.replace("to-tag=", "to-tag=x")]), (481, [own]), (481, [good + ", " + good[10:]]),
                    (481, ["Replaces: id-alice;to-tag=0;from-tag=from-alice"]),
                    (481, [f"Replaces: id-alice;to-tag={alice.to_tag};from-tag=0"]),
                    (400, ["Replaces: id-alice"]), (400, ["Replaces: id-alice;to-tag=1"]), (400, ["Replaces:"]),
                    (400, ["Replaces: ;to-tag=1;from-tag=2"]), (400, ["Replaces: id-alice;to-tag;from-tag"]),
                    (400, [good, good]), (400, [good, "Join: a;to-tag=1;from-tag=2"]), (486, [alice.names("early-only")]),
                    (415, [good, "Content-Encoding: gzip"]))):
                with self.subTest(headers):
                    self.refused(phone, status, *headers, name=f"carol{number}")
            self.refused(phone, 488, good, name="dave", body=SDP.format(9).replace("PCMA", "no-such-codec"))
            phone.do(f"end 1 {USER}")
            alice.hung_up_on()
            phone.event("ended", 1)
            self.assertEqual(phone.count("^event (replaced|invited)"), 1)

    def test_one_that_rings_here_is_the_cores_to_refuse(self):
        with Phone() as phone, Peer(phone, "alice") as alice, Peer(phone, "carol") as carol:
            alice.invite()
            phone.event("invited")
            phone.do("ring 1")
            alice.answered(180)
            carol.invite(alice.names())
            phone.event("replaced", 1, other=2)
            phone.do("reject 2 481 19")
            self.assertEqual(carol.final(), 481)

    def test_one_that_is_about_to_end(self):
        with Phone() as phone, Peer(phone, "alice") as alice, Peer(phone, "carol") as carol:
            up(phone, alice)
            phone.do(f"end 1 {USER}")
            self.assertTrue(alice.socket.recv(65536).startswith(b"BYE "))
            carol.invite(alice.names())
            self.assertEqual(carol.final(), 603)

    def test_in_another_request_than_invite(self):
        with Phone() as phone, Peer(phone, "alice") as alice:
            up(phone, alice)
            for cseq, method in enumerate(("OPTIONS", "INFO", "REFER", "UPDATE"), 2):
                with self.subTest(method):
                    alice.request(method, cseq, [alice.names()])
                    self.assertEqual(alice.final(), 400)
            phone.do(f"end 1 {USER}")
            alice.hung_up_on()
            phone.event("ended", 1)

    def test_by_a_stranger(self):
        """Who may not call may not take a call over."""
        with Phone() as phone, Peer(phone, "alice") as alice, Peer(phone, "mallory") as mallory:
            up(phone, alice)
            phone.do("account uri=sip:alice@127.0.0.2 password=unused-here")
            mallory.invite(alice.names())
            self.assertEqual(mallory.final(), 403)
            phone.do(f"end 1 {USER}")
            alice.hung_up_on()
            phone.event("ended", 1)
            self.assertEqual(phone.count("^event replaced"), 0)


if __name__ == "__main__":
    unittest.main()
