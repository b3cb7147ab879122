"""The Network page as a person sees it: chart, map, timeline and table are one selection."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import FrameLocator, expect

from linesmap import reference
from linesmap.model.filters import Filters
from linesmap.network import graph_of
from linesmap.store import Workspace
from tests.browser.conftest import Watched, becomes, free_port, serve
from tests.test_lines import AFTER, build

pytestmark = pytest.mark.browser

WAIT = 60_000
FREE_TIE = """(() => { const c = LM.chart;
  for (const p of c.pairsShown().filter((p) => p.live && p.edges.some((e) => c.now[e].count))) {
    const [a, b] = [c.toScreen(p.a), c.toScreen(p.b)];
    const at = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    if (c.nodeAt(...at) < 0) return [p.a, p.b, ...at];
  } return null; })()"""
LIVE_TIES = """LM.chart.pairs.filter((p) => p.live && p.weight > 0)
  .map((p) => [p.a, p.b, 0.01 - Math.log(p.weight)])"""
ALL_IN_VIEW = """LM.chart.nodesShown().every((node) => {
  const [x, y] = LM.chart.toScreen(node);
  const [width, height] = LM.chart.size();
  return x >= 0 && y >= 0 && x <= width && y <= height; })"""
LIVE_VIEW_SHOWN = "[LM.chart.liveNode.filter(Boolean).length, LM.chart.view.k, LM.chart.nodesShown().length]"
CORNER = "[...document.querySelector('.lm-chart-canvas').getContext('2d').getImageData(4, 4, 1, 1).data]"
HOSTILE = "<img src=x onerror=alert(1)> & <b>=1+1</b>"


def opened(watched: Watched, address: str, query: str = "") -> FrameLocator:
    watched.page.goto(f"{address}/network{query}")
    frame = watched.page.frame_locator(".st-key-chart_frame iframe")
    expect(frame.locator("body.lm-ready")).to_be_attached(timeout=WAIT)
    expect(frame.locator(".lm-chart-count b")).to_contain_text("drawn", timeout=WAIT)
    return frame


def script(watched: Watched, expression: str) -> Any:
    frame = next(frame for frame in watched.page.frames if "component" in frame.url)
    return frame.evaluate(expression)


def first_of(watched: Watched, kind: str) -> int:
    return int(script(watched, f"LM.chart.nodesShown().find((node) => LM.chart.type(node) === '{kind}')"))


def place_of(watched: Watched, frame: FrameLocator, node: int) -> tuple[float, float]:
    box = frame.locator(".lm-chart-canvas").bounding_box()
    assert box
    x, y = script(watched, f"LM.chart.toScreen({node})")
    return box["x"] + x, box["y"] + y


def test_opens_legible_with_map_timeline_and_records(watched: Watched, app_address: str) -> None:
    frame = opened(watched, app_address)
    painted = script(watched, "LM.chart.painted")
    assert 40 <= painted["nodes"] <= 140
    assert painted["labels"] >= 20
    chart, ground = (frame.locator(name).bounding_box() for name in (".lm-chart", ".folium-map"))
    assert chart
    assert ground
    assert 0.4 < chart["width"] / (chart["width"] + ground["width"]) < 0.6
    expect(frame.locator("path.lm-flow").first).to_be_attached()
    expect(frame.locator(".lm-records tbody tr").first).to_be_visible()
    expect(frame.locator(".lm-chart-count")).to_contain_text(re.compile(r"\d+ of [\d,]+ drawn"))
    main = watched.page.get_by_test_id("stMain")
    sizes = main.evaluate("(node) => [node.scrollHeight, node.clientHeight]")
    assert sizes[0] <= sizes[1] + 1
    for height in frame.locator(".lm-chart button:visible").evaluate_all(
        "(nodes) => nodes.map((node) => node.offsetHeight)"
    ):
        assert height >= 24
    assert watched.is_clean()


def test_clicking_a_thing_filters_map_timeline_and_table_and_escape_clears(watched: Watched, app_address: str) -> None:
    frame = opened(watched, app_address)
    everything = script(watched, "LM.tally.total")
    node = first_of(watched, "deal_line")
    watched.page.mouse.click(*place_of(watched, frame, node))
    label = script(watched, f"LM.chart.label({node})")
    expect(frame.locator(".lm-panel h2")).to_have_text(label)
    own = script(watched, f"LM.chart.rowsNow(LM.chart.data.nodes.rows[{node}]).length")
    assert 0 < own < everything
    assert script(watched, "LM.tally.total") == own
    located = script(watched, "[...LM.tally.byPlace.values()].reduce((sum, list) => sum + list.length, 0)")
    assert located + script(watched, "LM.tally.unlocated") == own, "the map draws the selection and nothing else"
    expect(frame.locator(".lm-time-caption b")).to_contain_text(f"{own:,} of")
    expect(frame.locator(".lm-tabs button").first).to_have_text(f"Records ({own:,})")
    frame.locator(".lm-tabs button").first.click()
    expect(frame.locator(".lm-panel h2")).to_have_text(f"{own:,} records")
    rows = frame.locator(".lm-records tbody tr")
    expect(rows).to_have_count(min(own, 200))
    expect(rows.first).to_contain_text(re.compile(r"\.(csv|xlsx), row [\d,]+"))
    watched.page.keyboard.press("Escape")
    expect(frame.locator(".lm-tabs button").first).to_have_text(f"Records ({everything:,})")
    assert script(watched, "LM.only") is None
    assert watched.is_clean()


def test_a_record_a_place_and_a_brush_act_on_the_chart(watched: Watched, app_address: str) -> None:
    frame = opened(watched, app_address)
    node = first_of(watched, "phone")
    row = script(watched, f"LM.chart.rowsNow(LM.chart.data.nodes.rows[{node}])[0]")
    script(watched, f"LM.select({{type: 'record', record: {row}}}); 0")
    lit = script(watched, "[...LM.chart.lit]")
    truth = script(watched, f"LM.chart.data.nodes.rows.flatMap((rows, node) => rows.includes({row}) ? [node] : [])")
    assert sorted(lit) == truth
    assert node in lit
    first = "[...LM.tally.byPlace.keys()][0]"
    chosen = f"records: LM.tally.byPlace.get({first}), places: [{first}]"
    script(watched, f"LM.select({{type: 'cell', {chosen}, title: 'x'}}); 0")
    assert script(watched, "LM.chart.lit.size < LM.chart.data.nodes.id.length")
    script(watched, "LM.select(null); 0")
    before = script(watched, LIVE_VIEW_SHOWN)
    box = frame.locator(".handle").first.bounding_box()
    assert box
    watched.page.mouse.move(box["x"] + 12, box["y"] + 40)
    watched.page.mouse.down()
    watched.page.mouse.move(box["x"] + 160, box["y"] + 40, steps=4)
    watched.page.mouse.up()
    becomes(watched, f"{LIVE_VIEW_SHOWN}[0] < {before[0]}")
    after = script(watched, LIVE_VIEW_SHOWN)
    assert after[0] < before[0], "what has no record in the shorter period is faint"
    assert after[1:] == before[1:], "nothing jumps and nothing goes"
    assert script(watched, "LM.chart.pairs.every((pair) => pair.weight <= 1 && pair.weight >= 0)")
    expect(watched.page).to_have_url(re.compile(r"from=20\d\d"), timeout=WAIT)
    assert watched.is_clean()


@pytest.fixture(scope="module")
def whole(demo_path: Path) -> nx.Graph[str]:
    with Workspace(demo_path).read() as tables:
        return nx.Graph(graph_of(tables, Filters(forces=reference.regional_units()["SWROCU"])))


def test_badges_count_what_is_hidden_and_opening_shows_it(
    watched: Watched, app_address: str, whole: nx.Graph[str]
) -> None:
    frame = opened(watched, app_address)
    shown = "LM.chart.nodesShown().map((node) => [LM.chart.data.nodes.id[node], LM.chart.hiddenCount(node)])"
    drawn = "LM.chart.pairsShown().map((pair) => [LM.chart.data.nodes.id[pair.a], LM.chart.data.nodes.id[pair.b]])"

    def check() -> None:
        joined = nx.Graph([tuple(pair) for pair in script(watched, drawn)])
        for node, hidden in script(watched, shown):
            seen = joined.degree(node) if node in joined else 0
            assert hidden == whole.degree(node) - seen, node

    check()
    node = first_of(watched, "deal_line")
    count = script(watched, "LM.chart.nodesShown().length")
    watched.page.mouse.dblclick(*place_of(watched, frame, node))
    becomes(watched, f"LM.chart.nodesShown().length === {count + 25}")
    check()
    frame.locator(".lm-chart-canvas").focus()
    watched.page.keyboard.press("e")
    becomes(watched, f"LM.chart.nodesShown().length === {count}")
    check()
    assert watched.is_clean()


def test_a_tie_opens_to_its_records_file_and_row(watched: Watched, app_address: str) -> None:
    frame = opened(watched, app_address)
    pair = script(watched, FREE_TIE)
    box = frame.locator(".lm-chart-canvas").bounding_box()
    assert box
    watched.page.mouse.click(box["x"] + pair[2], box["y"] + pair[3])
    expect(frame.locator(".lm-panel .lm-kicker")).to_have_text(re.compile("tie", re.IGNORECASE))
    rows = script(watched, "[...new Set(LM.chart.tie.edges.flatMap((e) => LM.chart.data.edges.rows[e]))]")
    assert set(rows) == set(script(watched, "[...LM.only]"))
    expect(frame.locator(".lm-panel-body .lm-list small").last).to_contain_text(re.compile(r"row [\d,]+"))
    said = frame.locator(".lm-panel-body .lm-list .lm-link").first.inner_text()
    frame.locator(".lm-panel-body .lm-list .lm-link").first.click()
    panel = frame.locator(".lm-panel-body")
    expect(panel.get_by_text("Where this comes from")).to_be_visible(timeout=WAIT)
    facts = dict(zip(panel.locator("dt").all_inner_texts(), panel.locator("dd").all_inner_texts(), strict=True))
    assert f"{facts['File']}, row {facts['Row']}" in said
    frame.get_by_text("Back to the list").click()
    expect(frame.locator(".lm-panel .lm-kicker")).to_have_text(re.compile("tie", re.IGNORECASE))
    assert watched.is_clean()


def test_path_is_drawn_and_listed_or_said_not_to_be(watched: Watched, app_address: str) -> None:
    frame = opened(watched, app_address)
    one, other = first_of(watched, "person"), first_of(watched, "vehicle")
    watched.page.mouse.click(*place_of(watched, frame, one))
    frame.get_by_role("button", name="Path to …").click()
    expect(frame.locator(".lm-chart-foot")).to_contain_text("choose the second thing")
    watched.page.mouse.click(*place_of(watched, frame, other))
    expect(frame.locator(".lm-panel .lm-kicker").first).to_have_text("Path")
    path = script(watched, "LM.selected.path")
    assert (path[0], path[-1]) == (one, other)
    assert script(watched, "LM.chart.pathPairs(LM.selected.path).length") == len(path) - 1
    expect(frame.locator(".lm-steps .lm-link")).to_have_count(len(path))
    assert best_cost(watched, one, other) == pytest.approx(
        script(watched, "LM.chart.pathPairs(LM.selected.path).reduce((sum, p) => sum - Math.log(p.weight) + 0.01, 0)")
    )
    script(watched, "LM.chart.pairs.forEach((pair) => (pair.live = false)); LM.chart.showPath(0, 1); 0")
    expect(frame.locator(".lm-no-path")).to_contain_text("No path among what is loaded")
    ends = script(watched, "[LM.chart.data.nodes.id[0], LM.chart.data.nodes.id[1]]")
    frame.get_by_role("button", name=re.compile("^Look in all")).click()
    expect(frame.locator(".lm-panel .lm-lead")).to_contain_text("step", timeout=WAIT)
    steps = script(watched, "LM.selected.path.map((node) => LM.chart.data.nodes.id[node])")
    assert [steps[0], steps[-1]] == ends, "the path of the whole graph"
    assert watched.is_clean()


def best_cost(watched: Watched, one: int, other: int) -> float:
    """Cost of the best path, worked out by networkx on the ties that the frame holds."""
    ties = script(watched, LIVE_TIES)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_weighted_edges_from(ties)
    return float(nx.dijkstra_path_length(graph, one, other))


def test_types_layouts_search_and_keyboard(watched: Watched, app_address: str) -> None:
    frame = opened(watched, app_address)
    phones = script(watched, "LM.chart.nodesShown().filter((node) => LM.chart.type(node) === 'phone').length")
    total = script(watched, "LM.chart.nodesShown().length")
    toggle = frame.locator('.lm-types button[data-type="phone"]')
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "false")
    assert script(watched, "LM.chart.nodesShown().length") == total - phones
    toggle.click()
    for name in ("On the ground", "In time", "By role", "By ties"):
        frame.get_by_role("button", name=name).click()
        becomes(watched, ALL_IN_VIEW)
    frame.locator(".lm-chart .lm-find").fill("harr")
    frame.locator(".lm-chart .lm-found button", has_text="Harrier").first.click()
    expect(frame.locator(".lm-panel h2")).to_have_text("Harrier")
    frame.locator(".lm-chart-canvas").focus()
    start = script(watched, "LM.chart.current")
    now = start
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        watched.page.keyboard.press(key)
        now = script(watched, "LM.chart.current")
        if now != start:
            break
    assert script(watched, f"Boolean(LM.chart.pairOf({start}, {now}))"), "an arrow goes along a tie"
    watched.page.keyboard.press("Enter")
    assert script(watched, "[...LM.chart.picked]") == [now]
    zoom = script(watched, "LM.chart.view.k")
    watched.page.keyboard.press("+")
    assert script(watched, "LM.chart.view.k") > zoom
    frame.locator(".lm-tabs button", has_text="In chart").click()
    expect(frame.locator(".lm-table tbody tr")).to_have_count(total)
    assert watched.is_clean()


def test_shift_and_box_select_several(watched: Watched, app_address: str) -> None:
    frame = opened(watched, app_address)
    one, other = first_of(watched, "person"), first_of(watched, "vehicle")
    watched.page.mouse.click(*place_of(watched, frame, one))
    watched.page.keyboard.down("Shift")
    watched.page.mouse.click(*place_of(watched, frame, other))
    watched.page.keyboard.up("Shift")
    expect(frame.locator(".lm-panel h2")).to_have_text("2 things")
    union = script(watched, f"new Set([...LM.chart.data.nodes.rows[{one}], ...LM.chart.data.nodes.rows[{other}]]).size")
    assert script(watched, "LM.only.size") == union
    box = frame.locator(".lm-chart-canvas").bounding_box()
    assert box
    watched.page.keyboard.down("Shift")
    watched.page.mouse.move(box["x"] + 3, box["y"] + 3)
    watched.page.mouse.down()
    watched.page.mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] - 3, steps=3)
    watched.page.mouse.up()
    watched.page.keyboard.up("Shift")
    assert script(watched, "LM.chart.picked.size") == script(watched, "LM.chart.nodesShown().length")


def test_a_thing_that_is_not_loaded_is_found_and_opened_on(watched: Watched, app_address: str) -> None:
    frame = opened(watched, app_address)
    known = set(script(watched, "LM.chart.data.nodes.label"))
    number = next(n for n in range(0x1000, 0xFFFF) if not any(f"{n:X}" in label for label in known))
    frame.locator(".lm-chart .lm-find").fill("place that is not here")
    frame.locator(".lm-elsewhere").click()
    expect(frame.locator(".lm-chart .lm-found .none")).to_have_text("Nothing is called so", timeout=WAIT)
    assert number
    frame.locator(".lm-chart .lm-find").fill("person 0")
    frame.locator(".lm-elsewhere").click()
    more = frame.locator(".lm-chart .lm-found button", has_text="opens on it")
    expect(more.first).to_be_visible(timeout=WAIT)
    label = more.first.locator("b").inner_text()
    assert label not in known
    more.first.click()
    expect(watched.page).to_have_url(re.compile("focus="), timeout=WAIT)
    expect(frame.locator(".lm-panel h2")).to_have_text(label, timeout=WAIT)
    assert script(watched, "LM.chart.label(LM.chart.data.focus[0])") == label
    assert watched.is_clean()


def test_two_thousand_things_stay_usable(watched: Watched, app_address: str) -> None:
    frame = opened(watched, app_address)
    frame.get_by_role("button", name=re.compile("^Draw all")).click()
    becomes(watched, "LM.chart.painted.nodes >= 1500")
    times = script(
        watched,
        """(() => { const c = LM.chart; const times = []; c.dragging = true;
           for (let i = 0; i < 40; i += 1) { c.view.x += i % 2 ? 4 : -4; c.paint(); times.push(c.painted.ms); }
           c.dragging = false; c.paint(); return times.sort((a, b) => a - b); })()""",
    )
    assert times[len(times) // 2] < 70, "a picture of 2,000 things takes well under a tenth of a second"


def test_narrow_window_shows_chart_or_map_and_neither_is_blank(watched: Watched, app_address: str) -> None:
    watched.page.set_viewport_size({"width": 1024, "height": 768})
    frame = opened(watched, app_address)
    expect(frame.locator(".lm-chart-canvas")).to_be_visible()
    expect(frame.locator(".folium-map")).not_to_be_visible()
    assert script(watched, "LM.chart.painted.nodes") > 40
    frame.get_by_role("tab", name="Map").click()
    expect(frame.locator(".folium-map")).to_be_visible()
    assert script(watched, "LM.map.getSize().x") > 900
    expect(frame.locator("path.lm-flow").first).to_be_attached()
    frame.get_by_role("tab", name="Chart").click()
    expect(frame.locator(".lm-chart-canvas")).to_be_visible()
    assert watched.is_clean()


@pytest.fixture(scope="module")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a workspace whose line, record and text say hostile things, with a hit in a text."""
    workspace = build(tmp_path_factory.mktemp("hostile"), AFTER)
    with workspace.write() as writer:
        tables = writer.tables()
        entities = tables["entities"].to_pandas()
        line = entities.index[entities["label"] == "Harrier"][0]
        entities.loc[line, ["label", "caution"]] = [HOSTILE, HOSTILE]
        entities["caution"] = entities["caution"].astype("object").where(entities["caution"].notna(), None)
        writer.replace_all("entities", entities)
        mentions = tables["mentions"].to_pandas()
        resolutions = tables["resolutions"].to_pandas()
        own = resolutions.loc[resolutions["entity_id"] == entities.loc[line, "entity_id"], "mention_id"]
        named = mentions["mention_id"].isin(own)
        mentions.loc[named, "from_text"] = True
        mentions.loc[named, "span_from"], mentions.loc[named, "span_to"] = 6, 6 + len(HOSTILE)
        writer.replace_all("mentions", mentions)
        records = tables["records"].to_pandas()
        said = records["record_id"].isin(mentions.loc[named, "record_id"])
        records.loc[said, "summary"] = f"First {HOSTILE} was seen. Second sentence."
        records.loc[said, "title"] = HOSTILE
        writer.replace_rows("records", records[said])
        writer.log("alteration", "hostile words")
    port = free_port()
    process = serve(workspace.path, port)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


def test_hostile_words_show_as_they_are_and_a_hit_shows_its_sentence(watched: Watched, hostile_address: str) -> None:
    frame = opened(watched, hostile_address)
    node = script(watched, f"LM.chart.data.nodes.label.indexOf({json.dumps(HOSTILE)})")
    assert node >= 0
    script(watched, f"LM.chart.goTo({node}); 0")
    expect(frame.locator(".lm-panel h2")).to_have_text(HOSTILE)
    expect(frame.locator(".lm-caution")).to_contain_text(HOSTILE)
    hit = frame.locator(".lm-hit").first
    expect(hit).to_have_text(re.compile(r"^First "), timeout=WAIT)
    expect(hit.locator("mark")).to_have_text(HOSTILE)
    expect(hit).not_to_contain_text("Second sentence")
    assert frame.locator("img[src=x]").count() == 0
    assert watched.is_clean()


def test_nothing_found_says_so(watched: Watched, app_address: str) -> None:
    frame = opened(watched, app_address, "?force=Dorset&region=&line=Harrier&operation=Tidewick&kind=Recorded+offence")
    expect(frame.locator(".lm-chart-empty")).to_be_visible()
    expect(frame.locator(".lm-chart-empty")).to_contain_text("No record matches")
    assert watched.is_clean()


def test_dark_theme_is_dark(watched: Watched, app_address: str) -> None:
    watched.page.emulate_media(color_scheme="dark")
    opened(watched, app_address)
    colour = script(watched, CORNER)
    assert colour[:3] == [18, 24, 31]
