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
        labels[start] = found
        queue[0] = start
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
def _core(indptr: Ints, indices: Ints, kept: Flags, depth: Ints, queue: Ints) -> int:
    """Give depth 0 to the joined set of kept nodes that holds the one with most neighbours, -1 to all others."""
    start, most = -1, -1
    depth[:] = -1
    for node in range(len(depth)):
        if kept[node] and indptr[node + 1] - indptr[node] > most:
            start, most = node, indptr[node + 1] - indptr[node]
    if start < 0:
        return 0
    depth[start] = 0
    queue[0] = start
    count, done = 1, 0
    while done < count:
        node = queue[done]
        done += 1
        for entry in range(indptr[node], indptr[node + 1]):
            other = indices[entry]
            if kept[other] and depth[other] < 0:
                depth[other] = 0
                queue[count] = other
                count += 1
    return count


@within
def _layers(indptr: Ints, indices: Ints, labels: Ints, first: int, depth: Ints, queue: Ints, count: int) -> int:
    """Add to the queue, which holds the core, every other node of a component, by steps to the core."""
    done = 0
    while done < count:
        node = queue[done]
        done += 1
        for entry in range(indptr[node], indptr[node + 1]):
            other = indices[entry]
            if labels[other] == first and depth[other] < 0:
                depth[other] = depth[node] + 1
                queue[count] = other
                count += 1
    return count


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
def _most(costs: Floats, unit: bool, spare: float, loose: Marks, loads: Floats) -> tuple[float, float]:
    """Give the most load that the budget can take, and the price of one more of the budget.

    Any price gives a valid bound; the one taken is that of the last node that fits the best.
    """
    ids = np.flatnonzero(loose)
    if not len(ids):
        return 0.0, 0.0
    if unit:
        count = min(int(spare + _EPS), len(ids))
        if count == 0:
            return 0.0, 0.0
        ranked = np.partition(loads[ids], len(ids) - count)[len(ids) - count :]
        return ranked.sum(), ranked.min()
    density = loads[ids] / np.maximum(costs[ids], _EPS)
    used, price = 0.0, 0.0
    for place in np.argsort(-density, kind="mergesort"):
        used += costs[ids[place]]
        if used > spare + _EPS:
            price = density[place]
            break
    return price * spare + np.maximum(loads[ids] - price * costs[ids], 0.0).sum(), price


@within
def _enough(value: int) -> int:
    """Give the least number of nodes with at least so many pairs."""
    nodes = max(1, int(np.sqrt(2.0 * value)))
    while nodes * (nodes - 1) // 2 < value:
        nodes += 1
    while nodes > 1 and (nodes - 1) * (nodes - 2) // 2 >= value:
        nodes -= 1
    return nodes


@within
def _walk(indptr: Ints, indices: Ints, labels: Ints, only: int, cut: Wide, most: Wide, pairs_cut: Wide) -> None:
    """Walk depth first with low points (Tarjan 1972): what the removal of each node cuts off, by its subtrees.

    Fills, for all nodes or those of one component (`only`, -1 for all): nodes cut off, most in one piece, pairs.
    """
    n = len(labels)
    seen, low, above = np.full(n, -1, np.int32), np.zeros(n, np.int32), np.full(n, -1, np.int32)
    size, following, path = np.ones(n, np.int64), np.zeros(n, np.int32), np.empty(n, np.int32)
    clock = 0
    for root in range(n):
        if labels[root] < 0 or seen[root] >= 0 or (only >= 0 and labels[root] != only):
            continue
        path[0], top = root, 0
        seen[root] = low[root] = clock
        following[root] = indptr[root]
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
            if covered:
                fixed[one] = 1
    near[pick] = 0
    for entry in range(begin, end):
        near[indices[entry]] = 0


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
    depth, queue = np.empty(n, np.int32), np.empty(n, np.int32)
    inside = labels == first
    kept = inside & (fixed == 1)
    loads = np.where(inside, (indptr[1:] - indptr[:-1]).astype(np.float64), 0.0)
    for _ in range(_PASSES):
        begin = _core(indptr, indices, kept, depth, queue)
        if not begin:
            break
        end = _layers(indptr, indices, labels, first, depth, queue, begin)
        weight = np.where(fixed == 1, _STAYS, 1.0)
        cannot = np.zeros(n, np.bool_)
        for _ in range(_ROUNDS):
            _flow(indptr, indices, depth, queue, begin, end, weight, loads)
            loads[loose == 0] = 0.0
            top, price = _most(costs, unit, spare, loose, loads)
            if total - top > enough - 1 + _EPS:
                return -1
            # With a node in the set, at most its load and the most of the rest of the budget go.
            cannot |= (loose == 1) & (total - (top + np.minimum(loads - price * costs, 0.0)) > enough - 1 + _EPS)
            weight = np.where(fixed == 1, _STAYS, weight / np.sqrt(np.maximum(loads, 1.0)))
        if not cannot.any():
            break
        fixed[cannot] = 1
        loose[cannot] = 0
        loads[cannot] = 0.0
        kept |= cannot & inside
    pick = int(np.where(loose == 1, loads, -1.0).argmax())
    return pick if loose[pick] else -1


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
        pairs = (sizes[:n_parts] * (sizes[:n_parts] - 1) // 2).sum()
        first = int(sizes[:n_parts].argmax()) if n_parts else 0
        total = sizes[first] if n_parts else 0
        value = pairs if of_pairs else total
        if value < found[1]:
            found[1], found[2] = value, level
            chosen[:level] = picks[:level]
        # What cannot be paid for stays.
        fixed[costs > spare + _EPS] = 1
        loose[:] = (here == 1) & (fixed == 0) & ((labels == first) | of_pairs)
        any_loose, loose_outside = loose.any(), (loose.astype(np.bool_) & (labels != first)).any()
        pick = -1
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
