"""Publish a study: its rows, its passport and its figure in one folder, and its numbers as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.experiment.compare import Study, sheet_values, study_sheet
from sim.experiment.lives import Rows
from sim.experiment.paired import differences
from sim.experiment.store import described, parquet, passport, readable_json, write_whole
from sim.report.figure import draw_comparison, image
from sim.report.plain import plain, sayable
from sim.report.words import words


def publish(
    study: Study, rows: Rows, wall_seconds: float, folder: Path, lang: str, names: Mapping[str, str] | None = None
) -> list[Path]:
    """Write a study's files.

    Parameters
    ----------
    study : Study
        What was run.
    rows : Rows
        What it left behind.
    wall_seconds : float
        What it took, for the passport.
    folder : pathlib.Path
        An existing folder; files of the same names are replaced.
    lang : str
        Language of the figure.
    names : mapping, optional
        What to call the organisations in it instead of mechanical and organic.

    Returns
    -------
    list of pathlib.Path
        The files: runs, days, passport, figure.
    """
    seeds = study.seeds
    caption = words(lang)["figure_caption"].format(n=len(seeds), first=seeds[0], last=seeds[-1], hash=study.hash)
    figure = draw_comparison(rows.days, tuple(study.slots), study.settings.warmup_days, caption, lang, names)
    tables = {"runs.parquet": rows.runs, "days.parquet": rows.days}
    tables |= {"windows.parquet": by_window(rows)} if rows.windows else {}
    own = [each.about() for each in study.own]
    about = {"hash": study.hash, "outcomes": own} if own else {}
    contents = {
        **{name: parquet(table) for name, table in tables.items()},
        "columns.json": described(tables, own),
        "passport.json": readable_json({**passport(study.slots, study.rules, seeds, wall_seconds), **about}),
        "figure.png": image(figure, "png"),
        "figure.svg": image(figure, "svg"),
    }
    return [write_whole(folder / name, content) for name, content in contents.items()]


def by_window(rows: Rows) -> dict[str, list[Any]]:
    """Return the outcomes of windows as columns, the name of the window first."""
    found: dict[str, list[Any]] = {"window": []}
    for window, runs in rows.windows.items():
        found["window"] += [window] * len(runs["seed"])
        for name, values in runs.items():
            found.setdefault(name, []).extend(values)
    return found


def comparison_values(study: Study, rows: Rows, folder: Path) -> dict[str, Any]:
    """Return a comparison as plain values, the same for the same command; what cannot be said is None."""
    found, sheet = differences(rows), study_sheet(study, rows)
    outcomes = {
        each.outcome: {**plain(asdict(each)), "ahead": each.ahead, "verdict": each.verdict.word or None}
        for each in found
    }
    for each in outcomes.values():
        del each["outcome"]
    card = {"effect_sheet": sheet_values(sheet)} if sheet else {}
    return {**_about(study, folder), **card, "outcomes": outcomes}


def run_values(study: Study, rows: Rows, folder: Path) -> dict[str, Any]:
    """Return the outcomes of one organisation as plain values, a list with one value a seed for each."""
    outcomes = {name: [sayable(value) for value in values] for name, values in rows.runs.items() if name != "form"}
    return {**_about(study, folder), "outcomes": outcomes}


def _about(study: Study, folder: Path) -> dict[str, Any]:
    return {
        "hash": study.hash,
        "rules": {form: rule.name for form, rule in study.rules.items()},
        "days": study.settings.days,
        "seeds": {"first": study.seeds[0], "count": len(study.seeds)},
        "folder": str(folder),
    }
