"""Say whom to credit, in the exact words the licences ask for."""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["ATTRIBUTION_LINES", "attributions"]

ATTRIBUTION_LINES: MappingProxyType[str, str] = MappingProxyType(
    {
        "ogl": "Contains public sector information licensed under the Open Government Licence v3.0",
        "ons": "Contains National Statistics data © Crown copyright and database right 2026",
        "os": "Contains OS data © Crown copyright and database right 2026",
        "royal_mail": "Contains Royal Mail data © Royal Mail copyright and database right 2026",
        "police_uk": "Contains data from data.police.uk, licensed under the Open Government Licence v3.0",
        "natural_earth": "Made with Natural Earth",
        "geonames": "Place names: GeoNames, CC BY 4.0",
        "simplemaps": "Further place names: SimpleMaps World Cities Database, CC BY 4.0",
        "tfl": "Powered by TfL Open Data",
        "mysociety": "Local authority codes: mySociety, CC BY 4.0",
        "topology": "Neighbouring forces: UK-GeoJSON by Martin Chorley, CC BY 4.0",
    }
)
"""The lines by a short key, as data/build/catalogue.csv refers to them."""


def attributions() -> tuple[str, ...]:
    """List the attribution lines for the data that ships with linesmap and its postcode directory."""
    return tuple(ATTRIBUTION_LINES.values())
