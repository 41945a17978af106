"""Kamailio as deploy/kamailio configures it, on loopback with ports, users and a certificate of the test's own."""
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from sipp import BOUND_S, free_port, give_way

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "..", "account"))
from authority import Authority  # noqa: E402

DEPLOY = os.path.join(HERE, "..", "..", "deploy", "kamailio")
KAMAILIO = os.environ.get("KAMAILIO", "kamailio")
DOMAIN = "127.0.0.1"
PASSWORD = "sesame-7f3a"

SITE = """
#!define DOMAIN "{domain}"
#!define ORIGINS "^http://127\\.0\\.0\\.1:[0-9]+$"
#!define REQUESTS_IN_2_S 200
listen=udp:127.0.0.1:{plain}
listen=tcp:127.0.0.1:{plain}
listen=tls:127.0.0.1:{secure}
"""
USERS = """
event_route[htable:mod-init] {{
{lines}
}}
"""


def digest(user):
    return hashlib.md5(f"{user}:{DOMAIN}:{PASSWORD}".encode()).hexdigest()


def question(number):
    """Whether it is there."""
    return (f"OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bK{number}\r\n"
            f"From: <sip:t@127.0.0.1>;tag=1\r\nTo: <sip:127.0.0.1>\r\nCall-ID: {number}\r\nCSeq: 1 OPTIONS\r\n"
            "Content-Length: 0\r\n\r\n").encode()


class Proxy:
    """`ws`, `wss`: where pages connect; `tcp`, `tls`: a phone's registrar; all users have PASSWORD."""

    def __init__(self, users=("alice", "bob", "carol", "phone")):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = self.temporary.name
        authority = Authority(os.path.join(self.folder, "ca"))
        self.ca = authority.file
        self.certificate, key = authority.server("proxy")
        plain, secure = free_port(socket.SOCK_STREAM), free_port(socket.SOCK_STREAM)
        self.plain, self.secure = plain, secure
        self.ws, self.wss = f"ws://127.0.0.1:{plain}", f"wss://127.0.0.1:{secure}"
        self.udp, self.tcp = f"sip:127.0.0.1:{plain}", f"sip:127.0.0.1:{plain};transport=tcp"
        self.tls = f"sip:127.0.0.1:{secure};transport=tls"
        shutil.copy(os.path.join(DEPLOY, "kamailio.cfg"), self.folder)
        self._write("site.cfg", SITE.format(
            domain=DOMAIN, plain=plain, secure=secure))
        self._write("users.cfg", USERS.format(
            lines="\n".join(f'    $sht(users=>{user}) = "{digest(user)}";' for user in users)))
        self._write("tls.cfg", f"[server:default]\nmethod = TLSv1.2+\ncertificate = {self.certificate}\n"
                               f"private_key = {key}\n")
        self.password_file = os.path.join(self.folder, "password")
        with open(os.open(self.password_file, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(PASSWORD)
        self.log = open(os.path.join(self.folder, "log"), "w+", encoding="utf-8", errors="replace")
        self.process = subprocess.Popen(
            [KAMAILIO, "-f", os.path.join(self.folder, "kamailio.cfg"), "-DD", "-E", "-m", "32", "-M", "4",
             "-Y", self.folder], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, cwd=self.folder)
        self._wait_until_it_listens(plain)

    def _write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="ascii") as file:
            file.write(text)

    def _wait_until_it_listens(self, port):
        until = time.monotonic() + BOUND_S
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("127.0.0.1", port))
            probe.settimeout(0.1)
            while True:
                try:
                    probe.send(question(0))
                    probe.recv(4096)
                    return
                except OSError:
                    if time.monotonic() > until or self.process.poll() is not None:
                        raise AssertionError("Kamailio does not start:\n" + self.said()) from None
                    give_way()

    def connections(self):
        """How many are open, as the kernel tells."""
        with open("/proc/net/tcp", encoding="ascii") as table:
            rows = [line.split() for line in table]
        return sum(row[1] in (f"0100007F:{self.plain:04X}", f"0100007F:{self.secure:04X}") and row[3] == "01"
                   for row in rows)

    def uri(self, user):
        return f"sip:{user}@{DOMAIN}"

    def said(self):
        with open(self.log.name, encoding="utf-8", errors="replace") as file:
            return file.read()

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(BOUND_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        self.temporary.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind:
            print(self.said())
        self.close()
