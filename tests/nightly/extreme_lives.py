"""Live at the ends of every range, for very long, and with very many: finite, conserved, in range, the same every time.

python tests/nightly/extreme_lives.py [CORNERS (400)] [SEED (1)]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

import numpy as np  # noqa: E402
from conftest import settings_of  # noqa: E402
from extremes import LONG, MANY, corner, digest_elsewhere, digests_here, sound  # noqa: E402

from sim.run import simulate  # noqa: E402


def main() -> None:
    """Try corners, then the long and the large life, then other processes."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    rng = np.random.default_rng(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    started = time.monotonic()
    for _ in range(many):
        sound(simulate(corner(rng)))
    print(f"{many} corners of all settings at once: sound ({time.monotonic() - started:.0f} s)", flush=True)
    for name, given in (("10,000 days", LONG), ("100,000 people", MANY)):
        began = time.monotonic()
        run = simulate(settings_of("mixed", **given))
        sound(run)
        people, days = len(run.tables.people), len(run.days)
        print(f"{name}: {people:,} people, {days:,} days, {run.days['born'].sum():,} issues: sound "
              f"({time.monotonic() - began:.0f} s)", flush=True)  # fmt: skip
    here, ways = digests_here(), 0
    for threads in ("1", "2", "7"):
        for hashed in ("0", "1", "4242"):
            assert digest_elsewhere(threads, hashed) == here, (threads, hashed)
            ways += 1
    print(f"the same numbers to the last bit in {ways} processes with other threads and hash seeds")


if __name__ == "__main__":
    main()
