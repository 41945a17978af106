"""What a phone tells of its calls' media on a bad network: by plain RTP, SRTP and WebRTC."""
import time
import unittest

from phone import BOUND_S, Phone
from relay import BadNetwork

CALLER_HZ, CALLEE_HZ = 400, 1000
CIPHER = "AES_CM_128_HMAC_SHA1_80"


class Call:
    def __init__(self, test, offer):
        self.test, self.offer = test, offer
        self.callee, self.caller = (test.enterContext(Phone("--audio", f"tone:{hz}", "--measure", "--offer", offer))
                                    for hz in (CALLEE_HZ, CALLER_HZ))
        self.network = test.enterContext(BadNetwork(self.callee.port()))
        self.caller.do("call " + self.network.uri)
        self.callee.expect("ringing")
        self.callee.do("answer")
        for phone in (self.callee, self.caller):
            phone.expect("opened", text="both")

    def check(self):
        ours = self.until(self.caller, lambda stats: stats.get("peer_lost", 0) >= 5 and stats.get("round_trip_ms"))
        theirs = self.stats(self.callee)
        for stats in (ours, theirs):
            self.check_always(stats)
        self.test.assertEqual(ours["lost"], 0)
        self.check_bad(theirs["lost"], theirs["jitter_ms"], theirs["received"])
        self.check_bad(ours["peer_lost"], ours["peer_jitter_ms"], None)
        self.test.assertLess(ours["round_trip_ms"], 1000)
        self.caller.do("hangup")
        self.callee.expect("ended", call=1)
        last = self.callee.all("stats")[-1]  # what is told by itself, at the end
        self.check_always(last)
        self.check_bad(last["lost"], last["jitter_ms"], last["received"])

    def stats(self, phone):
        phone.do("calls --stats")
        return phone.expect("stats", call=1)

    def until(self, phone, good):
        """RTCP takes its time."""
        end = time.monotonic() + BOUND_S
        while not good(stats := self.stats(phone)):
            self.test.assertLess(time.monotonic(), end, stats)
            phone.expect("flowed")
        return stats

    def check_always(self, stats):
        self.test.assertEqual((stats["codec"], stats["security"], stats["cipher"]),
                              ("opus", self.offer, "" if self.offer == "rtp" else CIPHER))
        self.test.assertGreater(min(stats["sent"], stats["received"]), 50)
        for level in ("sent_db", "received_db"):
            self.test.assertAlmostEqual(stats[level], -15, delta=3)

    def check_bad(self, lost, jitter_ms, received):
        self.test.assertGreater(jitter_ms, 1)
        self.test.assertLess(jitter_ms, 40)
        if received:
            share = lost / (lost + received)
            self.test.assertTrue(0.05 < share < 0.15, (lost, received, self.network.lost, self.network.packets))


class Stats(unittest.TestCase):
    def enterContext(self, context):  # unittest has it from Python 3.11 on
        found = context.__enter__()
        self.addCleanup(lambda: context.__exit__(None, None, None))
        return found

    def test_loss_and_jitter(self):
        calls = [Call(self, offer) for offer in ("rtp", "sdes", "webrtc")]
        for call in calls:
            with self.subTest(call.offer):
                call.check()


if __name__ == "__main__":
    unittest.main()
