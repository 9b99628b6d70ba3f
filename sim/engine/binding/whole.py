"""Whole numbers of a compiled rule: they fail where they would silently wrap around.

Plain Python counts without limit; the compiler's whole numbers end at 2^63 and begin again below zero, and turn nan
into one of them. Rather than another number, a compiled rule gives an error.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numba
from numba.extending import overload

LARGEST = 9e18
"""Just below 2^63."""


def answer_of(answer: int) -> int:
    """Return an answer as it is; the compiler refuses one that is not a whole number, at its own line."""
    return answer


@overload(answer_of)
def _answer_of(answer):  # type: ignore[no-untyped-def]  (the compiler compares this signature with the one below)
    return (lambda answer: answer) if isinstance(answer, numba.types.Integer) else None


def _are_whole(*kinds: Any) -> bool:
    return all(isinstance(kind, numba.types.Integer | numba.types.Boolean) for kind in kinds)


def _limited(operate: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Make an operation that fails when its result is too large a whole number."""

    def limited(x: Any, y: Any) -> Any:
        return operate(x, y)

    def checked(x, y):  # type: ignore[no-untyped-def]
        if not abs(operate(1.0 * x, 1.0 * y)) < LARGEST:
            raise OverflowError("too large a whole number")
        return operate(x, y)

    def unchecked(x, y):  # type: ignore[no-untyped-def]
        return operate(x, y)

    @overload(limited)
    def _limited(x, y):  # type: ignore[no-untyped-def]
        return checked if _are_whole(x, y) else unchecked

    return limited


plus, minus, times = (_limited(each) for each in (operator.add, operator.sub, operator.mul))


@numba.njit
def whole_part(x: Any) -> int:
    """Return `int(x)` unless it is too large."""
    if not abs(x) < LARGEST:
        raise OverflowError("too large a whole number")
    return int(x)


@numba.njit
def nearest_whole(x: Any) -> int:
    """Return `round(x)` unless it is too large."""
    if not abs(x) < LARGEST:
        raise OverflowError("too large a whole number")
    return round(x)
