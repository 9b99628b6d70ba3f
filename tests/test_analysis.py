"""Every method of analysis finds what was planted, and nothing where nothing is."""

import numpy as np
import pandas as pd
import pytest

from sim.claims.compete import best_against_best
from sim.errors import InputError
from sim.stats.conversion import best_order, path, valley
from sim.stats.estimate import bca, holm, interval, p_of_mean, superiority, wilson
from sim.stats.paired import d_z, differences, effects
from sim.stats.power import enough, power, power_of_share, power_table, stability, twins_needed
from sim.stats.regions import regions
from sim.stats.sensitivity import prcc
from sim.stats.shapley import corner_effects, dial_shares
from sim.stats.shares import winners
from sim.stats.verdict import verdict_of_share

rng = np.random.default_rng(7)


def twins(difference, n=40, points=3, noise=1.0, seed=0):
    """Rows of twins: a world's luck is shared by both, and by all points."""
    draw = np.random.default_rng(seed)
    rows = []
    for replicate in range(n):
        world, own = draw.normal(0, 3), draw.normal(0, noise)
        for point in range(points):
            rows.append({"point": point, "replicate": replicate, "form": "a", "fit": world})
            rows.append({"point": point, "replicate": replicate, "form": "b", "fit": world + difference + own})
    return pd.DataFrame(rows)


def test_a_planted_difference_is_found_with_its_size():
    found = effects(twins(1.0, n=200), ["fit"], "a", "b").iloc[0]
    assert found["low"] < 1.0 < found["high"]
    assert found["d_z_low"] < 1.0 < found["d_z_high"]
    assert found["superiority_low"] < 0.8413 < found["superiority_high"]  # Phi(1)
    assert found["n"] == 200
    assert found["gain"] > 5


def test_points_that_share_a_world_are_no_independent_twins():
    few, many = (effects(twins(0.5, n=20, points=points), ["fit"], "a", "b").iloc[0] for points in (1, 10))
    assert few["n"] == many["n"] == 20
    assert many["high"] - many["low"] == pytest.approx(few["high"] - few["low"])


def test_the_same_organisation_twice_differs_by_exactly_nothing():
    found = effects(twins(0.0, noise=0.0), ["fit"], "a", "b").iloc[0]
    assert found[["difference", "low", "high"]].tolist() == [0, 0, 0]
    assert found["superiority"] == 0.5


def test_intervals_of_null_data_miss_at_about_their_nominal_rate():
    misses = sum(not low <= 0 <= high for low, high in (interval(rng.normal(size=25)) for _ in range(300)))
    assert misses / 300 < 0.05 + 4 * (0.05 * 0.95 / 300) ** 0.5 + 0.02  # a bootstrap of 25 is a little narrow
    assert misses > 3  # nor is it so wide that it never misses


def test_a_bootstrap_of_a_skewed_statistic_is_not_symmetric():
    low, high = bca(rng.exponential(size=40), lambda samples: samples.var(axis=1))
    here = 1.0
    assert 0 < low < here < high
    assert high - here > here - low


def test_a_bootstrap_of_too_few_twins_says_nothing():
    assert np.isnan(bca(np.array([1.0, 2.0]), lambda samples: samples.mean(axis=1))).all()


def test_a_missing_run_drops_its_twin_alone():
    rows = twins(1.0, n=5, points=1)
    found = differences(rows.drop(index=0), ["fit"], "a", "b")
    assert found["replicate"].tolist() == [1, 2, 3, 4]


def test_misspelt_columns_and_organisations_are_named():
    rows = twins(1.0, n=3)
    with pytest.raises(InputError, match=r"no column 'fti'.*'fit'"):
        differences(rows, ["fti"], "a", "b")
    with pytest.raises(InputError, match="no organisation 'c'"):
        differences(rows, ["fit"], "a", "c")


def test_wilson_is_the_published_interval():
    assert wilson(0, 10)[1:] == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(81, 263)[1:] == pytest.approx((0.2553, 0.3662), abs=1e-4)  # Newcombe's example


@pytest.mark.parametrize(("hits", "says"), [(97, "holds"), (3, "fails"), (60, "depends")])
def test_the_share_of_the_space_decides_a_claim(hits, says):
    assert verdict_of_share(*wilson(hits, 100)[1:]) == says


def test_a_form_wins_where_it_is_ahead_by_enough():
    table = pd.DataFrame(
        [(0, "a", 1.0), (0, "b", 2.0), (1, "a", 2.0), (1, "b", 1.0), (2, "a", 1.00), (2, "b", 1.01), (3, "a", 5.0)],
        columns=["point", "form", "value"],
    ).assign(outcome="lead", replicate=lambda each: each["point"])
    found = winners(table, ["a", "b"], {"lead": -1}, {"lead": 0.25}).set_index("form")["share"]
    assert found.to_dict() == {"a": 1 / 3, "b": 1 / 3, "undecided": 1 / 3}  # a point without both counts nowhere


def test_holm_rejects_in_a_family_of_nothing_at_most_one_time_in_twenty():
    draw = np.random.default_rng(1)
    families = [(holm(draw.uniform(size=30)) <= 0.05).any() for _ in range(400)]
    assert np.mean(families) < 0.05 + 4 * (0.05 * 0.95 / 400) ** 0.5
    assert (holm([0.001, np.nan, 0.9]) <= 0.05).tolist() == [True, False, False]


def test_a_claim_asked_for_alone_is_corrected_as_one_of_its_family():
    few = holm([0.001, 0.02, np.nan], of=45)
    assert few.tolist()[:2] == pytest.approx([0.045, 0.88])
    assert np.isnan(few[2])


def test_a_p_value_of_what_is_almost_certain_is_not_nought():
    assert 0 < p_of_mean(100 + np.arange(40.0)) < 1e-20


def test_a_p_value_is_that_of_students_t():
    assert p_of_mean(np.array([1.0, 2.0, 3.0]), beyond=0.0) == pytest.approx(0.0371, abs=1e-4)
    assert p_of_mean(np.array([1.0, 2.0, 3.0]), sign=-1) == pytest.approx(0.9629, abs=1e-4)
    assert p_of_mean(np.array([2.0, 2.0]), beyond=2.0) == 1.0


def test_corners_give_back_main_effects_and_interactions():
    rows = pd.DataFrame(
        [
            {"replicate": k, "clear": a, "trusted": b, "fit": 1 + 2 * a + 3 * a * b + 0.1 * luck}
            for k, luck in enumerate(rng.normal(size=30))
            for a in (0, 1)
            for b in (0, 1)
        ]
    )
    effect = corner_effects(rows, ["clear", "trusted"], "fit").set_index("effect")["estimate"]
    assert effect["clear"] == pytest.approx(3.5)
    assert effect["trusted"] == pytest.approx(1.5)
    assert effect["clear x trusted"] == pytest.approx(1.5)
    with pytest.raises(InputError, match="needs two levels"):
        corner_effects(rows[rows["clear"] == 0], ["clear"], "fit")


def test_a_partial_rank_correlation_sees_through_the_other_factors():
    x = rng.uniform(size=(300, 3))
    x[:, 2] = 0.8 * x[:, 0] + 0.2 * x[:, 2]  # goes with the first, does nothing itself
    rows = pd.DataFrame(x, columns=["a", "b", "c"]).assign(y=np.exp(3 * x[:, 0]) - x[:, 1])
    found = prcc(rows, ["a", "b", "c"], "y").set_index("factor")
    assert found.loc["a", "low"] > 0.9
    assert found.loc["b", "high"] < -0.5
    assert abs(found.loc["c", "estimate"]) < 0.25
    with pytest.raises(InputError, match="too few"):
        prcc(rows.head(5), ["a", "b", "c"], "y")


def test_shares_of_dials_sum_to_the_whole_and_share_what_is_joint():
    rows = pd.DataFrame(
        [
            {"replicate": k, "a": a, "b": b, "y": 1.0 * a + 2.0 * b + 2.0 * a * b + luck}
            for k, luck in enumerate(rng.normal(size=12))
            for a in (0, 1)
            for b in (0, 1)
        ]
    )
    found = dial_shares(rows, ["a", "b"], "y").set_index("dial")["estimate"]
    assert found.to_dict() == pytest.approx({"a": 2.0, "b": 3.0, "all": 5.0})
    with pytest.raises(InputError, match="no world has all 4"):
        dial_shares(rows[rows["a"] == 0], ["a", "b"], "y")


def corner_values(by_corner, worlds=20):
    return np.array(by_corner)[None, :] + 0.01 * rng.normal(size=(worlds, 1))


def test_the_best_order_goes_round_the_valley():
    values = corner_values([0.0, -5.0, 1.0, 2.0])  # the first dial first falls to -5, the second first does not
    assert best_order(values, ["a", "b"], 1) == ["b", "a"]
    assert valley(values, ["a", "b"], ["a", "b"], 1)["estimate"] == pytest.approx(5)
    assert valley(values, ["a", "b"], ["b", "a"], 1)["estimate"] == 0
    steps = path(values, ["a", "b"], ["a", "b"], 1)
    assert steps["dial"].tolist() == ["", "a", "b"]
    assert steps["gain"].tolist() == pytest.approx([0, -5, 2])
    with pytest.raises(InputError, match="every dial once"):
        path(values, ["a", "b"], ["a", "a"], 1)


def test_the_best_order_is_best_of_all_orders():
    from itertools import permutations

    dials = ["a", "b", "c", "d"]
    values = rng.normal(size=(1, 16))
    deepest = [valley(values, dials, order, -1)["estimate"] for order in permutations(dials)]
    best = best_order(values, dials, -1)
    assert valley(values, dials, best, -1)["estimate"] == pytest.approx(min(deepest))


def variants():
    rows = []
    for kind, variant, hours, merit in (
        ("mechanical", "m1", 1.0, 0.5), ("mechanical", "m2", 2.0, 0.6), ("mechanical", "waste", 2.0, 0.4),
        ("organic", "o1", 1.5, 0.7), ("hybrid", "h1", 1.5, 0.9),
    ):  # fmt: skip
        for replicate, luck in enumerate(np.random.default_rng(3).normal(0, 0.1, 20)):
            rows.append((kind, variant, replicate, hours, merit + luck))
    return pd.DataFrame(rows, columns=["kind", "variant", "replicate", "hours", "fit"])


def test_at_equal_hours_neither_form_may_win():
    best = best_against_best(variants(), "hours", "fit", 1, budgets=[1.2, 2.0])
    assert best[best["budget"] == 1.2]["kind"].tolist() == ["mechanical"]
    at_two = best[best["budget"] == 2.0].set_index("kind")
    assert at_two.index[at_two["wins"]].tolist() == ["hybrid"]
    assert at_two.loc["organic", "behind"] == pytest.approx(0.2)
    assert at_two["n"].unique().tolist() == [10]  # the other half of the worlds


def test_more_runs_are_steadier_until_more_add_nothing():
    table = stability(rng.normal(10, 3, 2000), [10, 40, 160, 640, 1280])
    assert table["cv"].is_monotonic_decreasing
    assert table["cv"].iloc[0] == pytest.approx(0.3 / 10**0.5, rel=0.3)
    assert enough(table, within=0.02) in (40, 160, 640)
    assert enough(table, within=0.0) is None


def test_a_mean_is_steady_once_doubling_the_worlds_changes_nothing():
    surely, hardly = (
        effects(twins(away, n=400, points=1), ["fit"], "a", "b").iloc[0]["steady"] for away in (20.0, 0.01)
    )
    assert surely in (4, 8)  # 1 / 20 over the root of n: 0.035, 0.025, 0.018
    assert hardly is None


def test_power_is_that_of_published_tables():
    assert power(0.5, 34) == pytest.approx(0.808, abs=0.002)  # G*Power: 34 pairs for d_z 0.5
    assert twins_needed(0.5) == 34
    assert twins_needed(0.2) == 199
    assert power(0.0, 50) == pytest.approx(0.05)
    assert twins_needed(0.0) is None
    assert power_of_share(0.9, 400) > 0.99
    assert power_of_share(0.8, 400) < 0.05


def test_power_is_stated_for_the_smallest_effect_of_interest_whatever_was_found():
    tables = [effects(twins(away, n=30), ["fit"], "a", "b") for away in (0.0, 1.0)]
    found = [power_table(each, {"fit": 0.5}).iloc[0] for each in tables]
    assert found[0]["power"] == pytest.approx(found[1]["power"])
    sd = float(tables[0]["sd"].iloc[0])
    assert found[0]["power"] == power(0.5 / sd, 30)
    assert found[0]["visible"] == pytest.approx(0.53 * sd, abs=0.01)
    assert found[0]["twins"] == twins_needed(0.5 / sd)
    draw = np.random.default_rng(4).normal(0.5, 1, (4_000, 34))  # and the power is the share of times it is seen
    t = np.abs(draw.mean(axis=1)) / draw.std(axis=1, ddof=1) * 34**0.5
    assert np.mean(t > 2.0345) == pytest.approx(power(0.5, 34), abs=0.025)


def test_a_tree_names_the_region_in_which_a_claim_holds():
    x = rng.uniform(size=(400, 3))
    points = pd.DataFrame(x, columns=["shocks", "trust", "span"])
    points["holds"] = (x[:, 0] > 0.5) & (x[:, 1] < 0.4)
    found = regions(points, ["shocks", "trust", "span"])
    best = found.iloc[0]
    assert best["share"] > 0.9
    assert "shocks >=" in best["region"]
    assert "trust <" in best["region"]
    assert "span" not in "".join(found["region"])
    assert found["n"].sum() == 200  # those that did not choose the cuts
    nowhere = regions(points.assign(holds=False), ["shocks"])
    assert nowhere["region"].tolist() == ["everywhere"]


def test_superiority_and_d_z_of_a_handful():
    assert superiority(np.array([1.0, 1.0, -1.0]))[0] == pytest.approx(2 / 3)
    assert np.isnan(d_z(np.array([1.0])))
    assert np.isnan(d_z(np.array([1.0, 1.0])))


def of_points(n, seeds, lucky, spread=0.5, draw=0):
    """Rows of a design whose points share seeds: a seed's luck moves every point at once."""
    rng = np.random.default_rng(draw)
    own, luck = rng.normal(0, spread, n), rng.normal(0, lucky, seeds)
    rows = [
        (p, k, form, "lead", (form == "b") * (own[p] + luck[k]))
        for p in range(n)
        for k in range(seeds)
        for form in "ab"
    ]
    return pd.DataFrame(rows, columns=["point", "replicate", "form", "outcome", "value"])


def test_a_share_of_points_that_share_few_seeds_has_no_interval():
    few, enough_seeds = (winners(of_points(40, seeds, 1.0), ["a", "b"], {"lead": -1}, {}) for seeds in (3, 10))
    assert few[["low", "high"]].isna().all(axis=None)
    assert few["share"].sum() == enough_seeds["share"].sum() == 1
    assert ((enough_seeds["low"] <= enough_seeds["share"]) & (enough_seeds["share"] <= enough_seeds["high"])).all()


def test_a_share_is_as_unsure_as_its_seeds_and_not_only_as_its_points():
    truth, kept = 0.5, []
    for draw in range(40):
        one = winners(of_points(40, 12, 1.0, draw=draw), ["a", "b"], {"lead": -1}, {}).set_index("form").loc["b"]
        kept.append(one["low"] <= truth <= one["high"])
        assert one["high"] - one["low"] > np.subtract(*wilson(one["share"] * 40, 40)[:0:-1])
    assert np.mean(kept) > 0.95 - 4 * (0.05 * 0.95 / 40) ** 0.5
    still = winners(of_points(40, 12, 0.0), ["a", "b"], {"lead": -1}, {}).set_index("form").loc["b"]
    assert still["high"] - still["low"] < 0.35  # of points alone: seeds do nothing here
