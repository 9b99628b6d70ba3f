"""The points of a design: every kind is a file in ``sim/experiment/design/kinds``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol, cast

from sim.errors import InputError, nearest
from sim.experiment.design import kinds
from sim.experiment.design.chosen import DesignSettings
from sim.experiment.design.factor import Factor, Value

Point = tuple[Value, ...]
"""A value of each factor, in their order."""


class Kind(Protocol):
    """What a file in ``kinds`` has."""

    def size(self, factors: Sequence[Factor], chosen: DesignSettings) -> int:
        """Return how many points there will be, without making them."""
        ...

    def points(self, factors: Sequence[Factor], chosen: DesignSettings) -> Iterable[Point]:
        """Yield the points, in the order that an analysis of this design expects."""
        ...


def names() -> list[str]:
    """Return the kinds of designs there are."""
    return sorted(each.name for each in iter_modules(kinds.__path__))


def kind_of(chosen: DesignSettings) -> Kind:
    """Return the kind of a design, or say which there are."""
    if chosen.kind not in names():
        raise InputError(f"design.kind: no design {chosen.kind!r}{nearest(chosen.kind, names())}")
    return cast(Kind, cast(Any, import_module(f"{kinds.__name__}.{chosen.kind}")))


def size(factors: Sequence[Factor], chosen: DesignSettings) -> int:
    """Return the number of points of a design.

    Parameters
    ----------
    factors : sequence of Factor
        What varies; none gives the one point where nothing is varied.
    chosen : DesignSettings
        The design.

    Returns
    -------
    int
        Repeated points counted as often as they come.
    """
    kind = kind_of(chosen)
    return kind.size(factors, chosen) if factors else 1


def points(factors: Sequence[Factor], chosen: DesignSettings) -> list[Point]:
    """Return the points of a design, in its order; some designs visit a point more than once."""
    return list(kind_of(chosen).points(factors, chosen)) if factors else [()]
