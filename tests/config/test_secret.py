"""Where a password may come from, and that it goes nowhere else."""
import os
import pty
import subprocess
import termios
import unittest

from phone import OFFHOOK, run
from test_file import InAFolder

SANITIZED = os.environ.get("SANITIZED", "")  # it has dd itself, and its mlock() does nothing
PASSWORD = "rosebud-7531"
ACCOUNT = ("--account", "sip:alice@127.0.0.1", "--registrar", "sip:127.0.0.1:9", "--listen", "udp:127.0.0.1:0")


class FromAFile(InAFolder):
    def setUp(self):
        super().setUp()
        self.secret = os.path.join(self.folder, "password")

    def put(self, content, mode=0o600):
        with open(self.secret, "wb") as file:
            file.write(content)
        os.chmod(self.secret, mode)

    def refused(self, sentence):
        result = run("phone", *ACCOUNT, "--password-file", self.secret)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn(sentence, result.stderr)
        self.assertIn(self.secret, result.stderr)
        self.assertNotIn(PASSWORD, result.stdout + result.stderr)

    def test_open_to_others(self):
        for mode in (0o644, 0o640, 0o604, 0o620, 0o601, 0o666):
            self.put(PASSWORD.encode(), mode)
            self.refused(f"(mode {mode:04o}); say chmod 600 ")

    def test_missing(self):
        self.refused("No such file")

    def test_no_regular_file(self):
        os.mkdir(self.secret, 0o700)
        self.refused("no regular file")
        os.rmdir(self.secret)
        os.mkfifo(self.secret, 0o600)
        self.refused("no regular file")

    @unittest.skipIf(os.geteuid() != 0, "giving a file away takes root")
    def test_of_another_user(self):
        self.put(PASSWORD.encode())
        os.chown(self.secret, 65534, 65534)
        self.refused("belongs to another user")

    def test_content(self):
        for content, sentence in ((b"", "is empty"), (b"\n", "is empty"), (b"a\nb\n", "has more than one line"),
                                  (b"a\0b", "a character that no password has"), (b"x" * 257, "longer than 256 bytes"),
                                  (b"x" * 100000, "longer than 256 bytes"), (b"a\x1b[0m", "a character")):
            self.put(content)
            self.refused(sentence)

    def test_with_a_question(self):
        self.put(PASSWORD.encode())
        self.write("[account]\nuri = sip:alice@127.0.0.1\npassword = ask\npassword_file = password\n")
        result = run("phone", "--config", self.path)
        self.assertEqual(result.returncode, 2)
        self.assertIn("keep one", result.stderr)


class Elsewhere(InAFolder):
    def refused(self, *arguments):
        result = run("phone", *arguments)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertNotIn(PASSWORD, result.stdout + result.stderr)
        return result.stderr

    def test_on_the_command_line(self):
        for arguments in (("--password", PASSWORD), ("--password=" + PASSWORD,)):
            self.assertIn("--password-file", self.refused(*arguments))

    def test_in_the_configuration(self):
        self.write(f"[account]\nuri = sip:alice@127.0.0.1\npassword = {PASSWORD}\n")
        self.assertIn(":3: [account] password takes none|ask; a password goes into a file of its own",
                      self.refused("--config", self.path))

    def test_on_a_line_that_is_none(self):
        self.write(f"[account]\npassword: {PASSWORD}\n{PASSWORD}\n")
        self.assertEqual(len(self.refused("--config", self.path).splitlines()), 2)

    def test_in_an_address(self):
        self.write(f"[account]\nuri = sip:alice:{PASSWORD}@127.0.0.1\nregistrar = sip:alice:{PASSWORD}@127.0.0.1\n")
        self.assertEqual(self.refused("--config", self.path).count("a password goes into a file"), 2)

    def test_without_an_account(self):
        self.write("[account]\nuser = alice\npassword_file = password\n")
        self.assertEqual(self.refused("--config", self.path).count("belongs to an account"), 2)


class Asked(InAFolder):
    """On a terminal."""

    def setUp(self):
        super().setUp()
        self.write("[account]\nuri = sip:alice@127.0.0.1\nregistrar = sip:127.0.0.1:9\npassword = ask\n"
                   "[sip]\nlisten = udp:127.0.0.1:0\n")
        self.ours, theirs = pty.openpty()
        self.before = termios.tcgetattr(theirs)
        self.phone = subprocess.Popen([OFFHOOK, "phone", "--config", self.path], stdin=theirs, stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, text=True, start_new_session=True)
        self.theirs = theirs
        question = self.phone.stderr.read(len("Password of sip:alice@127.0.0.1: "))
        self.assertEqual(question, "Password of sip:alice@127.0.0.1: ")

    def tearDown(self):
        self.phone.kill()
        self.phone.communicate()
        os.close(self.ours)
        os.close(self.theirs)

    def test_there_is_no_echo(self):
        """While it is asked for; afterwards there is again."""
        self.assertFalse(termios.tcgetattr(self.theirs)[3] & termios.ECHO)
        os.write(self.ours, PASSWORD.encode() + b"\n")
        self.phone.stderr.readline()
        self.assertEqual(termios.tcgetattr(self.theirs), self.before)
        os.set_blocking(self.ours, False)
        try:
            echoed = os.read(self.ours, 1000)
        except BlockingIOError:
            echoed = b""
        self.assertEqual(echoed.strip(), b"")

    def test_it_is_to_be_in_no_core_file(self):
        """The memory that waits for it: not dumped (dd), and not swapped (lo)."""
        with open(f"/proc/{self.phone.pid}/smaps", encoding="utf-8") as maps:
            flags = [line.split() for line in maps if line.startswith("VmFlags:") and " wr " in line]
        self.assertTrue([words for words in flags if "dd" in words and ("lo" in words or SANITIZED)])

    def test_nothing_typed(self):
        os.write(self.ours, b"\n")
        self.assertEqual(self.phone.wait(15), 1)
        self.assertIn("is empty", self.phone.stderr.read())

    def test_the_terminal_is_put_in_order_when_it_is_given_up(self):
        self.phone.terminate()
        self.assertEqual(self.phone.wait(15), -15)
        self.assertEqual(termios.tcgetattr(self.theirs), self.before)


class NoTerminal(InAFolder):
    def test_is_told(self):
        self.write("[account]\nuri = sip:alice@127.0.0.1\npassword = ask\n")
        result = run("phone", "--config", self.path)
        self.assertEqual(result.returncode, 1)
        self.assertIn("standard input is no terminal", result.stderr)


if __name__ == "__main__":
    unittest.main()
