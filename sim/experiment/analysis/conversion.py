"""Conversion paths: in which order to turn the dials, and how deep the worst valley on the way is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.errors import InputError
from sim.experiment.analysis.bootstrap import bca, mean_interval

Floats = NDArray[np.float64]


def path(values: Floats, dials: Sequence[str], order: Sequence[str], better: int) -> pd.DataFrame:
    """Follow one order of turning dials from 0 to 1.

    Parameters
    ----------
    values : ndarray of float, shape (worlds, 2**dials)
        An outcome at every corner, as of `sim.experiment.analysis.dial_shares.coalitions`.
    dials : sequence of str
        In the order of bits.
    order : sequence of str
        The same dials in the order of turning them.
    better : int
        1 when higher is better, -1 when lower is.

    Returns
    -------
    pandas.DataFrame
        One row a step: ``step``, ``dial``, ``value`` with ``low`` and ``high`` (over worlds), ``gain`` on the start in
        the better direction, ``n``.
    """
    corners = _corners(dials, order)
    found = []
    for step, (dial, corner) in enumerate(zip(["", *order], corners, strict=True)):
        here = values[:, corner]
        low, high = mean_interval(here)
        gain = better * float((here - values[:, 0]).mean())
        about = {"step": step, "dial": dial, "value": float(here.mean()), "low": low, "high": high}
        found.append({**about, "gain": gain, "n": len(values)})
    return pd.DataFrame(found)


def valley(values: Floats, dials: Sequence[str], order: Sequence[str], better: int) -> dict[str, float]:
    """Return how far the mean outcome falls below the start at the worst step, with its interval.

    Parameters
    ----------
    values, dials, order, better
        As for `path`.

    Returns
    -------
    dict
        ``estimate`` (0 for a path without a valley), ``low``, ``high`` (BCa over worlds), ``n``.
    """
    gains = better * (values[:, _corners(dials, order)] - values[:, :1])
    low, high = bca(gains, _depth)
    return {"estimate": float(_depth(gains[None])[0]), "low": low, "high": high, "n": len(values)}


def _depth(samples: Floats) -> Floats:
    return np.maximum(0.0, -samples.mean(axis=1).min(axis=1))


def best_order(values: Floats, dials: Sequence[str], better: int) -> list[str]:
    """Return the order whose worst step is least bad, exactly, over all orders; ties go to the better mean on the way.

    It is chosen on these worlds: judge it with `valley` on others.

    Parameters
    ----------
    values, dials, better
        As for `path`.

    Returns
    -------
    list of str
        Dials, first to last.
    """
    mean = better * values.mean(axis=0)
    if len(mean) != 2 ** len(dials):
        raise InputError(f"{len(mean)} corners are not those of {len(dials)} dials")
    worst, total = np.full(len(mean), -np.inf), np.full(len(mean), -np.inf)
    came = np.full(len(mean), -1)
    worst[0], total[0] = mean[0], 0.0
    for corner in range(1, len(mean)):
        for dial in range(len(dials)):
            before = corner ^ (1 << dial)
            if before > corner:
                continue
            reached = (min(worst[before], mean[corner]), total[before] + mean[corner])
            if reached > (worst[corner], total[corner]):
                worst[corner], total[corner], came[corner] = *reached, dial
    order, corner = [], len(mean) - 1
    while corner:
        order.append(dials[came[corner]])
        corner ^= 1 << int(came[corner])
    return order[::-1]


def _corners(dials: Sequence[str], order: Sequence[str]) -> list[int]:
    if sorted(order) != sorted(dials):
        raise InputError(f"a path turns every dial once: expected {', '.join(dials)}")
    corners = [0]
    for each in order:
        corners.append(corners[-1] | 1 << list(dials).index(each))
    return corners
