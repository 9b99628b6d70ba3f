"""Arrive: issues come in at a seat, members open their own, and each finds a desk.

Seats: the number of a seat that stays with it, whoever holds it and whatever row it stands in.

Step 3, receive: the day's issues reach the people they come to.

Issues of members' own: whoever had nothing waiting last evening may open one (the dial `initiative`).

Nobody's arrival: they are counted apart, and nothing is judged on them. All else is as with any issue: rights, rule,
hours, lessons, trust.
"""

from __future__ import annotations

from sim.engine import luck
from sim.engine.arithmetic import log
from sim.engine.compiled import compiled
from sim.engine.handoff import is_own, new_task, note, promise, put
from sim.engine.power import unclear
from sim.engine.tables import NO_ROOM, Tables
from sim.record import ARRIVED
from sim.state import ANSWER, NOBODY, Issue


@compiled
def seat_of(s: Tables, i: int) -> int:
    """Return the number of the seat in row `i`: a newcomer's identity is the one before plus the number of seats."""
    return s.people[i].id % len(s.people)


@compiled
def receive(s: Tables) -> None:
    """Open a live issue for every arrival of the day and put it into the inbox of its origin."""
    day = s.org[0].day
    nth, before = 0, NOBODY
    for row in range(s.arrivals_first[day], s.arrivals_first[day + 1]):
        seat = int(s.arrivals[row].origin)
        nth = nth + 1 if seat == before else 0
        before = seat
        slot = free_issue(s)
        task = new_task(s)
        if s.book[0].failed == NO_ROOM:
            return
        _describe(s, slot, row)
        open_issue(s, slot, task, identity(seat_of(s, seat), day, nth))
        s.days[day].ambiguous += 1 if s.issues[slot].ambiguous else 0
        s.days[day].born += 1
        s.org[0].open += 1


@compiled
def identity(seat: int, day: int, nth: int) -> int:
    """Name an issue for good: the nth that comes to a seat on a day, whatever else the world holds."""
    return (seat << 32) | (day << 12) | nth


@compiled
def free_issue(s: Tables) -> int:
    """Take a free row of `issues`; NOBODY, and a failed run, when there is none."""
    book = s.book[0]
    if book.free_issues == 0:
        book.failed = NO_ROOM
        return NOBODY
    book.free_issues -= 1
    return s.free_issues[book.free_issues]


@compiled
def _describe(s: Tables, slot: int, row: int) -> None:
    issue, arrival = s.issues[slot], s.arrivals[row]
    issue.outcome, issue.origin, issue.other_team = row, arrival.origin, arrival.other_team
    issue.scope, issue.coupling = arrival.scope, arrival.coupling
    issue.stakes, issue.novel = arrival.stakes, arrival.novel


@compiled
def open_issue(s: Tables, slot: int, task: int, name: int) -> None:
    """Begin the life of an issue whose origin and kind are written down, and put it into the inbox it comes to."""
    _begin(s, s.issues[slot], name)
    _put(s, task, slot)
    note(s, s.issues[slot].born_hour, s.issues[slot].origin, slot, ARRIVED, NOBODY)
    s.book[0].promised += promise(s.issues[slot])


@compiled
def _begin(s: Tables, issue: Issue, name: int) -> None:
    law = s.law[0]
    issue.id = name
    issue.luck = luck.prefix(law.seed, name, 0)
    issue.team = s.people[issue.origin].team
    issue.hops = issue.handoffs = issue.attempts = issue.visits = issue.resets = 0
    issue.approvals = issue.rejections = issue.pending = 0
    issue.decider = issue.holder = issue.sender = issue.task = NOBODY
    issue.born_hour = issue.handed_hour = s.org[0].day * law.step_hours
    issue.waited_days = 0.0
    issue.context = s.people[issue.origin].l
    issue.revealed = issue.hint = issue.held_right = issue.other_course = 0.0
    issue.answer = issue.pair_answer = issue.local = 0.0
    issue.consulted = issue.other_known = issue.paired = issue.followed = issue.heard = False
    issue.climbed = issue.pulled = issue.joint = issue.lapsed = False
    issue.coupled = issue.other_team != NOBODY
    issue.plan_covers = issue.by_plan = False
    issue.plannable = not issue.novel and luck.kept_uniform(issue.luck, luck.PLANNABLE, 0) < law.coverage
    issue.ambiguous = luck.kept_uniform(issue.luck, luck.AMBIGUOUS, 0) < unclear(s, s.people[issue.origin], issue)


@compiled
def _put(s: Tables, task: int, slot: int) -> None:
    issue = s.issues[slot]
    s.tasks[task].kind = ANSWER
    s.tasks[task].issue = slot
    s.tasks[task].version = NOBODY
    s.tasks[task].usable_hour = s.tasks[task].since = issue.born_hour
    s.tasks[task].handed = s.tasks[task].arriving = s.tasks[task].asked = False
    if s.law[0].common_inbox > 0.0 and not is_own(issue):
        put(s.tasks, s.teams[issue.team], task)
    else:
        put(s.tasks, s.people[issue.origin], task)


NTH: int = 4000
"""Its place among the issues that come to a seat on a day: more than ever arrive."""


@compiled
def open_own(s: Tables) -> None:
    """Let whoever had nothing waiting last evening open an issue, by own_rate x initiative x engagement (ours)."""
    law, day = s.law[0], s.org[0].day
    chance = law.own_rate * law.initiative
    if chance == 0.0 or day == 0:
        return
    for i in range(len(s.people)):
        me = s.people[i]
        if me.waiting == 0 and luck.kept_uniform(me.luck, luck.OWN, 0) < chance * me.engagement:
            slot, task = free_issue(s), new_task(s)
            if s.book[0].failed == NO_ROOM:
                return
            describe(s, slot, i, identity(seat_of(s, i), day, NTH))
            open_issue(s, slot, task, identity(seat_of(s, i), day, NTH))
            s.days[day].opened += 1


@compiled
def describe(s: Tables, slot: int, i: int, name: int) -> None:
    """Draw what an issue somebody opens is like: novel, and else as those that arrive, by its own luck."""
    issue, law = s.issues[slot], s.law[0]
    kept = luck.prefix(law.seed, name, 0)
    issue.outcome, issue.origin, issue.novel = NOBODY, i, True
    issue.scope = reach(luck.kept_uniform(kept, luck.OWN, 1), law.scope, s.book[0].top)
    issue.other_team = NOBODY
    if len(s.teams) > 1 and luck.kept_uniform(kept, luck.OWN, 2) < law.interdependence:
        issue.other_team = team_of_another(s, i, luck.kept_uniform(kept, luck.OWN, 3))
    issue.coupling = 0.5 + luck.kept_uniform(kept, luck.OWN, 4)
    issue.stakes = luck.kept_uniform(kept, luck.OWN, 5)


@compiled
def reach(u: float, share: float, top: int) -> int:
    """Return how many levels an issue reaches: each further level with chance `share`, at most `top`."""
    if share <= 0.0 or top == 0:
        return 0
    return top if share >= 1.0 else min(top, int(log(u) / log(share)))


@compiled
def team_of_another(s: Tables, i: int, u: float) -> int:
    """Draw the team of somebody outside one's own: a large team is touched more often."""
    own = s.people[i].team
    place = int(u * (len(s.people) - s.teams[own].members))
    for k in range(len(s.teams)):
        if k != own:
            if place < s.teams[k].members:
                return k
            place -= s.teams[k].members
    return NOBODY
