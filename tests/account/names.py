"""A name server for the test's own names, and the option that makes the phone ask it."""
import socket
import struct
import tempfile
import threading


class Names:
    """`addresses`: name to IPv4 address. Everything else does not exist."""

    def __init__(self, addresses):
        self.addresses = {name.lower(): address for name, address in addresses.items()}
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.file = tempfile.NamedTemporaryFile("w", suffix=".conf")
        self.file.write(f"port {self.socket.getsockname()[1]}\nnameserver 127.0.0.1\n")
        self.file.flush()
        self.option = "resolv-conf=" + self.file.name
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                query, peer = self.socket.recvfrom(512)
            except ConnectionError:
                continue  # who asked is gone
            except OSError:
                return
            labels, i = [], 12
            while query[i]:
                labels.append(query[i + 1:i + 1 + query[i]].decode())
                i += query[i] + 1
            question = query[12:i + 5]
            kind = struct.unpack("!H", query[i + 1:i + 3])[0]
            address = self.addresses.get(".".join(labels).lower())
            answer = b""
            if address and kind == 1:
                answer = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + socket.inet_aton(address)
            flags = 0x8580 if address else 0x8583  # no such name
            head = query[:2] + struct.pack("!HHHHH", flags, 1, 1 if answer else 0, 0, 0)
            self.socket.sendto(head + question + answer, peer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        self.file.close()
