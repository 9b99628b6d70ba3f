"""A world that changes on the way: until a day all is as it was, from then on another world goes on from there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.chart import Chart
from sim.engine import luck
from sim.parameters import WorldSettings
from sim.world.draw import Floats, bursts, draw_contexts, draw_direction, draw_issues, draw_shocks, kept_a_day
from sim.world.trace import Trace, sorted_issues


def draw_changing(worlds: Sequence[tuple[int, WorldSettings]], chart: Chart, days: int, seed: int) -> Trace:
    """Draw the trace of a world that changes."""
    spans = _spans([day for day, _ in worlds], days)
    settings = [world for _, world in worlds]
    shocks = _in_pieces([draw_shocks(each, chart.teams, days, seed) for each in settings], spans)
    drawn = [_factors(each, shocks, chart, days, seed) for each in settings]
    direction, context, factor = drawn[0]
    for world, (first, _), (own_direction, own_context, own_factor) in list(zip(settings, spans, drawn, strict=True))[
        1:
    ]:
        direction = _went_on(direction, own_direction, first, 1.0)
        context = _went_on(context, own_context, first, kept_a_day(world))
        factor = 1 + _went_on(factor - 1, own_factor - 1, first, 1 - world.burst_decay)
    issues = _in_pieces([draw_issues(each, chart, factor, seed) for each in settings], spans)
    rows, places = sorted_issues(issues, days)
    keys = np.zeros(days, np.int64), np.arange(days)
    noise = luck.normals(seed, *keys, luck.COMMON_NOISE, np.zeros(days, np.int64))
    return Trace(direction, context, noise, rows, places, shocks.view(np.recarray))


def _factors(world: WorldSettings, shocks: np.ndarray, chart: Chart, days: int, seed: int) -> tuple[Floats, ...]:
    """Draw direction, contexts and bursts as if this world had held from the first day, under the shocks that fell."""
    struck, teams = shocks.view(np.recarray), len(chart.teams)
    return (
        draw_direction(world, struck, days, seed),
        draw_contexts(world, struck, days, teams, seed),
        bursts(world, struck, days, teams),
    )


def _spans(begins: Sequence[int], days: int) -> list[tuple[int, int]]:
    return list(zip(begins, [*begins[1:], days], strict=True))


def _in_pieces(tables: Sequence[np.ndarray], spans: Sequence[tuple[int, int]]) -> np.ndarray:
    """Take from each table the days on which its world held."""
    kept = [
        np.asarray(rows)[(rows["day"] >= first) & (rows["day"] < last)]
        for rows, (first, last) in zip(tables, spans, strict=True)
    ]
    return np.concatenate(kept)


def _went_on(before: Floats, after: Floats, day: int, kept: float) -> Floats:
    """Join two walks with a share `kept` a day: from `day` on the second's steps, starting from where the first was."""
    if day == 0:
        return after
    found = before.copy()
    fading = np.cumprod(np.full(len(after) - day, kept))  # one product after the other
    gap = before[day - 1] - after[day - 1]
    found[day:] = after[day:] + fading.reshape(-1, *([1] * (before.ndim - 1))) * gap
    return found
