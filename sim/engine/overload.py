"""Overload: requests that nobody opens lapse, what lies too long is refused, low stakes declined, dead tasks are free.

The same law for every desk: of the head, of a manager, at the base. Patience begins when a task can be opened on a
desk, and whoever waits, eases a load or waits for advice does not renew it.
"""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.answer import put_into_effect
from sim.engine.arithmetic import clip, log
from sim.engine.compiled import compiled
from sim.engine.effect import close
from sim.engine.handoff import arrive, became, bring_back, free_task, is_own, note, take
from sim.engine.people import load_days
from sim.engine.tables import Tables
from sim.record import ADVICE_LAPSED, DECLINED, LAPSED, MEETING_LAPSED, REFUSED, VISA_LAPSED, WITHDRAWN
from sim.state import ADVICE, ANSWER, APPROVAL, DUPLICATE, INSTRUCTION, MEETING, NOBODY, Issue, Task


# ------------------------------------------------------------------------------------------------- requests that lapse
@compiled
def let_lapse(s: Tables) -> None:
    """Every evening end what nobody opened `patience_days` after it became usable (ours).

    A visa lapses into effect: silence is consent. A meeting nobody came to goes back to the convener, an issue one step
    back to whoever passed it on, else to whom it came; who gets it back answers alone. Advice is waited for no longer.
    """
    law, day_end = s.law[0], (s.org[0].day + 1) * s.law[0].step_hours
    if law.lapsing == 0.0:
        return
    for j in range(len(s.order)):
        task = s.people[s.order[j]].inbox_first
        while task != NOBODY:
            after = s.tasks[task].next
            if s.tasks[task].asked and day_end - s.tasks[task].since >= law.patience_days * law.step_hours:
                lapse(s, s.order[j], task, day_end)
            task = after


@compiled
def lapse(s: Tables, i: int, task: int, hour: float) -> None:
    """Let one request that lies with `i` lapse, if it is of those that do (`lapsing`)."""
    row, kind, today = s.tasks[task].issue, s.tasks[task].kind, s.days[s.org[0].day]
    if kind == ADVICE and s.issues[row].id != s.tasks[task].version:
        return  # whoever opens it sees that it is dead
    issue = s.issues[row]
    if luck.kept_uniform(issue.luck, luck.LAPSE, issue.handoffs) >= s.law[0].lapsing:
        s.tasks[task].asked = False
        return
    take(s.tasks, s.people[i], task)
    if kind != ADVICE:
        arrive(s, task)
    s.roles[3 * s.org[0].day + s.people[i].role].lapsed += 1
    if kind == APPROVAL:
        today.lapsed_visas += 1
        _disappoint(s, issue.decider, i)
        note(s, hour, i, row, VISA_LAPSED, issue.decider)
        put_into_effect(s, task, hour)
    elif kind == ADVICE:
        today.lapsed_advice += 1
        _disappoint(s, issue.holder, i)
        note(s, hour, i, row, ADVICE_LAPSED, issue.holder)
        free_task(s, task)
    else:
        _fall_back(s, i, task, hour)


@compiled
def _fall_back(s: Tables, i: int, task: int, hour: float) -> None:
    """Bring a meeting back to its convener, or an issue back to whoever passed it on, to be answered alone."""
    row, today = s.tasks[task].issue, s.days[s.org[0].day]
    issue, meeting = s.issues[row], s.tasks[task].kind == MEETING
    back = issue.decider if meeting else issue.origin if issue.sender == NOBODY else issue.sender
    note(s, hour, i, row, MEETING_LAPSED if meeting else LAPSED, back)
    if meeting:
        today.lapsed_meetings += 1
        s.tasks[task].kind = ANSWER
    else:
        today.lapsed_issues += 1
        if s.people[back].manager == i and issue.hops > 0:
            issue.hops -= 1
    issue.lapsed, issue.climbed, issue.sender = True, False, NOBODY
    _disappoint(s, back, i)
    bring_back(s, task, back, hour)


@compiled
def _disappoint(s: Tables, i: int, silent: int) -> None:
    """Let silence cost trust: in the line if it came from above, else in peers."""
    me, loss = s.people[i], s.law[0].lapse_loss
    if s.people[silent].height > me.height:
        me.trust_up = clip(me.trust_up - loss)
    else:
        me.trust_peers = clip(me.trust_peers - loss)


# ------------------------------------------------------------------------------------------------------ what is dead
@compiled
def is_dead(s: Tables, i: int, task: int) -> bool:
    """Say whether nobody needs a task any more: its asker has gone on, its issue is settled, or newer news is here."""
    one = s.tasks[task]
    if one.kind == INSTRUCTION:
        return one.version < s.people[i].news
    if one.kind == ADVICE:
        return s.issues[one.issue].id != one.version or s.issues[one.issue].pending == 0
    return one.kind == DUPLICATE and s.issues[one.issue].id != one.version


@compiled
def withdraw(s: Tables, i: int, task: int, hour: float) -> bool:
    """Throw a dead task away instead of opening it, as often as people hear of that (`lapsing`); say whether it was."""
    one, law = s.tasks[task], s.law[0]
    if law.lapsing == 0.0 or not is_dead(s, i, task):
        return False
    if luck.uniform(law.seed, s.people[i].id, one.version, luck.LAPSE, one.kind) >= law.lapsing:
        return False
    s.days[s.org[0].day].withdrawn += 1
    if one.kind == ADVICE and s.issues[one.issue].id == one.version:
        note(s, hour, s.issues[one.issue].holder, one.issue, WITHDRAWN, i)
    free_task(s, task)
    return True


# ---------------------------------------------------------------------------------------------------------- refusal
@compiled
def refuse_old(s: Tables) -> None:
    """Every evening refuse the issues that have lain on a desk, or in a common inbox, for too long."""
    hour = (s.org[0].day + 1) * s.law[0].step_hours
    for j in range(len(s.order)):
        _refuse_in(s, s.people[s.order[j]], s.people[s.order[j]].role, hour)
    for k in range(len(s.teams)):
        _refuse_in(s, s.teams[k], s.people[s.teams[k].lead].role, hour)


@compiled
def _refuse_in(s: Tables, box: Any, role: int, hour: float) -> None:
    task = box.inbox_first
    while task != NOBODY:
        after = s.tasks[task].next
        if is_refused(s, s.tasks[task], hour):
            take(s.tasks, box, task)
            refuse(s, task, role, hour)
        task = after


@compiled
def is_refused(s: Tables, task: Task, hour: float) -> bool:
    """Say whether an issue has lain unopened on this desk for as long as one lies before it is refused.

    The patience of one desk is `refuse_days`, or drawn from the exponential distribution with that mean.
    """
    law = s.law[0]
    if task.kind != ANSWER:
        return False
    waited, patience = hour - task.since, law.refuse_days * law.step_hours
    if law.law_of_refusal > 0.0:
        patience *= _drawn_patience(s.issues[task.issue])
    return waited >= patience


@compiled
def _drawn_patience(issue: Issue) -> float:
    return -log(luck.kept_uniform(issue.luck, luck.REFUSAL, 64 * issue.attempts + issue.handoffs))


@compiled
def refuse(s: Tables, task: int, role: int, hour: float) -> None:
    """Close an issue unanswered: nobody will come to it."""
    issue, day = s.issues[s.tasks[task].issue], s.org[0].day
    note(s, hour, issue.origin, s.tasks[task].issue, REFUSED, NOBODY)
    outcome = became(s, issue)
    outcome.drop_hour, outcome.refused = hour, True
    if not is_own(issue):
        s.days[day].refused += 1
        s.roles[3 * day + role].refused += 1
    close(s, task)


# --------------------------------------------------------------------------------------------------- trade-offs by name
@compiled
def decline_least(s: Tables) -> None:
    """Every evening decline what has too low stakes for a full desk, the first first, as long as the desk is full.

    Full is a desk with more waiting than `care_load_days`; too low are stakes below `trade_off` x `priorities`: where
    priorities are clear it is said aloud what is not done (ours). What had an answer that failed is not declined.
    """
    law, hour = s.law[0], (s.org[0].day + 1) * s.law[0].step_hours
    bar = law.trade_off * law.priorities
    if bar == 0.0:
        return
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        task = me.inbox_first
        while task != NOBODY and load_days(law, me) > law.care_load_days:
            after, one = s.tasks[task].next, s.tasks[task]
            if one.kind == ANSWER and one.usable_hour <= hour and is_declined(s.issues[one.issue], bar):
                take(s.tasks, me, task)
                me.waiting -= 1
                decline(s, task, hour)
            task = after


@compiled
def is_declined(issue: Issue, bar: float) -> bool:
    """Say whether a full desk declines an issue."""
    return issue.stakes < bar and issue.attempts == 0


@compiled
def decline(s: Tables, task: int, hour: float) -> None:
    """Close an issue unanswered, by policy: it is told so."""
    issue, day = s.issues[s.tasks[task].issue], s.org[0].day
    note(s, hour, issue.origin, s.tasks[task].issue, DECLINED, NOBODY)
    outcome = became(s, issue)
    outcome.drop_hour, outcome.declined = hour, True
    s.days[day].declined += 0 if is_own(issue) else 1
    close(s, task)
