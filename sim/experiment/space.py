"""The registered space: every constant, value of the culture and parameter of the world in its plausible range.

Seeds are not a population: with enough of them any difference is clear. What a conclusion is about is this space, read
from ``configs/space.yaml``, and drawn from by Latin hypercube: as many equal slices of every range as points, each
slice taken once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import Field, dataclass, fields
from functools import cache
from typing import Any, get_type_hints

import yaml

from sim.checked import number
from sim.errors import InputError, nearest
from sim.experiment.slots import configs_folder
from sim.settings import Settings

LINEAR, LOG = "linear", "log"
GROUPS = ("world", "culture", "physics")
"""Of settings that are registered."""
LOAD, RATE = "world.load", "world.issue_rate"
"""What is drawn in place of a setting, and that setting: it is solved for, point by point (`sim.experiment.load`)."""
LOADS: Field[Any] = number(0.9, 0, 2, "share", "ours", "theory", "work on tasks, of the hours left for them")
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
    """Read the registered space.

    Returns
    -------
    tuple of Range
        In the order of the file.

    Raises
    ------
    InputError
        For what is no setting, ends that are out of order or out of bounds, and a scale that is none.
    """
    plain = yaml.safe_load((configs_folder() / "space.yaml").read_text(encoding="utf-8"))
    return tuple(
        _range(f"{group}.{name}", about) for group, named in plain["ranges"].items() for name, about in named.items()
    )


def fixed() -> dict[str, str]:
    """Return the numeric settings that are registered as not varied, and why."""
    return yaml.safe_load((configs_folder() / "space.yaml").read_text(encoding="utf-8"))["fixed"]


def registered() -> dict[str, Field[Any]]:
    """Return every numeric setting of `GROUPS` by its path: what the file must range over or fix."""
    kinds = get_type_hints(Settings)
    return {f"{g}.{each.name}": each for g in GROUPS for each in fields(kinds[g]) if "low" in each.metadata}


def _range(path: str, about: Mapping[str, Any]) -> Range:
    spec = LOADS if path == LOAD else registered().get(path)
    if spec is None:
        raise InputError(f"space.yaml: {path}: no such setting{nearest(path, registered())}")
    low, high, scale = about["low"], about["high"], about["scale"]
    if not spec.metadata["low"] <= low < high <= spec.metadata["high"]:
        raise InputError(f"space.yaml: {path}: {low} to {high} is no range within the setting's own bounds")
    if scale not in (LINEAR, LOG) or (scale == LOG and low <= 0):
        raise InputError(f"space.yaml: {path}: scale {scale!r}; expected linear, or log with low above 0")
    whole = isinstance(spec.default, int)
    return Range(path, low, high, scale, spec.metadata["unit"], about["source"], about["why"], whole)


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
