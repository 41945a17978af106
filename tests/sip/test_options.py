"""Options of the engine, addresses, OPTIONS and what we do not speak, and the module itself."""
import socket
import subprocess
import unittest

from peers import MODULE, Phone, Sipp, free_port
from test_malformed import SDP, message


class Options(unittest.TestCase):
    def refused(self, *options, listen=("udp:127.0.0.1:0",)):
        phone = Phone(*options, listen=listen, start=False)
        text = phone.expect("^error (.*)$")[1]
        self.assertEqual(phone.process.wait(15), 1)
        return text

    def test_unknown_or_bad(self):
        for option in ("lissten=udp:127.0.0.1:0", "early=180", "legs=0", "legs=x", "legs=99999999",
                       "sofia-log=10", "from=alice", "early"):
            with self.subTest(option):
                text = self.refused(option)
                self.assertIn(f'"{option}"', text)
                self.assertIn("there are listen=", text)
                self.assertIn("(--listen udp:ADDRESS:PORT), ca=FILE, ", text)

    def test_bad_addresses(self):
        for where in ("127.0.0.1:5060", "udp:127.0.0.1", "udp:nowhere:5060", "udp:127.0.0.1:70000",
                      "udp:[127.0.0.1]:5060", "ws:127.0.0.1:80", "udp:[::1:5060", "udp:::1:50x", ""):
            with self.subTest(where):
                text = self.refused(listen=(where,))
                self.assertIn(f"listen={where} (--listen {where}): not an address", text)

    def test_nowhere_to_listen(self):
        text = self.refused(listen=())
        self.assertIn("give listen=udp:ADDRESS:PORT (--listen udp:ADDRESS:PORT)", text)

    def test_address_in_use(self):
        for kind, name in ((socket.SOCK_DGRAM, "udp"), (socket.SOCK_STREAM, "tcp")):
            with self.subTest(name), socket.socket(socket.AF_INET, kind) as taken:
                taken.bind(("127.0.0.1", 0))
                if kind == socket.SOCK_STREAM:
                    taken.listen()
                where = f"{name}:127.0.0.1:{taken.getsockname()[1]}"
                text = self.refused(listen=("udp:127.0.0.1:0", where))
                self.assertIn(f"listen={where} (--listen {where}): cannot be bound", text)
                self.assertIn("Address already in use", text)
                self.assertIn("choose another port", text)

    def test_address_of_another_machine(self):
        text = self.refused(listen=("udp:192.0.2.1:0",))
        self.assertIn("choose an address of this machine", text)

    def test_given_port_is_kept(self):
        port = free_port()
        with Phone(listen=(f"udp:127.0.0.1:{port}",)) as phone:
            self.assertEqual(phone.addresses, [f"udp:127.0.0.1:{port}"])

    def test_port_is_free_again_afterwards(self):
        with Phone(listen=("udp:127.0.0.1:0", "tcp:127.0.0.1:0")) as phone:
            addresses = phone.addresses
            peer = socket.create_connection(("127.0.0.1", phone.port(1)))
            self.addCleanup(peer.close)
            with Sipp("options", phone, 1):
                pass
        # Our end closed the connection: it is in TIME_WAIT, and no hindrance.
        with Phone(listen=addresses) as phone:
            self.assertEqual(phone.addresses, addresses)

    def test_from(self):
        with Phone("from=sip:carol@example.org") as phone, Sipp("uas_from_carol") as callee:
            phone.do(f"call {callee.uri}")
            phone.ended("busy")

    def test_sofia_talks_when_asked(self):
        with Phone("sofia-log=5") as phone, Sipp("options", phone):
            phone.expect(r"^log debug sip nta: received OPTIONS sip:u\.\.s@")

    def test_no_key_of_srtp_in_sofias_log(self):
        keys = ("d2VsbCBrbm93biB0byBuZWl0aGVyIG9mIHVzIHR3", "YW5vdGhlciBrZXksIG9mIDMwIG9jdGV0cywgdG9v",
                "c2hvcnQ=", "x" * 3000, "8hhY13mUQxmEEoWPFcZ0Lq")
        sdp = SDP.replace("RTP/AVP", "RTP/SAVP") + (
            f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{keys[0]}|2^20|1:4;inline:{keys[1]}|2^20|2:4 KDR=1\r\n"
            f"A=CRYPTO:2 AES_CM_128_HMAC_SHA1_32 INLINE:{keys[2]}\r\na=crypto:3 F8_128_HMAC_SHA1_80 inline:{keys[3]}\r\n"
            f"a=ice-ufrag:f00d\r\na=ice-pwd:{keys[4]}\r\n")
        whole = {"TPORT_LOG": "1"}.items()  # Sofia's own switch for whole messages
        with Phone("sofia-log=9", environment=whole) as phone, \
                socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller:
            caller.sendto(message(1, body=sdp), ("127.0.0.1", phone.port()))
            phone.invited()
            phone.do("reject 1 486 8")
            phone.ended("busy")
            self.assertEqual(phone.count(r"^log debug sip +a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:\.+ KDR=1$"), 1)
            story = "\n".join(phone.lines)
            for key in (*keys[:3], "xxxx", keys[4]):
                self.assertFalse(key in story, f"a key is told: {key}")

    def test_numbers_are_shortened_in_logs(self):
        with Phone() as phone, Sipp("numbers", phone):
            line = phone.expect("^log info sip leg 1: INVITE from (.*) on ")[1]
            self.assertRegex(line, r"^\+1\.\.4 <sip:\+\.\.4@127.0.0.1:\d+>$")
            phone.invited()
            phone.do("remote 1")
            phone.expect(r"^remote \+155501234 <sip:\+155501234@")  # for the user, in full
            phone.do("reject 1 486 8")
            phone.ended("busy")


class Requests(unittest.TestCase):
    def test_answered_without_the_core(self):
        for scenario in ("options", "unknown_method", "method_not_allowed", "bad_extension"):
            with self.subTest(scenario), Phone() as phone:
                with Sipp(scenario, phone):
                    pass
                phone.sync()
                self.assertEqual(phone.count("^event"), 0)

    def test_options_over_tcp_and_ipv6(self):
        with Phone(listen=("tcp:127.0.0.1:0", "udp:[::1]:0")) as phone:
            for index in range(2):
                with Sipp("options", phone, index):
                    pass


class Module(unittest.TestCase):
    def test_exports_oh_adapter_and_nothing_else(self):
        names = subprocess.run(["nm", "-D", "--defined-only", MODULE], capture_output=True, text=True,
                               check=True).stdout
        ours = {line.split()[-1] for line in names.splitlines()}
        self.assertIn("oh_adapter", ours)
        self.assertEqual({name for name in ours if not name.startswith(("__", "_"))}, {"oh_adapter"})

    def test_needs_no_symbol_of_offhook(self):
        names = subprocess.run(["nm", "-D", "--undefined-only", MODULE], capture_output=True, text=True,
                               check=True).stdout
        self.assertFalse([line for line in names.splitlines() if " oh_" in line])


if __name__ == "__main__":
    unittest.main()
