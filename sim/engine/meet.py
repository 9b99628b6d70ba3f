"""Meet: circles, the community of managers, task groups, and a meeting that waits until enough are ready.

Circles: a manager and the reports meet; what they believe comes together, and whose issues are is settled.

The community of managers: short points across silos, and talks of two managers who help each other.

Task groups: whoever felt a gap between two teams may propose one; it ends when its work is done or its time is over.

What a group gives flows through pairs of teams, not members: teams that one joins know each other's course in force,
need not form anything to meet, and meet without silo. Nothing else heals a silo, and nothing here knows who leads.

The caravan: people of uneven commitment are ready at different times; a meeting waits for all, or for some.
"""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.arithmetic import exp, log
from sim.engine.compiled import compiled
from sim.engine.handoff import drawn_among, note, note_end
from sim.engine.people import grown, lose_heart
from sim.engine.tables import GROUP_TEAMS, Tables
from sim.record import AIM, JOINED, PROPOSED, REORGANISED, TERM
from sim.state import ANSWER, NOBODY, Issue, Person


@compiled
def meet_as_community(s: Tables) -> None:
    """Hold the day's point of the community, and the day's talks of mentoring, if either is due."""
    law, day = s.law[0], s.org[0].day
    if law.community_minutes > 0.0 and day % int(law.community_days) == 0:
        hold_point(s)
    if law.mentoring_minutes > 0.0 and day % int(law.mentoring_days) == 0:
        mentor(s)


@compiled
def hold_point(s: Tables) -> None:
    """Let all who lead somebody meet, if they are two at least: beliefs come together by the law of circles.

    Minutes that are built into circles (`community_built_in`) are taken from those, not added. Their teams' ways of
    working come together by the same law, as far as `community_practices` has it: practices are harmonised (ours).
    """
    law = s.law[0]
    mixing, mean, leaders = mixed(law.community_minutes, law.circle_minutes_scale), 0.0, 0
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        if me.reports > 0:
            mean += me.g
            leaders += 1
    if leaders < 2:
        return
    harmonise(s, law.community_practices * mixing)
    mean /= leaders
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        if me.reports > 0:
            me.g += mixing * (mean - me.g)
            ease_isolation(me, mixing)
            me.meeting_hours += law.community_minutes / 60.0
            s.days[s.org[0].day].community_hours += law.community_minutes / 60.0


@compiled
def harmonise(s: Tables, mixing: float) -> None:
    """Bring the practices of teams whose leads lead somebody towards their mean."""
    mean, met = 0.0, 0
    for k in range(len(s.teams)):
        if s.people[s.teams[k].lead].reports > 0:
            mean += s.teams[k].practice
            met += 1
    for k in range(len(s.teams)):
        if s.people[s.teams[k].lead].reports > 0:
            s.teams[k].practice += mixing * (mean / met - s.teams[k].practice)


@compiled
def mentor(s: Tables) -> None:
    """Pair managers by the luck of the day; each pair talks, isolation and resistance fall by the law of circles."""
    law = s.law[0]
    mixing, hours = mixed(law.mentoring_minutes, law.circle_minutes_scale), law.mentoring_minutes / 60.0
    first = -1
    for j in range(len(s.order)):
        i = s.order[j]
        if s.people[i].reports == 0:
            continue
        if first < 0:
            first = i
            continue
        _talk(s.people[first], mixing, hours)
        _talk(s.people[i], mixing, hours)
        first = -1


@compiled
def _talk(me: Person, mixing: float, hours: float) -> None:
    ease_isolation(me, mixing)
    me.resistance -= mixing * me.resistance
    me.mentoring_hours += hours


@compiled
def ease_isolation(me: Person, mixing: float) -> None:
    """Let time among equals take its share of isolation away (ours)."""
    me.isolation -= mixing * me.isolation


@compiled
def grow_people(s: Tables) -> None:
    """Charge the hours that coaching and steering take today, and let those coached grow.

    A manager coaches every report as far as the culture has it (`coaching`); the head steers with the share
    `orchestration` of the time for it, which grows the managers below by the same law, and costs the head what
    coaching them would at least. Who coaches uses the talks there are: what both sides spent on reports, instructions
    and visas of late, a week's coaching at most, is no extra hour, by the share `coaching_replaces` (ours).
    """
    law = s.law[0]
    for j in range(len(s.order)):
        i = s.order[j]
        me = s.people[i]
        if me.reports == 0:
            continue
        share, steering = law.coaching, 0.0
        if me.manager < 0:
            share, steering = max(share, law.orchestration), law.orchestration * law.orchestration_hours
        spared = 0.0
        for k in range(s.reports_first[i], s.reports_first[i + 1]):
            report = s.people[s.reports[k]]
            report.skill += grown(law, report, share * law.coaching_gain / 5.0)
            replaced = replaced_hours(law, report, share * law.coaching_hours)
            report.mentoring_hours += share * law.coaching_hours / 5.0 - replaced
            spared += replaced
        me.mentoring_hours += max(steering, share * me.reports * law.coaching_hours / 5.0 - spared)


@compiled
def replaced_hours(law: Any, report: Person, weekly: float) -> float:
    """Return how much of today's coaching, a fifth of a week's, takes the place of reports, instructions and visas."""
    used = min(weekly / 5.0, report.line_hours)
    report.line_hours = min(weekly, report.line_hours - used)
    return law.coaching_replaces * used


@compiled
def meet_in_circles(s: Tables) -> None:
    """Let every manager and the reports mix their beliefs, when the day has come; everybody pays the minutes.

    By the share `circle_reach` of the same mixing they bring their views of a context together, those of one team, and
    settle whose an unclear issue is that waits with one of them: it stays there, and no second desk takes it (ours).
    """
    law = s.law[0]
    minutes = minutes_left(law)
    if minutes == 0.0 or s.org[0].day % int(law.circle_days) != 0:
        return
    mixing = mixed(minutes, law.circle_minutes_scale)
    for j in range(len(s.order)):
        if s.people[s.order[j]].reports > 0:
            _meet_in_circle(s, s.order[j], mixing, minutes / 60.0)


@compiled
def minutes_left(law: Any) -> float:
    """Return the minutes of a circle, less those it gives to points of the managers' community built into it."""
    given = law.community_built_in * law.community_minutes * law.circle_days / law.community_days
    return max(0.0, law.circle_minutes - given)


@compiled
def mixed(minutes: float, scale: float) -> float:
    """Return how far a circle brings beliefs to their mean: 1 - exp(-minutes / scale), from 0 to 1 (ours)."""
    return 1.0 - exp(-minutes / scale)


@compiled
def _meet_in_circle(s: Tables, i: int, mixing: float, hours: float) -> None:
    first, last = s.reports_first[i], s.reports_first[i + 1]
    mean = s.people[i].g
    for k in range(first, last):
        mean += s.people[s.reports[k]].g
    mean /= 1 + last - first
    s.people[i].g += mixing * (mean - s.people[i].g)
    s.people[i].meeting_hours += hours
    for k in range(first, last):
        report = s.people[s.reports[k]]
        report.g += mixing * (mean - report.g)
        report.meeting_hours += hours
    if s.law[0].circle_reach > 0.0:
        share_contexts(s, i, s.law[0].circle_reach * mixing)
        for k in range(first - 1, last):
            settle_owners(s, i if k < first else s.reports[k], s.law[0].circle_reach * mixing)


@compiled
def share_contexts(s: Tables, i: int, mixing: float) -> None:
    """Let those of a circle who are of one team bring their views of its context together."""
    first, last = s.reports_first[i], s.reports_first[i + 1]
    for k in range(first - 1, last):
        me = s.people[i if k < first else s.reports[k]]
        total, fellows = 0.0, 0
        for j in range(first - 1, last):
            other = s.people[i if j < first else s.reports[j]]
            if other.team == me.team:
                total += other.l
                fellows += 1
        me.l_heard = me.l + mixing * (total / fellows - me.l)
    for k in range(first - 1, last):
        me = s.people[i if k < first else s.reports[k]]
        me.l = me.l_heard


@compiled
def settle_owners(s: Tables, i: int, chance: float) -> None:
    """Settle whose the unclear issues are that wait in somebody's inbox, each with this chance."""
    task = s.people[i].inbox_first
    while task != NOBODY:
        if s.tasks[task].kind == ANSWER:  # news of a plan has no issue
            issue = s.issues[s.tasks[task].issue]
            drawn = luck.uniform(s.law[0].seed, issue.id, s.org[0].day, luck.CIRCLE, 0)
            if issue.ambiguous and drawn < chance:
                issue.ambiguous = False
                s.book[0].promised -= 1
        task = s.tasks[task].next


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
    return drawn_among(s, s.members, s.members_first[team], s.members_first[team + 1], issue.id, luck.GROUP)


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


@compiled
def ready_in(s: Tables, me: Person, issue: Issue) -> float:
    """Return in how many days somebody is ready to meet: exponential, mean `ready_days` x (1 / commitment - 1)."""
    if me.commitment >= 1.0:
        return 0.0
    u = luck.uniform(s.law[0].seed, issue.id, me.id, luck.READY, issue.attempts)
    return -log(u) * s.law[0].ready_days * (1.0 / me.commitment - 1.0)


@compiled
def convoy_days(s: Tables, issue: Issue) -> float:
    """Return how long a meeting of two teams waits: until the share `ready_share` of both teams is ready.

    Who is later than that, the convener apart, joins with chance `joining`, at no loss; others are left out, and lose
    engagement.
    """
    wait = _wait(s, issue)
    if s.law[0].ready_share < 1.0:
        _follow_up(s, issue, issue.team, wait)
        _follow_up(s, issue, issue.other_team, wait)
    return wait


@compiled
def _wait(s: Tables, issue: Issue) -> float:
    """Find the shortest wait among people's own after which enough are ready."""
    members = s.teams[issue.team].members + s.teams[issue.other_team].members
    needed = max(1.0, s.law[0].ready_share * members) - 1e-9  # somebody at least
    if _ready_by(s, issue, 0.0) >= needed:
        return 0.0
    best = -1.0
    for team in (issue.team, issue.other_team):
        for k in range(s.members_first[team], s.members_first[team + 1]):
            days = ready_in(s, s.people[s.members[k]], issue)
            if (best < 0.0 or days < best) and _ready_by(s, issue, days) >= needed:
                best = days
    return max(0.0, best)


@compiled
def _ready_by(s: Tables, issue: Issue, days: float) -> int:
    ready = 0
    for team in (issue.team, issue.other_team):
        for k in range(s.members_first[team], s.members_first[team + 1]):
            if ready_in(s, s.people[s.members[k]], issue) <= days:
                ready += 1
    return ready


@compiled
def _follow_up(s: Tables, issue: Issue, team: int, wait: float) -> None:
    law, today = s.law[0], s.days[s.org[0].day]
    for k in range(s.members_first[team], s.members_first[team + 1]):
        me = s.people[s.members[k]]
        if ready_in(s, me, issue) <= wait or s.members[k] == issue.decider:
            continue
        if luck.uniform(law.seed, issue.id, me.id, luck.JOINING, issue.attempts) < law.joining:
            today.joined += 1
        else:
            today.left_out += 1
            lose_heart(law, me, law.left_out_loss)
