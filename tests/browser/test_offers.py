"""What a page may offer, and what it must not: each call is of one phone, and the one after a bad one is talked on."""
from case import Case, main


class Offers(Case):
    def test_offers(self):
        phone, page = self.pair("--auto-answer", "always")
        self.count = 0

        def call(change="sdp"):
            self.count += 1
            page.evaluate(f"phone.change = sdp => {change}")
            page.do("call", self.proxy.uri("phone"))

        def talked(change="sdp", codec="audio/opus"):
            call(change)
            page.expect("confirmed")
            self.talk(phone, page, self.count, codec)
            page.do("hangUp")
            phone.expect("ended", call=self.count, reason="remote")

        def refused(code, change):
            call(change)
            failed = page.expect("failed")
            self.assertEqual(failed["code"], code, failed)
            self.count -= 1  # it has no number: nobody heard of it
        codecs = "sdp.replace(/^(m=audio \\d+ \\S+) .*$/m, '$1 {}')"
        for what, wanted in (("PCMA", ("8", "audio/PCMA")), ("PCMU", ("0", "audio/PCMU"))):
            with self.subTest(what):
                talked(codecs.format(wanted[0]), wanted[1])
        for what, change in (
                ("candidates that do not parse", "sdp.replace(/^a=candidate/m, 'a=candidate:x y z\\r\\na=candidate:\\r\\n$&')"),
                ("a hundred more candidates", "sdp.replace(/^a=candidate/m, [...Array(100).keys()].map(i => "
                 "`a=candidate:${i + 7} 1 udp ${i + 1} 127.0.0.1 ${i + 1} typ host\\r\\n`).join('') + '$&')"),
        ):
            with self.subTest(what):
                talked(change)
        for what, change in (
                ("no fingerprint", "sdp.replace(/^a=fingerprint:.*\\r\\n/gm, '')"),
                ("unknown codecs only", codecs.format("9")),
                ("no media lines", "sdp.slice(0, sdp.indexOf('m='))"),
        ):
            with self.subTest(what):
                refused(488, change)
        talked()

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
