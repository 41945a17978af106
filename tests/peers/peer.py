"""A program nobody here wrote, as the other end of a call: started once, told what to do, listened to.

Nothing here sleeps: each waits for a line, with a bound.
"""
import os
import re
import subprocess
import tempfile

from sipp import BOUND_S, free_port, give_way


class Peer:
    """What all peers have. A subclass says how it is started, what its words are, and what it calls things."""

    name = None
    program = None
    hears = None  # regular expression, one group: a digit that it received

    def __init__(self):
        self.port = free_port()
        self.temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.folder = self.temporary.name
        self.log = os.path.join(self.folder, "log")
        self.output = open(self.log, "w", encoding="utf-8")
        self.process = subprocess.Popen(self.command(), stdin=subprocess.PIPE, stdout=self.output,
                                        stderr=self.output, text=True, cwd=self.folder, env=self.environment())
        self.seen = 0
        self.ready()

    def environment(self):
        return dict(os.environ, HOME=self.folder, XDG_CONFIG_HOME=self.folder, XDG_DATA_HOME=self.folder)

    def uri(self, transport="udp"):
        return f"sip:bob@127.0.0.1:{self.port}" + (";transport=tcp" if transport == "tcp" else "")

    def said(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def begin(self):
        """What it said before does not count any more."""
        self.seen = len(self.said())

    def wait(self, pattern):
        """Wait until it says this, after what was waited for before."""
        for _ in range(BOUND_S * 100):
            match = re.compile(pattern).search(self.said(), self.seen)
            if match:
                self.seen = match.end()
                return match
            if self.process.poll() is not None:
                raise AssertionError(f"{self.name} has ended")
            give_way()
        raise AssertionError(f"{self.name} never said /{pattern}/ but:\n{self.said()[self.seen:]}")

    def digits(self, count):
        """The digits that it received since `begin`."""
        for _ in range(BOUND_S * 100):
            found = re.findall(self.hears, self.said()[self.seen:])
            if len(found) >= count:
                return "".join(found)
            give_way()
        raise AssertionError(f"{self.name} heard only these digits: {found}")

    def stop(self):
        """Some wait for calls that nobody will end any more."""
        self.process.terminate()
        try:
            self.process.wait(1)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdin.close()
        self.output.close()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.stop()
        self.temporary.cleanup()
