"""An import that is killed leaves whole files only, whenever it happens."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from kill_imports import kill_many

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


def test_workspace_is_whole_after_10_kills(tmp_path: Path) -> None:
    left = kill_many(10, 1, tmp_path)
    assert len(left) == 10
    assert len({one.files for one in left}) >= 3, "the kills fell on different stages of the import"
