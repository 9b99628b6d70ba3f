"""Who wins where: each form and the best hybrid over the registered space, and best against best at equal hours."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.claims.arms import HYBRID, MECHANICAL, ORGANIC, contenders
from sim.claims.measures import OVERLOADED
from sim.metrics import BETTER, HEADLINE
from sim.stats.estimate import estimate
from sim.stats.paired import check_columns
from sim.stats.regions import deciding_factors, losing_map, regions
from sim.stats.shares import winners
from sim.stats.verdict import SMALLEST

KINDS = (MECHANICAL, ORGANIC, HYBRID)
AHEAD = "mechanical ahead"
LEAST_POINTS = 10
"""Below which no region is named, no map drawn and no best chosen."""
QUANTILES = (0.25, 0.5, 1.0)
"""Of the mean hours of variants: budgets at which the best of each kind compete."""


def compete(rows: Mapping[str, pd.DataFrame], points: pd.DataFrame) -> dict[str, Any]:
    """Let the forms and the best hybrid compete."""
    arms = contenders()
    if any(each.key not in rows for each in arms.values()):
        return {}
    chosen = {name: _best_hybrid(rows, name) for name in HEADLINE}
    long = pd.concat([_means(rows, name, chosen[name]) for name in HEADLINE], ignore_index=True)
    still = long[long["point"].isin(_in_load(rows))]
    shares = winners(long, KINDS, BETTER, SMALLEST)
    return {
        "two": winners(still, KINDS[:2], BETTER, SMALLEST).to_dict("records"),
        "shares": shares.to_dict("records"),
        "in_load": winners(still, KINDS, BETTER, SMALLEST).to_dict("records"),
        "hybrid": chosen,
        "loses": {name: _loses(long[long["outcome"] == name], name, points) for name in HEADLINE},
        "maps": {name: _map(long[long["outcome"] == name], name, points) for name in HEADLINE},
        "budgets": {name: _budgets(rows, name) for name in HEADLINE},
    }


def _in_load(rows: Mapping[str, pd.DataFrame]) -> list[int]:
    """Return the points at which neither pure form is overloaded."""
    arms = contenders()
    full = [rows[arms[kind, "pure"].key][OVERLOADED].groupby(level="point").mean() for kind in KINDS[:2]]
    crowded = pd.concat(full, axis=1).max(axis=1) > 0.5
    return crowded.index[~crowded].tolist()


def _judging(table: pd.DataFrame) -> pd.DataFrame:
    """Return every other world, for the others chose; all where there is one a point."""
    chosen = table.index.get_level_values("replicate") % 2 == 1
    return table[chosen] if chosen.any() else table


def _best_hybrid(rows: Mapping[str, pd.DataFrame], name: str) -> str:
    hybrids = {variant: each for (kind, variant), each in contenders().items() if kind == HYBRID}

    def merit(variant: str) -> float:
        table = rows[hybrids[variant].key]
        return BETTER[name] * float(table[table.index.get_level_values("replicate") % 2 == 0][name].mean())

    return max(hybrids, key=merit)


def _means(rows: Mapping[str, pd.DataFrame], name: str, hybrid: str) -> pd.DataFrame:
    arms, found = contenders(), []
    for kind, variant in ((MECHANICAL, "pure"), (ORGANIC, "pure"), (HYBRID, hybrid)):
        mean = _judging(rows[arms[kind, variant].key])[name].groupby(level="point").mean()
        own = {"point": mean.index, "replicate": mean.index}  # every point has seeds of its own
        found.append(pd.DataFrame({**own, "form": kind, "outcome": name, "value": mean.to_numpy()}))
    return pd.concat(found)


def _behind(long: pd.DataFrame, name: str, points: pd.DataFrame) -> pd.DataFrame:
    """Join to each point whether a kind falls behind the best of the others by more than the smallest effect."""
    wide = long.pivot(index="point", columns="form", values="value").dropna() * BETTER[name]
    found = {kind: wide.drop(columns=kind).max(axis=1) - wide[kind] > SMALLEST[name] for kind in KINDS}
    return points.join(pd.DataFrame({**found, AHEAD: wide[MECHANICAL] - wide[ORGANIC]}), how="inner")


def _loses(long: pd.DataFrame, name: str, points: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Name the regions where each loses."""
    table = _behind(long, name, points)
    enough = len(table) >= LEAST_POINTS
    return {kind: regions(table, list(points.columns), kind).to_dict("records") if enough else [] for kind in KINDS}


def _map(long: pd.DataFrame, name: str, points: pd.DataFrame) -> dict[str, Any]:
    """Map where each loses over the two factors that go most with how far the mechanical form is ahead."""
    table = _behind(long, name, points)
    if len(table) < LEAST_POINTS:
        return {}
    decide = deciding_factors(table, list(points.columns), AHEAD)
    x, y = decide["factor"]
    return {"factors": decide.to_dict("records"), "cells": losing_map(table, KINDS, x, y).to_dict("records")}


def _budgets(rows: Mapping[str, pd.DataFrame], name: str) -> list[dict[str, Any]]:
    """Let the best of each kind compete within budgets; points of the space are the units: half choose, half judge."""
    tables = []
    for (kind, variant), each in contenders().items():
        table = (
            rows[each.key].groupby(level="point")[["utilisation", name]].mean().rename_axis("replicate").reset_index()
        )
        tables.append(table.assign(kind=kind, variant=variant))
    table = pd.concat(tables, ignore_index=True)
    if table["replicate"].nunique() < LEAST_POINTS:
        return []
    hours = table.groupby(["kind", "variant"])["utilisation"].mean()
    budgets = [float(each) for each in hours.quantile(list(QUANTILES))]
    return best_against_best(table, "utilisation", name, BETTER[name], budgets).to_dict("records")


def best_against_best(
    rows: pd.DataFrame, cost: str, outcome: str, better: int, budgets: Sequence[float]
) -> pd.DataFrame:
    """Let each kind choose its best variant within a budget on half of the worlds, and compare them on the others."""
    check_columns(rows, ["kind", "variant", "replicate", cost, outcome])
    worlds = np.array(sorted(rows["replicate"].unique()))
    choosing = rows[rows["replicate"].isin(worlds[::2])]
    judging = rows[rows["replicate"].isin(worlds[1::2])]
    found = [each for budget in budgets for each in _at(budget, choosing, judging, (cost, outcome, better))]
    return pd.DataFrame(found)


def _at(
    budget: float, choosing: pd.DataFrame, judging: pd.DataFrame, about: tuple[str, str, int]
) -> list[dict[str, object]]:
    cost, outcome, better = about
    means = choosing.groupby(["kind", "variant"])[[cost, outcome]].mean().reset_index()
    within = means[means[cost] <= budget].assign(merit=lambda each: better * each[outcome])
    if within.empty:
        return []
    chosen = within.loc[within.groupby("kind")["merit"].idxmax()].sort_values("merit", ascending=False)
    series = {
        kind: judging[(judging["kind"] == kind) & (judging["variant"] == variant)].set_index("replicate")[outcome]
        for kind, variant in zip(chosen["kind"], chosen["variant"], strict=True)
    }
    top = series[str(chosen["kind"].iloc[0])]
    table = []
    for kind, variant in zip(chosen["kind"], chosen["variant"], strict=True):
        behind = (better * (top - series[kind])).dropna().to_numpy(float)
        mean, low, high, n = estimate(behind)
        named = {"budget": budget, "kind": kind, "variant": variant, "value": float(series[kind].mean())}
        table.append({**named, "behind": mean, "low": low, "high": high, "n": n})
    clear = all(float(each["low"]) > 0 for each in table[1:]) and len(table) > 1  # type: ignore[arg-type]
    return [{**each, "wins": clear and place == 0} for place, each in enumerate(table)]
