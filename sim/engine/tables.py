"""Make the tables of one run: everything the physics reads and writes, in one tuple.

The driver (`sim.engine.run`) makes and resizes tables; the physics only fills them.
"""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.settings import INTAKES, WORK_LAWS, CultureSettings, DialSettings, PhysicsSettings, Settings, WorldSettings
from sim.state import (
    DAY,
    ISSUE,
    NOBODY,
    ORG,
    OUTCOME,
    PERSON,
    TASK,
    TEAM,
    THETAS,
    Day,
    Issue,
    Org,
    Outcome,
    Person,
    Task,
    Team,
)
from sim.table import Table, table

_DERIVED = (
    "coverage",  # share of issues the plan deals with: 1 - strategy
    "plan_period",  # days between plans; 0 when the plan rolls
    "sensing_budget",  # S, hours a day of the whole organisation
    "keep",  # exp(-blur): what a context keeps at a hop
    "q_direction",  # variance of a day's change of G
    "q_context",  # variance of a day's change of a team's L
    "warmup",  # days
    "law_of_work",  # index in WORK_LAWS
    "common_inbox",  # 1 when issues arrive in their team's common inbox
)


def _plain_numbers(kind: type[Any]) -> list[str]:
    return [each.name for each in fields(kind) if "low" in each.metadata]


LAW = np.dtype(
    [("seed", "i8")]
    + [(n, "f8") for k in (PhysicsSettings, CultureSettings, DialSettings, WorldSettings) for n in _plain_numbers(k)]
    + [(name, "f8") for name in _DERIVED],
    align=True,
)
"""The numbers of a run that no one changes: all settings, and what follows from them. One row."""

BOOK = np.dtype(
    [
        ("free_issues", "i8"),  # how many rows of `issues` are free
        ("free_tasks", "i8"),  # how many rows of `tasks` are free
        ("promised", "i8"),  # tasks that open issues may still make: advice to ask for, second desks
        ("effects_first", "i8"),  # answers on their way to take effect, oldest first
        ("effects_last", "i8"),
        ("plan_version", "i8"),  # the latest
        ("plan_day", "i8"),  # when it was made
        ("failed", "i8"),  # why the run stopped: FINE, BAD_ACTION or NO_ROOM
        ("failed_person", "i8"),  # row
        ("failed_issue", "i8"),  # row
        ("failed_luck", "f8"),  # the number the rule was given
        ("failed_action", "i8"),  # what it answered
    ],
    align=True,
)
"""The bookkeeping of a run. One row."""

FINE, BAD_ACTION, NO_ROOM = 0, 1, 2


Column = Any
"""A plain array of numbers; type checkers cannot follow its elements."""


class Tables(NamedTuple):
    """All tables of one run. Shapes: n people, k teams, d days, q issues of the trace."""

    law: Table[Any]  # (1,) LAW
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
    days: Table[Day]  # (d,) DAY
    streaks: Column  # (n, thetas) consecutive days above each threshold
    episodes: Column  # (levels, thetas) burnout episodes begun
    at_risk: Column  # (levels,) person-days observed


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


def allocate(settings: Settings, chart: Chart, world: World, args: Any) -> Tables:
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

    Returns
    -------
    Tables
        Ready for `sim.engine.run.live`.
    """
    law, k, days = law_of(settings, chart), len(chart.teams), settings.days
    versions = days + 1 if law.coverage[0] > 0 else 1
    levels = int(chart.level.max()) + 1
    return Tables(
        law=law,
        args=args,
        org=_org(chart, float(law.coverage[0])),
        book=_book(),
        people=_people(settings, chart),
        teams=_teams(chart),
        issues=table(ISSUE, 0),
        tasks=table(TASK, 0),
        free_issues=np.empty(0, np.int64),
        free_tasks=np.empty(0, np.int64),
        order=np.arange(chart.size),
        order_keys=np.zeros(chart.size, np.int64),
        reports_first=chart.reports_first,
        reports=chart.reports,
        ties_first=chart.ties_first,
        ties=chart.ties,
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
        days=table(DAY, days),
        streaks=np.zeros((chart.size, len(THETAS)), np.int64),
        episodes=np.zeros((levels, len(THETAS)), np.int64),
        at_risk=np.zeros(levels, np.int64),
    )


def law_of(settings: Settings, chart: Chart) -> Any:
    """Write settings, and what follows from them, as the one row the physics reads (`LAW`)."""
    law = table(LAW, 1)
    law.seed = settings.seed
    for group in (settings.physics, settings.culture, settings.dials, settings.world):
        for name in _plain_numbers(type(group)):
            law[name] = getattr(group, name)
    world, coverage = settings.world, 1.0 - settings.dials.strategy
    shock = world.shock_frequency / 60 * 2 * world.shock_size**2  # a Student t with 4 degrees has variance 2
    law.coverage = coverage
    law.plan_period = max(5.0, settings.physics.plan_days * coverage) if coverage > 0 else 0.0
    law.sensing_budget = settings.physics.sensing_hours * chart.size
    law.keep = math.exp(-settings.physics.blur)
    law.q_direction = world.drift**2 + shock * world.global_shock_share
    law.q_context = world.local_drift**2 + shock * (1 - world.global_shock_share) / len(chart.teams)
    law.warmup = settings.warmup_days
    law.common_inbox = INTAKES.index(settings.organisation.intake)
    law.law_of_work = WORK_LAWS.index(settings.physics.work_law)
    return law


def centre(chart: Chart) -> NDArray[np.bool_]:
    """Say who is the centre, the roots; shape (n,)."""
    return chart.manager < 0


def _people(settings: Settings, chart: Chart) -> Any:
    people, physics, culture = table(PERSON, chart.size), settings.physics, settings.culture
    for name in ("manager", "team", "level", "height"):
        people[name] = getattr(chart, name)
    people.id = np.arange(chart.size)
    people.authority = chart.height
    people.reports = np.diff(chart.reports_first)
    people.ties = np.diff(chart.ties_first)
    people.inbox_first = people.inbox_last = NOBODY
    people.clarity = culture.clarity
    people.trust_up = people.trust_peers = culture.trust
    people.commitment = culture.commitment
    people.skill, people.autonomy, people.credit = 1.0, 0.5, 0.5
    people.operational_hours = _operational_hours(physics, chart)
    at_centre, b = centre(chart), settings.dials.constitution
    budget = physics.sensing_hours * chart.size
    people.sensing_hours = b * budget / chart.size + (1 - b) * budget / at_centre.sum() * at_centre
    return people


def _operational_hours(physics: PhysicsSettings, chart: Chart) -> NDArray[np.float64]:
    by_place = [physics.head_hours, physics.base_hours]
    places = [(chart.manager < 0) & (chart.height > 0), chart.height == 0]
    return np.select(places, by_place, physics.manager_hours)


def _teams(chart: Chart) -> Any:
    teams = table(TEAM, len(chart.teams))
    teams.members = np.bincount(chart.team, minlength=len(chart.teams))
    highest_last = np.lexsort((-np.arange(chart.size), -chart.level))
    teams.lead[chart.team[highest_last]] = highest_last
    teams.hops = chart.level[teams.lead] + 1
    teams.inbox_first = teams.inbox_last = NOBODY
    return teams


def _org(chart: Chart, coverage: float) -> Any:
    org = table(ORG, 1)
    org.people, org.coverage = chart.size, coverage
    return org


def _book() -> Any:
    book = table(BOOK, 1)
    book.effects_first = book.effects_last = NOBODY
    return book


def _outcomes(rows: int) -> Any:
    outcomes = table(OUTCOME, rows)
    outcomes.effect_hour = outcomes.success_hour = outcomes.drop_hour = np.inf
    outcomes.error = outcomes.gap = np.nan
    return outcomes
