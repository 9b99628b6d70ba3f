"""Give every reader nonsense, many times; a fault is shown with the smallest input that shows it, and exit code 1.

python tests/nightly/fuzz.py [NUMBER OF INPUTS (50000)] [SEED]
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from fuzzing import holds  # noqa: E402
from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from readers import READERS, Reader, kept  # noqa: E402

MEMORY = 4 * 2**30
"""Bytes of addresses the process may take; more is a fault."""


def tried(name: str, reader: Reader, many: int, first: int) -> tuple[int, bool]:
    """Give one reader its share of inputs; return how many there were, and whether it held."""
    count = 0

    @seed(first)
    @settings(
        max_examples=many,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        print_blob=False,
    )
    @given(reader.given)
    def reads(what: object) -> None:
        nonlocal count
        count += 1
        holds(lambda: reader.read(what))

    started, said = time.monotonic(), "none raised, none hung"
    try:
        reads()
    except Exception:
        traceback.print_exc()
        said = "A FAULT"
    print(f"{name:22}{count:8,} inputs{time.monotonic() - started:8.1f} s   {said}", flush=True)
    return count, said != "A FAULT"


def main() -> None:
    """Run them all in a temporary folder."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    chosen = {name: each for name, each in READERS.items() if name in sys.argv[3:] or len(sys.argv) < 4}
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        kept()
        found = [tried(name, each, max(1, many * each.share // 1000), first) for name, each in chosen.items()]
        os.chdir("/")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    total, faults = sum(count for count, _ in found), sum(not held for _, held in found)
    print(f"{total:,} inputs in {time.monotonic() - started:.0f} s; at most {most:.0f} MB; {faults} faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
