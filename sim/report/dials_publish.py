"""Publish a study of the dials: its rows, its passport and its figure in one folder, its numbers as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.experiment.dials import (
    DIALS,
    MEASURED,
    DialRows,
    DialStudy,
    Effect,
    Estimate,
    Findings,
    Verdict,
    at_ends,
    corners,
    ends,
)
from sim.experiment.store import described, parquet, passport, readable_json, write_whole
from sim.metrics import HEADLINE
from sim.parameters import DialSettings
from sim.report.dial_words import OBSERVED
from sim.report.dials import world_names
from sim.report.dials_figure import draw_dials
from sim.report.figure import image
from sim.report.plain import plain, sayable
from sim.report.words import words
from sim.stats.verdict import SMALLEST


def publish_dials(
    study: DialStudy, rows: DialRows, found: Findings, wall_seconds: float, folder: Path, lang: str
) -> list[Path]:
    """Write a study's files.

    Parameters
    ----------
    study : DialStudy
        What was run.
    rows : DialRows
        What it left behind.
    found : Findings
        What was estimated from it.
    wall_seconds : float
        What it took, for the passport.
    folder : pathlib.Path
        An existing folder; files of the same names are replaced.
    lang : str
        Language of the figure.

    Returns
    -------
    list of pathlib.Path
        The files: runs at the corners, runs of each dial alone, passport, figure.
    """
    figure = draw_dials(found, _caption(study, lang), lang)
    tables = {
        "dials.parquet": _columns(study, study.corners, corners(), HEADLINE, rows.corners),
        "alone.parquet": _columns(study, study.alone, ends(), MEASURED, rows.alone),
    }
    contents = {
        **{name: parquet(table) for name, table in tables.items()},
        "columns.json": described(tables),
        "passport.json": readable_json(_passport(study, wall_seconds)),
        "figure.png": image(figure, "png"),
        "figure.svg": image(figure, "svg"),
    }
    return [write_whole(folder / name, content) for name, content in contents.items()]


def _caption(study: DialStudy, lang: str) -> str:
    worlds = world_names(tuple(study.worlds), lang)
    n, each = len(study.worlds) * study.corners, study.corners
    return words(lang)["dials_figure_caption"].format(
        corners=2 ** len(DIALS), n=n, each=each, worlds=worlds, hash=study.hash
    )


def _columns(
    study: DialStudy, years: int, dials: Sequence[DialSettings], names: Sequence[str], values: np.ndarray
) -> dict[str, Any]:
    """Return one row a run: world, seed, every dial, and what was measured."""
    seeds = study.seeds(years)
    places = np.repeat([world for world in study.worlds for _ in seeds[world]], len(dials))
    drawn = np.repeat([seed for world in study.worlds for seed in seeds[world]], len(dials))
    turned = np.array([[getattr(each, name) for name in DIALS] for each in dials])
    tiled = np.tile(turned, (len(study.worlds) * years, 1))
    flat = values.reshape(-1, len(names))
    return {
        "world": places,
        "seed": drawn,
        **{f"dial_{name}": tiled[:, j] for j, name in enumerate(DIALS)},
        **{name: flat[:, m] for m, name in enumerate(names)},
    }


def _passport(study: DialStudy, wall_seconds: float) -> dict[str, Any]:
    rules, seeds = dict.fromkeys(study.worlds, study.rule), study.seeds(study.corners)
    said = passport(study.worlds, rules, seeds[next(iter(study.worlds))], wall_seconds)
    by_world = {"alone": _seeds(study, study.alone), "corners": _seeds(study, study.corners)}
    return {**said, "hash": study.hash, "design": "dials", "seeds": by_world, "dials": list(DIALS)}


def _seeds(study: DialStudy, years: int) -> dict[str, dict[str, int]]:
    return {world: {"first": seeds[0], "count": len(seeds)} for world, seeds in study.seeds(years).items()}


def dials_values(study: DialStudy, rows: DialRows, found: Findings, folder: Path) -> dict[str, Any]:
    """Return what was found as plain values, the same for the same command; what cannot be said is None."""
    return {
        "hash": study.hash,
        "rule": study.rule.name,
        "days": study.settings.days,
        "worlds": list(study.worlds),
        "seeds": {"alone": _seeds(study, study.alone), "corners": _seeds(study, study.corners)},
        "folder": str(folder),
        "smallest": {name: SMALLEST[name] for name in HEADLINE},
        "dials": {each.dial: _dial(each, rows, found) for each in found.verdicts},
        "all": {each.outcome: _effect(each) for each in found.wholes},
    }


def _dial(verdict: Verdict, rows: DialRows, found: Findings) -> dict[str, Any]:
    at_0, at_1, difference = at_ends(rows, verdict.dial, OBSERVED[verdict.dial])
    seen = {"name": OBSERVED[verdict.dial], "at_0": sayable(at_0), "at_1": sayable(at_1), **_estimate(difference)}
    return {
        "alone": {each.outcome: _effect(each) for each in found.alone if each.dial == verdict.dial},
        "share": {each.outcome: _effect(each) for each in found.shares if each.dial == verdict.dial},
        "seen": seen,
        "verdict": verdict.kind,
        "better": verdict.better,
        "gains": {form: [{"outcome": name, "worlds": list(worlds)} for name, worlds in won]
                  for form, won in verdict.gains.items()},
    }  # fmt: skip


def _effect(effect: Effect) -> dict[str, Any]:
    by_world = {name: {**_estimate(each), "ahead": effect.ahead_in(name)} for name, each in effect.by_world.items()}
    return {**_estimate(effect.overall), "ahead": effect.ahead, "by_world": by_world}


def _estimate(found: Estimate) -> dict[str, Any]:
    return plain(found._asdict())
