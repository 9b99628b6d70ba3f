"""What a sweep costs besides the engine, by executor; against Mesa's batch_run; and tables of a million rows.

    python benchmarks/sweep.py [--twins N] [--mesa-years N] [--rows N] [--executors serial,processes,dask]

Prints ratios within this one run; absolute times depend on the machine.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from sim.experiment.compose import compose_sweep
from sim.experiment.plan import Plan, plan_of, seconds_a_twin
from sim.experiment.runner import ExecutorSettings, available_cores
from sim.experiment.store import attempts
from sim.experiment.sweep import Outcome, Told, live_plan

POINTS = 100
LEVELS = "[0.05,0.15,0.25,0.35,0.45,0.55,0.65,0.75,0.85,0.95]"
SILENT = Told(print, lambda *_: None, lambda _: None)


def plan(twins: int, *more: str) -> Plan:
    """Plan a sweep of twins over 100 points of clarity and trust (one point each when there are fewer)."""
    words = [f"vary.culture.clarity={LEVELS}", f"vary.culture.trust={LEVELS}", f"replicates={max(1, twins // POINTS)}"]
    return plan_of(compose_sweep([*words, *more]))


class Memory:
    """Watches the memory of this process's descendants."""

    def __init__(self) -> None:
        self.peak: dict[int, float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        import psutil

        me = psutil.Process()
        while not self._over.wait(0.5):
            for child in me.children(recursive=True):
                self.peak[child.pid] = max(self.peak.get(child.pid, 0.0), peak(str(child.pid)))


def peak(process: str) -> float:
    """Return the peak memory of a process in MB; what getrusage says a new process inherits from its parent."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    high = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(high[0]) / 1024 if high else 0.0


def executors(kinds: list[str], twins: int) -> None:
    """Compare the wall time of a sweep with the engine time in it, for each executor."""
    cores = available_cores()
    print(
        f"{twins} twins of 43 people and 250 days, {cores} cores; engine = processor time of structure, trace and life"
    )
    print(
        "ideal = engine / workers, busy = time in batches / workers; when other programs run, read the last two ratios"
    )
    head = f"{'executor':<12}{'wall, s':>9}{'engine, s':>11}{'wall / ideal':>14}{'wall / busy':>13}"
    head += f"{'all cpu / engine':>18}"
    print(f"{head}{'largest worker, MB':>20}", flush=True)
    for kind in kinds:
        chosen = plan(twins)
        workers = 1 if kind == "serial" else cores
        with tempfile.TemporaryDirectory() as folder, Memory() as memory:
            a_twin = seconds_a_twin(chosen)
            started, cpu = time.perf_counter(), cpu_seconds()
            done = live_plan(chosen, Path(folder) / "r", ExecutorSettings(kind), SILENT, a_twin)
            wall, cpu = time.perf_counter() - started, cpu_seconds() - cpu
            busy = sum(each["seconds"] for each in attempts(Path(folder) / "r") if each["event"] == "batch")
        ideal = done.engine_seconds / workers
        largest = max(memory.peak.values(), default=peak("self"))
        cost = cpu / done.engine_seconds
        times = f"{kind:<12}{wall:>9.1f}{done.engine_seconds:>11.1f}{wall / ideal:>14.2f}"
        print(f"{times}{wall * workers / busy:>13.2f}{cost:>18.2f}{largest:>20.0f}", flush=True)


def cpu_seconds() -> float:
    """Return the processor time of this process and of its children that have ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(each.ru_utime + each.ru_stime for each in map(resource.getrusage, kinds))


def against_mesa(years: int) -> None:
    """Compare a sweep with Mesa's batch_run of the same organisations, in one process and in all."""
    ours = {kind: _swept(kind, years * 20) for kind in ("serial", "processes")}
    for kind, processes in (("serial", 1), ("processes", None)):
        mesa = _batch_run(years, processes)
        print(
            f"Mesa's batch_run / treillis sweep, {kind}: {mesa / ours[kind]:.0f} times the seconds an organisation-year"
        )


def _swept(kind: str, years: int) -> float:
    chosen = plan(years, "slots=[organic]")
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        done: Outcome = live_plan(chosen, Path(folder) / "r", ExecutorSettings(kind), SILENT, 0.006)
        return (time.perf_counter() - started) / done.runs


def _batch_run(years: int, processes: int | None) -> float:
    from mesa.batchrunner import batch_run

    from sim.model import Organisation

    seeds = list(range(1, 1 + max(1, years // 10)))
    trusts = np.linspace(0.05, 0.95, 5).tolist()
    parameters: dict[str, Any] = {"form": "organic", "culture.trust": trusts, "culture.clarity": [0.2, 0.8]}
    started = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Mesa announces what its next version removes
        batch_run(Organisation, {**parameters, "seed": seeds}, number_processes=processes, max_steps=250,
                  data_collection_period=-1, display_progress=False)  # fmt: skip
    return (time.perf_counter() - started) / (10 * len(seeds))


def million(rows: int) -> None:
    """Time the report's table by factor over a large results folder, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        make_results(Path(folder), rows)
        words = [sys.executable, __file__, "--report", folder]
        print(subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip())


def make_results(folder: Path, rows: int) -> None:
    """Write a results folder as a sweep leaves it, with drawn outcomes."""
    from sim.experiment.store import compact, opened_folder, table_of, write_part
    from sim.experiment.sweep import contents
    from sim.metrics import OUTCOMES

    chosen = plan(100 * rows // 200)
    rng = np.random.default_rng(1)
    with opened_folder(folder, contents(chosen)):
        tasks = list(chosen.tasks(range(rows // 200)))
        for at in range(0, len(tasks), 50_000):
            runs = [(task, slot) for task in tasks[at : at + 50_000] for slot in task.slots]
            columns: dict[str, Any] = {
                "run_id": [chosen.run_id(task, slot) for task, slot in runs],
                "point": [task.point for task, _ in runs],
                "replicate": [task.replicate for task, _ in runs],
                "seed": [task.seed for task, _ in runs],
                "form": [slot for _, slot in runs],
                **{
                    each.path: [chosen.points[task.point][k] for task, _ in runs]
                    for k, each in enumerate(chosen.factors)
                },
                **{each.name: rng.random(len(runs)) for each in OUTCOMES},
                "failed": [None] * len(runs),
            }
            write_part(folder, table_of(columns, chosen.schema))
        started = time.perf_counter()
        stored, _ = compact(folder, chosen.schema, print)
        size = (folder / "runs.parquet").stat().st_size / 1e6
        print(f"{stored} rows compacted in {time.perf_counter() - started:.1f} s, {size:.0f} MB")


def report(folder: Path) -> None:
    """Print time and memory of the tables of a results folder."""
    from sim.experiment.store import listed
    from sim.report.sweeping import results_text

    rows = listed(folder)[0].stored
    for by in (None, "culture.trust", "point"):
        started = time.perf_counter()
        results_text(folder, [], by, "en")
        print(f"{rows} rows, four outcomes, by {by or 'all points'}: {time.perf_counter() - started:.2f} s")
    print(f"peak memory {peak('self'):.0f} MB")


def main() -> None:
    """Run what was asked for."""
    words = argparse.ArgumentParser()
    words.add_argument("--twins", type=int, default=1000)
    words.add_argument("--executors", default="serial,processes,dask")
    words.add_argument("--mesa-years", type=int, default=20)
    words.add_argument("--rows", type=int, default=1_000_000)
    words.add_argument("--report", type=Path)
    said = words.parse_args()
    if said.report:
        report(said.report)
        return
    if said.twins:
        executors(said.executors.split(","), said.twins)
    if said.mesa_years:
        against_mesa(said.mesa_years)
    if said.rows:
        million(said.rows)


if __name__ == "__main__":
    main()
