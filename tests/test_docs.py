"""The documentation follows from the code, and what it says can be found there."""

from __future__ import annotations

import importlib.util
import re
from datetime import date
from pathlib import Path

import pytest

from linesmap import ingest, reference
from linesmap.measure import MEASURES
from linesmap.model.kinds import KINDS
from linesmap.model.vocabulary import RecordKind
from linesmap.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[1]


def generator() -> object:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["formats.md", "settings.md", "cli.md"])
def test_page_is_up_to_date(name: str) -> None:
    """`python docs/generate.py` writes it again."""
    made = generator().PAGES[name]()  # type: ignore[attr-defined]
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == made


@pytest.mark.parametrize("kind", list(KINDS))
def test_example_file_follows_from_the_model_and_is_accepted_whole(kind: RecordKind) -> None:
    spec, made = KINDS[kind], generator()
    name = made.example_name(spec)  # type: ignore[attr-defined]
    path = ROOT / "data" / "samples" / name
    assert path.read_bytes().decode() == made.example(spec)  # type: ignore[attr-defined]
    (sheet,) = ingest.read_file(path, today=date(2026, 3, 1))
    assert (sheet.kind, sheet.rows_in, len(sheet.records), sheet.invented) == (kind, 3, 3, True)
    assert set(sheet.records["warnings"]) == {"[]"}, "no value of an example is in doubt"
    assert not sheet.unmapped
    assert set(sheet.mapping) >= {column.name for column in spec.columns if any(column.examples)}


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_setting_and_reason_has_words() -> None:
    assert all(setting.help.endswith(".") for setting in SETTINGS)
    assert set(ingest.REASONS) == set(ingest.Reason)
    assert all(words.strip() for words in ingest.REASONS.values())


def test_methods_explain_every_measure() -> None:
    methods = text("docs/methods.md")
    for measure in MEASURES:
        assert measure.label in methods, measure.label


@pytest.mark.parametrize("page", ["README.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))])
def test_links_lead_somewhere(page: str) -> None:
    folder = (ROOT / page).parent
    for target in re.findall(r"\]\(([^)#\s]+)", text(page)):
        if not target.startswith("http"):
            assert (folder / target).exists(), target


def test_readme_has_the_two_commands_and_the_attributions() -> None:
    readme = text("README.md")
    assert "python3 make.py demo" in readme
    assert "python3 make.py test" in readme
    assert "python3 make.py test" in text(".ci/run")
    for line in reference.attributions():
        assert line in readme, line


def test_constraints_name_versions_and_no_address() -> None:
    lines = text("constraints.txt").splitlines()
    assert len(lines) > 40
    assert all(re.fullmatch(r"[A-Za-z0-9_.\-]+==[A-Za-z0-9_.+\-]+", line) for line in lines), lines


def test_nothing_names_a_machine_or_a_package_host() -> None:
    """Paths of a machine and addresses of package indexes do not belong in a repository."""
    wrong = re.compile(r"(?<![\w.])/(?:home|root|Users)/|--(?:extra-)?index-url|pypi\.org|pythonhosted", re.IGNORECASE)
    own = Path(__file__).name
    for path in ROOT.rglob("*"):
        parts = set(path.relative_to(ROOT).parts)
        if parts & {".venv", ".git", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"} or path.name == own:
            continue
        if path.suffix in {".py", ".md", ".toml", ".txt", ".js", ".css", ".json", ".csv", ""} and path.is_file():
            found = wrong.search(path.read_text(encoding="utf-8", errors="replace"))
            assert not found, f"{path.relative_to(ROOT)}: {found[0] if found else ''}"
