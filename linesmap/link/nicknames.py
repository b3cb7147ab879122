"""Know by which other forms a forename is written: Bob for Robert, Liz for Elizabeth.

Forms come from the package `nicknames` (Carlton Northern and others, Apache-2.0, hand-curated English names), and a
few British ones that it lacks.
"""

from __future__ import annotations

from functools import cache

from nicknames import NickNamer

__all__ = ["forename_forms"]

_BRITISH: dict[str, tuple[str, ...]] = {
    "baz": ("barry",),
    "caz": ("caroline", "carol"),
    "daz": ("darren",),
    "deano": ("dean",),
    "gaz": ("gareth", "gary"),
    "gazza": ("gareth", "gary"),
    "jaz": ("jason", "jasmine"),
    "jonny": ("jonathan", "john"),
    "jono": ("jonathan",),
    "kaz": ("karen",),
    "kez": ("kerry",),
    "kiz": ("kirsty",),
    "loz": ("laurence", "lauren"),
    "maz": ("maria", "marion"),
    "mo": ("mohammed", "mohamed", "muhammad", "mohammad"),
    "moh": ("mohammed", "mohamed", "muhammad", "mohammad"),
    "muhammad": ("mohammed",),
    "mohamed": ("mohammed",),
    "mohammad": ("mohammed",),
    "naz": ("nazir", "nasreen"),
    "paddy": ("patrick",),
    "shaz": ("sharon",),
    "ste": ("stephen", "steven"),
    "tel": ("terence", "terry"),
}


@cache
def _names() -> NickNamer:
    return NickNamer()


@cache
def forename_forms(forename: str) -> tuple[str, ...]:
    """Give a forename and the full names it may stand for, sorted; two forenames that share one may be the same.

    Examples
    --------
    >>> forename_forms("bob")
    ('bert', 'bob', 'bobby', 'robert')
    >>> sorted(set(forename_forms("gaz")) & set(forename_forms("gary")))
    ['gareth', 'gary']
    """
    name = forename.casefold()
    return tuple(sorted({name, *_names().canonicals_of(name), *_BRITISH.get(name, ())}))
