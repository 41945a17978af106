#!/usr/bin/env python3
"""The cold start, from outside: how long from exec to the first REGISTER, and to the one that got 200.

Plays the registrar over UDP on loopback for each phone in turn, a new process each time: `bare_register` (Sofia-SIP
alone, the floor), offhook with its account in a configuration file, and, if it is installed, baresip with the modules
that it configures itself with, and with the fewest that register. Arrivals carry the kernel's receive stamp. Prints a table; nothing is asserted.

usage: register.py BUILD_FOLDER [-n STARTS]
"""
import argparse
import hashlib
import os
import re
import select
import socket
import statistics
import struct
import subprocess
import tempfile
import time

import baresip

SO_TIMESTAMPNS = 35
USER, PASSWORD, REALM, NONCE = "alice", "geheim", "bench", "c0ffee"
BOUND_S = 10


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def receive(sock):
    """One datagram as text, its sender, and its kernel stamp in nanoseconds of CLOCK_REALTIME."""
    if not select.select([sock], [], [], BOUND_S)[0]:
        raise SystemExit(f"no REGISTER within {BOUND_S} s")
    data, control, _, address = sock.recvmsg(65536, 256)
    at = next(struct.unpack("qq", value[:16]) for _, kind, value in control if kind == SO_TIMESTAMPNS)
    return data.decode(errors="replace"), address, at[0] * 10**9 + at[1]


def is_proved(request):
    fields = dict(re.findall(r'(\w+)="?([^",\r]*)"?', request.partition("Authorization: Digest ")[2].partition("\r")[0]))
    if fields.get("nonce") != NONCE:
        return False
    secret, what = md5(f"{USER}:{REALM}:{PASSWORD}"), md5(f"REGISTER:{fields['uri']}")
    return fields["response"] == md5(f"{secret}:{NONCE}:{fields['nc']}:{fields['cnonce']}:{fields['qop']}:{what}")


def respond(sock, request, address, status, more):
    copied = [line for line in request.split("\r\n") if re.match(r"(Via|From|To|Call-ID|CSeq):", line)]
    copied = [line + ";tag=r" if line.startswith("To:") and ";tag=" not in line else line for line in copied]
    sock.sendto("\r\n".join([f"SIP/2.0 {status}", *copied, more, "Content-Length: 0", "", ""]).encode(), address)


def answer(sock, request, address):
    """True if it was registered."""
    proved = is_proved(request)
    if proved:
        contact = re.search(r"^Contact:[^<]*(<[^>]*>)", request, re.MULTILINE).group(1)
        respond(sock, request, address, "200 OK", f"Contact: {contact};expires=600")
    else:
        respond(sock, request, address, "401 Unauthorized",
                f'WWW-Authenticate: Digest realm="{REALM}", nonce="{NONCE}", algorithm=MD5, qop="auth"')
    return proved


def one_start(command, sock):
    """Microseconds from before exec to the first REGISTER, and to the one with the right answer."""
    sock.setblocking(False)
    while select.select([sock], [], [], 0)[0]:  # what the one before it still sent
        sock.recv(65536)
    started, first = time.time_ns(), None
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            request, address, at = receive(sock)
            if not request.startswith("REGISTER ") or at < started:
                continue
            first = first or at
            if answer(sock, request, address):
                return (first - started) / 1000, (at - started) / 1000
    finally:
        process.kill()
        process.wait()


def commands(build, folder, port):
    address, registrar = f"sip:{USER}@127.0.0.1", f"sip:127.0.0.1:{port}"
    password, config = os.path.join(folder, "password"), os.path.join(folder, "phone.conf")
    with open(os.open(password, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
        file.write(PASSWORD + "\n")
    with open(config, "w", encoding="ascii") as file:
        file.write(f"[account]\nuri = {address}\nregistrar = {registrar}\npassword_file = password\n"
                   "[sip]\nlisten = udp:127.0.0.1:0\n[audio]\naudio = tone:440\n")
    found = {
        "Sofia-SIP alone": [os.path.join(build, "bench/bare_register"), address, registrar],
        "offhook": [os.path.join(build, "apps/offhook/offhook"), "phone", "--json", "--config", config],
    }
    account = f"<sip:{USER}@127.0.0.1:{port};transport=udp>;auth_user={USER};auth_pass={PASSWORD};regint=600"
    return found | baresip.commands(folder, account)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("build", help="the build folder, for example build/release")
    options.add_argument("-n", type=int, default=30, help="starts of each phone")
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        sock.bind(("127.0.0.1", 0))
        phones = commands(options.build, folder, sock.getsockname()[1])
        results = {name: [] for name in phones}
        for number in range(options.n + 1):
            for name, command in phones.items():
                result = one_start(command, sock)
                if number > 0:  # the first is for warming up
                    results[name].append(result)
    print(f"{options.n} starts each, microseconds: min / median / max, and the median's ratio to the floor")
    for index, figure in enumerate(("exec -> first REGISTER", "exec -> REGISTER that got 200")):
        floor = statistics.median(result[index] for result in results["Sofia-SIP alone"])
        for name, starts in results.items():
            values = sorted(result[index] for result in starts)
            median = statistics.median(values)
            print(f"  {figure:30} {name:20} {values[0]:8.0f} / {median:8.0f} / {values[-1]:8.0f}   x {median / floor:.1f}")


if __name__ == "__main__":
    main()
