"""Fits on known answers, whole: every bar of docs/how_to/fit.md, and what is measured.

python tests/nightly/fits.py [FOLDER (results/fits)]; stopped, it goes on. About an hour on two quiet cores
(OPENBLAS_NUM_THREADS=1 is quicker on a busy machine).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

import fit_bars as bars  # noqa: E402

from sim.experiment.runner import executor_settings  # noqa: E402
from sim.fitting.recorded import Shape  # noqa: E402

WHOLE = Shape(230, approvals=True, comments=True, links=True)
ASKED = {
    "approvals, comments, links": (WHOLE, True),
    "hours and hand-offs": (Shape(230), True),
    "whole days": (Shape(230, hours=False), True),
    "recording unknown": (Shape(230), False),
}
OTHERS = {
    **{name: {"rule": name} for name in ("chain_of_approvals", "management_by_exception", "garbage_can")},
    **{name: {"rule": name} for name in ("advice_process", "helpful_peers")},
    "bursts x 4": {"world.burst": 2.0},
    "skill spread .8": {"physics.skill_spread": 0.8},
    "work of heavy tail": {"physics.work_spread": 1.3},
    "base hours 5.5": {"physics.base_hours": 5.5},
    "silo .8": {"culture.silo": 0.8},
    "slow approvals": {"physics.approval_hours": 2.0},
}
FAULTS = {
    "calendar days": (bars.in_calendar_days, 164),
    "a dispatcher": (bars.dispatched, None),
    "reopenings unlogged": (bars.reopenings_unlogged, None),
}


def main() -> None:
    """Judge every bar, and fail where one that holds today is missed."""
    folder, where = Path(sys.argv[1] if len(sys.argv) > 1 else "results/fits"), executor_settings(None)
    good = True
    for name, (shape, vouched) in ASKED.items():
        started = time.monotonic()
        known = bars.Known.of(bars.question(shape, vouched), 300, folder / name, where)
        found = bars.calibration(known)
        good = good and 0.93 <= found["overall"] <= 0.99 and found["least"] >= 0.9 and found["ks"] < 0.1
        good = good and found["widths"]["world.novelty"] > 0.8 and known.flagged(known.logs) <= 0.1
        print(name, found, known.flagged(known.logs), bars.local_widths(known, 12, folder / name, where), flush=True)
        print(f"  {time.monotonic() - started:.0f} s", flush=True)
        if shape is not WHOLE:
            continue
        for other, changes in OTHERS.items():
            print(" ", other, bars.misfit(known, 60, folder / name, changes, where, other), flush=True)
        for fault, (make, days) in FAULTS.items():
            share = bars.recording(known, 40, make, days)
            good = good and share >= 0.9
            print(" ", fault, share, flush=True)
    short = bars.Known.of(bars.question(Shape(60)), 60, folder / "sixty days", where)
    print("closed only, 60 days", bars.recording(short, 60, bars.only_closed), flush=True)
    sys.exit(not good)


if __name__ == "__main__":
    main()
