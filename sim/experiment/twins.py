"""Run organisations side by side: on one structure, one trace and one luck, for a number of seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from sim.chart import Chart
from sim.engine.binding import BoundRule, bind
from sim.errors import InputError
from sim.organisation import build_chart
from sim.settings import Settings
from sim.simulate import Run, set_scene, simulate

MOST_SEEDS = 1_000_000


@dataclass(frozen=True)
class Rows:
    """What runs left behind.

    Parameters
    ----------
    runs : dict of str to list
        One entry a run: its form, its seed, and every outcome.
    days : dict of str to ndarray
        One entry a run and day: form, seed, and every column of `sim.state.DAY`.
    people : int
        Size of the organisation.
    windows : dict of str to (dict of str to list)
        The same as `runs` over windows of days that were asked for.
    """

    runs: dict[str, list[Any]]
    days: dict[str, np.ndarray]
    people: int
    windows: dict[str, dict[str, list[Any]]] = field(default_factory=dict[str, dict[str, list[Any]]])


def seeds_from(first: int, count: int) -> range:
    """Return the seeds of a number of replicates, or say why there can be none."""
    if not 1 <= count <= MOST_SEEDS:
        edge = 1 if count < 1 else MOST_SEEDS
        raise InputError(
            f"--seeds: expected a whole number from 1 to {MOST_SEEDS}, got {count} (nearest valid: {edge})"
        )
    if first + count > 2**53:
        raise InputError(f"--seeds: {count} seeds from {first} on go beyond {2**53}; lower seed")
    return range(first, first + count)


def bind_all(slots: Mapping[str, Settings]) -> dict[str, BoundRule]:
    """Bind the rule of each slot."""
    return {form: bind(settings.rule, settings.rule_args) for form, settings in slots.items()}


def run_slots(
    slots: Mapping[str, Settings],
    rules: Mapping[str, BoundRule],
    seeds: Sequence[int],
    progress: Callable[[], object] | None = None,
    windows: Mapping[str, tuple[int, int]] | None = None,
) -> Rows:
    """Let every slot live through the world of every seed.

    Parameters
    ----------
    slots : mapping of str to Settings
        The organisations; structure and world must be the same for all.
    rules : mapping of str to BoundRule
        The rule each follows.
    seeds : sequence of int
        One world, structure and luck each.
    progress : callable, optional
        Called after each run.
    windows : mapping of str to (int, int), optional
        Windows of days whose outcomes are wanted, too.

    Returns
    -------
    Rows
        What they left behind, seed by seed.
    """
    found = []
    for form, seed, run in _runs(slots, rules, seeds, windows):
        found.append((form, seed, run.outcomes, run.windows, run.days))
        if progress is not None:
            progress()
    return gather(found)


def _runs(
    slots: Mapping[str, Settings],
    rules: Mapping[str, BoundRule],
    seeds: Sequence[int],
    windows: Mapping[str, tuple[int, int]] | None,
) -> Iterator[tuple[str, int, Run]]:
    shared = fixed_chart(next(iter(slots.values())))
    for seed in seeds:
        scene = None
        for form, settings in slots.items():
            mine = replace(settings, seed=seed)
            scene = scene or set_scene(mine, shared)
            yield form, seed, simulate(mine, scene, rules[form], windows=windows)


def fixed_chart(settings: Settings) -> Chart | None:
    """Read a structure that files give whole once; where ties are drawn it differs from seed to seed."""
    if settings.organisation.ties is None:
        return None
    return build_chart(settings.organisation, settings.seed)


def gather(found: Sequence[tuple[str, int, dict[str, float], dict[str, dict[str, float]], np.ndarray]]) -> Rows:
    """Put what single runs left behind (form, seed, outcomes, those of windows, days) into columns."""
    days = np.concatenate([each[4] for each in found])
    lengths = [len(each[4]) for each in found]
    columns: dict[str, np.ndarray] = {
        "form": np.repeat([each[0] for each in found], lengths),
        "seed": np.repeat([each[1] for each in found], lengths),
    }
    windows = {name: _columns([(*each[:2], each[3][name]) for each in found]) for name in found[0][3]}
    people = int(days["people"][0])
    by_day = {**columns, **{name: days[name] for name in days.dtype.names or ()}}
    return Rows(_columns([each[:3] for each in found]), by_day, people, windows)


def _columns(found: Sequence[tuple[str, int, dict[str, float]]]) -> dict[str, list[Any]]:
    runs: dict[str, list[Any]] = {"form": [], "seed": []}
    for form, seed, outcomes in found:
        for name, value in {"form": form, "seed": seed, **outcomes}.items():
            runs.setdefault(name, []).append(value)
    return runs
