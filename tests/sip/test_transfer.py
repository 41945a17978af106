"""Blind transfer (RFC 3515, RFC 5589): asked for by the peer and by us, and all that may be wrong with it."""
import unittest

from bare import Caller, message
from peers import Phone
from sipp import Sipp, ack, bye, invite, notify, recv, refer, reply, request, ringing, sdp, send
from test_incoming import up

UP = (invite(), ringing(), recv(200), ack())
TRYING, RINGING, OK = "SIP/2.0 100 Trying\n", "SIP/2.0 180 Ringing\n", "SIP/2.0 200 OK\n"
CAROL = "sip:carol@127.0.0.1:9"
USER = 6


def told(status, state):
    """A NOTIFY that carries this status, and what we say to it."""
    return (request("NOTIFY", f"Subscription-State: {state}[^$]*SIP/2.0 {status}"), reply("200 OK"))


class ByUs(unittest.TestCase):
    def transfer(self, phone, to=CAROL):
        up(phone)
        phone.do(f"refer 1 {to}")

    def steps(self, *notifies, answer="202 Accepted"):
        return (*UP, request("REFER", f"Refer-To: .{CAROL}[^$]*Referred-By: "), reply(answer), *notifies)

    def test_carried_out(self):
        steps = self.steps(notify(TRYING), notify(RINGING, cseq=3),
                           notify(OK, "terminated;reason=noresource", cseq=4), request("BYE"), reply("200 OK"))
        with Phone() as phone, Sipp(*steps, phone=phone):
            self.transfer(phone)
            phone.event("transferred")
            phone.do(f"end 1 {USER}")
            phone.ended("user")
            self.assertEqual(phone.count("^event transfer"), 1)

    def test_asked_twice_is_one_refer(self):
        steps = self.steps(notify(OK, "terminated"), bye(20))
        with Phone() as phone, Sipp(*steps, phone=phone):
            self.transfer(phone)
            phone.do("transfer 1")
            phone.event("transferred")
            phone.ended("remote")

    def test_the_other_callee_is_busy(self):
        steps = self.steps(notify(TRYING), notify("SIP/2.0 486 Busy Here\n", "terminated", cseq=3), bye(20))
        with Phone() as phone, Sipp(*steps, phone=phone):
            self.transfer(phone)
            phone.event("transfer-failed", code=486)
            phone.ended("remote")

    def test_refused(self):
        with Phone() as phone, Sipp(*self.steps(answer="603 Decline"), bye(20), phone=phone):
            self.transfer(phone)
            phone.event("transfer-failed", code=603)
            phone.ended("remote")

    def test_and_again_after_a_refusal(self):
        steps = self.steps(request("REFER"), reply("200 OK"), notify(OK, "terminated"), bye(20),
                           answer="405 Method Not Allowed")
        with Phone() as phone, Sipp(*steps, phone=phone):
            self.transfer(phone)
            phone.event("transfer-failed", code=405)
            phone.do("transfer 1")
            phone.event("transferred")
            phone.ended("remote")

    def test_a_peer_that_just_hangs_up(self):
        with Phone() as phone, Sipp(*self.steps(), bye(20), phone=phone):
            self.transfer(phone)
            phone.ended("remote")
            self.assertEqual(phone.count("^event transfer"), 0)

    def test_a_peer_that_hangs_up_in_the_middle(self):
        with Phone() as phone, Sipp(*self.steps(notify(TRYING)), bye(20), phone=phone):
            self.transfer(phone)
            phone.ended("remote")
            self.assertEqual(phone.count("^event transfer"), 0)

    def test_notified_before_the_answer(self):
        steps = (*UP, request("REFER"), notify(OK, "terminated"), bye(20))
        with Phone() as phone, Sipp(*steps, phone=phone):
            self.transfer(phone)
            phone.event("transferred")
            phone.ended("remote")
            self.assertEqual(phone.count("^event transfer"), 1)  # and no more when the REFER ends

    def test_garbage_in_a_notify(self):
        garbage = ["SIP/2.0 999 No\n", "SIP/2.0 20\n", "HTTP/1.1 200 OK\n", "", "200\n", "SIP/2.0\n", "x" * 3000]
        steps = [notify(text, cseq=2 + i) for i, text in enumerate(garbage)]
        steps.append(notify(OK, cseq=20, kind="text/plain"))
        steps.append(notify(OK, cseq=21))
        with Phone() as phone, Sipp(*self.steps(*steps), bye(30), phone=phone):
            self.transfer(phone)
            phone.event("transferred")
            phone.ended("remote")
            self.assertEqual(phone.count("^event transfer"), 1)

    def test_a_last_word_that_is_none(self):
        steps = self.steps(notify("gibberish\n", "terminated;reason=noresource"), bye(20))
        with Phone() as phone, Sipp(*steps, phone=phone):
            self.transfer(phone)
            phone.event("transfer-failed", code=0)
            phone.ended("remote")

    def test_told_twice(self):
        steps = self.steps(notify(OK, "active"), notify("SIP/2.0 503 Service Unavailable\n", "active", cseq=3), bye(20))
        with Phone() as phone, Sipp(*steps, phone=phone):
            self.transfer(phone)
            phone.event("transferred")
            phone.ended("remote")
            self.assertEqual(phone.count("^event transfer"), 1)

    def test_a_notify_for_nothing(self):
        steps = (*UP, notify(OK, "terminated", code=481), notify(OK, cseq=3, event="presence", code=481), bye(20))
        with Phone() as phone, Sipp(*steps, phone=phone):
            up(phone)
            phone.ended("remote")
            self.assertEqual(phone.count("^event transfer"), 0)

    def test_no_address(self):
        with Phone() as phone, Sipp(*UP, request("BYE"), reply("200 OK"), phone=phone):
            phone.invited()
            phone.do("refer 1 " + CAROL)  # not up yet
            phone.event("transfer-failed", code=481)
            phone.do("ring 1")
            phone.do("accept 1")
            phone.event("connected")
            for bad in ("carol", "sip:", "tel:+123", "sip:carol@", "<sip:a@b>c", ""):
                phone.do("refer 1 " + bad)
                phone.expect("^refused ")
            phone.do("refer 7 " + CAROL)
            phone.expect("^refused the call is over$")
            phone.do(f"end 1 {USER}")
            phone.ended("user")


class ByThePeer(unittest.TestCase):
    """The caller asks us to call the callee, another SIPp."""

    def asked(self, phone, follow=True):
        up(phone)
        phone.event("transfer-asked", 1, other=2)
        phone.do(f"follow 1 {int(follow)}")
        if follow:
            phone.do("invite 2")

    def test_carried_out(self):
        callee = (request("INVITE", "Referred-By: .sip:alice@"), reply("180 Ringing"), reply("200 OK", sdp()),
                  request("ACK"), request("BYE"), reply("200 OK"))
        with Phone() as phone, Sipp(*callee) as other:
            caller = (*UP, refer(f"<{other.uri}>", headers=["Referred-By: <sip:alice@example.org>"]), recv(202),
                      *told(100, "active"), *told(180, "active"), *told(200, "terminated"), bye(20))
            with Sipp(*caller, phone=phone):
                self.asked(phone)
                phone.event("accepted", 2)
                phone.ended("remote", 1)
            phone.do(f"end 2 {USER}")
            phone.ended("user", 2)

    def test_refused(self):
        with Phone() as phone, Sipp(*UP, refer(f"<{CAROL}>"), recv(603), bye(20), phone=phone):
            self.asked(phone, follow=False)
            phone.ended("remote")
            self.assertEqual(phone.count("leg=2"), 0)  # nobody hears of that leg

    def test_the_callee_is_busy(self):
        callee = (request("INVITE"), reply("486 Busy Here"), request("ACK"))
        with Phone() as phone, Sipp(*callee) as other:
            caller = (*UP, refer(other.uri), recv(202), *told(100, "active"), *told(486, "terminated"), bye(20))
            with Sipp(*caller, phone=phone):
                self.asked(phone)
                phone.ended("busy", 2)
                phone.ended("remote", 1)

    def test_a_peer_that_hangs_up_at_once(self):
        callee = (request("INVITE"), reply("180 Ringing"), reply("200 OK", sdp()), request("ACK"), request("BYE"),
                  reply("200 OK"))
        with Phone() as phone, Sipp(*callee) as other:
            caller = (*UP, refer(f"<{other.uri}>"), recv(202), *told(100, "active"), bye(20))
            with Sipp(*caller, phone=phone):
                up(phone)
                phone.event("transfer-asked", 1, other=2)
                phone.do("follow 1 1")
                phone.ended("remote", 1)
            phone.do("invite 2")
            phone.event("accepted", 2)
            phone.do(f"end 2 {USER}")
            phone.ended("user", 2)

    def test_in_the_place_of_another(self):
        """An attended transfer (RFC 5589 7): what the URI says of Replaces, our INVITE does."""
        for headers, says in (("Replaces=abc%40h%3Bto-tag%3D1%3Bfrom-tag%3D2", "abc@h;to-tag=1;from-tag=2"),
                              ("Require=replaces&replaces=a%3Bearly-only%3Bfrom-tag%3D2%3Bto-tag%3D1",
                               "a;to-tag=1;from-tag=2;early-only")):
            callee = (request("INVITE", f"Replaces: {says}[[:space:]]"), reply("200 OK", sdp()), request("ACK"),
                      request("BYE"), reply("200 OK"))
            with self.subTest(headers), Phone() as phone, Sipp(*callee) as other:
                caller = (*UP, refer(f"<{other.uri}?{headers}>"), recv(202), *told(100, "active"),
                          *told(200, "terminated"), bye(20))
                with Sipp(*caller, phone=phone):
                    up(phone)
                    phone.event("transfer-asked", 1, other=2)
                    phone.do("remote 2")
                    phone.expect(f"^remote {other.uri}$")
                    phone.do("follow 1 1")
                    phone.do("invite 2")
                    phone.event("accepted", 2)
                    phone.ended("remote", 1)
                    phone.do(f"end 2 {USER}")
                    phone.ended("user", 2)

    def test_given_up_by_us(self):
        caller = (*UP, refer(f"<{CAROL}>"), recv(202), *told(100, "active"), *told(603, "terminated"), bye(20))
        with Phone() as phone, Sipp(*caller, phone=phone):
            up(phone)
            phone.event("transfer-asked", 1, other=2)
            phone.do("follow 1 1")
            phone.do(f"end 2 {USER}")
            phone.ended("user", 2)
            phone.ended("remote", 1)

    def test_hung_up_before_the_core_said_a_word(self):
        caller = (*UP, refer(f"<{CAROL}>", retrans=False), bye(20))
        with Phone() as phone, Sipp(*caller, phone=phone):
            up(phone)
            phone.event("transfer-asked", 1, other=2)
            phone.ended("remote", 1)
            phone.do("follow 1 1")
            phone.do("invite 2")
            phone.sync()
            self.assertEqual(phone.count("leg=2"), 0)

    def test_two_at_once(self):
        caller = (*UP, refer(f"<{CAROL}>"), recv(202), *told(100, "active"), refer("<sip:dave@127.0.0.1:9>", 3),
                  recv(491), *told(603, "terminated"), bye(20))
        with Phone() as phone, Sipp(*caller, phone=phone) as sipp:
            up(phone)
            phone.event("transfer-asked", 1, other=2)
            phone.do("follow 1 1")
            sipp.saw("SIP/2.0 491")
            phone.do(f"end 2 {USER}")
            phone.ended("remote", 1)
            self.assertEqual(phone.count("^event transfer-asked"), 1)

    def test_one_after_the_other(self):
        again = (request("NOTIFY", "Event: refer;id="), reply("200 OK"))
        caller = (*UP, refer(f"<{CAROL}>"), recv(202), *told(100, "active"), *told(603, "terminated"),
                  refer("<sip:dave@127.0.0.1:9>", 3), recv(202), *again, *again, bye(20))
        with Phone() as phone, Sipp(*caller, phone=phone):
            up(phone)
            for leg in (2, 3):
                phone.event("transfer-asked", 1, other=leg)
                phone.do("follow 1 1")
                phone.do(f"end {leg} {USER}")
                phone.ended("user", leg)
            phone.ended("remote", 1)

    def test_what_is_no_refer_to(self):
        bad = (("", 400), ("Refer-To:", 400), ("Refer-To: <<>>", 400), ("Refer-To: <tel:+15551234>", 488),
               ("Refer-To: <sips:carol@127.0.0.1>", 488), ("Refer-To: <sip:>", 400),
               ("Refer-To: <sip:carol@127.0.0.1;method=BYE>", 488),
               ("Refer-To: <sip:carol@127.0.0.1?Subject=x>", 488),
               ("Refer-To: <sip:carol@127.0.0.1?Replaces=abc>", 488), ("Refer-To: <sip:carol@127.0.0.1?Replaces=>", 488),
               ("Refer-To: <sip:carol@127.0.0.1?Replaces=abc%3Bto-tag%3D1>", 488),
               ("Refer-To: <sip:carol@127.0.0.1?Replaces=abc%3Bto-tag%3D1%3Bfrom-tag%3D2%0D%0AX%3A%20y>", 488),
               ("Refer-To: <sip:carol@127.0.0.1?Replaces=a%0D%0AX%3Ay%3Bto-tag%3D1%3Bfrom-tag%3D2>", 488),
               ("Refer-To: <sip:carol@127.0.0.1?Replaces=abc%3Bto-tag%3D1%3Bfrom-tag%3D2&Subject=x>", 488),
               ("Refer-To: <sip:carol@127.0.0.1?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2&Replaces=b%3Bto-tag%3D1%3B"
                "from-tag%3D2>", 488),
               ("Refer-To: <sip:carol@127.0.0.1;method=BYE?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2>", 488),
               ("Refer-To: <http://127.0.0.1/>", 488))
        steps = [send("REFER", 2 + i, f"refer{i}", headers=[line] if line else [], retrans=True) + recv(code)
                 for i, (line, code) in enumerate(bad)]
        with Phone() as phone, Sipp(*UP, *steps, bye(40), phone=phone):
            up(phone)
            phone.ended("remote")
            self.assertEqual(phone.count("^event transfer-asked"), 0)

    def test_from_a_stranger(self):
        with Phone() as phone, Sipp(*UP, bye(20), phone=phone) as caller:
            phone.invited()
            mallory = Caller(phone)
            with mallory:
                mallory.send(message(phone, "REFER", "stranger", [f"Refer-To: <{CAROL}>"]))
                self.assertEqual(mallory.final(), 403)
            phone.do("ring 1")
            phone.do("accept 1")
            phone.ended("remote")
            self.assertEqual(phone.count("^event transfer-asked"), 0)


class AndHold(unittest.TestCase):
    """nua forgets a re-INVITE that is given to it while another request of ours is open."""

    HELD = (request("INVITE", "a=sendonly"), reply("200 OK", sdp("recvonly", version=2)), request("ACK"))

    def hold(self, phone):
        phone.do("hold 1")
        phone.event("held")
        phone.ended("remote")

    def test_while_our_notify_is_open(self):
        caller = (*UP, refer(f"<{CAROL}>"), recv(202), *told(100, "active"), *self.HELD, bye(20))
        with Phone() as phone, Sipp(*caller, phone=phone):
            up(phone)
            phone.event("transfer-asked", 1, other=2)
            phone.do("follow 1 1")
            self.hold(phone)

    def test_while_our_refer_is_open(self):
        with Phone() as phone, Sipp(*UP, request("REFER"), reply("202 Accepted"), *self.HELD, bye(20), phone=phone):
            up(phone)
            phone.do(f"refer 1 {CAROL}")
            self.hold(phone)

    def test_while_our_info_is_open(self):
        with Phone() as phone, Sipp(*UP, request("INFO"), reply("200 OK"), *self.HELD, bye(20), phone=phone):
            up(phone)
            phone.do("digits 1 5")
            self.hold(phone)

    def test_while_our_info_is_refused(self):
        with Phone() as phone, Sipp(*UP, request("INFO"), reply("500 Server Internal Error"), *self.HELD, bye(20),
                                    phone=phone):
            up(phone)
            phone.do("digits 1 5")
            self.hold(phone)


class Restart(unittest.TestCase):
    """RESTART_MEDIA: a re-INVITE that changes nothing, and of which nothing is told."""

    def test_taken(self):
        steps = (*UP, request("INVITE", "a=sendrecv"), reply("200 OK", sdp(version=2)), request("ACK"), bye(20))
        with Phone() as phone, Sipp(*steps, phone=phone):
            up(phone)
            phone.do("restart 1")
            phone.expect("^media agree leg=1 usable=1$")
            phone.ended("remote")
            self.assertEqual(phone.count("^event (held|resumed|change-failed)"), 0)

    def test_refused(self):
        steps = (*UP, request("INVITE"), reply("488 Not Acceptable Here"), request("ACK"), bye(20))
        with Phone() as phone, Sipp(*steps, phone=phone):
            up(phone)
            phone.do("restart 1")
            phone.expect("^media withdraw leg=1$")
            phone.ended("remote")
            self.assertEqual(phone.count("^event (held|resumed|change-failed)"), 0)

    def test_with_a_hold_behind_it(self):
        steps = (*UP, request("INVITE", "a=sendrecv"), reply("200 OK", sdp(version=2)), request("ACK"),
                 request("INVITE", "a=sendonly"), reply("200 OK", sdp("recvonly", version=3)), request("ACK"), bye(20))
        with Phone() as phone, Sipp(*steps, phone=phone):
            up(phone)
            phone.do("restart 1")
            phone.do("hold 1")
            phone.event("held")
            phone.ended("remote")
            self.assertEqual(phone.count("^event (held|resumed|change-failed)"), 1)


if __name__ == "__main__":
    unittest.main()
