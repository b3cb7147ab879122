"""Run the command line as `python -m linesmap`."""

from linesmap.cli import main

main()
