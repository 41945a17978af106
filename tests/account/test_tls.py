"""TLS: a server that may be trusted is used, any other is not, and what is wrong with it is said."""
import os
import re
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest

from account import PASSWORD, AccountPhone
from authority import Authority
from kamailio import Kamailio
from names import Names
from peers import Phone
from registrar import Registrar

TLS = ("tls:127.0.0.1:0",)


def good(registrar, request):
    if request.proves(PASSWORD):
        request.grant()
    else:
        request.challenge()


class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.authority = Authority(cls.folder.name + "/ca")
        cls.ca = "ca=" + cls.authority.file

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def refused(self, uri, *options, ca=None, environment=()):
        """Registration fails without a request on the wire; returns what is said."""
        with AccountPhone(*options, *([ca or self.ca] if ca != "" else []), listen=TLS,
                          environment=environment) as phone:
            phone.account("sip:alice@127.0.0.1", registrar=uri)
            line = phone.registration("failed", code=0).string
            self.assertNotRegex(line, "retry=0 ")
            return line

    def test_kamailio_good_expired_wrong_name_unknown_authority(self):
        server, stranger = self.authority.server, Authority(self.folder.name + "/other", "Stranger")
        certificates = [server("k-good"), server("k-expired", end="20210203040506Z"),
                        server("k-name", "DNS:sip.elsewhere.example,IP:127.0.0.9"),
                        stranger.server("k-unknown")]
        with Kamailio(PASSWORD, certificates) as kamailio:
            with AccountPhone(self.ca, listen=TLS) as phone:
                phone.account("sip:alice@127.0.0.1", registrar=kamailio.tls[0])
                phone.registered(code=200)
            for uri, said in zip(kamailio.tls[1:], (
                    r"certificate expired on Feb  3 04:05:06 2021 GMT: it needs a new one, or this m",
                    r"is for another name \(DNS:sip.elsewhere.example, IP Address:127.0.0.9\) than 127",
                    r"issued by an authority that is not known here \(CN = Stranger\): if you trust")):
                with self.subTest(said):
                    self.assertRegex(self.refused(uri), said)
            self.assertNotIn("REGISTER", re.sub(r".*k-good.*", "", kamailio.story()))

    def scripted(self, certificate, react=good, settings=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        if settings:
            settings(context)
        return Registrar(react, "tls", tls=context)

    def test_more_kinds_of_bad_certificates(self):
        server = self.authority.server
        for certificate, said in (
                (server("early", start="20980101000000Z"), "is not valid before Jan  1 00:00:00 2098 GMT"),
                (server("itself", signed_by_itself=True), "is signed by nobody but itself"),
                (server("wild", "DNS:*.0.0.1,DNS:*"), r"is for another name \(DNS:\*.0.0.1, DNS:\*\)"),
                (server("nameless", "email:a@b"), r"is for another name \(CN = nameless\)"),
                (server("127.0.0.1", "DNS:x.example"), r"is for another name \(DNS:x.example\)")):
            with self.subTest(said), self.scripted(certificate) as registrar:
                self.assertRegex(self.refused(registrar.uri), said)
                self.assertEqual(registrar.requests, [])

    def test_the_systems_authorities_by_default(self):
        with self.scripted(self.authority.server("system")) as registrar:
            self.assertRegex(self.refused(registrar.uri, ca=""), "an authority that is not known here")
            self.assertEqual(registrar.requests, [])

    def test_handshake_refused(self):
        def demand(context):
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.authority.file)
            context.maximum_version = ssl.TLSVersion.TLSv1_2
        with self.scripted(self.authority.server("demands"), settings=demand) as registrar:
            said = self.refused(registrar.uri)  # a reset may be faster than the alert
            self.assertRegex(said, "the server refused the TLS handshake|did not finish the TLS handshake")
            self.assertEqual(registrar.requests, [])

    def test_old_versions_are_not_used(self):
        def old(context):
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
            context.set_ciphers("ALL:@SECLEVEL=0")
        with self.scripted(self.authority.server("old"), settings=old) as registrar:
            self.assertRegex(self.refused(registrar.uri),
                             "refused the TLS handshake .*version|did not finish the")

    def test_no_tls_there(self):
        def plain(text):
            def serve(listener):
                connection, _ = listener.accept()
                connection.recv(4096)
                if text:
                    connection.sendall(text)
                connection.close()
            return serve
        for serve, said in ((plain(b"SIP/2.0 400 Bad Request\r\n\r\n"), "does not speak TLS on this port|did not finish the TLS"),
                            (plain(b""), "closed the connection in the middle of the TLS|did not finish the")):
            with self.subTest(said), socket.create_server(("127.0.0.1", 0)) as listener:
                threading.Thread(target=serve, args=(listener,), daemon=True).start()
                port = listener.getsockname()[1]
                self.assertRegex(self.refused(f"sip:127.0.0.1:{port};transport=tls"), said)

    def test_nobody_there(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        known_leak = {"ASAN_OPTIONS": "detect_leaks=0"}  # Sofia's, of a connection that is refused
        said = self.refused(f"sips:127.0.0.1:{port}", environment=known_leak.items())
        self.assertIn("no connection; check host", said)

    def test_names_and_sni(self):
        asked = []

        def sni(context):
            context.sni_callback = lambda connection, name, _: asked.append(name)
        certificate = self.authority.server("named", "DNS:sip.offhook.test,DNS:other.offhook.test")
        uri_only = self.authority.server("by-uri", "URI:sip:sip.offhook.test")
        names = Names({"sip.offhook.test": "127.0.0.1", "wrong.offhook.test": "127.0.0.1"})
        for which in (certificate, uri_only):
            with names, self.scripted(which, settings=sni) as registrar:
                with AccountPhone(self.ca, names.option, listen=TLS) as phone:
                    phone.account("sip:alice@offhook.test",
                                  registrar=f"sip:sip.offhook.test:{registrar.port};transport=tls")
                    phone.registered()
                    self.assertEqual(asked, ["sip.offhook.test"])
                    asked.clear()
                said = self.refused(f"sip:wrong.offhook.test:{registrar.port};transport=tls",
                                    names.option)
                self.assertRegex(said, "is for another name .* than wrong.offhook.test")
                self.assertEqual(asked, ["wrong.offhook.test"])
                asked.clear()
            names = Names(names.addresses)

    def test_a_server_that_gets_better_is_tried_again(self):
        good_one, bad = self.authority.server("better"), self.authority.server("worse", "DNS:x")
        with self.scripted(bad) as registrar, AccountPhone(self.ca, "retry=1", listen=TLS) as phone:
            phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
            phone.registration("failed", code=0)
            registrar.tls.load_cert_chain(*good_one)
            phone.registered()

    def test_sips_everywhere(self):
        with self.scripted(self.authority.server("sips")) as registrar:
            with AccountPhone(self.ca, listen=TLS) as phone:
                phone.account(f"sips:alice@127.0.0.1:{registrar.port}")
                phone.registered()
                request = registrar.wait(2)
                self.assertRegex(request.header("Contact"),
                                 r"^<sips:alice@127.0.0.1:\d+;transport=tls>$")
                self.assertEqual(len(registrar.connections), 1)  # one for all

    def test_one_connection_kept_alive(self):
        with self.scripted(self.authority.server("kept"),
                           lambda _, r: r.grant() if r.method == "REGISTER" else r.answer("200 OK")) as registrar:
            with AccountPhone(self.ca, "keepalive=1", listen=TLS) as phone:
                phone.account("sip:alice@127.0.0.1", registrar=registrar.uri)
                phone.registered()
                registrar.wait(2, "OPTIONS")
                self.assertEqual(len(registrar.connections), 1)

    def test_authorities_that_cannot_be_read(self):
        empty = os.path.join(self.folder.name, "empty.pem")
        open(empty, "w").close()
        for path in (empty, "/no/such/file"):
            phone = Phone(f"ca={path}", listen=TLS, start=False)
            text = phone.expect("^error (.*)$")[1]
            self.assertIn(f"ca={path}: no certificates of authorities can be read from it", text)
            self.assertEqual(phone.process.wait(10), 1)
            for pipe in (phone.process.stdin, phone.process.stdout, phone.stderr):
                pipe.close()

    def test_a_call_by_tls_without_an_account(self):
        with self.scripted(self.authority.server("callee"),
                           lambda _, r: r.answer("486 Busy Here") if r.method == "INVITE" else None) as callee:
            with Phone(self.ca, listen=TLS) as phone:
                phone.do(f"call sips:bob@127.0.0.1:{callee.port}")
                phone.ended("busy")
        with self.scripted(self.authority.server("impostor", "DNS:x")) as callee:
            with Phone(self.ca, listen=TLS) as phone:
                phone.do(f"call sips:bob@127.0.0.1:{callee.port}")
                phone.expect("log warning sip TLS to 127.0.0.1: .* is for another name")
                phone.ended("unreachable")
            self.assertEqual(callee.requests, [])

    def test_we_have_no_certificate_to_show(self):
        with Phone(self.ca, listen=TLS) as phone:
            found = subprocess.run([os.environ["OPENSSL"], "s_client", "-connect",
                                    f"127.0.0.1:{phone.port()}"], input=b"", capture_output=True)
            self.assertIn(b"alert handshake failure", found.stderr)
            phone.sync()


if __name__ == "__main__":
    unittest.main()
