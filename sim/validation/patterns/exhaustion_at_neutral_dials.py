"""At neutral dials exhaustion does not rise with rank, and goes with clarity and autonomy as the field finds.

Unit        people of 24 organisations at neutral dials, asked twice in their second year. Rank: means of people by
            role. Correlations: who was there both times, as they answered the second time (a newcomer is unclear and
            rested), each measure less the mean of the organisation, corrected for reliability as the field's are.
Asks        managers are not clearly more exhausted than the base, nor the head than managers; both correlations inside
            the table's interval. Autonomy is no target of calibration: it validates.
Not here    lower and middle managers apart, power and self-efficacy as reasons: there are six managers, all of one
            level; and only managers were asked there, not the base.

Source  Lee et al. (2013) [lee2013], table 3; Korman, Van Quaquebeke & Troester (2021) [korman2021]: of managers, those
        further up are less burned out (read in part; only the order is used)
"""

from __future__ import annotations

import numpy as np

from sim.record import BASE, HEAD, MANAGER
from sim.validation.correlate import Floats, Ints, mean_with_interval, of_pair
from sim.validation.pattern import CALIBRATES, NAN, NO_SPAN, VALIDATES, Pattern, signed
from sim.validation.patterns.exhaustion_correlates import SOURCE, TABLE
from sim.validation.population import RELIABILITY, Columns
from sim.validation.study import Study

NAME = "exhaustion at neutral dials"
RANKS = {"managers less base": (MANAGER, BASE), "head less managers": (HEAD, MANAGER)}
HELD = {"role ambiguity": CALIBRATES, "autonomy": VALIDATES}


def rows(study: Study) -> list[Pattern]:
    """Hold ranks against the order, and people who stayed against the table."""
    people = study.neutral.people
    ranks = [_rank_row(case, people, *pair) for case, pair in RANKS.items()]
    return [*ranks, *(_held_row(case, people, role) for case, role in HELD.items())]


def _rank_row(case: str, people: Columns, upper: int, lower: int) -> Pattern:
    there = np.unique(people["organisation"])
    differences = np.array([_mean_of(people, each, upper) - _mean_of(people, each, lower) for each in there])
    mean, span = mean_with_interval(differences)
    source, asks = "order [korman2021]", "not clearly above 0"
    agrees = not signed(span, 1)
    return Pattern(NAME, case, source, CALIBRATES, asks, NAN, NO_SPAN, mean, span, len(there), agrees)


def _mean_of(people: Columns, organisation: int, role: int) -> float:
    them = (people["organisation"] == organisation) & (people["role"] == role)
    return float(people["exhaustion_later"][them].mean())


def _held_row(case: str, people: Columns, role: str) -> Pattern:
    measure, empirical, reported = TABLE[case]
    stayed = people["left"] == 0
    home = people["organisation"][stayed]
    one, other = (within(people[f"{each}_later"][stayed], home) for each in (measure, "exhaustion"))
    r, span = of_pair(one, other, home)
    r, span = r / RELIABILITY, (span[0] / RELIABILITY, span[1] / RELIABILITY)
    agrees = reported[0] <= r <= reported[1]
    asks, n = "inside the interval", int(home.max()) + 1
    return Pattern(NAME, case, SOURCE, role, asks, empirical, reported, r, span, n, agrees)


def within(values: Floats, organisation: Ints) -> Floats:
    """Return values less the mean of their organisation.

    Examples
    --------
    >>> within(np.array([1.0, 3.0, 5.0]), np.array([0, 0, 1])).tolist()
    [-1.0, 1.0, 0.0]
    """
    return values - (np.bincount(organisation, values) / np.bincount(organisation))[organisation]
