"""Everything the physics reads and writes: the law, the changes, and the tables of a run.

Changes: the interventions of a run as a table, a row each, for the physics to carry out day by day.

The law of a run: every numeric setting, and what follows from them, as one row that the physics reads.

Interventions move it; nothing else writes to it after the first morning.

Make the tables of one run: everything the physics reads and writes, in one tuple.

The driver (`sim.engine.run`) makes and resizes tables; the physics only fills them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.engine.arithmetic import exp
from sim.engine.compiled import compiled
from sim.errors import InputError
from sim.parameters import CultureSettings, DialSettings, Intervention, PhysicsSettings, Settings, WorldSettings
from sim.parameters.intervention import EVERYBODY, FELT, MANAGERS, RITUAL, TOP_ONLY
from sim.parameters.organisation import INTAKES
from sim.parameters.physics import REFUSE_LAWS, WORK_LAWS
from sim.record import BASE, DAY, EVENT, HEAD, MANAGER, OUTCOME, ROLE_DAY, ROLES, THETAS, Day, Event, Outcome, RoleDay
from sim.state import ISSUE, NOBODY, ORG, PERSON, TASK, TASK_GROUP, TEAM, Issue, Org, Person, Task, TaskGroup, Team
from sim.table import Table, row_of, table

NOT_FELT, CLARITY, TRUST, COMMITMENT = range(4)
ALL, LEADERS, TOP, TEAMS = 0, 1, 2, 3
"""Who is present; from TEAMS on, a team."""


class Change:
    """One row an intervention."""

    start: int  # day
    over: int  # days it takes
    until: int  # day from which it is taken back, 0 for never
    every: int  # days between sessions
    who: int  # who is present: ALL, LEADERS, TOP or TEAMS + a team
    place: int  # of the number of the law that moves, -1 for a ritual
    felt: int  # what people feel of it: NOT_FELT, CLARITY, TRUST or COMMITMENT
    to: float  # new value, or share of missing clarity
    of_way: float  # share of the way to it from the value on the day it began
    before: float  # value on the day it began
    now: float  # value it has reached
    progress: float  # 0 to 1
    hours: float  # of each of those present, a session
    discourse: bool  # only said: the law stays
    outside: bool  # of the world, which nobody can resist
    transition: bool  # of the head, which follows an S and hangs on support


CHANGE: np.dtype[np.void] = row_of(Change)
"""One row of it."""


def changes_of(settings: Settings, teams: Sequence[str]) -> Any:
    """Write the interventions of a run that move numbers or people (not those that replace rule or structure)."""
    wanted = [(name, each) for name, each in settings.interventions.items() if not each.is_turn]
    rows = table(CHANGE, len(wanted))
    for row, (name, each) in zip(rows, wanted, strict=True):
        _write(row, each, _present(name, each, teams))
    return rows


def _write(row: Any, each: Intervention, who: int) -> None:
    row.start, row.over, row.until, row.every, row.who = each.day, each.over, each.until, each.every, who
    row.place = -1 if each.what == RITUAL else place_of(each.what)
    row.felt = 1 + FELT.index(each.what) if each.what in FELT else NOT_FELT
    row.to, row.of_way, row.hours = float(each.to), each.of_way, each.hours
    row.discourse = each.discourse
    row.outside = each.what.startswith("world.")
    row.transition = each.what == "culture.orchestration"


def _present(name: str, each: Intervention, teams: Sequence[str]) -> int:
    groups = (EVERYBODY, MANAGERS, TOP_ONLY)
    if each.who in groups:
        return groups.index(each.who)
    if each.who in teams:
        return TEAMS + list(teams).index(each.who)
    raise InputError("team_unknown", f"interventions.{name}.who", (each.who, [*groups, *teams]), who=each.who)


DERIVED = (
    "coverage",  # share of issues the plan deals with: 1 - strategy
    "plan_period",  # days between plans; 0 when the plan rolls
    "sensing_budget",  # S, hours a day of the whole organisation
    "keep",  # exp(-blur): what a context keeps at a hop
    "q_direction",  # variance of a day's change of G
    "q_context",  # variance of a day's change of a team's L
    "warmup",  # days
    "follow",  # H, days
    "law_of_work",  # index in WORK_LAWS
    "law_of_refusal",  # index in REFUSE_LAWS
    "common_inbox",  # 1 when issues arrive in their team's common inbox
)


def plain_numbers(kind: type[Any]) -> list[str]:
    """Name the numeric settings of a group."""
    return [each.name for each in fields(kind) if "low" in each.metadata]


OF_LAW = {"physics": PhysicsSettings, "culture": CultureSettings, "dials": DialSettings, "world": WorldSettings}
NUMBERS = {group: attrgetter(*plain_numbers(kind)) for group, kind in OF_LAW.items()}
"""What reads the numeric settings of each group, in the order of the law."""
LAW = np.dtype(
    [("seed", "i8"), *((n, "f8") for k in OF_LAW.values() for n in plain_numbers(k)), *((n, "f8") for n in DERIVED)],
    align=True,
)
"""One row; all columns but the seed are numbers of 8 bytes, so that a change can name one by its place."""


def place_of(path: str) -> int:
    """Return which number of the law a setting is, by its path (``dials.initiative``)."""
    names = LAW.names or ()
    return names.index(path.partition(".")[2])


def law_of(settings: Settings, people: int, teams: int) -> Any:
    """Write settings, and what follows from them, as the one row of a run (`LAW`) of so many people and teams."""
    law = table(LAW, 1)
    law.seed, values = settings.seed, np.asarray(law).view(np.float64)
    numbers = [number for group, read in NUMBERS.items() for number in read(getattr(settings, group))]
    values[1 : 1 + len(numbers)] = numbers
    law.warmup, law.follow = settings.warmup_days, settings.follow_days
    law.common_inbox = INTAKES.index(settings.organisation.intake)
    law.law_of_work = WORK_LAWS.index(settings.physics.work_law)
    law.law_of_refusal = REFUSE_LAWS.index(settings.physics.refuse_law)
    derive(law, people, teams)
    return law


@compiled
def derive(laws: Any, people: int, teams: int) -> None:
    """Write what follows from the settings; a Student t with 4 degrees of freedom has variance 2."""
    law = laws[0]
    law.coverage = 1.0 - law.strategy
    law.plan_period = max(5.0, law.plan_days * law.coverage) if law.coverage > 0.0 else 0.0
    law.sensing_budget = law.sensing_hours * people
    law.keep = exp(-law.blur)
    shock = law.shock_frequency / 60.0 * 2.0 * law.shock_size * law.shock_size
    law.q_direction = law.drift * law.drift + shock * law.global_shock_share
    law.q_context = law.local_drift * law.local_drift + shock * (1.0 - law.global_shock_share) / teams


@compiled
def share_operations(laws: Any, people: Any, teams: Any) -> None:
    """Give everybody the operational hours of their place (base, manager, head), as far as the contract goes.

    From teams that the head relieves some of the base's are moved to others (`sim.engine.answer`).
    """
    law = laws[0]
    for i in range(len(people)):
        me = people[i]
        hours = law.manager_hours
        if me.height == 0:
            hours = law.base_hours
        elif me.manager < 0:
            hours = law.head_hours
        me.operational_hours = law.commitment * hours
        if me.height == 0:
            me.operational_hours -= teams[me.team].relief_hours


@compiled
def share_sensing(laws: Any, people: Any) -> None:
    """Share the one budget of sensing G between the centre, the roots, and everybody: the dial `constitution`.

    A root whose reports lead people themselves shares the centre's hours with those, in proportion to the hours that
    operations leave each (`shared_sensing`; ours). Sharing hours is not sharing sight: see `sim.engine.know`.
    """
    law, roots = laws[0], 0
    for i in range(len(people)):
        roots += 1 if people[i].manager < 0 else 0
        people[i].top_hours = 0.0
    for i in range(len(people)):  # what a top team has left, added up at its head
        head = people[i].manager
        if head >= 0 and people[head].manager < 0 and people[i].reports > 0:
            people[head].top_hours += _left(law, people[i])
    for i in range(len(people)):
        me, head = people[i], people[i].manager
        common = law.constitution * law.sensing_budget / len(people)
        central, me.central_hours = (1.0 - law.constitution) * law.sensing_budget / roots, 0.0
        if head < 0:
            kept = _left(law, me) / (_left(law, me) + me.top_hours) if me.top_hours > 0.0 else 1.0
            me.central_hours = central * (1.0 - law.shared_sensing * (1.0 - kept))
        elif people[head].manager < 0 and me.reports > 0:
            share = _left(law, me) / (_left(law, people[head]) + people[head].top_hours)
            me.central_hours = central * law.shared_sensing * share
        me.sensing_hours = common + me.central_hours


@compiled
def _left(law: Any, me: Any) -> float:
    """Return the hours that operations leave somebody, a little at least."""
    return max(0.001, law.step_hours * law.commitment - me.operational_hours)


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


class Columns(NamedTuple):
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
    order_keys: Column  # (2 n + 1,) the luck that orders them, and room to sort by it
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


class Tables(Columns):
    """The same, with a place (`vars`) where the engine keeps their addresses (`sim.engine.ahead`)."""

    def __reduce__(self) -> Any:
        """Let a copy begin without addresses."""
        return Tables, tuple(self)


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
        order_keys=np.zeros(2 * chart.size + 1, np.int64),
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
    columns = {
        **{name: getattr(chart, name) for name in ("manager", "team", "level", "height")},
        **{"id": np.arange(chart.size), "authority": chart.height},
        **{"reports": np.diff(chart.reports_first), "ties": np.diff(chart.ties_first)},
        **{"inbox_first": NOBODY, "inbox_last": NOBODY, "skill": 1.0, "autonomy": 0.5, "credit": 0.5, "trusted": 0.5},
        **{"clarity": culture.clarity, "trust_up": culture.trust, "trust_peers": culture.trust},
        **{"voice": culture.voice, "isolation": culture.isolation},
    }
    for name, values in columns.items():
        people[name] = values
    place_roles(people)
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
