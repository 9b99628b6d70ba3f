"""Choose three constants of load at neutral dials: utilisation, meetings, departures and burnout, and nothing else.

No form is run, and neither speed, fit nor agreement is computed: a value that made one form look better could not be
seen here. Writes ``points.csv`` and ``record.json`` next to itself, or into the folder that is named.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from functools import cache, partial
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from sim.engine.binding import bind
from sim.engine.run import live
from sim.experiment.compose import compose_plain, run_settings
from sim.experiment.space import Range, nested, read_space, sample
from sim.metrics.hours import of_hours
from sim.metrics.people import of_people
from sim.settings import DialSettings, Settings
from sim.simulate import begin, set_scene

TARGETS = {
    "utilisation": (0.75, 0.85),
    "meeting_share": (0.10, 0.15),
    "departures": (0.10, 0.20),
    "burnout_50": (0.05, 0.15),
}
"""What the means at neutral dials should lie in, fixed before the first run."""
FREE = ("world.issue_rate", "physics.base_hours", "physics.leave_rate")
"""The constants that may move."""
POINTS, REFINED = (200, range(10_001, 10_021)), (60, range(20_001, 20_061))
"""How many points, and the seeds that each lives through: over the whole ranges, then near the best."""
HELD_OUT = range(30_001, 30_201)
"""Seeds that have chosen nothing."""
NEAR = 0.25
"""Share of each range that is searched again."""

Point = dict[str, float]
Floats = NDArray[np.float64]


def neutral(point: Point) -> Settings:
    """Return the settings of the neutral organisation in the baseline world, with a point's values."""
    base = organisation()
    for group, values in nested(point).items():
        base = replace(base, **{group: replace(getattr(base, group), **values)})
    return base


@cache
def organisation() -> Settings:
    """Return 43 people under the rule `mixed`, every dial at one half."""
    middle = DialSettings(**{each.name: 0.5 for each in fields(DialSettings)})
    return replace(run_settings(compose_plain("dials", [])), dials=middle)


def load_of(settings: Settings, seeds: Sequence[int]) -> Floats:
    """Live one year a seed and return the targeted outcomes, shape (seeds, targets); no other is kept."""
    rule = bind(settings.rule, settings.rule_args)
    rows = []
    for seed in seeds:
        year = replace(settings, seed=seed)
        tables = live(begin(year, set_scene(year), rule), rule, None)
        days = np.asarray(tables.days)[year.warmup_days :]
        found = {**of_hours(days), **of_people(days, tables.episodes, np.asarray(tables.at_risk))}
        rows.append([found[name] for name in TARGETS])
    return np.array(rows)


def means_of(seeds: Sequence[int], settings: Settings) -> Floats:
    """Return the mean of each target over seeds."""
    return load_of(settings, seeds).mean(axis=0)


def distances(means: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return how far points are from the middles, in half-widths, and whether all four targets are met."""
    low, high = np.array(list(TARGETS.values())).T
    away = (means - (low + high) / 2) / ((high - low) / 2)
    return np.sqrt((away**2).sum(axis=1)), (np.abs(away) <= 1).all(axis=1)


def search(ranges: Sequence[Range], points: int, seeds: Sequence[int], stage: str) -> list[dict[str, Any]]:
    """Try points of some ranges; one row each, the nearest that meets all four targets first."""
    drawn = sample(points, seeds[0], ranges)
    with Pool(os.cpu_count()) as pool:
        means = np.array(pool.map(partial(means_of, seeds), [neutral(each) for each in drawn], chunksize=1))
    away, inside = distances(means)
    order = np.lexsort((away, ~inside))
    if not inside.any():
        sys.exit(f"{stage}: none of {points} points meets all four targets; the nearest gives {means[order[0]]}")
    found = [{"stage": stage, **drawn[k], **_named(means[k]), "distance": float(away[k])} for k in order]
    print(f"{stage}: {points} points, {len(seeds)} seeds each, {int(inside.sum())} meet all four targets")
    return found


def _named(values: Floats) -> Point:
    return dict(zip(TARGETS, values.tolist(), strict=True))


def around(ranges: Sequence[Range], best: Point) -> list[Range]:
    """Return the part `NEAR` of each range around a point, kept within the range."""
    narrow = []
    for each in ranges:
        at = np.log if each.scale == "log" else np.asarray
        low, high = float(at(each.low)), float(at(each.high))
        half = NEAR * (high - low) / 2
        middle = min(max(float(at(best[each.path])), low + half), high - half)
        ends = [float(np.exp(end)) if each.scale == "log" else end for end in (middle - half, middle + half)]
        narrow.append(replace(each, low=ends[0], high=ends[1]))
    return narrow


def confirm(point: Point) -> dict[str, dict[str, float | bool]]:
    """Return mean, 95 % interval and verdict of each target over the seeds held out."""
    rows = load_of(neutral(point), HELD_OUT)
    half = student.ppf(0.975, len(rows) - 1) * rows.std(axis=0, ddof=1) / np.sqrt(len(rows))
    found = {}
    for (name, (low, high)), mean, by in zip(TARGETS.items(), rows.mean(axis=0), half, strict=True):
        about = {"mean": rounded(mean, 4), "low": rounded(mean - by, 4), "high": rounded(mean + by, 4)}
        found[name] = {**about, "met": bool(low <= mean - by and mean + by <= high)}
    return found


def rounded(value: float, digits: int) -> float:
    """Round to significant digits.

    Examples
    --------
    >>> rounded(0.0008449, 2)
    0.00084
    """
    return float(f"{value:.{digits}g}")


def main(folder: Path) -> None:
    """Search, refine once, round, confirm, and write down all of it."""
    load_of(neutral({}), range(1, 2))  # compiles the engine before any process is started
    ranges = [next(each for each in read_space() if each.path == path) for path in FREE]
    wide = search(ranges, *POINTS, "wide")
    box = around(ranges, wide[0])
    refined = search(box, *REFINED, "refined")
    chosen = {path: rounded(refined[0][path], 2) for path in FREE}
    confirmed = confirm(chosen)
    write_points(folder / "points.csv", [*wide, *refined])
    record = {
        "targets": TARGETS,
        "searched": {each.path: [each.low, each.high] for each in ranges},
        "searched_again": {each.path: [rounded(each.low, 4), rounded(each.high, 4)] for each in box},
        "frozen": chosen,
        "held_out_seeds": [HELD_OUT[0], HELD_OUT[-1]],
        "held_out": confirmed,
    }
    (folder / "record.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(json.dumps({"frozen": chosen, "held_out": confirmed}, indent=2))
    sys.exit(0 if all(each["met"] for each in confirmed.values()) else "a target is missed by seeds held out")


def write_points(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write every point that was tried, five significant digits of each number."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        for row in rows:
            out.writerow({key: value if isinstance(value, str) else rounded(value, 5) for key, value in row.items()})


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
