"""Say what to fix first: the faults that cost most rows, each with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from linesmap.model.vocabulary import PlaceStatus
from linesmap.store import EVENT_KINDS

__all__ = ["what_to_fix_first"]

_MOST = 12
_COLUMNS = ["rows", "what", "todo", "page"]
# A row that is lost to every count weighs most, one that is lost to the map half of it, one value of a row a quarter.
# A text such as NFA says itself that there is no place: little can be done.
_LOST, _OFF_THE_MAP, _ONE_VALUE, _NO_PLACE_TO_FIND = 1.0, 0.5, 0.25, 0.05
_NOT_RECORDS = {"totals_row", "repeated_header"}
_MOSTLY = 0.5
_FEWEST_JUDGED = 20

Fault = tuple[float, int, str, str, str]


def what_to_fix_first(
    sources: pd.DataFrame,
    rejects: pd.DataFrame,
    warnings: pd.DataFrame,
    unlocated: pd.DataFrame,
    duplicates: pd.DataFrame,
    *,
    most: int = _MOST,
) -> pd.DataFrame:
    """Rank the faults of the files and places of a workspace.

    A fault weighs its rows: a rejected or doubled row counts whole, as every count misses it or has it twice; a row
    that no place could be found for counts half, as only the map misses it, and a twentieth where its text says itself
    that there is none; a value that could not be read counts a quarter. Rows that add up others or repeat a header need
    no correction and are left out.

    Parameters
    ----------
    sources, rejects, warnings, unlocated, duplicates
        From `source_quality`, `reject_reasons`, `warning_reasons`, `unlocated_places` and `likely_duplicates`.
    most
        How many to give.

    Returns
    -------
    faults
        Columns rows (that it costs), what (a sentence), todo (a sentence), page (of the app where it is done; empty
        when it is done in the file), heaviest first.
    """
    faults = [
        *_rejected(rejects),
        *_doubled(duplicates),
        *_texts(unlocated),
        *_without_place(sources),
        *_apart(sources),
        *_elsewhere(sources),
        *_unread(warnings),
    ]
    ranked = sorted(faults, key=lambda fault: (-fault[0] * fault[1], fault[2]))[:most]
    return pd.DataFrame([fault[1:] for fault in ranked], columns=_COLUMNS)


def _rows(number: int, noun: str = "row") -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _reason(code: str) -> str:
    return code.replace("_", " ")


def _rejected(rejects: pd.DataFrame) -> Iterator[Fault]:
    """Sum the rejected rows of each file, as a file is mended in one go, and name the reason that most of them have."""
    for name, group in rejects[~rejects["reason_code"].isin(_NOT_RECORDS)].groupby("name", sort=True):
        number = int(group["rows"].sum())
        top = group.sort_values(["rows", "column", "reason_code"], ascending=[False, True, True]).iloc[0]
        where = (
            f"column {top['column']}, {_reason(top['reason_code'])}" if top["column"] else _reason(top["reason_code"])
        )
        most = "" if int(top["rows"]) == number else f" for {int(top['rows']):,} of them"
        yield (
            _LOST,
            number,
            f"{_rows(number)} of {name} rejected; the reason{most}: {where}.",
            "Write them out with `linesmap rejects --csv`, mend them and import that file.",
            "",
        )


def _doubled(duplicates: pd.DataFrame) -> Iterator[Fault]:
    """Count, for every set of files, the rows beyond the first of each group."""
    if duplicates.empty:
        return
    groups = duplicates.groupby("group", sort=True)
    named = groups["file"].agg(lambda files: " and ".join(sorted(set(files))))
    extra = groups.size() - 1
    for files, number in extra.groupby(named).sum().items():
        yield (
            _LOST,
            int(number),
            f"{_rows(int(number))} likely counted twice: the same but for the reference in {files}.",
            "Compare the references; leave the rows out of one of the files.",
            "",
        )


def _texts(unlocated: pd.DataFrame) -> Iterator[Fault]:
    """Sum the records of each place text, whatever force recorded them."""
    open_ = unlocated[~unlocated["decided"].astype(bool)]
    words = open_["text"].str.casefold().str.split().str.join(" ")
    told = {
        PlaceStatus.AMBIGUOUS.value: ("could be several places", "Choose one for all of them."),
        PlaceStatus.REFUSED.value: ("cannot be used as a place", "Mark it as unknown, or set a point."),
        PlaceStatus.NOT_FOUND.value: ("is not known as a place", "Set a point, or load a gazetteer that knows it."),
    }
    for (_, status), group in open_.groupby([words, "status"], sort=True):
        number = int(group["records"].sum())
        what, todo = told[str(status)]
        text = group.sort_values(["records", "text"], ascending=[False, True])["text"].iloc[0]
        weight = _NO_PLACE_TO_FIND if status == PlaceStatus.REFUSED.value else _OFF_THE_MAP
        yield weight, number, f"“{text}” {what}: {_rows(number, 'record')} off the map.", todo, "review"


def _without_place(sources: pd.DataFrame) -> Iterator[Fault]:
    events = sources[sources["kind"].isin(list(EVENT_KINDS)) & (sources["no_place"] > 0)]
    for row in events.to_dict("records"):
        number = int(row["no_place"])
        yield (
            _OFF_THE_MAP,
            number,
            f"{_rows(number)} of {row['name']} {'names' if number == 1 else 'name'} no place.",
            "Ask the owner of the file for the column, or tell the import which column holds it.",
            "",
        )


def _apart(sources: pd.DataFrame) -> Iterator[Fault]:
    for row in sources[sources["disagree"] > 0].to_dict("records"):
        number, verb = int(row["disagree"]), "says" if int(row["disagree"]) == 1 else "say"
        yield (
            _OFF_THE_MAP,
            number,
            f"{_rows(number)} of {row['name']} {verb} two places that lie apart, such as a postcode and a point.",
            "The most trusted one is used; check which is right.",
            "",
        )


def _elsewhere(sources: pd.DataFrame) -> Iterator[Fault]:
    """Point at files that lie mostly outside their force: the force given at import may be wrong."""
    judged = sources[(sources["located"] >= _FEWEST_JUDGED) & (sources["other_force"] > _MOSTLY * sources["located"])]
    for row in judged.to_dict("records"):
        number, outside = int(row["other_force"]), "outside the force that recorded them"
        yield (
            _ONE_VALUE,
            number,
            f"{_rows(number)} of {row['name']} lie {outside}; {int(row['located']):,} are located.",
            "Check the force that was given at import.",
            "",
        )


def _unread(warnings: pd.DataFrame) -> Iterator[Fault]:
    for row in warnings.to_dict("records"):
        number, why = int(row["rows"]), f"column {row['column']}, {_reason(row['reason_code'])}"
        yield (
            _ONE_VALUE,
            number,
            f"{_rows(number)} of {row['name']} kept with a doubt: {why}.",
            "Correct the column in the source where it is wrong; the rows count meanwhile.",
            "",
        )
