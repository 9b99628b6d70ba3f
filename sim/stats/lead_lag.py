"""Lead and lag by first passage: which of two indicators leaves its usual range first after a shock.

Both are held against the twin without the shock, smoothed alike, in their own ordinary variation. (A common shock makes
tests of Granger's kind invalid.) Surrogates with random phases keep each deviation's spectrum and forget its timing:
they say which lag arises from different persistence and noise alone.
"""

# numpy says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.stats.estimate import SEED, estimate, superiority

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Passage:
    """How a passage is found.

    Parameters
    ----------
    shock : int
        Day of the shock.
    smooth : int
        Days of the trailing mean, the same for every series.
    threshold : float
        Standard deviations of the twin without the shock.
    stay : int
        Days a deviation must last.
    """

    shock: int
    smooth: int = 5
    threshold: float = 1.0
    stay: int = 3


def smoothed(series: Floats, days: int) -> Floats:
    """Return trailing means over so many days, fewer at the start; shape as given, days last."""
    total = np.cumsum(series, axis=-1)
    total[..., days:] = total[..., days:] - total[..., :-days].copy()
    return total / np.minimum(np.arange(1, series.shape[-1] + 1), days)


def deviations(shocked: Floats, quiet: Floats, worse: int, how: Passage) -> Floats:
    """Return how much worse an indicator is than in the twin without the shock, in its own ordinary variation."""
    usual = smoothed(quiet, how.smooth)
    spread = float(usual[:, how.smooth :].std())
    away = worse * (smoothed(shocked, how.smooth) - usual)[:, how.shock :]
    return away / spread if spread > 0 else np.where(away != 0, np.sign(away) * np.inf, 0.0)


def passage(away: Floats, how: Passage) -> Floats:
    """Return the first day from which a deviation stays beyond the threshold; NaN for never; shape (twins,)."""
    beyond = np.nan_to_num(away, nan=-np.inf) > how.threshold
    last = beyond.shape[1] - how.stay + 1
    stays = np.stack([beyond[:, k : k + last] for k in range(how.stay)]).all(axis=0) if last > 0 else beyond[:, :0]
    first = stays.argmax(axis=1).astype(float) if stays.shape[1] else np.zeros(len(away))
    return np.where(stays.any(axis=1), first, np.nan)


def surrogate(series: Floats, rng: np.random.Generator) -> Floats:
    """Return series with the same spectra and random phases [theiler1992]; shape as given."""
    spectrum = np.fft.rfft(series, axis=-1)
    phase = rng.uniform(0, 2 * np.pi, spectrum.shape)
    phase[..., 0] = 0.0
    if series.shape[-1] % 2 == 0:
        phase[..., -1] = 0.0
    return np.fft.irfft(spectrum * np.exp(1j * phase), n=series.shape[-1], axis=-1)


def lead_lag(early: Floats, late: Floats, how: Passage, surrogates: int = 199) -> dict[str, float]:
    """Test whether one deviation passes its threshold before another."""
    days = passage(late, how) - passage(early, how)
    known = days[np.isfinite(days)]
    lag, low, high, n = estimate(known)
    share = superiority(known)
    p = _p_of(lag, early, late, how, surrogates) if len(known) > 1 else float("nan")
    about = {"first": share[0], "first_low": share[1], "first_high": share[2]}
    return {"lag": lag, "low": low, "high": high, **about, "p": p, "n": n, "twins": len(days)}


def _p_of(lag: float, early: Floats, late: Floats, how: Passage, surrogates: int) -> float:
    rng, least = np.random.default_rng(SEED), []
    for _ in range(surrogates):
        away = passage(surrogate(late, rng), how) - passage(surrogate(early, rng), how)
        away = away[np.isfinite(away)]
        least.append(away.mean() if len(away) else 0.0)
    return float((1 + np.count_nonzero(np.array(least) >= lag)) / (1 + surrogates))
