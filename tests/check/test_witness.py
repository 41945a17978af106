"""Spin counts the same states and transitions as the explorer, to the last one; and it would show if it did not.

usage: test_witness.py TOOL CC SOURCE_ROOT LIBRARY,... [OPTION ...]     OPTION ...: of `offhook check`, one world
"""
import sys
import unittest

from witness import Witness

tool, cc, root, libraries, *world = sys.argv[1:]
WITNESS = Witness(tool, cc, root, libraries.split(","))

KINDS = (
    "--adversaries none",
    "--adversaries grab,lose,early,deactivate,interrupt,services,reset,hold",
    "--adversaries fork,push,report",
    "--adversaries silence,mute,digits",
    "--calls 2 --adversaries grab,hold",
    "--calls 2 --accept gated --adversaries interrupt,outgoing",
    "--profile self --calls 2 --adversaries services,hold",
)
BEYOND_THE_ELEVEN = (
    "--adversaries retry,elsewhere,cancel-push",
    "--adversaries preparing,no-session,app,away,services",
    "--adversaries wishes,mute-wishes,digit-wishes",
    "--adversaries bounce,interrupt,hold",
    "--adversaries foreign",
    "--calls 2 --groups on --adversaries groups,hold",
    "--profile self --calls 2 --groups on --adversaries groups,group-wishes",
    "--calls 2 --transfer follow --adversaries transfer",
    "--calls 2 --adversaries replace",
    "--redirect follow --adversaries outgoing,redirect,update",
    "--adversaries push,keyless",
    "--adversaries route,interrupt",
    "--adversaries dnd,leftover,old-push,push",
    "--calls 2 --auto-answer when_asked --adversaries auto",
    "--calls 2 --call-waiting off --adversaries outgoing,dnd",
    "--profile telecom --adversaries outgoing,foreign",
    "--accept gated --fulfil when_connected --adversaries stale,reset",
)


class Worlds(unittest.TestCase):
    def same(self, options, **more):
        spin, explorer = WITNESS.compare(options.split(), **more)
        self.assertEqual(spin, explorer)
        return spin

    def test_worlds_of_all_kinds(self):
        for options in KINDS + BEYOND_THE_ELEVEN:
            with self.subTest(options):
                self.assertFalse(self.same(options)["broken"])

    def test_each_adversary_has_a_part_in_its_world(self):
        """A world in which one could never act would say nothing of it."""
        for options in BEYOND_THE_ELEVEN:
            *policy, names = options.split()
            all_of_them = names.split(",")
            whole = WITNESS.explore(options.split())
            for left_out in all_of_them:
                rest = ",".join(name for name in all_of_them if name != left_out) or "none"
                with self.subTest(f"{options} without {left_out}"):
                    self.assertNotEqual(WITNESS.explore([*policy, rest])["transitions"], whole["transitions"])

    def test_what_breaks_breaks_for_both(self):
        for options in ("--strategy eager --adversaries grab",
                        "--strategy pr61 --adversaries hold --calls 2"):
            with self.subTest(options):
                self.assertTrue(self.same(options)["broken"])

    def test_a_difference_is_seen(self):
        """One move is kept from Spin: each time the counts differ, or there is no such move in this world."""
        options = "--adversaries grab,early".split()
        missed = 0
        for move in range(0, 60, 4):
            spin, explorer = WITNESS.compare(options, without=move)
            missed += spin != explorer
        self.assertGreater(missed, 3)


if __name__ == "__main__":
    if world:
        spin, explorer = WITNESS.compare(world, table_bits=27)
        if spin != explorer or spin["broken"]:
            sys.exit(f"Spin: {spin}\nthe explorer: {explorer}")
    else:
        unittest.main(argv=sys.argv[:1])
