"""Every feature with every peer, and docs/peers.md, which must say what was seen.

    python3 test_peers.py --write PAGE    writes the page anew
"""
import contextlib
import os
import re
import sys
import traceback
import unittest

from controlled_baresip import Baresip
from features import FEATURES, Case
from linphonec import Linphonec

PAGE = os.environ.get("PEERS_PAGE", "")

NOT_OFFERED = {
    ("baresip", "digits by INFO, from the peer"): "baresip 1.0 sends digits by RTP only",
    ("baresip", "attended transfer by the peer"): "baresip 1.0 knows no Replaces",
    ("baresip", "attended transfer of us, by the peer"): "baresip 1.0 knows no Replaces",
}

# What is known to fail, and why. It is tried all the same: once it passes, the page is wrong.
FAILS = {}

HEAD = """# Peers

<!-- Written by tests/peers/test_peers.py --write; the same test fails if this table is not what it sees. -->

`offhook phone` with softphones that nobody here wrote, as callers and callees, over loopback: real SIP, real RTP. Each cell is a call of its own
(`ctest -L peers`); what a feature means, and what must be seen for a pass, is in `tests/peers/features.py`: in a call both ends hear the other's tone in what
they decoded (not baresip after a hold: a re-INVITE ends its recording). Seen with {versions}, from Debian 12. TLS is not in the table.

| feature | {names} |
|---|{rule}
"""


KINDS = (Baresip, Linphonec)


def outcomes(kind):
    """Feature to outcome, and to the story of what went wrong. After a failure the peer is started anew."""
    seen, stories, peer = {}, {}, None
    for name, function in FEATURES:
        if (kind.name, name) in NOT_OFFERED:
            seen[name] = "not offered"
            continue
        peer = peer or kind()
        try:
            with contextlib.ExitStack() as stack:
                by_info = "INFO, from" in name
                other = stack.enter_context(kind(info=by_info)) if by_info or "attended transfer by" in name else None
                function(stack.enter_context(Case(peer, other)))
            seen[name] = "pass"
        except Exception:  # whatever it was, it is the outcome
            seen[name] = "fail"
            stories[name] = traceback.format_exc()
            peer = peer.__exit__(None, None, None)
    if peer:
        peer.__exit__(None, None, None)
    return seen, stories


def run():
    """What was seen of each peer, by its name."""
    results = {kind.name: outcomes(kind) for kind in KINDS}
    return {name: seen for name, (seen, _) in results.items()}, {name: told for name, (_, told) in results.items()}


def page(seen):
    names = list(seen)
    versions = " and ".join(f"{kind.name} {kind.version()}" for kind in KINDS)
    text = HEAD.format(versions=versions, names=" | ".join(names), rule="---|" * len(names))
    notes = []
    for name, _ in FEATURES:
        cells = []
        for peer in names:
            cell = seen[peer][name]
            reason = NOT_OFFERED.get((peer, name)) or FAILS.get((peer, name))
            if reason and cell != "pass":
                notes.append(f"{len(notes) + 1}. {peer}, {name}: {reason}.")
                cell += f" ({len(notes)})"
            cells.append(cell)
        text += f"| {name} | {' | '.join(cells)} |\n"
    return text + ("\n" + "\n".join(notes) + "\n" if notes else "")


def rows(text):
    """What the page says, without the versions of the peers."""
    return [line for line in text.splitlines() if re.match(r"\| |\d+\. ", line)]


class Peers(unittest.TestCase):
    def test_the_page_says_what_was_seen(self):
        seen, stories = run()
        for peer, story in stories.items():
            for name, text in story.items():
                if (peer, name) not in FAILS:
                    print(f"---- {peer}, {name}\n{text}", file=sys.stderr)
        with open(PAGE, encoding="utf-8") as file:
            self.assertEqual(rows(file.read()), rows(page(seen)))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        SEEN, STORIES = run()
        for PEER, STORY in STORIES.items():
            for NAME, TEXT in STORY.items():
                print(f"---- {PEER}, {NAME}\n{TEXT}", file=sys.stderr)
        with open(sys.argv[2], "w", encoding="utf-8") as FILE:
            FILE.write(page(SEEN))
    else:
        unittest.main()
