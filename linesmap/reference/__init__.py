"""Load the facts that ship with linesmap: forces, districts, areas, postcodes, places, drugs, prices, results.

Everything is read once and kept. Frames are handed out as copies; GeoJSON dictionaries are shared and not to be
modified. Nothing here asks the network.
"""

from linesmap.reference.areas import (
    assign_areas,
    context_areas,
    district_areas,
    drawn_force_areas,
    drawn_regional_areas,
    force_areas,
)
from linesmap.reference.attributions import attributions
from linesmap.reference.districts import District, current_district, district_force, districts, find_district
from linesmap.reference.drugs import DrugWord, class_of_drug, drug_names, drug_words, find_drug_words
from linesmap.reference.forces import Force, area_of, find_force, force, forces, regional_units, unit_of
from linesmap.reference.places import counties, place_labels, places, sea_labels
from linesmap.reference.postcodes import PostcodeGroup, lookup_units, normalise_postcode, postcode_group
from linesmap.reference.prices import Price, PriceTable, prices, read_prices
from linesmap.reference.published import published_results
from linesmap.reference.sites import prisons, stations

__all__ = [
    "District",
    "DrugWord",
    "Force",
    "PostcodeGroup",
    "Price",
    "PriceTable",
    "area_of",
    "assign_areas",
    "attributions",
    "class_of_drug",
    "context_areas",
    "counties",
    "current_district",
    "district_areas",
    "district_force",
    "districts",
    "drawn_force_areas",
    "drawn_regional_areas",
    "drug_names",
    "drug_words",
    "find_district",
    "find_drug_words",
    "find_force",
    "force",
    "force_areas",
    "forces",
    "lookup_units",
    "normalise_postcode",
    "place_labels",
    "places",
    "postcode_group",
    "prices",
    "prisons",
    "published_results",
    "read_prices",
    "regional_units",
    "sea_labels",
    "stations",
    "unit_of",
]
