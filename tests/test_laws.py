"""What each law of overload does on small worlds worked out by hand: lapses, overtime, hours owed, refusals."""

from __future__ import annotations

import json

import numpy as np
import pytest
from conftest import ROOT, lived, run_python
from quiet import CONSULT, CONVENE, DECIDE, UP, changed, from_morning, live_with, silence

WAIT = "def decide(me, boss, issue, org, luck):\n    return 4\n"
AWAY = {"manager_hours": 8.0}
"""Managers have no hour left: what comes to them lies."""
DAY = 8.0
LAPSE = {**AWAY, "lapsing": 1.0}


def day_of(run, column):
    """Return the only day on which something was counted."""
    [day] = np.flatnonzero(run.days[column])
    assert run.days[column][day] == 1
    return int(day)


def first_evening(usable, days):
    """Return the first day that ends `days` after an hour, or later."""
    return int(np.ceil((usable + days * DAY) / DAY)) - 1


# --------------------------------------------------------------------------------------------- L1: requests that lapse
def passed_up(patience, trust=0.0, **physics):
    settings = silence(UP, culture={"trust": trust}, physics={**LAPSE, "patience_days": patience, **physics})
    return live_with(settings, {"day": 0, "origin": 3})


def visa_asked(patience=2):
    settings = silence(DECIDE, culture={"control": 1.0}, physics={**LAPSE, "patience_days": patience})
    return live_with(settings, {"day": 0, "origin": 3})


def called(**physics):
    settings = silence(CONVENE, physics={**LAPSE, "lead_asked": 1.0, "patience_days": 1.0, **physics})
    return live_with(settings, {"day": 0, "origin": 3, "other_team": 2, "coupling": 1.0})


@pytest.mark.parametrize("patience", [1, 2, 3, 7])
def test_an_issue_nobody_opens_comes_back_when_patience_is_over_and_not_before_and_is_answered_alone(patience):
    run = passed_up(patience)
    lapsed = first_evening(0.3 + DAY, patience)
    assert day_of(run, "lapsed_issues") == lapsed
    assert day_of(run, "escalated") == 0, "not passed up again"
    assert run.tables.outcomes.effect_hour.tolist() == pytest.approx([(lapsed + 1) * DAY + 0.8]), "no hours to open it"
    assert run.days["requests"].sum() == 1


def test_without_the_law_it_lies_for_ever():
    run = live_with(silence(UP, physics={**AWAY, "patience_days": 1.0}), {"day": 0, "origin": 3})
    assert run.days["lapsed_issues"].sum() == run.days["decided"].sum() == 0


def test_whoever_gets_an_issue_back_and_fails_may_pass_it_on_again():
    far = {"judgement_noise": 5.0, "max_attempts": 4, "patience_days": 1.0}
    days = live_with(silence(UP, physics={**LAPSE, **far}), {"day": 0, "origin": 3}).days
    assert days["reworks"].sum() > 0
    assert days["lapsed_issues"].sum() == days["escalated"].sum() == 1 + days["reworks"].sum()


def test_a_visa_lapses_into_effect():
    run = visa_asked()
    lapsed = first_evening(0.8 + 0.3 + DAY, 2)
    assert day_of(run, "lapsed_visas") == lapsed
    assert run.tables.outcomes.effect_hour.tolist() == [(lapsed + 1) * DAY]
    assert run.days["rejections"].sum() == 0


def test_a_meeting_nobody_comes_to_goes_back_to_the_convener_who_answers_alone():
    run = called()
    lapsed = first_evening(0.3 + 2.0 + 0.5 + DAY, 1)
    assert day_of(run, "lapsed_meetings") == lapsed
    assert day_of(run, "convened") == 0
    assert day_of(run, "decided") == lapsed + 1
    assert run.tables.people.decisions[3] == 1


@pytest.mark.parametrize(("lapsing", "withdrawn"), [(1.0, 1), (0.0, 0)])
def test_advice_whose_asker_has_gone_on_is_withdrawn_at_no_hours(lapsing, withdrawn):
    settings = silence(CONSULT, physics={**AWAY, "lapsing": lapsing, "patience_days": 1.0}, days=30)
    back = changed(settings, back={"what": "manager_hours", "to": 0.0, "day": 12})
    days = live_with(back, {"day": 0, "origin": 3, "scope": 1}).days
    assert days["resolved"].sum() == 1
    assert days["withdrawn"].sum() == withdrawn
    assert (days["handoff_hours"][12:].sum() == 0.0) == bool(withdrawn)


@pytest.mark.parametrize("loss", [0.0, 0.02])
def test_silence_costs_trust_in_the_line_that_was_silent_where_it_is_asked_to(loss):
    people = passed_up(2, trust=0.5, lapse_loss=loss).tables.people
    assert people.trust_up == pytest.approx([0.5 - loss * (row == 3) for row in range(7)])
    assert people.trust_peers == pytest.approx([0.5] * 7)


# --------------------------------------------------------------------------------- L2: overtime, and L2b: hours owed
def busy(overtime, tasks=8, **physics):
    law = {"overtime_hours": overtime, "work_hours": 3.0, "owed_days": 1.0, "max_attempts": 0, **physics}
    return live_with(silence(DECIDE, physics=law), *({"day": 0, "origin": 3} for _ in range(tasks)))


def test_whoever_has_tasks_waiting_works_on_up_to_the_overtime_of_a_day():
    run = busy(2.0)
    assert run.days["decided"][:3].tolist() == [4, 3, 1], (
        "9 hours and one more; then what two hours owed leave, and one"
    )
    assert run.days["overtime_hours"][:3] == pytest.approx([2.0, 2.0, 0.0])
    assert run.days["debt_hours"][:3] == pytest.approx([2.0, 1.0, 0.0])
    assert sorted(run.tables.outcomes.effect_hour)[:4] == pytest.approx([3.0, 6.0, 9.0, 11.0]), "stamped with the end"


def test_whoever_has_nothing_waiting_goes_home():
    assert busy(2.0, tasks=1).days["overtime_hours"].sum() == 0.0
    assert busy(0.0).days["overtime_hours"].sum() == 0.0


def test_overtime_pays_hours_owed_first_and_what_nobody_can_owe_lapses():
    days = live_with(silence(physics={"base_hours": 12.0, "overtime_hours": 2.0, "owed_days": 1.0}, days=40)).days
    owed, lapsed = 0.0, []
    for _ in range(5):
        asked = owed + 4.0
        lapsed.append(max(0.0, asked - DAY))
        owed = min(DAY, asked) - 2.0
    assert days["lapsed_hours"][:5] == pytest.approx(4 * np.array(lapsed))
    assert days["debt_hours"][4] == pytest.approx(4 * owed)
    assert days["overtime_hours"][:5] == pytest.approx([8.0] * 5)


@pytest.mark.parametrize(("pivot_days", "day"), [(5.0, 10), (0.0, 6), (3.0, 8)])
def test_a_plan_is_not_overturned_twice_within_pivot_days(pivot_days, day):
    law = {"pivot_threshold": 1.0, "pivot_days": pivot_days, "plan_days": 500.0}
    settings = silence(dials={"strategy": 0.0}, physics=law)
    tables, scene = from_morning(settings, 5)
    version = int(tables.book[0].plan_version)
    for morning, belief in ((5, 10.0), (6, 20.0)):
        tables.people.g[0] = belief
        tables = lived(settings, scene, morning + 1, tables)
    made = [int(tables.book[0].plan_version)]
    while len(made) < 12:
        tables = lived(settings, scene, 6 + len(made) + 1, tables)
        made.append(int(tables.book[0].plan_version))
    assert made[0] == version + 1 + (day == 6)
    assert made[-1] == version + 2
    assert 6 + made.index(version + 2) == day


# ------------------------------------------------------------------------------------------------------ L3: refusal
@pytest.mark.parametrize(
    ("rule", "physics", "usable"),
    [
        (DECIDE, {"base_hours": 8.0}, 0.0),
        (UP, AWAY, 0.3 + DAY),
        (WAIT, {}, 0.0),
    ],
    ids=["unopened", "on the desk it came to", "waiting does not renew it"],
)
def test_what_has_lain_on_a_desk_too_long_is_refused(rule, physics, usable):
    run = live_with(silence(rule, physics={**physics, "refuse_days": 3.0}), {"day": 0, "origin": 3})
    refused, [outcome] = first_evening(usable, 3), run.tables.outcomes
    assert day_of(run, "refused") == refused
    assert (outcome.refused, outcome.drop_hour, run.days["dropped"].sum()) == (True, (refused + 1) * DAY, 0)


def test_it_is_refused_at_no_hours_when_it_would_be_opened_and_what_comes_back_is_new_on_its_desk():
    law = {"base_hours": 8.0, "refuse_days": 3.0, "max_attempts": 1, "judgement_noise": 0.0}
    run = live_with(silence(physics=law), {"day": 0, "origin": 3})
    assert run.days["answering_hours"].sum() == run.days["handoff_hours"].sum() == 0.0
    late = live_with(silence(UP, physics={"refuse_days": 1.2, "max_attempts": 0}), {"day": 0, "origin": 3})
    assert late.days["refused"].sum() == 0, "a desk opened in time is no desk it lies on"
    assert late.days["decided"].sum() == 1


# ------------------------------------------------------------------------------------------------------ in both modes
def told():
    """Return what some of these lives leave."""
    runs = passed_up(2), visa_asked(), called(), called(lead_asked=0.0), busy(2.0), busy(0.0, refuse_days=1.0)
    return [[run.outcomes, run.days.tolist(), run.tables.outcomes.tolist()] for run in runs]


def test_the_laws_are_the_same_interpreted():
    code = "import json, test_laws; print(json.dumps(test_laws.told()))"
    done = run_python(code, interpreted=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == json.dumps(told())
