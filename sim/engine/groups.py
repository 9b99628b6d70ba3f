"""Task groups: a meeting of two teams may leave a group that stands while used (the dial `evolving_structure`)."""

from __future__ import annotations

from sim.engine import luck
from sim.engine.circles import mixed
from sim.engine.compiled import compiled
from sim.engine.tables import SLOTS, Tables
from sim.state import NOBODY, Issue


@compiled
def forming(s: Tables, issue: Issue) -> float:
    """Return the hours it takes the convener to form a group: none if one stands, half at full maturity (ours)."""
    if use_standing(s, issue.team, issue.other_team) or use_standing(s, issue.other_team, issue.team):
        return 0.0
    one, two = s.teams[issue.team], s.teams[issue.other_team]
    hours = s.law[0].forming_hours * (1.0 - 0.25 * (one.maturity + two.maturity))
    one.maturity += s.law[0].maturity_gain * (1.0 - one.maturity)
    two.maturity += s.law[0].maturity_gain * (1.0 - two.maturity)
    today = s.days[s.org[0].day]
    today.formed += 1
    today.forming_hours += hours
    if luck.uniform(s.law[0].seed, issue.id, issue.attempts, luck.PERSISTENCE, 0) < s.law[0].evolving_structure:
        stand(s, issue.team, issue.other_team)
    return hours


@compiled
def use_standing(s: Tables, team: int, other: int) -> bool:
    """Say whether a team has a group standing with another; if so, it has been used today."""
    for k in range(SLOTS):
        if s.group_partner[team, k] == other:
            s.group_used[team, k] = s.org[0].day
            return True
    return False


@compiled
def stand(s: Tables, team: int, other: int) -> None:
    """Let a group stand; where a team has as many as it can hold, the one unused longest is dissolved."""
    slot = 0
    for k in range(SLOTS):
        if s.group_partner[team, k] == NOBODY:
            slot = k
            break
        if s.group_used[team, k] < s.group_used[team, slot]:
            slot = k
    if s.group_partner[team, slot] != NOBODY:
        dissolve(s, team, slot)
    s.group_partner[team, slot] = other
    s.group_since[team, slot] = s.group_used[team, slot] = s.org[0].day


@compiled
def dissolve(s: Tables, team: int, slot: int) -> None:
    """Give a group up."""
    today = s.days[s.org[0].day]
    today.dissolved += 1
    today.group_days += s.org[0].day - s.group_since[team, slot]
    s.group_partner[team, slot] = NOBODY


@compiled
def keep_groups(s: Tables) -> None:
    """Each morning dissolve groups long unused; once a week the two leads of each that stands meet, and pay upkeep."""
    law, day = s.law[0], s.org[0].day
    mixing = mixed(60.0 * law.upkeep_hours, law.circle_minutes_scale)
    for team in range(len(s.teams)):
        s.teams[team].maturity -= law.relaxation * s.teams[team].maturity
        for k in range(SLOTS):
            if s.group_partner[team, k] == NOBODY:
                continue
            if day - s.group_used[team, k] > law.group_idle_days:
                dissolve(s, team, k)
            elif (day - s.group_since[team, k]) % 5 == 4:
                _upkeep(s, s.teams[team].lead, s.teams[s.group_partner[team, k]].lead, mixing)


@compiled
def _upkeep(s: Tables, i: int, j: int, mixing: float) -> None:
    one, two, hours = s.people[i], s.people[j], s.law[0].upkeep_hours
    middle = 0.5 * (one.g + two.g)
    one.g += mixing * (middle - one.g)
    two.g += mixing * (middle - two.g)
    one.meeting_hours += hours
    two.meeting_hours += hours
    s.days[s.org[0].day].upkeep_hours += 2.0 * hours
