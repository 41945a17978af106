#!/usr/bin/env python3
"""Instructions a step of the core, over the transitions of the one-call world (callgrind).

Instructions are the same whatever else the machine does. Prints a table; nothing is asserted.

usage: core_steps.py BUILD_FOLDER [-n SAMPLES]
"""
import argparse
import glob
import os
import re
import statistics
import subprocess
import tempfile


def counts(build, adversaries, samples, time_passes):
    with tempfile.TemporaryDirectory() as room:
        subprocess.run(
            ["valgrind", "--tool=callgrind", "--toggle-collect=counted_step", "--dump-after=counted_step",
             f"--callgrind-out-file={room}/out", os.path.join(build, "bench/core_steps"), adversaries,
             str(samples), str(time_passes)],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "LD_BIND_NOW": "1"})
        steps = []
        for name in glob.glob(f"{room}/out.*"):
            with open(name) as file:
                total = int(re.search(r"^totals: (\d+)", file.read(), re.M).group(1))
            if total:
                steps.append(total)
        return sorted(steps)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("build", help="an optimised build folder, for example build/release")
    options.add_argument("-n", type=int, default=2000, help="transitions of the larger world that are sampled")
    options = options.parse_args()
    print("instructions a step: steps, median, 95th percentile, maximum")
    for adversaries in ("none", "grab,interrupt,hold,push"):
        for time_passes in (0, 1):
            steps = counts(options.build, adversaries, options.n, time_passes)
            print(f"  one call, adversaries {adversaries:26} {'time passes' if time_passes else 'at one time':12}"
                  f" {len(steps):6} {statistics.median(steps):6.0f} {steps[int(len(steps) * 0.95)]:6} {steps[-1]:6}")


if __name__ == "__main__":
    main()
