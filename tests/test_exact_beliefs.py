"""Theorems on beliefs, decisions and strain: printed numbers, independent derivations, and mutations that must fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import networkx as nx
import numpy as np
import pytest
from scipy import stats

from sim.engine.differ import steady_exhaustion, usual
from sim.engine.wear import exhaust
from sim.experiment.compose import compose_twin
from sim.settings.intervention import paths
from sim.validation import limiting, staging
from sim.validation.exact import (
    approvals,
    best_response,
    control_loss,
    degroot,
    effort_recovery,
    impatience,
    joint_act,
    leaders_filter,
    lived_trust,
    overload,
    people_differ,
    practice,
    relay,
    shot_noise,
    symmetry,
    votes,
)
from sim.validation.row import Row

DETERMINISTIC = (relay, control_loss, degroot, best_response, effort_recovery, overload, symmetry)


# --------------------------------------------------------------------------------------- numbers the design has printed
def test_disagreement_falls_as_printed_and_as_networkx_says():
    graphs = {
        "complete, n 20": (nx.complete_graph(20), 0.473684),
        "star, n 20": (nx.star_graph(19), 0.5),
        "ring, n 20": (nx.cycle_graph(20), 0.975528),
        "tree, span 5, depth 2": (nx.balanced_tree(5, 2), 0.956435),
    }
    assert set(graphs) == set(degroot.GRAPHS)
    for name, (graph, printed) in graphs.items():
        mu_2 = 1 - np.sort(nx.normalized_laplacian_spectrum(graph))[1]
        here, vector = degroot.second(degroot.GRAPHS[name])
        assert here == pytest.approx(mu_2, abs=1e-12), name
        assert degroot.factor(0.5, here) == pytest.approx(printed, abs=6e-7), name
        walk = nx.to_numpy_array(graph, nodelist=sorted(graph)) / np.array([[graph.degree[i]] for i in sorted(graph)])
        assert nx.utils.graphs_equal(graph, nx.Graph(degroot.GRAPHS[name])), name
        np.testing.assert_allclose(walk @ vector, here * vector, atol=1e-12)


def test_three_approvals_omit_and_commit_what_sah_and_stiglitz_say():
    f = approvals.PASSING
    assert 1 - f["good"] ** 3 == pytest.approx(0.488)
    assert f["bad"] ** 3 == pytest.approx(0.027)
    assert approvals.looks(0.8, 3) == pytest.approx(1 + 0.8 + 0.64)
    tolerance = approvals.tolerance_for(0.8, 0.5)
    for chance in f.values():
        error = approvals.error_for(chance, tolerance, 0.5)
        within = stats.norm(error, 0.5).cdf(tolerance) - stats.norm(error, 0.5).cdf(-tolerance)
        assert approvals.passing(error, tolerance, 0.5) == pytest.approx(chance)
        assert within == pytest.approx(chance)


def test_a_jury_of_eleven_is_right_as_condorcet_says():
    assert votes.tail(0.6, 6, 11) == pytest.approx(0.753498, abs=5e-7)
    for chance, needed, people in [(0.3, 3, 5), (0.8, 7, 9), (0.5, 1, 4)]:
        assert votes.tail(chance, needed, people) == pytest.approx(stats.binom(people, chance).sf(needed - 1))
        assert votes.tail(chance, people, people) + votes.tail(1 - chance, 1, people) == pytest.approx(1)


def test_exhaustion_balances_and_halves_as_printed():
    assert effort_recovery.balance(0.05 * 0.6, 0.02) == pytest.approx(0.6)
    assert effort_recovery.half_life(0.05 * 0.6, 0.02) == pytest.approx(13.51, abs=0.005)


def test_a_relay_is_the_chance_of_enough_successes():
    for share, level, day in [(0.2, 3, 10), (0.55, 1, 4), (0.9, 6, 5)]:
        assert relay.heard(share, level, day) == pytest.approx(stats.binom(day, share).sf(level - 1))


def test_control_is_lost_as_the_recursion_settles():
    trust, pull, believed = 0.55, 0.05, 0.0
    for _ in range(500):
        believed += trust * (1 - believed) - pull * believed
    assert control_loss.passed_on(trust, pull) == pytest.approx(believed)


def test_the_exact_gain_errs_least():
    q, r = 0.09, 1.0
    best = leaders_filter.best_gain(q, r)
    assert leaders_filter.best_gain(0.0009, 0.7467) == pytest.approx(0.03412, abs=5e-6)
    gains = np.linspace(0.01, 1.0, 1000)
    variances = [leaders_filter.error_variance(gain, q, r) for gain in gains]
    assert gains[np.argmin(variances)] == pytest.approx(best, abs=0.001)
    assert leaders_filter.error_variance(1.0, 0.0, r) == r


def test_best_responses_and_pair_optima_lose_least():
    coupling, own, other = best_response.COUPLINGS, 0.8, -0.4
    a = best_response.best(own, coupling, other)
    a1, a2 = best_response.optimum(own, coupling, other), best_response.optimum(other, coupling, own)

    def alone(x):
        return (x - own) ** 2 + coupling * (x - other) ** 2

    def together(x, y):
        return ((x - own) ** 2 + (y - other) ** 2) / 2 + coupling * (x - y) ** 2

    np.testing.assert_allclose(alone(a), best_response.least(own, coupling, other))
    np.testing.assert_allclose(together(a1, a2), best_response.shared_least(own, coupling, other))
    for step in (-1e-3, 1e-3):
        assert (alone(a + step) > alone(a)).all()
        assert (together(a1 + step, a2) > together(a1, a2)).all()
        assert (together(a1, a2 + step) > together(a1, a2)).all()


def test_shot_noise_has_the_moments_of_its_own_recursion():
    rate, one, r = 6.0, 0.005, 0.03
    counts = np.arange(200)
    chance, dose = stats.poisson(rate).pmf(counts), one * counts
    kept = 1 - r - dose
    mean = (chance @ dose) / (1 - chance @ kept)
    second = (chance @ dose**2 + 2 * mean * (chance @ (dose * kept))) / (1 - chance @ kept**2)
    assert shot_noise.mean(one * rate, r) == pytest.approx(mean)
    assert shot_noise.second_moment(one * rate, one**2 * (rate + rate**2), r) == pytest.approx(second)


# ------------------------------------------------------------------------------------------------ the engine meets them
@pytest.mark.parametrize("check", DETERMINISTIC, ids=lambda check: check.__name__.rpartition(".")[2])
def test_the_engine_meets_every_theorem_without_luck(check):
    rows = check.rows()
    assert rows
    assert [row for row in rows if not row.passed] == []


def test_the_engine_uses_the_gain_its_resilience_implies():
    for resilience in leaders_filter.RESILIENCES:
        settings = limiting.configuration("leaders_filter", culture={"resilience": resilience})
        assert leaders_filter.gain_lived(settings) == pytest.approx(leaders_filter.gain_of(settings), abs=1e-9)


def test_a_still_world_is_answered_by_plan():
    settings = staging.following(limiting.configuration("symmetry"), "hierarchical")
    assert limiting.run(settings).days["planned"].sum() > 1000


# ------------------------------------------------------------------------------------ a wrong constant makes a row fail
@dataclass(frozen=True)
class Mutation:
    """One constant of the engine made wrong, and the rows that must notice."""

    check: Any
    group: str
    name: str
    wrong: float
    cases: str
    shorter: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return f"{self.check.__name__.rpartition('.')[2]}: {self.name} {self.wrong:g}"


MUTATIONS = (
    Mutation(relay, "culture", "trust", 0.551, "alpha 0.55"),
    Mutation(relay, "dials", "lattice", 0.01, "alpha 0.55"),
    Mutation(control_loss, "physics", "local_pull", 0.0501, "beta 0.05"),
    Mutation(control_loss, "culture", "trust", 0.301, "alpha 0.3"),
    Mutation(degroot, "culture", "trust", 0.501, "lambda_2"),
    Mutation(degroot, "dials", "lattice", 0.999, "ring"),
    Mutation(degroot, "physics", "local_pull", 0.001, "star"),
    Mutation(best_response, "physics", "blur", 0.001, "decided above both"),
    Mutation(best_response, "physics", "judgement_noise", 0.001, "decided"),
    Mutation(best_response, "culture", "trust", 0.5, "decided above both: own course"),
    Mutation(effort_recovery, "physics", "recovery_rate", 0.0201, ""),
    Mutation(effort_recovery, "physics", "strain_rate", 0.0501, ""),
    Mutation(effort_recovery, "physics", "base_hours", 7.9, "slack 0:"),
    Mutation(effort_recovery, "physics", "relief_support", 0.01, ""),
    Mutation(approvals, "physics", "approval_tolerance", 0.55, "good proposals"),
    Mutation(approvals, "physics", "approval_rounds", 1, "3 in a chain: looks"),
    Mutation(approvals, "physics", "approval_levels", 2, "3 in a chain"),
    Mutation(approvals, "culture", "control", 0.9, "looks"),
    Mutation(votes, "culture", "quorum", 0.6, "majority of 11"),
    Mutation(votes, "physics", "vote_tolerance", 0.45, "majority of 11"),
    Mutation(leaders_filter, "culture", "resilience", 0.9, "gain", {"RESILIENCES": (1.0,)}),
    Mutation(leaders_filter, "physics", "sensing_noise", 1.1, "rule 2", {"RESILIENCES": (1.0,)}),
    Mutation(shot_noise, "physics", "recovery_rate", 0.021, "mean", {"RATES": (2.0,)}),
    Mutation(shot_noise, "physics", "strain_load", 1.1, "second moment", {"RATES": (2.0,)}),
    Mutation(symmetry, "world", "drift", 0.1, "versions of the plan"),
    # one patience for every request
    Mutation(overload, "physics", "lapsing", 0.0, "in effect that evening"),
    Mutation(overload, "physics", "lapsing", 0.0, "answered alone"),
    Mutation(overload, "physics", "lapsing", 0.0, "advice nobody needs"),
    Mutation(overload, "physics", "lapsing", 0.0, "a settled issue"),
    Mutation(overload, "physics", "lapsing", 0.0, "overtaken by newer"),
    Mutation(overload, "physics", "patience_days", 4.0, "in effect that evening"),
    # overtime, hours owed, pivots
    Mutation(overload, "physics", "overtime_hours", 1.0, "overtime:"),
    Mutation(overload, "physics", "owed_days", 0.9, "hours owed:"),
    Mutation(overload, "physics", "pivot_days", 4.0, "pivots:"),
    # refusal
    Mutation(overload, "physics", "refuse_days", 4.0, "third evening"),
    Mutation(impatience, "physics", "refuse_days", 3.0, "no step", {"QUEUES": impatience.QUEUES[:1]}),
    # who is asked, and the one error of one act
    Mutation(joint_act, "physics", "lead_asked", 0.5, "team of three"),
    Mutation(joint_act, "physics", "common_error", 0.99, "no gap"),
    Mutation(joint_act, "physics", "common_error", 0.1, "kappa 0.5: squared gap"),
    # a top team shares the hours
    Mutation(leaders_filter, "physics", "shared_sensing", 0.9, "top team: hours", {"RESILIENCES": (1.0,)}),
    # an inbox stays with the seat
    Mutation(overload, "physics", "handed_over", 1.0, "stays with the seat"),
    # people differ, and start from where they settle
    Mutation(people_differ, "physics", "clarity_spread", 0.89, "by who one is"),
    Mutation(people_differ, "physics", "trust_spread", 0.6, "trust_up: second moment"),
    Mutation(people_differ, "physics", "strain_spread", 0.7, "strained_by: second moment"),
    Mutation(people_differ, "culture", "clarity", 0.61, "clarity: mean"),
    Mutation(effort_recovery, "physics", "settled_start", 0.99, "started settled"),
    Mutation(effort_recovery, "physics", "control_relief", 0.59, "demand and control"),
    Mutation(effort_recovery, "physics", "rank_control", 0.9, "a head"),
    # trust is a fixed point, and hearing has a floor
    Mutation(lived_trust, "physics", "trust_step", 0.0241, "by the plan"),
    Mutation(lived_trust, "physics", "trust_expected", 0.771, "together"),
    Mutation(lived_trust, "physics", "charge_decider", 0.99, "alone"),
    Mutation(relay, "physics", "hearing_floor", 0.21, "alpha 0.52"),
    # silos, skill, what is seen of errors
    Mutation(joint_act, "physics", "silo_reach", 0.99, "silo 0.6"),
    Mutation(joint_act, "physics", "silo_reach", 0.0, "the gap rises"),
    Mutation(practice, "physics", "skill_pace", 0.31, "hours of work"),
    Mutation(practice, "physics", "skill_cap", 1.51, "successes"),
    Mutation(practice, "physics", "skill_rights", 0.8, "one level up"),
    Mutation(practice, "physics", "noticed", 0.7, "errors seen"),
)


def lives_with(monkeypatch: pytest.MonkeyPatch, group: str, name: str, wrong: float) -> None:
    """Give the engine a wrong constant, without telling the theorem or the world."""
    begin = limiting.begin

    def begin_wrongly(settings, *others):
        mine = replace(settings, **{group: replace(getattr(settings, group), **{name: wrong})})
        return begin(mine, *others)

    monkeypatch.setattr(limiting, "begin", begin_wrongly)


def concerned(rows: list[Row], words: str) -> list[Row]:
    found = [row for row in rows if words in f"{row.check}: {row.case}"]
    assert found, f"no row is about {words!r}"
    return found


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.label)
def test_a_wrong_constant_makes_its_rows_fail(mutation, monkeypatch):
    for name, value in mutation.shorter.items():
        monkeypatch.setattr(mutation.check, name, value)
    lives_with(monkeypatch, mutation.group, mutation.name, mutation.wrong)
    rows = concerned(mutation.check.rows(), mutation.cases)
    assert [row for row in rows if row.passed] == []


def changed(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, change: Callable[[Any], Any]) -> None:
    """Let a function give back something else."""
    function = getattr(where, name)
    monkeypatch.setattr(where, name, lambda *args, **named: change(function(*args, **named)))


def test_a_wrong_coupling_makes_coupled_answers_fail(monkeypatch):
    def heavier(issues):
        issues["coupling"] *= 1.25
        return issues

    changed(monkeypatch, best_response, "given", heavier)
    assert not any(row.passed for row in best_response.rows())


def test_luck_that_stays_with_the_row_fails_renumbering(monkeypatch):
    monkeypatch.setattr(symmetry, "known_as", lambda who: None)
    assert not any(row.passed for row in symmetry.renumbered())


def test_one_slot_of_another_culture_fails_the_null_test(monkeypatch):
    monkeypatch.setattr(symmetry, "compose_twin", lambda words: compose_twin([*words, "organic.culture.trust=0.56"]))
    assert not any(row.passed for row in symmetry.null())
    assert not any(row.passed for row in symmetry.exchanged())


def test_two_people_hand_things_on(monkeypatch):
    monkeypatch.setattr(symmetry, "ALONE", ("organisation.span=1", "organisation.depth=1"))
    assert not any(row.passed for row in symmetry.alone())


def test_a_change_of_any_kind_on_the_day_before_is_noticed(monkeypatch):
    for name in symmetry.CHANGES:
        monkeypatch.setattr(symmetry, "CHANGES", {name: {**symmetry.CHANGES[name], "day": symmetry.CHANGED - 1}})
        assert not any(row.passed for row in symmetry.before()), name
        monkeypatch.undo()


def test_a_change_of_a_hair_is_no_placebo(monkeypatch):
    def nearly(placebos):
        path = "physics.judgement_noise"
        return {**placebos, path: replace(placebos[path], to=0.3 + 1e-15)}

    changed(monkeypatch, symmetry, "idle", nearly)
    assert not any(row.passed for row in symmetry.placebo())


def test_a_placebo_is_given_to_every_number_that_can_change():
    settings = compose_twin([])["organic"]
    assert set(symmetry.idle(settings)) == set(paths())
    assert {each.what for each in symmetry.idle(settings).values()} == set(paths())


def test_a_small_team_touched_like_a_large_one_is_noticed(monkeypatch):
    monkeypatch.setattr(joint_act, "WEIGHT", 0.0)
    assert not any(row.passed for row in concerned(joint_act.met(), "which team"))


def test_requests_that_are_dead_cost_hours_where_nobody_hears_of_it(monkeypatch):
    lives_with(monkeypatch, "physics", "lapsing", 0.0)
    physics = limiting.configuration("overload").physics
    [row] = concerned(overload.dead(), "no hour of the adviser")
    assert row.obtained == physics.receive_hours + physics.advice_hours


def test_who_is_used_to_what_lies_around_the_culture_and_within_bounds():
    for culture in (0.0, 0.3, 0.6, 1.0):
        low, high = (usual(culture, 1.0, by) for by in (-1.0, 1.0))
        assert (low + high) / 2 == pytest.approx(culture)
        assert low >= 0.0
        assert high <= 1.0


def test_steady_exhaustion_is_a_fixed_point_of_wear():
    for strain in (0.1, 0.6, 3.0):
        for slack in (0.0, 0.7):
            steady = steady_exhaustion(strain, 0.016, 0.012, slack)
            assert exhaust(steady, strain, 0.016, 0.012, slack) == pytest.approx(steady, abs=1e-15)


def test_lived_trust_is_where_the_recursion_settles():
    settings = limiting.configuration("lived_trust")
    physics, trust = settings.physics, 0.0
    for _ in range(1000):
        trust += physics.trust_step * (0.9 - physics.trust_expected)
        trust += physics.relaxation * (settings.culture.trust - trust)
    assert lived_trust.settled(settings, 0.9) == pytest.approx(trust)


def test_what_is_not_a_number_never_agrees():
    row = staging.agreement("check", "case", "source", [0.0, 1.0], [0.0, np.nan])
    assert not row.passed
    assert row.n == 2


def test_the_pair_that_differs_most_is_shown():
    row = staging.agreement("check", "case", "source", [1.0, 2.0, 3.0], [1.0, 2.5, 3.1])
    assert (row.expected, row.obtained, row.passed) == (2.0, 2.5, False)
