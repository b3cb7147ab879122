"""Write the facts of an event as one row, in the words and habits of the system that files it."""

from __future__ import annotations

from linesmap.ingest.synthetic.dates import write_date
from linesmap.ingest.synthetic.draws import Draws, Weighted
from linesmap.ingest.synthetic.drugs import CLASSES, drug_word, purity, stated_value, write_amount
from linesmap.ingest.synthetic.event_table import Story
from linesmap.ingest.synthetic.facts import Facts
from linesmap.ingest.synthetic.forces import FORCES
from linesmap.ingest.synthetic.groups import write_group
from linesmap.ingest.synthetic.identifiers import officer, spoilt_phone, write_mark, write_phone
from linesmap.ingest.synthetic.layout import INVENTED, Cell, DateStyle, Layout
from linesmap.ingest.synthetic.lines import DealLine
from linesmap.ingest.synthetic.names import person_name
from linesmap.ingest.synthetic.narrative import summary
from linesmap.ingest.synthetic.particulars import PersonWriter, Said
from linesmap.ingest.synthetic.people import People
from linesmap.ingest.synthetic.timeline import as_date
from linesmap.ingest.synthetic.whereabouts import Form, write_place
from linesmap.model.vocabulary import EnforcementAction, RecordKind

__all__ = ["RowWriter"]

_A = EnforcementAction
_SOURCES = Weighted({"1": 0.27, "2": 0.58, "3": 0.15})
_INFORMATION = Weighted({"A": 0.16, "B": 0.27, "C": 0.22, "D": 0.33, "E": 0.02})
_OLD_SOURCES = Weighted({"A": 0.06, "B": 0.34, "C": 0.18, "D": 0.06, "E": 0.36})
_OLD_INFORMATION = Weighted({"1": 0.06, "2": 0.24, "3": 0.28, "4": 0.41, "5": 0.01})
_CONDITIONS = Weighted(
    {
        "Not for PCC": 0.28,
        "Do not share outside region": 0.26,
        "Contact originator before dissemination": 0.24,
        "No action without reference to originator": 0.22,
    }
)
_MARKINGS = Weighted(
    {"OFFICIAL-SENSITIVE": 0.60, "OFFICIAL": 0.24, "OFFICIAL - SENSITIVE": 0.05, "Official-Sensitive": 0.04, "": 0.07}
)
_CONDITION_SHARE, _NO_HANDLING, _RANGE_SHARE, _SAME_DAY_END = 0.045, 0.03, 0.18, 0.25
_ALIAS_SHARE, _SHARED_ALIAS_SHARE = 0.22, 0.6
_GROUP_SHARE = 0.16
_SPOILT, _AS_NUMBER = 0.004, 0.3
_PHASE_WORD = 0.3
_VALUE_SHARE, _PURITY_SHARE = 0.32, 0.07
_ACTION_WORDS = {
    _A.ARREST: ("Arrest", "Arrest", "Arrested", "arrest"),
    _A.CHARGE: ("Charge", "Charged", "Charge"),
    _A.WARRANT: ("Warrant", "Search warrant", "Warrant", "Warrant executed"),
    _A.LINE_CLOSURE: ("Line closure", "Line closed"),
    _A.SAFEGUARDING: ("Safeguarding visit", "Safeguarding visit", "Cuckooing visit", "Welfare visit"),
    _A.REFERRAL: ("Referral", "Referral", "Safeguarding referral"),
    _A.DRUG_TEST: ("Drug test", "Drug test on arrest"),
    _A.STOP_SEARCH: ("Stop and search", "Stop and search", "Stop/search", "Stop & search"),
    _A.OTHER: ("Other",),
}
_OFFENCES = (
    "Concerned in the supply of a controlled drug of Class {0}",
    "Possession of a controlled drug of Class {0} with intent to supply",
    "Possession of a controlled drug of Class {0}",
)


class RowWriter:
    """Write rows.

    Parameters
    ----------
    people
        Who knows the references forces give to people.
    draws
        Source of randomness.
    """

    def __init__(self, people: People, draws: Draws) -> None:
        self._persons = PersonWriter(people, draws)
        self._draws = draws

    def row(self, facts: Facts, layout: Layout, serial: int, form: Form) -> tuple[dict[str, Cell], list[Said]]:
        """Write one event.

        Parameters
        ----------
        facts
            What happened.
        layout
            The table it is filed in.
        serial
            Running number in the table.
        form
            How the place is written.

        Returns
        -------
        cells, said
            Field to value, where fields without a column in the layout may be present and are not filed; and what the
            row says of each person it names.
        """
        year = as_date(facts.day).year % 100
        minute = facts.minute if layout.dates in {DateStyle.LONG_TIME, DateStyle.ISO} else 0
        if layout.dates is DateStyle.EXCEL and self._draws.chance(0.7):
            minute = facts.minute
        cells: dict[str, Cell] = {
            "data_status": INVENTED,
            "reference": layout.reference.format(serial, year),
            "occurred_from": write_date(facts.day, minute, layout.dates),
            "recording_force": self._force(facts.force, layout),
            "marking": self._draws.weighted(_MARKINGS),
        }
        cells.update(write_place(facts.place, form, layout.fields, self._draws, spot=facts.spot))
        cells.update(self._handling(layout))
        cells.update(self._mentions(facts, layout))
        persons, said = self._persons.cells(facts, layout)
        cells.update(persons)
        cells.update(self._kind(facts, layout))
        cells["summary"] = summary(facts, self._draws)
        return cells, said

    def _force(self, force: int, layout: Layout) -> str:
        share = _SHARED_ALIAS_SHARE if layout.force < 0 else _ALIAS_SHARE
        known = FORCES[force]
        return self._draws.pick(known.aliases) if self._draws.chance(share) else known.name

    def _handling(self, layout: Layout) -> dict[str, Cell]:
        draw = self._draws
        limited = draw.chance(_CONDITION_SHARE)
        conditions = draw.weighted(_CONDITIONS) if limited else ""
        if layout.grading == "5x5x5":
            code = f"{draw.weighted(_OLD_SOURCES)}{draw.weighted(_OLD_INFORMATION)}{5 if limited else 1}"
            return {"grading": " ".join(code) if draw.chance(0.1) else code, "handling_conditions": conditions}
        handling = "C" if limited else ("" if draw.chance(_NO_HANDLING) else "P")
        source, information = draw.weighted(_SOURCES), draw.weighted(_INFORMATION)
        joined = f"{source}{information}"
        if draw.chance(0.3) and handling:
            joined = f"{joined} {handling}"
        return {
            "grading": joined,
            "source_evaluation": source,
            "information_evaluation": information,
            "handling": handling,
            "handling_conditions": conditions,
        }

    def _mentions(self, facts: Facts, layout: Layout) -> dict[str, Cell]:
        draw = self._draws
        cells: dict[str, Cell] = {}
        if facts.line is not None and "column" in facts.name_in:
            cells["line_name"] = _brand(facts.line, draw)
        numbers = [facts.number] if facts.number and "column" in facts.number_in else []
        numbers += [facts.own_phone] if facts.own_phone else []
        if numbers:
            cells["phone"] = self._phones(numbers, layout)
        if facts.vehicle:
            cells["vehicle"] = write_mark(facts.vehicle, draw)
        if facts.phase is not None:
            name = facts.phase.operation
            cells["operation"] = draw.pick((name, f"Op {name}", f"Operation {name}", name))
            cells["phase"] = f"Phase {facts.phase.phase}" if draw.chance(_PHASE_WORD) else facts.phase.phase
        return cells

    def _phones(self, numbers: list[str], layout: Layout) -> Cell:
        draw = self._draws
        if len(numbers) == 1 and layout.is_workbook and draw.chance(_AS_NUMBER):
            return int(numbers[0])  # A spreadsheet took the number for one and dropped the 0.
        if draw.chance(_SPOILT):
            return spoilt_phone()
        return draw.pick((" / ", "; ", ", ")).join(write_phone(number, draw) for number in numbers)

    def _kind(self, facts: Facts, layout: Layout) -> dict[str, Cell]:
        if facts.kind is RecordKind.INTELLIGENCE:
            return self._intelligence(facts, layout)
        if facts.kind is RecordKind.SEIZURE:
            return self._seizure(facts, layout)
        return self._enforcement(facts)

    def _intelligence(self, facts: Facts, layout: Layout) -> dict[str, Cell]:
        draw = self._draws
        style = DateStyle.LONG if layout.dates is DateStyle.LONG_TIME else layout.dates
        entered = facts.day + draw.whole(0, 5)
        cells: dict[str, Cell] = {
            "entered": write_date(entered, 0, style),
            "review": write_date(entered + 2_190, 0, style),
            "officer": officer(draw, person_name(draw)[1].upper() if draw.chance(0.25) else ""),
            "themes": _themes(facts, draw),
        }
        if draw.chance(_RANGE_SHARE):
            cells["occurred_to"] = write_date(min(facts.day + draw.whole(1, 6), 454), 0, layout.dates)
        elif draw.chance(_SAME_DAY_END):
            cells["occurred_to"] = write_date(facts.day, facts.minute, layout.dates)
        if facts.drug and draw.chance(0.6):
            cells["drug"] = drug_word(facts.drug, draw)
        if facts.line is not None and facts.line.group and draw.chance(_GROUP_SHARE):
            cells["group_name"] = write_group(facts.line.group, draw)
        return cells

    def _seizure(self, facts: Facts, layout: Layout) -> dict[str, Cell]:
        draw = self._draws
        cells: dict[str, Cell] = {
            "officer": officer(draw),
            "seal": f"M{draw.whole(10_000_000, 99_999_999)}",
            "custody": f"CU{draw.whole(100_000, 999_999)}" if facts.people else "",
            "store": draw.pick(("Main store", "Drugs safe 1", "Drugs safe 2", "Temporary store")),
            "weapon": facts.weapon,
        }
        if facts.amount is not None:
            quantity, unit = write_amount(facts.amount, draw, with_unit="unit" not in layout.fields)
            cells["drug"] = drug_word(facts.drug, draw)
            cells["drug_class"] = CLASSES[facts.drug]
            cells["quantity"] = _number(quantity) if layout.is_workbook else quantity
            cells["unit"] = unit
            cells["packages"] = draw.whole(1, 30) if draw.chance(0.2) else ""
            cells["test"] = draw.pick(("EDIT kit", "FTIR", "Lab", "", ""))
            value = stated_value(facts.drug, facts.amount, draw) if draw.chance(_VALUE_SHARE) else None
            if value is not None:
                cells["stated_value_gbp"] = self._money(value, layout)
            if facts.amount.grams and draw.chance(_PURITY_SHARE):
                cells["purity_pct"] = f"{purity(draw)}%" if not layout.is_workbook else purity(draw)
        if facts.cash is not None:
            cells["cash_gbp"] = self._money(facts.cash, layout)
        return cells

    def _money(self, pounds: int, layout: Layout) -> Cell:
        draw = self._draws
        if layout.is_workbook:
            return float(pounds) if draw.chance(0.85) else f"£{pounds:,}"
        styles = (f"£{pounds:,}", f"£{pounds}", f"£{pounds:,}.00", f"{pounds}", f"£{pounds:,}")
        if draw.chance(0.05):
            return f"approx £{pounds:,}"
        return f"{pounds} GBP" if draw.chance(0.04) else draw.pick(styles)

    def _enforcement(self, facts: Facts) -> dict[str, Cell]:
        draw, action = self._draws, facts.action
        accused = action in {_A.ARREST, _A.CHARGE} and not facts.exploited
        cells: dict[str, Cell] = {
            "officer": officer(draw),
            "station": draw.pick(("Custody north", "Custody south", "Custody central")),
            "action": draw.pick(_ACTION_WORDS[action]),
            "action_count": facts.count if facts.count > 1 or draw.chance(0.15) else "",
            "outcome": facts.outcome,
            "referral_to": facts.service,
        }
        if facts.service == "NRM" and draw.chance(0.5):
            cells["action"] = "NRM referral"
        if accused and facts.drug:
            cells["offence"] = draw.pick(_OFFENCES).format(CLASSES[facts.drug] or "A")
        if action is _A.STOP_SEARCH:
            cells["offence"] = "Misuse of Drugs Act 1971 (section 23)"
            cells["search_object"] = draw.pick(("Controlled drugs", "Controlled drugs", "Offensive weapons"))
        if action is _A.LINE_CLOSURE and facts.line is not None:
            cells["closure_type"] = facts.line.chapter.closure_type
        if action in {_A.ARREST, _A.DRUG_TEST} and facts.drug and draw.chance(0.5):
            cells["drug"] = drug_word(facts.drug, draw)
        return cells


def _brand(line: DealLine, draws: Draws) -> str:
    styles = (line.name, line.name, line.name, line.name.upper(), f"{line.name} line", f"{line.name} Line")
    return draws.pick(styles)


def _themes(facts: Facts, draws: Draws) -> str:
    if facts.line is None:
        child = any(person.is_child for person in facts.exploited)
        return "CCE" if child else draws.pick(("Drugs", "Drugs", "", "Supply", ""))
    themes = ["CL"]
    if any(person.part == "child" for person in facts.exploited):
        themes.append("CCE")
    if any(person.part == "tenant" for person in facts.exploited):
        themes.append("Cuckooing")
    if any(person.part == "vulnerable adult" for person in facts.exploited):
        themes.append("MSHT")
    if facts.story is Story.REBRAND:
        themes.append("Rebrand")
    return "; ".join(themes)


def _number(text: str) -> Cell:
    """Give a spreadsheet a number where the text is one."""
    try:
        return float(text)
    except ValueError:
        return text
