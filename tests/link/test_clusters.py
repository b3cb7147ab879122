"""Who is joined with whom: what a person decided, then references, then the model, and never across a rejection."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap.link.clusters import Clusters, Join, born_degree, cluster_profiles, forename_degree
from linesmap.link.degrees import DEFAULT_M, DEFAULT_U, Degree, TrainedModel
from linesmap.link.pairs import HouseWeights
from linesmap.link.people import join_people

if TYPE_CHECKING:
    from tests.link.conftest import MatchedPeople


NAMES = tuple("abcdefgh")
_DEGREES = {
    field: tuple(Degree(at, m, DEFAULT_U[field][at]) for at, m in ms.items()) for field, ms in DEFAULT_M.items()
}
APART = HouseWeights(TrainedModel(_DEGREES, 1e-4, 0.2, trained=False)).table()
APART[("the same", "different")] = 4.0
NOBODY = pd.DataFrame({"a": [], "b": [], "verdict": []}, dtype="str")


def profiles(**told: tuple[str, str]) -> pd.DataFrame:
    """Give profiles of one surname by their forenames and dates of birth."""
    rows = [
        {"profile_id": name, "forename": forename or None, "surname": "vexley", "born": born or None}
        for name, (forename, born) in told.items()
    ]
    return pd.DataFrame(rows).assign(born_from=None, born_to=None)


ALIKE = profiles(**dict.fromkeys(NAMES, ("carl", "1988-05-05")))


def clustered(table: pd.DataFrame, *joins: Join, rejected: tuple[tuple[str, str], ...] = ()) -> Clusters:
    return cluster_profiles(table, joins, rejected, APART, least_weight=0.0)


def model(a: str, b: str, probability: float = 0.97) -> Join:
    return Join(a, b, probability, "probabilistic")


def exact(a: str, b: str) -> Join:
    return Join(a, b, 1.0, "exact key")


def decided(a: str, b: str) -> Join:
    return Join(a, b, 1.0, "decided")


def test_joins_are_carried_on_and_the_first_name_is_the_head() -> None:
    found = clustered(ALIKE, model("c", "b"), exact("d", "c"), decided("e", "d"))
    assert {name for name, head in found.head.items() if head == "b"} == set("bcde")
    assert [found.head[name] for name in "afgh"] == list("afgh")
    assert not {*"afgh"} & set(found.surest)


def test_a_profile_rests_on_its_surest_join() -> None:
    found = clustered(ALIKE, model("a", "b", 0.91), model("b", "c", 0.99))
    assert {name: join.probability for name, join in found.surest.items()} == {"a": 0.91, "b": 0.99, "c": 0.99}


def test_a_rejection_wins_over_the_model_and_over_references() -> None:
    assert clustered(ALIKE, model("a", "b", 0.999), rejected=(("b", "a"),)).head["b"] == "b"
    assert clustered(ALIKE, exact("a", "b"), rejected=(("a", "b"),)).head["b"] == "b"


def test_a_rejected_pair_stays_apart_by_way_of_a_third() -> None:
    found = clustered(ALIKE, model("a", "b", 0.99), model("b", "c", 0.95), rejected=(("a", "c"),))
    assert (found.head["b"], found.head["c"]) == ("a", "c"), "the surer join is made"
    by_reference = clustered(ALIKE, model("a", "b", 0.999), exact("b", "c"), rejected=(("a", "c"),))
    assert (by_reference.head["b"], by_reference.head["c"]) == ("b", "b"), "a reference goes before the model"
    far = clustered(ALIKE, *(model(*pair) for pair in ("ab", "bc", "cd", "de")), rejected=(("a", "e"),))
    assert far.head["a"] != far.head["e"]


def test_what_somebody_decided_wins_over_all() -> None:
    found = clustered(ALIKE, exact("a", "b"), decided("b", "c"), rejected=(("a", "c"),))
    assert found.head == {name: name for name in NAMES} | {"c": "b"}
    brothers = profiles(a=("carl", "1988-05-05"), b=("noel", "1991-02-03"))
    assert clustered(brothers, decided("a", "b")).head["b"] == "a"


def test_the_people_of_a_household_are_kept_apart() -> None:
    """Two brothers and a record without a forename: the model joins the third with one of them only."""
    house = profiles(a=("carl", "1988-05-05"), b=("", "1988-05-05"), c=("noel", "1991-02-03"))
    found = clustered(house, model("a", "b", 0.99), model("b", "c", 0.97))
    assert (found.head["b"], found.head["c"]) == ("a", "c")
    assert clustered(house, exact("a", "c")).head["c"] == "a", "one reference is one person"
    twins = profiles(a=("carl", "1988-05-05"), b=("noel", "1988-05-05"))
    assert clustered(twins, model("a", "b", 0.99)).head["b"] == "b"
    born_apart = profiles(a=("carl", "1988-05-05"), b=("carl", "1990-11-29"))
    assert clustered(born_apart, model("a", "b")).head["b"] == "a", "a weight of 4 says that one date is wrong"


def test_a_date_mistyped_once_keeps_no_other_record_away() -> None:
    one = profiles(a=("carl", "1988-05-05"), b=("carl", "1991-12-23"), c=("carl", "1988-05-05"), d=("c", ""))
    found = clustered(one, exact("a", "b"), model("b", "c"), model("c", "d"))
    assert set(found.head.values()) == {"a"}


def test_two_parts_that_hang_by_one_weak_join_are_flagged() -> None:
    strong = (model("a", "b", 0.999), model("c", "d", 0.999))
    found = clustered(ALIKE, *strong, model("b", "c", 0.93))
    assert list(found.caution) == ["a"]
    assert "0.93" in found.caution["a"]
    assert found.weak == {"a": model("b", "c", 0.93)}
    several = (*strong, model("e", "f", 0.999), model("b", "c", 0.934), model("d", "e", 0.926), model("f", "g", 0.92))
    assert clustered(ALIKE, *several).weak == {"a": model("d", "e", 0.926)}, "the least sure that has two on both sides"
    assert clustered(ALIKE, *strong, model("b", "c", 0.996)).caution == {}, "sure"
    assert clustered(ALIKE, *strong, model("b", "c", 0.93), model("a", "d", 0.93)).caution == {}, "two ways"
    assert clustered(ALIKE, *strong, decided("b", "c")).caution == {}
    assert clustered(ALIKE, model("a", "b", 0.93), model("b", "c", 0.93)).caution == {}, "only one record on a side"


@pytest.mark.parametrize("sure", [exact, decided])
def test_a_weak_join_beside_a_sure_one_is_no_reason_for_caution(sure: object) -> None:
    bridge = (sure("b", "c"), model("b", "c", 0.93))  # type: ignore[operator]
    assert clustered(ALIKE, exact("a", "b"), exact("c", "d"), *bridge).caution == {}


PAIR = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] != pair[1])
JOIN = st.builds(
    lambda pair, method, probability: Join(*pair, probability if method == "probabilistic" else 1.0, method),
    PAIR,
    st.sampled_from(["decided", "exact key", "probabilistic", "probabilistic"]),
    st.sampled_from([0.91, 0.95, 0.99, 0.999]),
)
TOLD = st.tuples(
    st.sampled_from(["carl", "karl", "noel", ""]), st.sampled_from(["1988-05-05", "1988-05-06", "1991-12-23", ""])
)


def _connected(joins: list[Join], *methods: str) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(NAMES)
    graph.add_edges_from((join.a, join.b) for join in joins if join.method in methods)
    return graph


@settings(deadline=None, max_examples=60)
@given(st.lists(TOLD, min_size=8, max_size=8), st.lists(JOIN, max_size=12), st.lists(PAIR, max_size=5), st.randoms())
def test_whatever_is_joined_and_rejected(
    told: list[tuple[str, str]], joins: list[Join], rejected: list[tuple[str, str]], random: object
) -> None:
    table = profiles(**dict(zip(NAMES, told, strict=True)))
    found = clustered(table, *joins, rejected=tuple(rejected))
    together = {
        frozenset(pair) for pair in combinations(NAMES, 2) if found.head[pair[0]] == found.head[pair[1]]
    }  # fmt: skip
    by_decision, by_reference = _connected(joins, "decided"), _connected(joins, "decided", "exact key")
    by_any = _connected(joins, "decided", "exact key", "probabilistic")
    for a, b in rejected:
        assert (frozenset((a, b)) in together) == nx.has_path(by_decision, a, b)
    for join in joins:
        assert join.method != "decided" or frozenset((join.a, join.b)) in together
    for a, b in map(sorted, together):
        assert nx.has_path(by_any, a, b)
        (fore_a, born_a), (fore_b, born_b) = told[NAMES.index(a)], told[NAMES.index(b)]
        degrees = forename_degree(fore_a, "vexley", fore_b, "vexley"), born_degree(born_a, None, born_b, None)
        alone = list(found.head.values()).count(found.head[a]) == 2
        if alone and "different" in degrees and APART[degrees] < 0:
            assert nx.has_path(by_reference, a, b)
    for name, head in found.head.items():
        assert head == min(other for other in NAMES if found.head[other] == head)
        assert (name in found.surest) == (sum(found.head[other] == head for other in NAMES) > 1)
    assert set(found.caution) <= set(found.head.values())
    random.shuffle(joins)  # type: ignore[attr-defined]
    random.shuffle(rejected)  # type: ignore[attr-defined]
    turned = [(b, a) for a, b in rejected]
    assert clustered(table.iloc[::-1], *joins, rejected=tuple(turned)) == found


@settings(deadline=None, max_examples=60)
@given(st.lists(JOIN, max_size=12))
def test_without_doubt_people_are_what_hangs_together(joins: list[Join]) -> None:
    found = clustered(ALIKE, *joins)
    graph = _connected(joins, "decided", "exact key", "probabilistic")
    assert found.head == {name: min(part) for part in nx.connected_components(graph) for name in part}


def test_references_and_decisions_of_a_workspace() -> None:
    table = profiles(a=("carl", ""), b=("noel", ""), c=("ada", ""), d=("ines", "")).assign(
        refs=["F:N1;PNC:1", "PNC:1", "F:N2", None], force="F", sex=None, address=None, postcode=None, phones=None
    )
    none = pd.DataFrame(columns=["profile_a", "profile_b", "probability", "band"])
    assert join_people(table, none, NOBODY, None).head == {"a": "a", "b": "a", "c": "c", "d": "d"}
    said = pd.DataFrame(
        [("a", "b", "reject"), ("c", "d", "accept"), ("a", "d", "unsure"), ("a", "gone", "accept")],
        columns=["a", "b", "verdict"],
    )
    assert join_people(table, none, said, None).head == {"a": "a", "b": "b", "c": "c", "d": "c"}


@pytest.mark.parametrize(
    ("one", "other", "degree"),
    [
        ("carl vexley", "carl vexley", "the same"),
        ("carl vexley", "vexley carl", "swapped with the surname"),
        ("karlton vexley", "vexley karlston", "swapped with the surname, alike"),
        ("bob vexley", "robert vexley", "another form of the same name"),
        ("gaz vexley", "gary vexley", "another form of the same name"),
        ("jonathan vexley", "jonatan vexley", "alike"),
        ("c vexley", "carl vexley", "initial only"),
        ("carl vexley", "noel vexley", "different"),
        (" vexley", "carl vexley", "not stated"),
    ],
)
def test_degrees_of_forenames(one: str, other: str, degree: str) -> None:
    (a, surname_a), (b, surname_b) = one.split(" "), other.split(" ")
    assert forename_degree(a, surname_a, b, surname_b) == degree
    assert forename_degree(b, surname_b, a, surname_a) == degree


@pytest.mark.parametrize(
    ("one", "other", "degree"),
    [
        ("1990-03-07", "1990-03-07", "the same"),
        ("1990-03-07", "1990-03-08", "one slip of the keyboard"),
        ("1990-03-07", "1990-30-07", "one slip of the keyboard"),
        ("1990-03-07", "1990-07-03", "one slip of the keyboard"),
        ("1990-12-24", "1990-01-01", "same year, day not known"),
        ("1990-03-07", "1991-03-08", "two slips"),
        ("1990-03-07", "1972-12-24", "different"),
        ("1990-03-07", "", "not stated"),
    ],
)
def test_degrees_of_dates_of_birth(one: str, other: str, degree: str) -> None:
    assert born_degree(one, None, other, None) == born_degree(other, None, one, None) == degree


@pytest.mark.parametrize(
    ("one", "other", "degree"),
    [
        ((1990, 1991), (1991, 1993), "ages agree"),
        ((1990, 1991), (1992, 1993), "ages agree"),
        ((1990, 1991), (1993, 1993), "different"),
        ((1990, 1991), None, "not stated"),
    ],
)
def test_degrees_of_ages(one: tuple[int, int], other: tuple[int, int] | None, degree: str) -> None:
    assert born_degree("", one, "", other) == born_degree("1990-03-07", other, "", one) == degree


def test_the_degrees_are_those_of_the_database(matched_people: MatchedPeople) -> None:
    """Compare with what Splink found in DuckDB for every pair it scored."""
    told = matched_people.profiles.astype("object").where(matched_people.profiles.notna(), "")
    scored = matched_people.scored
    left, right = (told.iloc[scored[side]].reset_index(drop=True) for side in ("left", "right"))
    first = [frame["forename"].str.split(" ").str[0] for frame in (left, right)]
    names = zip(first[0], left["surname"], first[1], right["surname"], strict=True)
    births = zip(left["born"], right["born"], strict=True)
    forenames = [forename_degree(*four) for four in names]
    assert forenames == scored["forename_is"].astype(str).tolist()
    assert [born_degree(a, None, b, None) for a, b in births] == scored["born_is"].astype(str).tolist()
    assert len(scored) > 5_000
    assert len(set(forenames)) == 7, "every degree is met"


def test_the_degrees_of_any_two_are_those_of_the_database() -> None:
    """Compare over all pairs of a few dozen people, by the bare conditions and with ages."""
    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    from linesmap.link.people_model import settings_of
    from linesmap.link.profiles import PROFILE_FIELDS, features_of, profile_ids, profiles_of
    from linesmap.store.scratch import scratch_database

    words = (
        "robert",
        "bob",
        "rob",
        "robrt",
        "r",
        "smith",
        "smyth",
        "smit",
        "ann",
        "anne",
        "mo",
        "mohammed",
        "josé",
        "",
    )
    births = ("1990-03-07", "1990-07-03", "1990-01-01", "1990-03-08", "1991-03-08", "1990-02-31", "0290-03-07", "")
    rows = [
        dict.fromkeys(PROFILE_FIELDS)
        | {"record_id": f"R{number}", "forename": words[number % 14] or None, "surname": words[number * 5 % 13]}
        | {
            "born": births[number % 8] or None,
            "born_from": 1985 + number % 9,
            "born_to": 1986 + number % 9,
            "force": "F",
        }
        for number in range(90)
    ]
    frame = pd.DataFrame(rows)
    table = profiles_of(frame.assign(profile_id=profile_ids(frame)))
    model, labels = settings_of(["forename", "born"], ["1 = 1"], by_frequency=False).create_settings_dict("duckdb"), {}
    for comparison in model["comparisons"]:
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        for number, level in enumerate(levels, 1):
            # Each degree gets a weight of its own, so that it can be told by it.
            level |= {"m_probability": 0.1 / 2**number, "u_probability": 0.1}
            labels[comparison["output_column_name"], -number] = level["label_for_charts"]
    with scratch_database(1.0) as connection:
        predict = Linker(DuckDBAPI(connection).register(features_of(table)), model).inference.predict
        found = predict(warning_mode="never").as_pandas_dataframe()  # type: ignore[no-untyped-call]
    assert len(found) == 90 * 89 / 2
    people = table.astype("object").where(table.notna(), "").to_dict("records")
    for row in found.to_dict("records"):
        a, b = people[row["unique_id_l"]], people[row["unique_id_r"]]
        years = [(one["born_from"], one["born_to"]) for one in (a, b)]
        names = (a["forename"], a["surname"], b["forename"], b["surname"])
        assert forename_degree(*names) == labels.get(("forename", round(row["mw_forename"])), "not stated"), names
        assert born_degree(a["born"], years[0], b["born"], years[1]) == labels.get(
            ("born", round(row["mw_born"])), "not stated"
        ), (a, b)
