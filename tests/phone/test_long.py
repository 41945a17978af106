"""What takes minutes: many calls, many refusals, and a call that lasts."""
import os
import unittest

from caller import Caller
from phone import Phone
from sipp import Sipp, ack, bye, invite, recv, ringing
from soak import Soak

CALL = (invite(), ringing(), recv(200), ack(), bye())
REFUSED = (invite(), recv(100, optional=True), recv(486), ack(branch="first"))


class Long(unittest.TestCase):
    def grows_little(self, phone, before_kib):
        if not os.environ.get("SANITIZED"):  # AddressSanitizer keeps what was freed
            self.assertLess(phone.rss_kib() - before_kib, 16 * 1024)

    def test_five_hundred_calls_in_a_row(self):
        """Sound both ways in each. Sofia-SIP keeps a transaction for 32 s; then as many are forgotten as begin."""
        with Phone("--auto-answer", "always") as phone, Caller(phone.port()) as caller:
            Soak(phone, caller).is_flat(100, 500, growth_kib=1024, seconds=35)

    def flood(self, phone, calls):
        with Sipp(*REFUSED, phone=phone, calls=calls, extra=("-r", "500", "-l", "100"), bound_s=600):
            pass

    def test_five_thousand_invites_beyond_the_limit(self):
        with Phone("--calls", "1") as phone, Sipp(*CALL, phone=phone, bound_s=600):
            phone.expect("ringing", call=1)
            self.flood(phone, 2000)  # what a flood needs at most is in here
            before = phone.rss_kib()
            self.flood(phone, 5000)
            self.grows_little(phone, before)
            phone.do("answer")
            phone.expect("ended", call=1, reason="remote")

    def test_a_minute_of_talk_without_a_gap(self):
        """Sixty reports of frames in a row: one each 20 ms, both ways, and always the right tone."""
        with Phone("--audio", "tone:620", "--measure") as one, Phone("--audio", "tone:440") as other:
            one.do("call " + other.uri())
            other.expect("ringing")
            other.do("answer")
            one.expect("flowed")
            for _ in range(60):
                flowed = one.expect("flowed")
                self.assertGreater(flowed["received"], 40)
                self.assertGreater(flowed["sent"], 40)
            heard = [event["hz"] for event in one.all("measured", incoming=True)][5:]
            self.assertLess(sum(abs(hz - 440) > 10 for hz in heard), len(heard) / 100)
            one.do("hangup")
            other.expect("ended", reason="remote")


if __name__ == "__main__":
    unittest.main()
