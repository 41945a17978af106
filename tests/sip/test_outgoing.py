"""Outgoing calls; SIPp is called."""
import unittest

from peers import EARLY_MEDIA, REASON, RINGING, Phone, Sipp


class Outgoing(unittest.TestCase):
    def place(self, phone, callee):
        phone.do(f"call {callee.uri}")
        phone.expect(r"^placed leg=1 remote=sip:bob@127.0.0.1:\d+$")

    def test_accepted_and_ended_by_us(self):
        with Phone() as phone, Sipp("uas") as callee:
            self.place(phone, callee)
            phone.event("progressed", flags=RINGING)
            phone.expect("^media agree leg=1 usable=1$")
            phone.event("accepted")
            phone.event("connected")
            phone.do(f"end 1 {REASON['user']}")
            phone.ended("user")

    def test_over_tcp_and_ipv6(self):
        both = ("udp:127.0.0.1:0", "tcp:127.0.0.1:0", "udp:[::1]:0", "tcp:[::1]:0")
        for listen in both[1:]:
            with self.subTest(listen), Phone(listen=both) as phone:
                with Sipp("uas", listen=listen) as callee:
                    phone.do(f"call {callee.uri}")
                    phone.event("connected")
                    phone.do("end 1 6")
                    phone.ended("user")

    def test_ended_by_the_callee(self):
        with Phone() as phone, Sipp("uas_bye") as callee:
            self.place(phone, callee)
            phone.event("connected")
            phone.ended("remote")

    def test_early_media(self):
        with Phone() as phone, Sipp("uas_early") as callee:
            self.place(phone, callee)
            phone.event("progressed", flags=EARLY_MEDIA)
            phone.event("connected")
            phone.do("end 1 6")
            phone.ended("user")
            self.assertEqual(phone.count("media agree"), 1)  # the same answer twice is one

    def test_reliable_early_media(self):
        with Phone() as phone, Sipp("uas_early_reliable") as callee:
            self.place(phone, callee)
            phone.event("progressed", flags=EARLY_MEDIA)
            phone.event("connected")
            phone.do("end 1 6")
            phone.ended("user")

    def test_refused(self):
        for scenario, reason in (("uas_busy", "busy"), ("uas_declined", "declined")):
            with self.subTest(scenario), Phone() as phone, Sipp(scenario) as callee:
                self.place(phone, callee)
                phone.ended(reason)

    def test_cancelled(self):
        with Phone() as phone, Sipp("uas_cancelled") as callee:
            self.place(phone, callee)
            phone.event("progressed", flags=RINGING)
            phone.do(f"end 1 {REASON['user']}")
            phone.ended("user")

    def test_our_cancel_crosses_the_200(self):
        with Phone() as phone, Sipp("uas_cancel_crossing") as callee:
            self.place(phone, callee)
            phone.event("progressed", flags=RINGING)
            phone.do(f"end 1 {REASON['user']}")
            phone.ended("user")
            self.assertEqual(phone.count("event (accepted|connected)"), 0)

    def test_answer_cannot_be_used(self):
        with Phone() as phone, Sipp("uas_bad_answer") as callee:
            self.place(phone, callee)
            phone.ended("media")
            self.assertEqual(phone.count("event connected"), 0)

    def test_no_offer_can_be_made(self):
        with Phone("media=late") as phone:
            phone.do("call sip:bob@127.0.0.1:9")
            phone.expect("^placed")
            phone.do("refuse 1 500")
            phone.ended("media")

    def test_ended_before_anything_left(self):
        with Phone("media=late") as phone:
            phone.do("call sip:bob@127.0.0.1:9")
            phone.expect("^placed")
            phone.do("end 1 6")
            phone.ended("user")
            phone.do("describe 1")
            phone.sync()

    def test_nobody_listens_there(self):
        with Phone(listen=("tcp:127.0.0.1:0",)) as phone:
            phone.do("call sip:bob@127.0.0.1:9;transport=tcp")
            phone.expect("^placed")
            phone.ended("unreachable")

    def test_no_sip_address(self):
        with Phone() as phone:
            for uri in ("foo", "", "sip:", "sip:bob@", "sip:@", "sip:bob@127.0.0.1 extra\x01",
                        "sip:bob@127.0.0.1 extra", "sip:bob@127.0.0.1\x01", "sip:bob\t@127.0.0.1",
                        "\x7fsip:bob@127.0.0.1", "sip:bob@127.0.0.1\x1b[31m", "bob@127.0.0.1",
                        "mailto:bob@127.0.0.1", "http://127.0.0.1/", "tel:+15551234",
                        "sip:bob@127.0.0.1:0", "sip:bob@127.0.0.1:70000", "sip:bob@127.0.0.1:x",
                        "sip:bob@host_/", "sip:b\u00f6b@127.0.0.1", "Bob <sip:bob@127.0.0.1> x",
                        "Bob <sip:bob@127.0.0.1", "Bob\x01 <sip:bob@127.0.0.1>", "<sip:bob@a b>",
                        "sip:" + "a" * 400):
                with self.subTest(uri):
                    phone.do(f"call {uri}")
                    text = phone.expect("^(refused|placed).*")[0]
                    self.assertRegex(text, "^refused .*: not a SIP address; write sip:name@host or")
                    self.assertTrue(text.isprintable(), text)
            phone.do("call sips:bob@127.0.0.1")
            phone.expect("^refused no IPv4 tls address to call from: add one with listen=")

    def test_sip_addresses(self):
        with Phone("media=late", listen=("udp:127.0.0.1:0", "udp:[::1]:0")) as phone:
            for leg, uri in enumerate((
                    "sip:bob@127.0.0.1:9", "sip:127.0.0.1:9", "SIP:bob@127.0.0.1:9", "sip:bob@[::1]:9",
                    "sip:b%20b@127.0.0.1:9;transport=udp", "Bob <sip:bob@127.0.0.1:9>",
                    "<sip:bob@localhost:9>"), 1):
                with self.subTest(uri):
                    phone.do(f"call {uri}")
                    phone.expect(f"^placed leg={leg} ")
                    phone.do(f"end {leg} 6")
                    phone.ended("user", leg)

    def test_no_way_to_get_there(self):
        with Phone() as phone:
            for uri, why in (("sip:bob@[::1]:5060", "no IPv6 address to call from"),
                             ("sip:bob@127.0.0.1;transport=tcp", "no IPv4 tcp address to call from")):
                with self.subTest(uri):
                    phone.do(f"call {uri}")
                    phone.expect(f"^refused .*{why}")


if __name__ == "__main__":
    unittest.main()
