#!/usr/bin/env python3
"""A phone that waits: its memory before the first call, and how often it wakes up.

For offhook with tone media, offhook registered at a registrar of ours, and baresip (if it is installed), each in a
process of its own: after a while of settling, its resident memory and the share of it that is its own, its threads,
and, over a window, its wake-ups (voluntary context switches of all its threads) and the time on the processor.
Prints a table; nothing is asserted.

usage: idle.py BUILD_FOLDER [-s SECONDS]
"""
import argparse
import glob
import os
import socket
import subprocess
import tempfile
import threading
import time

import baresip
import register

SETTLE_S = 5


def field(path, name):
    with open(path, encoding="ascii") as file:
        return next((int(line.split()[1]) for line in file if line.startswith(name + ":")), 0)


def spent(pid):
    """Of each thread that lives now: its wake-ups, and its microseconds on a processor."""
    threads = {}
    for path in glob.glob(f"/proc/{pid}/task/*"):
        with open(path + "/schedstat", encoding="ascii") as file:  # first come nanoseconds on a processor
            threads[path] = field(path + "/status", "voluntary_ctxt_switches"), int(file.read().split()[0]) / 1000
    return threads


def grown(before, after, which):
    """Threads that ended meanwhile, as those of the start do, are left out."""
    return sum(values[which] - before.get(path, (0, 0))[which] for path, values in after.items())


def measure(command, seconds):
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(SETTLE_S)
        if process.poll() is not None:
            raise SystemExit(f"{command[0]} ended before it was measured")
        before = spent(process.pid)
        time.sleep(seconds)
        after = spent(process.pid)
        return (field(f"/proc/{process.pid}/status", "VmRSS") / 1024,
                (field(f"/proc/{process.pid}/smaps_rollup", "Private_Dirty")
                 + field(f"/proc/{process.pid}/smaps_rollup", "Private_Clean")) / 1024,
                field(f"/proc/{process.pid}/status", "Threads"),
                grown(before, after, 0) / seconds, grown(before, after, 1) / seconds)
    finally:
        process.kill()
        process.wait()


def serve(sock):
    """A registrar, until the socket is closed."""
    while True:
        try:
            data, address = sock.recvfrom(65536)
        except OSError:
            return
        register.answer(sock, data.decode(errors="replace"), address)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("build", help="the build folder, for example build/release")
    options.add_argument("-s", type=int, default=20, help="the window, in seconds")
    options = options.parse_args()
    offhook = [os.path.join(options.build, "apps/offhook/offhook"), "phone", "--json", "--config=/dev/null", "--listen",
               "udp:127.0.0.1:0"]
    print("before the first call: resident MiB, private MiB, threads; wake-ups and microseconds of processor a second")
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        threading.Thread(target=serve, args=(sock,), daemon=True).start()
        phones = {"offhook, tone": offhook + ["--audio", "tone:440"]}
        phones["offhook, registered"] = register.commands(options.build, folder, sock.getsockname()[1])["offhook"]
        os.mkdir(os.path.join(folder, "peers"))
        phones |= baresip.commands(os.path.join(folder, "peers"), "<sip:alice@127.0.0.1>;regint=0")
        for name, command in phones.items():
            rss, private, threads, wakes, busy = measure(command, options.s)
            print(f"  {name:20} {rss:6.1f} MiB {private:6.1f} MiB {threads:4} threads {wakes:8.1f} /s {busy:8.0f} us/s")


if __name__ == "__main__":
    main()
