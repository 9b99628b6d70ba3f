"""Ask: a counterpart, an adviser, another team.

Who is asked: one act across teams goes to somebody who does the work there, a wide one to the lead.

Consulting: those concerned are asked, the issue waits, and each piece of advice tells something.

Convening: two teams meet on an issue and fix both courses at the optimum of the pair.
"""

from __future__ import annotations

import math

from sim.engine import luck
from sim.engine.answer import known_scope_part, noise_of
from sim.engine.compiled import compiled
from sim.engine.handoff import change_hands, drawn_among, free_task, hand, note, promise, put, send
from sim.engine.know import known_context
from sim.engine.meet import convoy_days, forming, joined
from sim.engine.power import drawn_tie, matrix
from sim.engine.tables import Tables
from sim.record import ADVISED
from sim.state import ADVICE, CONSULT, CONVENE, MEETING, NOBODY, Issue, Person

WIDE: int = 2
"""Levels an issue reaches from which the lead of the other team is concerned (ours)."""


@compiled
def counterpart(s: Tables, issue: Issue) -> int:
    """Return the row of who is met or asked in the other team: a member by the luck of the issue, or the lead (ours).

    The lead is concerned when the issue reaches `WIDE` levels, and else as often as `lead_asked` says.
    """
    first, last = s.members_first[issue.other_team], s.members_first[issue.other_team + 1]
    lead = luck.kept_uniform(issue.luck, luck.COUNTERPART, 0) < s.law[0].lead_asked
    if issue.scope >= WIDE or lead:
        return s.teams[issue.other_team].lead
    return drawn_among(s, s.members, first, last, issue.id, luck.COUNTERPART)


@compiled
def consult(s: Tables, i: int, task: int, hour: float) -> float:
    """Ask those concerned for advice and let the issue wait; return the sender's hours, -1 when nobody is concerned.

    Concerned are the nearest superior whom the issue's scope reaches, and the `counterpart` in the other team; where it
    is unclear who contributes, a peer is asked in vain, too.
    """
    row, law = s.tasks[task].issue, s.law[0]
    issue = s.issues[row]
    s.book[0].promised -= promise(issue)
    issue.consulted = True
    s.book[0].promised += promise(issue)
    above = superior(s, i, issue.scope)
    beside = counterpart(s, issue) if issue.coupled else NOBODY
    for adviser in (above, beside):
        if adviser != NOBODY and adviser != i and not (adviser == above and issue.pending > 0):
            if send(s, ADVICE, row, issue.id, adviser, hour + law.send_hours * (issue.pending + 1)) == NOBODY:
                return -1.0
            note(s, hour, i, row, CONSULT, adviser)
            issue.pending += 1
    if issue.pending == 0:
        return -1.0
    issue.heard = True
    if asks_in_vain(s, i, issue):
        peer = drawn_tie(s, i, issue.id)
        if send(s, ADVICE, row, issue.id, peer, hour + law.send_hours * (issue.pending + 1)) == NOBODY:
            return -1.0
        note(s, hour, i, row, CONSULT, peer)
        issue.pending += 1
    issue.task = task
    s.tasks[task].usable_hour = hour + law.patience_days * law.step_hours
    s.tasks[task].handed, s.tasks[task].asked = True, False
    put(s.tasks, s.people[i], task)
    s.days[s.org[0].day].consulted += 1
    return law.send_hours * issue.pending


@compiled
def asks_in_vain(s: Tables, i: int, issue: Issue) -> bool:
    """Say whether a peer is asked who has nothing to do with it: chance (1 - clarity) (1 - matrix)."""
    me = s.people[i]
    chance = (1.0 - me.clarity) * (1.0 - matrix(s, issue))
    return me.ties > 0 and luck.kept_uniform(issue.luck, luck.NEEDLESS, 0) < chance


@compiled
def superior(s: Tables, i: int, scope: int) -> int:
    """Return the nearest superior who stands as high as a scope reaches, or the top; NOBODY if oneself does."""
    if s.people[i].height >= scope:
        return NOBODY
    j = s.people[i].manager
    while j != NOBODY and s.people[j].height < scope and s.people[j].manager != NOBODY:
        j = s.people[j].manager
    return j


@compiled
def advise(s: Tables, i: int, task: int, hour: float) -> float:
    """Give the advice asked for, if the issue still lives; return the adviser's hours."""
    row, law = s.tasks[task].issue, s.law[0]
    done = hour + law.advice_hours
    if s.issues[row].id == s.tasks[task].version:
        _tell(s, i, s.issues[row])
        note(s, done, i, row, ADVISED, s.issues[row].holder)
        _answer_arrives(s, s.issues[row], done)
    free_task(s, task)
    return law.advice_hours


@compiled
def _tell(s: Tables, i: int, issue: Issue) -> None:
    """Reveal by trust what the adviser knows: the scope's part, own beliefs, the other team's course."""
    me, asker = s.people[i], s.people[issue.holder]
    above = me.height >= issue.scope and issue.scope > 0
    crossing = 1.0 if above or me.team == asker.team else 1.0 - s.law[0].silo
    trust = crossing * (asker.trust_up if above else asker.trust_peers)
    if above:
        issue.revealed = max(issue.revealed, trust)
    asker.g += trust * (me.g - asker.g)
    if me.team == asker.team:
        asker.l += trust * (me.l - asker.l)
    if issue.coupled and me.team == issue.other_team:
        issue.other_known = True
        issue.other_course = asker.g + (1.0 - s.law[0].silo) * (s.teams[issue.other_team].course - asker.g)


@compiled
def _answer_arrives(s: Tables, issue: Issue, hour: float) -> None:
    """Count advice in; with the last of it the issue can be taken up again."""
    if issue.pending == 0:
        return
    issue.pending -= 1
    if issue.pending == 0:
        task = s.tasks[issue.task]
        task.usable_hour = min(task.usable_hour, hour + s.law[0].handoff_hours)


@compiled
def pair_optimum(own: float, other: float, coupling: float) -> float:
    """Return one's own course when one act fixes both.

    Parameters
    ----------
    own, other : float
        What is right for either team, course.
    coupling : float
        delta >= 0, the weight of agreeing.

    Returns
    -------
    float
        ((1 + 2 delta) own + 2 delta other) / (1 + 4 delta), the least of the mean squared error + delta (a1 - a2)^2.

    Examples
    --------
    >>> pair_optimum(0.0, 1.0, 0.5)
    0.3333333333333333
    """
    return ((1.0 + 2.0 * coupling) * own + 2.0 * coupling * other) / (1.0 + 4.0 * coupling)


@compiled
def call_meeting(s: Tables, i: int, task: int, hour: float) -> float:
    """Call somebody of the other team to a meeting; return the convener's hours, forming and meeting included.

    It takes place when enough of both teams are ready.
    """
    issue, law = s.issues[s.tasks[task].issue], s.law[0]
    me, other = s.people[i], counterpart(s, issue)
    issue.held_right = me.g + issue.context + known_scope_part(s, me, issue)
    issue.decider, issue.local = i, issue.context
    s.tasks[task].kind = MEETING
    hours = law.send_hours + forming(s, issue) + law.group_hours
    note(s, hour + hours, i, s.tasks[task].issue, CONVENE, other)
    until_ready = convoy_days(s, issue) * law.step_hours
    hand(s, task, other, hour + hours + until_ready)
    today = s.days[s.org[0].day]
    today.convened += 1
    today.convening_hours += hours
    change_hands(s, issue, hour + hours)
    return hours


@compiled
def hold_meeting(s: Tables, i: int, issue: Issue) -> None:
    """Fix both courses, each side with its own view, and with what it hears of the other's across a silo.

    Teams that a task group joins meet without one.
    """
    me, convener = s.people[i], s.people[issue.decider]
    own, other = issue.held_right, me.g + (me.l if me.team == issue.other_team else 0.0)
    fix_both(s, convener, me, issue, own, other)
    issue.heard = True
    silo = s.law[0].silo * s.law[0].silo_reach
    if silo > 0.0 and not joined(s, issue.team, issue.other_team):
        weight = 2.0 * issue.coupling / (1.0 + 4.0 * issue.coupling)
        issue.answer += weight * silo * (convener.g - other)
        issue.pair_answer += weight * silo * (me.g - own)
        issue.other_course = issue.pair_answer


@compiled
def fix_both(s: Tables, one: Person, two: Person, issue: Issue, own: float, other: float) -> None:
    """Write the pair's optimum, as two people judge it together, into the issue.

    One act has one error, common to both courses, of the mean of both noises; of its variance the share 1 -
    `common_error` is each side's own (ours).
    """
    one_noise, two_noise = noise_of(s, one, issue), noise_of(s, two, issue)
    common = 0.5 * (one_noise + two_noise) * math.sqrt(s.law[0].common_error) * _judged(s, issue, 18)
    apart = math.sqrt(1.0 - s.law[0].common_error)
    issue.answer = pair_optimum(own, other, issue.coupling)
    issue.answer += apart * one_noise * _judged(s, issue, 16) + common
    issue.pair_answer = pair_optimum(other, own, issue.coupling)
    issue.pair_answer += apart * two_noise * _judged(s, issue, 17) + common
    issue.paired = True
    issue.other_known = True
    issue.other_course = issue.pair_answer


@compiled
def _judged(s: Tables, issue: Issue, visit: int) -> float:
    return luck.normal(s.law[0].seed, issue.id, issue.attempts, luck.JUDGEMENT, visit)


@compiled
def over_both(s: Tables, i: int, issue: Issue) -> bool:
    """Say whether person `i` leads both teams an issue concerns, at whatever distance."""
    return issue.coupled and leads(s, i, s.teams[issue.team].lead) and leads(s, i, s.teams[issue.other_team].lead)


@compiled
def leads(s: Tables, i: int, j: int) -> bool:
    """Say whether `i` is `j`, or stands above `j` in the line."""
    while j != NOBODY and s.people[j].height <= s.people[i].height:
        if j == i:
            return True
        j = s.people[j].manager
    return False


@compiled
def decide_for_both(s: Tables, i: int, issue: Issue) -> None:
    """Let a superior of both teams fix both courses, knowing the other team only from its reports."""
    me = s.people[i]
    own = me.g + issue.context + known_scope_part(s, me, issue)
    silo = s.law[0].silo * (1.0 - s.law[0].silo_reach)  # what has crossed a silo on its way up is not cut again
    other = me.g + (me.l if me.team == issue.other_team else (1.0 - silo) * known_context(s, issue.other_team))
    fix_both(s, me, me, issue, own, other)
