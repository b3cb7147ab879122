"""Gazetteers of the user's own, in the official layouts: added, taking part, removed. All rows are invented."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from linesmap.cli import main
from linesmap.errors import FileFormatError, FileTooLargeError, InputError
from linesmap.gazetteers import (
    add_gazetteer,
    gazetteers_held,
    load_user_gazetteer,
    relocate,
    remove_gazetteer,
    user_gazetteer_of,
)
from linesmap.geocode import UserGazetteer, locate, locate_texts
from linesmap.model.locations import LocationQuery
from linesmap.model.vocabulary import PlaceStatus, Precision
from linesmap.pipeline import import_files, relink
from linesmap.store import Workspace

OPEN_NAMES = (
    "ID,NAMES_URI,NAME1,NAME1_LANG,NAME2,NAME2_LANG,TYPE,LOCAL_TYPE,GEOMETRY_X,GEOMETRY_Y,MOST_DETAIL_VIEW_RES,"
    "LEAST_DETAIL_VIEW_RES,MBR_XMIN,MBR_YMIN,MBR_XMAX,MBR_YMAX,POSTCODE_DISTRICT,POSTCODE_DISTRICT_URI,POPULATED_PLACE,"
    "POPULATED_PLACE_URI,POPULATED_PLACE_TYPE,DISTRICT_BOROUGH,DISTRICT_BOROUGH_URI,DISTRICT_BOROUGH_TYPE,"
    "COUNTY_UNITARY,COUNTY_UNITARY_URI,COUNTY_UNITARY_TYPE,REGION,REGION_URI,COUNTRY,COUNTRY_URI,"
    "RELATED_SPATIAL_OBJECT,SAME_AS_DBPEDIA,SAME_AS_GEONAMES"
)
DIRECTORY = "pcd,pcd2,pcds,dointr,doterm,oscty,oslaua,osward,usertype,oseast1m,osnrth1m,osgrdind,ctry,lat,long"
NSPL_2026 = "pcd7,pcd8,pcds,dointr,doterm,usrtypind,east1m,north1m,gridind,oa21cd,cty26cd,lad26cd,lat,long,icb26cd"

Row = Mapping[str, object]


def quoted(header: str, rows: Sequence[Row]) -> str:
    columns = header.split(",")
    return "".join(",".join(f'"{row.get(name, "")}"' for name in columns) + "\r\n" for row in rows)


def archive(path: Path, members: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            # A fixed time: the same content is the same file.
            member = zipfile.ZipInfo(name, (2025, 4, 1, 0, 0, 0))
            packed.writestr(member, content, zipfile.ZIP_DEFLATED)
    return path


def name_row(name: str, kind: str, east: float, north: float, reach: float = 200, **more: object) -> dict[str, object]:
    box = {
        "MBR_XMIN": east - reach,
        "MBR_XMAX": east + reach,
        "MBR_YMIN": north - reach,
        "MBR_YMAX": north + reach,
    }
    fixed = {"ID": "osgb4000000000000001", "TYPE": "populatedPlace", "COUNTRY": "England"}
    return fixed | {"NAME1": name, "LOCAL_TYPE": kind, "GEOMETRY_X": east, "GEOMETRY_Y": north} | box | more


# Bodmin is a real town, at about 207100, 67000; everything else here is invented.
NAMES = [
    name_row("Bodmin", "Town", 207_100, 67_000, 1_500, COUNTY_UNITARY="Cornwall"),
    name_row("Quarrelwick", "Hamlet", 210_000, 70_000, COUNTY_UNITARY="Cornwall"),
    name_row("Twinthorpe", "Village", 212_000, 72_000, COUNTY_UNITARY="Cornwall"),
    name_row("Twinthorpe", "Village", 440_000, 400_000, COUNTY_UNITARY="Barnsley"),
    name_row("Fore Street", "Hamlet", 330_000, 120_000),
    name_row("Quarrelwick Road", "Railway Station", 211_000, 64_000, 80, TYPE="transportNetwork"),
    name_row("Zebra Street", "Named Road", 207_200, 67_100, 150, POPULATED_PLACE="Bodmin"),
    name_row("Zebra Street", "Section Of Named Road", 207_450, 67_100, 150, POPULATED_PLACE="Bodmin"),
    name_row("Zebra Street", "Named Road", 230_000, 60_000, 150, POPULATED_PLACE="Liskeard"),
    name_row("Otter Lane", "Named Road", 206_000, 66_000, 100, POPULATED_PLACE="Bodmin"),
    name_row("Otter Lane", "Named Road", 208_500, 68_000, 100, POPULATED_PLACE="Bodmin"),
    name_row("A38", "Numbered Road", 207_000, 67_000),
    name_row("PL31 1AA", "Postcode", 207_000, 67_000),
    name_row("Nowhere", "Village", 0, 0),
    name_row("Caer Newydd", "Village", 240_000, 240_000, COUNTRY="Wales", NAME2="Newfort"),
    # South of the simplified border by a few metres, and said to be Scottish.
    name_row("Borderknowe", "Hamlet", 384_000, 639_000, COUNTRY="Scotland"),
]


def open_names(folder: Path, rows: Sequence[Row] = NAMES, *, header: bool = True) -> Path:
    members: dict[str, str | bytes] = {"readme.txt": "invented", "Doc/licence.txt": b"\xa9"}
    if header:
        members["Doc/OS_Open_Names_Header.csv"] = "\ufeff" + OPEN_NAMES + "\r\n"
    half = len(rows) // 2
    members["Data/SX06.csv"] = "\ufeff" + quoted(OPEN_NAMES, rows[:half])
    members["Data/SX07.csv"] = "\ufeff" + quoted(OPEN_NAMES, rows[half:])
    return archive(folder / "opname_csv_gb_202504.zip", members)


def post_row(code: str, east: object, north: object, lad: str = "", quality: int = 1, **more: object) -> Row:
    return {
        "pcd": f"{code[:-3].strip():4}{code[-3:]}",
        "pcds": code,
        "pcd7": f"{code[:-3].strip():4}{code[-3:]}",
        "oseast1m": east,
        "osnrth1m": f"{north:0>7}" if north else "",
        "east1m": east,
        "north1m": north,
        "oslaua": lad,
        "lad26cd": lad,
        "osgrdind": quality,
        "gridind": quality,
        **more,
    }


POSTS = [
    post_row("BS1 1AD", 360_300, 173_500, "E06000023"),
    post_row("ZY9 9ZZ", 207_150, 67_050, "E06000052", doterm="199606"),
    post_row("ZY9 9ZY", 207_150, 67_060, "E06999999"),
    post_row("ZY9 9ZX", 207_150, 67_070),
    post_row("ZY9 9ZW", "", "", "E06000052", 9),
    post_row("ZY9 9ZV", 207_150, 67_080, "E06000052", 6),
    post_row("BT1 1ZZ", 333_900, 374_400, "N09000003"),
    post_row("ZY8 8ZZ", 384_000, 640_500, "S12000026"),
    post_row("JE1 1ZZ", "", "", "L99999999", 9),
    post_row("BS1 1AD", 360_305, 173_505, "E06000023"),
    post_row("NOCODE", 360_300, 173_500, "E06000023"),
]


def onspd(folder: Path, rows: Sequence[Row] = POSTS) -> Path:
    text = DIRECTORY + "\r\n" + quoted(DIRECTORY, rows)
    return archive(
        folder / "ONSPD_MAY_2023.zip",
        {
            "Data/ONSPD_MAY_2023_UK.csv": text,
            "Data/multi_csv/ONSPD_MAY_2023_UK_BS.csv": DIRECTORY + "\r\n" + quoted(DIRECTORY, rows[:1]),
            "Documents/LA_UA names and codes UK as at 04_23.csv": "LAD23CD,LAD23NM\r\nE06000023,Bristol\r\n",
            "User Guide/ONSPD User Guide.pdf": b"%PDF-1.4",
        },
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "w.duckdb")


def loaded(workspace: Workspace) -> UserGazetteer:
    found = user_gazetteer_of(workspace)
    assert found is not None
    return found


# What each layout gives


def test_open_names(tmp_path: Path, workspace: Workspace) -> None:
    added = add_gazetteer(open_names(tmp_path), workspace)
    assert (added.kind, added.date_of_data, added.rows, added.rows_left_out) == ("open_names", "2025-04", 13, 2)
    assert added.refused == {"no position on the National Grid": 1}
    assert added.rows + added.rows_left_out + added.rows_refused == len(NAMES)
    with workspace.read() as tables:
        places = tables["gazetteer_places"].to_pandas().set_index("row_number")
        audit = tables["audit"].to_pandas()
    assert places.loc[1, ["kind", "radius_m", "lad_code"]].tolist() == ["town", 2_121, "E06000052"]
    assert places["kind"].value_counts()["street"] == 5
    assert audit["action"].tolist() == ["collection"]
    assert json.loads(audit["detail"].iloc[0])["rows"] == 13


def test_open_names_without_its_header_file_is_told_by_its_rows(tmp_path: Path, workspace: Workspace) -> None:
    assert add_gazetteer(open_names(tmp_path, header=False), workspace).rows == 13


def test_the_header_file_goes_before_the_layout_known_here(tmp_path: Path, workspace: Workspace) -> None:
    turned = ",".join(reversed(OPEN_NAMES.split(",")))
    path = archive(
        tmp_path / "names.zip",
        {"Doc/OS_Open_Names_Header.csv": turned + "\r\n", "Data/SX06.csv": quoted(turned, NAMES[:2])},
    )
    add_gazetteer(path, workspace)
    assert locate_texts(["Quarrelwick"], gazetteer=loaded(workspace))[0].easting == 210_000


@pytest.mark.parametrize("header", [DIRECTORY, NSPL_2026])
def test_postcode_directory_of_any_year(tmp_path: Path, workspace: Workspace, header: str) -> None:
    name = "ONSPD_MAY_2023" if header == DIRECTORY else "NSPL_AUG_2026"
    path = archive(tmp_path / f"{name}.zip", {f"Data/{name}_UK.csv": header + "\r\n" + quoted(header, POSTS)})
    added = add_gazetteer(path, workspace)
    assert (added.kind, added.date_of_data) == ("postcode_directory", "2023-05" if header == DIRECTORY else "2026-08")
    assert added.refused == {"no position": 2, "not a unit postcode": 1, "the same postcode twice": 1}
    assert added.rows + added.rows_refused == len(POSTS)
    own, *_ = locate_texts(["ZY9 9ZZ"], gazetteer=loaded(workspace))
    assert (own.easting, own.northing, own.lad_code, own.pfa_code) == (207_150, 67_050, "E06000052", "E23000035")


def test_the_whole_directory_is_read_and_not_its_pieces_or_lookups(tmp_path: Path, workspace: Workspace) -> None:
    assert add_gazetteer(onspd(tmp_path), workspace).rows == 7


def test_the_unpacked_data_file_of_a_directory(tmp_path: Path, workspace: Workspace) -> None:
    path = tmp_path / "ONSPD_MAY_2023_UK.csv"
    path.write_text(DIRECTORY + "\r\n" + quoted(DIRECTORY, POSTS), encoding="utf-8")
    added = add_gazetteer(path, workspace)
    assert (added.kind, added.rows, added.date_of_data) == ("postcode_directory", 7, "2023-05")


@pytest.mark.parametrize("with_header", [True, False])
def test_code_point_open(tmp_path: Path, workspace: Workspace, with_header: bool) -> None:
    rows = (
        '"ZY9 9ZZ",10,207150,67050,"E92000001","E19000002","E18000010","","E06000052","E05013078"\r\n'
        '"ZY9 9ZY",60,207150,67060,"E92000001","E19000002","E18000010","","E06000052","E05013078"\r\n'
        '"ZY99ZW",90,0,0,"E92000001","","","","",""\r\n'
    )
    members = {"Data/CSV/zy.csv": rows, "Doc/Codelist.csv": "a,b\r\n"}
    if with_header:
        members["Doc/Code-Point_Open_Column_Headers.csv"] = (
            "PC,PQ,EA,NO,CY,RH,LH,CC,DC,WC\r\nPostcode,Positional_quality_indicator,Eastings,Northings,Country_code,"
            "NHS_regional_HA_code,NHS_HA_code,Admin_county_code,Admin_district_code,Admin_ward_code\r\n"
        )
    added = add_gazetteer(archive(tmp_path / "codepo_gb.zip", members), workspace, date="2025-02")
    assert (added.kind, added.rows, added.refused, added.date_of_data) == (
        "code_point",
        2,
        {"no position": 1},
        "2025-02",
    )
    unit, sector = locate_texts(["ZY9 9ZZ", "ZY9 9ZY"], gazetteer=loaded(workspace))
    assert (unit.precision, sector.precision) == (Precision.POSTCODE_UNIT, Precision.SECTOR)


def test_own_list(tmp_path: Path, workspace: Workspace) -> None:
    path = tmp_path / "ours.csv"
    path.write_text(
        "Place name;Latitude;Longitude;Kind;County;Radius (m)\r\n"
        "The Glasshouse;50.4669;-4.7180;venue;Cornwall;60\r\n"
        "Zebra Walk;50.4700;-4.7200;road;Cornwall;\r\n"
        ";50.4;-4.7;;;\r\nLost;;;;;\r\n",
        encoding="cp1252",
    )
    added = add_gazetteer(path, workspace)
    assert (added.kind, added.rows, added.rows_refused) == ("places", 2, 2)
    [answer] = locate_texts(["The Glasshouse"], gazetteer=loaded(workspace))
    assert (answer.status, answer.uncertainty_m, answer.pfa_code) == (PlaceStatus.FOUND, 60, "E23000035")
    assert answer.method.endswith("; from ours.csv")


def test_own_list_in_metres(tmp_path: Path, workspace: Workspace) -> None:
    path = tmp_path / "ours.csv"
    path.write_text("name,easting,northing,uncertainty_m\nQuillmarsh,207100,67000,300\n", encoding="utf-8")
    add_gazetteer(path, workspace, kind="places")
    assert locate_texts(["Quillmarsh"], gazetteer=loaded(workspace))[0].easting == 207_100


# How they take part


@pytest.fixture
def names(tmp_path: Path, workspace: Workspace) -> UserGazetteer:
    add_gazetteer(open_names(tmp_path), workspace)
    return loaded(workspace)


def test_a_users_place_is_the_shipped_place_of_its_name_nearby(names: UserGazetteer) -> None:
    [shipped] = locate_texts(["Bodmin"])
    [answer] = locate_texts(["Bodmin"], gazetteer=names)
    assert answer.status is shipped.status is PlaceStatus.FOUND
    assert (answer.easting, answer.northing, answer.uncertainty_m) == (207_100, 67_000, 2_121)
    assert (shipped.easting, shipped.northing) != (207_100, 67_000)
    assert answer.label == shipped.label


def test_a_place_further_away_is_a_rival(tmp_path: Path, workspace: Workspace) -> None:
    add_gazetteer(open_names(tmp_path, [name_row("Bodmin", "Village", 440_000, 400_000)]), workspace)
    [answer] = locate_texts(["Bodmin"], gazetteer=loaded(workspace))
    assert answer.status is PlaceStatus.AMBIGUOUS
    assert len(answer.candidates) == 2
    [narrowed] = locate_texts(["Bodmin, Cornwall"], gazetteer=loaded(workspace))
    assert narrowed.pfa_code == "E23000035"


def test_two_of_one_name_are_ambiguous_until_narrowed(names: UserGazetteer) -> None:
    alone, in_cornwall = locate_texts(["Twinthorpe", "Twinthorpe, Cornwall"], gazetteer=names)
    assert alone.status is PlaceStatus.AMBIGUOUS
    assert in_cornwall.easting == 212_000
    [near] = locate_texts(["Twinthorpe"], near="E23000035", gazetteer=names)
    assert near.easting == 212_000


def test_a_new_place_is_found_by_any_of_its_names(names: UserGazetteer) -> None:
    one, other = locate_texts(["Caer Newydd", "Newfort"], gazetteer=names)
    assert one.easting == other.easting == 240_000
    assert (one.pfa_code or "").startswith("W")
    assert locate_texts(["Caer Newydd"])[0].status is PlaceStatus.NOT_FOUND


def test_a_station_is_found_by_its_name_with_station(names: UserGazetteer) -> None:
    for text in ("Quarrelwick Road station", "nr Quarrelwick Road railway station, Cornwall", "Quarrelwick Road"):
        [answer] = locate_texts([text], gazetteer=names)
        assert (answer.easting, answer.label) == (211_000, "Quarrelwick Road railway station, Cornwall"), text


def test_a_station_of_the_name_of_a_settlement_needs_the_word(tmp_path: Path, workspace: Workspace) -> None:
    rows = [
        name_row("Bodmin", "Railway Station", 208_000, 66_500, 80, TYPE="transportNetwork"),
        name_row("Quarrelwick", "Hamlet", 210_000, 70_000),
        name_row("Quarrelwick", "Light Railway Station", 210_500, 70_500, 80, TYPE="transportNetwork"),
        # A real station, moved a little: it stays one station.
        name_row("Yeovil Pen Mill", "Railway Station", 357_100, 116_300, 80, TYPE="transportNetwork"),
    ]
    add_gazetteer(open_names(tmp_path, rows), workspace)
    texts = ["Bodmin station", "Bodmin", "Quarrelwick station", "Quarrelwick", "Yeovil Pen Mill station"]
    station, town, halt, hamlet, moved = locate_texts(texts, gazetteer=loaded(workspace))
    assert station.easting == 208_000
    assert town.easting != 208_000
    assert (halt.easting, hamlet.easting) == (210_500, 210_000)
    assert (moved.status, moved.easting) == (PlaceStatus.FOUND, 357_100)


def test_a_road_in_its_town(names: UserGazetteer) -> None:
    for text in ("Zebra Street, Bodmin", "14 ZEBRA ST, Bodmin, Cornwall", "Flat 2, 3-5 Zebra St. Bodmin"):
        [answer] = locate_texts([text], gazetteer=names)
        assert (answer.precision, answer.easting, answer.uncertainty_m) == (Precision.STREET, 207_325, 337), text
        assert answer.label == "Zebra Street, Bodmin, Cornwall"
    [near] = locate_texts(["rear of Zebra Street, Bodmin"], gazetteer=names)
    assert near.uncertainty_m == 337 + 250


def test_a_road_that_stands_twice_in_a_town_leaves_the_town(names: UserGazetteer) -> None:
    [answer] = locate_texts(["Otter Lane, Bodmin"], gazetteer=names)
    assert answer.precision is Precision.PLACE
    assert "2 roads there are called Otter Lane" in answer.method


def test_a_road_that_is_not_known_there_leaves_the_town(names: UserGazetteer) -> None:
    [town] = locate_texts(["Fore Street, Bodmin"], gazetteer=names)
    assert (town.status, town.precision) == (PlaceStatus.FOUND, Precision.PLACE)
    [other] = locate_texts(["Zebra Street, Truro"], gazetteer=names)
    assert other.precision is Precision.PLACE


@pytest.mark.parametrize("text", ["Zebra Street", "12 Zebra St", "Zebra Street, Cornwall"])
def test_a_road_without_a_town_is_ambiguous(names: UserGazetteer, text: str) -> None:
    [answer] = locate_texts([text], gazetteer=names)
    assert answer.status is PlaceStatus.AMBIGUOUS
    assert [candidate.label for candidate in answer.candidates] == [
        "Zebra Street, Bodmin",
        "Zebra Street, Liskeard",
    ]


def test_what_a_source_says_is_scottish_has_no_english_force(names: UserGazetteer) -> None:
    [answer] = locate_texts(["Borderknowe"], gazetteer=names)
    assert (answer.pfa_code, answer.lad_code) == ("S23000009", None)


def test_users_postcodes_win(tmp_path: Path, workspace: Workspace) -> None:
    add_gazetteer(onspd(tmp_path), workspace)
    gazetteer = loaded(workspace)
    texts = ["BS1 1AD", "ZY9 9ZY", "ZY9 9ZX", "ZY9 9ZV", "BT1 1ZZ", "ZY8 8ZZ", "BS1 1AB"]
    moved, new_district, no_district, of_sector, irish, scottish, shipped = locate_texts(texts, gazetteer=gazetteer)
    assert (moved.easting, moved.pfa_code) == (360_300, "E23000036")
    assert moved.method == "postcode unit; from ONSPD_MAY_2023.zip"
    assert (new_district.pfa_code, new_district.lad_code) == ("E23000035", "E06000052")
    assert (no_district.pfa_code, no_district.lad_code) == ("E23000035", "E06000052")
    assert of_sector.precision is Precision.SECTOR
    assert of_sector.uncertainty_m is not None
    assert of_sector.uncertainty_m >= 1_500
    assert irish.pfa_code == "N99999999"
    assert irish.lon == pytest.approx(-5.93, abs=0.05)
    assert (scottish.pfa_code, scottish.lad_code) == ("S23000009", "S12000026")
    assert shipped == locate_texts(["BS1 1AB"])[0]
    [query] = locate([LocationQuery(postcode="bs11ad")], gazetteer=gazetteer)
    assert query == moved


def test_of_two_gazetteers_the_newer_data_win(tmp_path: Path, workspace: Workspace) -> None:
    for year, east in ((2024, 207_150), (2022, 250_000)):
        path = archive(
            tmp_path / f"NSPL_MAY_{year}.zip",
            {"Data/NSPL_UK.csv": NSPL_2026 + "\r\n" + quoted(NSPL_2026, [post_row("ZY9 9ZZ", east, 67_050)])},
        )
        add_gazetteer(path, workspace)
    assert locate_texts(["ZY9 9ZZ"], gazetteer=loaded(workspace))[0].easting == 207_150


def test_without_a_gazetteer_nothing_changes(workspace: Workspace) -> None:
    assert user_gazetteer_of(workspace) is None
    with workspace.write():
        pass
    assert user_gazetteer_of(workspace) is None


# In the workspace


def test_the_same_file_again_adds_nothing(tmp_path: Path, workspace: Workspace) -> None:
    first = add_gazetteer(open_names(tmp_path), workspace)
    version = workspace.version()
    again = add_gazetteer(open_names(tmp_path), workspace)
    assert again.already_held
    assert (again.gazetteer_id, again.rows) == (first.gazetteer_id, first.rows)
    assert workspace.version() == version


def seizures(tmp_path: Path) -> Path:
    path = tmp_path / "seizures.csv"
    path.write_text(
        "reference,date,force,location,drug,quantity,unit\n"
        'Z1,01/02/2025,Devon and Cornwall,"Quarrelwick",heroin,2,g\n'
        'Z2,02/02/2025,Devon and Cornwall,"14 Zebra Street, Bodmin",heroin,2,g\n'
        "Z3,03/02/2025,Devon and Cornwall,ZY9 9ZZ,heroin,2,g\n",
        encoding="utf-8",
    )
    return path


def statuses(workspace: Workspace) -> dict[str, str]:
    with workspace.read() as tables:
        places = tables["places"].to_pandas()
    return dict(zip(places["text"], places["status"], strict=True))


def test_places_are_asked_again_and_removal_takes_it_back(tmp_path: Path, workspace: Workspace) -> None:
    import_files([seizures(tmp_path)], workspace)
    assert statuses(workspace)["Quarrelwick"] == "not_found"
    added = add_gazetteer(open_names(tmp_path), workspace)
    again = relocate(workspace)
    relink(workspace)
    assert (again.changed, again.found) == (1, 1)
    assert statuses(workspace)["Quarrelwick"] == "found"
    with workspace.read() as tables:
        entities = tables["entities"].to_pandas()
        assert "Quarrelwick, Cornwall" in set(entities["label"])
    assert relocate(workspace).changed == 0
    assert remove_gazetteer(added.gazetteer_id, workspace) == added.name
    assert relocate(workspace).changed == 1
    assert statuses(workspace)["Quarrelwick"] == "not_found"
    assert user_gazetteer_of(workspace) is None
    assert workspace.verify_audit() is None


def test_a_place_that_a_person_decided_stays(tmp_path: Path, workspace: Workspace) -> None:
    import_files([seizures(tmp_path)], workspace)
    with workspace.write() as writer:
        places = writer.tables()["places"].to_pandas()
        chosen = places[places["text"] == "Quarrelwick"]
        writer.replace_rows("places", chosen.assign(status="ambiguous", method="chosen by a person; before"))
    add_gazetteer(open_names(tmp_path), workspace)
    assert relocate(workspace).changed == 0


def test_an_import_uses_the_gazetteer(tmp_path: Path, workspace: Workspace) -> None:
    add_gazetteer(open_names(tmp_path), workspace)
    add_gazetteer(onspd(tmp_path), workspace)
    import_files([seizures(tmp_path)], workspace)
    assert set(statuses(workspace).values()) == {"found"}
    with workspace.read() as tables:
        precision = set(tables["places"].to_pandas()["precision"])
    assert precision == {"place", "street", "postcode unit"}


def test_places_of_an_older_workspace_are_asked_again_too(tmp_path: Path, workspace: Workspace) -> None:
    import_files([seizures(tmp_path)], workspace)
    with workspace.write() as writer:
        writer.replace_rows("places", writer.tables()["places"].to_pandas().assign(asked=None))
    add_gazetteer(open_names(tmp_path), workspace)
    assert relocate(workspace).found == 1


# What is refused


def refused(path: Path, workspace: Workspace, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        add_gazetteer(path, workspace)
    assert str(caught.value).endswith(".")
    if workspace.exists:
        with workspace.read() as tables:
            assert gazetteers_held(tables).empty
            assert tables["gazetteer_places"].count().execute() == 0
            assert tables["audit"].count().execute() == 0


def with_tables(workspace: Workspace) -> Workspace:
    with workspace.write():
        pass
    return workspace


def test_other_files_are_refused(tmp_path: Path, workspace: Workspace) -> None:
    with_tables(workspace)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr("Data/SX06.csv", quoted(OPEN_NAMES, NAMES))
    refused(archive(tmp_path / "a.zip", {"inner.zip": inner.getvalue()}), workspace, FileFormatError, "another archive")
    refused(archive(tmp_path / "b.zip", {"x.csv": "a,b\r\n1,2\r\n"}), workspace, FileFormatError, "none of them")
    refused(archive(tmp_path / "c.zip", {}), workspace, FileFormatError, "none of them")
    table = tmp_path / "d.csv"
    table.write_text("one,two\n1,2\n", encoding="utf-8")
    refused(table, workspace, FileFormatError, "name, lat and lon")
    empty = tmp_path / "e.csv"
    empty.write_text("name,lat,lon\n,,\nX,,\n", encoding="utf-8")
    refused(empty, workspace, FileFormatError, "no row that can be used")
    refused(tmp_path / "none.zip", workspace, FileFormatError, "there is none")


def test_a_damaged_archive_leaves_nothing(tmp_path: Path, workspace: Workspace) -> None:
    whole = open_names(tmp_path, [*NAMES] * 200).read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole[: len(whole) // 2])
    refused(cut, with_tables(workspace), FileFormatError, "damaged")
    spoilt = bytearray(whole)
    spoilt[len(whole) // 2 : len(whole) // 2 + 40] = b"\0" * 40
    bad = tmp_path / "bad.zip"
    bad.write_bytes(bytes(spoilt))
    refused(bad, workspace, FileFormatError, "damaged|UTF-8")


def test_bombs_are_refused_before_they_are_read(tmp_path: Path, workspace: Workspace) -> None:
    dense = archive(tmp_path / "dense.zip", {"Data/ONSPD_MAY_2023_UK.csv": b"0" * 20_000_000})
    refused(dense, with_tables(workspace), FileTooLargeError, "times their packed size")
    many = archive(tmp_path / "many.zip", {f"Data/{number}.csv": "" for number in range(5_001)})
    refused(many, workspace, FileTooLargeError, "at most 5,000 files")


def test_names_of_members_are_never_paths(tmp_path: Path, workspace: Workspace) -> None:
    path = archive(
        tmp_path / "names.zip",
        {"Doc/OS_Open_Names_Header.csv": OPEN_NAMES, "../../Data/evil.csv": quoted(OPEN_NAMES, NAMES)},
    )
    before = sorted(tmp_path.parent.rglob("*evil*"))
    assert add_gazetteer(path, workspace).rows == 13
    assert sorted(tmp_path.parent.rglob("*evil*")) == before == []


def test_a_wrong_kind_or_date_is_said(tmp_path: Path, workspace: Workspace) -> None:
    path = open_names(tmp_path)
    with pytest.raises(FileFormatError, match="found OS Open Names"):
        add_gazetteer(path, workspace, kind="code_point")
    with pytest.raises(InputError, match="Expected a kind"):
        add_gazetteer(path, workspace, kind="atlas")
    with pytest.raises(InputError, match="2025-04"):
        add_gazetteer(path, workspace, date="April")
    with pytest.raises(InputError, match="gazetteer list"):
        with_tables(workspace)
        remove_gazetteer("G0", workspace)


def test_rows_of_another_width_are_counted(tmp_path: Path, workspace: Workspace) -> None:
    path = archive(
        tmp_path / "names.zip",
        {
            "Doc/OS_Open_Names_Header.csv": OPEN_NAMES,
            "Data/SX06.csv": quoted(OPEN_NAMES, NAMES[:2]) + "too,short\r\n",
            "Data/SX07.csv": "",
        },
    )
    added = add_gazetteer(path, workspace)
    assert (added.rows, added.refused) == (2, {"not as many columns as the others": 1})


def test_bytes_that_are_no_text_spoil_only_their_row(tmp_path: Path, workspace: Workspace) -> None:
    rows = quoted(OPEN_NAMES, NAMES[:4]).encode()
    spoilt = rows.replace(b"Quarrelwick", b"Quarr\xff\xe9wick") + b"\xfe\xfe,\xc3\r\n"
    path = archive(tmp_path / "names.zip", {"Doc/OS_Open_Names_Header.csv": OPEN_NAMES, "Data/SX06.csv": spoilt})
    added = add_gazetteer(path, workspace)
    assert (added.rows, added.rows_refused) == (4, 1)
    with workspace.read() as tables:
        assert "Quarr??wick" in set(tables["gazetteer_places"].to_pandas()["name"])


def test_hostile_names_are_text(tmp_path: Path, workspace: Workspace) -> None:
    path = tmp_path / "ours.csv"
    path.write_text(
        'name,lat,lon\n<script>alert(1)</script>,50.4,-4.7\n"\'; DROP TABLE places; --",50.4,-4.7\n', encoding="utf-8"
    )
    assert add_gazetteer(path, workspace).rows == 2
    with workspace.read() as tables:
        assert load_user_gazetteer(tables) is not None
        assert tables["places"].count().execute() == 0


# By command


def test_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = str(tmp_path / "w.duckdb")
    path = str(open_names(tmp_path))

    def run(*arguments: str) -> dict[str, object]:
        with pytest.raises(SystemExit) as stopped:
            main([*arguments, "--json"])
        assert stopped.value.code == 0
        result: dict[str, object] = json.loads(capsys.readouterr().out)
        return result

    added = run("gazetteer", "add", path, "--workspace", store)
    assert added["gazetteer"]["rows"] == 13  # type: ignore[index]
    [held] = run("gazetteer", "list", "--workspace", store)["gazetteers"]  # type: ignore[misc]
    assert held["date_of_data"] == "2025-04"
    [with_it] = run("geocode", "Quarrelwick", "--workspace", store)["answers"]  # type: ignore[misc]
    assert (with_it["status"], with_it["disagreement_m"]) == ("found", None)
    [without] = run("geocode", "Quarrelwick")["answers"]  # type: ignore[misc]
    assert without["status"] == "not_found"
    run("gazetteer", "remove", held["gazetteer_id"], "--workspace", store)
    assert run("gazetteer", "list", "--workspace", store)["gazetteers"] == []
