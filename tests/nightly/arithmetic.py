"""The functions of the engine's arithmetic over a million points each: how far they are from the truth.

python tests/nightly/arithmetic.py [POINTS (1000000)]

numpy's long double, where it has 64 bits, chooses the 20,000 worst points of what it knows; mpmath judges those, and
every point of the rest. Units in the last place; for the normal quantile also the relative error, in 1e-16.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

import numpy as np  # noqa: E402
from truth import RANGES, last_places, truly, values  # noqa: E402

WORST = 20_000
KNOWN = {"exp": np.exp, "log": np.log, "cos": np.cos, "acos": np.arccos}
"""What long double computes."""


def judged(name: str, points: int) -> tuple[float, float, float]:
    """Return the largest error in units in the last place, where, and the largest relative error."""
    x = RANGES[name](np.random.default_rng(20_261), points)
    found = values(name, x)
    if name in KNOWN and np.finfo(np.longdouble).nmant >= 63:
        away = np.abs((found - KNOWN[name](x.astype(np.longdouble))) / np.spacing(np.abs(found)))
        chosen = np.argsort(away)[-WORST:]
        x, found = x[chosen], found[chosen]
    worst, where, relative = 0.0, 0.0, 0.0
    for each, value in zip(x, found, strict=True):
        exact = truly(name, each)
        error = last_places(value, exact)
        if error > worst:
            worst, where = error, float(each)
        relative = max(relative, float(abs(value / exact - 1)) if exact else 0.0)
    return worst, where, relative


def main() -> None:
    """Judge each function, and fail where one is not as good as it says."""
    points, good = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, True
    for name in RANGES:
        worst, where, relative = judged(name, points)
        good = good and (relative <= 1e-15 if name == "quantile" else worst <= 1.0)
        print(f"{name:9} {worst:.3f} in the last place, at {where!r}; relative {relative:.2e}", flush=True)
    sys.exit(not good)


if __name__ == "__main__":
    main()
