"""The functions of `math` that a rule calls: the engine's own, with Python's errors, however the rule runs.

exp, log, erf and what is exact (square roots, signs, whole parts, degrees: one multiplication) give the same bits on
every machine, compiled or not. The compiler answers infinity or nan where Python raises; a rule must not go on with
such a number in one mode and stop in the other, so each is guarded by the very condition under which Python raises.
What is not here makes a rule run as plain Python; of that, all but `EXACT` rounds as this machine's library does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, Final

import numba

from sim.engine import arithmetic
from sim.engine.binding.names import MATH

OWN: Final[dict[str, Callable[[float], float]]] = {"exp": arithmetic.exp, "log": arithmetic.log, "erf": arithmetic.erf}
"""What is the engine's own, since libraries differ in the last bits."""
WHOLE: Final = ("ceil", "floor", "trunc")
ASIS: Final = ("copysign", "degrees", "fabs", "isfinite", "isinf", "isnan", "radians")
EXACT: Final = ("fma", "fmod", "gcd", "isclose", "isqrt", "lcm", "ldexp", "nextafter", "remainder", "ulp")
"""What is not compiled, and yet the same on every machine."""


def _guarded(raw: Callable[[float], float]) -> Callable[[float], float]:
    def guarded(x: float) -> float:
        y = raw(float(x))
        if (math.isnan(y) and not math.isnan(x)) or (math.isinf(y) and x == 0):
            raise ValueError("math domain error")
        if math.isinf(y) and not math.isinf(x):
            raise OverflowError("math range error")
        return y

    return guarded


def _to_whole(raw: Callable[[float], int]) -> Callable[[float], int]:
    @numba.njit
    def guarded(x: float) -> int:
        if not abs(x) < 9e18:
            raise OverflowError("too large a whole number")
        return raw(x)

    return guarded


_exp, _natural, _erf = (_guarded(raw) for raw in OWN.values())


def _log(x: float, base: float | None = None) -> float:
    return _natural(x) if base is None else _natural(x) / _natural(base)


PLAIN: Final[dict[str, Any]] = {**MATH, "exp": _exp, "log": _log, "erf": _erf}
"""What the names of `math` mean in a rule that runs as plain Python."""
COMPILED: Final[dict[str, Any]] = {
    **{name: value for name, value in MATH.items() if isinstance(value, float)},
    **{name: getattr(math, name) for name in ASIS},
    **{name: numba.njit(_guarded(raw)) for name, raw in (*OWN.items(), ("sqrt", math.sqrt))},
    **{name: _to_whole(getattr(math, name)) for name in WHOLE},
}
"""What they mean in a compiled one."""


def module_of(names: Mapping[str, Any]) -> ModuleType:
    """Make what a rule finds under the name `math`."""
    made = ModuleType("math", "What a rule finds under the name `math`.")
    made.__dict__.update(names)
    return made
