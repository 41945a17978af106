"""Calls in a row against a phone that answers by itself, and what the phone takes up.

Each call must have had sound both ways, as its caller and the phone tell.
"""
import os
import time

from caller import BOUND_S

PACKETS = 5  # that the caller sends in each call
RSS_MAX_KIB = 60 * 1024
SANITIZED = bool(os.environ.get("SANITIZED"))  # AddressSanitizer keeps what was freed


def unread(port):
    """Bytes that wait at a UDP port of 127.0.0.1, as the kernel tells."""
    with open("/proc/net/udp", encoding="ascii") as table:
        queues = (words[4] for words in map(str.split, table) if words[1] == f"0100007F:{port:04X}")
        return sum(int(queue.split(":")[1], 16) for queue in queues)


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
        call = self.caller.invite()
        self.caller.wait(lambda: call.over() or call.sent >= PACKETS and call.heard, f"sound in call {call.number}")
        self.caller.wait(lambda: call.over() or not unread(call.media_port), "the phone to read what was sent")
        self.caller.bye(call)
        self.caller.wait(call.over, f"the end of call {call.number}")
        assert call.complete(), f"not a whole call: {vars(call)}"
        self.done += 1
        self.phone.expect("ended", call=self.done, reason="remote")
        flowed = self.phone.all("flowed", call=self.done)
        for way in ("sent", "received"):
            assert sum(frames[way] for frames in flowed) > 0, f"call {self.done}: nothing {way}: {flowed}"

    def until(self, count, seconds=0):
        """So many calls in all, and so long at least; the sizes then."""
        end = time.monotonic() + seconds
        while self.done < count or time.monotonic() < end:
            self.call()
        return self.sizes()

    def sizes(self):
        return Sizes(self.phone.process.pid)

    def is_flat(self, few, many, growth_kib, seconds=0):
        """After `many` calls it takes up no more than after `few` (and `seconds` of calls)."""
        before = self.until(few, seconds)
        after = self.until(many)
        told = f"after {few} calls: {before}; after {many}: {after}"
        if not SANITIZED:
            assert after.rss_kib <= min(before.rss_kib + growth_kib, RSS_MAX_KIB), told
        self.caller.wait(lambda: self.sizes().threads <= before.threads
                         and self.sizes().descriptors <= before.descriptors, "fewer threads or descriptors; " + told)
