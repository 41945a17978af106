"""The commit in a trace's head is that of the tree at the build: what src/trace/commit.cmake writes.

Usage: test_commit.py CMAKE SCRIPT
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

CMAKE, SCRIPT = sys.argv[1:3]


@unittest.skipUnless(shutil.which("git"), "git is not installed")
class Commit(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.source = pathlib.Path(folder.name, "a tree")
        self.source.mkdir()
        self.header = pathlib.Path(folder.name, "commit.h")
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        self.environment["GIT_CEILING_DIRECTORIES"] = folder.name
        self.environment["GIT_CONFIG_GLOBAL"] = os.devnull

    def git(self, *arguments):
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.invalid", *arguments]
        output = subprocess.run(command, cwd=self.source, env=self.environment, check=True, capture_output=True)
        return output.stdout.decode().strip()

    def commit(self, text):
        """Commit a file with `text` in it; returns the commit."""
        (self.source / "file").write_text(text)
        self.git("add", "file")
        self.git("commit", "-q", "-m", text)
        return self.git("rev-parse", "--short=12", "HEAD")

    def written(self, source=None):
        """Run the script; returns the commit that it wrote."""
        command = [CMAKE, f"-DSOURCE={source or self.source}", f"-DHEADER={self.header}", "-P", SCRIPT]
        subprocess.run(command, env=self.environment, check=True)
        return self.header.read_text().removeprefix('#define OFFHOOK_COMMIT "').removesuffix('"\n')

    def test_no_git_tree(self):
        self.assertEqual(self.written(), "unknown")

    def test_no_commit_yet(self):
        self.git("init", "-q")
        self.assertEqual(self.written(), "unknown")

    def test_follows_the_tree(self):
        self.git("init", "-q")
        first = self.commit("one")
        self.git("tag", "-a", "-m", "v", "v1")  # a tag does not take the commit's place
        self.assertEqual(self.written(), first)
        (self.source / "new").write_text("git does not know it")
        self.assertEqual(self.written(), first)
        (self.source / "file").write_text("changed")
        self.assertEqual(self.written(), first + "-dirty")
        second = self.commit("two")
        self.assertEqual(self.written(), second)

    def test_somebody_elses_tree(self):
        self.git("init", "-q")
        self.commit("one")
        inside = self.source / "inside"
        inside.mkdir()
        self.assertEqual(self.written(inside), "unknown")

    def test_same_commit_touches_nothing(self):
        self.git("init", "-q")
        self.commit("one")
        self.written()
        os.utime(self.header, ns=(1, 1))
        self.written()
        self.assertEqual(self.header.stat().st_mtime_ns, 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
