"""Numbers as plain values for JSON: what cannot be said is None."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with None in place of what is not finite.

    Examples
    --------
    >>> plain({"mean": 0.5, "low": float("nan"), "n": 3})
    {'mean': 0.5, 'low': None, 'n': 3}
    """
    return {name: sayable(value) for name, value in values.items()}


def sayable(value: Any) -> Any:
    """Return a value, or None for a number that is not finite."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
