"""SALib, where it is installed; designs that need it say how to get it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from sim.errors import InputError
from sim.experiment.design.factor import Factor


def needs(module: str, what: str) -> Any:
    """Import a part of SALib, or say what to install."""
    try:
        return import_module(module)
    except ImportError:
        raise InputError(f"{what} needs SALib: pip install 'treillis[analysis]'") from None


def problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """Return factors as SALib wants them; it draws in the unit cube, `Factor.at` does the rest.

    Parameters
    ----------
    factors : sequence of Factor
        What varies.

    Returns
    -------
    dict
        SALib's problem.
    """
    return {
        "num_vars": len(factors),
        "names": [each.path for each in factors],
        "bounds": [[0.0, 1.0] for _ in factors],
    }
