"""Know every file of records, and where a record is filed."""

from __future__ import annotations

from functools import cache

from linesmap.ingest.synthetic.forces import SOUTH_WEST
from linesmap.ingest.synthetic.layout import SHARED_FILE, Layout
from linesmap.ingest.synthetic.layouts_activity import ACTIVITY_LAYOUTS
from linesmap.ingest.synthetic.layouts_intelligence import INTELLIGENCE_LAYOUTS
from linesmap.model.vocabulary import RecordKind

__all__ = ["LAYOUTS", "layout_for"]

LAYOUTS: tuple[Layout, ...] = INTELLIGENCE_LAYOUTS + ACTIVITY_LAYOUTS


@cache
def layout_for(kind: RecordKind, force: int, year: int) -> int:
    """Find where a record of a kind, force and year is filed.

    Parameters
    ----------
    kind
        Intelligence, seizure or enforcement.
    force
        Position of the recording force; exporters and the railway police share the regional files.
    year
        Year of the record.

    Returns
    -------
    position
        In `LAYOUTS`.
    """
    owner = force if force in SOUTH_WEST else SHARED_FILE
    return next(
        index
        for index, layout in enumerate(LAYOUTS)
        if layout.kind is kind and layout.force == owner and layout.year in {0, year}
    )
