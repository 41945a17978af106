"""The program around the calls: options, and what it says when something is not there."""
import contextlib
import os
import pty
import socket
import subprocess
import tempfile
import unittest

from bare import Dialog
from phone import OFFHOOK, Phone, run

LISTEN = ("--config=/dev/null", "--listen", "udp:127.0.0.1:0")


class Program(unittest.TestCase):
    def refused(self, status, sentence, *arguments, **options):
        result = run(*arguments, **options)
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertIn(sentence, result.stderr)
        self.assertEqual(result.stdout, "")

    def test_help(self):
        for command in ((), ("phone",), ("demo",), ("check",), ("trace",)):
            result = run(*command, "--help")
            self.assertEqual(result.returncode, 0, command)
            self.assertIn("offhook", result.stdout)

    def test_version(self):
        self.assertRegex(run("--version").stdout, r"^offhook \d+\.\d+\.\d+\n$")

    def test_unknown_options(self):
        self.refused(2, "see offhook --help", "ring")
        self.refused(2, "see offhook phone --help", "phone", "--ring")
        self.refused(2, "see offhook phone --help", "phone", "ring")
        self.refused(2, "see offhook demo --help", "demo", "--ring")
        self.refused(2, "ee offhook trace --help", "trace", "--ring")
        self.refused(2, "show, replay, html or svg", "trace", "ring", "file")
        self.refused(2, "terminal|fake-ios", "phone", "--ui", "gtk")
        self.refused(2, "603|486", "phone", "--decline", "404")
        self.refused(2, "1 to 255", "phone", "--calls", "0")
        self.refused(2, "--ui fake-ios", "phone", "--grab", "silent")

    def test_address_in_use(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", 0))
            self.refused(1, "in use", "phone", "--listen", f"udp:127.0.0.1:{other.getsockname()[1]}")

    def test_no_address(self):
        self.refused(2, "udp|tcp|tls:ADDRESS:PORT", "phone", "--listen", "here")
        self.refused(1, "192.0.2.1", "phone", "--listen", "udp:192.0.2.1:5060")

    def test_devices_that_a_fake_system_has(self):
        self.refused(2, "fake-ios plays a system", "phone", *LISTEN, "--ui", "fake-ios", "--audio", "device")

    def test_bad_audio(self):
        self.refused(2, "tone:HZ", "phone", *LISTEN, "--audio", "loud")
        self.refused(1, "50 to 3400", "phone", *LISTEN, "--audio", "tone:1")
        self.refused(2, "--codecs takes", "phone", *LISTEN, "--codecs", "g729")

    def test_missing_modules(self):
        with tempfile.TemporaryDirectory() as folder:
            self.refused(1, "OFFHOOK_MODULES", "phone", *LISTEN, env=dict(os.environ, OFFHOOK_MODULES=folder))

    def test_a_trace_that_cannot_be_written(self):
        self.refused(1, "name another file", "phone", *LISTEN, "--trace", "/dev/null/trace")

    def test_end_of_input_does_not_end_the_phone(self):
        with Phone() as phone:
            phone.process.stdin.close()
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller:
                caller.bind(("127.0.0.1", 0))
                caller.settimeout(15)
                caller.sendto((f"OPTIONS sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bK1"
                               "\r\nFrom: <sip:a@127.0.0.1>;tag=1\r\nTo: <sip:x@127.0.0.1>\r\nCall-ID: 1\r\n"
                               "CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n").encode(),
                              ("127.0.0.1", phone.port()))
                self.assertIn(b" 200 ", caller.recv(65536))
            phone.process.terminate()
            self.assertEqual(phone.process.wait(15), 0)

    def test_end_of_input_on_a_terminal_quits(self):
        ours, theirs = pty.openpty()
        with subprocess.Popen([OFFHOOK, "phone", *LISTEN], stdin=theirs, stdout=subprocess.PIPE, text=True) as phone:
            os.close(theirs)
            self.assertIn("listening", phone.stdout.readline())
            os.write(ours, b"calls\n\x04")
            self.assertIn("no calls", phone.stdout.read())
            self.assertEqual(phone.wait(15), 0)
        os.close(ours)

    def test_a_peer_that_is_gone_is_not_waited_for_for_long(self):
        """Its BYE is repeated as long as the phone waits: at 0.5 and 1.5 s, and not at 3.5 s any more."""
        with Phone() as phone, Dialog(phone, "alice") as alice:
            alice.invite()
            phone.expect("ringing", call=1)
            phone.do("answer")
            alice.answered()
            phone.expect("connected", call=1)
            phone.do("quit")
            self.assertEqual(phone.process.wait(15), 0)
            self.assertIn("a peer did not confirm that its call is over", phone.noise())
            alice.socket.setblocking(False)
            byes = 0
            with contextlib.suppress(BlockingIOError):
                while True:
                    byes += alice.socket.recv(65536).startswith(b"BYE ")
            self.assertGreaterEqual(byes, 2)
            self.assertLessEqual(byes, 3)

    def test_a_trace_of_a_phone_shows_and_replays(self):
        with tempfile.TemporaryDirectory() as folder:
            trace, page = os.path.join(folder, "trace"), os.path.join(folder, "page.html")
            with Phone("--trace", trace) as phone, Phone() as other:
                other.do("call " + phone.uri())
                phone.expect("ringing")
                phone.do("answer")
                phone.expect("connected")
                other.do("hangup")
                phone.expect("ended")
            shown = run("trace", "show", trace)
            self.assertEqual(shown.returncode, 0, shown.stderr)
            self.assertIn("accept", shown.stdout)
            self.assertEqual(run("trace", "replay", trace).returncode, 0)
            self.assertEqual(run("trace", "html", trace, "-o", page).returncode, 0)
            with open(page, encoding="utf-8") as file:
                self.assertIn('<main class="ladder">', file.read())
            with open(trace, "a", encoding="utf-8") as file:
                file.write("{}\n")
            damaged = run("trace", "show", trace)
            self.assertEqual(damaged.returncode, 1)
            self.assertRegex(damaged.stderr, r"line \d+: ")

    def test_faces_say_the_same(self):
        """The face for people has a line where the face for programs has an event."""
        with Phone() as phone, subprocess.Popen(
                [OFFHOOK, "phone", *LISTEN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as person:
            listening = person.stdout.readline()
            self.assertRegex(listening, r"^\d\d:\d\d:\d\d listening on udp:127\.0\.0\.1:\d+$")
            phone.do("call sip:person@" + listening.rsplit("udp:", 1)[1])
            self.assertRegex(person.stdout.readline(), r"call 1 rings: .*sip:")
            person.stdin.write("answer\n")
            person.stdin.flush()
            line = next(line for line in person.stdout if "connected" in line or "ended" in line)
            self.assertIn("call 1: connected", line)
            person.stdin.write("quit\n")
            person.stdin.flush()
            self.assertIn("call 1 ended: stopped", person.stdout.read())
            self.assertEqual(person.wait(15), 0)


if __name__ == "__main__":
    unittest.main()
