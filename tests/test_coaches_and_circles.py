"""What coaches, circles and changes that drag on do, on small worlds worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import lived, quiet_scene
from quiet import LEADERS, UP, changed, from_morning, live_with, silence, values_of

from sim.errors import InputError
from sim.settings import Intervention

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
