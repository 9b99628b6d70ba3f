"""Kill sweeps, resumes, compactions and exports at random moments, and see that nothing is lost or done twice.

    python tests/nightly/kills.py [KILLS (200)] [SEED (1)]

Most die just before a file is touched, drawn among all touches; a quarter, with two worker processes, by the clock.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from conftest import settings_of  # noqa: E402
from dying import Touches, command, forked, touches_of  # noqa: E402
from sweeping import RUNS, SWEEP  # noqa: E402

import sim.experiment.store as runner  # noqa: E402
from sim.run import simulate  # noqa: E402

SERIAL = "executor=serial"


def checked(folder: Path, whole: bytes) -> None:
    """See that a folder is as if nobody had been killed."""
    import json

    assert (folder / "runs.parquet").read_bytes() == whole
    passport = json.loads((folder / "passport.json").read_text())
    assert (passport["runs"], passport["complete"], passport["failed"]) == (RUNS, True, 0)
    assert not list((folder / "runs").iterdir())
    assert not [each for each in folder.rglob("*.partial")]


def killed_by_touch(folder: Path, most: int, drawn: random.Random, counts: Counter[str]) -> None:
    """Kill a sweep just before a touch, then its resume, and so on until one comes through."""
    at, name = drawn.randint(1, most), "sweep"
    while True:
        words = ("resume", str(folder), SERIAL) if (folder / "passport.json").exists() else None
        words = words or (*SWEEP, SERIAL, "--out", str(folder))
        code = forked(command(*words, setup=partial(Touches, folder, at)))
        if code == 0:
            return
        assert code == -9, (code, words, at)
        compacting = len(list((folder / "runs").glob("*.parquet"))) == RUNS // 2 if folder.exists() else False
        counts["compaction" if compacting or (folder / "runs.parquet").exists() else name] += 1
        at, name = drawn.randint(1, most), "resume"


def killed_by_the_clock(folder: Path, seconds: float, drawn: random.Random, counts: Counter[str]) -> None:
    """Kill a sweep with two workers, all three at once, at random times."""
    for _ in range(3):
        words = ("resume", str(folder)) if (folder / "passport.json").exists() else (*SWEEP, "--out", str(folder))
        code = forked(command(*words, "executor.workers=2"), after=drawn.uniform(0.0, seconds))
        assert code in (0, -9), code
        counts["two workers, by the clock"] += code == -9
    words = ("resume", str(folder)) if (folder / "passport.json").exists() else (*SWEEP, "--out", str(folder))
    assert forked(command(*words, SERIAL)) == 0


def killed_exports(folder: Path, goods: dict[str, bytes], drawn: random.Random, counts: Counter[str]) -> None:
    """Kill an export: the file is there whole, or not at all."""
    out = folder.parent / "out"
    shutil.rmtree(out, ignore_errors=True)
    words = ("export", str(folder), "--csv", "--csv-fr", "--out", str(out))
    code = forked(command(*words, setup=partial(Touches, out, drawn.randint(1, 9))))
    counts["export"] += code == -9
    for each in out.glob("*.csv") if out.exists() else []:
        assert each.read_bytes() == goods[each.name]
    assert forked(command(*words)) == 0
    assert {each.name: each.read_bytes() for each in out.iterdir()} == goods


def main() -> None:
    """Kill until there were enough."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    drawn = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    simulate(settings_of())  # the engine is loaded once; everybody below is a copy of this process
    runner.FLUSH_SECONDS = 0.0
    started, counts = time.monotonic(), Counter[str]()
    with tempfile.TemporaryDirectory() as there:
        place = Path(there)
        most = touches_of(place / "whole", *SWEEP, SERIAL, "--out", str(place / "whole"))
        whole = (place / "whole" / "runs.parquet").read_bytes()
        assert forked(command("export", str(place / "whole"), "--csv", "--csv-fr", "--out", str(place / "good"))) == 0
        goods = {each.name: each.read_bytes() for each in (place / "good").iterdir()}
        print(f"a sweep of {RUNS} runs touches its folder {most} times", flush=True)
        folders = 0
        while counts.total() < many:
            folders += 1
            folder = place / f"r{folders}"
            if folders % 4 == 0:
                killed_by_the_clock(folder, 3.0, drawn, counts)
            else:
                killed_by_touch(folder, most, drawn, counts)
                killed_exports(folder, goods, drawn, counts)
            checked(folder, whole)
            shutil.rmtree(folder)
    took = time.monotonic() - started
    print(f"{counts.total()} kills in {folders} folders, {took:.0f} s: {dict(counts)}")
    print("every folder ended with the bytes of the sweep that nobody disturbed; every export was whole or not there")


if __name__ == "__main__":
    os.environ["NUMBA_NUM_THREADS"] = "1"
    main()
