"""The strategies break where the tables of docs/environment.md say, after exactly so many events.
And none of it breaks offhook."""
import json
import pathlib
import re
import subprocess
import sys
import unittest

TOOL = sys.argv.pop(1)
PAGE = pathlib.Path(sys.argv.pop(1))


def explore(strategy, adversaries, calls=1):
    done = subprocess.run(
        [TOOL, "--strategy", strategy, "--adversaries", adversaries, "--calls", str(calls),
         "--json"], capture_output=True, text=True, timeout=100)
    if done.returncode not in (0, 1):
        raise AssertionError(done.stderr)
    result = json.loads(done.stdout)
    assert (done.returncode == 1) == bool(result["violations"]), "the exit status lies"
    return {one["property"]: one["events"] for one in result["violations"]}


ROW = re.compile(r"^\| [^|]*\| ([a-z0-9-]+) \| ([a-z,-]+) \| (\d) \| (\w+) \| (\d+) \|", re.MULTILINE)


def rows():
    """What the page's tables say: strategy, adversaries, calls, the property that breaks, events."""
    part = PAGE.read_text().split("\n## Strategies\n")[1].split("\n## ")[0]
    found = [(one[0], one[1], int(one[2]), one[3], int(one[4])) for one in ROW.findall(part)]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    assert len(found) == len(lines) - 2, "a line of the tables is neither a head nor a row"
    return found


class Strategies(unittest.TestCase):
    def test_each_row_of_the_page_is_found_again(self):
        for strategy, adversaries, calls, broken, events in rows():
            with self.subTest(strategy=strategy, adversaries=adversaries, calls=calls, broken=broken):
                self.assertEqual(explore(strategy, adversaries, calls).get(broken), events)

    def test_the_page_speaks_of_every_strategy(self):
        self.assertEqual({row[0] for row in rows()}, {"eager", "eager-timer", "pr61", "pr61c", "pr61w"})

    def test_pr61_holds_in_the_kind_world(self):
        for strategy in ("pr61", "pr61c"):
            self.assertEqual(explore(strategy, "none"), {})

    def test_the_watchdog_closes_what_it_closes(self):
        for adversaries in ("grab", "lose"):
            self.assertNotIn("Q3", explore("pr61w", adversaries))
        for calls, adversaries in ((1, "push"), (2, "none")):
            self.assertNotIn("Q2", explore("pr61w", adversaries, calls))

    def test_none_of_it_breaks_offhook(self):
        worlds = {(adversaries, calls) for _, adversaries, calls, _, _ in rows()}
        for adversaries, calls in sorted(worlds):
            with self.subTest(adversaries=adversaries, calls=calls):
                self.assertEqual(explore("offhook", adversaries, calls), {})


if __name__ == "__main__":
    unittest.main()
