"""baresip as the other end: plays a WAV file into the call, and records what it decoded."""
import glob
import os
import struct
import subprocess
import tempfile
import wave

from sipp import BOUND_S, free_port, give_way
from wav import RATE_HZ, frequency, write_tone

BARESIP = os.environ.get("BARESIP", "baresip")

CONFIG = """sip_listen 127.0.0.1:{port}
net_interface 127.0.0.1
module_path {modules}
module g711.so
module aubridge.so
module aufile.so
module sndfile.so
{secure}module_tmp account.so
module_app menu.so
audio_player aubridge,nil
audio_source aufile,{folder}/tone.wav
audio_alert aubridge,nil
snd_path {folder}
"""

# Further modules, and what the account is to have.
SECURE = {
    None: ((), ""),
    "sdes": (("module srtp.so",), ";mediaenc=srtp-mand"),
    "dtls": (("module dtls_srtp.so", "module ice.so", "rtcp_mux yes"), ";mediaenc=dtls_srtp;medianat=ice"),
}


def modules():
    """Where Debian puts them; the folder has no architecture in its name, on some it has."""
    return next(iter(glob.glob("/usr/lib/baresip/modules") + glob.glob("/usr/lib/*/baresip/modules")))


class Baresip:
    def __init__(self, *commands, answers=False, hz=440, secure=None):
        self.port = free_port()
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = self.temporary.name
        write_tone(os.path.join(self.folder, "tone.wav"), hz)
        with open(os.path.join(self.folder, "config"), "w", encoding="ascii") as file:
            lines, parameters = SECURE[secure]
            file.write(CONFIG.format(port=self.port, folder=self.folder, modules=modules(),
                                     secure="".join(line + "\n" for line in lines)))
        with open(os.path.join(self.folder, "accounts"), "w", encoding="ascii") as file:
            mode = "auto" if answers else "manual"
            file.write(f"<sip:bob@127.0.0.1:{self.port}>;regint=0;audio_codecs=pcma;answermode={mode}"
                       f"{parameters}\n")
        self.log = open(os.path.join(self.folder, "log"), "w+", encoding="utf-8", errors="replace")
        self.process = subprocess.Popen(
            [BARESIP, "-f", self.folder, *(word for command in commands for word in ("-e", command))],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
            env=dict(os.environ, HOME=self.folder))

    @property
    def uri(self):
        return f"sip:bob@127.0.0.1:{self.port}"

    def said(self):
        self.log.flush()
        with open(self.log.name, encoding="utf-8", errors="replace") as file:
            return file.read()

    def ready(self):
        """Wait until it listens."""
        for _ in range(BOUND_S * 100):
            if "baresip is ready" in self.said():
                return
            give_way()
        raise AssertionError("baresip does not start:\n" + self.said())

    def recorded_s(self):
        """How long what it decoded is by now."""
        files = glob.glob(os.path.join(self.folder, "dump-*-dec.wav"))
        return (os.path.getsize(files[0]) - 44) / 2 / RATE_HZ if files else 0

    def heard_hz(self):
        """The frequency of what it decoded; only once it has ended."""
        path = glob.glob(os.path.join(self.folder, "dump-*-dec.wav"))[0]
        with wave.open(path, "rb") as file:
            rate_hz, data = file.getframerate(), file.readframes(file.getnframes())
        samples = struct.unpack(f"<{len(data) // 2}h", data[:len(data) // 2 * 2])
        return frequency(samples[rate_hz // 4:], rate_hz)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(BOUND_S)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.stop()
        if kind is not None:
            print(self.said())
        self.log.close()
        self.temporary.cleanup()
