"""Two phones behind routers that translate addresses: what STUN is for. Networks of the kernel's own, nothing else.

    caller 10.99.1.2 --- router 198.51.100.1 --+
      | 10.99.9.1 (SIP)                         street: coturn 198.51.100.9
    callee 10.99.2.2 --- router 198.51.100.2 --+

Neither can reach the other's own address, and each router drops what nobody inside has asked for, as they do in homes.
"""
import re
import socket
import unittest

from namespace import Namespace, become_root, skip
from phone import BOUND_S, Phone
from turn import TURNSERVER, Server, Turn

CALLER_HZ, CALLEE_HZ = 400, 1000
MANY = 50  # frames, more than the packets of ICE and DTLS
SERVER = "198.51.100.9"


def setUpModule():
    try:
        become_root()
    except OSError as error:
        skip(f"no networks of our own here: {error}")
    if not TURNSERVER:
        skip("there is no coturn")


class Home:
    """A phone's place, and the router between it and the street."""

    def __init__(self, number, street, namespace):
        self.inside, self.outside = f"10.99.{number}.2", f"198.51.100.{number}"
        self.place, router = namespace(), namespace()
        self.place.ip("link", "set", "lo", "up")
        wire(router, "home", f"10.99.{number}.1/24", self.place, "router", self.inside + "/24")
        self.place.ip("route", "add", "default", "via", f"10.99.{number}.1")
        router.ip("link", "add", "street", "type", "veth", "peer", "name", f"home{number}", "netns", street.pid)
        street.ip("link", "set", f"home{number}", "master", "street", "up")
        up(router, "street", self.outside + "/24")
        router.do("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward")
        router.do("iptables", "-t", "nat", "-A", "POSTROUTING", "-o", "street", "-j", "MASQUERADE")
        for chain in ("INPUT", "FORWARD"):
            router.do("iptables", "-A", chain, "-i", "street", "-m", "conntrack", "--ctstate", "NEW", "-j", "DROP")
        self.router = router

    def confine(self, address):
        """Media goes to this address and nowhere else."""
        self.router.do("iptables", "-A", "FORWARD", "-o", "street", "!", "-d", address, "-j", "DROP")


def up(namespace, device, address):
    namespace.ip("addr", "add", address, "dev", device)
    namespace.ip("link", "set", device, "up")


def wire(here, device, address, there, device_there, address_there):
    here.ip("link", "add", device, "type", "veth", "peer", "name", device_there, "netns", there.pid)
    up(here, device, address)
    up(there, device_there, address_there)


class Nat(unittest.TestCase):
    def setUp(self):
        try:
            self.build()
        except OSError as error:
            skip(f"no networks with routers of our own here: {error}")
        self.server = self.enterContext(Server("--stun-only", address=SERVER, prefix=self.street.enter))

    def namespace(self):
        namespace = Namespace()
        self.addCleanup(namespace.close)
        return namespace

    def build(self):
        self.street = self.namespace()
        self.street.ip("link", "add", "street", "type", "bridge")
        up(self.street, "street", SERVER + "/24")
        self.street.ip("link", "set", "lo", "up")  # for what one relay sends to another
        self.homes = [Home(number, self.street, self.namespace) for number in (1, 2)]
        # coturn gives a phone up for which it should send where no route leads, as to the other one's own address. Here one leads
        # to a router, which drops that.
        self.street.ip("route", "add", "default", "via", self.homes[0].outside)
        wire(self.homes[0].place, "sip", "10.99.9.1/24", self.homes[1].place, "sip", "10.99.9.2/24")

    def phone(self, home, *options):
        """SIP has a wire of its own; media has only the way through the router."""
        phone = Phone("--ice", home.inside, "--stun", f"{SERVER}:{self.server.port}", "--offer", "webrtc", "--measure",
                      *options, listen=(f"udp:10.99.9.{self.homes.index(home) + 1}:0",), prefix=home.place.enter)
        self.addCleanup(phone.close)
        return phone

    def hears(self, phone, hz):
        while True:
            heard = phone.expect("measured", incoming=True)
            if abs(heard["hz"] - hz) <= 5 and abs(heard["level_db"] + 15) <= 3:
                return

    def call(self, *options):
        caller, callee = (self.phone(home, "--audio", f"tone:{hz}", *options) for home, hz in zip(self.homes, (CALLER_HZ, CALLEE_HZ)))
        caller.do("call " + callee.uri())
        callee.expect("ringing")
        callee.do("answer")
        return caller, callee

    def both_hear(self, caller, callee):
        self.hears(caller, CALLEE_HZ)
        self.hears(callee, CALLER_HZ)

    def test_the_address_outside_is_offered(self):
        with self.homes[1].place.run(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as peer:
            peer.bind(("10.99.9.2", 0))
            peer.settimeout(BOUND_S)
            caller = self.phone(self.homes[0])
            caller.do(f"call sip:peer@10.99.9.2:{peer.getsockname()[1]}")
            offer = peer.recv(65536).decode()
        candidates = re.findall(r"a=candidate:\S+ 1 UDP \d+ (\S+) \d+ typ (\S+)(?: raddr (\S+))?", offer)
        inside, outside = self.homes[0].inside, self.homes[0].outside
        self.assertCountEqual(candidates, [(inside, "host", ""), (outside, "srflx", inside)], offer)

    def test_they_hear_each_other_through_both_routers(self):
        self.both_hear(*self.call())

    def test_what_finds_no_other_way_goes_over_a_relay(self):
        server = self.enterContext(Turn("alice", "s3cret:@word", SERVER, self.street.enter))
        for home in self.homes:
            home.confine(SERVER)
        caller, callee = self.call(*server.options)
        self.both_hear(caller, callee)
        for phone in (caller, callee):
            heard = 0
            while heard < MANY:
                heard += phone.expect("flowed", call=1)["received"]
        caller.do("hangup")
        for phone in (caller, callee):
            phone.expect("ended", call=1)
        server.told("refreshed, .*lifetime=0", 2)  # each gives its own back
        carried = server.told(r"peer usage: .*rp=(\d+), .*sp=(\d+)", 2)
        received = [phone.all("stats", call=1)[-1]["received"] for phone in (caller, callee)]
        self.assertGreaterEqual(sum(int(way) for relay in carried for way in relay), sum(received), (carried, received))


if __name__ == "__main__":
    unittest.main()
