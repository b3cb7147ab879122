"""The pictures of a what-if answer: every thing once, parts in their colours, nothing of a label as markup."""

from __future__ import annotations

import copy
import itertools
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from linesmap.view.tokens import THEMES, colour
from linesmap.view.what_if_chart import chart_alt, chart_picture, legend_mark
from linesmap.view.what_if_map import map_alt, map_picture
from linesmap.view.what_if_marks import PART_COLOURS, Labels, Picture, part_colour
from linesmap.view.what_if_ranges import chance_chart, chance_words, recovery_chart, recovery_words
from linesmap.view.what_if_words import (
    as_recorded,
    chance_sentence,
    claim,
    gap_sentence,
    left_out_sentence,
    proof,
    reason,
    recovery_sentence,
    routes_sentence,
    span,
)
from tests.view.test_tokens import contrast, least_distance

HOSTILE = "<script>alert('x')</script> & \"]]>\x07"
SVG = "{http://www.w3.org/2000/svg}"
SIDES = ("before", "after")


def document() -> dict[str, Any]:
    """Give a chain of seven: a phone in the middle joins three things and three."""
    #   0 - 1 - 2 - [3] - 4 - 5 - 6     3 is removed; 1 is exploited; 5 is a line; 6 has no place
    chance = {"random": (5.0, 6.0, 7.0), "like_degree": (4.0, 5.0, 6.2)}
    sizes = {"largest_component": 7, "connected_pairs": 21}
    left = {"largest_component": 3, "connected_pairs": 6}
    recovery = [
        {"rule": rule, "step": step, "new_ties": 2 * step}
        | {
            f"{name}{end}": left[name] + step + more
            for name in left
            for end, more in (("", 0), ("_low", -1 if step else 0), ("_high", 2 if step else 0))
        }
        for rule in ("random", "nearest", "preferential")
        for step in (0, 1)
    ]
    return {
        "question": {"objective": "largest_component", "budget": 1, "operation": None, "operation_left_out": 0},
        "network": {"nodes": 9},
        "set": [
            {
                "id": "T1", "label": "07700 900001", "type": "phone", "ties": 2, "tied_to": {"person": 2}, "lines": [],
                "joins_communities": 1, "splits": True,
            }
        ],
        "best": {"set": ["07700 900001"], "ids": ["T1"], "value": 3, "lower_bound": 3, "gap": 0.0, "proved": True,
                 "seconds": 0.1, "before": 7},
        "own": None,
        "before": sizes,
        "after": left,
        "chance": [
            {"drawn": drawn, "measure": "largest_component", "left": 3, "low": low, "median": middle, "high": high,
             "as_much": 0.005, "n_draws": 200}
            for drawn, (low, middle, high) in chance.items()
        ],
        "evidence": [
            {"measure": "largest_component", "before_low": 4.9, "before_high": 7.0, "after_low": 2.0,
             "after_high": 3.4, "loss_low": 1.0, "loss_high": 4.0}
        ],
        "routes": [
            {"line": "Dunlin", "origin": None, "area": "Poole, Dorset", "means_before": 2, "means_after": 1,
             "able_before": True, "able_after": False},
            {"line": "Dunlin", "origin": None, "area": "Bath, Somerset", "means_before": 2, "means_after": 2,
             "able_before": True, "able_after": True},
        ],
        "recovery": recovery,
        "picture": {
            "nodes": {
                "label": ["Person A", "Person B", "Person C", "07700 900001", "Person D", "Dunlin", "Person E"],
                "type": ["person", "person", "person", "phone", "person", "deal_line", "person"],
                "x": [0, 1, 2, 3, 4, 5, 6],
                "y": [0, 1, 0, 1, 0, 1, 0],
                "lon": [-1.9, -1.9, -1.9, -1.9, -2.36, -2.36, None],
                "lat": [50.72, 50.72, 50.72, 50.72, 51.38, 51.38, None],
                "before": [0] * 7,
                "after": [0, 0, 0, -1, 1, 1, 1],
                "safeguard": [False, True, False, False, False, False, False],
            },
            "ties": [[0, 1], [1, 2], [2, 3], [3, 4], [4, 5], [5, 6]],
            "left_out": 2,
        },
    }  # fmt: skip


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own picture


def groups(svg: str, name: str) -> list[ET.Element]:
    return [one for one in parsed(svg).iter(f"{SVG}g") if one.get("class") == name]


def ties(svg: str) -> list[ET.Element]:
    return [one for one in parsed(svg).iter() if one.get("class") == "ties"]


@pytest.mark.parametrize("theme", THEMES)
def test_every_thing_of_the_chart_is_drawn_once_in_the_colour_of_its_part(theme: str) -> None:
    before, after = (chart_picture(document(), side, theme=theme) for side in SIDES)
    assert [len(groups(before, name)) for name in ("part-0", "part-1", "guard", "removed")] == [6, 0, 1, 0]
    assert [len(groups(after, name)) for name in ("part-0", "part-1", "guard", "removed")] == [2, 3, 1, 1]
    assert {one.get("fill") for one in groups(after, "part-0")} == {colour("primary", theme)}
    assert {one.get("fill") for one in groups(after, "part-1")} == {colour("status-reactivated", theme)}


def test_the_removed_are_ringed_before_and_hollow_with_a_cross_after() -> None:
    before, after = (chart_picture(document(), side, theme="light") for side in SIDES)
    rings = [one for one in groups(before, "part-0") if one.get("stroke") == colour("ink")]
    assert len(rings) == 1
    (gone,) = groups(after, "removed")
    assert gone.get("fill") == colour("bg")
    assert gone.find(f"{SVG}path") is not None, "the cross"


def test_ties_of_the_removed_are_gone_and_those_of_a_part_have_its_colour() -> None:
    before, after = (chart_picture(document(), side, theme="light") for side in SIDES)
    assert [one.get("d", "").count("M") for one in ties(before)] == [6]
    strokes = {one.get("stroke"): one.get("d", "").count("M") for one in ties(after)}
    assert strokes == {colour("primary"): 2, colour("status-reactivated"): 2}


def test_a_line_is_a_square_and_an_exploited_person_a_shield() -> None:
    svg = chart_picture(document(), "before", theme="light")
    squares = [one for one in groups(svg, "part-0") if one.find(f"{SVG}rect") is not None]
    assert len(squares) == 1
    (guard,) = groups(svg, "guard")
    shield = guard.find(f"{SVG}path")
    assert shield is not None
    assert shield.get("stroke") == colour("warn")


def test_the_set_is_named_with_its_number_and_further_parts_have_their_size() -> None:
    texts = [one.text for one in parsed(chart_picture(document(), "after", theme="light")).iter(f"{SVG}text")]
    assert texts == ["1 07700 900001", "Dunlin", "3"]


def test_the_map_draws_what_has_a_place_and_says_how_much_has_none() -> None:
    before, after = (map_picture(document(), side, theme="light") for side in SIDES)
    assert [len(groups(before, name)) for name in ("part-0", "guard", "removed")] == [5, 1, 0]
    assert [len(groups(after, name)) for name in ("part-0", "part-1", "guard", "removed")] == [2, 2, 1, 1]
    assert len(ties(before)) == 1, "one line from Poole to Bath"
    assert len(ties(after)) == 0
    texts = [one.text for one in parsed(before).iter(f"{SVG}text")]
    assert {"Bath", "Bournemouth"} & set(texts), texts
    assert map_alt(document(), "after").endswith("1 have no known place and are not drawn.")


def test_a_thing_stands_at_the_same_point_before_and_after() -> None:
    def middles(svg: str, skip: str) -> set[tuple[str | None, str | None]]:
        parts = [one for one in parsed(svg).iter(f"{SVG}g") if str(one.get("class")) not in {skip, "None"}]
        return {(circle.get("cx"), circle.get("cy")) for one in parts for circle in one.iter(f"{SVG}circle")}

    before, after = (map_picture(document(), side, theme="light") for side in SIDES)
    assert middles(before, "") == middles(after, "")


@pytest.mark.parametrize("side", SIDES)
def test_hostile_labels_are_words(side: str) -> None:
    evil = document()
    nodes = evil["picture"]["nodes"]
    nodes["label"] = [HOSTILE] * len(nodes["label"])
    evil["set"][0]["label"] = HOSTILE
    for draw in (chart_picture, map_picture):
        svg = draw(evil, side, theme="light")  # type: ignore[operator]
        assert "<script" not in svg
        names = {one.tag.removeprefix(SVG) for one in parsed(svg).iter()}
        assert names <= {"svg", "g", "path", "circle", "rect", "line", "text"}
    assert "&lt;script&gt;" in chart_picture(evil, side, theme="light")  # type: ignore[arg-type]


def test_the_same_document_gives_the_same_bytes_and_is_not_changed() -> None:
    given = document()
    kept = copy.deepcopy(given)
    for draw, side, theme in itertools.product((chart_picture, map_picture), SIDES, THEMES):
        assert draw(given, side, theme=theme) == draw(kept, side, theme=theme)  # type: ignore[operator]
    assert given == kept


def test_light_and_dark_differ_in_colours_only() -> None:
    light, dark = (chart_picture(document(), "after", theme=theme) for theme in THEMES)
    assert light != dark
    assert re.sub(r"#[0-9a-f]{6}", "", light) == re.sub(r"#[0-9a-f]{6}", "", dark)


def test_an_empty_picture_is_a_picture() -> None:
    bare = document()
    bare["set"] = []
    bare["picture"] = {"nodes": {name: [] for name in bare["picture"]["nodes"]}, "ties": [], "left_out": 9}
    for draw in (chart_picture, map_picture):
        parsed(draw(bare, "after", theme="light"))
    assert "nothing is left" in chart_alt(bare, "after")


@pytest.mark.parametrize("theme", THEMES)
def test_parts_can_be_told_apart_by_every_kind_of_sight(theme: str) -> None:
    shown = [part_colour(number, theme) for number in range(len(PART_COLOURS) + 1)]
    assert len(set(shown)) == len(PART_COLOURS) + 1
    assert least_distance(shown) > 11
    assert min(contrast(one, colour("bg", theme)) for one in shown) >= 3
    assert part_colour(len(PART_COLOURS) + 3, theme) == shown[-1]


def test_pictures_are_told_in_words() -> None:
    assert chart_alt(document(), "before") == (
        "Chart of 7 things and their ties before: the largest part has 7 things."
    )
    assert chart_alt(document(), "after") == (
        "Chart of 7 things and their ties after 1 is removed: the largest part has 3 things, the next 3."
    )
    assert Picture.of(document()).sizes("after") == [3, 3]


def test_labels_never_cover_each_other_or_leave_the_picture() -> None:
    labels = Labels(100, 60, "light")
    put = [labels.put(50, 30, "words", gap=5) for _ in range(20)]
    assert put[0]
    assert not all(put), "where there is no room nothing is written"
    boxes = labels._taken
    assert all(min(one) >= 0 and one[2] <= 100 and one[3] <= 60 for one in boxes)
    for a, b in itertools.combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@pytest.mark.parametrize("kind", ["part", "line", "removed", "guard"])
def test_signs_of_the_legend_are_pictures(kind: str) -> None:
    assert parsed(legend_mark(kind, "dark")).get("width") == "16"


def test_what_was_found_is_said_as_a_range() -> None:
    assert claim(document()) == (
        "With doubt about the evidence, the largest connected part falls from between 5 and 7 things to between 2 "
        "and 3."
    )
    assert as_recorded(document()) == "If every recorded tie were certain: 7 before, 3 after."
    assert chance_sentence(document()).startswith("200 random sets of as many things of the same types leave 5 to 7;")
    assert span(2.2, 2.4) == "2"
    same = document()
    same["evidence"][0].update(after_low=5, after_high=7, loss_low=0, loss_high=0)
    assert claim(same) == "With doubt about the evidence, the largest connected part stays at between 5 and 7 things."
    same["evidence"] = None
    assert "no range can be given" in claim(same)


def test_a_proof_is_claimed_only_where_there_is_one() -> None:
    given = document()
    assert proof(given) == "No other set of 1 leaves less: proved, if every recorded tie is certain."
    given["best"].update(proved=False, lower_bound=2, seconds=20.03)
    assert proof(given) == "The best set found leaves 3; at best 2 would be left: not proved within 20 s."
    given["best"] = None
    assert "not looked for" in proof(given)


def test_an_own_set_has_its_gap_and_an_operation_its_others() -> None:
    given = document()
    given["own"] = {"value": 6, "best_value": 3, "worse_by": 3, "gap": 0.5}
    assert gap_sentence(given) == "It leaves 6 things, 3 more than the best set of its size: a gap of 50%."
    given["best"]["proved"] = False
    assert gap_sentence(given).endswith("a gap of at most 50%.")
    given["own"] = {"value": 3, "best_value": 3, "worse_by": 0, "gap": 0.0}
    assert gap_sentence(given) == "It leaves 3 things. No set found of this size leaves less."
    given["question"].update(operation="larkspur", operation_left_out=2)
    assert claim(given).startswith("Without the one adult who was arrested or charged in Larkspur, with doubt")
    assert left_out_sentence(given).startswith("2 other people were arrested or charged in it and are not part")


def test_reasons_name_what_is_tied() -> None:
    one = {"type": "person", "lines": ["Dunlin"], "tied_to": {"phone": 1, "address": 2, "deal_line": 1},
           "joins_communities": 1, "splits": True}  # fmt: skip
    assert reason(one) == (
        "Ties 1 phone and 2 addresses to the line Dunlin. Without them, what they tie falls into separate pieces, as "
        "far as is recorded."
    )
    line = {"type": "deal_line", "lines": [], "tied_to": {"person": 2}, "joins_communities": 3, "splits": False}
    assert reason(line) == "Ties 2 people, in three communities."
    alone = {"type": "phone", "lines": [], "tied_to": {"person": 1}, "joins_communities": 1, "splits": False}
    assert reason(alone) == "Is tied to 1 person."


def test_routes_and_recovery_are_said_in_sentences() -> None:
    assert routes_sentence(document()) == "1 of 2 routes would no longer be possible; 1 would still be."
    assert recovery_sentence(document()) == (
        "After 2 new ties, as many as were lost, the largest connected part stands at 3 to 6 with anybody, 3 to 6 "
        "close by and 3 to 6 with the well tied (things)."
    )


@pytest.mark.parametrize("theme", THEMES)
def test_charts_of_ranges_hold_their_numbers(theme: str) -> None:
    drawn = chance_chart(document(), theme=theme).to_dict()
    rows = [row for rows in drawn["datasets"].values() for row in rows if "low" in row]
    assert [(row["low"], row["high"]) for row in rows] == [(3, 3), (5.0, 7.0), (4.0, 6.2)]
    assert "this set: 3" in chance_words(document())
    drawn = recovery_chart(document(), theme=theme).to_dict()
    rows = [row for rows in drawn["datasets"].values() for row in rows if "rule" in row]
    assert len(rows) == 6
    assert "At 2 new ties" in recovery_words(document())
