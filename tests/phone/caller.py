"""A caller for many calls: SIP and real RTP (PCMA, a tone) over UDP on loopback, from one thread.

A call is begun with `invite`; while `turn` or `wait` runs it goes on by itself, from the 200 on with a packet each
20 ms, to the BYE when it was up for `hold_s`. What arrives carries the kernel's stamp, so that our own waking up is
in no figure. All times are nanoseconds of CLOCK_MONOTONIC.
"""
import heapq
import itertools
import math
import os
import re
import select
import socket
import struct
import time

from wire import SO_TIMESTAMPNS, alaw, is_audible

BOUND_S = 15
FRAME_NS, FRAME_SAMPLES = 20_000_000, 160
T1_NS = 500_000_000  # RFC 3261, 17.1.1.1: the first pause before a request is sent once more
BUFFER = 4 << 20
TONE_HZ, RATE_HZ, PCMA = 400, 8000, 8  # each packet holds whole periods, so all can be the same


def tone():
    byte_of = {alaw(byte): byte for byte in range(256)}
    samples = (8000 * math.sin(2 * math.pi * TONE_HZ * i / RATE_HZ) for i in range(FRAME_SAMPLES))
    return bytes(byte_of[min(byte_of, key=lambda level: abs(level - sample))] for sample in samples)


def bound_socket():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    sock.bind(("127.0.0.1", 0))
    sock.setblocking(False)
    return sock


class Call:
    """One call, as its caller saw it. What did not happen is None."""

    def __init__(self, number, hold_s):
        self.number, self.hold_s = number, hold_s
        self.invited = self.ringing = self.accepted = self.first_rtp = self.first_audible = None
        self.ending = self.ended = self.refused = None
        self.tag, self.media_port = "", None
        self.sent = self.heard = self.repeats = 0  # packets each way; requests and 200s sent more than once

    def over(self):
        return self.ended is not None or self.refused is not None

    def complete(self):
        """It came up, was heard, and its BYE was answered."""
        return self.ended is not None and self.sent > 0 and self.heard > 0


class Caller:
    """Calls the phone at this port. `calls` has them all, by number."""

    def __init__(self, port, user="phone"):
        self.user, self.port = user, port
        self.sip, self.rtp = bound_socket(), bound_socket()
        self.sip.connect(("127.0.0.1", port))
        self.poll = select.epoll()
        for sock in (self.sip, self.rtp):
            self.poll.register(sock, select.EPOLLIN)
        self.ahead_ns = time.clock_gettime_ns(time.CLOCK_REALTIME) - time.monotonic_ns()
        self.calls, self.by_media_port, self.early, self.also = {}, {}, {}, {}
        self.agenda, self.order = [], itertools.count()
        self.tone = tone()
        self.name = f"{os.getpid()}.{self.sip.getsockname()[1]}"

    # ---- What can be asked for ----

    def invite(self, hold_s=None):
        """Begin a call. Without `hold_s` it lasts until `bye`."""
        call = self.calls[len(self.calls)] = Call(len(self.calls), hold_s)
        request = self.request("INVITE", call, 1, self.offer())
        call.invited = time.monotonic_ns()
        self.sip.send(request)
        self.repeat(call, request, lambda: call.ringing or call.accepted or call.over(), T1_NS)
        return call

    def bye(self, call):
        request = self.request("BYE", call, 2)
        call.ending = time.monotonic_ns()
        self.sip.send(request)
        self.repeat(call, request, call.over, T1_NS)

    def at(self, when_ns, what):
        heapq.heappush(self.agenda, (when_ns, next(self.order), what))

    def watch(self, file, read):
        """`read()` whenever this file has something."""
        self.also[file.fileno()] = read
        self.poll.register(file, select.EPOLLIN)

    def turn(self, seconds):
        """Do what there is to do, waiting at most this long for it."""
        now = time.monotonic_ns()
        while self.agenda and self.agenda[0][0] <= now:
            heapq.heappop(self.agenda)[2]()
        until = now + round(seconds * 1e9)
        if self.agenda:
            until = min(until, self.agenda[0][0])
        for number, _ in self.poll.poll(max(0, until - time.monotonic_ns()) / 1e9):
            if number == self.rtp.fileno():
                self.drain(self.rtp, self.on_rtp)
            elif number == self.sip.fileno():
                self.drain(self.sip, self.on_sip)
            else:
                self.also[number]()

    def wait(self, fact, what, bound_s=BOUND_S):
        """Until `fact()` is true."""
        end = time.monotonic() + bound_s
        while not fact():
            if time.monotonic() > end:
                raise AssertionError(f"waited {bound_s} s in vain for {what}")
            self.turn(0.1)

    def call(self, hold_s):
        """A whole call."""
        call = self.invite(hold_s)
        self.wait(call.over, f"the end of call {call.number}", BOUND_S + hold_s)
        return call

    def close(self):
        self.poll.close()
        self.sip.close()
        self.rtp.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # ---- How it is done ----

    def offer(self):
        return "\r\n".join(["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0",
                            f"m=audio {self.rtp.getsockname()[1]} RTP/AVP {PCMA}", "a=rtpmap:8 PCMA/8000", ""])

    def request(self, method, call, cseq, body=""):
        here = self.sip.getsockname()[1]
        return "\r\n".join([
            f"{method} sip:{self.user}@127.0.0.1:{self.port} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{here};rport;branch=z9hG4bK-{self.name}-{call.number}-{method}",
            f"From: <sip:alice@127.0.0.1:{here}>;tag=from{call.number}",
            f"To: <sip:{self.user}@127.0.0.1:{self.port}>{call.tag}",
            f"Call-ID: {self.name}-{call.number}", f"CSeq: {cseq} {method}", f"Contact: <sip:alice@127.0.0.1:{here}>",
            "Max-Forwards: 70", *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}", "", body]).encode()

    def repeat(self, call, request, is_answered, pause_ns):
        def once_more():
            if not is_answered():
                call.repeats += 1
                self.sip.send(request)
                self.repeat(call, request, is_answered, 2 * pause_ns)
        self.at(time.monotonic_ns() + pause_ns, once_more)

    def drain(self, sock, take):
        while True:
            try:
                data, control, _, source = sock.recvmsg(65536, 64)
            except BlockingIOError:
                return
            except ConnectionRefusedError:  # nobody listens (any more): the requests are repeated
                continue
            seconds, nanoseconds = struct.unpack_from("qq", control[0][2])
            take(data, seconds * 1_000_000_000 + nanoseconds - self.ahead_ns, source)

    def on_rtp(self, data, at_ns, source):
        call = self.by_media_port.get(source[1])
        if not call:  # it may overtake the 200 that names its port
            self.early.setdefault(source[1], []).append((data, at_ns, source))
            return
        if call.over() or len(data) < 13 or data[1] & 0x7f != PCMA:
            return
        call.heard += 1
        call.first_rtp = call.first_rtp or at_ns
        if not call.first_audible and is_audible(data):
            call.first_audible = at_ns

    def on_sip(self, data, at_ns, _):
        text = data.decode()
        known = re.search(r"\nCall-ID: \S*-(\d+)", text)
        if not known:  # what keeps a way through a NAT open (linphonec's "jaK", CRLF) is no message
            return
        call = self.calls.get(int(known.group(1)))
        if not text.startswith("SIP/2.0 "):  # the phone hangs up
            self.sip.send(self.response(text))
            call.ended = call.ended or at_ns
            return
        status, method = int(text[8:11]), re.search(r"\nCSeq: \d+ (\w+)", text).group(1)
        if status < 200:
            if status == 180:
                call.ringing = call.ringing or at_ns
        elif method == "BYE":
            call.ended = call.ended or at_ns
        elif status < 300:
            self.on_accepted(call, text, at_ns)
        else:
            call.refused = status
            self.sip.send(self.request("ACK", call, 1).replace(b"-ACK", b"-INVITE"))

    def on_accepted(self, call, text, at_ns):
        if call.accepted:
            call.repeats += 1
        else:
            call.accepted = at_ns
            call.tag = ";tag=" + re.search(r"\nTo: .*tag=([^;\r]+)", text).group(1)
            call.media_port = int(re.search(r"\nm=audio (\d+)", text).group(1))
            self.by_media_port[call.media_port] = call
            for packet in self.early.pop(call.media_port, ()):
                self.on_rtp(*packet)
            self.send_tone(call, time.monotonic_ns())
            if call.hold_s is not None:
                self.at(at_ns + round(call.hold_s * 1e9), lambda: call.over() or self.bye(call))
        self.sip.send(self.request("ACK", call, 1))

    def send_tone(self, call, due_ns):
        if call.ending or call.over():
            return
        head = struct.pack("!BBHII", 0x80, PCMA, call.sent & 0xffff, call.sent * FRAME_SAMPLES, call.number + 1)
        self.rtp.sendto(head + self.tone, ("127.0.0.1", call.media_port))
        call.sent += 1
        self.at(due_ns + FRAME_NS, lambda: self.send_tone(call, due_ns + FRAME_NS))

    @staticmethod
    def response(request):
        kept = ("Via:", "From:", "To:", "Call-ID:", "CSeq:")
        lines = [line for line in request.split("\r\n") if line.startswith(kept)]
        return "\r\n".join(["SIP/2.0 200 OK", *lines, "Content-Length: 0", "", ""]).encode()
