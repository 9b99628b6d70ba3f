"""Conversion paths: in which order to turn the dials, and how deep the worst valley on the way is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.errors import InputError
from sim.stats.estimate import estimate, students_half

Floats = NDArray[np.float64]


def path(values: Floats, dials: Sequence[str], order: Sequence[str], better: int) -> pd.DataFrame:
    """Follow one order of turning dials from 0 to 1."""
    corners = _corners(dials, order)
    found = []
    for step, (dial, corner) in enumerate(zip(["", *order], corners, strict=True)):
        here = values[:, corner]
        mean, low, high, n = estimate(here)
        gain = better * float((here - values[:, 0]).mean())
        found.append({"step": step, "dial": dial, "value": mean, "low": low, "high": high, "gain": gain, "n": n})
    return pd.DataFrame(found)


def valley(values: Floats, dials: Sequence[str], order: Sequence[str], better: int) -> dict[str, float]:
    """Return how far the mean outcome falls below the start at the worst step, with its interval."""
    depth = -better * (values[:, _corners(dials, order)] - values[:, :1])[:, 1:]
    n, steps = depth.shape
    found = {"estimate": max(0.0, float(depth.mean(axis=0).max())), "n": n}
    if n < 2:
        return {**found, "low": np.nan, "high": np.nan}
    mean, spread = depth.mean(axis=0), depth.std(axis=0, ddof=1)
    lows = mean - [students_half(float(sd), n, 1 - 0.05 / steps) for sd in spread]
    highs = mean + [students_half(float(sd), n) for sd in spread]
    return {**found, "low": max(0.0, float(lows.max())), "high": max(0.0, float(highs.max()))}


def best_order(values: Floats, dials: Sequence[str], better: int) -> list[str]:
    """Return the order whose worst step is least bad, exactly, over all orders; ties go to the best mean on the way."""
    mean = better * values.mean(axis=0)
    if len(mean) != 2 ** len(dials):
        raise InputError("corners_of_others", n=len(mean), n_2=len(dials))
    least = _reached(mean, len(dials), lambda so_far, here: min(so_far, here))[0][-1]
    within = np.where(mean >= least, mean, -np.inf)  # among the paths that never fall below it, the best on the way
    came = _reached(within, len(dials), lambda so_far, here: so_far + here)[1]
    order, corner = [], len(mean) - 1
    while corner:
        order.append(dials[came[corner]])
        corner ^= 1 << int(came[corner])
    return order[::-1]


def _reached(mean: Floats, dials: int, gather: Callable[[float, float], float]) -> tuple[Floats, NDArray[np.int64]]:
    """Return the best that a path to each corner can gather, and the dial it turns last."""
    best, came = np.full(len(mean), -np.inf), np.zeros(len(mean), int)
    best[0] = mean[0]
    for corner in range(1, len(mean)):
        turned = [dial for dial in range(dials) if corner >> dial & 1]
        reached = [gather(best[corner ^ 1 << dial], mean[corner]) for dial in turned]
        came[corner] = turned[int(np.argmax(reached))]
        best[corner] = max(reached)
    return best, came


def _corners(dials: Sequence[str], order: Sequence[str]) -> list[int]:
    if sorted(order) != sorted(dials):
        raise InputError("path_turns_each", names=", ".join(dials))
    corners = [0]
    for each in order:
        corners.append(corners[-1] | 1 << list(dials).index(each))
    return corners
