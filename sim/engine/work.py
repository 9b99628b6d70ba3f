"""Step 4, work: one person goes through the inbox until the day's attention is used up.

This is the step a Mesa agent takes. The rule answers each issue with an action; the engine carries it out.
"""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.answer import looks_covered, own_answer, planned_answer, put_into_effect, work_multiplier
from sim.engine.approve import judge, send_out
from sim.engine.compiled import compiled
from sim.engine.consult import advise, consult
from sim.engine.convene import call_meeting, decide_for_both, hold_meeting, over_both
from sim.engine.handoff import escalate, hand_issue, shortest_inbox
from sim.engine.inbox import MOST, free_task, next_task, put, usable
from sim.engine.instruct import tell
from sim.engine.tables import BAD_ACTION, FINE, Tables
from sim.state import (
    ADVICE,
    ANYTHING,
    APPLY_PLAN,
    APPROVAL,
    CONSULT,
    CONVENE,
    DECIDE,
    DUPLICATE,
    ESCALATE,
    INSTRUCTION,
    MEETING,
    NOBODY,
    SHARE,
    WAIT,
    Issue,
    Person,
)


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
    attention = start_day(law, me)
    while me.worked_hours < attention and clock < day_end and s.book[0].failed == FINE:
        task = next_task(s, i, clock)
        if task == NOBODY:
            break
        clock = max(clock, s.tasks[task].usable_hour)
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
    """See an issue with one's own eyes, how much else is waiting, and whether one may decide it."""
    me, issue, law = s.people[i], s.issues[row], s.law[0]
    me.waiting = usable(s.tasks, me, clock)
    issue.visits += 1
    issue.holder, issue.pending = i, 0
    issue.waited_days = (clock - issue.born_hour) / law.step_hours
    if me.team == issue.team:
        issue.context = me.l
    issue.plan_covers = looks_covered(s, me, issue)
    free = luck.uniform(law.seed, issue.id, 0, luck.INITIATIVE, 0) < law.initiative
    me.authority = ANYTHING if free else me.height


@compiled
def ask(s: Tables, i: int, row: int, rule: Any) -> int:
    """Ask the rule; a number that is no action stops the run and is kept for the message."""
    me, issue, book = s.people[i], s.issues[row], s.book[0]
    boss = s.people[i if me.manager == NOBODY else me.manager]
    chance = luck.uniform(s.law[0].seed, issue.id, 0, luck.RULE, issue.visits)
    action = rule(me, boss, issue, s.org[0], chance, s.args[0])
    if action < APPLY_PLAN or action > CONVENE:
        book.failed, book.failed_person, book.failed_issue = BAD_ACTION, i, row
        book.failed_luck, book.failed_action = chance, action
    return action


@compiled
def act(s: Tables, i: int, task: int, hour: float, action: int) -> float:
    """Carry an action out, or the nearest one that is possible; return its hours."""
    me, issue = s.people[i], s.issues[s.tasks[task].issue]
    action = possible(s, issue, DECIDE if action == ESCALATE and me.manager == NOBODY else action)
    if action == WAIT:
        return wait(s, i, task)
    if action == CONSULT:
        hours = consult(s, i, task, hour)
        if hours >= 0.0:
            s.days[s.org[0].day].advising_hours += hours
            return hours
        action = DECIDE
    if action == CONVENE and s.teams[issue.other_team].lead != i:
        return call_meeting(s, i, task, hour)
    if action == SHARE:
        taker = shortest_inbox(s, i, issue.id, hour, MOST + 1 if issue.ambiguous else me.waiting + 1)
        if taker != NOBODY:
            return share(s, task, i, taker, hour)
        action = ESCALATE if issue.ambiguous else DECIDE
    if action == ESCALATE and me.manager != NOBODY:
        return pass_up(s, i, task, hour)
    return answer(s, i, task, hour, action == APPLY_PLAN and issue.plan_covers)


@compiled
def possible(s: Tables, issue: Issue, action: int) -> int:
    """Turn an action into one that the issue allows.

    An unclear issue cannot be answered: one hand-off, up or sideways, settles whose it is first. A wide one is
    consulted on before it is answered, as often as the dial `decision_process` says, under any rule.
    """
    answers = action in (APPLY_PLAN, DECIDE, CONSULT, CONVENE)
    if answers and issue.ambiguous:
        return SHARE
    if action <= DECIDE and issue.scope > 0 and not issue.consulted:
        chance = luck.uniform(s.law[0].seed, issue.id, 0, luck.CONSULTING, 0)
        return CONSULT if chance < s.law[0].decision_process else action
    if (action == CONSULT and issue.consulted) or (action == CONVENE and not issue.coupled):
        return DECIDE
    return action


@compiled
def answer(s: Tables, i: int, task: int, hour: float, by_plan: bool) -> float:
    """Answer an issue, by the plan or by one's own judgement, and send the answer out; return the hours."""
    me, issue, law = s.people[i], s.issues[s.tasks[task].issue], s.law[0]
    hours = (law.plan_hours if by_plan else law.work_hours) * work_multiplier(law, issue)
    today = s.days[s.org[0].day]
    today.answering_hours += hours
    issue.by_plan, issue.decider, issue.paired = by_plan, i, False
    me.autonomy += law.autonomy_memory * ((0.0 if by_plan else 1.0) - me.autonomy)
    if by_plan:
        today.planned += 1
        issue.answer = planned_answer(s, me, issue)
        put_into_effect(s, task, hour + hours)
        return hours
    today.decided += 1
    if over_both(s, i, issue):
        decide_for_both(s, i, issue)
    else:
        issue.answer = own_answer(s, me, issue, issue.context, 0)
    if issue.rejections > 0:
        issue.answer += me.trust_up * (issue.hint - issue.answer)
    return hours + send_out(s, task, i, hour + hours)


@compiled
def meet(s: Tables, i: int, task: int, hour: float) -> float:
    """Attend a meeting as the other team's lead: both courses are fixed and sent out; return the hours."""
    issue, hours = s.issues[s.tasks[task].issue], s.law[0].group_hours
    s.days[s.org[0].day].convening_hours += hours
    hold_meeting(s, i, issue)
    return hours + send_out(s, task, issue.decider, hour + hours)


@compiled
def work_twice(s: Tables, i: int, task: int) -> float:
    """Work on an issue that somebody else has too; answers more than 1 apart are a conflict."""
    row, law, today = s.tasks[task].issue, s.law[0], s.days[s.org[0].day]
    issue, me = s.issues[row], s.people[i]
    hours = law.work_hours
    if issue.id == s.tasks[task].version:
        hours *= work_multiplier(law, issue)
        context = me.l if me.team == issue.team else issue.context
        second = own_answer(s, me, issue, context, 15)
        if issue.decider != NOBODY and abs(second - issue.answer) > 1.0:
            today.conflicts += 1
    free_task(s, task)
    today.answering_hours += hours
    return hours


@compiled
def follow_instruction(s: Tables, i: int, task: int, hour: float) -> float:
    """Hear of a new version of the plan and pass it on; return the hours."""
    version = s.tasks[task].version
    free_task(s, task)
    s.days[s.org[0].day].instructions += 1
    return tell(s, i, version, hour)


@compiled
def wait(s: Tables, i: int, task: int) -> float:
    """Leave an issue until tomorrow."""
    today = s.days[s.org[0].day]
    today.waited += 1
    s.tasks[task].usable_hour = (s.org[0].day + 1) * s.law[0].step_hours
    s.tasks[task].handed = False
    put(s.tasks, s.people[i], task)
    return 0.0


@compiled
def share(s: Tables, task: int, sender: int, taker: int, hour: float) -> float:
    """Hand an issue to a report or peer; return the sender's hours."""
    sending = s.law[0].send_hours
    hand_issue(s, task, sender, taker, hour + sending)
    today = s.days[s.org[0].day]
    today.shared += 1
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
    today.handoff_hours += sending
    return sending
