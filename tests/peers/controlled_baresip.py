"""baresip, told what to do through its control port (JSON in netstrings), which tells its events, too."""
import glob
import json
import os
import socket
import re
import subprocess
import threading

from baresip import BARESIP, modules
from peer import Peer
from sipp import free_port
from wav import write_tone

CONFIG = """sip_listen 127.0.0.1:{port}
net_interface 127.0.0.1
module_path {modules}
module g711.so
module opus.so
module aubridge.so
module aufile.so
module sndfile.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
audio_player aubridge,nil
audio_source aufile,{folder}/tone.wav
audio_alert aubridge,nil
ausrc_srate 8000
ausrc_channels 1
auplay_channels 1
snd_path {folder}
auplay_srate 8000
"""


class Baresip(Peer):
    name = "baresip"
    hears = r"event CALL_DTMF_START (.)"
    records = "dump-*-dec.wav"
    records_on = False  # a re-INVITE takes its recorder away

    @staticmethod
    def version():
        said = subprocess.run([BARESIP, "-h"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        return said.stdout.split()[1].lstrip("v")

    def command(self):
        self.control_port = free_port(socket.SOCK_STREAM)
        write_tone(os.path.join(self.folder, "tone.wav"), 440)
        with open(os.path.join(self.folder, "config"), "w", encoding="ascii") as file:
            file.write(CONFIG.format(port=self.port, folder=self.folder, modules=modules(), control=self.control_port))
        with open(os.path.join(self.folder, "accounts"), "w", encoding="ascii") as file:
            file.write(f"<sip:bob@127.0.0.1:{self.port}>;regint=0;audio_codecs=pcma,pcmu,opus/48000/2\n")
        return [BARESIP, "-v", "-f", self.folder]

    def ready(self):
        self.wait("baresip is ready")
        self.control = socket.create_connection(("127.0.0.1", self.control_port))
        self.listener = threading.Thread(target=self.listen, daemon=True)
        self.listener.start()

    def listen(self):
        """Its events become lines of its log."""
        data = b""
        while chunk := self.receive():
            data += chunk
            while match := re.match(rb"(\d+):", data):
                begin, end = match.end(), match.end() + int(match[1])
                if len(data) <= end:  # a comma follows
                    break
                told = json.loads(data[begin:end])
                data = data[end + 1:]
                if told.get("event"):
                    self.output.write(f"event {told.get('type')} {told.get('param', '')}\n")
                    self.output.flush()

    def receive(self):
        """b"" at the end, however it comes."""
        try:
            return self.control.recv(65536)
        except ConnectionResetError:
            return b""

    def do(self, command, parameters=""):
        text = json.dumps({"command": command, "params": parameters, "token": "t"}).encode()
        self.control.sendall(str(len(text)).encode() + b":" + text + b",")

    def call(self, uri):
        self.do("dial", uri)

    def answer(self):
        self.do("accept")

    def hang_up(self):
        self.do("hangup")

    decline = cancel = hang_up

    def hold(self):
        self.do("hold")

    def resume(self):
        self.do("resume")

    def dial(self, digits):
        self.do("sndcode", digits)

    def transfer(self, uri):
        self.do("transfer", uri)

    def stop(self):
        self.control.shutdown(socket.SHUT_RDWR)
        self.listener.join()
        self.control.close()
        super().stop()
