"""Python reads this by itself where PYTHONPATH names this folder: what a test removes is kept.

With OFFHOOK_ARTEFACTS=FOLDER in the environment each file gets a second name there before it is removed, so that what
was in it can be searched afterwards. Nothing changes for the test.
"""
import contextlib
import itertools
import os
import sys

FOLDER = os.environ.get("OFFHOOK_ARTEFACTS")
count = itertools.count()


def keep(event, arguments):
    if event != "os.remove":
        return
    path, folder = arguments
    name = os.path.basename(os.fsdecode(path))
    with contextlib.suppress(OSError, ValueError):  # another file system, a socket that is gone: not ours
        os.link(path, os.path.join(FOLDER, f"{os.getpid()}.{next(count)}.{name}"),
                src_dir_fd=None if folder == -1 else folder, follow_symlinks=False)


if FOLDER:
    sys.addaudithook(keep)
