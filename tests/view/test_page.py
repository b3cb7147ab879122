"""The frame's page carries everything inside it and reaches nothing."""

from __future__ import annotations

import json
import re

import pytest

from linesmap.errors import AssetMissingError, ExternalReferenceError
from linesmap.view.browser_files import LEAFLET_JS, shipped
from linesmap.view.folium_map import frame_figure, script_json
from linesmap.view.ground import ground
from linesmap.view.page import self_contained

PAGE = self_contained(frame_figure("app"))


def test_no_network_address_stands_in_the_page() -> None:
    assert not re.search(r"https?://", PAGE)
    assert not re.search(r"(?:src|href)=[\"']//", PAGE)
    assert "url(http" not in PAGE
    assert "@import" not in PAGE


def test_policy_forbids_every_request() -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', PAGE)
    assert policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    assert rules["default-src"] == rules["connect-src"] == "'none'"
    assert rules["img-src"] == rules["font-src"] == "data:"
    assert "unsafe-eval" not in policy[1]
    assert PAGE.index("Content-Security-Policy") < PAGE.index("<script"), "the policy must come before any script"


def test_same_input_same_page() -> None:
    assert self_contained(frame_figure("app")) == PAGE


def test_only_leaflet_is_carried() -> None:
    assert "L.Map" in PAGE or "L.map(" in PAGE
    for other in ("jQuery", "bootstrap", "awesome"):
        assert other not in PAGE


def test_ground_is_whole() -> None:
    block = re.search(r'id="lm-ground">(.*?)</script>', PAGE, re.DOTALL)
    assert block
    assert json.loads(block[1]) == json.loads(json.dumps(ground()))
    assert len(ground()["forces"]) == 43


def test_tiles_open_one_host_for_images_only() -> None:
    tiles = ("https://tiles.example.org/{z}/{x}/{y}.png", "Example")
    page = self_contained(frame_figure("app", tiles=tiles), images_from="https://tiles.example.org")
    assert "img-src data: https://tiles.example.org;" in page
    assert "connect-src 'none'" in page


def test_an_address_left_in_a_page_is_refused() -> None:
    with pytest.raises(ExternalReferenceError, match="example"):
        self_contained(frame_figure("app", extra_css="a{background:url(https://example.org/x.png)}"))


def test_unknown_asset_is_refused() -> None:
    with pytest.raises(AssetMissingError):
        shipped("https://cdn.example.org/leaflet.js")
    assert "Leaflet 1.9.3" in shipped(LEAFLET_JS)


@pytest.mark.parametrize("text", ["</script><img onerror=alert(1)>", "<!--", "\u2028\u2029", "a & b", "O'Neill `${x}`"])
def test_hostile_text_cannot_leave_its_json(text: str) -> None:
    written = script_json({"t": text})
    assert json.loads(written) == {"t": text}
    assert not set("<>&\u2028\u2029") & set(written)
