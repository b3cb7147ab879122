"""Make a whole set of invented records: plan the world, file every event in a system's own manner, write the truth.

Everything follows from the two arguments, number of records and seed; no clock, no machine and no network has a say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linesmap.errors import InputError
from linesmap.ingest.synthetic.addresses import Streets
from linesmap.ingest.synthetic.draws import Draws, Weighted
from linesmap.ingest.synthetic.event_table import KINDS, Events
from linesmap.ingest.synthetic.events import plan_events
from linesmap.ingest.synthetic.facts import Scene
from linesmap.ingest.synthetic.files import first_row, write_csv, write_table, write_workbook
from linesmap.ingest.synthetic.identifiers import Marks, PhoneBook
from linesmap.ingest.synthetic.layout import INVENTED, Cell, Layout
from linesmap.ingest.synthetic.layouts import LAYOUTS, layout_for
from linesmap.ingest.synthetic.lines import plan_lines
from linesmap.ingest.synthetic.nominals import (
    NOMINAL_LAYOUTS,
    NOMINAL_SHARE,
    choose_nominals,
    nominal_row,
    nominals_of,
)
from linesmap.ingest.synthetic.people import People
from linesmap.ingest.synthetic.places import Places
from linesmap.ingest.synthetic.registers import (
    LINE_HEADERS,
    OPERATION_HEADERS,
    RESULT_HEADERS,
    Tally,
    line_rows,
    operation_rows,
    result_rows,
)
from linesmap.ingest.synthetic.rows import RowWriter
from linesmap.ingest.synthetic.spoil import REASONS, choose_spoilt, spoil
from linesmap.ingest.synthetic.timeline import N_DAYS, PHASES, as_date, daily_activity
from linesmap.ingest.synthetic.truth import TRUTH_FILES, Truth
from linesmap.ingest.synthetic.whereabouts import Form, form_choice

__all__ = ["SyntheticFiles", "write_files"]

_FEWEST, _MOST = 200, 1_000_000
_FULL_RETURN = 2_000
_REGIONAL_SHARE = 0.04
_PLAN, _WORLD, _PLACES, _ROWS, _FILING = range(5)


@dataclass(frozen=True)
class SyntheticFiles:
    """The files of one set: those to import, and those that say what is true."""

    files: tuple[Path, ...]
    truth: tuple[Path, ...]


def write_files(folder: Path, *, n_records: int = 20_000, seed: int = 7) -> SyntheticFiles:
    """Write a set of invented records, messy as real ones are, and the truth about them.

    Parameters
    ----------
    folder
        Where to write; made if absent. Files of the same name are replaced.
    n_records
        Rows of data in all files to import together, from 200 to 1,000,000.
    seed
        Same number and seed: same bytes.

    Returns
    -------
    written
        The files to import, and those in `folder/truth`, which are not to be imported.

    Raises
    ------
    InputError
        If `n_records` or `seed` is out of range.
    """
    if not _FEWEST <= n_records <= _MOST or seed < 0:
        msg = (
            f"Synthetic records: expected {_FEWEST:,} to {_MOST:,} records and a seed of 0 or more, "
            f"found {n_records:,} and {seed}. Choose numbers in range."
        )
        raise InputError(msg)
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    return _Set(folder, n_records, seed).write()


class _Set:
    """One set in the making."""

    def __init__(self, folder: Path, n_records: int, seed: int) -> None:
        self._folder = folder
        self._rng = [np.random.default_rng([seed, stage]) for stage in range(5)]
        world = Draws(self._rng[_WORLD])
        phones, marks = PhoneBook(world), Marks(world)
        self._lines = plan_lines(n_records, phones, world)
        places = Places(self._rng[_PLACES])
        self._people = People(self._lines, n_records, world, phones=phones, marks=marks, streets=Streets(places, world))
        self._full = n_records >= _FULL_RETURN
        self._tally = Tally()
        results = sum(1 for _ in result_rows(self._tally, by_force=self._full))
        totals = sum(layout.totals for layout in LAYOUTS)
        self._n_nominals = round(NOMINAL_SHARE * n_records)
        count = n_records - len(self._lines) - len(PHASES) - results - totals - self._n_nominals
        plan = self._rng[_PLAN]
        self._events = plan_events(count, self._lines, daily_activity(plan), plan)
        self._spoilt = choose_spoilt(self._events, totals, plan)
        self._draws = Draws(self._rng[_ROWS])
        self._scene = Scene(self._lines, self._people, places, self._draws)
        self._writer = RowWriter(self._people, self._draws)

    def write(self) -> SyntheticFiles:
        """Write every file."""
        filed = self._file()
        share = sum(len(filed[index]) for index, layout in enumerate(LAYOUTS) if "easting" in layout.fields)
        share_with_metres = share / len(self._events)
        workbooks: dict[str, list[tuple[Layout, Iterator[dict[str, Cell]]]]] = defaultdict(list)
        paths = [self._folder / name for name in dict.fromkeys(layout.file for layout in LAYOUTS)]
        with Truth(self._folder / "truth") as truth:
            for index, layout in enumerate(LAYOUTS):
                forms = form_choice(share_with_metres, has_metres="easting" in layout.fields)
                rows = self._rows(layout, filed[index], forms, truth)
                if layout.is_workbook:
                    workbooks[layout.file].append((layout, rows))
                else:
                    write_csv(self._folder / layout.file, layout, rows)
            for name, sheets in workbooks.items():
                write_workbook(self._folder / name, sheets)
            paths += self._nominals(truth)
            truth.write_lines(self._lines)
            truth.write_overlaps()
        paths += self._registers()
        return SyntheticFiles(tuple(paths), tuple(self._folder / "truth" / name for name in TRUTH_FILES))

    def _file(self) -> list[NDArray[np.int64]]:
        """Say which events go to which layout, in order of day."""
        events, rng = self._events, self._rng[_FILING]
        years = np.array([as_date(day).year for day in range(int(events["day"].max()) + 1)])[events["day"]]
        shared = rng.random(len(events)) < _REGIONAL_SHARE
        # Some intelligence of the region's forces reaches linesmap only through the regional unit's own log.
        owner = np.where(shared & (events["kind"] == 0), -1, events["force"])
        keys = {
            (kind, force, year): layout_for(KINDS[kind], force, year)
            for kind, force, year in set(zip(events["kind"].tolist(), owner.tolist(), years.tolist(), strict=True))
        }
        place = np.array(
            [keys[key] for key in zip(events["kind"].tolist(), owner.tolist(), years.tolist(), strict=True)]
        )
        return [np.flatnonzero(place == index) for index in range(len(LAYOUTS))]

    def _rows(
        self, layout: Layout, filed: NDArray[np.int64], forms: Weighted[Form], truth: Truth
    ) -> Iterator[dict[str, Cell]]:
        events: Events = self._events
        start = first_row(layout)
        for serial, index in enumerate(filed):
            facts = self._scene.facts(events[index])
            form = self._draws.weighted(forms)
            cells, said = self._writer.row(facts, layout, serial + 1, form)
            reason = REASONS[self._spoilt[index]] if self._spoilt[index] >= 0 else ""
            if reason == "marking too high" and "marking" not in layout.fields:
                reason = "missing date"
            if reason:
                spoil(cells, reason, self._draws)
            truth.add(facts, said, layout=layout, row=start + serial, form=form, reject=reason)
            self._tally.add(facts)
            yield cells
        if layout.totals:
            truth.add_total(layout, start + len(filed))
            yield {
                layout.columns[0][1]: "TOTAL",
                "quantity": len(filed),
                "action_count": len(filed),
                "data_status": INVENTED,
            }

    def _nominals(self, truth: Truth) -> list[Path]:
        """Write the nominal indexes; an index of nobody is left out."""
        entries = choose_nominals(self._people, self._n_nominals, self._draws)
        paths = []
        for layout in NOMINAL_LAYOUTS:
            rows: list[dict[str, Cell]] = []
            for row, entry in enumerate(nominals_of(layout, entries), start=first_row(layout)):
                cells, said = nominal_row(entry, layout, self._draws)
                truth.add_nominal(said, entry.force, entry.person.phone_on(N_DAYS - 1), layout=layout, row=row)
                rows.append(cells)
            if rows:
                paths.append(self._folder / layout.file)
                write_csv(paths[-1], layout, rows)
        return paths

    def _registers(self) -> list[Path]:
        names = ("register_lines_south_west.csv", "register_operations.csv", "results_return_larkspur.csv")
        paths = [self._folder / name for name in names]
        write_table(paths[0], LINE_HEADERS, line_rows(self._lines, self._events, self._draws))
        write_table(paths[1], OPERATION_HEADERS, operation_rows())
        write_table(paths[2], RESULT_HEADERS, result_rows(self._tally, by_force=self._full))
        return paths
