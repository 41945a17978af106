"""Calls in a row against a phone that answers by itself, and what the phone takes up.

Each call must have had sound both ways, as its caller and the phone tell.
"""
import os

from caller import BOUND_S

HOLD_S = 0.1
SANITIZED = bool(os.environ.get("SANITIZED"))  # AddressSanitizer keeps what was freed


class Sizes:
    """Of a process, from /proc."""

    def __init__(self, pid):
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            fields = dict(line.split(":", 1) for line in status)
        self.rss_kib = int(fields["VmRSS"].split()[0])
        self.threads = int(fields["Threads"])
        self.descriptors = len(os.listdir(f"/proc/{pid}/fd"))

    def __repr__(self):
        return f"{self.rss_kib} KiB, {self.threads} threads, {self.descriptors} descriptors"


class Soak:
    """A phone and its caller. Sizes are taken when the phone has ended its last call and rests."""

    def __init__(self, phone, caller):
        self.phone, self.caller, self.done = phone, caller, 0

    def call(self):
        call = self.caller.call(HOLD_S)
        assert call.complete(), f"not a whole call: {vars(call)}"
        self.done += 1
        frames = self.phone.expect("flowed", call=self.done)
        assert frames["sent"] > 0 and frames["received"] > 0, f"call {self.done} was silent: {frames}"
        self.phone.expect("ended", call=self.done, reason="remote")

    def until(self, count):
        """So many calls in all; the sizes then."""
        while self.done < count:
            self.call()
        return Sizes(self.phone.process.pid)

    def wait_for(self, fact, what, bound_s=BOUND_S):
        self.caller.wait(lambda: fact(Sizes(self.phone.process.pid)), f"{what}; now {Sizes(self.phone.process.pid)}",
                         bound_s)

    def is_flat(self, few, many, growth_kib, rss_max_kib=60 * 1024, settle_s=BOUND_S):
        """After `many` calls, or `settle_s` later at most, it is as large as after `few`."""
        before = self.until(few)
        self.until(many)
        self.wait_for(lambda now: now.threads <= before.threads and now.descriptors <= before.descriptors,
                      f"no more threads and descriptors than after {few} calls ({before})")
        if not SANITIZED:
            self.wait_for(lambda now: now.rss_kib <= min(before.rss_kib + growth_kib, rss_max_kib),
                          f"no more memory than after {few} calls ({before})", settle_s)
