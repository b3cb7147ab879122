"""The index of names."""

from __future__ import annotations

from linesmap.geocode.gazetteer import NameKind
from linesmap.geocode.shipped_gazetteer import shipped_gazetteer
from linesmap.reference import counties, districts, forces


def test_own_names_come_before_others() -> None:
    gazetteer = shipped_gazetteer()
    assert [place.label for place in gazetteer.places("hull")] == ["Kingston upon Hull, East Riding of Yorkshire"]
    assert gazetteer.kind("hull") is NameKind.OWN
    assert gazetteer.kind("newark") is NameKind.OTHER
    assert gazetteer.kind("wotton") is NameKind.SHORT
    assert len(gazetteer.rivals("stratford")) > len(gazetteer.places("stratford"))
    assert gazetteer.places("no such place") == ()


def test_every_county_district_and_force_has_its_area() -> None:
    gazetteer = shipped_gazetteer()
    from linesmap.geocode.names import name_key

    for name in [
        *counties()["name"],
        *districts()["lad_name"],
        *(each.full_name for each in forces() if each.territorial),
    ]:
        area = gazetteer.area(name_key(name))
        assert area is not None, name
        assert area.radius_m > 0


def test_a_county_keeps_its_name_from_a_district() -> None:
    somerset = shipped_gazetteer().area("somerset")
    assert somerset is not None
    assert somerset.kind == "ceremonial"
    assert len(somerset.lad_codes) == 3
    assert somerset.pfa_codes == ("E23000036",)


def test_spelling_of_districts() -> None:
    gazetteer = shipped_gazetteer()
    names = {"city of bristol", "bristol city of", "bristol"}
    assert {gazetteer.area(name).lad_codes for name in names} == {frozenset({"E06000023"})}  # type: ignore[union-attr]


def test_names_alike_differ_by_a_slip_or_two() -> None:
    gazetteer = shipped_gazetteer()
    assert gazetteer.alike("yeovill")[0] == "yeovil"
    assert "southampton" in gazetteer.alike("southmapton"), "letters change places"
    assert gazetteer.alike("bath") == [], "a short name is like too many"
    assert gazetteer.alike("xxxxxxxxx") == []


def test_labels_tell_places_of_one_county_apart() -> None:
    labels = [place.label for place in shipped_gazetteer().places("kingswood")]
    assert len(labels) == len(set(labels))
    assert "Kingswood (South Gloucestershire), Gloucestershire" in labels
