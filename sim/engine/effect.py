"""Take effect: how good an answer was, lessons, debriefs, and how an issue ends without one.

Lessons: an error that is seen teaches whoever decided, and, where a manager reviewed the answer, the team.

Debriefs: a team compares where its failures lie with what it decides, and writes its own matrix by it.

Step 5, take effect: answers meet the world, and what comes of it is learnt, or comes back.

Overload: requests that nobody opens lapse, what lies too long is refused, low stakes declined, dead tasks are free.

The same law for every desk: of the head, of a manager, at the base. Patience begins when a task can be opened on a
desk, and whoever waits, eases a load or waits for advice does not renew it.
"""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.answer import improve, known_scope_part, put_into_effect, scope_part
from sim.engine.arithmetic import clip, exp, log
from sim.engine.compiled import compiled
from sim.engine.handoff import arrive, became, bring_back, free_task, is_own, note, promise, take
from sim.engine.meet import feel_gap
from sim.engine.people import grown, live_through, load_days
from sim.engine.power import KINDS, kind_of
from sim.engine.tables import Tables
from sim.record import (
    ADVICE_LAPSED,
    DECLINED,
    DROPPED,
    FAILED,
    HELD,
    LAPSED,
    MEETING_LAPSED,
    REFUSED,
    VISA_LAPSED,
    WITHDRAWN,
)
from sim.state import ADVICE, ANSWER, APPROVAL, DUPLICATE, INSTRUCTION, MEETING, NOBODY, Issue, Person, Task


@compiled
def is_reviewed(s: Tables, issue: Issue) -> bool:
    """Say whether the decider's manager looks at an answer afterwards; nobody reviews a head."""
    looked_at = luck.kept_uniform(issue.luck, luck.REVIEW, issue.attempts) < s.law[0].review
    return looked_at and s.people[issue.decider].manager != NOBODY


@compiled
def is_seen(s: Tables, issue: Issue) -> bool:
    """Say whether an error is seen: reviewed by a manager, or else noticed (`noticed`)."""
    law = s.law[0]
    reviewed = law.review if s.people[issue.decider].manager != NOBODY else 0.0
    return luck.kept_uniform(issue.luck, luck.REVIEW, issue.attempts) < reviewed + (1.0 - reviewed) * law.noticed


@compiled
def learn_from_error(s: Tables, issue: Issue, error: float) -> None:
    """Split what a failure shows between the context and the direction (`lesson_split`); a review tells the team, too.

    Of the lesson the part of higher levels that the decider knows is left out: it is of this issue alone. The first
    law (`lesson_split` 1) gave all of it to the context.
    """
    law, decider = s.law[0], s.people[issue.decider]
    shown = error + law.error_noise * luck.kept_normal(issue.luck, luck.SHOWN_ERROR, issue.attempts)
    weight, right = law.error_learning * law.learning, issue.answer - shown
    if law.lesson_split < 1.0:
        right -= known_scope_part(s, decider, issue)
    if law.team_lesson > 0.0 and is_reviewed(s, issue):
        _tell_team(s, issue, right, law.team_lesson * weight)
    if decider.team == issue.team:
        take_lesson(law, decider, right, weight)
    else:
        off = right - decider.g - issue.context
        issue.context += weight * law.lesson_split * off
        decider.g += weight * (1.0 - law.lesson_split) * off


@compiled
def _tell_team(s: Tables, issue: Issue, right: float, weight: float) -> None:
    """Let everybody else in the team whose course it was take the lesson of a review against their own view (ours)."""
    for k in range(s.members_first[issue.team], s.members_first[issue.team + 1]):
        if s.members[k] != issue.decider:
            take_lesson(s.law[0], s.people[s.members[k]], right, weight)


@compiled
def take_lesson(law: Any, me: Person, right: float, weight: float) -> None:
    """Move somebody's context and direction towards what would have been right."""
    off = right - me.g - me.l
    me.l += weight * law.lesson_split * off
    me.g += weight * (1.0 - law.lesson_split) * off


@compiled
def count_answer(s: Tables, issue: Issue, held: bool) -> None:
    """Count an answer in effect for the next debrief of the team whose course it fixed."""
    kind = kind_of(issue)
    s.late_answers[issue.team, kind] += 1.0
    s.late_failures[issue.team, kind] += 0.0 if held else 1.0


@compiled
def debrief(s: Tables) -> None:
    """Let every team debrief, when the day has come and debriefs are held at all (`debrief` above 0).

    A team's cell of each kind moves by `debrief` x (share of its failures of late that are of this kind - share of its
    answers that are) - `debrief_leak` x cell, within 0 and 1, and adds to the organisation's matrix (ours). Never by
    success alone: what is passed up is harder. Of what was counted each debrief leaves half to the next.
    """
    law, day = s.law[0], s.org[0].day
    if law.debrief == 0.0 or day == 0 or day % int(law.debrief_days) != 0:
        return
    for i in range(len(s.people)):
        s.people[i].meeting_hours += law.debrief_hours
        s.days[day].debrief_hours += law.debrief_hours
    for team in range(len(s.teams)):
        _write_cells(s, team)


@compiled
def _write_cells(s: Tables, team: int) -> None:
    law, answers, failures = s.law[0], 0.0, 0.0
    for kind in range(KINDS):
        answers += s.late_answers[team, kind]
        failures += s.late_failures[team, kind]
    for kind in range(KINDS):
        moved = -law.debrief_leak * s.cells[team, kind]
        if failures > 0.0:
            fails, comes = s.late_failures[team, kind] / failures, s.late_answers[team, kind] / answers
            moved += law.debrief * (fails - comes)
        s.cells[team, kind] = min(1.0, max(0.0, s.cells[team, kind] + moved))
        s.late_answers[team, kind] *= 0.5
        s.late_failures[team, kind] *= 0.5


@compiled
def quality(squared: float, coupling: float, gap: float) -> float:
    """Return how good an answer is, from 0 to 1.

    Parameters
    ----------
    squared : float
        Squared distance to what was right, course squared; the mean of both teams' when one act fixes both.
    coupling : float
        delta >= 0; 0 when no other team is concerned.
    gap : float
        Distance to the other team's course.

    Returns
    -------
    float
        exp(-(error^2 + delta gap^2) / 2); an error of 1 costs 40 %.

    Examples
    --------
    >>> round(quality(1.0, 0.0, 5.0), 3)
    0.607
    """
    return exp(-0.5 * (squared + coupling * gap * gap))


@compiled
def take_effect(s: Tables) -> None:
    """Let every answer whose hour has come take effect; the others stay on their way."""
    book, day_end = s.book[0], (s.org[0].day + 1) * s.law[0].step_hours
    task, last = book.effects_first, NOBODY
    book.effects_first = NOBODY
    while task != NOBODY:
        after = s.tasks[task].next
        s.tasks[task].next = NOBODY
        if s.issues[s.tasks[task].issue].effect_hour <= day_end:
            settle(s, task)
        else:
            if last == NOBODY:
                book.effects_first = task
            else:
                s.tasks[last].next = task
            last = task
        task = after
    book.effects_last = last


@compiled
def settle(s: Tables, task: int) -> None:
    """Score one answer, and close the issue or send it back."""
    issue, law, day = s.issues[s.tasks[task].issue], s.law[0], s.org[0].day
    carry_out(s, issue)
    error = issue.answer - s.direction[day] - s.context[day, issue.team] - scope_part(law, issue)
    gap, both = _gap(s, issue), error * error
    if issue.paired:
        beside = issue.pair_answer - s.direction[day] - s.context[day, issue.other_team]
        both = 0.5 * (both + beside * beside)
        move_course(s, issue.other_team, issue.pair_answer)
    _record(s, issue, error, gap)
    move_course(s, issue.team, issue.answer)
    chance = luck.kept_uniform(issue.luck, luck.SUCCESS, issue.attempts)
    held = chance < quality(both, issue.coupling if issue.coupled else 0.0, gap)
    note(s, issue.effect_hour, issue.decider, s.tasks[task].issue, HELD if held else FAILED, issue.origin)
    count_answer(s, issue, held)
    learn(s, issue, held, error)
    review(s, issue, held)
    if issue.attempts == 0 and not is_own(issue):
        live_through(s, issue, held)
        feel_gap(s, s.tasks[task].issue, gap, held)
    if held:
        became(s, issue).success_hour = issue.effect_hour
        if is_own(issue):
            s.days[day].opened_held += 1
            improve(s, issue.team)
        else:
            s.days[day].resolved += 1
        close(s, task)
    else:
        come_back(s, task)


@compiled
def carry_out(s: Tables, issue: Issue) -> None:
    """Let whoever the issue came to follow somebody else's decision, or carry it out only half.

    The chance to follow is (1 - legitimacy) x trust in the line + legitimacy x the decider's credit, less what one
    resists. Being decided for without a voice builds resistance. What is followed is fitted to the place as far as
    deciding is a process (`decision_process`): the local part moves from the decider's view to the own, whatever had
    been agreed with another team.
    """
    law, origin = s.law[0], s.people[issue.origin]
    issue.followed = True
    if issue.decider == issue.origin:
        return
    follows = (1.0 - law.legitimacy) * origin.trust_up + law.legitimacy * s.people[issue.decider].credit
    follows *= 1.0 - origin.resistance
    origin.resistance = clip(origin.resistance + law.resistance_doubt * (1.0 - origin.voice) * (1.0 - law.involvement))
    if luck.kept_uniform(issue.luck, luck.FOLLOWING, issue.attempts) >= follows:
        issue.followed = False
        issue.answer = 0.5 * (issue.answer + origin.g + origin.l)
        s.days[s.org[0].day].unfollowed += 1
    else:
        issue.answer += law.decision_process * (origin.l - issue.local)


@compiled
def _gap(s: Tables, issue: Issue) -> float:
    if issue.paired:
        return issue.answer - issue.pair_answer
    return issue.answer - s.teams[issue.other_team].course if issue.coupled else 0.0


@compiled
def move_course(s: Tables, k: int, answer: float) -> None:
    """Let an answer in effect move its team's course in force, a moving average."""
    team = s.teams[k]
    team.course += s.law[0].course_memory * (answer - team.course)


@compiled
def review(s: Tables, issue: Issue, held: bool) -> None:
    """Look at an answer after the fact, now and then: it costs the decider's manager hours, and trust follows.

    What held better than expected builds trust in the line, what failed costs some, whoever carried it out.
    """
    law, decider = s.law[0], s.people[issue.decider]
    if not is_reviewed(s, issue):
        return
    s.days[s.org[0].day].reviews += 1
    s.people[decider.manager].owed_hours += law.review_hours
    blamed = held if law.charge_decider > 0.0 else held and issue.followed
    seen = law.trust_step * ((1.0 if blamed else 0.0) - law.trust_expected)
    decider.trust_up = clip(decider.trust_up + seen)
    if not issue.followed:
        s.people[issue.origin].trust_up = clip(s.people[issue.origin].trust_up + seen)


@compiled
def _record(s: Tables, issue: Issue, error: float, gap: float) -> None:
    today, outcome = s.days[s.org[0].day], became(s, issue)
    if is_own(issue):
        if issue.attempts == 0:
            today.opened_answered += 1
            today.opened_decided += 1 if issue.decider == issue.origin else 0
        return
    today.answered += 1
    if issue.attempts == 0:
        outcome.effect_hour, outcome.error, outcome.gap = issue.effect_hour, error, gap
        outcome.answer = issue.answer - s.context[s.org[0].day, issue.team]
        today.first_answers += 1
        today.lead_days += (issue.effect_hour - issue.born_hour) / s.law[0].step_hours


@compiled
def close(s: Tables, task: int) -> None:
    """Close an issue and give its rows back."""
    book = s.book[0]
    book.promised -= promise(s.issues[s.tasks[task].issue])
    s.issues[s.tasks[task].issue].id = NOBODY  # advice still on its way must not find it
    s.free_issues[book.free_issues] = s.tasks[task].issue
    book.free_issues += 1
    s.org[0].open -= 0 if is_own(s.issues[s.tasks[task].issue]) else 1
    free_task(s, task)


@compiled
def come_back(s: Tables, task: int) -> None:
    """Send a failed answer back to whoever gave it, or drop the issue after too many attempts."""
    issue, law, today = s.issues[s.tasks[task].issue], s.law[0], s.days[s.org[0].day]
    issue.attempts += 1
    issue.approvals = issue.rejections = 0
    if issue.attempts > law.max_attempts:
        became(s, issue).drop_hour = issue.effect_hour
        today.dropped += 0 if is_own(issue) else 1
        note(s, issue.effect_hour, issue.decider, s.tasks[task].issue, DROPPED, NOBODY)
        close(s, task)
        return
    s.people[issue.decider].reworks += 1.0
    today.reworks += 1
    issue.lapsed, issue.sender = False, NOBODY
    bring_back(s, task, issue.decider, issue.effect_hour + law.handoff_hours)


@compiled
def learn(s: Tables, issue: Issue, held: bool, error: float) -> None:
    """Move trust and skill with the outcome; a failure that is seen also shows its error, in part."""
    law, decider = s.law[0], s.people[issue.decider]
    move_trust(s, issue, law.trust_step * ((1.0 if held else 0.0) - law.trust_expected))
    if not issue.by_plan:
        decider.decided += 1.0
        decider.decisions += 1 if s.org[0].day >= law.warmup else 0
    decider.credit += law.credit_memory * ((1.0 if held else 0.0) - decider.credit)
    if not issue.by_plan:
        decider.skill += grown(law, decider, law.skill_gain) if held else -law.skill_loss
    if not held and is_seen(s, issue):
        learn_from_error(s, issue, error)


@compiled
def move_trust(s: Tables, issue: Issue, step: float) -> None:
    """Charge an answer to who gave it: the line for the plan and for whoever stands above, else a peer (ours).

    Nobody is charged for the origin's own lone answer. Trust is then a fixed point: the culture's, plus the answers a
    day times (share that held - `trust_expected`) `trust_step` over `relaxation`. With `charge_decider` 0 it is charged
    by hand-offs instead: the line for whatever climbed.
    """
    origin, decider, decided = s.people[issue.origin], s.people[issue.decider], s.law[0].charge_decider
    old = (1.0 - decided) * step
    if issue.by_plan or issue.hops > 0:
        origin.trust_up = clip(origin.trust_up + old)
    else:
        decider.trust_peers = clip(decider.trust_peers + old)
        if issue.origin != issue.decider:
            origin.trust_peers = clip(origin.trust_peers + old)
    if issue.by_plan or decider.height > origin.height:
        origin.trust_up = clip(origin.trust_up + decided * step)
    elif issue.decider != issue.origin or issue.paired:
        origin.trust_peers = clip(origin.trust_peers + decided * step)


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
