"""Networks of the tests' own, in the kernel's namespaces: what happens there goes nowhere else.

Whoever is not root becomes so in a user namespace, where that is allowed. What is not allowed is an OSError.
"""
import ctypes
import fcntl
import os
import socket
import struct
import subprocess
import threading
import unittest

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
SIOCSIFADDR, SIOCSIFFLAGS, IFF_UP = 0x8916, 0x8914, 1
libc = ctypes.CDLL(None, use_errno=True)


def checked(outcome, what):
    if outcome != 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def skip(why):
    """The test, and say why; unittest itself keeps that to itself."""
    print("skipped:", why)
    raise unittest.SkipTest(why)


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def become_root():
    """Before this process has threads, and for good."""
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        return
    checked(libc.unshare(CLONE_NEWUSER), "no user namespace")
    write("/proc/self/setgroups", "deny")
    write("/proc/self/uid_map", f"0 {user} 1")
    write("/proc/self/gid_map", f"0 {group} 1")


def be_alone(second):
    """From now on this process, and what it starts, has a network that is loopback alone. That has a second address,
    which programs that look away from 127.0.0.1 take for another interface's."""
    become_root()
    checked(libc.unshare(CLONE_NEWNET), "no network namespace")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP))
        fcntl.ioctl(control, SIOCSIFADDR, struct.pack("16sHH4s8x", b"lo:1", socket.AF_INET, 0, socket.inet_aton(second)))


class Namespace:
    """One that lives as long as a process in it; mounts nothing, as `ip netns` would. What is started with `enter`
    before it is inside."""

    def __init__(self):
        self.process = subprocess.Popen(["unshare", "--net", "sh", "-c", "echo here && exec cat"], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.pid = str(self.process.pid)
        self.path = f"/proc/{self.pid}/ns/net"
        self.enter = ("nsenter", f"--net={self.path}")
        if self.process.stdout.readline() != "here\n":
            raise OSError(self.process.communicate()[1].strip())

    def do(self, *words):
        """Run this inside; it must succeed."""
        done = subprocess.run([*self.enter, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                              env=dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin:/sbin"))
        if done.returncode != 0:
            raise OSError(f"{' '.join(words)}: {done.stdout.strip()}")

    def ip(self, *words):
        self.do("ip", *words)

    def run(self, function):
        """In a thread inside: the sockets that it makes stay there."""
        found = []

        def inside():
            with open(self.path) as file:
                checked(libc.setns(file.fileno(), CLONE_NEWNET), "setns")
            found.append(function())
        thread = threading.Thread(target=inside)
        thread.start()
        thread.join()
        return found[0]

    def close(self):
        self.process.communicate()
