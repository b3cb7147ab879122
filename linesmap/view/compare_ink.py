"""Draw the pictures of a comparison once for both places: as an image in the app, as part of the page in a file."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from linesmap.view.small_map import data_uri
from linesmap.view.tokens import colour

__all__ = ["Ink", "label"]

_NAMESPACE = "http://www.w3.org/2000/svg"


@dataclass(frozen=True)
class Ink:
    """How a picture gets its colours.

    `theme` is light or dark for an image, which knows nothing of the page around it; None for a picture that is part
    of a page, which then follows the page from light to dark.
    """

    theme: str | None = None

    def __call__(self, token: str) -> str:
        """Give a colour by its token."""
        return colour(token, self.theme) if self.theme else f"var(--lm-{token})"

    def picture(self, width: int, height: int, drawn: str, alt: str) -> str:
        """Put a picture into a page.

        Parameters
        ----------
        width, height
            Pixels.
        drawn
            The content of the SVG.
        alt
            What it shows, in words.
        """
        size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        if self.theme is None:
            return f'<svg {size} role="img" aria-label="{escape(alt)}">{drawn}</svg>'
        svg = f'<svg xmlns="{_NAMESPACE}" {size}>{drawn}</svg>'
        return f'<img src="{data_uri(svg)}" width="{width}" height="{height}" alt="{escape(alt)}">'


def label(x: float, y: float, words: str, *, side: str = "right", strong: bool = False) -> str:
    """Write words over a picture, so that they are in the page's own type; `side` is where they stand from the point.

    Parameters
    ----------
    x, y
        Pixels from the upper left; the words are centred on y.
    """
    kind = f"lmc-l {side}{' strong' if strong else ''}"
    return f'<span class="{kind}" style="left:{x:.1f}px;top:{y:.1f}px" aria-hidden="true">{escape(words)}</span>'
