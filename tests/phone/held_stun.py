"""A STUN server that can be held: while it says nothing, the media of a call that asked it is being prepared."""
import contextlib
import socket
import struct
import threading

from datagrams import Datagrams
from ice_lite import REQUEST, SUCCESS, attribute
from sipp import BOUND_S

MAPPED_ADDRESS = 0x0001  # RFC 3489's, for libnice asks in its way, without the cookie


class HeldStun(Datagrams):
    """Answers at once, but for what comes in a `with server.held()`. That must be shorter than the phone's patience with a server."""

    def __init__(self):
        self.holding, self.waiting, self.known = False, {}, set()
        self.changed = threading.Condition()
        super().__init__()
        self.options = ("--stun", f"127.0.0.1:{self.port}")

    @contextlib.contextmanager
    def held(self):
        with self.changed:
            self.holding = True
        try:
            yield self
        finally:
            with self.changed:
                self.holding = False
                for transaction, source in self.waiting.items():
                    self.answer(transaction, source)
                self.waiting.clear()

    def asked(self):
        """Wait until somebody waits for an answer."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.waiting, BOUND_S), "nobody asks the STUN server"

    def answer(self, transaction, source):
        body = attribute(MAPPED_ADDRESS, struct.pack("!HH", 1, source[1]) + socket.inet_aton(source[0]))
        self.known.add(transaction)  # it may ask again before it has heard
        self.socket.sendto(struct.pack("!HH", SUCCESS, len(body)) + transaction + body, source)

    def heard(self, data, source):
        if len(data) < 20 or struct.unpack_from("!H", data)[0] != REQUEST:
            return
        transaction = data[4:20]
        with self.changed:
            if self.holding and transaction not in self.known:
                self.waiting[transaction] = source
                self.changed.notify_all()
            else:
                self.answer(transaction, source)
