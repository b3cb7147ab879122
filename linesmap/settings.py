"""Read the settings from the environment, and find the files that ship with linesmap.

Every setting has a name, a default and a sentence of help in one table, `SETTINGS`; the documentation is
made from that table.
"""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from linesmap.errors import ReferenceDataError, SettingsError

__all__ = ["SETTINGS", "Setting", "Settings", "app_file", "data_dir", "load_settings"]

_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Setting:
    """One thing a user may set: its field, environment variable, default and help."""

    name: str
    env: str
    default: str
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting("workspace", "LINESMAP_WORKSPACE", "linesmap.duckdb", "Path of the workspace file."),
    Setting("busy_wait_s", "LINESMAP_BUSY_WAIT_S", "30", "Seconds to wait for a workspace in use."),
    Setting("active_days", "LINESMAP_ACTIVE_DAYS", "28", "A line is active for so many days after a record."),
    Setting("match_threshold", "LINESMAP_MATCH_THRESHOLD", "0.9", "Probability from which people are joined unseen."),
    Setting("match_memory_gb", "LINESMAP_MATCH_MEMORY_GB", "4", "Most memory for matching people, in gigabytes."),
    Setting("max_file_mb", "LINESMAP_MAX_FILE_MB", "500", "Largest file to import, in megabytes."),
    Setting("max_rows", "LINESMAP_MAX_ROWS", "2000000", "Most rows to read from one file."),
    Setting("max_columns", "LINESMAP_MAX_COLUMNS", "500", "Most columns to read from one file."),
    Setting("max_cell_chars", "LINESMAP_MAX_CELL_CHARS", "100000", "Longest text in one cell."),
    Setting("marking", "LINESMAP_MARKING", "OFFICIAL-SENSITIVE", "Marking shown when records carry none."),
    Setting("handling", "LINESMAP_HANDLING", "", "Handling sentence shown in the top band."),
    Setting("actor", "LINESMAP_ACTOR", "", "Name written to the audit trail; empty means the login name."),
    Setting("tiles", "LINESMAP_TILES", "", "Address pattern of a tile server for the app map; empty means none."),
    Setting("tiles_attribution", "LINESMAP_TILES_ATTRIBUTION", "", "Attribution the tile server asks for."),
    Setting("prices", "LINESMAP_PRICES", "", "Path of a price table of drugs (CSV); empty means the shipped one."),
)


@dataclass(frozen=True)
class Settings:
    """Hold the settings in force."""

    workspace: Path = Path("linesmap.duckdb")
    busy_wait_s: float = 30.0
    active_days: int = 28
    match_threshold: float = 0.9
    match_memory_gb: float = 4.0
    max_file_mb: int = 500
    max_rows: int = 2_000_000
    max_columns: int = 500
    max_cell_chars: int = 100_000
    marking: str = "OFFICIAL-SENSITIVE"
    handling: str = ""
    actor: str = field(default="")
    tiles: str = ""
    tiles_attribution: str = ""
    prices: str = ""

    @property
    def user_name(self) -> str:
        """Name of the user, as the audit trail has it: the actor, else the login name."""
        try:
            return self.actor or getpass.getuser()
        except (KeyError, OSError):
            return "unknown"


def load_settings() -> Settings:
    """Read the settings from the environment.

    Returns
    -------
    settings
        Defaults where the environment names nothing.

    Raises
    ------
    SettingsError
        If a number is expected and something else is found.
    """
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        text = os.environ.get(setting.env, setting.default)
        kind = type(getattr(Settings(), setting.name))
        try:
            values[setting.name] = Path(text) if issubclass(kind, Path) else kind(text)
        except ValueError as error:
            msg = f"{setting.env} should be a number, found {text!r}. Unset it to use {setting.default}."
            raise SettingsError(msg) from error
    return Settings(**values)


@cache
def data_dir() -> Path:
    """Find the folder with `reference/` and `samples/`: in the checkout, or inside the installed package.

    Raises
    ------
    ReferenceDataError
        If neither is there, which means a broken installation.
    """
    for folder in (_PACKAGE / "_data", _PACKAGE.parent / "data"):
        if (folder / "reference").is_dir():
            return folder
    msg = "The reference data of linesmap is missing. Install linesmap again."
    raise ReferenceDataError(msg)


@cache
def app_file() -> Path:
    """Find the Streamlit entry script: in the checkout, or inside the installed package.

    Raises
    ------
    ReferenceDataError
        If it is missing, which means a broken installation.
    """
    for file in (_PACKAGE / "_app" / "app.py", _PACKAGE.parent / "app.py"):
        if file.is_file():
            return file
    msg = "The app script of linesmap is missing. Install linesmap again."
    raise ReferenceDataError(msg)
