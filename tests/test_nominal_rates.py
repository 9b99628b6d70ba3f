"""Null data at nominal rates, method by method: an interval misses as often as it says, a search finds no more."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from sim.claims.compete import best_against_best
from sim.stats.conversion import best_order, path, valley
from sim.stats.estimate import FEW, interval, wilson
from sim.stats.lead_lag import Passage, deviations, lead_lag, smoothed
from sim.stats.paired import d_z_interval, effects
from sim.stats.regions import regions
from sim.stats.sensitivity import prcc
from sim.stats.shares import more_often, winners


def allowed(rate, tries):
    return rate + 4 * (rate * (1 - rate) / tries) ** 0.5


@pytest.mark.parametrize("n", [3, 5, 9])
def test_intervals_of_few_worlds_miss_no_more_often_than_they_say(n):
    draw = np.random.default_rng(n).normal(size=(1_000, n))
    missed = np.mean([not low <= 0 <= high for low, high in map(interval, draw)])
    assert abs(missed - 0.05) < 4 * (0.05 * 0.95 / 1_000) ** 0.5


def test_a_standardised_effect_of_few_worlds_covers_and_agrees_with_the_difference():
    draw = np.random.default_rng(1).normal(0.8, 1, (200, 5))
    ends = np.array([d_z_interval(each) for each in draw])
    missed = np.mean((ends[:, 0] > 0.8) | (ends[:, 1] < 0.8))
    assert missed <= allowed(0.05, 200)
    clear = [(low > 0, high < 0) for low, high in map(interval, draw)]
    assert clear == [(low > 0, high < 0) for low, high in ends]
    assert d_z_interval(-draw[0]) == pytest.approx(tuple(-ends[0][::-1]), rel=1e-6)
    assert d_z_interval(draw[0, :1]) == pytest.approx((np.nan, np.nan), nan_ok=True)
    assert d_z_interval(np.resize(draw[0], FEW))[0] < np.mean(draw[0]) / np.std(draw[0])


def test_a_point_with_more_worlds_weighs_no_more():
    rows = [(point, replicate, form, 10.0 * point * (form == "b") + luck)
            for point, worlds in ((0, 10), (1, 100))
            for replicate, luck in enumerate(np.random.default_rng(point).normal(size=worlds))
            for form in "ab"]  # fmt: skip
    table = pd.DataFrame(rows, columns=["point", "replicate", "form", "fit"])
    assert effects(table, ["fit"], "a", "b")["difference"].tolist() == pytest.approx([5.0])


@pytest.mark.parametrize("n", [16, 40, 60, 400])
def test_what_holds_in_just_too_little_of_the_space_is_hardly_ever_supported(n):
    chances = binom.pmf(np.arange(n + 1), n, 0.8)
    lows, highs = np.array([wilson(hits, n)[1:] for hits in range(n + 1)]).T
    assert chances[lows > 0.8].sum() <= 0.03  # exactly, no luck in it
    assert chances[(lows > 0.8) | (highs < 0.8)].sum() <= 0.08
    assert chances[::-1][highs < 0.2].sum() == pytest.approx(chances[lows > 0.8].sum())


def test_of_two_that_hold_equally_often_neither_holds_more_often():
    draw = np.random.default_rng(3).uniform(size=(2, 500, 60)) < 0.9
    assert np.mean([more_often(one, other) <= 0.05 for one, other in zip(*draw, strict=True)]) <= allowed(0.05, 500)
    assert more_often(draw[0, 0], draw[0, 0]) == 1.0


def test_a_tie_has_no_winner_and_of_the_same_neither_wins_more():
    table = pd.DataFrame(
        [(0, "a", 1.0), (0, "b", 1.0), (1, "a", 1.0), (1, "b", 1.25)], columns=["point", "form", "value"]
    )
    found = winners(
        table.assign(outcome="lead", replicate=table["point"]), ["a", "b"], {"lead": -1}, {"lead": 0.25}
    ).set_index("form")["share"]
    assert found.to_dict() == {"a": 0, "b": 0, "undecided": 1}  # ahead by exactly the smallest effect is not enough
    draw = np.random.default_rng(4).normal(size=(400, 2))
    null = pd.DataFrame({"point": np.repeat(range(400), 2), "form": ["a", "b"] * 400, "value": draw.ravel()})
    found = winners(
        null.assign(outcome="fit", replicate=null["point"]), ["a", "b"], {"fit": 1}, {"fit": 0.03}
    ).set_index("form")
    assert found.loc["a", "low"] < 0.49 < found.loc["a", "high"]


def test_a_path_of_noise_has_no_valley():
    draw, dials = np.random.default_rng(5), list("abcde")
    found = [valley(draw.normal(size=(12, 32)), dials, dials, 1)["low"] > 0 for _ in range(300)]
    assert np.mean(found) <= allowed(0.025, 300)
    steps = np.tile([0, -1.0, 0.5, 1.0], (12, 1))  # turning a first goes down by one
    deep = [valley(steps + draw.normal(0, 0.5, (12, 4)), ["a", "b"], ["a", "b"], 1) for _ in range(200)]
    assert np.mean([not each["low"] <= 1 <= each["high"] for each in deep]) <= allowed(0.05, 200)


def test_among_orders_without_a_valley_the_best_on_the_way_is_chosen():
    from itertools import permutations

    dials = list("abcd")
    for seed in range(6):
        values = np.abs(np.random.default_rng(seed).normal(size=(1, 16)))
        values[:, 0] = 0.0
        means = {order: path(np.repeat(values, 2, 0), dials, order, 1)["gain"].mean() for order in permutations(dials)}
        assert means[tuple(best_order(values, dials, 1))] == pytest.approx(max(means.values()))


def test_a_rank_correlation_of_nothing_misses_at_its_rate():
    draw = np.random.default_rng(6)
    tables = [
        prcc(pd.DataFrame(draw.normal(size=(40, 5)), columns=list("abcdy")), list("abcd"), "y") for _ in range(100)
    ]
    missed = np.mean([(each["low"] > 0) | (each["high"] < 0) for each in tables])
    assert missed <= allowed(0.05, 400)


def test_a_region_found_in_nothing_is_not_believed():
    draw, missed, leaves = np.random.default_rng(7), 0, 0
    for _ in range(30):
        points = pd.DataFrame(draw.uniform(size=(120, 6)), columns=list("abcdef")).assign(
            holds=draw.uniform(size=120) < 0.4
        )
        found = regions(points, list("abcdef"))
        missed, leaves = missed + int(((found["low"] > 0.4) | (found["high"] < 0.4)).sum()), leaves + len(found)
    assert leaves >= 90
    assert missed / leaves <= allowed(0.05, leaves)


def test_of_kinds_that_are_alike_none_wins():
    wins, index = (
        [],
        pd.MultiIndex.from_product(
            [["m", "o", "h"], ["one", "two"], range(20)], names=["kind", "variant", "replicate"]
        ),
    )
    draw = np.random.default_rng(8)
    for _ in range(40):
        rows = pd.DataFrame({"hours": 1.0, "fit": draw.normal(size=len(index))}, index=index).reset_index()
        wins.append(best_against_best(rows, "hours", "fit", 1, [1.0])["wins"].any())
    assert np.mean(wins) <= allowed(0.025, 40)


@pytest.mark.parametrize(("early", "late"), [(0.0, 0.9), (0.9, 0.0)])
def test_a_lead_that_persistence_alone_makes_is_no_lead(early, late):
    how, draw, seen = Passage(shock=40, smooth=5, threshold=2.0, stay=3), np.random.default_rng(9), 0

    def indicator(persistence):
        noise = draw.normal(size=(2, 10, 170))
        for day in range(1, 170):
            noise[..., day] += persistence * noise[..., day - 1]
        shocked, quiet = noise[..., 50:]
        spread = smoothed(quiet, 5)[:, 5:].std()
        response = 4.0 * spread / (1 + np.exp(-(np.arange(120) - 50) / 2.0))
        return deviations(shocked + response * (np.arange(120) >= 40), quiet, 1, how)

    for _ in range(30):
        seen += lead_lag(indicator(early), indicator(late), how, surrogates=19)["p"] <= 0.05
    assert seen / 30 <= allowed(0.05, 30)
