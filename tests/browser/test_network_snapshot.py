"""A snapshot with the link chart opens from a file without a network; chart, map, timeline and panel are one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from linesmap import reference
from linesmap.model.filters import Filters
from linesmap.network_snapshots import write_network_snapshot
from linesmap.snapshots import SnapshotRequest
from linesmap.store import Workspace
from linesmap.view import chart_pack
from tests.browser.conftest import Watched, until, watch

pytestmark = pytest.mark.browser

HOSTILE = "</script><img src=x onerror=alert(1)> {{ 7*7 }} & <b>=1+1</b>"
FILTERS = Filters(period=(date(2025, 4, 7), date(2025, 6, 29)), forces=reference.regional_units()["SWROCU"])
FIRST = "LM.chart.nodesShown().find((node) => LM.chart.type(node) === '{}')"
CORNER = "[...document.querySelector('.lm-chart-canvas').getContext('2d').getImageData(4, 4, 1, 1).data].join()"


@pytest.fixture(scope="module")
def workspace(demo_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a demo workspace in which every group has a hostile name."""
    copy = tmp_path_factory.mktemp("network_snapshot") / "w.duckdb"
    copy.write_bytes(demo_path.read_bytes())
    workspace = Workspace(copy)
    with workspace.write() as writer:
        entities = writer.tables()["entities"].to_pandas()
        entities.loc[entities["entity_type"] == "group", "label"] = HOSTILE
        writer.replace_all("entities", entities)
    return workspace


@pytest.fixture(scope="module")
def built() -> dict[str, object]:
    """Keep the chart as it was before it was packed."""
    return {}


@pytest.fixture(scope="module")
def snapshot(workspace: Workspace, built: dict[str, object]) -> Path:
    """Write a snapshot of a quarter of the demo."""
    out = workspace.path.parent / "network.html"
    with pytest.MonkeyPatch.context() as patch:

        def kept(chart: dict[str, object]) -> dict[str, object]:
            built["chart"] = json.loads(json.dumps(chart))
            return chart_pack.packed_chart(chart)

        patch.setattr("linesmap.network_snapshots.packed_chart", kept)
        write_network_snapshot(workspace, SnapshotRequest(out, FILTERS, made_by="A regional unit"))
    return out


def opened(watched: Watched, snapshot: Path) -> Page:
    watched.page.goto(snapshot.as_uri())
    expect(watched.page.locator("body.lm-ready")).to_be_attached(timeout=20_000)
    until(watched.page, "LM.chart.painted.nodes > 0")
    return watched.page


def click_first(page: Page, kind: str) -> int:
    node = int(page.evaluate(FIRST.format(kind)))
    box = page.locator(".lm-chart-canvas").bounding_box()
    assert box
    x, y = page.evaluate(f"LM.chart.toScreen({node})")
    page.mouse.click(box["x"] + x, box["y"] + y)
    return node


def test_opens_anywhere_with_chart_map_and_timeline(browser: Browser, snapshot: Path) -> None:
    """Every request is refused and noted; the file alone is enough."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith("file:"), refuse)
    watched = watch(context.new_page())
    page = opened(watched, snapshot)
    painted = page.evaluate("LM.chart.painted")
    assert painted["nodes"] >= 40
    assert painted["ties"] >= 40
    assert painted["labels"] >= 20
    expect(page.locator("path.lm-flow").first).to_be_visible()
    expect(page.locator("path.lm-area")).to_have_count(43)
    chart, ground, panel = (page.locator(name).bounding_box() for name in (".lm-chart", ".folium-map", ".lm-panel"))
    assert chart
    assert ground
    assert panel
    assert chart["y"] == ground["y"] == panel["y"] == 88
    assert chart["x"] + chart["width"] == pytest.approx(ground["x"], abs=1)
    assert ground["x"] + ground["width"] == pytest.approx(panel["x"], abs=1)
    expect(page.locator(".lm-tabs [role=tab]")).to_have_text(["About", "Lines (36)", "In chart", "Selected"])
    for words in ("Search the other", "Open on this", "Open line"):
        expect(page.get_by_text(words)).to_have_count(0)
    assert asked == []
    assert watched.is_clean()
    context.close()


def test_the_page_holds_the_chart_that_was_built(watched: Watched, snapshot: Path, built: dict[str, object]) -> None:
    page = opened(watched, snapshot)
    assert page.evaluate("JSON.parse(JSON.stringify(LM.chart.data))") == built["chart"]


def test_says_what_it_is_and_what_is_not_in_it(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    body = page.locator(".lm-panel-body")
    held, total = page.evaluate("[LM.chart.data.nodes.id.length, LM.chart.data.total.nodes]")
    expect(body).to_contain_text(f"A link chart of {held:,} things")
    expect(body).to_contain_text("whose handling carries conditions")
    expect(body).to_contain_text("stand by pseudonyms")
    expect(page.locator(".lm-band b").first).to_have_text("OFFICIAL-SENSITIVE")
    if total > held:
        expect(body).to_contain_text(f"{total - held:,} of the {total:,} things")
        expect(page.locator(".lm-chart-foot")).to_contain_text(f"{total - held:,} are not in this file")
    assert watched.is_clean()


def test_a_click_shows_a_thing_and_filters_map_and_table(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    node = click_first(page, "phone")
    heading = page.locator(".lm-panel-body h2")
    expect(heading).to_have_text(page.evaluate(f"LM.chart.label({node})"))
    assert heading.inner_text().startswith("Phone ")
    own = page.evaluate(f"LM.chart.rowsNow(LM.chart.data.nodes.rows[{node}]).length")
    expect(page.locator(".lm-time-caption b")).to_contain_text(f"{own:,} of")
    page.get_by_role("button", name="Table").click()
    rows = page.locator(".lm-table-view table", has=page.locator("caption", has_text="Records")).last.locator(
        "tbody tr"
    )
    expect(rows).to_have_count(own)
    page.get_by_role("button", name="Table").click()
    page.locator(".lm-panel-body section", has_text="Records").last.locator(".lm-link").first.click()
    expect(page.locator(".lm-panel-body")).to_contain_text("Where this comes from")
    expect(page.locator(".lm-panel-body .lm-text")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    until(page, "LM.only === null")
    page.get_by_role("tab", name="In chart").click()
    expect(page.locator(".lm-panel-body tbody tr")).to_have_count(page.evaluate("LM.chart.nodesShown().length"))
    page.get_by_role("tab", name="Lines").click()
    page.locator(".lm-panel-body .lm-link").first.click()
    expect(page.locator(".lm-panel-body")).to_contain_text("Route")
    assert watched.is_clean()


def test_brush_and_play_change_the_chart(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    live = "LM.chart.liveNode.filter(Boolean).length"
    before, shown = page.evaluate(f"[{live}, LM.chart.nodesShown().length]")
    box = page.locator(".handle").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 12, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 500, box["y"] + 40, steps=4)
    page.mouse.up()
    until(page, f"{live} < {before}")
    assert page.evaluate("LM.chart.nodesShown().length") == shown, "what has no record is faint and stays"
    page.evaluate("LM.setPeriod(LM.scene.span[0], LM.scene.span[0] + 13, true); 0")
    start = page.evaluate("LM.period[0]")
    weights = page.evaluate("LM.chart.pairs.map((pair) => pair.weight).join()")
    page.get_by_role("button", name="Play").click()
    until(page, f"LM.period[0] > {start}")
    page.get_by_role("button", name="Pause").click()
    until(page, f"LM.chart.pairs.map((pair) => pair.weight).join() !== '{weights}'")
    assert watched.is_clean()


def test_a_path_is_found_and_a_hostile_name_stays_text(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    click_first(page, "group")
    expect(page.locator(".lm-panel-body h2")).to_have_text(HOSTILE)
    expect(page.locator("img[src=x]")).to_have_count(0)
    page.get_by_role("button", name="Find").first.click()
    page.keyboard.type("</script>")
    expect(page.locator(".lm-found b").first).to_have_text(HOSTILE)
    page.keyboard.press("Escape")
    ends = page.evaluate(
        "(() => { const p = LM.chart.pairsShown().find((p) => p.live && p.weight > 0); return [p.a, p.b]; })()"
    )
    page.evaluate(f"LM.chart.showPath({ends[0]}, {ends[1]}); 0")
    expect(page.locator(".lm-panel-body")).to_contain_text("the weakest has weight")
    assert watched.is_clean()


def test_dark_draws_the_chart_dark(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    before = page.evaluate(CORNER)
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    until(page, f"{CORNER} !== '{before}'")
    page.get_by_role("button", name="Dark").click()
    until(page, f"{CORNER} === '{before}'")
    assert watched.is_clean()


def test_prints_chart_and_map_side_by_side_on_the_first_page(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    page.evaluate("window.dispatchEvent(new Event('beforeprint')); 0")
    page.set_viewport_size({"width": 1060, "height": 740})
    page.emulate_media(media="print")
    chart, ground, time = (page.locator(name).bounding_box() for name in (".lm-chart", ".folium-map", ".lm-time"))
    assert chart
    assert ground
    assert time
    assert chart["x"] + chart["width"] <= ground["x"] + 1
    assert ground["x"] + ground["width"] <= 1060
    assert chart["y"] == pytest.approx(ground["y"], abs=1)
    assert time["y"] >= max(chart["y"] + chart["height"], ground["y"] + ground["height"]) - 1
    assert time["y"] + time["height"] < 740
    legend = page.locator(".lm-legend").bounding_box()
    assert legend
    assert ground["x"] + ground["width"] <= legend["x"] + 1
    assert legend["x"] + legend["width"] <= 1060
    assert legend["y"] + legend["height"] <= time["y"] + 1
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.evaluate("window.dispatchEvent(new Event('afterprint')); 0")
    expect(page.locator(".folium-map .lm-legend")).to_be_visible()
    assert watched.is_clean()


@pytest.fixture
def tablet(browser: Browser) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1024, "height": 768}, has_touch=True, color_scheme="dark")
    yield watch(context.new_page())
    context.close()


def test_works_on_a_tablet(tablet: Watched, snapshot: Path) -> None:
    page = opened(tablet, snapshot)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    width, height = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert (width, height) == (1024, 768)
    expect(page.locator(".lm-chart")).to_be_visible()
    expect(page.locator(".folium-map")).to_be_hidden()
    page.get_by_role("tab", name="Map").tap()
    expect(page.locator(".folium-map")).to_be_visible()
    expect(page.locator("path.lm-flow").first).to_be_visible()
    page.get_by_role("button", name="Details").last.tap()
    expect(page.locator(".lm-panel-body")).to_contain_text("What this is")
    page.get_by_role("button", name="Close panel").tap()
    expect(page.locator(".lm-panel")).to_be_hidden()
    page.get_by_role("tab", name="Chart").tap()
    expect(page.locator(".lm-chart")).to_be_visible()
    small = page.evaluate(
        """() => [...document.querySelectorAll("button")]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 24)
            .map((one) => one.textContent)"""
    )
    assert small == []
    assert tablet.is_clean()
