"""The one rule that says who is ahead, in four words, and what a share of the space comes to, in three."""

from __future__ import annotations

import math
from typing import NamedTuple

from sim.metrics import BETTER

SMALLEST = {
    **{"decision_lead": 0.25, "fit": 0.03, "alignment": 0.03, "burnout_50": 0.02},
    "decision_lead_median": 0.25,  # a quarter of a day, as of the mean
    "never_answered": 0.03,  # such an issue has a fit of 0, so this is what costs as much fit at most
    **dict.fromkeys(("direction_distance", "action_distance", "truth_distance", "action_truth_distance"), 0.1),
    **dict.fromkeys(("burnout_50_deepest", "burnout_50_middle"), 0.02),  # as of all
    **dict.fromkeys(("alert", "rework", "collisions", "isolation", "trust", "practice_fit", "engagement"), 0.005),
    **{"middle_autonomy": 0.005, "procedure_hours": 0.002},  # with those above, what the page called level
}
"""The smallest effect that is of interest, in the units of `sim.metrics` (ours); other outcomes have none yet.

A tenth of a unit of course: an answer off by .4 instead of .3 has lost .033 of its fit, exp(-error^2 / 2).
"""
PRINTS_AS_ZERO = 0.0005
"""What three digits show as 0: without a smallest effect nothing nearer to 0 has a winner."""
FEWEST = 10
"""Pairs of runs below which nothing is said: one odd year would decide it."""

HELD, FAILED = 0.8, 0.2
"""Shares of the space from which a claim holds, or fails (the design's)."""
FEWEST_POINTS = 16
"""Points below which Wilson's interval could not even say so if the claim held at all of them, or at none."""

AHEAD, SLIGHTLY, EQUAL, UNCLEAR = "ahead", "slightly ahead", "about equal", "unclear"


class Verdict(NamedTuple):
    """What is said of an outcome: a word, empty where nothing can be said, and who is better (-1 first, 1 second)."""

    word: str
    better: int = 0


SILENT = Verdict("")


def verdict(
    outcome: str, mean: float, low: float, high: float, pairs: int = FEWEST, better: int | None = None
) -> Verdict:
    """Say who is better on an outcome, from the 95 % interval of the mean difference, second less first.

    ``ahead``
        the interval is clear of 0, and the mean at least the smallest effect of interest;
    ``slightly ahead``
        the interval is clear of 0, the mean is smaller than that;
    ``about equal``
        the interval lies within the smallest effect on either side of 0;
    ``unclear``
        none of these.

    Parameters
    ----------
    outcome : str
        A name of `sim.metrics.OUTCOMES`.
    mean, low, high : float
        In the unit of the outcome; NaN where there is none.
    pairs : int
        Of runs, behind them.
    better : int, optional
        Which way is better, where somebody takes a side that the table of outcomes does not take.

    Returns
    -------
    Verdict
        Without a word where neither way is better, where a number is missing, and below `FEWEST` pairs.

    Examples
    --------
    >>> verdict("fit", 0.05, 0.02, 0.08), verdict("fit", 0.02, 0.01, 0.04).word, verdict("fit", 0, -0.02, 0.02).word
    (Verdict(word='ahead', better=1), 'slightly ahead', 'about equal')
    >>> verdict("decision_lead", 0.4, -0.1, 0.9).word, verdict("fit", 0.05, 0.02, 0.08, pairs=3).word
    ('unclear', '')
    """
    sense = BETTER.get(outcome, 0) if better is None else better
    if not sense or pairs < FEWEST or not all(map(math.isfinite, (mean, low, high))):
        return SILENT
    smallest, margin = SMALLEST.get(outcome, PRINTS_AS_ZERO), 0.0 if outcome in SMALLEST else PRINTS_AS_ZERO
    if low > margin or high < -margin:
        return Verdict(AHEAD if abs(mean) >= smallest else SLIGHTLY, sense if mean > 0 else -sense)
    return Verdict(EQUAL if -smallest <= low and high <= smallest else UNCLEAR)


def verdict_of_share(low: float, high: float) -> str:
    """Say what the interval of a share of the space comes to: ``holds``, ``fails`` or ``depends``.

    Examples
    --------
    >>> verdict_of_share(0.85, 0.95), verdict_of_share(0.0, 0.1), verdict_of_share(0.5, 0.9)
    ('holds', 'fails', 'depends')
    """
    if low > HELD:
        return "holds"
    return "fails" if high < FAILED else "depends"


def of_one_pair(outcome: str, difference: float, better: int | None = None) -> int:
    """Say who is ahead where a difference is all there is, as in one seed: -1 first, 1 second, 0 neither.

    Such a difference is its own interval: whoever is only slightly ahead is not ahead.

    Examples
    --------
    >>> of_one_pair("decision_lead", 0.3), of_one_pair("decision_lead", 0.2)
    (-1, 0)
    """
    found = verdict(outcome, difference, difference, difference, better=better)
    return found.better if found.word == AHEAD else 0
