#!/usr/bin/env python3
"""What calls leave behind: memory, threads and descriptors before the first call, after so many in a row, and later.

Each call has RTP both ways. offhook with tone media and, on a private PulseAudio with null sinks, with devices. Sofia-SIP keeps
what belongs to a call for 32 s after it. Prints a table; nothing is asserted.

usage: memory.py BUILD_FOLDER [-n CALLS]
"""
import argparse
import time

from phones import MANY, Caller, Offhook, Stage
from soak import PACKETS, Sizes

SETTLE_S, REST_S = 3, 40


def rest(caller, seconds):
    until = time.monotonic() + seconds
    caller.wait(lambda: time.monotonic() > until, "time", seconds + 1)


def call(caller):
    call = caller.invite()
    caller.wait(lambda: call.sent >= PACKETS and call.heard, "sound both ways")
    caller.bye(call)
    caller.wait(call.over, "the end of a call")


def measure(phone, count):
    def tell(when):
        print(f"  {phone.name:20} {when:24} {Sizes(phone.process.pid)}", flush=True)
    with Caller(phone.port) as caller:
        caller.watch(phone.process.stdout, phone.read)
        rest(caller, SETTLE_S)
        tell("before the first call")
        for number in range(1, count + 1):
            call(caller)
            if number in (1, 100, count // 2, count):
                tell(f"after {number}")
        rest(caller, REST_S)
        tell(f"{REST_S} s later")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("build", help="the build folder, for example build/release")
    options.add_argument("-n", type=int, default=500, help="calls in a row")
    options = options.parse_args()
    with Stage() as stage:
        measure(stage.start(Offhook, "offhook, tone", options.build, *MANY, "--audio", "tone:440"), options.n)
        sound = stage.sound()
        if sound:
            measure(stage.start(Offhook, "offhook, PulseAudio", options.build, *MANY, "--audio", "device",
                                environment=sound), options.n)


if __name__ == "__main__":
    main()
