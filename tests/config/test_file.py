"""The configuration file: what it takes, and every kind of mistake with its file and line."""
import json
import os
import re
import subprocess
import tempfile
import unittest

from bare import Caller, message
from phone import OFFHOOK, Phone, run
from sipp import free_port

FREE = "[sip]\nlisten = udp:127.0.0.1:0\n"


class InAFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.path = os.path.join(self.folder, "phone.conf")

    def write(self, text):
        with open(self.path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())

    def policy(self, *options, config=""):
        """The policy of a phone with this file, as the trace's head has it."""
        trace = os.path.join(self.folder, "trace")
        self.write(FREE + config)
        with Phone("--config", self.path, "--trace", trace, *options, listen=()):
            pass
        with open(trace, encoding="utf-8") as file:
            head = json.loads(file.readline())
        return head["policy"], head["calls_max"]


class Mistakes(InAFolder):
    def refused(self, text, *sentences):
        """Each sentence is on a line of its own, after file and line; there is no other line."""
        self.write(text)
        result = run("phone", "--config", self.path)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(result.stdout, "")
        lines = result.stderr.splitlines()
        self.assertEqual(len(lines), len(sentences), result.stderr)
        for line, sentence in zip(lines, sentences):
            self.assertIn(self.path + ":" + sentence, line)

    def test_values(self):
        self.refused("[phone]\nui = gtk\njson = maybe\n[calls]\nmax = 0\ndecline = 404\n"
                     "[audio]\naudio = loud\ncodecs = opus,g729\n[deadlines]\nring = soon\n",
                     '2: [phone] ui takes terminal|fake-ios, not "gtk"',
                     '3: [phone] json takes yes|no, not "maybe"',
                     '5: [calls] max takes N, 1 to 255, not "0"',
                     '6: [calls] decline takes 603|486, not "404"',
                     '8: [audio] audio takes tone:HZ|',
                     '9: [audio] codecs takes opus|pcma|pcmu,..., not "opus,g729"',
                     '11: [deadlines] ring takes SECONDS, 1 to 3600, not "soon"')

    def test_addresses_and_ports(self):
        for bad in ("here", "udp:127.0.0.1", "udp:127.0.0.1:65536", "udp:127.0.0.1:-1", "udp:localhost:5060",
                    "sctp:127.0.0.1:5060", "udp::5060", "127.0.0.1:5060", "udp:[::1:5060", "udp:127.0.0.1:5060 x"):
            self.refused(f"\n[sip]\nlisten = {bad}\n", f"3: [sip] listen takes udp|tcp|tls:ADDRESS:PORT, not")
        self.refused("[sip]\nlisten = udp:127.0.0.1:0; tcp:x:1; tcp:[::1]:0; udp:1\n",
                     '2: [sip] listen takes', '2: [sip] listen takes')
        self.refused("[sip]\nlisten =\n", "2: [sip] listen takes")

    def test_ranges_of_ports(self):
        for bad in ("40000", "40001-40000", "1-2", "40000-99999", "-", "40000-40010-40020", "a-b"):
            self.refused(f"[audio]\nrtp_ports = {bad}\n", "2: [audio] rtp_ports takes MIN-MAX")

    def test_groups_and_keys(self):
        self.refused("max = 1\n[call]\nmax = 1\n[calls]\nmin = 1\nmax[de] = 1\n[experiments]\nmeasure = yes\n",
                     '1: "max" stands before any [group]',
                     '2: there is no group [call]; there are [phone]',
                     '5: [calls] has no key "min"; it has max',
                     '6: [calls] has no key "max[de]"',
                     '7: there is no group [experiments]')

    def test_duplicates(self):
        self.refused("[calls]\nmax = 1\nmax = 1\n[sip]\nearly = off\n[calls]\nmax = 2\n[sip]\nlisten = udp:127.0.0.1:0\n"
                     "listen = tcp:127.0.0.1:0\n",
                     "3: [calls] max is set on line 2 already; keep one",
                     "7: [calls] max is set on line 2 already; keep one",
                     "10: [sip] listen is set on line 9 already; keep one, and separate several values with ;")

    def test_lines_that_are_none(self):
        self.refused("[calls\nmax 8\n[]\n[calls] # all\n= 8\n[calls]\nmax = 8 # eight\n",
                     "1: this is neither", "2: this is neither", "3: this is neither", "4: this is neither",
                     "5: this is neither", '7: [calls] max takes N, 1 to 255, not "8 # eight"')

    def test_backslashes(self):
        self.refused("[audio]\naudio = file:a\\q\n", "2: [audio] audio has a \\ that means nothing")

    def test_encoding(self):
        self.refused(b"[calls]\nmax = 1\n# caf\xe9\nmax = 2\n", "3: this is not UTF-8",
                     "4: [calls] max is set on line 2")
        self.refused("[calls]\nmax = 1\n".encode("utf-16"), " is no text")
        self.refused(b"[calls]\nmax = \x001\n", " is no text")

    def test_nothing_reaches_the_terminal_raw(self):
        self.refused("[a\tb]\n[phone]\nu\x9bi = 1\nui = \x1b[2J\u202e" + "x" * 1000,
                     "1: ", '3: [phone] has no key "u?i"', '4: [phone] ui takes terminal|fake-ios, not "?[2J?xxx')

    def test_size(self):
        self.refused(b"#" * 65537, " is longer than 64 KiB")
        self.write("#" * 65536)
        with Phone("--config", self.path):
            pass

    def test_what_works_alone_but_not_together(self):
        """The sentence is the core's own."""
        self.write("[phone]\nui = fake-ios\n[calls]\nfulfil = when-connected\n")
        result = run("phone", "--config", self.path)
        self.assertEqual(result.returncode, 2)
        self.assertIn("fulfil at_once, or accept gated", result.stderr)
        self.write("[deadlines]\nsetup = 1\n")
        result = run("phone", "--config", self.path)
        self.assertEqual(result.returncode, 2)
        self.assertIn("T_SETUP", result.stderr)

    def test_an_offer_that_security_refuses(self):
        for security, offer, instead in (("require", "rtp", "auto, sdes or webrtc"), ("off", "sdes", "auto or rtp"),
                                         ("off", "webrtc", "auto or rtp")):
            self.write(f"[media]\nmedia_security = {security}\n")
            result = run("phone", "--config", self.path, "--offer", offer)
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertRegex(result.stderr, f"^offhook phone: offer = {offer} .* media_security = {security} "
                                            f"refuses; take offer = {instead}, or media_security = prefer\n$")
        for security, offer in (("require", "sdes"), ("require", "auto"), ("off", "rtp")):
            with Phone("--media-security", security, "--offer", offer):
                pass

    def test_file_and_command_line_together(self):
        self.write("[calls]\nmax = 0\n")
        result = run("phone", "--config", self.path, "--decline", "1")
        self.assertEqual(result.returncode, 2)
        self.assertEqual(len(result.stderr.splitlines()), 2, result.stderr)


class Files(InAFolder):
    def refused(self, path, sentence):
        result = run("phone", "--config", path)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn(sentence, result.stderr)
        self.assertIn(path, result.stderr)

    def test_missing(self):
        self.refused(self.path, "--example-config")

    def test_a_folder(self):
        self.refused(self.folder, "is a folder")

    def test_a_pipe(self):
        os.mkfifo(self.path)
        self.refused(self.path, "no file")

    @unittest.skipIf(os.geteuid() == 0, "root reads everything")
    def test_not_readable(self):
        self.write(FREE)
        os.chmod(self.path, 0)
        self.refused(self.path, "Permission denied")

    def test_none(self):
        with Phone("--config", "/dev/null"):
            pass

    def test_the_default_place(self):
        os.mkdir(os.path.join(self.folder, "offhook"))
        with open(os.path.join(self.folder, "offhook", "phone.conf"), "w", encoding="utf-8") as file:
            file.write("[calls]\nmax = none\n")
        result = subprocess.run([OFFHOOK, "phone"], env=dict(os.environ, XDG_CONFIG_HOME=self.folder),
                                stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(result.returncode, 2)
        self.assertIn("offhook/phone.conf:2: [calls] max", result.stderr)


class Values(InAFolder):
    def test_command_line_wins(self):
        policy, calls_max = self.policy(config="[calls]\nmax = 3\ndecline = 486\naccept = gated\n")
        self.assertEqual((policy["decline_code"], policy["accept"], calls_max), (486, "gated", 3))
        policy, calls_max = self.policy("--decline", "603", "--calls=5", config="[calls]\nmax = 3\ndecline = 486\n")
        self.assertEqual((policy["decline_code"], calls_max), (603, 5))

    def test_lists(self):
        self.write("[sip]\nlisten = udp:127.0.0.1:0; tcp:127.0.0.1:0; \n")
        with Phone("--config", self.path, listen=()) as phone:
            self.assertRegex(" ".join(phone.addresses), r"^udp:127\.0\.0\.1:\d+ tcp:127\.0\.0\.1:\d+$")
        with Phone("--config", self.path, listen=("tcp:127.0.0.1:0",)) as phone:
            self.assertRegex(" ".join(phone.addresses), r"^tcp:127\.0\.0\.1:\d+$")

    def test_rtp_ports(self):
        """They reach the media: its description names one of them."""
        low = free_port() // 2 * 2
        self.write(f"[sip]\nlisten = udp:127.0.0.1:0\nearly = 183\n[audio]\nrtp_ports = {low}-{low + 19}\n")
        with Phone("--config", self.path, listen=()) as phone, Caller(phone) as caller:
            body = "v=0\r\no=m 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n"
            caller.send(message(phone, "INVITE", "ports", ["Content-Type: application/sdp"], len(body), body))
            port = int(re.search(r"m=audio (\d+) ", caller.response(183)).group(1))
        self.assertIn(port, range(low, low + 20))

    def test_switches_can_be_undone(self):
        self.write(FREE + "[phone]\njson = yes\n")
        for more, line in (((), '{"event":"listening"'), (("--json=no",), "listening on udp:")):
            with subprocess.Popen([OFFHOOK, "phone", "--config", self.path, *more], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, text=True) as phone:
                self.assertIn(line, phone.stdout.readline())
                phone.terminate()

    def test_windows_wrote_it(self):
        self.write(b"\xef\xbb\xbf[calls]\r\nmax = 7 \r\n\r\n# x\r\n[sip]\r\nlisten = udp:127.0.0.1:0\r\n")
        trace = os.path.join(self.folder, "trace")
        with Phone("--config", self.path, "--trace", trace, listen=()):
            pass
        with open(trace, encoding="utf-8") as file:
            self.assertEqual(json.loads(file.readline())["calls_max"], 7)

    def test_file_names_are_relative_to_the_file(self):
        self.write(FREE + "[phone]\ntrace = here.trace\n")
        with Phone("--config", self.path, listen=()):
            pass
        self.assertTrue(os.path.exists(os.path.join(self.folder, "here.trace")))

    def test_deadlines(self):
        """What the page says is the profile's own, is."""
        page = run("phone", "--help-config").stdout
        documented = re.findall(r"\| `(\w+)` \| SECONDS, .* \((\d+)(?:; with fake-ios (\d+))?\) \|", page)
        self.assertEqual(len(documented), 6)
        for own, index in (("terminal", 1), ("fake-ios", 2)):
            policy, _ = self.policy("--ui", own)
            for name, *seconds in documented:
                self.assertEqual(policy["deadlines"][name + "_ms"], 1000 * int(seconds[index - 1] or seconds[0]), name)
        policy, _ = self.policy(config="[deadlines]\n" + "".join(f"{name} = 77\n" for name, *_ in documented))
        for name, *_ in documented:
            self.assertEqual(policy["deadlines"][name + "_ms"], 77000, name)


class Pages(InAFolder):
    def test_the_committed_page(self):
        result = run("phone", "--help-config")
        self.assertEqual(result.returncode, 0)
        with open(os.path.join(os.environ["DOCS"], "configuration.md"), encoding="utf-8") as page:
            self.assertEqual(page.read(), result.stdout,
                             "print it anew: offhook phone --help-config > docs/configuration.md")

    def test_the_example(self):
        """It reads as it is, and with every comment taken away."""
        example = run("phone", "--example-config").stdout
        self.write(example)
        with Phone("--config", self.path):
            pass
        whole = re.sub(r"^#(?! )", "", example, flags=re.MULTILINE)
        self.write(whole.replace("\nmax = 8\n", "\nmax = 0\n"))  # the only mistake, so that nothing is started
        result = run("phone", "--config", self.path)
        self.assertEqual(result.returncode, 2)
        self.assertRegex(result.stderr, r"^\S+:\d+: \[calls\] max takes .*\n$")

    def test_every_option_is_a_key(self):
        """But the experiments, and those that are about the file and the help."""
        usage = run("phone", "--help").stdout
        options = set(re.findall(r"--([a-z-]+)", usage.split("Experiments")[0].split("[OPTION", 1)[1]))
        keys = set(re.findall(r"`--([a-z-]+)` \|$", run("phone", "--help-config").stdout, re.MULTILINE))
        self.assertEqual(options - keys, set())
        self.assertEqual(keys - options, set())

    def test_every_key_is_in_the_page_and_in_the_example(self):
        page, example = run("phone", "--help-config").stdout, run("phone", "--example-config").stdout
        keys = re.findall(r"^#(\w+) = ", example, re.MULTILINE)
        self.assertGreater(len(keys), 10)
        self.assertEqual(keys, re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))


if __name__ == "__main__":
    unittest.main()
