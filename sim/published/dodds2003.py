"""Dodds, Watts and Sabel's hierarchies with lateral links: how a few of them take load off those at the top.

A hierarchy of span b and a depth is given m lateral links. A link between i and j is as likely as
exp(-D_ij / lambda) exp(-x_ij / zeta), where D_ij is the depth of their lowest common superior and
x_ij = sqrt(d_i^2 + d_j^2 - 2), d being levels below that superior. Both lengths middling is *multiscale*; lambda
without bound and zeta near 0 links fellows of one superior, *local teams*; both without bound is *random*; both near 0
links those right below the top, *core-periphery*. Congestion is the share of all ordered pairs whose
message the busiest node must pass on.

Source  Dodds, Watts & Sabel (2003) [dodds2003]
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import Final

import numpy as np

from sim.engine.luck import uniforms
from sim.published.guimera2002 import Links, betweenness, neighbours, tree
from sim.stats.row import SEEDS, Row, control, ordered

LATERAL: Final = 1
KINDS: Final = {
    "multiscale": (0.5, 0.5),
    "core-periphery": (0.05, 0.05),
    "random": (1e9, 1e9),
    "local team": (1e9, 0.05),
}
"""lambda and zeta of kinds of links."""


def congestion(links: Links) -> float:
    """Return the share of ordered pairs whose shortest path leads over the busiest node."""
    between = betweenness(neighbours(links))
    return float(between.max()) / (len(between) * (len(between) - 1))


def with_lateral(span: int, depth: int, many: int, lengths: tuple[float, float], seed: int) -> Links:
    """Return a hierarchy with lateral links."""
    straight = tree(span, depth)
    pairs = [each for each in combinations(range(len(straight) + 1), 2) if each[0] != (each[1] - 1) // span]
    weights = np.array([_log_weight(*each, span, lengths) for each in pairs])
    entity, zero = np.arange(len(pairs)), np.zeros(len(pairs), np.int64)
    drawn = uniforms(seed, entity, zero, LATERAL, zero)
    first = np.argsort(np.log(-np.log(drawn)) - weights)[:many]  # the Gumbel trick: without repetition, by weight
    return [*straight, *(pairs[k] for k in first)]


def _log_weight(i: int, j: int, span: int, lengths: tuple[float, float]) -> float:
    above = _superiors(i, span), _superiors(j, span)
    shared = max(set(above[0]) & set(above[1]))  # numbered level by level: the lowest has the largest number
    below = [each.index(shared) for each in above]
    apart = math.sqrt(max(0, below[0] ** 2 + below[1] ** 2 - 2))
    return -(len(_superiors(shared, span)) - 1) / lengths[0] - apart / lengths[1]


def _superiors(node: int, span: int) -> list[int]:
    """Return a node and everybody above it, upwards."""
    found = [node]
    while found[-1] > 0:
        found.append((found[-1] - 1) // span)
    return found


SOURCE = "information exchange and robustness [dodds2003]"
SPAN, DEPTH, LINKS = 5, 3, 20
THIRD = 1 / 3
OFFSET = 6_000_000
"""Of the seeds of this file."""


def dodds_lateral_links(depth: int = DEPTH, links: int = LINKS) -> list[Row]:
    """Lateral links: a few of them on a hierarchy relieve those at the top, if they lead across.

    Setup       a hierarchy of span 5 and depth 3 (156 people) with 20 lateral links; messages between all ordered pairs
                go along shortest paths; congestion is the share that the busiest node passes on.
    Expected    orders only: multiscale and core-periphery links relieve the hierarchy, each more than random ones.
    Tolerance   4 standard errors over 20 drawings of the links.
    Control     as many links among fellows of one superior: they must not relieve it by a third, as multiscale ones do.
    Not reproduced  their routing by local knowledge, task environments, robustness to failures, and all heights.

    Source  Dodds, Watts & Sabel (2003) [dodds2003]
    """
    bare = congestion(tree(SPAN, depth))
    left = {kind: _drawn(kind, depth, links) for kind in KINDS}

    def relieved(kind: str) -> Row:
        gains = [(1 - THIRD) * bare - each for each in left[kind]]
        return ordered("Dodds, Watts & Sabel", f"{kind}: relief beyond a third", SOURCE, gains)

    def better(kind: str, than: str) -> Row:
        gains = [b - a for a, b in zip(left[kind], left[than], strict=True)]
        return ordered("Dodds, Watts & Sabel", f"{than} less {kind}", SOURCE, gains)

    found = [relieved("multiscale"), relieved("core-periphery")]
    found += [better("multiscale", "random"), better("core-periphery", "random"), better("multiscale", "local team")]
    return [*found, control(relieved("local team"))]


def _drawn(kind: str, depth: int, links: int) -> list[float]:
    return [congestion(with_lateral(SPAN, depth, links, KINDS[kind], OFFSET + k)) for k in range(SEEDS)]


CHECKS = (dodds_lateral_links,)
