"""What tests of linking share: one set of invented people, matched once a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock

from linesmap.link.degrees import TrainedModel
from linesmap.link.pairs import pairs_table, weigh
from linesmap.link.people import THRESHOLD
from linesmap.link.profiles import features_of, profiles_of
from tests.link.invented_people import People, invent


@dataclass(frozen=True)
class MatchedPeople:
    """Invented people, their profiles, what the model scored and learnt, and the pairs made of it."""

    people: People
    profiles: pd.DataFrame
    scored: pd.DataFrame
    model: TrainedModel
    weighed: pd.DataFrame
    pairs: pd.DataFrame


@pytest.fixture(scope="session")
def matched_people(shared_folder: Path) -> MatchedPeople:
    """Match the first of the two invented sets."""
    people = invent(4738, seed=11, noise=0.6)
    profiles = profiles_of(people.particulars)
    scores, model_file = shared_folder / "people.parquet", shared_folder / "people.json"
    with FileLock(str(scores) + ".lock"):
        if not model_file.exists():
            from linesmap.link.training import score_people

            scored, model = score_people(features_of(profiles))
            scored.to_parquet(scores)
            model_file.write_text(model.as_json(), encoding="utf-8")
    scored, model = pd.read_parquet(scores), TrainedModel.from_json(model_file.read_text(encoding="utf-8"))
    weighed = weigh(scored, model, n_profiles=len(profiles))
    pairs = pairs_table(weighed, profiles["profile_id"], threshold=THRESHOLD)
    return MatchedPeople(people, profiles, scored, model, weighed, pairs)
