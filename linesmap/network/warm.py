"""Compile once what dismantling needs, so that the first use does not wait: python -m linesmap.network.warm."""

from __future__ import annotations

import sys
import time

from linesmap.network.annealing import ready

__all__ = ["main"]


def main() -> int:
    """Compile into the cache, or load from it; gives the exit code."""
    begun = time.perf_counter()
    ready()
    sys.stdout.write(f"The search for orders of removal is compiled ({time.perf_counter() - begun:.1f} s).\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
