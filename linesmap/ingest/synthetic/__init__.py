"""Make invented records that behave as real ones do, with the truth beside them: for demo, tests and benchmarks."""

from __future__ import annotations

from linesmap.ingest.synthetic.generate import SyntheticFiles, write_files

__all__ = ["SyntheticFiles", "write_files"]
