"""The Map page as a person sees it, in a browser that can reach nothing but this computer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FrameLocator, expect

from tests.browser.conftest import Watched, becomes

pytestmark = pytest.mark.browser

WAIT = 30_000


def open_map(watched: Watched, address: str) -> FrameLocator:
    watched.page.goto(address)
    frame = watched.page.frame_locator(".st-key-map_frame iframe")
    expect(frame.locator("body.lm-ready")).to_be_attached(timeout=WAIT)
    expect(frame.locator(".lm-legend")).to_be_visible()
    return frame


def script(watched: Watched, expression: str) -> object:
    frame = next(frame for frame in watched.page.frames if "component" in frame.url)
    return frame.evaluate(expression)


def test_map_flows_hexagons_legend_and_panel_are_there(watched: Watched, app_address: str) -> None:
    frame = open_map(watched, app_address)
    expect(frame.locator("path.lm-area")).to_have_count(43)
    expect(frame.locator("path.lm-flow").nth(29)).to_be_attached()
    expect(frame.locator(".lm-origin")).to_have_count(4)
    drawn = script(watched, "({hexagons: LM.drawn.hexagons, records: LM.tally.total})")
    assert drawn["hexagons"] > 80
    assert drawn["records"] > 3000
    expect(frame.locator(".lm-label.origin", has_text="London")).to_be_visible()
    expect(frame.locator(".lm-label.force.focus", has_text="Wiltshire")).to_be_visible()
    expect(frame.locator(".lm-panel h2", has_text="records")).to_be_visible()
    expect(frame.locator(".lm-row", has_text="Closed, Type 2")).to_be_visible()
    expect(watched.page.get_by_text("OFFICIAL-SENSITIVE").first).to_be_visible()
    expect(watched.page.get_by_text("Invented data for demonstration").first).to_be_visible()
    assert watched.is_clean()


def test_page_fits_its_window(watched: Watched, app_address: str) -> None:
    open_map(watched, app_address)
    main = watched.page.get_by_test_id("stMain")
    sizes = main.evaluate("(node) => [node.scrollHeight, node.clientHeight]")
    assert sizes[0] <= sizes[1] + 1


def test_legend_is_the_layer_control(watched: Watched, app_address: str) -> None:
    frame = open_map(watched, app_address)
    active = frame.locator("path.lm-flow.status-active")
    before = active.count()
    assert before > 0
    row = frame.locator('.lm-row[data-key="status:active"]')
    row.click()
    expect(row).to_have_attribute("aria-pressed", "false")
    expect(active).to_have_count(0)
    expect(frame.locator("path.lm-head.status-active")).to_have_count(0)
    row.click()
    expect(active).to_have_count(before)
    total = script(watched, "LM.tally.records.length")
    frame.locator('.lm-row[data-key="kind:intelligence"]').click()
    becomes(watched, f"LM.tally.records.length < {total}")
    assert watched.is_clean()


def test_from_a_line_to_a_record_to_its_row(watched: Watched, app_address: str) -> None:
    frame = open_map(watched, app_address)
    frame.locator(".lm-tabs button", has_text="Lines").click()
    frame.locator(".lm-panel-body .lm-link", has_text="Harrier").click()
    expect(frame.locator(".lm-panel h2", has_text="Harrier")).to_be_visible()
    expect(frame.locator("path.lm-flow.faded").first).to_be_attached()
    frame.locator(".lm-list .lm-link").first.click()
    panel = frame.locator(".lm-panel-body")
    expect(panel.get_by_text("Where this comes from")).to_be_visible(timeout=WAIT)
    for label in ("When", "Recorded by", "File", "Row", "SHA-256"):
        expect(panel.locator("dt", has_text=re.compile(f"^{label}$")).first).to_be_visible()
    panel.get_by_text("Show row as filed").click()
    expect(panel.locator(".lm-raw dt").first).to_be_visible()
    assert "null" not in panel.inner_text().split()
    assert watched.is_clean()


def test_hexagons_turn_into_places_with_their_doubt(watched: Watched, app_address: str) -> None:
    frame = open_map(watched, app_address)
    for zoom, resolution in ((6, 4), (7, 5), (9, 6), (10, 7)):
        script(watched, f"LM.map.setView([51.0, -2.7], {zoom}, {{animate: false}}); 0")
        becomes(watched, f"LM.drawn.resolution === {resolution}")
    script(watched, "LM.map.setView([50.9421, -2.6329], 13, {animate: false}); 0")
    becomes(watched, "LM.drawn.resolution === null")
    expect(frame.locator(".lm-count").first).to_be_visible()
    expect(frame.locator("path.lm-doubt").first).to_be_attached()
    expect(frame.get_by_text("Records by place")).to_be_visible()
    scale = script(
        watched,
        """(() => { let worst = 0; LM.map.eachLayer((layer) => { if (layer instanceof L.Circle) {
           const edge = L.latLng(layer.getLatLng().lat, layer.getBounds().getEast());
           worst = Math.max(worst, Math.abs(layer.getLatLng().distanceTo(edge) / layer.getRadius() - 1)); } });
           return worst; })()""",
    )
    assert scale < 0.02, "a circle of doubt is drawn at true scale"


def test_brush_moves_everything_and_lives_in_the_address(watched: Watched, app_address: str) -> None:
    frame = open_map(watched, app_address)
    before = script(watched, "[LM.tally.total, LM.map.getZoom(), LM.map.getCenter().lat, LM.period[0]]")
    box = frame.locator(".handle").first.bounding_box()
    assert box
    watched.page.mouse.move(box["x"] + 12, box["y"] + 40)
    watched.page.mouse.down()
    watched.page.mouse.move(box["x"] - 300, box["y"] + 40, steps=4)
    watched.page.mouse.up()
    expect(watched.page).to_have_url(re.compile(r"from=20\d\d-\d\d-\d\d"), timeout=WAIT)
    after = script(watched, "[LM.tally.total, LM.map.getZoom(), LM.map.getCenter().lat, LM.period[0]]")
    assert after[0] > before[0]
    assert after[3] < before[3]
    assert after[1:3] == before[1:3], "the view stays where it is"
    shown = f"{after[0]:,}"
    expect(watched.page.locator(".lm-counts b").first).to_have_text(shown, timeout=WAIT)
    expect(frame.locator(".lm-time-caption b")).to_contain_text(shown)
    assert watched.is_clean()


def test_keyboard_moves_the_brush(watched: Watched, app_address: str) -> None:
    frame = open_map(watched, app_address)
    first = script(watched, "LM.period[0]")
    frame.locator(".handle").first.focus()
    watched.page.keyboard.press("PageUp")
    becomes(watched, f"LM.period[0] === {first + 7}")


def test_a_filter_keeps_the_view_and_panning_asks_nothing(watched: Watched, app_address: str) -> None:
    frame = open_map(watched, app_address)
    script(watched, "LM.map.setView([50.6, -3.6], 8.5, {animate: false}); 0")
    sent: list[str] = []
    watched.page.on("websocket", lambda socket: socket.on("framesent", lambda _: sent.append("x")))
    script(watched, "LM.map.panBy([60, 40], {animate: false}); 0")
    watched.page.wait_for_timeout(500)
    assert sent == []
    view = script(watched, "[LM.map.getZoom(), LM.map.getCenter().lng]")
    key = script(watched, "LM.tally.total")
    watched.page.locator(".st-key-pop_drug button").first.click()
    watched.page.locator(".st-key-drug input").click()
    watched.page.get_by_role("option", name="heroin").click()
    expect(watched.page).to_have_url(re.compile("drug=heroin"), timeout=WAIT)
    watched.page.wait_for_function("document.querySelector('.lm-counts b')", timeout=WAIT)
    expect(frame.locator(".lm-time-caption b")).not_to_contain_text(f"{key:,} of", timeout=WAIT)
    assert script(watched, "[LM.map.getZoom(), LM.map.getCenter().lng]") == view
    assert watched.is_clean()


def test_an_address_with_filters_opens_what_it_says(watched: Watched, app_address: str) -> None:
    frame = open_map(watched, f"{app_address}/?force=Dorset&region=&drug=heroin&from=2025-01-06&to=2025-03-30")
    expect(watched.page.locator(".st-key-pop_forces").first).to_contain_text("Dorset")
    expect(watched.page.locator(".st-key-pop_period").first).to_contain_text("6 Jan to 30 Mar 2025")
    assert script(watched, "LM.scene.focus") == ["E23000039"]
    expect(frame.locator(".lm-lead").first).to_contain_text("Dorset; with heroin")


def test_nothing_found_says_so(watched: Watched, app_address: str) -> None:
    frame = open_map(watched, f"{app_address}/?force=Dorset&region=&from=2015-01-01&to=2015-02-01")
    expect(frame.locator(".lm-panel h2")).to_have_text("0 records")
    expect(frame.locator(".lm-panel")).to_contain_text("No record falls in this period")


def test_dark_theme_follows_the_system(watched: Watched, app_address: str) -> None:
    watched.page.emulate_media(color_scheme="dark")
    frame = open_map(watched, app_address)
    expect(frame.locator("html")).to_have_attribute("data-theme", "dark")
    ground = script(watched, "getComputedStyle(document.querySelector('.folium-map')).backgroundColor")
    assert ground == "rgb(12, 17, 22)"


def test_narrow_window_starts_with_panel_and_legend_closed(watched: Watched, app_address: str) -> None:
    watched.page.set_viewport_size({"width": 1024, "height": 768})
    watched.page.goto(app_address)
    frame = watched.page.frame_locator(".st-key-map_frame iframe")
    expect(frame.locator("body.lm-ready")).to_be_attached(timeout=WAIT)
    expect(frame.locator(".lm-panel")).to_be_hidden()
    expect(frame.locator(".lm-legend.closed")).to_be_visible()
    frame.locator(".lm-open-panel").click()
    expect(frame.locator(".lm-panel")).to_be_visible()


def test_find_goes_to_a_line_and_a_place(watched: Watched, app_address: str) -> None:
    frame = open_map(watched, app_address)
    frame.locator(".lm-find").fill("harr")
    frame.locator(".lm-found button", has_text="Harrier").first.click()
    expect(frame.locator(".lm-panel h2", has_text="Harrier")).to_be_visible()
    frame.locator(".lm-find").fill("Barnstaple")
    frame.locator(".lm-found button", has_text="place").first.click()
    watched.page.wait_for_timeout(800)
    assert script(watched, "LM.map.getZoom()") >= 11


def test_the_font_of_the_house_is_there(watched: Watched, app_address: str) -> None:
    open_map(watched, app_address)
    assert script(watched, "document.fonts.check('13px \"Source Sans\"')")
