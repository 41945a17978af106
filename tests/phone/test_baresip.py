"""Real calls with baresip, both ways: each end hears the other's tone."""
import unittest

from baresip import Baresip
from namespace import be_alone, skip
from phone import BOUND_S, Phone
from sipp import give_way

OURS_HZ, THEIRS_HZ = 620, 440
not_alone = None  # why there is no network of our own


def setUpModule():
    """One with an address that is not 127.0.0.1: baresip's ICE never looks at that one."""
    global not_alone
    try:
        be_alone("192.0.2.77")
    except OSError as error:
        not_alone = f"baresip's ICE needs an address beside 127.0.0.1, and here is {error}"


class Talking(unittest.TestCase):
    def talk(self, phone, baresip):
        """Both hear each other; then baresip has recorded enough to be sure."""
        for _ in range(BOUND_S * 10):
            heard = phone.expect("measured", incoming=True)
            if abs(heard["hz"] - THEIRS_HZ) <= 10 and heard["level_db"] > -30:
                break
        else:
            self.fail(f"{THEIRS_HZ} Hz was not heard; the last was {heard}")
        for _ in range(BOUND_S * 100):
            if baresip.recorded_s() > 1:
                return
            give_way()
        self.fail("baresip recorded nothing")

    def phone(self, *options):
        return Phone("--audio", f"tone:{OURS_HZ}", "--measure", *options)


class Baresips(Talking):
    def test_baresip_calls(self):
        with self.phone() as phone, Baresip("/dial " + phone.uri(), hz=THEIRS_HZ) as baresip:
            phone.expect("ringing", call=1)
            phone.do("answer")
            phone.expect("connected", call=1)
            self.talk(phone, baresip)
            phone.do("hangup")
            self.assertEqual(phone.expect("ended", call=1)["reason"], "user")
            baresip.stop()
            self.assertAlmostEqual(baresip.heard_hz(), OURS_HZ, delta=10)

    def test_baresip_calls_the_fake_ios_platform(self):
        with self.phone("--ui", "fake-ios", "--grab", "silent") as phone, \
                Baresip("/dial " + phone.uri(), hz=THEIRS_HZ) as baresip:
            phone.expect("ringing", call=1)
            phone.do("answer")
            phone.expect("activated")
            phone.expect("connected", call=1)
            self.talk(phone, baresip)
            baresip.stop()  # it says goodbye
            self.assertEqual(phone.expect("ended", call=1)["reason"], "remote")
            self.assertAlmostEqual(baresip.heard_hz(), OURS_HZ, delta=10)

    def test_baresip_is_called(self):
        with self.phone() as phone, Baresip(answers=True, hz=THEIRS_HZ) as baresip:
            baresip.ready()
            phone.do("call " + baresip.uri)
            phone.expect("connected", call=1)
            self.talk(phone, baresip)
            baresip.stop()
            self.assertEqual(phone.expect("ended", call=1)["reason"], "remote")
            self.assertAlmostEqual(baresip.heard_hz(), OURS_HZ, delta=10)

    def test_baresip_is_held_and_resumed(self):
        with self.phone() as phone, Baresip(answers=True, hz=THEIRS_HZ) as baresip:
            baresip.ready()
            phone.do("call " + baresip.uri)
            phone.expect("connected", call=1)
            self.talk(phone, baresip)
            phone.do("hold")
            phone.expect("held", call=1)
            phone.do("resume")
            phone.expect("resumed", call=1)
            self.talk(phone, baresip)
            phone.do("hangup")
            self.assertEqual(phone.expect("ended", call=1)["reason"], "user")


class Encrypted(Talking):
    """The same, by SRTP whose keys are in the description, and by ICE and DTLS-SRTP."""

    def need_another_address(self):
        if not_alone:
            skip(not_alone)

    def check(self, phone, security):
        phone.do("calls --stats")
        stats = phone.expect("stats", call=1)
        self.assertEqual((stats["security"], stats["cipher"]), (security, "AES_CM_128_HMAC_SHA1_80"))

    def calls(self, secure, security):
        with self.phone() as phone, \
                Baresip("/dial " + phone.uri(), hz=THEIRS_HZ, secure=secure) as baresip:
            phone.expect("ringing", call=1)
            phone.do("answer")
            phone.expect("connected", call=1)
            self.talk(phone, baresip)
            self.check(phone, security)
            phone.do("hangup")
            self.assertEqual(phone.expect("ended", call=1)["reason"], "user")
            baresip.stop()
            self.assertAlmostEqual(baresip.heard_hz(), OURS_HZ, delta=10)

    def is_called(self, secure, security):
        with self.phone("--offer", security) as phone, \
                Baresip(answers=True, hz=THEIRS_HZ, secure=secure) as baresip:
            baresip.ready()
            phone.do("call " + baresip.uri)
            phone.expect("connected", call=1)
            self.talk(phone, baresip)
            self.check(phone, security)
            phone.do("hold")
            phone.expect("held", call=1)
            phone.do("resume")
            phone.expect("resumed", call=1)
            self.talk(phone, baresip)
            baresip.stop()
            self.assertEqual(phone.expect("ended", call=1)["reason"], "remote")

    def test_calls_with_keys_in_the_description(self):
        self.calls("sdes", "sdes")

    def test_is_called_with_keys_in_the_description(self):
        self.is_called("sdes", "sdes")

    def test_calls_with_dtls(self):
        self.need_another_address()
        self.calls("dtls", "webrtc")

    def test_is_called_with_dtls(self):
        self.need_another_address()
        self.is_called("dtls", "webrtc")


if __name__ == "__main__":
    unittest.main()
