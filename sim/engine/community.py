"""The community of managers: short points across silos, and talks of two managers who help each other."""

from __future__ import annotations

from typing import Any

from sim.engine.circles import mixed
from sim.engine.compiled import compiled
from sim.engine.quality import grown
from sim.engine.tables import Tables
from sim.engine.wear import lonely
from sim.state import Person


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
def linked(law: Any, me: Person) -> float:
    """Return how far the community has taken somebody out of the usual isolation, 0 to 1 (ours)."""
    usual = lonely(law, me)
    return max(0.0, 1.0 - me.isolation / usual) if usual > 0.0 else 0.0


@compiled
def freedom(law: Any, boss: Person) -> float:
    """Return the chance that whoever an issue comes to may decide it, whatever its scope: the dial `initiative`.

    Teams of managers who are linked to others take more: `community_initiative` of what is missing (ours).
    """
    return law.initiative + law.community_initiative * linked(law, boss) * (1.0 - law.initiative)


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
