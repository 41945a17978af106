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
        ours = self.until(self.caller, lambda stats: stats.get("peer_lost", 0) >= 5 and stats.get("round_trip_ms")
                          and self.is_jitter(stats["peer_jitter_ms"]))
        theirs = self.until(self.callee, lambda stats: self.is_jitter(stats["jitter_ms"]))
        for stats in (ours, theirs):
            self.check_always(stats)
        self.test.assertEqual(ours["lost"], 0)
        self.check_lost(theirs)
        self.test.assertLess(ours["round_trip_ms"], 1000)
        self.caller.do("hangup")
        self.callee.expect("ended", call=1)
        last = self.callee.all("stats")[-1]  # what is told by itself, at the end
        self.check_always(last)
        self.check_lost(last)

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

    @staticmethod
    def is_jitter(jitter_ms):
        """Of this network; more, when a machine has stood still, for a while after it."""
        return 1 < jitter_ms < 40

    def check_lost(self, stats):
        share = stats["lost"] / (stats["lost"] + stats["received"])
        self.test.assertTrue(0.05 < share < 0.15, (stats, self.network.lost, self.network.packets))


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
