"""Calibrate load, and nothing else, at neutral dials: what the start values give, and what would meet the targets.

``python experiments/calibration/calibrate.py [--seeds 20]`` prints both and writes record.json beside itself. No form
is run and no outcome of a comparison is looked at; nothing in configs/ is changed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.engine.binding import bind
from sim.experiment.compose import compose_plain, run_settings
from sim.experiment.dials import neutral
from sim.experiment.identity import model_version
from sim.experiment.paired import interval
from sim.settings import Settings
from sim.simulate import set_scene, simulate

TARGETS = {
    "utilisation": (0.75, 0.85),
    "meeting_share": (0.10, 0.15),
    "departures": (0.10, 0.20),
    "burnout_50": (0.05, 0.15),
}
"""Hours used of those available; meetings of hours used; people who leave, and episodes, a person-year."""
KNOBS = {
    "utilisation": ("physics.base_hours", "physics.manager_hours", "physics.head_hours"),
    "meeting_share": ("culture.circle_minutes",),
    "departures": ("physics.leave_rate",),
    "burnout_50": ("physics.strain_rate",),
}
"""What is scaled for each target, together; each target follows its own constants most directly (ours)."""
LOWEST, HIGHEST, STEPS, ROUNDS = 0.25, 4.0, 7, 2
"""Factors tried, halvings of their range, and times all targets are gone through: they move one another."""
SLACK = 0.1
"""How far into its range a target is aimed at least: a tenth of its width from either end."""


def start() -> Settings:
    """Compose the baseline organisation with neutral dials and the rule that reads them."""
    return replace(run_settings(compose_plain("dials", [])), dials=neutral())


def scaled(settings: Settings, factors: Mapping[str, float]) -> Settings:
    """Multiply the constants of each target by its factor."""
    for target, factor in factors.items():
        for path in KNOBS[target]:
            group, _, name = path.partition(".")
            held = getattr(settings, group)
            settings = replace(settings, **{group: replace(held, **{name: getattr(held, name) * factor})})
    return settings


def measured(settings: Settings, seeds: range) -> dict[str, np.ndarray]:
    """Live a year of every seed; return each target's values."""
    rule = bind(settings.rule, settings.rule_args)
    found = []
    for seed in seeds:
        mine = replace(settings, seed=seed)
        found.append(simulate(mine, set_scene(mine), rule).outcomes)
    return {name: np.array([each[name] for each in found]) for name in TARGETS}


def calibrated(settings: Settings, seeds: range) -> dict[str, float]:
    """Find factors that bring every target that is off into its range, one after the other, some rounds long."""
    factors = dict.fromkeys(KNOBS, 1.0)
    for _ in range(ROUNDS):
        for target, (low, high) in TARGETS.items():
            inside = SLACK * (high - low)
            value = float(measured(scaled(settings, factors), seeds)[target].mean())
            if not low + inside <= value <= high - inside:
                factors[target] = _bisected(settings, factors, target, (low + high) / 2, seeds)
    return factors


def _bisected(settings: Settings, factors: Mapping[str, float], target: str, aim: float, seeds: range) -> float:
    """Halve the range of a factor; every target here rises with its constants."""
    low, high = LOWEST, HIGHEST
    for _ in range(STEPS):
        middle = (low * high) ** 0.5
        value = float(measured(scaled(settings, {**factors, target: middle}), seeds)[target].mean())
        low, high = (middle, high) if value < aim else (low, middle)
    return (low * high) ** 0.5


def report(title: str, found: Mapping[str, np.ndarray]) -> dict[str, list[float]]:
    """Print and return means with their intervals, and whether each is in its range."""
    print(title)
    kept = {}
    for name, (low, high) in TARGETS.items():
        mean, ends = float(found[name].mean()), interval(found[name])
        kept[name] = [round(each, 4) for each in (mean, *ends)]
        said = "in range" if low <= mean <= high else "OUT OF RANGE"
        print(f"  {name:14} {mean:6.3f} [{ends[0]:.3f}; {ends[1]:.3f}]  wanted {low} to {high}: {said}")
    return kept


def main() -> None:
    """Measure, calibrate on some seeds, check on others, and record."""
    parser = argparse.ArgumentParser(description="Calibrate load at neutral dials.")
    parser.add_argument("--seeds", type=int, default=20, help="years a measurement takes")
    years = parser.parse_args().seeds
    settings, tuning, checking = start(), range(1, 1 + years), range(1 + years, 1 + 2 * years)
    before = report("start values:", measured(settings, checking))
    factors = calibrated(settings, tuning)
    after = report("with the factors below (other seeds than they were found on):",
                   measured(scaled(settings, factors), checking))  # fmt: skip
    changes = {}
    for target, paths in KNOBS.items():
        for path in paths:
            group, _, name = path.partition(".")
            value = getattr(getattr(settings, group), name)
            changes[path] = [value, round(value * factors[target], 5)]
            print(f"  {path}: {value:g} -> {value * factors[target]:.4g}")
    record = {
        "model": model_version(), "seeds": [tuning[0], checking[-1]], "targets": TARGETS, "before": before,
        "factors": {name: round(each, 4) for name, each in factors.items()}, "changes": changes, "after": after,
    }  # fmt: skip
    Path(__file__).with_name("record.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
