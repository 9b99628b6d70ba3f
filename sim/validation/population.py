"""A population of organisations, drawn from the registered space, and what a survey would have found in it.

Every constant, value of the culture and parameter of the world is drawn from its plausible range, and every dial from
0 to 1; structure and rule stay as they are (43 people, rule `mixed`). Each organisation lives a year in a world of its
own and is asked twice, on day 150 and on day 210, with measures of a stated reliability. What is asked was fixed before
any number was seen:

- *exhaustion* E; *workload* log(1 + days of usable work waiting); *ambiguity* 1 - clarity; *autonomy* as felt;
- *constraint* the share of own answers that needed a visa; *input* own decisions a day, of late (insufficient: less);
- *support* and *trust* the mean of trust in the line and in peers;
- of a team: *trust*, the mean over members; *evenness*, 1 - Gini of members' decisions since the warm-up;
  *performance*, the mean fit of first answers to its issues over the year (0 for none within 20 days).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
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
from sim.record import BASE, HEAD, MANAGER
from sim.settings import DialSettings, Settings
from sim.simulate import Scene, begin, set_scene, simulate

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
    """Let organisations live, and ask their people twice.

    Parameters
    ----------
    points : sequence of mapping
        Of `drawn_points`.
    workers : int, optional
        Processes; as many as processors when absent. The numbers do not depend on it.
    days : int
        Length of a life; waves shrink with it.

    Returns
    -------
    Population
        Noise of measurement added.
    """
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
        live_days(s, rule.call, until)
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
