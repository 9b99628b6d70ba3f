"""Managers among themselves and with their people: isolation, community, mentoring, coaching, silos, care, steering."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import lived
from quiet import CONSULT, DECIDE, LEADERS, TREE, UP, from_morning, live_with, silence

from sim.engine import luck
from sim.engine.handoff import at_stake
from sim.engine.run import with_room
from sim.organisation import build_chart
from sim.state import ADVICE

BASE = [3, 4, 5, 6]


# ------------------------------------------------------------------------------------------------- isolation
def test_two_peers_halve_isolation_and_it_stays_what_ties_make_it():
    settings = silence(DECIDE, {"span": 5, "depth": 2, "peer_ties": 3}, culture={"isolation": 0.8})
    people = live_with(settings).tables.people
    assert np.unique(people.ties).size > 2
    assert people.isolation == pytest.approx(0.8 * 2 / (2 + people.ties))


def test_isolation_relaxes_to_what_ties_make_it():
    settings = silence(culture={"isolation": 0.8}, physics={"relaxation": 0.1})
    tables, scene = from_morning(settings, 1)
    tables.people.isolation[:] = 0.1
    assert lived(settings, scene, 2, tables).people.isolation == pytest.approx(0.1 + 0.1 * 0.7)


# ------------------------------------------------------------------------------------------------- the community
SHORT = 1 - math.exp(-15 / 60)
"""How far a quarter of an hour brings beliefs together."""


def test_a_point_of_the_community_mixes_what_leaders_believe_and_eases_their_isolation():
    culture = {"isolation": 0.8, "community_minutes": 15.0, "community_days": 2}
    settings = silence(culture=culture)
    tables, scene = from_morning(settings, 1)
    assert tables.days.community_hours[0] == pytest.approx(3 * 0.25)
    assert tables.people.isolation == pytest.approx([0.8 * (1 - SHORT)] * 3 + [0.8] * 4)
    tables = lived(settings, scene, 2, tables)
    assert tables.days.community_hours[1] == 0
    tables.people.g[:] = beliefs = np.array([1.0, 2.0, 6.0, 8.0, 8.0, 8.0, 8.0])
    tables = lived(settings, scene, 3, tables)
    mean = beliefs[LEADERS].mean()
    assert tables.people.g[LEADERS] == pytest.approx(beliefs[LEADERS] + SHORT * (mean - beliefs[LEADERS]))
    assert np.all(tables.people.g[BASE] == 8.0)


def test_a_leader_alone_is_no_community():
    culture = {"isolation": 0.8, "community_minutes": 15.0}
    run = live_with(silence(DECIDE, {"span": 3, "depth": 1, "peer_ties": 0}, culture=culture))
    assert not run.days["community_hours"].any()
    assert np.all(run.tables.people.isolation == 0.8)


@pytest.mark.parametrize("built_in", [0.0, 0.4, 1.0])
def test_minutes_built_into_circles_are_taken_from_them(built_in):
    culture = {"community_minutes": 15.0, "community_built_in": built_in, "circle_minutes": 60.0}
    days = live_with(silence(culture=culture)).days
    circles = (1 + 2 * 2 + 4) * (60 - 15 * built_in) / 60  # managers below the head sit in two
    assert days["meeting_hours"][0] == pytest.approx(circles + 3 * 0.25)
    assert days["community_hours"][0] == pytest.approx(3 * 0.25)


def test_a_circle_cannot_give_more_minutes_than_it_has():
    culture = {"community_minutes": 100.0, "community_built_in": 1.0, "circle_minutes": 60.0}
    days = live_with(silence(culture=culture)).days
    assert days["meeting_hours"][0] == pytest.approx(3 * 100 / 60)


def test_mentoring_pairs_managers_and_eases_isolation_and_resistance_of_both():
    culture = {"isolation": 0.8, "mentoring_minutes": 60.0, "mentoring_days": 2}
    settings = silence(culture=culture)
    tables, scene = from_morning(settings, 1)
    assert tables.days.mentoring_hours[0] == 2 * 1.0  # of three leaders one finds no partner
    tables = lived(settings, scene, 2, tables)
    tables.people.isolation[:], tables.people.resistance[:] = 0.8, 0.4
    tables = lived(settings, scene, 3, tables)
    kept = math.exp(-1.0)
    talked = np.flatnonzero(tables.people.isolation < 0.79)
    assert len(talked) == 2
    assert set(talked) < set(LEADERS)
    assert tables.people.isolation[talked] == pytest.approx([0.8 * kept] * 2)
    assert tables.people.resistance[talked] == pytest.approx([0.4 * kept] * 2)
    assert tables.people.resistance.sum() == pytest.approx(2 * 0.4 * kept + 5 * 0.4)


# ------------------------------------------------------------------------------------------------- coaching, steering
GROWTH = {"coaching_hours": 0.5, "coaching_gain": 0.01}


@pytest.mark.parametrize("coaching", [0.0, 0.5, 1.0])
def test_coaching_costs_both_sides_and_lets_everybody_below_grow(coaching):
    culture = {"coaching": coaching, "orchestration": 0.0}
    run = live_with(silence(culture=culture, physics={**GROWTH, "orchestration_hours": 2.0}))
    reports = 6  # each talk has two sides
    assert run.days["mentoring_hours"] == pytest.approx(2 * reports * coaching * 0.5 / 5)
    grown = [0.0] + [45 * coaching * 0.01 / 5] * 6
    assert run.tables.people.skill == pytest.approx(1 + np.array(grown))


def test_a_head_who_steers_spends_the_share_and_grows_the_managers_below():
    run = live_with(silence(culture={"orchestration": 0.6}, physics={**GROWTH, "orchestration_hours": 2.0}))
    assert run.days["mentoring_hours"] == pytest.approx(0.6 * 2.0 + 2 * 0.6 * 0.5 / 5)
    grown = np.array([0.0] + [45 * 0.6 * 0.01 / 5] * 2 + [0.0] * 4)
    assert run.tables.people.skill == pytest.approx(1 + grown)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_head_draws_up_what_is_not_steered_of_the_old_domains_wide_issues(share):
    settings = silence(culture={"orchestration": share}, physics={"work_hours": 0.01, "max_attempts": 0})
    wide = [{"day": day, "origin": seat, "scope": 1} for day in range(30) for seat in BASE]
    narrow = [{"day": day, "origin": seat, "scope": 0} for day in range(30) for seat in BASE]
    run = live_with(settings, *wide, *narrow)
    team = int(luck.uniform(1, 0, 0, luck.DOMAIN, 0) * 3)
    issues = run.tables.arrivals
    seats = [seat for seat in BASE if run.tables.people.team[seat] == team]
    assert len(seats) == 2  # with this seed the head comes from one of the lower teams
    drawn = 0
    for seat in seats:
        for day in range(30):
            nth = np.flatnonzero((issues.origin == seat) & (issues.day == day))
            for k, row in enumerate(nth):
                name = (seat << 32) | (day << 12) | k
                drawn += issues.scope[row] > 0 and luck.uniform(1, name, 0, luck.DRAWN_UP, 0) >= share
    assert run.days["escalated"].sum() == 2 * drawn  # two hops up
    assert run.tables.people.decisions[0] == drawn
    assert (drawn == 0) == (share == 1.0)
    assert (drawn == 60) == (share == 0.0)


PLAN = "def decide(me, boss, issue, org, luck):\n    return 0\n"
SHARE = "def decide(me, boss, issue, org, luck):\n    return 1 if me.reports > 0 else 3\n"


@pytest.mark.parametrize("rule", [DECIDE, PLAN, SHARE], ids=["decide", "a plan that covers nothing", "nobody to share"])
def test_whoever_decides_in_the_end_consults_first_on_what_is_wide(rule):
    settings = silence(rule, dials={"decision_process": 1.0})
    run = live_with(settings, {"day": 0, "origin": 3, "scope": 1}, {"day": 0, "origin": 3})
    assert run.days["consulted"].sum() == 1


@pytest.mark.parametrize("rule", [DECIDE, PLAN, SHARE], ids=["decide", "a plan that covers nothing", "nobody to share"])
def test_whoever_decides_in_the_end_leaves_the_old_domain_to_a_head_who_does_not_steer(rule):
    run = live_with(silence(rule, culture={"orchestration": 0.0}), *({"day": 0, "origin": k, "scope": 1} for k in BASE))
    assert run.days["escalated"].sum() == 2 * 2


HANDS_DOWN = "def decide(me, boss, issue, org, luck):\n    return 3 if me.reports > 0 else 1\n"


def test_what_the_head_draws_up_is_not_handed_down_to_climb_again():
    settings = silence(HANDS_DOWN, culture={"orchestration": 0.0})
    run = live_with(settings, *({"day": 0, "origin": k, "scope": 1} for k in BASE))
    assert run.days["escalated"].sum() == 2 * 2
    assert run.days["shared"].sum() == 0


# ------------------------------------------------------------------------------------------------- silos
@pytest.mark.parametrize("silo", [0.0, 0.3, 1.0])
def test_a_silo_keeps_its_share_of_what_an_adviser_from_another_team_knows(silo):
    settings = silence(CONSULT, culture={"silo": silo, "trust": 1.0})
    tables, scene = from_morning(settings, 0, {"day": 0, "origin": 3, "other_team": 2, "coupling": 1.0})
    tables.teams.course[2] = 1.0
    tables = lived(settings, scene, 10, tables)
    assert tables.days.consulted.sum() == 1
    assert tables.outcomes.answer.tolist() == pytest.approx([0.5 * (1 - silo)])  # between 0, right, and their course


@pytest.mark.parametrize(("silo", "isolation"), [(0.0, 0.0), (0.4, 0.0), (0.0, 0.5), (0.4, 0.5), (1.0, 0.0)])
def test_silos_and_isolation_take_their_share_of_what_ties_across_teams_say(silo, isolation):
    culture = {"silo": silo, "isolation": isolation, "trust": 0.7}
    settings = silence(DECIDE, {"span": 4, "depth": 2, "peer_ties": 4}, culture=culture, dials={"lattice": 1.0})
    tables, scene = from_morning(settings, 1)
    rng = np.random.default_rng(1)
    tables.people.g[:] = before = rng.normal(size=21)
    s, heard = tables, before.copy()
    lonely = isolation * 2 / (2 + s.people.ties)
    expected = before.copy()
    for i, me in enumerate(s.people):
        line = [*s.reports[s.reports_first[i] : s.reports_first[i + 1]]] + [me.manager] * int(me.manager >= 0)
        ties = s.ties[s.ties_first[i] : s.ties_first[i + 1]]
        said = sum(heard[j] - before[i] for j in line)
        for j in ties:
            across = s.people.team[j] != me.team
            said += (heard[j] - before[i]) * ((1 - silo) * (1 - lonely[i]) if across else 1.0)
        expected[i] += 0.7 * said / (len(line) + len(ties))
    assert lived(settings, scene, 2, tables).people.g == pytest.approx(expected)


# ------------------------------------------------------------------------------------------------- voice, care, order
def pile(organisation=TREE, seat=3, **given):
    """Let one person have twenty issues on the first morning; return the settings and the run."""
    given["physics"] = {"work_hours": 1.0, **given.get("physics", {})}
    settings = silence(DECIDE, organisation, **given)
    issues = [{"day": 0, "origin": seat, "stakes": 0.04 * k + 0.1} for k in range(20)]
    return settings, live_with(settings, *issues)


def test_voice_falls_with_the_work_that_waits():
    settings, run = pile(culture={"voice": 0.8})
    tables = lived(settings, run.scene, 1)
    assert tables.people.waiting[3] == 12
    assert tables.people.voice[3] == pytest.approx(0.8 * (1 - (12 / 8) / 2))
    assert np.all(tables.people.voice[4:] == 0.8)
    assert np.all(run.tables.people.voice == 0.8)


@pytest.mark.parametrize("voices", [[0.5, 0.5, 0.5], [0.2, 0.8, 0.0], [0.0, 0.0, 0.3]])
def test_a_report_holds_what_those_who_speak_believe(voices):
    settings = silence()
    tables, scene = from_morning(settings, 5)
    team = int(tables.people.team[3])
    members = tables.members[tables.members_first[team] : tables.members_first[team + 1]]
    tables.people.voice[members], tables.people.l[members] = voices, [1.0, 3.0, -2.0]
    tables = lived(settings, scene, 6, tables)
    assert tables.reported[1, team] == pytest.approx(np.average([1.0, 3.0, -2.0], weights=voices))


def test_where_nobody_speaks_the_last_report_stands():
    settings = silence()
    tables, scene = from_morning(settings, 5)
    tables.reported[0] = 0.7
    tables.people.voice[:], tables.people.l[:] = 0.0, 9.0
    assert np.all(lived(settings, scene, 6, tables).reported[1] == 0.7)


CARING = {"culture": {"empathy": 1.0, "voice": 1.0}, "physics": {"voice_load_days": 100.0, "care_load_days": 0.5}}


def test_a_leader_who_hears_moves_what_is_least_at_stake_to_a_rested_fellow_and_pays_next_day():
    _, run = pile(**CARING)
    days = run.days
    assert days["eased"][0] == 1
    assert run.tables.outcomes.answer.size == 20
    assert np.array_equal(days["care_hours"], 0.25 * days["eased"])
    assert days["meeting_hours"][1:] == pytest.approx(days["care_hours"][:-1])
    assert days["handoffs"].sum() == days["eased"].sum()
    moved = np.flatnonzero(run.tables.people.decisions)
    assert moved.tolist() == [3, 4]


def test_a_leader_without_anybody_to_move_work_to_puts_off_what_is_least_at_stake():
    settings, run = pile({"span": 1, "depth": 1, "peer_ties": 0}, 1, **CARING, days=30)
    assert run.days["eased"][0] == 1
    assert run.days["handoffs"].sum() == 0
    first_evening = lived(settings, run.scene, 1)
    assert first_evening.days.waiting[0] == first_evening.people.waiting[1] == 12 - 1
    put_off = first_evening.tasks.usable_hour[first_evening.tasks.usable_hour == 8.0 + 5 * 8.0]
    assert len(put_off) == 1


def test_nobody_is_eased_where_leaders_do_not_care_or_nobody_says_a_word():
    for culture in ({"empathy": 0.0, "voice": 1.0}, {"empathy": 1.0, "voice": 0.0}):
        _, run = pile(culture=culture, physics=CARING["physics"])
        assert run.days["eased"].sum() == 0


@pytest.mark.parametrize(("priorities", "order"), [(0.0, [0, 1, 2]), (1.0, [1, 2, 0])])
def test_clear_priorities_take_high_stakes_first(priorities, order):
    settings = silence(culture={"priorities": priorities})
    stakes = (0.1, 0.9, 0.5)
    run = live_with(settings, *({"day": 0, "origin": 3, "stakes": each} for each in stakes))
    assert np.argsort(run.tables.outcomes.effect_hour).tolist() == order


def test_advice_on_an_issue_that_is_closed_does_not_take_the_stakes_of_the_one_in_its_row():
    tables, _ = from_morning(silence(), 0, {"day": 0, "origin": 3})
    tables = with_room(tables)
    tables.issues[0].id, tables.issues[0].stakes = 8, 0.9
    tables.tasks[0].kind, tables.tasks[0].issue = ADVICE, 0
    for version, stakes in ((8, 0.9), (7, 0.5)):
        tables.tasks[0].version = version
        assert at_stake(tables, 0) == pytest.approx(stakes)


def test_the_tree_has_the_rows_these_laws_name():
    chart = build_chart(silence(UP).organisation, 1)
    assert np.flatnonzero(np.diff(chart.reports_first) > 0).tolist() == LEADERS
    assert np.flatnonzero(chart.height == 0).tolist() == BASE
