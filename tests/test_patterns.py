"""Empirical patterns: known answers of the statistics, a small population lived once, and rows kept when they fail."""

from __future__ import annotations

import json
import math
import re

import numpy as np
import pytest
from scipy import stats

from sim import cli
from sim.stats.estimate import wilson
from sim.validation import pattern, registry
from sim.validation.correlate import correlations, cross_lagged, mean_with_interval, moments, of_pair, spearman
from sim.validation.pattern import NAN, NO_SPAN, VALIDATES, Pattern, clear_and_modest, signed
from sim.validation.patterns import exhaustion, structure
from sim.validation.population import (
    LARGE,
    NEUTRAL,
    RELIABILITY,
    SMALL,
    Study,
    _measured,
    dial_ranges,
    drawn_points,
    gini,
    settings_of,
)

POINTS, DAYS = 20, 60
RNG = np.random.default_rng(5)


@pytest.fixture(scope="module")
def study() -> Study:
    """Twenty organisations, sixty days, in this process."""
    return Study(POINTS, workers=1, days=DAYS)


@pytest.fixture(scope="module")
def rows(study) -> list[tuple[str, Pattern]]:
    return registry.pattern_rows(study=study)


# ----------------------------------------------------------------------------------------------------- the whole run
def test_every_pattern_gives_rows_and_none_is_dropped(rows):
    assert registry.checks(registry.PATTERNS) == sorted({name for name, _ in rows})
    assert len(rows) >= 20
    for name, row in rows:
        assert row.verdict in ("pass", "FAIL", "not measurable")
        assert math.isfinite(row.obtained) or row.verdict != "pass", row.case
        assert 1 <= row.n <= (NEUTRAL if name == "exhaustion_at_neutral_dials" else POINTS)
    text = pattern.as_text(rows)
    assert len(text.splitlines()) > len(rows)
    assert "A pattern that fails is kept" in text


def test_what_calibrates_does_not_validate(rows):
    roles = {name: {row.role for each, row in rows if each == name} for name, _ in rows}
    assert roles.pop("exhaustion_correlates") == {"calibrates"}
    assert roles.pop("exhaustion_at_neutral_dials") == {"calibrates", "validates"}
    assert all(each == {"validates"} for each in roles.values())


def test_every_pattern_says_its_unit_what_it_asks_and_what_it_is_not():
    for name in registry.checks(registry.PATTERNS):
        said = registry.says(registry.PATTERNS, name)
        for part in ("Unit ", "Asks ", "Not here ", "Source "):
            assert f"\n{part}" in said, f"{name}: no {part}"
        assert re.search(r"\[[a-z]+\d{4}\]", said), name


def test_a_population_is_the_same_again_whatever_the_processes(study):
    again = Study(POINTS, workers=2, days=DAYS).population
    for name, values in study.population.people.items():
        assert np.array_equal(values, again.people[name]), name
    assert len(study.population.people["team"]) == 43 * POINTS


def test_a_small_burst_changes_less_than_a_large_one(study):
    ends = [np.mean([each["backlog_end"] for each in study.burst(size)]) for size in (0.0, SMALL, LARGE)]
    assert ends[0] < ends[1] < ends[2]


def test_points_cover_dials_and_registered_space():
    points = drawn_points(10)
    assert len(dial_ranges()) == 11
    for name in ("dials.lattice", "culture.trust", "physics.work_hours", "world.drift"):
        values = [each[name] for each in points]
        assert len({*values}) == 10
    one = settings_of(points[0], 3)
    assert (one.dials.lattice, one.culture.trust) == (points[0]["dials.lattice"], points[0]["culture.trust"])


# ------------------------------------------------------------------------------------------------------- statistics
def test_noise_leaves_the_stated_share_of_variance():
    truth = RNG.normal(size=20_000)
    people = {"organisation": np.zeros(20_000, np.int64), "team": np.zeros(20_000), "left": truth > 0, "trust": truth}
    found = _measured(people)
    r = np.corrcoef(found["trust"], truth)[0, 1]
    assert r**2 == pytest.approx(RELIABILITY, abs=0.01)  # 20,000 draws: one standard error is 0.003
    assert np.array_equal(found["left"], people["left"])


def test_pooled_correlations_are_those_of_all_people_and_intervals_widen_with_organisations_alike():
    home = np.repeat(np.arange(30), 20)
    shared = RNG.normal(size=30)[home]
    one, other = shared + 0.3 * RNG.normal(size=600), shared + 0.3 * RNG.normal(size=600)
    r, (low, high) = of_pair(one, other, home)
    assert r == pytest.approx(np.corrcoef(one, other)[0, 1])
    assert low < r < high
    alone = of_pair(one, other, np.arange(600))[1]
    assert high - low > alone[1] - alone[0]


def test_what_does_not_vary_correlates_with_nothing():
    table = np.column_stack([np.ones(8), np.arange(8.0)])
    assert np.isnan(correlations(moments(table, np.zeros(8, np.int64)).sum(axis=0))[0, 1])


def test_cross_lagged_effects_are_those_of_two_regressions():
    first = RNG.normal(size=(500, 2)) @ np.array([[1, 0.4], [0, 1]])
    later = first @ np.array([[0.5, 0.3], [0.1, 0.6]]) + RNG.normal(size=(500, 2))
    table = np.column_stack([first, later])
    z = (table - table.mean(axis=0)) / table.std(axis=0)
    stressor, strain = cross_lagged(np.corrcoef(table.T))
    by_regression = np.linalg.lstsq(z[:, :2], z[:, 2:], rcond=None)[0]
    assert (stressor, strain) == pytest.approx((by_regression[0, 1], by_regression[1, 0]))


def test_ranks_intervals_and_gini_against_others():
    one, other = np.array([0.6, 0.4, 0.4, -0.2]), np.array([0.1, 0.5, 0.2, -0.9])
    assert spearman(one, other) == pytest.approx(stats.spearmanr(one, other).statistic)
    theirs = stats.binomtest(7, 40).proportion_ci(method="wilson")
    assert wilson(7, 40)[1:] == pytest.approx((theirs.low, theirs.high))
    assert math.isnan(wilson(0, 0)[0])
    assert gini(np.array([1, 2, 3, 4])) == pytest.approx(0.25)
    assert math.isnan(gini(np.zeros(3)))
    mean, (low, high) = mean_with_interval(np.array([1.0, 2.0, 3.0, 4.0]))
    assert low < mean == 2.5 < high


def test_a_correlation_near_1_is_as_wrong_as_a_wrong_sign():
    assert clear_and_modest(0.4, (0.3, 0.5), 1)
    assert not clear_and_modest(0.95, (0.93, 0.97), 1)
    assert not clear_and_modest(-0.4, (-0.5, -0.3), 1)
    assert not signed((-0.01, 0.3), 1)


# ----------------------------------------------------------------------------------- rows that can fail, and are kept
class Told:
    """A study that lived what a test says."""

    def __init__(self, fits: dict[float, list[float]], shocks: list[float]) -> None:
        self._fits = fits
        self.population = type("P", (), {"points": [{"world.shock_frequency": each} for each in shocks]})

    def structured(self, amount: float) -> list[dict[str, float]]:
        return [{"fit": each} for each in self._fits[amount]]

    def burst(self, size: float) -> list[dict[str, float]]:
        return [{"backlog_end": each, "exhaustion_end": 0.0} for each in self._fits[size]]


def test_the_region_is_looked_for_in_turbulence_alone():
    told = Told({1.0: [0.9] * 20 + [0.1] * 20, 0.0: [0.5] * 40}, [1.0] * 20 + [6.0] * 20)
    (row,) = structure.structure_in_turbulence(told)  # type: ignore[arg-type]
    assert (row.obtained, row.n, row.agrees) == (0.0, 20, False)


def test_a_response_in_proportion_is_no_tipping():
    told = Told({0.0: [0.0] * 40, SMALL: [1.0] * 40, LARGE: [LARGE] * 40}, [])
    assert [row.agrees for row in exhaustion.pile_up(told)] == [False, False]  # type: ignore[arg-type]
    told = Told({0.0: [0.0] * 40, SMALL: [0.1] * 40, LARGE: [LARGE] * 40}, [])
    assert [row.agrees for row in exhaustion.pile_up(told)] == [True, False]  # type: ignore[arg-type]


def test_the_table_that_calibrates_is_the_printed_one():
    table = {case: each[1] for case, each in exhaustion.TABLE.items()}
    assert list(table.values()) == [0.66, 0.45, -0.36, 0.36, 0.24, -0.18]
    for _, r, (low, high) in exhaustion.TABLE.values():
        assert low <= r <= high


FAILS = Pattern("a", "b", "c [lee2013]", VALIDATES, "above 0", NAN, NO_SPAN, -1.0, (-2.0, -0.5), 20, False)
UNKNOWN = Pattern("a", "d", "c [lee2013]", VALIDATES, "above 0", NAN, NO_SPAN, NAN, NO_SPAN, 20, None, "why")


def test_patterns_that_fail_are_printed_and_do_not_fail_the_command(monkeypatch, capsys):
    monkeypatch.setattr(registry, "pattern_rows", lambda *_: [("sparse_ties", FAILS), ("sparse_ties", UNKNOWN)])
    monkeypatch.setattr("sys.argv", ["treillis", "validate", "patterns", "--json"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    said = json.loads(capsys.readouterr().out)["rows"]
    assert stopped.value.code == 0
    assert [each["verdict"] for each in said] == ["FAIL", "not measurable"]
    assert said[1]["obtained"] is None
    assert "a, d: why" in pattern.as_text([("sparse_ties", UNKNOWN)])


def test_too_few_points_are_one_line(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["treillis", "validate", "patterns", "--points", "3"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    assert "--points: expected a whole number from 20" in capsys.readouterr().err
