"""A page calls the phone."""
import json
import tempfile

from case import WRONG_KEY, Case, main
from held_stun import HeldStun


class Callee(Case):
    def ring(self, phone, page):
        page.do("call", self.proxy.uri("phone"))
        phone.expect("ringing")
        page.expect("progress", code=180)

    def answer(self, phone, page):
        self.ring(phone, page)
        phone.do("answer")
        phone.expect("connected")
        page.expect("confirmed")

    def trace(self):
        return self.enterContext(tempfile.NamedTemporaryFile("r", suffix=".trace"))

    @staticmethod
    def facts(trace):
        """What the parties told the core, in order."""
        trace.seek(0)
        return [step["event"]["type"] for step in map(json.loads, trace) if "event" in step]

    def test_by_every_way(self):
        for page_way, phone_way in (("ws", "tcp"), ("wss", "tls"), ("wss", "udp")):
            with self.subTest(page_way + " " + phone_way):
                phone, page = self.pair(ways=(phone_way, page_way))
                self.answer(phone, page)
                self.talk(phone, page)
                page.do("hangUp")
                phone.expect("ended", reason="remote")
                phone.close(), page.close()

    def test_the_phone_hangs_up(self):
        phone, page = self.pair()
        self.answer(phone, page)
        self.talk(phone, page)
        phone.do("hangup")
        page.expect("ended", originator="remote")
        phone.expect("ended", reason="user")

    def test_nothing_is_heard_before_the_answer(self):
        """Also where ICE and DTLS are up by then: the gates are closed both ways."""
        phone, page = self.pair("--early", "183")
        page.do("call", self.proxy.uri("phone"))
        phone.expect("ringing")
        page.expect("connection", state="connected")
        page.wait(lambda: page.do("stats")["sent"] > 20, "the page to send")
        self.assertEqual(page.do("stats")["received"], 0)
        self.assertFalse(phone.all("measured", incoming=True))
        phone.do("answer")
        phone.expect("connected")
        self.talk(phone, page)

    def test_what_both_ends_count(self):
        """Compared when nothing is sent any more, so that it does not matter when each was asked."""
        def agree():
            ours, theirs = self.stats(phone, 1), page.do("stats")
            return (ours["sent"], ours["received"]) == (theirs["received"], theirs["sent"])
        phone, page = self.pair()
        self.answer(phone, page)
        self.wait(lambda: "round_trip_ms" in self.stats(phone, 1), "the page's report", phone)
        phone.do("hold")
        page.expect("hold")
        self.wait(agree, "both to have counted the same", phone)
        ours, theirs = self.stats(phone, 1), page.do("stats")
        self.assertEqual((ours["lost"], ours["peer_lost"], theirs["lost"]), (0, 0, 0))
        self.assertGreater(min(ours["sent"], ours["received"]), 0)
        self.assertLess(ours["round_trip_ms"], 1000)
        page.do("hangUp")
        phone.expect("ended")
        self.assertEqual(phone.all("stats", call=1)[-1]["sent"], ours["sent"])

    def test_hold_and_resume(self):
        phone, page = self.pair()
        self.answer(phone, page)
        self.talk(phone, page)
        self.hold_and_resume(phone, page)

    def test_the_answer_comes_before_the_preparation_is_done(self):
        trace = self.trace()
        phone, page = self.pair("--auto-answer", "always", "--trace", trace.name)
        page.do("call", self.proxy.uri("phone"))
        phone.expect("connected")
        self.talk(phone, page)
        facts = self.facts(trace)
        self.assertLess(facts.index("ui answered"), facts.index("engine prepared"))

    def test_the_caller_gives_up_during_the_preparation(self):
        trace = self.trace()
        stun = self.enterContext(HeldStun())
        phone, page = self.pair(*stun.options, "--trace", trace.name)
        for _ in range(3):
            with stun.held():
                page.do("call", self.proxy.uri("phone"))
                stun.asked()
                page.do("hangUp")
                page.expect("failed", cause="Canceled")
                phone.expect("ended", reason="remote")
        facts = self.facts(trace)
        self.assertEqual(facts.count("engine ended"), 3)
        self.assertLess(facts.count("engine prepared"), 3, "none was given up during the preparation")  # none, but for a stall
        self.answer(phone, page)  # as if nothing had been
        self.talk(phone, page, 4)

    def test_the_fake_ios_with_the_early_grab(self):
        for accept in ("after-audio", "gated"):
            for grab in ("silent", "notified"):
                with self.subTest(accept + " " + grab):
                    phone, page = self.pair("--ui", "fake-ios", "--grab", grab, "--accept", accept)
                    self.ring(phone, page)
                    phone.do("answer")
                    phone.expect("activated")
                    page.expect("confirmed")
                    self.talk(phone, page)
                    page.do("hangUp")
                    phone.expect("ended", reason="remote")
                    phone.close(), page.close()

    def test_a_key_that_is_not_the_described_one(self):
        """Somebody sits between the two: the call ends for that reason, and the next one is none the worse."""
        phone, page = self.pair("--auto-answer", "always")
        page.evaluate("phone.change = sdp => " + WRONG_KEY)
        page.do("call", self.proxy.uri("phone"))
        phone.expect("ended", call=1, reason="insecure")
        page.expect("ended", originator="remote")
        self.assertFalse([one for one in phone.all("measured", incoming=True) if one["level_db"] > -100])
        page.evaluate("phone.change = sdp => sdp")
        page.do("call", self.proxy.uri("phone"))
        phone.expect("connected", call=2)
        self.talk(phone, page, 2)

    def test_digits(self):
        phone, page = self.pair()
        self.answer(phone, page)
        self.talk(phone, page)
        page.do("press", "7")
        phone.expect("digits", text="7")


if __name__ == "__main__":
    main()
