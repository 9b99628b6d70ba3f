"""Draw a trace: every number depends only on the seed and on what it is for, never on what else is drawn.

So raising the frequency of shocks or the rate of issues only adds some, and leaves the others as they were.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.engine import luck
from sim.engine.arithmetic import LN_2, acos, cos, exp
from sim.engine.arrive import reach
from sim.engine.compiled import compiled
from sim.errors import InputError, nearest
from sim.parameters import StagedShock, WorldSettings
from sim.record import TRACE_ISSUE
from sim.state import NOBODY
from sim.world.trace import SHOCK, Trace, sorted_issues

QUARTER = 60
"""Working days in a quarter; the frequency of shocks is counted in it."""

_AT_ONCE = 2_000_000
"""Person-days whose arrivals are drawn together, to bound memory."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def draw_trace(world: WorldSettings, chart: Chart, days: int, seed: int) -> Trace:
    """Draw the world that every organisation of a twin lives through.

    Parameters
    ----------
    world : WorldSettings
        Rates, sizes and shares.
    chart : Chart
        Seats, to which issues come, and their teams.
    days : int
        Length.
    seed : int
        The one number that all luck hangs on.

    Returns
    -------
    Trace
        The same for every rule, dial and culture.
    """
    teams = len(chart.teams)
    shocks = draw_shocks(world, chart.teams, days, seed)
    issues, first = sorted_issues(draw_issues(world, chart, bursts(world, shocks, days, teams), seed), days)
    return Trace(
        direction=draw_direction(world, shocks, days, seed),
        context=draw_contexts(world, shocks, days, teams, seed),
        common_noise=luck.normals(seed, *_keys(days), luck.COMMON_NOISE, np.zeros(days, np.int64)),
        issues=issues,
        first=first,
        shocks=shocks,
    )


def draw_shocks(world: WorldSettings, teams: tuple[str, ...], days: int, seed: int) -> np.recarray:
    """Draw at most one shock a day, and add the staged ones; sorted by day."""
    drawn = np.zeros(days, SHOCK).view(np.recarray)
    drawn.day = np.arange(days)
    local = _daily(seed, luck.SHOCK_WHERE, days, 0) >= world.global_shock_share
    where = np.floor(_daily(seed, luck.SHOCK_WHERE, days, 1) * len(teams)).astype(np.int64)
    drawn.team = np.where(local, where, NOBODY)
    drawn.shift = world.shock_size * student_4(_daily(seed, luck.SHOCK_SIZE, days, 0))
    drawn.burst = world.burst
    struck = drawn[_daily(seed, luck.SHOCK, days, 0) < world.shock_frequency / QUARTER]
    staged = [_staged(each, k, teams, days, seed) for k, each in enumerate(world.staged)]
    together = np.concatenate([struck, np.array(staged, SHOCK)])
    return together[np.argsort(together["day"], kind="stable")].view(np.recarray)


def _staged(shock: StagedShock, nth: int, teams: tuple[str, ...], days: int, seed: int) -> tuple[object, ...]:
    where = f"world.staged[{nth}]"
    if shock.day >= days:
        raise InputError(f"{where}.day: {shock.day} is after the last day ({days - 1})")
    team = NOBODY
    if shock.where == "team":
        team = int(luck.uniform(seed, nth, shock.day, luck.STAGED, 0) * len(teams))
    elif shock.where in teams:
        team = teams.index(shock.where)
    elif shock.where != "global":
        raise InputError(f"{where}.where: no team {shock.where!r}{nearest(shock.where, ['global', 'team', *teams])}")
    return (shock.day, team, shock.size, shock.burst, True)


def student_4(u: Floats) -> Floats:
    """Return quantiles of Student's t with 4 degrees of freedom, in closed form [shaw2006].

    Parameters
    ----------
    u : ndarray of float
        Probabilities, strictly between 0 and 1.

    Returns
    -------
    ndarray of float
        Variance 2, heavy tails.
    """
    found = np.zeros(len(u))
    _fill_student_4(found, u)
    return found


@compiled
def _fill_student_4(found: Any, u: Any) -> None:
    for k in range(len(u)):
        root = math.sqrt(4.0 * u[k] * (1.0 - u[k]))
        size = 2.0 * math.sqrt(max(0.0, cos(acos(min(1.0, root)) / 3.0) / root - 1.0))
        found[k] = -size if u[k] < 0.5 else size


def draw_direction(world: WorldSettings, shocks: np.recarray, days: int, seed: int) -> Floats:
    """Draw G: a random walk with steps of sd `drift`, moved by global shocks; shape (days,)."""
    steps = world.drift * luck.normals(seed, *_keys(days), luck.DIRECTION, np.zeros(days, np.int64))
    np.add.at(steps, shocks.day[shocks.team == NOBODY], shocks.shift[shocks.team == NOBODY])
    return np.cumsum(steps)


def draw_contexts(world: WorldSettings, shocks: np.recarray, days: int, teams: int, seed: int) -> Floats:
    """Draw L for each team: noise and local shocks that fade by half in `context_half_life` days; shape (days, k)."""
    day, team = (each.ravel() for each in np.indices((days, teams)))
    steps = luck.normals(seed, team, day, luck.CONTEXT, np.zeros(days * teams, np.int64)).reshape(days, teams)
    steps *= world.local_drift
    local = shocks.team != NOBODY
    np.add.at(steps, (shocks.day[local], shocks.team[local]), shocks.shift[local])
    fade(steps, kept_a_day(world))
    return steps


def kept_a_day(world: WorldSettings) -> float:
    """Return the share of a team's context that is left a day later."""
    return exp(-LN_2 / world.context_half_life)


def bursts(world: WorldSettings, shocks: np.recarray, days: int, teams: int) -> Floats:
    """Return by what each team's arrivals are multiplied each day; shape (days, k), at least 1."""
    raised = np.zeros((days, teams))
    for shock in shocks:
        struck = slice(None) if shock.team == NOBODY else shock.team
        raised[shock.day, struck] += shock.burst
    fade(raised, 1 - world.burst_decay)
    return 1 + raised


@compiled
def fade(rows: Any, kept: float) -> None:
    """Let each row keep a part of the one before it."""
    for t in range(1, rows.shape[0]):
        for k in range(rows.shape[1]):
            rows[t, k] += kept * rows[t - 1, k]


def draw_issues(world: WorldSettings, chart: Chart, factor: Floats, seed: int) -> np.ndarray:
    """Draw how many issues come to each seat each day, and what each is like; in no particular order."""
    counts = [_arrivals(world, chart, factor, days, seed) for days in _blocks(len(factor), chart.size)]
    day, seat, nth = (np.concatenate(each) for each in zip(*counts, strict=True))
    return describe(world, chart, day, seat, nth, seed)


def _blocks(days: int, people: int) -> list[Ints]:
    return np.array_split(np.arange(days), max(1, math.ceil(days * people / _AT_ONCE)))


def _arrivals(world: WorldSettings, chart: Chart, factor: Floats, days: Ints, seed: int) -> tuple[Ints, Ints, Ints]:
    day, seat = np.repeat(days, chart.size), np.tile(np.arange(chart.size), len(days))
    drawn = luck.uniforms(seed, seat, day, luck.ARRIVALS, np.zeros(len(day), np.int64))
    count = poisson(drawn, world.issue_rate * factor[day, chart.team[seat]])
    nth = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(day, count), np.repeat(seat, count), nth


def poisson(u: Floats, mean: Floats) -> Ints:
    """Return Poisson quantiles: a higher mean never gives fewer.

    Parameters
    ----------
    u : ndarray of float
        Probabilities, strictly between 0 and 1.
    mean : ndarray of float
        Same shape, from 0 to 500.

    Returns
    -------
    ndarray of int
        The least n with P(N <= n) >= u.
    """
    if mean.size and mean.max() > 500:
        raise InputError(f"world.issue_rate: with bursts it reaches {mean.max():.0f} a person and day (at most 500)")
    count = np.zeros(len(u), np.int64)
    _fill_poisson(count, u, mean)
    return count


@compiled
def _fill_poisson(count: Any, u: Any, mean: Any) -> None:
    for k in range(len(u)):
        term = exp(-mean[k])
        below = term
        while u[k] > below and term > 1e-300:
            count[k] += 1
            term *= mean[k] / count[k]
            below += term


def describe(world: WorldSettings, chart: Chart, day: Ints, seat: Ints, nth: Ints, seed: int) -> np.ndarray:
    """Draw what each issue is like, from the luck of its own name (seat, day, nth); shape (q,), `TRACE_ISSUE`."""
    rows = np.empty(len(day), TRACE_ISSUE)
    rows["day"], rows["origin"] = day, seat
    teams, top = len(chart.teams), int(chart.height.max())

    kept, first, other = luck.prefixes(seed, seat, day), 2 * nth, 2 * nth + 1

    def drawn(purpose: int, second: bool = False) -> Floats:
        return luck.kept_uniforms(kept, purpose, other if second else first)

    rows["scope"] = scopes(drawn(luck.SCOPE), world.scope, top)
    rows["other_team"] = NOBODY
    if teams > 1:
        touched = drawn(luck.OTHER_TEAM) < world.interdependence
        alike = drawn(luck.TEAM_WEIGHT) >= world.team_weight
        u, own = drawn(luck.OTHER_TEAM, second=True), chart.team[seat]
        other = np.where(alike, other_team(u, own, teams), team_of_another(u, own, chart))
        rows["other_team"][touched] = other[touched]
    rows["coupling"] = 0.5 + drawn(luck.COUPLING)
    rows["stakes"] = drawn(luck.STAKES)
    rows["novel"] = drawn(luck.NOVEL) < world.novelty
    rows["customer"] = np.floor(drawn(luck.CUSTOMER) * chart.size)
    return rows


def other_team(u: Floats, own: Ints, teams: int) -> Ints:
    """Draw another team, all alike: a step round the circle of teams."""
    return (own + 1 + np.floor(u * (teams - 1)).astype(np.int64)) % teams


def team_of_another(u: Floats, own: Ints, chart: Chart) -> Ints:
    """Draw the team of somebody outside one's own, all people alike: a large team is touched more often (ours)."""
    sizes = np.bincount(chart.team, minlength=len(chart.teams))
    last = np.cumsum(sizes)  # people by team, side by side: where each team's end
    others = chart.size - sizes[own]
    place = (last[own] + np.minimum(np.floor(u * others).astype(np.int64), others - 1)) % chart.size
    return np.searchsorted(last, place, side="right")


def scopes(u: Floats, share: float, top: int) -> Ints:
    """Return how many levels issues reach: each further level with chance `share`, at most `top`."""
    reached = np.zeros(len(u), np.int64)
    _fill_scopes(reached, u, share, top)
    return reached


@compiled
def _fill_scopes(reached: Any, u: Any, share: float, top: int) -> None:
    for k in range(len(u)):
        reached[k] = reach(u[k], share, top)


def _keys(days: int) -> tuple[Ints, Ints]:
    return np.zeros(days, np.int64), np.arange(days)


def _daily(seed: int, purpose: int, days: int, visit: int) -> Floats:
    return luck.uniforms(seed, *_keys(days), purpose, np.full(days, visit))
