"""Interventions: nothing before their day, exactly their value after it, hours of those present, and back again."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import lived, quiet_scene, settings_of
from quiet import LEADERS, changed, live_with, silence, values_of

from sim.errors import InputError
from sim.parameters.intervention import FIXED, Intervention
from sim.run import set_scene, simulate

ANY = [
    {"what": "initiative", "to": 1.0},
    {"what": "clarity", "to": 0.9, "discourse": True},
    {"what": "trust", "to": 0.9, "hours": 1.0},
    {"what": "commitment", "to": 0.5},
    {"what": "ritual", "to": 0.5, "hours": 2.0, "who": "managers"},
    {"what": "strategy", "to": 1.0, "over": 10},
    {"what": "context_similarity", "to": 1.0},
    {"what": "work_hours", "to": 1.5, "until": 70},
    {"what": "constitution", "to": 0.0},
]


@pytest.mark.parametrize("what", ANY, ids=lambda each: each["what"])
def test_before_its_day_an_intervention_changes_nothing_and_from_it_on_something(what):
    plain = settings_of(days=80, organisation={"span": 3, "depth": 2})
    scene = set_scene(plain)
    without = simulate(plain, scene).days
    days = simulate(changed(plain, it={"day": 40, **what}), scene).days
    assert days[:40].tobytes() == without[:40].tobytes()
    assert days[40:].tobytes() != without[40:].tobytes()


@pytest.mark.parametrize(("over", "to"), [(1, 0.9), (3, 0.9), (10, 0.1), (30, 0.77)])
@pytest.mark.parametrize("what", ["dials.initiative", "culture.learning", "physics.judgement_noise"])
def test_a_ramp_reaches_its_value_to_the_last_bit_and_goes_back_to_the_one_before(what, over, to):
    settings = changed(silence(days=100), it={"what": what, "to": to, "day": 7, "over": over, "until": 50})
    values = values_of(settings, what)
    before = values[0]
    assert np.all(values[:7] == before)
    assert values[7 : 7 + over] == pytest.approx(before + (to - before) * np.arange(1, over + 1) / over)
    assert np.all(values[6 + over : 50] == to)
    assert np.all(values[49 + over :] == before)


@pytest.mark.parametrize(("who", "present"), [("everybody", range(7)), ("managers", LEADERS), ("head", [0])])
def test_an_intervention_costs_those_present_and_nobody_else(who, present):
    costly = {"what": "ritual", "to": 0.5, "day": 10, "over": 12, "every": 5, "hours": 1.5, "who": who}
    settings = changed(silence(culture={"clarity": 0.6, "declared_autonomy": 0.0}), it=costly)
    scene, tables = quiet_scene(settings), None
    for day in (10, 15, 20):
        tables = lived(settings, scene, day + 1, tables)
        assert np.flatnonzero(tables.people.meeting_hours).tolist() == [*present]
    tables = lived(settings, scene, 45, tables)
    held = np.flatnonzero(tables.days.intervention_hours).tolist()
    assert held == [10, 15, 20]
    assert tables.days.intervention_hours[held] == pytest.approx(1.5 * len(present))
    assert np.array_equal(tables.days.meeting_hours, tables.days.intervention_hours)
    clear = 1 - 0.4 * 0.5**3
    assert tables.people.clarity == pytest.approx([clear if row in present else 0.6 for row in range(7)])


def test_a_team_named_is_present_and_a_team_unknown_is_an_error():
    settings = silence()
    chart = quiet_scene(settings).chart
    each = {"what": "ritual", "to": 0.5, "day": 1, "hours": 1.0, "who": chart.teams[2]}
    days = live_with(changed(settings, it=each)).days
    assert days["intervention_hours"].sum() == np.sum(chart.team == 2)
    with pytest.raises(InputError, match="no team 'nobody'"):
        live_with(changed(settings, it={**each, "who": "nobody"}))


@pytest.mark.parametrize("what", ["clarity", "trust", "commitment"])
def test_what_is_only_said_fades_and_what_is_built_in_stays(what):
    start = {"clarity": 0.5, "trust": 0.5, "commitment": 0.5}
    settings = silence(culture=start, physics={"relaxation": 0.02}, days=150)
    columns = []
    for discourse in (True, False):
        it = {"what": what, "to": 0.9, "day": 20, "discourse": discourse}
        columns.append(live_with(changed(settings, it=it)).days[what])
    said, built = columns
    evenings = np.arange(1, 131)
    assert said[:20] == pytest.approx(np.full(20, 0.5))
    assert said[20:] == pytest.approx(0.5 + 0.4 * 0.98**evenings)
    assert built[20:] == pytest.approx(np.full(130, 0.9))


def test_two_interventions_go_their_own_way_together():
    one = {"what": "initiative", "to": 1.0, "day": 5, "over": 10}
    two = {"what": "learning", "to": 0.0, "day": 8, "over": 4, "until": 30}
    both = changed(silence(), one=one, two=two)
    for path, each in (("dials.initiative", one), ("culture.learning", two)):
        assert np.array_equal(values_of(both, path), values_of(changed(silence(), it=each), path))


def test_operational_hours_follow_when_they_are_changed():
    settings = changed(silence(), it={"what": "base_hours", "to": 3.0, "day": 10, "until": 20})
    hours = live_with(settings).days["operational_hours"]
    assert hours.tolist() == [0.0] * 10 + [4 * 3.0] * 10 + [0.0] * 25


def test_after_a_ritual_of_who_decides_what_fewer_issues_are_worked_on_twice():
    """Eight pairs: clarity 0.85 for 0.6 leaves 0.15 / 0.4 of the collisions; four standard errors are 0.15 at most."""
    fall = []
    for seed in range(1, 9):
        plain = settings_of("distributed", seed=seed, days=120, organisation={"span": 4, "depth": 2, "peer_ties": 3})
        it = {"what": "clarity", "to": 0.85, "day": 50, "over": 15, "every": 5, "hours": 2.0}
        scene = set_scene(plain)
        without, with_it = (simulate(each, scene).days["collisions"] for each in (plain, changed(plain, it=it)))
        assert np.array_equal(without[:50], with_it[:50])
        fall.append(with_it[65:].sum() / without[65:].sum())
    assert 1 - np.mean(fall) > 4 * np.std(fall, ddof=1) / math.sqrt(len(fall))
    assert np.mean(fall) == pytest.approx(0.15 / 0.4, abs=0.15)


@pytest.mark.parametrize("what", FIXED)
def test_what_is_read_once_cannot_be_changed_on_a_day(what):
    """Customers who leave are counted after a life, so a change on a day would do nothing without a word."""
    with pytest.raises(InputError, match="cannot change while a run goes on"):
        Intervention(f"physics.{what}", to=1.0)
