"""Every shipped file is listed with its source, licence and hash, and nothing else is."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
SHIPPED = sorted(
    path.relative_to(DATA).as_posix()
    for folder in ("reference", "samples")
    for path in (DATA / folder).rglob("*")
    if path.is_file()
)
LARGEST_BYTES = 2_000_000


def _entries() -> dict[str, dict[str, str]]:
    text = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    entries = {}
    for block in text.split("\n### ")[1:]:
        name = re.match(r"`([^`]+)`", block)
        assert name is not None
        entries[name[1]] = dict(re.findall(r"^- (\w+): (.+)$", block, re.MULTILINE))
    return entries


ENTRIES = _entries()


def test_all_files_are_listed_and_all_listed_are_there() -> None:
    assert sorted(ENTRIES) == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_entry_is_true(name: str) -> None:
    entry = ENTRIES[name]
    content = (DATA / name).read_bytes()
    assert entry["sha256"].strip("`") == hashlib.sha256(content).hexdigest()
    assert entry["licence"]
    assert entry["source"]
    assert re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", entry["date"])
    script = entry["script"].strip("`")
    assert script == "none, entered by hand" or (ROOT / script).is_file()
    assert len(content) < LARGEST_BYTES


def test_packages_are_those_the_build_pins() -> None:
    pinned = set((DATA / "build" / "requirements.txt").read_text(encoding="utf-8").splitlines())
    pinned |= {
        f"npm:{line}" for line in (DATA / "build" / "requirements-npm.txt").read_text(encoding="utf-8").splitlines()
    }
    for name, entry in ENTRIES.items():
        for package in entry["package"].split("; "):
            assert package == "none" or package in pinned, name
