"""How fast the engine is: three ways to run the same year, and organisations from 43 to 88,741 people.

    python benchmarks/engine.py [--quick]

Prints ratios within this one run; absolute times depend on the machine.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from sim.engine.binding import bind
from sim.experiment.compose import compose_run
from sim.parameters import Settings
from sim.run import Scene, begin, set_scene, simulate

YEAR = 250
SIZES = {400: (7, 3), 4_681: (8, 4), 37_449: (8, 5), 88_741: (17, 4)}
"""People: span and depth of the pyramid."""


def settings(*overrides: str) -> Settings:
    """Compose the baseline organisation, with overrides."""
    return compose_run(overrides)


def median_seconds(work: Callable[[], object], times: int) -> float:
    """Time something several times and return the median."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def compiled_year(chosen: Settings, times: int) -> float:
    """Time the engine alone, tables made, one year."""
    from sim.engine.run import live

    scene, rule = set_scene(chosen), bind(chosen.rule, chosen.rule_args)
    live(begin(chosen, scene, rule), rule)
    fresh = iter([begin(chosen, scene, rule) for _ in range(times)])
    return median_seconds(lambda: live(next(fresh), rule), times)


def mesa_year(chosen: Settings) -> float:
    """Time the same year stepped by Mesa."""
    from sim.model import Organisation

    scene = set_scene(chosen)
    organisation = Organisation(chosen, scene)
    organisation.step()
    return median_seconds(organisation.live, 1)


def interpreted_year() -> float:
    """Time the same year as plain Python, in a process of its own."""
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, __file__, "--interpreted"], env=environment, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def three_ways() -> None:
    """Compare compiled, Mesa-stepped and interpreted runs of one year of 43 people."""
    chosen = settings()
    compiled = compiled_year(chosen, 51)
    whole = median_seconds(lambda: simulate(chosen), 21)
    print(f"one year of 43 people, hierarchical rule: {1e3 * compiled:.2f} ms compiled")
    print(f"{'way':<34}{'times compiled':>15}")
    print(f"{'with structure, trace and outcomes':<34}{whole / compiled:>15.1f}")
    print(f"{'stepped by Mesa':<34}{mesa_year(chosen) / compiled:>15.0f}")
    print(f"{'interpreted':<34}{interpreted_year() / compiled:>15.0f}", flush=True)


def sizes(people: list[int], days: int) -> None:
    """Compare the cost of a person-day over sizes."""
    print(f"\n{'people':>8}{'ns a person-day':>17}{'of that at 400':>16}{'peak memory, MB':>17}")
    first = None
    for size in people:
        span, depth = SIZES[size]
        chosen = settings(f"organisation.span={span}", f"organisation.depth={depth}", f"days={days}")
        cost = compiled_year(chosen, 3 if size < 10_000 else 1) / (size * days)
        first = first or cost
        print(f"{size:>8}{1e9 * cost:>17.0f}{cost / first:>16.2f}{peak_of_one(chosen):>17.0f}", flush=True)


def peak_of_one(chosen: Settings) -> float:
    """Return the peak memory of a process that lives one such year, in MB."""
    size = chosen.organisation
    words = [sys.executable, __file__, "--peak", f"organisation.span={size.span}", f"organisation.depth={size.depth}"]
    return float(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


def main() -> None:
    """Run what was asked for."""
    if "--interpreted" in sys.argv:
        chosen = settings("days=60")
        scene, rule = set_scene(chosen), bind(chosen.rule, chosen.rule_args)
        print(median_seconds(lambda: simulate(chosen, Scene(scene.chart, scene.trace), rule), 1) * YEAR / 60)
        return
    if "--peak" in sys.argv:
        simulate(settings(*sys.argv[2:]))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)
        return
    three_ways()
    sizes(list(SIZES)[: 2 if "--quick" in sys.argv else None], YEAR)


if __name__ == "__main__":
    main()
