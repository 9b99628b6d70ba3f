"""Peer ties drawn at random, for a company that did not say who turns to whom.

Everybody proposes half of the peers asked for, among people of the same height; a proposal binds both sides, so each
person ends up with the number asked for, on average.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart

STREAM: Final = 0x7E11
"""Sets this luck apart from any other drawn from the same seed; part of the results, never change it."""

TRIES: Final = 8
"""How often a proposal that meets an existing tie is drawn again before it is given up."""

Rows = NDArray[np.int64]


def draw_ties(chart: Chart, peer_ties: int, cross_team_share: float, seed: int) -> tuple[Rows, Rows]:
    """Draw who turns to whom.

    Parameters
    ----------
    chart : Chart
        The company; its own ties are not looked at.
    peer_ties : int
        Peers each person turns to, on average; fewer where there are not as many.
    cross_team_share : float
        Share of proposals that leave the team, 0 to 1. Where only the team, or only the outside, has somebody of the
        same height, all proposals go there.
    seed : int
        The organisation's seed, 0 or more.

    Returns
    -------
    sources, targets : ndarray of int
        Every tie twice, once in each direction; shape (2 x ties,).
    """
    rng = np.random.default_rng(np.random.SeedSequence([seed, STREAM]))
    order = np.lexsort((chart.team, chart.height))  # places: same height together, within it same team together
    near = _runs(chart.height[order], chart.team[order])
    wide = _runs(chart.height[order])
    inside, outside = near.size - 1, wide.size - near.size
    proposals = peer_ties // 2 + (rng.random(chart.size) < (peer_ties % 2) / 2)
    proposals[inside + outside == 0] = 0
    by = np.repeat(np.arange(chart.size), proposals)
    leaves = (rng.random(len(by)) < cross_team_share) & (outside[by] > 0) | (inside[by] == 0)
    one, other = _settle(_Proposals(by, leaves, near, wide), rng)
    one, other = order[one], order[other]
    return np.concatenate([one, other]), np.concatenate([other, one])


@dataclass(frozen=True)
class _Runs:
    """For each place, where the run of like places around it begins, and how long it is."""

    start: Rows
    size: Rows


def _runs(*keys: NDArray[np.int64]) -> _Runs:
    """Find runs of places with equal keys; the keys are sorted already."""
    new = np.ones(len(keys[0]), bool)
    new[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    starts = np.flatnonzero(new)
    lengths = np.diff(starts, append=len(new))
    return _Runs(np.repeat(starts, lengths), np.repeat(lengths, lengths))


@dataclass(frozen=True)
class _Proposals:
    """Who proposes, whether to somebody outside the team, and where the candidates stand."""

    by: Rows
    leaves: NDArray[np.bool_]
    near: _Runs
    wide: _Runs

    def draw(self, which: Rows, rng: np.random.Generator) -> Rows:
        """Draw the partner of the given proposals, never the proposer: a step round the circle of candidates."""
        by, leaves = self.by[which], self.leaves[which]
        start = np.where(leaves, self.wide.start[by], self.near.start[by])
        size = np.where(leaves, self.wide.size[by], self.near.size[by])
        past = np.where(leaves, self.near.start[by] + self.near.size[by], by + 1) - start
        candidates = np.where(leaves, size - self.near.size[by], size - 1)
        return start + (past + (rng.random(len(by)) * candidates).astype(np.int64)) % size


def _settle(proposals: _Proposals, rng: np.random.Generator) -> tuple[Rows, Rows]:
    """Draw all partners, and draw again where two proposals make the same pair."""
    places = len(proposals.near.start)
    partner = np.empty_like(proposals.by)
    again = np.arange(len(partner))
    first = again
    for _ in range(1 + TRIES):
        partner[again] = proposals.draw(again, rng)
        low, high = np.minimum(proposals.by, partner), np.maximum(proposals.by, partner)
        first = np.unique(low * places + high, return_index=True)[1]
        taken = np.ones(len(partner), bool)
        taken[first] = False
        again = np.flatnonzero(taken)
        if not len(again):
            break
    first.sort()
    return proposals.by[first], partner[first]
