"""Turn what a record says about where into one place with a precision, or into a refusal with candidates.

`locate` takes the columns of a record, `locate_texts` free text, `parse_query` only says what kind of text it is. All
of it works offline, on the postcode directory, the gazetteer and the areas of `linesmap.reference`, and on gazetteers
of the user's own, made one value by `user_gazetteer`.
"""

from linesmap.geocode.locate import locate, locate_texts
from linesmap.geocode.place_table import place_table
from linesmap.geocode.queries import parse_query
from linesmap.geocode.user_gazetteer import UserGazetteer, user_gazetteer

__all__ = ["UserGazetteer", "locate", "locate_texts", "parse_query", "place_table", "user_gazetteer"]
