"""What each law of overload, of who is asked, of sight and of people does, on small worlds worked out by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest
from conftest import ROOT, lived, run_python
from quiet import CONSULT, CONVENE, DECIDE, UP, changed, from_morning, live_with, silence

from sim.chart import Chart
from sim.engine import luck
from sim.engine.approve import needs_visa
from sim.engine.convene import fix_both, hold_meeting, pair_optimum
from sim.engine.counterpart import counterpart
from sim.engine.perceive import perceive
from sim.engine.turnover import come_and_go
from sim.organisation import build_chart
from sim.state import ISSUE
from sim.table import table
from sim.world.draw import other_team, team_of_another

WAIT = "def decide(me, boss, issue, org, luck):\n    return 4\n"
WITHIN = "def decide(me, boss, issue, org, luck):\n    return 1 if issue.scope <= me.authority else 2\n"
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


# -------------------------------------------------------------------------------------------------- L4: who is asked
def an_issue(number=0, **values):
    [issue] = table(ISSUE, 1)
    given = {"id": number, "origin": 3, "team": 1, "decider": 3, "other_team": 2, "coupled": True, "coupling": 1.0}
    for name, value in {**given, **values}.items():
        issue[name] = value
    issue.luck = luck.prefix(1, number, 0)
    return issue


def test_one_of_the_other_team_is_asked_each_alike_and_its_lead_for_what_is_wide():
    tables, _ = from_morning(silence(physics={"lead_asked": 0.0}), 1)
    asked = np.bincount([counterpart(tables, an_issue(k)) for k in range(900)], minlength=7)
    assert asked[[0, 1, 3, 4]].sum() == 0
    assert np.all(abs(asked[[2, 5, 6]] - 300) < 4 * np.sqrt(900 * 2 / 9))
    assert {counterpart(tables, an_issue(k, scope=2)) for k in range(50)} == {2}
    tables, _ = from_morning(silence(physics={"lead_asked": 1.0}), 1)
    assert {counterpart(tables, an_issue(k)) for k in range(50)} == {2}


def test_a_large_team_is_touched_more_often_than_headquarters():
    chart: Chart = build_chart(silence().organisation, 1)
    u = (np.arange(1200) + 0.5) / 1200
    own = np.ones(1200, np.int64)
    by_people = np.bincount(team_of_another(u, own, chart), minlength=3)
    assert by_people.tolist() == [300, 0, 900], "of the other four people one is at headquarters"
    assert np.bincount(other_team(u, own, 3), minlength=3).tolist() == [600, 0, 600]


# ---------------------------------------------------------------------------------------------- L5: one act, one error
@pytest.mark.parametrize(("share", "alike"), [(1.0, 1.0), (0.0, 0.0), (0.5, 0.5)])
def test_a_joint_act_has_one_error_common_to_both_courses(share, alike):
    tables, _ = from_morning(silence(physics={"common_error": share, "judgement_noise": 0.3}), 1)
    errors = []
    for k in range(600):
        issue = an_issue(k)
        fix_both(tables, tables.people[3], tables.people[5], issue, 0.4, -0.2)
        best = pair_optimum(0.4, -0.2, 1.0), pair_optimum(-0.2, 0.4, 1.0)
        errors.append((issue.answer - best[0], issue.pair_answer - best[1]))
    one, two = np.array(errors).T
    assert np.corrcoef(one, two)[0, 1] == pytest.approx(alike, abs=4 / np.sqrt(600))
    assert [one.std(), two.std()] == pytest.approx([0.3, 0.3], rel=0.15)
    assert share < 1.0 or one == pytest.approx(two)


# --------------------------------------------------------------------------------------- L6: hours shared, not sight
def test_a_top_team_shares_the_hours_and_only_the_heads_belief_moves():
    seen = {"sensing_hours": 0.5, "shared_sensing": 1.0, "head_hours": 4.0, "manager_hours": 2.0}
    tables, _ = from_morning(silence(dials={"constitution": 0.0}, physics=seen), 1)
    central = tables.people.central_hours
    assert central == pytest.approx(np.array([4.0, 6.0, 6.0, 0, 0, 0, 0]) / 16 * 7 * 0.5), "by hours left"
    before = tables.people.g.copy()
    perceive(tables)
    assert tables.people.g[0] != before[0]
    assert np.array_equal(tables.people.g[1:], before[1:])
    alone, _ = from_morning(silence(dials={"constitution": 0.0}, physics={**seen, "shared_sensing": 0.0}), 1)
    assert alone.people.central_hours == pytest.approx([3.5, 0, 0, 0, 0, 0, 0])


# ------------------------------------------------------------------------------------- L7: an inbox stays with the seat
@pytest.mark.parametrize(("handed_over", "left"), [(0.0, 1), (1.0, 0)])
def test_an_inbox_stays_with_the_seat_of_whoever_leaves(handed_over, left):
    law = {"base_hours": 8.0, "leave_rate": 1.0, "handed_over": handed_over}
    tables, _ = from_morning(silence(physics={**law, "leave_rate": 0.0}), 3, {"day": 0, "origin": 3})
    tables.law[0].leave_rate, tables.people.exhaustion[3] = 1.0, 1.0
    was = int(tables.people.id[3])
    come_and_go(tables)
    assert tables.people.id[3] == was + 7
    assert tables.people.inbox[3] == left


# ------------------------------------------------------------------------------------------------ L8: people differ
SPREADS = {
    "clarity_spread": 0.9,
    "trust_spread": 0.8,
    "skill_spread": 0.2,
    "strain_spread": 0.6,
    "recovery_spread": 0.5,
}
WHO = ["clear_by", "trusting_by", "talent", "strained_by", "recovers_by"]


def test_the_same_person_is_the_same_in_every_organisation_and_a_newcomer_another():
    given = {"culture": {"clarity": 0.6, "trust": 0.5}, "physics": SPREADS}
    one, _ = from_morning(silence(DECIDE, **given), 1)
    two, _ = from_morning(silence(UP, dials={"strategy": 0.0, "lattice": 1.0}, **given), 1)
    for name in WHO:
        assert np.array_equal(one.people[name], two.people[name])
        assert len(set(one.people[name])) == 7
    usual = 0.6 + 0.9 * 0.4 * one.people.clear_by
    assert one.people.clarity == pytest.approx(usual)
    assert one.people.trust_up == pytest.approx(0.5 + 0.8 * 0.5 * one.people.trusting_by)
    before = one.people[3].copy()
    one.law[0].leave_rate, one.people.exhaustion[3] = 1.0, 1.0
    come_and_go(one)
    assert all(one.people[name][3] != before[name] for name in WHO)


def test_exhaustion_starts_where_a_life_as_today_settles_and_stays_there():
    law = {"strain_rate": 0.016, "recovery_rate": 0.012, "outside_strain": 0.3, "settled_start": 1.0}
    law["strain_constraint"] = 0.0
    tables, _ = from_morning(silence(physics=law), 1)
    raised = 0.016 * tables.people.outside
    steady = raised / (raised + 0.012 * (1 + 1.0))  # a day without work is all rest
    assert tables.people.exhaustion == pytest.approx(steady)
    assert len(set(tables.people.outside)) == 7
    rested, _ = from_morning(silence(physics={**law, "settled_start": 0.0}), 1)
    assert np.all(rested.people.exhaustion < 0.05 * tables.people.exhaustion + 0.016 * rested.people.outside)


# --------------------------------------------------------------------------------------------------- L9: whose trust
def test_a_visa_asks_for_the_managers_trust_in_reports_and_not_for_the_deciders_in_the_line():
    tables, _ = from_morning(silence(culture={"control": 1.0}, physics={"charge_decider": 1.0}), 1)
    tables.people.trust_up[:], tables.people.trust_peers[:] = 0.0, 0.0
    tables.people.trust_peers[1] = 1.0
    assert not needs_visa(tables, 3, an_issue())
    tables.people.trust_up[:], tables.people.trust_peers[1] = 1.0, 0.0
    assert needs_visa(tables, 3, an_issue())


# ---------------------------------------------------------------------------------------------------- L10: silo, skill
def test_in_a_meeting_across_a_silo_each_side_fixes_its_own_course_on_what_it_heard():
    tables, _ = from_morning(silence(culture={"silo": 0.5}, physics={"silo_reach": 1.0}), 1)
    tables.people.g[:], tables.people.l[5] = 0.0, -1.0
    issue = an_issue(held_right=0.8)
    hold_meeting(tables, 5, issue)
    assert issue.answer == pytest.approx(pair_optimum(0.8, -0.5, 1.0))
    assert issue.pair_answer == pytest.approx(pair_optimum(-1.0, 0.4, 1.0))


def test_skill_shortens_work_and_widens_what_one_may_decide():
    law = {"skill_pace": 0.3, "skill_rights": 1.0, "max_attempts": 0}
    settings = silence(WITHIN, dials={"initiative": 0.0}, physics=law)
    issues = [{"day": 2, "origin": 3, "scope": 1}, {"day": 2, "origin": 4, "scope": 1}]
    tables, scene = from_morning(settings, 1, *issues)
    tables.people.skill[3] = 2.0
    tables = lived(settings, scene, 20, tables)
    first = tables.outcomes.effect_hour.min() - 2 * DAY
    assert first == pytest.approx(0.8 * 2.0**-0.3)
    assert tables.days.escalated.sum() == 1, "who is skilled as others are passes it up"


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
