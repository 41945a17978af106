"""Why an INVITE was refused for its media, for who sent it: the Warning header (RFC 3261 20.43)."""
import re
import unittest

from bare import SDP, Dialog
from peers import HAS_OFFER, PREPARING, Phone

NO_CODEC = SDP.format(9).replace("PCMA", "no-such-codec")


def warnings(response):
    return re.findall(r"^Warning: *(.*)\r$", response, re.MULTILINE)


class Warnings(unittest.TestCase):
    def test_of_what_does_not_ring(self):
        with Phone() as phone, Dialog(phone, "alice") as alice:
            alice.invite(body=NO_CODEC)
            self.assertEqual(warnings(alice.response(488)), ['399 offhook "fake: no codec in common"'])
            phone.sync()
            self.assertEqual(phone.count("^event"), 0)

    def late(self, phone, code, why, status=None):
        """Media comes to that while it rings; the response to the INVITE."""
        with Dialog(phone, f"alice{self.calls}") as alice:
            self.calls += 1
            alice.invite()
            phone.invited(leg=self.calls, flags=HAS_OFFER | PREPARING)
            phone.do(f"refuse {self.calls} {code} :{why}")
            phone.event("prepare-failed", leg=self.calls)
            phone.do(f"reject {self.calls} {status or code} 15")
            response = alice.response(status or code)
            phone.ended("media", leg=self.calls)
            return warnings(response)

    calls = 0

    def test_whatever_the_sentence(self):
        """It is quoted, on one line, in UTF-8, and not long: the response arrives."""
        with Phone("media=late") as phone:
            for code in (400, 488):
                self.assertEqual(self.late(phone, code, "plain RTP only"), ['399 offhook "plain RTP only"'])
            for why, text in (
                    (r'the \"media\" is a \\ b', r"the \"media\" is a \\ b"), (r"a\r\nVia: b\tc", "a  Via: b c"),
                    (r"\"", r"\""), (r"\\", r"\\"), ("é ü €", "é ü €"), (r"a\377b", "a\ufffdb"), (" ", " "),
                    ("x" * 159 + "€" * 100, "x" * 159 + "€"), (r"\"" * 500, r"\"" * 160)):
                with self.subTest(why):
                    self.assertEqual(self.late(phone, 488, why), [f'399 offhook "{text}"'])

    def test_of_what_is_not_the_callers_business(self):
        with Phone("media=late") as phone:
            self.assertEqual(self.late(phone, 500, "no such file: /home/alice/tone.wav"), [])
            self.assertEqual(self.late(phone, 488, "plain RTP only", status=486), [])  # refused for something else
            self.assertEqual(self.late(phone, 488, ""), [])

    def test_of_a_replaces_that_names_nobody(self):
        with Phone() as phone, Dialog(phone, "alice") as alice:
            alice.invite("Replaces: id-nobody;to-tag=1;from-tag=2")
            self.assertEqual(warnings(alice.response(481)), ['399 offhook "its Replaces names no dialog of ours"'])

    def test_of_a_change(self):
        with Phone() as phone, Dialog(phone, "alice") as alice:
            alice.invite()
            phone.invited()
            phone.do("ring 1")
            phone.do("accept 1")
            alice.answered()
            phone.event("connected")
            alice.request("INVITE", cseq=2, body=NO_CODEC)
            self.assertEqual(warnings(alice.response(488)), ['399 offhook "fake: no codec in common"'])
            alice.request("ACK", cseq=2)
            phone.do("end 1 6")
            alice.hung_up_on()
            phone.ended("user")


if __name__ == "__main__":
    unittest.main()
