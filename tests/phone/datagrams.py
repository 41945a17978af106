"""A socket on the loopback interface, read by a thread of its own until its `with` is over."""
import socket
import threading


class Datagrams:
    """Whoever derives from it has `heard(data, source)`, and is ready for that before this is made."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while True:
            data, source = self.socket.recvfrom(2048)
            if not data:
                return
            self.heard(data, source)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.sendto(b"", ("127.0.0.1", self.port))
        self.thread.join()
        self.socket.close()
