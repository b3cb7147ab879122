"""Improve an order of removal by simulated annealing, replaying only the part of it that a move changes.

The largest component after Q removals depends on which nodes are gone, not on their order: moving a node from place
i to place j changes only what stands between. Components after each removal are kept as sets of bits, so that a
replay of a few places is a few operations on whole numbers.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import exp, log

from linesmap.network.compact import Compact
from linesmap.network.key_problem import Clock

__all__ = ["anneal"]

_CHECK_EVERY = 64
_FAR = 0.2
_COLD = 0.02
_NEAR = 0.15
_EXCHANGE, _LATER = 0.4, 0.7
_LITTLE = 0.01
_WORTH = 8
_EPS = 1e-9


_Left = tuple[list[int], int, int]
"""Components of two nodes and more, nodes alone, and the largest size, of what stands from a place on."""


def anneal(
    graph: Compact,
    order: Sequence[int],
    price: Sequence[float],
    clock: Clock,
    *,
    heat: float,
    seed: int = 0,
    max_moves: int | None = None,
) -> tuple[list[int], float]:
    """Search for an order with a lower sum of prices.

    Parameters
    ----------
    graph
        From `compact`.
    order
        To start from; nodes that are not in it stay throughout.
    price
        Price of a largest component of s nodes after a removal, for s from 0 to the number of nodes; the price of an
        order is the sum over its places. Equal to s for the measure R.
    clock
        The search cools down over its time.
    heat
        First temperature, in units of price.
    seed
        Of the moves.
    max_moves
        Most moves; cooling then goes by moves instead of time, and the result does not depend on the machine.

    Returns
    -------
    order, total
        The best order seen and its sum of prices.
    """
    return _Annealing(graph, list(order), price, seed).run(clock, heat, max_moves)


class _Annealing:
    def __init__(self, graph: Compact, order: list[int], price: Sequence[float], seed: int) -> None:
        self.order, self.price = order, list(price)
        self.draw = random.Random(seed)  # noqa: S311 - moves of a search, not secrets
        self.ties = [sum(1 << other for other in around) for around in graph.neighbours()]
        gone = set(order)
        start: _Left = ([], 0, 0)
        for node in range(graph.n):
            if node not in gone:
                start = self.with_node(start, node)
        self.left = [start] * (len(order) + 1)
        self.replay_all()

    def with_node(self, left: _Left, node: int) -> _Left:
        """Put a node back."""
        groups, alone, largest = left
        ties = self.ties[node]
        joined = (ties & alone) | (1 << node)
        met = [group for group in groups if group & ties]
        if met:
            groups = [group for group in groups if not group & ties]
            for group in met:
                joined |= group
        size = joined.bit_count()
        if size == 1:
            return groups, alone | joined, largest or 1
        return [*groups, joined], alone & ~joined, max(largest, size)

    def replay_all(self) -> None:
        for place in range(len(self.order) - 1, -1, -1):
            self.left[place] = self.with_node(self.left[place + 1], self.order[place])

    def total(self) -> float:
        return sum(self.price[left[2]] for left in self.left[1:])

    def run(self, clock: Clock, heat: float, max_moves: int | None) -> tuple[list[int], float]:
        order, left, draw = self.order, self.left, self.draw
        now = self.total()
        best, best_order = now, order.copy()
        moves, temperature, begun, until = 0, heat, clock.spent, clock.left
        active = self.active()
        while until > 0 and len(order) > 1:
            if moves % _CHECK_EVERY == 0:
                done = moves / max_moves if max_moves else (clock.spent - begun) / until
                if done >= 1:
                    break
                temperature = heat * exp(log(_COLD) * done)
                if moves % (_CHECK_EVERY * 64) == 0:
                    active = self.active()
            moves += 1
            low, high, window = self.move(active)
            most = -temperature * log(draw.random() or 1e-300)
            if not window:
                continue
            swapped = window[0] == order[high] and window[-1] == order[low]
            if swapped and high > active + _WORTH and not self.promises(low, active, window, most):
                continue
            found = self.replay(low, high, window, most)
            if found is None:
                continue
            change, states = found
            now += change
            order[low : high + 1] = window
            left[low + 1 : high + 1] = states
            if now < best - _EPS:
                best, best_order = now, order.copy()
        return best_order, best

    def move(self, active: int) -> tuple[int, int, list[int]]:
        """Draw two places and give what would stand from one to the other: ends exchanged, or one end moved."""
        draw, order = self.draw, self.order
        first = int(draw.random() ** 1.5 * active)
        far = draw.random() < _FAR
        second = draw.randrange(len(order)) if far else first + 1 + int(draw.expovariate(_NEAR))
        if second >= len(order) or second == first:
            return 0, 0, []
        low, high = (first, second) if first < second else (second, first)
        window = order[low : high + 1]
        kind = draw.random()
        if kind < _EXCHANGE or far:
            window[0], window[-1] = window[-1], window[0]
        elif kind < _LATER:
            window.append(window.pop(0))
        else:
            window.insert(0, window.pop())
        return low, high, window

    def replay(self, low: int, high: int, window: list[int], most: float) -> tuple[float, list[_Left]] | None:
        """Put back the nodes of a changed part of the order; None when the sum of prices rises by more than `most`."""
        left, price, with_node = self.left, self.price, self.with_node
        state, change = left[high + 1], 0.0
        states = []
        for place in range(high, low, -1):
            state = with_node(state, window[place - low])
            change += price[state[2]] - price[left[place][2]]
            states.append(state)
        if change > most:
            return None
        states.reverse()
        return change, states

    def promises(self, low: int, active: int, window: list[int], most: float) -> bool:
        """Tell whether an exchange with a node far down may pay, by what changes before that part of the order.

        Far down components are small: taking one node out of its component there takes no replay.
        """
        left, price, with_node = self.left, self.price, self.with_node
        state = with_node(self.without(left[active], window[0]), window[-1])
        change = price[state[2]] - price[left[active][2]]
        for place in range(active - 1, low, -1):
            state = with_node(state, window[place - low])
            change += price[state[2]] - price[left[place][2]]
        return change <= most

    def without(self, left: _Left, node: int) -> _Left:
        """Take a node out, and break up its component."""
        groups, alone, largest = left
        bit = 1 << node
        if alone & bit:
            return groups, alone & ~bit, largest
        rest = next(group for group in groups if group & bit)
        groups = [group for group in groups if group != rest]
        rest ^= bit
        while rest:
            piece = waiting = rest & -rest
            while waiting:
                low = waiting & -waiting
                found = self.ties[low.bit_length() - 1] & rest & ~piece
                piece |= found
                waiting = (waiting ^ low) | found
            rest &= ~piece
            if piece & (piece - 1):
                groups.append(piece)
            else:
                alone |= piece
        return groups, alone, max((group.bit_count() for group in groups), default=1 if alone else 0)

    def active(self) -> int:
        """Give the number of places before the largest component is of little weight."""
        top = max(self.price)
        for place in range(1, len(self.left)):
            if self.price[self.left[place][2]] <= 0.01 * top:
                return max(2, min(len(self.order), place + 2))
        return len(self.order)
