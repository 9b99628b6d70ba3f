"""What every column means, in which unit; and the points of the design, row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.experiment.design.factor import Factor
from sim.experiment.design.points import Point
from sim.experiment.store.schema import schema_of
from sim.files.plain_values import json_file
from sim.metrics import OUTCOMES, Outcome

COLUMNS = "columns.json"

SAYS = {
    "run_id": "name of what determines the numbers of the run, and of its place in the pair",
    "point": "of the design, from 0; a row of design.csv has the same number",
    "replicate": "from 0; the same replicate of all points shares its world",
    "seed": "the first seed plus the replicate",
    "form": "which of the organisations set side by side",
    "failed": "why the run failed; empty when it did not",
}


def columns(
    factors: Sequence[Factor], about: dict[str, dict[str, Any]], judged: Sequence[Outcome] = OUTCOMES
) -> dict[str, dict[str, Any]]:
    """Describe the columns of ``runs.parquet``.

    Parameters
    ----------
    factors : sequence of Factor
        What varies.
    about : dict
        Unit and meaning of the settings they vary, by path.
    judged : sequence of Outcome
        Those of organisations, or of a published model.

    Returns
    -------
    dict
        Type, unit and meaning of each, in order.
    """
    outcomes = {each.name: {"unit": each.unit, "says": each.says, "better": each.better} for each in judged}
    keys = {name: {"unit": "", "says": says} for name, says in SAYS.items()}
    varied = {
        each.path: {"unit": "", "says": "a factor", **about.get(each.path, {}), "factor": True} for each in factors
    }
    known = {**keys, **varied, **outcomes}
    return {field.name: {"type": str(field.type), **known[field.name]} for field in schema_of(factors, judged)}


def read_columns(folder: Path) -> dict[str, dict[str, Any]]:
    """Read what the columns of a results folder mean; raises `InputError` when that was damaged."""
    path = folder / COLUMNS
    about = json_file(path)
    if not isinstance(about, dict) or not all(isinstance(each, dict) for each in about.values()):
        raise InputError(f"{path}: expected columns and what they mean")
    return about


def design_csv(factors: Sequence[Factor], rows: Sequence[int], points: Sequence[Point]) -> bytes:
    """Return the design as CSV: which point each of its rows is, and the factors there.

    Parameters
    ----------
    factors : sequence of Factor
        What varies.
    rows : sequence of int
        The point of each row of the design; some designs visit a point more than once.
    points : sequence of tuple
        The factors' values at each point.

    Returns
    -------
    bytes
        UTF-8.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["row", "point", *(each.path for each in factors)])
    writer.writerows([row, point, *points[point]] for row, point in enumerate(rows))
    return text.getvalue().encode()
