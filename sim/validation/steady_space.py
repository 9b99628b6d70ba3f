"""A steady state over the registered space: at how many of its points each organisation, by itself, holds still.

One world a point, two years. Organisations are never set side by side: each has a table of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import numpy as np

from sim.experiment.runner import in_order
from sim.experiment.space import LOAD, drawn, nested, of_default, read_space
from sim.record import ROLES
from sim.settings import Settings
from sim.simulate import simulate
from sim.validation.pattern import Span, wilson
from sim.validation.steadiness import (
    AROUND,
    GROWTH,
    LAPSED,
    REFUSED,
    SETTLED,
    SLOPE,
    UNTIL,
    by_role,
    grown,
    lapsed,
    neutral,
    organisations,
    refused,
    slope,
)

SEED = 47
"""Of the design."""
FIRST_WORLD = 9_500_000
ASKED = 0.9
"""Share of points at which the slope of open issues has to lie within `SLOPE`."""
STILL = f"slope of open issues within {SLOPE:g} a day"

Point = Mapping[str, Any]


@dataclass(frozen=True)
class Share:
    """At how many points one organisation meets a criterion.

    Parameters
    ----------
    who, criterion : str
        Which.
    share : float
        Of the points, from 0 to 1.
    span : (float, float)
        Its 95 % interval.
    asked : float
        What it must reach; NaN where nothing is asked.
    """

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
    """Let organisations live at points of the registered space, each by itself.

    Parameters
    ----------
    many : int
        Points.
    who : sequence of str
        Some of `sim.validation.steadiness.organisations`.
    told : callable
        Told how many lives are over.

    Returns
    -------
    Spread
        Shares of points by organisation and criterion.
    """
    points = drawn(many, SEED, told=told)
    shares, largest = [], {}
    for each in who:
        jobs = [(each, point, FIRST_WORLD + k) for k, point in enumerate(points)]
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
    return Share(who, criterion, share, wilson(int(sum(met)), len(met)), asked)
