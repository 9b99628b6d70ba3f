"""Which of two indicators gives way first."""

import numpy as np
import pytest

from sim.stats.lead_lag import Passage, deviations, lead_lag, surrogate

rng = np.random.default_rng(7)

HOW = Passage(shock=60, smooth=5, threshold=2.0, stay=3)


def shocked(delay, n=25, days=160, seed=0):
    """An indicator that a shock on day 60 pushes up for good after a delay."""
    draw = np.random.default_rng(seed)
    quiet = draw.normal(size=(n, days))
    response = 4.0 / (1 + np.exp(-(np.arange(days) - HOW.shock - delay) / 2.0))
    return quiet + response * (np.arange(days) >= HOW.shock), quiet


def test_a_planted_lead_is_found_and_its_reverse_is_not():
    early, late = (deviations(*shocked(delay, seed=k), 1, HOW) for k, delay in enumerate((5, 20)))
    found = lead_lag(early, late, HOW, surrogates=99)
    assert found["low"] < 15 < found["high"] or abs(found["lag"] - 15) < 1
    assert found["p"] <= 0.02
    assert found["first_low"] > 0.8
    assert lead_lag(late, early, HOW, surrogates=99)["p"] > 0.5


def test_two_indicators_that_react_together_have_no_leader():
    clear = []
    for seed in range(40):
        one, two = (deviations(*shocked(10, n=12, seed=2 * seed + k), 1, HOW) for k in (0, 1))
        clear.append(lead_lag(one, two, HOW, surrogates=39)["low"] > 0)
    assert np.mean(clear) <= 0.025 + 4 * (0.025 * 0.975 / 40) ** 0.5


def test_surrogates_keep_the_spectrum():
    series = rng.normal(size=(3, 101)).cumsum(axis=1)
    other = surrogate(series, np.random.default_rng(0))
    assert np.abs(np.fft.rfft(other)) == pytest.approx(np.abs(np.fft.rfft(series)))
    assert not np.allclose(series, other)
