"""The world is drawn before anybody acts: the same for every organisation, and more of a thing only adds to it."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import settings_of
from scipy import stats

from sim.engine import luck
from sim.engine.arithmetic import exp
from sim.engine.arrive import reach
from sim.errors import InputError
from sim.experiment.compose import compose_twin
from sim.organisation.generated import pyramid
from sim.parameters import StagedShock, WorldSettings
from sim.record import TRACE_ISSUE
from sim.run import set_scene
from sim.state import NOBODY
from sim.world import draw_trace
from sim.world.draw import poisson, student_4
from sim.world.trace import SHOCK

CHART = pyramid(span=4, depth=2)
DAYS = 250
TABLES = ("direction", "context", "common_noise", "issues", "first", "shocks")


def drawn(seed=1, chart=CHART, days=DAYS, **world):
    return draw_trace(WorldSettings(**world), chart, days, seed)


def same(one, other):
    """Say whether two traces agree in every bit of every column."""
    return all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in TABLES)


def by_name(trace):
    """Return what each issue is like, by the day, the person and the how-manieth it is there."""
    seen, found = {}, {}
    for row in trace.issues.tolist():
        nth = seen[row[:2]] = seen.get(row[:2], -1) + 1
        found[(*row[:2], nth)] = row[2:]
    return found


# ------------------------------------------------------------------------------------------------- the same for all
@pytest.mark.parametrize(
    "given",
    [
        {"rule": "distributed"},
        {"dials": {"strategy": 0.0, "lattice": 1.0, "constitution": 0.1}},
        {"culture": {"clarity": 0.1, "trust": 0.9, "resilience": 2.0, "commitment": 0.3}},
        {"physics": {"work_hours": 3.0, "handoff_hours": 0.0, "leave_rate": 0.3, "sensing_noise": 5.0}},
    ],
    ids=lambda given: next(iter(given)),
)
def test_the_world_is_the_same_whoever_lives_in_it(given):
    assert same(set_scene(settings_of()).trace, set_scene(settings_of(**given)).trace)


def test_both_organisations_of_a_twin_have_the_same_people_ties_and_world():
    slots = compose_twin(["organic.culture.trust=0.9", "mechanical.culture.clarity=0.1"])
    scenes = [set_scene(settings) for settings in slots.values()]
    assert same(*(each.trace for each in scenes))
    assert np.array_equal(*(each.chart.ties for each in scenes))


def test_another_seed_is_another_world_and_the_same_seed_the_same():
    assert same(drawn(seed=7), drawn(seed=7))
    assert not same(drawn(seed=7), drawn(seed=8))


def test_a_longer_world_begins_as_the_shorter_one():
    short, long = drawn(days=60), drawn(days=DAYS)
    assert np.array_equal(short.direction, long.direction[:60])
    assert np.array_equal(short.context, long.context[:60])
    assert short.issues.tobytes() == long.issues[: long.first[60]].tobytes()


# ------------------------------------------------------------------------------------------------- more only adds
@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (1.0, 2.0), (2.0, 2.5), (2.5, 8.0)])
def test_a_higher_frequency_only_adds_shocks(low, high):
    few, many = (drawn(shock_frequency=rate, days=1000).shocks.tolist() for rate in (low, high))
    assert {*few} < {*many}


def test_shocks_come_as_often_as_they_should():
    counts = [len(drawn(seed=seed, shock_frequency=6.0, days=600).shocks) for seed in range(40)]
    assert abs(np.mean(counts) - 60) < 4 * np.sqrt(600 * 0.1 * 0.9 / 40)


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.45), (0.45, 0.6), (0.6, 5.0)])
def test_a_higher_rate_only_adds_issues_and_leaves_the_others_as_they_were(low, high):
    few, many = (by_name(drawn(issue_rate=rate)) for rate in (low, high))
    assert len(few) < len(many)
    assert few.items() <= many.items()


def test_a_higher_frequency_of_shocks_never_takes_an_issue_away():
    few, many = (by_name(drawn(shock_frequency=rate)) for rate in (0.0, 8.0))
    assert len(few) < len(many)
    assert few.items() <= many.items()


def test_more_interdependence_or_novelty_only_adds_some():
    one, more = (drawn(interdependence=share, novelty=share).issues for share in (0.2, 0.5))
    coupled, novel = one.other_team != NOBODY, one.novel
    assert np.array_equal(one.other_team[coupled], more.other_team[coupled])
    assert np.all(more.novel[novel])
    assert np.array_equal(one.stakes, more.stakes)


def test_nothing_comes_in_at_rate_zero():
    quiet = drawn(issue_rate=0.0)
    assert len(quiet.issues) == 0
    assert quiet.first.tolist() == [0] * (DAYS + 1)


# ------------------------------------------------------------------------------------------------- laws of the draws
def counts(u, mean):
    return np.array([poisson(each, mean, exp(-mean)) for each in u.tolist()])


def test_poisson_quantiles_are_those_of_scipy():
    u = np.random.default_rng(1).random(4_000)
    for mean in (1e-9, 0.45, 3.7, 40.0, 500.0):
        ours, exact = counts(u, mean), stats.poisson.ppf(u, mean)
        assert np.mean(ours != exact) < 1e-3, mean  # at a step, the last bit decides
        assert np.abs(ours - exact).max() <= 1


def test_poisson_rises_with_its_mean_and_is_zero_at_zero():
    u = np.random.default_rng(2).random(2_000)
    rising = [counts(u, mean) for mean in np.linspace(0, 12, 60)]
    assert np.all(np.diff(rising, axis=0) >= 0)
    assert not rising[0].any()


def test_too_many_issues_to_draw_are_refused_in_words():
    with pytest.raises(InputError, match=r"world\.issue_rate: .*at most 500"):
        drawn(issue_rate=20.0, burst=20.0, burst_decay=0.0, shock_frequency=8.0)


def test_student_quantiles_are_those_of_scipy():
    u = np.array([1e-12, 1e-6, 0.01, 0.3, 0.4999, 0.5, 0.6, 0.975, 1 - 1e-9])
    assert [student_4(each) for each in u] == pytest.approx(stats.t.ppf(u, 4), rel=1e-6, abs=1e-6)


def test_scopes_reach_each_further_level_with_the_same_chance():
    u = (np.arange(100_000) + 0.5) / 100_000
    reached = np.array([reach(each, 0.4, 3) for each in u.tolist()])
    shares = [np.mean(reached >= level) for level in range(5)]
    assert shares == pytest.approx([1, 0.4, 0.16, 0.064, 0], abs=2e-5)


@pytest.mark.parametrize(("share", "top", "expected"), [(0.0, 3, 0), (1.0, 3, 3), (0.4, 0, 0)])
def test_scopes_at_the_edges(share, top, expected):
    assert [reach(u, share, top) for u in (1e-9, 0.5, 1 - 1e-9)] == [expected] * 3


def test_issues_are_what_the_settings_say_on_average():
    issues = drawn(issue_rate=5.0, shock_frequency=0.0, interdependence=0.3, novelty=0.2).issues
    n = len(issues)
    assert abs(n - 5 * DAYS * CHART.size) < 4 * np.sqrt(5 * DAYS * CHART.size)
    for share, found in ((0.3, issues.other_team >= 0), (0.2, issues.novel), (0.4, issues.scope >= 1)):
        assert abs(found.mean() - share) < 4 * np.sqrt(share * (1 - share) / n)
    assert 0.5 < issues.coupling.min() < issues.coupling.max() < 1.5
    assert abs(issues.stakes.mean() - 0.5) < 4 / np.sqrt(12 * n)
    assert issues.scope.max() <= CHART.height.max()


def test_the_other_team_is_another_one_and_each_as_likely():
    issues = drawn(issue_rate=10.0, interdependence=1.0).issues
    assert not np.any(issues.other_team == CHART.team[issues.origin])
    ahead = (issues.other_team - CHART.team[issues.origin]) % len(CHART.teams)
    share = np.bincount(ahead, minlength=len(CHART.teams))[1:] / len(issues)
    assert np.abs(share - 0.25).max() < 4 * np.sqrt(0.25 * 0.75 / len(issues))


def test_with_one_team_nothing_interferes():
    assert np.all(drawn(chart=pyramid(span=3, depth=1), interdependence=1.0).issues.other_team == NOBODY)


def test_the_direction_walks_by_its_drift():
    walk = drawn(days=20_000, shock_frequency=0.0, issue_rate=0.0, drift=0.03).direction
    steps = np.diff(walk, prepend=0.0)
    assert abs(steps.std() / 0.03 - 1) < 4 / np.sqrt(2 * len(steps))
    assert abs(np.corrcoef(steps[1:], steps[:-1])[0, 1]) < 4 / np.sqrt(len(steps))


def test_an_issue_of_the_trace_takes_at_most_32_bytes():
    assert TRACE_ISSUE.itemsize <= 32


def test_issues_stand_in_order_of_days_with_an_offset_for_each():
    trace = drawn()
    assert np.all(np.diff(trace.issues.day) >= 0)
    for day in (0, 100, DAYS - 1):
        rows = trace.issues[trace.first[day] : trace.first[day + 1]]
        assert np.all(rows.day == day)
        assert np.all(np.diff(rows.origin) >= 0)
    assert trace.first[-1] == len(trace.issues)


# ------------------------------------------------------------------------------------------------- staged shocks
STILL = {"drift": 0.0, "local_drift": 0.0, "shock_frequency": 0.0}


def staged(*shocks, **world):
    return drawn(**{**STILL, **world}, staged=tuple(StagedShock(**each) for each in shocks))


def test_a_global_shock_moves_the_direction_for_good_and_no_context():
    trace = staged({"day": 30, "where": "global", "size": 2.5})
    assert np.array_equal(trace.direction, np.where(np.arange(DAYS) >= 30, 2.5, 0.0))
    assert not trace.context.any()


def test_half_of_a_context_has_faded_after_its_half_life():
    trace = staged({"day": 10, "where": "team 2", "size": -3.0})
    team = CHART.teams.index("team 2")
    assert trace.context[10, team] == -3.0
    assert trace.context[70, team] == pytest.approx(-1.5, rel=0.01)
    assert trace.context[130, team] == pytest.approx(-0.75, rel=0.02)
    assert not trace.direction.any()
    assert not np.delete(trace.context, team, axis=1).any()


@pytest.mark.parametrize("half_life", [1.0, 5.0, 1000.0])
def test_any_half_life_is_one(half_life):
    trace = staged({"day": 0, "where": "team 1", "size": 1.0}, context_half_life=half_life, issue_rate=0.0)
    context = trace.context[:, CHART.teams.index("team 1")]
    kept = context[1] ** half_life  # each day keeps the same share
    assert kept == pytest.approx(0.5, rel=0.01)


def test_a_shock_to_a_drawn_team_strikes_one_team_the_same_each_time():
    first, second = (staged({"day": 10, "where": "team", "size": 1.0}) for _ in range(2))
    assert same(first, second)
    assert np.count_nonzero(first.context[10]) == 1


def test_a_staged_shock_brings_a_burst_of_issues_that_fades():
    few = len(staged(issue_rate=5.0).issues)
    trace = staged({"day": 100, "where": "global", "size": 0.0, "burst": 3.0}, issue_rate=5.0)
    counts = np.diff(trace.first)
    expected = 5 * CHART.size * (1 + 3)
    assert abs(counts[100] - expected) < 4 * np.sqrt(expected)
    assert abs((len(trace.issues) - few) - 5 * CHART.size * 3 / 0.2) < 4 * np.sqrt(2 * 5 * CHART.size * 3 / 0.2)


def test_a_staged_shock_is_added_to_the_drawn_ones():
    world = {"shock_frequency": 4.0, "issue_rate": 0.0}
    plain = drawn(**world)
    more = drawn(**world, staged=(StagedShock(day=40, where="team 3", size=1.0, burst=0.0),))
    assert {*plain.shocks.tolist()} < {*more.shocks.tolist()}
    assert more.shocks.staged.sum() == 1
    assert np.all(np.diff(more.shocks.day) >= 0)


@pytest.mark.parametrize(
    ("shock", "message"),
    [
        ({"day": 3, "where": "team 22"}, r"world\.staged\[0\]\.where: no team 'team 22' \(did you mean 'team 2'\?\)"),
        ({"day": 3, "where": "globl"}, r"did you mean 'global'"),
        ({"day": 250}, r"world\.staged\[0\]\.day: 250 is after the last day \(249\)"),
    ],
)
def test_a_shock_that_cannot_strike_is_refused_in_words(shock, message):
    with pytest.raises(InputError, match=message):
        staged(shock)


def test_luck_of_the_world_is_no_luck_of_people():
    world = {luck.DIRECTION, luck.CONTEXT, luck.COMMON_NOISE, luck.SHOCK, luck.ARRIVALS, luck.SCOPE, luck.STAKES}
    assert world.isdisjoint({luck.ORDER, luck.SENSE_G, luck.SENSE_L, luck.RULE, luck.WORK, luck.LEAVING})
    assert SHOCK.names == ("day", "team", "shift", "burst", "staged")
