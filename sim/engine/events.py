"""The log of events: what happened to which issue, when, through whom and why; written only when it was asked for.

A run that did not ask for it has a table of no rows, and nothing is written. The driver empties the table every day.
"""

from __future__ import annotations

from sim.engine.compiled import compiled
from sim.engine.inbox import is_own
from sim.engine.tables import Tables
from sim.record import (
    AGAIN,
    BEYOND,
    COVERED,
    DRAWN_UP,
    FREE,
    GROUP_ENDED,
    NEW,
    NO_REASON,
    OVERLOAD,
    TOUCHES,
    UNCLEAR,
    WIDE,
)
from sim.state import APPLY_PLAN, CONSULT, CONVENE, DECIDE, ESCALATE, NOBODY, SHARE, WAIT, Issue, Person, TaskGroup


@compiled
def note(s: Tables, hour: float, i: int, row: int, action: int, other: int) -> None:
    """Write down that person `i` did something with a live issue of the trace, before it is done.

    Parameters
    ----------
    s : Tables
        Of the run.
    hour : float
        Hours since the run began.
    i, other : int
        Rows of who did it, and of whom it went to or came from, NOBODY if there is none.
    row : int
        Row of the issue.
    action : int
        An action of `sim.state`, or one of the other things `sim.record` says can happen.
    """
    if len(s.events) > 0 and not is_own(s.issues[row]):
        _write(s, hour, i, row, action, other)


@compiled
def _write(s: Tables, hour: float, i: int, row: int, action: int, other: int) -> None:
    book, issue = s.book[0], s.issues[row]
    if book.noted < len(s.events):
        event = s.events[book.noted]
        event.hour, event.day = hour, s.org[0].day
        event.issue, event.arrival, event.attempt = issue.id, issue.outcome, issue.attempts
        event.person, event.other = i, other
        event.action, event.reason = action, why(s.people[i], issue, action)
        event.answer = issue.answer
    book.noted += 1


@compiled
def note_end(s: Tables, hour: float, group: TaskGroup, reason: int) -> None:
    """Write down that a group has ended, and why, in the life of the issue of the trace that founded it."""
    if len(s.events) == 0 or group.arrival == NOBODY:
        return
    if s.book[0].noted < len(s.events):
        event = s.events[s.book[0].noted]
        event.hour, event.day = hour, s.org[0].day
        event.issue, event.arrival, event.attempt = group.issue, group.arrival, 0
        event.person, event.other = group.animator, NOBODY
        event.action, event.reason, event.answer = GROUP_ENDED, reason, 0.0
    s.book[0].noted += 1


@compiled
def why(me: Person, issue: Issue, action: int) -> int:
    """Name the circumstance under which an action was taken: what was so at that hour, which a rule may have looked at.

    Parameters
    ----------
    me : Person
        Who acted.
    issue : Issue
        On what.
    action : int
        What was done.

    Returns
    -------
    int
        One of the reasons of `sim.record`.
    """
    if action < APPLY_PLAN or action > CONVENE or action == WAIT:
        return NO_REASON
    if action == APPLY_PLAN:
        return COVERED
    if action == DECIDE:
        return _why_decided(issue)
    if action == CONVENE:
        return TOUCHES
    if action == CONSULT:
        return WIDE if issue.scope > 0 else TOUCHES
    if issue.ambiguous:
        return UNCLEAR
    return _why_passed_on(me, issue, action)


@compiled
def _why_decided(issue: Issue) -> int:
    if issue.attempts > 0:
        return AGAIN
    return NEW if issue.novel else FREE


@compiled
def _why_passed_on(me: Person, issue: Issue, action: int) -> int:
    if action == SHARE:
        return OVERLOAD
    if action == ESCALATE and issue.scope > me.authority:
        return BEYOND
    return DRAWN_UP if me.manager != NOBODY else NO_REASON
