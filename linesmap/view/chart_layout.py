"""Give every node of a chart its places: by force, on the ground, in time and by role; the same at each run."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence

import igraph
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from linesmap.model.vocabulary import EntityType

__all__ = ["ROLE_COLUMNS", "TIME_LANES", "by_role", "forces", "in_time", "on_the_ground"]

Points = NDArray[np.float64]

ROLE_COLUMNS: tuple[tuple[EntityType, ...], ...] = (
    (EntityType.GROUP,),
    (EntityType.PERSON,),
    (EntityType.DEAL_LINE,),
    (EntityType.PHONE, EntityType.VEHICLE, EntityType.ADDRESS),
    (EntityType.OPERATION, EntityType.EVENT),
    (EntityType.PLACE,),
)
"""Columns of the layout by role, left to right."""

TIME_LANES: tuple[EntityType, ...] = (
    EntityType.DEAL_LINE,
    EntityType.GROUP,
    EntityType.PERSON,
    EntityType.PHONE,
    EntityType.VEHICLE,
    EntityType.ADDRESS,
    EntityType.OPERATION,
    EntityType.EVENT,
    EntityType.PLACE,
)
"""Lanes of the layout in time, top to bottom."""

_OPEN_APART = 96.0
_REST_APART = 38.0
_GROUND_WIDTH = 1_600.0
_ROUNDS = 60
_ROOM = 0.52
_FAR, _DRAW_IN = 1.25, 0.15
_STEPS_OPEN, _STEPS_REST = 800, 220
_GOLDEN = math.pi * (3 - math.sqrt(5))
_MIDDLE_LAT = 52.0


def forces(n_nodes: int, n_open: int, ties: Sequence[tuple[int, int, float]]) -> Points:
    """Lay nodes out so that strong ties are short, with igraph's Fruchterman-Reingold.

    What is open at first (the first `n_open` nodes) is laid out alone, so that it is legible; the others are then
    laid out around it while it stays where it is. Parts that no tie joins stand side by side.

    Parameters
    ----------
    n_nodes, n_open
        How many nodes there are, and how many of the first are open.
    ties
        (node, node, weight from 0 to 1).

    Returns
    -------
    points
        One (x, y) a node, y downwards; the unit is a pixel at full size.
    """
    points = np.zeros((n_nodes, 2))
    if not n_nodes:
        return points
    inner = [tie for tie in ties if tie[0] < n_open and tie[1] < n_open]
    points[:n_open] = _parts(n_open, inner)
    points[:n_open] = _apart(points[:n_open], _OPEN_APART, fixed=0)
    if n_nodes > n_open:
        points = _around(points, n_open, ties)
    shown = points[: n_open or n_nodes]
    centred: Points = points - (shown.min(axis=0) + shown.max(axis=0)) / 2
    return centred


def _parts(n_nodes: int, ties: Sequence[tuple[int, int, float]]) -> Points:
    """Lay out every connected part alone, and set the parts beside each other in rows."""
    graph = igraph.Graph(n=n_nodes, edges=[(a, b) for a, b, _ in ties])
    graph.es["weight"] = [0.3 + weight for *_, weight in ties]
    points = np.zeros((n_nodes, 2))
    left = top = row = 0.0
    width = _OPEN_APART * max(4.0, 1.4 * math.sqrt(n_nodes))
    for members in sorted(graph.connected_components(), key=lambda part: (-len(part), part)):
        placed = _one_part(graph.induced_subgraph(members))
        span = placed.max(axis=0) + _OPEN_APART
        if left and left + span[0] > width:
            left, top, row = 0.0, top + row, 0.0
        points[members] = placed + np.array([left, top])
        left, row = left + span[0], max(row, span[1])
    return points


def _one_part(graph: igraph.Graph) -> Points:
    """Lay out one connected part; its corner is at (0, 0)."""
    count = graph.vcount()
    if count == 1:
        return np.zeros((1, 2))
    start = [[math.sqrt(i) * math.cos(i * _GOLDEN), math.sqrt(i) * math.sin(i * _GOLDEN)] for i in range(count)]
    placed = _settled(graph, start, niter=_STEPS_OPEN, weights="weight", grid="nogrid")
    placed = _apart(_compact(placed), _OPEN_APART, fixed=0)
    cornered: Points = placed - placed.min(axis=0)
    return cornered


def _compact(placed: Points) -> Points:
    """Scale a layout to the room its nodes need, and draw in what lies far outside: distance there says little."""
    placed = placed - placed.mean(axis=0)
    reach = np.hypot(placed[:, 0], placed[:, 1])
    usual = max(float(np.sqrt(np.mean(reach**2))), 1e-6)
    far = _FAR * usual
    drawn_in = np.where(reach > far, far + (reach - far) * _DRAW_IN, reach)
    shares = drawn_in / np.maximum(reach, 1e-6)
    compact: Points = placed * shares[:, None] * (_OPEN_APART * math.sqrt(len(placed)) * _ROOM / usual)
    return compact


def _settled(graph: igraph.Graph, start: Sequence[Sequence[float]], **options: object) -> Points:
    """Run the layout from stated places with a stated source of chance."""
    igraph.set_random_number_generator(random.Random(7))  # noqa: S311 - chance for a picture, the same each time
    try:
        placed: Points = np.array(graph.layout_fruchterman_reingold(seed=start, **options).coords)
    finally:
        igraph.set_random_number_generator(random)
    return placed


def _around(points: Points, n_open: int, ties: Sequence[tuple[int, int, float]]) -> Points:
    """Lay out the others while the open ones stay."""
    count = len(points)
    unit = _REST_APART * 1.6
    start = points / unit
    known = np.zeros(count, dtype=bool)
    known[:n_open] = True
    by_node: dict[int, list[int]] = {}
    for a, b, _ in ties:
        by_node.setdefault(a, []).append(b)
        by_node.setdefault(b, []).append(a)
    edge = float(np.abs(start[:n_open]).max()) if n_open else 1.0
    for _ in range(2):
        for node in range(n_open, count):
            near = [other for other in by_node.get(node, ()) if known[other]]
            if known[node] or not near:
                continue
            turn = np.array([math.cos(node * _GOLDEN), math.sin(node * _GOLDEN)])
            start[node] = start[near].mean(axis=0) + turn * (0.8 if len(near) > 1 else 1.3)
            known[node] = True
    for number, lone in enumerate(np.flatnonzero(~known).tolist()):
        start[lone] = (edge + 3 + number % 12, number // 12)
    graph = igraph.Graph(n=count, edges=[(a, b) for a, b, _ in ties])
    low, high = np.full((count, 2), -1e6), np.full((count, 2), 1e6)
    low[:n_open] = high[:n_open] = start[:n_open]
    placed = _settled(
        graph, start.tolist(), niter=_STEPS_REST, start_temp=2.0, weights=[0.3 + weight for *_, weight in ties],
        grid="grid", minx=low[:, 0].tolist(), maxx=high[:, 0].tolist(), miny=low[:, 1].tolist(),
        maxy=high[:, 1].tolist(),
    )  # fmt: skip
    placed[:n_open] = start[:n_open]
    return _apart(placed * unit, _REST_APART, fixed=n_open)


def _apart(points: Points, least: float, *, fixed: int) -> Points:
    """Push nodes that are nearer than `least` away from each other; the first `fixed` stay."""
    points = points.copy()
    for round_ in range(_ROUNDS):
        pairs = cKDTree(points).query_pairs(least, output_type="ndarray")
        if not len(pairs):
            break
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        between = points[pairs[:, 1]] - points[pairs[:, 0]]
        distance = np.hypot(between[:, 0], between[:, 1])
        # Two nodes on one spot leave it by an angle of their own.
        turn = (pairs[:, 0] * 7 + pairs[:, 1] + round_) * _GOLDEN
        way = np.where(
            (distance > 1e-6)[:, None],  # noqa: PLR2004
            between / np.maximum(distance, 1e-6)[:, None],
            np.stack([np.cos(turn), np.sin(turn)], axis=1),
        )
        push = way * ((least - distance) / 2 * 0.9)[:, None]
        step = np.zeros_like(points)
        np.add.at(step, pairs[:, 0], -push)
        np.add.at(step, pairs[:, 1], push)
        step[:fixed] = 0
        points += np.clip(step, -least, least)
    return points


def on_the_ground(places: Sequence[tuple[float, float] | None], n_open: int) -> Points:
    """Put nodes where their records are, north up; those without a place stand in a strip below.

    Parameters
    ----------
    places
        (lon, lat) of each node in degrees, None when no record of it is located.
    n_open
        How many of the first nodes keep their place when others crowd around them.
    """
    points = np.zeros((len(places), 2))
    located = [index for index, place in enumerate(places) if place is not None]
    if located:
        ground = np.array([places[index] for index in located], dtype=float)
        ground[:, 0] *= math.cos(math.radians(_MIDDLE_LAT))
        low, high = ground.min(axis=0), ground.max(axis=0)
        ground = (ground - (low + high) / 2) * (_GROUND_WIDTH / max(float((high - low).max()), 1e-3))
        ground[:, 1] *= -1
        inner = sum(index < n_open for index in located)
        ground[:inner] = _apart(ground[:inner], _OPEN_APART / 2, fixed=0)
        points[located] = _apart(ground, _REST_APART / 2, fixed=inner)
    foot = float(points[:, 1].max()) + 2 * _OPEN_APART if located else 0.0
    across = max(1, int(_GROUND_WIDTH / _REST_APART))
    strip = [index for index, place in enumerate(places) if place is None]
    for number, index in enumerate(strip):
        points[index] = ((number % across) * _REST_APART - _GROUND_WIDTH / 2, foot + (number // across) * _REST_APART)
    return points


def in_time(kinds: Sequence[str], first_days: Sequence[int | None]) -> Points:
    """Put nodes at the day they were first seen, in a lane for each type; x is that day, y the lane.

    Nodes without a day stand before the first.
    """
    known = [day for day in first_days if day is not None]
    before = (min(known) if known else 0) - 14
    lanes = {kind.value: number for number, kind in enumerate(TIME_LANES)}
    return np.array(
        [(before if day is None else day, lanes[kind]) for kind, day in zip(kinds, first_days, strict=True)],
        dtype=float,
    ).reshape(-1, 2)


def by_role(kinds: Sequence[str], ties: Sequence[tuple[int, int, float]], labels: Sequence[str]) -> Points:
    """Put nodes into columns by what they are; x is the column, y the order in it.

    The order brings what is tied to the same things together: two passes there and back, each by the mean of the
    neighbours.
    """
    column_of: Mapping[str, int] = {kind.value: number for number, kinds_ in enumerate(ROLE_COLUMNS) for kind in kinds_}
    count = len(kinds)
    columns = np.array([column_of[kind] for kind in kinds], dtype=int).reshape(-1)
    height = np.zeros(count)
    members = [np.flatnonzero(columns == number).tolist() for number in range(len(ROLE_COLUMNS))]
    for group in members:
        for rank, node in enumerate(sorted(group, key=lambda node: (kinds[node], labels[node], node))):
            height[node] = (rank + 0.5) / len(group)
    near: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    for a, b, weight in ties:
        near[a].append((b, weight))
        near[b].append((a, weight))
    for _ in range(2):
        for group in [*members, *reversed(members)]:
            wanted = {node: _mean_height(near[node], height, height[node]) for node in group}
            for rank, node in enumerate(sorted(group, key=lambda node: (wanted[node], labels[node], node))):
                height[node] = (rank + 0.5) / len(group)
    order = np.zeros(count)
    for group in members:
        for rank, node in enumerate(sorted(group, key=lambda node: height[node])):
            order[node] = rank
    return np.stack([columns.astype(float), order], axis=1) if count else np.zeros((0, 2))


def _mean_height(near: Sequence[tuple[int, float]], height: Points, otherwise: float) -> float:
    total = sum(weight for _, weight in near)
    return sum(float(height[other]) * weight for other, weight in near) / total if total > 0 else otherwise
