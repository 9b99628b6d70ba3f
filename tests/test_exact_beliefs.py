"""Theorems on beliefs, decisions and strain: printed numbers, independent derivations, and mutations that must fail."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from scipy import stats

from sim.validation import limiting
from sim.validation.exact import (
    beliefs,
    decisions,
    overload,
    strain,
    symmetry,
)

DETERMINISTIC = (
    beliefs.relay,
    beliefs.control_loss,
    beliefs.degroot,
    decisions.best_response,
    strain.effort_recovery,
    overload.overload,
    symmetry.symmetry,
)


# --------------------------------------------------------------------------------------- numbers the design has printed
def test_disagreement_falls_as_printed_and_as_networkx_says():
    graphs = {
        "complete, n 20": (nx.complete_graph(20), 0.473684),
        "star, n 20": (nx.star_graph(19), 0.5),
        "ring, n 20": (nx.cycle_graph(20), 0.975528),
        "tree, span 5, depth 2": (nx.balanced_tree(5, 2), 0.956435),
    }
    assert set(graphs) == set(beliefs.GRAPHS)
    for name, (graph, printed) in graphs.items():
        mu_2 = 1 - np.sort(nx.normalized_laplacian_spectrum(graph))[1]
        here, vector = beliefs.second(beliefs.GRAPHS[name])
        assert here == pytest.approx(mu_2, abs=1e-12), name
        assert beliefs.factor(0.5, here) == pytest.approx(printed, abs=6e-7), name
        walk = nx.to_numpy_array(graph, nodelist=sorted(graph)) / np.array([[graph.degree[i]] for i in sorted(graph)])
        assert nx.utils.graphs_equal(graph, nx.Graph(beliefs.GRAPHS[name])), name
        np.testing.assert_allclose(walk @ vector, here * vector, atol=1e-12)


def test_three_approvals_omit_and_commit_what_sah_and_stiglitz_say():
    f = decisions.PASSING
    assert 1 - f["good"] ** 3 == pytest.approx(0.488)
    assert f["bad"] ** 3 == pytest.approx(0.027)
    assert decisions.looks(0.8, 3) == pytest.approx(1 + 0.8 + 0.64)
    tolerance = decisions.approvals_tolerance_for(0.8, 0.5)
    for chance in f.values():
        error = decisions.error_for(chance, tolerance, 0.5)
        within = stats.norm(error, 0.5).cdf(tolerance) - stats.norm(error, 0.5).cdf(-tolerance)
        assert decisions.passing(error, tolerance, 0.5) == pytest.approx(chance)
        assert within == pytest.approx(chance)


def test_a_jury_of_eleven_is_right_as_condorcet_says():
    assert decisions.tail(0.6, 6, 11) == pytest.approx(0.753498, abs=5e-7)
    for chance, needed, people in [(0.3, 3, 5), (0.8, 7, 9), (0.5, 1, 4)]:
        assert decisions.tail(chance, needed, people) == pytest.approx(stats.binom(people, chance).sf(needed - 1))
        assert decisions.tail(chance, people, people) + decisions.tail(1 - chance, 1, people) == pytest.approx(1)


def test_exhaustion_balances_and_halves_as_printed():
    assert strain.balance(0.05 * 0.6, 0.02) == pytest.approx(0.6)
    assert strain.half_life(0.05 * 0.6, 0.02) == pytest.approx(13.51, abs=0.005)


def test_a_relay_is_the_chance_of_enough_successes():
    for share, level, day in [(0.2, 3, 10), (0.55, 1, 4), (0.9, 6, 5)]:
        assert beliefs.heard(share, level, day) == pytest.approx(stats.binom(day, share).sf(level - 1))


def test_control_is_lost_as_the_recursion_settles():
    trust, pull, believed = 0.55, 0.05, 0.0
    for _ in range(500):
        believed += trust * (1 - believed) - pull * believed
    assert beliefs.passed_on(trust, pull) == pytest.approx(believed)


def test_the_exact_gain_errs_least():
    q, r = 0.09, 1.0
    best = beliefs.best_gain(q, r)
    assert beliefs.best_gain(0.0009, 0.7467) == pytest.approx(0.03412, abs=5e-6)
    gains = np.linspace(0.01, 1.0, 1000)
    variances = [beliefs.error_variance(gain, q, r) for gain in gains]
    assert gains[np.argmin(variances)] == pytest.approx(best, abs=0.001)
    assert beliefs.error_variance(1.0, 0.0, r) == r


def test_best_responses_and_pair_optima_lose_least():
    coupling, own, other = decisions.COUPLINGS, 0.8, -0.4
    a = decisions.best(own, coupling, other)
    a1, a2 = decisions.optimum(own, coupling, other), decisions.optimum(other, coupling, own)

    def alone(x):
        return (x - own) ** 2 + coupling * (x - other) ** 2

    def together(x, y):
        return ((x - own) ** 2 + (y - other) ** 2) / 2 + coupling * (x - y) ** 2

    np.testing.assert_allclose(alone(a), decisions.least(own, coupling, other))
    np.testing.assert_allclose(together(a1, a2), decisions.shared_least(own, coupling, other))
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
    assert strain.mean(one * rate, r) == pytest.approx(mean)
    assert strain.second_moment(one * rate, one**2 * (rate + rate**2), r) == pytest.approx(second)


# ------------------------------------------------------------------------------------------------ the engine meets them
@pytest.mark.parametrize("check", DETERMINISTIC, ids=lambda check: check.__name__.rpartition(".")[2])
def test_the_engine_meets_every_theorem_without_luck(check):
    rows = check()
    assert rows
    assert [row for row in rows if not row.passed] == []


def test_the_engine_uses_the_gain_its_resilience_implies():
    for resilience in beliefs.RESILIENCES:
        settings = limiting.configuration("leaders_filter", culture={"resilience": resilience})
        assert beliefs.gain_lived(settings) == pytest.approx(beliefs.gain_of(settings), abs=1e-9)


def test_a_still_world_is_answered_by_plan():
    settings = limiting.following(limiting.configuration("symmetry"), "hierarchical")
    assert limiting.run(settings).days["planned"].sum() > 1000
