"""A snapshot of areas opens from a file, without a network, shows protected numbers, and works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from linesmap.view.area_page import ROUNDING, area_page
from linesmap.view.area_scene import ALL, Shown
from tests.area_scenes import HOSTILE, SOUTH_WEST, made_about, made_scene
from tests.browser.conftest import Watched, until, watch

pytestmark = pytest.mark.browser

SCENE = made_scene()
FORCES = [area for area in SCENE.areas if area.level == "force"]
DISTRICTS = [area for area in SCENE.areas if area.level == "district"]
NAMES = {area.code: area.name for area in SCENE.areas}
AVON, WILTSHIRE, DORSET = "E23000036", "E23000038", "E23000039"
NO_DISTRICTS = "Districts are shown for the whole time only, so that no small number can be worked out."


@pytest.fixture(scope="module")
def areas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page, and one whose every text is hostile."""
    folder = tmp_path_factory.mktemp("areas")
    (folder / "areas.html").write_text(area_page(SCENE, made_about()), encoding="utf-8")
    hostile = area_page(made_scene(hostile=HOSTILE), made_about(hostile=HOSTILE))
    (folder / "hostile.html").write_text(hostile, encoding="utf-8")
    return folder


def opened(watched: Watched, areas: Path, name: str = "areas.html") -> Page:
    watched.page.goto((areas / name).as_uri())
    expect(watched.page.locator("body.lm-ready")).to_be_attached(timeout=20_000)
    return watched.page


def choose(page: Page, measure: str) -> None:
    page.locator(f'[data-measure="{measure}"] input').check()


def tab(page: Page, name: str) -> Locator:
    page.get_by_role("tab", name=name).click()
    return page.locator(".lm-panel-body")


def words(value: Shown) -> str:
    return value if isinstance(value, str) else f"{value:,.0f}"


def n_hidden(measure: str, codes: list[str]) -> int:
    return sum(isinstance(SCENE.whole[measure].get(code), str) for code in codes)


def column(page: Page, key: str) -> Locator:
    return page.locator(f'.column[data-period="{key}"]')


def test_opens_at_once_without_any_request_or_error(watched: Watched, areas: Path) -> None:
    requests: list[str] = []
    watched.page.on("request", lambda request: requests.append(request.url))
    page = opened(watched, areas)
    expect(page.locator("path.leaflet-interactive.lm-cell")).to_have_count(len(FORCES))
    expect(page.locator(".lm-label.area.force", has_text="Dorset")).to_be_attached()
    assert page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") < 2000
    assert page.evaluate("document.scrollingElement.scrollHeight") == 900
    for name in ("Areas", "Operations", "Selected", "Tables", "About"):
        tab(page, name)
    assert [url for url in requests if not url.startswith(("file://", "data:"))] == []
    assert watched.is_clean()


def test_says_what_it_is(watched: Watched, areas: Path) -> None:
    page = opened(watched, areas)
    about = made_about()
    expect(page).to_have_title(about.about.title)
    expect(page.locator(".lm-header")).to_contain_text("Shown: " + about.about.shown)
    expect(page.locator(".lm-band b")).to_have_text(["OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"])
    expect(page.locator(".lm-band.top")).to_contain_text("Invented data for demonstration")
    expect(page.locator(".lm-note")).to_have_text(ROUNDING)
    body = page.locator(".lm-panel-body")
    for said in (
        *about.rules,
        *about.about.licences,
        "Driven by police activity: Arrests;",
        "Data SHA-256",
        "state 118",
    ):
        expect(body).to_contain_text(said)


def test_measure_is_chosen_in_the_legend(watched: Watched, areas: Path) -> None:
    page = opened(watched, areas)
    for measure in SCENE.measures:
        total = page.locator(f'[data-measure="{measure.key}"] .count')
        if measure.unit == "count":
            expect(total).to_have_text(words(SCENE.whole[measure.key][ALL]))
    expect(page.locator('[data-measure="cash"] .count')).to_have_text(f"£{SCENE.whole['cash'][ALL]:,.0f}")
    choose(page, "safeguarded")
    expect(page.locator(".lm-key")).to_contain_text("People safeguarded")
    expect(page.locator("path.lm-cell.leaflet-interactive.none")).to_have_count(1)
    expect(page.locator(".lm-classes")).to_contain_text("No figure")
    choose(page, "children")
    hidden = page.locator("path.lm-cell.leaflet-interactive.hidden")
    expect(hidden).to_have_count(n_hidden("children", list(SOUTH_WEST)))
    expect(page.locator(".lm-classes")).to_contain_text("under 10 or not shown")
    expect(page.locator(".lm-driven")).to_have_count(0)
    choose(page, "arrests")
    expect(page.locator(".lm-driven")).to_have_text("Driven by police activity")


def test_classes_have_round_edges_and_like_numbers_share_one(watched: Watched, areas: Path) -> None:
    page = opened(watched, areas)
    # Thirds of five numbers: 123 and 137, nearest round 100 and 150; the lowest class starts at 40.
    assert page.evaluate("LM.classEdges([45, 120, 130, 140, 300])") == [40, 100, 150]
    assert page.evaluate("LM.classEdges(['under 10', null, 0])") == []
    assert page.evaluate("LM.classEdges([0, 35])") == [30]
    assert page.evaluate("LM.classEdges([10, 10, 10, 10, 15])") == [10]
    edges = page.evaluate("LM.classEdges([...Array(50).keys()].map((k) => 10 + k * k))")
    assert len(edges) == 5
    assert edges == sorted(set(edges))


def test_rate_is_made_of_the_shown_number(watched: Watched, areas: Path) -> None:
    page = opened(watched, areas)
    page.get_by_role("radio", name="Per 100,000").check()
    body = tab(page, "Areas")
    for force in FORCES:
        number = SCENE.whole["records"][force.code]
        assert isinstance(number, float)
        assert force.population
        rate = number / force.population * 100_000
        expect(body.locator(f'[data-code="{force.code}"] td').last).to_have_text(f"{rate:,.0f}")
    column(page, "2023Q1").click()
    expect(page.locator(".lm-key")).to_contain_text("Per 100,000 people in the period")
    choose(page, "lines")
    expect(page.get_by_role("radio", name="Per 100,000")).to_be_disabled()
    expect(page.get_by_role("radio", name="Number")).to_be_checked()
    expect(page.locator(".lm-why")).to_contain_text("not given per 100,000 people")


def test_districts_are_shown_for_the_whole_time_only(watched: Watched, areas: Path) -> None:
    page = opened(watched, areas)
    cells = page.locator("path.lm-cell.leaflet-interactive")
    choose(page, "seizures")
    page.get_by_role("radio", name="Districts").check()
    expect(cells).to_have_count(len(DISTRICTS))
    codes = [district.code for district in DISTRICTS]
    expect(page.locator("path.lm-cell.leaflet-interactive.hidden")).to_have_count(n_hidden("seizures", codes))
    n_zero = sum(SCENE.whole["seizures"][code] == 0 for code in codes)
    assert n_zero, "the made-up numbers hold a 0"
    expect(page.locator("path.lm-cell.leaflet-interactive.zero")).to_have_count(n_zero)
    column(page, "2024Q2").click()
    expect(cells).to_have_count(len(FORCES))
    expect(page.locator(".lm-note")).to_contain_text(NO_DISTRICTS)
    expect(page.get_by_role("radio", name="Districts")).to_be_disabled()
    page.locator(".lm-time").get_by_role("button", name="Whole time").click()
    expect(cells).to_have_count(len(DISTRICTS))
    expect(page.locator(".lm-note")).not_to_contain_text(NO_DISTRICTS)
    choose(page, "lines")
    expect(page.locator(".lm-why")).to_contain_text("No figures by district")
    expect(cells).to_have_count(len(FORCES))


def test_period_is_chosen_by_click_and_by_keyboard(watched: Watched, areas: Path) -> None:
    page = opened(watched, areas)
    choose(page, "seizures")
    caption = page.locator(".lm-time-caption")
    column(page, "2023Q2").click()
    expect(column(page, "2023Q2")).to_have_attribute("aria-checked", "true")
    expect(caption.locator("b")).to_have_text(words(SCENE.by_period["seizures"][ALL, "2023Q2"]))
    expect(column(page, "2023Q2")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(column(page, "2023Q3")).to_have_attribute("aria-checked", "true")
    expect(caption).to_contain_text("Jul to Sep 2023")
    expect(column(page, "2023Q3")).to_be_focused()
    page.keyboard.press("End")
    expect(column(page, "2024Q4")).to_be_focused()
    page.keyboard.press("Escape")
    expect(caption).to_contain_text("Whole time")
    expect(page.locator('.column[aria-checked="true"]')).to_have_count(0)


def test_time_strip_follows_the_force_and_says_what_is_hidden(watched: Watched, areas: Path) -> None:
    page = opened(watched, areas)
    choose(page, "children")
    tab(page, "Areas").get_by_role("button", name="Avon and Somerset").click()
    expect(page.locator(".lm-time-picture .title")).to_have_text(
        "Children safeguarded, number a quarter, Avon and Somerset"
    )
    numbers = {period.key: SCENE.by_period["children"][AVON, period.key] for period in SCENE.periods}
    assert "under 10" in numbers.values()
    for period in SCENE.periods:
        said = f"{period.label}: {words(numbers[period.key])}"
        expect(column(page, period.key)).to_have_attribute("aria-label", said)
    expect(page.locator(".column .stub")).to_have_count(list(numbers.values()).count("under 10"))
    expect(column(page, "2023Q3")).to_have_attribute("aria-label", "Jul to Sep 2023: 0")
    expect(column(page, "2023Q3").locator(".bar")).to_have_count(1)


def test_play_steps_through_the_periods(watched: Watched, areas: Path) -> None:
    page = opened(watched, areas)
    page.get_by_role("button", name="Play").click()
    until(page, "LM.area.period >= 2")
    page.get_by_role("button", name="Pause").click()
    stopped = page.evaluate("LM.area.period")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.locator(".column").last.click()
    page.get_by_role("button", name="Play").click()
    until(page, "LM.area.period < 7")
    assert page.evaluate("LM.area.period") <= stopped, "from the first again when it stands at the last"
    assert watched.is_clean()


def test_areas_are_sorted_by_name_then_by_number(watched: Watched, areas: Path) -> None:
    page = opened(watched, areas)
    choose(page, "seizures")
    page.get_by_role("radio", name="Districts").check()
    body = tab(page, "Areas")
    names = body.locator(".lm-area-name")
    expect(names).to_have_text(sorted(district.name for district in DISTRICTS))
    heads = body.locator("thead th")
    expect(heads.first).to_have_attribute("aria-sort", "ascending")
    body.get_by_role("button", name="Number").click()
    expect(heads.last).to_have_attribute("aria-sort", "descending")
    values = SCENE.whole["seizures"]
    order = sorted(
        DISTRICTS,
        key=lambda area: (
            isinstance(values[area.code], str),
            -(values[area.code] if isinstance(values[area.code], float) else 0),
            area.name,
        ),
    )
    expect(names).to_have_text([area.name for area in order])
    expect(page.locator("body")).not_to_contain_text(re.compile(r"\brank", re.IGNORECASE))


def test_an_area_is_selected_on_the_map_and_in_the_list(watched: Watched, areas: Path) -> None:
    page = opened(watched, areas)
    choose(page, "arrests")
    body = page.locator(".lm-panel-body")
    page.locator(".lm-label.area.force", has_text="Dorset").wait_for()
    at = page.evaluate(
        "(() => { const b = LM.map.getContainer().getBoundingClientRect();"
        f"const p = LM.map.latLngToContainerPoint(LM.labelPoints.get('{DORSET}')); return [b.x + p.x, b.y + p.y]; }})()"
    )
    page.mouse.move(*at)
    expect(page.locator(".leaflet-tooltip")).to_contain_text(f"Arrests: {words(SCENE.whole['arrests'][DORSET])}")
    page.mouse.click(*at)
    expect(body.locator("h2")).to_have_text("Dorset")
    expect(body).to_contain_text("776,780 people")
    row = body.get_by_role("row", name="Arrests *")
    expect(row.locator("td").first).to_have_text(words(SCENE.whole["arrests"][DORSET]))
    own = [district.name for district in DISTRICTS if district.force == DORSET]
    expect(body.locator(".lm-area-name")).to_have_text(sorted(own))
    tab(page, "Areas").get_by_role("button", name="Wiltshire").focus()
    expect(page.locator(".leaflet-tooltip", has_text="Wiltshire")).to_contain_text("Arrests: ")
    page.keyboard.press("Enter")
    expect(body.locator("h2")).to_have_text("Wiltshire")
    expect(body).to_be_focused()
    expect(page.locator("path.lm-chosen")).to_have_count(1)
    choose(page, "safeguarded")
    expect(page.locator(".lm-time-caption b")).not_to_have_text("0")


def test_an_area_that_is_not_in_the_file_has_not_the_colour_of_0(watched: Watched, areas: Path) -> None:
    page = opened(watched, areas)
    page.get_by_role("radio", name="Districts").check()
    colours = page.evaluate(
        "['.lm-area.focus', '.lm-area:not(.focus)', '.lm-classes .lm-cell.zero']"
        ".map((one) => getComputedStyle(document.querySelector(one)).fill)"
    )
    assert colours[0] == colours[1] != colours[2]


def test_operations_of_all_or_one_force(watched: Watched, areas: Path) -> None:
    page = opened(watched, areas)
    choose(page, "seizures")
    body = tab(page, "Operations")
    table = body.locator("table").first
    cells = table.locator("tbody td:last-child")
    expect(cells).to_have_text([words(SCENE.by_operation["seizures"][one.key, ALL]) for one in SCENE.operations])
    body.get_by_label("Forces").select_option(label="Dorset")
    expect(cells).to_have_text([words(SCENE.by_operation["seizures"][one.key, DORSET]) for one in SCENE.operations])
    first = next(force for force in FORCES if ("bryony", force.code) not in SCENE.by_operation["seizures"])
    body.get_by_label("Forces").select_option(label=first.name)
    expect(cells.nth(1)).to_have_text("–")


def test_find_goes_to_an_area_and_a_measure(watched: Watched, areas: Path) -> None:
    page = opened(watched, areas)
    page.get_by_role("button", name="Find").click()
    page.keyboard.type("plym")
    page.keyboard.press("Enter")
    expect(page.locator(".lm-panel-body h2")).to_have_text("Plymouth")
    page.locator(".lm-find").fill("heroin")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".lm-key-title")).to_have_text("Heroin seized")
    page.locator(".lm-find").fill("zzzz")
    expect(page.locator(".lm-found")).to_have_text("Nothing found among what is shown")


def test_tables_hold_every_number(watched: Watched, areas: Path) -> None:
    page = opened(watched, areas)
    page.get_by_role("button", name="Table").click()
    view = page.locator(".lm-table-view")
    table = view.get_by_role("table", name="By police force area").first
    row = table.get_by_role("row", name="Dorset")
    expect(row.locator("td").first).to_have_text(words(SCENE.whole["records"][DORSET]))
    for title in (
        "By police force area",
        "By district",
        "By period, All forces",
        "By operation, All forces",
        "Arrests by outcome",
    ):
        expect(view.locator("h3", has_text=title)).to_have_count(1)
    column(page, "2024Q1").click()
    expect(row.locator("td").first).to_have_text(words(SCENE.by_period["records"][DORSET, "2024Q1"]))
    page.get_by_role("button", name="Table").click()
    expect(view).to_have_count(0)


def test_dark_and_print(watched: Watched, areas: Path) -> None:
    page = opened(watched, areas)
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    width = page.evaluate("LM.map.getSize().x")
    page.emulate_media(media="print")
    expect(page.locator("table.lm-area-sheets")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    for gone in (".lm-head-buttons", ".lm-tools", ".lm-panel", ".lm-play", ".lm-choices", ".leaflet-control-zoom"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator(".lm-key")).to_be_visible()
    expect(page.locator(".lm-band b")).to_have_text(["OFFICIAL-SENSITIVE"] * 4)
    expect(page.locator(".lm-area-sheets thead .lm-band b").first).to_be_visible()
    expect(page.locator(".lm-area-sheets").get_by_role("row", name="Plymouth").first).to_be_attached()
    page.emulate_media(media="screen")
    expect(page.locator("table.lm-area-sheets")).to_have_count(0)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    until(page, f"LM.map.getSize().x === {width}")
    assert watched.is_clean()


def test_hostile_text_is_shown_as_it_is(watched: Watched, areas: Path) -> None:
    said: list[str] = []
    watched.page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page = opened(watched, areas, "hostile.html")
    shown = " ".join(HOSTILE.replace("https://", "").replace("\u2028", "").split())
    expect(page.locator("h1")).to_contain_text(shown)
    page.get_by_role("radio", name="Districts").check()
    expect(tab(page, "Areas")).to_contain_text("Plymouth" + shown)
    expect(tab(page, "Operations")).to_contain_text("Larkspur" + shown)
    expect(tab(page, "Tables")).to_contain_text("Arrests by outcome" + shown)
    page.locator(".lm-find").fill("plymouth")
    page.keyboard.press("Enter")
    expect(page.locator(".lm-panel-body h2")).to_contain_text("Plymouth" + shown)
    page.get_by_role("button", name="Table").click()
    expect(page.locator("img")).to_have_count(0)
    assert said == []
    assert watched.is_clean()


def test_narrow_window_opens_on_the_map(browser: Browser, areas: Path) -> None:
    context = browser.new_context(viewport={"width": 1024, "height": 768}, color_scheme="dark", reduced_motion="reduce")
    watched = watch(context.new_page())
    page = opened(watched, areas)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator(".lm-panel")).to_be_hidden()
    expect(page.locator(".lm-measures")).to_be_hidden()
    expect(page.locator(".lm-classes")).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollHeight") == 768
    assert page.evaluate("getComputedStyle(document.querySelector('path.lm-cell')).transitionProperty") == "none"
    page.get_by_role("button", name="Choose measure").click()
    choose(page, "arrests")
    page.get_by_role("button", name="Details").click()
    expect(page.locator(".lm-panel h2")).to_have_text("Arrests")
    page.get_by_role("button", name="Close panel").click()
    expect(page.locator(".lm-panel")).to_be_hidden()
    assert watched.is_clean()
    context.close()
