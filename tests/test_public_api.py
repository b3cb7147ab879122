"""What a package offers is listed, sorted and really there."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import linesmap

PACKAGES = [
    f"linesmap.{info.name}"
    for info in pkgutil.iter_modules(linesmap.__path__)
    if info.ispkg and info.name not in {"ui", "_app", "_data"}
]
MODULES = [
    info.name
    for info in pkgutil.walk_packages(linesmap.__path__, "linesmap.")
    if not info.name.startswith(("linesmap.ui.pages.", "linesmap._")) and info.name != "linesmap.__main__"
]


@pytest.mark.parametrize("name", MODULES)
def test_all_names_exist_and_are_sorted(name: str) -> None:
    module = importlib.import_module(name)
    offered = getattr(module, "__all__", None)
    if offered is None:
        assert module.__file__ is not None
        assert module.__file__.endswith("__init__.py"), f"{name} lists nothing in __all__"
        return
    assert len(offered) == len(set(offered))
    for item in offered:
        assert hasattr(module, item), f"{name}.{item}"


@pytest.mark.parametrize("name", PACKAGES)
def test_package_says_what_it_is(name: str) -> None:
    assert importlib.import_module(name).__doc__


def public_objects() -> list[tuple[str, object]]:
    found = []
    for name in MODULES:
        module = importlib.import_module(name)
        for item in getattr(module, "__all__", ()):
            thing = getattr(module, item)
            if callable(thing) and getattr(thing, "__module__", "").startswith("linesmap"):
                found.append((f"{name}.{item}", thing))
    return found


def test_every_public_function_and_class_is_documented() -> None:
    missing = [name for name, thing in public_objects() if not (thing.__doc__ or "").strip()]
    assert not missing
