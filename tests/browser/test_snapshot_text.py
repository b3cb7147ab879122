"""Text that came from outside shows as it is written, everywhere in a snapshot, and does nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from linesmap.model.filters import Filters
from linesmap.snapshots import SnapshotRequest, write_snapshot
from linesmap.store import Workspace
from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>window.broken=1</script>",
    "</SCRIPT ><svg onload=alert(2)>",
    "<!-- <script>",
    "]]><style>body{display:none}</style>",
    "{{ 7*7 }} {% for x in y %} ${7*7} <%= 7*7 %>",
    "&lt;b&gt; &amp;amp; &#x3C;",
    "line\u2028separator\u2029paragraph",
    "right\u202eto\u202cleft \u200f\u200b",
    "=cmd|' /C calc'!A0",
    "\"quoted\" 'single' `back` \\ \\u003c \\n",
    "javascript:alert(3)",
    "Zalgo\u0301\u0302\u0303 \U0001f600 \ufffd",
    "W" * 300,
    "https://example.org/?a=1&b=2#c",
    "__proto__ constructor toString",
    "%s %d {0} {name}",
)


def shown(text: str) -> str:
    """Take the scheme from an address, as the page does, so that no address stands in the file."""
    return text.replace("https://", "")


@pytest.fixture(scope="module")
def snapshot(demo_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a snapshot in which places, lines, operations, files, titles and handling are hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    copy = folder / "w.duckdb"
    copy.write_bytes(demo_path.read_bytes())
    workspace = Workspace(copy)
    with workspace.write() as writer:
        tables = writer.tables()
        for table, column in (("places", "label"), ("records", "title"), ("entities", "label"), ("sources", "name")):
            frame = tables[table].to_pandas().sort_values(tables[table].columns[0], ignore_index=True)
            known = frame[column].notna()
            frame.loc[known, column] = [HOSTILE[i % len(HOSTILE)] for i in range(int(known.sum()))]
            writer.replace_all(table, frame)
        operations = tables["operations"].to_pandas()
        operations["operation"] = [HOSTILE[i % len(HOSTILE)] for i in range(len(operations))]
        writer.replace_all("operations", operations)
        writer.set_state(handling=HOSTILE[1], invented=HOSTILE[0])
    filters = Filters(period=(date(2025, 5, 5), date(2025, 6, 29)))
    request = SnapshotRequest(folder / "hostile.html", filters, title=" ".join(HOSTILE), made_by=HOSTILE[1])
    write_snapshot(workspace, request)
    return folder / "hostile.html"


def opened(watched: Watched, snapshot: Path) -> Page:
    watched.page.goto(snapshot.as_uri())
    expect(watched.page.locator("body.lm-ready")).to_be_attached(timeout=20_000)
    return watched.page


def all_text(page: Page, where: str) -> str:
    return page.locator(where).first.evaluate("(node) => node.textContent")  # type: ignore[no-any-return]


def test_hostile_text_shows_literally_everywhere(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    title = shown(" ".join(HOSTILE))
    assert all_text(page, "h1") == title
    assert HOSTILE[1] in all_text(page, ".lm-header p")
    assert HOSTILE[1] in all_text(page, ".lm-band.top")
    assert HOSTILE[0] in all_text(page, ".lm-band.top")
    about = all_text(page, ".lm-panel-body")
    sources = page.evaluate(
        "JSON.parse(document.getElementById('lm-snapshot').textContent).about.sources.map((r) => r[0])"
    )
    assert len(set(sources)) >= 8
    assert all(name in about for name in sources)

    scene = page.evaluate("({ titles: LM.scene.titles, lines: LM.scene.lines.map((line) => line.name) })")
    assert set(scene["titles"]) == {shown(text) for text in HOSTILE}
    page.locator(".lm-tabs button", has_text="Lines").click()
    expect(page.locator(".lm-panel-body .lm-link").first).to_be_visible()
    lines = all_text(page, ".lm-panel-body")
    assert len(scene["lines"]) >= 8
    assert all(name in lines for name in scene["lines"])

    page.get_by_role("button", name="Table").click()
    cells = set(page.locator(".lm-table-view td").evaluate_all("(cells) => cells.map((cell) => cell.textContent)"))
    assert {shown(text) for text in HOSTILE} <= cells
    page.get_by_role("button", name="Table").click()
    phases = page.evaluate("LM.scene.phases.map((phase) => phase.label)")
    assert phases
    drawn = page.locator(".lm-time-picture .phase-name").evaluate_all("(all) => all.map((one) => one.textContent)")
    assert drawn
    assert set(drawn) <= set(phases)

    # Every thing that can be selected: a line, a place with its tooltip, a record with its place, line and file.
    for row, _ in enumerate(HOSTILE):
        page.evaluate(f"LM.select({{ type: 'record', record: {row} }})")
        expect(page.locator(".lm-panel-body h2")).to_have_text(
            page.evaluate(f"LM.scene.titles[LM.scene.records.title[{row}]]"), use_inner_text=False
        )
    page.evaluate("LM.select({ type: 'line', line: 0 })")
    expect(page.locator(".lm-panel-body h2")).to_have_text(scene["lines"][0])
    for text in HOSTILE:
        page.locator(".lm-find").fill(shown(text)[:40].strip())
        page.evaluate("(text) => LM.tip(text, text)", text)
    page.locator(".lm-find").fill("<img")
    expect(page.locator(".lm-found")).to_contain_text("<img src=x onerror=alert(1)>")
    page.keyboard.press("Escape")

    # Printed too.
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    printed = all_text(page, ".lm-sheet")
    assert all(shown(text) in printed for text in HOSTILE)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")

    assert page.evaluate("window.broken") is None
    assert page.locator("img, iframe, object, embed, link, base, svg[onload], [onerror]").count() == 0
    assert asked == []
    assert watched.is_clean()


def test_long_words_break_and_nothing_grows_wider(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    for width in (1440, 1024):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        panel = page.evaluate(
            "(() => { const p = document.querySelector('.lm-panel-body'); return p.scrollWidth - p.clientWidth; })()"
        )
        assert panel <= 0
        header = page.evaluate("document.querySelector('.lm-header').getBoundingClientRect().height")
        assert header < 220


def test_a_hostile_marking_is_refused(demo_path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "w.duckdb"
    copy.write_bytes(demo_path.read_bytes())
    with pytest.raises(ValueError, match="Expected a marking"):
        write_snapshot(Workspace(copy), SnapshotRequest(tmp_path / "x.html", Filters(), marking=HOSTILE[0]))
    assert not (tmp_path / "x.html").exists()


def test_the_corpus_covers_every_sign_that_ends_or_starts_something() -> None:
    together = "".join(HOSTILE)
    assert all(sign in together for sign in "<>&\"'`\\{}$%=\u2028\u2029\u202e")
    assert pd.Series(HOSTILE).is_unique
