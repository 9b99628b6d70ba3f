"""What coaches, circles and changes that drag on do, on small worlds worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import lived, quiet_scene
from quiet import LEADERS, UP, changed, from_morning, live_with, silence, values_of

from sim.engine.answer import move_hours
from sim.engine.meet import meet_in_circles
from sim.engine.power import freedom, informed
from sim.errors import InputError
from sim.parameters import Intervention
from sim.state import ISSUE
from sim.table import table

WEEKLY = {"coaching_hours": 0.5, "orchestration_hours": 0.0}


# ------------------------------------------------------------------------------------------- a manager who coaches
@pytest.mark.parametrize(
    ("replaces", "report", "left"),
    [(0.0, 0.1, 0.5), (1.0, 0.1, 0.4), (0.5, 0.1, 0.45), (1.0, 0.8, 0.0), (1.0, 0.0, 0.5)],
)
def test_coaching_takes_the_place_of_reports_as_far_as_these_go(replaces, report, left):
    law = {**WEEKLY, "coaching_replaces": replaces, "report_hours": report}
    run = live_with(silence(culture={"coaching": 1.0, "orchestration": 0.0}, physics=law))
    assert run.days["mentoring_hours"].sum() == pytest.approx(9 * 2 * 6 * left), "nine weeks, six talks, two sides"
    plain = live_with(silence(physics=law))
    assert run.days["meeting_hours"] == pytest.approx(plain.days["meeting_hours"]), "reports go up as before"


def test_coaching_takes_the_place_of_visas_and_instructions_too():
    law = {**WEEKLY, "coaching_replaces": 1.0, "send_hours": 0.3}
    coached = {"coaching": 1.0, "orchestration": 0.0}
    visas = silence(culture={**coached, "control": 1.0, "trust": 0.0}, physics={**law, "approval_levels": 1})
    run = live_with(visas, {"day": 1, "origin": 3})
    assert run.days["approvals"].sum() == 1
    assert run.days["mentoring_hours"].sum() == pytest.approx(9 * 2 * 6 * 0.5 - 2 * 0.3)
    plans = silence(culture=coached, physics={**law, "plan_days": 30.0, "planning_hours": 0.0}, dials={"strategy": 0.0})
    run = live_with(plans)
    assert run.days["instructions"].sum() == 6
    assert run.days["mentoring_hours"].sum() == pytest.approx(9 * 2 * 6 * 0.5 - 2 * 6 * 0.3)


def test_of_what_lies_far_back_a_week_at_most_becomes_coaching():
    settings = silence(culture={"coaching": 0.0, "orchestration": 0.0}, physics={**WEEKLY, "coaching_replaces": 1.0})
    tables, scene = from_morning(changed(settings, it={"what": "coaching", "to": 1.0, "day": 20}), 19)
    tables.people.line_hours[3] = 90.0
    tables = lived(settings, scene, 20, tables)
    assert tables.people.line_hours[3] == 0.0


def test_whoever_has_grown_decides_more_and_skill_is_told():
    law = {"coaching_hours": 0.0, "coaching_gain": 0.1, "orchestration_hours": 0.0}
    run = live_with(silence(culture={"coaching": 1.0, "orchestration": 0.0}, physics=law))
    assert run.days["skill"] == pytest.approx(1 + 0.02 * np.arange(1, 46) * 6 / 7)


# -------------------------------------------------------------------------------------------- part of a way
@pytest.mark.parametrize(("found", "reached"), [(0.0, 45.0), (60.0, 75.0), (90.0, 90.0)])
def test_a_change_of_part_of_the_way_goes_on_from_what_it_finds(found, reached):
    it = {"what": "circle_minutes", "to": 90.0, "of_way": 0.5, "day": 5, "over": 10}
    minutes = values_of(changed(silence(culture={"circle_minutes": found}, days=20), it=it), "culture.circle_minutes")
    assert minutes[4] == found
    assert minutes[9] == pytest.approx((found + reached) / 2)
    assert minutes[-1] == pytest.approx(reached)


@pytest.mark.parametrize("given", [{"what": "rule", "to": "mixed"}, {"what": "ritual", "to": 0.5}])
def test_what_is_no_number_cannot_go_part_of_a_way(given):
    with pytest.raises(InputError, match="of_way"):
        Intervention(**given, of_way=0.5)


# -------------------------------------------------------------------------------------------- changes that drag on
@pytest.mark.parametrize(("resistance", "days", "sessions"), [(0.0, 10, 2), (0.5, 20, 4), (0.75, 40, 8)])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_what_resistance_slows_takes_so_many_days_and_sessions_more(resistance, days, sessions, share):
    it = {"what": "initiative", "to": 1.0, "day": 5, "over": 10, "every": 5, "hours": 2.0}
    settings = changed(silence(days=60, physics={"resisted_sessions": share}), it=it)
    tables = lived(settings, quiet_scene(settings), 1)
    tables.people.resistance[LEADERS] = resistance
    tables = lived(settings, quiet_scene(settings), 60, tables)
    assert tables.days.changing.sum() == days - 1, "complete on the morning of the last"
    assert tables.days.intervention_hours.sum() == pytest.approx(7 * 2.0 * (2 + share * (sessions - 2)))


def test_what_is_taken_back_is_under_way_again():
    it = {"what": "initiative", "to": 1.0, "day": 5, "over": 4, "until": 20, "hours": 1.0, "every": 1}
    run = live_with(changed(silence(UP, physics={"resisted_sessions": 1.0}), it=it))
    assert np.flatnonzero(run.days["changing"]).tolist() == [5, 6, 7, 20, 21, 22]
    assert run.days["intervention_hours"].sum() == pytest.approx(7 * 4)
    assert run.outcomes["changing_days"] == 6


# ------------------------------------------------------------------------------------------------- what circles reach
HOUR = 1 - math.exp(-1.0)
"""How far an hour brings together."""


@pytest.mark.parametrize("reach", [0.0, 0.5, 1.0])
def test_in_a_circle_those_of_one_team_bring_their_views_of_its_context_together(reach):
    settings = silence(culture={"circle_minutes": 60.0, "circle_days": 2}, physics={"circle_reach": reach})
    tables, scene = from_morning(settings, 2)
    tables.people.l[:] = before = np.array([5.0, 1.0, 4.0, 2.0, 6.0, 0.0, 8.0])
    after = lived(settings, scene, 3, tables).people.l
    means = np.array([5.0, 3.0, 4.0, 3.0, 3.0, 4.0, 4.0])
    assert after == pytest.approx(before + reach * HOUR * (means - before)), "the head meets nobody of the own team"


@pytest.mark.parametrize(("reach", "chance"), [(0.0, 0.0), (0.5, 0.5 * HOUR), (1.0, HOUR)])
def test_a_circle_settles_whose_unclear_issues_are_that_wait(reach, chance):
    culture = {"circle_minutes": 60.0, "circle_days": 2, "clarity": 0.0}
    settings = silence(culture=culture, physics={"circle_reach": reach, "work_hours": 1.0, "ambiguity_by_plan": 0.0})
    tables, scene = from_morning(settings, 1, *({"day": 1, "origin": 3} for _ in range(400)))
    tables = lived(settings, scene, 2, tables)
    before, promised = int(tables.issues.ambiguous[tables.issues.id >= 0].sum()), int(tables.book[0].promised)
    assert before > 300
    meet_in_circles(tables)
    settled = before - int(tables.issues.ambiguous[tables.issues.id >= 0].sum())
    assert abs(settled - before * chance) <= 4 * math.sqrt(before * chance * (1 - chance))
    assert promised - int(tables.book[0].promised) == settled


# ---------------------------------------------------------------------------------------- the community and its teams
QUARTER_HOUR = 1 - math.exp(-15 / 60)


def test_practices_of_teams_whose_managers_meet_come_towards_their_mean():
    for share in (0.0, 0.5, 1.0):
        settings = silence(culture={"community_minutes": 15.0}, physics={"community_practices": share})
        tables, scene = from_morning(settings, 5)
        tables.teams.practice[:] = [0.0, 3.0, 6.0]
        after = lived(settings, scene, 6, tables).teams.practice
        assert after == pytest.approx([3 - 3 * (1 - share * QUARTER_HOUR), 3, 3 + 3 * (1 - share * QUARTER_HOUR)])


@pytest.mark.parametrize(("isolation", "initiative", "free"), [(0.8, 0.5, 0.5), (0.4, 0.5, 0.55), (0.0, 0.0, 0.2)])
def test_teams_of_linked_managers_are_freer_to_decide(isolation, initiative, free):
    given = {"culture": {"isolation": 0.8}, "dials": {"initiative": initiative}}
    tables, _ = from_morning(silence(**given, physics={"community_initiative": 0.2}), 1)
    tables.people.isolation[1] = isolation
    assert freedom(tables.law[0], tables.people[1]) == pytest.approx(free)
    assert freedom(tables.law[0], tables.people[2]) == initiative, "who lives in the usual isolation changes nothing"


# ------------------------------------------------------------------------------------------------- a head who steers
STEERS = {"steered_hours": 0.5, "base_hours": 4.0, "work_hours": 0.8}


@pytest.mark.parametrize("waiting", [[4, 0, 0, 0], [10, 10, 2, 2], [3, 3, 3, 3], [64, 64, 0, 0]])
def test_a_head_who_steers_moves_operational_hours_to_where_little_waits_and_none_are_lost(waiting):
    settings = silence(culture={"orchestration": 0.6}, physics=STEERS)
    tables, _ = from_morning(settings, 1)
    tables.people.waiting[3:] = waiting
    move_hours(tables)
    loads = np.repeat([np.mean(waiting[:2]), np.mean(waiting[2:])], 2)
    moved = 0.5 * 0.6 * 0.8 / 5 * (loads - np.mean(waiting))
    moved *= min(1.0, 2.0 / max(1e-9, abs(moved).max()))
    assert tables.people.operational_hours[3:] == pytest.approx(4.0 - moved)
    assert tables.people.operational_hours.sum() == pytest.approx(4 * 4.0)


def test_a_head_who_does_not_steer_moves_nothing_and_a_link_is_worth_what_the_matrix_leaves_open():
    for steering, moved in ((0.0, False), (1.0, True)):
        law = {**STEERS, "steered_links": 0.3}
        settings = silence(culture={"orchestration": steering, "matrix_cross": 0.5}, physics=law)
        tables, _ = from_morning(settings, 1)
        tables.people.waiting[3] = 8
        move_hours(tables)
        assert (len(set(tables.people.operational_hours[3:])) > 1) == moved
        [issue] = table(ISSUE, 1)
        issue.coupled = True
        assert informed(tables, issue) == pytest.approx(0.5 + 0.5 * 0.3 * steering)
