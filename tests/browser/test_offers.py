"""What a page may offer, and what it must not. All calls are of one phone: one that was refused costs the next nothing."""
from case import Case, main

CODECS = "sdp.replace(/^(m=audio \\d+ \\S+) .*$/m, '$1 {}')"
MANY = """[...Array(300).keys()].map(i => `a=candidate:${i + 7} 1 udp ${i + 1} 127.0.0.1 ${i + 1} typ host\\r\\n`).join('')"""

# What is done to the page's offer, in its own language, and the codec that is then talked with.
TALKED = {
    "as it is": ("sdp", "opus"),
    "PCMA alone": (CODECS.format(8), "pcma"),
    "PCMU alone": (CODECS.format(0), "pcmu"),
    "candidates that do not parse": ("sdp.replace(/^a=candidate/m, 'a=candidate:x y z\\r\\na=candidate:\\r\\n$&')", "opus"),
    "hundreds of candidates": (f"sdp.replace(/^a=candidate/m, {MANY} + '$&')", "opus"),
}
REFUSED = {
    "no fingerprint": "sdp.replace(/^a=fingerprint:.*\\r\\n/gm, '')",
    "no codec that we know": CODECS.format(9),
    "more than 32 KiB": "sdp + 'a=x:' + 'y'.repeat(40000) + '\\r\\n'",
    "no media": "sdp.slice(0, sdp.indexOf('m='))",
}


class Offers(Case):
    def call(self, page, change):
        page.evaluate(f"phone.change = sdp => {change}")
        page.do("call", self.proxy.uri("phone"))

    def test_changed_offers(self):
        phone, page = self.pair("--auto-answer", "always")
        for what, change in REFUSED.items():
            with self.subTest(what):
                self.call(page, change)
                self.assertEqual(page.expect("failed")["code"], 488)
        for what, (change, codec) in TALKED.items():
            with self.subTest(what):
                self.call(page, change)
                page.expect("confirmed")
                call = phone.all("ringing")[-1]["call"]
                self.talk(phone, page, call, codec)
                page.do("hangUp")
                phone.expect("ended", call=call, reason="remote")

    def test_video_is_declined(self):
        phone, page = self.pair("--auto-answer", "always")
        page.do("call", self.proxy.uri("phone"), True)
        page.expect("confirmed")
        self.talk(phone, page)
        self.assertRegex(page.events("sdp")[-1]["sdp"], r"(?m)^m=video 0 ")

    def test_a_page_that_restarts_ice_is_talked_with_on(self):
        phone, page = self.pair("--auto-answer", "always")
        page.do("call", self.proxy.uri("phone"))
        page.expect("confirmed")
        self.talk(phone, page)
        page.do("restartIce")
        self.talk(phone, page)


if __name__ == "__main__":
    main()
