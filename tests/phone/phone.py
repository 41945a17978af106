"""`offhook phone --json` in a process of its own, told what to do and listened to.

Nothing here sleeps: each waits for a line or an exit, with a bound.
"""
import contextlib
import json
import os
import subprocess
import tempfile
import threading
import time

OFFHOOK = os.environ["OFFHOOK"]
CALM = "--config=" + os.path.join(os.path.dirname(os.path.abspath(__file__)), "calm.conf")
BOUND_S = 15  # how long any one fact may take; generous, because machines may be loaded


def unconfigured(options):
    """The options that keep the configuration of whoever runs the tests away, unless one is named."""
    return () if any(option.split("=")[0] == "--config" for option in options) else (CALM,)


def run(*arguments, **options):
    """The program, run to its end."""
    if arguments[:1] == ("phone",):
        arguments += unconfigured(arguments)
    return subprocess.run([OFFHOOK, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          stdin=subprocess.DEVNULL, text=True, timeout=4 * BOUND_S, check=False, **options)


def matches(event, name, fields):
    return event["event"] == name and all(event.get(key) == value for key, value in fields.items())


class Phone:
    """A running phone. Events are kept in order; `expect` goes through them once."""

    def __init__(self, *options, listen=("udp:127.0.0.1:0",), prefix=()):
        self.events, self.cursor = [], 0
        self.changed = threading.Condition()
        self.reading = threading.Event()
        self.reading.set()
        # Named: ./test keeps and searches them.
        self.stderr = tempfile.NamedTemporaryFile("w+", suffix=".full" if "--full-numbers" in options else ".stderr")
        self.lines = tempfile.NamedTemporaryFile("w", suffix=".events")
        where = [word for address in listen for word in ("--listen", address)]
        self.process = subprocess.Popen([*prefix, OFFHOOK, "phone", "--json", *unconfigured(options), *where, *options],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.stderr, text=True)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.addresses = self.expect("listening")["text"].split()

    def _read(self):
        for line in self.process.stdout:
            self.reading.wait(BOUND_S)
            self.lines.write(line)
            with self.changed:
                self.events.append(json.loads(line))
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()

    def do(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def expect(self, name, **fields):
        """The next such event after the one expected before."""
        until = time.monotonic() + BOUND_S
        with self.changed:
            seen = self.cursor
            while True:
                for i in range(seen, len(self.events)):
                    if matches(self.events[i], name, fields):
                        self.cursor = i + 1
                        return self.events[i]
                seen = len(self.events)
                left = until - time.monotonic()
                if left <= 0 or not self.reader.is_alive() and seen == len(self.events):
                    raise AssertionError(f"no {name} {fields} in:\n{self.story()}")
                self.changed.wait(min(left, 1))

    def together(self, *events):
        """Each of these (name, call), in any order, after what was expected before."""
        begin, end = self.cursor, self.cursor
        for name, call in events:
            self.cursor = begin
            self.expect(name, call=call)
            end = max(end, self.cursor)
        self.cursor = end

    def all(self, name, **fields):
        """Every such event until now, wherever the cursor is."""
        with self.changed:
            return [event for event in self.events if matches(event, name, fields)]

    def pause(self):
        """Read nothing until `go_on`."""
        self.reading.clear()

    def go_on(self):
        self.reading.set()

    def story(self):
        return "\n".join(json.dumps(event) for event in self.events if event["event"] != "measured")

    def port(self, index=0):
        return int(self.addresses[index].rsplit(":", 1)[1])

    def uri(self, index=0):
        return "sip:phone@" + self.addresses[index].split(":", 1)[1]

    def noise(self):
        """What it wrote to standard error."""
        self.stderr.seek(0)
        return self.stderr.read()

    def alive(self):
        return self.process.poll() is None

    def rss_kib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))

    def close(self):
        """Quit; it must end by itself, and well."""
        if self.process.stdin.closed:
            return
        with contextlib.suppress(BrokenPipeError):  # it may be on its way out already
            self.do("quit")
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        code = self.process.wait(BOUND_S)
        self.reader.join(BOUND_S)
        self.process.stdout.close()
        noise = self.noise()
        self.stderr.close()
        self.lines.close()
        assert code == 0, f"the phone exited with {code}\n{self.story()}\n{noise}"

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is None:
            self.close()
            return
        print(self.story())
        print(self.noise())
        self.process.kill()
        self.process.wait()
