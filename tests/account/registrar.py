"""A registrar that does as the test says, over UDP, TCP or TLS; it keeps what it got.

It is no SIP stack: one function of the test makes the answer to each request.
"""
import hashlib
import re
import socket
import threading

from peers import BOUND_S, free_port

HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256,
          "SHA-512-256": lambda text: hashlib.new("sha512_256", text)}


class Request:
    def __init__(self, text, send):
        self.text, self.send = text, send
        self.method = text.split(" ", 1)[0]
        self.target = text.split(" ", 2)[1]

    def header(self, name):
        """All values of this header, joined by commas; None if it is not there."""
        found = re.findall(rf"^{name}:[ \t]*(.*?)\r$", self.text, re.M | re.I)
        return ",".join(found) if found else None

    def credentials(self, header="Authorization"):
        """The parameters of its credentials, or None."""
        value = self.header(header)
        if not value:
            return None
        return {key: quoted or plain for key, quoted, plain in
                re.findall(r'([a-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^",\s]+))', value)}

    def proves(self, password, header="Authorization"):
        """Its credentials are right."""
        c = self.credentials(header)
        if not c:
            return False
        name = c.get("algorithm", "MD5")
        h = lambda *parts: HASHES[name.removesuffix("-sess")](":".join(parts).encode()).hexdigest()
        ha1 = h(c["username"], c["realm"], password)
        if name.endswith("-sess"):
            ha1 = h(ha1, c["nonce"], c["cnonce"])
        ha2 = h(self.method, c["uri"])
        middle = [c["nc"], c["cnonce"], c["qop"]] if "qop" in c else []
        return c["response"] == h(ha1, c["nonce"], *middle, ha2)

    def answer(self, status, *headers, body=""):
        to = self.header("To")
        lines = [f"SIP/2.0 {status}", *(f"Via: {via}" for via in self.header("Via").split(",")),
                 f"From: {self.header('From')}", to and f"To: {to}" + ("" if "tag=" in to else ";tag=r"),
                 f"Call-ID: {self.header('Call-ID')}", f"CSeq: {self.header('CSeq')}", *headers,
                 f"Content-Length: {len(body)}", "", body]
        self.send("\r\n".join(lines))

    def challenge(self, status="401 Unauthorized", realm="127.0.0.1", nonce="n1", more='qop="auth"'):
        name = "WWW" if status.startswith("401") else "Proxy"
        self.answer(status, f'{name}-Authenticate: Digest realm="{realm}", nonce="{nonce}", {more}')

    def grant(self, expires=3600, *headers):
        self.answer("200 OK", f"Contact: {self.header('Contact')};expires={expires}", *headers)


class Registrar:
    """`react(registrar, request)` sees each request, in the order they come."""

    def __init__(self, react, transport="udp", port=None, host="127.0.0.1", tls=None):
        kind = socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM
        self.react, self.transport, self.host, self.tls = react, transport, host, tls
        self.port = port or free_port(kind)
        self.uri = f"sip:{host}:{self.port}" + ("" if transport == "udp" else ";transport=" + transport)
        self.requests, self.connections, self.failure = [], [], None
        self.responses = []
        self.pings = 0  # CRLF CRLF on TCP
        self.changed = threading.Condition()
        self.socket = socket.socket(socket.AF_INET, kind)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind((host, self.port))
        if transport != "udp":
            self.socket.listen()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        try:
            if self.transport == "udp":
                while True:
                    data, peer = self.socket.recvfrom(65536)
                    self._take(data.decode(), lambda text, to=peer: self.socket.sendto(text.encode(), to))
            while True:
                connection, _ = self.socket.accept()
                threading.Thread(target=self._stream, args=(connection,), daemon=True).start()
        except OSError:
            pass  # closed

    def _stream(self, connection):
        data = b""
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            self.connections.append(connection)
            while piece := connection.recv(65536):
                data += piece
                if data.startswith(b"\r\n\r\n"):
                    with self.changed:
                        self.pings += 1
                        self.changed.notify_all()
                    data = data[4:]
                while b"\r\n\r\n" in data:
                    head, rest = data.split(b"\r\n\r\n", 1)
                    length = re.search(rb"^Content-Length: *(\d+)", head, re.M | re.I)
                    length = int(length[1]) if length else 0
                    if len(rest) < length:
                        break
                    data = rest[length:]
                    if head.strip():
                        self._take((head.lstrip() + b"\r\n\r\n" + rest[:length]).decode(),
                                   lambda text: connection.sendall(text.encode()))
        except OSError:
            pass

    def _take(self, text, send):
        if text.startswith("SIP/2.0"):
            with self.changed:
                self.responses.append(text)
                self.changed.notify_all()
            return
        if "\nVia:" not in text:
            return  # not for us
        request = Request(text, send)
        with self.changed:
            self.requests.append(request)
            self.changed.notify_all()
        try:
            self.react(self, request)
        except Exception as error:  # shown by the test, which waits for what it did not do
            self.failure = error
            raise

    def wait(self, count, method="REGISTER"):
        """The `count`-th request of this method."""
        def found():
            return [r for r in self.requests if r.method == method]
        with self.changed:
            if not self.changed.wait_for(lambda: len(found()) >= count, BOUND_S):
                raise AssertionError(f"{len(found())} {method}, not {count}; {self.failure}\n"
                                     + "\n".join(r.text for r in self.requests))
            return found()[count - 1]

    def wait_response(self, method, status):
        """The tag that the phone gave in this response."""
        def find():
            for text in self.responses:
                if text.startswith(f"SIP/2.0 {status}") and f" {method}\r" in text:
                    return re.search(r"^To:.*(;tag=\S+)\r$", text, re.M)[1]
            return None
        with self.changed:
            assert self.changed.wait_for(find, BOUND_S), f"no {status} to {method}"
            return find()

    def wait_ping(self):
        with self.changed:
            assert self.changed.wait_for(lambda: self.pings, BOUND_S), "no CRLF CRLF came"

    def drop_connections(self):
        while self.connections:  # others may be appended meanwhile
            connection = self.connections.pop()
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # gone already
            connection.close()

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()
        self.drop_connections()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
