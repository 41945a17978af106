"""A registrar that calls come through, and that is a script: UDP, digest (RFC 2617, MD5, qop=auth), one binding; it gives
our own INVITEs 404."""
import hashlib
import re
import socket
import threading
import time

BOUND_S = 15
REALM, NONCE = "offhook.test", "5ca1ab1e"


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def header(message, name):
    """The value of the header field, or None."""
    found = re.search(rf"^{name}\s*:\s*(.*?)\r$", message, re.IGNORECASE | re.MULTILINE)
    return found and found.group(1)


def response(request, status, *more):
    copied = [line for line in request.split("\r\n") if re.match(r"(Via|From|Call-ID|CSeq)\s*:", line, re.IGNORECASE)]
    to = header(request, "To")
    tag = "" if ";tag=" in to else ";tag=registrar"
    return "\r\n".join([f"SIP/2.0 {status}", *copied, f"To: {to}{tag}", *more, "Content-Length: 0", "", ""])


class Exchange:
    def __init__(self, user="alice", password="geheim", host="127.0.0.1"):
        self.user, self.password, self.host = user, password, host
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((host, 0))
        self.socket.settimeout(0.1)
        self.port = self.socket.getsockname()[1]
        self.changed = threading.Condition()
        self.messages = []  # everything received, as text
        self.contact = self.address = None
        self.silent = False  # it hears, and says nothing
        self.call_at_once = None  # the number of who calls before the first REGISTER is answered
        self.running = True
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def uri(self):
        return f"sip:{self.user}@{self.host}"

    def server(self):
        return f"sip:{self.host}:{self.port}"

    def secret(self):
        """What is as good as the password (HA1)."""
        return md5(f"{self.user}:{REALM}:{self.password}")

    # ---- Serving ----

    def _serve(self):
        while self.running:
            try:
                data, address = self.socket.recvfrom(65536)
            except (TimeoutError, socket.timeout):
                continue
            message = data.decode()
            if message.startswith("REGISTER ") and self.call_at_once:
                self._bind(message, address)
                self.invite(self.call_at_once)
                self.call_at_once = None
            if message.startswith("REGISTER ") and not self.silent:
                self.socket.sendto(self._register(message, address).encode(), address)
            if message.startswith("INVITE "):
                self.socket.sendto(response(message, "404 Not Found").encode(), address)
            with self.changed:
                self.messages.append(message)
                self.changed.notify_all()

    def _is_proved(self, request):
        fields = dict(re.findall(r'(\w+)="?([^",]*)"?', header(request, "Authorization") or ""))
        if fields.get("nonce") != NONCE or fields.get("username") != self.user:
            return False
        what = md5(f"REGISTER:{fields['uri']}")
        return fields["response"] == md5(
            f"{self.secret()}:{NONCE}:{fields['nc']}:{fields['cnonce']}:{fields['qop']}:{what}")

    def _register(self, request, address):
        if not self._is_proved(request):
            return response(request, "401 Unauthorized",
                            f'WWW-Authenticate: Digest realm="{REALM}", nonce="{NONCE}", algorithm=MD5, qop="auth"')
        expires = re.search(r";expires=(\d+)", header(request, "Contact")) or re.match(r"(\d+)", header(request, "Expires"))
        if expires.group(1) == "0":
            self.contact = self.address = None
            return response(request, "200 OK")
        self._bind(request, address)
        return response(request, "200 OK", f"Contact: <{self.contact}>;expires={expires.group(1)}")

    def _bind(self, request, address):
        self.contact, self.address = re.search(r"<([^>]*)>", header(request, "Contact")).group(1), address

    # ---- Looking ----

    def wait_for(self, start, fits=lambda message: True):
        """The first message that begins so and fits."""
        until = time.monotonic() + BOUND_S
        with self.changed:
            while True:
                for message in self.messages:
                    if message.startswith(start) and fits(message):
                        return message
                if not self.changed.wait(until - time.monotonic()):
                    raise AssertionError(f"no {start} in:\n" + "\n".join(self.messages))

    # ---- A call through it ----

    def request(self, method, number, caller, to_tag="", body=""):
        lines = [f"{method} {self.contact} SIP/2.0",
                 f"Via: SIP/2.0/UDP {self.host}:{self.port};branch=z9hG4bK{method}{number}",
                 f"From: <sip:{caller}@{self.host}:{self.port}>;tag=b", f"To: <{self.uri()}>{to_tag}",
                 "Call-ID: through@registrar", f"CSeq: {number} {method}", "Max-Forwards: 69",
                 f"Contact: <sip:{caller}@{self.host}:{self.port}>"]
        if body:
            lines.append("Content-Type: application/sdp")
        text = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", body])
        self.socket.sendto(text.encode(), self.address)

    def invite(self, caller):
        self.request("INVITE", 1, caller, body="v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                                               "m=audio 9 RTP/AVP 8\r\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.running = False
        self.thread.join()
        self.socket.close()
