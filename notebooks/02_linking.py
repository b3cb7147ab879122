# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Linking: from rows to people, lines and what ties them
#
# Records name people, telephones, vehicles, addresses and lines, each force in its own way. This page goes from those
# names to a graph that can be questioned: what was found, why two records are of one person, what a decision changes,
# and how to take it back. Everything in it is invented; telephone numbers come from Ofcom's drama range. How each step
# works stands in `docs/linking.md`.

# %%
import json
import tempfile
from datetime import date
from itertools import pairwise
from pathlib import Path

import pandas as pd

from linesmap import judgements, line_flows, lines, link, network, overlaps, review_people
from linesmap.ingest import synthetic
from linesmap.linking_truth import compare_with_truth
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType
from linesmap.pipeline import import_files, last_day, relink
from linesmap.store import Workspace

folder = Path(tempfile.mkdtemp())
made = synthetic.write_files(folder / "files", n_records=3_000, seed=7)
workspace = Workspace(folder / "linking.duckdb")
imported = import_files(made.files, workspace)
print(f"{sum(file.accepted for file in imported):,} records of {len({file.kind for file in imported})} kinds")

# %% [markdown]
# ## What records name
#
# A mention is one thing named in one record. Most come from columns. Some stand only in the text of a report, and these
# keep the place where they stand, so that the sentence can always be shown.

# %%
with workspace.read() as tables:
    mentions = tables["mentions"].to_pandas()
    records = tables["records"].to_pandas().set_index("record_id")
    particulars = tables["particulars"].to_pandas()
    pairs = tables["pairs"].to_pandas()
pairs = pairs[pairs["entity_type"] == "person"]

mentions["stands in"] = mentions["from_text"].map({True: "text only", False: "a column"})
print(mentions.groupby(["entity_type", "stands in"]).size().unstack(fill_value=0).to_string())

# %%
in_text = mentions[mentions["from_text"] & (mentions["entity_type"] == "deal_line") & mentions["span_from"].notna()]
for one in in_text.sort_values("mention_id").head(3).to_dict("records"):
    text = records.loc[one["record_id"], "summary"]
    start, end = int(one["span_from"]), int(one["span_to"])
    print(f"{one['normalised']}: {text[:start]}[{text[start:end]}]{text[end:]}\n")

spans = zip(in_text["record_id"], in_text["raw"], in_text["span_from"], in_text["span_to"], strict=True)
assert all(records.loc[record, "summary"][int(a) : int(b)] == raw for record, raw, a, b in spans if raw[0] not in "+0")
assert mentions["from_text"].sum() > 400

# %% [markdown]
# ## Keys: the same thing, written in two ways
#
# Everything but people is one thing exactly when its key is the same. A reference of a force belongs to that force; a
# PNC identity stands for itself.

# %%
print(link.exact_key(EntityType.DEAL_LINE, "The HARRIER line"), "|", link.exact_key(EntityType.VEHICLE, "zz24 abc"))
print(link.address_key("Flat 2, 14 Alder Rd., Yeovil BA20 1AA"))
print(link.person_key("12/345678a", "E23000036"), "|", link.person_key("N 104", "E23000036"))

assert link.exact_key(EntityType.DEAL_LINE, "The HARRIER line") == link.exact_key(EntityType.DEAL_LINE, "Harrier")
assert link.person_key("12/345678a", "E23000036") == link.person_key("2012/0345678A", "E23000035")
assert link.person_key("N 104", "E23000036") != link.person_key("N 104", "E23000035")

# %% [markdown]
# ## People: what agreement is worth
#
# Names are written in many ways, so people are matched by a model, trained on this very set without labels. For each
# field it knows how often two records of one person agree to a degree (m) and how often two people do by chance (u).
# The weight of a degree is log2(m / u): 10 means a thousand times likelier in one person than in two.

# %%
with workspace.read() as tables:
    state = tables["state"].to_pandas().set_index("name")["value"]
model = link.TrainedModel.from_json(state["people_model"])
degrees = pd.DataFrame(
    [(field, one.label, one.m, one.u, one.weight) for field, ones in model.degrees.items() for one in ones],
    columns=["field", "degree", "m", "u", "weight"],
)
print(degrees.round(4).to_string(index=False))

weights = degrees.set_index(["field", "degree"])["weight"]
assert model.trained
assert weights["born", "the same"] > weights["born", "ages agree"] > 0 > weights["born", "different"]
assert weights["address", "the same house"] > weights["sex", "the same"]

# %% [markdown]
# A pair starts from how rare it is for two people taken at random to be one, and adds the weight of each field. What
# is not stated adds nothing. The parts add to the weight, and the weight is the logarithm of the odds.

# %%
sure = pairs[pairs["band"] == "automatic"].sort_values(["match_weight", "pair_id"])
told = sure["contributions"].str.contains('"born", "the same"') & ~sure["contributions"].str.contains("household")
pair = sure[told].iloc[told.sum() // 2]
parts = json.loads(pair["contributions"])
for part, degree, weight in parts:
    print(f"{part:10} {degree:32} {weight:8.3f}")
print(f"{'together':43} {pair['match_weight']:8.3f}   probability {pair['probability']:.6f}")

assert abs(sum(weight for _, _, weight in parts) - pair["match_weight"]) < 0.001
assert abs(1 / (1 + 2 ** -pair["match_weight"]) - pair["probability"]) < 0.0001

# %% [markdown]
# The same date of birth weighs more here than in the table above. In a set as small as this one, most of the random
# pairs that share a date of birth are matches, not chance, so they are taken out again. And a rare name weighs more
# than a common one.

# %%
start = parts[0][2]
corrected = model.without_matches(1 / (1 + 2**-start))
counted, mended = weights["born", "the same"], corrected.weight("born", "the same")
print(f"date of birth the same: {counted:.2f} as counted, {mended:.2f} without the matches")

said = {part: (degree, weight) for part, degree, weight in parts}
assert said["born"][0] == "the same"
assert abs(said["born"][1] - mended) < 0.01

# %% [markdown]
# Surname, address and telephone say that two records belong to one house, not to one person. Where they agree, the
# pair is weighed once more by what tells the people of a house apart. Twins have one date of birth and two forenames.
# They are held back for a person to look at.

# %%
houses = pairs[pairs["reason"] == "may be two people of one household"].sort_values("pair_id")
for part, degree, weight in json.loads(houses.iloc[0]["contributions"]):
    print(f"{part:10} {degree:32} {weight:8.3f}")
print(f"{len(houses)} such pairs; this one's probability {houses.iloc[0]['probability']:.2f}")

degree_of = {part: degree for part, degree, _ in json.loads(houses.iloc[0]["contributions"])}
assert (degree_of["forename"], degree_of["born"], degree_of["address"]) == ("different", "the same", "the same house")
assert set(houses["band"]) == {"review"}

# %% [markdown]
# ## How well it does
#
# These files come with the truth. Precision: of all pairs of mentions that were put together, how many are of one
# person. Recall: of all pairs that are of one person, how many were put together.

# %%
truth = next(path for path in made.truth if path.name == "people.csv")
with workspace.read() as tables:
    compared = compare_with_truth(tables, truth)
score = compared.scores["pairs"]
print(f"{compared.n_compared:,} mentions of {compared.n_people:,} people: ", end="")
print(f"precision {score.precision:.4f}, recall {score.recall:.4f}")

assert score.precision >= 0.99
assert 0.6 < score.recall < 0.95

# %% [markdown]
# A quarter of the pairs is not found, and that is mostly not for the model to mend: nearly half of all mentions give no
# more than a reference that means something in one force only, or a name with nothing firm beside it. Between two
# forces the first says nothing. The second is never enough to join anybody, however rare the name: what is likely
# among those pairs waits on the Review page.

# %%
registered = particulars["refs"].fillna("").str.contains("PNC:")
unnamed = particulars["surname"].isna() & particulars["forename"].isna()
firm = particulars[["born", "phones", "address"]].notna().any(axis=1)
gives = pd.Series("a name, and a date of birth, home or telephone", index=particulars.index)
gives[~firm] = "a name, with no more than an age or a force's own reference"
gives[unnamed] = "a force's own reference, no name"
gives[registered] = "a PNC identity"
print(gives.value_counts(normalize=True).map("{:.0%}".format).to_string())

# %% [markdown]
# Which true pairs were missed? Rows that name one person are enough to see it.

# %%
with workspace.read() as tables:
    sources = tables["sources"].to_pandas().set_index("source_id")["name"]
    entity = tables["resolutions"].to_pandas().set_index("mention_id")["entity_id"]
rows = records.loc[mentions["record_id"], ["source_id", "row_number"]]
place = list(zip(rows["source_id"].map(sources), rows["row_number"].astype(str), strict=True))
named = mentions.assign(place=place)[(mentions["entity_type"] == "person").to_numpy()]
named = named.drop_duplicates("place", keep=False).set_index("place")["mention_id"]
told = pd.read_csv(truth, dtype=str).fillna("")
told["place"] = [
    (f"{row.file} [{row.sheet}]" if (f"{row.file} [{row.sheet}]", row.row) in named else row.file, row.row)
    for row in told.itertuples()
]
told = told.drop_duplicates("place", keep=False)
told = told.assign(mention_id=told["place"].map(named)).dropna(subset=["mention_id"])
kind_of = dict(zip(particulars["mention_id"], gives, strict=True))
told = told.assign(found=told["mention_id"].map(entity), gives=told["mention_id"].map(kind_of))
both = told.merge(told, on="person_id", suffixes=("", "_b"))
both = both[both["mention_id"] < both["mention_id_b"]]
missed = both[both["found"] != both["found_b"]]
full = {"a name, and a date of birth, home or telephone", "a PNC identity"}
little = ~missed["gives"].isin(full) | ~missed["gives_b"].isin(full)
print(f"{len(both):,} true pairs, {len(missed):,} missed; in {little.mean():.0%} of these one side gives too little")

assert little.mean() > 0.8

# %% [markdown]
# ## A person decides, and takes it back
#
# What waits for review is listed once for every two people. Accepting a pair makes two people one; undoing it gives
# back the very graph that was there before, to the byte.

# %%
with workspace.read() as tables:
    waiting = review_people.to_review(tables)
    reasons = review_people.waiting_by_reason(tables)
    before = network.graph_of(tables)
for reason, count in reasons.items():
    print(f"{count:4} {reason}")
first = waiting.iloc[0]
print(f"\n{first['label_a']} and {first['label_b']}: {first['probability']:.4f}, {first['reason']}")

assert len(waiting) == sum(reasons.values())

# %%
decided = review_people.decide(workspace, first["pair_id"], "accept", note="Same tattoo in both custody records")
with workspace.read() as tables:
    accepted = network.graph_of(tables)
print(decided.words)
print(f"{len(before):,} things and {before.size():,} ties before, {len(accepted):,} and {accepted.size():,} after")

assert len(accepted) == len(before) - 1
assert network.graphml(accepted) != network.graphml(before)

# %%
review_people.undo(workspace, decided.judgement_id)
with workspace.read() as tables:
    restored = network.graph_of(tables)
    history = judgements.judgements_made(tables)
print(history[["judgement_id", "subject", "verdict", "note"]].to_string(index=False))

assert network.graphml(restored) == network.graphml(before), "byte for byte"
assert history["undone_at"].notna().all(), "what was undone stays on record"

# %%
relink(workspace)
with workspace.read() as tables:
    assert network.graphml(network.graph_of(tables)) == network.graphml(before), "linking again changes nothing"

# %% [markdown]
# ## The graph of a day, of a grade
#
# The graph is built from the records that are asked for. A later day holds everything of an earlier one. A filter by
# grade leaves out the records of other grades and works every weight out again from the rest.

# %%
with workspace.read() as tables:
    days = (date(2024, 6, 30), date(2024, 9, 30), date(2025, 1, 31), last_day(tables))
    by_day = [network.graph_of(tables, as_of=day) for day in days]
    graded = {grade: network.graph_of(tables, Filters(grades=(grade,))) for grade in ("high", "medium", "low")}
for day, graph in zip(days, by_day, strict=True):
    print(f"up to {day}: {len(graph):5,} things {graph.size():6,} ties")
for grade, graph in graded.items():
    print(f"{grade:16}: {len(graph):5,} things {graph.size():6,} ties")

assert all(set(earlier) <= set(later) for earlier, later in pairwise(by_day))
assert all(0 < graph.size() < before.size() for graph in graded.values())

# %%
line_id = next(node for node, data in before.nodes(data=True) if data["label"] == "Harrier")
ties = network.neighbours(before, line_id)
print(ties[["label", "type", "relation", "weight", "n_records"]].head(8).round(3).to_string(index=False))

assert ties["weight"].between(0, 1).all()
assert not set(ties.loc[ties["type"] == "person", "label"].str[:7]) - {"Person "}, "people are pseudonyms"

# %% [markdown]
# ## The life of a line
#
# Every change of status has its day and its reason. linesmap never closes a line by itself.

# %%
with workspace.read() as tables:
    profiles = lines.profiles(tables)
    suggested = lines.suggestions(tables, profiles)
    closures = lines.closures(tables, profiles)
    flows = line_flows.flows(tables, found=profiles)
harrier = lines.find_line(profiles, "Harrier")
for span in harrier.spans:
    print(f"{span.start} to {span.end}  {span.status.value}")

assert [span.status.value for span in harrier.spans] == ["active", "closed Type 2", "reactivated"]
assert all((later.start - earlier.end).days == 1 for earlier, later in pairwise(harrier.spans))

# %% [markdown]
# A line that opens when another closes may be the same people under another name. Reasons carry points and lead to
# their records; nothing changes until a person accepts, unless the register of lines says it already, as it does here.

# %%
successor = next(one for one in suggested if not one.is_return)
print(f"{successor.earlier_name} ({successor.end.how}) to {successor.later_name}: {successor.score} points")
for reason in successor.reasons:
    print(f"{reason.points:3} {reason.words[:90]}")
print(f"known already from the {successor.verdict}")

assert (successor.earlier_name, successor.later_name, successor.strength) == ("Fieldfare", "Redwing", "strong")
assert successor.score == sum(reason.points for reason in successor.reasons)

# %% [markdown]
# ## Closures that held
#
# Net closures: closed, less those that came back and those that another line took over. The types are never added.

# %%
net = network.net_closures(closures)
print(net.to_string(index=False))

assert (net["net"] == net["closed"] - net["reopened"] - net["taken_over"]).all()
type_1 = net[(net["closure_type"] == "Type 1") & (net["within_days"] == 90)].iloc[0]
assert (type_1["closed"], type_1["reopened"], type_1["taken_over"], type_1["net"]) == (3, 1, 1, 1)

# %% [markdown]
# ## Flows, and what one would expect
#
# Lines are counted from origin to destination. The expectation knows sizes and distances only; a flow stands out when
# the interval of its ratio does not hold 1. It asks for a look and proves nothing.

# %%
shown = ["origin", "destination", "lines", "records", "expected", "ratio", "low", "high", "unusual"]
print(flows[shown].round(2).to_string(index=False))

assert ((flows["lines"] / flows["expected"] - flows["ratio"]).abs() < 0.001).all()
unusual = flows[flows["unusual"] != ""]
assert list(zip(unusual["origin"], unusual["destination"], strict=True)) == [("Merseyside", "Devon and Cornwall")]

# %% [markdown]
# ## Two forces, one telephone
#
# Two forces may work on the same person without knowing. A hit says whom to ask; what the other side's records say is
# shown only where their handling codes allow it, and never where somebody is named as exploited.

# %%
asking = overlaps.find_party("Avon and Somerset", workspace)
other = overlaps.find_party("Devon and Cornwall", workspace)
comparison = overlaps.compare(asking, other)
for hit in comparison.hits[:6]:
    theirs = next(side for side in hit.sides if side.name == other.name)
    print(f"{hit.entity_type:10} last seen {hit.last_seen}  {hit.strength_word:6} {theirs.withheld or 'may be shown'}")

assert len(comparison.hits) >= 10
assert {"person", "address", "phone"} <= {hit.entity_type for hit in comparison.hits}
assert all(0 < hit.strength <= 1 for hit in comparison.hits)
assert not any(side.records for hit in comparison.hits if hit.safeguarding for side in hit.sides)
