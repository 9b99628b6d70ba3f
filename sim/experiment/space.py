"""The registered space: every constant, value of the culture and parameter of the world in its plausible range.

Seeds are not a population: with enough of them any difference is clear. What a conclusion is about is this space. Each
setting of `sim.parameters` states its range there; points are drawn by Latin hypercube: as many equal slices of every
range as points, each slice taken once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, dataclass, fields
from functools import cache
from typing import Any, get_type_hints

import numpy as np
from numpy.typing import NDArray

from sim.checked import LOG, build, linear, number
from sim.engine.binding import bind
from sim.engine.run import live
from sim.errors import InputError
from sim.experiment.runner import in_order
from sim.experiment.slots import with_defaults
from sim.metrics.people import of_people
from sim.parameters import DialSettings, Settings
from sim.record import ROLES
from sim.run import begin, set_scene

GROUPS = ("world", "culture", "physics")
"""Of settings that are registered."""
LOAD, RATE = "world.load", "world.issue_rate"
"""What is drawn in place of a setting, and that setting: it is solved for, point by point (`drawn`)."""
# fmt: off
LOADS: Field[Any] = number(0.9, 0, 2, "share", "work on tasks, of the hours left for them",
    linear(0.4, 1.1, "no setting: work on tasks, of the hours left for them, at the busiest level; from a calm "
                     "organisation to one that is short of hours"), strength="theory")
# fmt: on
"""Load, described as settings are."""


@dataclass(frozen=True)
class Range:
    """One setting of the space.

    Parameters
    ----------
    path : str
        Dotted, as in ``physics.work_hours``.
    low, high : float
        Both plausible; whole numbers where the setting is one.
    scale : str
        ``log`` where a factor is meant, ``linear`` elsewhere.
    unit : str
        Of the setting.
    source : str
        Key of ``references.bib``, or ``ours``.
    why : str
        Where the ends come from.
    whole : bool
        Whether the setting is a whole number.
    """

    path: str
    low: float
    high: float
    scale: str
    unit: str
    source: str
    why: str
    whole: bool = False

    def at(self, share: float) -> float | int:
        """Return the value at a share of the range.

        Examples
        --------
        >>> Range("physics.work_hours", 0.5, 2.0, "log", "h", "ours", "").at(0.5)
        1.0
        >>> [Range("physics.approval_levels", 1, 2, "linear", "", "ours", "", True).at(u) for u in (0.1, 0.6)]
        [1, 2]
        """
        low, high = (self.low - 0.5, self.high + 0.5) if self.whole else (self.low, self.high)
        if self.scale == LOG:
            value = math.exp(math.log(low) + share * (math.log(high) - math.log(low)))
        else:
            value = low + share * (high - low)
        return min(int(self.high), max(int(self.low), round(value))) if self.whole else value


@cache
def read_space() -> tuple[Range, ...]:
    """Return the registered space: load first, then every setting that has a range, in the order of the settings."""
    specs = {LOAD: LOADS, **registered()}
    return tuple(_range(path, spec) for path, spec in specs.items() if spec.metadata["space"].scale)


def unvaried() -> dict[str, str]:
    """Return the numeric settings that are registered as not varied, and why."""
    return {path: spec.metadata["space"].why for path, spec in registered().items() if not spec.metadata["space"].scale}


def registered() -> dict[str, Field[Any]]:
    """Return every numeric setting of `GROUPS` by its path: each is ranged over or fixed."""
    kinds = get_type_hints(Settings)
    return {f"{g}.{each.name}": each for g in GROUPS for each in fields(kinds[g]) if "low" in each.metadata}


def _range(path: str, spec: Field[Any]) -> Range:
    of, whole = spec.metadata["space"], isinstance(spec.default, int)
    return Range(path, of.low, of.high, of.scale, spec.metadata["unit"], of.source, of.why, whole)


def sample(n: int, seed: int, ranges: Sequence[Range] | None = None) -> list[dict[str, float | int]]:
    """Draw points by Latin hypercube, of the space or of other ranges; an issue rate is not solved for.

    Examples
    --------
    >>> points = sample(4, 1, read_space()[:1])
    >>> sorted(int((each["world.load"] - 0.4) / 0.7 * 4) for each in points)
    [0, 1, 2, 3]
    """
    from scipy.stats.qmc import LatinHypercube  # costs a second to import, and only this needs it

    if n < 1:
        raise InputError("one_or_more", "points", n=n)
    chosen = read_space() if ranges is None else ranges
    drawn = LatinHypercube(len(chosen), rng=seed).random(n).tolist()
    return [{each.path: each.at(share) for each, share in zip(chosen, row, strict=True)} for row in drawn]


def nested(overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Return overrides by dotted path as nested plain values; load is no setting, so it is left out.

    Examples
    --------
    >>> nested({"days": 100, "culture.trust": 0.3, "culture.clarity": 0.5})
    {'days': 100, 'culture': {'trust': 0.3, 'clarity': 0.5}}
    """
    whole: dict[str, Any] = {}
    for path, value in overrides.items():
        if path == LOAD:
            continue
        *groups, name = path.split(".")
        inner = whole
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[name] = value
    return whole


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
    rates = in_order(issue_rate, shared, [LIVES] * n, told)
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
    found = of_people(roles=np.asarray(tables.roles)[len(ROLES) * SETTLED :])
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
    """Return the load of the busiest level at neutral dials and default settings, and its place in the range drawn."""
    load = float(np.max(loads_of(neutral({}))))
    drawn_from = next(each for each in read_space() if each.path == LOAD)
    return load, (load - drawn_from.low) / (drawn_from.high - drawn_from.low)
