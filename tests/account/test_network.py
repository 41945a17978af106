"""The network changes under a registered phone. Needs root, for namespaces of its own."""
import os
import re
import sys
import unittest

from account import PASSWORD, AccountPhone
from registrar import Registrar
from test_accept import message

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "phone"))
from namespace import Namespace  # noqa: E402

def good(registrar, request):
    if request.method != "REGISTER":
        request.answer("200 OK")
    elif request.proves(PASSWORD):
        request.grant()
    else:
        request.challenge()


class Network(unittest.TestCase):
    def setUp(self):
        try:
            self.ours, self.theirs = self.namespace(), self.namespace()
            self.ours.ip("link", "add", "va", "type", "veth", "peer", "name", "vb", "netns", self.theirs.pid)
        except OSError as error:
            self.skipTest(f"no network namespaces here (that takes root): {error}")
        self.theirs.ip("addr", "add", "10.99.0.2/24", "dev", "vb")
        for namespace, device in ((self.ours, "va"), (self.theirs, "vb")):
            namespace.ip("link", "set", "lo", "up")
            namespace.ip("link", "set", device, "up")
        self.address("add", 1)

    def namespace(self):
        namespace = Namespace()
        self.addCleanup(namespace.close)
        return namespace

    def address(self, what, number):
        self.ours.ip("addr", what, f"10.99.0.{number}/24", "dev", "va")

    def phone(self, listen):
        return AccountPhone("network=" + os.environ["NETWORK_MODULE"], listen=(listen,), prefix=self.ours.enter)

    def registrar(self, transport):
        registrar = self.theirs.run(lambda: Registrar(good, transport, host="10.99.0.2"))
        self.addCleanup(registrar.close)
        return registrar

    @staticmethod
    def port_of(phone):
        """Where it listens now."""
        return int([re.search(r":(\d+): listening on the present", line)[1]
                    for line in phone.lines if "listening on the present" in line][-1])

    def contact_with(self, registrar, address, first=1, expires="3600"):
        """The first REGISTER from the `first`-th on with this address in its Contact."""
        while True:
            request = registrar.wait(first)
            if f"@{address}:" in request.header("Contact") and request.header("Expires") == expires:
                return request
            first += 1

    def test_another_address(self):
        for transport in ("udp", "tcp"):
            with self.subTest(transport):
                registrar = self.registrar(transport)
                with self.phone(f"{transport}:0.0.0.0:0") as phone:
                    phone.account("sip:alice@10.99.0.2", registrar=registrar.uri)
                    phone.registered()
                    self.contact_with(registrar, "10.99.0.1")
                    self.address("del", 1)
                    self.address("add", 3)
                    phone.expect("log info sip account: the network changed; registering at once with another Co")
                    phone.registration("registered")
                    self.contact_with(registrar, "10.99.0.3")
                    phone.no_account()
                    phone.registration("unregistered")
                    self.contact_with(registrar, "10.99.0.3", expires="0")
                self.address("del", 3)
                self.address("add", 1)

    def test_a_call_is_not_ended(self):
        """Its own signalling has lost its address: it cannot say goodbye any more (README)."""
        registrar = self.registrar("udp")
        with self.phone("udp:0.0.0.0:0") as phone:
            phone.account("sip:alice@10.99.0.2", registrar=registrar.uri)
            phone.registered()
            peer = f"10.99.0.2:{registrar.port}"
            registrar.socket.sendto(message("INVITE", 1, peer, phone.port()), ("10.99.0.1", phone.port()))
            phone.invited()
            phone.do("accept 1")
            tag = registrar.wait_response("INVITE", 200)
            registrar.socket.sendto(message("ACK", 1, peer, phone.port(), tag), ("10.99.0.1", phone.port()))
            phone.event("connected")
            self.address("del", 1)
            self.address("add", 3)
            phone.registration("registered")
            self.assertEqual(phone.count("event ended"), 0)
            phone.do("end 1 6")
            phone.ended("user")
            registrar.socket.sendto(message("INVITE", 2, peer, self.port_of(phone)),
                                    ("10.99.0.3", self.port_of(phone)))
            phone.invited(2)  # the next one comes to the new address
            phone.do("end 2 6")
            phone.ended("user", 2)

    def test_the_way_is_gone_and_comes_back(self):
        registrar = self.registrar("udp")
        with self.phone("udp:0.0.0.0:0") as phone:
            self.ours.ip("link", "set", "va", "down")
            phone.account("sip:alice@10.99.0.2", registrar=registrar.uri)
            self.assertRegex(phone.registration("failed", code=0).string, "no connection|no answer")
            self.ours.ip("link", "set", "va", "up")
            phone.registration("registered")  # long before the retry's 30 s


if __name__ == "__main__":
    unittest.main()
