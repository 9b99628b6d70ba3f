"""The schedule of a day, in the order in which it happens."""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.answer import keep_best
from sim.engine.arithmetic import sort_by_key
from sim.engine.arrive import open_own, receive
from sim.engine.compiled import compiled
from sim.engine.direct import direct
from sim.engine.effect import decline_least, let_lapse, refuse_old, take_effect
from sim.engine.intervene import intervene
from sim.engine.know import perceive
from sim.engine.observe import observe
from sim.engine.people import care, come_and_go, start, wear
from sim.engine.power import reflect
from sim.engine.tables import FINE, Tables
from sim.engine.work import work

WHOLE, MORNING, WORK, EVENING = range(4)
"""Parts of a day."""


def live_days(s: Tables, rule: Any, until: int) -> None:
    """Live day after day, until the given day, a failure, or a shortage of rows that the driver must mend."""
    pass_days(s, rule, until, WHOLE, 0)


def step(s: Tables, rule: Any, part: int, person: int = 0) -> None:
    """Live a part of today, for who steps through it: the morning, the work of one person, or the evening."""
    pass_days(s, rule, 0, part, person)


@compiled
def pass_days(s: Tables, rule: Any, until: int, part: int, person: int) -> None:
    """Live whole days, or one part of today: both are here so that the physics is compiled, and kept, once."""
    while part != WHOLE or (s.org[0].day < until and has_room(s) and s.book[0].failed == FINE):
        if part <= MORNING:
            begin(s)
        for j in range(len(s.order) if part == WHOLE else int(part == WORK)):
            work(s, s.order[j] if part == WHOLE else person, rule)
        if part == EVENING or (part == WHOLE and s.book[0].failed == FINE):
            finish(s)
        if part != WHOLE:
            break


@compiled
def begin(s: Tables) -> None:
    """Run the steps before anybody works."""
    wake(s)
    intervene(s)
    if s.org[0].day == 0 or len(s.changes) > 0:
        keep_best(s)
    perceive(s)
    direct(s)
    receive(s)
    open_own(s)


@compiled
def finish(s: Tables) -> None:
    """Run the steps after everybody has worked."""
    let_lapse(s)
    take_effect(s)
    refuse_old(s)
    wear(s)
    decline_least(s)
    care(s)
    reflect(s)
    come_and_go(s)
    observe(s)
    s.org[0].day += 1


@compiled
def wake(s: Tables) -> None:
    """Start a day: clear what belongs to one day, and draw the order in which people work."""
    begun = luck.chain(0, s.law[0].seed)
    for i in range(len(s.people)):
        me = s.people[i]
        me.meeting_hours = me.contest_hours = me.mentoring_hours = 0.0
        me.worked_hours = me.lone_hours = me.reworks = me.decided = 0.0
        me.told_of_pivot = False
        me.luck = luck.chain(luck.chain(begun, me.id), s.org[0].day)
        s.order_keys[i] = luck.kept_mix(me.luck, luck.ORDER, 0)
        if s.org[0].day == 0:
            start(s.law[0], me)
    sort_by_key(s.order_keys, s.order)


@compiled
def has_room(s: Tables) -> bool:
    """Say whether today's arrivals and instructions are sure to find free rows."""
    return s.book[0].free_issues >= needed_issues(s) and s.book[0].free_tasks >= needed_tasks(s)


@compiled
def needed_issues(s: Tables) -> int:
    """Return how many issues there can be today: those that arrive, and one a person where members open their own."""
    own = len(s.people) if s.law[0].own_rate > 0.0 or len(s.changes) > 0 else 0
    return s.arrivals_first[s.org[0].day + 1] - s.arrivals_first[s.org[0].day] + own


@compiled
def needed_tasks(s: Tables) -> int:
    """Return how many tasks today can make at most: new issues, news of plans, advice asked for and second desks."""
    return 6 * needed_issues(s) + news(s) + s.book[0].promised


@compiled
def news(s: Tables) -> int:
    """Return how many instructions today can make at most: each person hears of each version once."""
    behind = 0
    for i in range(len(s.people)):
        behind += s.book[0].plan_version + 1 - s.people[i].plan_version
    return behind
