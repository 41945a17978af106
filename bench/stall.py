#!/usr/bin/env python3
"""For how long the phone's signalling stands still while a call's media is made ready.

A second voice asks the phone (OPTIONS) every millisecond and counts until the answer arrives, by the kernel's stamps:
while nothing happens, while a call with plain RTP rings, while one with keys in its description (SDES) does, one with
WebRTC, and while the first of those two does, for which more is loaded. Each waits 0.4 s and is then declined. Prints a table; nothing is asserted.

usage: stall.py BUILD_FOLDER [-n CALLS]
"""
import argparse
import statistics
import time

from offers import BrowserLike, WithKeys
from phones import Caller, Offhook, Stage

WATCHED_S, EVERY_NS = 0.4, 1_000_000


class Voice:
    """Asks through a socket of its own while the caller's turns go on."""

    def __init__(self, caller, number):
        self.caller, self.number, self.asked, self.waited_us = caller, number, {}, []
        self.other = Caller(caller.port)  # for its socket
        caller.watch(self.other.sip, lambda: self.other.drain(self.other.sip, self.hear))

    def ask(self, until_ns):
        name = f"{self.number}x{len(self.asked)}"
        here = self.other.sip.getsockname()[1]
        request = (f"OPTIONS sip:phone@127.0.0.1:{self.caller.port} SIP/2.0\r\n"
                   f"Via: SIP/2.0/UDP 127.0.0.1:{here};rport;branch=z9hG4bK{name}\r\nFrom: <sip:v@127.0.0.1>;tag={name}\r\n"
                   f"To: <sip:phone@127.0.0.1>\r\nCall-ID: {name}\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n"
                   f"Content-Length: 0\r\n\r\n").encode()
        self.asked[name] = time.monotonic_ns()
        self.other.sip.send(request)
        if time.monotonic_ns() < until_ns:
            self.caller.at(self.asked[name] + EVERY_NS, lambda: self.ask(until_ns))

    def hear(self, data, at_ns, _):
        name = data.split(b"\r\nCall-ID: ")[1].split(b"\r\n")[0].decode()
        self.waited_us.append((at_ns - self.asked[name]) / 1000)

    def all_heard(self):
        return len(self.waited_us) == len(self.asked)

    def close(self):
        self.other.close()


def watch(phone, make, rings, number):
    """How long each question waited."""
    with make(phone.port) as caller:
        voice = Voice(caller, number)
        end = time.monotonic_ns() + round(WATCHED_S * 1e9)
        voice.ask(end)
        call = caller.invite() if rings else None
        caller.wait(lambda: time.monotonic_ns() > end and voice.all_heard(), "the last answer")
        if call:
            phone.answer()
            caller.wait(call.over, "the end of the call")
        voice.close()
    return voice.waited_us


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("build", help="the build folder, for example build/release")
    options.add_argument("-n", type=int, default=20, help="calls of each kind")
    options = options.parse_args()
    kinds = {"nothing happens": (Caller, False), "plain RTP": (Caller, True), "SDES": (WithKeys, True),
             "WebRTC": (BrowserLike, True)}
    waited = {kind: [] for kind in ("nothing happens", "plain RTP", "SDES, the first call", "SDES", "WebRTC, the first call", "WebRTC")}
    with Stage() as stage:
        phone = stage.start(Offhook, "offhook", options.build, "--audio", "tone:440")
        phone.trigger = b"decline\n"
        number = 0
        for turn in range(options.n + 1):
            for kind, (make, rings) in kinds.items():
                number += 1
                us = watch(phone, make, rings, number)
                if turn > 0:  # the first is for warming up
                    waited[kind] += us
                elif make is not Caller:
                    waited[f"{kind}, the first call"] += us
    print("a question to the signalling waited so long, milliseconds: median, 99 %, longest, of so many")
    for kind, us in waited.items():
        us.sort()
        print(f"  {kind:24} {statistics.median(us) / 1000:6.2f} {us[len(us) * 99 // 100] / 1000:6.2f} "
              f"{us[-1] / 1000:6.2f}   {len(us)}")


if __name__ == "__main__":
    main()
