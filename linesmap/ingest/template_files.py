"""Read and write templates as YAML, and find those that ship with linesmap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from linesmap.errors import TemplateError
from linesmap.ingest.cleaners.base import squash
from linesmap.ingest.cleaners.units import find_unit
from linesmap.ingest.templates import ColumnSource, DateOrder, Template
from linesmap.model.kinds import KINDS
from linesmap.model.vocabulary import RecordKind

__all__ = ["find_template", "parse_template", "read_template", "shipped_templates", "template_text"]

MAX_TEMPLATE_BYTES = 200_000
_LONGEST_NAME = 80


def shipped_templates() -> tuple[Template, ...]:
    """Give the templates that ship with linesmap, in the order of their names."""
    return _shipped()


@cache
def _shipped() -> tuple[Template, ...]:
    folder = files("linesmap.ingest").joinpath("shipped_templates")
    texts = [(file.name, file.read_text(encoding="utf-8")) for file in folder.iterdir() if file.name.endswith(".yaml")]
    return tuple(sorted((parse_template(text, name) for name, text in texts), key=lambda template: template.name))


def find_template(name: str, saved: tuple[Template, ...] = ()) -> Template:
    """Find a template by its name, blind to case and punctuation, or read it from a file.

    Parameters
    ----------
    name
        Name of a template that was saved or ships with linesmap, or the path of a YAML file.
    saved
        Templates of the workspace; they come first.

    Raises
    ------
    TemplateError
        If there is none, or the file cannot be read.
    """
    for template in (*saved, *shipped_templates()):
        if squash(template.name) == squash(name):
            return template
    path = Path(name)
    if path.suffix.casefold() in {".yaml", ".yml"} or path.is_file():
        return read_template(path)
    known = ", ".join(template.name for template in (*saved, *shipped_templates()))
    msg = f"Expected the name of a template or a YAML file, found {name!r}. Known are: {known}."
    raise TemplateError(msg)


def read_template(path: Path) -> Template:
    """Read a template from a YAML file.

    Raises
    ------
    TemplateError
        If it cannot be opened, is larger than 200 kB, or does not say what a template must say.
    """
    try:
        data = path.read_bytes()[: MAX_TEMPLATE_BYTES + 1]
    except OSError as error:
        msg = f"{path.name} could not be opened: {error.strerror or 'it is not a readable file'}."
        raise TemplateError(msg) from error
    if len(data) > MAX_TEMPLATE_BYTES:
        msg = f"{path.name}: expected a template of at most {MAX_TEMPLATE_BYTES // 1000} kB, found a larger file."
        raise TemplateError(msg)
    return parse_template(data.decode("utf-8-sig", "replace"), path.name)


def parse_template(text: str, where: str) -> Template:
    """Read a template from the text of a YAML file.

    Parameters
    ----------
    text
        See docs/templates.md for what it may say.
    where
        Name of the file, for messages.

    Raises
    ------
    TemplateError
        Naming the key at fault, what was expected there and what was found.
    """
    try:
        # An alias can make a small file unpack to a huge one, and no template needs one.
        has_alias = any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader))
        content = None if has_alias else yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        msg = f"{where}{line}: expected a YAML file, found text that is none. Compare it with a shipped template."
        raise TemplateError(msg) from error
    if has_alias:
        raise TemplateError(_fault(where, "a file without YAML aliases (*name)", "one"))
    return _Reader(where).template(content)


def _fault(where: str, expected: str, found: str) -> str:
    return f"{where}: expected {expected}, found {found}. Correct the template; docs/templates.md explains each key."


class _Reader:
    """Check what a YAML file says, key by key."""

    def __init__(self, where: str) -> None:
        self.where = where

    def template(self, content: object) -> Template:
        if content is None:
            raise TemplateError(_fault(self.where, "for a template a list of keys with their values", "nothing"))
        entry = self.mapping(content, "a template")
        kind = self.choice(entry.get("kind"), "kind", RecordKind)
        known = {column.name for column in KINDS[kind].all_columns}
        allowed = {*_KEYS}
        for key in entry:
            if key not in allowed:
                raise TemplateError(_fault(self.where, f"one of the keys {', '.join(_KEYS)}", f"the key {key!r}"))
        columns = {
            self.column(name, known): self.source(value, f"columns, {name}")
            for name, value in self.mapping(entry.get("columns", {}), "columns").items()
        }
        template = Template(
            name=self.text(entry.get("name"), "name")[:_LONGEST_NAME],
            kind=kind,
            columns=columns,
            constants={
                self.column(name, known): self.text(value, f"constants, {name}")
                for name, value in self.mapping(entry.get("constants", {}), "constants").items()
            },
            values={
                self.column(name, known): self.translations(words, f"values, {name}")
                for name, words in self.mapping(entry.get("values", {}), "values").items()
            },
            date_order=self.choice(entry.get("date_order", DateOrder.DAY_FIRST.value), "date_order", DateOrder),
            quantity_unit=self.unit(entry.get("units", {})),
            drop=self.texts(entry.get("drop", []), "drop"),
            keep=self.texts(entry.get("keep", []), "keep"),
            unused=self.texts(entry.get("unused", []), "unused"),
            automatic=self.flag(entry.get("automatic", False), "automatic"),
            match_others=self.choice(entry.get("others", "leave"), "others", ("leave", "match")) == "match",
            snapped=self.flag(entry.get("snapped", False), "snapped"),
            force=self.text(entry["force"], "force") if entry.get("force") else None,
            about=" ".join(self.text(entry["about"], "about").split()) if entry.get("about") else "",
        )
        if not template.columns and not template.match_others:
            raise TemplateError(_fault(self.where, "at least one entry under columns", "none"))
        return template

    def mapping(self, value: object, key: str) -> Mapping[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(name, str | int | float | bool) for name in value):
            raise TemplateError(_fault(self.where, f"for {key} a list of keys with their values", _kind_of(value)))
        return {str(name): item for name, item in value.items()}

    def column(self, name: str, known: set[str]) -> str:
        if name not in known:
            raise TemplateError(_fault(self.where, f"a column among {', '.join(sorted(known))}", repr(name)))
        return name

    def text(self, value: object, key: str) -> str:
        if isinstance(value, bool):
            # YAML reads a bare yes or no as a truth value.
            return "yes" if value else "no"
        if isinstance(value, str | int | float) and str(value).strip():
            return str(value)
        raise TemplateError(_fault(self.where, f"for {key} a text", _kind_of(value)))

    def texts(self, value: object, key: str) -> tuple[str, ...]:
        several = value if isinstance(value, list) else [value]
        return tuple(self.text(item, key) for item in several)

    def source(self, value: object, key: str) -> ColumnSource:
        if isinstance(value, dict):
            if set(value) != {"join"}:
                raise TemplateError(
                    _fault(self.where, f"for {key} a header, a list, or `join:` and a list", "other keys")
                )
            return ColumnSource(self.texts(value["join"], key), joined=True)
        return ColumnSource(self.texts(value, key))

    def translations(self, words: object, key: str) -> dict[str, str]:
        return {
            squash(word): self.text(meaning, key) if meaning not in {None, ""} else ""
            for word, meaning in self.mapping(words, key).items()
        }

    def flag(self, value: object, key: str) -> bool:
        if not isinstance(value, bool):
            raise TemplateError(_fault(self.where, f"for {key} yes or no", _kind_of(value)))
        return value

    def unit(self, units: object) -> str | None:
        entry = self.mapping(units, "units")
        if not entry:
            return None
        if set(entry) != {"quantity"}:
            raise TemplateError(_fault(self.where, "under units only `quantity`", f"{', '.join(entry)}"))
        unit = self.text(entry["quantity"], "units, quantity")
        if find_unit(unit) is None:
            raise TemplateError(_fault(self.where, "for units, quantity, a unit such as g, kg or wraps", repr(unit)))
        return unit

    def choice(self, value: object, key: str, allowed: Any) -> Any:  # noqa: ANN401 -- one of what is allowed
        for each in allowed:
            if value == each:
                return each
        found = repr(value) if isinstance(value, str) else _kind_of(value)
        raise TemplateError(_fault(self.where, f"for {key} one of {', '.join(allowed)}", found))


def _kind_of(value: object) -> str:
    names = {dict: "a list of keys", list: "a list", bool: "yes or no", int: "a number", float: "a number"}
    return "nothing" if value is None else names.get(type(value), "something else")


_KEYS: dict[str, Callable[[Template], object]] = {
    "name": lambda t: t.name,
    "kind": lambda t: t.kind.value,
    "about": lambda t: t.about,
    "automatic": lambda t: t.automatic,
    "columns": lambda t: {name: _plain(source) for name, source in t.columns.items()},
    "constants": lambda t: t.constants,
    "date_order": lambda t: t.date_order.value if t.date_order is not DateOrder.DAY_FIRST else None,
    "units": lambda t: {"quantity": t.quantity_unit} if t.quantity_unit else None,
    "values": lambda t: t.values,
    "force": lambda t: t.force,
    "drop": lambda t: list(t.drop),
    "keep": lambda t: list(t.keep),
    "unused": lambda t: list(t.unused),
    "others": lambda t: "match" if t.match_others else None,
    "snapped": lambda t: t.snapped,
}
"""The keys of a template file in the order they are written, each with what a template says of it."""


def _plain(source: ColumnSource) -> object:
    if source.joined:
        return {"join": list(source.headers)}
    return source.headers[0] if len(source.headers) == 1 else list(source.headers)


def template_text(template: Template) -> str:
    """Write a template as YAML; reading it again gives the same template."""
    content = {key: value for key, say in _KEYS.items() if (value := say(template))}
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)
