"""Thirty calls in a row, of a page and of the phone: descriptors, threads and memory stay what they were."""
import json
import os
import tempfile

from case import Case, main
from held_stun import HeldStun
from soak import Sizes

FEW, MANY = 10, 30
# What each call may add, twice what was measured: 19, 51 and 11 KiB. It is what Sofia-SIP keeps of a call for 32 s: with as long a
# pause after each thirty, the second and third thirty of ours add nothing.
CALLED_KIB, CALLING_KIB, GIVEN_UP_KIB = 40, 100, 25
SANITIZED = bool(os.environ.get("SANITIZED"))  # AddressSanitizer keeps what was freed


class Row(Case):
    prefix = ("env", "MALLOC_ARENA_MAX=1")  # what one thread frees is there for the next

    def sizes(self, phone):
        return Sizes(phone.process.pid)

    def talk_once(self, phone, page, number):
        page.do("call", self.proxy.uri("phone"))
        page.expect("confirmed")
        self.talk(phone, page, number)
        page.do("hangUp")
        phone.expect("ended", call=number, reason="remote")

    def call_once(self, phone, page, number):
        phone.do("call " + self.proxy.uri("alice"))
        page.expect("incoming")
        page.do("answer")
        page.expect("confirmed")
        self.talk(phone, page, number)
        phone.do("hangup")
        page.expect("ended")
        phone.expect("ended", call=number, reason="user")

    def give_up_once(self, phone, page, number):
        with self.stun.held():
            page.do("call", self.proxy.uri("phone"))
            self.stun.asked()
            page.do("hangUp")
            page.expect("failed")
            phone.expect("ended", call=number, reason="remote")

    def at_rest(self, phone, idle):
        """Its sizes once the last call is taken apart, which goes on beside the signalling."""
        self.wait(lambda: self.sizes(phone).descriptors <= idle.descriptors, f"as few descriptors as before any call, {idle}", phone)
        return self.sizes(phone)

    def is_flat(self, phone, page, once, call_kib):
        idle = self.sizes(phone)
        for number in range(1, MANY + 1):
            once(phone, page, number)
            if number == FEW:
                before = self.at_rest(phone, idle)
        after = self.at_rest(phone, idle)
        told = f"after {FEW} calls: {before}; after {MANY}: {after}"
        if not SANITIZED:
            self.assertLess(after.rss_kib, before.rss_kib + (MANY - FEW) * call_kib, told)
        self.wait(lambda: self.sizes(phone).threads <= before.threads, "fewer threads; " + told, phone)

    def test_thirty_calls(self):
        self.is_flat(*self.pair("--auto-answer", "always"), self.talk_once, CALLED_KIB)

    def test_thirty_calls_of_ours(self):
        self.is_flat(*self.pair("--offer", "webrtc"), self.call_once, CALLING_KIB)

    def test_thirty_calls_given_up_during_the_preparation(self):
        with tempfile.NamedTemporaryFile("r", suffix=".trace") as trace, HeldStun() as self.stun:
            self.is_flat(*self.pair(*self.stun.options, "--trace", trace.name), self.give_up_once, GIVEN_UP_KIB)
            facts = [step["event"]["type"] for step in map(json.loads, trace) if "event" in step]
            self.assertEqual(facts.count("engine ended"), MANY)
            self.assertLess(facts.count("engine prepared"), MANY / 2, "given up after it")  # none, but for stalls


if __name__ == "__main__":
    main()
