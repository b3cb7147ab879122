"""Let a person say which column of a file is which of ours, with suggestions, and give the template that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from linesmap.ingest import ColumnSource, DateOrder, Template
from linesmap.intake import TablePreview
from linesmap.model.kinds import KINDS
from linesmap.model.vocabulary import EnforcementAction, RecordKind

__all__ = ["choose", "edit", "joined_words", "preview_rows"]

_NOT_USED, _NEVER_READ = "(not used)", "(never read)"
_LEAST_SURE = 0.5
_UNITS = ("g", "kg", "oz", "wraps", "tablets", "plants")
_ROW_PX, _HEADER_PX, _MOST_PX = 35, 39, 520


def _label(kind: RecordKind, name: str) -> str:
    if name == _NOT_USED:
        return "not used"
    if name == _NEVER_READ:
        return "never read"
    column = next(column for column in KINDS[kind].all_columns if column.name == name)
    return name.replace("_", " ") + (" *" if column.required else "")


def _meaning_now(preview: TablePreview, template: Template) -> dict[str, str]:
    """Give for every header what it means in a template."""
    by_header = {header: name for name, source in template.columns.items() for header in source.headers}
    sure = {s.header: s.confidence >= _LEAST_SURE for s in preview.suggestions}
    meaning = {}
    for suggestion in preview.suggestions:
        header = suggestion.header
        if suggestion.dropped or header in template.drop:
            meaning[header] = _NEVER_READ
        else:
            meaning[header] = by_header.get(header, _NOT_USED) if sure[header] or template.automatic else _NOT_USED
    return meaning


def edit(preview: TablePreview, template: Template, key: str) -> Template:
    """Draw the columns of a table with what each means, to be changed.

    Parameters
    ----------
    preview
        The table.
    template
        What is suggested.
    key
        Tells the widgets of this table from others.

    Returns
    -------
    template
        As edited, for exactly this header.
    """
    kind = template.kind
    names = [column.name for column in KINDS[kind].all_columns]
    meaning = _meaning_now(preview, template)
    by_header = {suggestion.header: suggestion for suggestion in preview.suggestions}
    frame = pd.DataFrame(
        {
            "In the file": list(meaning),
            "Examples": ["  ·  ".join(by_header[header].examples) for header in meaning],
            "Means": list(meaning.values()),
            "Sure": [None if m == _NEVER_READ else by_header[h].confidence * 100 for h, m in meaning.items()],
            "Why": [_why(by_header[header].why, by_header[header].readable) for header in meaning],
        }
    )
    edited = st.data_editor(
        frame,
        hide_index=True,
        disabled=["In the file", "Examples", "Sure", "Why"],
        height=min(_MOST_PX, _HEADER_PX + _ROW_PX * len(frame)),
        row_height=_ROW_PX,
        column_config={
            "In the file": st.column_config.TextColumn(width="medium"),
            "Examples": st.column_config.TextColumn(width="medium"),
            "Means": st.column_config.SelectboxColumn(
                options=[_NOT_USED, _NEVER_READ, *names],
                format_func=lambda name: _label(kind, str(name)),
                help="What the column holds. A row without a column marked * is rejected.",
                required=False,
                width="medium",
            ),
            "Sure": st.column_config.ProgressColumn(
                format="%d%%", min_value=0, max_value=100, help="How sure the suggestion is", width="small"
            ),
            "Why": st.column_config.TextColumn(width="large"),
        },
        key=f"{key}_columns",
        alt="Columns of the file and what they mean",
    )
    chosen = {h: m or _NOT_USED for h, m in zip(edited["In the file"], edited["Means"], strict=True)}
    return _template_of(template, chosen, preview)


def _why(reason: str, readable: float | None) -> str:
    said = reason[:1].upper() + reason[1:]
    return said if readable is None else f"{said}; {readable:.0%} of its values can be read"


def _template_of(template: Template, chosen: dict[str, str], preview: TablePreview) -> Template:
    headers: dict[str, list[str]] = {}
    for header in preview.headers:
        meaning = chosen.get(header, _NOT_USED)
        if meaning not in {_NOT_USED, _NEVER_READ}:
            headers.setdefault(meaning, []).append(header)
    suspected = {suggestion.header for suggestion in preview.suggestions if suggestion.dropped}
    drop = tuple(header for header, meaning in chosen.items() if meaning == _NEVER_READ)
    return replace(
        template,
        columns={name: ColumnSource(tuple(several), joined=len(several) > 1) for name, several in headers.items()},
        drop=drop,
        keep=tuple(header for header in chosen if header in suspected and header not in drop),
        unused=tuple(header for header, meaning in chosen.items() if meaning == _NOT_USED),
        automatic=True,
        match_others=False,
    )


def choose(template: Template, key: str) -> Template:
    """Draw the choices that hold for the whole table, side by side in the container that is open."""
    orders = [order.value for order in DateOrder]
    order = st.selectbox(
        "Dates are written", orders, index=orders.index(template.date_order.value), key=f"{key}_dates", width=170
    )
    template = replace(template, date_order=DateOrder(order))
    if template.kind is RecordKind.SEIZURE:
        units = [
            "as written",
            *dict.fromkeys((*_UNITS, *([template.quantity_unit] if template.quantity_unit else []))),
        ]
        at = units.index(template.quantity_unit) if template.quantity_unit else 0
        unit = st.selectbox("Unit where none is written", units, index=at, key=f"{key}_unit", width=220)
        template = replace(template, quantity_unit=None if unit == units[0] else unit)
    if template.kind is RecordKind.ENFORCEMENT and "action" not in template.columns:
        actions = [action.value for action in EnforcementAction]
        now = template.constants.get("action")
        action = st.selectbox(
            "Every row is",
            actions,
            index=actions.index(now) if now in actions else None,
            placeholder="Choose an action",
            key=f"{key}_action",
            width=220,
        )
        others = {name: value for name, value in template.constants.items() if name != "action"}
        template = replace(template, constants=others | ({"action": action} if action else {}))
    return template


def preview_rows(preview: TablePreview, dropped: Sequence[str] = ()) -> pd.DataFrame:
    """Give the first rows as filed, without the columns that are never read."""
    shown = [p for p, header in enumerate(preview.headers) if header not in dropped]
    return pd.DataFrame(
        [[row[p] for p in shown] for row in preview.rows], columns=[preview.headers[p] for p in shown], dtype=object
    )


def joined_words(names: Sequence[str]) -> str:
    """Write our column names as words: "occurred from and action"."""
    words = [name.replace("_", " ") for name in names]
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""
