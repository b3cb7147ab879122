"""Hold the words invented names are made of: brands of lines, names of people, officers.

Brands are birds. Words that are also a forename or common English (robin, swift, rail) are left out, because a
search for a brand in free text would find them everywhere. Surnames are compounds, plain to read and seldom real.
"""

from __future__ import annotations

from linesmap.ingest.synthetic.draws import Draws

__all__ = ["BIRDS", "BRAND_WORDS", "NICKNAMES", "person_name", "slip_of_keyboard", "write_name"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


BIRDS = _words(
    """
    Auk Babbler Barbet Becard Bluetail Bluethroat Bobolink Bonxie Brolga Bulbul Bustard Buzzard Canvasback Capercaillie
    Caracara Cassowary Chaffinch Chiffchaff Chough Cisticola Cockatiel Condor Coot Cormorant Corncrake Coucal Courser
    Cuckoo Dabchick Dipper Dovekie Dowitcher Drongo Dunnock Egret Eider Euphonia Fantail Fieldwren Finfoot
    Flamingo Flycatcher Francolin Frogmouth Gadwall Gallinule Garganey Gnatcatcher Goldcrest Goldfinch Goosander
    Grackle Grebe Greenfinch Greenshank Grosbeak Guan Gyrfalcon Hammerkop Hawfinch Hoatzin Honeyeater Hoopoe
    Hornbill Ibis Jabiru Jacana Jackdaw Junco Kagu Killdeer Kingfisher Kinglet Kiskadee Kittiwake Kookaburra Korhaan
    Lammergeier Limpkin Longclaw Lorikeet Lyrebird Mallard Malleefowl Meadowlark Merganser Mockingbird Moorhen
    Motmot Myna Nighthawk Nightingale Nightjar Nunbird Nutcracker Oriole Oropendola Ortolan Ovenbird Oystercatcher
    Pelican Petrel Phalarope Pintail Pipit Pitta Plumeleteer Potoo Pratincole Prinia Ptarmigan Puffbird
    Puffin Quetzal Razorbill Redpoll Redshank Redstart Roadrunner Rosella Sanderling Sandgrouse Sapsucker Scaup Scoter
    Seedeater Seriema Shelduck Shoveler Shrike Skua Skylark Smew Sparrowhawk Spoonbill Starling
    Stonecurlew Sunbird Sunbittern Tanager Tapaculo Tattler Tinamou Toucan Towhee Trogon Tropicbird Turaco
    Tystie Vireo Wagtail Waxbill Waxwing Whinchat Whitethroat Woodcock Woodhoopoe Woodlark Wryneck Yaffle
    Yellowlegs
    """
)

BRAND_WORDS: tuple[str, ...] = ("Young", "Little", "Uncle", "Big")

_FORENAMES = {
    "male": _words(
        """
        Aaron Adam Alan Andrew Anthony Ben Billy Callum Cameron Carl Christopher Connor Craig Curtis Daniel Darren
        David Dean Declan Dominic Dylan Edward Ethan Gareth Gary George Harry Henry Ian Isaac Jack Jacob Jake James
        Jamie Jason Joel Jonathan Jordan Joseph Joshua Karl Kevin Kieran Kyle Lee Leon Lewis Liam Louis Luke Marcus
        Matthew Michael Nathan Oliver Owen Patrick Paul Peter Philip Reece Rhys Richard Robert Ryan Samuel Scott Sean
        Simon Stephen Steven Stuart Thomas Timothy Toby Tyler William
        """
    ),
    "female": _words(
        """
        Abbie Amelia Amy Anna Ashley Beth Charlotte Chloe Claire Elizabeth Emily Emma Gemma Georgia Grace Hannah
        Heather Holly Jenna Jessica Katie Kayleigh Kelly Kirsty Laura Lauren Lisa Louise Lucy Megan Molly Nicola
        Rachel Rebecca Sarah Shannon Sophie Victoria Zoe
        """
    ),
}

NICKNAMES: dict[str, str] = {
    "Andrew": "Andy",
    "Anthony": "Tony",
    "Ben": "Benji",
    "Cameron": "Cam",
    "Christopher": "Chris",
    "Daniel": "Danny",
    "David": "Dave",
    "Edward": "Eddie",
    "Elizabeth": "Liz",
    "Jacob": "Jake",
    "James": "Jim",
    "Jonathan": "Jonny",
    "Joseph": "Joe",
    "Joshua": "Josh",
    "Matthew": "Matt",
    "Michael": "Mick",
    "Nathan": "Nate",
    "Nicola": "Nicky",
    "Patrick": "Paddy",
    "Philip": "Phil",
    "Rebecca": "Becky",
    "Richard": "Rich",
    "Robert": "Rob",
    "Samuel": "Sam",
    "Stephen": "Steve",
    "Steven": "Steve",
    "Thomas": "Tom",
    "Timothy": "Tim",
    "Victoria": "Vicky",
    "William": "Bill",
}

_FIRST_PARTS = _words(
    """
    Alder Amble Arrow Ash Barle Birch Brack Bram Bur Cal Carn Clay Copp Corn Crane Dun Elm Fair Farn Fen Flax Gale
    Garl Grav Hal Hazel Heath Hern Hollow Ivel Kel Kett Lang Lark Lind Mar Mead Mill Nor Oak Otter Pell Pen Quarr
    Ram Rudd Sand Sedge Shaw Sorrel Tarn Thorn Tres Ulver Vell Wex Whit Wyn Yarn
    """
)
_LAST_PARTS = _words(
    "beck brook bury croft dale field fold gate holt hurst land leigh marsh mere more rigg shaw stoke thwaite wick"
)


def person_name(draws: Draws, sex: str = "") -> tuple[str, str]:
    """Invent a forename and a surname.

    Parameters
    ----------
    draws
        Source of randomness.
    sex
        `male` or `female`; either when empty.

    Returns
    -------
    forename, surname
        Plain, in title case.
    """
    forenames = _FORENAMES[sex or draws.pick(("male", "female"))]
    return draws.pick(forenames), draws.pick(_FIRST_PARTS) + draws.pick(_LAST_PARTS)


def slip_of_keyboard(word: str, draws: Draws) -> str:
    """Write a word as a hurried hand does: two letters swapped, one left out, or one twice.

    Examples
    --------
    >>> import numpy
    >>> word = slip_of_keyboard("Fenbrook", Draws(numpy.random.default_rng(1)))
    >>> word != "Fenbrook", abs(len(word) - 8) <= 1
    (True, True)
    """
    # Two equal letters side by side would be swapped in vain.
    places = [at for at in range(1, len(word) - 1) if word[at] != word[at + 1]]
    if not places:
        return word + word[-1]
    at = draws.pick(places)
    before, after = word[:at], word[at + 2 :]
    slip = draws.pick(("swapped", "left out", "twice"))
    if slip == "swapped":
        return before + word[at + 1] + word[at] + after
    return before + word[at + 1] + after if slip == "left out" else before + word[at] * 2 + word[at + 1] + after


def write_name(name: tuple[str, str], style: str) -> str:
    """Write a name in one cell as a system does.

    Parameters
    ----------
    name
        Forename and surname.
    style
        `surname first` (SURNAME, Forename), `plain` (Forename Surname) or `upper` (SURNAME Forename).

    Returns
    -------
    text
        The name as written.

    Examples
    --------
    >>> [write_name(("Amy", "Fenbrook"), style) for style in ("surname first", "upper", "plain")]
    ['FENBROOK, Amy', 'FENBROOK Amy', 'Amy Fenbrook']
    """
    forename, surname = name
    if style == "surname first":
        return f"{surname.upper()}, {forename}"
    if style == "upper":
        return f"{surname.upper()} {forename}"
    return f"{forename} {surname}"
