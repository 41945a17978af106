"""Searches what the tests left behind for secrets: secrets.txt says for which.

usage: search.py PLACE ...     folders and files
Exits with 1, naming file, line and kind, if one is found, and if there was nothing to search.
"""
import fnmatch
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# A log, events and a trace must have been there, or nobody kept anything.
EXPECTED = {"*.stderr": "a phone's log", "*.events": "a phone's events", "*trace*": "a trace", "*.log": "ctest's log"}


def rules():
    found, inputs = [], []
    with open(os.path.join(HERE, "secrets.txt"), encoding="utf-8") as file:
        for line in file:
            kind, _, pattern = line.rstrip("\n").partition(" ")
            if kind == "input":
                inputs.append(pattern)
            elif kind in ("credential", "key", "number"):
                found.append((kind, re.compile(pattern.encode())))
    return found, inputs


def files(places):
    for place in places:
        if os.path.isfile(place):
            yield place
        for folder, _, names in os.walk(place):
            yield from (os.path.join(folder, name) for name in names)


def original_name(path):
    """Without the number that a kept file has in front."""
    return re.sub(r"^\d+\.\d+\.", "", os.path.basename(path))


def is_shown(name, kind):
    """The call UI shows numbers, and so does a log of which they were asked (--full-numbers)."""
    return kind == "number" and name.endswith((".events", ".full"))


def search(places):
    """(path, line number, kind) of each finding, and the names that were searched."""
    patterns, inputs = rules()
    findings, names = [], []
    for path in files(places):
        name = original_name(path)
        if any(fnmatch.fnmatch(name, pattern) for pattern in inputs) or not os.path.isfile(path):
            continue
        names.append(name)
        with open(path, "rb") as file:
            for number, line in enumerate(file, 1):
                findings += [(path, number, kind) for kind, pattern in patterns
                             if not is_shown(name, kind) and pattern.search(line)]
    return findings, names


def main(places):
    findings, names = search(places)
    for path, number, kind in findings:
        print(f"{path}:{number}: a {kind} of tests/secrets/secrets.txt")
    missing = [what for pattern, what in EXPECTED.items() if not fnmatch.filter(names, pattern)]
    for what in missing:
        print(f"{what} is not among the {len(names)} files in {' '.join(places)}: is OFFHOOK_ARTEFACTS set?")
    print(f"{len(names)} files searched, {len(findings)} secrets found")
    return 1 if findings or missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
