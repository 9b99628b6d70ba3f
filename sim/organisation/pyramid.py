"""Generated pyramids: every manager has the same number of reports, every base the same distance to the top."""

from __future__ import annotations

import numpy as np

from sim.chart import Chart
from sim.errors import InputError
from sim.organisation.chart import chart_of
from sim.state import NOBODY

LARGEST = 1_000_000
"""People in the largest pyramid that is built."""

HEADQUARTERS = "headquarters"
"""The team of everybody above the lowest managers."""


def pyramid(span: int, depth: int) -> Chart:
    """Build a pyramid, without ties.

    Each lowest manager forms a team with its reports; everybody above them forms the headquarters.

    Examples
    --------
    >>> pyramid(span=6, depth=2).size
    43
    """
    size = _size(span, depth)
    _check_size(size, span, depth)
    digits = max(2, len(str(size)))
    names = tuple(f"p{seat:0{digits}d}" for seat in range(1, size + 1))
    manager = (np.arange(size) - 1) // span  # people stand level by level, siblings side by side
    manager[0] = NOBODY
    return chart_of(names, _team_names(span, depth), manager, _teams(span, depth, size, manager))


def _size(span: int, depth: int) -> int:
    return sum(span**level for level in range(depth + 1))


def _team_names(span: int, depth: int) -> tuple[str, ...]:
    lowest_managers = span ** max(depth - 1, 0)
    teams = tuple(f"team {number}" for number in range(1, lowest_managers + 1))
    return (HEADQUARTERS, *teams) if depth > 1 else teams


def _teams(span: int, depth: int, size: int, manager: np.ndarray) -> np.ndarray:
    team = np.zeros(size, np.int64)
    if depth > 1:
        base = size - span**depth
        above = base - span ** (depth - 1)
        team[above:base] = np.arange(1, base - above + 1)
        team[base:] = team[manager[base:]]
    return team


def _check_size(size: int, span: int, depth: int) -> None:
    if size <= LARGEST:
        return
    lower_depth = max(levels for levels in range(depth) if _size(span, levels) <= LARGEST)
    lower_span = max(reports for reports in range(1, span) if _size(reports, depth) <= LARGEST)
    raise InputError(
        f"organisation: span={span} and depth={depth} make {size:,} people, more than {LARGEST:,}; "
        f"lower organisation.depth to {lower_depth} or organisation.span to {lower_span}"
    )
