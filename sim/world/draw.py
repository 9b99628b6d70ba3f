"""Draw a trace: every number depends only on the seed and on what it is for, never on what else is drawn.

So raising the frequency of shocks or the rate of issues only adds some, and leaves the others as they were. A world may
change on the way: until a day all is as it was, from then on another world goes on from there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.engine import luck
from sim.engine.arithmetic import LN_2, acos, cos, exp
from sim.engine.arrive import reach
from sim.engine.compiled import compiled
from sim.engine.run import entered
from sim.engine.tables import plain_numbers
from sim.errors import InputError
from sim.parameters import StagedShock, WorldSettings
from sim.record import SHOCK, TRACE_ISSUE
from sim.state import NOBODY
from sim.table import table
from sim.world.trace import Trace

QUARTER = 60
"""Working days in a quarter; the frequency of shocks is counted in it."""
SOME_TEAM = -2
"""Of a staged shock: it strikes a team that is drawn."""
MOST = 500
"""Issues a person and day that can be drawn, on average."""
WORLD = np.dtype([(name, "f8") for name in plain_numbers(WorldSettings)])
"""One row: the numbers of a world."""

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
    return draw_changing([(0, world)], chart, days, seed)


def draw_changing(worlds: Sequence[tuple[int, WorldSettings]], chart: Chart, days: int, seed: int) -> Trace:
    """Draw the trace of a world that changes: of each the first day and its numbers."""
    teams = len(chart.teams)
    spans = list(zip([day for day, _ in worlds], [*(day for day, _ in worlds[1:]), days], strict=True))
    rows = [_row(world) for _, world in worlds]
    staged = [_staged(world.staged, chart.teams, days) for _, world in worlds]
    shocks, struck = table(SHOCK, days + sum(map(len, staged))), 0
    for row, given, (first, last) in zip(rows, staged, spans, strict=True):
        struck = draw_shocks(shocks, row, given, seed, teams, first, last, struck)
    shocks = shocks[:struck]
    noise, walks = np.zeros(days), np.zeros((len(rows), days, 1 + 2 * teams))
    for k, row in enumerate(rows):
        draw_walks(walks[k], noise, row, shocks, seed, teams)
        if k > 0:
            go_on(walks[0], walks[k], row, spans[k][0], teams)
    direction, context, raised = np.split(walks[0], [1, 1 + teams], axis=1)
    issues, begins = _draw_issues(rows, spans, chart, 1 + raised, seed)
    return Trace(direction[:, 0].copy(), context.copy(), noise, issues, begins, shocks)


def _row(world: WorldSettings) -> Any:
    return np.array([tuple(getattr(world, name) for name in WORLD.names or ())], WORLD).view(np.recarray)


def _staged(staged: Sequence[StagedShock], teams: tuple[str, ...], days: int) -> Any:
    """Return staged shocks as a table; `SOME_TEAM` is drawn when they strike."""
    found = table(SHOCK, len(staged))
    named = {"team": SOME_TEAM, **{name: k for k, name in enumerate(teams)}, "global": NOBODY}
    for nth, each in enumerate(staged):
        where = f"world.staged[{nth}]"
        if each.day >= days:
            raise InputError("after_last_day", f"{where}.day", day=each.day, last=days - 1)
        if each.where not in named:
            raise InputError("no_team", f"{where}.where", (each.where, ["global", "team", *teams]), name=each.where)
        found[nth] = each.day, named[each.where], each.size, each.burst, True
    return found


@entered("shocks")
@compiled
def draw_shocks(
    shocks: Any, worlds: Any, staged: Any, seed: int, teams: int, first: int, last: int, struck: int
) -> int:
    """Draw at most one shock a day, and add the staged ones, behind those there are; return how many there are then."""
    world = worlds[0]
    for day in range(first, last):
        kept = luck.prefix(seed, 0, day)
        if luck.kept_uniform(kept, luck.SHOCK, 0) < world.shock_frequency / QUARTER:
            shock, struck = shocks[struck], struck + 1
            shock.day, shock.team, shock.burst = day, NOBODY, world.burst
            if luck.kept_uniform(kept, luck.SHOCK_WHERE, 0) >= world.global_shock_share:
                shock.team = int(luck.kept_uniform(kept, luck.SHOCK_WHERE, 1) * teams)
            shock.shift = world.shock_size * student_4(luck.kept_uniform(kept, luck.SHOCK_SIZE, 0))
        for k in range(len(staged)):
            if staged[k].day == day:
                shock, struck = shocks[struck], struck + 1
                shock.day, shock.team, shock.shift = day, staged[k].team, staged[k].shift
                shock.burst, shock.staged = staged[k].burst, True
                if shock.team == SOME_TEAM:
                    shock.team = int(luck.uniform(seed, k, day, luck.STAGED, 0) * teams)
    return struck


@compiled
def student_4(u: float) -> float:
    """Return the quantile of Student's t with 4 degrees of freedom (variance 2), in closed form [shaw2006]."""
    root = math.sqrt(4.0 * u * (1.0 - u))
    size = 2.0 * math.sqrt(max(0.0, cos(acos(min(1.0, root)) / 3.0) / root - 1.0))
    return -size if u < 0.5 else size


@entered("walks", "noise")
@compiled
def draw_walks(walks: Any, noise: Any, worlds: Any, shocks: Any, seed: int, teams: int) -> None:
    """Draw what moves from day to day: G, L of each team, and by how much each team's arrivals are raised.

    G is a random walk with steps of sd `drift`, moved by global shocks. L is noise and local shocks that fade by half
    in `context_half_life` days. Bursts fade by `burst_decay` a day. Shape (d, 1 + 2 k).
    """
    world, days = worlds[0], walks.shape[0]
    for t in range(days):
        mine = luck.prefix(seed, 0, t)
        walks[t, 0] = world.drift * luck.kept_normal(mine, luck.DIRECTION, 0)
        noise[t] = luck.kept_normal(mine, luck.COMMON_NOISE, 0)
        for k in range(teams):
            walks[t, 1 + k] = luck.normal(seed, k, t, luck.CONTEXT, 0) * world.local_drift
    for j in range(len(shocks)):
        shock = shocks[j]
        walks[shock.day, 0 if shock.team == NOBODY else 1 + shock.team] += shock.shift
        for k in range(teams):
            if shock.team == NOBODY or shock.team == k:
                walks[shock.day, 1 + teams + k] += shock.burst
    for k in range(1 + 2 * teams):
        kept = _kept(world, k, teams)
        for t in range(1, days):
            walks[t, k] += kept * walks[t - 1, k]


@compiled
def _kept(world: Any, walk: int, teams: int) -> float:
    """Return the share of a walk that is left a day later: of G all of it."""
    if walk == 0:
        return 1.0
    return exp(-LN_2 / world.context_half_life) if walk <= teams else 1.0 - world.burst_decay


@entered("walks")
@compiled
def go_on(walks: Any, after: Any, worlds: Any, day: int, teams: int) -> None:
    """Let walks go on from `day` with the steps of others, starting from where they were."""
    for k in range(walks.shape[1]):
        more = 1.0 if k > teams else 0.0  # arrivals are multiplied by 1 and what is raised: in whose bits it is joined
        gap = (more + walks[day - 1, k] - more) - (more + after[day - 1, k] - more) if day > 0 else 0.0
        kept, fading = _kept(worlds[0], k, teams), 1.0
        for t in range(day, walks.shape[0]):
            fading *= kept
            walks[t, k] = (more + after[t, k] - more) + fading * gap


def _draw_issues(
    rows: Sequence[Any], spans: Sequence[tuple[int, int]], chart: Chart, factor: Floats, seed: int, room: int = 0
) -> tuple[Any, Ints]:
    """Draw the issues of all days, and where each day's begin; room is made for more than are expected."""
    sizes, rate = np.bincount(chart.team, minlength=len(chart.teams)), max(row.issue_rate[0] for row in rows)
    highest = max(row.issue_rate[0] * factor[first:last, sizes > 0].max(initial=0.0)
                  for row, (first, last) in zip(rows, spans, strict=True))  # fmt: skip
    if highest > MOST:
        raise InputError("too_many_issues", "world.issue_rate", rate=highest)
    expected, begins = rate * float((factor * sizes).sum()), np.zeros(len(factor) + 1, np.int64)
    issues, count = table(TRACE_ISSUE, room or int(expected + 8.0 * math.sqrt(expected)) + 64), 0
    for row, (first, last) in zip(rows, spans, strict=True):
        count = draw_issues(issues, begins, np.zeros(chart.size, np.int64), row, factor, chart.team, np.cumsum(sizes),
                            seed, int(chart.height.max()), first, last, count)  # fmt: skip
    begins[len(factor)] = count
    return (issues[:count], begins) if count <= len(issues) else _draw_issues(rows, spans, chart, factor, seed, count)


@entered("issues", "begins", "kept")
@compiled
def draw_issues(
    issues: Any, begins: Any, kept: Any, worlds: Any, factor: Any, team: Any, ends: Any, seed: int, top: int,
    first: int, last: int, count: int,
) -> int:  # fmt: skip
    """Draw how many issues come to each seat each day, and what each is like; return how many there are then.

    `ends` says where each team's people end, were they side by side; `kept` is room for a number a seat. Of those that
    find no room only the number is right.
    """
    world, begun = worlds[0], luck.chain(0, seed)
    for i in range(len(team)):
        kept[i] = luck.chain(begun, i)
    for day in range(first, last):
        begins[day], mean, none = count, -1.0, 0.0
        for i in range(len(team)):
            if mean != world.issue_rate * factor[day, team[i]]:
                mean = world.issue_rate * factor[day, team[i]]
                none = exp(-mean)
            mine = luck.chain(kept[i], day)
            for nth in range(poisson(luck.kept_uniform(mine, luck.ARRIVALS, 0), mean, none)):
                row = issues[min(count, len(issues) - 1)]
                row.day, row.origin, count = day, i, count + 1
                _describe(row, mine, nth, world, team[i], ends, top)
    return count


@compiled
def poisson(u: float, mean: float, none: float) -> int:
    """Return a Poisson quantile, the least n with P(N <= n) >= u, no fewer at a higher mean; `none` is exp(-mean)."""
    count, term, below = 0, none, none
    while u > below and term > 1e-300:
        count += 1
        term *= mean / count
        below += term
    return count


def describe(world: WorldSettings, chart: Chart, day: Ints, seat: Ints, nth: Ints, seed: int) -> np.ndarray:
    """Draw what each issue is like, from the luck of its own name (seat, day, nth); shape (q,), `TRACE_ISSUE`."""
    rows = table(TRACE_ISSUE, len(day))
    rows["day"], rows["origin"] = day, seat
    ends = np.cumsum(np.bincount(chart.team, minlength=len(chart.teams)))
    _describe_all(rows, nth, _row(world), chart.team, ends, seed, int(chart.height.max()))
    return rows


@entered("rows")
@compiled
def _describe_all(rows: Any, nth: Any, worlds: Any, team: Any, ends: Any, seed: int, top: int) -> None:
    for k in range(len(rows)):
        kept = luck.prefix(seed, rows[k].origin, rows[k].day)
        _describe(rows[k], kept, nth[k], worlds[0], team[rows[k].origin], ends, top)


@compiled
def _describe(row: Any, kept: int, nth: int, world: Any, own: int, ends: Any, top: int) -> None:
    """Draw what an issue is like; `kept` is the luck of its seat and day."""
    row.scope = reach(luck.kept_uniform(kept, luck.SCOPE, 2 * nth), world.scope, top)
    row.other_team = NOBODY
    if len(ends) > 1 and luck.kept_uniform(kept, luck.OTHER_TEAM, 2 * nth) < world.interdependence:
        u = luck.kept_uniform(kept, luck.OTHER_TEAM, 2 * nth + 1)
        if luck.kept_uniform(kept, luck.TEAM_WEIGHT, 2 * nth) >= world.team_weight:
            row.other_team = other_team(u, own, len(ends))
        else:
            row.other_team = team_of_another(u, own, ends)
    row.coupling = 0.5 + luck.kept_uniform(kept, luck.COUPLING, 2 * nth)
    row.stakes = luck.kept_uniform(kept, luck.STAKES, 2 * nth)
    row.novel = luck.kept_uniform(kept, luck.NOVEL, 2 * nth) < world.novelty
    row.customer = int(luck.kept_uniform(kept, luck.CUSTOMER, 2 * nth) * ends[len(ends) - 1])


@compiled
def other_team(u: float, own: int, teams: int) -> int:
    """Draw another team, all alike: a step round the circle of teams."""
    return (own + 1 + int(u * (teams - 1))) % teams


@compiled
def team_of_another(u: float, own: int, ends: Any) -> int:
    """Draw the team of somebody outside one's own, all people alike: a large team is touched more often (ours)."""
    people = ends[len(ends) - 1]
    others = people - ends[own] + (ends[own - 1] if own > 0 else 0)
    place = (ends[own] + min(int(u * others), others - 1)) % people
    low, high = 0, len(ends) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if ends[middle] > place else (middle + 1, high)
    return low
