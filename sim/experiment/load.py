"""Load in place of the issue rate: how busy the busiest level is, solved at neutral dials, point by point.

Half to twice of every constant pile up: at one issue rate some points of the space are idle and others drown. So what
is drawn is the share of the hours left for tasks that the busiest level works on tasks. Two short lives at neutral
dials say which rate gives it: one in which little comes in, and one at the rate that would give it if load grew in
proportion; a line goes through both. Every organisation at that point lives with that rate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.checked import build
from sim.engine.binding import bind
from sim.engine.run import live
from sim.experiment.side_by_side import in_processes
from sim.experiment.slots import with_defaults
from sim.experiment.space import LOAD, RATE, Range, nested, read_space, sample
from sim.metrics.roles import of_roles
from sim.record import ROLES
from sim.settings import DialSettings, Settings
from sim.simulate import begin, set_scene

RULE = "mixed"
FIRST_RATE, APART = 0.08, 1.2
"""Issue rate of the first short life; the second one's is this many times more or less, or further away."""
PILOT_SEED = 7_000_001
"""Of both, and of every point: what differs between points is not luck."""
PILOT_DAYS, SETTLED, LIVES = 250, 50, 2
LEAST_RATE, MOST_RATE = 0.005, 2.0
"""Beyond these a rate is no organisation's: one issue a person and year, or two a day."""

Point = dict[str, float | int]
Floats = NDArray[np.float64]


def drawn(n: int, seed: int, beside: Sequence[Range] = (), told: Callable[[int], object] = bool) -> list[Point]:
    """Draw points of the registered space, and solve for the issue rate of each.

    Parameters
    ----------
    n : int
        Points, 1 or more.
    seed : int
        The same seed and n give the same points.
    beside : sequence of Range
        Drawn with them, as dials; the issue rate does not depend on them.
    told : callable, optional
        Told that two lives are over, point by point.

    Returns
    -------
    list of dict of str to number
        Overrides of each point, by dotted path; `sim.experiment.space.LOAD` and what it comes to, both.
    """
    points = sample(n, seed, (*read_space(), *beside))
    others = [each.path for each in beside]
    shared = [{path: value for path, value in each.items() if path not in others} for each in points]
    rates = in_processes(issue_rate, shared, [LIVES] * n, told)
    return [{**each, RATE: rate} for each, rate in zip(points, rates, strict=True)]


def issue_rate(point: Mapping[str, Any]) -> float:
    """Return the issue rate at which the busiest level of a point has its load, at neutral dials."""
    load = float(point[LOAD])
    first = loads_of(neutral({**point, RATE: FIRST_RATE}))
    rate = second_rate(load, float(np.nanmax(first)))
    return solved(load, (FIRST_RATE, first), (rate, loads_of(neutral({**point, RATE: rate}))))


def neutral(overrides: Mapping[str, Any], seed: int = PILOT_SEED, days: int = PILOT_DAYS) -> Settings:
    """Return 43 people at neutral dials, with some overrides."""
    middle = dict.fromkeys((each.name for each in fields(DialSettings)), 0.5)
    plain = {"rule": RULE, "rule_args": with_defaults(RULE, {}), "dials": middle, "seed": seed, "days": days}
    return build(Settings, {**plain, **nested(overrides)})


def loads_of(settings: Settings) -> Floats:
    """Return the load of every role, once settled."""
    rule = bind(settings.rule, settings.rule_args)
    tables = live(begin(settings, set_scene(settings), rule), rule)
    found = of_roles(np.asarray(tables.roles)[len(ROLES) * SETTLED :])
    return np.array([found[f"load_{role}"] for role in ROLES])


def second_rate(load: float, first: float) -> float:
    """Return the issue rate of the second short life: that of the load if it grew in proportion, not too near.

    Examples
    --------
    >>> round(second_rate(0.8, 0.4), 3), round(second_rate(0.4, 0.4), 3), round(second_rate(0.1, 0.4), 3)
    (0.16, 0.096, 0.02)
    """
    times = load / max(first, 1e-6)
    times = min(times, 1 / APART) if times < 1 else max(times, APART)
    return min(MOST_RATE, max(LEAST_RATE, FIRST_RATE * times))


def solved(load: float, one: tuple[float, Floats], other: tuple[float, Floats]) -> float:
    """Return the least rate at which a role has a load, each role's load being a line through two rates.

    Parameters
    ----------
    load : float
        Of the busiest role.
    one, other : (float, ndarray of float)
        A rate and the load of every role; a role whose load does not rise is never the busiest.

    Returns
    -------
    float
        Within `LEAST_RATE` and `MOST_RATE`.

    Examples
    --------
    >>> round(solved(0.5, (0.1, np.array([0.2, 0.1, 0.3])), (0.2, np.array([0.5, 0.16, 0.3]))), 3)
    0.2
    """
    rise = (other[1] - one[1]) / (other[0] - one[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        at = np.where(rise > 0, one[0] + (load - one[1]) / rise, np.inf)
    return float(np.clip(np.min(at), LEAST_RATE, MOST_RATE))


def of_default() -> tuple[float, float]:
    """Return the load of the busiest level at neutral dials and default settings, and its place in the range drawn.

    Returns
    -------
    float, float
        The place is 0 at the lower end and 1 at the upper one; outside them it lies outside the space.
    """
    load = float(np.max(loads_of(neutral({}))))
    drawn_from = next(each for each in read_space() if each.path == LOAD)
    return load, (load - drawn_from.low) / (drawn_from.high - drawn_from.low)
