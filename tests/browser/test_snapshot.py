"""A snapshot opens from a file, without a network, and works: with single records, and with records added up."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from linesmap import reference
from linesmap.model.filters import Filters
from linesmap.snapshots import SnapshotRequest, write_snapshot
from linesmap.store import Workspace
from tests.browser.conftest import Watched, until, watch

pytestmark = pytest.mark.browser

SOUTH_WEST = reference.regional_units()["SWROCU"]


@pytest.fixture(scope="module")
def workspace(demo_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a demo workspace that may be written to."""
    copy = tmp_path_factory.mktemp("snapshot") / "w.duckdb"
    copy.write_bytes(demo_path.read_bytes())
    return Workspace(copy)


@pytest.fixture(scope="module")
def snapshot(workspace: Workspace) -> Path:
    """Write a snapshot of a quarter of the demo."""
    out = workspace.path.parent / "map.html"
    filters = Filters(period=(date(2025, 4, 7), date(2025, 6, 29)), forces=SOUTH_WEST)
    request = SnapshotRequest(out, filters, title="A title <b>in</b> full", made_by="A regional unit")
    write_snapshot(workspace, request)
    return out


@pytest.fixture(scope="module")
def summed(workspace: Workspace) -> Path:
    """Write a snapshot of the same five forces over the whole time, into few bytes, so that it is added up."""
    out = workspace.path.parent / "summed.html"
    written = write_snapshot(workspace, SnapshotRequest(out, Filters(forces=SOUTH_WEST), most_bytes=1_950_000))
    assert written.added_up.endswith("week")
    return out


def opened(watched: Watched, snapshot: Path) -> Page:
    watched.page.goto(snapshot.as_uri())
    expect(watched.page.locator("body.lm-ready")).to_be_attached(timeout=20_000)
    return watched.page


def look_at(page: Page, lat: float, lon: float, zoom: float) -> None:
    """Move the map and wait until it is drawn anew."""
    page.evaluate("LM.drawn = null")
    page.evaluate(f"LM.map.setView([{lat}, {lon}], {zoom}, {{ animate: false }}); LM.recount()")
    until(page, "LM.drawn !== null")


@pytest.mark.parametrize("which", ["snapshot", "summed"])
def test_opens_anywhere_without_any_request_or_error(
    which: str, browser: Browser, request: pytest.FixtureRequest
) -> None:
    """Every request is refused and noted; the file alone is enough, and is seen within two seconds."""
    path: Path = request.getfixturevalue(which)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith("file:"), refuse)
    watched = watch(context.new_page())
    page = opened(watched, path)
    expect(page.locator("path.lm-flow").first).to_be_visible()
    expect(page.locator("path.lm-area")).to_have_count(43)
    paints = page.evaluate("performance.getEntriesByName('first-contentful-paint').map((paint) => paint.startTime)")
    assert 0 < paints[0] < 2_000
    page.locator('.lm-row[data-key="status:active"]').click()
    expect(page.locator("path.lm-flow.status-active")).to_have_count(0)
    page.get_by_role("button", name="Play").click()
    first = page.evaluate("LM.period[0]")
    until(page, f"LM.period[0] > {first}")
    page.get_by_role("button", name="Pause").click()
    assert asked == []
    assert watched.is_clean()
    policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    context.close()


def test_says_what_it_is(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    assert page.title() == "A title <b>in</b> full"
    expect(page.locator("h1")).to_have_text("A title <b>in</b> full")
    header = page.locator(".lm-header p")
    expect(header).to_contain_text("Shown: Records located in the SWROCU forces; 7 Apr to 29 Jun 2025.")
    expect(header).to_contain_text("Made by A regional unit from data as held on ")
    for place in (".lm-band.top", ".lm-band.bottom"):
        expect(page.locator(f"{place} b")).to_have_text("OFFICIAL-SENSITIVE")
    expect(page.locator(".lm-band.top")).to_contain_text("Invented data for demonstration")
    about = page.locator(".lm-panel-body")
    for words in (
        "Period asked for",
        "Records reach",
        "Data as held on",
        "Handling",
        "Invented data",
        "What to keep in mind",
        "Left out",
        "handling carries conditions",
        "register_lines_south_west.csv",
        "A line is active while a record falls within 28 days",
        "Data SHA-256",
        "Workspace",
        "Made with",
    ):
        expect(about).to_contain_text(words)
    parts = about.locator("section", has=page.locator("h3", has_text="About this file"))
    for name, version, licence in (("Leaflet", "1.9.3", "BSD 2-Clause"), ("folium", "0.20.0", "MIT")):
        row = parts.locator("tr", has=page.get_by_role("cell", name=name, exact=True))
        expect(row).to_contain_text(version + licence)
    for line in reference.attributions():
        expect(about).to_contain_text(line)
    levels = about.locator("table", has=page.locator("caption", has_text="Precision")).locator("tbody td:last-child")
    located = page.evaluate("LM.tally.total - LM.tally.unlocated")
    assert sum(int(text.replace(",", "")) for text in levels.all_text_contents()) == located


def test_the_hash_is_of_the_data_inside(snapshot: Path, watched: Watched) -> None:
    page = opened(watched, snapshot)
    stated = page.locator(".lm-panel-body dd").filter(has_text=re.compile("^[0-9a-f]{64}$"))
    content = json.loads(page.locator("#lm-snapshot").text_content() or "")
    scene = json.dumps(content["scene"], ensure_ascii=False, separators=(",", ":"))
    expect(stated).to_have_text(hashlib.sha256(scene.encode()).hexdigest())


def test_time_legend_table_and_record_work(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    total = page.evaluate("LM.tally.total")
    page.locator(".handle").first.focus()
    for _ in range(4):
        page.keyboard.press("PageUp")
    until(page, f"LM.tally.total > 0 && LM.tally.total < {total}")
    fewer = page.evaluate("LM.tally.total")
    expect(page.locator(".lm-time-caption b")).to_have_text(f"{fewer:,} of {total:,}")
    page.locator('.lm-row[data-key="status:active"]').click()
    expect(page.locator("path.lm-flow.status-active")).to_have_count(0)
    page.get_by_role("button", name="Table").click()
    expect(page.locator(".lm-table-view td", has_text="Harrier").first).to_be_visible()
    page.get_by_role("button", name="Table").click()
    page.locator(".lm-tabs button", has_text="Lines").click()
    page.locator(".lm-panel-body .lm-link", has_text="Harrier").click()
    page.locator(".lm-list .lm-link").first.click()
    expect(page.locator(".lm-panel-body")).to_contain_text("Where this comes from")
    assert watched.is_clean()


def test_a_list_follows_the_period(watched: Watched, snapshot: Path) -> None:
    """A hexagon chosen in a short period shows all of its records when the period grows."""
    page = opened(watched, snapshot)
    page.evaluate("LM.setPeriod(LM.scene.span[0], LM.scene.span[0] + 6, true)")
    page.evaluate(
        """() => {
            const [place] = [...LM.tally.byPlace.entries()].sort((a, b) => b[1].length - a[1].length)[0];
            LM.select({ type: "cell", records: LM.tally.byPlace.get(place), places: [place], title: "Here" });
        }"""
    )
    heading = page.locator(".lm-panel-body h2")
    few = page.evaluate("LM.tally.byPlace.get(LM.selected.places[0]).length")
    expect(heading).to_have_text(f"{few} record{'' if few == 1 else 's'}")
    page.get_by_role("button", name="Whole period").click()
    until(page, f"LM.tally.byPlace.get(LM.selected.places[0]).length > {few}")
    more = page.evaluate("LM.tally.byPlace.get(LM.selected.places[0]).length")
    expect(heading).to_have_text(f"{more} records")


def test_play_moves_through_time(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    first = page.evaluate("LM.period[0]")
    until(page, f"LM.period[0] > {first}")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert watched.is_clean()


def test_sums_show_the_numbers_of_all_records(watched: Watched, summed: Path, workspace: Workspace) -> None:
    page = opened(watched, summed)
    n_records = page.evaluate("LM.scene.sums.n_records")
    assert page.evaluate("LM.scene.records.from.length") < n_records
    expect(page.locator(".lm-time-caption b")).to_have_text(f"{n_records:,} of {n_records:,}")
    kinds = [
        page.locator(f'.lm-row[data-key="kind:{kind}"] .count').inner_text() for kind in page.evaluate("LM.scene.kinds")
    ]
    assert sum(int(text.replace(",", "")) for text in kinds) == n_records
    about = page.locator(".lm-panel-body")
    expect(about).to_contain_text("Records are added up by hexagon (edges of ")
    expect(about).to_contain_text(f"so that the file stays small: {n_records:,} records.")
    expect(about).to_contain_text("Precision of the locations, all records")
    # What is drawn, and what is drawn as areas, are together all located records, at every zoom.
    for zoom in (6, 8, 9, 10, 13):
        look_at(page, 51.0, -3.0, zoom)
        assert page.evaluate("LM.drawn.resolution") <= page.evaluate("LM.scene.sums.finest")
        drawn = page.evaluate("LM.drawn.binned + LM.drawn.doubtful")
        assert drawn == n_records - page.evaluate("LM.tally.unlocated")
    assert watched.is_clean()


def test_a_summed_period_is_whole_weeks(watched: Watched, summed: Path) -> None:
    page = opened(watched, summed)
    all_records = page.evaluate("LM.tally.total")
    page.locator(".handle").first.focus()
    page.keyboard.press("ArrowRight")
    until(page, f"LM.tally.total < {all_records}")
    # Day 4 of the epoch was a Monday.
    assert page.evaluate("(LM.period[0] - 4) % 7") == 0
    page.evaluate("LM.setPeriod(LM.period[0] + 30, LM.period[0] + 50, true)")
    assert page.evaluate("[(LM.period[0] - 4) % 7, (LM.period[1] - 3) % 7]") == [0, 0]
    expect(page.locator(".lm-time-caption")).to_contain_text("weeks")


def test_a_summed_hexagon_and_line_say_what_is_behind_them(watched: Watched, summed: Path) -> None:
    page = opened(watched, summed)
    look_at(page, 51.0, -3.0, 8)
    page.evaluate(
        """() => {
            const [place, rows] = [...LM.tally.byPlace.entries()].sort((a, b) => LM.sum(b[1]) - LM.sum(a[1]))[0];
            LM.select({ type: "cell", records: rows, places: [place], title: "Here" });
        }"""
    )
    body = page.locator(".lm-panel-body")
    count = page.evaluate("LM.sum(LM.tally.byPlace.get(LM.selected.places[0]))")
    expect(body.locator("h2")).to_have_text(f"{count:,} records")
    kinds = body.locator("table", has=page.locator("caption", has_text="Records by kind")).locator(
        "tbody td:last-child"
    )
    assert sum(int(text.replace(",", "")) for text in kinds.all_text_contents()) == count
    page.locator(".lm-tabs button", has_text="Lines").click()
    busiest = body.locator("table", has=page.locator("caption", has_text="Lines")).locator("tbody tr").first
    expect(busiest).to_be_visible()
    total = busiest.locator("td").last.inner_text()
    busiest.locator(".lm-link").click()
    expect(body).to_contain_text(f"{total} records")
    page.get_by_role("button", name="Table").click()
    spans = page.locator(".lm-table-view table", has=page.locator("caption", has_text="Records over time"))
    sums = spans.locator("tbody td:last-child").all_text_contents()
    assert sum(int(text.replace(",", "")) for text in sums) == page.evaluate("LM.scene.sums.n_records")
    assert watched.is_clean()


def test_a_place_worse_than_a_postcode_is_an_area_and_never_a_point(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    for level in ("postcode district", "district area", "place", "postcode sector"):
        at = page.evaluate(
            """(level) => {
                const { precision, lat, lon } = LM.scene.places;
                const known = LM.base.precision.indexOf(level);
                const place = [...LM.tally.byPlace.keys()].find((one) => precision[one] === known);
                return place === undefined ? null : [lat[place], lon[place], place];
            }""",
            level,
        )
        if at is None:
            continue
        look_at(page, at[0], at[1], 14)
        dots = page.evaluate("LM.drawn.dots.map(([at]) => [at.lat, at.lng])")
        assert [at[0], at[1]] not in dots
        assert page.evaluate("LM.drawn.areas") > 0
        # The circle is at true scale: its width on the page is twice the uncertainty.
        stated = page.evaluate(f"LM.scene.places.u[{at[2]}]")
        metres = page.evaluate(
            "156543.03392 * Math.cos(LM.map.getCenter().lat * Math.PI / 180) / 2 ** LM.map.getZoom()"
        )
        paths = page.locator("path.lm-doubt").evaluate_all("(paths) => paths.map((path) => path.getBBox().width / 2)")
        widths = [radius * metres for radius in paths]
        assert any(abs(width - stated) < 0.02 * stated + 5 for width in widths)
        # Chosen from a list, it is shown by its circle, without a halo or dot.
        page.evaluate(f"LM.select({{ type: 'record', record: LM.tally.byPlace.get({at[2]})[0] }})")
        expect(page.locator("path.lm-halo")).to_have_count(0)
        expect(page.locator(".lm-panel-body")).to_contain_text("±")
        page.evaluate("LM.select(null)")
    assert watched.is_clean()


def test_points_carry_their_uncertainty(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    at = page.evaluate(
        """() => {
            const { precision, lat, lon, u } = LM.scene.places;
            const best = LM.base.precision.indexOf("postcode unit");
            const place = [...LM.tally.byPlace.keys()].find((one) => precision[one] === best && u[one] > 80);
            return [lat[place], lon[place]];
        }"""
    )
    look_at(page, at[0], at[1], 18)
    assert page.evaluate("LM.drawn.dots.length") > 0
    expect(page.locator("path.lm-doubt.near").first).to_be_attached()
    box = page.locator(".folium-map").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".leaflet-tooltip")).to_contain_text("±")


def test_a_click_reaches_an_area_under_the_canvas(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    at = page.evaluate(
        """() => {
            const { precision, lat, lon } = LM.scene.places;
            const known = LM.base.precision.indexOf("place");
            const place = [...LM.tally.byPlace.keys()].find((one) => precision[one] === known);
            return [lat[place], lon[place]];
        }"""
    )
    look_at(page, at[0], at[1], 12)
    spot = page.evaluate("LM.map.latLngToContainerPoint(LM.map.getCenter())")
    box = page.locator(".folium-map").bounding_box()
    assert box
    page.mouse.click(box["x"] + spot["x"] + 25, box["y"] + spot["y"] + 25)
    expect(page.locator(".lm-tabs button[aria-selected='true']")).to_have_text("Selected")
    expect(page.locator(".lm-panel-body h2")).to_contain_text("record")


@pytest.fixture
def tablet(browser: Browser) -> Iterator[Watched]:
    """Open an empty page of a tablet: 1024x768, touched with a finger."""
    context = browser.new_context(viewport={"width": 1024, "height": 768}, has_touch=True, color_scheme="dark")
    yield watch(context.new_page())
    context.close()


def test_works_on_a_tablet(tablet: Watched, snapshot: Path) -> None:
    page = opened(tablet, snapshot)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    width, height = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert (width, height) == (1024, 768)
    page.get_by_role("button", name="Legend").tap()
    page.locator('.lm-row[data-key="status:active"]').tap()
    expect(page.locator("path.lm-flow.status-active")).to_have_count(0)
    page.get_by_role("button", name="Hide legend").tap()
    page.get_by_role("button", name="Details").tap()
    expect(page.locator(".lm-panel")).to_be_visible()
    page.locator(".lm-tabs button", has_text="Lines").tap()
    page.locator(".lm-panel-body .lm-link").first.tap()
    expect(page.locator(".lm-panel-body")).to_contain_text("Route")
    page.get_by_role("button", name="Close panel").tap()
    expect(page.locator(".lm-panel")).to_be_hidden()
    before = page.evaluate("LM.period[0]")
    page.get_by_role("button", name="Play").tap()
    until(page, f"LM.period[0] > {before}")
    page.get_by_role("button", name="Pause").tap()
    small = page.evaluate(
        """() => [...document.querySelectorAll("button")]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 24)
            .map((one) => one.textContent)"""
    )
    assert small == []
    assert tablet.is_clean()


def test_works_by_keyboard_alone(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    reached: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent || ''"
            )
        )
        if reached[-1] == "Last day":
            break
    for name in (
        "Find",
        "Table",
        "Dark",
        "Print",
        "Find a line, place or record",
        "About",
        "Play",
        "First day",
        "Last day",
    ):
        assert name in reached
    assert any("Active" in one for one in reached)
    page.locator(".lm-find").focus()
    page.keyboard.type("harr")
    page.keyboard.press("Enter")
    expect(page.locator(".lm-panel-body h2")).to_have_text("Harrier")
    assert watched.is_clean()


def test_first_paint_of_a_large_snapshot(watched: Watched, workspace: Workspace) -> None:
    """Nearly twenty thousand single records are on the page within two seconds."""
    out = workspace.path.parent / "all.html"
    start = time.process_time()
    full = write_snapshot(workspace, SnapshotRequest(out, Filters()))
    assert time.process_time() - start < 30
    assert full.n_bytes < 5_000_000
    # With fewer bytes allowed, the particulars of records go before the records do.
    written = write_snapshot(workspace, SnapshotRequest(out, Filters(), most_bytes=3_500_000))
    assert written.added_up == full.added_up == ""
    assert written.n_records == full.n_records > 19_000
    page = opened(watched, out)
    paints = page.evaluate("performance.getEntriesByName('first-contentful-paint').map((paint) => paint.startTime)")
    assert 0 < paints[0] < 2_000
    # A record without particulars still says what, when and where.
    page.evaluate("LM.select({ type: 'record', record: LM.scene.records.place.findIndex((place) => place >= 0) })")
    expect(page.locator(".lm-panel-body dt", has_text="When")).to_be_visible()
    expect(page.locator(".lm-panel-body dt", has_text="Where").first).to_be_visible()
    assert watched.is_clean()
