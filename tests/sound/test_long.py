"""What takes long."""
import unittest

import test_trouble  # adds tests/phone to the path
from caller import Caller
from phone import Phone
from server import Server, environment
from soak import Soak


class Long(unittest.TestCase):
    both_ways = test_trouble.InACall.both_ways
    run_in_a_call = test_trouble.InACall.run_in_a_call
    setUp = test_trouble.InACall.setUp

    def test_the_phone_stands_still_for_forty_seconds(self):
        self.run_in_a_call(lambda server, call: test_trouble.stand_still(self, server, call, 40))

    def test_five_hundred_calls_in_a_row(self):
        """Sound both ways in each, all on one pair of devices."""
        with Server() as server, environment(**server.environment):
            server.speak(1000)
            with Phone("--auto-answer", "always", "--audio", "device") as phone, Caller(phone.port()) as caller:
                Soak(phone, caller).is_flat(100, 500, growth_kib=1024, seconds=35)


if __name__ == "__main__":
    unittest.main()
