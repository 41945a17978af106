"""What takes long."""
import unittest

import test_trouble


class Long(unittest.TestCase):
    both_ways = test_trouble.InACall.both_ways
    run_in_a_call = test_trouble.InACall.run_in_a_call
    setUp = test_trouble.InACall.setUp

    def test_the_phone_stands_still_for_forty_seconds(self):
        self.run_in_a_call(lambda server, call: test_trouble.stand_still(self, server, call, 40))


if __name__ == "__main__":
    unittest.main()
