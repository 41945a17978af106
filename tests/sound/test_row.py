"""Many calls, one after the other, on one pair of devices: nothing is left over."""
import os
import unittest

from call import Call
from server import Server, environment, wait_for

SANITIZED = bool(os.environ.get("SANITIZED"))


class Many(unittest.TestCase):
    def one(self, call):
        call.ring()
        call.answer()
        call.phone.do("hangup")
        call.phone.expect("ended")
        call.peer.expect("ended")

    def at_rest(self, server):
        wait_for(lambda: server.ours("source-outputs") + server.ours("sink-inputs") == [], "the streams' end")

    def counts(self, phone):
        folder = f"/proc/{phone.process.pid}"
        return len(os.listdir(folder + "/task")), len(os.listdir(folder + "/fd"))

    def test_twenty_calls(self):
        with Server() as server, environment(**server.environment), Call() as call:
            for _ in range(5):  # what calls need at most is in here
                self.one(call)
            self.at_rest(server)
            before, kib = self.counts(call.phone), call.phone.rss_kib()
            for _ in range(20):
                self.one(call)
            wait_for(lambda: self.counts(call.phone) <= before, f"no more threads and descriptors than {before}")
            self.at_rest(server)
            if not SANITIZED:
                self.assertLess(call.phone.rss_kib() - kib, 2 * 1024)


if __name__ == "__main__":
    unittest.main()
