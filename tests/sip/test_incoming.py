"""Incoming calls, driven by SIPp."""
import unittest

from peers import (AUTO_ANSWER, HAS_OFFER, MERGED, NO_SESSION, PREPARING, REASON, VIDEO, Phone, Sipp)


def up(phone, leg=1):
    """Ring and answer."""
    phone.invited(leg)
    phone.do(f"ring {leg}")
    phone.do(f"accept {leg}")
    phone.event("accepted", leg)
    phone.event("connected", leg)


class Incoming(unittest.TestCase):
    def test_answered_late_and_ended_by_caller(self):
        with Phone() as phone, Sipp("call", phone):
            phone.invited()
            phone.do("remote 1")
            phone.expect(r"^remote Alice <sip:alice@127.0.0.1:\d+>$")
            phone.do("ring 1")
            phone.sync()
            self.assertEqual(phone.count("event accepted"), 0)
            phone.do("accept 1")
            phone.event("accepted")
            phone.event("connected")
            phone.ended("remote")

    def test_the_media_looks_for_the_peer_only_when_the_200_is_out(self):
        with Phone() as phone, Sipp("call", phone):
            phone.invited()
            phone.do("ring 1")
            phone.do("accept 1\nsync 9")  # one read: nothing of the loop comes in between
            phone.event("accepted")
            phone.ended("remote")
            self.assertLess(phone.lines.index("synced 9"), phone.lines.index("media connect leg=1"))

    def test_asked_twice_does_no_harm(self):
        with Phone() as phone, Sipp("call", phone):
            phone.invited()
            for word in ("ring", "accept", "accept", "ring"):
                phone.do(f"{word} 1")
            phone.event("connected")
            phone.ended("remote")
            for word in ("ring", "accept", "hold", "end", "remote"):
                phone.do(f"{word} 1")
            phone.sync()

    def test_ended_by_us(self):
        with Phone() as phone, Sipp("called_bye", phone):
            up(phone)
            phone.do(f"end 1 {REASON['user']}")
            phone.ended("user")

    def test_our_bye_names_its_cause(self):
        with Phone() as phone, Sipp("callee_bye_reason", phone):
            up(phone)
            phone.do("fail 1")
            phone.ended("media")

    def test_our_bye_waits_for_the_ack(self):
        with Phone() as phone, Sipp("bye_before_ack", phone):
            phone.invited()
            phone.do("ring 1")
            phone.do("accept 1")
            phone.event("accepted")
            phone.do(f"end 1 {REASON['user']}")
            phone.ended("user")
            self.assertEqual(phone.count("event connected"), 0)

    def test_ack_is_late(self):
        with Phone() as phone, Sipp("no_ack", phone):
            up(phone)
            phone.ended("remote")

    def test_refused_with_the_code_we_say(self):
        with Phone() as phone, Sipp("reject", phone):
            phone.invited()
            phone.do("ring 1")
            phone.do(f"reject 1 603 {REASON['user']}")
            phone.ended("user")

    def test_end_before_the_answer_refuses(self):
        with Phone() as phone, Sipp("reject", phone):
            phone.invited()
            phone.do("ring 1")
            phone.do(f"end 1 {REASON['user']}")
            phone.ended("user")

    def test_cancelled_and_why(self):
        for scenario, reason in (("cancel_plain", "remote"), ("cancel", "answered elsewhere"),
                                 ("cancel_declined", "declined elsewhere")):
            with self.subTest(scenario), Phone() as phone, Sipp(scenario, phone):
                phone.invited()
                phone.do("ring 1")
                phone.ended(reason)
                phone.do("accept 1")  # the user was a moment too late
                phone.sync()

    def test_cancel_crosses_our_200(self):
        with Phone() as phone, Sipp("cancel_crossing", phone):
            up(phone)
            phone.ended("remote")

    def test_what_the_invite_asks_for(self):
        with Phone() as phone, Sipp("flags", phone):
            phone.invited(flags=HAS_OFFER | VIDEO | AUTO_ANSWER)
            phone.do("reject 1 486 8")
            phone.ended("busy")

    def test_offer_in_a_multipart_body(self):
        with Phone() as phone, Sipp("multipart", phone):
            up(phone)
            phone.ended("remote")

    def test_media_without_session(self):
        with Phone("session=no") as phone, Sipp("busy", phone):
            phone.invited(flags=HAS_OFFER | NO_SESSION)
            phone.do("reject 1 486 8")
            phone.ended("busy")

    def test_unknown_caller_of_a_leg_that_is_over(self):
        with Phone() as phone, Sipp("busy", phone):
            phone.invited()
            phone.do("reject 1 486 8")
            phone.ended("busy")
            phone.do("remote 1")
            phone.expect("^remote unknown$")

    def test_flow_and_gates_are_passed_on(self):
        with Phone() as phone, Sipp("called_bye", phone):
            up(phone)
            phone.do("open 1 3")
            phone.expect("^media open leg=1 direction=3$")
            phone.do("mute 1 1")
            phone.expect("^media mute leg=1 on=1$")
            phone.do("flow 1 50")
            phone.event("flowed", sent=50)
            phone.do("end 1 6")
            phone.expect("^media close leg=1$")
            phone.ended("user")


    def test_gate_opens_no_sooner_than_our_200_leaves(self):
        with Phone("media=late") as phone, Sipp("call", phone):
            phone.invited(flags=HAS_OFFER | PREPARING)
            phone.do("ring 1")
            phone.do("accept 1")
            phone.do("open 1 3")  # the core gives both in one step
            phone.sync()
            self.assertEqual(phone.count("^media open"), 0)
            phone.do("describe 1")
            phone.expect("^media open leg=1 direction=3$")
            phone.event("accepted")
            phone.ended("remote")

    def test_gate_closed_again_before_our_200_left(self):
        with Phone("media=late") as phone, Sipp("call", phone):
            phone.invited(flags=HAS_OFFER | PREPARING)
            phone.do("ring 1")
            phone.do("accept 1")
            phone.do("open 1 3")
            phone.do("close 1")
            phone.do("describe 1")
            phone.event("connected")
            self.assertEqual(phone.count("^media open"), 0)
            phone.ended("remote")


class Preparing(unittest.TestCase):
    """The media stack takes its time, or cannot."""

    def test_rings_before_our_answer_is_ready(self):
        with Phone("media=late") as phone, Sipp("call", phone):
            phone.invited(flags=HAS_OFFER | PREPARING)
            phone.do("ring 1")
            phone.do("accept 1")
            phone.sync()
            self.assertEqual(phone.count("event accepted"), 0)
            phone.do("describe 1")
            phone.event("prepared")
            phone.event("connected")
            phone.ended("remote")

    def test_no_answer_can_be_made_after_all(self):
        with Phone("media=late") as phone, Sipp("reject", phone):
            phone.invited(flags=HAS_OFFER | PREPARING)
            phone.do("ring 1")
            phone.do("refuse 1 488")
            phone.event("prepare-failed", reason=REASON["media"])
            phone.do("reject 1 603 15")
            phone.ended("media")

    def test_no_codec_in_common_is_refused_unheard(self):
        with Phone() as phone, Sipp("not_acceptable", phone) as caller:
            caller.finish()
            phone.expect("^log warning sip leg 1: no media: 488")
            phone.sync()
            self.assertEqual(phone.count("^event"), 0)

    def test_cancelled_before_our_answer_is_ready(self):
        with Phone("media=late") as phone, Sipp("cancel", phone):
            phone.invited(flags=HAS_OFFER | PREPARING)
            phone.do("ring 1")
            phone.ended("answered elsewhere")
            phone.do("describe 1")  # too late: nobody minds
            phone.sync()


class Early(unittest.TestCase):
    """Reliable provisional responses, and answers before the answer."""

    def test_prack(self):
        with Phone() as phone, Sipp("prack", phone):
            up(phone)
            phone.ended("remote")

    def test_200_waits_for_a_late_prack(self):
        with Phone() as phone, Sipp("prack_late", phone):
            up(phone)
            phone.ended("remote")

    def test_our_offer_in_a_reliable_180(self):
        with Phone() as phone, Sipp("prack_offer", phone):
            phone.invited(flags=0)
            phone.do("ring 1")
            phone.expect("^media agree leg=1 usable=1$")
            phone.do("accept 1")
            phone.event("connected")
            phone.ended("remote")

    def test_183(self):
        for scenario in ("early183", "early183_reliable"):
            with self.subTest(scenario), Phone("early=183") as phone, Sipp(scenario, phone):
                up(phone)
                phone.ended("remote")

    def test_183_waits_for_our_answer(self):
        with Phone("early=183", "media=late") as phone, Sipp("early183", phone):
            phone.invited(flags=HAS_OFFER | PREPARING)
            phone.do("ring 1")
            phone.do("describe 1")
            phone.do("accept 1")
            phone.event("connected")
            phone.ended("remote")

    def test_update_before_the_answer(self):
        with Phone("early=183") as phone, Sipp("early_update", phone):
            phone.invited()
            phone.do("ring 1")
            phone.expect("^media answer leg=1")
            phone.do("accept 1")
            phone.event("connected")
            phone.ended("remote")

    def test_update_too_early_is_put_off(self):
        with Phone() as phone, Sipp("update_too_early", phone) as caller:
            phone.invited()
            phone.do("ring 1")
            caller.said("SIP/2.0 500")
            phone.do("accept 1")
            phone.event("connected")
            phone.ended("remote")

    def test_delayed_offer(self):
        with Phone() as phone, Sipp("delayed_offer", phone):
            phone.invited(flags=0)
            phone.do("ring 1")
            phone.do("accept 1")
            phone.event("accepted")
            phone.expect("^media agree leg=1 usable=1$")
            phone.event("connected")
            phone.ended("remote")

    def test_delayed_answer_cannot_be_used(self):
        for scenario in ("delayed_offer_bad", "delayed_offer_none"):
            with self.subTest(scenario), Phone() as phone, Sipp(scenario, phone):
                phone.invited(flags=0)
                phone.do("ring 1")
                phone.do("accept 1")
                phone.event("accepted")
                phone.ended("media")
                self.assertEqual(phone.count("event connected"), 0)


class Several(unittest.TestCase):
    def test_merged_request_gets_482(self):
        with Phone() as phone, Sipp("merged", phone) as caller:
            phone.invited()
            phone.do("ring 1")
            caller.said("SIP/2.0 482")
            phone.do("accept 1")
            phone.event("connected")
            phone.ended("remote")
            self.assertEqual(phone.count("event invited"), 1)

    def test_merged_request_on_another_address(self):
        with Phone(listen=("udp:127.0.0.1:0", "udp:127.0.0.1:0")) as phone:
            same = ("-cid_str", "one-call")
            with Sipp("fork", phone, extra=same), Sipp("fork", phone, index=1, extra=same):
                first = phone.expect(r"^event invited leg=(\d) flags=2\b")[1]
                second = phone.expect(r"^event invited leg=(\d) flags=%d\b" % (HAS_OFFER | MERGED))[1]
                phone.do(f"reject {second} 482 13")
                phone.ended("merged", second)
                phone.do(f"reject {first} 482 13")
                phone.ended("merged", first)

    def test_two_calls_at_once(self):
        with Phone() as phone, Sipp("called_bye", phone):
            up(phone, 1)
            with Sipp("called_bye", phone):
                up(phone, 2)
                phone.do("end 1 6")
                phone.ended("user", 1)
                phone.do("end 2 6")
                phone.ended("user", 2)

    def test_ipv6_and_tcp(self):
        with Phone(listen=("udp:[::1]:0", "tcp:127.0.0.1:0", "tcp:[::1]:0")) as phone:
            for index in range(3):
                with self.subTest(phone.addresses[index]), Sipp("call", phone, index):
                    up(phone, index + 1)
                    phone.ended("remote", index + 1)

    def test_fifty_calls_in_a_row(self):
        def answer(phone, line):
            if line.startswith("event invited"):
                leg = line.split("leg=")[1].split()[0]
                phone.do(f"ring {leg}")
                phone.do(f"accept {leg}")

        with Phone(react=answer) as phone:
            with Sipp("call", phone, calls=50, extra=("-r", "100", "-l", "10")):
                pass
            for _ in range(50):
                phone.ended("remote", r"\d+")
            self.assertEqual(phone.count("event connected"), 50)

    def test_flood_beyond_what_the_core_takes(self):
        def refuse(phone, line):
            if line.startswith("event invited") and "leg=1 " not in line:
                phone.do("reject " + line.split("leg=")[1].split()[0] + " 486 8")

        with Phone(react=refuse) as phone, Sipp("called_bye", phone):
            up(phone)
            with Sipp("busy", phone, calls=300, extra=("-r", "1000", "-l", "300")):
                pass
            phone.do("end 1 6")
            phone.ended("user", 1)
            self.assertEqual(phone.count("event ended .*reason=8"), 300)

    def test_flood_beyond_what_the_engine_takes(self):
        with Phone("legs=1") as phone, Sipp("called_bye", phone):
            up(phone)
            with Sipp("busy", phone, calls=100, extra=("-r", "1000", "-l", "100")):
                pass
            phone.do("end 1 6")
            phone.ended("user", 1)
            self.assertEqual(phone.count("event invited"), 1)


class Quitting(unittest.TestCase):
    """destroy() ends what is left, and does not wait 30 s for a peer that is gone."""

    def test_a_call_is_up(self):
        with Phone() as phone, Sipp("called_bye", phone):
            up(phone)
            phone.close()

    def test_a_call_rings(self):
        with Phone() as phone, Sipp("unavailable", phone):
            phone.invited()
            phone.do("ring 1")
            phone.sync()
            phone.close()

    def test_the_ack_has_not_come(self):
        with Phone() as phone:
            with Sipp("no_ack_ever", phone):
                phone.invited()
                phone.do("accept 1")
                phone.event("accepted")
            phone.close()


if __name__ == "__main__":
    unittest.main()
