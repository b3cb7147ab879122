"""Small files of invented people for the tests of review: likely pairs, and others that make names rare or common."""

from __future__ import annotations

from pathlib import Path

HEAD = "Nominal ref,Forename,Surname,DOB,Address,Postcode,Phone,Force\n"
_FORENAMES = (
    "Tom", "Ruth", "Owen", "Isla", "Noel", "Vera", "Karl", "Jean", "Dean", "Faye",
    "Neil", "Wendy", "Brian", "Gail", "Hugh", "Lynn", "Ross", "Sian", "Theo", "Uma",
)  # fmt: skip
_SURNAMES = (
    "Ashgrove", "Brindlecombe", "Cattermole", "Drumgold", "Eddlestone", "Fanshawe", "Gorringe", "Huckstep",
    "Ingleby", "Jellicoe", "Kettleburn", "Lavenham", "Mossop", "Netherby", "Ottaway",
)  # fmt: skip

PEOPLE = """N1,Anna,Larchmont,3/4/1990,12 Invented Road,BS1 1AD,07700 900101,Avon and Somerset
N2,Anna,Larchmont,3/4/1990,12 Invented Road,BS1 1AD,,Avon and Somerset
N3,Anna,Larchmont,,,,,Dorset
N4,Peter,Quillfeather,7/8/1985,4 Madeup Lane,BS2 8HH,,Avon and Somerset
N5,Peter,Quillfeather,,,,,Wiltshire
N8,Kim,Wetherfold,11/12/1979,,,,Dorset
N9,Kim,Wetherfold,11/12/1976,9 Nowhere Street,,,Dorset
"""
"""N1 and N2 are joined by the model, and so are N8 and N9; N3 and N5 wait, as they have a name and nothing else."""

VEXLEYS = """V1,Carl,Vexley,5/5/1988,3 Pretend Walk,BS3 1AB,,Dorset
V2,Carl,Vexley,5/5/1988,3 Pretend Walk,BS3 1AB,07700 900110,Dorset
V3,Karl,Vexley,,77 Unreal Road,BS4 1AA,07700 900110,Wiltshire
V4,Karl,Vexley,,77 Unreal Road,BS4 1AA,,Wiltshire
"""


def others(count: int = 200) -> str:
    """Give rows of people who have little in common."""
    return "".join(
        f"Z{i},{_FORENAMES[i % 20]},{_SURNAMES[i * 7 % 15]},{i % 27 + 1}/{i % 11 + 1}/{1960 + i % 45},"
        f"{i + 3} {_SURNAMES[i * 4 % 15]} Street,,,Dorset\n"
        for i in range(count)
    )


def nominals(folder: Path, name: str, rows: str) -> Path:
    """Write a register of people."""
    path = folder / name
    path.write_text(HEAD + rows, encoding="utf-8")
    return path
