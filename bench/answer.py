#!/usr/bin/env python3
"""The answer path, from outside: from the INVITE to the 180, from the user's answer to the 200, to the first RTP packet
and to the first one that can be heard, from the BYE to its 200.

Calls each phone in turn over UDP on loopback: `bare` (bench/bare.c, the floor), offhook with tone media, and, on one
private PulseAudio with null sinks in 10 ms blocks, offhook, baresip and linphonec, as far as they are installed.
Arrivals carry the kernel's receive stamp. Prints a table; nothing is asserted.

usage: answer.py BUILD_FOLDER [-n CALLS]
"""
import argparse
import statistics
import time

from phones import Bare, Caller, Offhook, Stage

RING_S, TALK_S = 0.2, 0.15  # the answer is prepared while it rings, as it is while a user reaches for the phone


def span_us(begin_ns, end_ns):
    return (end_ns - begin_ns) / 1000 if begin_ns and end_ns else None


def one_call(phone):
    with Caller(phone.port) as caller:
        call = caller.invite()
        caller.wait(lambda: call.ringing, f"the 180 of {phone.name}")
        until = time.monotonic() + RING_S
        caller.wait(lambda: time.monotonic() > until, "the user")
        phone.read()
        answered = time.monotonic_ns()
        phone.answer()
        caller.wait(lambda: call.first_audible, f"a sound of {phone.name}")
        until = time.monotonic() + TALK_S
        caller.wait(lambda: time.monotonic() > until, "the talk")
        caller.bye(call)
        caller.wait(call.over, f"the end of a call to {phone.name}")
    return {
        "INVITE -> 180": span_us(call.invited, call.ringing),
        "answer -> 200": span_us(answered, call.accepted),
        "answer -> first RTP": span_us(answered, call.first_rtp),
        "answer -> first audible": span_us(answered, call.first_audible),
        "BYE -> 200": span_us(call.ending, call.ended),
    }


def phones(stage, build):
    yield stage.start(Bare, build)
    yield stage.start(Offhook, "offhook, tone", build, "--audio", "tone:440")
    yield stage.start(Offhook, "offhook, tone, traced", build, "--audio", "tone:440", "--trace", "/dev/null")
    sound = stage.sound()
    if sound is None:
        print("no PulseAudio: install pulseaudio and pulseaudio-utils for the figures with devices")
        return
    yield stage.start(Offhook, "offhook, PulseAudio", build, "--audio", "device", environment=sound)
    yield stage.start(Offhook, "the same, no processing", build, "--audio", "device", "--processing=no",
                      environment=sound)
    yield from stage.peers(sound)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("build", help="the build folder, for example build/release")
    options.add_argument("-n", type=int, default=30, help="calls to each phone")
    options = options.parse_args()
    with Stage() as stage:
        found = list(phones(stage, options.build))
        results = {phone.name: [] for phone in found}
        for number in range(options.n + 1):
            for phone in found:
                result = one_call(phone)
                if number > 0:  # the first is for warming up
                    results[phone.name].append(result)
    print(f"{options.n} calls each, microseconds: min / median / max, and the median's ratio to the floor")
    for figure in results["bare"][0]:
        floor = statistics.median(result[figure] for result in results["bare"])
        for name, calls in results.items():
            values = sorted(result[figure] for result in calls)
            median = statistics.median(values)
            print(f"  {figure:24} {name:24} {values[0]:8.0f} / {median:8.0f} / {values[-1]:8.0f}   x {median / floor:.1f}")


if __name__ == "__main__":
    main()
