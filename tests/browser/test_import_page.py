"""The Import page in a real browser: suggest, try, import, bring back what was rejected, and keep the mapping."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from linesmap.intake import saved_templates
from linesmap.store import Workspace
from tests.browser.conftest import Watched, free_port, serve

pytestmark = pytest.mark.browser

WAIT = 60_000
SEIZURES = (
    "Exhibit ref,Dt seized,Where seized,Drug type,Amount seized,Officer in case,Notes on item\n"
    'ABC/1,7/3/22,"Yeovil, Somerset",crack,14.2g,PC 123 SMITH,<b>wraps</b>\n'
    "ABC/2,31/02/22,BS1 1AD,heroin,3 wraps,PC 123 SMITH,\n"
    "ABC/3,9/3/22,Poole,ketamine,2g,PC 9,\n"
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Serve a workspace that is not there yet."""
    path = tmp_path_factory.mktemp("imports") / "w.duckdb"
    port = free_port()
    process = serve(path, port)
    yield f"http://127.0.0.1:{port}", path
    process.terminate()
    process.wait(20)


def test_a_file_of_strange_headers_is_imported_mended_and_its_mapping_kept(
    watched: Watched, empty: tuple[str, Path], tmp_path: Path
) -> None:
    (address, workspace), page = empty, watched.page
    file = tmp_path / "seizures.csv"
    file.write_text(SEIZURES, encoding="utf-8")
    page.goto(f"{address}/imports")
    page.locator("input[type=file]").set_input_files(str(file), timeout=WAIT)
    expect(page.get_by_text("Seizures: what the columns mean")).to_be_visible(timeout=WAIT)
    expect(page.get_by_text("Expected a day-first date such as 7/3/2022")).to_be_visible(timeout=WAIT)
    facts = page.locator(".lm-facts")
    expect(facts).to_contain_text(re.compile(r"Rows in\s*3.*Accepted\s*2.*Rejected\s*1", re.DOTALL))
    expect(page.get_by_text("SMITH")).to_have_count(0)
    assert not workspace.exists(), "a trial writes nothing"

    page.get_by_role("button", name="Keep in the workspace").click()
    expect(page.get_by_text("are read by the template 'seizures' from now on").first).to_be_visible(timeout=WAIT)
    (saved,) = saved_templates(Workspace(workspace))
    assert (saved.columns["place"].headers, saved.drop) == (("Where seized",), ("Officer in case",))

    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.get_by_text("seizures.csv is in the workspace")).to_be_visible(timeout=WAIT)
    with page.expect_download(timeout=WAIT) as waiting:
        page.get_by_role("button", name="Download rejected rows").click()
    returned = tmp_path / "rejected_rows.csv"
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    returned.write_text(text.replace("31/02/22", "28/02/22"), encoding="utf-8")

    page.goto(f"{address}/imports")
    page.locator("input[type=file]").set_input_files(str(returned), timeout=WAIT)
    page.get_by_role("button", name="Import 1 row", exact=True).click(timeout=WAIT)
    expect(page.get_by_text("1 row rejected before came back and was accepted")).to_be_visible(timeout=WAIT)
    with Workspace(workspace).read() as tables:
        drugs = sorted(tables["seizures"].to_pandas()["drug"])
        assert tables["rejects"].filter(tables["rejects"].returned_as.isnull()).count().execute() == 0
    assert drugs == ["crack cocaine", "heroin", "ketamine"]
    page.get_by_role("button", name="Open the map").click()
    frame = page.frame_locator(".st-key-map_frame iframe")
    expect(frame.locator("body.lm-ready")).to_be_attached(timeout=WAIT)
    assert watched.is_clean()


def test_a_file_that_is_no_table_is_refused_in_one_sentence(
    watched: Watched, empty: tuple[str, Path], tmp_path: Path
) -> None:
    file = tmp_path / "letter.csv"
    file.write_bytes(b"%PDF-1.7 not a table")
    watched.page.goto(f"{empty[0]}/imports")
    watched.page.locator("input[type=file]").set_input_files(str(file), timeout=WAIT)
    expect(watched.page.get_by_text("found a PDF. Export the table as CSV.")).to_be_visible(timeout=WAIT)
    expect(watched.page.get_by_test_id("stException")).to_have_count(0)
    assert watched.is_clean()
