"""The functions of `math` that a compiled rule calls: same values, and the same errors, as in plain Python.

The compiler computes these to the last bit as Python does, but answers infinity or nan where Python raises. A rule must
not go on with such a number in one mode and stop in the other, so each is guarded by the very condition under which
Python raises. What is not here (`hypot`, `gamma`, `lgamma` differ in the last bits; others do not compile) makes a rule
run as plain Python.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import ModuleType

import numba

from sim.engine.binding.names import MATH

ONE = (
    *("exp", "exp2", "expm1", "log", "log1p", "log2", "log10", "sqrt", "fabs", "degrees", "radians"),
    *("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "erf", "erfc"),
)
TWO = ("atan2", "copysign", "pow")
WHOLE = ("ceil", "floor", "trunc")
ASIS = ("isfinite", "isinf", "isnan")


def _of_one(raw: Callable[[float], float]) -> Callable[[float], float]:
    @numba.njit
    def guarded(x: float) -> float:
        y = raw(x)
        if math.isnan(y) and not math.isnan(x):
            raise ValueError("math domain error")
        if math.isinf(y) and not math.isinf(x):
            raise OverflowError("math range error")
        return y

    return guarded


def _of_two(raw: Callable[[float, float], float]) -> Callable[[float, float], float]:
    @numba.njit
    def guarded(x: float, y: float) -> float:
        z = raw(x, y)
        if math.isnan(z) and not math.isnan(x) and not math.isnan(y):
            raise ValueError("math domain error")
        if math.isinf(z) and not math.isinf(x) and not math.isinf(y):
            raise OverflowError("math range error")
        return z

    return guarded


def _to_whole(raw: Callable[[float], int]) -> Callable[[float], int]:
    @numba.njit
    def guarded(x: float) -> int:
        if not abs(x) < 9e18:
            raise OverflowError("too large a whole number")
        return raw(x)

    return guarded


COMPILED: dict[str, object] = {
    **{name: value for name, value in MATH.items() if isinstance(value, float)},
    **{name: getattr(math, name) for name in ASIS},
    **{name: _of_one(getattr(math, name)) for name in ONE},
    **{name: _of_two(getattr(math, name)) for name in TWO},
    **{name: _to_whole(getattr(math, name)) for name in WHOLE},
}
"""What the names of `math` mean in a compiled rule."""
MODULE = ModuleType("math", "What a compiled rule finds under the name `math`.")
MODULE.__dict__.update(COMPILED)
