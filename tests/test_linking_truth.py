"""Who was linked with whom against a truth file: worked numbers, where a mention stands, and errors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from linesmap.errors import InputError
from linesmap.linking_truth import Comparison, compare_with_truth
from linesmap.pipeline import import_files
from linesmap.store import Workspace

# Row 2 and 3 hold one reference, row 5 names a person, row 6 two people; row 7 nobody.
ROWS = """Date,Action,Force,URN,Nominal ref,Forename,Surname,DOB
1/2/2025,arrest,Dorset,C1,N/1,,,
2/2/2025,arrest,Dorset,C2,N/1,,,
3/2/2025,arrest,Dorset,C3,N/3,,,
4/2/2025,arrest,Dorset,C4,,Ada,Sedgebrook,1/2/1990
5/2/2025,arrest,Dorset,C5,N/5;N/6,,,
6/2/2025,arrest,Dorset,C6,,,,
"""
Compare = Callable[[str], Comparison]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("truth")
    (folder / "custody.csv").write_text(ROWS, encoding="utf-8")
    workspace = Workspace(folder / "w.duckdb")
    import_files([folder / "custody.csv"], workspace)
    return workspace


@pytest.fixture
def compare(imported: Workspace, tmp_path: Path) -> Compare:
    def run(text: str) -> Comparison:
        path = tmp_path / "people.csv"
        path.write_text(text, encoding="utf-8")
        with imported.read() as tables:
            return compare_with_truth(tables, path)

    return run


def test_worked_numbers_by_file_and_row(compare: Compare) -> None:
    """Found {2,3} {4} {5}; true {2,4} {3} {5}: the one pair made is wrong, the one pair true is not made."""
    found = compare(
        "file,row,reference,person_id\ncustody.csv,2,N/1,a\ncustody.csv,3,n/1,b\ncustody.csv,4,N/3,a\ncustody.csv,5,,c\n"
    )
    assert (found.n_compared, found.n_people, found.n_not_found) == (4, 3, 0)
    assert found.scores["pairs"].as_dict() == {"precision": 0.0, "recall": 0.0, "f1": 0.0}
    assert found.scores["clusters"].as_dict() == {"precision": 0.333333, "recall": 0.333333, "f1": 0.333333}
    right = compare(
        "file,row,reference,person_id\ncustody.csv,2,N/1,a\ncustody.csv,3,N/1,a\ncustody.csv,6,N/5,b\ncustody.csv,6,N/6,c\n"
    )
    assert right.as_dict() == {
        "pairs": {"precision": 1.0, "recall": 1.0, "f1": 1.0},
        "clusters": {"precision": 1.0, "recall": 1.0, "f1": 1.0},
        "mentions_compared": 4,
        "people_in_truth": 3,
        "truth_rows_not_found": 0,
    }


def test_rows_that_cannot_be_told_are_counted(compare: Compare) -> None:
    found = compare(
        "file,row,reference,person_id\n"
        "custody.csv,2,N/1,a\n"
        "custody.csv,6,,b\n"
        "custody.csv,6,N/9,b\n"
        "custody.csv,99,N/1,b\n"
        "other.csv,3,N/1,b\n"
    )
    assert (found.n_compared, found.n_not_found) == (1, 4)


def test_by_the_source_systems_number_or_that_of_the_person(compare: Compare) -> None:
    """C5 names two people and N/1 stands in two rows: neither tells whose mention it is."""
    found = compare("\ufeffperson_id,reference\na,C1\na,C2\nb,N/3\nc,C4\nd,C5\ne,N/5\nf,N/1\ng,named\nh,\n")
    assert (found.n_compared, found.n_people, found.n_not_found) == (5, 4, 4)
    assert found.scores["pairs"].precision == found.scores["pairs"].recall == 1.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "person_id"),
        ("person_id,reference\n", "person_id"),
        ("who,reference\na,C1\n", "file and row, or reference"),
        ("person_id,row\na,2\n", "file and row, or reference"),
        ("person_id,reference\na,Sedgebrook\n", "none of its 1 rows was found"),
        ("person_id,file,row\na,gone.csv,2\n", "none of its 1 rows was found"),
    ],
)
def test_what_is_no_truth_of_this_workspace(compare: Compare, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as refused:
        compare(text)
    assert "people.csv" in str(refused.value)
    assert "Sedgebrook" not in str(refused.value)


def test_a_missing_file_is_said(imported: Workspace, tmp_path: Path) -> None:
    with imported.read() as tables, pytest.raises(InputError, match="there is none"):
        compare_with_truth(tables, tmp_path / "gone.csv")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x01", b"person_id,reference\n\xe9,C1\n", b"\x00" * 50])
def test_a_file_that_is_no_text_is_refused(imported: Workspace, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with imported.read() as tables, pytest.raises(InputError):
        compare_with_truth(tables, path)
