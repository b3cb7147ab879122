"""Make invented records that behave as real ones do, with the truth beside them: for demo, tests and benchmarks."""

from __future__ import annotations

from linesmap.ingest.synthetic.disruptions import write_disruptions
from linesmap.ingest.synthetic.generate import SyntheticFiles, write_files
from linesmap.ingest.synthetic.outcomes import write_outcomes

__all__ = ["SyntheticFiles", "write_disruptions", "write_files", "write_outcomes"]
