"""The two ends of a SIP test: the phone (harness.c around the module) and a caller or callee (SIPp).

Nothing here sleeps: each waits for a line, a socket or an exit, with a bound.
"""
import os
import random
import re
import socket
import subprocess
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
HARNESS = os.environ["SIP_HARNESS"]
MODULE = os.environ["SIP_MODULE"]
SIPP = os.environ.get("SIPP", "sipp")
BOUND_S = 15  # how long any one fact may take; generous, because machines may be loaded

REASON = {"none": 0, "failed": 1, "remote": 2, "unanswered": 3, "answered elsewhere": 4,
          "declined elsewhere": 5, "user": 6, "refused": 7, "busy": 8, "no invite": 9, "no audio": 10,
          "no ack": 11, "ui reset": 12, "merged": 13, "declined": 14, "media": 15, "unreachable": 16}
VIDEO, HAS_OFFER, MERGED, AUTO_ANSWER, NO_SESSION, PREPARING = 1, 2, 4, 8, 16, 32
RINGING, EARLY_MEDIA = 1, 2


class Phone:
    """The engine in a process of its own, with a fake media stack. `react` sees each line at once."""

    def __init__(self, *options, react=None, listen=("udp:127.0.0.1:0",), start=True,
                 environment=(), prefix=()):
        self.lines, self.cursor, self.react = [], 0, react
        self.changed = threading.Condition()
        self.stderr = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [*prefix, HARNESS, MODULE, *options, *("listen=" + where for where in listen)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.stderr, encoding="utf-8",
            env={**os.environ, **dict(environment)})
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        if start:
            self.addresses = self.expect(r"^bound (.+)$")[1].split()

    def _read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()
            if self.react:
                self.react(self, line.rstrip("\n"))

    def do(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def expect(self, pattern):
        """The next line that matches, after the one expected before."""
        until = time.monotonic() + BOUND_S
        with self.changed:
            while True:
                for i in range(self.cursor, len(self.lines)):
                    match = re.search(pattern, self.lines[i])
                    if match:
                        self.cursor = i + 1
                        return match
                left = until - time.monotonic()
                if left <= 0 or (not self.reader.is_alive()):
                    raise AssertionError(f"no line /{pattern}/ in:\n" + "\n".join(self.lines))
                self.changed.wait(min(left, 1))

    def event(self, name, leg=1, **fields):
        """Expect an event of the engine, with these fields."""
        rest = "".join(f".* {k}={v}\\b" for k, v in fields.items())
        return self.expect(f"^event {name} leg={leg}\\b{rest}")

    def ended(self, reason, leg=1):
        return self.event("ended", leg, reason=REASON[reason])

    def invited(self, leg=1, flags=HAS_OFFER):
        return self.event("invited", leg, flags=flags)

    def sync(self, token=7):
        """Everything that was said before has been done and reported."""
        self.do(f"sync {token}")
        self.expect(f"^synced {token}$")

    def count(self, pattern):
        with self.changed:
            return sum(1 for line in self.lines if re.search(pattern, line))

    def port(self, index=0):
        return int(self.addresses[index].rsplit(":", 1)[1])

    def close(self):
        """Quit. What must be true of every call is checked here: ENDED once, media freed, no noise."""
        if self.process.stdout.closed:
            return
        if self.process.poll() is None:
            self.do("quit")
        code = self.process.wait(BOUND_S)
        self.reader.join(BOUND_S)
        self.process.stdin.close()
        self.process.stdout.close()
        self.stderr.seek(0)
        noise = self.stderr.read()
        self.stderr.close()
        story = "\n".join(self.lines)
        assert code == 0, f"the phone exited with {code}\n{story}\n{noise}"
        assert noise == "", f"something went to stderr: {noise}"
        for leg in set(re.findall(r"^event ended leg=(\d+)", story, re.M)):
            assert len(re.findall(f"^event ended leg={leg}\\b", story, re.M)) == 1, story
        for leg in set(re.findall(r"^media (?:answer|offer) leg=(\d+)", story, re.M)):
            assert len(re.findall(f"^media end leg={leg}$", story, re.M)) == 1, story

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is None:
            self.close()
            return
        self.process.kill()
        self.process.wait()
        print("\n".join(self.lines))


def free_port(kind=socket.SOCK_DGRAM, family=socket.AF_INET):
    """A port that is free now, from below the range that the kernel gives to everybody (32768 up):
    one of those could be gone before SIPp has it."""
    while True:
        port = random.randrange(10000, 32000)
        with socket.socket(family, kind) as probe:
            try:
                probe.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", port))
                return port
            except OSError:
                continue


class Sipp:
    """One SIPp run of a scenario in this folder; leaving the block waits for its success."""

    def __init__(self, scenario, phone=None, index=0, calls=1, extra=(), listen="udp:127.0.0.1:0"):
        target = phone.addresses[index] if phone else listen
        transport, where = target.split(":", 1)
        ipv6 = "[" in where
        family = socket.AF_INET6 if ipv6 else socket.AF_INET
        kind = socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM
        self.local = free_port(kind, family)
        self.table = "/proc/net/" + transport + ("6" if ipv6 else "")
        host = "[::1]" if ipv6 else "127.0.0.1"
        self.uri = f"sip:bob@{host}:{self.local}" + (";transport=tcp" if transport == "tcp" else "")
        self.folder = tempfile.TemporaryDirectory()
        self.errors = os.path.join(self.folder.name, "errors")
        command = [SIPP, *([where] if phone else []), "-sf", os.path.join(HERE, scenario + ".xml"),
                   "-i", "[::1]" if ipv6 else "127.0.0.1", "-p", str(self.local), "-m", str(calls),
                   "-t", "t1" if transport == "tcp" else "u1", "-nostdin", "-timeout", str(BOUND_S),
                   "-timeout_error", "-trace_err", "-error_file", self.errors,
                   "-trace_msg", "-message_file", os.path.join(self.folder.name, "messages"), *extra]
        self.process = subprocess.Popen(command, cwd=self.folder.name, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        if not phone:
            self._wait_until_bound()

    def _wait_until_bound(self):
        mark = f":{self.local:04X} "
        until = time.monotonic() + BOUND_S
        while time.monotonic() < until:
            with open(self.table) as table:
                if any(mark in line for line in table):
                    return
            select_nothing()
        raise AssertionError("SIPp does not listen")

    def said(self, text):
        """Wait until this stands in a message that SIPp sent or got."""
        path = os.path.join(self.folder.name, "messages")
        until = time.monotonic() + BOUND_S
        while time.monotonic() < until:
            if os.path.exists(path):
                with open(path, errors="replace") as file:
                    if text in file.read():
                        return
            select_nothing()
        raise AssertionError(f"SIPp saw no {text}")

    def finish(self):
        code = self.process.wait(BOUND_S + 5)
        if code != 0:
            raise AssertionError(f"SIPp exited with {code}\n{self.story()}")
        self.folder.cleanup()

    def story(self):
        text = ""
        for name in ("errors", "messages"):
            path = os.path.join(self.folder.name, name)
            if os.path.exists(path):
                with open(path, errors="replace") as file:
                    text += file.read()
        return text

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is None:
            self.finish()
            return
        self.process.kill()
        self.process.wait()
        print(self.story())


def select_nothing():
    """Give way between two looks at the same fact."""
    threading.Event().wait(0.01)
