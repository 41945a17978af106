"""Registration at a registrar that does what the test says."""
import re
import unittest

from account import PASSWORD, AccountPhone
from registrar import Registrar
from peers import free_port


def good(registrar, request):
    """What a registrar does on a good day."""
    if not request.proves(PASSWORD):
        request.challenge()
    elif request.method == "REGISTER":
        request.grant()
    else:
        request.answer("200 OK")


class Register(unittest.TestCase):
    def test_digest_and_unregister(self):
        for transport in ("udp", "tcp"):
            with self.subTest(transport), Registrar(good, transport) as registrar:
                with AccountPhone(listen=(f"{transport}:127.0.0.1:0",)) as phone:
                    phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
                    phone.registered(code=200, expires=3600)
                    first, second = registrar.wait(1), registrar.wait(2)
                    self.assertIsNone(first.header("Authorization"))
                    self.assertEqual(second.credentials()["username"], "alice")
                    self.assertEqual(second.header("Expires"), "3600")
                    more = ";transport=tcp" if transport == "tcp" else ""
                    self.assertEqual(second.header("Contact"),
                                     f"<sip:alice@127.0.0.1:{phone.port()}{more}>")
                    phone.no_account()
                    phone.registration("unregistered")
                    last = registrar.wait(3)
                    self.assertEqual(last.header("Expires"), "0")
                    self.assertTrue(last.proves(PASSWORD))  # repeated, so no second round
                    phone.saw(second)
                    phone.saw(last)

    def test_nothing_but_register_leaves(self):
        with Registrar(good) as registrar:
            with AccountPhone("keepalive=0") as phone:
                phone.account(f"sip:alice@127.0.0.1:{registrar.port}")
                phone.registered()
            registrar.wait(3)
            self.assertEqual({r.method for r in registrar.requests}, {"REGISTER"})

    def test_no_secret_in_sofias_log(self):
        for more in ('qop="auth", opaque="xyz"', 'qop="auth", algorithm=SHA-256'):
            def react(registrar, request, more=more):
                request.grant() if request.proves(PASSWORD) else request.challenge(more=more)
            whole = {"TPORT_LOG": "1"}.items()  # Sofia's own switch for whole messages
            with self.subTest(more), Registrar(react) as registrar, \
                    AccountPhone("sofia-log=9", environment=whole) as phone:
                phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
                phone.registered()
                request = registrar.wait(2)
                phone.saw(request)
                c = request.credentials()
                phone.secrets |= {c["cnonce"], f'"{c["nonce"]}"'}
                written = phone.count(r"^log debug sip +Authorization: Digest username=\"\.+\", realm=")
                self.assertEqual(written, 1)

    def test_unregistered_at_the_end(self):
        with Registrar(good) as registrar:
            with AccountPhone() as phone:
                phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
                phone.registered()
            self.assertEqual(registrar.wait(3).header("Expires"), "0")

    def test_end_does_not_wait_for_a_registrar_that_is_silent(self):
        def silent_later(registrar, request):
            if request.header("Expires") != "0":
                request.grant()
        with Registrar(silent_later) as registrar:
            with AccountPhone() as phone:
                phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
                phone.registered()
                phone.no_account()
                phone.expect("log warning sip account: the registrar did not answer when we unreg")
                phone.registration("unregistered")  # given up after 2 s

    def test_other_user_name_and_what_needs_quotes(self):
        with Registrar(good) as registrar, AccountPhone() as phone:
            phone.account("sip:alice@127.0.0.1", registrar=registrar.uri, user='al"ice\\1')
            phone.registration("failed", code=401)  # our registrar hashes it with the backslashes
            self.assertEqual(registrar.wait(2).credentials()["username"], r'al\"ice\\1')

    def test_algorithms(self):
        for more in ('qop="auth", algorithm=SHA-256', 'qop="auth,auth-int", algorithm=MD5',
                     'algorithm=MD5', 'opaque="x\\"y"', 'qop="auth", algorithm=SHA-512-256, opaque="o"',
                     'qop="auth", algorithm=MD5-sess', 'qop="auth", algorithm=SHA-256-sess'):
            def react(registrar, request, more=more):
                if request.proves(PASSWORD):
                    request.grant()
                else:
                    request.challenge(more=more)
            with self.subTest(more), Registrar(react) as registrar, AccountPhone() as phone:
                phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
                phone.registered()
                phone.saw(registrar.wait(2))

    def test_the_servers_first_choice_that_is_known(self):
        def react(registrar, request):
            if request.proves(PASSWORD):
                return request.grant()
            request.answer("401 Unauthorized", *(
                f'WWW-Authenticate: Digest realm="r", nonce="{name}", qop="auth", algorithm={name}'
                for name in ("SHA3-512", "SHA-256", "MD5")))
        with Registrar(react) as registrar, AccountPhone() as phone:
            phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
            phone.registered()
            self.assertEqual(registrar.wait(2).credentials()["algorithm"], "SHA-256")

    def test_no_algorithm_that_is_known(self):
        def react(registrar, request):
            request.challenge(more='algorithm=SHA3-512, qop="auth"')
        with Registrar(react) as registrar, AccountPhone() as phone:
            phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
            phone.registration("failed", code=401, retry=0)
            phone.sync()
            self.assertEqual(len(registrar.requests), 1)

    def test_wrong_password_is_tried_once(self):
        with Registrar(good) as registrar, AccountPhone("retry=1") as phone:
            phone.account("sip:alice@127.0.0.1", registrar=registrar.uri, password="-wrong-")
            text = phone.registration("failed", code=401, retry=0).string
            self.assertIn("refuses the user name or the password: correct them", text)
            phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
            phone.registered()
            self.assertLessEqual(len(registrar.requests), 4)
            self.assertEqual(sum(r.proves("-wrong-") for r in registrar.requests), 1)

    def test_no_password_set(self):
        with Registrar(good) as registrar, AccountPhone() as phone:
            phone.account("sip:alice@127.0.0.1", registrar=registrar.uri, password=None)
            text = phone.registration("failed", code=401, retry=0).string
            self.assertIn("asks for a password and none is set", text)
            self.assertEqual(len(registrar.requests), 1)

    def test_stale_nonce(self):
        def react(registrar, request):
            c = request.credentials()
            if not c:
                request.challenge(nonce="old")
            elif c["nonce"] == "old":
                request.challenge(nonce="new", more='stale=true, qop="auth"')
            else:
                request.grant() if request.proves(PASSWORD) else request.answer("403 Forbidden")
        with Registrar(react) as registrar, AccountPhone() as phone:
            phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
            phone.registered()
            self.assertEqual(registrar.wait(3).credentials()["nc"], "00000001")

    def test_a_nonce_that_is_always_stale_ends(self):
        def react(registrar, request):
            request.challenge(nonce=f"n{len(registrar.requests)}", more='stale=TRUE, qop="auth"')
        with Registrar(react) as registrar, AccountPhone() as phone:
            phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
            phone.registration("failed", code=401, retry=0)
            phone.sync()
            self.assertLess(len(registrar.requests), 8)

    def test_refresh_before_it_expires_with_nonces_for_once(self):
        used = set()

        def react(registrar, request):  # as Asterisk does: each nonce once, never "stale"
            nonce = (request.credentials() or {}).get("nonce")
            if request.proves(PASSWORD) and nonce not in used:
                used.add(nonce)
                request.grant(2)
            else:
                request.challenge(nonce=f"n{len(registrar.requests)}")
        with Registrar(react) as registrar, AccountPhone() as phone:
            phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
            phone.registered(expires=2)
            registrar.wait(6)  # three times registered
            self.assertGreaterEqual(len(used), 2)
            phone.sync()
            self.assertEqual(phone.count("^registration registered"), 1)
            self.assertEqual(phone.count("^registration failed"), 0)

    def test_interval_too_brief(self):
        def react(registrar, request):
            if int(request.header("Expires")) < 600:
                request.answer("423 Interval Too Brief", "Min-Expires: 600")
            else:
                request.grant(600)
        with Registrar(react) as registrar, AccountPhone() as phone:
            phone.account("sip:alice@127.0.0.1", registrar=registrar.uri, expires=60)
            phone.registered(expires=600)
            self.assertEqual(registrar.wait(2).header("Expires"), "600")

    def test_interval_too_brief_without_a_word_what_would_do(self):
        with Registrar(lambda _, r: r.answer("423 Interval Too Brief")) as registrar:
            with AccountPhone() as phone:
                phone.account("sip:alice@127.0.0.1", registrar=registrar.uri, expires=60)
                text = phone.registration("failed", code=423, retry=0).string
                self.assertIn("ask for more seconds", text)

    def test_less_granted_than_asked(self):
        with Registrar(lambda _, r: r.grant(77)) as registrar, AccountPhone() as phone:
            phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
            phone.registered(expires=77)

    def test_retry_after(self):
        for status in ("503 Service Unavailable", "500 Server Internal Error", "480 Temporarily Unavailable"):
            def react(registrar, request, status=status):
                if len(registrar.requests) == 1:
                    request.answer(status, "Retry-After: 1 (busy)")
                else:
                    request.grant()
            with self.subTest(status), Registrar(react) as registrar, AccountPhone() as phone:
                phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
                phone.registration("failed", code=int(status[:3]), retry=1)
                phone.registered()

    def test_back_off_doubles(self):
        with Registrar(lambda _, r: r.answer("503 Service Unavailable")) as registrar:
            with AccountPhone("retry=1") as phone:
                phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
                for most in (2, 4):
                    found = phone.registration("failed", code=503).string
                    wait = int(re.search(r"retry=(\d+)", found)[1])
                    self.assertIn(wait, range(most // 2, most + 1))
                    self.assertIn(f"trying again in {wait} s", found)

    def test_refused_for_good(self):
        for status, word in (("403 Forbidden", "forbids it"), ("404 Not Found", "does not know this"),
                             ("405 Method Not Allowed", "answered 405 Method Not Allowed"),
                             ("302 Moved Temporarily", "answered 302")):
            with self.subTest(status), Registrar(lambda _, r, s=status: r.answer(
                    s, "Contact: <sip:elsewhere@127.0.0.1:9>")) as registrar:
                with AccountPhone() as phone:
                    phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
                    text = phone.registration("failed", code=int(status[:3]), retry=0).string
                    self.assertIn(word, text)

    def test_down_and_back(self):
        port = free_port()
        with AccountPhone("retry=1", listen=("tcp:127.0.0.1:0",)) as phone:
            phone.account("sip:alice@127.0.0.1", registrar=f"sip:127.0.0.1:{port};transport=tcp")
            text = phone.registration("failed", code=0).string
            self.assertIn("no connection; check host, port and transport, and whether the server", text)
            with Registrar(good, "tcp", port):
                phone.registered()
                phone.no_account()
                phone.registration("unregistered")

    def test_restarted_over_tcp(self):
        with AccountPhone("retry=1", listen=("tcp:127.0.0.1:0",)) as phone:
            with Registrar(good, "tcp") as registrar:
                phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
                phone.registered()
                registrar.drop_connections()
                registrar.wait(3)  # at once, on a new connection
                registrar.drop_connections()
                registrar.close()
            phone.registration("failed", code=0)
            with Registrar(good, "tcp", registrar.port) as again:
                phone.registered()
                again.wait(1)
                phone.no_account()
                phone.registration("unregistered")

    def test_slow(self):
        def react(registrar, request):  # the second one of a retransmission is answered
            if len(registrar.requests) > 1:
                request.grant()
        with Registrar(react) as registrar, AccountPhone() as phone:
            phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
            phone.registered()
            self.assertEqual(registrar.wait(1).header("CSeq"), registrar.wait(2).header("CSeq"))

    def test_unknown_name(self):
        with AccountPhone() as phone:
            phone.account("sip:alice@no-such-host.invalid")
            text = phone.registration("failed", code=0).string
            self.assertRegex(text, "this name has no address|no answer")

    def test_push_parameters_and_proxy(self):
        with Registrar(good) as proxy, AccountPhone() as phone:
            phone.account("sip:alice@example.org", proxy=proxy.uri + ";lr",
                          contact_params="pn-provider=apns;pn-prid=00fc;pn-param=ABCD.org.voip")
            phone.registered()
            request = proxy.wait(2)
            self.assertEqual(request.target, "sip:example.org")
            self.assertEqual(request.header("Route"), f"<{proxy.uri};lr>")
            self.assertRegex(request.header("Contact"),
                             "^<sip:alice@127.0.0.1:[0-9]+;pn-provider=apns;pn-prid=00fc;pn-param=ABCD.org.voip>$")

    def test_keep_alive_notices_a_dead_way(self):
        def react(registrar, request):
            if request.method == "REGISTER":
                request.grant()
            else:  # any answer is a sign of life
                request.answer("404 Not Found")
        with Registrar(react) as registrar, AccountPhone("keepalive=1") as phone:
            phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
            phone.registered()
            self.assertEqual(registrar.wait(2, "OPTIONS").target, registrar.uri)
            self.assertEqual(sum(r.method == "REGISTER" for r in registrar.requests), 1)

    def test_keep_alive_on_tcp_is_crlf(self):
        tcp = ("tcp:127.0.0.1:0",)
        with Registrar(good, "tcp") as registrar, AccountPhone("keepalive=1", listen=tcp) as phone:
            phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
            phone.registered()
            registrar.wait_ping()

    def test_what_is_no_account(self):
        with AccountPhone() as phone:
            for words, why in (
                    ("uri=alice", "is no address"), ("uri=sip:127.0.0.1", "is no address"),
                    ("uri=sip:a@127.0.0.1 registrar=foo", "no URI of a server"),
                    ("uri=sip:a@127.0.0.1 registrar=sip:b@127.0.0.1", "no URI of a server"),
                    ("uri=sip:a@127.0.0.1 proxy=foo", "outbound proxy \"foo\" is no URI"),
                    ("uri=sip:a@127.0.0.1 contact-params=a>b", "contact parameters"),
                    ("uri=sip:a@127.0.0.1 registrar=sip:127.0.0.1;transport=tcp", "no IPv4 tcp address"),
                    ("uri=sip:a@[::1]", "no IPv6 address")):
                with self.subTest(words):
                    phone.do("account " + words)
                    phone.expect(f"^refused .*{why}")
            phone.sync()
            self.assertEqual(phone.count("^registration"), 0)

    def test_another_account_takes_the_place(self):
        with Registrar(good) as registrar, AccountPhone() as phone:
            phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
            phone.registered()
            phone.account("sip:bob@127.0.0.1", registrar=registrar.uri)
            phone.registered()
            until = [r for r in registrar.requests if r.header("Expires") == "0"]
            registrar.wait(4)
            self.assertTrue(all("alice" in r.header("To") for r in until))
            self.assertEqual(phone.count("^registration unregistered"), 0)


if __name__ == "__main__":
    unittest.main()
