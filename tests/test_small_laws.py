"""Each small law of a day against a value worked out by hand: strain, leaving, trust, reports, averaging, newcomers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import NEUTRAL_PHYSICS, bound, quiet_scene, settings_of

from sim.engine import luck
from sim.engine.answer import known_scope_part, scope_part
from sim.engine.arrive import unclear
from sim.engine.direct import average, known_context, tell
from sim.engine.effect import learn
from sim.engine.people import leaving, relax, seat_newcomer, start, strain
from sim.run import begin
from sim.state import ISSUE
from sim.table import table

TREE = {"span": 2, "depth": 2, "peer_ties": 0}
"""Seven people: the head is row 0, the managers rows 1 and 2, their reports rows 3 to 6."""


SEED = 1
ALIKE = dict.fromkeys(("clarity_spread", "trust_spread", "skill_spread", "strain_spread", "recovery_spread"), 0.0)
ALIKE["outside_strain"] = 0.0
BY_HAND = {
    "strain_demand": 0.95,
    "strain_unclear": 0.3,
    "overtime_strain": 0.06,
    "leave_rate": 0.00079,
    "trust_expected": 0.77,
    "usual_exhaustion": 0.29,
}
"""Calibrated constants at the values that the expectations below are worked out with."""


def morning(organisation=TREE, physics=None, **given):
    """Return the tables of an organisation of people who are alike, on its first morning."""
    settings = settings_of(organisation=organisation, physics={**ALIKE, **BY_HAND, **(physics or {})}, **given)
    s = begin(settings, quiet_scene(settings), bound(settings))
    for me in s.people:
        start(s.law[0], me)
    return s


def an_issue(**values):
    [issue] = table(ISSUE, 1)
    for name, value in {"origin": 3, "team": 1, "decider": 3, **values}.items():
        issue[name] = value
    issue.luck = luck.prefix(SEED, issue.id, 0)
    return issue


# ------------------------------------------------------------------------------------------------- wear
@pytest.mark.parametrize(
    ("state", "demand"),
    [
        ({}, 0.0),
        ({"clarity": 0.5}, 0.3 * 0.5),
        ({"idle_hours": 2.0}, 0.95 * 0.75 * 0.2),
        ({"idle_hours": 2.0, "autonomy": 0.2}, 0.95 * 0.75 * (1 - 0.8 * 0.2)),
        ({"idle_hours": 2.0, "autonomy": 0.2, "height": 1}, 0.95 * 0.75 * (1 - 0.8 * (0.2 + 0.8 / 2))),
        ({"waiting": 2}, 0.95 * 2 * 0.8 / 8 * 0.2),
        ({"waiting": 60}, 0.95 * 0.5 * 0.2),
        ({"overtime_hours": 2.0}, 0.06 * 2),
        ({"reworks": 3.0}, 0.15 * 3),
        ({"told_of_pivot": True}, 0.5),
        ({"isolation": 0.7}, 0.2 * 0.7),
    ],
    ids=lambda each: next(iter(each), "nothing") if isinstance(each, dict) else "",
)
def test_strain_adds_what_is_asked_and_takes_off_what_supports(state, demand):
    me, s = strained(state)
    support = 0.6 * (0.35 * (0.2 + 0.3) + 0.3 * 0.1)
    assert strain(s, me, me.clarity) == pytest.approx(max(0.0, demand - support))
    me.strained_by, me.outside = 1.5, 0.4  # somebody else, with a life outside
    assert strain(s, me, me.clarity) == pytest.approx(1.5 * max(0.0, demand - support) + 0.4)


@pytest.mark.parametrize(
    ("state", "demand"),
    [
        ({"autonomy": 0.2}, 0.25 * 0.8),
        ({"waiting": 5}, 0.5 * 5 * 0.8 / 8),
        ({"waiting": 60}, 0.5 * 2),
        ({"idle_hours": 0.0, "overtime_hours": 0.0}, 0.0),
    ],
)
def test_in_the_first_model_an_inbox_strains_and_so_does_missing_autonomy(state, demand):
    me, s = strained({"trust_up": 0.0, "trust_peers": 0.0, **state}, NEUTRAL_PHYSICS)
    assert strain(s, me, me.clarity) == pytest.approx(max(0.0, demand - 0.6 * 0.3 * 0.1))


def strained(state, physics=None):
    """Return somebody at the base, at rest but for what is said."""
    s = morning(culture={"empathy": 0.1, "isolation": 0.0}, physics=physics)
    me, rest = s.people[3], {"available_hours": 8.0, "idle_hours": 8.0}
    calm = {"clarity": 1.0, "autonomy": 1.0, "trust_up": 0.2, "trust_peers": 0.3}
    for name, value in {**rest, **calm, **state}.items():
        me[name] = value
    return me, s


@pytest.mark.parametrize(
    ("exhaustion", "commitment", "chance"),
    [
        (0.2, 1.0, 0.00079),
        (0.7, 1.0, 0.00079 * math.exp(2)),
        (0.0, 1.0, 0.00079 * math.exp(-0.8)),
        (0.2, 0.5, 0.001185),
    ],
)
def test_leaving_grows_with_exhaustion_and_falls_with_commitment(exhaustion, commitment, chance):
    s = morning()
    s.people[3].exhaustion, s.people[3].commitment = exhaustion, commitment
    assert leaving(s.law[0], s.people[3]) == pytest.approx(chance)


def test_trust_clarity_and_skill_relax_to_what_the_culture_is_used_to():
    s = morning(culture={"trust": 0.4, "clarity": 0.9}, physics={"relaxation": 0.1})
    me = s.people[3]
    me.trust_up, me.trust_peers, me.clarity, me.skill = 0.8, 0.0, 0.4, 1.5
    relax(s.law[0], me)
    assert [me.trust_up, me.trust_peers, me.clarity, me.skill] == pytest.approx([0.76, 0.04, 0.45, 1.45])


# ------------------------------------------------------------------------------------------------- what is known
def test_less_clarity_leaves_more_unclear_and_a_plan_names_half_of_the_owners():
    s = morning(culture={"clarity": 0.7})
    assert unclear(s, s.people[3], an_issue(plannable=False)) == pytest.approx(0.3)
    assert unclear(s, s.people[3], an_issue(plannable=True)) == pytest.approx(0.15)


def test_what_only_higher_levels_know_varies_with_the_scope():
    s = morning()
    for scope in (0, 1, 2):
        parts = np.array([scope_part(s.law[0], an_issue(id=k, scope=scope)) for k in range(4_000)])
        expected = 0.5 * math.sqrt(scope)
        assert abs(parts.std() - expected) <= 4 * expected / math.sqrt(8_000)


@pytest.mark.parametrize(
    ("row", "hops", "share"),
    [(3, 0, 0.0), (1, 0, 0.55), (1, 1, 0.55 * math.exp(-0.3)), (0, 2, 0.55 * math.exp(-0.6))],
    ids=["too low", "origin", "one hop", "two hops"],
)
def test_a_manager_high_enough_learns_of_it_by_trust_and_less_with_each_hop(row, hops, share):
    s, issue = morning(), an_issue(id=7, scope=1, hops=hops)
    assert known_scope_part(s, s.people[row], issue) == pytest.approx(share * scope_part(s.law[0], issue))


def test_the_centre_knows_of_a_context_the_last_report_that_has_come_up_blurred_at_each_hop():
    s = morning()
    s.reported[:, 1] = [1.0, 2.0, *[0.0] * (len(s.reported) - 2)]  # of days 0 and 5
    hops = int(s.teams[1].hops)
    assert hops == 2
    for day, sent in ((0, 0.0), (1, 0.0), (2, 1.0), (6, 1.0), (7, 2.0)):
        s.org[0].day = day
        assert known_context(s, 1) == pytest.approx((1 - 0.2) * sent * math.exp(-0.3 * hops))  # a silo costs once


# ------------------------------------------------------------------------------------------------- what outcomes move
@pytest.mark.parametrize(
    ("issue", "moved"),
    [
        ({"by_plan": True}, {(3, "trust_up")}),
        ({"decider": 1}, {(3, "trust_up"), (1, "skill")}),
        ({"decider": 4}, {(3, "trust_peers"), (4, "skill")}),
        ({"hops": 1, "decider": 4}, {(3, "trust_peers"), (4, "skill")}),
        ({"paired": True}, {(3, "trust_peers"), (3, "skill")}),
        ({}, {(3, "skill")}),
    ],
    ids=["the plan", "the manager", "a peer", "a peer, however it came", "together", "oneself"],
)
def test_an_answer_is_charged_to_who_gave_it_and_ones_own_to_nobody(issue, moved):
    charged(morning(), an_issue(**issue), moved, {"trust_up": 0.024 * 0.23, "trust_peers": 0.024 * 0.23})


@pytest.mark.parametrize(
    ("issue", "moved"),
    [
        ({"by_plan": True}, {(3, "trust_up")}),
        ({"hops": 1, "decider": 1}, {(3, "trust_up"), (1, "skill")}),
        ({"decider": 4}, {(3, "trust_peers"), (4, "trust_peers"), (4, "skill")}),
        ({}, {(3, "trust_peers"), (3, "skill")}),
    ],
    ids=["the plan", "the manager", "a peer", "oneself"],
)
def test_in_the_first_model_trust_was_charged_by_hand_offs(issue, moved):
    charged(morning(physics=NEUTRAL_PHYSICS), an_issue(**issue), moved, {"trust_up": 0.004, "trust_peers": 0.004})


def charged(s, issue, moved, step):
    """See that an answer that held moves what it must, and nothing else."""
    names = ("trust_up", "trust_peers", "skill")
    before = {name: s.people[name].copy() for name in names}
    learn(s, issue, True, 0.0)
    for name in names:
        gained = (s.people[name] - before[name]).tolist()
        assert gained == pytest.approx([step.get(name, 0.004) * ((row, name) in moved) for row in range(7)]), name


def test_trust_moves_by_what_held_less_what_was_expected_so_that_failure_costs_more():
    s = morning()
    learn(s, an_issue(decider=1), False, 1.0)
    assert s.people[3].trust_up == pytest.approx(0.55 - 0.024 * 0.77)


def test_skill_comes_near_to_its_cap_and_never_over_it():
    s = morning(physics={"skill_cap": 1.2, "skill_gain": 0.1})
    for expected in (0.1, 0.1 * 0.5):
        before = s.people[3].skill
        learn(s, an_issue(), True, 0.0)
        assert s.people[3].skill - before == pytest.approx(expected)
    for _ in range(50):
        learn(s, an_issue(), True, 0.0)
    assert 1.19 < s.people[3].skill <= 1.2


def test_trust_stays_within_0_and_1():
    s = morning(physics={"trust_step": 1.0, "trust_expected": 0.5})
    learn(s, an_issue(decider=4), True, 0.0)
    assert s.people[3].trust_peers == 1.0
    for _ in range(3):
        learn(s, an_issue(decider=4), False, 0.0)
    assert s.people[3].trust_peers == 0.0


# ------------------------------------------------------------------------------------------------- news and beliefs
def test_news_is_passed_on_once_and_old_news_not_at_all():
    s = morning(dials={"strategy": 0.0})
    s.book[0].free_tasks = 0
    s.people[3].plan_version = 4
    for version, hours in ((3, 0.0), (4, 0.0), (5, 0.0)):  # a person without reports tells nobody
        assert tell(s, 3, version, 0.0) == hours
    assert s.people[3].plan_version == 5
    s.people[1].plan_version = 4
    assert tell(s, 1, 4, 0.0) == 0.0


@pytest.mark.parametrize(("physics", "trust"), [({}, 0.55), ({"pivot_trust_loss": 0.1}, 0.45)])
def test_news_of_a_pivot_costs_clarity_and_no_trust_but_what_is_asked_for(physics, trust):
    s = morning(dials={"strategy": 0.0}, physics=physics)
    s.plan_pivot[1] = True
    tell(s, 3, 1, 0.0)
    assert [s.people[3].clarity, s.people[3].trust_up] == pytest.approx([0.58, trust])
    assert s.people[3].told_of_pivot


@pytest.mark.parametrize("lattice", [0.0, 0.3, 1.0])
def test_beliefs_are_averaged_all_at_once_with_the_weights_of_the_lattice(lattice):
    heard_in_full = {"silo": 0.0, "isolation": 0.0}
    dials = {"lattice": lattice, "strategy": 1.0}
    s = morning({"span": 2, "depth": 2, "peer_ties": 3}, dials=dials, culture=heard_in_full)
    rng = np.random.default_rng(1)
    s.people.g, s.people.trust_up, s.people.trust_peers = rng.normal(size=7), rng.random(7), rng.random(7)
    s.plan_common[0] = 0.7  # what the head announces
    before = s.people.g.copy()
    line, peers = 0.2 + 0.8 * s.people.trust_up, 0.2 + 0.8 * s.people.trust_peers  # a floor is heard without trust
    heard = np.where(s.people.manager < 0, 0.7, before)
    expected = before.copy()
    for i, me in enumerate(s.people):
        others = [*s.reports[s.reports_first[i] : s.reports_first[i + 1]]]
        others += [*s.ties[s.ties_first[i] : s.ties_first[i + 1]]]
        around = len(others) + (me.manager >= 0)
        if me.manager >= 0:
            expected[i] += (1 - lattice + lattice / around) * line[i] * (heard[me.manager] - before[i])
        expected[i] += sum(lattice / around * peers[i] * (heard[j] - before[i]) for j in others)
    average(s)
    assert s.people.g == pytest.approx(expected)


def test_a_newcomer_is_somebody_else_rested_unclear_and_unpractised():
    s = morning()
    me, was = s.people[3], int(s.people[3].id)
    me.exhaustion, me.clarity, me.skill, me.l, s.people[1].g = 0.9, 0.9, 1.4, 3.0, 0.6
    others = [int(k) for k in s.members[s.members_first[1] : s.members_first[2]] if k != 3]
    s.streaks[3] = 12
    seat_newcomer(s, 3)
    assert me.id == was + 7
    assert [me.exhaustion, me.clarity, me.skill, me.l, me.g] == pytest.approx([0.0, 0.3, 0.7, 0.0, 0.6])
    assert not s.streaks[3].any()
    assert s.people.clarity[others] == pytest.approx(0.6 * 0.99)
    assert s.teams[1].welcome_hours * s.teams[1].members == pytest.approx(4.0)
