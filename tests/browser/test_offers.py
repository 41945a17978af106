"""What a page may offer, and what it must not."""
import re

from case import WRONG_KEY, Case, main
from soak import Sizes

CODECS = "sdp.replace(/^(m=audio \\d+ \\S+) .*$/m, '$1 {}')"
MANY = """[...Array(300).keys()].map(i => `a=candidate:${i + 7} 1 udp ${i + 1} 127.0.0.1 ${i + 1} typ host\\r\\n`).join('')"""

# What is done to the page's offer, in its own language, and the codec that is then talked with.
TALKED = {
    "as it is": ("sdp", "opus"),
    "PCMA alone": (CODECS.format(8), "pcma"),
    "PCMU alone": (CODECS.format(0), "pcmu"),
    "candidates that do not parse": ("sdp.replace(/^a=candidate/m, 'a=candidate:x y z\\r\\na=candidate:\\r\\n$&')", "opus"),
    # As a page hides its address by default. Nobody asks for the name; where it sends from is seen by its checks.
    "a name for an address": (r"sdp.replace(/^(a=candidate:.*) 127\.0\.0\.1 /gm, '$1 0d7b3fe6-1c5f-4a2c-9c39-2f3c5a6e7b10.local ')", "opus"),
    "hundreds of candidates": (f"sdp.replace(/^a=candidate/m, {MANY} + '$&')", "opus"),
}
# The response, and what the phone's log says of the reason.
REFUSED = {
    "no fingerprint": ("sdp.replace(/^a=fingerprint:.*\\r\\n/gm, '')", 488, "has no fingerprint"),
    "a fingerprint by a weak hash": ("sdp.replace(/^a=fingerprint:.*$/gm, 'a=fingerprint:md5 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF')",
                                     488, "hash that is not trusted"),
    "no rtcp-mux": ("sdp.replace(/^a=rtcp-mux\\r\\n/gm, '')", 488, "without rtcp-mux"),
    "no codec that we know": (CODECS.format(9), 488, "no codec that we speak"),
    "more than 32 KiB": ("sdp + 'a=x:' + 'y'.repeat(40000) + '\\r\\n'", 488, "longer than 32768 bytes"),
    "no media": ("sdp.slice(0, sdp.indexOf('m='))", 488, "no audio stream"),
    "no description": ("'spam'", 400, "no v=0 or no o= line"),
}


class Offers(Case):
    def call(self, page, change):
        page.evaluate(f"phone.change = sdp => {change}")
        page.do("call", self.proxy.uri("phone"))

    def test_changed_offers(self):
        phone, page = self.pair("--auto-answer", "always")
        for what, (change, codec) in TALKED.items():
            with self.subTest(what):
                self.call(page, change)
                page.expect("confirmed")
                call = phone.all("ringing")[-1]["call"]
                self.talk(phone, page, call, codec)
                page.do("hangUp")
                phone.expect("ended", call=call, reason="remote")

    def test_what_is_refused_costs_a_call_nothing(self):
        """Somebody talks the whole time, to whom nothing happens; and nothing is left behind."""
        phone, page = self.pair("--verbose", "--focus", "all")
        talking = self.page("bob")
        talking.do("call", self.proxy.uri("phone"))
        phone.expect("ringing", call=1)
        phone.do("answer")
        self.talk(phone, talking)
        before = Sizes(phone.process.pid)
        for what, (change, code, why) in REFUSED.items():
            with self.subTest(what):
                self.call(page, change)
                self.assertEqual(page.expect("failed")["code"], code)
                self.wait(lambda: why in phone.noise(), f'"{why}" in the log', phone)
        self.call(page, WRONG_KEY)
        phone.expect("ringing", call=2)
        phone.do("answer 2")
        phone.expect("ended", call=2, reason="insecure")
        self.wait(lambda: Sizes(phone.process.pid).descriptors <= before.descriptors, f"as few descriptors as before: {before}", phone)
        self.wait(lambda: Sizes(phone.process.pid).threads <= before.threads, f"as few threads as before: {before}", phone)
        self.assertEqual((phone.all("held"), phone.all("remote_held"), phone.all("ended", call=1)), ([], [], []))
        self.assertEqual((self.stats(phone, 1)["lost"], talking.do("stats")["lost"]), (0, 0))
        self.talk(phone, talking)

    def test_video_is_declined(self):
        phone, page = self.pair("--auto-answer", "always")
        page.do("call", self.proxy.uri("phone"), True)
        page.expect("confirmed")
        self.talk(phone, page)
        self.assertRegex(page.events("sdp")[-1]["sdp"], r"(?m)^m=video 0 ")

    def test_audio_on_the_way_of_a_video(self):
        """That stays for its way, and nothing else: Chromium refuses an answer in which another stream takes its place."""
        phone, page = self.pair()
        page.do("callBehindVideo", self.proxy.uri("phone"))
        phone.expect("ringing")
        phone.do("answer")
        page.expect("confirmed")
        offer, answer = (event["sdp"] for event in page.events("sdp"))
        self.assertRegex(offer, r"(?s)m=video [1-9].*m=audio ")
        self.assertEqual(*re.findall(r"a=ice-ufrag:(\S+)", offer))
        self.assertRegex(answer, r"(?s)a=group:BUNDLE 0 1\r.*m=video [1-9].*a=inactive.*m=audio [1-9]")
        self.talk(phone, page)
        self.hold_and_resume(phone, page)

    def test_a_page_that_restarts_ice_is_talked_with_on(self):
        phone, page = self.pair("--auto-answer", "always")
        page.do("call", self.proxy.uri("phone"))
        page.expect("confirmed")
        self.talk(phone, page)
        self.restart_ice(phone, page)


if __name__ == "__main__":
    main()
