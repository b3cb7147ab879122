"""Compose the answers of the geocoder, so that all of its parts say the same thing in the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linesmap.model.locations import Candidate, Location
from linesmap.model.vocabulary import PlaceStatus

__all__ = ["Refusal", "ambiguous", "located", "not_found", "refused"]


@dataclass(frozen=True)
class Refusal:
    """A text of a known form that must not be located, and why. `candidates` are what it may have meant."""

    reason: str
    candidates: tuple[Candidate, ...] = ()


def located(fields: dict[str, object]) -> Location:
    """Make a location from its fields in a third of the time of its constructor, which matters a million times.

    A frozen dataclass sets its fields one call each; here they are set at once. Fields left out have their defaults.
    """
    answer = object.__new__(Location)
    answer.__dict__.update(fields)
    return answer


def refused(reason: str, candidates: Sequence[Candidate] = ()) -> Location:
    """Answer that a location is refused: its form is known, and it is not good enough to use."""
    return Location(status=PlaceStatus.REFUSED, method=reason, candidates=tuple(candidates))


def not_found(reason: str, candidates: Sequence[Candidate] = ()) -> Location:
    """Answer that no such place is known; candidates are suggestions for a person, never used by themselves."""
    return Location(status=PlaceStatus.NOT_FOUND, method=reason, candidates=tuple(candidates))


def ambiguous(reason: str, candidates: Sequence[Candidate]) -> Location:
    """Answer that several places are meant equally well, until a person chooses."""
    return Location(status=PlaceStatus.AMBIGUOUS, method=reason, candidates=tuple(candidates))
