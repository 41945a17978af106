"""The second witness: a world searched by Spin (check/spin), and by the explorer, at the same time."""
import json
import os
import re
import subprocess
import tempfile

# The explorer's first state is Spin's second: its first is that before the process has begun.
SPINS_OWN = 1


class Witness:
    def __init__(self, tool, cc, root, libraries):
        self.tool, self.cc, self.root, self.libraries = tool, cc, root, libraries
        self.room = tempfile.TemporaryDirectory()
        self.built = {}
        includes = [f"-I{root}/check", f"-I{root}/include"]
        self.layout = os.path.join(self.room.name, "layout")
        self._run(cc, "-Wall", "-Wextra", "-Werror", *includes, f"{root}/check/spin/layout.c", *libraries, "-lpthread",
                  "-lm", "-o", self.layout)
        # What makes the explorer look at fewer states than there are.
        shown = subprocess.run([tool, "--help"], capture_output=True, text=True).stdout
        self.all_states = [option for option in ("--no-symmetry", "--no-covering") if option in shown]

    def _run(self, *command):
        subprocess.run(command, cwd=self.room.name, check=True, stdout=subprocess.DEVNULL)

    def _build(self, words, moves):
        """A verifier for records of this length; returns its path."""
        if (words, moves) in self.built:
            return self.built[words, moves]
        here = os.path.join(self.root, "check")
        defines = [f"-DWITNESS_WORDS={words}", f"-DWITNESS_MOVES={moves}"]
        includes = [f"-I{here}", f"-I{here}/spin", f"-I{self.root}/include"]
        name = os.path.join(self.room.name, f"pan-{words}-{moves}")
        self._run("spin", *defines, "-a", f"{here}/spin/world.pml")
        # Each move is one step of one process: there is nothing to reduce, and no cycle to look for.
        self._run(self.cc, "-O3", "-w", *defines, *includes, "-DSAFETY", "-DNOREDUCE", "-DNOFAIR",
                  "-DNOCOMP", "-DMEMLIM=20000", "-c", "pan.c", "-o", "pan.o")
        self._run(self.cc, "-O3", "-Wall", "-Wextra", "-Werror", *defines, *includes, "-c",
                  f"{here}/spin/witness.c", "-o", "witness.o")
        self._run(self.cc, "pan.o", "witness.o", *self.libraries, "-lpthread", "-lm", "-o", name)
        self.built[words, moves] = name
        return name

    def _start_spin(self, options, without, table_bits):
        environment = dict(os.environ, OFFHOOK_WORLD=" ".join(options),
                           GLIBC_TUNABLES="glibc.malloc.hugetlb=1")
        if without is not None:
            environment["OFFHOOK_WITHOUT"] = str(without)
        words, moves = map(int, subprocess.run([self.layout, *options], check=True, capture_output=True,
                                               text=True).stdout.split())
        program = self._build(words, next(some for some in (60, 100, 200, 260) if some >= moves))
        return subprocess.Popen(
            [program, "-m100000", "-b", "-n", "-E", f"-w{table_bits}"], cwd=self.room.name,
            env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def explore(self, options):
        """What the explorer tells of a world, every state of it looked at."""
        return json.loads(subprocess.run([self.tool, *options, *self.all_states, "--json"],
                                         capture_output=True, text=True).stdout)

    def compare(self, options, without=None, table_bits=22):
        """What each of the two counted: two dicts of states, transitions, broken."""
        spin = self._start_spin(options, without, table_bits)
        explorer = self.explore(options)
        with spin.stdout:
            text = spin.stdout.read()
        _, status, used = os.wait4(spin.pid, 0)
        spin.returncode = os.waitstatus_to_exitcode(status)
        explorer_s, spin_s = explorer["search_s"], used.ru_utime + used.ru_stime
        if spin.returncode != 0 or "errors: 0" not in text or "not completed" in text or \
                not explorer["exhausted"]:
            raise AssertionError(f"not searched to the end:\n{explorer}\n{text}")
        states = float(re.search(r"([\d.e+]+) states, stored", text)[1])
        # Spin prints eight digits.
        assert states < 1e8, "more states than Spin's figures show"
        print(f"{' '.join(options)}: Spin {int(states)} states in {spin_s:.1f} s of a core, {used.ru_maxrss // 1024} MB; "
              f"the explorer {explorer['states']} in {explorer_s:.1f} s", flush=True)
        return ({"states": int(states) - SPINS_OWN,
                 "transitions": int(re.search(r"moves made: (\d+)", text)[1]),
                 "broken": int(re.search(r"broken: (\d+)", text)[1]) > 0},
                {"states": explorer["states"], "transitions": explorer["transitions"],
                 "broken": bool(explorer["violations"])})
