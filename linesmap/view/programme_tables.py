"""Write published figures as a table, and the funnel of drug testing on arrest as bars that open to their source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from linesmap.view.programme_figures import NO_RESULT, Published
from linesmap.view.words import share

__all__ = ["FunnelStep", "figures_table", "funnel_steps", "funnel_table"]

_STEPS: tuple[tuple[str, str, int | None, str], ...] = (
    ("people eligible to be tested", "Eligible", None, ""),
    ("people tested", "Tested", 0, "of those eligible"),
    ("trigger offenders with associated intelligence", "Trigger offenders", 1, "of those tested"),
    ("offenders referred to treatment", "Referred", 1, "of those tested"),
    ("failed to attend assessment", "Failed to attend", 3, "of those referred"),
    ("prosecuted for failing to attend", "Prosecuted", 4, "of those who failed to attend"),
)
"""Words of the report, short words, the step a share is taken of, and of whom that is."""


@dataclass(frozen=True)
class FunnelStep:
    """A step of the funnel: its people, the share of an earlier step, and where it was published."""

    label: str
    value: int
    share: float | None
    of: str
    remark: str
    sources: tuple[str, ...]


def funnel_steps(rows: Sequence[Published]) -> tuple[FunnelStep, ...]:
    """Find the steps of drug testing on arrest among the figures of a programme; none unless all are there.

    The report does not say how many of those referred were trigger offenders, so both are shares of those tested.
    """
    found = {row.measure: row for row in reversed(rows) if row.value is not None}
    if not all(words in found for words, *_ in _STEPS):
        return ()
    values = [found[words].value or 0.0 for words, *_ in _STEPS]
    return tuple(
        FunnelStep(
            label=label,
            value=int(values[number]),
            share=values[number] / values[base] if base is not None and values[base] else None,
            of=of,
            remark=found[words].remark,
            sources=found[words].sources,
        )
        for number, (words, label, base, of) in enumerate(_STEPS)
    )


def funnel_table(steps: Sequence[FunnelStep]) -> str:
    """Draw the funnel as a table of bars, all from zero; a bar opens to its source."""
    most = max(step.value for step in steps)
    rows = "".join(
        f'<tr><th scope="row">{escape(step.label)}</th><td><details><summary style="display:flex;align-items:center;'
        'gap:8px;text-decoration:none"><span style="flex:none;height:18px;background:var(--lm-primary);'
        f'width:calc({step.value / most:.4f} * (100% - 110px))"></span><b>{step.value:,}</b> people</summary>'
        f"{_sources(step.sources)}</details></td><td>{_share(step)}</td></tr>"
        for step in steps
    )
    return (
        '<table class="lm-t fixed lm-funnel"><caption>Select a bar to see where it was published. Bars start at zero'
        '</caption><colgroup><col style="width:128px"><col><col style="width:190px"></colgroup><thead><tr>'
        '<th scope="col">Step</th><th scope="col">People</th><th scope="col">Share</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _share(step: FunnelStep) -> str:
    return f"<b>{share(step.share)}</b> {escape(step.of)}" if step.share is not None else escape(step.remark)


def _sources(sources: Sequence[str]) -> str:
    return "".join(f"<p>{escape(source)}</p>" for source in sources)


def figures_table(rows: Sequence[Published]) -> str:
    """Write the figures of a programme; a figure opens to its sources, and what disagrees says so beside it."""
    per_row = len({row.forces for row in rows}) > 1
    forces = '<th scope="col">Forces</th>' if per_row else ""
    body = "".join(_row(row, per_row=per_row) for row in rows)
    last = '<col style="width:22%">' if per_row else ""
    return (
        '<table class="lm-t fixed"><caption class="lm-sub">Select a figure to see where it was published</caption>'
        f'<colgroup><col><col style="width:27%"><col style="width:20%">{last}</colgroup><thead><tr>'
        '<th scope="col">Measure, in the publisher\'s words</th><th scope="col" class="n">Figure</th>'
        f'<th scope="col">Period</th>{forces}</tr></thead><tbody>{body}</tbody></table>'
    )


def _row(row: Published, *, per_row: bool) -> str:
    against = "".join(f'<small style="color:var(--lm-warn)">⚠ {escape(words)}</small>' for words in row.disagrees)
    claim = "".join(f"<small>{escape(words)}</small>" for words in (row.claim, row.noun) if words)
    several = f"<small>{len(row.sources):,} sources</small>" if len(row.sources) > 1 else ""
    figure = "none" if row.measure == NO_RESULT else row.figure
    forces = f"<td>{escape(', '.join(row.forces))}</td>" if per_row else ""
    return (
        f'<tr><th scope="row">{escape(row.measure)}<small>{escape(row.remark)}</small>{against}</th>'
        f'<td class="n"><details><summary>{escape(figure)}</summary>{_sources(row.sources)}</details>{claim}{several}'
        f"</td><td>{escape(row.period)}</td>{forces}</tr>"
    )
