"""What makes an organisation steady: its own queues, what it refuses and lets lapse, and one year beside the next.

Each organisation is looked at by itself: nothing here takes two of them, and no level of speed or fit is kept.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from sim.engine.binding import bind
from sim.experiment.compose import compose_plain, compose_run, run_settings
from sim.experiment.verdict import SMALLEST
from sim.metrics import BETTER
from sim.organisation import build_chart
from sim.record import ROLES
from sim.settings import DialSettings, Settings
from sim.simulate import Run, simulate
from sim.validation.population import roles_of
from sim.validation.row import SEEDS, Row

FEW = 6
"""Seeds of a quick look: too few to conclude."""
FIRST_WORLD = 9_000_000
"""Seed of the first world."""
YEAR = 250
SETTLED, UNTIL = 125, 500
"""Days over which queues are watched."""
AROUND = 10
"""Days over which an inbox is averaged at both ends: that of one evening is mostly noise."""
SLOPE, GROWTH, REFUSED, LAPSED = 0.1, 3.0, 0.02, 0.05
"""Open issues a day; tasks a seat; shares of issues and of requests."""
ALL_YEARS, LATER = (1, 2, 4), (2, 4)
COMPARED: dict[str, tuple[tuple[int, ...], float]] = {
    **{name: (ALL_YEARS, SMALLEST[name]) for name in ("decision_lead", "fit", "alignment")},
    "burnout_50": (LATER, SMALLEST["burnout_50"]),
    **dict.fromkeys(("exhaustion", "departures"), (LATER, 0.03)),
}
"""Years that must agree and how nearly: by the smallest effect of interest, .03 where none is registered (ours).

Who begins worn out or leaves is no steady state in the first year, so exhaustion and what hangs on it are asked of the
second and fourth alone.
"""
RARE = 160
"""Worlds in which those are asked: some six people leave and as many burn out a year, so that over 20 worlds two years
of one steady organisation lie .03 apart in departures once in nine times, and .02 in burnout more often."""
PRICE_SEEDS = 80
"""What an hour is worth is small beside the luck of a world, even of the same one."""
STEP = 0.1
"""Hours a day and seat that are freed to find out what they are worth."""
PRICE_YEARS = (4, 2)
"""The last that is lived, and the first that is measured."""
PRICED = ("decision_lead", "fit")
HOURS = dict(zip(ROLES, ("head_hours", "manager_hours", "base_hours"), strict=True))
"""Operational hours of each role: what is freed of them is attention."""

Floats = NDArray[np.float64]


def neutral(*overrides: str) -> Settings:
    """Return 43 people under the rule `mixed`, every dial at one half."""
    middle = DialSettings(**{each.name: 0.5 for each in fields(DialSettings)})
    return replace(run_settings(compose_plain("dials", list(overrides))), dials=middle)


@cache
def organisations() -> Mapping[str, Settings]:
    """Return those that must be steady in the default world, each by itself."""
    return {
        "neutral": neutral(),
        "mechanical": compose_run(["form=mechanical"]),
        "organic": compose_run(["form=organic"]),
    }


def rows_of_one(who: str, seeds: int = SEEDS) -> list[Row]:
    """Hold one organisation to a steady state.

    Parameters
    ----------
    who : str
        One of `organisations`.
    seeds : int
        Worlds, the same for each year. Below `SEEDS`, exhaustion and what hangs on it are left out: too few episodes;
        otherwise they are asked of `RARE` worlds.

    Returns
    -------
    list of Row
        Of kind ``STEADY``.
    """
    settings = organisations()[who]
    years = {year: lives(settings, seeds, year) for year in ALL_YEARS}
    rare = {year: _outcomes(settings, RARE, year) for year in LATER} if seeds >= SEEDS else {}
    lived = {year: [run.outcomes for run in runs] for year, runs in years.items()}
    watched = years[UNTIL // YEAR]
    below = {
        **{
            f"inbox, {role}: growth, tasks a seat": (GROWTH, [grown(run, k) for run in watched])
            for k, role in enumerate(ROLES)
        },
        "refused, share of issues": (REFUSED, [refused(run) for run in watched]),
        "lapsed, share of requests": (LAPSED, [lapsed(run) for run in watched]),
    }
    return [
        slope_row(who, watched),
        *(_row(who, case, most, values, relation="<") for case, (most, values) in below.items()),
        *(
            _years_row(who, name, lived if which == ALL_YEARS else rare)
            for name, (which, _) in COMPARED.items()
            if rare or which == ALL_YEARS
        ),
    ]


def slope_row(who: str, watched: Sequence[Run]) -> Row:
    """Return the row on the slope of open issues.

    Its 95 % interval must lie within ±.1, or hold 0 while the slope itself is below .1: its tolerance is the larger of
    what either leaves.
    """
    values = [slope(run) for run in watched]
    half = half_width(values)
    return _row(who, "open issues: slope, a day", 0.0, values, max(SLOPE - half, min(SLOPE, half)))


def lives(settings: Settings, seeds: int, year: int = 2, since: int | None = None, first: int = 0) -> list[Run]:
    """Let one organisation live to the end of a year, in each world; measured is that year, or from another one on."""
    warmup = max(settings.warmup_days, YEAR * ((since or year) - 1))
    lived = replace(settings, days=YEAR * year, warmup_days=warmup)
    rule = bind(lived.rule, lived.rule_args)
    return [simulate(replace(lived, seed=FIRST_WORLD + k), None, rule) for k in range(first, first + seeds)]


def _outcomes(settings: Settings, worlds: int, year: int) -> list[Mapping[str, float]]:
    """Return what lives of many worlds came to, and keep nothing else of them."""
    return [run.outcomes for first in range(worlds) for run in lives(settings, 1, year, first=first)]


def slope(run: Run) -> float:
    """Return by how much the number of open issues grows a day (least squares)."""
    return float(np.polyfit(np.arange(SETTLED, UNTIL), run.days["open"][SETTLED:UNTIL].astype(np.float64), 1)[0])


def grown(run: Run, role: int) -> float:
    """Return by how many tasks a seat the inboxes of a role grew."""
    days = by_role(run)[:, role]
    inbox = days["inbox"] / np.maximum(days["people"], 1)
    return float(inbox[UNTIL - AROUND : UNTIL].mean() - inbox[SETTLED : SETTLED + AROUND].mean())


def refused(run: Run) -> float:
    """Return the share of issues that were refused."""
    days = run.days[SETTLED:UNTIL]
    return float(days["refused"].sum() / max(1, days["born"].sum()))


def lapsed(run: Run) -> float:
    """Return the share of requests that nobody opened in time."""
    days = run.days[SETTLED:UNTIL]
    kinds = ("lapsed_issues", "lapsed_visas", "lapsed_meetings", "lapsed_advice")
    return float(sum(days[each].sum() for each in kinds) / max(1, days["requests"].sum()))


def by_role(run: Run) -> NDArray[np.void]:
    """Return the rows of roles, shape (days, roles)."""
    return np.asarray(run.tables.roles).reshape(len(run.days), len(ROLES))


def half_width(values: Sequence[float] | Floats) -> float:
    """Return half the 95 % interval of a mean (Student).

    Examples
    --------
    >>> round(half_width([1.0, 2.0, 3.0]), 3)
    2.484
    """
    n = len(values)
    return float(student.ppf(0.975, n - 1) * np.std(values, ddof=1) / math.sqrt(n))


def _years_row(who: str, name: str, years: Mapping[int, Sequence[Mapping[str, float]]]) -> Row:
    """Return how far the means of some years lie apart, the largest less the smallest."""
    which, near = COMPARED[name]
    means = [float(np.mean([each[name] for each in years[year]])) for year in which]
    case = f"{name}: years {', '.join(map(str, which))} apart by"
    return Row(who, case, "ours", 0.0, max(means) - min(means), near, len(years[which[0]]), "STEADY")


def _row(
    who: str, case: str, expected: float, values: Sequence[float], tolerance: float = 0.0, relation: str = "="
) -> Row:
    return Row(who, case, "ours", expected, float(np.mean(values)), tolerance, len(values), "STEADY", relation)


@dataclass(frozen=True)
class Price:
    """What one more hour a day of somebody's attention is worth to one organisation.

    Parameters
    ----------
    who : str
        One of `organisations`.
    role : str
        Whose hour: one of `sim.record.ROLES`.
    outcome : str
        In its own unit; above 0 is better.
    worth, half : float
        By an hour that all seats of the role have together, and half its 95 % interval.
    n : int
        Worlds, with and without in each.
    """

    who: str
    role: str
    outcome: str
    worth: float
    half: float
    n: int


def prices_of_one(who: str, seeds: int = PRICE_SEEDS) -> list[Price]:
    """Free a tenth of an hour of every seat of a role, in the same worlds, and divide what changes by hours freed.

    Parameters
    ----------
    who : str
        One of `organisations`.
    seeds : int
        Worlds.

    Returns
    -------
    list of Price
        Role by role, over years 2 to 4.
    """
    settings = organisations()[who]
    people, as_is = seats(settings), lives(settings, seeds, *PRICE_YEARS)
    found = []
    for role, name in HOURS.items():
        less = replace(settings.physics, **{name: getattr(settings.physics, name) - STEP})
        freed = lives(replace(settings, physics=less), seeds, *PRICE_YEARS)
        for outcome in PRICED:
            better = BETTER[outcome] * (_each(freed, outcome) - _each(as_is, outcome)) / (STEP * people[role])
            found.append(Price(who, role, outcome, float(better.mean()), half_width(better), seeds))
    return found


def seats(settings: Settings) -> dict[str, int]:
    """Count the seats of each role."""
    role = roles_of(build_chart(settings.organisation, settings.seed))
    return dict(zip(ROLES, np.bincount(role, minlength=len(ROLES)).tolist(), strict=True))


def _each(runs: Sequence[Run], outcome: str) -> Floats:
    return np.array([run.outcomes[outcome] for run in runs])
