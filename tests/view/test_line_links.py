"""The link chart of a line: the strongest of every kind, labels apart, hostile text as text, the same every time."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.model.vocabulary import EntityType, LineStatus
from linesmap.view.line_links import MOST_NEIGHBOURS, Neighbour, choose_neighbours, link_chart
from linesmap.view.line_pictures import sparkline, status_picture
from linesmap.view.scene import STATUS_KEY
from linesmap.view.tokens import colour, tokens


def several(kind: str, many: int) -> list[Neighbour]:
    return [Neighbour(f"{kind}{n}", kind, f"{kind} {n}", many - n) for n in range(many)]


def test_no_kind_crowds_out_the_others() -> None:
    chosen = choose_neighbours([*several("place", 90), *several("person", 40), *several("vehicle", 2)])
    assert len(chosen) == MOST_NEIGHBOURS == 24
    assert [sum(one.kind == kind for one in chosen) for kind in ("person", "vehicle", "place")] == [11, 2, 11]
    assert [one.entity_id for one in chosen[:2]] == ["person0", "person1"], "the strongest first"


NEIGHBOURS = st.lists(
    st.builds(
        Neighbour,
        entity_id=st.integers(0, 10_000).map("E{}".format),
        kind=st.sampled_from([kind.value for kind in EntityType]),
        label=st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30),
        n_records=st.integers(1, 500),
        safeguarding=st.booleans(),
    ),
    max_size=40,
    unique_by=lambda one: one.entity_id,
)


@given(NEIGHBOURS, st.sampled_from(["light", "dark"]))
def test_every_neighbour_is_drawn_inside_and_no_two_labels_meet(found: list[Neighbour], theme: str) -> None:
    chosen = choose_neighbours(found)
    svg = link_chart("Harrier", chosen, [(a.entity_id, b.entity_id) for a in chosen for b in chosen[:3]], theme=theme,
                     stroke=colour("status-active", theme), width=450, height=430)  # fmt: skip
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    texts = [one for one in root.iter("{http://www.w3.org/2000/svg}text") if one.get("font-weight") == "400"]
    assert len(texts) == len(chosen)
    for side in ("start", "end"):
        rows = sorted(float(one.get("y", 0)) for one in texts if one.get("text-anchor") == side)
        assert all(b - a >= 15 for a, b in pairwise(rows))
        assert all(0 < y < 430 for y in rows)
    assert svg == link_chart("Harrier", chosen, [(a.entity_id, b.entity_id) for a in chosen for b in chosen[:3]],
                             theme=theme, stroke=colour("status-active", theme), width=450, height=430)  # fmt: skip


def test_hostile_labels_stay_text_and_exploited_people_have_their_ring() -> None:
    bad = Neighbour("E1", "person", "<script>x</script>", 3, safeguarding=True)
    svg = link_chart("<b>Line</b>", [bad, Neighbour("E2", "phone", "+447700900123", 1)], [("E1", "E2")], theme="light",
                     stroke="#000000")  # fmt: skip
    assert "<script" not in svg
    assert "<b>" not in svg
    assert "07700 900123" in svg
    assert svg.count("stroke-dasharray") == 1
    assert re.findall(r"https?://[^\"]+", svg) == ["http://www.w3.org/2000/svg"]


def test_a_line_without_ties_is_drawn_alone() -> None:
    assert "Harrier" in link_chart("Harrier", [], [], theme="light", stroke="#000000")


def test_sparkline_has_a_bar_for_every_week_with_a_record() -> None:
    svg = sparkline([0, 4, 2, 0], theme="light", width=40, height=10)
    bars = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"', svg)
    assert bars == [("10.0", "0.0", "10.0"), ("20.0", "5.0", "5.0")]
    assert "<rect" not in sparkline([], theme="light")


@pytest.mark.parametrize("status", list(LineStatus))
def test_every_status_has_its_look(status: LineStatus) -> None:
    style = tokens()["status"][STATUS_KEY[status]]
    svg = status_picture(status, theme="dark")
    assert (f'stroke-dasharray="{style["dash"]}"' in svg) == bool(style["dash"])
    assert colour("status-" + STATUS_KEY[status], "dark") in svg
