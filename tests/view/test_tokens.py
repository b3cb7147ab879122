"""The colours can be told apart and read, by everyone: recomputed from the tokens, as WCAG 2 and CIE say."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from linesmap.view.tokens import THEMES, colour, css_variables, streamlit_config, tokens

ROOT = Path(__file__).resolve().parents[2]
Vector = NDArray[np.float64]

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
SIGHT: dict[str, Vector] = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}


def linear(hexadecimal: str) -> Vector:
    values = np.array([int(hexadecimal[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    weights = np.array([0.2126, 0.7152, 0.0722])
    low, high = sorted(float(linear(name) @ weights) for name in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: Vector) -> Vector:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ rgb / np.array([0.95047, 1, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(np.clip(xyz, 0, None)), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def least_distance(colours: list[str]) -> float:
    return min(
        float(np.linalg.norm(lab(np.clip(sight @ linear(a), 0, 1)) - lab(np.clip(sight @ linear(b), 0, 1))))
        for sight in SIGHT.values()
        for a, b in itertools.combinations(colours, 2)
    )


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["ink", "ink2", "ink3", "warn", "primary"])
def test_text_reads_on_the_page(theme: str, name: str) -> None:
    assert contrast(colour(name, theme), colour("bg", theme)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("text", "ground"), [("warn", "warn-ground"), ("mark", "mark-ground"), ("on-primary", "primary"), ("ink3", "sea")]
)
def test_text_reads_on_its_ground(theme: str, text: str, ground: str) -> None:
    assert contrast(colour(text, theme), colour(ground, theme)) >= 4.5 - 0.05


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "status", ["active", "suspected", "reactivated", "dormant", "closed-1", "closed-2", "merged", "rebranded"]
)
@pytest.mark.parametrize("ground", ["sea", "focus"])
def test_lines_stand_out_from_the_map(theme: str, status: str, ground: str) -> None:
    assert contrast(colour(f"status-{status}", theme), colour(ground, theme)) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_marks_stand_out_from_the_page(theme: str) -> None:
    for group in ("kind-", "drug-"):
        for name in tokens()[theme]:
            if name.startswith(group):
                assert contrast(colour(name, theme), colour("bg", theme)) >= 3, name


@pytest.mark.parametrize(("theme", "least"), [("light", 16), ("dark", 14)])
def test_line_hues_differ_for_every_kind_of_sight(theme: str, least: float) -> None:
    hues = [colour(f"status-{name}", theme) for name in ("active", "reactivated", "dormant", "closed-1")]
    assert least_distance(hues) >= least - 0.5


@pytest.mark.parametrize(("theme", "least"), [("light", 17), ("dark", 20)])
def test_kind_hues_differ_for_every_kind_of_sight(theme: str, least: float) -> None:
    assert least_distance([colour(f"kind-{name}", theme) for name in tokens()["kind"]]) >= least


def test_statuses_of_one_hue_differ_by_dash_or_width() -> None:
    looks = {
        (colour(f"status-{name}"), style["dash"], style.get("width")) for name, style in tokens()["status"].items()
    }
    assert len(looks) == len(tokens()["status"])


def test_kinds_differ_by_shape_too() -> None:
    shapes = [style["shape"] for style in tokens()["kind"].values()]
    assert len(set(shapes)) == len(shapes)


def test_both_themes_define_the_same_tokens() -> None:
    assert set(tokens()["light"]) == set(tokens()["dark"])
    assert "--sea:#e3ebf0" in css_variables()


def test_streamlit_configuration_is_made_from_the_tokens() -> None:
    """`python make.py config` writes it again."""
    assert (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8") == streamlit_config()
