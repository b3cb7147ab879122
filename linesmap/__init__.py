"""Map county lines and what enforcement did to them, offline, from police records in files."""

from importlib.metadata import version

__all__ = ["__version__"]

__version__ = version("linesmap")
