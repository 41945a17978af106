"""Many calls in a row, with sound both ways in each: memory, threads and descriptors stay what they were.

The long form is in test_long.py and, with sound devices, in tests/sound/test_long.py.
"""
import unittest

from caller import Caller
from phone import Phone
from soak import Soak


class Tone(unittest.TestCase):
    def test_sixty_calls(self):
        """Sofia-SIP keeps a transaction for 32 s: that is what 40 calls may cost in so short a time."""
        with Phone("--auto-answer", "always") as phone, Caller(phone.port()) as caller:
            Soak(phone, caller).is_flat(20, 60, growth_kib=2 * 1024)


if __name__ == "__main__":
    unittest.main()
