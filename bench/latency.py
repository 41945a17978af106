#!/usr/bin/env python3
"""From the user's answer to the first sound, stage by stage: the 200 OK when audio is on (after-audio), and at once
with closed gates (gated).

Each call is real, over loopback. What arrives carries the kernel's receive stamp; the audio session's moments are the
phone's own events, on the same clock. Prints a table of medians, and the floor (bench/bare.c) of the same run;
nothing is asserted.

usage: latency.py BUILD_FOLDER [-n CALLS] [--page PAGE]     --page: writes the table into this page, the picture beside it
"""
import argparse
import json
import os
import statistics
import time

from bars import Picture
from phones import Bare, Caller, Offhook, Stage

RING_S, REST_S = 0.2, 0.15  # the answer is prepared while it rings, as it is while a user reaches for the phone
ACTIVATION_MS = 100
STAGES = ("answer", "session", "200 OK", "first packet", "first sound")
BEGIN, END = "<!-- Written by bench/latency.py: -->\n", "<!-- until here -->\n"


def pass_s(caller, seconds):
    until = time.monotonic() + seconds
    caller.wait(lambda: time.monotonic() > until, "time to pass")


def moments(phone):
    """What the phone told since the last time: the first moment of each event."""
    found = {}
    for line in phone.read():
        event = json.loads(line)
        found.setdefault(event["event"], event["at_us"] * 1000)
    return found


def plain_call(phone):
    """A call with plain RTP (PCMA), and its stages in milliseconds after the answer was ordered."""
    with Caller(phone.port) as caller:
        call = caller.invite()
        caller.wait(lambda: call.ringing, f"the 180 of {phone.name}")
        pass_s(caller, RING_S)
        phone.read()
        begin = time.monotonic_ns()
        phone.answer()
        caller.wait(lambda: call.first_audible, f"a sound of {phone.name}")
        pass_s(caller, REST_S)
        told = moments(phone) if isinstance(phone, Offhook) else {}
        caller.bye(call)
        caller.wait(call.over, f"the end of a call to {phone.name}")
    seen = (told.get("answered"), told.get("audio_on"), call.accepted, call.first_rtp, call.first_audible)
    return {stage: (at - begin) / 1e6 for stage, at in zip(STAGES, seen) if at}


def worlds(stage, build):
    """(title, [(name, phone)]) of each world."""
    def phones(*options, **more):
        return [(f"plain RTP, {accept}", stage.start(Offhook, accept, build, "--accept", accept, *options, **more))
                for accept in ("after-audio", "gated")]
    yield (f"A system that activates audio {ACTIVATION_MS} ms after the answer (fake iOS)",
           phones("--ui", "fake-ios", "--activation", str(ACTIVATION_MS), "--audio", "tone:440"))
    sound = stage.sound()
    if sound is not None:
        yield ("A desktop: nobody activates, the sound server starts the streams (PulseAudio)",
               phones("--audio", "device", environment=sound))


def measure(stage, build, count):
    """The same with {stage: median} in place of phones; and the floor's."""
    found = list(worlds(stage, build))
    floor = stage.start(Bare, build)
    runs = [(floor, [])] + [(phone, []) for _, rows in found for _, phone in rows]
    for number in range(count + 1):
        for phone, calls in runs:
            call = plain_call(phone)
            if number > 0:  # the first is for warming up
                calls.append(call)
    medians = {id(phone): {stage: statistics.median(call[stage] for call in calls) for stage in calls[0]}
               for phone, calls in runs}
    return [(title, [(name, medians[id(phone)]) for name, phone in rows]) for title, rows in found], medians[id(floor)]


def table(panels, floor):
    lines = ["| milliseconds after the user's answer, medians | " + " | ".join(STAGES) + " |", "|---" * (len(STAGES) + 1) + "|"]
    rows = [("**" + title + "**", {}) if name is None else (name, values)
            for title, rows in panels for name, values in [(None, None), *rows]] + [("the floor: bench/bare.c", floor)]
    for name, values in rows:
        lines.append(f"| {name} | " + " | ".join(f"{values[stage]:.2f}" if stage in values else "" for stage in STAGES) + " |")
    return "\n".join(lines) + "\n"


def write(page, text, panels):
    picture = Picture("From the user's answer to the first sound", STAGES)
    for title, rows in panels:
        picture.panel(title, rows)
    with open(os.path.splitext(page)[0] + ".svg", "w", encoding="utf-8") as file:
        file.write(picture.text())
    with open(page, encoding="utf-8") as file:
        head, rest = file.read().split(BEGIN)
    with open(page, "w", encoding="utf-8") as file:
        file.write(head + BEGIN + text + END + rest.split(END)[1])


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("build", help="the build folder, for example build/release")
    options.add_argument("-n", type=int, default=30, help="calls of each kind")
    options.add_argument("--page", help="for example docs/latency.md")
    options = options.parse_args()
    with Stage() as stage:
        panels, floor = measure(stage, options.build, options.n)
    text = table(panels, floor)
    print(text, end="")
    if options.page:
        write(options.page, text, panels)


if __name__ == "__main__":
    main()
