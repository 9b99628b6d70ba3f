"""Work: open an issue, ask the rule, act on what it says, until the hours are used.

Carry out: what a rule answers becomes the action, or the nearest one that is possible, and its hours.

Step 4, work: one person goes through the inbox until the day's attention is used up.

This is the step a Mesa agent takes. The rule answers each issue with an action; the engine carries it out.
"""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.answer import (
    hours_saved,
    is_drawn_up,
    judge,
    looks_covered,
    own_answer,
    pace,
    planned_answer,
    put_into_effect,
    send_out,
    work_multiplier,
)
from sim.engine.ask import advise, call_meeting, consult, counterpart, decide_for_both, hold_meeting, over_both
from sim.engine.binding.call import call_rule
from sim.engine.compiled import compiled
from sim.engine.effect import is_refused, refuse, withdraw
from sim.engine.handoff import (
    MOST,
    arrive,
    became,
    escalate,
    free_task,
    hand_issue,
    next_task,
    note,
    put,
    shortest_inbox,
    tell,
    usable,
)
from sim.engine.people import effort
from sim.engine.power import draw_joint_holder, freedom, informed, pull_back, pulls_back
from sim.engine.tables import BAD_ACTION, FINE, Tables
from sim.record import MET
from sim.state import (
    ADVICE,
    ANSWER,
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
def act(s: Tables, i: int, task: int, hour: float, action: int) -> float:
    """Carry an action out, or the nearest one that is possible; return its hours."""
    me, issue = s.people[i], s.issues[s.tasks[task].issue]
    action = allowed(s, me, issue, action)
    if action == SHARE:
        taker = shortest_inbox(s, i, issue.id, hour, MOST + 1 if issue.ambiguous else me.waiting + 1)
        if taker != NOBODY:
            return share(s, task, i, taker, hour)
        action = ESCALATE if issue.ambiguous else possible(s, me, issue, DECIDE)
    if action == WAIT:
        return wait(s, i, task)
    if action == CONSULT:
        hours = consult(s, i, task, hour)
        if hours >= 0.0:
            s.days[s.org[0].day].advising_hours += hours
            return hours
        action = DECIDE
    if action == CONVENE and counterpart(s, issue) != i:
        return call_meeting(s, i, task, hour)
    if action == ESCALATE and me.manager != NOBODY:
        return pass_up(s, i, task, hour)
    return answer(s, i, task, hour, action == APPLY_PLAN and issue.plan_covers)


@compiled
def allowed(s: Tables, me: Person, issue: Issue, action: int) -> int:
    """Turn an action into one that is left: whoever was met with silence answers alone, and nobody is above the top."""
    if issue.lapsed and action not in (APPLY_PLAN, WAIT):
        return DECIDE
    return possible(s, me, issue, DECIDE if action == ESCALATE and me.manager == NOBODY else action)


@compiled
def possible(s: Tables, me: Person, issue: Issue, action: int) -> int:
    """Turn an action into one that the issue allows.

    An unclear issue cannot be answered: one hand-off, up or sideways, settles whose it is first. A wide one is
    consulted on before it is answered, as often as the dial `decision_process` says, under any rule. What an expert at
    the head still draws up climbs, and is not handed down: it would climb again.
    """
    if action == SHARE and not issue.ambiguous and is_drawn_up(s, issue):
        action = DECIDE
    if action not in (APPLY_PLAN, DECIDE, CONSULT, CONVENE):
        return action
    if action == APPLY_PLAN and not issue.plan_covers:
        action = DECIDE
    if issue.ambiguous:
        return SHARE
    if action != APPLY_PLAN and me.manager != NOBODY and is_drawn_up(s, issue):
        return ESCALATE
    if (action == CONSULT and issue.consulted) or (action == CONVENE and not issue.coupled):
        action = DECIDE
    if action != CONSULT and issue.scope > 0 and not issue.consulted:
        chance = luck.kept_uniform(issue.luck, luck.CONSULTING, 0)
        return CONSULT if chance < s.law[0].decision_process else action
    return action


@compiled
def answer(s: Tables, i: int, task: int, hour: float, by_plan: bool) -> float:
    """Answer an issue, by the plan or by one's own judgement, and send the answer out; return the hours."""
    me, issue, law = s.people[i], s.issues[s.tasks[task].issue], s.law[0]
    hours = (law.plan_hours if by_plan else law.work_hours) * work_multiplier(law, issue) * hours_saved(s, me.team)
    hours *= pace(law, me)
    if issue.coupled and not by_plan:
        hours += informed(s, issue) * law.inform_hours
    today = s.days[s.org[0].day]
    today.answering_hours += hours
    me.lone_hours += hours
    issue.by_plan, issue.decider, issue.paired = by_plan, i, False
    me.autonomy += law.autonomy_memory * ((0.0 if by_plan else 1.0) - me.autonomy)
    if by_plan:
        today.planned += 1
        issue.answer = planned_answer(s, me, issue)
        issue.local = s.plan_course[me.plan_version, issue.team] - s.plan_common[me.plan_version]
        note(s, hour + hours, i, s.tasks[task].issue, APPLY_PLAN, NOBODY)
        put_into_effect(s, task, hour + hours)
        return hours
    today.decided += 1
    issue.local = issue.context
    if over_both(s, i, issue):
        decide_for_both(s, i, issue)
    else:
        issue.answer = own_answer(s, me, issue, issue.context, 0)
    if issue.rejections > 0:
        issue.answer += me.trust_up * (issue.hint - issue.answer)
    note(s, hour + hours, i, s.tasks[task].issue, DECIDE, NOBODY)
    return hours + let_stand(s, task, i, hour + hours)


@compiled
def let_stand(s: Tables, task: int, i: int, hour: float) -> float:
    """Send an own decision out, unless the owner of the right takes it back; return the decider's hours."""
    if not pulls_back(s, i, s.issues[s.tasks[task].issue]):
        return send_out(s, task, i, hour)
    sending = s.law[0].send_hours
    pull_back(s, task, i, hour + sending)
    s.days[s.org[0].day].handoff_hours += sending
    return sending


@compiled
def meet(s: Tables, i: int, task: int, hour: float) -> float:
    """Attend a meeting as one of the other team: both courses are fixed and sent out; return the hours."""
    issue, hours = s.issues[s.tasks[task].issue], s.law[0].group_hours
    s.days[s.org[0].day].convening_hours += hours
    hold_meeting(s, i, issue)
    note(s, hour + hours, i, s.tasks[task].issue, MET, issue.decider)
    return hours + let_stand(s, task, issue.decider, hour + hours)


@compiled
def work_twice(s: Tables, i: int, task: int) -> float:
    """Work on an issue that somebody else has too; answers more than 1 apart are a conflict."""
    row, law, today = s.tasks[task].issue, s.law[0], s.days[s.org[0].day]
    issue, me = s.issues[row], s.people[i]
    hours = law.work_hours
    if issue.id == s.tasks[task].version:
        hours *= work_multiplier(law, issue) * hours_saved(s, me.team) * pace(law, me)
        context = me.l if me.team == issue.team else issue.context
        second = own_answer(s, me, issue, context, 15)
        if issue.decider != NOBODY and abs(second - issue.answer) > 1.0:
            today.conflicts += 1
    free_task(s, task)
    today.answering_hours += hours
    me.lone_hours += hours
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
    note(s, s.org[0].day * s.law[0].step_hours, i, s.tasks[task].issue, WAIT, NOBODY)
    s.tasks[task].usable_hour = (s.org[0].day + 1) * s.law[0].step_hours
    s.tasks[task].handed = False
    put(s.tasks, s.people[i], task)
    return 0.0


@compiled
def share(s: Tables, task: int, sender: int, taker: int, hour: float) -> float:
    """Hand an issue to a report or peer; return the sender's hours."""
    sending = s.law[0].send_hours
    note(s, hour + sending, sender, s.tasks[task].issue, SHARE, taker)
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
    note(s, hour + sending, i, s.tasks[task].issue, ESCALATE, me.manager)
    escalate(s, task, i, hour + sending)
    today = s.days[s.org[0].day]
    today.escalated += 1
    today.handoff_hours += sending
    return sending


ALMOST: float = 1.0 - 1e-12
"""What is usable at the very end of a day belongs to the next."""


@compiled
def work(s: Tables, i: int, rule: Any) -> None:
    """Let person `i` work through today's inbox; `rule` is what `call_rule` takes."""
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
    action = call_rule(rule, me, boss, issue, s.org[0], chance, s.args[0])
    if action < APPLY_PLAN or action > CONVENE:
        book.failed, book.failed_person, book.failed_issue = BAD_ACTION, i, row
        book.failed_luck, book.failed_action = chance, action
    return action
