"""Draw the list of lines: as a table, as cards, and what they add up to in closures, suggestions and flows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from linesmap import line_flows, lines, measure, reports
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import LineKind
from linesmap.network import LineProfile, net_closures
from linesmap.network.flows import Level, Period
from linesmap.page_held import Held
from linesmap.pipeline import last_day
from linesmap.ui import data, filter_bar, line_data, line_decide, line_file, sheet, widgets
from linesmap.ui.frame_style import theme
from linesmap.ui.line_marks import capital, forces, open_line, plain, status_label
from linesmap.view.scene import STATUS_KEY
from linesmap.view.tokens import tokens
from linesmap.view.words import MISSING, day, plural, share

__all__ = ["show"]

_VIEWS = ("Table", "Cards", "Closures", "Suggestions", "Flows")
_DIGITS_SAID = 3
_CARD_WIDTH = 268
_LEVELS: dict[str, Level] = {"Forces": "force", "Districts": "lad", "Towns": "town"}
_PERIODS: dict[str, Period] = {"Whole time": "all", "Years": "year", "Quarters": "quarter", "Months": "month"}


def show(at: data.Key, profiles: Sequence[LineProfile]) -> None:
    """Draw the list, by the filters and in the view chosen."""
    filters = filter_bar.show(data.choices(at))
    activity = data.activity(at, filters, "line")
    named = set(activity["line_id"])
    chosen = [one for one in profiles if one.line_id in named] if filters else list(profiles)
    if not chosen:
        widgets.title("Lines", "No line is named by the records chosen. Take a filter away.")
        return
    asked = _narrow(chosen)
    shown = [one for one in chosen if asked.keeps(one)]
    widgets.title("Lines", f"{plural(len(shown), 'line')}; select one to open it")
    sheet.shown(
        lambda held: f"{held.filter_words(filters, data.backdrop(at))}{asked.words}; view: {asked.view.lower()}"
    )
    leaving = partial(_leaving, filters=filters, asked=asked)
    match asked.view:
        case "Cards":
            _cards(shown, activity, data.weekly_by_line(at), leaving)
        case "Closures":
            _closures(at, shown, leaving)
        case "Suggestions":
            ids = {one.line_id for one in shown}
            line_decide.show(at, [one for one in line_data.suggestions(at) if {one.earlier, one.later} & ids])
            sheet.note(lambda held, _: line_file.suggestions(held, [one.line_id for one in leaving(held).profiles]))
        case "Flows":
            _flows(at, filters)
        case _:
            _table(at, shown, activity, data.weekly_by_line(at), leaving)


@dataclass(frozen=True)
class _Asked:
    """What is asked of the list: the view, statuses and kinds of line, and words to find."""

    view: str
    statuses: tuple[str, ...]
    kinds: tuple[str, ...]
    text: str

    def keeps(self, profile: LineProfile) -> bool:
        """Tell whether a line fits."""
        return (
            (not self.statuses or status_label(profile) in self.statuses)
            and (not self.kinds or profile.line_kind.value in self.kinds)
            and (not self.text or self.text.strip().casefold() in _words(profile))
        )

    @property
    def words(self) -> str:
        """What is asked, as the end of a sentence; a number that was looked for is not said."""
        found = "a number" if sum(one.isdigit() for one in self.text) > _DIGITS_SAID else f"“{self.text.strip()}”"
        said = [
            *(one.lower() for one in self.statuses),
            *self.kinds,
            *([f"found by {found}"] if self.text.strip() else []),
        ]
        return f"; lines {', '.join(said)}" if said else ""


@dataclass(frozen=True)
class _Leaving:
    """The lines of the list as they may leave, with their records in the filters chosen and by week."""

    profiles: list[LineProfile]
    counts: dict[str, int]
    weekly: dict[str, list[int]]


def _leaving(held: Held, *, filters: Filters, asked: _Asked) -> _Leaving:
    def make() -> _Leaving:
        counts = _records(measure.activity(held.tables, filters, by="line"))
        chosen = [one for one in held.profiles if (not filters or one.line_id in counts) and asked.keeps(one)]
        return _Leaving(chosen, counts, reports.weekly_by_line(held.tables))

    return held.once("list", make)


def _records(activity: pd.DataFrame) -> dict[str, int]:
    return {str(one): int(n) for one, n in zip(activity["line_id"], activity["records"], strict=True)}


def _narrow(chosen: list[LineProfile]) -> _Asked:
    """Draw the view switch and the filters of the list."""
    labels = [tokens()["status"][key]["label"] for key in STATUS_KEY.values()]
    held = [label for label in labels if any(status_label(one) == label for one in chosen)]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="line_views"):
        view = st.segmented_control(
            "View", _VIEWS, default=_VIEWS[0], key="view", bind="query-params", label_visibility="collapsed",
            required=True,
        )  # fmt: skip
        statuses = st.multiselect("Status", held, key="status", bind="query-params", placeholder="Any status",
                                  label_visibility="collapsed", width=300)  # fmt: skip
        kinds = st.multiselect("Kind", list(map(str, LineKind)), key="line_kind", bind="query-params",
                               placeholder="External or internal", label_visibility="collapsed", width=250)  # fmt: skip
        text = st.text_input("Find", key="find_line", placeholder="Find a name, town, force or drug",
                             label_visibility="collapsed", width=280)  # fmt: skip
        st.space("stretch")
        sheet.button()
    return _Asked(str(view or _VIEWS[0]), tuple(statuses), tuple(kinds), text or "")


def _words(profile: LineProfile) -> str:
    parts = [profile.name, profile.route, forces(profile.forces), " ".join(profile.drugs), " ".join(profile.phones)]
    return " ".join(parts).casefold()


def _frame(profiles: Sequence[LineProfile], counts: Mapping[str, int], weekly: dict[str, list[int]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Line": [p.name for p in profiles],
            "Status": [status_label(p) for p in profiles],
            "Age": [p.age_days for p in profiles],
            "Route": [capital(p.route) for p in profiles],
            "Kind": [p.line_kind.value for p in profiles],
            "Forces": [forces(p.forces) for p in profiles],
            "Drugs": [", ".join(p.drugs) for p in profiles],
            "Records": [counts.get(p.line_id, 0) for p in profiles],
            "By week": [weekly.get(p.line_id, []) for p in profiles],
            "Last activity": [p.last_activity for p in profiles],
        }
    )


def _table(
    at: data.Key,
    profiles: list[LineProfile],
    counts: pd.DataFrame,
    weekly: dict[str, list[int]],
    leaving: Callable[[Held], _Leaving],
) -> None:
    if not profiles:
        sheet.html('<p class="lm-p">No line fits. Take a filter away.</p>')
        return

    def in_file(held: Held) -> pd.DataFrame:
        found = leaving(held)
        return _frame(found.profiles, found.counts, found.weekly)

    chosen = sheet.table(
        _frame(profiles, _records(counts), weekly),
        caption="Deal lines; records in the period and filters chosen, by week in the last year",
        file=in_file,
        height=640,
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        key=f"lines_table_{at.version}_{len(profiles)}",
        column_config={
            "Records": st.column_config.NumberColumn(format="localized", help="In the period and filters chosen"),
            "By week": st.column_config.BarChartColumn(width=150, help="Records a week in the last year"),
            "Age": st.column_config.NumberColumn(
                format="%d days", width=80, help="From the first day known to its end"
            ),
            "Drugs": st.column_config.TextColumn(width=190),
            "Forces": st.column_config.TextColumn(width=170, help="Forces of location of its records"),
            "Line": st.column_config.TextColumn(width=100),
            "Kind": st.column_config.TextColumn(width=70),
            "Last activity": st.column_config.DateColumn(format="D MMM YYYY"),
            "Route": st.column_config.TextColumn(width=260),
        },
    )
    picked = widgets.picked_row(chosen)
    if picked is not None:
        open_line(profiles[picked].line_id)
        st.rerun()


def _cards(
    profiles: list[LineProfile],
    counts: pd.DataFrame,
    weekly: dict[str, list[int]],
    leaving: Callable[[Held], _Leaving],
) -> None:
    by_line = _records(counts)
    with st.container(horizontal=True, gap="small", key="line_cards"):
        for profile in profiles[: line_file.MOST_CARDS]:
            with st.container(border=True, width=_CARD_WIDTH, key=f"card_{profile.line_id}"):
                n, weeks = by_line.get(profile.line_id, 0), weekly.get(profile.line_id, [])
                st.html(line_file.card(profile, n, weeks, theme()))
                st.button(
                    f"Open {plain(profile.name)}",
                    key=f"open_{profile.line_id}",
                    on_click=open_line,
                    args=(profile.line_id,),
                )
    over = len(profiles) - line_file.MOST_CARDS
    if over > 0:
        st.html(f'<p class="lm-note">and {over:,} more; filter them, or use the table</p>')

    def in_file(held: Held, shade: str) -> str:
        found = leaving(held)
        return line_file.cards(found.profiles, found.counts, found.weekly, shade)

    sheet.note(in_file)


def _closures(at: data.Key, profiles: list[LineProfile], leaving: Callable[[Held], _Leaving]) -> None:
    every = line_data.closures(at)
    own = every[every["line_id"].isin([one.line_id for one in profiles])]

    def free(held: Held) -> pd.DataFrame:
        ids = [one.line_id for one in leaving(held).profiles]
        found: pd.DataFrame = held.closures[held.closures["line_id"].isin(ids)]
        return found

    def survival_in_file(held: Held, _: str) -> str:
        as_of = last_day(held.tables)
        return _survival(lines.survival_frame(held.profiles, held.closures, as_of=as_of) if as_of else pd.DataFrame())

    left, right = sheet.columns([620, 760], gap="medium")
    with left:
        sheet.heading("Net closures", "closed less those that came back or went on as another within the days")
        sheet.html(_net_table(own), file=lambda held, _: _net_table(free(held)))
        sheet.heading("How long", "Kaplan-Meier, with the 95% interval; the other type of closure ends the watch")
        sheet.html(_survival(line_data.survival(at)), file=survival_in_file)
    with right:
        sheet.heading("Closures", "newest first")
        with sheet.scrolled(560):
            sheet.html(_closure_table(own), file=lambda held, _: _closure_table(free(held)))


def _net_table(own: pd.DataFrame) -> str:
    rows = [
        [row["closure_type"], f"{row['within_days']} days", *(f"{row[name]:,}" for name in
         ("closed", "reopened", "taken_over", "net", "too_early"))]
        for row in net_closures(own).to_dict("records")
    ]  # fmt: skip
    heads = ["Type", "Within", "Closed", "Reopened", "Taken over", "Net", "Too early to say"]
    said = "The types are never added. Too early: net closures watched for fewer days than asked"
    return widgets.html_table(heads, rows, caption=said, right=(2, 3, 4, 5, 6))


def _closure_table(own: pd.DataFrame) -> str:
    rows = [
        [
            row["line"],
            row["closure_type"],
            day(row["closed_on"]),
            row["recorded_by"] or MISSING,
            _fate(row["back_on"], row["taken_over_on"], row["successor"]),
            plural(int(row["check_backs"]), "check-back") if row["check_backs"] else MISSING,
            f"{row['observed_days']:,}",
        ]
        for row in own.to_dict("records")
    ]
    heads = ["Line", "Type", "Closed", "Recorded by", "Since then", "Found dead", "Days watched"]
    said = f"{plural(len(rows), 'closure')} recorded by a person"
    return widgets.html_table(heads, rows, caption=said, right=(6,), widths="14% 10% 14% 20% 20% 13% 9%")


def _fate(back: object, taken: object, successor: str) -> str:
    if isinstance(back, date) and not pd.isna(back):
        return f"back on {day(back)}"
    if isinstance(taken, date) and not pd.isna(taken):
        return f"goes on as {successor or 'another line'}"
    return "held so far"


def _survival(frame: pd.DataFrame) -> str:
    if frame.empty:
        return '<p class="lm-p">No line has a day to count from.</p>'
    rows = []
    for row in frame.to_dict("records"):
        cells = [
            f"{share(row[f'at_{days}'])} ({share(row[f'low_{days}'])} to {share(row[f'high_{days}'])})"
            if pd.notna(row[f"at_{days}"])
            else MISSING
            for days in (90, 180, 365)
        ]
        median = f"{row['median_days']:,.0f} days" if pd.notna(row["median_days"]) else "not reached"
        rows.append([capital(row["what"]), f"{row['n']:,}", f"{row['events']:,}", median, *cells])
    heads = ["What", "Cases", "Ended", "Half by", "90 days", "180 days", "365 days"]
    said = "Share that is not closed yet, or that still holds, after so many days"
    return widgets.html_table(heads, rows, caption=said, right=(1, 2))


def _flows(at: data.Key, filters: Filters) -> None:
    with st.container(horizontal=True, gap="small"):
        level = st.segmented_control("Between", list(_LEVELS), default="Forces", key="flow_level", required=True)
        period = st.segmented_control("Counted by", list(_PERIODS), default="Whole time", key="flow_period",
                                      required=True)  # fmt: skip
    by, step = _LEVELS[level or "Forces"], _PERIODS[period or "Whole time"]

    def free(held: Held) -> pd.DataFrame:
        return held.once(
            "flows", lambda: line_flows.flows(held.tables, filters, by=by, period=step, found=held.profiles)
        )

    frame = line_data.flows(at, filters, by, step)
    sheet.html(_flows_heading(frame), file=lambda held, _: _flows_heading(free(held)))
    sheet.table(
        _flows_frame(frame),
        caption=f"Between {str(level).lower()}, counted by {str(period).lower()}",
        file=lambda held: _flows_frame(free(held)),
        height=510,
        column_config={
            "Inferred": st.column_config.NumberColumn(help="Destination from records, in no register"),
            "Expected": st.column_config.NumberColumn(format="%.1f", help="By the gravity baseline; docs/methods.md"),
            "Ratio": st.column_config.NumberColumn(format="%.2f"),
            "Stands out": st.column_config.TextColumn(help="The 95% interval of the ratio does not hold 1"),
        },
    )
    sheet.html(
        '<p class="lm-note">Expected by size of both ends and distance alone. A flow that stands out asks for a look; '
        "records follow police activity. Internal lines stand on the diagonal of forces.</p>"
    )


def _flows_heading(frame: pd.DataFrame) -> str:
    total, inside = int(frame["lines"].sum()), int(frame["internal"].sum())
    return sheet.heading_html("Flows", f"{total:,} pairs of a line and a destination, {inside:,} of them internal")


def _flows_frame(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Period": frame["period"].replace("", "whole time"),
            "From": frame["origin"],
            "To": frame["destination"],
            "Lines": frame["lines"],
            "Internal": frame["internal"],
            "Inferred": frame["inferred"],
            "Records": frame["records"],
            "Expected": frame["expected"].astype(float).round(1),
            "Ratio": frame["ratio"].astype(float).round(2),
            "Interval": [
                f"{low:.2f} to {high:.2f}" if pd.notna(low) else MISSING
                for low, high in zip(frame["low"], frame["high"], strict=True)
            ],
            "Stands out": frame["unusual"],
        }
    )
