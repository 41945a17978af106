"""Between two phones: what they say to each other passes through here, and so does their media, if that is wanted."""
import re
import select
import socket
import threading


def bound_pair():
    """Two sockets on neighbouring ports, the first of them even, as RTP and RTCP have them."""
    while True:
        first = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        first.bind(("127.0.0.1", 0))
        port = first.getsockname()[1]
        second = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            if port % 2 == 0:
                second.bind(("127.0.0.1", port + 1))
                return first, second
        except OSError:
            pass
        first.close()
        second.close()


class Relay:
    """Hands on the requests of a caller and what comes back, and keeps what it saw."""

    def __init__(self, callee):
        self.callee, self.seen, self.caller = callee, [], None
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.also = []  # sockets beside
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    @property
    def uri(self):
        return f"sip:phone@127.0.0.1:{self.socket.getsockname()[1]}"

    def change(self, text, by_caller):
        return text

    def run(self):
        while True:
            for ready in select.select([self.socket, *self.also], [], [])[0]:
                data, source = ready.recvfrom(65536)
                if ready is not self.socket:
                    self.media(ready, data, source)
                elif data:
                    self.message(data.decode(), source)
                else:
                    return

    def message(self, text, source):
        by_caller = source[1] != self.callee
        if by_caller:
            self.caller = source
        self.seen.append(text)
        self.socket.sendto(self.change(text, by_caller).encode(), ("127.0.0.1", self.callee) if by_caller else self.caller)

    def media(self, ready, data, source):
        pass

    def close(self):
        self.socket.sendto(b"", self.socket.getsockname())
        self.thread.join()
        for each in (self.socket, *self.also):
            each.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class BadNetwork(Relay):
    """Media passes here, too, of whatever kind. Of the caller's every tenth packet is lost, and every other fifth
    one is as late as the next."""

    LOST_OF, LATE_OF = 10, 5

    def __init__(self, callee):
        self.towards = {}  # what came to this socket leaves by that one, for there
        self.packets, self.lost, self.late = 0, 0, None
        self.sides = [bound_pair(), bound_pair()]  # what the caller knows as the callee, and the other way round
        super().__init__(callee)
        self.also = [each for side in self.sides for each in side]

    def change(self, text, by_caller):
        """A description names this place; the ports have equally many digits."""
        found = re.search(r"\r\nm=audio (\d{5}) ", text)
        if not found:
            return text
        theirs, ours = self.sides[by_caller], self.sides[not by_caller]  # who reads it sends to `theirs`
        for offset in (0, 1):
            self.towards[theirs[offset]] = (ours[offset], ("127.0.0.1", int(found[1]) + offset))
        port = theirs[0].getsockname()[1]
        return re.sub(rf"(m=audio |127\.0\.0\.1 ){found[1]}\b", rf"\g<1>{port}", text)

    def media(self, ready, data, source):
        if ready not in self.towards:
            return
        sender, target = self.towards[ready]
        if ready in self.sides[0] and self.is_rtp(data):
            self.packets += 1
            if self.packets % self.LOST_OF == 0:
                self.lost += 1
                return
            if self.packets % self.LATE_OF == 0:
                self.late = data
                return
            if self.late:
                sender.sendto(self.late, target)
                self.late = None
        sender.sendto(data, target)

    @staticmethod
    def is_rtp(data):
        """Neither STUN nor DTLS nor RTCP (RFC 7983, RFC 5761)."""
        return len(data) > 12 and 128 <= data[0] <= 191 and not 192 <= data[1] <= 223
