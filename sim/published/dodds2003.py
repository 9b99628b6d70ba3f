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

LATERAL: Final = 1
KINDS: Final = {
    "multiscale": (0.5, 0.5),
    "core-periphery": (0.05, 0.05),
    "random": (1e9, 1e9),
    "local team": (1e9, 0.05),
}
"""lambda and zeta of kinds of links."""


def congestion(links: Links) -> float:
    """Return the share of ordered pairs whose shortest path leads over the busiest node.

    Parameters
    ----------
    links : list of (int, int)
        A connected network.

    Returns
    -------
    float
        0 to 1.
    """
    between = betweenness(neighbours(links))
    return float(between.max()) / (len(between) * (len(between) - 1))


def with_lateral(span: int, depth: int, many: int, lengths: tuple[float, float], seed: int) -> Links:
    """Return a hierarchy with lateral links.

    Parameters
    ----------
    span, depth : int
        Reports of everybody, levels below the top.
    many : int
        Lateral links, none twice and none along the hierarchy.
    lengths : (float, float)
        lambda and zeta, above 0.
    seed : int
        The same seed gives the same links.

    Returns
    -------
    list of (int, int)
        Those of the hierarchy first.
    """
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
