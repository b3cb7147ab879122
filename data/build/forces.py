"""Make forces.csv and regional_units.csv from the facts.

The facts were gathered with their sources in `facts/forces.csv` (see the column notes in `SOURCE_OF_COLUMN`),
`facts/regional_units.csv` and `facts/force_additions.csv`.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from common import joined, read_facts, write_csv

CODE_WITHOUT_AREA = {"British Transport Police": "BTP", "Northern Ireland": "N99999999"}

SOURCE_OF_COLUMN = {
    "code, name": "ONS Police Force Areas, December 2019 names and codes; BTP has no area code",
    "full_name, police_uk_id": "data.police.uk list of forces",
    "region": "mySociety register of local authorities",
    "governance": "mayors: written answer 50971, 16 May 2025; which offices include fire: from memory",
    "force_no, aliases": "from memory",
    "population": "sum of ONS mid-2020 district populations",
    "neighbours": "shared borders in a 2013 OS topology",
}

GOVERNANCE = {
    "PCC": "{} Police and Crime Commissioner",
    "PFCC": "{} Police, Fire and Crime Commissioner",
}


def build(out: Path) -> None:
    """Write reference/forces.csv: one row per force, 43 of them with an area in England and Wales."""
    facts = read_facts("forces.csv")
    facts["pfa_code"] = facts["pfa_code"].where(facts["pfa_code"] != "", facts["pfa_name"].map(CODE_WITHOUT_AREA))
    additions = read_facts("force_additions.csv")
    code_of = dict(zip(facts["pfa_name"], facts["pfa_code"], strict=True)) | {"Police Scotland": "S23000009"}
    rows = []
    for fact in facts.to_dict("records"):
        own = additions[additions["pfa_code"] == fact["pfa_code"]]
        extra = dict(zip(own["column"], own["value"], strict=True))
        territorial = fact["pfa_code"][:3] in {"E23", "W15"}
        governance = fact["governance"]
        body = GOVERNANCE.get(governance, governance).format(fact["pfa_name"])
        aliases = [*fact["aliases"].split(";"), *extra.get("aliases", "").split(";")]
        source = "; ".join(f"{columns}: {source}" for columns, source in SOURCE_OF_COLUMN.items())
        rows.append(
            {
                "code": fact["pfa_code"],
                "name": fact["pfa_name"],
                "full_name": fact["force_name"],
                "full_name_from": extra.get("full_name_from", ""),
                "former_names": extra.get("former_names", ""),
                "police_uk_id": fact["police_uk_id"],
                "region_code": fact["region_code"],
                "region": fact["region"],
                "regional_unit": "Tarian" if fact["rocu"] == "TARIAN" else fact["rocu"],
                "governance": governance if territorial else "Authority",
                "oversight_body": extra.get("oversight_body", body),
                "force_no": fact["force_no"],
                "aliases": joined(dict.fromkeys(alias for alias in aliases if alias)),
                "neighbours": joined(code_of[name] for name in fact["neighbours"].split(";") if name),
                "n_districts": fact["n_lads"],
                "population": fact["pop_mid2020"],
                "population_on": "2020-06-30" if fact["pop_mid2020"] else "",
                "valid_from": extra.get("valid_from", ""),
                "valid_to": "",
                "territorial": "yes" if territorial else "no",
                "source": "; ".join([source, *(f"{row.column}: {row.source}" for row in own.itertuples())]),
            }
        )
    frame = pd.DataFrame(rows)
    _check(frame)
    write_csv(frame, out / "reference" / "forces.csv")


def _check(frame: pd.DataFrame) -> None:
    area = frame[frame["territorial"] == "yes"]
    assert len(area) == 43, len(area)  # noqa: PLR2004, S101 - the number of forces is the fact checked
    assert frame["code"].is_unique  # noqa: S101
    pairs = {(row.code, other) for row in frame.itertuples() for other in row.neighbours.split(";") if other}
    one_sided = {(a, b) for a, b in pairs if (b, a) not in pairs}
    assert not one_sided, one_sided  # noqa: S101


def build_regional_units(out: Path) -> None:
    """Write reference/regional_units.csv: ten regions, nine of them with a unit, and the forces of each."""
    units = read_facts("regional_units.csv")
    forces = pd.read_csv(out / "reference" / "forces.csv", dtype=str, keep_default_na=False)
    members = forces[forces["regional_unit"] != ""].groupby("regional_unit")["code"].agg(joined)
    units.insert(3, "forces", units["regional_unit"].map(members))
    assert units["forces"].notna().all()  # noqa: S101
    write_csv(units, out / "reference" / "regional_units.csv")
