"""The house stands: every module imports only from lower floors, and the fences hold."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "linesmap"
ROOT = PACKAGE.parent

FLOORS = {
    "errors": -1,
    "settings": 0,
    "crs": 0,
    "whole_file": 0,
    "model": 1,
    "reference": 2,
    "store": 2,
    "ingest": 3,
    "geocode": 3,
    "link": 3,
    "engine": 2,
    "network": 3,
    "measure": 3,
    "disclose": 4,
    "view": 4,
    "asked": 5,
    "meanings": 5,
    "decisions": 5,
    "review": 5,
    "intake": 5,
    "relocation": 5,
    "gazetteers": 5,
    "importing": 5,
    "linking": 5,
    "linking_truth": 5,
    "judgements": 5,
    "people_held": 5,
    "review_people": 5,
    "pipeline": 5,
    "disruptions": 5,
    "lines": 5,
    "line_flows": 5,
    "overlap_bodies": 5,
    "overlap_hits": 5,
    "overlap_matching": 5,
    "overlaps": 5,
    "force_profiles": 5,
    "picture": 5,
    "comparisons": 5,
    "comparison_files": 5,
    "operation_reports": 5,
    "operation_areas": 5,
    "effects": 5,
    "recovery": 5,
    "chart": 5,
    "what_if_network": 5,
    "what_if_question": 5,
    "what_if_document": 5,
    "what_ifs": 5,
    "reports": 5,
    "snapshot_sums": 5,
    "snapshot_about": 5,
    "snapshots": 5,
    "export_rules": 5,
    "network_snapshots": 5,
    "area_tables": 5,
    "area_words": 5,
    "area_lines": 5,
    "area_about": 5,
    "area_snapshots": 5,
    "area_comparison": 5,
    "export_about": 5,
    "export_parts": 5,
    "exports": 5,
    "page_held": 5,
    "page_files": 5,
    "demo": 5,
    "serving": 5,
    "cli": 6,
    "cli_output": 6,
    "cli_review": 6,
    "cli_review_people": 6,
    "cli_gazetteer": 6,
    "cli_disruption": 6,
    "cli_options": 6,
    "cli_overlap": 6,
    "cli_template": 6,
    "cli_lines": 6,
    "cli_effect": 6,
    "cli_measure": 6,
    "cli_network": 6,
    "cli_link": 6,
    "cli_export": 6,
    "cli_snapshot": 6,
    "cli_what_if": 6,
    "ui": 6,
    "__main__": 7,
    "__init__": 0,
}
# Within floor 5 the order of work: the chain, then what is made of it.
ORDER_OF_5 = (
    "asked",
    "meanings",
    "relocation",
    "decisions",
    "review",
    "intake",
    "gazetteers",
    "importing",
    "linking",
    "linking_truth",
    "judgements",
    "people_held",
    "review_people",
    "pipeline",
    "disruptions",
    "lines",
    "line_flows",
    "overlap_bodies",
    "overlap_hits",
    "overlap_matching",
    "overlaps",
    "force_profiles",
    "picture",
    "comparisons",
    "comparison_files",
    "operation_reports",
    "operation_areas",
    "effects",
    "recovery",
    "chart",
    "what_if_network",
    "what_if_question",
    "what_if_document",
    "what_ifs",
    "reports",
    "snapshot_sums",
    "snapshot_about",
    "snapshots",
    "export_rules",
    "network_snapshots",
    "area_tables",
    "area_words",
    "area_lines",
    "area_about",
    "area_snapshots",
    "area_comparison",
    "export_about",
    "export_parts",
    "exports",
    "page_held",
    "page_files",
    "demo",
    "serving",
)
# Within floor 6 the groups of commands stand between what prints and the whole command line.
ORDER_OF_6 = (
    "cli_output",
    "cli_options",
    "cli_disruption",
    "cli_snapshot",
    "cli_export",
    "cli_gazetteer",
    "cli_link",
    "cli_review_people",
    "cli_review",
    "cli_template",
    "cli_lines",
    "cli_effect",
    "cli_measure",
    "cli_network",
    "cli_overlap",
    "cli_what_if",
    "cli",
)
MOST_LINES = 400


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if not {"_data", "_app"} & set(path.parts))


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imported(path: Path) -> set[str]:
    """Dotted names of everything a module imports, at its top or inside a function."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def own_parts(path: Path) -> set[str]:
    found = {name.split(".")[1] for name in imported(path) if name.startswith("linesmap.")}
    return {part for part in found if part in FLOORS}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_imports_only_from_lower_floors(path: Path) -> None:
    own = part_of(path)
    for part in own_parts(path) - {own}:
        if FLOORS[own] == FLOORS[part] == 5:
            assert ORDER_OF_5.index(part) < ORDER_OF_5.index(own), f"{own} imports the later {part}"
        elif FLOORS[own] == FLOORS[part] == 6:
            assert {own, part} <= set(ORDER_OF_6)
            assert ORDER_OF_6.index(part) < ORDER_OF_6.index(own), f"{own} imports the later {part}"
        else:
            assert FLOORS[part] < FLOORS[own], f"{path.name} on floor {FLOORS[own]} imports {part} on {FLOORS[part]}"


def test_every_part_has_a_floor() -> None:
    assert {part_of(path) for path in modules()} <= set(FLOORS)


FENCES = {
    "streamlit": ("ui",),
    "folium": ("view/folium_map.py",),
    "branca": ("view/folium_map.py", "view/page.py", "view/snapshot.py"),
    "splink": ("link",),
    "duckdb": ("store",),
}


@pytest.mark.parametrize("package", sorted(FENCES))
def test_fence(package: str) -> None:
    for path in modules():
        inside = any(str(path.relative_to(PACKAGE)).startswith(place) for place in FENCES[package])
        if not inside:
            uses = {name for name in imported(path) if name.split(".")[0] == package}
            assert not uses, f"{path.relative_to(PACKAGE)} imports {uses}"


SQL_STARTS = ("SELECT ", "INSERT ", "UPDATE ", "DELETE FROM", "CREATE TABLE", "DROP TABLE", "ALTER TABLE")


def test_sql_text_only_in_the_store() -> None:
    for path in modules():
        if part_of(path) == "store":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not node.value.lstrip().upper().startswith(SQL_STARTS), f"SQL in {path.name}: {node.value[:40]}"


NETWORK = {"requests", "urllib.request", "http.client", "httpx", "aiohttp", "socket"}


def test_no_module_speaks_to_a_network() -> None:
    """`serving` looks for a free port on this computer; nothing else opens a socket."""
    for path in modules():
        if path.name != "serving.py":
            assert not NETWORK & imported(path), path


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_browser_code_is_short() -> None:
    for path in (PACKAGE / "view" / "assets").rglob("*.js"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES, path.name


def test_browser_code_never_makes_markup_from_text() -> None:
    """Record text reaches a page through textContent only."""
    for path in (PACKAGE / "view" / "assets").rglob("*.js"):
        text = path.read_text(encoding="utf-8")
        for danger in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
            assert danger not in text, f"{path.name} uses {danger}"


def test_app_entry_is_short() -> None:
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) < 60
