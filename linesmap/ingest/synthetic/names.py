"""Hold the words invented names are made of: brands of lines, names of people, officers.

Brands are birds. Words that are also a forename or common English (robin, swift, rail) are left out, because a
search for a brand in free text would find them everywhere. Surnames are compounds, plain to read and seldom real.
"""

from __future__ import annotations

from linesmap.ingest.synthetic.draws import Draws

__all__ = ["BIRDS", "BRAND_WORDS", "NICKNAMES", "person_name", "write_name"]


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

_FORENAMES = _words(
    """
    Aaron Abbie Adam Alan Amelia Amy Andrew Anna Anthony Ashley Ben Beth Billy Callum Cameron Carl Charlotte Chloe
    Christopher Claire Connor Craig Curtis Daniel Darren David Dean Declan Dominic Dylan Edward Elizabeth Emily Emma
    Ethan Gareth Gary Gemma George Georgia Grace Hannah Harry Heather Henry Holly Ian Isaac Jack Jacob Jake James
    Jamie Jason Jenna Jessica Joel Jonathan Jordan Joseph Joshua Karl Katie Kayleigh Kelly Kevin Kieran Kirsty Kyle
    Laura Lauren Lee Leon Lewis Liam Lisa Louis Louise Lucy Luke Marcus Matthew Megan Michael Molly Nathan Nicola
    Oliver Owen Patrick Paul Peter Philip Rachel Rebecca Reece Rhys Richard Robert Ryan Samuel Sarah Scott Sean
    Shannon Simon Sophie Stephen Steven Stuart Thomas Timothy Toby Tyler Victoria William Zoe
    """
)

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


def person_name(draws: Draws) -> tuple[str, str]:
    """Invent a forename and a surname.

    Parameters
    ----------
    draws
        Source of randomness.

    Returns
    -------
    forename, surname
        Plain, in title case.
    """
    return draws.pick(_FORENAMES), draws.pick(_FIRST_PARTS) + draws.pick(_LAST_PARTS)


def write_name(name: tuple[str, str], style: str, draws: Draws) -> str:
    """Write a name as one system does, now and then with a nickname or a slip of the keyboard.

    Parameters
    ----------
    name
        Forename and surname.
    style
        `surname first` (SURNAME, Forename), `plain` (Forename Surname) or `upper` (SURNAME Forename).
    draws
        Source of randomness.

    Returns
    -------
    text
        The name as written.
    """
    forename, surname = name
    if draws.chance(0.10):
        forename = NICKNAMES.get(forename, forename)
    if draws.chance(0.025):
        at = draws.whole(1, len(surname) - 2)
        surname = surname[:at] + surname[at + 1] + surname[at] + surname[at + 2 :]
    if style == "surname first":
        return f"{surname.upper()}, {forename}"
    if style == "upper":
        return f"{surname.upper()} {forename}"
    return f"{forename} {surname}"
