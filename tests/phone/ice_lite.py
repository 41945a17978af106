"""A peer that answers ICE's checks (as a lite one, RFC 8445, 2.5) and says nothing else: no DTLS, no media."""
import hashlib
import hmac
import socket
import struct
import zlib

from datagrams import Datagrams

COOKIE = 0x2112A442
REQUEST, SUCCESS = 0x0001, 0x0101
XOR_MAPPED_ADDRESS, MESSAGE_INTEGRITY, FINGERPRINT = 0x0020, 0x0008, 0x8028
UFRAG, PWD = "lite", "a-password-of-22-chars".replace("-", "+")

SDP = """v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
a=ice-lite
m=audio {port} UDP/TLS/RTP/SAVPF 8
a=rtpmap:8 PCMA/8000
a=rtcp-mux
a=ice-ufrag:{ufrag}
a=ice-pwd:{pwd}
a=fingerprint:sha-256 {fingerprint}
a=setup:{setup}
a=candidate:1 1 UDP 2130706431 127.0.0.1 {port} typ host
a=end-of-candidates
"""


def is_stun(data):
    return len(data) >= 20 and struct.unpack_from("!I", data, 4)[0] == COOKIE


def attribute(kind, value):
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def head(kind, length, transaction):
    return struct.pack("!HHI", kind, length, COOKIE) + transaction


def answer(request, source):
    """To a check: where it came from, signed (RFC 8489)."""
    transaction = request[8:20]
    host = struct.unpack("!I", socket.inet_aton(source[0]))[0]
    body = attribute(XOR_MAPPED_ADDRESS, struct.pack("!HHI", 1, source[1] ^ COOKIE >> 16, host ^ COOKIE))
    key = hmac.new(PWD.encode(), head(SUCCESS, len(body) + 24, transaction) + body, hashlib.sha1).digest()
    body += attribute(MESSAGE_INTEGRITY, key)
    checksum = zlib.crc32(head(SUCCESS, len(body) + 8, transaction) + body) ^ 0x5354554E
    body += attribute(FINGERPRINT, struct.pack("!I", checksum))
    return head(SUCCESS, len(body), transaction) + body


class Lite(Datagrams):
    """`answers`: its part of ICE. It counts what came: checks, and anything else."""

    def __init__(self, answers=True):
        self.answers, self.checks, self.others = answers, 0, 0
        super().__init__()

    def sdp(self, setup="actpass"):
        return SDP.format(port=self.port, ufrag=UFRAG, pwd=PWD, setup=setup,
                          fingerprint=":".join(f"{byte:02X}" for byte in range(32)))

    def heard(self, data, source):
        if not is_stun(data):
            self.others += 1
        elif struct.unpack_from("!H", data)[0] == REQUEST:
            self.checks += 1
            if self.answers:
                self.socket.sendto(answer(data, source), source)
