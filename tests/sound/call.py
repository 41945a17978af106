"""A phone with devices, and a peer with a tone, in a call."""
import os
import sys

sys.path.append(os.path.join(os.path.dirname(__file__), "..", "phone"))
from phone import Phone  # noqa: E402

TONE_DB = -15.05  # a sine of a quarter of the full amplitude: the peer's tone, and what is spoken
PEER_HZ, SPOKEN_HZ = 620, 1000


class Call:
    """The peer calls, the phone answers. Codec A-law, whose level is true."""

    def __init__(self, *options, device="device", codec="pcma"):
        self.phone = Phone("--audio", device, "--processing=no", "--codecs", codec, *options)
        self.peer = Phone("--audio", f"tone:{PEER_HZ}", "--codecs", codec, "--measure")

    def ring(self):
        self.peer.do("call " + self.phone.uri())
        self.phone.expect("ringing")

    def answer(self):
        self.phone.do("answer")
        self.phone.expect("connected")

    def is_heard(self, level_db=TONE_DB, within_db=2, hz=SPOKEN_HZ):
        """The peer hears what is spoken into our microphone, from now on."""
        self.peer.cursor = len(self.peer.events)
        for _ in range(150):
            heard = self.peer.expect("measured", incoming=True)
            if abs(heard["hz"] - hz) <= 5 and abs(heard["level_db"] - level_db) <= within_db:
                return
        raise AssertionError(f"{hz} Hz at {level_db} dB is not heard; last: {heard}")

    def flows(self):
        """A second in which frames went each way, about one every 20 ms (machines may be loaded)."""
        for _ in range(15):
            flowed = self.phone.expect("flowed")
            if all(flowed[way] in range(25, 76) for way in ("sent", "received", "captured", "played")):
                return
        raise AssertionError(f"frames do not flow; last: {flowed}")

    def __enter__(self):
        self.phone.__enter__()
        self.peer.__enter__()
        return self

    def __exit__(self, kind, value, trace):
        try:
            self.peer.__exit__(kind, value, trace)
        finally:
            self.phone.__exit__(kind, value, trace)
