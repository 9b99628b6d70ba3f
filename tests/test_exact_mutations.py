"""A wrong constant makes the row fail that holds it: every theorem can be lost, and every law."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from sim.engine.people import exhaust, steady_exhaustion, usual
from sim.experiment.compose import compose_twin
from sim.parameters.intervention import paths
from sim.stats.row import Row
from sim.validation import limiting
from sim.validation.exact import (
    acts,
    beliefs,
    decisions,
    fine_clock,
    lived,
    overload,
    strain,
    symmetry,
)


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
    Mutation(beliefs.relay, "culture", "trust", 0.551, "alpha 0.55"),
    Mutation(beliefs.relay, "dials", "lattice", 0.01, "alpha 0.55"),
    Mutation(beliefs.control_loss, "physics", "local_pull", 0.0501, "beta 0.05"),
    Mutation(beliefs.control_loss, "culture", "trust", 0.301, "alpha 0.3"),
    Mutation(beliefs.degroot, "culture", "trust", 0.501, "lambda_2"),
    Mutation(beliefs.degroot, "dials", "lattice", 0.999, "ring"),
    Mutation(beliefs.degroot, "physics", "local_pull", 0.001, "star"),
    Mutation(decisions.best_response, "physics", "blur", 0.001, "decided above both"),
    Mutation(decisions.best_response, "physics", "judgement_noise", 0.001, "decided"),
    Mutation(decisions.best_response, "culture", "trust", 0.5, "decided above both: own course"),
    Mutation(strain.effort_recovery, "physics", "recovery_rate", 0.0201, ""),
    Mutation(strain.effort_recovery, "physics", "strain_rate", 0.0501, ""),
    Mutation(strain.effort_recovery, "physics", "base_hours", 7.9, "slack 0:"),
    Mutation(strain.effort_recovery, "physics", "relief_support", 0.01, ""),
    Mutation(decisions.approvals, "physics", "approval_tolerance", 0.55, "good proposals"),
    Mutation(decisions.approvals, "physics", "approval_rounds", 1, "3 in a chain: looks"),
    Mutation(decisions.approvals, "physics", "approval_levels", 2, "3 in a chain"),
    Mutation(decisions.approvals, "culture", "control", 0.9, "looks"),
    Mutation(decisions.votes, "culture", "quorum", 0.6, "majority of 11"),
    Mutation(decisions.votes, "physics", "vote_tolerance", 0.45, "majority of 11"),
    Mutation(beliefs.leaders_filter, "culture", "resilience", 0.9, "gain", {"RESILIENCES": (1.0,)}),
    Mutation(beliefs.leaders_filter, "physics", "sensing_noise", 1.1, "rule 2", {"RESILIENCES": (1.0,)}),
    Mutation(strain.shot_noise, "physics", "recovery_rate", 0.021, "mean", {"RATES": (2.0,)}),
    Mutation(strain.shot_noise, "physics", "strain_load", 1.1, "second moment", {"RATES": (2.0,)}),
    Mutation(symmetry.symmetry, "world", "drift", 0.1, "versions of the plan"),
    # one patience for every request
    Mutation(overload.overload, "physics", "lapsing", 0.0, "in effect that evening"),
    Mutation(overload.overload, "physics", "lapsing", 0.0, "answered alone"),
    Mutation(overload.overload, "physics", "lapsing", 0.0, "advice nobody needs"),
    Mutation(overload.overload, "physics", "lapsing", 0.0, "a settled issue"),
    Mutation(overload.overload, "physics", "lapsing", 0.0, "overtaken by newer"),
    Mutation(overload.overload, "physics", "patience_days", 4.0, "in effect that evening"),
    Mutation(overload.overload, "physics", "patience_days", 4.0, "advice lapses: on its evening"),
    Mutation(overload.overload, "physics", "lapsing", 0.0, "advice lapses: on its evening"),
    Mutation(overload.overload, "physics", "lapse_loss", 0.049, "trust lost in the line"),
    # a visa asks for the manager's trust
    Mutation(decisions.approvals, "physics", "charge_decider", 0.9, "by who trusts more"),
    Mutation(decisions.approvals, "culture", "control", 0.75, "beyond, all pairs"),
    # overtime, hours owed, pivots
    Mutation(overload.overload, "physics", "overtime_hours", 1.0, "overtime:"),
    Mutation(overload.overload, "physics", "owed_days", 0.9, "hours owed:"),
    Mutation(overload.overload, "physics", "pivot_days", 4.0, "pivots:"),
    # refusal
    Mutation(overload.overload, "physics", "refuse_days", 4.0, "third evening"),
    Mutation(fine_clock.impatience, "physics", "refuse_days", 3.0, "no step", {"QUEUES": fine_clock.QUEUES[:1]}),
    # who is asked, and the one error of one act
    Mutation(acts.joint_act, "physics", "lead_asked", 0.5, "team of three"),
    Mutation(acts.joint_act, "physics", "common_error", 0.99, "no gap"),
    Mutation(acts.joint_act, "physics", "common_error", 0.1, "kappa 0.5: squared gap"),
    # a top team shares the hours
    Mutation(beliefs.leaders_filter, "physics", "shared_sensing", 0.9, "top team: hours", {"RESILIENCES": (1.0,)}),
    # an inbox stays with the seat
    Mutation(overload.overload, "physics", "handed_over", 1.0, "stays with the seat"),
    # people differ, and start from where they settle
    Mutation(strain.people_differ, "physics", "clarity_spread", 0.89, "by who one is"),
    Mutation(strain.people_differ, "physics", "trust_spread", 0.6, "trust_up: second moment"),
    Mutation(strain.people_differ, "physics", "strain_spread", 0.7, "strained_by: second moment"),
    Mutation(strain.people_differ, "culture", "clarity", 0.61, "clarity: mean"),
    Mutation(strain.effort_recovery, "physics", "settled_start", 0.99, "started settled"),
    Mutation(strain.effort_recovery, "physics", "control_relief", 0.59, "demand and control"),
    Mutation(strain.effort_recovery, "physics", "rank_control", 0.9, "a head"),
    # trust is a fixed point, and hearing has a floor
    Mutation(lived.lived_trust, "physics", "trust_step", 0.0241, "by the plan"),
    Mutation(lived.lived_trust, "physics", "trust_expected", 0.771, "together"),
    Mutation(lived.lived_trust, "physics", "charge_decider", 0.99, "alone"),
    Mutation(beliefs.relay, "physics", "hearing_floor", 0.21, "alpha 0.52"),
    # a contest has a threshold, which spread, means, voice and a charter move
    Mutation(decisions.contest, "culture", "contest_spread", 0.0052, "above the threshold"),
    Mutation(decisions.contest, "culture", "contest_cap", 0.52, "far above it"),
    Mutation(decisions.contest, "culture", "voice", 0.8, "below it by voice"),
    Mutation(decisions.contest, "culture", "charter", 0.4, "below it by a charter"),
    Mutation(decisions.contest, "physics", "contest_rate", 0.11, "above the threshold"),
    # silos, skill, what is seen of errors
    Mutation(acts.joint_act, "physics", "silo_reach", 0.99, "silo 0.6"),
    Mutation(acts.joint_act, "physics", "silo_reach", 0.0, "the gap rises"),
    Mutation(acts.practice, "physics", "skill_pace", 0.31, "hours of work"),
    Mutation(acts.practice, "physics", "skill_cap", 1.51, "successes"),
    Mutation(acts.practice, "physics", "skill_rights", 0.8, "one level up"),
    Mutation(acts.practice, "physics", "noticed", 0.7, "errors seen"),
    # lessons
    Mutation(acts.practice, "physics", "lesson_split", 0.26, "reviewed lesson"),
    Mutation(acts.practice, "physics", "team_lesson", 0.0, "reviewed lesson"),
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
        monkeypatch.setattr(sys.modules[mutation.check.__module__], name, value)
    lives_with(monkeypatch, mutation.group, mutation.name, mutation.wrong)
    rows = concerned(mutation.check(), mutation.cases)
    assert [row for row in rows if row.passed] == []


def changed(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, change: Callable[[Any], Any]) -> None:
    """Let a function give back something else."""
    function = getattr(where, name)
    monkeypatch.setattr(where, name, lambda *args, **named: change(function(*args, **named)))


def test_a_wrong_coupling_makes_coupled_answers_fail(monkeypatch):
    def heavier(issues):
        issues["coupling"] *= 1.25
        return issues

    changed(monkeypatch, decisions, "given", heavier)
    assert not any(row.passed for row in decisions.best_response())


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
    monkeypatch.setattr(acts, "WEIGHT", 0.0)
    assert not any(row.passed for row in concerned(acts.met(), "which team"))


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
    for load in (0.1, 0.6, 3.0):
        for slack in (0.0, 0.7):
            steady = steady_exhaustion(load, 0.016, 0.012, slack)
            assert exhaust(steady, load, 0.016, 0.012, slack) == pytest.approx(steady, abs=1e-15)


def test_lived_trust_is_where_the_recursion_settles():
    settings = limiting.configuration("lived_trust")
    physics, trust = settings.physics, 0.0
    for _ in range(1000):
        trust += physics.trust_step * (0.9 - physics.trust_expected)
        trust += physics.relaxation * (settings.culture.trust - trust)
    assert lived.lived_trust_settled(settings, 0.9) == pytest.approx(trust)


def test_what_is_not_a_number_never_agrees():
    row = limiting.agreement("check", "case", "source", [0.0, 1.0], [0.0, np.nan])
    assert not row.passed
    assert row.n == 2


def test_the_pair_that_differs_most_is_shown():
    row = limiting.agreement("check", "case", "source", [1.0, 2.0, 3.0], [1.0, 2.5, 3.1])
    assert (row.expected, row.obtained, row.passed) == (2.0, 2.5, False)
