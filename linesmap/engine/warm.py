"""Compile the searches once, so that the first use does not wait: python -m linesmap.engine.warm."""

from __future__ import annotations

import sys
import time

__all__ = ["main", "ready"]


def ready() -> None:
    """Load the compiled code, so that no time limit pays for it; compiles it where that was never done before."""
    import linesmap.engine.anneal_kernel
    import linesmap.engine.branch_kernel  # noqa: F401


def main() -> int:
    """Compile into the cache, or load from it; gives the exit code."""
    begun = time.perf_counter()
    ready()
    sys.stdout.write(f"The searches of networks are compiled ({time.perf_counter() - begun:.1f} s).\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
