"""Carry a request for a place, and its answer, between the import and the geocoder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from linesmap.model.vocabulary import PlaceStatus, Precision

__all__ = ["Candidate", "Location", "LocationQuery"]


@dataclass(frozen=True)
class LocationQuery:
    """Everything one row says about where.

    `text` is free text or place name; `postcode`, `grid_reference` as written; `easting`, `northing` in
    metres EPSG:27700; `lon`, `lat` in degrees EPSG:4326; `near` is the code of the recording force, or a
    county, which may narrow the candidates. `snapped` says that the source moves its points (data.police.uk).
    """

    text: str | None = None
    postcode: str | None = None
    grid_reference: str | None = None
    easting: float | None = None
    northing: float | None = None
    lon: float | None = None
    lat: float | None = None
    near: str | None = None
    snapped: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether the row says nothing about where."""
        return (
            self.text is None
            and self.postcode is None
            and self.grid_reference is None
            and (self.easting is None or self.northing is None)
            and (self.lon is None or self.lat is None)
        )

    @property
    def place_id(self) -> str:
        """Identifier of the place: the same question always has the same."""
        key = "\x1f".join(
            "" if part is None else str(part)
            for part in (
                self.text,
                self.postcode,
                self.grid_reference,
                self.easting,
                self.northing,
                self.lon,
                self.lat,
                self.near,
                self.snapped,
            )
        )
        return "P" + hashlib.sha256(key.encode()).hexdigest()[:15]

    @property
    def words(self) -> str:
        """What was asked, in words."""
        parts = [part for part in (self.text, self.postcode, self.grid_reference) if part]
        if self.easting is not None and self.northing is not None:
            parts.append(f"{self.easting:.0f},{self.northing:.0f}")
        if self.lon is not None and self.lat is not None:
            parts.append(f"{self.lat:.5f},{self.lon:.5f}")
        return "; ".join(parts)


@dataclass(frozen=True)
class Candidate:
    """One possible place for a text."""

    label: str
    lon: float
    lat: float
    pfa_code: str | None = None
    share: float | None = None


@dataclass(frozen=True)
class Location:
    """The answer of the geocoder.

    Coordinates are null unless `status` is `found`. `uncertainty_m` is a radius in metres that should hold
    the true place 95 times in 100. `pfa_code` is null when no force, or more than one, can be named.
    `disagreement_m` is how far, in metres, the other statements of the row lie from the chosen one: the largest gap
    among those that exceed the sum of both uncertainties; null when nothing disagrees.
    """

    status: PlaceStatus
    label: str = ""
    lon: float | None = None
    lat: float | None = None
    easting: float | None = None
    northing: float | None = None
    precision: Precision | None = None
    uncertainty_m: float | None = None
    method: str = ""
    pfa_code: str | None = None
    lad_code: str | None = None
    disagreement_m: float | None = None
    candidates: tuple[Candidate, ...] = field(default=())
