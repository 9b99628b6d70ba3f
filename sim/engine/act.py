"""Carry out: what a rule answers becomes the action, or the nearest one that is possible, and its hours."""

from __future__ import annotations

from sim.engine import luck
from sim.engine.answer import own_answer, pace, planned_answer, put_into_effect, work_multiplier
from sim.engine.approve import send_out
from sim.engine.compiled import compiled
from sim.engine.consult import consult
from sim.engine.contest import pull_back, pulls_back
from sim.engine.convene import call_meeting, decide_for_both, hold_meeting, over_both
from sim.engine.counterpart import counterpart
from sim.engine.events import note
from sim.engine.expert import is_drawn_up
from sim.engine.handoff import escalate, hand_issue, shortest_inbox
from sim.engine.inbox import MOST, free_task, put
from sim.engine.instruct import tell
from sim.engine.ownership import informed
from sim.engine.practice import hours_saved
from sim.engine.tables import Tables
from sim.record import MET
from sim.state import APPLY_PLAN, CONSULT, CONVENE, DECIDE, ESCALATE, NOBODY, SHARE, WAIT, Issue, Person


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
