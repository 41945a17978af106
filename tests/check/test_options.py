"""The command line: what it prints, and that a wrong option says what is wrong."""
import json
import subprocess
import sys
import unittest

TOOL = sys.argv.pop(1)


def run(*options):
    return subprocess.run([TOOL, *options], capture_output=True, text=True, timeout=100)


class Options(unittest.TestCase):
    def test_prints_figures(self):
        lines = run("--adversaries", "grab").stdout.splitlines()
        words = {line.split()[0] for line in lines}
        self.assertLessEqual({"states", "transitions", "violations", "search", "bytes"}, words)

    def test_prints_a_counterexample_in_words(self):
        done = run("--strategy", "eager")
        self.assertEqual(done.returncode, 1)
        self.assertIn("S1 broken after 3 events", done.stdout)
        self.assertRegex(done.stdout, r"3  the user answers A +-> engine accept A, ui fulfil A")

    def test_wrong_options(self):
        for options, says in (
            (("--adversaries", "nonsense"), "--adversaries names one that does not exist"),
            (("--calls", "4"), "--calls takes 1, 2 or 3"),
            (("--strategy", "hope"), "--strategy takes"),
            (("--frobnicate",), "see --help"),
            (("word",), "it takes options only"),
            (("--fulfil", "when_connected"), "deadlocks"),
        ):
            with self.subTest(options=options):
                done = run(*options)
                self.assertEqual(done.returncode, 2)
                self.assertIn(says, done.stderr)

    def test_threads_find_the_same_states(self):
        one, two = (
            json.loads(run("--adversaries", "interrupt,hold,push,report", "--json", "--threads",
                           threads).stdout) for threads in ("1", "2"))
        for figure in ("states", "transitions", "violations", "deepest"):
            self.assertEqual(one[figure], two[figure])

    def test_a_cut_is_said(self):
        result = json.loads(run("--adversaries", "all", "--max-states", "10000", "--json").stdout)
        self.assertFalse(result["exhausted"])
        self.assertLessEqual(result["states"], 10000)


if __name__ == "__main__":
    unittest.main()
