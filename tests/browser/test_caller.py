"""The phone calls a page."""
from case import WRONG_KEY, Case, main
from held_stun import HeldStun


class Caller(Case):
    def call(self, phone, page):
        phone.do("call " + self.proxy.uri("alice"))
        page.expect("incoming", **{"from": self.proxy.uri("phone")})
        phone.expect("progress")

    def answered(self, phone, page, call=1):
        self.call(phone, page)
        page.do("answer")
        phone.expect("connected")
        page.expect("confirmed")
        self.talk(phone, page, call)

    def test_by_every_way(self):
        for page_way, phone_way in (("ws", "tcp"), ("wss", "tls")):
            with self.subTest(page_way):
                phone, page = self.pair("--offer", "webrtc", ways=(phone_way, page_way))
                self.answered(phone, page)
                page.do("hangUp")
                phone.expect("ended", reason="remote")
                phone.close(), page.close()

    def test_hold_and_resume_and_hang_up(self):
        phone, page = self.pair("--offer", "webrtc")
        self.answered(phone, page)
        self.hold_and_resume(phone, page)
        phone.do("hangup")
        page.expect("ended", originator="remote")

    def test_digits(self):
        phone, page = self.pair("--offer", "webrtc")
        self.answered(phone, page)
        page.do("press", "7")
        phone.expect("digits", text="7")

    def test_the_fake_ios_with_the_early_grab(self):
        for grab in ("silent", "notified"):
            with self.subTest(grab):
                phone, page = self.pair("--offer", "webrtc", "--ui", "fake-ios", "--grab", grab)
                self.answered(phone, page)
                phone.do("hangup")
                page.expect("ended", originator="remote")
                phone.close(), page.close()

    def test_a_key_that_is_not_the_described_one(self):
        phone, page = self.pair("--offer", "webrtc")
        page.evaluate("phone.change = sdp => " + WRONG_KEY)
        self.call(phone, page)
        page.do("answer")
        phone.expect("ended", call=1, reason="insecure")
        page.expect("ended", originator="remote")
        page.evaluate("phone.change = sdp => sdp")
        self.answered(phone, page, 2)

    def test_the_phone_gives_up_during_the_preparation(self):
        """Nothing was sent by then, and the next call is none the worse."""
        stun = self.enterContext(HeldStun())
        phone, page = self.pair("--offer", "webrtc", *stun.options)
        for call in range(1, 4):
            with stun.held():
                phone.do("call " + self.proxy.uri("alice"))
                stun.asked()
                phone.do("hangup")
                phone.expect("ended", call=call, reason="user")
        self.assertLess(len(page.events("incoming")), 3, "none was given up during the preparation")  # none, but for a stall
        self.answered(phone, page, 4)

    def test_a_page_that_restarts_ice_is_talked_with_on(self):
        phone, page = self.pair("--offer", "webrtc")
        self.answered(phone, page)
        self.restart_ice(phone, page)

    def test_the_page_declines(self):
        phone, page = self.pair("--offer", "webrtc")
        self.call(phone, page)
        page.do("hangUp")
        phone.expect("ended", reason="declined")

    def test_the_phone_gives_up(self):
        phone, page = self.pair("--offer", "webrtc")
        self.call(phone, page)
        phone.do("hangup")
        page.expect("failed", originator="remote")
        phone.expect("ended", reason="user")


if __name__ == "__main__":
    main()
