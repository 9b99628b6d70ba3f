"""Task groups across teams: who proposes one, what it gives, when it ends; and that at rate 0 there is none."""

import numpy as np
import pytest
from conftest import lived, settings_of
from quiet import from_morning, silence

from sim.experiment.why import Relived
from sim.record import HAPPENED, REASONS
from sim.report.story import sentences
from sim.run import simulate
from sim.state import NOBODY

SURE = {"group_rate": 1.0, "engagement_norm": 1.0, "group_gap": 1.0, "group_aim": 100, "group_term": 100.0}
ACROSS = {"origin": 3, "other_team": 2, "coupling": 0.0}
"""An issue of row 3, of the first of two lower teams, that touches the second; whatever is answered holds."""


def living(days, course=2.0, dial=1.0, until=45, **physics):
    """Let row 3 meet issues on days, where the second team's course lies off; return the tables."""
    law = {**SURE, "course_memory": 0.0, **physics}
    settings = silence(dials={"evolving_structure": dial}, physics=law)
    tables, scene = from_morning(settings, 0, *({"day": day, **ACROSS} for day in days))
    tables.teams.course[2] = course
    return lived(settings, scene, until, tables)


def test_whoever_felt_a_gap_proposes_a_group_with_a_member_of_each_team():
    tables = living([0], until=3)
    assert tables.days.founded.sum() == tables.days.founded[0] == 1
    assert tables.groups.animator[0] == tables.group_members[0, 0] == 3
    members = [each for each in tables.group_members[0] if each != NOBODY]
    assert [int(tables.people.team[each]) for each in members] == [1, 2, 0]
    assert tables.days.groups[:3].tolist() == [1, 1, 1]


@pytest.mark.parametrize("change", [{"course": 0.9}, {"dial": 0.0}, {"group_rate": 0.0}], ids=str)
def test_without_a_gap_a_dial_or_a_rate_nobody_proposes(change):
    assert living([0, 2, 4], **change).days.founded.sum() == 0


@pytest.mark.parametrize(("engagement", "founded"), [(0.0, 0), (1.0, 1)])
def test_who_is_not_engaged_proposes_nothing(engagement, founded):
    assert living([0], until=2, engagement_norm=engagement).days.founded.sum() == founded


def test_teams_that_are_joined_found_no_second_group():
    assert living([0, 1, 2, 3]).days.founded.sum() == 1


@pytest.mark.parametrize(("teams", "size"), [(2, 2), (3, 3), (5, 3)])
def test_it_joins_as_many_teams_as_there_are_at_most(teams, size):
    assert int((living([0], until=2, group_teams=teams).group_members[0] != NOBODY).sum()) == size


# ------------------------------------------------------------------------------------------------- what it gives
def test_joined_teams_know_each_others_course_in_force():
    for rate, answer in ((1.0, 1.0), (0.0, 0.0)):
        settings = silence(
            dials={"evolving_structure": 1.0}, physics={**SURE, "course_memory": 0.0, "group_rate": rate}
        )
        tables, scene = from_morning(settings, 0, {"day": 0, **ACROSS}, {"day": 2, **ACROSS, "coupling": 1.0})
        tables.teams.course[2] = 2.0
        tables = lived(settings, scene, 6, tables)
        assert tables.outcomes.answer[1] == pytest.approx(answer)


def met(silo, rate):
    """Let row 3 found a group on day 0, then call the other team to a meeting on day 2; return both courses."""
    rule = "def decide(me, boss, issue, org, luck):\n    return 6 if org.day > 0 else 1\n"
    physics = {
        **SURE,
        "course_memory": 0.0,
        "group_rate": rate,
        "silo_reach": 1.0,
        "upkeep_hours": 0.0,
        "max_attempts": 0,
    }
    settings = silence(rule, dials={"evolving_structure": 1.0}, culture={"silo": silo}, physics=physics)
    tables, scene = from_morning(settings, 0, {"day": 0, **ACROSS}, {"day": 2, **ACROSS, "coupling": 1.0})
    tables.teams.course[2] = 2.0
    tables.people.g[[2, 5, 6]] = 4.0
    tables = lived(settings, scene, 12, tables)
    assert tables.days.convened.sum() == 1
    return float(tables.outcomes.answer[1]), float(tables.days.forming_hours.sum())


def test_joined_teams_meet_without_silo_and_without_setting_up_and_others_do_not():
    (calm, full), (cut, _) = met(0.0, 0.0), met(0.6, 0.0)
    assert cut != pytest.approx(calm)
    assert met(0.6, 1.0) == (pytest.approx(calm), 0.0)
    assert full == 2.0


def test_its_members_meet_weekly_pay_the_hours_and_share_beliefs():
    tables = living([0], upkeep_hours=0.5, until=13)
    assert np.flatnonzero(tables.days.upkeep_hours).tolist() == [1, 6, 11]
    assert np.all(tables.days.upkeep_hours[[1, 6, 11]] == 3 * 0.5)
    settings = silence(dials={"evolving_structure": 1.0}, physics={**SURE, "upkeep_hours": 1.0})
    tables, scene = from_morning(settings, 0, {"day": 0, **ACROSS})
    tables.teams.course[2] = 2.0
    tables = lived(settings, scene, 1, tables)
    members = tables.group_members[0, :3]
    tables.people.g[:], tables.people.g[3] = 0.0, 3.0
    tables = lived(settings, scene, 2, tables)
    kept = np.exp(-1.0)
    assert tables.people.g[3] == pytest.approx(1.0 + 2.0 * kept)
    assert tables.people.g[members[1:]] == pytest.approx([1.0 - kept] * 2)
    others = [row for row in range(7) if row not in members]
    assert not tables.people.g[others].any()


# ------------------------------------------------------------------------------------------------- when it ends
def test_it_ends_when_its_work_is_done():
    days = living([0, 1, 3], group_aim=2, until=4).days
    assert days.groups[:4].tolist() == [1, 1, 1, 0]
    assert (days.dissolved[3], days.aimed[3], days.group_days[3]) == (1, 1, 3)


def test_a_gap_that_has_closed_does_not_end_it_and_its_term_does():
    settings = silence(dials={"evolving_structure": 1.0}, physics={**SURE, "course_memory": 0.0, "group_term": 9.0})
    tables, scene = from_morning(settings, 0, {"day": 0, **ACROSS})
    tables.teams.course[2] = 2.0
    tables = lived(settings, scene, 1, tables)
    tables.teams.course[:] = 0.0
    days = lived(settings, scene, 45, tables).days
    assert np.flatnonzero(days.groups).tolist() == [*range(9)]
    assert (days.dissolved[9], days.aimed.sum(), days.group_days[9]) == (1, 0, 9)


def test_it_ends_where_its_people_are_of_one_team():
    tables, settings = living([0], until=3), silence(physics=SURE)
    _, scene = from_morning(settings, 0)
    tables.people.team[:] = 1
    tables = lived(settings, scene, 4, tables)
    assert tables.days.dissolved[3] == 1
    assert tables.days.aimed.sum() == 0


def test_groups_alive_are_rate_of_founding_times_life():
    physics = {"group_rate": 1.0, "group_aim": 5, "group_term": 4.0}
    given = {"organisation": {"span": 3, "depth": 2}, "world": {"interdependence": 0.6}, "days": 200}
    tables = simulate(settings_of("mixed", dials={"evolving_structure": 1.0}, physics=physics, **given)).tables
    alive = tables.groups[tables.groups.animator != NOBODY]
    assert tables.days.founded.sum() == tables.days.dissolved.sum() + len(alive)
    assert 0 < tables.days.aimed.sum() < tables.days.dissolved.sum()
    assert tables.days.groups.sum() == tables.days.group_days.sum() + (200 - alive.since).sum()


# ------------------------------------------------------------------------------------------------- what is told
def test_why_tells_a_group_from_proposal_to_end_in_both_languages():
    physics = {"group_rate": 1.0, "group_aim": 3}
    given = {"organisation": {"span": 3, "depth": 2}, "world": {"interdependence": 0.6}, "days": 90}
    run = simulate(settings_of("mixed", dials={"evolving_structure": 1.0}, physics=physics, **given), events=True)
    ends = run.log.events[run.log.events["action"] == HAPPENED.index("group_ended")]
    assert len(ends) == run.days["dissolved"].sum() > 0
    assert {REASONS[each] for each in ends["reason"]} == {"aim"}
    life = run.log.of(int(ends["issue"][0]))
    kinds = [HAPPENED[each] for each in life["action"]]
    assert kinds.count("proposed") == 1
    assert kinds.count("joined") == 2
    assert kinds.index("proposed") < kinds.index("joined") < kinds.index("group_ended")
    year = Relived(run.settings, run.scene, run.rule, run, "")
    english, french = (" ".join(sentences(year, life, lang, whole=True)) for lang in ("en", "fr"))
    assert "proposes a task group with" in english
    assert "ends: its work is done" in english
    assert "propose un chantier avec" in french
    assert "s'achève\u00a0: son travail est fait" in french
