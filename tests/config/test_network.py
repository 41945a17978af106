"""A phone with an account that names no address of its own, in a network namespace of the test's own."""
import re
import subprocess
import unittest

from namespace import be_alone, skip
from phone import Phone
from exchange import Exchange
from test_account import PASSWORD, Registered, became

OURS = "192.0.2.77"


def setUpModule():
    """A namespace with a loopback that has a second address, as of another network."""
    try:
        be_alone(OURS)
    except OSError as error:
        skip(f"no network of our own here: {error}")


class WithoutAnAddress(Registered):
    def configure(self, account="", more=""):
        self.write(f"[account]\nuri = {self.registrar.uri()}\nregistrar = {self.registrar.server()}\n"
                   f"password_file = password\n{account}")

    def test_everything_names_the_address_that_leads_to_the_registrar(self):
        """Contact and SDP; and the call works."""
        for host in ("127.0.0.1", OURS):
            with self.subTest(host), Exchange(password=PASSWORD, host=host) as self.registrar:
                self.configure()
                with self.phone() as phone:
                    became(phone, "registered")
                    self.assertRegex(phone.addresses[0], r"^udp:0\.0\.0\.0:\d+$")
                    self.assertRegex(self.registrar.contact, rf"@{re.escape(host)}:\d+")
                    self.call(phone)
                answer = self.registrar.wait_for("SIP/2.0 200", lambda message: "1 INVITE" in message)
                self.assertIn(f"\r\nc=IN IP4 {host}\r\n", answer)

    def test_the_transport_is_that_of_the_way_to_the_registrar(self):
        for account, transport in ((f"proxy = sip:{OURS}:9;transport=TCP;lr\n", "tcp"),
                                   (f"proxy = sips:{OURS}:9\n", "tls"),
                                   (f"proxy = sip:{OURS}:9;transport=tls\n", "tls"), ("proxy = sip:[::1]:9\n", "udp")):
            with self.subTest(account):
                self.configure(account)
                with self.phone() as phone:
                    self.assertRegex(phone.addresses[0], rf"^{transport}:(0\.0\.0\.0|\[::\]):\d+$")

    def test_it_registers_anew_when_the_network_changes(self):
        def registers():
            return sum(message.startswith("REGISTER ") for message in self.registrar.messages)
        try:
            subprocess.run(["ip", "link", "add", "va", "type", "veth", "peer", "name", "vb"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            self.skipTest(f"no second network: {error}")
        with Exchange(password=PASSWORD) as self.registrar:
            self.configure()
            with self.phone() as phone:
                became(phone, "registered")
                before = registers()
                for what in (("addr", "add", "10.99.0.1/24", "dev", "va"), ("link", "set", "va", "up"),
                             ("link", "set", "vb", "up")):
                    subprocess.run(["ip", *what], check=True)
                self.registrar.wait_for("REGISTER", lambda message: registers() > before)

    def test_what_is_named_is_taken(self):
        with Phone("--config", self.path) as phone:
            self.assertRegex(phone.addresses[0], r"^udp:127\.0\.0\.1:\d+$")

    def test_any_address_without_an_account(self):
        """No route leads anywhere here: the media is on loopback."""
        with Phone(listen=("udp:0.0.0.0:0",)) as phone, Phone() as other:
            other.do(f"call sip:x@127.0.0.1:{phone.port()}")
            phone.expect("ringing")
            phone.do("answer")
            phone.expect("connected")
            other.expect("opened", text="both")


if __name__ == "__main__":
    unittest.main()
