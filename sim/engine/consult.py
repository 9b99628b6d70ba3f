"""Consulting: those concerned are asked, the issue waits, and each piece of advice tells something."""

from __future__ import annotations

from sim.engine import luck
from sim.engine.compiled import compiled
from sim.engine.contest import drawn_tie
from sim.engine.counterpart import counterpart
from sim.engine.events import note
from sim.engine.handoff import send
from sim.engine.inbox import free_task, promise, put
from sim.engine.ownership import matrix
from sim.engine.tables import Tables
from sim.record import ADVISED
from sim.state import ADVICE, CONSULT, NOBODY, Issue


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
