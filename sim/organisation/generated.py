"""Generated structures: the pyramid, and ties between peers.

Generated pyramids: every manager has the same number of reports, every base the same distance to the top.

Peer ties drawn at random, for a company that did not say who turns to whom.

Everybody proposes half of the peers asked for, among people of the same height; a proposal binds both sides, so each
person ends up with the number asked for, on average.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.engine import luck
from sim.engine.compiled import compiled
from sim.errors import Count, InputError
from sim.organisation.chart import chart_of
from sim.state import NOBODY

LARGEST = 1_000_000
"""People in the largest pyramid that is built."""

HEADQUARTERS = "headquarters"
"""The team of everybody above the lowest managers."""


@lru_cache(maxsize=4)
def pyramid(span: int, depth: int) -> Chart:
    """Build a pyramid, without ties.

    Each lowest manager forms a team with its reports; everybody above them forms the headquarters.

    Examples
    --------
    >>> pyramid(span=6, depth=2).size
    43
    """
    size = _size(span, depth)
    _check_size(size, span, depth)
    digits = max(2, len(str(size)))
    names = tuple(f"p{seat:0{digits}d}" for seat in range(1, size + 1))
    manager = (np.arange(size) - 1) // span  # people stand level by level, siblings side by side
    manager[0] = NOBODY
    return chart_of(names, _team_names(span, depth), manager, _teams(span, depth, size, manager))


def _size(span: int, depth: int) -> int:
    return sum(span**level for level in range(depth + 1))


def _team_names(span: int, depth: int) -> tuple[str, ...]:
    lowest_managers = span ** max(depth - 1, 0)
    teams = tuple(f"team {number}" for number in range(1, lowest_managers + 1))
    return (HEADQUARTERS, *teams) if depth > 1 else teams


def _teams(span: int, depth: int, size: int, manager: np.ndarray) -> np.ndarray:
    team = np.zeros(size, np.int64)
    if depth > 1:
        base = size - span**depth
        above = base - span ** (depth - 1)
        team[above:base] = np.arange(1, base - above + 1)
        team[base:] = team[manager[base:]]
    return team


def _check_size(size: int, span: int, depth: int) -> None:
    if size <= LARGEST:
        return
    lower_depth = max(levels for levels in range(depth) if _size(span, levels) <= LARGEST)
    lower_span = max(reports for reports in range(1, span) if _size(reports, depth) <= LARGEST)
    raise InputError(
        "too_large_a_pyramid",
        "organisation",
        span=span,
        depth=depth,
        size=Count(size),
        largest=Count(LARGEST),
        lower_depth=lower_depth,
        lower_span=lower_span,
    )


TRIES: Final = 8
"""How often a proposal that meets an existing tie is drawn again before it is given up."""

Rows = NDArray[np.int64]


def draw_ties(chart: Chart, peer_ties: int, cross_team_share: float, seed: int) -> tuple[Rows, Rows]:
    """Draw who turns to whom; each draw is keyed by the proposer's seat, the proposal and the try."""
    seat = np.lexsort((chart.team, chart.height))  # places: same height together, within it same team together
    near, near_size = _runs(chart.height[seat], chart.team[seat])
    wide, wide_size = _runs(chart.height[seat])
    inside, outside = near_size - 1, wide_size - near_size
    nought = np.zeros(chart.size, np.int64)
    count = peer_ties // 2 + (luck.uniforms(seed, seat, nought, luck.PROPOSALS, nought) < (peer_ties % 2) / 2)
    count[inside + outside == 0] = 0
    first = np.concatenate([[0], np.cumsum(count)])
    by = np.repeat(np.arange(chart.size), count)
    nth = np.arange(len(by)) - first[by]
    leaves = luck.uniforms(seed, seat[by], nth, luck.LEAVES_TEAM, np.zeros_like(by)) < cross_team_share
    leaves = leaves & (outside[by] > 0) | (inside[by] == 0)
    # The candidates stand in a circle; counting begins past the proposer, or past the whole team where it is left.
    start, size = np.where(leaves, wide[by], near[by]), np.where(leaves, wide_size[by], near_size[by])
    past = np.where(leaves, near[by] + near_size[by], by + 1) - start
    circle = np.stack([start, size, past, np.where(leaves, outside[by], inside[by])])
    partner = np.full(len(by), -1)
    _settle(partner, by, first, seat, circle, seed)
    one, other = seat[by[partner >= 0]], seat[partner[partner >= 0]]
    return np.concatenate([one, other]), np.concatenate([other, one])


def _runs(*keys: Rows) -> tuple[Rows, Rows]:
    """Return, for each place, where the run of places with its keys begins, and how long it is; keys are sorted."""
    new = np.ones(len(keys[0]), bool)
    new[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    starts = np.flatnonzero(new)
    lengths = np.diff(starts, append=len(new))
    return np.repeat(starts, lengths), np.repeat(lengths, lengths)


@compiled
def _settle(partner: Any, by: Any, first: Any, seat: Any, circle: Any, seed: int) -> None:
    """Draw the partner of each proposal, again where the two are tied already; -1 where every try was in vain."""
    for k in range(len(partner)):
        start, size, past, candidates = circle[0, k], circle[1, k], circle[2, k], circle[3, k]
        for visit in range(1 + TRIES):
            u = luck.uniform(seed, seat[by[k]], k - first[by[k]], luck.PEER, visit)
            other = start + (past + int(u * candidates)) % size
            if not (_proposed(partner, first, by[k], other) or _proposed(partner, first, other, by[k])):
                partner[k] = other
                break


@compiled
def _proposed(partner: Any, first: Any, one: int, other: int) -> bool:
    found = False
    for k in range(first[one], first[one + 1]):
        found = found or partner[k] == other
    return found
