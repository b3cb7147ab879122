"""The accuracy benchmark counts what it says, and says what is wrong with a truth file."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "benchmarks" / "geocode_accuracy.py"

TRUTH = """text,lat,lon,pfa_code
"Yeovil, Somerset",50.9416,-2.6321,E23000036
"Exeter, Devon",50.7236,-3.5275,E23000035
"Truro, Cornwall",50.7236,-3.5275,E23000036
Newport,51.5877,-2.9984,W15000002
NFA,51.0,-2.0,
Zzyzxville,51.0,-2.0,
BA20 1AA,50.9416,-2.6321,
"51.4545, -2.5879",51.4545,-2.5879,E23000036
"""
"""Two right, one far off and in the wrong force; ambiguous, refused, unknown; a postcode and a point, both right."""


@pytest.fixture(scope="module")
def accuracy() -> ModuleType:
    spec = importlib.util.spec_from_file_location("geocode_accuracy", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["geocode_accuracy"] = module
    spec.loader.exec_module(module)
    return module


def _file(folder: Path, text: str | bytes) -> Path:
    path = folder / "truth.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def test_every_share(accuracy: ModuleType, tmp_path: Path) -> None:
    result = accuracy.measure(accuracy.read_truth(_file(tmp_path, TRUTH)))
    assert result["n"] == 8
    assert result["counts"] == {"right": 4, "wrong": 1, "ambiguous": 1, "refused": 1, "not_found": 1}
    assert result["shares"]["right"] == pytest.approx(4 / 8)
    assert sum(result["shares"].values()) == pytest.approx(1)
    # Found with a force given: Yeovil, Exeter and the point are right; Truro is not in Avon and Somerset.
    assert result["in_right_force"] == {"n": 4, "share": 3 / 4}
    # Neither Truro nor the postcode, which is right and yet further from the middle of Yeovil than a unit is wide.
    assert result["within_uncertainty"] == {"n": 5, "share": 3 / 5}
    assert result["within_uncertainty_by_precision"]["place"] == {"n": 3, "share": 2 / 3}
    [wrong] = result["wrongs"]
    # Truro (50.263, -5.051) to Exeter is 119 km on a sphere.
    assert (wrong["text"], wrong["answer"], wrong["row"]) == ("Truro, Cornwall", "Truro, Cornwall", 4)
    assert wrong["km"] == pytest.approx(121, abs=5)
    assert [row["status"] for row in result["unanswered"]] == ["ambiguous", "refused", "not_found"]


def test_the_force_of_the_row_narrows(accuracy: ModuleType, tmp_path: Path) -> None:
    result = accuracy.measure(accuracy.read_truth(_file(tmp_path, TRUTH)), near="force")
    assert result["counts"]["ambiguous"] == 0
    assert result["counts"]["right"] == 5


def test_what_counts_as_wrong_is_the_users(accuracy: ModuleType, tmp_path: Path) -> None:
    truths = accuracy.read_truth(_file(tmp_path, TRUTH))
    assert accuracy.measure(truths, wrong_km=500)["counts"]["wrong"] == 0


def test_command_line(accuracy: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(_file(tmp_path, TRUTH))
    assert accuracy.main([path, "--show", "1"]) == 0
    out = capsys.readouterr().out
    assert "wrong, beyond 5 km" in out
    assert "12.50%" in out
    assert out.count("Truro") == 2
    assert "NFA" not in out, "only as many as asked for"
    assert accuracy.main([path, "--json", "--show", "2"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(document["unanswered"]) == 2
    with pytest.raises(SystemExit):
        accuracy.main([path, "--wrong-km", "-1"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("name,lat,lon\nBath,51,-2\n", "lacks the column text"),
        ("", "found nothing"),
        ("text,lat,lon\n", "no rows"),
        ("text,lat,lon\n,51,-2\n", "line 2 has no text"),
        ("text,lat,lon\nBath,fifty,-2\n", "lat 'fifty'"),
        ("text,lat,lon\nBath,nan,-2\n", "lat 'nan'"),
        ("text,lat,lon\nBath,91,-2\n", "lat '91'"),
        ("text,lat,lon\nBath\n", "lat ''"),
        ("text,lat,lon\n" + "Bath,x,y\n" * 9, "and 4 more"),
        (b"text,lat,lon\nB\xe2th,51,-2\n", "not a CSV file in UTF-8"),
    ],
)
def test_messy_truth_is_refused_in_words(
    accuracy: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | bytes, words: str
) -> None:
    assert accuracy.main([str(_file(tmp_path, content))]) == 1
    message = capsys.readouterr().err.strip()
    assert words in message
    assert message.endswith(".")


def test_a_missing_file_and_a_kind_one(
    accuracy: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert accuracy.main([str(tmp_path / "none.csv")]) == 1
    assert "cannot be read" in capsys.readouterr().err
    kind = "\ufeff Text ,LAT,Lon,remark\r\nBath (Somerset), 51.3811 ,-2.3590,x\r\n,,,\r\n"
    assert len(accuracy.read_truth(_file(tmp_path, kind))) == 1
