"""Congestion in networks that pass messages on: how many wait, by formula and by simulation.

At each of S nodes messages for random others arrive at rate rho; they go along shortest paths, unique in the networks
here, and every node they leave, the first included, deals with one at a time at rate 1, first come, first served.
The load of node i is rho (B_i / (S - 1) + 1), B_i being the number of ordered pairs of others whose path leads over i;
in the mean sum r / (1 - r) messages are in the system.

Source  Guimera et al. (2002) [guimera2002]; betweenness after Brandes (2001) [brandes2001]
"""

from __future__ import annotations

from collections import deque
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import compiled
from sim.engine.luck import uniform
from sim.errors import InputError
from sim.stats.row import SEEDS, Row, control, ordered, statistical

EVENT: Final = 1
TARGET: Final = 2
WAY: Final = 3

Floats = NDArray[np.float64]
Links = list[tuple[int, int]]


def star(nodes: int) -> Links:
    """Return the links of a star around node 0."""
    return [(0, each) for each in range(1, nodes)]


def ring(nodes: int) -> Links:
    """Return the links of a ring."""
    return [(each, (each + 1) % nodes) for each in range(nodes)]


def tree(span: int, depth: int) -> Links:
    """Return the links of a tree of reports, numbered level by level."""
    nodes = sum(span**level for level in range(depth + 1))
    return [((each - 1) // span, each) for each in range(1, nodes)]


def neighbours(links: Links) -> list[list[int]]:
    """Return who is linked to whom, in order."""
    nodes = 1 + max(max(each) for each in links)
    found: list[list[int]] = [[] for _ in range(nodes)]
    for one, other in links:
        found[one].append(other)
        found[other].append(one)
    return [sorted(each) for each in found]


def betweenness(near: list[list[int]]) -> Floats:
    """Return over how many ordered pairs' shortest paths each node lies, ends not counted [brandes2001]."""
    total = np.zeros(len(near))
    for source in range(len(near)):
        order, paths, before = _shortest(near, source)
        leaning = np.zeros(len(near))
        for node in reversed(order):
            for each in before[node]:
                leaning[each] += paths[each] / paths[node] * (1 + leaning[node])
            if node != source:
                total[node] += leaning[node]
    return total


def _shortest(near: list[list[int]], source: int) -> tuple[list[int], Floats, list[list[int]]]:
    """Return nodes by distance from a source, the number of shortest paths to each, and their last steps but one."""
    away, paths = np.full(len(near), -1), np.zeros(len(near))
    before: list[list[int]] = [[] for _ in near]
    away[source], paths[source] = 0, 1.0
    order, queue = [], deque([source])
    while queue:
        node = queue.popleft()
        order.append(node)
        for each in near[node]:
            if away[each] < 0:
                away[each] = away[node] + 1
                queue.append(each)
            if away[each] == away[node] + 1:
                paths[each] += paths[node]
                before[each].append(node)
    return order, paths, before


def loads(links: Links, rate: float) -> Floats:
    """Return the load of each node at an arrival rate."""
    between = betweenness(neighbours(links))
    return rate * (between / (len(between) - 1) + 1)


def in_system(links: Links, rate: float) -> float:
    """Return the mean number of messages in the system; infinite where a node cannot keep up."""
    load = loads(links, rate)
    return float((load / (1 - load)).sum()) if load.max() < 1 else np.inf


def collapse(links: Links) -> float:
    """Return the arrival rate at which the busiest node cannot keep up any more."""
    return float(1 / loads(links, 1.0).max())


def crossover(one: Links, other: Links) -> float:
    """Return the rate at which two networks have as many messages in them."""
    low, high = 1e-9, collapse(one)
    if in_system(one, low) >= in_system(other, low) or collapse(other) <= high:
        raise InputError("first_must_collapse", "crossover")
    while high - low > 1e-12:
        middle = (low + high) / 2
        if in_system(one, middle) < in_system(other, middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2


def simulated(links: Links, rate: float, span: float, seed: int, unit_hops: bool = False) -> float:
    """Simulate the network and return the mean number of messages in it."""
    near = neighbours(links)
    ways, many = _ways(near)
    size = len(near)
    room = 200_000
    target, after = np.zeros(room, np.int64), np.zeros(room, np.int64)
    queues = np.full((size, 2), -1)
    events = int(1.1 * span * size * (1 + rate))
    mean = _flow(ways, many, target, after, queues, rate, events, events // 11, seed, unit_hops)
    if mean < 0:
        raise InputError("rate_too_high", "rate", rate=rate, room=room)
    return mean


def _ways(near: list[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the next steps of shortest paths from each node to each target."""
    size = len(near)
    ways = np.zeros((size, size, max(map(len, near))), np.int64)
    many = np.zeros((size, size), np.int64)
    for target in range(size):
        _, _, before = _shortest(near, target)
        for node in range(size):
            many[node, target] = len(before[node])
            ways[node, target, : len(before[node])] = before[node]
    return ways, many


@compiled
def _flow(
    ways: Any,
    many: Any,
    target: Any,
    after: Any,
    queues: Any,
    rate: float,
    events: int,
    early: int,
    seed: int,
    ends: bool,
) -> float:
    """Live through events at the total rate S (1 + rate); a node that is idle when its turn comes does nothing."""
    size, free, present, summed = len(queues), _all_free(after), 0, 0.0
    for event in range(events):
        summed += present if event >= early else 0
        drawn = uniform(seed, 0, event, EVENT, 0) * (1.0 + rate) * size
        if drawn >= size:
            message, free = free, after[free]
            if free >= len(after):
                return -1.0
            node = min(int((drawn - size) / rate), size - 1)
            target[message] = _other(node, size, uniform(seed, 0, event, TARGET, 0))
            _queue(queues, after, node, message)
            present += 1
            continue
        node, message = int(drawn), queues[int(drawn), 0]
        if message < 0:
            continue
        queues[node, 0] = after[message]
        step = ways[node, target[message], int(uniform(seed, 0, event, WAY, 0) * many[node, target[message]])]
        if ends or step == target[message]:
            after[message], free = free, message
            present -= 1
        else:
            _queue(queues, after, step, message)
    return summed / (events - early)


@compiled
def _all_free(after: Any) -> int:
    """Chain all places up, and return the first."""
    for each in range(len(after)):
        after[each] = each + 1
    return 0


@compiled
def _other(node: int, size: int, luck: float) -> int:
    """Return any node but one."""
    other = int(luck * (size - 1))
    return other + 1 if other >= node else other


@compiled
def _queue(queues: Any, after: Any, node: int, message: int) -> None:
    after[message] = -1
    if queues[node, 0] < 0:
        queues[node, 0] = message
    else:
        after[queues[node, 1]] = message
    queues[node, 1] = message


SOURCE = "optimal topologies under load [guimera2002]"
NODES = 31
PAIRS: dict[str, tuple[Links, Links]] = {
    "star, tree of span 5": (star(NODES), tree(5, 2)),
    "star and a link, ring": ([*star(NODES), (1, 2)], ring(NODES)),
}
SPAN = 40_000.0
"""Units of time simulated."""
OFFSET = 3_000_000
"""Of the seeds of this file."""


def guimera_congestion(span: float = SPAN) -> list[Row]:
    """Congestion: a star is best while little is asked of it; past a crossover an even network of as many links is.

    Setup       31 nodes, messages to random others along shortest paths. Pairs with as many links: a star and a tree of
                span 5 (30); a star with one link between two of its ends, and a ring (31).
    Expected    the load formula: mean in the system sum r / (1 - r). Its crossover is computed, then met by simulation:
                below it the star holds fewer messages, above it more, at it as many.
    Tolerance   4 standard errors over 20 seeds.
    Control     messages that need no passing on, held against the formula of those that do.
    Not reproduced  their search over all networks for the best one; routing by partial knowledge.

    Source  Guimera et al. (2002) [guimera2002]
    """
    found = [row for case, name in enumerate(PAIRS) for row in _pair(name, 100_000 * case, span)]
    rate = 0.5 * collapse(star(NODES))
    bare = _held(star(NODES), rate, 900_000, span, unit_hops=True)
    expected = in_system(star(NODES), rate)
    return [*found, control(statistical("congestion", "star, nothing passed on", SOURCE, expected, bare, "DOCK"))]


def _pair(name: str, offset: int, span: float) -> list[Row]:
    one, other = PAIRS[name]
    cross, last = crossover(one, other), collapse(one)
    found: list[Row] = []
    for case, (where, rate) in enumerate(
        (("a third of it", cross / 3), ("the crossover", cross), ("halfway to collapse", (cross + last) / 2))
    ):
        first = offset + 10_000 * case
        lives = [_held(links, rate, first + 1_000 * k, span) for k, links in enumerate((one, other))]
        for k, links in enumerate((one, other)):
            about = f"{name.split(', ')[k]} at {where} ({rate:.4f})"
            found.append(statistical("congestion", about, SOURCE, in_system(links, rate), lives[k], "DOCK"))
        differences = [a - b for a, b in zip(*lives, strict=True)]
        found.append(_order(f"{name}: first less second at {where}", differences, case))
    return found


def _order(about: str, differences: list[float], case: int) -> Row:
    if case == 1:
        return statistical("congestion", about, SOURCE, 0.0, differences, "DOCK")
    return ordered("congestion", about, SOURCE, differences, "<" if case == 0 else ">")


def _held(links: Links, rate: float, first: int, span: float, unit_hops: bool = False) -> list[float]:
    return [simulated(links, rate, span, OFFSET + first + k, unit_hops) for k in range(SEEDS)]


CHECKS = (guimera_congestion,)
