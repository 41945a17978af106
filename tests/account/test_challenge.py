"""Who gets the account's credentials: the registrar and the proxy, in the account's realm."""
import unittest

from account import PASSWORD, AccountPhone
from peers import REASON
from registrar import Registrar


def registrar_that(other):
    """Good at REGISTER; `other` sees all else."""
    def react(registrar, request):
        if request.method != "REGISTER":
            other(registrar, request)
        elif request.proves(PASSWORD):
            request.grant()
        else:
            request.challenge()
    return react


SDP = ("v=0\r\no=b 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
       "m=audio 40002 RTP/AVP 8\r\n")


def accept(request, contact):
    request.answer("200 OK", f"Contact: <{contact}>", "Content-Type: application/sdp", body=SDP)


class Challenge(unittest.TestCase):
    def phone(self, registrar, *options, **more):
        phone = AccountPhone(*options)
        phone.account("sip:alice@127.0.0.1", registrar=registrar.uri, **more)
        phone.registered()
        return phone

    def test_407_to_an_invite(self):
        def proxy(registrar, request):
            if request.method == "INVITE" and not request.proves(PASSWORD, "Proxy-Authorization"):
                request.challenge("407 Proxy Authentication Required")
            elif request.method == "INVITE":
                request.answer("486 Busy Here")
        with Registrar(registrar_that(proxy)) as registrar, self.phone(registrar) as phone:
            phone.do(f"call sip:bob@127.0.0.1:{registrar.port}")
            phone.ended("busy")
            second = registrar.wait(2, "INVITE")
            self.assertEqual(second.header("From").split(";")[0], "<sip:alice@127.0.0.1>")
            phone.saw(second)

    def test_registrar_and_proxy_one_after_the_other(self):
        def both(registrar, request):
            if request.method != "INVITE":
                return
            if not request.proves(PASSWORD, "Proxy-Authorization"):
                request.challenge("407 Proxy Authentication Required", nonce="p")
            elif not request.proves(PASSWORD):
                request.challenge(nonce="w")
            else:
                request.answer("486 Busy Here")
        with Registrar(registrar_that(both)) as registrar, self.phone(registrar) as phone:
            phone.do(f"call sip:bob@127.0.0.1:{registrar.port}")
            phone.ended("busy")

    def test_a_realm_that_is_not_ours(self):
        def proxy(registrar, request):
            if request.method == "INVITE":
                request.challenge("407 Proxy Authentication Required", realm="evil.example")
        with Registrar(registrar_that(proxy)) as registrar, self.phone(registrar) as phone:
            phone.do(f"call sip:bob@127.0.0.1:{registrar.port}")
            phone.expect("log warning sip 407 to our INVITE: a challenge is not answered: its realm is not")
            phone.ended("unreachable")
            self.assertEqual(sum(r.method == "INVITE" for r in registrar.requests), 1)

    def test_a_stranger_in_our_realm(self):
        def callee(other, request):  # answers, and asks for our password when we hang up
            if request.method == "INVITE":
                accept(request, other.uri)
            elif request.method == "BYE":
                request.challenge("407 Proxy Authentication Required")

        def proxy(registrar, request):  # no Record-Route: the rest goes to the callee directly
            if request.method == "INVITE":
                accept(request, stranger.uri)
        with Registrar(callee, host="127.0.0.2") as stranger, \
                Registrar(registrar_that(proxy)) as registrar, self.phone(registrar) as phone:
            phone.do(f"call sip:bob@127.0.0.1:{registrar.port}")
            phone.event("connected")
            phone.do(f"end 1 {REASON['user']}")
            phone.expect("log warning sip 407 to our BYE: a challenge is not answered: it comes neither")
            phone.ended("user")
            self.assertEqual([r.header("Proxy-Authorization") for r in stranger.requests
                              if r.method == "BYE"], [None])

    def test_no_credentials_for_a_stranger_who_was_not_asked(self):
        """The INVITE proved who we are to the proxy; the BYE goes elsewhere, and does not. (The ACK of a
        2xx repeats the INVITE's credentials, as RFC 3261 22.1 wants it.)"""
        def proxy(registrar, request):
            if request.method == "INVITE" and not request.proves(PASSWORD, "Proxy-Authorization"):
                request.challenge("407 Proxy Authentication Required")
            elif request.method == "INVITE":
                accept(request, stranger.uri)
        with Registrar(lambda _, r: r.answer("200 OK") if r.method == "BYE" else None,
                       host="127.0.0.2") as stranger, \
                Registrar(registrar_that(proxy)) as registrar, self.phone(registrar) as phone:
            phone.do(f"call sip:bob@127.0.0.1:{registrar.port}")
            phone.event("connected")
            phone.do("end 1 6")
            phone.ended("user")
            self.assertIsNone(stranger.wait(1, "BYE").header("Proxy-Authorization"))

    def test_without_an_account(self):
        def callee(registrar, request):
            if request.method == "INVITE":
                request.challenge()
        with Registrar(callee) as registrar, AccountPhone() as phone:
            phone.do(f"call sip:bob@127.0.0.1:{registrar.port}")
            phone.expect("log warning sip 401 to our INVITE: a challenge is not answered: there is no acc")
            phone.ended("unreachable")

    def test_other_domains_leave_by_the_registrar(self):
        def proxy(registrar, request):
            if request.method == "INVITE":
                request.answer("404 Not Found")
        with Registrar(registrar_that(proxy)) as registrar, self.phone(registrar) as phone:
            phone.do("call sip:carol@example.org")
            phone.ended("unreachable")
            request = registrar.wait(1, "INVITE")
            self.assertEqual(request.target, "sip:carol@example.org")
            self.assertEqual(request.header("Route"), f"<{registrar.uri};lr>")

    def test_everything_leaves_by_the_proxy(self):
        def react(proxy, request):
            if request.method == "INVITE":
                request.answer("404 Not Found")
        with Registrar(registrar_that(react)) as proxy, AccountPhone() as phone:
            phone.account("sip:alice@127.0.0.1", registrar="sip:127.0.0.1:9", proxy=proxy.uri)
            phone.registered()
            phone.do("call sip:bob@127.0.0.1:9")
            phone.ended("unreachable")
            for method in ("REGISTER", "INVITE"):
                self.assertEqual(proxy.wait(1, method).header("Route"), f"<{proxy.uri};lr>")


if __name__ == "__main__":
    unittest.main()
