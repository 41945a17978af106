"""Pages call each other through Kamailio, without a phone of ours: browser, proxy and these tests work, and so does what
deploy/kamailio promises."""
import contextlib
import socket

from case import Case, main
from chromium import MICROPHONE_HZ
from proxy import PASSWORD, question


class Pages(Case):
    def talk(self, caller, callee):
        caller.do("call", self.proxy.uri("bob"))
        callee.expect("incoming", **{"from": self.proxy.uri("alice")})
        caller.expect("progress", code=180)
        callee.do("answer")
        for page in (caller, callee):
            page.expect("confirmed")
        self.hear(caller, callee)

    def hear(self, *pages):
        for page in pages:
            page.hears_hz(MICROPHONE_HZ)
            stats = page.do("stats")
            self.assertEqual((stats["dtls"], stats["codec"]), ("connected", "audio/opus"), stats)

    def test_by_ws_and_wss_both_ways(self):
        for caller_way, callee_way in (("ws", "wss"), ("wss", "ws")):
            with self.subTest(caller_way):
                caller, callee = self.page("alice", caller_way), self.page("bob", callee_way)
                self.talk(caller, callee)
                callee.do("hangUp")
                caller.expect("ended", originator="remote")
                caller.close(), callee.close()

    def test_requests_within_the_call_follow_the_connections(self):
        caller, callee = self.page("alice", "ws"), self.page("bob", "wss")
        self.talk(caller, callee)
        for one, other in ((caller, callee), (callee, caller)):
            one.do("hold")
            other.expect("hold", originator="remote")
            one.do("resume")
            other.expect("unhold", originator="remote")
        self.hear(caller, callee)

    def test_who_closed_the_page_is_gone(self):
        caller, callee = self.page("alice"), self.page("bob")
        open_before = self.proxy.connections()
        callee.close()
        caller.wait(lambda: self.proxy.connections() < open_before, "the end of its connection")
        caller.do("call", self.proxy.uri("bob"))
        self.assertEqual(caller.expect("failed")["cause"], "Unavailable")

    def test_strangers(self):
        for user, password, what in (("alice", "-wrong-", "password"), ("mallory", PASSWORD, "user")):
            with self.subTest(what):
                page = self.page()
                page.do("register", self.proxy.wss, self.proxy.uri(user), password)
                self.assertEqual(page.expect("registrationFailed")["cause"], "Authentication Error")

    def test_another_users_name(self):
        page = self.page()
        page.do("register", self.proxy.wss, self.proxy.uri("bob"), PASSWORD, "alice")
        self.assertEqual(page.expect("registrationFailed")["cause"], "Rejected")

    def test_whom_one_cannot_call(self):
        page = self.page("alice")
        for uri, cause in (("sip:nobody@127.0.0.1", "Not Found"), ("sip:carol@127.0.0.1", "Unavailable"),
                           ("sip:bob@elsewhere.invalid", "Rejected")):
            page.do("call", uri)
            self.assertEqual(page.expect("failed")["cause"], cause)

    def test_pages_of_others_do_not_connect(self):
        for origin, status in (("http://127.0.0.1:1", b"101"), ("https://evil.example", b"403")):
            with socket.create_connection(("127.0.0.1", self.proxy.plain)) as client:
                client.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                               f"Origin: {origin}\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
                               f"Sec-WebSocket-Protocol: sip\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
                self.assertEqual(client.recv(4096).split()[1], status)

    def test_who_asks_too_often_is_not_heard_and_others_are(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as loud:
            loud.bind(("127.0.0.9", 0))
            loud.connect(("127.0.0.1", self.proxy.plain))
            for number in range(1000):
                loud.send(question(number))
            self.page("alice")
            loud.setblocking(False)
            answers = 0
            with contextlib.suppress(BlockingIOError):
                while loud.recv(4096):
                    answers += 1
            self.assertTrue(0 < answers < 600, answers)


if __name__ == "__main__":
    main()
