"""The phone calls a page."""
from case import Case, main


class Caller(Case):
    def call(self, phone, page):
        phone.do("call " + self.proxy.uri("alice"))
        page.expect("incoming", **{"from": self.proxy.uri("phone")})
        phone.expect("progress")

    def answered(self, phone, page):
        self.call(phone, page)
        page.do("answer")
        phone.expect("connected")
        page.expect("confirmed")
        self.talk(phone, page)

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
