#!/usr/bin/env python3
"""Calls a second that a phone answers by itself, each held 0.2 s, with RTP both ways.

One phone at a time, at rising rates over UDP on loopback: offhook with tone and file media and, on a private PulseAudio
with null sinks in 10 ms blocks, offhook and baresip, if it is installed. A call is good if it was heard at both ends
(what a peer of ours heard is not known: there it counts that its packets came) and its BYE was answered. A step is clean with
at least 99 % good calls, at most 1 % of them with anything sent twice, and the asked rate kept; after the first step that
is not the phone is left alone. Prints a table; nothing is asserted.

usage: load.py BUILD_FOLDER [-s SECONDS] [-r RATE,...] [-p NAME ...]
"""
import argparse
import array
import math
import os
import shutil
import time
import wave

import baresip
from phones import MANY, Baresip, Caller, Offhook, Stage

HOLD_S = 0.2
SETTLE_S = 1


def write_tone(path):
    with wave.open(path, "wb") as file:
        file.setnchannels(1), file.setsampwidth(2), file.setframerate(8000)
        file.writeframes(array.array("h", (round(8000 * math.sin(2 * math.pi * 440 * i / 8000))
                                           for i in range(8000))).tobytes())


def processor_s(phone):
    with open(f"/proc/{phone.process.pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def status(phone, name):
    with open(f"/proc/{phone.process.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(name + ":"))


class Step:
    """Calls at one rate."""

    def __init__(self, phone, rate, seconds):
        self.phone, self.rate, self.count = phone, rate, max(10, round(rate * seconds))
        self.threads, self.heard = 0, {}
        before, began = processor_s(phone), time.monotonic()
        phone.read()
        with Caller(phone.port) as caller:
            self.calls = caller.calls
            caller.watch(phone.process.stdout, self.listen)
            for number in range(self.count):
                caller.at(time.monotonic_ns() + round(number / rate * 1e9), lambda: caller.invite(HOLD_S))
            try:
                caller.wait(self.is_over, "the last call", self.count / rate + HOLD_S + 10)
            except AssertionError:
                pass  # the table shows it
            self.took_s = time.monotonic() - began
            until = time.monotonic() + SETTLE_S
            caller.wait(lambda: time.monotonic() > until, "the phone's last words")
        self.processor_ms = (processor_s(phone) - before) * 1000 / self.count
        self.rss_mib = status(phone, "VmRSS") / 1024

    def listen(self):
        if isinstance(self.phone, Offhook):
            for call, packets in self.phone.heard().items():
                self.heard[call] = self.heard.get(call, 0) + packets
        else:
            self.phone.read()

    def is_over(self):
        self.threads = max(self.threads, status(self.phone, "Threads"))
        return len(self.calls) == self.count and all(call.over() for call in self.calls.values())

    def good(self):
        """As the caller saw it, and not more than the phone heard."""
        good = sum(call.complete() for call in self.calls.values())
        return min(good, sum(packets > 0 for packets in self.heard.values())) if self.heard else good

    def repeated(self):
        return sum(call.repeats for call in self.calls.values())

    def is_clean(self):
        return (self.good() >= 0.99 * self.count and self.repeated() <= 0.01 * self.count
                and self.took_s <= self.count / self.rate + HOLD_S + 0.5)

    def __str__(self):
        spans = sorted((call.accepted - call.invited) / 1e6 for call in self.calls.values() if call.accepted) or [0]
        return (f"{self.rate:5g} /s {self.good():5} of {self.count:5} good {self.repeated():5} repeated "
                f"{'clean' if self.is_clean() else 'NOT clean':9} INVITE -> 200 {spans[len(spans) // 2]:6.1f} ms, "
                f"at most {spans[-1]:6.0f}; {self.processor_ms:5.1f} ms of processor a call, {self.threads:4} threads, "
                f"{self.rss_mib:5.1f} MiB")


def phones(stage, build, folder):
    """By name, how to start each."""
    tone = os.path.join(folder, "tone.wav")
    write_tone(tone)
    yield "tone", lambda: stage.start(Offhook, "offhook, tone", build, *MANY, "--audio", "tone:440")
    yield "file", lambda: stage.start(Offhook, "offhook, file", build, *MANY, "--audio", "file:" + tone)
    sound = stage.sound()
    if sound is None:
        print("no PulseAudio: install pulseaudio and pulseaudio-utils for the figures with devices")
        return
    yield "device", lambda: stage.start(Offhook, "offhook, PulseAudio", build, *MANY, "--audio", "device",
                                        environment=sound)
    if shutil.which("baresip") and baresip.MODULES:
        yield "baresip", lambda: stage.start(Baresip, stage.folder(), sound, "auto")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("build", help="the build folder, for example build/release")
    options.add_argument("-s", type=float, default=4, help="seconds a step")
    options.add_argument("-r", default="5,10,20,50,100,200", help="rates, separated by commas")
    options.add_argument("-p", nargs="*", help="only these: tone, file, device, baresip")
    options = options.parse_args()
    with Stage() as stage:
        for name, start in phones(stage, options.build, stage.folder()):
            if options.p and name not in options.p:
                continue
            phone = start()
            time.sleep(SETTLE_S)
            for rate in map(float, options.r.split(",")):
                step = Step(phone, rate, options.s)
                print(f"  {phone.name:20} {step}", flush=True)
                if not step.is_clean():
                    break
            phone.stop()


if __name__ == "__main__":
    main()
