"""Calls that come in, from SIPp: how they are answered, how they end, what the peer may ask for."""
import unittest

from bare import Caller, message
from phone import Phone
from sipp import (Sipp, ack, bye, invite, prack, recv, reply, request, ringing, ringing_reliably, sdp, send)

CALL = (invite(), ringing(), recv(200, body="m=audio"), ack(), bye())
WE_END = (invite(), ringing(), recv(200), ack(), request("BYE"), reply("200 OK"))


class Answer(unittest.TestCase):
    def call(self, *steps, options=(), listen=("udp:127.0.0.1:0",), index=0):
        """A call that is answered once it rings, and that its caller ends."""
        with Phone(*options, listen=listen) as phone, Sipp(*steps, phone=phone, index=index) as caller:
            self.assertIn("alice", phone.expect("ringing", call=1)["remote"])
            caller.saw("SIP/2.0 18")  # our answer may be ready later than the call UI
            phone.do("answer")
            phone.expect("connected", call=1)
            caller.finish()
            self.assertEqual(phone.expect("ended", call=1)["reason"], "remote")
            return phone

    def test_late_answer(self):
        self.call(*CALL)

    def test_what_is_refused_for_its_media_does_not_ring_be_it_the_first_call(self):
        no_codec = sdp().replace("AVP 8", "AVP 18").replace("8 PCMA", "18 G729")
        cases = ((no_codec, 488, "the offer has no codec that we speak", ()),
                 ("v=0\n", 400, "the description has no v=0 or no o= line", ()),
                 (sdp(), 488, "the description has plain RTP only, and media_security is require",
                  ("--media-security", "require")))
        for body, code, why, options in cases:
            steps = invite(body=body), recv(100, optional=True), recv(code), ack(branch="first")
            with self.subTest(body), Phone(*options) as phone, Sipp(*steps, phone=phone) as caller:
                caller.saw(f'Warning: 399 offhook "{why}"')
                caller.finish()
                self.assertFalse(phone.all("ringing"))
                self.assertFalse(phone.all("ended"))

    def test_on_the_fake_ios_platform(self):
        phone = self.call(*CALL, options=("--ui", "fake-ios"))
        order = [event["event"] for event in phone.events]
        facts = ["ringing", "answered", "fulfilled", "activated", "audio_on", "accepted", "connected"]
        self.assertEqual(sorted(facts, key=order.index), facts)

    def test_on_the_fake_ios_platform_gated(self):
        with Phone("--ui", "fake-ios", "--accept", "gated", "--activation", "2000") as phone, \
                Sipp(*WE_END, phone=phone):
            phone.expect("ringing")
            phone.do("answer")
            accepted = phone.expect("accepted")
            self.assertGreater(phone.expect("activated")["at_us"], accepted["at_us"])
            phone.expect("opened", text="both")
            phone.do("hangup")
            phone.expect("ended")

    def test_ipv6(self):
        self.call(*CALL, listen=("udp:[::1]:0",))

    def test_tcp(self):
        self.call(*CALL, listen=("udp:127.0.0.1:0", "tcp:127.0.0.1:0"), index=1)

    def test_tcp_ipv6(self):
        self.call(*CALL, listen=("tcp:[::1]:0",))

    def test_reliable_ringing(self):
        self.call(invite(headers=["Require: 100rel"]), ringing_reliably(), prack(), recv(200), ack(), bye())

    def test_early_answer_in_a_183(self):
        self.call(invite(), ringing(183, body="m=audio", has="P-Early-Media: inactive"), recv(200), ack(), bye(),
                  options=("--early", "183"))

    def test_reliable_early_answer(self):
        self.call(invite(headers=["Require: 100rel"]), ringing_reliably(183), prack(), recv(200), ack(), bye(),
                  options=("--early", "183"))

    def test_delayed_offer(self):
        self.call(invite(body=""), ringing(), recv(200, body="m=audio"), ack(body=sdp()), bye())

    def test_branches_of_one_call_ring_once(self):
        branch = (invite(branch="other", to=""), recv(100, optional=True), recv(482), ack(branch="other"))
        with Phone() as phone, Sipp(invite(), ringing(), *branch, recv(200), ack(), bye(), phone=phone) as caller:
            phone.expect("ringing", call=1)
            caller.saw("SIP/2.0 482")
            phone.do("answer")
            phone.expect("ended", call=1, reason="remote")
            self.assertEqual(len(phone.all("ringing")), 1)


class End(unittest.TestCase):
    def test_we_hang_up(self):
        with Phone() as phone, Sipp(invite(), ringing(), recv(200), ack(), request("BYE"), reply("200 OK"),
                                    phone=phone):
            phone.expect("ringing")
            phone.do("answer")
            phone.expect("connected")
            phone.do("hangup")
            self.assertEqual(phone.expect("ended")["reason"], "user")

    def decline(self, code, *options):
        with Phone(*options) as phone, Sipp(invite(), ringing(), recv(code), ack(branch="first"), phone=phone):
            phone.expect("ringing")
            phone.do("decline")
            self.assertEqual(phone.expect("ended")["reason"], "user")

    def test_decline(self):
        self.decline(603)

    def test_decline_as_busy(self):
        self.decline(486, "--decline", "486")

    def cancel(self, reason, *headers):
        with Phone() as phone, Sipp(invite(), ringing(), send("CANCEL", headers=headers), recv(200), recv(487),
                                    ack(branch="first"), phone=phone):
            phone.expect("ringing")
            self.assertEqual(phone.expect("ended")["reason"], reason)
            phone.do("answer")
            phone.expect("error")

    def test_cancel_before_the_answer(self):
        self.cancel("remote")

    def test_cancel_because_another_device_answered(self):
        self.cancel("answered elsewhere", 'Reason: SIP;cause=200;text="Call completed elsewhere"')

    def test_cancel_crossing_the_answer_means_nothing(self):
        with Phone() as phone, Sipp(invite(), ringing(), recv(200), send("CANCEL"),
                                    recv(481), ack(),
                                    request("BYE"), reply("200 OK"), phone=phone):
            phone.expect("ringing")
            phone.do("answer")
            phone.expect("connected")
            phone.do("calls")
            self.assertEqual(phone.expect("call")["text"], "up")
            phone.do("hangup")
            self.assertEqual(phone.expect("ended")["reason"], "user")

    def test_cancel_while_the_audio_session_comes_on(self):
        """The answer was given and is under way: the caller gives up before the 200."""
        offer = sdp().replace("      ", "").replace("[media_ip_type]", "4").replace("[media_ip]", "127.0.0.1")
        body = offer.replace("\n", "\r\n")
        with Phone("--ui", "fake-ios", "--activation", "3000") as phone, Caller(phone) as caller:
            caller.send(message(phone, "INVITE", "late", ["Content-Type: application/sdp"], len(body), body))
            phone.expect("ringing")
            phone.do("answer")
            phone.expect("fulfilled")
            caller.send(message(phone, "CANCEL", "late"))
            self.assertEqual(phone.expect("ended")["reason"], "remote")
            self.assertEqual({caller.final(), caller.final()}, {200, 487})
            self.assertEqual(phone.all("accepted"), [])

    def test_told_to_terminate_it_says_goodbye(self):
        with Phone() as phone, Sipp(invite(), ringing(), recv(200), ack(), request("BYE"), reply("200 OK"),
                                    phone=phone):
            phone.expect("ringing")
            phone.do("answer")
            phone.expect("connected")
            phone.process.terminate()
            self.assertEqual(phone.expect("ended")["reason"], "stopped")

    def test_told_to_terminate_it_refuses_what_rings(self):
        """Not with the user's decline, which would end the call on his other devices, too."""
        with Phone() as phone, Sipp(invite(), ringing(), recv(480), ack(branch="first"), phone=phone):
            phone.expect("ringing")
            phone.process.terminate()
            self.assertEqual(phone.expect("ended")["reason"], "stopped")


class Hold(unittest.TestCase):
    def test_the_caller_holds_and_resumes(self):
        with Phone() as phone, Sipp(
                invite(), ringing(), recv(200), ack(),
                invite("sendonly", cseq=2, branch="hold"), recv(100, optional=True),
                recv(200, body="a=recvonly"), ack(2, "ack2"),
                invite("sendrecv", cseq=3, branch="resume"), recv(100, optional=True),
                recv(200, body="a=sendrecv"), ack(3, "ack3"), bye(), phone=phone):
            phone.expect("ringing")
            phone.do("answer")
            phone.expect("connected")
            phone.expect("remote_held", call=1)
            phone.expect("remote_resumed", call=1)
            phone.expect("ended")

    def test_we_hold_and_resume(self):
        with Phone() as phone, Sipp(
                invite(), ringing(), recv(200), ack(),
                request("INVITE"), reply("200 OK", sdp("recvonly", version=2)), request("ACK"),
                request("INVITE"), reply("200 OK", sdp(version=3)), request("ACK"), bye(), phone=phone):
            phone.expect("ringing")
            phone.do("answer")
            phone.expect("connected")
            phone.do("hold")
            phone.expect("held", call=1)
            phone.do("resume")
            phone.expect("resumed", call=1)
            phone.expect("ended")


if __name__ == "__main__":
    unittest.main()
