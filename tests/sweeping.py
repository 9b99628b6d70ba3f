"""What tests of sweeps share: a small experiment, its rows, and workers or sweeps that die at a chosen moment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
from conftest import HANG, ROOT, TESTS

SMALL = ("organisation.span=3", "organisation.depth=1", "days=30", "warmup_days=2", "follow_days=5")
FACTORS = ("culture.trust=0.2,0.8", "world.shock_frequency=0,4")
SWEEP = ("sweep", *SMALL, *FACTORS, "replicates=6")
"""Four points, six worlds, two organisations: 48 runs."""
RUNS = 48

MURDER = """
import os, signal
from pathlib import Path
import sim.experiment.lives as desk
import sim.experiment.sweep as sweep
import sim.experiment.store as runner

def die():
    os.kill(os.getpid(), getattr(signal, os.environ.get("WITH", "SIGKILL")))

def once(name):
    try:
        (Path(os.environ["MARKS"]) / name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True

def dying(name, function, when):
    def wrapped(*given, **named):
        if when(*given):
            die()
        return function(*given, **named)
    return wrapped

seed, trust, always = os.environ.get("DIES_AT", "-1 -1 0").split()
def fatal(settings, *_):
    calm = settings.world.shock_frequency == 0
    here = settings.seed == int(seed) and settings.culture.trust == float(trust) and calm
    return here and (always == "1" or once("worker"))
desk.simulate = dying("worker", desk.simulate, fatal)

runner.FLUSH_SECONDS = 0.0
parts = iter(range(1_000_000))
after = int(os.environ.get("DIES_AFTER", "1000000"))
runner.write_part = dying("part", runner.write_part, lambda *_: next(parts) >= after)
when = os.environ.get("DIES_IN")
if when == "compaction":
    sweep.compact = dying("compaction", sweep.compact, lambda *_: True)
if when == "signing":
    sweep._sign = dying("signing", sweep._sign, lambda *_: True)
"""
"""Put where Python looks first: processes that kill themselves, as an operator or the system would kill them."""


def murderous(folder: Path, **when: str) -> dict[str, str]:
    """Return an environment in which processes die at the moment that is said."""
    place = folder / "murder"
    place.mkdir(exist_ok=True)
    (place / "sitecustomize.py").write_text(MURDER)
    return {"PYTHONPATH": os.pathsep.join([str(place), str(ROOT), str(TESTS)]), "MARKS": str(place), **when}


def treillis_here(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own; returns when it and all that it started are gone."""
    code = "from sim.cli import main; main()"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(TESTS)]), **env}
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
        check=False,
        timeout=HANG,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background is born deaf to it
    )


def rows_of(folder: Path) -> list[dict[str, object]]:
    """Return the rows of a results folder."""
    return pq.read_table(folder / "runs.parquet").to_pylist()


def bytes_of(folder: Path) -> bytes:
    """Return its sorted file, whole."""
    return (folder / "runs.parquet").read_bytes()


def events(folder: Path) -> list[dict[str, object]]:
    """Return the lines of its attempts."""
    return [json.loads(line) for line in (folder / "attempts.jsonl").read_text().splitlines()]


def passport_of(folder: Path) -> dict[str, object]:
    """Return its passport."""
    return json.loads((folder / "passport.json").read_text())
