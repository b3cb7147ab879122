"""Check a snapshot of areas and turn it into the plain values that its page reads."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from linesmap.errors import InputError, RenderError
from linesmap.view.area_scene import ALL, AreaScene, Shown
from linesmap.view.area_shapes import district_outlines, force_borders
from linesmap.view.ground import force_shapes

__all__ = ["plain_scene", "plain_shapes"]

_EPOCH = date(1970, 1, 1)


def plain_scene(scene: AreaScene) -> dict[str, Any]:
    """Turn a scene into plain values: a row of numbers for each measure, in the order of areas, null for no figure.

    Parameters
    ----------
    scene
        Protected numbers.

    Returns
    -------
    values
        `whole` is measure by (all, areas); `by_period` measure by period by (all, forces); `by_operation` measure by
        operation by (all, forces). Days are counted from 1 January 1970.

    Raises
    ------
    InputError
        If there is nothing to show, a key stands twice or is not known, a number by period or operation belongs to a
        district, or a number is below 0 or not finite.
    """
    _check(scene)
    everywhere = [ALL, *(area.code for area in scene.areas)]
    forces = [ALL, *(area.code for area in scene.areas if area.level == "force")]

    def by(
        numbers: Mapping[str, Mapping[tuple[str, str], Shown]], measure: str, keys: Sequence[tuple[str, str]]
    ) -> Any:  # noqa: ANN401
        return [_plain(numbers.get(measure, {}).get(key)) for key in keys]

    return {
        "measures": [asdict(measure) for measure in scene.measures],
        "areas": [asdict(area) for area in scene.areas],
        "periods": [
            {"key": period.key, "label": period.label, "start": _day(period.start), "end": _day(period.end)}
            for period in scene.periods
        ],
        "operations": [asdict(operation) for operation in scene.operations],
        "span": [_day(scene.first), _day(scene.last)],
        "whole": [
            [_plain(scene.whole.get(measure.key, {}).get(code)) for code in everywhere] for measure in scene.measures
        ],
        "by_period": [
            [by(scene.by_period, measure.key, [(force, period.key) for force in forces]) for period in scene.periods]
            for measure in scene.measures
        ],
        "by_operation": [
            [
                by(scene.by_operation, measure.key, [(operation.key, force) for force in forces])
                for operation in scene.operations
            ]
            for measure in scene.measures
        ],
        "tables": [
            {
                "title": table.title,
                "note": table.note,
                "head": list(table.head),
                "rows": [[_plain(cell) for cell in row] for row in table.rows],
            }
            for table in scene.tables
        ],
        "focus": list(scene.focus),
    }


def plain_shapes(scene: AreaScene) -> dict[str, Any]:
    """Give the outlines of the districts that a scene names, and the borders of their forces.

    Raises
    ------
    RenderError
        If an area that says it can be drawn has no outline.
    """
    districts = [area for area in scene.areas if area.level == "district" and area.shape]
    outlines = district_outlines(area.code for area in districts)
    known = {str(feature["properties"]["code"]) for feature in force_shapes()["features"]} | set(outlines)
    missing = [area.code for area in scene.areas if area.shape and area.code not in known]
    if missing:
        msg = (
            f"Expected an outline of every area that is to be drawn; found none of {', '.join(missing)}. "
            "Use the code of a force or district in force, or set shape=False to list it without drawing it."
        )
        raise RenderError(msg)
    return {
        "districts": {code: {"rings": outline.rings, "label": outline.label} for code, outline in outlines.items()},
        "borders": force_borders(sorted({area.force for area in districts})),
    }


def _check(scene: AreaScene) -> None:
    if not scene.measures or not any(area.level == "force" for area in scene.areas):
        msg = "Expected a measure and a force to show; found none. Import records or choose a longer period."
        raise InputError(msg)
    measures = _once("measure", [measure.key for measure in scene.measures])
    areas = _once("area", [area.code for area in scene.areas])
    periods = _once("period", [period.key for period in scene.periods])
    operations = _once("operation", [operation.key for operation in scene.operations])
    forces = {area.code for area in scene.areas if area.level == "force"}
    _known("force of a district", {area.force for area in scene.areas}, forces)
    _known("area in focus", scene.focus, forces)
    if scene.last < scene.first:
        msg = f"Expected the last day on or after the first, {scene.first}; found {scene.last}."
        raise InputError(msg)
    tables: list[tuple[str, Mapping[str, Mapping[Any, Shown]], Callable[[Any], bool]]] = [
        ("the whole time", scene.whole, lambda key: key in areas | {ALL}),
        ("periods", scene.by_period, lambda key: key[0] in forces | {ALL} and key[1] in periods),
        ("operations", scene.by_operation, lambda key: key[0] in operations and key[1] in forces | {ALL}),
    ]
    for name, numbers, is_known in tables:
        _known(f"measure of {name}", numbers, measures)
        for of_measure in numbers.values():
            # A district by period or operation would show what the rules were not asked about.
            wrong = [key for key in of_measure if not is_known(key)]
            if wrong:
                msg = (
                    f"Expected numbers of {name} only for what the scene names, by period and operation only for "
                    f"forces; found {wrong[0]!r}. Add it to the scene or leave the number out."
                )
                raise InputError(msg)


def _once(what: str, keys: Sequence[str]) -> set[str]:
    twice = sorted({key for key in keys if keys.count(key) > 1} | {key for key in keys if key == ALL})
    if twice:
        msg = f"Expected each {what} once, under another key than {ALL!r}; found {twice[0]!r}. Give it its own key."
        raise InputError(msg)
    return set(keys)


def _known(what: str, found: Collection[str], known: Collection[str]) -> None:
    wrong = sorted(set(found) - set(known))
    if wrong:
        msg = f"Expected every {what} among those of the scene; found {wrong[0]!r}. Add it or leave it out."
        raise InputError(msg)


def _plain(value: Shown | None) -> float | str | None:
    if value is None or isinstance(value, str):
        return value
    number = float(value)
    if not math.isfinite(number) or number < 0:
        msg = f"Expected a number of 0 or more, or words in its place; found {number}. Protect the numbers first."
        raise InputError(msg)
    return int(number) if number.is_integer() else number


def _day(day: date) -> int:
    return (day - _EPOCH).days
