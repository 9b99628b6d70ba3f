"""Step 4, work: one person goes through the inbox until the day's attention is used up.

This is the step a Mesa agent takes. The rule answers each issue with an action; the engine carries it out.
"""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.act import act, follow_instruction, meet, work_twice
from sim.engine.answer import looks_covered
from sim.engine.approve import judge
from sim.engine.community import freedom
from sim.engine.compiled import compiled
from sim.engine.consult import advise
from sim.engine.contest import draw_joint_holder
from sim.engine.handoff import arrive
from sim.engine.inbox import became, next_task, usable
from sim.engine.lived import effort
from sim.engine.overload import is_refused, refuse, withdraw
from sim.engine.tables import BAD_ACTION, FINE, Tables
from sim.state import (
    ADVICE,
    ANSWER,
    ANYTHING,
    APPLY_PLAN,
    APPROVAL,
    CONVENE,
    DUPLICATE,
    INSTRUCTION,
    MEETING,
    NOBODY,
    Person,
)

ALMOST: float = 1.0 - 1e-12
"""What is usable at the very end of a day belongs to the next."""


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
    clock, day_end = day * law.step_hours + me.debt_hours, (day + 1) * law.step_hours
    attention = start_day(s, i)
    limit, late, past_end, paid = attention, False, 0.0, 0.0
    while s.book[0].failed == FINE:
        if not late and (me.worked_hours >= limit or clock >= day_end):
            late, past_end, clock = True, clock - day_end, day_end
            paid = pay_owed(law, me, attention)
            limit = late_limit(law, me, attention, paid)
        if me.worked_hours >= limit:
            break
        task = next_task(s, i, clock * ALMOST if late else clock)
        if task == NOBODY:
            break
        if not late:
            clock = max(clock, s.tasks[task].usable_hour)
        hours = do_task(s, i, task, clock, rule)
        me.worked_hours += hours
        if not late:
            clock += hours
    end_day(law, me, attention, past_end if late else clock - day_end, paid)


@compiled
def start_day(s: Tables, i: int) -> float:
    """Return the hours of attention left for issues: what there is, less what is owed and what the day asks first.

    What the day asks beyond itself is owed, up to `owed_days`; the rest lapses: nobody comes to it.
    """
    law, me = s.law[0], s.people[i]
    owed = law.step_hours * me.commitment * (1.0 - law.attention_loss * me.exhaustion)
    me.available_hours = owed * effort(law, me)
    me.withheld_hours = owed - me.available_hours
    asked = me.operational_hours + me.sensing_hours + law.local_sensing_hours
    asked += me.meeting_hours + me.contest_hours + me.mentoring_hours
    attention = me.available_hours - asked - me.debt_hours
    beyond = max(0.0, -attention)
    me.debt_hours = min(beyond, law.owed_days * law.step_hours)
    s.days[s.org[0].day].lapsed_hours += beyond - me.debt_hours
    me.attention_hours = max(0.0, attention)
    return me.attention_hours


@compiled
def pay_owed(law: Any, me: Person, attention: float) -> float:
    """Pay hours owed out of tonight's overtime, what the day has overrun apart; return the hours paid."""
    if me.worked_hours < attention:
        return 0.0
    paid = min(max(0.0, law.overtime_hours - (me.worked_hours - attention)), me.debt_hours)
    me.debt_hours -= paid
    return paid


@compiled
def late_limit(law: Any, me: Person, attention: float, paid: float) -> float:
    """Return the hours of tasks at which somebody stops for good: the day's, and overtime while tasks wait.

    Only what is usable when the day ends is opened, and all of it bears the stamp of the day's end: hours beyond it
    have no place on the clock. Whose attention was not used up goes home.
    """
    if law.overtime_hours == 0.0 or me.worked_hours < attention:
        return 0.0
    return attention + law.overtime_hours - paid


@compiled
def end_day(law: Any, me: Person, attention: float, past_end: float, paid: float) -> None:
    """Book unused attention as idle, hours worked beyond it as overtime, and beyond that as debt.

    So are hours past the end of the day, of whoever had to wait for a task: nobody does two things at a time.
    """
    beyond = max(0.0, me.worked_hours - attention, past_end) if me.worked_hours > 0.0 else 0.0
    me.idle_hours = max(0.0, attention - me.worked_hours + beyond)
    extra = min(max(0.0, law.overtime_hours - paid), beyond)
    me.overtime_hours = paid + extra
    me.available_hours += me.overtime_hours
    me.debt_hours += beyond - extra


@compiled
def do_task(s: Tables, i: int, task: int, clock: float, rule: Any) -> float:
    """Open a task and deal with it; return the hours that takes: none if it is dead, or refused."""
    if withdraw(s, i, task, clock):
        return 0.0
    if is_refused(s, s.tasks[task], clock):
        refuse(s, task, s.people[i].role, clock)
        return 0.0
    s.tasks[task].asked = False
    if s.tasks[task].kind in (ANSWER, APPROVAL, MEETING):
        return work_on(s, i, task, clock, rule)
    return open_task(s, i, task, clock, rule)


@compiled
def work_on(s: Tables, i: int, task: int, clock: float, rule: Any) -> float:
    """Deal with the task that carries an issue; until its first answer takes effect its hours are part of the lead."""
    row = s.tasks[task].issue
    arrive(s, task)
    hours = open_task(s, i, task, clock, rule)
    if s.issues[row].attempts == 0:
        became(s, s.issues[row]).working_hours += hours
    return hours


@compiled
def open_task(s: Tables, i: int, task: int, clock: float, rule: Any) -> float:
    """Open a task and deal with it as its kind asks for; return the hours that takes."""
    opening = s.law[0].receive_hours if s.tasks[task].handed else 0.0
    today, kind, hour = s.days[s.org[0].day], s.tasks[task].kind, clock + opening
    today.handoff_hours += opening
    if kind == INSTRUCTION:
        telling = follow_instruction(s, i, task, hour)
        today.handoff_hours += telling
        return opening + telling
    if kind == ADVICE:
        advising = advise(s, i, task, hour)
        today.advising_hours += advising
        return opening + advising
    if kind == APPROVAL:
        return opening + judge(s, i, task, hour)
    if kind == MEETING:
        return opening + meet(s, i, task, hour)
    if kind == DUPLICATE:
        return opening + work_twice(s, i, task)
    look(s, i, s.tasks[task].issue, clock)
    action = ask(s, i, s.tasks[task].issue, rule)
    if s.book[0].failed != FINE:
        return opening
    return opening + act(s, i, task, hour, action)


@compiled
def look(s: Tables, i: int, row: int, clock: float) -> None:
    """See an issue with one's own eyes, how much else is waiting, and whether one may decide it.

    Whatever climbed and then lay for two days shows a bottleneck; where rights are shared, another may take it too.
    """
    me, issue, law = s.people[i], s.issues[row], s.law[0]
    me.waiting = usable(s.tasks, me, clock)
    issue.visits += 1
    issue.holder, issue.pending = i, 0
    issue.waited_days = (clock - issue.born_hour) / law.step_hours
    if me.team == issue.team:
        issue.context = me.l
    issue.plan_covers = looks_covered(s, me, issue)
    if issue.climbed and clock - issue.handed_hour - law.handoff_hours >= 2.0 * law.step_hours:
        s.days[s.org[0].day].bottlenecks += 1
    issue.climbed = False
    draw_joint_holder(s, i, row, clock)
    boss = s.people[i if me.manager == NOBODY else me.manager]
    free = luck.kept_uniform(issue.luck, luck.INITIATIVE, 0) < freedom(law, boss)
    wider = luck.kept_uniform(issue.luck, luck.RIGHTS, 0) < law.skill_rights * (me.skill - 1.0)
    me.authority = ANYTHING if free else me.height + (1 if wider else 0)


@compiled
def ask(s: Tables, i: int, row: int, rule: Any) -> int:
    """Ask the rule; a number that is no action stops the run and is kept for the message."""
    me, issue, book = s.people[i], s.issues[row], s.book[0]
    boss = s.people[i if me.manager == NOBODY else me.manager]
    chance = luck.kept_uniform(issue.luck, luck.RULE, issue.visits)
    action = rule(me, boss, issue, s.org[0], chance, s.args[0])
    if action < APPLY_PLAN or action > CONVENE:
        book.failed, book.failed_person, book.failed_issue = BAD_ACTION, i, row
        book.failed_luck, book.failed_action = chance, action
    return action
