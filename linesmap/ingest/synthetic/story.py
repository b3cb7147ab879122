"""Tell the story of the first 36 lines: where each runs from and to, what becomes of it, when and by what.

The first twelve show every fate, so that a small set still tells the whole story. All of it is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linesmap.model.vocabulary import ClosureType

__all__ = ["SHARED", "STORY", "Chapter"]

_T1, _T2 = ClosureType.TYPE_1, ClosureType.TYPE_2


@dataclass(frozen=True)
class Chapter:
    """What is fixed about one line.

    `fate` is its status at the end. `size` multiplies its activity. `opens` is the first day of the story's lines
    that begin within it. `touched` are the Larkspur phases that work on the line without closing it.
    """

    name: str
    origin: str
    destinations: tuple[str, ...]
    fate: str
    size: float = 1.0
    opens: date | None = None
    closed_on: date | None = None
    closure_type: ClosureType | None = None
    back_on: date | None = None
    quiet_from: date | None = None
    successor_of: str = ""
    touched: tuple[str, ...] = ()


STORY: tuple[Chapter, ...] = (
    Chapter(
        "Harrier",
        "London",
        ("Yeovil", "Sherborne"),
        "reactivated",
        1.3,
        closed_on=date(2024, 8, 21),
        closure_type=_T2,
        back_on=date(2024, 10, 7),
    ),
    Chapter("Merlin", "London", ("Bournemouth", "Poole"), "active", 1.5, touched=("1", "2")),
    Chapter("Kestrel", "Liverpool", ("Plymouth", "Saltash"), "active", 1.4, touched=("2", "3")),
    Chapter(
        "Osprey",
        "Birmingham",
        ("Bristol", "Yate"),
        "closed Type 1",
        1.3,
        closed_on=date(2025, 1, 23),
        closure_type=_T1,
        touched=("1",),
    ),
    Chapter(
        "Curlew",
        "Manchester",
        ("Newquay", "Truro"),
        "reactivated",
        closed_on=date(2025, 1, 28),
        closure_type=_T1,
        back_on=date(2025, 3, 17),
    ),
    Chapter("Dunlin", "London", ("Swindon", "Chippenham"), "active", 1.2, touched=("2",)),
    Chapter("Avocet", "Bristol", ("Weston-super-Mare",), "active", 1.1, touched=("3",)),
    Chapter(
        "Bittern",
        "Plymouth",
        ("Newquay", "St Austell"),
        "closed Type 2",
        0.9,
        opens=date(2024, 6, 10),
        closed_on=date(2025, 6, 12),
        closure_type=_T2,
    ),
    Chapter("Lapwing", "London", ("Salisbury",), "suspected", 0.45, opens=date(2025, 4, 14)),
    Chapter(
        "Fieldfare",
        "Birmingham",
        ("Gloucester", "Cheltenham"),
        "closed Type 1",
        1.2,
        closed_on=date(2024, 8, 15),
        closure_type=_T1,
    ),
    Chapter(
        "Redwing",
        "Birmingham",
        ("Gloucester", "Cheltenham"),
        "active",
        1.1,
        opens=date(2024, 9, 23),
        successor_of="Fieldfare",
        touched=("2",),
    ),
    Chapter("Whimbrel", "Liverpool", ("Barnstaple", "Bideford"), "dormant", 0.8, quiet_from=date(2025, 3, 24)),
    Chapter(
        "Goshawk",
        "London",
        ("Weymouth", "Dorchester", "Southampton"),
        "closed Type 2",
        closed_on=date(2024, 11, 14),
        closure_type=_T2,
        touched=("1",),
    ),
    Chapter("Shearwater", "London", ("Bath", "Trowbridge"), "active", 1.2, touched=("1", "2")),
    Chapter("Turnstone", "Birmingham", ("Stroud", "Cirencester"), "suspected", 0.4, opens=date(2025, 3, 31)),
    Chapter("Sandpiper", "Liverpool", ("Exeter", "Exmouth"), "active", 1.2, touched=("1", "2")),
    Chapter("Godwit", "Manchester", ("Bristol",), "closed Type 1", 1.1, closed_on=date(2025, 6, 11), closure_type=_T1),
    Chapter("Wigeon", "London", ("Taunton", "Bridgwater", "Wellington"), "active", 1.1, touched=("1", "3")),
    Chapter("Plover", "Bournemouth", ("Weymouth", "Dorchester"), "active", 1.0, touched=("2",)),
    Chapter("Nuthatch", "Gloucester", ("Stroud", "Stonehouse"), "active", 0.9, opens=date(2024, 7, 1), touched=("3",)),
    Chapter(
        "Pochard",
        "Liverpool",
        ("Torquay", "Paignton"),
        "reactivated",
        1.2,
        closed_on=date(2024, 8, 19),
        closure_type=_T1,
        back_on=date(2024, 10, 28),
        touched=("3",),
    ),
    Chapter("Gannet", "Birmingham", ("Weston-super-Mare", "Clevedon"), "dormant", 0.7, quiet_from=date(2025, 2, 17)),
    Chapter("Stonechat", "Swindon", ("Chippenham", "Calne"), "active", 0.9, opens=date(2024, 8, 5), touched=("2",)),
    Chapter("Bullfinch", "Exeter", ("Barnstaple",), "suspected", 0.4, opens=date(2025, 4, 28)),
    Chapter("Linnet", "Bristol", ("Bath",), "closed Type 1", 0.9, closed_on=date(2025, 1, 30), closure_type=_T1),
    Chapter(
        "Wheatear",
        "London",
        ("Poole", "Swanage"),
        "closed Type 1",
        1.1,
        closed_on=date(2024, 8, 22),
        closure_type=_T1,
    ),
    Chapter("Firecrest", "London", ("Exeter", "Tiverton"), "suspected", 0.4, opens=date(2025, 4, 7)),
    Chapter("Yellowhammer", "Birmingham", ("Swindon", "Worcester"), "active", 1.2, touched=("1", "2")),
    Chapter(
        "Brambling",
        "Manchester",
        ("Cheltenham", "Tewkesbury"),
        "closed Type 1",
        1.0,
        closed_on=date(2025, 1, 22),
        closure_type=_T1,
    ),
    Chapter(
        "Goldeneye",
        "Liverpool",
        ("Penzance", "Camborne"),
        "closed Type 2",
        0.9,
        closed_on=date(2025, 5, 8),
        closure_type=_T2,
    ),
    Chapter(
        "Peregrine",
        "London",
        ("Trowbridge", "Frome", "Warminster"),
        "active",
        1.1,
        opens=date(2024, 5, 13),
        touched=("2",),
    ),
    Chapter("Dotterel", "Plymouth", ("Torquay", "Newton Abbot"), "active", 1.0, opens=date(2024, 9, 9), touched=("3",)),
    Chapter("Siskin", "Bournemouth", ("Blandford Forum", "Shaftesbury"), "suspected", 0.4, opens=date(2025, 4, 21)),
    Chapter(
        "Tern",
        "Taunton",
        ("Bridgwater", "Minehead"),
        "dormant",
        0.8,
        opens=date(2024, 5, 6),
        quiet_from=date(2025, 4, 7),
    ),
    Chapter("Fulmar", "London", ("Bristol", "Keynsham"), "active", 1.9, touched=("2", "3")),
    Chapter("Guillemot", "Liverpool", ("Newquay", "Bodmin"), "suspected", 0.4, opens=date(2025, 4, 14)),
)

SHARED: tuple[tuple[str, str, str], ...] = (
    ("Harrier", "Merlin", "runner and vehicle"),
    ("Kestrel", "Sandpiper", "holder"),
    ("Dunlin", "Peregrine", "vehicle"),
    ("Fulmar", "Shearwater", "holder"),
    ("Pochard", "Goldeneye", "runner"),
    ("Fieldfare", "Redwing", "runner and handset"),
    ("Avocet", "Linnet", "runner"),
)
"""Lines that share people, a vehicle or a handset, on purpose. No other line of the story shares a number."""
