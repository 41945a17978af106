"""The phones that are measured: how each is started, what it listens on, how it is told to answer."""
import contextlib
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
for suite in ("phone", "sound"):  # the caller and the sound server are the tests'
    sys.path.append(os.path.join(HERE, "..", "tests", suite))

import baresip  # noqa: E402
from caller import BOUND_S, Caller  # noqa: E402,F401
from server import Server, end  # noqa: E402

MANY = ("--auto-answer", "always", "--focus", "all", "--calls", "200")


def free_port(kind=socket.SOCK_DGRAM):
    with socket.socket(socket.AF_INET, kind) as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Phone:
    """A process. `trigger` is written to its standard input to answer."""

    def __init__(self, name, argv, port=None, trigger=b"", environment=None, folder=None):
        self.name, self.trigger, self.port, self.told = name, trigger, port, b""
        self.process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, bufsize=0, cwd=folder,
                                        env={**os.environ, **(environment or {})})
        os.set_blocking(self.process.stdout.fileno(), False)

    def tell(self, command):
        os.write(self.process.stdin.fileno(), command)

    def answer(self):
        self.tell(self.trigger)

    def read(self):
        """The whole lines that it has told since the last time."""
        while select.select([self.process.stdout], [], [], 0)[0]:
            more = os.read(self.process.stdout.fileno(), 1 << 20)
            if not more:
                break
            self.told += more
        *lines, self.told = self.told.split(b"\n")
        return lines

    def wait_for(self, what):
        """A line that begins so."""
        until = time.monotonic() + BOUND_S
        while time.monotonic() < until and self.process.poll() is None:
            select.select([self.process.stdout], [], [], 0.1)
            for line in self.read():
                if line.startswith(what):
                    return line
        raise SystemExit(f"{self.name} did not start")

    def stop(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        end(self.process)


class Offhook(Phone):
    def __init__(self, name, build, *options, **more):
        super().__init__(name, [os.path.join(build, "apps/offhook/offhook"), "phone", "--json", "--config=/dev/null",
                                "--listen", "udp:127.0.0.1:0", *options], trigger=b"answer\n", **more)
        listening = json.loads(self.wait_for(b'{"event":"listening"'))
        self.port = int(listening["text"].split()[0].rsplit(":", 1)[1])

    def heard(self):
        """By call, the packets that it received since the last time, as it tells."""
        found = {}
        for line in self.read():
            if line.startswith(b'{"event":"flowed"'):
                flowed = json.loads(line)
                found[flowed["call"]] = found.get(flowed["call"], 0) + flowed["received"]
        return found


class Bare(Phone):
    def __init__(self, build):
        super().__init__("bare", [os.path.join(build, "bench/bare")], trigger=b"a")
        self.port = int(self.wait_for(b"udp:").rsplit(b":", 1)[1])


def listens(port):
    """Somebody does, on this UDP port of 127.0.0.1."""
    with open("/proc/net/udp", encoding="ascii") as table:
        return f" 0100007F:{port:04X} " in table.read()


def wait_until_it_listens(phone):
    until = time.monotonic() + BOUND_S
    while not listens(phone.port):
        if time.monotonic() > until or phone.process.poll() is not None:
            raise SystemExit(f"{phone.name} did not start")
        time.sleep(0.05)
    time.sleep(1)  # it opens more than that
    return phone


BARESIP = """sip_listen 127.0.0.1:{port}
net_interface 127.0.0.1
call_max_calls 1000
audio_player alsa,pulse
audio_source alsa,pulse
audio_alert aubridge,nil
module_path {modules}
module g711.so
module alsa.so
module aubridge.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
"""


class Baresip(Phone):
    """Debian's has no PulseAudio of its own: by ALSA's plugin. Its ring tone is left out, for it delays the answer."""

    def __init__(self, folder, environment, mode="manual"):
        port, self.control = free_port(), free_port(socket.SOCK_STREAM)
        files = {"config": BARESIP.format(port=port, control=self.control, modules=baresip.MODULES), "contacts": "",
                 "accounts": f"<sip:phone@127.0.0.1:{port}>;regint=0;answermode={mode}\n",
                 ".asoundrc": "pcm.pulse { type pulse }\nctl.pulse { type pulse }\n"}
        for name, text in files.items():
            with open(os.path.join(folder, name), "w", encoding="ascii") as file:
                file.write(text)
        super().__init__("baresip, PulseAudio", ["baresip", "-f", folder], port,
                         environment={**environment, "HOME": folder}, folder=folder)
        wait_until_it_listens(self)
        self.socket = socket.create_connection(("127.0.0.1", self.control))

    def answer(self):
        text = b'{"command":"accept","params":"","token":"t"}'
        self.socket.sendall(b"%d:%s," % (len(text), text))

    def stop(self):
        self.socket.close()
        super().stop()


LINPHONE = """[sip]
bind_address=127.0.0.1
sip_port={port}
sip_tcp_port=0
sip_tls_port=0
guess_hostname=0
contact="phone" <sip:phone@127.0.0.1:{port}>
use_ipv6=0
[rtp]
bind_address=127.0.0.1
[net]
firewall_policy=1
nat_address=127.0.0.1
[sound]
echocancellation=0
[video]
enabled=0
"""


class Linphonec(Phone):
    def __init__(self, folder, environment):
        port = free_port()
        for place in (".local/share/linphone", ".config/linphone"):
            os.makedirs(os.path.join(folder, place))
        with open(os.path.join(folder, "rc"), "w", encoding="ascii") as file:
            file.write(LINPHONE.format(port=port))
        super().__init__("linphonec, PulseAudio", ["linphonec", "-c", os.path.join(folder, "rc")], port, b"answer\n",
                         {**environment, "HOME": folder}, folder)
        wait_until_it_listens(self)


class Stage(contextlib.ExitStack):
    """Phones, and the sound server that they share; all ended at its end."""

    def sound(self):
        """What clients of a private PulseAudio with a tone in its microphone need; None if it is not installed."""
        if not all(map(shutil.which, ("pulseaudio", "pactl", "pacat"))):
            return None
        server = self.enter_context(Server())
        server.speak(1000)
        return server.environment

    def start(self, make, *arguments, **more):
        phone = make(*arguments, **more)
        self.callback(phone.stop)
        return phone

    def folder(self):
        return self.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))

    def peers(self, sound):
        """The other phones, as far as they are installed."""
        if shutil.which("baresip") and baresip.MODULES:
            yield self.start(Baresip, self.folder(), sound)
        if shutil.which("linphonec"):
            yield self.start(Linphonec, self.folder(), sound)
