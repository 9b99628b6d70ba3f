"""What makes an organisation steady: its own queues, what it refuses and lets lapse, and one year beside the next.

Each organisation is looked at by itself: nothing here takes two of them, and no level of speed or fit is kept. The same
at points of the registered space says in which share of it each criterion is met.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.binding import bind
from sim.experiment.compose import compose_plain, compose_run, run_settings
from sim.experiment.runner import in_order
from sim.experiment.space import LOAD, drawn, nested, of_default, read_space
from sim.metrics import BETTER
from sim.organisation import build_chart
from sim.parameters import DialSettings, Settings
from sim.record import ROLES
from sim.run import Run, simulate
from sim.stats.estimate import half_width, wilson
from sim.stats.row import SEEDS, Row
from sim.stats.verdict import SMALLEST
from sim.validation.pattern import Span
from sim.validation.population import roles_of

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
    """Hold one organisation to a steady state."""
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
    """Return the row on the slope of open issues."""
    values = [slope(run) for run in watched]
    half = half_width(np.array(values))
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
    """Free a tenth of an hour of every seat of a role, in the same worlds, and divide what changes by hours freed."""
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


SEED = 47
"""Of the design."""
FIRST_OF_SPACE = 9_500_000
ASKED = 0.9
"""Share of points at which the slope of open issues has to lie within `SLOPE`."""
STILL = f"slope of open issues within {SLOPE:g} a day"

Point = Mapping[str, Any]


@dataclass(frozen=True)
class Share:
    """At how many points one organisation meets a criterion."""

    who: str
    criterion: str
    share: float
    span: Span
    asked: float = float("nan")

    @property
    def passed(self) -> bool:
        """Whether it reaches what is asked."""
        return not self.share < self.asked


@dataclass(frozen=True)
class Spread:
    """What some points of the space gave: shares, the largest inbox of each role, and where the default lies."""

    points: int
    shares: list[Share]
    largest: dict[str, dict[str, float]]
    default_load: float
    default_place: float

    @property
    def passed(self) -> bool:
        """Whether every share reaches what is asked of it."""
        return all(each.passed for each in self.shares)

    def as_values(self) -> dict[str, Any]:
        """Return it as plain values."""
        rows = [{**asdict(each), "passed": each.passed} for each in self.shares]
        rows = [{**each, "asked": None if each["asked"] != each["asked"] else each["asked"]} for each in rows]
        return {**asdict(self), "shares": rows, "passed": self.passed}


def over_space(many: int, who: Sequence[str], told: Callable[[int], object]) -> Spread:
    """Let organisations live at points of the registered space, each by itself."""
    points = drawn(many, SEED, told=told)
    shares, largest = [], {}
    for each in who:
        jobs = [(each, point, FIRST_OF_SPACE + k) for k, point in enumerate(points)]
        found = in_order(watched, jobs, [1] * many, told)
        shares += [_share(each, name, [one[name] for one in found]) for name in found[0] if name not in ROLES]
        largest[each] = {role: max(one[role] for one in found) for role in ROLES}
    return Spread(many, shares, largest, *of_default())


def watched(job: tuple[str, Point, int]) -> dict[str, float]:
    """Let one organisation live at one point; return 1 or 0 for each criterion, and the last inbox of each role."""
    settings = at_point(job[0], job[1])
    run = simulate(replace(settings, seed=job[2], days=UNTIL, warmup_days=SETTLED))
    days = by_role(run)[UNTIL - AROUND :]
    inbox = (days["inbox"] / np.maximum(days["people"], 1)).mean(axis=0)
    criteria = {
        STILL: abs(slope(run)) < SLOPE,
        **{f"inbox, {role}: grows by less than {GROWTH:g} tasks a seat": grown(run, k) < GROWTH
           for k, role in enumerate(ROLES)},
        f"at most {REFUSED:.0%} of issues refused": refused(run) <= REFUSED,
        f"at most {LAPSED:.0%} of requests lapsed": lapsed(run) <= LAPSED,
        "not overloaded": run.outcomes["overload"] == 0,
    }  # fmt: skip
    return {**{name: float(met) for name, met in criteria.items()}, **dict(zip(ROLES, inbox.tolist(), strict=True))}


def at_point(who: str, point: Point) -> Settings:
    """Return an organisation at a point; what it has of its own goes before the point."""
    mine, common = organisations()[who], neutral().culture
    own = {each.name for each in fields(common) if getattr(mine.culture, each.name) != getattr(common, each.name)}
    groups = nested(point)
    groups["culture"] = {name: value for name, value in groups.get("culture", {}).items() if name not in own}
    return replace(mine, **{group: replace(getattr(mine, group), **values) for group, values in groups.items()})


def as_text(found: Spread) -> str:
    """Return it as text, an organisation after the other."""
    lines = []
    for who in found.largest:
        lines += [f"{who}, at {found.points} points of the space, one world each"]
        for each in found.shares:
            if each.who == who:
                asked = "" if each.asked != each.asked else f"  asked: {each.asked:.0%}  {_word(each)}"
                low, high = each.span
                lines += [f"  {each.criterion:<52}{each.share:>7.1%}  [{low:.1%}; {high:.1%}]{asked}"]
        inbox = ", ".join(f"{role} {most:.0f}" for role, most in found.largest[who].items())
        lines += [f"  largest inbox, tasks a seat: {inbox}", ""]
    load = next(each for each in read_space() if each.path == LOAD)
    lines += [
        f"default at neutral dials: load {found.default_load:.2f} at the busiest level; drawn are {load.low:g} to "
        f"{load.high:g}, so it lies at {found.default_place:.2f} of the range"
    ]
    return "\n".join(lines)


def _word(each: Share) -> str:
    return "ok" if each.passed else "FAILED"


def _share(who: str, criterion: str, met: Sequence[float]) -> Share:
    share, asked = float(np.mean(met)), ASKED if criterion == STILL else float("nan")
    return Share(who, criterion, share, wilson(int(sum(met)), len(met))[1:], asked)
