"""What the laws of joint acts, of sight and of people do, on small worlds worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import lived
from quiet import DECIDE, UP, from_morning, silence

from sim.chart import Chart
from sim.engine import luck
from sim.engine.answer import needs_visa
from sim.engine.ask import counterpart, fix_both, hold_meeting, pair_optimum
from sim.engine.know import perceive
from sim.engine.people import be_somebody, come_and_go, factor, start
from sim.organisation import build_chart
from sim.state import ISSUE
from sim.table import table
from sim.world.draw import other_team, team_of_another

WITHIN = "def decide(me, boss, issue, org, luck):\n    return 1 if issue.scope <= me.authority else 2\n"
DAY = 8.0


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
    ends = np.cumsum(np.bincount(chart.team))
    by_people = np.bincount([team_of_another(each, 1, ends) for each in u], minlength=3)
    assert by_people.tolist() == [300, 0, 900], "of the other four people one is at headquarters"
    assert np.bincount([other_team(each, 1, 3) for each in u], minlength=3).tolist() == [600, 0, 600]


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


def test_who_is_there_at_the_start_is_of_each_kind_as_many_as_stay_long_and_newcomers_are_not():
    law = {"strain_spread": 0.84, "recovery_spread": 0.55, "leave_slope": 4.0, "usual_exhaustion": 0.3}
    drawn = {stayed: one_of_each(physics={**law, "stayed_start": stayed}) for stayed in (0.0, 1.0)}
    odds = 0.3 / 0.7 * drawn[0.0]["strained_by"] / drawn[0.0]["recovers_by"]
    weight = np.exp(-4.0 * odds / (1 + odds))  # of a fresh draw, how long each would stay
    for name in ("strained_by", "recovers_by"):
        wanted = np.average(drawn[0.0][name], weights=weight)
        assert drawn[1.0][name].mean() == pytest.approx(wanted, rel=0.05)
        assert abs(drawn[0.0][name].mean() - wanted) > 0.1
    assert np.array_equal(drawn[0.0]["clear_by"], drawn[1.0]["clear_by"])
    alike = one_of_each(physics={**law, "stayed_start": 1.0, "strain_spread": 0.0, "recovery_spread": 0.0})
    assert set(alike["strained_by"]) == set(alike["recovers_by"]) == {1.0}


def one_of_each(**given):
    """Draw 3,000 first people, and a newcomer for each, who must be a fresh draw; return the first."""
    tables, _ = from_morning(silence(DECIDE, **given), 1)
    law, me, found = tables.law[0], tables.people[0], []
    for name in range(3_000):
        me.id = name
        start(law, me)
        found.append({each: float(me[each]) for each in WHO})
        be_somebody(law, me)
        assert me.strained_by == factor(law.strain_spread, luck.normal(law.seed, name, 0, luck.STRAIN, 0))
    return {each: np.array([one[each] for one in found]) for each in WHO}


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
