"""A test with a browser and a proxy of its own."""
import math
import os
import re
import unittest

from chromium import MICROPHONE_DB, MICROPHONE_HZ, Chromium, key_pin
from phone import BOUND_S, Phone
from proxy import PASSWORD, Proxy
from sipp import give_way

SKIPPED = 77
PHONE_HZ, PHONE_PEAK_DB = 440, -12  # what `tone:440` sends
NEAR_DB = 2
# getStats's names, and those of RFC 4568 and 7714
CIPHERS = {"SRTP_AES128_CM_HMAC_SHA1_80": "AES_CM_128_HMAC_SHA1_80", "SRTP_AES128_CM_HMAC_SHA1_32": "AES_CM_128_HMAC_SHA1_32",
           "SRTP_AEAD_AES_128_GCM": "AEAD_AES_128_GCM", "SRTP_AEAD_AES_256_GCM": "AEAD_AES_256_GCM"}
# What a page does to its description so that another key than its own is expected.
WRONG_KEY = "sdp.replace(/(a=fingerprint:sha-256 )(..:..)/g, '$100:00')"


class Case(unittest.TestCase):
    prefix = ()  # what the phone is started with

    @classmethod
    def setUpClass(cls):
        cls.proxy = cls.enterClassContext(Proxy())
        cls.browser = cls.enterClassContext(Chromium([key_pin(cls.proxy.certificate)]))

    def page(self, user=None, way="wss"):
        """A page, registered as this user by `way`."""
        page = self.enterContext(self.browser.page())
        if user:
            page.register(getattr(self.proxy, way), self.proxy.uri(user), PASSWORD)
        return page

    def phone(self, *options, way="tls"):
        """Our phone, registered by `way`; it sends a tone of PHONE_HZ, and tells what it hears."""
        phone = self.enterContext(Phone(
            "--account", self.proxy.uri("phone"), "--registrar", getattr(self.proxy, way), "--ca", self.proxy.ca,
            "--password-file", self.proxy.password_file, "--audio", f"tone:{PHONE_HZ}", "--measure", *options,
            listen=(f"{way}:127.0.0.1:0",), prefix=self.prefix))
        self.wait(lambda: phone.all("registered"), "the phone's registration", phone)
        return phone

    def pair(self, *options, ways=("tls", "wss")):
        """A phone and the page of alice. At the end the phone is closed first, for its goodbye needs somebody there."""
        page = self.page("alice", ways[1])
        return self.phone(*options, way=ways[0]), page

    def wait(self, fact, what, phone):
        """Until `fact()` is true."""
        for _ in range(BOUND_S * 100):
            if fact():
                return
            give_way()
        self.fail(f"waited in vain for {what}:\n{phone.story()}\n{phone.noise()}")

    def stats(self, phone, call):
        """What the phone tells of the call's media just now."""
        before = len(phone.all("stats", call=call))
        phone.do("calls --stats")
        self.wait(lambda: len(phone.all("stats", call=call)) > before, "the call's figures", phone)
        return phone.all("stats", call=call)[-1]

    def hold_and_resume(self, phone, page):
        """Each side holds the other and resumes; they talk after each."""
        phone.do("hold")
        phone.expect("held")
        page.expect("hold", originator="remote")
        page.hears_hz(0)
        phone.do("resume")
        phone.expect("resumed")
        page.expect("unhold", originator="remote")
        self.talk(phone, page)
        page.do("hold")
        phone.expect("remote_held")
        page.do("resume")
        phone.expect("remote_resumed")
        self.talk(phone, page)

    def restart_ice(self, phone, page):
        """Each names itself anew, and they talk on over the way that was found by these names. With the old ones, or if nobody took
        the new ones, the page would go on over the old way, and nobody would hear a difference."""
        def told(name, whose):
            return {value for event in page.events("sdp") if event["originator"] == whose
                    for value in re.findall(rf"(?m)^a=ice-{name}:(\S+)", event["sdp"])}
        every = [(name, whose) for name in ("ufrag", "pwd") for whose in ("local", "remote")]
        before = {each: told(*each) for each in every}
        page.do("restartIce")
        new = {each: told(*each) - before[each] for each in every}
        self.assertEqual([len(new[each]) for each in every], [1] * len(every), (before, new))
        page.wait(lambda: {page.do("stats")["ufrag"]} == new["ufrag", "remote"], "the new way")
        self.talk(phone, page)

    def talk(self, phone, page, call=1, codec="opus"):
        """Both hear the other's tone, as loud as it was sent, over DTLS-SRTP, and tell the same of it."""
        def is_loud():
            level = page.do("stats")["level"]
            return level > 0 and abs(20 * math.log10(level) - PHONE_PEAK_DB) <= NEAR_DB

        def hears():
            new = phone.all("measured", call=call, incoming=True)[before:]
            return any(abs(one["hz"] - MICROPHONE_HZ) <= 20 and abs(one["level_db"] - MICROPHONE_DB) <= NEAR_DB for one in new)
        before = len(phone.all("measured", call=call, incoming=True))
        page.hears_hz(PHONE_HZ)
        page.wait(is_loud, f"a level of {PHONE_PEAK_DB} dB in getStats")
        self.wait(hears, f"{MICROPHONE_HZ} Hz at the phone\n{page.story()}", phone)
        ours, theirs = self.stats(phone, call), page.do("stats")
        self.assertEqual((ours["security"], theirs["dtls"]), ("webrtc", "connected"))
        self.assertEqual((ours["codec"].lower(), theirs["codec"].lower()), (codec, "audio/" + codec))
        self.assertEqual(ours["cipher"], CIPHERS[theirs["cipher"]])
        for level in ("received_db", "sent_db"):  # the two tones are equally loud
            self.assertAlmostEqual(ours[level], MICROPHONE_DB, delta=NEAR_DB, msg=ours)


def main():
    """As unittest.main, but skipped where there is no page to load (`packages` said why)."""
    if not os.path.exists(os.path.join(os.environ["BROWSER_PAGE"], "page.js")):
        print("skipped: there is no JsSIP here")
        raise SystemExit(SKIPPED)
    unittest.main()
