"""Which of two indicators gives way first, and what stays when a shock has gone."""

import numpy as np
import pandas as pd
import pytest

from sim.experiment.analysis import hysteresis, lead_lag

rng = np.random.default_rng(7)

HOW = lead_lag.Passage(shock=60, smooth=5, threshold=2.0, stay=3)


def shocked(delay, n=25, days=160, seed=0):
    """An indicator that a shock on day 60 pushes up for good after a delay."""
    draw = np.random.default_rng(seed)
    quiet = draw.normal(size=(n, days))
    response = 4.0 / (1 + np.exp(-(np.arange(days) - HOW.shock - delay) / 2.0))
    return quiet + response * (np.arange(days) >= HOW.shock), quiet


def test_a_planted_lead_is_found_and_its_reverse_is_not():
    early, late = (lead_lag.deviations(*shocked(delay, seed=k), 1, HOW) for k, delay in enumerate((5, 20)))
    found = lead_lag.lead_lag(early, late, HOW, surrogates=99)
    assert found["low"] < 15 < found["high"] or abs(found["lag"] - 15) < 1
    assert found["p"] <= 0.02
    assert found["first_low"] > 0.8
    assert lead_lag.lead_lag(late, early, HOW, surrogates=99)["p"] > 0.5


def test_two_indicators_that_react_together_have_no_leader():
    clear = []
    for seed in range(40):
        one, two = (lead_lag.deviations(*shocked(10, n=12, seed=2 * seed + k), 1, HOW) for k in (0, 1))
        clear.append(lead_lag.lead_lag(one, two, HOW, surrogates=39)["low"] > 0)
    assert np.mean(clear) <= 0.025 + 4 * (0.025 * 0.975 / 40) ** 0.5


def test_surrogates_keep_the_spectrum():
    series = rng.normal(size=(3, 101)).cumsum(axis=1)
    other = lead_lag.surrogate(series, np.random.default_rng(0))
    assert np.abs(np.fft.rfft(other)) == pytest.approx(np.abs(np.fft.rfft(series)))
    assert not np.allclose(series, other)


def test_a_claimed_order_of_indicators_is_tested_pair_by_pair():
    rows = []
    for name, delay, seed in (("first", 5, 0), ("second", 20, 1)):
        for form, values in zip(("shocked", "quiet"), shocked(delay, n=10, seed=seed), strict=True):
            long = (
                pd.DataFrame(values).rename_axis("replicate").melt(ignore_index=False, var_name="day", value_name=name)
            )
            rows.append(long.reset_index().assign(form=form).set_index(["replicate", "day", "form"]))
    table = pd.concat(rows[:2]).join(pd.concat(rows[2:])).reset_index()
    found = lead_lag.order_of(table, [("first", 1), ("second", 1)], HOW, surrogates=19).iloc[0]
    assert (found["early"], found["late"]) == ("first", "second")
    assert found["lag"] == pytest.approx(15, abs=2)


def test_a_loop_has_an_area_and_a_reversible_system_none():
    def ways(shift):
        return pd.DataFrame(
            [
                {"replicate": k, "level": level, "way": way, "y": level + shift * (way == "down") + luck}
                for k, luck in enumerate(rng.normal(size=10))
                for level in (0.0, 1.0, 2.0)
                for way in ("up", "down")
            ]
        )

    lasting = hysteresis.loop(ways(0.5), "y").set_index("level")["estimate"]
    assert lasting["area"] == pytest.approx(1.0)
    assert lasting["1.0"] == pytest.approx(0.5)
    back = hysteresis.loop(ways(0.0), "y").set_index("level").loc["area"]
    assert back[["estimate", "low", "high"]].tolist() == pytest.approx([0, 0, 0])


def test_what_remains_of_a_shock_is_a_share_of_its_peak():
    quiet = rng.normal(size=(15, 100))
    lasting = quiet + np.where(np.arange(100) < 40, 2.0, 0.5) * (np.arange(100) >= 20)
    found = hysteresis.remaining(lasting, quiet, 1, ended=40, wait=10)
    assert found["estimate"] == pytest.approx(0.25)
    gone = quiet + 2.0 * ((np.arange(100) >= 20) & (np.arange(100) < 40))
    assert hysteresis.remaining(gone, quiet, 1, ended=40, wait=10)["estimate"] == pytest.approx(0, abs=1e-12)
