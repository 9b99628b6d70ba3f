"""Hand over: inboxes, what is noted of it, sending and receiving, instructions on their way down.

Inboxes: linked lists of tasks, first come first served among those that can be opened.

The log of events: what happened to which issue, when, through whom and why; written only when it was asked for.

A run that did not ask for it has a table of no rows, and nothing is written. The driver empties the table every day.

The one hand-off law: whatever passes from person to person costs both sides hours and queues at the recipient.

Passing up, passing sideways and telling down are the same act; no action has a delay of its own, and nobody is
answered outside the queue.

Instructions: a version of the plan goes down the line by the hand-off law, a level at a time.
"""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.compiled import compiled
from sim.engine.tables import NO_ROOM, Tables
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
    SECOND_DESK,
    TOUCHES,
    UNCLEAR,
    WIDE,
    Outcome,
)
from sim.state import (
    ADVICE,
    APPLY_PLAN,
    CONSULT,
    CONVENE,
    DECIDE,
    DUPLICATE,
    ESCALATE,
    INSTRUCTION,
    NOBODY,
    SHARE,
    WAIT,
    Issue,
    Person,
    Task,
    TaskGroup,
)
from sim.table import Table

MOST: int = 64
"""Usable tasks are counted up to here; nobody acts on more."""


@compiled
def new_task(s: Tables) -> int:
    """Take a free row of `tasks`; NOBODY, and a failed run, when there is none."""
    book = s.book[0]
    if book.free_tasks == 0:
        book.failed = NO_ROOM
        return NOBODY
    book.free_tasks -= 1
    return s.free_tasks[book.free_tasks]


@compiled
def free_task(s: Tables, task: int) -> None:
    """Give a row of `tasks` back."""
    book = s.book[0]
    s.free_tasks[book.free_tasks] = task
    book.free_tasks += 1


@compiled
def promise(issue: Issue) -> int:
    """Return how many tasks an open issue may still make: advice to ask for, two kinds of second desk, once each."""
    advice = (1 if issue.scope > 0 else 0) + (1 if issue.coupled else 0)
    asked = 0 if issue.consulted or advice == 0 else advice + 1
    return asked + (1 if issue.ambiguous else 0) + (0 if issue.joint else 1)


@compiled
def is_own(issue: Issue) -> bool:
    """Say whether a member opened an issue of the own accord: it is no arrival, and nothing is judged on it."""
    return issue.outcome == NOBODY


@compiled
def became(s: Tables, issue: Issue) -> Outcome:
    """Return where what becomes of an issue is written down: its row, or one that nobody reads."""
    if is_own(issue):
        return s.beside[0]
    return s.outcomes[issue.outcome]


@compiled
def put(tasks: Table[Task], box: Any, task: int) -> None:
    """Append a task to an inbox, a person's or a team's."""
    tasks[task].next = NOBODY
    tasks[task].prev = box.inbox_last
    if box.inbox_last == NOBODY:
        box.inbox_first = task
    else:
        tasks[box.inbox_last].next = task
    box.inbox_last = task
    box.inbox += 1


@compiled
def earliest(tasks: Table[Task], box: Any, hour: float) -> int:
    """Find the task to open next, NOBODY in an empty inbox: the first usable at `hour`, else the one usable soonest."""
    soonest = NOBODY
    task = box.inbox_first
    while task != NOBODY:
        if tasks[task].usable_hour <= hour:
            return task
        if soonest == NOBODY or tasks[task].usable_hour < tasks[soonest].usable_hour:
            soonest = task
        task = tasks[task].next
    return soonest


@compiled
def take(tasks: Table[Task], box: Any, task: int) -> None:
    """Remove a task from an inbox."""
    before, after = tasks[task].prev, tasks[task].next
    if after != NOBODY:
        tasks[after].prev = before
    if before == NOBODY:
        box.inbox_first = after
    else:
        tasks[before].next = after
    if after == NOBODY:
        box.inbox_last = before
    box.inbox -= 1


@compiled
def next_task(s: Tables, i: int, hour: float) -> int:
    """Take the task that person `i` opens next out of the own inbox, or else out of the team's common one.

    Returns NOBODY when nothing can be opened before the day ends.
    """
    me = s.people[i]
    team, day_end = s.teams[me.team], (s.org[0].day + 1) * s.law[0].step_hours
    own = earliest(s.tasks, me, hour)
    if own != NOBODY and s.tasks[own].usable_hour <= hour:
        own = by_priority(s, i, own, hour)
        take(s.tasks, me, own)
        return own
    common = earliest(s.tasks, team, hour)
    if common != NOBODY and (own == NOBODY or s.tasks[common].usable_hour < s.tasks[own].usable_hour):
        if s.tasks[common].usable_hour < day_end:
            take(s.tasks, team, common)
            return common
    elif own != NOBODY and s.tasks[own].usable_hour < day_end:
        take(s.tasks, me, own)
        return own
    return NOBODY


@compiled
def by_priority(s: Tables, i: int, first: int, hour: float) -> int:
    """Choose the usable task with the highest stakes instead of the first, as often as priorities are clear."""
    law, me = s.law[0], s.people[i]
    if law.priorities == 0.0 or s.tasks[first].kind == INSTRUCTION or s.tasks[first].next == NOBODY:
        return first
    if luck.uniform(law.seed, me.id, about(s, first), luck.PRIORITY, s.org[0].day) >= law.priorities:
        return first
    best, highest, seen, task = first, at_stake(s, first), 0, s.tasks[first].next
    while task != NOBODY and seen < MOST:
        if s.tasks[task].usable_hour <= hour:
            seen += 1
            if at_stake(s, task) > highest:
                best, highest = task, at_stake(s, task)
        task = s.tasks[task].next
    return best


@compiled
def about(s: Tables, task: int) -> int:
    """Return the identity of the issue a task is about, which advice and second desks keep when it is closed."""
    if s.tasks[task].kind in (ADVICE, DUPLICATE):
        return s.tasks[task].version
    return s.issues[s.tasks[task].issue].id


@compiled
def at_stake(s: Tables, task: int) -> float:
    """Return the stakes of what a task is about; news of a plan, and what is settled by now, stand in the middle."""
    if s.tasks[task].kind == INSTRUCTION or s.issues[s.tasks[task].issue].id != about(s, task):
        return 0.5
    return s.issues[s.tasks[task].issue].stakes


@compiled
def usable(tasks: Table[Task], box: Any, hour: float) -> int:
    """Count the tasks in an inbox that can be opened at `hour`, up to `MOST`."""
    count = 0
    task = box.inbox_first
    while task != NOBODY and count < MOST:
        if tasks[task].usable_hour <= hour:
            count += 1
        task = tasks[task].next
    return count


@compiled
def note(s: Tables, hour: float, i: int, row: int, action: int, other: int) -> None:
    """Write down that person `i` did something with a live issue of the trace, before it is done.

    `action` is one of `sim.state`, or another thing that `sim.record` says can happen; `other` is whom it went to or
    came from, NOBODY if there is none.
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
    """Name the circumstance under which an action was taken: what a rule may have looked at, as it was at that hour."""
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


@compiled
def deliver(s: Tables, task: int, recipient: int, hour: float) -> None:
    """Put a task into somebody's inbox, to be opened `handoff_hours` after `hour`."""
    one = s.tasks[task]
    one.usable_hour = one.since = hour + s.law[0].handoff_hours
    one.handed, one.arriving, one.asked = True, True, False
    put(s.tasks, s.people[recipient], task)


@compiled
def hand(s: Tables, task: int, recipient: int, hour: float) -> None:
    """Deliver a request: somebody waits for it to be opened."""
    deliver(s, task, recipient, hour)
    s.tasks[task].asked = True
    s.days[s.org[0].day].requests += 1


@compiled
def bring_back(s: Tables, task: int, recipient: int, hour: float) -> None:
    """Put a task back on a desk that knows its story: from `hour` on, at no hours, and nobody waits for it."""
    one = s.tasks[task]
    one.usable_hour = one.since = hour
    one.handed = one.arriving = one.asked = False
    put(s.tasks, s.people[recipient], task)


@compiled
def arrive(s: Tables, task: int) -> None:
    """Count the way of an issue to the desk it has come to as travelling, while it has no answer in effect."""
    one = s.tasks[task]
    if one.arriving and s.issues[one.issue].attempts == 0:
        became(s, s.issues[one.issue]).travelling_hours += s.law[0].handoff_hours
    one.arriving = False


@compiled
def send(s: Tables, kind: int, row: int, version: int, recipient: int, hour: float) -> int:
    """Hand somebody a new task and return its row; NOBODY, and a failed run, when no row is free."""
    task = new_task(s)
    if task == NOBODY:
        return NOBODY
    s.tasks[task].kind, s.tasks[task].issue, s.tasks[task].version = kind, row, version
    if kind == ADVICE:
        hand(s, task, recipient, hour)
    else:
        deliver(s, task, recipient, hour)
    return task


@compiled
def hand_issue(s: Tables, task: int, sender: int, recipient: int, hour: float) -> None:
    """Hand an issue on: that settles whose it is, and blurs a context in which the recipient does not live."""
    issue = s.issues[s.tasks[task].issue]
    if issue.ambiguous:
        settle_ownership(s, s.tasks[task].issue, sender, hour)
    issue.handed_hour, issue.climbed, issue.sender = hour, False, sender
    change_hands(s, issue, hour)
    if s.people[recipient].team != issue.team:
        issue.context *= s.law[0].keep * (1.0 - s.law[0].silo * s.law[0].silo_reach)
    hand(s, task, recipient, hour)


@compiled
def change_hands(s: Tables, issue: Issue, hour: float) -> None:
    """Count a hand-off: somebody new has to be told the story, which the customer lives, answered or not."""
    issue.handoffs += 1
    s.days[s.org[0].day].handoffs += 1
    if is_followed(s.law[0], issue, hour):
        became(s, issue).repeats += 1


@compiled
def start_anew(s: Tables, issue: Issue, hour: float) -> None:
    """Count a reset: what was done is done again, which the customer lives, answered or not."""
    issue.resets += 1
    if is_followed(s.law[0], issue, hour):
        became(s, issue).resets += 1


@compiled
def is_followed(law: Any, issue: Issue, hour: float) -> bool:
    """Say whether an issue is judged by what happens now: for H days from its birth, as every other."""
    return hour < issue.born_hour + law.follow * law.step_hours


@compiled
def settle_ownership(s: Tables, row: int, sender: int, hour: float) -> None:
    """Settle whose an unclear issue is; now and then whoever passes it on works on it too (a collision)."""
    issue, law = s.issues[row], s.law[0]
    issue.ambiguous = False
    s.book[0].promised -= 1
    if luck.kept_uniform(issue.luck, luck.COLLISION, 0) < law.collision_chance:
        send(s, DUPLICATE, row, issue.id, sender, hour)
        note(s, hour, sender, row, SECOND_DESK, sender)
        s.days[s.org[0].day].collisions += 1


@compiled
def escalate(s: Tables, task: int, sender: int, hour: float) -> None:
    """Hand an issue to one's manager, one level up."""
    s.issues[s.tasks[task].issue].hops += 1
    hand_issue(s, task, sender, s.people[sender].manager, hour)
    s.issues[s.tasks[task].issue].climbed = True


@compiled
def drawn_among(s: Tables, rows, first: int, last: int, name: int, purpose: int) -> int:
    """Draw one of these people, by the luck of each and of what it is for; NOBODY if there are none."""
    best, lot = NOBODY, 0
    for k in range(first, last):
        drawn = luck.mix(s.law[0].seed, s.people[rows[k]].id, name, purpose, 0)
        if best == NOBODY or drawn < lot:
            best, lot = rows[k], drawn
    return best


@compiled
def shortest_inbox(s: Tables, i: int, name: int, hour: float, shorter_than: int) -> int:
    """Find whom to share with: among a manager's reports, or else one's ties, the one with fewest usable tasks.

    Luck chooses among equals, by the name of what is shared; NOBODY if none has less than `shorter_than`.
    """
    if s.people[i].reports > 0:
        return _shortest(s, s.reports, s.reports_first[i], s.reports_first[i + 1], name, hour, shorter_than)
    return _shortest(s, s.ties, s.ties_first[i], s.ties_first[i + 1], name, hour, shorter_than)


@compiled
def _shortest(s: Tables, rows, first: int, last: int, name: int, hour: float, shorter_than: int) -> int:
    best, fewest, lot = NOBODY, shorter_than, 0
    for k in range(first, last):
        count = usable(s.tasks, s.people[rows[k]], hour)
        if count > fewest or (count == fewest and best == NOBODY):
            continue
        drawn = luck.mix(s.law[0].seed, s.people[rows[k]].id, name, luck.TAKER, 0)
        if count < fewest or drawn < lot:
            best, fewest, lot = rows[k], count, drawn
    return best


@compiled
def instruct(s: Tables, sender: int, version: int, hour: float) -> float:
    """Tell every direct report of a version of the plan; return the sender's hours."""
    first, last = s.reports_first[sender], s.reports_first[sender + 1]
    for k in range(first, last):
        if send(s, INSTRUCTION, NOBODY, version, s.reports[k], hour) == NOBODY:
            break
        s.people[s.reports[k]].news = version
        s.people[s.reports[k]].line_hours += s.law[0].send_hours
    return (last - first) * s.law[0].send_hours


@compiled
def tell(s: Tables, i: int, version: int, hour: float) -> float:
    """Let somebody learn of a version of the plan and instruct the reports; return the hours that takes.

    Older news than one already has is not passed on.
    """
    me, law = s.people[i], s.law[0]
    if version <= me.plan_version:
        return 0.0
    me.plan_version = version
    if s.plan_pivot[version]:
        me.told_of_pivot = True
        me.clarity = max(0.0, me.clarity - law.pivot_loss)
        me.trust_up = max(0.0, me.trust_up - law.pivot_trust_loss)
    return instruct(s, i, version, hour)
