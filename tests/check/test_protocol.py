"""docs/protocol.md is what the explorer prints now. A change of behaviour is a diff of it."""
import subprocess
import sys
import unittest

PAGE = sys.argv.pop()
TOOL = sys.argv.pop()


class Protocol(unittest.TestCase):
    maxDiff = None

    def test_the_page_is_up_to_date(self):
        now = subprocess.run([TOOL, "--protocol"], capture_output=True, text=True, check=True,
                             timeout=100).stdout
        with open(PAGE, encoding="utf-8") as file:
            self.assertEqual(file.read(), now,
                             "behaviour changed: run `offhook check --protocol > docs/protocol.md`")

    def test_it_can_be_read(self):
        with open(PAGE, encoding="utf-8") as file:
            page = file.read()
        default = page.split("\n## ")[1]
        self.assertLessEqual(len(default.splitlines()), 450)
        self.assertNotIn("more than one outcome", page)  # the facts tell all steps apart


if __name__ == "__main__":
    unittest.main()
