"""People first: of a real company only groups of five and more are shown, and nothing of anybody.

A team of fewer joins the team of its lead's manager, or, at the top, the next group below; so nobody can be picked out.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.scenario.refused import RefusedError

SMALLEST = 5
"""People of the smallest group that is shown."""

Rows = NDArray[np.int64]


def groups_of(chart: Chart) -> Rows:
    """Say to which group each seat belongs."""
    if chart.size < SMALLEST:
        raise RefusedError(
            f"{chart.size} people: at least {SMALLEST} are needed, so that nobody can be picked out",
            f"{chart.size} personnes : il en faut au moins {SMALLEST}, pour que personne ne soit reconnaissable",
        )
    group = chart.team.copy()
    while (small := _smallest(group)) is not None:
        group[group == small] = _taken_in_by(chart, group, small)
    return _renumbered(chart, group)


def _smallest(group: Rows) -> int | None:
    numbers, sizes = np.unique(group, return_counts=True)
    least = int(np.argmin(sizes))
    return int(numbers[least]) if sizes[least] < SMALLEST else None


def _taken_in_by(chart: Chart, group: Rows, small: int) -> int:
    """Choose the group of the lead's manager, else the smallest that reports to it, else the smallest of all."""
    members = np.flatnonzero(group == small)
    lead = members[np.argmin(chart.level[members])]
    above = int(chart.manager[lead])
    if above >= 0 and group[above] != small:
        return int(group[above])
    below = group[np.isin(chart.manager, members) & (group != small)]
    numbers, sizes = np.unique(below if len(below) else group[group != small], return_counts=True)
    return int(numbers[np.argmin(sizes)])


def _renumbered(chart: Chart, group: Rows) -> Rows:
    numbers = np.unique(group)
    lead = [int(np.lexsort((np.flatnonzero(group == g), chart.level[group == g]))[0]) for g in numbers]
    place = [
        (chart.level[group == g].min(), np.flatnonzero(group == g)[first])
        for g, first in zip(numbers, lead, strict=True)
    ]
    order = sorted(range(len(numbers)), key=lambda k: place[k])
    new = {int(numbers[k]): nth for nth, k in enumerate(order)}
    return np.array([new[int(each)] for each in group], np.int64)


def described(chart: Chart, group: Rows) -> list[dict[str, Any]]:
    """Return what is shown of each group: its size, its level, and the group above."""
    found = []
    for g in range(int(group.max()) + 1):
        members = np.flatnonzero(group == g)
        lead = members[np.argmin(chart.level[members])]
        above = int(chart.manager[lead])
        parent = int(group[above]) if above >= 0 and group[above] != g else -1
        found.append({"group": g, "size": len(members), "level": int(chart.level[lead]), "parent": parent})
    return found


def means(values: NDArray[Any], group: Rows) -> NDArray[np.float64]:
    """Average columns of people into columns of groups; shape (days, groups)."""
    sizes = np.bincount(group)
    member = np.zeros((len(group), len(sizes)))
    member[np.arange(len(group)), group] = 1 / sizes[group]
    return np.asarray(values, np.float64) @ member
