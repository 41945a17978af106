"""A private PulseAudio with two null sinks: `spk`, which one listens at, and `mic`, which one speaks into.

The phone captures `mic_in` and plays to `spk`. Null sinks left alone work in blocks of 2 s; a silent (or sounding)
stream with a latency of 10 ms on each holds them in small ones.
"""
import array
import contextlib
import json
import math
import os
import subprocess
import tempfile
import threading
import time

BOUND_S = 15
RATE_HZ = 8000
MODULES = ("module-null-sink sink_name=spk rate=48000", "module-null-sink sink_name=mic rate=48000",
           "module-remap-source source_name=mic_in master=mic.monitor", "module-always-sink")


def wait_for(fact, what, bound_s=BOUND_S):
    """Until `fact()` is true; its value."""
    until = time.monotonic() + bound_s
    while True:
        value = fact()
        if value:
            return value
        if time.monotonic() > until:
            raise AssertionError(f"waited {bound_s} s in vain for {what}")
        time.sleep(0.02)


def end(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(BOUND_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Server:
    """PulseAudio in a process of its own. `environment` is what its clients need."""

    microphone = "mic_in"

    def __init__(self, *modules):
        self.folder = tempfile.TemporaryDirectory(prefix="offhook-sound-")
        self.socket = os.path.join(self.folder.name, "native")
        self.environment = {"PULSE_SERVER": "unix:" + self.socket, "HOME": self.folder.name,
                            "XDG_RUNTIME_DIR": self.folder.name}
        self.modules = MODULES + modules
        self.kept = []
        self.start()

    def run(self, *words, **options):
        return subprocess.Popen(words, env={**os.environ, **self.environment}, stdin=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL, **options)

    def pactl(self, *words):
        return subprocess.run(["pactl", *words], env={**os.environ, **self.environment, "LC_ALL": "C"},
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                              timeout=BOUND_S, check=False).stdout

    def list(self, kind):
        """`pactl list` of "sinks", "sources", "sink-inputs", "source-outputs", "modules"."""
        return json.loads(self.pactl("-f", "json", "list", kind) or "[]")

    def ours(self, kind):
        """The phone's own streams."""
        return [stream for stream in self.list(kind)
                if stream["properties"].get("application.name") == "offhook"]

    def start(self):
        options = ["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--realtime=no",
                   "--high-priority=no", "--disable-shm=yes"]
        loads = [f"module-native-protocol-unix socket={self.socket} auth-anonymous=1", *self.modules]
        self.process = self.run("pulseaudio", *options, *(word for load in loads for word in ("-L", load)),
                                stdout=subprocess.DEVNULL)
        wait_for(lambda: self.pactl("info"), "PulseAudio")
        self.pactl("set-default-sink", "spk")
        self.pactl("set-default-source", "mic_in")
        self.keep("spk")

    def keep(self, sink):
        self.kept.append(self.run("pacat", "-d", sink, "--raw", "--latency-msec=10", "/dev/zero"))

    def speak(self, hz, amplitude=0.25, seconds=600):
        """A sine (of a whole number of Hz) into the microphone, so long or as long as the server lives."""
        path = os.path.join(self.folder.name, f"{hz}.raw")
        samples = array.array("h", (round(32767 * amplitude * math.sin(2 * math.pi * hz * i / RATE_HZ))
                                    for i in range(RATE_HZ)))
        with open(path, "wb") as file:
            for _ in range(seconds):
                samples.tofile(file)
        self.kept.append(self.run("pacat", "-d", "mic", "--raw", "--format=s16le", f"--rate={RATE_HZ}",
                                  "--channels=1", "--latency-msec=10", path))
        with Ear(self, self.microphone) as ear:  # from then on the devices work in small blocks, too
            wait_for(lambda: ear.level_db(hz) > -60, f"{hz} Hz in the microphone")

    def kill(self):
        """As a crash would."""
        self.process.kill()
        self.process.wait()
        self.drop_kept()

    def drop_kept(self):
        for process in self.kept:
            end(process)
        self.kept = []

    def close(self):
        self.drop_kept()
        end(self.process)
        self.folder.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Ear:
    """Listens at a source: the strongest of some frequencies in the last 100 ms, and its level."""

    def __init__(self, server, source="spk.monitor"):
        self.process = server.run("parec", "-d", source, "--raw", "--format=s16le", f"--rate={RATE_HZ}",
                                  "--channels=1", "--latency-msec=10", stdout=subprocess.PIPE)
        self.last = array.array("h")
        self.lock = threading.Lock()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        while data := self.process.stdout.read(RATE_HZ // 10 * 2):
            samples = array.array("h")
            samples.frombytes(data[:len(data) // 2 * 2])
            with self.lock:
                self.last = samples

    def level_db(self, hz):
        """The level of this frequency, dBFS (a full sine: -3)."""
        with self.lock:
            samples = self.last
        if not samples:
            return -120.0
        turn = 2 * math.pi * hz / RATE_HZ
        real = sum(s * math.cos(turn * i) for i, s in enumerate(samples))
        imaginary = sum(s * math.sin(turn * i) for i, s in enumerate(samples))
        amplitude = 2 * math.hypot(real, imaginary) / len(samples) / 32768
        return 20 * math.log10(amplitude / math.sqrt(2)) if amplitude > 1e-6 else -120.0

    def hears(self, hz, level_db, within_db=2):
        wait_for(lambda: abs(self.level_db(hz) - level_db) < within_db, f"{hz} Hz at {level_db} dBFS")

    def hears_nothing(self, hz):
        wait_for(lambda: self.level_db(hz) < -60, f"silence at {hz} Hz")

    def close(self):
        end(self.process)
        self.reader.join(BOUND_S)
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


@contextlib.contextmanager
def environment(**values):
    """For the phones that are started inside."""
    before = {key: os.environ.get(key) for key in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                del os.environ[key]
            else:
                os.environ[key] = value
