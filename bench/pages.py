"""A page of headless Chromium as the caller, by Kamailio as deploy/kamailio configures it: WebRTC. What passes on the
loopback interface is read by a packet socket, which takes root."""
import os
import re
import subprocess
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.join(HERE, "..", "tests")
for suite in ("phone", "browser"):
    sys.path.append(os.path.join(TESTS, suite))
PAGE = os.environ.setdefault("BROWSER_PAGE", os.path.join(HERE, "..", "build", "browser-page"))

from chromium import Chromium, key_pin  # noqa: E402
from proxy import PASSWORD, Proxy  # noqa: E402
from wire import Wire  # noqa: E402

PHONES_MAX = 16
AUDIBLE_BYTES = 40  # of an RTP packet's payload, encrypted Opus: silence has 3 to 20, a tone 60 and more


def usable():
    """Whether there is a page (its script is made of what npm brings), and whether we may listen on the interface."""
    try:
        Wire().stop()
    except unittest.SkipTest as reason:
        print(f"no WebRTC: {reason}")
        return False
    return subprocess.run([os.path.join(TESTS, "browser", "packages"), PAGE], check=False).returncode == 0


def is_rtp(data):
    return len(data) > 12 and data[0] >> 6 == 2 and not 192 <= data[1] <= 223


def is_dtls(data):
    return len(data) > 12 and 20 <= data[0] <= 63


class Pages:
    """`options(number)` are those of the phone that has taken this number; `call` has the page call it."""

    def __init__(self, stage):
        self.taken = 0
        self.proxy = stage.enter_context(Proxy(["alice", *map(self.user, range(PHONES_MAX))]))
        self.browser = stage.enter_context(Chromium([key_pin(self.proxy.certificate)]))
        self.page = stage.enter_context(self.browser.page())
        self.page.register(self.proxy.wss, self.proxy.uri("alice"), PASSWORD)

    def take(self):
        self.taken += 1
        return self.taken - 1

    @staticmethod
    def user(number):
        return f"phone{number}"

    def options(self, number):
        return ("--account", self.proxy.uri(self.user(number)), "--registrar", self.proxy.udp, "--password-file",
                self.proxy.password_file)

    def call(self, number, phone, ring_s, rest_s, read):
        """The page calls. When the phone was ordered to answer, what `read(phone)` says at the end of the talk, and the
        moments on the wire, in ns of CLOCK_MONOTONIC."""
        self.page.do("call", self.proxy.uri(self.user(number)))
        self.page.expect("progress")
        time.sleep(ring_s)
        phone.read()
        wire = Wire()
        try:
            begin = time.monotonic_ns()
            phone.answer()
            self.page.expect("confirmed")
            self.page.wait(lambda: self.page.do("heard")["level_db"] > -40, f"a sound of {phone.name}")
            phone.tell(b"calls --stats\n")
            time.sleep(rest_s)
            told = read(phone)
        finally:
            wire.stop()
        sdp = self.page.events("sdp")[-1]["sdp"]
        self.page.do("hangUp")
        phone.wait_for(b'{"event":"ended"')
        return begin, told, moments_on_wire(wire.packets, phone.port, sdp)


def moments_on_wire(packets, sip_port, sdp):
    """Of the packets since the answer: the 200, DTLS's last, the first of media, the first with a
    sound."""
    ports = {int(port) for port in re.findall(r"a=candidate:\S+ 1 \S+ \S+ \S+ (\d+)", sdp)}
    accepted = [packet for packet in packets if packet.source == sip_port and packet.data.startswith(b"SIP/2.0 200 ")
                and re.search(rb"CSeq: \d+ INVITE", packet.data)]
    media = [packet for packet in packets if packet.source in ports and is_rtp(packet.data)]
    secured = [packet for packet in packets if ports & {packet.source, packet.target} and is_dtls(packet.data)]
    audible = [packet for packet in media if len(packet.data) >= 12 + AUDIBLE_BYTES]
    return {"200 OK": first(accepted), "ICE and DTLS": secured[-1].at_us * 1000 if secured else None,
            "first packet": first(media), "first sound": first(audible)}


def first(packets):
    return packets[0].at_us * 1000 if packets else None
