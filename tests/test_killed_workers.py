"""A killed process loses nothing: its work is done again; only what kills its process alone, twice, is given up."""

import math
import os
import signal
from pathlib import Path

import pytest

from sim.claims.live import killed
from sim.claims.plan import Size, plan_ledger
from sim.claims.registry import chosen
from sim.errors import InputError
from sim.experiment.runner import by_place, for_runs, in_order


def dies_at_first(job):
    """Kill the process the first time that a job with a mark is done."""
    number, mark = job
    if mark and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return 10 * number


def always_dies(number):
    """Kill the process whenever the job is 3."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return 10 * number


def test_a_killed_process_loses_nothing_and_does_nothing_twice(tmp_path):
    jobs = [(k, str(tmp_path / "mark") if k == 4 else "") for k in range(9)]
    told = []
    assert in_order(dies_at_first, jobs, [1] * 9, told.append, workers=2) == [10 * k for k in range(9)]
    assert (tmp_path / "mark").exists()
    assert told == [1] * 9


def test_work_that_kills_its_process_alone_is_given_up_and_costs_no_other():
    came = dict(by_place(always_dies, range(7), for_runs(0, 7, 2), lambda job: -job))
    assert came == {k: -3 if k == 3 else 10 * k for k in range(7)}
    with pytest.raises(InputError, match="a process was killed 2 times, alone with the same work"):
        list(by_place(always_dies, range(3, 5), for_runs(0, 2, 2)))


def test_a_world_given_up_leaves_a_failed_row_for_every_organisation():
    world = plan_ledger(chosen(["C05"]), Size("tiny", 5, 1, 5, 1), explore=7, alone=True).worlds[0]
    rows = killed(world)
    assert [(each[0], each[4]) for each in rows] == [(arm.key, list(names)) for arm, names in world.job.arms]
    assert all(each[6].startswith("killed") and all(math.isnan(value) for value in each[5]) for each in rows)
