"""Lateral links: a few of them on a hierarchy relieve those at the top, if they lead across.

Setup       a hierarchy of span 5 and depth 3 (156 people) with 20 lateral links; messages between all ordered pairs
            go along shortest paths; congestion is the share that the busiest node passes on.
Expected    orders only: multiscale and core-periphery links relieve the hierarchy, each more than random ones.
Tolerance   4 standard errors over 20 drawings of the links.
Control     as many links among fellows of one superior: they must not relieve it by a third, as multiscale ones do.
Not reproduced  their routing by local knowledge, task environments, robustness to failures, and all heights.

Source  Dodds, Watts & Sabel (2003) [dodds2003]
"""

from __future__ import annotations

from sim.published.dodds2003 import KINDS, congestion, with_lateral
from sim.published.guimera2002 import tree
from sim.validation.row import SEEDS, Row, control, ordered

SOURCE = "information exchange and robustness [dodds2003]"
SPAN, DEPTH, LINKS = 5, 3, 20
THIRD = 1 / 3
OFFSET = 6_000_000
"""Of the seeds of this file."""


def rows(depth: int = DEPTH, links: int = LINKS) -> list[Row]:
    """Hold the orders against the paper."""
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
