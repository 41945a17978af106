"""Encrypted media between two phones: WebRTC without a browser, SRTP with keys in the description."""
import socket
import tempfile
import time
import unittest

import turn
from held_stun import HeldStun
from ice_lite import Lite
from phone import BOUND_S, Phone
from sipp import Sipp, ack, give_way, invite, recv, reply, request, ringing

CALLER_HZ, CALLEE_HZ, RING_HZ = 400, 1000, 425


class Secure(unittest.TestCase):
    def enterContext(self, context):  # unittest has it from Python 3.11 on
        self.addCleanup(lambda: context.__exit__(None, None, None))
        return context.__enter__()

    def pair(self, offer, *options, callee=()):
        """A phone, and one that calls it; both are closed with the test."""
        phones = []
        for hz, more in ((CALLEE_HZ, callee), (CALLER_HZ, ("--offer", offer, *options))):
            phones.append(Phone("--audio", f"tone:{hz}", "--measure", *more))
            self.addCleanup(phones[-1].close)
        return phones

    def connect(self, callee, caller):
        caller.do("call " + callee.uri())
        callee.expect("ringing", call=1)
        callee.do("answer")
        callee.expect("connected", call=1)
        caller.expect("connected", call=1)

    def hears(self, phone, hz):
        """Its decoded stream is the other one's tone, and as loud, once it has settled."""
        while True:
            heard = phone.expect("measured", incoming=True)
            if abs(heard["hz"] - hz) <= 5 and abs(heard["level_db"] + 15) <= 3:
                return

    def both_hear(self, callee, caller):
        self.hears(caller, CALLEE_HZ)
        self.hears(callee, CALLER_HZ)

    def stats(self, phone):
        phone.do("calls --stats")
        return phone.expect("stats", call=1)

    def check_stats(self, phone, security):
        stats = self.stats(phone)
        self.assertEqual((stats["security"], stats["cipher"]), (security, "AES_CM_128_HMAC_SHA1_80"))
        self.assertEqual(stats["codec"], "opus")
        self.assertGreater(stats["sent"], 0)
        self.assertGreater(stats["received"], 0)
        self.assertEqual(stats["lost"], 0)
        self.assertAlmostEqual(stats["sent_db"], -15, delta=1)
        self.assertAlmostEqual(stats["received_db"], -15, delta=3)

    def test_webrtc(self):
        callee, caller = self.pair("webrtc")
        self.connect(callee, caller)
        self.both_hear(callee, caller)
        self.check_stats(callee, "webrtc")
        self.check_stats(caller, "webrtc")
        self.assertGreater(self.stats(callee)["made_ms"], 0)
        callee.do("hangup")
        self.assertEqual(caller.expect("ended", call=1)["reason"], "remote")
        self.assertEqual(callee.all("stats")[-1]["security"], "webrtc")

    def test_keys_in_the_description(self):
        callee, caller = self.pair("sdes")
        self.connect(callee, caller)
        self.both_hear(callee, caller)
        self.check_stats(callee, "sdes")
        caller.do("hangup")
        self.assertEqual(callee.expect("ended", call=1)["reason"], "remote")

    def test_the_peer_reports(self):
        callee, caller = self.pair("webrtc")
        self.connect(callee, caller)
        until = time.monotonic() + 15
        while "round_trip_ms" not in (stats := self.stats(caller)):
            self.assertLess(time.monotonic(), until, stats)
            caller.expect("flowed")
        self.assertEqual(stats["peer_lost"], 0)

    def hold_and_resume(self, offer):
        callee, caller = self.pair(offer)
        self.connect(callee, caller)
        self.both_hear(callee, caller)
        for holder, held in ((caller, callee), (callee, caller)):
            holder.do("hold")
            holder.expect("held", call=1)
            held.expect("remote_held", call=1)
            holder.do("resume")
            holder.expect("resumed", call=1)
            held.expect("remote_resumed", call=1)
            self.both_hear(callee, caller)

    def test_webrtc_held_and_resumed(self):
        self.hold_and_resume("webrtc")

    def test_keys_in_the_description_held_and_resumed(self):
        self.hold_and_resume("sdes")

    def test_digits(self):
        callee, caller = self.pair("webrtc")
        self.connect(callee, caller)
        caller.do("dtmf 12#")
        for digit in "12#":
            self.assertEqual(callee.expect("digits", call=1)["text"], digit)

    def test_an_answer_before_it_is_made(self):
        """The first such call of a process has a key to make, and this phone answers by itself."""
        callee, caller = self.pair("webrtc", callee=("--auto-answer", "always"))
        caller.do("call " + callee.uri())
        answered, accepted = callee.expect("answered"), callee.expect("accepted")
        self.assertGreater(accepted["at_us"], answered["at_us"])
        self.both_hear(callee, caller)

    def test_cancelled_while_it_is_made(self):
        stun = self.enterContext(HeldStun())
        callee, caller = self.pair("webrtc", callee=stun.options)
        for call in range(1, 4):
            with stun.held():
                caller.do("call " + callee.uri())
                stun.asked()
                callee.expect("ringing", call=call)
                caller.do("hangup")
                self.assertEqual(callee.expect("ended", call=call)["reason"], "remote")
            caller.expect("ended", call=call)
        caller.do("call " + callee.uri())
        callee.expect("ringing", call=4)
        callee.do("answer")
        self.both_hear(callee, caller)

    def test_early(self):
        """With 183 the way is found and keys are agreed on while it rings, and nothing is sent."""
        callee, caller = self.pair("webrtc", callee=("--early", "183"))
        caller.do("call " + callee.uri())
        callee.expect("ringing")
        caller.expect("opened", call=1, text="receive")
        stats = self.stats(caller)
        self.assertEqual((stats["sent"], stats["received"]), (0, 0))
        callee.do("answer")
        self.both_hear(callee, caller)

    def ring_back(self, offer):
        """The caller hears a tone of ours while it rings; it gives way to what is said."""
        callee, caller = self.pair(offer, callee=("--early", "183", "--early-media", "ring-back"))
        caller.do("call " + callee.uri())
        callee.expect("ringing")
        caller.expect("opened", call=1, text="receive")
        while abs(caller.expect("measured", incoming=True)["hz"] - RING_HZ) > 5:
            pass
        self.assertEqual(callee.all("opened"), [])
        self.assertEqual(callee.all("measured", incoming=True), [])
        callee.do("answer")
        self.both_hear(callee, caller)

    def test_ring_back_by_webrtc(self):
        self.ring_back("webrtc")

    def test_ring_back_by_plain_rtp(self):
        self.ring_back("rtp")

    @unittest.skipUnless(turn.TURNSERVER, "there is no coturn")
    def test_a_relay_is_offered_and_given_back(self):
        with turn.Turn("alice", "s3cret:@word") as server, \
                socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
            peer.bind(("127.0.0.1", 0))
            peer.settimeout(BOUND_S)
            caller = Phone("--offer", "webrtc", "--verbose", "--turn", f"alice@127.0.0.1:{server.port}",
                           "--turn-password-file", server.password_file)
            self.addCleanup(caller.close)
            caller.do(f"call sip:peer@127.0.0.1:{peer.getsockname()[1]}")
            self.assertRegex(peer.recv(65536).decode(), "a=candidate:.* 127.0.0.1 .* typ relay ")
            self.assertNotIn("s3cret", caller.noise())
            caller.close()
            server.said("lifetime=0")

    def without_keys(self, answers):
        """A peer without DTLS, with which the phone has at most its own patience; why the call ends."""
        config = self.enterContext(tempfile.NamedTemporaryFile("w", suffix=".conf"))
        config.write("[deadlines]\nway = 1\n")
        config.flush()
        phone, lite = self.enterContext(Phone("--config", config.name)), self.enterContext(Lite(answers))
        self.enterContext(Sipp(invite(body=lite.sdp()), ringing(), recv(200), ack(), request("BYE", self.bye), reply("200 OK"),
                               phone=phone))
        phone.expect("ringing")
        phone.do("answer")
        phone.expect("connected")
        reason = phone.expect("ended", call=1)["reason"]
        self.assertEqual(phone.all("flowed"), [])
        self.assertGreater(lite.checks, 0)
        self.assertEqual(lite.others > 0, answers)  # our hellos
        return reason

    def test_a_peer_without_dtls(self):
        self.bye = "cause=488;text=.Media not secure"
        self.assertEqual(self.without_keys(answers=True), "insecure")

    def test_a_peer_without_a_way(self):
        self.bye = None
        self.assertEqual(self.without_keys(answers=False), "media")

    def test_no_key_leaves_in_the_open(self):
        """With TLS it could; so it is a call that fails, with a reason, and nothing is sent."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
            peer.bind(("127.0.0.1", 0))
            options = ("--offer", "sdes", "--media-security", "require", "--verbose")
            caller = self.enterContext(Phone(*options))
            caller.do(f"call sip:peer@127.0.0.1:{peer.getsockname()[1]}")
            self.assertEqual(caller.expect("ended", call=1)["reason"], "media")
            self.says(caller, "everybody on the way could read without TLS, and media_security is require")
            caller.close()  # whatever it had to send has left
            peer.setblocking(False)
            self.assertRaises(BlockingIOError, peer.recv, 65536)

    def says(self, phone, sentence):
        until = time.monotonic() + BOUND_S
        while sentence not in phone.noise():  # what is logged is written beside the call
            self.assertLess(time.monotonic(), until, phone.noise())
            give_way()

    def test_plain_rtp_is_refused(self):
        callee, caller = self.pair("rtp", callee=("--media-security", "require", "--verbose"))
        caller.do("call " + callee.uri())
        self.assertEqual(caller.expect("ended", call=1)["reason"], "media")
        self.says(callee, "media_security is require")

    def test_encryption_is_refused(self):
        for offer in ("sdes", "webrtc"):
            callee, caller = self.pair(offer, callee=("--media-security", "off"))
            caller.do("call " + callee.uri())
            self.assertEqual(caller.expect("ended", call=1)["reason"], "media")


if __name__ == "__main__":
    unittest.main()
