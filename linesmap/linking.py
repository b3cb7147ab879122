"""Link the records of a workspace: find what texts name, match people, say who is who, and tie it all together.

What takes long is done only when what it rests on has changed: texts are read again when records or known names did,
people are matched again when what is said of them did. A decision only joins people anew, from the pairs that are
kept, which is why taking it back restores exactly what was there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

import ibis
import pandas as pd

from linesmap import link, network, reference
from linesmap.errors import InputError
from linesmap.model.vocabulary import EntityType, PlaceStatus, RecordKind
from linesmap.settings import Settings, load_settings
from linesmap.store import Tables, Workspace, Writer

__all__ = ["Linked", "relink"]

Progress = Callable[[str], None]

_TRIES = 3
# Kinds whose texts somebody wrote about the case; published offences only name a street.
_WRITTEN = (RecordKind.INTELLIGENCE.value, RecordKind.SEIZURE.value, RecordKind.ENFORCEMENT.value)
_TEXTS, _PEOPLE, _ADDRESSES = "texts_read", "people_matched", "addresses_matched"
_MODEL, _THRESHOLD = "people_model", "match_threshold"


@dataclass
class Linked:
    """What linking made: frames by table, those left out stay as they are, and facts about the state."""

    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    state: dict[str, str] = field(default_factory=dict)


def relink(
    workspace: Workspace,
    *,
    settings: Settings | None = None,
    threshold: float | None = None,
    progress: Progress | None = None,
) -> None:
    """Link everything again, in one transaction.

    The work is done on a reading of the workspace; when somebody changes it meanwhile, it is done again.

    Parameters
    ----------
    workspace
        It must exist.
    settings
        Memory and threshold of matching; from the environment when left out.
    threshold
        Probability from which people are joined without a person looking; the workspace keeps to it from then on.
    progress
        Called with a sentence before each slow step.

    Raises
    ------
    InputError
        If the threshold is not a probability over a half.
    WorkspaceError
        If the workspace cannot be used.
    """
    settings = settings or load_settings()
    tell = progress or (lambda _: None)
    if threshold is not None and not 0.5 <= threshold < 1:  # noqa: PLR2004
        msg = f"Expected a threshold from 0.5 to under 1, found {threshold:g}. 0.9 is the default."
        raise InputError(msg)
    for attempt in range(_TRIES):
        # Read before the tables: a change between the two is then seen as one when it comes to writing.
        seen = workspace.state()
        with workspace.read() as tables:
            linked = _Linking(tables, seen, settings, threshold, tell).run()
        with workspace.write() as writer:
            if writer.state()["version"] != seen["version"]:
                if attempt + 1 < _TRIES:
                    continue
                linked = _Linking(writer.tables(), writer.state(), settings, threshold, tell).run()
            _store(writer, linked)
            return


def _store(writer: Writer, linked: Linked) -> None:
    for table, frame in linked.frames.items():
        writer.replace_all(table, frame)
    if linked.state:
        writer.set_state(**linked.state)
    writer.log("combination", "links", entities=len(linked.frames["entities"]), links=len(linked.frames["links"]))


class _Linking:
    """One linking of the tables of a workspace as they stand."""

    def __init__(
        self, tables: Tables, state: dict[str, str], settings: Settings, threshold: float | None, tell: Progress
    ) -> None:
        self._tables = tables
        self._state = state
        self._settings = settings
        self._asked = threshold
        self._tell = tell
        self._made = Linked()
        self._matched_anew = False
        self._register: pd.DataFrame = tables["deal_lines"].to_pandas()

    def run(self) -> Linked:
        """Do every step; frames and facts that did not change are left out of what it gives."""
        mentions = self._mentions()
        particulars = self._tables["particulars"].to_pandas()
        pairs, model = self._pairs(particulars)
        judgements = self._tables["judgements"].filter(ibis._.undone_at.isnull()).to_pandas()
        addresses = self._addresses(mentions)
        clusters = link.join_people(particulars, pairs, judgements[judgements["subject"] == "person"], model)
        names = self._register.drop_duplicates("line_id").set_index("line_id")["line_name"]
        by_key = {link.exact_key(EntityType.DEAL_LINE, name): name for name in names.dropna()}
        resolved = link.resolve(
            mentions, particulars, clusters, link.join_houses(addresses), pd.Series(by_key, dtype="object")
        )
        ties, towns = self._ties(mentions, resolved.resolutions)
        unnamed = ~towns["entity_id"].isin(resolved.entities["entity_id"])
        successions = link.succession_links(judgements, resolved.entities)
        frames = self._made.frames
        if self._matched_anew:
            # One table holds the pairs of both; what was not matched anew stays as it was.
            both = [pairs, addresses]
            frames["pairs"] = pd.concat([part for part in both if len(part)] or both, ignore_index=True)
        frames["resolutions"] = resolved.resolutions
        frames["entities"] = pd.concat([resolved.entities, towns[unnamed]], ignore_index=True)
        frames["links"] = pd.concat([part for part in (ties, successions) if len(part)] or [ties], ignore_index=True)
        return self._made

    def _addresses(self, mentions: pd.DataFrame) -> pd.DataFrame:
        """Give the pairs of addresses that may be of one house, matched again when addresses changed."""
        keys = mentions.loc[mentions["entity_type"] == EntityType.ADDRESS.value, "normalised"]
        signature = link.address_state(keys)
        if self._state.get(_ADDRESSES, "") == signature:
            return self._held_pairs("address")
        self._tell("Matching addresses")
        pairs = link.match_addresses(mentions, memory_gb=self._settings.match_memory_gb)
        self._matched_anew = True
        self._made.state[_ADDRESSES] = signature
        return pairs

    def _held_pairs(self, entity_type: str) -> pd.DataFrame:
        pairs = self._tables["pairs"]
        frame: pd.DataFrame = pairs.filter(pairs.entity_type == entity_type).to_pandas()
        return frame

    def _ties(self, mentions: pd.DataFrame, resolutions: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Give the ties of records and registers, and the places that registers name."""
        places = self._tables["places"].select("place_id", "label", "status").to_pandas()
        found = places[places["status"] == PlaceStatus.FOUND.value].set_index("place_id")["label"]
        registered = link.register_links(self._register, found)
        parts = [network.tie_records(self._tables, mentions, resolutions), registered]
        links = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
        towns = link.place_entities(found)
        return links, towns[towns["entity_id"].isin(registered["entity_b"])]

    def _mentions(self) -> pd.DataFrame:
        """Give the mentions with those of texts, which are found again when records or known names changed."""
        mentions: pd.DataFrame = self._tables["mentions"].to_pandas()
        stated = link.stated_mentions(mentions)
        known = _known_names(stated, self._register)
        numbers = _numbers_of_lines(self._register)
        rests_on = [f"{kind}:{key}" for kind, keys in known.items() for key in keys]
        rests_on += [f"{number}={line}" for number, line in sorted(numbers.items())]
        rests_on += sorted(self._tables["sources"].source_id.to_pandas())
        signature = hashlib.sha256("\x1f".join(["2", str(len(stated)), *rests_on]).encode()).hexdigest()
        if self._state.get(_TEXTS) == signature:
            return mentions
        self._tell("Reading the texts of records")
        records = self._tables["records"]
        events = records.filter(records.kind.isin(list(_WRITTEN)), records.summary.notnull())
        names = link.KnownNames(known["deal_line"], known["operation"], known["group"], ordinary=_towns())
        found = link.text_mentions(events.select("record_id", "summary").to_pandas(), names)
        both = link.with_lines_of_numbers(link.with_text_mentions(stated, found), numbers)
        self._made.frames["mentions"] = both
        self._made.state[_TEXTS] = signature
        return both

    def _pairs(self, particulars: pd.DataFrame) -> tuple[pd.DataFrame, link.TrainedModel | None]:
        """Give the pairs of people that may be one, matched again when what is said of people changed."""
        kept = self._state.get(_THRESHOLD)
        limit = self._asked or (float(kept) if kept else self._settings.match_threshold)
        if self._asked is not None:
            self._made.state[_THRESHOLD] = f"{self._asked:g}"
        numbers = sorted({number for cell in self._register["phone"].dropna() for number in cell.split(";")})
        signature = link.people_state(particulars, numbers, limit)
        if self._state.get(_PEOPLE) == signature:
            text = self._state.get(_MODEL, "")
            return self._held_pairs("person"), link.TrainedModel.from_json(text) if text else None
        if len(particulars):
            self._tell("Matching people")
        memory_gb = self._settings.match_memory_gb
        matched = link.match_people(particulars, line_numbers=numbers, threshold=limit, memory_gb=memory_gb)
        self._matched_anew = True
        self._made.state |= {_PEOPLE: signature, _MODEL: matched.model.as_json() if matched.model else ""}
        return matched.pairs, matched.model


def _known_names(mentions: pd.DataFrame, register: pd.DataFrame) -> dict[str, list[str]]:
    """Give the names of lines, operations and groups that columns and registers name."""
    known = {
        kind: set(mentions.loc[mentions["entity_type"] == kind, "normalised"])
        for kind in ("deal_line", "operation", "group")
    }
    known["deal_line"] |= {link.exact_key(EntityType.DEAL_LINE, name) for name in register["line_name"].dropna()}
    return {kind: sorted(keys) for kind, keys in known.items()}


def _numbers_of_lines(register: pd.DataFrame) -> dict[str, str]:
    """Give the line of every number that the register gives to one line only."""
    lines: dict[str, set[str]] = {}
    for name, phones in register[["line_name", "phone"]].dropna().itertuples(index=False):
        for number in phones.split(";"):
            lines.setdefault(number, set()).add(link.exact_key(EntityType.DEAL_LINE, name))
    return {number: next(iter(keys)) for number, keys in lines.items() if len(keys) == 1}


def _towns() -> frozenset[str]:
    return frozenset(name.casefold() for name in reference.places()["name"])
