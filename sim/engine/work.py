"""Step 4, work: one person goes through the inbox until the day's attention is used up.

This is the step a Mesa agent takes. The rule answers each issue with an action; the engine carries it out.
"""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.answer import give_answer, looks_covered, work_multiplier
from sim.engine.compiled import compiled
from sim.engine.direct import tell
from sim.engine.handoff import escalate, hand_issue, shortest_inbox
from sim.engine.inbox import MOST, earliest, free_task, put, take, usable
from sim.engine.tables import BAD_ACTION, FINE, Tables
from sim.state import APPLY_PLAN, DECIDE, ESCALATE, INSTRUCTION, NOBODY, SHARE, WAIT, Issue, Person


@compiled
def work(s: Tables, i: int, rule: Any) -> None:
    """Let person `i` work through today's inbox.

    Parameters
    ----------
    s : Tables
        Of the run; changed in place.
    i : int
        Row of the person.
    rule : bound rule
        Called as ``rule(me, boss, issue, org, luck, args)``, returns an action.
    """
    me, law, day = s.people[i], s.law[0], s.org[0].day
    clock = day * law.step_hours + me.debt_hours
    day_end = (day + 1) * law.step_hours
    attention = start_day(law, me)
    while me.worked_hours < attention and clock < day_end and s.book[0].failed == FINE:
        task = earliest(s, me, clock)
        if task == NOBODY or s.tasks[task].usable_hour >= day_end:
            break
        clock = max(clock, s.tasks[task].usable_hour)
        take(s, i, task)
        hours = do_task(s, i, task, clock, rule)
        me.worked_hours += hours
        clock += hours
    end_day(me, attention, clock - day_end)


@compiled
def start_day(law: Any, me: Person) -> float:
    """Return the hours of attention left for issues: what there is, less what is owed and what the day asks first."""
    me.available_hours = law.step_hours * me.commitment * (1.0 - law.attention_loss * me.exhaustion)
    asked = me.operational_hours + me.sensing_hours + law.local_sensing_hours + me.meeting_hours
    attention = me.available_hours - asked - me.debt_hours
    me.debt_hours = max(0.0, -attention)
    return max(0.0, attention)


@compiled
def end_day(me: Person, attention: float, past_end: float) -> None:
    """Book unused attention as idle, and hours worked beyond it as debt.

    So are hours past the end of the day, of whoever had to wait for a task: nobody does two things at a time.
    """
    owed = max(0.0, me.worked_hours - attention, past_end) if me.worked_hours > 0.0 else 0.0
    me.idle_hours = max(0.0, attention - me.worked_hours + owed)
    me.debt_hours += owed


@compiled
def do_task(s: Tables, i: int, task: int, clock: float, rule: Any) -> float:
    """Open a task and deal with it; return the hours that takes."""
    opening = s.law[0].receive_hours if s.tasks[task].handed else 0.0
    today = s.days[s.org[0].day]
    today.handoff_hours += opening
    if s.tasks[task].kind == INSTRUCTION:
        telling = tell(s, i, s.tasks[task].version, clock + opening)
        free_task(s, task)
        today.instructions += 1
        today.handoff_hours += telling
        return opening + telling
    look(s, i, s.issues[s.tasks[task].issue], clock)
    action = ask(s, i, s.tasks[task].issue, rule)
    if s.book[0].failed != FINE:
        return opening
    return opening + act(s, i, task, clock + opening, action)


@compiled
def look(s: Tables, i: int, issue: Issue, clock: float) -> None:
    """See an issue with one's own eyes, and how much else is waiting, before deciding what to do with it."""
    me = s.people[i]
    me.waiting = usable(s, me, clock)
    issue.visits += 1
    issue.waited_days = (clock - issue.born_hour) / s.law[0].step_hours
    if me.team == issue.team:
        issue.context = me.l
    issue.plan_covers = looks_covered(s, me, issue)


@compiled
def ask(s: Tables, i: int, row: int, rule: Any) -> int:
    """Ask the rule; a number that is no action stops the run and is kept for the message."""
    me, issue, book = s.people[i], s.issues[row], s.book[0]
    boss = s.people[i if me.manager == NOBODY else me.manager]
    chance = luck.uniform(s.law[0].seed, issue.id, 0, luck.RULE, issue.visits)
    action = rule(me, boss, issue, s.org[0], chance, s.args[0])
    if action < APPLY_PLAN or action > WAIT:
        book.failed, book.failed_person, book.failed_issue = BAD_ACTION, i, row
        book.failed_luck, book.failed_action = chance, action
    return action


@compiled
def act(s: Tables, i: int, task: int, hour: float, action: int) -> float:
    """Carry an action out, or the nearest one that is possible; return its hours.

    An ambiguous issue cannot be answered: one hand-off, up or sideways, settles whose it is first.
    """
    me, issue, today = s.people[i], s.issues[s.tasks[task].issue], s.days[s.org[0].day]
    if issue.ambiguous and action <= DECIDE:
        action = SHARE
    if action == WAIT:
        return wait(s, i, task)
    if action == SHARE:
        taker = shortest_inbox(s, i, hour, MOST + 1 if issue.ambiguous else me.waiting + 1)
        if taker != NOBODY:
            return share(s, task, taker, hour)
        action = ESCALATE if issue.ambiguous else DECIDE
    if action == ESCALATE and me.manager != NOBODY:
        return pass_up(s, i, task, hour)
    by_plan = action == APPLY_PLAN and issue.plan_covers
    hours = (s.law[0].plan_hours if by_plan else s.law[0].work_hours) * work_multiplier(s.law[0], issue)
    felt = 0.0 if by_plan else 1.0
    me.autonomy += s.law[0].autonomy_memory * (felt - me.autonomy)
    today.answering_hours += hours
    today.planned += 1 if by_plan else 0
    today.decided += 0 if by_plan else 1
    give_answer(s, task, i, hour + hours, by_plan)
    return hours


@compiled
def wait(s: Tables, i: int, task: int) -> float:
    """Leave an issue until tomorrow."""
    today = s.days[s.org[0].day]
    today.waited += 1
    s.tasks[task].usable_hour = (s.org[0].day + 1) * s.law[0].step_hours
    s.tasks[task].handed = False
    put(s, i, task)
    return 0.0


@compiled
def share(s: Tables, task: int, taker: int, hour: float) -> float:
    """Hand an issue to a report or peer; return the sender's hours."""
    sending = s.law[0].send_hours
    hand_issue(s, task, taker, hour + sending)
    today = s.days[s.org[0].day]
    today.shared += 1
    today.handoffs += 1
    today.handoff_hours += sending
    return sending


@compiled
def pass_up(s: Tables, i: int, task: int, hour: float) -> float:
    """Hand an issue to one's manager; return the sender's hours."""
    sending = s.law[0].send_hours
    me = s.people[i]
    me.autonomy -= s.law[0].autonomy_memory * me.autonomy
    escalate(s, task, i, hour + sending)
    today = s.days[s.org[0].day]
    today.escalated += 1
    today.handoffs += 1
    today.handoff_hours += sending
    return sending
