"""Edges to a chart: who reports to whom becomes levels, heights and lists that the physics can walk.

Nothing here recurses: a chain of command may be as long as the company is large.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.chart import Chart
from sim.errors import InputError
from sim.state import NOBODY

Rows = NDArray[np.int64]


def chart_of(names: Sequence[str], teams: Sequence[str], manager: ArrayLike, team: ArrayLike) -> Chart:
    """Make the chart of a company without ties.

    Examples
    --------
    >>> chart = chart_of(["ana", "bo", "cy"], ["all"], [-1, 0, 1], [0, 0, 0])
    >>> chart.level.tolist(), chart.height.tolist()
    ([0, 1, 2], [2, 1, 0])
    """
    bosses, groups = np.array(manager, np.int64), np.array(team, np.int64)
    _check_edges(names, teams, bosses, groups)
    below = np.flatnonzero(bosses != NOBODY)
    first, reports = lists_of(bosses[below], below, len(names))
    level, height = _levels_and_heights(bosses, first, reports)
    nothing = np.zeros(0, np.int64)
    return Chart(
        tuple(names), tuple(teams), bosses, groups, level, height, first, reports, np.zeros_like(first), nothing
    )


def with_ties(chart: Chart, sources: ArrayLike, targets: ArrayLike) -> Chart:
    """Say who turns to whom.

    A belief is averaged over one set of distinct people: manager, reports and ties. So a tie that runs along a
    reporting line, up or down, is dropped here, as are ties to oneself and repetitions.

    Parameters
    ----------
    chart : Chart
        A company; its own ties are replaced.
    sources, targets : array_like of int
        The seat in `sources` turns to the seat in `targets`; shape (m,).

    Returns
    -------
    Chart
        With the ties that remain, sorted by source, then target.
    """
    source, target = distinct(sources, targets, chart.size)
    keep = ~along_the_line(chart, source, target)
    first, ties = lists_of(source[keep], target[keep], chart.size)
    return replace(chart, ties_first=first, ties=ties)


def distinct(sources: ArrayLike, targets: ArrayLike, size: int) -> tuple[Rows, Rows]:
    """Sort directed ties by source, then target, without repetitions and ties to oneself."""
    source, target = np.array(sources, np.int64), np.array(targets, np.int64)
    _check_rows(source, len(target), 0, size, "source of a tie")
    _check_rows(target, len(source), 0, size, "target of a tie")
    pairs = np.unique(source * size + target)
    source, target = np.divmod(pairs, size)
    return source[source != target], target[source != target]


def along_the_line(chart: Chart, sources: Rows, targets: Rows) -> NDArray[np.bool_]:
    """Tell which ties join somebody with the own manager or report."""
    return (chart.manager[sources] == targets) | (chart.manager[targets] == sources)


def lists_of(owners: Rows, members: Rows, size: int) -> tuple[Rows, Rows]:
    """Gather the members of each owner into one array, with the place where each list begins."""
    first = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(owners, minlength=size), out=first[1:])
    return first, members[np.lexsort((members, owners))]


def circles(manager: Rows) -> list[list[int]]:
    """Find managers who report to each other in a circle."""
    bosses = manager.tolist()
    walk = [NOBODY] * len(bosses)  # the walk that came by first
    found = []
    for start in range(len(bosses)):
        row = start
        while row != NOBODY and walk[row] == NOBODY:
            walk[row] = start
            row = bosses[row]
        if row != NOBODY and walk[row] == start:
            found.append(_circle_from(row, bosses))
    return found


def _circle_from(row: int, bosses: list[int]) -> list[int]:
    circle = [row]
    while bosses[circle[-1]] != row:
        circle.append(bosses[circle[-1]])
    lowest = circle.index(min(circle))
    return circle[lowest:] + circle[:lowest]


def _levels_and_heights(manager: Rows, first: Rows, reports: Rows) -> tuple[Rows, Rows]:
    bosses, starts, below = manager.tolist(), first.tolist(), reports.tolist()
    level, height = [0] * len(bosses), [0] * len(bosses)
    order = [row for row, boss in enumerate(bosses) if boss == NOBODY]
    for row in order:  # grows while it is walked: everybody comes after the own manager
        order.extend(below[starts[row] : starts[row + 1]])
    for row in order:
        if bosses[row] != NOBODY:
            level[row] = level[bosses[row]] + 1
    for row in reversed(order):
        if bosses[row] != NOBODY:
            height[bosses[row]] = max(height[bosses[row]], height[row] + 1)
    return np.array(level, np.int64), np.array(height, np.int64)


def _check_edges(names: Sequence[str], teams: Sequence[str], manager: Rows, team: Rows) -> None:
    _check_names(names, "people")
    _check_names(teams, "teams")
    _check_rows(manager, len(names), NOBODY, len(names), "manager")
    _check_rows(team, len(names), 0, len(teams), "team")
    rounds = circles(manager)
    if rounds:
        raise InputError("above_themselves", "organisation", name=names[rounds[0][0]])


def _check_names(names: Sequence[str], what: str) -> None:
    if not names:
        raise InputError(f"no_{what}", "organisation")
    if len(set(names)) < len(names):
        seen: set[str] = set()
        twice = next(name for name in names if name in seen or seen.add(name))
        raise InputError(f"two_{what}", "organisation", name=twice)


def _check_rows(rows: Rows, count: int, low: int, high: int, what: str) -> None:
    if rows.shape != (count,):
        raise InputError("rows_for", "organisation", count=count, what=what, shape=rows.shape)
    wrong = rows[(rows < low) | (rows >= high)]
    if len(wrong):
        raise InputError("row_outside", "organisation", what=what, row=wrong[0], low=low, high=high - 1)
