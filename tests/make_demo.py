"""Make the demo workspace by the command a user has, unless it is there or another process is at it.

    python tests/make_demo.py PATH

The tests start this before the first of them and go on with those that need no workspace.
"""

from __future__ import annotations

import sys

from filelock import FileLock


def main() -> None:
    """Run from the command line."""
    path = sys.argv[1]
    with FileLock(path + ".lock"):
        # Brought in late: whoever comes second has only to wait.
        from linesmap.cli import main as linesmap

        linesmap(["demo", "--build-only", "--workspace", path])


if __name__ == "__main__":
    main()
