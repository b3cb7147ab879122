"""Records whose handling carries conditions stay behind."""

from __future__ import annotations

import pandas as pd
import pytest

from linesmap.disclose import may_leave


@pytest.mark.parametrize(
    ("code", "allowed"),
    [("P", True), ("p ", True), ("C", False), ("c", False), ("1", True), ("2", False), ("5", False), (None, True)],
)
def test_codes(code: str | None, allowed: bool) -> None:
    assert may_leave(pd.DataFrame({"handling": [code]})).tolist() == [allowed]
