"""A caller that is nothing but a socket, for what SIPp will not send, or not at the right moment."""
import re
import socket

BOUND_S = 15
SDP = "\r\n".join(["v=0", "o=x 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0", "m=audio {} RTP/AVP 8",
                   "a=rtpmap:8 PCMA/8000", ""])


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


class Dialog(Caller):
    """One dialog with the phone, as a socket of its own."""

    def __init__(self, phone, name):
        super().__init__(phone)
        self.name, self.to_tag = name, None

    def request(self, method, cseq=1, headers=(), body=""):
        tag = f";tag={self.to_tag}" if self.to_tag and method != "CANCEL" else ""
        self.send("\r\n".join([
            f"{method} sip:phone@127.0.0.1:{self.target[1]} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:9;rport;branch=z9hG4bK-{self.name}-{cseq}-"
            + ("INVITE" if method == "CANCEL" else method),
            f"From: <sip:{self.name}@127.0.0.1>;tag=from-{self.name}", f"To: <sip:phone@127.0.0.1>{tag}",
            f"Call-ID: id-{self.name}", f"CSeq: {cseq} {method}", "Max-Forwards: 70",
            f"Contact: <sip:{self.name}@127.0.0.1:{self.socket.getsockname()[1]}>", *headers,
            *(["Content-Type: application/sdp"] if body else []), f"Content-Length: {len(body)}", "", body]).encode())

    def invite(self, *headers, body=SDP.format(41000)):
        self.request("INVITE", headers=headers, body=body)

    def answered(self, status=200):
        """Wait for this status, and acknowledge it if it is a 200."""
        text = self.response(status)
        self.to_tag = re.search(r"\nTo: .*;tag=([^;\r]+)", text)[1]
        if status == 200:
            self.request("ACK")
        return text

    def names(self, *more):
        """The Replaces that names this dialog."""
        return f"Replaces: id-{self.name};" + ";".join((f"to-tag={self.to_tag}", f"from-tag=from-{self.name}", *more))

    def hung_up_on(self):
        """Wait for the phone's BYE, and answer it."""
        while True:
            text = self.socket.recv(65536).decode()
            if text.startswith("BYE "):
                keep = [line for line in text.split("\r\n") if re.match("(Via|From|To|Call-ID|CSeq):", line)]
                self.send("\r\n".join(["SIP/2.0 200 OK", *keep, "Content-Length: 0", "", ""]).encode())
                return text
