"""Rounds: how many replicates each point gets, decided from rows alone, so that a resumed sweep decides the same."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sim.experiment.batch.batch import Task
from sim.experiment.sweep.book import Book
from sim.experiment.sweep.plan import Plan

GROWTH = 1.5
"""Replicates of a point grow by it from look to look."""


@dataclass
class Reached:
    """How far a point has come.

    Parameters
    ----------
    replicates : int
        Twins it has.
    half_width : float
        Half its interval; NaN where nobody looks.
    """

    replicates: int
    half_width: float = math.nan


def looks(at_least: int, most: int) -> list[int]:
    """Return the numbers of replicates after which an interval is looked at.

    Examples
    --------
    >>> looks(10, 40)
    [10, 15, 23, 35, 40]
    """
    found = [at_least]
    while found[-1] < most:
        found.append(min(most, math.ceil(found[-1] * GROWTH)))
    return found


class Rounds:
    """The rounds of a plan, and what every point has reached.

    Parameters
    ----------
    plan : Plan
        The experiment.
    book : Book
        What is stored.
    """

    def __init__(self, plan: Plan, book: Book) -> None:
        self._plan, self._book = plan, book
        self.reached = {point: Reached(plan.replicates) for point in plan.order}

    def __iter__(self) -> Iterator[Iterator[Task]]:
        """Yield the twins of each round; the next is asked for when all of them are in the book."""
        until = self._plan.until
        if until is None:
            yield self._plan.tasks(range(self._plan.replicates))
            return
        before, open_points = 0, list(self._plan.order)
        for replicates in looks(until.at_least, until.most):
            yield self._plan.tasks(range(before, replicates), open_points)
            for point in open_points:
                self.reached[point] = Reached(replicates, self._book.half_width(point, replicates))
            open_points = [each for each in open_points if self.reached[each].half_width > until.half_width]
            before = replicates
            if not open_points:
                return

    @property
    def runs(self) -> int:
        """Rows there are when all rounds are over."""
        return sum(each.replicates for each in self.reached.values()) * len(self._plan.slots)
