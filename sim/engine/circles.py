"""Circles: a manager and the reports meet; what they believe comes together, and whose issues are is settled."""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.arithmetic import exp
from sim.engine.compiled import compiled
from sim.engine.tables import Tables
from sim.state import ANSWER, NOBODY


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
            _meet(s, s.order[j], mixing, minutes / 60.0)


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
def _meet(s: Tables, i: int, mixing: float, hours: float) -> None:
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
