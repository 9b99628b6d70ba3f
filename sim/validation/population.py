"""The population behind all patterns: organisations drawn, lived and asked, and lived again where one thing varies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.checked import build
from sim.engine.binding import bind
from sim.engine.day import live_days
from sim.engine.luck import normals
from sim.engine.run import stop_if_failed, with_room
from sim.engine.tables import Tables
from sim.experiment.runner import in_order
from sim.experiment.slots import with_defaults
from sim.experiment.space import Range, drawn, nested
from sim.metrics.issues import lead_days
from sim.parameters import DialSettings, Settings
from sim.record import BASE, HEAD, MANAGER
from sim.run import Scene, begin, set_scene, simulate
from sim.validation.correlate import of_pair
from sim.validation.pattern import Span

POINTS = 240
SEED = 31
"""Of the design."""
FIRST_WORLD = 8_000_000
"""Seed of the first organisation's world."""
WAVES = (150, 210)
RELIABILITY = 0.8
"""Share of a measure's variance that is not noise of measurement (ours; usual of short scales)."""
NOISE = 900
"""What draws of noise are for; the measure's number is added."""
RULE = "mixed"

Floats = NDArray[np.float64]
Columns = dict[str, NDArray[Any]]
Overrides = Mapping[str, Any]


@dataclass(frozen=True)
class Population:
    """What a survey found.

    Parameters
    ----------
    people : dict of str to ndarray
        One entry a person, with the row of the organisation.
    teams : dict of str to ndarray
        One entry a team.
    points : sequence of mapping
        Overrides of each organisation.
    """

    people: Columns
    teams: Columns
    points: Sequence[Overrides]


def dial_ranges() -> tuple[Range, ...]:
    """Return the range of every dial: from mechanical to organic."""
    return tuple(
        Range(f"dials.{each.name}", 0.0, 1.0, "linear", "0 to 1", "ours", "the whole dial")
        for each in fields(DialSettings)
    )


def drawn_points(n: int, seed: int = SEED) -> list[dict[str, float | int]]:
    """Draw organisations: a point of the registered space and of all dials each."""
    return drawn(n, seed, dial_ranges())


def settings_of(overrides: Overrides, row: int, days: int = 250) -> Settings:
    """Return the settings of an organisation, in the world of its row."""
    plain = {"rule": RULE, "rule_args": with_defaults(RULE, {}), "seed": FIRST_WORLD + row, "days": days}
    return build(Settings, {**plain, **nested(overrides)})


def survey(points: Sequence[Overrides], workers: int | None = None, days: int = 250) -> Population:
    """Let organisations live, and ask their people twice."""
    found = in_order(partial(asked, days=days), list(enumerate(points)), workers=workers)
    people, teams = (_joined([each[k] for each in found]) for k in (0, 1))
    return Population(_measured(people), teams, points)


def outcomes(points: Sequence[Overrides], workers: int | None = None, days: int = 250) -> list[dict[str, float]]:
    """Let organisations live, each in the world of its row, and return their outcomes and how the year ended."""
    return in_order(partial(ended, days=days), list(enumerate(points)), workers=workers)


def ended(job: tuple[int, Overrides], days: int) -> dict[str, float]:
    """Return the outcomes of one organisation, and its last 20 days: tasks waiting a person, and exhaustion."""
    run = simulate(settings_of(job[1], job[0], days))
    last = run.days[-20:]
    tail = {
        "backlog_end": float((last["waiting"] / last["people"]).mean()),
        "exhaustion_end": float(last["exhaustion"].mean()),
    }
    return {**run.outcomes, **tail}


def asked(job: tuple[int, Overrides], days: int) -> tuple[Columns, Columns]:
    """Return what one organisation answered, without noise: by person, and by team."""
    row, overrides = job
    settings = settings_of(overrides, row, days)
    scene = set_scene(settings)
    s, first, later = lived(settings, scene, [day * days // 250 for day in WAVES])
    people = {
        "organisation": np.full(len(first), row),
        "team": np.array(first["team"]),
        "role": roles_of(scene.chart),
        **answers(settings, first),
        "left": (first["id"] != later["id"]).astype(np.float64),
        **{f"{name}_later": values for name, values in answers(settings, later).items()},
    }
    return people, _teams(settings, scene, s, first, row)


def roles_of(chart: Chart) -> NDArray[np.int64]:
    """Return the role of every seat, a place in `sim.record.ROLES`."""
    return np.where(chart.level == 0, HEAD, np.where(chart.height > 0, MANAGER, BASE))


def lived(settings: Settings, scene: Scene, waves: Sequence[int]) -> tuple[Tables, Any, Any]:
    """Live to the end, and return the tables and everybody as they stood on both mornings."""
    rule = bind(settings.rule, settings.rule_args)
    s, seen, chunk = begin(settings, scene, rule), [], 5
    while s.org[0].day < settings.days:
        s = with_room(s)
        day = int(s.org[0].day)
        until = min([each for each in (*waves, settings.days, day + chunk) if each > day])
        live_days(s, rule.address, until)
        stop_if_failed(s, rule)
        if until in waves:
            seen.append(np.array(s.people))
    return s, seen[0], seen[1]


def answers(settings: Settings, people: Any) -> Columns:
    """Return what people answer, without noise."""
    waiting = people["waiting"] * settings.physics.work_hours / settings.physics.step_hours
    trust = (people["trust_up"] + people["trust_peers"]) / 2
    return {
        "exhaustion": np.array(people["exhaustion"]),
        "workload": np.log1p(waiting),
        "constraint": 1 - people["trusted"],
        "autonomy": np.array(people["autonomy"]),
        "input": np.array(people["influence"]),
        "ambiguity": 1 - people["clarity"],
        "support": trust,
    }


def _teams(settings: Settings, scene: Scene, s: Tables, first: Any, row: int) -> Columns:
    team, many = scene.chart.team, len(scene.chart.teams)
    arrivals = np.asarray(s.arrivals)[: len(s.outcomes)]
    cohort = (arrivals["day"] >= settings.warmup_days) & (arrivals["day"] < settings.days - settings.follow_days)
    arrivals, came = arrivals[cohort], np.asarray(s.outcomes)[cohort]
    in_time = lead_days(arrivals, came["effect_hour"], settings.follow_days, settings.physics.step_hours)
    fit = np.where(
        in_time < settings.follow_days, np.exp(-0.5 * np.where(np.isfinite(came["error"]), came["error"], 9) ** 2), 0
    )
    home, decisions = team[arrivals["origin"]], np.asarray(s.people.decisions)
    trust = (first["trust_up"] + first["trust_peers"]) / 2
    return {
        "organisation": np.full(many, row),
        "trust": np.array([trust[team == k].mean() for k in range(many)]),
        "evenness": np.array([1 - gini(decisions[team == k]) for k in range(many)]),
        "performance": np.array([fit[home == k].mean() if (home == k).any() else np.nan for k in range(many)]),
    }


def gini(values: NDArray[Any]) -> float:
    """Return the Gini coefficient; NaN when all is nothing.

    Examples
    --------
    >>> gini(np.array([1, 1, 1])), gini(np.array([0, 0, 0, 4]))
    (0.0, 0.75)
    """
    ordered = np.sort(np.asarray(values, np.float64))
    n, whole = len(ordered), ordered.sum()
    if whole <= 0:
        return float("nan")
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * whole))


def _joined(parts: Sequence[Columns]) -> Columns:
    return {name: np.concatenate([each[name] for each in parts]) for name in parts[0]}


def _measured(people: Columns) -> Columns:
    """Add noise to every measure, so that the stated share of its variance is none; leaving is counted, not asked."""
    found = dict(people)
    zero = np.zeros(len(people["organisation"]), np.int64)
    kept = ("organisation", "team", "role", "left")
    for number, name in enumerate(each for each in people if each not in kept):
        spread_ = float(people[name].std()) * (1 / RELIABILITY - 1) ** 0.5
        found[name] = people[name] + spread_ * normals(SEED, np.arange(len(zero)), zero, NOISE + number, zero)
    return found


AMOUNTS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Of structure: all dials stand at 1 less this."""
SMALL, LARGE = 1.0, 12.0
"""Bursts: by how much arrivals rise at first; a fifth of it ends each day, so five times as many days' come in all."""
BURST_DAY = 60
SPARSE_TIES, ALL_TIES = 2, 42
NEUTRAL = 24
"""Organisations at neutral dials."""
Lives = list[dict[str, float]]


class Study:
    """A population and its variants, each lived once, when first asked for.

    Parameters
    ----------
    points : int
        Organisations.
    workers : int, optional
        Processes; as many as processors when absent.
    days : int
        Length of a life.
    told : callable, optional
        Told what has been lived.
    """

    def __init__(
        self, points: int = POINTS, workers: int | None = None, days: int = 250, told: Callable[[str], object] = str
    ) -> None:
        self._many, self._workers, self._days, self._told = points, workers, days, told
        self._lived: dict[tuple[str, float], Lives] = {}

    @cached_property
    def _points(self) -> Sequence[Overrides]:
        return drawn_points(self._many)

    @cached_property
    def population(self) -> Population:
        """What the survey found."""
        found = survey(self._points, self._workers, self._days)
        self._told("population")
        return found

    @cached_property
    def neutral(self) -> Population:
        """What a survey finds in the second year at neutral dials, everything else at its default."""
        middle = {each.path: 0.5 for each in dial_ranges()}
        found = survey([middle] * NEUTRAL, self._workers, 2 * self._days)
        self._told("neutral dials")
        return found

    def between_teams(self, one: str, other: str) -> tuple[float, Span]:
        """Return the correlation of two measures of teams that have both, and its interval over organisations."""
        teams = self.population.teams
        known = np.isfinite(teams[one]) & np.isfinite(teams[other])
        home = np.unique(teams["organisation"][known], return_inverse=True)[1]
        return of_pair(teams[one][known], teams[other][known], home)

    def structured(self, amount: float) -> Lives:
        """Return the lives of all organisations with all dials at 1 - amount."""
        dials = {each.path: 1.0 - amount for each in dial_ranges()}
        return self._live("structure", amount, lambda each: {**each, **dials})

    def burst(self, size: float) -> Lives:
        """Return the lives of all organisations with a burst of arrivals on day 60."""
        struck = [{"day": BURST_DAY * self._days // 250, "where": "global", "size": 0.0, "burst": size}]
        staged: dict[str, Any] = (
            {"world.staged": struck, "world.burst_decay": 0.2} if size else {"world.burst_decay": 0.2}
        )
        return self._live("burst", size, lambda each: {**each, **staged})

    def tied(self, ties: int) -> Lives:
        """Return the lives of all organisations with so many peer ties a person."""
        return self._live("ties", ties, lambda each: {**each, "organisation.peer_ties": ties})

    def informed(self, by: float, at_once: float, judge: float) -> Lives:
        """Return the lives of all organisations, told of the whole by a centre (0) or by members (1)."""
        dials = {"dials.constitution": by, "dials.lattice": by, "dials.initiative": judge}
        shocks = {"world.global_shock_share": at_once}
        return self._live(f"informed {at_once:g} {judge:g}", by, lambda each: {**each, **dials, **shocks})

    def _live(self, name: str, value: float, changed: Callable[[Overrides], Overrides]) -> Lives:
        key = (name, float(value))
        if key not in self._lived:
            self._lived[key] = outcomes([changed(each) for each in self._points], self._workers, self._days)
            self._told(f"{name} {value:g}")
        return self._lived[key]
