"""Hold every scenario against many years, and find its typical one: ``python -m sim.scenario.nightly`` (minutes).

With ``--write`` the typical year goes into the scenario's file (the seed whose speed, fit and alert are nearest to the
medians of 200 years, each measured in its own spread), and, while the years break a promise, that it is not shipped and
the figures that break it.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.experiment.compose import configs_folder
from sim.scenario.load import SCENARIOS, all_scenarios
from sim.scenario.promise import TOO_MUCH, Kept, promises_kept
from sim.scenario.recipe import Recipe
from sim.scenario.spec import SERIES, SLOTS, Scenario
from sim.scenario.years import live_years, measured

YEARS = 200
"""Years of which one is typical."""
SEED = re.compile(r"^(?:seed|typical|shipped):.*\n", re.MULTILINE)


def typical_year(scenario: Scenario, years: int = YEARS) -> tuple[int, dict[str, list[float]]]:
    """Find the seed nearest the medians of speed, fit and alert of both organisations."""
    seeds = range(1, years + 1)
    rows = [
        [measured(year.runs[slot], name) for name in SERIES for slot in SLOTS]
        for year in live_years(Recipe(scenario.id, 0), seeds)
    ]
    values = np.array(rows)
    middle = np.median(values, axis=0)
    medians = {name: [round(float(each), 3) for each in middle[2 * k : 2 * k + 2]] for k, name in enumerate(SERIES)}
    return int(seeds[nearest_row(values)]), medians


def nearest_row(values: NDArray[np.float64]) -> int:
    """Find the row nearest the medians of all columns, each in units of its own quartile range.

    Examples
    --------
    >>> nearest_row(np.array([[0.0, 5.0], [1.0, 6.0], [9.0, 7.0]]))
    1
    """
    spread = np.subtract(*np.quantile(values, (0.75, 0.25), axis=0))
    away = (values - np.median(values, axis=0)) / np.where(spread > 0, spread, 1.0)
    return int(np.argmin((away**2).sum(axis=1)))


def write_typical(
    path: Path, seed: int, medians: dict[str, list[float]], years: int, broken: Sequence[str] = ()
) -> None:
    """Put seed and medians of the typical year into a file, and what keeps it from shipping, in place of the old."""
    text = SEED.sub("", path.read_text(encoding="utf-8"))
    said = ", ".join(f"{name}: [{left:g}, {right:g}]" for name, (left, right) in medians.items())
    lines = f"seed: {seed}  # of the typical year\ntypical: {{of: {years}, {said}}}\n"
    lines += f"shipped: false  # {'; '.join(broken)}\n" if broken else ""
    before, marker, after = text.partition("claims:")
    path.write_text(f"{before}{lines}{marker}{after}", encoding="utf-8")


def in_words(kept: Kept) -> str:
    """Write what was promised and what the years give."""
    each = kept.promise
    variant, span = f" {each.variant}" if each.variant else "", ""
    if each.since or each.until:
        span = f" days {each.since} to {each.until or 'the end'}"
    share = f"{kept.share:.2f} of years (promised {each.share:.2f}; {kept.level} level)"
    interval = f"interval [{kept.low:.3f}, {kept.high:.3f}]"
    return (
        f"{each.outcome}{span}{variant} better {each.better}: {kept.left:.3f} / {kept.right:.3f}, {share}, {interval}"
    )


def broken_of(kept: Sequence[Kept], alert: float) -> list[str]:
    """Write each promise that the years break, and strain where it is too much."""
    strain = [f"{alert:.2f} of people in the alert zone (at most {TOO_MUCH:g})"] if alert > TOO_MUCH else []
    return [in_words(each) for each in kept if not each.held] + strain


def main(words: Sequence[str] | None = None) -> int:
    """Run from the command line; 1 when a promise is broken, or strain is too much."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("names", nargs="*", help="scenarios (default: all)")
    parser.add_argument("--seeds", type=int, default=100, help="years for the promises")
    parser.add_argument("--write", action="store_true", help="write the typical year of 200 into the files")
    given, broken = parser.parse_args(words), 0
    for scenario in all_scenarios():
        if given.names and scenario.id not in given.names:
            continue
        kept, alert = promises_kept(scenario, range(1, given.seeds + 1))
        failed = broken_of(kept, alert)
        broken += len(failed)
        lines = [f"  {'held  ' if each.held else 'BROKEN'} {in_words(each)}" for each in kept]
        print(f"{scenario.place} {scenario.id}: alert {alert:.3f}", *lines, sep="\n", flush=True)
        if given.write:
            seed, medians = typical_year(scenario)
            write_typical(configs_folder() / SCENARIOS / f"{scenario.id}.yaml", seed, medians, YEARS, failed)
            print(f"  typical year: {seed} {medians}", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
