"""Replay orders of removal in compiled code: the inner loop of annealing.

Components are held as trees that point upwards in one array: for a node that is there, the node above it, or minus
the size of its component at the top; `ABSENT` for a node that is gone. Such an array is kept for every few places of
the order (a mark), so that a move from place i to place j replays only what stands between.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from linesmap.engine.compiled import compiled, within

__all__ = ["ABSENT", "anneal_moves", "replay_all"]

ABSENT = -(2**30)
_FAR, _TIED, _NEAR = 0.15, 0.25, 0.15
"""Of moves, up to which shares the other place is any, or that of a neighbour; else it is near, 1 / 0.15 on average."""
_EXCHANGE, _LATER, _TURN = 0.45, 0.65, 0.85
"""Up to which shares two nodes are exchanged, the first moved later, the last moved earlier; else two parts change."""
_SHORT = 200
"""Places that a move may replay at full rate; of longer ones only a part is tried."""
_LITTLE, _WORTH = 0.01, 8
"""Share of the highest price below which places are far down, and how far a move goes there before it is foreseen."""
_EPS = 1e-9

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Draws = npt.NDArray[np.uint64]


@within
def _draw(state: Draws) -> float:
    """Draw a number above 0 and below 1 (xorshift64*, Vigna 2016)."""
    bits: Any = state[0]
    bits ^= bits >> np.uint64(12)
    bits ^= bits << np.uint64(25)
    bits ^= bits >> np.uint64(27)
    state[0] = bits
    return (np.float64((bits * np.uint64(2685821657736338717)) >> np.uint64(12)) + 0.5) / 4503599627370496.0


@within
def _add(above: Ints, indptr: Ints, indices: Ints, node: int, largest: int) -> int:
    """Put a node back; gives the largest component."""
    above[node] = -1
    top = node
    for entry in range(indptr[node], indptr[node + 1]):
        other = indices[entry]
        up = above[other]
        if up == ABSENT:
            continue
        while up >= 0:
            further = above[up]
            if further >= 0:
                above[other] = further
            other, up = up, further
        if other == top:
            continue
        if up < above[top]:
            above[other] = up + above[top]
            above[top] = other
            top = other
        else:
            above[top] += up
            above[other] = top
    return max(largest, int(-above[top]))


@compiled("void(int32[::1], int32[::1], int32[::1], int32[:, ::1], int32[::1], int32)")
def replay_all(indptr: Ints, indices: Ints, order: Ints, marks: Ints, sizes: Ints, spacing: int) -> None:
    """Fill marks and sizes for an order.

    Parameters
    ----------
    indptr, indices
        The graph, as in `Compact`.
    order
        Nodes, the first removed first; nodes that are not in it stay throughout.
    marks
        To fill: row c is the state from place c x `spacing` on, the last row that of the end of the order.
    sizes
        To fill: largest component after 0, 1, ... removals, one more than there are places.
    spacing
        Places from mark to mark.
    """
    n, places = len(indptr) - 1, len(order)
    now = marks[len(marks) - 1]
    now[:] = 0
    for place in range(places):
        now[order[place]] = ABSENT
    largest = 0
    gone = now.copy()
    now[:] = ABSENT
    for node in range(n):
        if gone[node] != ABSENT:
            largest = _add(now, indptr, indices, node, largest)
    sizes[places] = largest
    above = now.copy()
    for place in range(places - 1, -1, -1):
        largest = _add(above, indptr, indices, order[place], largest)
        sizes[place] = largest
        if place % spacing == 0:
            marks[place // spacing] = above


@within
def _without(above: Ints, indptr: Ints, indices: Ints, waiting: Ints, node: int, largest: int) -> int:
    """Take a node out, and join what is left of its component anew; gives the largest component."""
    # The nodes of the component are gathered in `waiting`; each is marked as gone when it is found.
    waiting[0] = node
    above[node] = ABSENT
    count, done = 1, 0
    while done < count:
        one = waiting[done]
        done += 1
        for entry in range(indptr[one], indptr[one + 1]):
            other = indices[entry]
            if above[other] != ABSENT:
                above[other] = ABSENT
                waiting[count] = other
                count += 1
    if count == largest:
        largest = 0
        for other in range(len(above)):
            if above[other] < 0 and above[other] != ABSENT:
                largest = max(largest, -above[other])
    for turn in range(1, count):
        largest = _add(above, indptr, indices, waiting[turn], largest)
    return largest


@compiled(
    "void(int32[::1], int32[::1], int32[::1], int32[::1], int32[:, ::1], int32[::1], int32, float64[::1], "
    "float64[::1], uint64[::1], float64, int64)"
)
def anneal_moves(  # noqa: PLR0915 - one piece, so that arrays are set up once and nothing is copied
    indptr: Ints,
    indices: Ints,
    order: Ints,
    best_order: Ints,
    marks: Ints,
    sizes: Ints,
    spacing: int,
    price: Floats,
    totals: Floats,
    state: Draws,
    temperature: float,
    moves: int,
) -> None:
    """Try moves at one temperature.

    Parameters
    ----------
    indptr, indices, order, marks, sizes, spacing
        As `replay_all` takes and leaves them; order, marks and sizes change with every move that is taken.
    best_order
        Changes when a better order is seen.
    price
        Of a largest component of 0, 1, ... n nodes.
    totals
        Sum of prices of the order now, and of the best order; both change.
    state
        One number other than 0, of the random draws; changes.
    temperature
        In units of price.
    moves
        How many to try.
    """
    n, places = len(indptr) - 1, len(order)
    above, waiting, place_of = np.empty(n, np.int32), np.empty(n, np.int32), np.full(n, -1, np.int32)
    for place in range(places):
        place_of[order[place]] = place
    window, new_sizes = np.empty(places, np.int32), np.empty(places + 1, np.int32)
    little = _LITTLE * price.max()
    active = places
    for place in range(1, places + 1):
        if price[sizes[place]] <= little:
            active = max(2, min(places, place + 2))
            break
    for _ in range(moves):
        early = _draw(state)
        first = int(early * np.sqrt(early) * active)
        reach, kind = _draw(state), _draw(state)
        if reach < _FAR:
            second = int(_draw(state) * places)
        elif reach < _TIED:
            node = order[first]
            ties = indptr[node + 1] - indptr[node]
            second = place_of[indices[indptr[node] + int(_draw(state) * ties)]] if ties else -1
        else:
            second = first + 1 + int(-np.log(_draw(state)) / _NEAR)
        most = -temperature * np.log(_draw(state))
        if second >= places or second == first or second < 0:
            continue
        low, high = min(first, second), max(first, second)
        span = high - low
        # A long replay must not take the time of many short ones.
        if span > _SHORT and _draw(state) * min(span, max(_SHORT, active - low)) > _SHORT:
            continue
        if kind > _TURN and span < _SHORT:
            cut = 1 + int(_draw(state) * span)
            window[: span + 1 - cut] = order[low + cut : high + 1]
            window[span + 1 - cut : span + 1] = order[low : low + cut]
        elif kind < _EXCHANGE:
            window[: span + 1] = order[low : high + 1]
            window[0], window[span] = order[high], order[low]
        elif kind < _LATER:
            window[:span] = order[low + 1 : high + 1]
            window[span] = order[low]
        else:
            window[1 : span + 1] = order[low:high]
            window[0] = order[high]
        mark = (active + spacing - 1) // spacing
        top = mark * spacing
        if high > top + _WORTH and low < active and (kind <= _TURN or span >= _SHORT):
            # Far down components are small: what changes before that part is seen without a replay of it.
            above[:] = marks[mark]
            out = order[top] if _EXCHANGE <= kind < _LATER else order[high]
            back = order[top - 1] if kind >= _LATER else order[low]
            largest = _without(above, indptr, indices, waiting, out, sizes[top])
            largest = _add(above, indptr, indices, back, largest)
            change = price[largest] - price[sizes[top]]
            for place in range(top - 1, low, -1):
                largest = _add(above, indptr, indices, window[place - low], largest)
                change += price[largest] - price[sizes[place]]
            if change > most:
                continue
        mark = (high + spacing) // spacing
        top = min(mark * spacing, places)
        above[:] = marks[mark]
        largest = sizes[top]
        for place in range(top - 1, high, -1):
            largest = _add(above, indptr, indices, order[place], largest)
        change = 0.0
        for place in range(high, low, -1):
            largest = _add(above, indptr, indices, window[place - low], largest)
            new_sizes[place] = largest
            change += price[largest] - price[sizes[place]]
        if change > most:
            continue
        for place in range(low, high + 1):
            order[place] = window[place - low]
            place_of[order[place]] = place
        sizes[low + 1 : high + 1] = new_sizes[low + 1 : high + 1]
        if high // spacing * spacing > low:
            above[:] = marks[mark]
            largest = sizes[top]
            for place in range(top - 1, low, -1):
                largest = _add(above, indptr, indices, order[place], largest)
                if place % spacing == 0:
                    marks[place // spacing] = above
        totals[0] += change
        if totals[0] < totals[1] - _EPS:
            totals[1] = totals[0]
            best_order[:] = order
