"""The strategies break where, and as soon as, they are known to; docs/environment.md explains the
rows that differ. And none of it breaks offhook."""
import json
import subprocess
import sys
import unittest

TOOL = sys.argv.pop(1)


def explore(strategy, adversaries, calls=1):
    done = subprocess.run(
        [TOOL, "--strategy", strategy, "--adversaries", adversaries, "--calls", str(calls),
         "--json"], capture_output=True, text=True, timeout=100)
    if done.returncode not in (0, 1):
        raise AssertionError(done.stderr)
    result = json.loads(done.stdout)
    assert (done.returncode == 1) == bool(result["violations"]), "the exit status lies"
    return {one["property"]: one["events"] for one in result["violations"]}


# What breaks, in which world: strategy, adversaries, calls, property, events at most.
EAGER = [
    ("eager", "none", 1, "S1", 3),
    ("eager", "report", 1, "S1", 2),
    ("eager", "grab", 1, "Q4", 4),
    ("eager", "lose", 1, "Q4", 5),
    ("eager-timer", "interrupt", 1, "S6", 6),
    ("eager-timer", "interrupt", 1, "S7", 6),
    ("eager-timer", "none", 1, "S13", 6),
    ("eager", "push,stale", 1, "S2", 5),
    ("eager", "none", 1, "S3b", 2),
    ("eager", "none", 1, "S3", 4),
]

PR61 = [
    ("pr61", "grab", 1, "Q3", 3),  # 1
    ("pr61", "lose", 1, "Q3", 4),  # 2
    ("pr61", "push,early", 1, "Q3", 5),  # 3
    ("pr61", "push", 1, "Q3", 4),  # 4
    ("pr61", "none", 2, "Q3", 9),  # 5
    ("pr61", "hold", 2, "Q3", 9),  # 6
    ("pr61", "early", 1, "S5", 5),  # 7, the slot not cleared, the activation on its way
    ("pr61c", "early", 1, "S13", 5),  # 7b
    ("pr61", "early,report", 1, "S5", 5),  # 8
    ("pr61", "interrupt", 1, "Q4", 7),  # 9
    ("pr61", "services", 1, "Q4", 6),  # 10
    ("pr61", "deactivate", 1, "Q4", 6),  # 11
    ("pr61", "reset", 1, "Q2", 2),  # 12
    ("pr61", "reset", 1, "S6", 5),  # 12
    ("pr61", "hold", 1, "Q4", 7),  # 13
    ("pr61", "hold", 2, "S8", 12),  # 13
    ("pr61", "fork", 1, "Q2", 4),  # 14
    ("pr61", "push", 1, "S12", 5),  # 15
    ("pr61", "report", 1, "Q2", 2),  # 16
]

WATCHDOG_OPENS = [
    ("pr61w", "none", 1, "Q5", 5),
    ("pr61w", "interrupt", 1, "S1", 5),
    ("pr61w", "interrupt", 1, "S6", 5),
    ("pr61w", "interrupt", 1, "S7", 5),
]


class Strategies(unittest.TestCase):
    def check(self, rows):
        for strategy, adversaries, calls, broken, events in rows:
            with self.subTest(strategy=strategy, adversaries=adversaries, calls=calls):
                found = explore(strategy, adversaries, calls)
                self.assertIn(broken, found)
                self.assertLessEqual(found[broken], events)

    def test_eager(self):
        self.check(EAGER)

    def test_pr61(self):
        self.check(PR61)

    def test_a_watchdog_opens_new_holes(self):
        self.check(WATCHDOG_OPENS)

    def test_pr61_holds_in_the_kind_world(self):
        for strategy in ("pr61", "pr61c"):
            self.assertEqual(explore(strategy, "none"), {})

    def test_the_watchdog_closes_what_it_closes(self):
        for adversaries in ("grab", "lose"):
            self.assertNotIn("Q3", explore("pr61w", adversaries))
        for calls, adversaries in ((1, "push"), (2, "none")):
            self.assertNotIn("Q2", explore("pr61w", adversaries, calls))

    def test_none_of_it_breaks_offhook(self):
        worlds = {(adversaries, calls) for _, adversaries, calls, _, _ in EAGER + PR61}
        for adversaries, calls in sorted(worlds):
            with self.subTest(adversaries=adversaries, calls=calls):
                self.assertEqual(explore("offhook", adversaries, calls), {})


if __name__ == "__main__":
    unittest.main()
