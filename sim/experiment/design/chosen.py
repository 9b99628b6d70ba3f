"""What an experiment says about its design, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.checked import Checked, build, number
from sim.errors import InputError


@dataclass(frozen=True)
class DesignSettings(Checked):
    """The kind of a design, and what some kinds need."""

    kind: str = "factorial"
    """The name of a file in ``sim/experiment/design/kinds``."""
    points: int = number(
        64, 1, 10_000_000, "points", "latin_hypercube, sobol; base rows of saltelli", strength="theory"
    )
    trajectories: int = number(10, 2, 100_000, "", "of morris", strength="theory")
    levels: int = number(4, 2, 1000, "levels", "of the grid of morris", strength="theory")
    seed: int = number(1, 0, 2**31, "", "of the designs that are drawn", strength="theory")
    second_order: int = number(0, 0, 1, "", "1: saltelli also takes the rows for pairs", strength="theory")
    file: str | None = None
    """CSV of cases: a column a factor, a row a point."""
    rows: Any = None
    """The same, written out: a list of mappings."""


def chosen_design(given: Any) -> DesignSettings:
    """Read ``design:`` of an experiment; a name alone is a kind.

    Parameters
    ----------
    given : str or mapping or None
        As written.

    Returns
    -------
    DesignSettings
        Checked, but for the kind (`sim.experiment.design.points` knows which there are).

    Examples
    --------
    >>> chosen_design("morris").kind, chosen_design({"kind": "sobol", "points": 8}).points
    ('morris', 8)
    """
    if isinstance(given, str):
        given = {"kind": given}
    if not isinstance(given, Mapping | None):
        raise InputError(f"design: expected a kind, or keys and values, got {given!r}")
    design = build(DesignSettings, given or {}, "design")
    if not isinstance(design.kind, str):
        raise InputError(f"design.kind: expected a name, got {design.kind!r}")
    return design
