"""Kamailio as registrar and proxy on loopback, with digest for everything."""
import os
import socket
import subprocess
import tempfile
import time

from peers import BOUND_S, free_port, select_nothing

HERE = os.path.dirname(os.path.abspath(__file__))
KAMAILIO = os.environ["KAMAILIO"]


def modules():
    """Where Debian puts them: by the machine's architecture."""
    for folder, _, files in os.walk("/usr/lib"):
        if folder.endswith("kamailio/modules") and "registrar.so" in files:
            return folder
    raise AssertionError("Kamailio's modules are not under /usr/lib")


class Kamailio:
    """`certificates` are pairs of files: each gets a TLS port of its own, in `tls`."""

    def __init__(self, password, certificates=()):
        self.folder = tempfile.TemporaryDirectory()
        self.port = free_port(socket.SOCK_STREAM)
        self.udp, self.tcp = f"sip:127.0.0.1:{self.port}", f"sip:127.0.0.1:{self.port};transport=tcp"
        ports = [free_port(socket.SOCK_STREAM) for _ in certificates]
        self.tls = [f"sip:127.0.0.1:{port};transport=tls" for port in ports]
        with open(os.path.join(self.folder.name, "tls.cfg"), "w") as file:
            for where, (certificate, key) in zip(
                    ["default", *(f"127.0.0.1:{port}" for port in ports)],
                    [*certificates[:1], *certificates]):  # there must be a default one
                file.write(f"[server:{where}]\nmethod = TLSv1.2+\n"
                           f"certificate = {certificate}\nprivate_key = {key}\n")
        with open(os.path.join(HERE, "kamailio.cfg")) as file:
            text = file.read()
        listen = [f"listen={kind}:127.0.0.1:{self.port}" for kind in ("udp", "tcp")]
        listen += [f"listen=tls:127.0.0.1:{port}" for port in ports]
        for name, value in (("LISTEN", "\n".join(listen)), ("MODULES", modules() + "/"),
                            ("PASSWORD", password), ("FOLDER", self.folder.name)):
            text = text.replace("@" + name + "@", value)
        config = os.path.join(self.folder.name, "kamailio.cfg")
        with open(config, "w") as file:
            file.write(text)
        self.log = open(os.path.join(self.folder.name, "log"), "w+")
        self.process = subprocess.Popen(
            [KAMAILIO, "-f", config, "-DD", "-E", "-m", "32", "-M", "4", "-Y", self.folder.name],
            stdout=self.log, stderr=self.log, cwd=self.folder.name)
        self._wait_until_it_answers()

    def _wait_until_it_answers(self):
        ask = (f"OPTIONS sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bK1\r\n"
               f"From: <sip:t@127.0.0.1>;tag=1\r\nTo: <sip:x@127.0.0.1>\r\nCall-ID: ready\r\n"
               f"CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n").encode()
        until = time.monotonic() + BOUND_S
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("127.0.0.1", self.port))
            probe.settimeout(0.1)
            while True:
                try:
                    probe.send(ask)
                    probe.recv(4096)
                    return
                except OSError:
                    if time.monotonic() > until or self.process.poll() is not None:
                        raise AssertionError("Kamailio does not start:\n" + self.story())
                    select_nothing()

    def story(self):
        self.log.flush()
        self.log.seek(0)
        return self.log.read()

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(BOUND_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        self.folder.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind:
            print(self.story())
        self.close()
