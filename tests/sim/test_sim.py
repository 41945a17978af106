"""`offhook sim`: the same seed, the same schedule; who loses calls, and who does not; replays, reports, options."""
import html.parser
import json
import os
import pty
import re
import subprocess
import sys
import tempfile
import unittest

PAGE = sys.argv.pop()
PROGRAM = sys.argv.pop()
TOOL = sys.argv.pop()

WAYS = ("lost", "silent", "ghost", "stuck")

# Of 2000 schedules from seed 1: no core is in it, so only the environment or the models can change it.
GOLDEN = {"eager": "884a8f51846dd6a6", "pr61": "dc7f438b61c78767"}


def sim(*options, status=None):
    done = subprocess.run([TOOL, *options], capture_output=True, text=True, timeout=250)
    if status is not None and done.returncode != status:
        raise AssertionError(f"exit status {done.returncode}: {done.stdout[-2000:]}{done.stderr}")
    return done


def results(*options, status=0):
    report = json.loads(sim("--json", *options, status=status).stdout)
    return {one["strategy"]: one for one in report["strategies"]}


class Schedules(unittest.TestCase):
    def test_the_same_seed_is_the_same_schedule(self):
        found = results("--schedules", "2000", "--jobs", "1")
        for name, digest in GOLDEN.items():
            self.assertEqual(found[name]["digest"], digest, name)

    def test_jobs_change_nothing(self):
        kept = []
        for jobs in ("1", "2", "5"):
            found = results("--schedules", "1500", "--jobs", jobs)
            for one in found.values():
                del one["seconds"], one["cpu_seconds"]
            kept.append(found)
        self.assertEqual(kept[0], kept[1])
        self.assertEqual(kept[0], kept[2])

    def test_two_halves_are_the_whole(self):
        whole = results("--seed", "10", "--schedules", "600")
        halves = [results("--seed", seed, "--schedules", "300") for seed in ("10", "310")]
        for name, one in whole.items():
            for way in (*WAYS, "events", "calls"):
                self.assertEqual(one[way], sum(half[name][way] for half in halves))

    def test_the_models_lose_calls_in_every_way(self):
        found = results("--schedules", "4000", "--strategy", "pr61,eager")
        self.assertEqual(list(found), ["eager", "pr61"])
        for one in found.values():
            for way in WAYS:
                self.assertGreater(one[way], 0, f"{one['strategy']} {way}")

    def test_offhook_loses_none(self):
        for options in ((), ("--profile", "self"), ("--world", "all"), ("--world", "all", "--profile", "self"),
                        ("--calls", "40", "--schedules", "500")):
            with self.subTest(options=options):
                found = results("--schedules", "8000", *options, "--strategy", "offhook")["offhook"]
                self.assertEqual({way: found[way] for way in WAYS}, dict.fromkeys(WAYS, 0))
                self.assertEqual(found["broken"], [])
                could = found["fates"]["could be talked on"]
                self.assertGreater(could, 1000)
                self.assertEqual(found["talked"]["could be talked on"], could)
                self.assertGreater(found["fates"]["session not to be had"], 0)

    def test_fates_are_the_seeds(self):
        found = results("--schedules", "1000")
        fates = [one["fates"] for one in found.values()]
        self.assertEqual(fates[0], fates[1])
        self.assertEqual(fates[0], fates[2])
        self.assertEqual(sum(fates[0].values()), 3000)


class Replays(unittest.TestCase):
    def setUp(self):
        self.room = tempfile.TemporaryDirectory()
        self.addCleanup(self.room.cleanup)
        self.trace = os.path.join(self.room.name, "t.jsonl")

    def replay(self, strategy, seed, *options, status=0):
        said = sim("--seed", str(seed), "--strategy", strategy, *options, "--trace", self.trace, status=status).stdout
        with open(self.trace) as file:
            return said, [json.loads(line) for line in file]

    def test_a_replay_is_its_schedule(self):
        for strategy in ("eager", "pr61", "offhook"):
            for seed in ("3", "77"):
                one = results("--seed", seed, "--schedules", "1", "--strategy", strategy)[strategy]
                said, lines = self.replay(strategy, seed)
                self.assertIn(f"digest {one['digest']}", said)
                self.assertIn(f" {one['events']} events", said)
                for way in WAYS:
                    self.assertIn(f"{way} {one[way]}", said)

    def test_a_trace_of_offhook_runs_again(self):
        for options in ((), ("--world", "all"), ("--profile", "self")):
            said, lines = self.replay("offhook", 12, *options)
            self.assertIn(f" {len(lines) - 1} events", said)
            done = subprocess.run([PROGRAM, "trace", "replay", self.trace], capture_output=True, text=True, timeout=60)
            self.assertEqual((done.returncode, done.stdout), (0, f"the same: {len(lines) - 1} steps\n"))

    def test_a_trace_of_a_model_can_be_drawn(self):
        self.replay("pr61", 3)
        shown = subprocess.run([PROGRAM, "trace", "show", self.trace, "-w", "120"], capture_output=True, text=True,
                               timeout=60, check=True).stdout
        self.assertIn("answered", shown)
        page = subprocess.run([PROGRAM, "trace", "html", self.trace, "-o", "-"], capture_output=True, text=True,
                              timeout=60, check=True).stdout
        self.assertIn("does not order what the trace says", page)

    def test_every_bad_schedule_is_a_seed(self):
        bad = os.path.join(self.room.name, "bad")
        found = results("--schedules", "1500", "--bad", bad)
        with open(bad) as file:
            lines = [line.rstrip("\n").split("\t") for line in file]
        self.assertEqual(lines[0], ["seed", "strategy", *WAYS, "broken"])
        for name, one in found.items():
            mine = [line for line in lines[1:] if line[1] == name]
            self.assertEqual(len(mine), one["bad_schedules"])
            for index, way in enumerate(WAYS):
                self.assertEqual(sum(int(line[2 + index]) for line in mine), one[way])
            self.assertEqual(one["bad_seeds"], [int(line[0]) for line in mine][:1000])
            for line in mine[:3]:
                said, _ = self.replay(name, line[0])
                for index, way in enumerate(WAYS):
                    self.assertIn(f"{way} {line[2 + index]}", said)


class Page(html.parser.HTMLParser):
    VOID = {"meta", "br"}

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.foreign = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.foreign += [value for name, value in attrs if name in ("src", "href")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()


class Reports(unittest.TestCase):
    def test_json(self):
        report = json.loads(sim("--json", "--schedules", "100", "--seed", "7", status=0).stdout)
        self.assertEqual({name: report[name] for name in ("seed", "schedules", "calls_a_schedule", "world", "profile")},
                         {"seed": 7, "schedules": 100, "calls_a_schedule": 3, "world": "incoming", "profile": "system"})
        for one in report["strategies"]:
            self.assertLessEqual(
                {"strategy", "calls", *WAYS, "bad_calls", "bad_schedules", "fates", "talked",
                 "answer_to_sound_ms", "adversaries", "broken", "broken_schedules", "bad_seeds", "events", "seconds",
                 "cpu_seconds", "digest"}, set(one))
            self.assertEqual(set(one["answer_to_sound_ms"]), {"50", "90", "99"})
            self.assertEqual(one["calls"], 300)
            self.assertRegex(one["digest"], "^[0-9a-f]{16}$")

    def test_the_table_and_the_list_of_seeds(self):
        out = sim("--schedules", "200", status=0).stdout
        self.assertRegex(out, r"(?m)^silent +\d+ +[\d.]+ %")
        self.assertRegex(out, r"(?m)^  offhook sim --seed \d+ --strategy eager --trace FILE  # ")

    def test_no_bar_where_nobody_looks(self):
        self.assertEqual(sim("--schedules", "200", status=0).stderr, "")

    def on_a_terminal(self, *options):
        """What a run writes to a terminal that is its stderr."""
        terminal, side = pty.openpty()
        with os.fdopen(terminal, "rb", buffering=0) as screen:
            try:
                subprocess.run([TOOL, "--schedules", "20000", "--strategy", "eager", *options], check=True,
                               stdout=subprocess.DEVNULL, stderr=side, timeout=250)
                os.set_blocking(terminal, False)
                return (screen.read(1 << 16) or b"").decode()
            finally:
                os.close(side)

    def test_a_bar_where_somebody_looks(self):
        seen = self.on_a_terminal()
        bar = r"\r\x1b\[Keager    \[(#*)(\.*)\] +(\d+) %(, \d+ s to go)?"
        self.assertRegex(seen, rf"^({bar})+\r\x1b\[K$", "bars, and in the end a clean line")
        for full, rest, percent, _ in re.findall(bar, seen):
            self.assertEqual(len(full + rest), 30)
            self.assertIn(len(full), (int(percent) * 30 // 100, (int(percent) + 1) * 30 // 100))
        self.assertEqual(self.on_a_terminal("--json"), "", "no bar beside what a program reads")

    def test_the_picture_is_fresh(self):
        drawn = sim("--svg", "-", status=0).stdout
        with open(os.path.join(os.path.dirname(PAGE), "sim.svg"), encoding="utf-8") as file:
            self.assertEqual(drawn, file.read(), "draw it again: offhook sim --svg docs/sim.svg")

    def test_the_page_stands_alone(self):
        for options in ((), ("--world", "all")):
            text = sim("--schedules", "300", *options, "--html", "-", status=0).stdout
            page = Page(text)
            self.assertEqual(page.open, [])
            self.assertEqual(page.foreign, [])
            self.assertNotIn("script", page.tags)
            self.assertEqual(page.tags.count("svg"), 2)
            self.assertNotRegex(text, r"\bnan\b|\binf\b|url\(")

    def test_the_table_of_times_is_in_the_docs(self):
        with open(PAGE) as file:
            self.assertIn(sim("--times", status=0).stdout, file.read(),
                          "docs/sim.md is old: put the output of `offhook sim --times` into it")

    def test_a_file_that_cannot_be_written(self):
        with tempfile.TemporaryDirectory() as room:
            path = os.path.join(room, "none", "r.html")
            done = sim("--schedules", "10", "--html", path, status=2)
            self.assertIn(f"offhook sim: {path}: No such file or directory", done.stderr)
        done = sim("--strategy", "offhook", "--trace", "/dev/full", status=2)
        self.assertIn("/dev/full: No space left on device", done.stderr)

    def test_wrong_options(self):
        for options, says in (
            (("--seed", "-1"), "--seed takes a whole number"),
            (("--seed", "9007199254740992"), "--seed takes a whole number"),
            (("--schedules", "0"), "--schedules takes"),
            (("--schedules", "1x"), "--schedules takes"),
            (("--calls", "0"), "--calls takes"),
            (("--jobs", "0"), "--jobs takes"),
            (("--strategy", "hope"), "--strategy takes"),
            (("--strategy", "eager,"), "--strategy takes"),
            (("--world", "mine"), "--world takes"),
            (("--profile", "mine"), "--profile takes"),
            (("--world", "all", "--strategy", "eager"), "take --strategy offhook"),
            (("--trace", "x"), "say which --strategy"),
            (("--trace", "x", "--strategy", "pr61", "--html", "y"), "in a run of their own"),
            (("--html", "-", "--bad", "-"), "only one of the files"),
            (("more",), "it takes options only"),
            (("--no-such",), "see --help"),
        ):
            with self.subTest(options=options):
                done = sim(*options, status=2)
                self.assertIn(says, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_help_names_every_option(self):
        out = sim("--help", status=0).stdout
        for option in ("seed", "schedules", "calls", "strategy", "world", "profile", "jobs", "json", "html", "bad",
                       "trace", "times"):
            self.assertRegex(out, rf"(?m)^  --{option}\b")


if __name__ == "__main__":
    unittest.main()
