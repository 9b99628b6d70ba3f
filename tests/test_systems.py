"""Resistance, declared against lived, the decision matrix, practices, newcomers and a head in transition, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import lived, quiet_scene
from quiet import CONSULT, DECIDE, LEADERS, TREE, UP, changed, from_morning, live_with, silence, values_of

from sim.engine.intervene import s_curve
from sim.engine.tables import place_of


# ------------------------------------------------------------------------------------------------- resistance
@pytest.mark.parametrize(("habit", "power", "involvement"), [(1.0, 0.5, 0.0), (1.0, 0.0, 0.4), (0.5, 0.9, 0.0)])
def test_deciding_less_than_one_is_used_to_builds_resistance_less_so_if_involved(habit, power, involvement):
    still = {"power_memory": 0.0, "power_habit": 0.0, "resistance_loss": 0.02}
    settings = silence(culture={"involvement": involvement}, physics=still)
    tables, scene = from_morning(settings, 1)
    tables.people.habit[:], tables.people.power[:] = habit, power
    built = 0.02 * max(0.0, habit - power) / (habit + 0.1) * (1 - involvement)
    assert lived(settings, scene, 2, tables).people.resistance == pytest.approx(built)


def test_power_and_habit_follow_what_one_decides_at_their_own_pace():
    settings = silence(physics={"power_memory": 0.05, "power_habit": 0.005}, days=15)
    run = live_with(settings, *({"day": day, "origin": 3} for day in range(10) for _ in range(2)))
    decided = run.days["decided"]
    power = habit = influence = 0.0
    for today in decided:
        power += 0.05 * (today - power)
        habit += 0.005 * (today - habit)
        influence += (today - influence) / 60
    me = run.tables.people[3]
    assert decided.sum() == 20 + run.days["reworks"].sum()
    assert [me.power, me.habit, me.influence] == pytest.approx([power, habit, influence])


@pytest.mark.parametrize("resistance", [0.0, 0.3, 1.0])
def test_whoever_resists_follows_so_much_less_what_others_decide(resistance):
    settings = silence(UP, culture={"trust": 1.0}, physics={"work_hours": 0.01}, dials={"legitimacy": 0})
    issues = [{"day": day, "origin": seat} for day in range(2, 40) for seat in (3, 4, 5, 6) for _ in range(5)]
    tables, scene = from_morning(settings, 1, *issues)
    tables.people.resistance[:] = resistance
    days = lived(settings, scene, 45, tables).days
    n = days.answered.sum()
    assert n > 700
    assert abs(days.unfollowed.sum() - n * resistance) <= 4 * math.sqrt(n * resistance * (1 - resistance))


@pytest.mark.parametrize(("resistance", "days"), [(0.0, 10), (0.5, 20), (0.75, 40)])
def test_resistance_of_managers_makes_a_change_that_much_slower(resistance, days):
    settings = changed(silence(days=60), more={"what": "initiative", "to": 1.0, "day": 5, "over": 10})
    scene = quiet_scene(settings)
    tables = lived(settings, scene, 1)
    tables.people.resistance[LEADERS] = resistance
    tables.people.resistance[3:] = 1.0  # of those who lead nobody it does not matter
    place, before = place_of("dials.initiative"), 0.5
    for day in range(2, 5 + days + 3):
        tables = lived(settings, scene, day, tables)
        moved = min(1.0, max(0, day - 5) / days)
        assert tables.law_values[place] == pytest.approx(before + 0.5 * moved)
    assert tables.law_values[place] == 1.0


# ------------------------------------------------------------------------------------------------- declared and lived
DECLARED = {"declared_autonomy": 0.9, "declared_trust": 0.7}


@pytest.mark.parametrize("owned", [0.0, 0.25, 1.0])
def test_a_gap_between_what_is_promised_and_lived_costs_clarity_and_trust_unless_owned(owned):
    settings = silence(culture={**DECLARED, "owned": owned, "clarity": 0.8, "trust": 0.6}, physics={"gap_loss": 0.005})
    tables, scene = from_morning(settings, 1)
    tables.people.clarity[:], tables.people.trust_up[:] = 0.8, 0.6
    tables = lived(settings, scene, 2, tables)
    gap = (0.9 - 0.5) + (0.7 - 0.5)  # nobody has decided anything yet
    assert tables.days.gap[1] == pytest.approx(gap)
    loss = 0.005 * gap * (1 - owned)
    assert tables.people.clarity == pytest.approx(0.8 - loss)
    assert tables.people.trust_up == pytest.approx(0.6 - loss)


def test_promising_less_than_is_lived_costs_nothing():
    days = live_with(silence(culture={"declared_autonomy": 0.5, "declared_trust": 0.5})).days
    assert not days["gap"].any()
    assert np.all(days["clarity"] == pytest.approx(1.0))


def test_owning_that_two_people_decide_restores_clarity_and_trust_and_takes_nothing_from_them():
    culture = {"declared_sharing": 1.0, "clarity": 0.9, "trust": 0.7}
    settings = silence(
        culture=culture,
        physics={"relaxation": 0.02, "gap_loss": 0.02, "ambiguity_by_plan": 1.0, "max_attempts": 0},
        dials={"strategy": 0.0},  # everything is planned, so that nothing is unclear
        days=200,
    )
    issues = [{"day": day, "origin": seat} for day in range(200) for seat in (1, 2)]
    owning = changed(settings, owning={"what": "owned", "to": 1.0, "day": 100})
    days = live_with(owning, *issues).days
    for column in ("clarity", "trust"):
        assert days[column][99] < days[column][0] - 0.05
        assert days[column][-1] > days[column][99] + 0.05
    assert days["top2_influence"] == pytest.approx(np.full(200, 1 - 2 / 7))
    assert np.all(days["gap"] == pytest.approx(1 - 2 / 7))
    assert np.array_equal(days["top2_influence"], live_with(settings, *issues).days["top2_influence"])


# ------------------------------------------------------------------------------------------------- the matrix
KINDS = {
    "narrow": {},
    "wide": {"scope": 1},
    "cross": {"other_team": 2, "coupling": 1.0, "scope": 1},
    "new": {"novel": True, "other_team": 2, "coupling": 1.0, "scope": 1},
}


@pytest.mark.parametrize("kept", KINDS)
def test_a_decision_matrix_makes_clear_whose_issues_of_its_kind_are_and_no_others(kept):
    settings = silence(culture={"clarity": 0.0, f"matrix_{kept}": 1.0}, physics={"ambiguity_by_plan": 0.0})
    for kind, each in KINDS.items():
        run = live_with(settings, *({"day": day, "origin": 3, **each} for day in range(30)))
        assert run.days["ambiguous"].sum() == (0 if kind == kept else 30)


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_a_matrix_lowers_the_unclear_share_in_proportion(share):
    settings = silence(DECIDE, {"span": 20, "depth": 1}, culture={"clarity": 0.3, "matrix_narrow": share})
    run = live_with(settings, *({"day": day, "origin": seat} for day in range(45) for seat in range(1, 21)))
    chance, n = (1 - 0.3) * (1 - share), 900
    assert abs(run.days["ambiguous"].sum() - n * chance) <= 4 * math.sqrt(n * chance * (1 - chance))


@pytest.mark.parametrize(("matrix", "advisers"), [(0.0, 2), (1.0, 1)])
def test_where_it_is_clear_who_contributes_nobody_is_asked_in_vain(matrix, advisers):
    culture = {"clarity": 0.0, "matrix_wide": matrix}
    planned = {"ambiguity_by_plan": 1.0}  # so that whose it is is clear all the same
    settings = silence(
        CONSULT, {"span": 3, "depth": 1, "peer_ties": 4}, culture=culture, physics=planned, dials={"strategy": 0.0}
    )
    run = live_with(settings, {"day": 0, "origin": 2, "scope": 1})
    assert run.tables.people.ties[2] > 0
    assert [run.days[name].sum() for name in ("ambiguous", "consulted")] == [0, 1]
    assert run.days["advising_hours"].sum() == pytest.approx(advisers * (0.3 + 0.2))


# ------------------------------------------------------------------------------------------------- practices
@pytest.mark.parametrize("similarity", [0.0, 0.6, 0.875, 1.0])
def test_copying_fits_as_places_are_alike_and_translating_as_people_translate(similarity):
    """With errors of a translation of sd 0.5 the two cross where places share 1 - 0.5^2 / 2 of what is best."""
    fits, teams = [], 11
    for seed in range(1, 201):
        ends = [
            silence(
                DECIDE,
                {"span": 10, "depth": 2, "peer_ties": 0},
                seed=seed,
                days=2,
                follow_days=1,
                world={"context_similarity": similarity},
                dials={"guiding_principles": dial},
            )
            for dial in (0.0, 1.0)
        ]
        fits.append([live_with(each).days["practice_fit"][0] for each in ends])
    copied = 1 / teams + (1 - 1 / teams) / math.sqrt(1 + 2 * (1 - similarity))
    translated = 1 / math.sqrt(1 + 0.5**2)
    found, error = np.mean(fits, axis=0), np.std(fits, axis=0, ddof=1) / math.sqrt(len(fits))
    assert np.all(np.abs(found - [copied, translated]) <= 4 * error + 1e-12)
    assert np.sign(found[0] - found[1]) == (1 if similarity >= 0.875 else -1)


# ------------------------------------------------------------------------------------------------- newcomers
def test_every_newcomer_takes_one_percent_of_the_others_clarity():
    settings = silence(physics={"leave_slope": 0.0, "newcomer_clarity": 1.0, "newcomer_loss": 0.01})
    tables, scene = from_morning(settings, 1)
    tables.law.leave_rate = 1.0
    tables = lived(settings, scene, 2, tables)
    sizes = np.bincount(tables.people.team)
    assert tables.days.departures[1] == 7
    for team, size in enumerate(sizes):  # who came last has lost nothing yet, who came first something with each after
        mine = np.sort(tables.people.clarity[tables.people.team == team])
        assert mine == pytest.approx(np.sort(0.99 ** np.arange(size)))
    assert TREE["depth"] == 2


# ------------------------------------------------------------------------------------------------- transitions
@pytest.mark.parametrize(("support", "days"), [(1.0, 250), (0.0, 400), (0.5, 308)])
def test_a_head_takes_250_days_with_support_and_400_without_to_start_steering(support, days):
    settings = silence(culture={"orchestration": 0.2, "support": support}, days=460)
    settings = changed(settings, steering={"what": "orchestration", "to": 0.8, "day": 10, "over": 250})
    values = values_of(settings, "culture.orchestration")
    assert np.all(values[:10] == 0.2)
    pace = (1 - 0.375 * (1 - support)) / 250
    wanted = [0.2 + 0.6 * s_curve(min(1.0, (day - 9) * pace)) for day in range(10, 460)]
    assert values[10:] == pytest.approx(wanted)
    assert np.flatnonzero(values == 0.8)[0] == 10 + days - 1
    assert np.argmax(np.diff(values)) == pytest.approx(10 + days / 2, abs=2)
