"""The registered space: every constant, value of the culture and parameter of the world in its plausible range.

Seeds are not a population: with enough of them any difference is clear. What a conclusion is about is this space. Each
setting of `sim.settings` states its range there; points are drawn by Latin hypercube: as many equal slices of every
range as points, each slice taken once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import Field, dataclass, fields
from functools import cache
from typing import Any, get_type_hints

from sim.checked import LOG, linear, number
from sim.errors import InputError
from sim.settings import Settings

GROUPS = ("world", "culture", "physics")
"""Of settings that are registered."""
LOAD, RATE = "world.load", "world.issue_rate"
"""What is drawn in place of a setting, and that setting: it is solved for, point by point (`sim.experiment.load`)."""
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

        Parameters
        ----------
        share : float
            From 0 (low) to, and without, 1 (high).

        Returns
        -------
        float or int
            Whole numbers each have an equal part of a linear range.

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

    Parameters
    ----------
    n : int
        Points, 1 or more.
    seed : int
        The same seed and n give the same points.
    ranges : sequence of Range, optional
        `read_space` when absent.

    Returns
    -------
    list of dict of str to number
        Overrides of each point, by dotted path.

    Examples
    --------
    >>> points = sample(4, 1, read_space()[:1])
    >>> sorted(int((each["world.load"] - 0.4) / 0.7 * 4) for each in points)
    [0, 1, 2, 3]
    """
    from scipy.stats.qmc import LatinHypercube  # costs a second to import, and only this needs it

    if n < 1:
        raise InputError(f"points: expected 1 or more, got {n} (nearest valid: 1)")
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
