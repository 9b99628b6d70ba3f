"""The book of a sweep: which runs are stored, and how well each point's difference is known."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
from scipy.special import stdtrit

from sim.experiment.batch.batch import Task
from sim.experiment.store.parts import Say, read_parts
from sim.experiment.sweep.plan import Plan


class Book:
    """What is known of the runs of a plan.

    Parameters
    ----------
    plan : Plan
        The experiment.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.stored: set[str] = set()
        self.failed = 0
        self._values: dict[tuple[int, int], list[float]] = {}
        self._outcome = None if plan.until is None else plan.until.outcome

    def read(self, folder: Path, say: Say) -> None:
        """Take in what is stored already; damaged files are set aside."""
        self.stored.clear()
        self._values.clear()
        self.failed = 0
        names = ["run_id", "point", "replicate", "form", "failed", *([self._outcome] if self._outcome else [])]
        for _, table in read_parts(folder, self.plan.schema, say, names):
            self.enter(table)

    def enter(self, rows: pa.Table) -> None:
        """Take in rows; those that are known already change nothing."""
        ids = rows.column("run_id").to_pylist()
        fresh = [each not in self.stored for each in ids]
        self.stored.update(ids)
        reasons = rows.column("failed").to_pylist()
        self.failed += sum(new and reason is not None for new, reason in zip(fresh, reasons, strict=True))
        if self._outcome is not None:
            self._enter_outcome(rows)

    def _enter_outcome(self, rows: pa.Table) -> None:
        columns = (rows.column(name).to_pylist() for name in ("point", "replicate", "form", str(self._outcome)))
        for point, replicate, form, value in zip(*columns, strict=True):
            if form not in self.plan.slots:  # no row of this sweep
                continue
            known = self._values.setdefault((point, replicate), [math.nan] * len(self.plan.slots))
            known[self.plan.slots.index(form)] = value

    def missing(self, tasks: Iterator[Task]) -> list[Task]:
        """Return the tasks that are not stored yet, each with the slots that are not."""
        found = []
        for task in tasks:
            slots = tuple(slot for slot in task.slots if self.plan.run_id(task, slot) not in self.stored)
            if slots:
                found.append(Task(task.point, task.replicate, task.seed, slots))
        return found

    def half_width(self, point: int, replicates: int) -> float:
        """Return half the 95 % interval of the paired difference at a point, from its first replicates.

        Parameters
        ----------
        point : int
            Of the design.
        replicates : int
            How many to look at: the same number gives the same answer, whatever else is stored.

        Returns
        -------
        float
            The widest over slots against the first (of the value itself where there is one slot); infinite with
            fewer than two twins that can be compared.
        """
        rows = np.array([self._values.get((point, k), [math.nan] * len(self.plan.slots)) for k in range(replicates)])
        away = rows[:, 1:] - rows[:, :1] if rows.shape[1] > 1 else rows
        return max(half_width(column) for column in away.T)


def half_width(values: np.ndarray) -> float:
    """Return half the 95 % interval of a mean by Student's t; NaN values are left out.

    Examples
    --------
    >>> round(half_width(np.array([1.0, 2.0, 3.0])), 3)
    2.484
    """
    known = values[np.isfinite(values)]
    if len(known) < 2:
        return math.inf
    return float(stdtrit(len(known) - 1, 0.975) * known.std(ddof=1) / math.sqrt(len(known)))
