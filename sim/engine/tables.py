"""Make the tables of one run: everything the physics reads and writes, in one tuple.

The driver (`sim.engine.run`) makes and resizes tables; the physics only fills them.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.engine.change import changes_of
from sim.engine.law import law_of, share_operations, share_sensing
from sim.record import BASE, DAY, EVENT, HEAD, MANAGER, OUTCOME, ROLE_DAY, ROLES, THETAS, Day, Event, Outcome, RoleDay
from sim.settings import Settings
from sim.state import ISSUE, NOBODY, ORG, PERSON, TASK, TASK_GROUP, TEAM, Issue, Org, Person, Task, TaskGroup, Team
from sim.table import Table, table

BOOK = np.dtype(
    [
        ("free_issues", "i8"),  # how many rows of `issues` are free
        ("free_tasks", "i8"),  # how many rows of `tasks` are free
        ("promised", "i8"),  # tasks that open issues may still make: advice to ask for, second desks
        ("effects_first", "i8"),  # answers on their way to take effect, oldest first
        ("effects_last", "i8"),
        ("plan_version", "i8"),  # the latest
        ("plan_day", "i8"),  # when it was made
        ("top", "i8"),  # levels below the highest person
        ("pivot_day", "i8"),  # when a plan was last overturned
        ("failed", "i8"),  # why the run stopped: FINE, BAD_ACTION or NO_ROOM
        ("failed_person", "i8"),  # row
        ("failed_issue", "i8"),  # row
        ("failed_luck", "f8"),  # the number the rule was given
        ("failed_action", "i8"),  # what it answered
        ("recruited", "f8"),  # share of members whom those who contest have won over
        ("groups", "i8"),  # task groups there are
        ("noted", "i8"),  # events of today, those there was no room for included
    ],
    align=True,
)
"""The bookkeeping of a run. One row."""

FINE, BAD_ACTION, NO_ROOM = 0, 1, 2
LIVED = 6
"""What is counted of lived events."""
GROUPS, GROUP_TEAMS = 16, 5
"""Task groups at once, and teams in each, at most (ours)."""
POOL = 1024
"""Rows that pools begin with: a year of 43 people seldom needs more, and growing takes longer than living a day."""


Column = Any
"""A plain array of numbers; type checkers cannot follow its elements."""


class Tables(NamedTuple):
    """All tables of one run. Shapes: n people, k teams, d days, q issues of the trace."""

    law: Table[Any]  # (1,) LAW
    law_values: Column  # the numbers of the law by place, the same memory
    changes: Table[Any]  # (c,) CHANGE
    args: Table[Any]  # (1,) RULE_ARGS
    org: Table[Org]  # (1,) ORG
    book: Table[Any]  # (1,) BOOK
    people: Table[Person]  # (n,) PERSON
    teams: Table[Team]  # (k,) TEAM
    issues: Table[Issue]  # live issues
    tasks: Table[Task]  # live tasks
    free_issues: Column  # stack of free rows of `issues`
    free_tasks: Column  # stack of free rows of `tasks`
    order: Column  # (n,) rows of people in today's order
    order_keys: Column  # (n,) the luck that orders them
    reports_first: Column  # (n + 1,)
    reports: Column
    ties_first: Column  # (n + 1,)
    ties: Column
    members_first: Column  # (k + 1,)
    members: Column  # rows of people by team
    groups: Table[TaskGroup]  # (GROUPS,) TASK_GROUP
    group_members: Column  # (GROUPS, GROUP_TEAMS) rows of people, one a team, NOBODY for none
    cells: Column  # (k, 4) of each team's own matrix: narrow, wide, cross, new; written by debriefs
    late_answers: Column  # (k, 4) its answers in effect of late
    late_failures: Column  # (k, 4) those that did not hold
    plan_common: Column  # (versions,) the common course of each version of the plan
    plan_course: Column  # (versions, k) the course it plans for each team
    plan_pivot: Column  # (versions,) whether it overturned the one before
    reported: Column  # (reports, k) mean belief of a team about its own context, as sent
    direction: Column  # (d,) G
    context: Column  # (d, k) L
    common_noise: Column  # (d,) z shared by all observers
    arrivals: Table[Any]  # (q,) TRACE_ISSUE
    arrivals_first: Column  # (d + 1,)
    outcomes: Table[Outcome]  # (q,) OUTCOME
    beside: Table[Outcome]  # (1,) what becomes of issues that members open, which nobody reads
    days: Table[Day]  # (d,) DAY
    roles: Table[RoleDay]  # (3 d,) ROLE_DAY
    streaks: Column  # (n, thetas) consecutive days above each threshold
    episodes: Column  # (levels, thetas) burnout episodes begun
    at_risk: Column  # (levels,) person-days observed
    lived: Column  # (n, 6) events of each seat after the warm-up: all, own, kept, held, decided by others, heard
    events: Table[Event]  # EVENT of today; no rows unless they were asked for


class World(Protocol):
    """What the physics needs of a trace (drawn by `sim.world`)."""

    @property
    def direction(self) -> Any: ...  # noqa: D102
    @property
    def context(self) -> NDArray[np.float64]: ...  # noqa: D102
    @property
    def common_noise(self) -> Any: ...  # noqa: D102
    @property
    def issues(self) -> Any: ...  # noqa: D102
    @property
    def first(self) -> Any: ...  # noqa: D102


def allocate(settings: Settings, chart: Chart, world: World, args: Any, levels: int = 0) -> Tables:
    """Make the tables of a run as they stand before its first day.

    Parameters
    ----------
    settings : Settings
        Of this organisation.
    chart : Chart
        Its structure.
    world : World
        The trace it lives through, at least ``settings.days`` long.
    args : numpy.recarray, shape (1,)
        The parameters of its rule (`RULE_ARGS`).
    levels : int
        That structures to come may need; those of the chart at least.

    Returns
    -------
    Tables
        Ready for `sim.engine.run.live`.
    """
    k, days = len(chart.teams), settings.days
    law, people, teams = law_of(settings, chart.size, k), _people(settings, chart), _teams(chart)
    share_operations(law, people, teams)
    share_sensing(law, people)
    versions = days + 1 if law.coverage[0] > 0 or settings.interventions else 1
    levels = max(levels, int(chart.level.max()) + 1)
    members_first, members = list_members(chart)
    return Tables(
        law=law,
        law_values=np.asarray(law).view(np.float64),
        changes=changes_of(settings, chart.teams),
        args=args,
        org=_org(chart, float(law.coverage[0])),
        book=_book(int(chart.height.max())),
        people=people,
        teams=teams,
        issues=table(ISSUE, POOL),
        tasks=table(TASK, POOL),
        free_issues=np.arange(POOL),
        free_tasks=np.arange(POOL),
        order=np.arange(chart.size),
        order_keys=np.zeros(chart.size, np.int64),
        reports_first=chart.reports_first,
        reports=chart.reports,
        ties_first=chart.ties_first,
        ties=chart.ties,
        members_first=members_first,
        members=members,
        groups=_groups(),
        group_members=np.full((GROUPS, GROUP_TEAMS), NOBODY),
        cells=np.zeros((k, 4)),
        late_answers=np.zeros((k, 4)),
        late_failures=np.zeros((k, 4)),
        plan_common=np.zeros(versions),
        plan_course=np.zeros((versions, k)),
        plan_pivot=np.zeros(versions, np.bool_),
        reported=np.zeros((days // settings.physics.report_days + 1, k)),
        direction=world.direction,
        context=world.context,
        common_noise=world.common_noise,
        arrivals=world.issues,
        arrivals_first=world.first,
        outcomes=_outcomes(int(world.first[days])),
        beside=_outcomes(1),
        days=table(DAY, days),
        roles=table(ROLE_DAY, len(ROLES) * days),
        streaks=np.zeros((chart.size, len(THETAS)), np.int64),
        episodes=np.zeros((levels, len(THETAS)), np.int64),
        at_risk=np.zeros(levels, np.int64),
        lived=np.zeros((chart.size, LIVED), np.int64),
        events=table(EVENT, 0),
    )


def _people(settings: Settings, chart: Chart) -> Any:
    people, culture = table(PERSON, chart.size), settings.culture
    for name in ("manager", "team", "level", "height"):
        people[name] = getattr(chart, name)
    people.id = np.arange(chart.size)
    people.authority = chart.height
    people.reports = np.diff(chart.reports_first)
    people.ties = np.diff(chart.ties_first)
    place_roles(people)
    people.inbox_first = people.inbox_last = NOBODY
    people.clarity = culture.clarity
    people.trust_up = people.trust_peers = culture.trust
    people.skill, people.autonomy, people.credit, people.trusted = 1.0, 0.5, 0.5, 0.5
    people.voice = culture.voice
    people.isolation = culture.isolation
    return people


def _teams(chart: Chart) -> Any:
    teams = table(TEAM, len(chart.teams))
    teams.members = np.bincount(chart.team, minlength=len(chart.teams))
    place_leads(teams, chart)
    teams.inbox_first = teams.inbox_last = NOBODY
    return teams


def _groups() -> Any:
    groups = table(TASK_GROUP, GROUPS)
    groups.animator = NOBODY
    return groups


def place_roles(people: Any) -> None:
    """Write who leads all, who leads and is led, and who leads nobody."""
    people.role = np.where(people.manager == NOBODY, HEAD, np.where(people.reports > 0, MANAGER, BASE))


def list_members(chart: Chart) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Gather people by team, with the place where each team begins."""
    sizes = np.bincount(chart.team, minlength=len(chart.teams))
    return np.concatenate([[0], np.cumsum(sizes)]), np.argsort(chart.team, kind="stable")


def place_leads(teams: Any, chart: Chart) -> None:
    """Write who leads each team, its highest person, and how far from the top."""
    highest_last = np.lexsort((-np.arange(chart.size), -chart.level))
    teams.lead[chart.team[highest_last]] = highest_last
    teams.hops = chart.level[teams.lead] + 1


def _org(chart: Chart, coverage: float) -> Any:
    org = table(ORG, 1)
    org.people, org.coverage = chart.size, coverage
    return org


def _book(top: int) -> Any:
    book = table(BOOK, 1)
    book.top = top
    book.effects_first = book.effects_last = NOBODY
    book.pivot_day = -1_000_000
    book.free_issues = book.free_tasks = POOL
    return book


def _outcomes(rows: int) -> Any:
    outcomes = table(OUTCOME, rows)
    outcomes.effect_hour = outcomes.success_hour = outcomes.drop_hour = np.inf
    outcomes.error = outcomes.gap = np.nan
    return outcomes
