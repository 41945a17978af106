"""Headless Chromium, driven by its own protocol over a pair of pipes, and the pages in it that are phones (page.js).

Its microphone plays a tone. It knows no host but 127.0.0.1, and asks nobody for anything.
"""
import base64
import contextlib
import fcntl
import functools
import hashlib
import http.server
import itertools
import json
import os
import subprocess
import tempfile
import threading
import time

from sipp import BOUND_S, give_way
from wav import LEVEL_DB, write_tone

CHROMIUM = os.environ.get("CHROMIUM", "chromium")
OPENSSL = os.environ.get("OPENSSL", "openssl")
PAGE = os.environ.get("BROWSER_PAGE", "")  # the folder that `packages` fills
MICROPHONE_HZ, MICROPHONE_DB = 600, LEVEL_DB
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-proxy-server",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps",
    "--disable-domain-reliability", "--disable-extensions", "--disable-quic", "--metrics-recording-only",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    # A page that nobody looks at works all the same.
    "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows",
    # Addresses as they are, loopback's among them: nothing is asked by multicast.
    "--disable-features=WebRtcHideLocalIpsWithMdns,MediaRouter,OptimizationHints",
    "--allow-loopback-in-peer-connection",
    "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", "--autoplay-policy=no-user-gesture-required",
]


class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/page.js":
            super().do_GET()
            return
        body = b"<!doctype html><meta charset=utf-8><title>phone</title><body><script src=/page.js></script>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self):
        self.send_header("Cache-Control", "no-store")  # the profile, which is searched for secrets, is no copy of it
        super().end_headers()

    def log_message(self, *_):
        pass


def key_pin(certificate):
    """Of a certificate's key, as --ignore-certificate-errors-spki-list wants it."""
    key = subprocess.run([OPENSSL, "x509", "-in", certificate, "-noout", "-pubkey"], check=True, stdout=subprocess.PIPE)
    der = subprocess.run([OPENSSL, "pkey", "-pubin", "-outform", "DER"], input=key.stdout, check=True,
                         stdout=subprocess.PIPE)
    return base64.b64encode(hashlib.sha256(der.stdout).digest()).decode()


class Chromium:
    """`pins`: the keys of servers that it takes though it knows no authority of theirs."""

    def __init__(self, pins=()):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=PAGE))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        folder = self.temporary.name
        tone = os.path.join(folder, "tone.wav")
        write_tone(tone, MICROPHONE_HZ)
        self.log = open(os.path.join(folder, "log"), "w+", encoding="utf-8", errors="replace")
        self.numbers, self.answers, self.changed = itertools.count(1), {}, threading.Condition()
        self._start([*FLAGS, f"--use-file-for-fake-audio-capture={tone}", f"--user-data-dir={folder}/profile",
                     *([f"--ignore-certificate-errors-spki-list={','.join(pins)}"] if pins else [])], folder)
        self.version = self.ask("Browser.getVersion")["product"]

    def _start(self, flags, folder):
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        pipes = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (theirs_in, theirs_out)]  # not 3 or 4

        def arrange():
            os.dup2(pipes[0], 3)
            os.dup2(pipes[1], 4)

        self.process = subprocess.Popen(
            [CHROMIUM, *flags, "--remote-debugging-pipe", "about:blank"], stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log, preexec_fn=arrange, close_fds=False, env=dict(os.environ, HOME=folder, TMPDIR=folder))
        for end in (theirs_in, theirs_out, *pipes):
            os.close(end)
        self.output, self.input = os.fdopen(ours_out, "wb", 0), os.fdopen(ours_in, "rb", 0)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        rest = b""
        while True:
            more = self.input.read(1 << 16)
            *messages, rest = (rest + more).split(b"\0")
            with self.changed:
                for message in map(json.loads, messages):
                    if "id" in message:
                        self.answers[message["id"]] = message
                if not more:
                    self.answers = None
                self.changed.notify_all()
            if not more:
                return

    def ask(self, method, session=None, bound_s=BOUND_S, **parameters):
        """A command of the DevTools protocol, and its result."""
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": parameters, **({"sessionId": session} if session else {})}
        self.output.write(json.dumps(message).encode() + b"\0")
        with self.changed:
            come = self.changed.wait_for(lambda: self.answers is None or number in self.answers, bound_s)
            assert come and self.answers is not None, f"no answer to {method} {parameters}:\n{self.said()}"
            answer = self.answers.pop(number)
        assert "error" not in answer, f"{method}: {answer.get('error')}"
        return answer["result"]

    def page(self):
        return Page(self)

    def said(self):
        with open(self.log.name, encoding="utf-8", errors="replace") as file:
            return file.read()

    def close(self):
        with contextlib.suppress(AssertionError, OSError):
            self.ask("Browser.close")
        try:
            self.process.wait(BOUND_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.output.close()
        self.log.close()
        self.server.shutdown()
        self.server.server_close()
        self.temporary.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Page:
    """A page with a phone in it. `do` calls a function of it, `expect` waits for one of its events."""

    def __init__(self, browser):
        self.browser, self.closed = browser, False
        self.target = browser.ask("Target.createTarget", url=browser.origin + "/")["targetId"]
        self.session = browser.ask("Target.attachToTarget", targetId=self.target, flatten=True)["sessionId"]
        for _ in range(BOUND_S * 100):
            if self.evaluate("document.readyState === 'complete' && !!window.phone"):
                return
            give_way()
        raise AssertionError("the page does not load: has tests/browser/packages been run?")

    def evaluate(self, expression, bound_s=BOUND_S):
        answer = self.browser.ask("Runtime.evaluate", self.session, bound_s, expression=expression, awaitPromise=True,
                                  returnByValue=True)
        assert "exceptionDetails" not in answer, f"{expression}: {answer['exceptionDetails']}"
        return answer["result"].get("value")

    def do(self, name, *arguments):
        return self.evaluate(f"phone.{name}({', '.join(map(json.dumps, arguments))})")

    def expect(self, event, **fields):
        """The next such event after the one expected before, with these fields among its own."""
        try:
            while True:
                found = self.do("next", event)
                if all(found.get(key) == value for key, value in fields.items()):
                    return found
        except AssertionError as error:
            raise AssertionError(f"no {event} {fields} in the page:\n{self.story()}") from error

    def story(self):
        return "\n".join(json.dumps({k: v for k, v in event.items() if k != "sdp"})
                         for event in self.evaluate("phone.events"))

    def events(self, name):
        return [event for event in self.evaluate("phone.events") if event["event"] == name]

    def wait(self, fact, what):
        """Until `fact()` is true."""
        until = time.monotonic() + BOUND_S
        while not fact():
            assert time.monotonic() < until, f"waited in vain for {what}:\n{self.story()}\n{self.do('heard')}"
            give_way()

    def hears_hz(self, hz):
        """Wait until it hears this frequency, well above silence; 0: nothing."""
        def does():
            heard = self.do("heard")
            return heard["level_db"] < -60 if hz == 0 else heard["level_db"] > -40 and abs(heard["hz"] - hz) <= 15
        self.wait(does, f"{hz} Hz")

    def register(self, url, uri, password):
        self.do("register", url, uri, password)
        self.expect("registered")

    def close(self):
        """Also the socket is closed then, without a word to the proxy."""
        if not self.closed:
            self.closed = True
            self.browser.ask("Target.closeTarget", targetId=self.target)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
