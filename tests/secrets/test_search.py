"""The search finds what it is for, and what it searches is really kept."""
import glob
import os
import re
import subprocess
import sys
import tempfile
import unittest

import search

ARTEFACTS = {"1.0.tmpx.stderr": b"INVITE from ...4321\n", "1.1.tmpy.events": b'{"remote": "sip:004930987654321@x"}\n',
             "1.2.trace": b'{"event": "engine invited"}\n', "release.log": b"100% tests passed\n"}
SECRETS = {"credential": (b"the password is rosebud-7531", b'Authorization: Digest username="alice"',
                          b'response="0123456789abcdef0123456789abcdef"'),
           "key": (b"-----BEGIN PRIVATE KEY-----", b"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x"),
           "number": (b"call to 00441632960123 failed",)}
KEPT = """
import os, shutil, sys, tempfile
path = sys.argv[1]
with tempfile.NamedTemporaryFile("w", dir=path, suffix=".stderr") as file:
    file.write("one")
with tempfile.TemporaryDirectory(dir=path) as folder:
    with open(os.path.join(folder, "trace"), "w") as file:
        file.write("two")
"""


class Search(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name

    def write(self, name, data):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(data)

    def result(self):
        script = os.path.join(search.HERE, "search.py")
        return subprocess.run([sys.executable, script, self.folder], stdout=subprocess.PIPE, text=True, check=False)

    def test_clean_artefacts(self):
        for name, data in ARTEFACTS.items():
            self.write(name, data)
        self.write("1.3.password", b"rosebud-7531\n")  # where it belongs
        result = self.result()
        self.assertEqual((result.returncode, result.stdout), (0, "4 files searched, 0 secrets found\n"))

    def test_each_secret_in_each_artefact(self):
        for name in ARTEFACTS:
            for kind, lines in SECRETS.items():
                for line in lines:
                    if search.is_shown(name, kind):
                        continue
                    with self.subTest(name=name, line=line):
                        for other, data in ARTEFACTS.items():
                            self.write(other, data)
                        self.write(name, ARTEFACTS[name] + line + b"\n")
                        result = self.result()
                        self.assertEqual(result.returncode, 1)
                        self.assertIn(f"{name}:2: a {kind} of", result.stdout)

    def test_nothing_kept(self):
        for name, data in list(ARTEFACTS.items())[1:]:
            self.write(name, data)
        result = self.result()
        self.assertEqual(result.returncode, 1)
        self.assertIn("a phone's log is not among the 3 files", result.stdout)

    def test_no_suite_loses_the_keeping(self):
        """One that sets PYTHONPATH names the folder of sitecustomize.py first."""
        for path in glob.glob(os.path.join(search.HERE, "..", "*", "CMakeLists.txt")):
            with open(path, encoding="utf-8") as file:
                for value in re.findall(r"PYTHONPATH=(\S+)", file.read()):
                    self.assertTrue(value.startswith("${CMAKE_SOURCE_DIR}/tests/secrets/python"), path)

    def test_what_is_removed_is_kept(self):
        kept = os.path.join(self.folder, "kept")
        os.mkdir(kept)
        environment = {**os.environ, "OFFHOOK_ARTEFACTS": kept, "PYTHONPATH": os.path.join(search.HERE, "python")}
        subprocess.run([sys.executable, "-c", KEPT, self.folder], env=environment, check=True)
        self.assertEqual(os.listdir(self.folder), ["kept"])
        contents = []
        for name in os.listdir(kept):
            with open(os.path.join(kept, name), encoding="ascii") as file:
                contents.append((search.original_name(name)[-6:], file.read()))
        self.assertEqual(sorted(contents), [("stderr", "one"), ("trace", "two")])


if __name__ == "__main__":
    unittest.main()
