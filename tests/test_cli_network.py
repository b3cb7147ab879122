"""The engine by command: any list of ties in, one document out, and a plain word for every wrong file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from linesmap.cli import main
from linesmap.engine import read_edges
from linesmap.errors import ColumnError


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = 0
    try:
        main(["network", *arguments])
    except SystemExit as stop:
        code = int(stop.code or 0)
    out = capsys.readouterr()
    return code, out.out, out.err


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    code, out, _ = run(capsys, *arguments, "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.fixture
def karate(tmp_path: Path) -> Path:
    """Give the karate club with a loop, a double, an island and a weight, as somebody might file it."""
    rows = [f"p{a},p{b},{i % 3}" for i, (a, b) in enumerate(nx.karate_club_graph().edges())]
    path = tmp_path / "karate.csv"
    path.write_text("Source,target,weight\n" + "\n".join([*rows, "p1,p0,2", "p5,p5,", "island 1,island 2,1"]) + "\n")
    return path


def test_disrupt(karate: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "disrupt", str(karate), "--budget", "3")
    assert {"n", "m", "lcc_n", "budget", "removed", "value", "lower_bound", "proved", "gap", "seconds"} <= set(found)
    assert (found["n"], found["m"], found["lcc_n"], found["budget"]) == (36, 79, 34, 3)
    assert (found["value"], found["lower_bound"], found["proved"], found["gap"]) == (20, 20, True, 0)
    rest = nx.karate_club_graph()
    rest.remove_nodes_from(int(name[1:]) for name in found["removed"])
    assert max(map(len, nx.connected_components(rest))) == 20
    pairs = document(capsys, "disrupt", str(karate), "--budget", "3", "--objective", "connected_pairs")
    assert (pairs["value"], pairs["proved"]) == (200, True)


def test_dismantle(karate: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "dismantle", str(karate), "--time-limit", "1")
    assert {"r", "order", "d10", "d10_lower_bound", "d10_proved", "seconds"} <= set(found)
    assert len(found["order"]) == len(set(found["order"])) == 34
    assert found["r"] == pytest.approx(0.1194, abs=0.0012)
    assert (found["d10"], found["d10_lower_bound"], found["d10_proved"]) == (10, 10, True)


def test_in_words(karate: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = run(capsys, "disrupt", str(karate), "--budget", "2")
    assert "36 nodes, 79 ties, 34 in the largest part" in out
    assert "Proved: no set of 2 leaves less." in out
    assert "safeguard first" in err
    _, out, _ = run(capsys, "dismantle", str(karate), "--time-limit", "0.5")
    assert "R = 0.1" in out
    assert "remove 10; proved to be the fewest" in out


def test_order_of_rows_does_not_matter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"{a},{b}" for a, b in nx.florentine_families_graph().edges()]
    found = []
    for name, lines in (("a.csv", rows), ("b.csv", rows[::-1])):
        (tmp_path / name).write_text("\n".join(["source,target", *lines]))
        found.append(document(capsys, "disrupt", str(tmp_path / name), "--budget", "2", "--seed", "4"))
    assert found[0]["removed"] == found[1]["removed"]


WRONG = {
    "missing column": ("from,to\na,b\n", "source and target not found among 'from', 'to'"),
    "one missing": ("source,to\na,b\n", "target not found"),
    "column twice": ("source,target,source\na,b,c\n", "one column source"),
    "empty": ("", "empty"),
    "blank": (" \n\n", "empty"),
    "header only": ("source,target\n", "nothing else"),
    "no name": ("source,target\na,b\nc,\n", "column target, row 3"),
    "too few": ("source,target,weight\na,b,1\n\na,b\n", "row 4"),
    "bad weight": ("source,target,weight\na,b,1\nb,c,heavy\n", "row 3"),
    "negative weight": ("source,target,weight\na,b,-1\n", "row 2"),
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("command", [["disrupt", "--budget", "1"], ["dismantle"]])
def test_wrong_files(name: str, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, words = WRONG[name]
    path = tmp_path / "edges.csv"
    path.write_text(text)
    code, out, err = run(capsys, command[0], str(path), *command[1:])
    assert (code, out) == (1, "")
    assert err.startswith("linesmap: ")
    assert words in err


def test_wrong_bytes_and_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "edges.csv"
    path.write_bytes(b"source,target\na,b\nJos\xe9,b\n")
    assert run(capsys, "dismantle", str(path))[0] == 1
    path.write_bytes("source,target\na,b\n".encode("utf-16"))
    code, _, err = run(capsys, "disrupt", str(path), "--budget", "1")
    assert code == 1
    assert "UTF-8" in err
    code, _, err = run(capsys, "dismantle", str(tmp_path / "none.csv"))
    assert code == 1
    assert "cannot be read" in err


def test_wrong_use(karate: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "disrupt", str(karate))[0] == 2
    assert run(capsys, "disrupt", str(karate), "--budget", "1", "--objective", "fame")[0] == 2


def test_names_are_text_as_filed(tmp_path: Path) -> None:
    path = tmp_path / "edges.csv"
    path.write_bytes('\ufeffTARGET;source;note\n007;" x, y ";"two\nlines"\n=1+1;007;\n'.encode())
    graph = read_edges(path)
    assert sorted(graph.edges()) == [(" x, y ", "007"), ("007", "=1+1")]
    path.write_text("a,b\n1,2\n")
    with pytest.raises(ColumnError, match="'a', 'b'"):
        read_edges(path)


def test_doubles_keep_the_largest_weight(tmp_path: Path) -> None:
    path = tmp_path / "edges.csv"
    path.write_text("source,target,weight\na,b,0.2\nb,a,0.9\na,b,\nc,c,1\n")
    graph = read_edges(path)
    assert graph["a"]["b"]["weight"] == 0.9
    assert sorted(graph) == ["a", "b", "c"]
    assert graph.number_of_edges() == 1


def test_the_engine_needs_no_workspace_to_load() -> None:
    """Whoever has only a list of ties does not wait for the store, the maps or the measures of records."""
    script = (
        "import sys, linesmap.cli, linesmap.cli_network, linesmap.engine\n"
        "print(sorted({'ibis', 'duckdb', 'geopandas', 'shapely', 'folium', 'streamlit'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
