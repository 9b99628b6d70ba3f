"""The one way in: settings -> structure, trace, bound rule -> run -> outcomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.engine.binding import BoundRule, bind
from sim.engine.run import Turn, live
from sim.engine.tables import Tables, allocate
from sim.errors import InputError
from sim.metrics import all_outcomes
from sim.metrics.issues import Leaving
from sim.organisation import build_chart
from sim.parameters import Intervention, Settings
from sim.parameters.intervention import RULE
from sim.record import EVENT
from sim.table import table
from sim.world import Trace, draw_trace, load_trace, read_issues


@dataclass(frozen=True)
class Scene:
    """What is given before anybody acts: a structure and a trace, the same for all that are compared."""

    chart: Chart
    trace: Trace


class EventLog:
    """What happened to every issue, in the order in which it was written down (`sim.record.EVENT`)."""

    def __init__(self) -> None:
        self._days: list[NDArray[np.void]] = []

    def drain(self, tables: Tables) -> None:
        """Take over the events of a day that is over, and empty the table for the next."""
        book = tables.book[0]
        if book.noted > len(tables.events):
            raise RuntimeError(f"day {tables.org[0].day - 1}: {book.noted} events, room for {len(tables.events)}")
        self._days.append(np.array(np.asarray(tables.events)[: book.noted]))
        book.noted = 0

    @property
    def events(self) -> NDArray[np.void]:
        """Everything that was drained, one row each, shape (e,)."""
        return np.concatenate([np.zeros(0, EVENT), *self._days])

    def of(self, issue: int) -> NDArray[np.void]:
        """Return the life of one issue, by its identity, in order of hours."""
        mine = self.events[self.events["issue"] == issue]
        return mine[np.argsort(mine["hour"], kind="stable")]


@dataclass(frozen=True)
class Run:
    """One organisation that has lived through its trace."""

    settings: Settings
    scene: Scene
    rule: BoundRule
    tables: Tables
    outcomes: dict[str, float]
    log: EventLog | None = None
    """What happened to every issue, if it was asked for."""
    windows: dict[str, dict[str, float]] = field(default_factory=dict[str, dict[str, float]])
    """The outcomes of each window of days that was asked for."""

    @property
    def days(self) -> NDArray[np.void]:
        """One row a day (`sim.record.DAY`)."""
        return np.asarray(self.tables.days)


def set_scene(settings: Settings, chart: Chart | None = None) -> Scene:
    """Build the structure, unless given, and draw or load the trace; neither depends on rule, dials or culture."""
    chart = chart or build_chart(settings.organisation, settings.seed)
    return Scene(chart, find_trace(settings, chart))


def find_trace(settings: Settings, chart: Chart) -> Trace:
    """Draw the trace, or load a saved one; a file of issues replaces those of either."""
    world, days = settings.world, settings.days
    if world.trace is not None:
        if world.staged:
            raise InputError("trace_has_shocks", "world.staged")
        trace = load_trace(world.trace, days, chart.size, len(chart.teams))
    else:
        trace = draw_trace(world, chart, days, settings.seed)
    if world.issues is None:
        return trace
    return read_issues(world.issues, trace, world, chart, settings.seed)


def begin(settings: Settings, scene: Scene, rule: BoundRule, turns: tuple[Turn, ...] = ()) -> Tables:
    """Make the tables of a run as they stand before its first day."""
    levels = max((1 + int(each.chart.level.max()) for each in turns if each.chart is not None), default=0)
    return allocate(settings, scene.chart, scene.trace, rule.table, levels)


def turns_of(settings: Settings, scene: Scene, rule: BoundRule) -> tuple[Turn, ...]:
    """Bind the rules and build the structures that take over on the way; one taken back turns twice."""
    turns = []
    for name, each in settings.interventions.items():
        if each.is_turn:
            after, before = _turn(settings, scene, rule, name, each)
            turns += [after, before] if each.until else [after]
    return tuple(turns)


def _turn(settings: Settings, scene: Scene, rule: BoundRule, name: str, each: Intervention) -> tuple[Turn, Turn]:
    if each.what == RULE:
        return Turn(each.day, rule=bind(str(each.to), {})), Turn(each.until, rule=rule)
    setting = each.what.partition(".")[2]
    given = int(each.to) if setting == "peer_ties" else each.to
    chart = build_chart(replace(settings.organisation, **{setting: given}), settings.seed)
    if chart.names != scene.chart.names or chart.teams != scene.chart.teams:
        raise InputError("other_people", f"interventions.{name}.to", to=each.to)
    return Turn(each.day, chart=chart), Turn(each.until, chart=scene.chart)


class Counts(NamedTuple):
    """What tables count up from the warm-up on, as it stood on a morning."""

    episodes: NDArray[np.int64]
    at_risk: NDArray[np.int64]
    decisions: NDArray[np.int64]


def counts_of(tables: Tables) -> Counts:
    """Return what stands there now."""
    return Counts(*(np.array(each) for each in (tables.episodes, tables.at_risk, tables.people.decisions)))


def conclude(
    settings: Settings,
    tables: Tables,
    scene: Scene,
    window: tuple[int, int] | None = None,
    counted: Mapping[int, Counts] | None = None,
) -> dict[str, float]:
    """Compute the outcomes of tables that have lived all their days.

    Parameters
    ----------
    settings : Settings
        Of the run.
    tables : Tables
        It has lived.
    scene : Scene
        In which.
    window : (int, int), optional
        First day and day after the last; from the warm-up to the end when absent.
    counted : mapping of int to Counts, optional
        What stood on the mornings of these two days; not needed without a window.

    Returns
    -------
    dict of str to float
        In the order of `sim.metrics.OUTCOMES`.
    """
    first, last = window or (settings.warmup_days, settings.days)
    counts = counts_of(tables)
    if window is not None:
        assert counted is not None, "a window is counted from its first morning to its last"
        counts = Counts(*(late - early for early, late in zip(counted[first], counted[last], strict=True)))
    return all_outcomes(
        np.asarray(tables.arrivals)[: len(tables.outcomes)],
        np.asarray(tables.outcomes),
        np.asarray(tables.days),
        np.asarray(tables.roles),
        np.asarray(scene.trace.shocks),
        *counts,
        warmup=first,
        follow=settings.follow_days,
        step_hours=settings.physics.step_hours,
        until=last,
        leaving=Leaving(settings.physics.customer_leaving, settings.physics.customer_return, settings.seed),
    )


def simulate(
    settings: Settings,
    scene: Scene | None = None,
    rule: BoundRule | None = None,
    progress: Callable[[int], None] | None = None,
    *,
    each_day: Callable[[Tables], None] | None = None,
    events: bool = False,
    windows: Mapping[str, tuple[int, int]] | None = None,
) -> Run:
    """Let one organisation live through its trace.

    Parameters
    ----------
    settings : Settings
        All that determines the numbers.
    scene : Scene, optional
        Structure and trace to share with other runs; made from the settings when absent.
    rule : BoundRule, optional
        The settings' rule, bound already.
    progress : callable, optional
        Told the number of days lived, now and then.
    each_day : callable, optional
        Shown the tables after every day, to read them; the numbers stay the same.
    events : bool
        Whether to keep a log of what happens to every issue; the numbers stay the same.
    windows : mapping of str to (int, int), optional
        Windows of days (the first, and the one after the last) whose outcomes are wanted, too.

    Returns
    -------
    Run
        With its outcomes.

    Raises
    ------
    InputError
        For settings, files or rules that cannot be used.
    """
    scene = scene or set_scene(settings)
    rule = rule or bind(settings.rule, settings.rule_args)
    turns = turns_of(settings, scene, rule) if settings.interventions else ()
    tables, log = begin(settings, scene, rule, turns), EventLog() if events else None
    if log is not None:
        tables = tables._replace(events=table(EVENT, 1))  # the driver makes room each morning
    windows = windows or {}
    counted = dict.fromkeys(chain.from_iterable(windows.values()), counts_of(tables))
    tables = live(tables, rule, progress, turns, _watcher(log, each_day, counted))
    found = {name: conclude(settings, tables, scene, window, counted) for name, window in windows.items()}
    return Run(settings, scene, rule, tables, conclude(settings, tables, scene), log, found)


def _watcher(
    log: EventLog | None, each_day: Callable[[Tables], None] | None, counted: dict[int, Counts]
) -> Callable[[Tables], None] | None:
    """Show the tables after each day to whoever wants them: a reader, the log, and those who count up to a morning."""
    if log is None and not counted:
        return each_day

    def watch(tables: Tables) -> None:
        if each_day is not None:
            each_day(tables)
        if log is not None:
            log.drain(tables)
        if int(tables.org[0].day) in counted:
            counted[int(tables.org[0].day)] = counts_of(tables)

    return watch
