"""Measure how fast linesmap links, and how much memory it takes.

    python benchmarks/link.py [--mentions N]

Five phases, each in a process of its own on data invented from a fixed seed: find what N texts name; match N mentions
of people (about 2.5 a person, with slips, short names and gaps, no reference, so that nothing is known by an exact
key); join the matched pairs into people, and compare them with the truth; match their addresses; build the graph of
N mentions. Prints seconds, seconds of CPU and peak memory of each phase. The bar: a million mentions linked in five
minutes and 6 GB.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from linesmap import link, network, reference
from linesmap.ingest.synthetic.addresses import STREET_WORDS
from linesmap.link.profiles import profile_ids
from linesmap.model.tables import TABLES
from linesmap.settings import load_settings
from linesmap.store import Workspace

SEED = 7700900
PER_PERSON, PER_HOUSE, PER_RECORD = 2.5, 2.2, 1.5
FEWEST, MOST = 1_000, 1_000_000
FIRST_DAY = pd.Timestamp("2020-01-01")


def _words(text: str) -> list[str]:
    return text.split()


MEN = _words(
    """
    Daniel James Thomas Jack Joshua Matthew Ryan Luke Samuel Jordan Adam Michael Alexander Christopher Benjamin
    Joseph Liam Jake William Andrew George Lewis Oliver David Robert Jamie Nathan Connor Jonathan Harry Callum Aaron
    Ashley Bradley Jacob Kieran Scott Sam John Ben Mohammed Nicholas Kyle Charles Mark Sean Edward Stephen Richard Alex
    Peter Dominic Joe Reece Lee Rhys Steven Anthony Charlie Paul
    """
)
WOMEN = _words(
    """
    Rebecca Lauren Jessica Charlotte Hannah Sophie Amy Emily Laura Emma Chloe Sarah Lucy Katie Bethany Jade
    Megan Danielle Alice Rachel Natalie Olivia Georgia Holly Abigail Stephanie Elizabeth Leah Victoria Gemma
    """
)
SHORT = {
    "daniel": "danny", "james": "jim", "thomas": "tom", "joshua": "josh", "matthew": "matt", "samuel": "sam",
    "michael": "mick", "alexander": "alex", "christopher": "chris", "benjamin": "ben", "joseph": "joe",
    "william": "bill", "andrew": "andy", "david": "dave", "robert": "rob", "jonathan": "jon", "nicholas": "nick",
    "stephen": "steve", "richard": "rich", "edward": "ed", "anthony": "tony", "rebecca": "becky", "jessica": "jess",
    "elizabeth": "liz", "victoria": "vicky", "stephanie": "steph",
}  # fmt: skip
STARTS = _words(
    """
    ald amb arr ash barl birch brack bram bur cal carn clay copp corn cran dun elm fair farn fen flax gal garl
    grav hal haz heath hern holl ivel kel kett lang lark lind mar mead mill nor oak ott pell pen quarr ram rudd sand
    sedg shaw sorr tarn thorn tres ulv vell wex whit wyn yarn
    """
)
MIDDLES = ["", "en", "er", "ing", "le", "in", "on", "ow"]
ENDS = _words(
    """
    beck brook bury croft dale field fold gate holt hurst land leigh marsh mere more rigg shaw stoke thwaite wick
    by den don ham ley ton
    """
)
KINDS = ["Street", "Road", "Avenue", "Close", "Lane", "Drive", "Court", "Gardens"]
SHORT_KINDS = ["St", "Rd", "Ave", "Cl", "Ln", "Dr", "Ct", "Gdns"]
TEXTS = (
    "{line} line answering on {phone}, runner in a {mark} near {postcode}",
    "Caller says the number {phone} has changed hands",
    "Op {operation}: two males seen at an address, no lines named",
    "Walked from the station to {postcode}, met somebody and left",
    "Customer of {line} bought two wraps, paid in cash; vehicle {mark}",
    "Nothing further known at this time, to be followed up by the neighbourhood team",
)

T = TypeVar("T")
Strings = np.ndarray[Any, np.dtype[np.object_]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Phase = Callable[[int, Path], dict[str, Any]]


# ---- invention ----


def _drawn(rng: np.random.Generator, values: list[str], n: int, *, shift: float) -> Strings:
    """Draw names as names are had: the second half as often as the first, and so on."""
    share = 1 / (np.arange(len(values)) + shift)
    return np.array(values, dtype=object)[rng.choice(len(values), n, p=share / share.sum())]


def _slips(rng: np.random.Generator, texts: Strings, share: float) -> Strings:
    """Let some texts lose, double or swap a letter."""
    texts = texts.copy()
    for row in np.flatnonzero(rng.random(len(texts)) < share):
        text = texts[row]
        if not text or len(text) < 3:  # noqa: PLR2004
            continue
        at, how = int(rng.integers(1, len(text) - 1)), int(rng.integers(3))
        middle = ("", text[at] * 2, text[at + 1] + text[at])[how]
        texts[row] = text[:at] + middle + text[at + (2 if how == 2 else 1) :]  # noqa: PLR2004
    return texts


def _chance(rng: np.random.Generator, n: int, share: float) -> Bools:
    """Draw n times whether something happens that happens in this share of cases."""
    return rng.random(n) < share


def _some(rng: np.random.Generator, texts: Strings, share: float) -> Strings:
    """Keep a share of the texts; the others are not stated."""
    return np.where(_chance(rng, len(texts), share), texts, None)


def population(n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Invent people who live together: forename, surname, born, sex, address, postcode, phone, force."""
    n_houses = max(int(n / PER_HOUSE), 1)
    house = rng.integers(0, n_houses, n)
    surnames = sorted({start + middle + end for start in STARTS for middle in MIDDLES for end in ENDS})
    rng.shuffle(surnames)
    shared = _drawn(rng, surnames, n_houses, shift=30)[house]
    surname = np.where(_chance(rng, n, 0.7), shared, _drawn(rng, surnames, n, shift=30))
    male = _chance(rng, n, 0.75)
    forename = np.where(male, _drawn(rng, MEN, n, shift=8), _drawn(rng, WOMEN, n, shift=8))
    days = pd.Timestamp("1960-01-01") + pd.to_timedelta(rng.integers(0, 46 * 365, n), unit="D")
    towns = reference.places()["name"].sort_values().to_numpy(dtype=object)
    town = rng.integers(0, min(len(towns), 1_500), n_houses)
    kind = rng.integers(0, len(KINDS), n_houses)
    word = rng.integers(0, len(STREET_WORDS), n_houses)
    number = rng.integers(1, 149, n_houses)
    letters = np.array(list("ABDEFGHJLNPQRSTUWXYZ"), dtype=object)
    inward = rng.integers(0, 20, (2, n_houses))
    sector = rng.integers(1, 10, n_houses)
    street = np.array([f"{n} {STREET_WORDS[w]}".lower() for n, w in zip(number, word, strict=True)], dtype=object)
    code = [
        f"{letters[t % 20]}{letters[(t // 20) % 20]}{1 + t % 29} {s}{letters[a]}{letters[b]}".lower()
        for t, s, a, b in zip(town, sector, *inward, strict=True)
    ]
    return pd.DataFrame(
        {
            "forename": [name.lower() for name in forename],
            "surname": surname,
            "born": days.strftime("%Y-%m-%d"),
            "sex": np.where(male, "male", "female"),
            "street": street[house],
            "kind": kind[house],
            "town": np.array([str(towns[one]).lower() for one in town], dtype=object)[house],
            "postcode": np.array(code, dtype=object)[house],
            "phone": [f"+447700{number:06d}" for number in rng.integers(900_000, 1_000_000, n)],
            "force": [f"E230000{one:02d}" for one in town[house] % 40],
        }
    )


def invented(n: int) -> tuple[pd.DataFrame, Strings]:
    """Invent what n records say of a person each: the `particulars` table, and who each is in truth."""
    rng = np.random.default_rng([SEED, n])
    people = population(max(int(n / PER_PERSON), 2), rng)
    who = rng.integers(0, len(people), n)
    said = {name: people[name].to_numpy(dtype=object)[who] for name in people}
    short = np.array([SHORT.get(name, name) for name in said["forename"]], dtype=object)
    forename = np.where(_chance(rng, n, 0.10), short, said["forename"])
    forename = np.where(_chance(rng, n, 0.03), [name[0] for name in forename], forename)
    forename, surname = _slips(rng, forename, 0.03), _slips(rng, said["surname"], 0.04)
    swapped = _chance(rng, n, 0.01)
    forename, surname = np.where(swapped, surname, forename), np.where(swapped, forename, surname)
    words = [np.array(one, dtype=object)[said["kind"].astype(int)] for one in (KINDS, SHORT_KINDS)]
    kind = np.where(_chance(rng, n, 0.25), words[1], words[0])
    street = said["street"] + " " + np.array([word.lower() for word in kind], dtype=object)
    address = np.where(_chance(rng, n, 0.9), street + ", " + said["town"], street)
    stated = _chance(rng, n, 0.6)
    born = _some(rng, _digit_slips(rng, said["born"], 0.03), 0.75)
    aged = np.equal(born, None) & _chance(rng, n, 0.5)
    year = np.array([int(text[:4]) for text in said["born"]])
    number = np.arange(n)
    frame = pd.DataFrame(
        {
            "mention_id": [f"M{one:015d}" for one in number],
            "record_id": [f"R{one:015d}" for one in number],
            "forename": _some(rng, forename, 0.98),
            "surname": surname,
            "born": born,
            "born_from": pd.array(np.where(aged, year - 1, -1), dtype="Int64"),
            "born_to": pd.array(np.where(aged, year + 1, -1), dtype="Int64"),
            "sex": _some(rng, said["sex"], 0.9),
            "address": np.where(stated, _slips(rng, address, 0.03), None),
            "postcode": np.where(stated & _chance(rng, n, 0.85), said["postcode"], None),
            "phones": _some(rng, said["phone"], 0.12),
            "refs": None,
            "force": np.where(_chance(rng, n, 0.9), said["force"], rng.permutation(said["force"])),
        }
    )
    for name in ("born_from", "born_to"):
        frame[name] = frame[name].mask(~aged)
    frame.insert(1, "profile_id", profile_ids(frame))
    return frame, who.astype(object)


def _digit_slips(rng: np.random.Generator, born: Strings, share: float) -> Strings:
    born = born.copy()
    for row in np.flatnonzero(rng.random(len(born)) < share):
        at = (3, 6, 9)[int(rng.integers(3))]
        born[row] = born[row][:at] + str(int(rng.integers(10))) + born[row][at + 1 :]
    return born


# ---- phases ----


def _timed(work: Callable[[], T]) -> tuple[T, dict[str, Any]]:
    """Run a step; give what it made, its seconds, and those that the processor worked for it."""
    start, worked = time.perf_counter(), time.process_time()
    result = work()
    return result, {"seconds": time.perf_counter() - start, "cpu_s": time.process_time() - worked}


def texts(n: int, _folder: Path) -> dict[str, Any]:
    """Find phones, marks, postcodes, lines and operations in n texts."""
    rng = np.random.default_rng([SEED, n])
    names = [start + end for start in STARTS for end in ENDS][:300]
    lines, operations = names[:200], names[200:]
    letters = np.array(list("ABCDEFGHJKLMNPRSTUVWXYZ"))
    summaries = [
        TEXTS[int(one)].format(
            line=lines[int(a) % len(lines)].title(),
            operation=operations[int(a) % len(operations)].title(),
            phone=f"07700 9{int(b):05d}",
            mark=f"ZZ{int(a) % 90 + 10} {''.join(letters[m])}",
            postcode=f"BA{int(a) % 20 + 1} {int(b) % 9 + 1}AA",
        )
        + f" ({row})"
        for row, (one, a, b, m) in enumerate(
            zip(
                rng.integers(0, len(TEXTS), n),
                rng.integers(0, 10_000, n),
                rng.integers(0, 100_000, n),
                rng.integers(0, len(letters), (n, 3)),
                strict=True,
            )
        )
    ]
    records = pd.DataFrame({"record_id": [f"R{row:015d}" for row in range(n)], "summary": summaries})
    known = link.KnownNames(lines, operations, ordinary=frozenset(reference.places()["name"].str.casefold()))
    found, took = _timed(lambda: link.text_mentions(records, known))
    return took | {"found": f"{len(found):,} things in {n:,} texts"}


def people(n: int, folder: Path) -> dict[str, Any]:
    """Match n mentions of people; leaves the particulars, the pairs and the model behind for the next phase."""
    particulars, who = invented(n)
    before = _peak_gb()
    memory_gb = load_settings().match_memory_gb
    matched, took = _timed(lambda: link.match_people(particulars, memory_gb=memory_gb))
    particulars.assign(who=who.astype(int)).to_parquet(folder / "particulars.parquet")
    matched.pairs.to_parquet(folder / "pairs.parquet")
    (folder / "model.json").write_text(matched.model.as_json() if matched.model else "", encoding="utf-8")
    bands = matched.pairs["band"].value_counts()
    profiles = particulars["profile_id"].nunique()
    return took | {
        "found": f"{len(matched.pairs):,} pairs of {profiles:,} profiles, {bands.get(link.AUTOMATIC, 0):,} automatic",
        "before_gb": before,
    }


def join(_n: int, folder: Path) -> dict[str, Any]:
    """Join the pairs of the phase before into people, and compare them with the truth."""
    frame = pd.read_parquet(folder / "particulars.parquet")
    pairs = pd.read_parquet(folder / "pairs.parquet")
    model = link.TrainedModel.from_json((folder / "model.json").read_text(encoding="utf-8"))
    judgements = pd.DataFrame(columns=["a", "b", "verdict"])
    clusters, took = _timed(lambda: link.join_people(frame, pairs, judgements, model))
    found = frame["profile_id"].map(clusters.head).tolist()
    score = link.score_clusters(found, frame["who"].tolist())["pairs"]
    people_found = len(set(found))
    figures = f"pairwise precision {score.precision:.4f}, recall {score.recall:.4f}"
    return took | {"found": f"{people_found:,} people; {figures}"}


def addresses(n: int, _folder: Path) -> dict[str, Any]:
    """Match the addresses that n mentions of people give, and join them into houses."""
    particulars, _ = invented(n)
    stated = particulars.dropna(subset=["address"])
    texts_of = list(zip(stated["address"], stated["postcode"].fillna(""), strict=True))
    mentions = pd.DataFrame(
        {
            "entity_type": "address",
            "raw": [", ".join(filter(None, one)) for one in texts_of],
            "normalised": [link.address_key(*one) for one in texts_of],
        }
    )
    mentions = mentions[mentions["normalised"] != ""]
    memory_gb = load_settings().match_memory_gb
    (pairs, houses), took = _timed(
        lambda: ((found := link.match_addresses(mentions, memory_gb=memory_gb)), link.join_houses(found))
    )
    keys = mentions["normalised"].unique()
    n_houses = len({houses.head.get(key, key) for key in keys})
    return took | {"found": f"{len(pairs):,} pairs of {len(keys):,} keys, {n_houses:,} houses"}


def graph(n: int, folder: Path) -> dict[str, Any]:
    """Build the graph of n mentions of people, places, phones and lines."""
    workspace = _workspace(n, folder / "graph.duckdb")
    made, took = _timed(lambda: network.build(workspace))
    return took | {"found": f"{len(made):,} things, {made.number_of_edges():,} ties"}


def _workspace(n: int, path: Path) -> Workspace:
    """Write a workspace in which n mentions stand in n / 1.5 records, two thirds of which name several things."""
    rng = np.random.default_rng([SEED, n])
    n_records = max(int(n / PER_RECORD), 1)
    kinds = np.array(["person", "place", "phone", "deal_line"], dtype=object)
    most = {"person": n / PER_PERSON, "place": 1_500, "phone": n / 10, "deal_line": 200}
    kind = kinds[rng.choice(4, n, p=[0.5, 0.25, 0.15, 0.10])]
    thing = (rng.random(n) * np.array([most[one] for one in kind])).astype(int)
    at = rng.integers(0, n_records, n)
    mentions = pd.DataFrame(
        {
            "mention_id": [f"M{row:015d}" for row in range(n)],
            "record_id": [f"R{row:015d}" for row in at],
            "entity_type": kind,
            "role": np.where(kind == "person", "suspect", None),
            "raw": None,
            "normalised": [f"{one}{number}" for one, number in zip(kind, thing, strict=True)],
            "from_text": False,
            "span_from": None,
            "span_to": None,
        }
    )
    ids = [f"{one[:2].upper()}{number:010d}" for one, number in zip(kind, thing, strict=True)]
    resolutions = pd.DataFrame({"mention_id": mentions["mention_id"], "entity_id": ids, "score": 1.0})
    entities = pd.DataFrame({"entity_id": ids, "entity_type": kind, "label": ids, "safeguarding": False})
    days = FIRST_DAY + pd.to_timedelta(rng.integers(0, 1_500, n_records), unit="D")
    records = pd.DataFrame(
        {
            "record_id": [f"R{row:015d}" for row in range(n_records)],
            "kind": "intelligence",
            "reference": [f"REF/{row}" for row in range(n_records)],
            "recording_force": "E23000036",
            "occurred_from": days,
            "occurred_to": days,
            "grading": np.array(["1A", "2B", "3C", None], dtype=object)[rng.integers(0, 4, n_records)],
        }
    )
    workspace = Workspace(path)
    frames = {"records": records, "mentions": mentions, "resolutions": resolutions}
    with workspace.write() as writer:
        for table, frame in (frames | {"entities": entities.drop_duplicates("entity_id")}).items():
            writer.insert(table, frame.reindex(columns=list(TABLES[table].columns)))
    return workspace


PHASES: dict[str, tuple[str, Phase]] = {
    "texts": ("find what texts name", texts),
    "people": ("match people", people),
    "join": ("join pairs into people", join),
    "addresses": ("match addresses", addresses),
    "graph": ("network.build", graph),
}


def _peak_gb() -> float:
    """Give the most memory that this process had so far, gigabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def main() -> None:
    """Run the benchmark and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mentions", type=int, default=100_000, help="mentions, texts and mentions of people each")
    parser.add_argument("--only", choices=list(PHASES), action="append", help="just these phases")
    parser.add_argument("--phase", choices=list(PHASES), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    n = arguments.mentions
    if not FEWEST <= n <= MOST:
        parser.error(f"expected {FEWEST:,} to {MOST:,} mentions, found {n:,}")
    wanted = arguments.only or list(PHASES)
    if "join" in wanted and "people" not in wanted:
        parser.error("join takes what people makes: ask for --only people --only join")
    if arguments.phase:
        measured = PHASES[arguments.phase][1](n, arguments.folder)
        print(json.dumps(measured | {"peak_gb": _peak_gb()}))
        return
    whole = 0.0
    print(f"{'':26}{'seconds':>10} {'of CPU':>10} {'peak':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for phase in (phase for phase in PHASES if phase in wanted):
            command = [sys.executable, "-W", "ignore", __file__, "--phase", phase, "--folder", folder]
            done = subprocess.run([*command, "--mentions", str(n)], stdout=subprocess.PIPE, check=True, text=True)  # noqa: S603
            made = json.loads(done.stdout)
            whole += made["seconds"]
            invention = f" ({made['before_gb']:.2f} GB of it to invent them)" if "before_gb" in made else ""
            figures = f"{made['seconds']:8.1f} s {made['cpu_s']:8.1f} s {made['peak_gb']:6.2f} GB"
            print(f"{PHASES[phase][0]:26}{figures}  {made['found']}{invention}", flush=True)
    print(f"{'all of it':26}{whole:8.1f} s")


if __name__ == "__main__":
    main()
