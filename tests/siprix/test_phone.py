"""`offhook phone --engine siprix` on the stand-in, in a process of its own."""
import os
import tempfile
import time
import unittest
from unittest import mock

from phone import BOUND_S, Phone, run

STANDIN = os.environ["STANDIN"]
LACKING = os.environ["LACKING"]


class Record:
    """What the stand-in in another process was told."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "record")

    def lines(self):
        if not os.path.exists(self.path):
            return []
        with open(self.path, encoding="utf-8", errors="replace") as lines:
            return lines.read().splitlines()

    def wait(self, line):
        until = time.monotonic() + BOUND_S
        while line not in self.lines():
            assert time.monotonic() < until, f"no {line} in {self.lines()}"
            time.sleep(0.01)


class SiprixPhone(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder, self.record = folder.name, Record(folder.name)

    def phone(self, *options, **environment):
        with mock.patch.dict(os.environ, STANDIN_RECORD=self.record.path, **environment):
            phone = Phone("--config", "/dev/null", "--engine", "siprix", "--siprix-lib", STANDIN,
                          *options, listen=("udp:127.0.0.1:5070",))
        self.addCleanup(phone.close)
        return phone

    def test_an_incoming_call(self):
        """1: accepted on SIP only once the audio is on; then held, resumed, digits, hung up."""
        phone = self.phone("--trace", os.path.join(self.folder, "trace"),
                           STANDIN_INCOMING='"Alice" <sip:alice@there>;tag=1')
        ringing = phone.expect("ringing")
        self.assertEqual(ringing["remote"], '"Alice" <sip:alice@there>')
        self.assertNotIn("Call_Accept 1 0", self.record.lines())
        phone.do("answer")
        phone.expect("audio_on")
        phone.expect("connected")
        self.record.wait("Call_Accept 1 0")
        phone.do("hold")
        phone.expect("held")
        self.record.wait("Call_MuteMic 1 on")
        phone.do("resume")
        phone.expect("resumed")
        self.assertEqual(self.record.lines().count("Call_Hold 1"), 2)
        phone.do("hangup")
        phone.expect("ended", reason="user")
        self.record.wait("Call_Bye 1")
        phone.close()
        self.record.wait("Module_UnInitialize")
        replay = run("trace", "replay", os.path.join(self.folder, "trace"))
        self.assertEqual(replay.returncode, 0, replay.stderr)

    def test_declined(self):
        phone = self.phone(STANDIN_INCOMING="<sip:alice@there>")
        phone.expect("ringing")
        phone.do("decline")
        phone.expect("ended", reason="user")
        self.record.wait("Call_Reject 1 603")

    def test_on_the_fake_ios(self):
        """There, too, the 200 waits for the activation."""
        phone = self.phone("--ui", "fake-ios", STANDIN_INCOMING="<sip:alice@there>")
        phone.expect("ringing")
        phone.do("answer")
        phone.expect("activated")
        phone.expect("audio_on")
        phone.expect("connected")

    def test_an_outgoing_call(self):
        phone = self.phone()
        phone.do("call sip:bob@127.0.0.1")
        phone.expect("connected")
        self.record.wait("Dest_SetExtension sip:bob@127.0.0.1")
        phone.do("call bob")
        self.assertIn("is no address to call", phone.expect("error")["text"])
        phone.do("quit")
        self.record.wait("Call_Bye 1")

    def test_what_one_does_with_a_call(self):
        phone = self.phone(STANDIN_INCOMING="<sip:alice@there>")
        phone.expect("ringing")
        phone.do("answer")
        phone.expect("connected")
        phone.do("mute")
        self.record.wait("Call_MuteMic 1 on")
        phone.do("unmute")
        self.record.wait("Call_MuteMic 1 off")
        phone.do("dtmf 12#")
        self.record.wait("Call_SendDtmf 1 12# 160 80 0")
        phone.do("transfer sip:carol@there")
        self.record.wait("Call_TransferBlind 1 sip:carol@there")

    def test_a_licence_and_the_trial(self):
        path = os.path.join(self.folder, "key")
        with open(path, "w", encoding="ascii") as key:
            key.write("A-SECRET-KEY\n")
        phone = self.phone("--verbose", "--siprix-license", path, STANDIN_TRIAL="1",
                           STANDIN_INCOMING="<sip:alice@there>")
        phone.expect("ringing")
        self.record.wait("Ini_SetLicense A-SECRET-KEY")
        self.assertIn("the SDK runs as a trial", phone.noise())
        self.assertNotIn("SECRET", phone.noise() + phone.story())

    def refused(self, part, *options, status=1):
        done = run("phone", "--config", "/dev/null", *options)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertIn(part, done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)

    def test_what_cannot_be(self):
        siprix = ("--engine", "siprix", "--siprix-lib")
        self.refused("there is no file /nowhere.so", *siprix, "/nowhere.so")
        self.refused("cannot be loaded", *siprix, __file__)
        self.refused("lacks Acc_SetTranspBindAddr, Call_Hold", *siprix, LACKING)
        self.refused("--siprix-lib FILE", "--engine", "siprix", status=2)
        self.refused("takes sofia|siprix", "--engine", "pjsip", status=2)
        self.refused("add --engine siprix", "--siprix-lib", STANDIN, status=2)
        self.refused("--accept gated needs", *siprix, STANDIN, "--accept", "gated", status=2)
        self.refused("one too many", *siprix, STANDIN, "-l", "udp:127.0.0.1:0", "-l", "tcp:127.0.0.1:0")
        self.refused("licence cannot be read", *siprix, STANDIN, "--siprix-license", "/nowhere")


if __name__ == "__main__":
    unittest.main()
