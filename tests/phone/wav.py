"""A tone in a WAV file, and the frequency of what was recorded."""
import math
import struct
import wave

RATE_HZ = 8000
LEVEL_DB = -15.3  # RMS


def write_tone(path, hz, seconds=30):
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(b"".join(
            struct.pack("<h", round(8000 * math.sin(2 * math.pi * hz * i / RATE_HZ)))
            for i in range(RATE_HZ * seconds)))


def frequency(samples, rate_hz):
    """Of a steady tone, by its rising zero crossings; 0 for silence."""
    if not samples or max(map(abs, samples)) < 500:
        return 0
    crossings = [i for i in range(1, len(samples)) if samples[i - 1] < 0 <= samples[i]]
    if len(crossings) < 2:
        return 0
    return (len(crossings) - 1) * rate_hz / (crossings[-1] - crossings[0])
