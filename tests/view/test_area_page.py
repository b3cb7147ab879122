"""The page of a snapshot of areas carries protected numbers, nothing else, and reaches nothing."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from typing import Any

import pytest
import shapely

from linesmap import reference
from linesmap.errors import InputError, RenderError
from linesmap.view.area_data import plain_scene
from linesmap.view.area_page import ROUNDING, AreaAbout, area_page
from linesmap.view.area_scene import ALL, Area, AreaScene
from linesmap.view.area_shapes import district_outlines, force_borders, unpacked_ring
from tests.area_scenes import HOSTILE, SOUTH_WEST, made_about, made_scene

MOST_BYTES = 2_000_000
SCENE = made_scene()
PAGE = area_page(SCENE, made_about())
DORSET, WILTSHIRE = "E23000039", "E23000038"


def carried(page: str) -> dict[str, Any]:
    block = re.search(r'id="lm-area-data">(.*?)</script>', page, re.DOTALL)
    assert block
    return dict(json.loads(block[1]))


def test_same_input_same_bytes() -> None:
    assert area_page(made_scene(), made_about()) == PAGE


def test_no_address_and_no_request() -> None:
    assert not re.search(r"https?://", PAGE)
    assert not re.search(r"(?:src|href)=[\"']//", PAGE)
    assert "url(http" not in PAGE
    assert "@import" not in PAGE
    assert "default-src 'none'" in PAGE
    assert "unsafe-eval" not in PAGE
    assert not re.search(r"\bfetch\(|XMLHttpRequest\(|WebSocket\(|sendBeacon\(", PAGE.split("Leaflet 1.9.3", 1)[1])


def test_size() -> None:
    assert len(PAGE.encode()) < MOST_BYTES
    force_of = reference.districts()
    now = force_of[force_of["valid_to"].isna()]
    everything = [
        *(Area(force.code, force.name, "force", force.code) for force in reference.forces() if force.territorial),
        *(Area(row["lad_code"], row["lad_name"], "district", row["pfa_code"]) for row in now.to_dict("records")),
    ]
    whole = {"records": {area.code: 12_345.0 for area in everything}}
    scene = replace(SCENE, areas=everything, whole=whole, by_period={}, by_operation={}, tables=(), focus=())
    assert len(everything) == 43 + 318
    assert len(area_page(scene, made_about()).encode()) < MOST_BYTES


def test_shows_its_own_hash() -> None:
    content = carried(PAGE)
    text = json.dumps(content["scene"], ensure_ascii=False, separators=(",", ":"))
    assert content["about"]["file"][0] == ["Data SHA-256", hashlib.sha256(text.encode()).hexdigest()]
    whole = {key: dict(values) for key, values in SCENE.whole.items()}
    whole["arrests"][DORSET] = 5.0
    other = carried(area_page(replace(SCENE, whole=whole), made_about()))
    assert other["about"]["file"][0] != content["about"]["file"][0]


def test_numbers_arrive_in_the_order_of_areas() -> None:
    scene = carried(PAGE)["scene"]
    codes = [ALL, *(area["code"] for area in scene["areas"])]
    forces = [ALL, *(area["code"] for area in scene["areas"] if area["level"] == "force")]
    for at, measure in enumerate(SCENE.measures):
        assert dict(zip(codes, scene["whole"][at], strict=True)) == {
            code: SCENE.whole[measure.key].get(code) for code in codes
        }
        for row, period in zip(scene["by_period"][at], SCENE.periods, strict=True):
            assert row == [SCENE.by_period[measure.key].get((force, period.key)) for force in forces]
        for row, operation in zip(scene["by_operation"][at], SCENE.operations, strict=True):
            assert row == [SCENE.by_operation[measure.key].get((operation.key, force)) for force in forces]
    assert any("under 10" in row for row in scene["whole"])
    assert any(None in row for row in scene["whole"]), "a figure that does not exist is null, not 0"
    assert scene["span"] == [19358, 20088], "1 Jan 2023 and 31 Dec 2024 from 1 Jan 1970"


def test_only_the_named_districts_are_carried() -> None:
    shapes = carried(PAGE)["shapes"]
    assert set(shapes["districts"]) == {area.code for area in SCENE.areas if area.level == "district"}
    assert set(shapes["borders"]) == set(SOUTH_WEST)
    none = carried(area_page(made_scene(districts=False), made_about()))["shapes"]
    assert none == {"districts": {}, "borders": {}}


def test_carries_no_script_that_knows_of_records() -> None:
    for other in ("LM.tally =", "LM.askDetail", "LM.drawRecord", "LM.flowWidth"):
        assert other not in PAGE
    ground = re.search(r'id="lm-ground">(.*?)</script>', PAGE, re.DOTALL)
    assert ground
    assert json.loads(ground[1])["places"] == []


def test_hostile_text_stays_text() -> None:
    page = area_page(made_scene(hostile=HOSTILE), made_about(hostile=HOSTILE))
    assert "<img" not in page
    assert "{{" not in page.split('id="lm-area-data">')[1].split("</script>")[0]
    content = carried(page)
    said = HOSTILE.replace("https://", "")
    assert content["about"]["title"].endswith(said), "not one sign is lost, and nothing was run as a template"
    assert [area["name"] for area in content["scene"]["areas"]][-1].endswith(said)
    assert content["scene"]["tables"][0]["title"].endswith(said)


def test_an_about_alone_says_how_numbers_are_rounded() -> None:
    said = carried(area_page(SCENE, made_about().about))["about"]
    assert (said["disclosure"], said["rules"]) == (ROUNDING, [])
    own = AreaAbout(made_about().about, disclosure="Numbers are rounded to the nearest 10.")
    assert carried(area_page(SCENE, own))["about"]["disclosure"] == "Numbers are rounded to the nearest 10."


PLYMOUTH = "E06000026"
WRONG: dict[str, dict[str, Any]] = {
    "nothing to show": {"measures": (), "whole": {}, "by_period": {}, "by_operation": {}},
    "districts without forces": {"areas": [area for area in SCENE.areas if area.level == "district"]},
    "a district by period": {"by_period": {"arrests": {(PLYMOUTH, "2023Q1"): 10.0}}},
    "a district by operation": {"by_operation": {"arrests": {("bryony", PLYMOUTH): 10.0}}},
    "an unknown period": {"by_period": {"arrests": {(DORSET, "2031Q1"): 10.0}}},
    "an unknown area": {"whole": {"arrests": {"E99999999": 10.0}}},
    "an unknown measure": {"whole": {"rumours": {DORSET: 10.0}}},
    "a number under 0": {"whole": {"arrests": {DORSET: -5.0}}},
    "not a number": {"whole": {"arrests": {DORSET: float("nan")}}},
    "a measure twice": {"measures": (*SCENE.measures, SCENE.measures[0])},
    "an area called as the total": {"areas": [*SCENE.areas, Area(ALL, "All", "force", ALL)]},
    "a district of no force": {"areas": [area for area in SCENE.areas if area.code != DORSET]},
    "a focus that is not there": {"focus": ("E23000001",)},
}


@pytest.mark.parametrize("name", sorted(WRONG))
def test_what_does_not_fit_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="Expected"):
        plain_scene(replace(SCENE, **WRONG[name]))


def test_an_area_without_outline_is_refused_or_listed() -> None:
    old = Area("E07000190", "Taunton Deane", "district", SOUTH_WEST[1])
    with pytest.raises(RenderError, match="E07000190"):
        area_page(replace(SCENE, areas=[*SCENE.areas, old]), made_about())
    listed: AreaScene = replace(SCENE, areas=[*SCENE.areas, replace(old, shape=False)])
    assert "E07000190" in [area["code"] for area in carried(area_page(listed, made_about()))["scene"]["areas"]]


def _polygon(packed: list[list[list[int]]]) -> Any:
    rings = [[unpacked_ring(ring) for ring in polygon] for polygon in packed]
    # A narrow neck may close when it is packed to 11 m; it is drawn all the same.
    return shapely.make_valid(shapely.MultiPolygon([shapely.Polygon(outer, holes) for outer, *holes in rings]))


def test_outlines_lie_where_the_districts_lie() -> None:
    table = reference.district_areas().set_index("lad_code")
    codes = [area.code for area in SCENE.areas if area.level == "district"]
    for code, outline in district_outlines(codes).items():
        drawn, true = _polygon(outline.rings), table.loc[code, "geometry"]
        assert true.contains(shapely.Point(outline.label)), code
        # Simplified by Visvalingam: an estuary or a sandbank may lose its tip, the land keeps its place.
        assert drawn.symmetric_difference(true).area < 0.04 * true.area, code


def test_neighbours_share_their_border() -> None:
    """Every border point of a force is a point of one of its districts, so no line runs beside another."""
    outlines = district_outlines([area.code for area in SCENE.areas if area.force == WILTSHIRE])
    of_districts = {
        point for one in outlines.values() for rings in one.rings for ring in rings for point in unpacked_ring(ring)
    }
    border = {
        point for rings in force_borders([WILTSHIRE])[WILTSHIRE] for ring in rings for point in unpacked_ring(ring)
    }
    assert border <= of_districts
    assert len(border) < len(of_districts)
