"""A caller that is nothing but a socket, for what SIPp will not send, or not at the right moment."""
import socket

BOUND_S = 15


def message(phone, method="OPTIONS", branch="a", extra=(), length=0, body="", version="SIP/2.0"):
    return "\r\n".join([
        f"{method} sip:phone@127.0.0.1:{phone.port()} {version}",
        f"Via: SIP/2.0/UDP 127.0.0.1:9;rport;branch=z9hG4bK-{branch}",
        "From: <sip:mallory@127.0.0.1>;tag=m", "To: <sip:phone@127.0.0.1>", f"Call-ID: bad-{branch}",
        f"CSeq: 1 {method}", "Max-Forwards: 70", "Contact: <sip:mallory@127.0.0.1:9>", *extra,
        f"Content-Length: {length}", "", body]).encode()


class Caller:
    """A bare socket."""

    def __init__(self, phone):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(BOUND_S)
        self.target = ("127.0.0.1", phone.port())

    def send(self, data):
        self.socket.sendto(data, self.target)

    def final(self):
        """The next final status."""
        while True:
            status = int(self.socket.recv(65536).split(b" ", 2)[1])
            if status >= 200:
                return status

    def response(self, status):
        """The next with this status, whole."""
        while True:
            text = self.socket.recv(65536).decode()
            if text.startswith(f"SIP/2.0 {status} "):
                return text

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
