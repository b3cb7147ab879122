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
# # What if: which few things, what would be left, and how sure is that?
#
# "If we could act on three things, which three?" Ranking by number of ties is the usual answer, and often a poor one: the
# three best things together are seldom the three that are best alone. Here the best set is found and proved, compared
# with chance, and shown with what the evidence leaves open. Exploited people are never part of any set. Everything below
# is invented, or published for teaching.

# %%
import itertools
import tempfile
from pathlib import Path

import networkx as nx

from linesmap import engine
from linesmap.errors import InputError
from linesmap.ingest import synthetic
from linesmap.model.filters import Filters
from linesmap.pipeline import import_files
from linesmap.store import Workspace
from linesmap.what_ifs import REFERRAL, WhatIfQuestion, answer, document

# %% [markdown]
# ## A network that everybody knows
#
# The 77 characters of Les Misérables and who meets whom. The five with most ties leave a connected part of 48. The best
# five leave 28. For two, a search of all 2,926 sets shows that no other does more.

# %%
novel = nx.les_miserables_graph()


def left(graph: nx.Graph, removed: tuple) -> int:
    """Size of the largest connected part without some nodes, by networkx alone."""
    rest = graph.subgraph(set(graph) - set(removed))
    return max(map(len, nx.connected_components(rest)), default=0)


by_ties = tuple(sorted(novel, key=lambda node: (-novel.degree(node), node)))
for size in (3, 5):
    best = engine.key_set(novel, size)
    print(f"{size} with most ties leave {left(novel, by_ties[:size])}: {', '.join(by_ties[:size])}")
    print(f"the best {size} leave {best.value}, and no set leaves less than {best.lower_bound}: {', '.join(best.nodes)}")
    assert best.proved
    assert best.value == left(novel, best.nodes) < left(novel, by_ties[:size])
of_two = engine.key_set(novel, 2)
assert of_two.value == min(left(novel, removed) for removed in itertools.combinations(novel, 2))

# %% [markdown]
# The order in which to take a network apart, and how few removals bring its largest part under a tenth.

# %%
order = engine.dismantle(novel)
least = f"{order.lower_bound:.0f} are needed" + (", proved" if order.proved else " at least")
print(f"R {order.r:.4f}; under a tenth after {len(order.smallest)}: {least}")
assert len(order.smallest) >= order.lower_bound
assert left(novel, order.smallest) <= len(novel) // 10

# %% [markdown]
# ## A workspace
#
# 900 invented records of lines into the South West. Places and operations tie nobody: two people seen in one town need
# not know of each other.

# %%
folder = Path(tempfile.mkdtemp())
made = synthetic.write_files(folder / "files", n_records=900, seed=7)
workspace = Workspace(folder / "what_if.duckdb")
import_files([path for path in made.files if not path.name.startswith("nominals")], workspace)
question = WhatIfQuestion(Filters(), act_on=("deal_line", "phone", "address"), budget=3)
with workspace.read() as tables:
    found = answer(tables, question)
for one in document(found)["set"]:
    print(f"{one['type']:10} {one['label']:40} {one['ties']:3} ties; lines: {', '.join(one['lines']) or '-'}")
assert found.best.proved
assert found.result.after.largest_component == found.best.value

# %% [markdown]
# ## Against chance, and with doubt
#
# 200 random sets of the same size and types, and 200 with as many ties. Then the ties themselves are drawn by the weight of
# their evidence, so that every figure becomes a range. A single number is never promised.

# %%
for one in found.result.chance:
    print(f"{one.drawn:12} {one.measure:18} {one.low:,.0f} to {one.high:,.0f}; this set leaves {one.left:,}")
doubt = found.result.evidence.set_index("measure").loc["largest_component"]
print(f"with doubt: {doubt['before_low']:,.0f} to {doubt['before_high']:,.0f} before, ", end="")
print(f"{doubt['after_low']:,.0f} to {doubt['after_high']:,.0f} after")
assert all(one.n_draws >= 200 for one in found.result.chance)
assert doubt["after_low"] <= doubt["after_high"] <= doubt["before_high"]

# %% [markdown]
# What comes back. Those who lost ties find others: at random, nearby, or with whoever is well tied. Three scenarios after
# Duijn, Kashirin and Sloot (2014), none of them a forecast.

# %%
recovery = found.result.recovery
print(recovery[["rule", "step", "largest_component_low", "largest_component", "largest_component_high"]].to_string(index=False))
assert set(recovery["rule"]) == {"random", "nearest", "preferential"}

# %% [markdown]
# ## An own set, and how far it is from the best
#
# The three lines with most ties, for comparison.

# %%
core = found.network.core
lines = [node for node in core if core.nodes[node]["type"] == "deal_line"]
own = tuple(sorted(lines, key=lambda node: (-core.degree(node), node))[:3])
with workspace.read() as tables:
    mine = answer(tables, WhatIfQuestion(act_on=("deal_line",), chosen=own))
print(f"own set leaves {mine.own}, the best set of lines {mine.best.value}")
assert mine.own >= mine.best.value

# %% [markdown]
# ## An operation
#
# The adults who were arrested or charged in it, against random sets of as many adult suspects. Who is exploited, a child, or of
# unknown age is not part of it.

# %%
with workspace.read() as tables:
    done = answer(tables, WhatIfQuestion(act_on=("person",), operation="Larkspur"))
chance = next(one for one in done.result.chance if one.drawn == "random" and one.measure == "largest_component")
print(f"{len(done.result.removed)} adults, {done.operation_left_out} others left out; ", end="")
print(f"{chance.left} left, chance {chance.low:.0f} to {chance.high:.0f}")
flagged = {node for node in core if core.nodes[node]["safeguarding"]}
assert not flagged & set(done.result.removed)

# %% [markdown]
# ## Safeguard first
#
# An exploited person cannot be asked for, whatever the settings. What the set is tied to is told beside it, with the way to refer.

# %%
print(f"{found.n_safeguarded} exploited people; ties from the set to them: {sum(found.tied_to_safeguarded.values())}")
print(REFERRAL)
with workspace.read() as tables:
    try:
        answer(tables, WhatIfQuestion(chosen=(min(flagged),)))
    except InputError as error:
        print(error)
    else:
        raise AssertionError
assert not flagged & set(engine.candidates(core))
