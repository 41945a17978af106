"""Where the keys of SRTP are once a call is over: in no log, event or trace, and not in the phone's memory.

That is the key as it is used, of which all copies are looked for. Descriptions with its text are in the SIP stack's
messages, which are its own, and which it keeps for answering repetitions (adapters/sofia/README.md).
"""
import base64
import contextlib
import os
import re
import tempfile
import time
import unittest
import unittest.mock

from phone import BOUND_S, Phone
from relay import Relay
from sipp import give_way


def writable(process):
    """What is in its memory, region by region."""
    with open(f"/proc/{process}/maps", encoding="ascii") as maps, open(f"/proc/{process}/mem", "rb", 0) as memory:
        for line in maps:
            words = line.split()
            begin, end = (int(number, 16) for number in words[0].split("-"))
            if words[1].startswith("rw") and end - begin < 1 << 30:  # what is larger is a sanitizer's
                with contextlib.suppress(OSError):  # it may go away meanwhile
                    memory.seek(begin)
                    yield memory.read(end - begin)


class Keys(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.files = {name: os.path.join(folder, name) for name in ("gstreamer.log", "trace")}
        self.enterContext(unittest.mock.patch.dict(
            os.environ, GST_DEBUG="*:4,srtp*:9,GST_CAPS:9,GST_EVENT:9", GST_DEBUG_FILE=self.files["gstreamer.log"]))
        self.callee = self.enterContext(Phone("--audio", "tone:1000", "--measure", "--verbose", "--trace", self.files["trace"]))
        self.caller = self.enterContext(Phone("--audio", "tone:400", "--measure", "--verbose", "--offer", "sdes"))
        self.relay = self.enterContext(Relay(self.callee.port()))

    def enterContext(self, context):  # unittest has it from Python 3.11 on
        found = context.__enter__()
        self.addCleanup(lambda: context.__exit__(None, None, None))
        return found

    def talk(self):
        self.caller.do("call " + self.relay.uri)
        self.callee.expect("ringing")
        self.callee.do("answer")
        for phone, hz in ((self.callee, 400), (self.caller, 1000)):
            while abs(phone.expect("measured", incoming=True)["hz"] - hz) > 5:
                pass

    def keys(self):
        return set(re.findall(r"a=crypto:\d+ \S+ inline:([^|\s]+)", "\n".join(self.relay.seen)))

    def copies(self, phone, key):
        return sum(region.count(key) for region in writable(phone.process.pid))

    def gone(self, phone, key):
        """The leg is taken apart beside its end."""
        until = time.monotonic() + BOUND_S
        while self.copies(phone, key):
            self.assertLess(time.monotonic(), until, "the key is in memory long after the call")
            give_way()

    def test_keys_of_srtp(self):
        self.talk()
        texts = self.keys()
        keys = [base64.b64decode(text) for text in texts]
        self.assertEqual([len(key) for key in keys], [30, 30])
        for phone in (self.callee, self.caller):
            for key in keys:
                self.assertGreater(self.copies(phone, key), 0)  # it can be found
        self.caller.do("hangup")
        for phone in (self.callee, self.caller):
            phone.expect("ended", call=1)
            for key in keys:
                self.gone(phone, key)
        written = [phone.noise() + phone.story() for phone in (self.callee, self.caller)]
        for path in self.files.values():
            with open(path, encoding="utf-8", errors="replace") as file:
                written.append(file.read())
            self.assertGreater(len(written[-1]), 1000, path)
        for text, key in zip(texts, keys):
            for form in (text, key.hex(), key[:16].hex()):
                self.assertFalse([one for one in written if form in one.lower() or form in one])


if __name__ == "__main__":
    unittest.main()
