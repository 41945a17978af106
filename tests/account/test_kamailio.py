"""Registration and calls by Kamailio, over UDP, TCP and TLS, everything challenged."""
import tempfile
import unittest

from account import PASSWORD, AccountPhone
from authority import Authority
from kamailio import Kamailio
from peers import REASON, RINGING


class Calls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        authority = Authority(cls.folder.name + "/ca")
        cls.ca = authority.file
        cls.kamailio = Kamailio(PASSWORD, [authority.server("good")])
        cls.ways = {"udp": cls.kamailio.udp, "tcp": cls.kamailio.tcp, "tls": cls.kamailio.tls[0]}

    @classmethod
    def tearDownClass(cls):
        cls.kamailio.close()
        cls.folder.cleanup()

    def phone(self, way, name, **more):
        phone = AccountPhone("ca=" + self.ca, listen=(f"{way}:127.0.0.1:0",))
        phone.account(f"sip:{name}@127.0.0.1", registrar=self.ways[way], **more)
        return phone

    def test_registers_and_leaves(self):
        for way in self.ways:
            with self.subTest(way), self.phone(way, "carol") as phone:
                phone.registered(code=200, expires=3600)
                phone.no_account()
                phone.registration("unregistered")

    def test_calls_both_ways(self):
        for way in self.ways:
            with self.subTest(way), self.phone(way, "alice") as alice, self.phone(way, "bob") as bob:
                alice.registered()
                bob.registered()
                for caller, callee, name in ((alice, bob, "bob"), (bob, alice, "alice")):
                    leg = 1 if caller is alice else 2
                    caller.do(f"call sip:{name}@127.0.0.1:{self.kamailio.port}")
                    callee.invited(leg)
                    callee.do(f"ring {leg}")
                    caller.event("progressed", leg, flags=RINGING)
                    callee.do(f"accept {leg}")
                    caller.event("connected", leg)
                    callee.event("connected", leg)
                    caller.do(f"hold {leg}")  # a re-INVITE, challenged
                    caller.event("held", leg)
                    callee.do(f"end {leg} {REASON['user']}")  # a BYE, challenged
                    callee.ended("user", leg)
                    caller.ended("remote", leg)

    def test_the_callee_sees_the_callers_account(self):
        with self.phone("udp", "alice") as alice, self.phone("udp", "bob") as bob:
            alice.registered()
            bob.registered()
            alice.do(f"call sip:bob@127.0.0.1:{self.kamailio.port}")
            bob.invited()
            bob.do("remote 1")
            bob.expect("^remote sip:alice@127.0.0.1$")
            alice.do("end 1 6")
            bob.ended("remote")

    def test_from_udp_to_tls(self):
        with self.phone("udp", "alice") as alice, self.phone("tls", "bob") as bob:
            alice.registered()
            bob.registered()
            alice.do(f"call sip:bob@127.0.0.1:{self.kamailio.port}")
            bob.invited()
            bob.do("accept 1")
            alice.event("connected")
            bob.event("connected")
            alice.do("end 1 6")
            bob.ended("remote")

    def test_calls_to_other_domains_leave_by_the_registrar(self):
        with self.phone("tls", "alice") as alice:
            alice.registered()
            alice.do("call sip:dave@elsewhere.invalid")
            alice.ended("unreachable")  # Kamailio's 404: it looked for dave

    def test_wrong_password_in_a_call(self):
        with self.phone("udp", "alice") as alice:
            alice.registered()
            alice.account("sip:alice@127.0.0.1", password="-wrong-", registrar=self.ways["udp"])
            alice.registration("failed", code=401, retry=0)
            alice.do(f"call sip:bob@127.0.0.1:{self.kamailio.port}")
            alice.ended("unreachable")

    def test_digits_and_transfer_are_challenged_too(self):
        with self.phone("udp", "alice") as alice, self.phone("udp", "bob") as bob:
            alice.registered()
            bob.registered()
            alice.do(f"call sip:bob@127.0.0.1:{self.kamailio.port}")
            bob.invited()
            bob.do("accept 1")
            alice.event("connected")
            bob.event("connected")
            alice.do("digits 1 5")
            self.assertTrue(bob.expect("event digits leg=1 .*digits=5"))
            alice.do(f"refer 1 sip:nobody@127.0.0.1:{self.kamailio.port}")
            bob.event("transfer-asked")
            bob.do("end 1 6")
            alice.ended("remote")


if __name__ == "__main__":
    unittest.main()
