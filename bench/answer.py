#!/usr/bin/env python3
"""The answer path, from outside: how long from the user's answer to the 200 OK and to the first RTP packet.

Plays the caller over UDP on loopback for each phone in turn: `bare` (bench/bare.c, the floor) and offhook with
tone media. Arrivals carry the kernel's receive stamp. Prints a table; nothing is asserted.

usage: answer.py BUILD_FOLDER [-n CALLS]
"""
import argparse
import json
import os
import select
import socket
import statistics
import struct
import subprocess
import time

SO_TIMESTAMPNS = 35


def udp_socket():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    sock.bind(("127.0.0.1", 0))
    return sock


def receive(sock, seconds):
    """One datagram and its kernel stamp in nanoseconds of CLOCK_REALTIME; (None, None) if none came."""
    if not select.select([sock], [], [], seconds)[0]:
        return None, None
    data, control, _, _ = sock.recvmsg(65536, 256)
    for _, kind, value in control:
        if kind == SO_TIMESTAMPNS:
            secs, nanos = struct.unpack("qq", value[:16])
            return data, secs * 10**9 + nanos
    return data, time.time_ns()


class Phone:
    """A phone under test: its process, where it listens, how it is told to answer."""

    def __init__(self, name, argv, trigger, port_of):
        self.name, self.trigger = name, trigger
        self.process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.port = port_of(self.process)

    def answer(self):
        os.write(self.process.stdin.fileno(), self.trigger)

    def drain(self):
        while select.select([self.process.stdout], [], [], 0)[0]:
            if not os.read(self.process.stdout.fileno(), 65536):
                break

    def stop(self):
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait(10)


def bare_port(process):
    return int(process.stdout.readline().decode().rsplit(":", 1)[1])


def offhook_port(process):
    while line := process.stdout.readline():
        event = json.loads(line)
        if event.get("event") == "listening":
            return int(event["text"].split()[0].rsplit(":", 1)[1])
    raise SystemExit("offhook phone ended before it listened")


def message(method, phone, sip, number, call, to_tag="", body=""):
    port = sip.getsockname()[1]
    lines = [
        f"{method} sip:x@127.0.0.1:{phone.port} SIP/2.0",
        f"Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK{call}{method}",
        f"From: <sip:bench@127.0.0.1:{port}>;tag=f{call}",
        f"To: <sip:x@127.0.0.1:{phone.port}>{to_tag}",
        f"Call-ID: {call}@bench",
        f"CSeq: {number} {method}",
        f"Contact: <sip:bench@127.0.0.1:{port}>",
        "Max-Forwards: 70",
    ]
    if body:
        lines.append("Content-Type: application/sdp")
    lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def wait_for(sip, status, seconds=10):
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        data, at = receive(sip, left)
        if data and data.startswith(b"SIP/2.0 " + status):
            return data.decode(), at
    raise SystemExit(f"no {status.decode()} within {seconds} s")


def one_call(phone, call):
    sip, rtp = udp_socket(), udp_socket()
    sip.connect(("127.0.0.1", phone.port))
    offer = (
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        f"m=audio {rtp.getsockname()[1]} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
    )
    invited = time.time_ns()
    sip.send(message("INVITE", phone, sip, 1, call, body=offer))
    _, ringing = wait_for(sip, b"180")
    # Ring for a moment: the answer is prepared meanwhile, as it is while a user reaches for the phone.
    receive(rtp, 0.2)
    phone.drain()
    triggered = time.time_ns()
    phone.answer()
    response, accepted = wait_for(sip, b"200")
    tag = ";tag=" + response.split("\r\nTo:")[1].split("\r\n")[0].split("tag=")[1].split(";")[0]
    sip.send(message("ACK", phone, sip, 1, call, tag))
    packet, first = receive(rtp, 5)
    while packet and packet[1] & 0x7F != 8:
        packet, first = receive(rtp, 5)
    sip.send(message("BYE", phone, sip, 2, call, tag))
    wait_for(sip, b"200")
    sip.close(), rtp.close()
    return {
        "INVITE -> 180": (ringing - invited) / 1000,
        "answer -> 200": (accepted - triggered) / 1000,
        "answer -> first RTP": (first - triggered) / 1000 if packet else float("nan"),
    }


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("build", help="the build folder, for example build/release")
    options.add_argument("-n", type=int, default=30, help="calls to each phone")
    options = options.parse_args()
    offhook = [os.path.join(options.build, "apps/offhook/offhook"), "phone", "--json", "--config=/dev/null", "--listen",
               "udp:127.0.0.1:0", "--audio", "tone:440"]
    phones = [
        Phone("bare", [os.path.join(options.build, "bench/bare")], b"a", bare_port),
        Phone("offhook, tone", offhook + ["--ui", "terminal"], b"answer\n", offhook_port),
        Phone("offhook, tone, traced", offhook + ["--ui", "terminal", "--trace", "/dev/null"], b"answer\n",
              offhook_port),
    ]
    results = {phone.name: [] for phone in phones}
    try:
        for round_number in range(options.n + 1):
            for phone in phones:
                result = one_call(phone, f"{os.getpid()}-{round_number}-{phones.index(phone)}")
                if round_number > 0:  # the first is for warming up
                    results[phone.name].append(result)
    finally:
        for phone in phones:
            phone.stop()
    print(f"{options.n} calls each, microseconds: min / median / max, and the median's ratio to the floor")
    for figure in results["bare"][0]:
        floor = statistics.median(r[figure] for r in results["bare"])
        for name, calls in results.items():
            values = sorted(r[figure] for r in calls)
            median = statistics.median(values)
            print(f"  {figure:22} {name:24} {values[0]:8.0f} / {median:8.0f} / {values[-1]:8.0f}   x {median / floor:.1f}")


if __name__ == "__main__":
    main()
