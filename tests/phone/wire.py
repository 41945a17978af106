"""What is on the wire: a packet socket on the loopback interface, outside of every process under test.

The kernel stamps each packet; the stamps are turned to CLOCK_MONOTONIC, the clock of the phone's events.
"""
import collections
import errno
import re
import socket
import struct
import threading
import time
import unittest

ETH_P_IP, PACKET_OUTGOING, SO_TIMESTAMPNS = 0x0800, 4, 35
AUDIBLE = 500  # of 32768

Packet = collections.namedtuple("Packet", "at_us source target data")


def alaw(byte):
    """The sample of an A-law byte (G.711)."""
    byte ^= 0x55
    exponent, mantissa = (byte >> 4) & 7, byte & 15
    sample = (mantissa << 4) + 8
    if exponent:
        sample = (sample + 0x100) << (exponent - 1)
    return sample if byte & 0x80 else -sample


def is_audible(rtp):
    """A packet of PCMA with a sample that one can hear."""
    return len(rtp) > 12 and rtp[1] & 0x7f == 8 and max(abs(alaw(byte)) for byte in rtp[12:]) >= AUDIBLE


def udp(frame):
    """(source, target, payload) of an IPv4 packet with UDP, or None."""
    head = (frame[0] & 15) * 4
    if frame[0] >> 4 != 4 or frame[9] != socket.IPPROTO_UDP or len(frame) < head + 8:
        return None
    source, target = struct.unpack_from("!HH", frame, head)
    return source, target, bytes(frame[head + 8:])


class Wire:
    """Listens from its making to `stop`."""

    def __init__(self):
        try:
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_IP))
        except PermissionError as error:
            raise unittest.SkipTest("listening on the wire takes root, or CAP_NET_RAW") from error
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self.socket.bind(("lo", ETH_P_IP))
        self.socket.settimeout(0.1)
        self.ahead_ns = time.clock_gettime_ns(time.CLOCK_REALTIME) - time.clock_gettime_ns(time.CLOCK_MONOTONIC)
        self.packets, self.running = [], True
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        while self.running:
            try:
                frame, control, _, address = self.socket.recvmsg(65536, 128)
            except (TimeoutError, socket.timeout):
                continue
            except OSError as error:
                if error.errno == errno.ENETDOWN:
                    continue
                raise
            found = udp(frame)
            if address[2] == PACKET_OUTGOING or not found:  # loopback shows each packet twice
                continue
            stamp = next(data for level, kind, data in control if kind == SO_TIMESTAMPNS)
            seconds, nanoseconds = struct.unpack("qq", stamp[:16])
            at_ns = seconds * 1_000_000_000 + nanoseconds - self.ahead_ns
            self.packets.append(Packet(at_ns // 1000, *found))

    def stop(self):
        self.running = False
        self.reader.join()
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    # ---- Reading ----

    def sip(self, source, start):
        """The SIP messages from this port that begin with `start`."""
        return [packet for packet in list(self.packets)
                if packet.source == source and packet.data.startswith(start.encode())]

    def answer(self, source):
        """The first 200 with a description from this port, or None."""
        return next((packet for packet in self.sip(source, "SIP/2.0 200") if b"m=audio" in packet.data), None)

    def media_port(self, source):
        """The port that the description in that 200 names."""
        return int(re.search(rb"m=audio (\d+)", self.answer(source).data).group(1))

    def rtp(self, source=None, target=None):
        """RTP (version 2, payload types of audio) from or to this port, without RTCP."""
        return [packet for packet in list(self.packets)
                if (source is None or packet.source == source) and (target is None or packet.target == target)
                and len(packet.data) >= 12 and packet.data[0] >> 6 == 2 and not 200 <= packet.data[1] <= 207]
