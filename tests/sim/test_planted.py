"""The simulator can fail: planted bugs of check/must_fail show up as bad calls of the kind that they make."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

CC, SIM, CHECK, TRACE = sys.argv[1:5]
del sys.argv[1:5]
TREE = pathlib.Path(__file__).resolve().parents[2]

# What a user would see of it.
PLANTED = {
    "no_t_act": "lost",
    "lost_audio_stays_enabled": "silent",
    "late_push_rings": "ghost",
    "refused_report_ignored": "stuck",
    "two_in_flight": "broken",
}


def run(*command, **more):
    done = subprocess.run(command, capture_output=True, text=True, **more)
    if done.returncode != 0:
        raise AssertionError(f"{command[0]}: {done.stderr[-1500:]}")
    return done.stdout


def simulate(patch, room):
    """The core with the patch in it, and all else as it was built."""
    tree = room / patch.stem
    shutil.copytree(TREE / "src/core", tree / "src/core")
    run("git", "apply", "--unsafe-paths", f"--directory={tree}", patch, cwd="/")
    libraries = run("pkg-config", "--libs", "libcjson").split()
    program = tree / "sim"
    run(CC, "-std=c11", "-O1", "-I", TREE / "include", "-I", TREE / "sim", "-o", program, TREE / "sim/main.c",
        *sorted((tree / "src/core").glob("*.c")), SIM, CHECK, TRACE, *libraries, "-pthread", "-lm")
    done = subprocess.run([program, "--strategy", "offhook", "--schedules", "6000", "--json"], capture_output=True,
                          text=True, timeout=120)
    return done.returncode, json.loads(done.stdout)["strategies"][0]


class Planted(unittest.TestCase):
    def test_they_show(self):
        with tempfile.TemporaryDirectory() as name:
            for bug, way in PLANTED.items():
                with self.subTest(bug=bug):
                    status, found = simulate(TREE / f"check/must_fail/{bug}.patch", pathlib.Path(name))
                    self.assertEqual(status, 1)
                    self.assertTrue(found[way], {one: found[one] for one in ("lost", "silent", "ghost", "stuck",
                                                                              "broken")})


if __name__ == "__main__":
    unittest.main()
