"""Best against best: each kind of organisation at its best setting, hours being equal, hybrids included."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.experiment.analysis.bootstrap import mean_interval
from sim.experiment.analysis.twins import check_columns


def frontier(rows: pd.DataFrame, cost: str, outcome: str, better: int) -> pd.DataFrame:
    """Return the settings of each kind that no other of its kind beats in outcome at no more hours.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row a kind, variant and world: ``kind``, ``variant``, ``replicate``, cost and outcome.
    cost, outcome : str
        Columns.
    better : int
        1 when a higher outcome is better, -1 when a lower one is.

    Returns
    -------
    pandas.DataFrame
        One row a variant on its kind's frontier: ``kind``, ``variant``, mean ``cost``, mean ``value`` with ``low`` and
        ``high`` (over worlds), ``n``; by kind, then cost.
    """
    check_columns(rows, ["kind", "variant", "replicate", cost, outcome])
    found = []
    for kind, mine in rows.groupby("kind", sort=False):
        means = mine.groupby("variant")[[cost, outcome]].mean().sort_values([cost, outcome])
        best = -np.inf
        for variant, each in means.iterrows():
            if better * each[outcome] > best:
                best = better * each[outcome]
                values = mine.loc[mine["variant"] == variant, outcome].to_numpy(float)
                low, high = mean_interval(values)
                about = {"kind": kind, "variant": variant, "cost": each[cost], "value": each[outcome]}
                found.append({**about, "low": low, "high": high, "n": len(values)})
    return pd.DataFrame(found)


def best_against_best(
    rows: pd.DataFrame, cost: str, outcome: str, better: int, budgets: Sequence[float]
) -> pd.DataFrame:
    """Let each kind choose its best variant within a budget on half of the worlds, and compare them on the others.

    Parameters
    ----------
    rows, cost, outcome, better
        As for `frontier`; variants share worlds.
    budgets : sequence of float
        Most mean cost allowed.

    Returns
    -------
    pandas.DataFrame
        One row a budget and kind that can keep it: ``budget``, ``kind``, ``variant``, ``value``, ``behind`` (what it
        is worse by than the best kind, paired, over the other half of worlds) with ``low`` and ``high``, ``n``, and
        ``wins`` where the intervals of all others are clear of 0.
    """
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
        low, high = mean_interval(behind)
        value, n = float(series[kind].mean()), len(behind)
        named = {"budget": budget, "kind": kind, "variant": variant, "value": value}
        table.append({**named, "behind": float(behind.mean()), "low": low, "high": high, "n": n})
    clear = all(float(each["low"]) > 0 for each in table[1:]) and len(table) > 1  # type: ignore[arg-type]
    return [{**each, "wins": clear and place == 0} for place, each in enumerate(table)]
