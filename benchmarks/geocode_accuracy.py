"""Measure how well linesmap geocodes, on places whose true position is known.

    python benchmarks/geocode_accuracy.py TRUTH.csv [--near none|force] [--wrong-km 5] [--show N] [--json]

TRUTH.csv has the columns text, lat, lon (degrees, EPSG:4326) and, if known, pfa_code. Every row counts once: the shares
are of all rows. An answer is right when it is found within `--wrong-km` of the true position, and wrong when it is
found further away. The share in the right force is of the rows that were found and have a `pfa_code`. The share within
the stated uncertainty is of the rows that were found, in all and by precision.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pyproj import Geod

from linesmap.errors import ColumnError, FileFormatError, InputError, LinesmapError
from linesmap.geocode import locate, parse_query
from linesmap.model.locations import Location
from linesmap.model.vocabulary import PlaceStatus

NEEDED = ("text", "lat", "lon")
_MOST_FAULTS = 5
_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Truth:
    """One row of the truth file. Degrees are EPSG:4326; `pfa_code` is null when it is not given."""

    row: int
    text: str
    lat: float
    lon: float
    pfa_code: str | None


def read_truth(path: Path) -> list[Truth]:
    """Read a truth file.

    Raises
    ------
    InputError
        If the file is missing, is not UTF-8 CSV, lacks a column, has no rows, or a row has no text or no position on
        the globe; the message names the rows.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            header = {(name or "").strip().lower(): name for name in reader.fieldnames or []}
            missing = [name for name in NEEDED if name not in header]
            if missing:
                raise ColumnError(
                    f"{path.name} lacks the column {', '.join(missing)}: expected text, lat, lon and perhaps pfa_code, "
                    f"found {', '.join(filter(None, header)) or 'nothing'}. Name the columns in the first row."
                )
            rows = [(reader.line_num, row) for row in reader]
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror}. Give the path of a CSV file.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileFormatError(
            f"{path.name} is not a CSV file in UTF-8: {error}. Save it again as CSV UTF-8."
        ) from error
    truths: list[Truth] = []
    faults: list[str] = []
    for line, row in rows:
        cells = {name: (row.get(own) or "").strip() for name, own in header.items()}
        if not any(cells.values()):
            continue
        lat, lon = _degrees(cells["lat"], 90), _degrees(cells["lon"], 180)
        if not cells["text"]:
            faults.append(f"line {line} has no text")
        elif lat is None or lon is None:
            faults.append(f"line {line} has lat {cells['lat'][:20]!r} and lon {cells['lon'][:20]!r}")
        else:
            truths.append(Truth(line, cells["text"], lat, lon, cells.get("pfa_code") or None))
    if faults:
        more = f", and {len(faults) - _MOST_FAULTS} more" if len(faults) > _MOST_FAULTS else ""
        raise InputError(
            f"{path.name} should have a text and degrees in every row, but {'; '.join(faults[:_MOST_FAULTS])}{more}. "
            "Correct or remove these rows."
        )
    if not truths:
        raise InputError(f"{path.name} has no rows below its header. Give at least one place.")
    return truths


def _degrees(cell: str, most: int) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= most else None


def measure(truths: Sequence[Truth], *, near: str = "none", wrong_km: float = 5.0) -> dict[str, object]:
    """Geocode the texts and compare.

    Parameters
    ----------
    truths
        At least one.
    near
        `force` gives the geocoder the force of each row that has one, as the recording force of a record would.
    wrong_km
        Kilometres from the true position beyond which a found answer is wrong.

    Returns
    -------
    result
        n; counts and shares of right, wrong, ambiguous, refused, not_found; in_right_force and its n; within
        uncertainty in all and by precision; `wrongs`, the wrong ones, worst first.
    """
    queries = []
    for truth in truths:
        query = parse_query(truth.text)
        # The force narrows words only: a postcode, a grid reference or a point says where by itself.
        if near == "force" and truth.pfa_code and query.text is not None:
            query = type(query)(text=query.text, near=truth.pfa_code)
        queries.append(query)
    answers = locate(queries)
    gaps = _gaps_m(truths, answers)
    outcome = [
        answer.status.value
        if answer.status is not PlaceStatus.FOUND
        else ("right" if gap <= wrong_km * 1000 else "wrong")
        for answer, gap in zip(answers, gaps, strict=True)
    ]
    counts = Counter(outcome)
    n = len(truths)
    kinds = ("right", "wrong", "ambiguous", "refused", "not_found")
    forced = [
        answer.pfa_code == truth.pfa_code
        for truth, answer in zip(truths, answers, strict=True)
        if answer.status is PlaceStatus.FOUND and truth.pfa_code is not None
    ]
    inside: dict[str, list[bool]] = {}
    for answer, gap in zip(answers, gaps, strict=True):
        if answer.status is PlaceStatus.FOUND:
            inside.setdefault(str(answer.precision), []).append(bool(gap <= (answer.uncertainty_m or 0.0)))
    every = [flag for flags in inside.values() for flag in flags]
    bad = sorted((index for index in range(n) if outcome[index] == "wrong"), key=lambda index: -gaps[index])
    return {
        "n": n,
        "wrong_km": wrong_km,
        "near": near,
        "counts": {kind: counts[kind] for kind in kinds},
        "shares": {kind: counts[kind] / n for kind in kinds},
        "in_right_force": {"n": len(forced), "share": sum(forced) / len(forced) if forced else None},
        "within_uncertainty": {"n": len(every), "share": sum(every) / len(every) if every else None},
        "within_uncertainty_by_precision": {
            name: {"n": len(flags), "share": sum(flags) / len(flags)} for name, flags in sorted(inside.items())
        },
        "wrongs": [
            {
                "row": truths[index].row,
                "text": truths[index].text,
                "answer": answers[index].label,
                "km": round(float(gaps[index]) / 1000, 1),
                "method": answers[index].method,
            }
            for index in bad
        ],
        "unanswered": [
            {
                "row": truths[index].row,
                "text": truths[index].text,
                "status": outcome[index],
                "method": answers[index].method,
            }
            for index in range(n)
            if outcome[index] in {"ambiguous", "refused", "not_found"}
        ],
    }


def _gaps_m(truths: Sequence[Truth], answers: Sequence[Location]) -> np.ndarray:
    """Measure the way from each true position to its answer over the ellipsoid, metres; endless when not found."""
    gaps = np.full(len(truths), np.inf)
    found = [index for index, answer in enumerate(answers) if answer.lon is not None and answer.lat is not None]
    if found:
        points = np.array([(answers[i].lon, answers[i].lat, truths[i].lon, truths[i].lat) for i in found], dtype=float)
        gaps[found] = _GEOD.inv(*points.T)[2]
    return gaps


def _percent(share: object) -> str:
    return "none" if share is None else f"{100 * float(str(share)):.2f}%"


def report(result: dict[str, object], show: int) -> str:
    """Write the result as lines of text, with the first `show` wrong and unanswered rows."""
    shares, counts = result["shares"], result["counts"]
    inside, by_precision = result["within_uncertainty"], result["within_uncertainty_by_precision"]
    force, wrongs, others = result["in_right_force"], result["wrongs"], result["unanswered"]
    assert isinstance(shares, dict)  # noqa: S101
    assert isinstance(counts, dict)  # noqa: S101
    assert isinstance(inside, dict)  # noqa: S101
    assert isinstance(by_precision, dict)  # noqa: S101
    assert isinstance(force, dict)  # noqa: S101
    assert isinstance(wrongs, list)  # noqa: S101
    assert isinstance(others, list)  # noqa: S101
    names = {"right": f"right within {result['wrong_km']:g} km", "wrong": f"wrong, beyond {result['wrong_km']:g} km"}
    lines = [f"{'asked':28}{result['n']:>8}"]
    lines += [f"{names.get(kind, kind):28}{counts[kind]:>8}{_percent(shares[kind]):>10}" for kind in shares]
    lines.append(f"{'in the right force, of':28}{force['n']:>8}{_percent(force['share']):>10}")
    lines.append(f"{'within the uncertainty, of':28}{inside['n']:>8}{_percent(inside['share']):>10}")
    lines += [f"{'  ' + name:28}{each['n']:>8}{_percent(each['share']):>10}" for name, each in by_precision.items()]
    if show and wrongs:
        lines.append("wrong:")
        lines += [
            f"  line {w['row']}: {w['text']} -> {w['answer']}, {w['km']} km ({w['method']})" for w in wrongs[:show]
        ]
    if show and others:
        lines.append("not answered:")
        lines += [
            f"  line {each['row']}: {each['text']}: {each['status']} ({each['method']})" for each in others[:show]
        ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; 0 when measured, 1 when the truth file cannot be used."""
    parser = argparse.ArgumentParser(description="Measure how well linesmap geocodes.")
    parser.add_argument("truth", type=Path, help="CSV with the columns text, lat, lon and perhaps pfa_code")
    parser.add_argument("--near", choices=("none", "force"), default="none", help="give the force of the row, or not")
    parser.add_argument("--wrong-km", type=float, default=5.0, help="beyond it a found answer is wrong (default 5)")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="list N wrong and N unanswered rows")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)
    if not (math.isfinite(options.wrong_km) and options.wrong_km > 0):
        parser.error("--wrong-km should be a number above 0")
    if options.show < 0:
        parser.error("--show should be 0 or more")
    try:
        result = measure(read_truth(options.truth), near=options.near, wrong_km=options.wrong_km)
    except LinesmapError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        listed = {"wrongs", "unanswered"}
        short = {key: (value[: options.show] if key in listed else value) for key, value in result.items()}  # type: ignore[index]
        print(json.dumps(short, ensure_ascii=False, indent=1))
    else:
        print(report(result, options.show))
    return 0


if __name__ == "__main__":
    sys.exit(main())
