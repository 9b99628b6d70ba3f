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

from __future__ import annotations

from sim.published.guimera2002 import Links, collapse, crossover, in_system, ring, simulated, star, tree
from sim.validation.row import SEEDS, Row, control, ordered, statistical

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


def rows(span: float = SPAN) -> list[Row]:
    """Hold both pairs against the formula, and the order on either side of the crossover."""
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
