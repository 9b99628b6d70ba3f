"""A killed process loses nothing: its work is done again; only what kills its process alone, twice, is given up."""

import math
import os
import signal
import subprocess
import sys
import threading
import time
from multiprocessing import active_children
from pathlib import Path

import pytest
from conftest import HANG, ROOT

from sim.claims.live import killed
from sim.claims.plan import Size, plan_ledger
from sim.claims.registry import chosen
from sim.errors import InputError
from sim.experiment.runner import by_place, for_runs, in_order
from sim.validation.registry import EXACT, rows_of

CHECKS = ["overload", "votes", "lived_trust", "practice", "people_differ"]
WORKER = "multiprocessing.spawn import spawn_main"


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


def killed_when_it_works(dead):
    """Kill the first of two processes that are there for a while."""
    while not dead:
        if len(children := active_children()) > 1:
            time.sleep(0.5)
            children[0].kill()
            dead.append(children[0])
        time.sleep(0.01)


def test_a_killed_worker_of_validate_exact_costs_its_check_alone_and_the_rows_are_the_same():
    told, dead = [], []
    threading.Thread(target=killed_when_it_works, args=(dead,), daemon=True).start()
    found = rows_of(EXACT, CHECKS, told.append, workers=2)
    assert dead
    assert sorted(told) == sorted(CHECKS)
    assert found == rows_of(EXACT, CHECKS, workers=1)


def workers_of(parent):
    """Return the ids of the workers below a process, by the table of processes."""
    table = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    lines = [line.split(None, 2) for line in table.splitlines()]
    return {int(pid) for pid, above, *words in lines if int(above) == parent and WORKER in " ".join(words)}


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_validate_ended_by_sigterm_leaves_no_worker(warm_engine, tmp_path):
    code = "import os; os.cpu_count = lambda: 2; from sim.cli import main; main()"
    command, env = [sys.executable, "-c", code, "validate", "exact"], {**os.environ, "PYTHONPATH": str(ROOT)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=tmp_path, env=env, **quiet) as process:
        while len(workers := workers_of(process.pid)) < 2:
            assert process.poll() is None
            time.sleep(0.05)
        process.terminate()
        said = process.communicate(timeout=HANG)[1]
    assert process.returncode != 0
    assert b"Traceback" not in said
    until = time.monotonic() + HANG
    while any(map(is_there, workers)):
        assert time.monotonic() < until, "a worker is left"
        time.sleep(0.05)
