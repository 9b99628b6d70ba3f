"""Results of experiments whose truth is planted: made-up rows in a folder as a sweep leaves it; nothing is lived."""

from __future__ import annotations

import numpy as np

from sim.experiment.compose import compose_sweep
from sim.experiment.plan import plan_of
from sim.experiment.store import compact, opened_folder, table_of, update_passport, write_part
from sim.experiment.sweep import contents
from sim.metrics import OUTCOMES

NUMBER = {each.name: k for k, each in enumerate(OUTCOMES)}
BASE = 2.0
"""What the first organisation comes to in every world, on average over an even number of them."""


def planned(name, *words):
    """Plan a shipped experiment."""
    return plan_of(compose_sweep([f"experiment={name}", *words]))


def truth(point, outcome):
    """Say by how much the last organisation is made to differ from the first: another number at every point."""
    return 0.3 * np.sin(1.0 + 0.9 * point + 0.7 * NUMBER[outcome])


def plant(plan, folder, true=truth):
    """Write rows of every run of a plan; the last organisation differs by `true`, give or take an even luck."""
    found = []
    for task in plan.tasks(range(plan.replicates)):
        world, luck = 0.05 * (-1) ** task.replicate, 0.08 * (-1) ** task.replicate
        for slot in task.slots:
            other = slot == plan.slots[-1]
            values = [BASE + world + (true(task.point, name) + luck if other else 0.0) for name in NUMBER]
            keys = (plan.run_id(task, slot), task.point, task.replicate, task.seed, slot)
            found.append((*keys, *plan.points[task.point], *values, None))
    columns = dict(zip([field.name for field in plan.schema], zip(*found, strict=True), strict=True))
    with opened_folder(folder, contents(plan)):
        write_part(folder, table_of(columns, plan.schema))
        runs, content = compact(folder, plan.schema, print)
        update_passport(folder, runs=runs, failed=0, content_sha256=content, complete=True)
    return folder
