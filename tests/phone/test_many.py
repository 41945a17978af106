"""More than one call: two at once, many in a row, and more than there is room for."""
import os
import unittest

from phone import Phone
from sipp import Sipp, ack, bye, invite, recv, reply, request, ringing, sdp

SANITIZED = bool(os.environ.get("SANITIZED"))  # ten times as slow, and keeps what was freed
RATE, FLOOD = ("15", 100) if SANITIZED else ("500", 500)
CALL = (invite(), ringing(), recv(200), ack(), bye())
WE_END = (invite(), ringing(), recv(200), ack(), request("BYE"), reply("200 OK"))


class TwoCalls(unittest.TestCase):
    def test_one_is_held_for_the_other(self):
        held = (invite(), ringing(), recv(200), ack(), request("INVITE"),
                reply("200 OK", sdp("recvonly", version=2)), request("ACK"),
                request("BYE"), reply("200 OK"))
        with Phone() as phone, Sipp(*held, phone=phone):
            phone.expect("ringing", call=1)
            phone.do("answer")
            phone.expect("connected", call=1)
            with Sipp(*WE_END, phone=phone):
                phone.expect("ringing", call=2)
                phone.do("hold 1")
                phone.expect("held", call=1)
                phone.do("answer 2")
                phone.expect("connected", call=2)
                phone.do("hangup")  # which of the two?
                self.assertIn("which", phone.expect("error")["text"])
                phone.do("hangup 2")
                self.assertEqual(phone.expect("ended", call=2)["reason"], "user")
            phone.do("hangup 1")
            self.assertEqual(phone.expect("ended", call=1)["reason"], "user")

    def test_one_rings_while_the_other_is_declined(self):
        with Phone() as phone, Sipp(*CALL, phone=phone):
            phone.expect("ringing", call=1)
            with Sipp(invite(), ringing(), recv(603), ack(branch="first"), phone=phone):
                phone.expect("ringing", call=2)
                phone.do("answer")
                self.assertIn("which", phone.expect("error")["text"])
                phone.do("decline 2")
                phone.expect("ended", call=2, reason="user")
            phone.do("answer")
            phone.expect("connected", call=1)
            phone.expect("ended", call=1, reason="remote")


class Many(unittest.TestCase):
    def test_fifty_calls_in_a_row(self):
        with Phone() as phone, Sipp(*CALL, phone=phone, calls=50, extra=("-l", "1", "-r", "100")):
            for number in range(1, 51):
                phone.expect("ringing", call=number)
                phone.do("answer")
                phone.expect("ended", call=number, reason="remote")

    def test_a_flood_beyond_the_limit_is_refused(self):
        """Hundreds of INVITEs where there is room for two: 486 each; the two still ring; memory is bounded."""
        with Phone("--calls", "2", "--focus", "all") as phone, \
                Sipp(*CALL, phone=phone, bound_s=100), Sipp(*CALL, phone=phone, bound_s=100):
            phone.expect("ringing", call=1)
            phone.expect("ringing", call=2)
            refused = (invite(), recv(100, optional=True), recv(486), ack(branch="first"))
            self.flood(phone, refused, 100)  # what one flood needs (caches, timers) is in here
            before = phone.rss_kib()
            self.flood(phone, refused, FLOOD)
            if not SANITIZED:
                self.assertLess(phone.rss_kib() - before, 8 * 1024)
            phone.do("calls")
            phone.expect("call")  # what was said before is read by now
            self.assertEqual(len(phone.all("refused", code=486)), 100 + FLOOD)
            for number in (1, 2):
                phone.do(f"answer {number}")
                phone.expect("connected", call=number)

    def test_a_reader_that_stops_reading_stops_no_call(self):
        """Far more lines than a pipe holds, and than wait; then they are read, and the loss is said."""
        refused = (invite(), recv(100, optional=True), recv(486), ack(branch="first"))
        with Phone("--calls", "1") as phone, Sipp(*CALL, phone=phone):
            phone.expect("ringing", call=1)
            phone.pause()
            phone.do("nonsense\n" * 20000)
            self.flood(phone, refused, 100)
            phone.go_on()
            for _ in range(5000):  # now there is room again
                phone.expect("error")
            phone.do("answer")
            while "lines were lost" not in phone.expect("error")["text"]:
                pass
            phone.expect("ended", call=1, reason="remote")

    def flood(self, phone, steps, calls):
        with Sipp(*steps, phone=phone, calls=calls, extra=("-r", RATE, "-l", "100"), bound_s=90):
            pass


if __name__ == "__main__":
    unittest.main()
