"""Load what the geocoder reads once, in the process that the killed imports are forked from: they start at once."""

from linesmap.geocode import locate_texts

locate_texts(["BA20 1AA", "BS1 1AD", "DT1 1AA", "EX1 1AA", "GL1 1AA", "PL1 1AA", "SN1 1AA", "TA1 1AA", "TQ1 1AA"])
locate_texts(["Yeovil, Somerset", "51.4545,-2.5879", "SU 429 128"])
