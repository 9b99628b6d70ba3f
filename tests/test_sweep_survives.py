"""Nothing is lost and nothing is done twice, whoever dies: a worker, a whole sweep, a cluster's machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import ExitStack

import pytest
from conftest import HANG
from sweeping import RUNS, SMALL, SWEEP, bytes_of, events, murderous, passport_of, rows_of, treillis_here

EXECUTORS = [("processes", "2"), ("processes", "3"), ("dask", "2")]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Run the experiment once, undisturbed, in one process."""
    folder = tmp_path_factory.mktemp("whole")
    done = treillis_here(folder, *SWEEP, "executor=serial", "--out", "r")
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "r"


@pytest.mark.usefixtures("warm_engine")
class TestOneSweep:
    def test_every_run_is_there_once_sorted_by_its_id(self, whole):
        rows = rows_of(whole)
        ids = [each["run_id"] for each in rows]
        assert len({*ids}) == len(ids) == RUNS
        assert ids == sorted(ids)
        assert {(r["point"], r["replicate"], r["form"]) for r in rows} == {
            (p, k, f) for p in range(4) for k in range(6) for f in ("mechanical", "organic")
        }
        assert {each["seed"] - each["replicate"] for each in rows} == {1}

    @pytest.mark.parametrize("executor", EXECUTORS, ids=["processes-2", "processes-3", "dask-2"])
    def test_executor_and_workers_leave_no_trace_in_the_bytes(self, whole, tmp_path, executor):
        kind, workers = executor
        done = treillis_here(tmp_path, *SWEEP, f"executor={kind}", f"executor.workers={workers}", "--out", "r")
        assert (done.returncode, done.stderr) == (0, "")
        assert bytes_of(tmp_path / "r") == bytes_of(whole)

    @pytest.mark.parametrize("executor", ["processes", "dask"])
    def test_a_worker_that_is_killed_costs_nothing(self, whole, tmp_path, executor):
        env = murderous(tmp_path, DIES_AT="3 0.8 0")
        done = treillis_here(tmp_path, *SWEEP, f"executor={executor}", "executor.workers=2", "--out", "r", **env)
        assert (done.returncode, done.stderr) == (0, "")
        assert (tmp_path / "murder" / "worker").exists()
        assert bytes_of(tmp_path / "r") == bytes_of(whole)

    @pytest.mark.parametrize("executor", ["processes", "dask"])
    def test_a_run_that_always_kills_its_worker_is_recorded_and_all_others_are_there(self, whole, tmp_path, executor):
        env = murderous(tmp_path, DIES_AT="3 0.8 1")
        done = treillis_here(tmp_path, *SWEEP, f"executor={executor}", "executor.workers=2", "--out", "r", **env)
        assert done.returncode == 1, done.stderr
        assert "2 of 48 runs failed" in done.stdout
        found, good = rows_of(tmp_path / "r"), {each["run_id"]: each for each in rows_of(whole)}
        killed = [each for each in found if each["failed"]]
        assert {each["failed"] for each in killed} == {"killed its worker twice, alone"}
        assert {(each["seed"], each["culture.trust"], each["world.shock_frequency"]) for each in killed} == {
            (3, 0.8, 0)
        }
        assert {each["form"] for each in killed} == {"mechanical", "organic"}
        others = [each for each in found if not each["failed"]]
        assert repr(others) == repr([good[each["run_id"]] for each in others])  # repr: NaN is not equal to itself
        assert len(found) == RUNS

    def test_a_sweep_killed_five_times_ends_with_the_same_bytes(self, whole, tmp_path):
        moments = ({"DIES_AFTER": "0"}, {"DIES_AFTER": "1"}, {"DIES_AFTER": "2"}, {"DIES_IN": "compaction"},
                   {"DIES_IN": "signing"})  # fmt: skip
        for moment in moments:
            env = murderous(tmp_path, **moment)
            died = treillis_here(tmp_path, *SWEEP, "executor.workers=2", "--out", "r", **env)
            assert died.returncode == -9, died.stderr
        done = treillis_here(tmp_path, "resume", "r", "executor=serial")
        assert (done.returncode, done.stderr) == (0, "")
        assert bytes_of(tmp_path / "r") == bytes_of(whole)
        assert passport_of(tmp_path / "r")["content_sha256"] == passport_of(whole)["content_sha256"]
        lived = sum(each["runs"] for each in events(tmp_path / "r") if each["event"] == "batch")
        assert lived >= RUNS

    @pytest.mark.parametrize("sign", ["SIGINT", "SIGTERM"])
    def test_a_sweep_that_is_asked_to_stop_keeps_what_it_has_and_says_how_to_go_on(self, whole, tmp_path, sign):
        env = murderous(tmp_path, DIES_AFTER="2", WITH=sign)
        stopped = treillis_here(tmp_path, *SWEEP, "executor.workers=2", "--out", "r", **env)
        assert stopped.returncode == 130
        [line] = stopped.stderr.strip().splitlines()
        said = re.fullmatch(r"treillis: stopped; (\d+) of 48 runs are stored; to go on: treillis resume r", line)
        assert 0 < int(said[1]) < RUNS
        assert treillis_here(tmp_path, "resume", "r", "executor=serial").returncode == 0
        assert bytes_of(tmp_path / "r") == bytes_of(whole)

    def test_what_is_complete_is_not_run_again(self, whole, tmp_path):
        before, lines = bytes_of(whole), len(events(whole))
        done = treillis_here(tmp_path, "resume", str(whole))
        assert done.returncode == 0
        assert "nothing was run" in done.stdout
        assert bytes_of(whole) == before
        assert [each["event"] for each in events(whole)[lines:]] == ["done"]

    def test_a_cluster_reached_by_address_may_lose_one_of_its_workers(self, whole, tmp_path):
        env = murderous(tmp_path, DIES_AT="3 0.8 0")
        with ExitStack() as stack:
            address = _scheduler(stack, tmp_path)
            for _ in range(2):
                _worker(stack, address, tmp_path, env)
            words = ("executor=dask", f"executor.address={address}", f"executor.wait_seconds={HANG}", "--out", "r")
            done = treillis_here(tmp_path, *SWEEP, *words)
        assert (done.returncode, done.stderr) == (0, "")
        assert (tmp_path / "murder" / "worker").exists()
        assert bytes_of(tmp_path / "r") == bytes_of(whole)


def _scheduler(stack: ExitStack, folder) -> str:
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard"]
    process = stack.enter_context(subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=folder))
    stack.callback(process.kill)
    for line in process.stderr:
        if "Scheduler at:" in line:
            return line.split()[-1]
    raise AssertionError("the scheduler did not start")


def _worker(stack: ExitStack, address: str, folder, env: dict[str, str]) -> None:
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny",
               "--no-dashboard", "--local-directory", str(folder)]  # fmt: skip
    process = stack.enter_context(
        subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=folder, env={**os.environ, **env})
    )
    stack.callback(process.kill)


def test_a_run_that_raises_is_a_row_with_its_reason_and_its_traceback_is_kept(tmp_path):
    rule = "def decide(me, boss, issue, org, luck, *, share=1.0):\n    return int(1.0 / share)\n"
    (tmp_path / "divides.py").write_text(rule)
    words = ("organic.rule=divides.py", "organic.rule_args.share=1,0", "replicates=3", "--out", "r")
    done = treillis_here(tmp_path, "sweep", *SMALL, *words)
    assert done.returncode == 1, done.stderr
    assert "3 of 12 runs failed" in done.stdout
    failed = [each for each in rows_of(tmp_path / "r") if each["failed"]]
    assert {(each["form"], each["organic.rule_args.share"]) for each in failed} == {("organic", 0.0)}
    assert all(each["failed"].startswith("divides.py:2: ZeroDivisionError") for each in failed)
    assert all(each["fit"] != each["fit"] for each in failed)
    tracebacks = [text for each in events(tmp_path / "r") for text in each.get("tracebacks", [])]
    assert len(tracebacks) == 3
    assert all("ZeroDivisionError" in text for text in tracebacks)
