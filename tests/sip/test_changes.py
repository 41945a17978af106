"""Changes of a running call: re-INVITE and UPDATE from the caller, hold and resume from us."""
import unittest

from peers import HAS_OFFER, Phone, Sipp
from test_incoming import up


class FromThePeer(unittest.TestCase):
    def test_hold_and_resume(self):
        with Phone() as phone, Sipp("hold", phone):
            up(phone)
            phone.event("remote-held")
            phone.event("remote-resumed")
            phone.event("remote-held")  # c=0.0.0.0
            phone.ended("remote")

    def test_held_from_the_start(self):
        with Phone() as phone, Sipp("held_from_start", phone):
            up(phone)
            phone.event("remote-held")
            phone.ended("remote")

    def test_moved_to_another_port_and_codec(self):
        with Phone() as phone, Sipp("reinvite_moved", phone):
            up(phone)
            phone.expect("^media answer leg=1 held=0$")
            phone.ended("remote")
            self.assertEqual(phone.count("event remote"), 0)

    def test_bad_change_is_refused_and_the_call_goes_on(self):
        with Phone() as phone, Sipp("reinvite_bad", phone):
            up(phone)
            phone.expect("^log warning sip leg 1: change refused: 488")
            phone.ended("remote")

    def test_change_that_is_no_sdp(self):
        with Phone() as phone, Sipp("reinvite_other_body", phone):
            up(phone)
            phone.ended("remote")
            self.assertEqual(phone.count("^media answer"), 1)

    def test_reinvite_without_offer(self):
        with Phone() as phone, Sipp("reinvite_no_offer", phone):
            up(phone)
            phone.expect("^media offer leg=1")
            phone.expect("^media agree leg=1 usable=1$")
            phone.event("remote-held")
            phone.ended("remote")

    def test_reinvite_without_offer_whose_answer_cannot_be_used(self):
        with Phone() as phone, Sipp("reinvite_no_offer", phone):
            phone.invited()
            phone.do("refuse-answer 1")
            phone.do("ring 1")
            phone.do("accept 1")
            phone.expect("^media agree leg=1 usable=0$")
            phone.ended("remote")  # by the caller, in its own time

    def test_update(self):
        with Phone() as phone, Sipp("update", phone):
            up(phone)
            phone.event("remote-held")
            phone.event("remote-resumed")
            phone.expect("change refused: 488")
            phone.ended("remote")

    def test_second_change_before_the_first_is_answered(self):
        with Phone("media=late") as phone, Sipp("reinvite_overlap", phone) as caller:
            phone.invited(flags=HAS_OFFER | 32)
            phone.do("ring 1")
            phone.do("describe 1")
            phone.do("accept 1")
            phone.event("connected")
            caller.said("SIP/2.0 500")
            phone.do("describe 1")
            phone.ended("remote")

    def test_ended_while_its_change_waits_for_media(self):
        with Phone("media=late") as phone, Sipp("ended_in_change", phone):
            phone.invited(flags=HAS_OFFER | 32)
            phone.do("describe 1")
            phone.do("ring 1")
            phone.do("accept 1")
            phone.event("connected")
            phone.ended("remote")
            phone.do("describe 1")
            phone.sync()


    def test_taken_back_while_it_waits_for_media(self):
        with Phone("media=late") as phone, Sipp("reinvite_cancelled", phone):
            phone.invited(flags=HAS_OFFER | 32)
            phone.do("describe 1")
            phone.do("ring 1")
            phone.do("accept 1")
            phone.event("connected")
            phone.ended("remote")  # and not with the cause of that CANCEL
            phone.do("describe 1")
            phone.sync()


class FromUs(unittest.TestCase):
    def test_hold_and_resume(self):
        with Phone() as phone, Sipp("held", phone):
            up(phone)
            phone.do("hold 1")
            phone.expect("^media offer leg=1 held=1$")
            phone.event("held")
            phone.do("resume 1")
            phone.event("resumed")
            phone.ended("remote")

    def test_resume_asked_while_the_hold_is_in_flight(self):
        with Phone() as phone, Sipp("held", phone):
            up(phone)
            phone.do("hold 1")
            phone.do("resume 1")
            phone.event("held")
            phone.event("resumed")
            phone.ended("remote")

    def test_hold_waits_for_the_change_of_the_peer(self):
        with Phone("media=late") as phone, Sipp("held_after_change", phone):
            phone.invited(flags=HAS_OFFER | 32)
            phone.do("describe 1")
            phone.do("ring 1")
            phone.do("accept 1")
            phone.event("connected")
            phone.expect("^media answer leg=1")
            phone.do("hold 1")
            phone.sync()
            self.assertEqual(phone.count("^media offer"), 0)  # one description at a time
            phone.do("describe 1")
            phone.expect("^media offer leg=1 held=1$")
            phone.do("describe 1 1")
            phone.event("held")
            phone.ended("remote")

    def test_hold_asked_twice_is_one_change(self):
        with Phone() as phone, Sipp("held", phone):
            up(phone)
            phone.do("hold 1")
            phone.do("hold 1")
            phone.event("held")
            phone.do("hold 1")
            phone.event("held")  # it is so already: nothing goes out
            phone.do("resume 1")
            phone.event("resumed")
            phone.ended("remote")

    def test_hold_refused(self):
        with Phone() as phone, Sipp("held_refused", phone):
            up(phone)
            phone.do("hold 1")
            phone.expect("^media withdraw leg=1$")
            phone.event("change-failed")
            phone.ended("remote")

    def test_hold_whose_answer_cannot_be_used(self):
        with Phone() as phone, Sipp("held_bad_answer", phone):
            up(phone)
            phone.do("hold 1")
            phone.event("change-failed")
            phone.ended("remote")

    def test_hold_meets_another_change(self):
        with Phone() as phone, Sipp("held_glare", phone):
            up(phone)
            phone.do("hold 1")
            phone.expect("^media withdraw leg=1$")
            phone.event("held")
            phone.ended("remote")

    def test_ended_while_our_change_is_open(self):
        # Sofia-SIP leaks the client request of the re-INVITE here, 2 kB (README, quirks).
        known_leak = {"ASAN_OPTIONS": "detect_leaks=0"}
        with Phone(environment=known_leak) as phone, Sipp("held_and_ended", phone):
            up(phone)
            phone.do("hold 1")
            phone.ended("remote")

    def test_ended_by_us_while_our_change_is_open(self):
        known_leak = {"ASAN_OPTIONS": "detect_leaks=0"}
        with Phone(environment=known_leak) as phone, Sipp("held_and_ended_by_us", phone) as caller:
            up(phone)
            phone.do("hold 1")
            caller.said("INVITE sip:alice@")
            phone.do("end 1 6")
            phone.ended("user")

    def test_no_offer_can_be_made(self):
        with Phone("media=late") as phone, Sipp("called_bye", phone):
            phone.invited(flags=HAS_OFFER | 32)
            phone.do("describe 1")
            phone.do("ring 1")
            phone.do("accept 1")
            phone.event("connected")
            phone.do("hold 1")
            phone.do("refuse 1 500")
            phone.event("change-failed")
            phone.do("end 1 6")
            phone.ended("user")


if __name__ == "__main__":
    unittest.main()
