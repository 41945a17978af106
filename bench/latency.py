#!/usr/bin/env python3
"""From the user's answer to the first sound, stage by stage: the 200 OK when audio is on (after-audio), and at once
with closed gates (gated); plain RTP, and WebRTC with a browser as the caller (pages.py). For the 200 OK alone there is a
fair pair: the same caller offers the same phone plain RTP and, in its next call, WebRTC (offers.py).

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
from offers import BrowserLike
from pages import Pages, usable
from phones import Bare, Caller, Offhook, Stage

RING_S, REST_S = 0.2, 0.15  # the answer is prepared while it rings, as it is while a user reaches for the phone
ACTIVATION_MS = 100
STAGES = ("answer", "session", "200 OK", "ICE and DTLS", "first packet", "first sound")
BEGIN, END = "<!-- Written by bench/latency.py: -->\n", "<!-- until here -->\n"


def pass_s(caller, seconds):
    until = time.monotonic() + seconds
    caller.wait(lambda: time.monotonic() > until, "time to pass")


def told_by(phone):
    """What the phone told since the last time: the first event of each name."""
    found = {}
    for event in map(json.loads, phone.read()):
        found.setdefault(event["event"], event)
    return found


class Plain:
    """A caller with plain RTP (PCMA)."""

    make = Caller

    def __init__(self, phone):
        self.phone = phone

    def hear(self, caller, call):
        caller.wait(lambda: call.first_audible, f"a sound of {self.phone.name}")

    def call(self):
        """The moments from the order to answer on, the first being that order."""
        with self.make(self.phone.port) as caller:
            call = caller.invite()
            caller.wait(lambda: call.ringing, f"the 180 of {self.phone.name}")
            pass_s(caller, RING_S)
            self.phone.read()
            begin = time.monotonic_ns()
            self.phone.answer()
            self.hear(caller, call)
            pass_s(caller, REST_S)
            told = told_by(self.phone) if isinstance(self.phone, Offhook) else {}
            caller.bye(call)
            caller.wait(call.over, f"the end of a call to {self.phone.name}")
        return begin, told, {"200 OK": call.accepted, "first packet": call.first_rtp, "first sound": call.first_audible}


class Offering(Plain):
    """The same with another offer, as far as the 200."""

    make = BrowserLike

    def hear(self, caller, call):
        caller.wait(lambda: call.accepted, f"the 200 of {self.phone.name}")


class Browser:
    """A page as the caller. `made`: what the phone said of the preparation of each call."""

    def __init__(self, phone, pages, number):
        self.phone, self.pages, self.number, self.made = phone, pages, number, []

    def call(self):
        begin, told, seen = self.pages.call(self.number, self.phone, RING_S, REST_S, told_by)
        self.made.append(told["stats"])
        return begin, told, seen


def stages(call):
    """In milliseconds; a stage that was not seen is left out."""
    begin, told, seen = call
    seen.update({stage: told[event]["at_us"] * 1000 for stage, event in (("answer", "answered"), ("session", "audio_on"))
                 if event in told})
    return {stage: (seen[stage] - begin) / 1e6 for stage in STAGES if seen.get(stage)}


def worlds(stage, build):
    """(title, options, environment) of each world."""
    yield (f"A system that activates audio {ACTIVATION_MS} ms after the answer (fake iOS)",
           ("--ui", "fake-ios", "--activation", str(ACTIVATION_MS), "--audio", "tone:440"), None)
    sound = stage.sound()
    if sound is not None:
        yield ("A desktop: nobody activates, the sound server starts the streams (PulseAudio)",
               ("--audio", "device", "--processing=no"), sound)


def callers(stage, build, options, environment, pages):
    """(name, caller) of each way to be called and to accept."""
    kinds = [("plain RTP", ())] + ([("WebRTC", ()), ("WebRTC, early = 183", ("--early", "183"))] if pages else [])
    for kind, more in kinds:
        for accept in ("after-audio", "gated"):
            number = pages.take() if pages and kind != "plain RTP" else None
            account = () if number is None else pages.options(number)
            phone = stage.start(Offhook, accept, build, "--accept", accept, *options, *more, *account,
                                environment=environment)
            yield f"{kind}, {accept}", Plain(phone) if number is None else Browser(phone, pages, number)
            if number is None:
                yield f"the same caller offers WebRTC, {accept}", Offering(phone)


def measure(stage, build, count):
    """[(title, [(name, {stage: median})])] of each world; the floor's; of the preparations; and the times between keys and
    first packet."""
    pages = Pages(stage) if usable() else None
    panels = [(title, list(callers(stage, build, options, environment, pages)))
              for title, options, environment in worlds(stage, build)]
    floor = Plain(stage.start(Bare, build))
    runs = [(caller, []) for caller in [floor, *(caller for _, rows in panels for _, caller in rows)]]
    for number in range(count + 1):
        for caller, calls in runs:
            call = stages(caller.call())
            if number > 0:  # the first is for warming up
                calls.append(call)
    keyed = [call["first packet"] - call["ICE and DTLS"] for _, calls in runs for call in calls
             if "ICE and DTLS" in call and call["ICE and DTLS"] > call["session"]]
    made = [one for caller, _ in runs if isinstance(caller, Browser) for one in caller.made[1:]]
    medians = {caller: {stage: statistics.median(call[stage] for call in calls) for stage in STAGES
                        if all(stage in call for call in calls)} for caller, calls in runs}
    return [(title, [(name, medians[caller]) for name, caller in rows]) for title, rows in panels], medians[floor], made, keyed


def preparation(made, keyed):
    """While it rang, beside the signalling."""
    if not made or not keyed:
        return ""
    took, kept = ([one[field] for one in made] for field in ("made_ms", "stretch_ms"))
    return (f"\nWhile it rings, WebRTC is made ready beside the signalling in {statistics.median(took):.1f} ms (median of {len(made)} "
            f"calls); it keeps the signalling from other work for {statistics.median(kept):.2f} ms, {max(kept):.2f} ms at the most.\n"
            f"Between the last packet of DTLS and the first of media lie {statistics.median(keyed):.2f} ms (median of {len(keyed)} "
            f"calls whose audio was on by then).\n")


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
        panels, floor, made, keyed = measure(stage, options.build, options.n)
    text = table(panels, floor) + preparation(made, keyed)
    print(text, end="")
    if options.page:
        write(options.page, text, panels)


if __name__ == "__main__":
    main()
