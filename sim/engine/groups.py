"""Task groups: whoever felt a gap between two teams may propose one; it ends when its work is done or its time is over.

What a group gives flows through pairs of teams, not members: teams that one joins know each other's course in force,
need not form anything to meet, and meet without silo. Nothing else heals a silo, and nothing here knows who leads.
"""

from __future__ import annotations

from sim.engine import luck
from sim.engine.circles import mixed
from sim.engine.compiled import compiled
from sim.engine.events import note, note_end
from sim.engine.tables import GROUP_TEAMS, Tables
from sim.record import AIM, JOINED, PROPOSED, REORGANISED, TERM
from sim.state import NOBODY, Issue


@compiled
def forming(s: Tables, issue: Issue) -> float:
    """Return the convener's hours to set a meeting up: none in a task group, half at full maturity (ours)."""
    if joined(s, issue.team, issue.other_team):
        return 0.0
    one, two = s.teams[issue.team], s.teams[issue.other_team]
    hours = s.law[0].forming_hours * (1.0 - 0.25 * (one.maturity + two.maturity))
    one.maturity += s.law[0].maturity_gain * (1.0 - one.maturity)
    two.maturity += s.law[0].maturity_gain * (1.0 - two.maturity)
    today = s.days[s.org[0].day]
    today.formed += 1
    today.forming_hours += hours
    return hours


@compiled
def joined(s: Tables, team: int, other: int) -> bool:
    """Say whether a task group joins two teams."""
    if s.book[0].groups == 0:
        return False
    for row in range(len(s.groups)):
        if s.groups[row].animator != NOBODY and has_team(s, row, team) and has_team(s, row, other):
            return True
    return False


@compiled
def has_team(s: Tables, row: int, team: int) -> bool:
    """Say whether somebody of a team is in a task group."""
    for k in range(GROUP_TEAMS):
        if s.group_members[row, k] != NOBODY and s.people[s.group_members[row, k]].team == team:
            return True
    return False


@compiled
def feel_gap(s: Tables, issue_row: int, gap: float, held: bool) -> None:
    """Count a first answer across teams for the groups that join them; a wide gap that none joins may found one.

    Whoever the issue came to proposes with chance `group_rate` x `evolving_structure` x own engagement, where the gap
    between both teams' courses exceeds `group_gap`.
    """
    law, issue = s.law[0], s.issues[issue_row]
    if not issue.coupled:
        return
    if joined(s, issue.team, issue.other_team):
        if held:
            _work_on(s, issue)
        return
    chance = law.group_rate * law.evolving_structure * s.people[issue.origin].engagement
    if abs(gap) <= law.group_gap or luck.kept_uniform(issue.luck, luck.PROPOSING, 0) >= chance:
        return
    if s.people[issue.origin].team == issue.team:  # not if the structure has turned since
        _found(s, issue_row)


@compiled
def _work_on(s: Tables, issue: Issue) -> None:
    """Bring every group that joins an issue's teams nearer to its aim; one that has reached it ends tonight."""
    for row in range(len(s.groups)):
        group = s.groups[row]
        if group.animator != NOBODY and has_team(s, row, issue.team) and has_team(s, row, issue.other_team):
            group.held += 1
            if group.held >= s.law[0].group_aim:
                _end(s, row, AIM, (s.org[0].day + 1) * s.law[0].step_hours)


@compiled
def _found(s: Tables, issue_row: int) -> None:
    """Found a group, if there is room: its animator, a member of the other team, then members of further teams."""
    issue, hour, row = s.issues[issue_row], (s.org[0].day + 1) * s.law[0].step_hours, 0
    while row < len(s.groups) and s.groups[row].animator != NOBODY:
        row += 1
    if row == len(s.groups):
        return
    group, size = s.groups[row], 2
    group.issue, group.arrival, group.since, group.held = issue.id, issue.outcome, s.org[0].day, 0
    group.animator = issue.origin
    s.group_members[row, 0], s.group_members[row, 1] = issue.origin, _member(s, issue.other_team, issue)
    note(s, hour, issue.origin, issue_row, PROPOSED, s.group_members[row, 1])
    while size < int(s.law[0].group_teams):
        team = _further_team(s, row, issue)
        if team == NOBODY:
            break
        s.group_members[row, size] = _member(s, team, issue)
        size += 1
    for k in range(1, size):
        note(s, hour, s.group_members[row, k], issue_row, JOINED, issue.origin)
    s.book[0].groups += 1
    s.days[s.org[0].day].founded += 1


@compiled
def _member(s: Tables, team: int, issue: Issue) -> int:
    """Draw a member of a team by the luck of the issue; NOBODY if it has none."""
    best, lot = NOBODY, 0
    for k in range(s.members_first[team], s.members_first[team + 1]):
        drawn = luck.mix(s.law[0].seed, s.people[s.members[k]].id, issue.id, luck.GROUP, 0)
        if best == NOBODY or drawn < lot:
            best, lot = s.members[k], drawn
    return best


@compiled
def _further_team(s: Tables, row: int, issue: Issue) -> int:
    """Draw a team with members that is not in a group yet; NOBODY if all are."""
    best, lot = NOBODY, 0
    for team in range(len(s.teams)):
        if s.teams[team].members > 0 and not has_team(s, row, team):
            drawn = luck.mix(s.law[0].seed, team, issue.id, luck.GROUP, 1)
            if best == NOBODY or drawn < lot:
                best, lot = team, drawn
    return best


@compiled
def _end(s: Tables, row: int, reason: int, hour: float) -> None:
    group, today = s.groups[row], s.days[s.org[0].day]
    note_end(s, hour, group, reason)
    today.dissolved += 1
    today.aimed += 1 if reason == AIM else 0
    today.group_days += s.org[0].day - group.since
    group.animator = NOBODY
    for k in range(GROUP_TEAMS):
        s.group_members[row, k] = NOBODY
    s.book[0].groups -= 1


@compiled
def keep_groups(s: Tables) -> None:
    """Each morning end groups whose time is over, or whose people are of one team by now; the others meet weekly."""
    law, day = s.law[0], s.org[0].day
    for team in range(len(s.teams)):
        s.teams[team].maturity -= law.relaxation * s.teams[team].maturity
    for row in range(len(s.groups)):
        if s.groups[row].animator == NOBODY:
            continue
        age = day - s.groups[row].since
        if age >= law.group_term:
            _end(s, row, TERM, day * law.step_hours)
        elif not _is_across(s, row):
            _end(s, row, REORGANISED, day * law.step_hours)
        elif age % 5 == 1:
            _meet(s, row, mixed(60.0 * law.upkeep_hours, law.circle_minutes_scale))


@compiled
def _is_across(s: Tables, row: int) -> bool:
    first = s.people[s.groups[row].animator].team
    for k in range(1, GROUP_TEAMS):
        if s.group_members[row, k] != NOBODY and s.people[s.group_members[row, k]].team != first:
            return True
    return False


@compiled
def _meet(s: Tables, row: int, mixing: float) -> None:
    """Mix the beliefs of a group as in a circle, without silo; each pays the hours."""
    mean, size, hours = 0.0, 0, s.law[0].upkeep_hours
    for k in range(GROUP_TEAMS):
        if s.group_members[row, k] != NOBODY:
            mean += s.people[s.group_members[row, k]].g
            size += 1
    mean /= size
    for k in range(GROUP_TEAMS):
        if s.group_members[row, k] != NOBODY:
            me = s.people[s.group_members[row, k]]
            me.g += mixing * (mean - me.g)
            me.meeting_hours += hours
            s.days[s.org[0].day].upkeep_hours += hours
