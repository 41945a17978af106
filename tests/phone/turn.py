"""coturn, as a STUN server or with a user for whom it relays."""
import os
import re
import shutil
import subprocess
import tempfile

from sipp import BOUND_S, free_port, give_way

TURNSERVER = shutil.which("turnserver")


class Server:
    """`prefix`: what it is started with, to be elsewhere."""

    def __init__(self, *options, address="127.0.0.1", prefix=()):
        self.port = free_port()
        self.temporary = tempfile.TemporaryDirectory()
        self.log = open(os.path.join(self.temporary.name, "log"), "w+", encoding="utf-8", errors="replace")
        self.process = subprocess.Popen(
            [*prefix, TURNSERVER, "-n", "-v", "-L", address, "-p", str(self.port), "--no-tls", "--no-dtls", "--no-tcp",
             "--no-cli", "--pidfile", os.path.join(self.temporary.name, "pid"), "--userdb",
             os.path.join(self.temporary.name, "users"), "-l", "stdout", "--simple-log", *options],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)

    def told(self, pattern, count):
        """Wait until it has told something like this so often, and return what the pattern finds."""
        for _ in range(BOUND_S * 100):
            with open(self.log.name, encoding="utf-8", errors="replace") as file:
                said = file.read()
            found = re.findall(pattern, said)
            if len(found) >= count:
                return found
            give_way()
        raise AssertionError(f"the server does not tell \"{pattern}\" {count} times:\n{said}")

    def said(self, text):
        """Wait until it has said so."""
        self.told(re.escape(text), 1)

    def __enter__(self):
        self.said("IO method (auth thread)")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(BOUND_S)
        self.log.close()
        self.temporary.cleanup()


class Turn(Server):
    """It knows one user."""

    def __init__(self, user, password, address="127.0.0.1", prefix=()):
        super().__init__("--relay-ip", address, "--lt-cred-mech", "-u", f"{user}:{password}", "-r", "offhook.test",
                         "--allow-loopback-peers", address=address, prefix=prefix)
        self.options = ("--turn", f"{user}@{address}:{self.port}", "--turn-password-file")
        self.password_file = os.path.join(self.temporary.name, "password")
        with open(os.open(self.password_file, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(password + "\n")
        self.options += (self.password_file,)
