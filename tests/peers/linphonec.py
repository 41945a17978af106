"""linphonec, told what to do on its standard input. It takes files in place of a sound card."""
import os
import socket
import subprocess

from peer import Peer
from sipp import free_port
from wav import write_tone

LINPHONEC = os.environ.get("LINPHONEC", "linphonec")

# nat_address: what its descriptions say, where it would name an address of another interface.
CONFIG = """[sip]
sip_port={port}
sip_tcp_port={port}
sip_tls_port=0
bind_address=127.0.0.1
use_ipv6=0
ipv6_migration_done=1
use_info={info}
use_rfc2833={rtp}
[net]
firewall_policy=1
nat_address=127.0.0.1
[rtp]
bind_address=127.0.0.1
audio_rtp_port={audio}
video_rtp_port={video}
[sound]
local_ring=
remote_ring=
"""


class Linphonec(Peer):
    name = "linphonec"
    hears = r"Receiving tone (.) from"
    records = "heard.wav"
    rates_hz = (8000, 48000)  # the head is written last, or left from the call before

    def __init__(self, info=False):
        self.info = info
        super().__init__()

    @staticmethod
    def version():
        said = subprocess.run([LINPHONEC, "-v"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False)
        return said.stdout.split()[-1].lstrip("v")

    def command(self):
        for folder in (".local/share/linphone", "linphone"):
            os.makedirs(os.path.join(self.folder, folder))
        write_tone(os.path.join(self.folder, "tone.wav"), 440)
        with open(os.path.join(self.folder, "rc"), "w", encoding="ascii") as file:
            file.write(CONFIG.format(port=self.port, info=int(self.info), rtp=int(not self.info),
                                     audio=free_port(), video=free_port()))
        return [LINPHONEC, "-c", os.path.join(self.folder, "rc"), "-C"]

    def ready(self):
        self.wait("linphonec>")
        self.do("soundcard use files")
        self.do("play " + os.path.join(self.folder, "tone.wav"))
        self.do("record " + os.path.join(self.folder, "heard.wav"))
        self.wait("Using wav files")

    def do(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def call(self, uri):
        self.do("call " + uri)

    def answer(self):
        self.do("answer")

    def hang_up(self):
        self.do("terminate")

    decline = cancel = hang_up

    def hold(self):
        self.do("pause")
        self.wait("is now paused")

    def resume(self):
        self.do("resume")

    def dial(self, digits):
        for digit in digits:
            self.do(digit)

    def transfer(self, uri):
        self.do("transfer " + uri)

    def join(self, one, other):
        """Its calls of these numbers are to talk to each other, without it."""
        self.do(f"transfer {one} --to-call {other}")
