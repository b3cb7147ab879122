"""Search the tree of sets to remove in compiled code: the inner loop of `key_branch`, which says why it proves.

A state is a level: what is alive, what stays for good, what is left to spend, and the node removed last. Arrays hold
one row a level; level 0 is the whole graph, and each level below has one node fewer. A level whose child is done comes
back with the node of that child among what stays.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from linesmap.engine.compiled import compiled, within

__all__ = ["search"]

_PASSES = 4
_ROUNDS = 3
_STAYS = 1e3
_EPS = 1e-6
_HALVINGS = 40

Ints = npt.NDArray[np.int32]
Wide = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]


@within
def _parts(indptr: Ints, indices: Ints, alive: Marks, labels: Ints, sizes: Wide, queue: Ints) -> int:
    """Label components by the place of their first node; gives their number."""
    labels[:] = -1
    found = 0
    for start in range(len(labels)):
        if not alive[start] or labels[start] >= 0:
            continue
        labels[start], queue[0] = found, start
        count, done = 1, 0
        while done < count:
            node = queue[done]
            done += 1
            for entry in range(indptr[node], indptr[node + 1]):
                other = indices[entry]
                if alive[other] and labels[other] < 0:
                    labels[other] = found
                    queue[count] = other
                    count += 1
        sizes[found] = count
        found += 1
    return found


@within
def _layers(
    indptr: Ints, indices: Ints, labels: Ints, first: int, kept: Marks, depth: Ints, queue: Ints
) -> tuple[int, int]:
    """Queue the joined kept nodes round the one with most neighbours, then all others of a component by their steps.

    Gives how many nodes the core has, 0 when nothing is kept, and how many the queue; `depth` is 0 in the core.
    """
    start, most = -1, -1
    depth[:] = -1
    for node in range(len(depth)):
        if kept[node] and indptr[node + 1] - indptr[node] > most:
            start, most = node, indptr[node + 1] - indptr[node]
    if start < 0:
        return 0, 0
    depth[start], queue[0] = 0, start
    core, count = 0, 1
    for step in range(2):
        done = 0
        while done < count:
            node = queue[done]
            done += 1
            for entry in range(indptr[node], indptr[node + 1]):
                other = indices[entry]
                if depth[other] < 0 and (kept[other] if step == 0 else labels[other] == first):
                    depth[other] = depth[node] + step
                    queue[count] = other
                    count += 1
        core = count if step == 0 else core
    return core, count


@within
def _flow(
    indptr: Ints, indices: Ints, depth: Ints, queue: Ints, begin: int, end: int, weight: Floats, loads: Floats
) -> None:
    """Send one unit from each node of the queue to the core, from layer to layer, split by weight."""
    loads[:] = 0.0
    for place in range(begin, end):
        loads[queue[place]] = 1.0
    for place in range(end - 1, begin - 1, -1):
        node = queue[place]
        above = depth[node] - 1
        if above == 0:
            continue
        reach = 0.0
        for entry in range(indptr[node], indptr[node + 1]):
            if depth[indices[entry]] == above:
                reach += weight[indices[entry]]
        part = loads[node] / reach
        for entry in range(indptr[node], indptr[node + 1]):
            other = indices[entry]
            if depth[other] == above:
                loads[other] += part * weight[other]


@within
def _largest(loose: Marks, loads: Floats, count: int) -> tuple[float, float]:
    """Give the sum and the least of so many of the largest loads."""
    top = np.zeros(count)
    for node in range(len(loads)):
        if loose[node] and loads[node] > top[count - 1]:
            place = count - 1
            while place > 0 and top[place - 1] < loads[node]:
                top[place] = top[place - 1]
                place -= 1
            top[place] = loads[node]
    return top.sum(), top[count - 1]


@within
def _most(costs: Floats, unit: bool, spare: float, loose: Marks, loads: Floats) -> tuple[float, float]:
    """Give the most load that the budget can take, and the price of one more of the budget.

    Any price gives a valid bound: price times budget, and what each node is worth above its price. The best one is
    found by halving: those worth more than they cost just fit the budget.
    """
    count = min(int(spare + _EPS), len(loads))
    if unit:
        return _largest(loose, loads, count) if count else (0.0, 0.0)
    low, high = 0.0, (loads / costs).max()
    for _ in range(_HALVINGS):
        price, used = (low + high) / 2, 0.0
        for node in range(len(loads)):
            if loose[node] and loads[node] > price * costs[node]:
                used += costs[node]
        low, high = (price, high) if used > spare + _EPS else (low, price)
    top = high * spare
    for node in range(len(loads)):
        if loose[node]:
            top += max(loads[node] - high * costs[node], 0.0)
    return top, high


@within
def _enough(value: int) -> int:
    """Give the least number of nodes with at least so many pairs."""
    nodes = max(1, int(np.sqrt(2.0 * value)) - 1)
    while nodes * (nodes - 1) // 2 < value:
        nodes += 1
    return nodes


@within
def _walk(indptr: Ints, indices: Ints, labels: Ints, only: int, cut: Wide, most: Wide, pairs_cut: Wide) -> None:
    """Walk depth first with low points (Tarjan 1972): what the removal of each node cuts off, by its subtrees.

    Fills, for all nodes or those of one component (`only`, -1 for all): nodes cut off, most in one piece, pairs.
    """
    n = len(labels)
    seen, low, above = np.full(n, -1, np.int32), np.zeros(n, np.int32), np.full(n, -1, np.int32)
    size, following, path, clock = np.ones(n, np.int64), np.zeros(n, np.int32), np.empty(n, np.int32), 0
    for root in range(n):
        if labels[root] < 0 or seen[root] >= 0 or (only >= 0 and labels[root] != only):
            continue
        path[0], top, following[root] = root, 0, indptr[root]
        seen[root] = low[root] = clock
        clock += 1
        while top >= 0:
            node = path[top]
            if following[node] < indptr[node + 1]:
                other = indices[following[node]]
                following[node] += 1
                if labels[other] >= 0 and seen[other] >= 0:
                    low[node] = min(low[node], seen[other])
                elif labels[other] >= 0:
                    seen[other] = low[other] = clock
                    clock += 1
                    following[other] = indptr[other]
                    above[other] = node
                    top += 1
                    path[top] = other
                continue
            top -= 1
            up = above[node]
            if up < 0:
                continue
            size[up] += size[node]
            if low[node] >= seen[up]:
                cut[up] += size[node]
                most[up] = max(most[up], size[node])
                pairs_cut[up] += size[node] * (size[node] - 1) // 2
            else:
                low[up] = min(low[up], low[node])


@within
def _last(
    indptr: Ints, indices: Ints, labels: Ints, sizes: Wide, n_parts: int, first: int, loose: Marks, of_pairs: bool
) -> tuple[int, int]:
    """Find the one node whose removal leaves least: what is left, and the node."""
    n = len(labels)
    cut, most, pairs_cut = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    _walk(indptr, indices, labels, -1 if of_pairs else first, cut, most, pairs_cut)
    second, pairs = 0, 0
    for part in range(n_parts):
        pairs += sizes[part] * (sizes[part] - 1) // 2
        if part != first:
            second = max(second, sizes[part])
    best, best_node = -1, -1
    for node in range(n):
        if not loose[node]:
            continue
        whole = sizes[labels[node]]
        rest = whole - 1 - cut[node]
        value = max(most[node], rest, second)
        if of_pairs:
            value = pairs - whole * (whole - 1) // 2 + pairs_cut[node] + rest * (rest - 1) // 2
        if best < 0 or value < best:
            best, best_node = value, node
    return best, best_node


@within
def _keep(indptr: Ints, indices: Ints, costs: Floats, here: Marks, fixed: Marks, near: Marks, pick: int) -> None:
    """Let a node stay, and every node whose other neighbours are all its neighbours: it would have done as well."""
    begin, end = indptr[pick], indptr[pick + 1]
    fixed[pick] = near[pick] = 1
    for entry in range(begin, end):
        near[indices[entry]] = 1
    for entry in range(begin, end):
        middle = indices[entry]
        for further in range(indptr[middle] - 1, indptr[middle + 1]):
            one = middle if further < indptr[middle] else indices[further]
            if not here[one] or fixed[one] or costs[one] < costs[pick]:
                continue
            covered = True
            for last in range(indptr[one], indptr[one + 1]):
                covered = covered and (not here[indices[last]] or near[indices[last]])
            fixed[one] = covered
    near[:] = 0


@within
def _settle(
    indptr: Ints,
    indices: Ints,
    costs: Floats,
    unit: bool,
    spare: float,
    enough: int,
    labels: Ints,
    first: int,
    total: int,
    fixed: Marks,
    loose: Marks,
) -> int:
    """Bound a state and mark what cannot be in a better set; gives the node to split on, -1 when there is none."""
    n = len(labels)
    depth, queue, loads, weight = np.empty(n, np.int32), np.empty(n, np.int32), np.zeros(n), np.empty(n)
    kept, cannot = np.zeros(n, np.uint8), np.empty(n, np.uint8)
    for node in range(n):
        if labels[node] == first:
            loads[node] = indptr[node + 1] - indptr[node]
            kept[node] = fixed[node]
    for _ in range(_PASSES):
        begin, end = _layers(indptr, indices, labels, first, kept, depth, queue)
        if not begin:
            break
        any_cannot = False
        for node in range(n):
            weight[node] = _STAYS if fixed[node] else 1.0
            cannot[node] = 0
        for _ in range(_ROUNDS):
            _flow(indptr, indices, depth, queue, begin, end, weight, loads)
            for node in range(n):
                if not loose[node]:
                    loads[node] = 0.0
            top, price = _most(costs, unit, spare, loose, loads)
            if total - top > enough - 1 + _EPS:
                return -1
            for node in range(n):
                # With a node in the set, at most its load and the most of the rest of the budget go.
                if loose[node] and total - (top + min(loads[node] - price * costs[node], 0.0)) > enough - 1 + _EPS:
                    cannot[node] = 1
                    any_cannot = True
                if not fixed[node]:
                    weight[node] /= np.sqrt(max(loads[node], 1.0))
        if not any_cannot:
            break
        for node in range(n):
            if cannot[node]:
                fixed[node], loose[node], loads[node] = 1, 0, 0.0
                kept[node] = labels[node] == first
    most, pick = -1.0, -1
    for node in range(n):
        if loose[node] and loads[node] > most:
            most, pick = loads[node], node
    return pick


@compiled(
    "int64(int32[::1], int32[::1], float64[::1], boolean, boolean, uint8[:, ::1], uint8[:, ::1], float64[::1], "
    "int32[::1], boolean[::1], int64[::1], int32[::1], int64)"
)
def search(
    indptr: Ints,
    indices: Ints,
    costs: Floats,
    unit: bool,
    of_pairs: bool,
    alive: Marks,
    stays: Marks,
    spares: Floats,
    picks: Ints,
    opened: Flags,
    found: Wide,
    chosen: Ints,
    most_states: int,
) -> int:
    """Go on with a search, for so many states.

    Parameters
    ----------
    indptr, indices
        The graph, as in `Compact`.
    costs, unit
        Cost of every node, and whether each is 1.
    of_pairs
        Whether connected pairs are to be made few; else the largest component small.
    alive, stays, spares, picks, opened
        A row a level: nodes that are there; nodes that are not removed any more; what is left to spend; the node
        that the level below is without; whether that level was looked at.
    found
        Changed: level (-1: the search is over), value of the best set, how many nodes it has, states looked at.
    chosen
        Changed: the best set.
    most_states
        How many to look at.

    Returns
    -------
    need
        1 when there are more levels than rows and the search can go on with more, else 0.
    """
    n = len(costs)
    labels, sizes, queue = np.empty(n, np.int32), np.empty(n + 1, np.int64), np.empty(n, np.int32)
    loose, near = np.empty(n, np.uint8), np.zeros(n, np.uint8)
    for _ in range(most_states):
        level = found[0]
        if level < 0:
            return 0
        here, fixed, spare = alive[level], stays[level], spares[level]
        if opened[level]:
            opened[level] = False
            _keep(indptr, indices, costs, here, fixed, near, picks[level])
        elif level + 1 >= len(alive):
            return 1
        found[3] += 1
        n_parts = _parts(indptr, indices, here, labels, sizes, queue)
        first, pairs = 0, 0
        for part in range(n_parts):
            pairs += sizes[part] * (sizes[part] - 1) // 2
            if sizes[part] > sizes[first]:
                first = part
        total = sizes[first] if n_parts else 0
        value = pairs if of_pairs else total
        if value < found[1]:
            found[1], found[2] = value, level
            chosen[:level] = picks[:level]
        any_loose, loose_outside, pick = False, False, -1
        for node in range(n):
            # What cannot be paid for stays.
            if here[node] and costs[node] > spare + _EPS:
                fixed[node] = 1
            loose[node] = here[node] and not fixed[node] and (of_pairs or labels[node] == first)
            any_loose = any_loose or loose[node]
            loose_outside = loose_outside or (loose[node] and labels[node] != first)
        if any_loose and unit and spare < 2 - _EPS:
            value, node = _last(indptr, indices, labels, sizes, n_parts, first, loose, of_pairs)
            if value < found[1]:
                found[1], found[2] = value, level + 1
                chosen[:level], chosen[level] = picks[:level], node
        elif any_loose:
            enough = found[1]
            if of_pairs:
                # Pairs of other components count only where nothing there can be removed.
                enough = _enough(max(0, found[1] - (0 if loose_outside else pairs - total * (total - 1) // 2)))
            pick = _settle(indptr, indices, costs, unit, spare, enough, labels, first, total, fixed, loose)
        if pick < 0:
            found[0] = level - 1
            continue
        picks[level], opened[level] = pick, True
        alive[level + 1], stays[level + 1] = here, fixed
        alive[level + 1, pick], spares[level + 1], opened[level + 1] = 0, spare - costs[pick], False
        found[0] = level + 1
    return 0
