"""Rows to estimates: paired differences by point, by factor, over all points, each with its interval and its n."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.errors import InputError
from sim.experiment.store import FAILED, part_files, read_columns, read_passport, readable
from sim.metrics import BETTER, HEADLINE
from sim.stats.estimate import estimate, interval

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Twins:
    """Outcomes of a sweep, a row a twin.

    Parameters
    ----------
    point, replicate : ndarray of int, shape (n,)
        Which twin.
    forms : tuple of str
        The organisations, in the order of the experiment.
    values : dict of str to ndarray of float, shape (n, forms)
        Each outcome; NaN where a run failed or is not there.
    points : pandas.DataFrame
        The factors at each point, indexed by it.
    better : dict of str to int
        Which way is better, -1 lower, 1 higher, 0 neither.
    """

    point: NDArray[np.int64]
    replicate: NDArray[np.int64]
    forms: tuple[str, ...]
    values: dict[str, Floats]
    points: pd.DataFrame
    better: dict[str, int]


def factor_names(folder: Path) -> list[str]:
    """Return the columns of a results folder that are factors."""
    return [name for name, each in read_columns(folder).items() if each.get("factor")]


def read_rows(folder: Path, columns: list[str] | None = None) -> pa.Table:
    """Read the rows of a sweep, compacted or not."""
    tables = []
    for path in _files(folder):
        with readable(path):
            table = pq.read_table(path, columns=columns)
            tables.append(table if columns is None else table.select(columns))
    return pa.concat_tables(tables)


def failed_runs(folder: Path) -> list[dict[str, Any]]:
    """Return the runs of a sweep that failed: point, seed, form and the reason, in the order of points and seeds."""
    rows = read_rows(folder, ["point", "seed", "form", FAILED]).to_pylist()
    failed = [each for each in rows if each[FAILED] is not None]
    return sorted(failed, key=lambda each: (each["point"], each["seed"], each["form"]))


def _files(folder: Path) -> list[Path]:
    files = part_files(folder)
    if not files:
        raise InputError("no_rows_yet", folder)
    return files


def headline(folder: Path) -> tuple[str, ...]:
    """Return the outcomes that a results folder is about: those of organisations and a user's own, or a model's."""
    known = outcome_names(folder)
    return (*HEADLINE, *(each for each in known if each not in BETTER)) if {*HEADLINE} <= {*known} else tuple(known)


def outcome_names(folder: Path) -> list[str]:
    """Return the columns of a results folder that are outcomes."""
    return [name for name, each in read_columns(folder).items() if "better" in each]


def read_twins(folder: Path, outcomes: Sequence[str] = HEADLINE) -> Twins:
    """Read outcomes of a sweep and set the runs of each twin side by side."""
    known = outcome_names(folder)
    for each in outcomes:
        if each not in known:
            raise InputError("no_outcome_named", near=(each, known), name=each)
    factors = factor_names(folder)
    rows = _Rows(list(outcomes), factors)
    for path in _files(folder):
        with readable(path):
            for batch in pq.ParquetFile(path).iter_batches(
                65_536, columns=["point", "replicate", "form", *factors, *outcomes]
            ):
                rows.add(batch)
    forms = _in_order(folder, list(rows.forms))
    point, replicate = np.concatenate(rows.point), np.concatenate(rows.replicate)
    place = np.array([forms.index(each) for each in rows.forms])[np.concatenate(rows.form)]
    span = int(replicate.max()) + 1
    keys, twin = np.unique(point * span + replicate, return_inverse=True)
    values = {name: np.full((len(keys), len(forms)), np.nan) for name in outcomes}
    for name, table in values.items():
        table[twin, place] = np.concatenate(rows.values[name])
    points = pd.DataFrame.from_dict(rows.points, orient="index", columns=factors).sort_index()
    points.index.name = "point"
    about = read_columns(folder)
    better = {name: int(about[name]["better"]) for name in outcomes}
    return Twins(keys // span, keys % span, tuple(forms), values, points, better)


class _Rows:
    """Columns of a sweep as they are read, a piece at a time: a million rows must not fill the memory."""

    def __init__(self, outcomes: list[str], factors: list[str]) -> None:
        self._factors = factors
        self.forms: dict[str, int] = {}
        self.points: dict[int, list[Any]] = {}
        self.point: list[NDArray[np.int64]] = []
        self.replicate: list[NDArray[np.int64]] = []
        self.form: list[NDArray[np.int64]] = []
        self.values: dict[str, list[Floats]] = {name: [] for name in outcomes}

    def add(self, batch: Any) -> None:
        """Take in some rows."""
        point = batch.column("point").to_numpy(zero_copy_only=False)
        self.point.append(point.copy())
        self.replicate.append(batch.column("replicate").to_numpy(zero_copy_only=False).copy())
        named = batch.column("form").dictionary_encode()
        numbers = [self.forms.setdefault(each, len(self.forms)) for each in named.dictionary.to_pylist()]
        self.form.append(np.array(numbers)[named.indices.to_numpy()])
        for name, found in self.values.items():
            found.append(batch.column(name).to_numpy(zero_copy_only=False).copy())
        for which, first in zip(*np.unique(point, return_index=True), strict=True):
            if int(which) not in self.points:
                self.points[int(which)] = [batch.column(name)[int(first)].as_py() for name in self._factors]


def _in_order(folder: Path, forms: Sequence[str]) -> list[str]:
    """Return organisations as the experiment named them, not by the alphabet."""
    named = [each for each in (read_passport(folder) or {}).get("organisations", {}) if each in forms]
    return [*named, *sorted({*forms} - {*named})]


def by_point(twins: Twins, outcome: str) -> pd.DataFrame:
    """Estimate an outcome at every point."""
    means = point_means(twins, outcome)
    away, point = _away(twins, outcome)
    known = np.isfinite(away)
    ends = np.append(np.searchsorted(point[known], means["point"]), np.count_nonzero(known))
    found = [interval(away[known][first:last]) for first, last in pairwise(ends)]
    low, high = np.array(found).reshape(-1, 2).T
    table = means.assign(low=low, high=high)
    return table.loc[:, [*means.columns[:-1], "low", "high", "n"]]


def point_means(twins: Twins, outcome: str) -> pd.DataFrame:
    """Return what `by_point` does, without intervals: many points take a while."""
    values = twins.values[outcome]
    away, point = _away(twins, outcome)
    known = np.isfinite(away)
    names, place = np.unique(point, return_inverse=True)
    n = np.bincount(place[known], minlength=len(names))
    with np.errstate(invalid="ignore", divide="ignore"):
        means = [np.bincount(place[known], each[known], len(names)) / n for each in (*values.T, away)]
    columns = dict(zip([*(f"mean_{form}" for form in twins.forms), "difference"], means, strict=True))
    table = pd.DataFrame({"point": names, **columns, "n": n}).join(twins.points, on="point")
    return table.loc[:, ["point", *twins.points.columns, *columns, "n"]]


def _away(twins: Twins, outcome: str) -> tuple[Floats, NDArray[np.int64]]:
    """Return what the last has more than the first (itself where it is alone) and its points; NaN if a run has none."""
    values = twins.values[outcome]
    away = values[:, -1] - values[:, 0] if len(twins.forms) > 1 else values[:, 0]
    return np.where(np.isfinite(values).all(axis=1), away, np.nan), twins.point


def by_factor(twins: Twins, factor: str | Sequence[str], outcome: str) -> pd.DataFrame:
    """Estimate an outcome at every level of a factor, or combination of levels of some, over all points that have it.

    Columns as in `by_point`, and the 95 % interval of each organisation's mean as ``low_`` and ``high_`` of it.
    Twins of one seed are lived at many points, so they are not independent: the interval is over the means of seeds.
    """
    names = [factor] if isinstance(factor, str) else [*factor]
    levels = twins.points[names]
    which = levels.groupby(names, sort=False, dropna=False).ngroup()
    group = which.reindex(twins.point).to_numpy()
    found = []
    for number in which.unique():
        means = _seed_means(twins, outcome, group == number)
        said = levels.loc[which == number].iloc[0]
        found.append({**{name: said[name] for name in names}, **_estimate(means, twins.forms)})
    return pd.DataFrame(found)


def _seed_means(twins: Twins, outcome: str, chosen: NDArray[np.bool_]) -> Floats:
    replicates, place = np.unique(twins.replicate[chosen], return_inverse=True)
    values = twins.values[outcome][chosen]
    known = np.isfinite(values).all(axis=1)
    total = np.zeros((len(replicates), values.shape[1]))
    np.add.at(total, place[known], values[known])
    count = np.bincount(place[known], minlength=len(replicates))
    return total[count > 0] / count[count > 0, None]


def _estimate(values: Floats, forms: tuple[str, ...]) -> dict[str, Any]:
    away = values[:, -1] - values[:, 0] if len(forms) > 1 else values[:, 0]
    own: dict[str, float] = {}
    for form, column in zip(forms, values.T, strict=True):
        own[f"mean_{form}"], own[f"low_{form}"], own[f"high_{form}"], _ = estimate(column)
    mean, low, high, n = estimate(away)
    return {**own, "difference": mean, "low": low, "high": high, "n": n}


def pairing(twins: Twins, outcome: str) -> float:
    """Return how many times more precise pairs were than separate worlds: mean variances over points, as a ratio."""
    values = twins.values[outcome]
    if values.shape[1] < 2:
        return float("nan")
    away = values[:, -1] - values[:, 0]
    first, last, paired = (_mean_variance(twins.point, each) for each in (values[:, 0], values[:, -1], away))
    return (first + last) / paired if paired > 0 else float("nan")


def _mean_variance(point: NDArray[np.int64], values: Floats) -> float:
    """Return the variance within points, on average over them."""
    known = np.isfinite(values)
    place = np.unique(point[known], return_inverse=True)[1]
    n = np.bincount(place)
    if not (n > 1).any():
        return float("nan")
    mean = np.bincount(place, values[known]) / n
    spread = np.bincount(place, (values[known] - mean[place]) ** 2)[n > 1] / (n[n > 1] - 1)
    return float(spread.mean())
