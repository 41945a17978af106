"""A program nobody here wrote, as the other end of a call: started once, told what to do, listened to.

Nothing here sleeps: each waits for a line, with a bound.
"""
import glob
import os
import re
import struct
import subprocess
import tempfile

from sipp import BOUND_S, free_port, give_way
from wav import frequency

RECENT_S = 0.25  # of a recording, for judging what is heard now


def recent(path, rates_hz):
    """The last samples of a WAV file that is still being written, of one channel, and the rates that they may have:
    those given, or what its head says."""
    with open(path, "rb") as file:
        channels, rate_hz = struct.unpack("<HI", file.read(44).ljust(44, b"\0")[22:28])
        rates_hz = rates_hz or (rate_hz or 8000,)
        frame = 2 * (channels or 1)
        frames = (os.path.getsize(path) - 44) // frame
        wanted = int(RECENT_S * max(rates_hz))
        if frames < wanted:
            return [], rates_hz
        file.seek(44 + (frames - wanted) * frame)
        data = file.read(wanted * frame)
    return struct.unpack(f"<{len(data) // 2}h", data)[::frame // 2], rates_hz


class Peer:
    """What all peers have. A subclass says how it is started, what its words are, and what it calls things."""

    name = None
    program = None
    hears = None  # regular expression, one group: a digit that it received
    records = None  # pattern of the files into which it writes what it decodes
    records_on = True  # also after a re-INVITE
    rates_hz = ()  # of these files, if their heads cannot be trusted

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

    def hears_hz(self, hz):
        """Wait until it hears this frequency; 0: nothing."""
        heard = []
        for _ in range(BOUND_S * 100):
            files = glob.glob(os.path.join(self.folder, self.records))
            samples, rates_hz = recent(max(files, key=os.path.getmtime), self.rates_hz) if files else ([], [])
            heard = [frequency(samples, rate_hz) for rate_hz in rates_hz if samples]
            if any(abs(there - hz) <= 15 for there in heard):
                return
            give_way()
        raise AssertionError(f"{self.name} does not hear {hz} Hz but {heard}")

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
