"""Compile functions to machine code: once a machine where a folder can be written, else once a process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb

__all__ = ["compiled", "within"]

F = TypeVar("F", bound=Callable[..., Any])
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}


def compiled(signature: str) -> Callable[[F], F]:
    """Compile at once, for one kind of arguments (a signature as numba writes them); other threads run meanwhile."""

    def compile_(function: F) -> F:
        made: Any
        try:
            made = nb.njit(signature, cache=True, **_OPTIONS)(function)
        except (OSError, RuntimeError):
            made = nb.njit(signature, **_OPTIONS)(function)
        return cast("F", made)

    return compile_


def within(function: F) -> F:
    """Compile as a part of what calls it."""
    return cast("F", nb.njit(**_OPTIONS)(function))
