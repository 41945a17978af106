"""An account over TLS, as the configuration says it: whom to trust, and what people read if that fails."""
import os
import socket
import ssl
import threading
import unittest

from authority import Authority
from exchange import response
from phone import Phone
from test_account import became
from test_file import InAFolder


class Door:
    """A registrar behind TLS that registers whoever comes in."""

    def __init__(self, certificate):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*certificate)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.requests = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, plain):
        data = b""
        try:
            with self.context.wrap_socket(plain, server_side=True) as connection:
                while piece := connection.recv(65536):
                    data += piece
                    while b"\r\n\r\n" in data.lstrip():  # requests without a body; between them keep-alives
                        request, _, data = data.lstrip().partition(b"\r\n\r\n")
                        text = request.decode() + "\r\n"
                        self.requests.append(text)
                        connection.sendall(response(text, "200 OK", "Contact: *;expires=600").encode())
        except OSError:
            pass  # refused, or gone

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


class Tls(InAFolder):
    def setUp(self):
        super().setUp()
        self.authority = Authority(os.path.join(self.folder, "ours"))
        Authority(os.path.join(self.folder, "theirs"), "Stranger")

    def phone(self, door, authority):
        self.write(f"[account]\nuri = sip:alice@127.0.0.1\nregistrar = sip:127.0.0.1:{door.port};transport=tls\n"
                   f"ca = {authority}/ca.pem\n[sip]\nlisten = tls:127.0.0.1:0\n")
        return Phone("--config", self.path, listen=())

    def test_trusted(self):
        with Door(self.authority.server("good")) as door, self.phone(door, "ours") as phone:
            became(phone, "registered")
            self.assertIn("transport=tls", door.requests[0])

    def test_not_trusted(self):
        with Door(self.authority.server("good")) as door, self.phone(door, "theirs") as phone:
            failed = became(phone, "registration_failed")
            self.assertIn("authority", failed["text"])
            self.assertGreater(failed["retry_s"], 0)
            self.assertEqual(door.requests, [])

    def test_expired(self):
        with Door(self.authority.server("old", end="20210203040506Z")) as door, self.phone(door, "ours") as phone:
            self.assertIn("expired", became(phone, "registration_failed")["text"])


if __name__ == "__main__":
    unittest.main()
