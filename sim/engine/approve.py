"""Approval: where trust is missing an answer needs a visa before anybody outside sees it."""

from __future__ import annotations

from sim.engine import luck
from sim.engine.answer import own_answer, pace, put_into_effect, work_multiplier
from sim.engine.arithmetic import clip
from sim.engine.compiled import compiled
from sim.engine.handoff import deliver, hand, note, start_anew, take
from sim.engine.tables import Tables
from sim.record import SENT_BACK, VISA_ASKED, VISA_GIVEN, VISA_REFUSED
from sim.state import ANSWER, APPROVAL, NOBODY, Issue


@compiled
def send_out(s: Tables, task: int, i: int, hour: float) -> float:
    """Send an answer out: for a visa if it needs one, else on its way to take effect; return the sender's hours."""
    issue, me = s.issues[s.tasks[task].issue], s.people[i]
    free = not needs_visa(s, i, issue)
    me.trusted += s.law[0].autonomy_memory * ((1.0 if free else 0.0) - me.trusted)
    if free:
        put_into_effect(s, task, hour)
        return 0.0
    sending = s.law[0].send_hours
    me.line_hours += sending
    s.tasks[task].kind = APPROVAL
    note(s, hour + sending, i, s.tasks[task].issue, VISA_ASKED, me.manager)
    hand(s, task, s.people[i].manager, hour + sending)
    today = s.days[s.org[0].day]
    today.approvals += 1
    today.handoffs += 1
    today.approving_hours += sending
    return sending


@compiled
def needs_visa(s: Tables, i: int, issue: Issue) -> bool:
    """Say whether an answer of `i` needs a visa: with chance control x (1 - trust), and surely once one was refused.

    The trust is that of who would give it: the manager's in those around (`charge_decider`; the rest is the decider's).

    Whoever was met with silence once asks nobody again.
    """
    law, me = s.law[0], s.people[i]
    if me.manager == NOBODY or issue.approvals >= law.approval_levels or issue.lapsed:
        return False
    visit = 64 * issue.attempts + issue.approvals
    chance = luck.kept_uniform(issue.luck, luck.VISA, visit)
    trust = law.charge_decider * s.people[me.manager].trust_peers + (1.0 - law.charge_decider) * me.trust_up
    return issue.rejections > 0 or chance < law.control * (1.0 - trust)


@compiled
def judge(s: Tables, i: int, task: int, hour: float) -> float:
    """Look at an answer as its approver; return the hours that takes, passing it on included.

    It passes when it is near what the approver would have answered. If not, it goes back once to be decided again;
    after that the approver's own answer stands.
    """
    issue, law, today = s.issues[s.tasks[task].issue], s.law[0], s.days[s.org[0].day]
    me = s.people[i]
    issue.visits += 1
    hours = law.approval_hours * work_multiplier(law, issue) * pace(law, me)
    context = me.l
    if me.team != issue.team:
        context = issue.context * (law.keep * (1.0 - law.silo * law.silo_reach))
    view = own_answer(s, me, issue, context, 1 + issue.approvals)
    today.approving_hours += hours
    if abs(issue.answer - view) <= law.approval_tolerance:
        issue.approvals += 1
        note(s, hour + hours, i, s.tasks[task].issue, VISA_GIVEN, issue.decider)
        return hours + send_out(s, task, i, hour + hours)
    today.rejections += 1
    note(s, hour + hours, i, s.tasks[task].issue, VISA_REFUSED, issue.decider)
    issue.rejections += 1
    start_anew(s, issue, hour + hours)
    decider = s.people[issue.decider]
    decider.resistance = clip(decider.resistance + law.resistance_doubt * (1.0 - law.involvement))
    if issue.rejections > law.approval_rounds:
        issue.answer, issue.local, issue.decider, issue.paired = view, context, i, False
        put_into_effect(s, task, hour + hours)
        return hours
    issue.hint = view
    return hours + give_back(s, task, hour + hours)


@compiled
def give_back(s: Tables, task: int, hour: float) -> float:
    """Hand an issue back to whoever decided it, to be decided again; return the sender's hours."""
    sending = s.law[0].send_hours
    s.tasks[task].kind = ANSWER
    deliver(s, task, s.issues[s.tasks[task].issue].decider, hour + sending)
    today = s.days[s.org[0].day]
    today.handoffs += 1
    today.approving_hours += sending
    return sending


@compiled
def send_back(s: Tables) -> None:
    """On a pivot, send answers that wait for a visa back to be decided again, each with chance `reset_chance`."""
    law, hour = s.law[0], s.org[0].day * s.law[0].step_hours
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        task = me.inbox_first
        while task != NOBODY:
            after = s.tasks[task].next
            if s.tasks[task].kind == APPROVAL and _is_reset(s, s.issues[s.tasks[task].issue]):
                take(s.tasks, me, task)
                s.tasks[task].kind = ANSWER
                note(s, hour, s.order[j], s.tasks[task].issue, SENT_BACK, s.issues[s.tasks[task].issue].decider)
                deliver(s, task, s.issues[s.tasks[task].issue].decider, hour - law.handoff_hours)
                s.tasks[task].arriving = False  # it is there at once
                s.days[s.org[0].day].resets += 1
                start_anew(s, s.issues[s.tasks[task].issue], hour)
            task = after


@compiled
def _is_reset(s: Tables, issue: Issue) -> bool:
    law, version = s.law[0], s.book[0].plan_version
    return luck.uniform(law.seed, issue.id, version, luck.RESET, 0) < law.reset_chance
