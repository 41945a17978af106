"""The account end to end: registered at a registrar that is a script, called through it, and what is left of the password."""
import os
import re
import subprocess
import tempfile
import unittest

from phone import OFFHOOK, Phone, run
from exchange import Exchange
from test_file import InAFolder

PASSWORD = "rosebud-7531"
NUMBER = "492211234567"  # our user; the caller has a number, too
SANITIZED = os.environ.get("SANITIZED", "")
CALLER, CALLEE = "004930987654321", "00441632960123"


def became(phone, name):
    """The first such event, which may have come before the phone said that it listens, or not."""
    return next(iter(phone.all(name)), None) or phone.expect(name)


def copies(pid, secret):
    """How often it stands in the memory of the process that can be read and written."""
    count = 0
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for first, last in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps.read(), re.MULTILINE):
            memory.seek(int(first, 16))
            count += memory.read(int(last, 16) - int(first, 16)).count(secret)
    return count


class Registered(InAFolder):
    def setUp(self):
        super().setUp()
        self.registrar = Exchange(NUMBER, PASSWORD).__enter__()
        self.addCleanup(self.registrar.__exit__)
        self.secret = os.path.join(self.folder, "password")
        with open(os.open(self.secret, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
            file.write(PASSWORD + "\n")
        self.configure()

    def configure(self, account="", more=""):
        self.write(f"[account]\nuri = {self.registrar.uri()}\nregistrar = {self.registrar.server()}\n"
                   f"password_file = password\n{account}[sip]\nlisten = udp:127.0.0.1:0\n{more}")

    def phone(self, *options):
        return Phone("--config", self.path, *options, listen=())

    def call(self, phone):
        """Through the registrar, answered, and ended by the caller."""
        self.registrar.invite(CALLER)
        remote = phone.expect("ringing", call=1)["remote"]
        phone.do("answer")
        answer = self.registrar.wait_for("SIP/2.0 200", lambda message: "1 INVITE" in message)
        tag = re.search(r"\r\nTo:.*(;tag=[^;\r]+)", answer).group(1)
        self.registrar.request("ACK", 1, CALLER, tag)
        phone.expect("connected", call=1)
        self.registrar.request("BYE", 2, CALLER, tag)
        self.assertEqual(phone.expect("ended", call=1)["reason"], "remote")
        return remote


class AtARegistrar(Registered):
    def test_registers_is_called_and_leaves(self):
        with self.phone() as phone:
            registered = became(phone, "registered")
            self.assertEqual((registered["state"], registered["expires_s"], registered["remote"]),
                             ("registered", 3600, self.registrar.uri()))
            self.assertIn(CALLER, self.call(phone))
            phone.do("account")
            self.assertEqual(phone.expect("account")["state"], "registered")
        self.assertIsNone(self.registrar.contact, "it is registered still")

    def test_unregister_and_register(self):
        with self.phone() as phone:
            became(phone, "registered")
            phone.do("unregister")
            phone.expect("unregistered")
            self.assertIsNone(self.registrar.contact)
            phone.do("account")
            self.assertEqual(phone.expect("account")["state"], "unregistered")
            phone.do("register")
            phone.expect("registered")
            self.assertIsNotNone(self.registrar.contact)

    def test_a_password_file_that_was_opened_to_others_meanwhile(self):
        """A call runs on; `register` says what is wrong."""
        with self.phone() as phone:
            became(phone, "registered")
            os.chmod(self.secret, 0o644)
            phone.do("register")
            self.assertIn("chmod 600", phone.expect("error")["text"])

    def test_wrong_password(self):
        with open(self.secret, "w", encoding="ascii") as file:
            file.write("wrong-" + PASSWORD)
        with self.phone() as phone:
            failed = became(phone, "registration_failed")
            self.assertEqual((failed["state"], failed["retry_s"]), ("registration_failed", 0))
            self.assertIn("password", failed["text"])
            phone.do("calls")
            phone.expect("call")

    def test_what_the_account_says_arrives(self):
        self.configure("user = " + NUMBER + "\nexpires = 120\ncontact_params = pn-provider=acme;pn-prid=0815\n")
        with self.phone():
            register = self.registrar.wait_for("REGISTER", lambda message: "Authorization" in message)
        self.assertRegex(register, r"\r\nContact: *<[^>]*;pn-provider=acme;pn-prid=0815[^>]*>")
        self.assertRegex(register, r"\r\nExpires: *120\r\n")

    def test_a_registrar_that_is_silent_keeps_no_call_waiting(self):
        """The media stack is opened all the same; a call rings, for anybody's may here."""
        self.configure("accept = any\n")
        self.registrar.silent = True
        with self.phone() as phone, Phone() as other:
            other.do("call " + phone.uri())
            phone.expect("ringing", call=1)

    def test_a_call_that_comes_before_the_media_stack_is_there(self):
        """The registrar has one before it answers the first REGISTER; it rings then."""
        self.registrar.call_at_once = CALLER
        with self.phone() as phone:
            self.registrar.wait_for("SIP/2.0 180")
            became(phone, "registered")
            events = [event["event"] for event in phone.events]
            if events.index("registered") < events.index("listening"):  # else it did not wait for this slow machine
                self.assertLess(events.index("ringing"), events.index("listening"), phone.story())

    def test_it_registers_before_it_looks_for_the_media_stack(self):
        """Which is missing here; so it leaves the registrar, too."""
        with tempfile.TemporaryDirectory() as modules:
            built = os.path.join(os.path.dirname(OFFHOOK), "..", "..", "modules", "offhook-sofia.so")
            os.symlink(os.path.realpath(built), os.path.join(modules, "offhook-sofia.so"))
            result = run("phone", "--config", self.path, env=dict(os.environ, OFFHOOK_MODULES=modules))
        self.assertEqual(result.returncode, 1)
        self.assertIn("there is no module", result.stderr)
        self.registrar.wait_for("REGISTER")
        self.assertIsNone(self.registrar.contact)

    def test_people_are_told(self):
        with subprocess.Popen([OFFHOOK, "phone", "--config", self.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True) as phone:
            lines = "".join(phone.stdout.readline() for _ in range(3))
            uri = self.registrar.uri()
            for words in (f"{uri}: registering\n", f"{uri}: registered for 3600 s\n", "listening on udp:"):
                self.assertIn(words, lines)
            phone.communicate("quit\n", timeout=15)


class Artefacts(Registered):
    """Everything that a phone leaves behind, and what others can see of it."""

    def seen(self, phone):
        pid = phone.process.pid
        for name in ("cmdline", "environ", "comm", "status"):
            with open(f"/proc/{pid}/{name}", "rb") as file:
                yield name, file.read().decode(errors="replace")

    def leave(self, *options):
        trace = os.path.join(self.folder, "trace")
        with self.phone("--verbose", "--trace", trace, *options) as phone:
            became(phone, "registered")
            self.call(phone)
            phone.do(f"call sip:{CALLEE}@127.0.0.1")
            phone.expect("ended", call=2)
            seen = dict(self.seen(phone))
            seen["standard error"] = phone.noise()
            seen["standard output"] = phone.story()
        with open(trace, encoding="utf-8") as file:
            seen["trace"] = file.read()
        self.assertIn("INVITE", seen["standard error"])
        self.assertIn("engine invited", seen["trace"])
        return seen

    def test_no_password_anywhere(self):
        proofs = []
        seen = self.leave()
        for message in self.registrar.messages:
            proofs += re.findall(r'(?:response|cnonce)="([^"]+)"', message)
        self.assertTrue(proofs)
        for name, text in seen.items():
            for secret in (PASSWORD, self.registrar.secret(), *proofs):
                self.assertNotIn(secret, text, name)

    @unittest.skipIf(SANITIZED, "the sanitizer's own memory has terabytes")
    def test_the_engine_alone_keeps_it_as_long_as_it_needs_it(self):
        """In the whole memory of the process."""
        with self.phone() as phone:
            became(phone, "registered")
            self.assertEqual(copies(phone.process.pid, PASSWORD.encode()), 1)
            phone.do("unregister")
            phone.expect("unregistered")
            phone.do("account")
            phone.expect("account")
            self.assertEqual(copies(phone.process.pid, PASSWORD.encode()), 0)

    def test_no_full_numbers_in_logs_and_traces(self):
        seen = self.leave()
        for name in ("standard error", "trace"):
            for number in (NUMBER, CALLER, CALLEE):
                self.assertNotIn(number, seen[name], name)

    def test_full_numbers_on_demand(self):
        self.assertIn(CALLER, self.leave("--full-numbers")["standard error"])


if __name__ == "__main__":
    unittest.main()
