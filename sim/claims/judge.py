"""Judge a claim by its rows: where in the space it holds, how large the effect is, and what the null ladder says."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false, reportOperatorIssue=false

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sim.claims.claim import CONSTRUCTION, PARAMETRIC, Claim, Part
from sim.claims.plan import AGAIN, INERT, PLACEBO, RANDOMLY, WHOLE, arms_on, rungs
from sim.errors import InputError
from sim.experiment.analysis.bootstrap import mean_interval
from sim.experiment.analysis.holm import p_of_mean
from sim.experiment.analysis.prcc import prcc
from sim.experiment.analysis.regions import regions
from sim.experiment.analysis.shares import verdict, wilson

Table = pd.DataFrame
LEAST_POINTS = 5
"""Points below which nothing can be said."""
LADDER = {AGAIN: "N0", INERT: "N1", RANDOMLY: "N2", "switched_off": "N3", PLACEBO: "N4"}
"""What each rung of the null ladder is called in the design."""


def judge(claim: Claim, rows: Mapping[str, Table], points: Table) -> dict[str, Any]:
    """Judge one claim; Holm's correction comes when all are judged.

    Parameters
    ----------
    claim : Claim
        What was predicted.
    rows : mapping of str to DataFrame
        By the key of an arm: its measures, indexed by (point, replicate).
    points : DataFrame
        The settings of each point, indexed by it.

    Returns
    -------
    dict
        Plain values: verdict before correction, pi with its interval, effects, ladder, knock-outs, regions.
    """
    whole = at_points(claim, rows, WHOLE)
    found = {
        "id": claim.id,
        "source": claim.source,
        "derivation": claim.derivation,
        "words": {key: dict(each) for key, each in claim.words.items()},
        **decide(claim, rows, whole),
        "parts": [_part_result(k, part, whole) for k, part in enumerate(claim.parts)],
        "knockouts": [_knockout(claim, rows, rung) for rung in (WHOLE, *claim.knockouts)],
        "also": _also(claim, rows),
        "regions": [],
        "break_even": _break_even(claim, whole, points),
    }
    if found["verdict"] == "conditional":
        found["regions"] = _regions(whole, points, list(points.columns))
    return found


def decide(claim: Claim, rows: Mapping[str, Table], whole: Table | None = None) -> dict[str, Any]:
    """Come to a verdict, before Holm's correction.

    Parameters
    ----------
    claim, rows
        As for `judge`.
    whole : DataFrame, optional
        Of `at_points` for the claim itself, where it is known already.

    Returns
    -------
    dict
        Share of points with its interval, p, null ladder, verdict.
    """
    whole = at_points(claim, rows, WHOLE) if whole is None else whole
    ladder = [_rung(claim, rows, rung) for rung in rungs(claim) if rung in LADDER]
    found = {**_share(whole), "p": _p(claim, whole), "ladder": sorted(ladder, key=lambda each: each["rung"])}
    return {**found, "verdict": first_verdict(claim, found)}


def first_verdict(claim: Claim, found: Mapping[str, Any]) -> str:
    """Say what pi and the null ladder come to, before Holm's correction.

    Parameters
    ----------
    claim : Claim
        Whose derivation caps the verdict: what follows by construction is a check of the implementation.
    found : mapping
        Share of points and null ladder.

    Returns
    -------
    str
        ``supported``, ``contradicted``, ``conditional``, ``passed``, ``withdrawn`` or ``no_verdict``.
    """
    if found["n"] < LEAST_POINTS:
        return "no_verdict"
    if any(each["shows"] for each in found["ladder"] if each["rung"] != "N4"):
        return "withdrawn"
    said = verdict(found["low"], found["high"])
    return "passed" if said == "supported" and claim.derivation == CONSTRUCTION else said


def at_points(claim: Claim, rows: Mapping[str, Table], rung: str) -> Table:
    """Average each part's effect over the worlds of every point.

    Parameters
    ----------
    claim, rows
        As for `judge`.
    rung : str
        Of `sim.claims.plan.rungs`.

    Returns
    -------
    DataFrame
        Indexed by point: ``part_0``, ..., ``null_0``, ... (means), ``most`` (largest absolute effect of the first part
        in a single world), ``holds`` (every part, by more than its smallest effect), ``n`` worlds. A point without a
        number does not hold.
    """
    keys = {name: each.key for name, each in arms_on(claim, rung).items()}
    if any(key not in rows for key in keys.values()):
        return pd.DataFrame(columns=["holds", "n", "most"])
    effects = {}
    for k, part in enumerate(claim.parts):
        effects[f"part_{k}"] = _effect(part.terms, keys, rows)
        if part.null:
            effects[f"null_{k}"] = _effect(part.null, keys, rows)
    worlds = pd.DataFrame(effects)
    found = worlds.groupby(level="point").mean()
    holds = [part.sign * found[f"part_{k}"] > part.smallest for k, part in enumerate(claim.parts)]
    first = worlds["part_0"]
    return found.assign(
        holds=np.logical_and.reduce(holds),
        n=first.groupby(level="point").count(),
        most=first.abs().groupby(level="point").max(),
    )


def _effect(terms: Mapping[tuple[str, str], float], keys: Mapping[str, str], rows: Mapping[str, Table]) -> pd.Series:
    parts = [weight * rows[keys[arm]][name] for (arm, name), weight in terms.items()]
    shared = parts[0].index
    for each in parts[1:]:
        shared = shared.intersection(each.index)
    return sum(each.loc[shared] for each in parts)  # type: ignore[return-value]


def _values(table: Table, name: str) -> np.ndarray:
    return table[name].dropna().to_numpy(float) if name in table else np.zeros(0)


def _share(whole: Table) -> dict[str, Any]:
    share, low, high = wilson(float(whole["holds"].sum()), len(whole))
    return {"pi": share, "low": low, "high": high, "n": len(whole), "worlds": int(whole["n"].sum())}


def _part_result(k: int, part: Part, whole: Table) -> dict[str, Any]:
    values = _values(whole, f"part_{k}")
    low, high = mean_interval(values)
    terms = " ".join(f"{weight:+g} {arm} {name}" for (arm, name), weight in part.terms.items())
    holds = float((part.sign * values > part.smallest).sum())
    return {
        "terms": terms,
        "sign": part.sign,
        "smallest": part.smallest,
        "effect": float(values.mean()) if len(values) else math.nan,
        "low": low,
        "high": high,
        "holds": holds / len(whole) if len(whole) else math.nan,
        "n": len(values),
    }


def _p(claim: Claim, whole: Table) -> float:
    """Return the largest p of its parts: each tests that the mean over points goes the way the claim says.

    A part that allows a little loss is tested against that loss; a lag against that of surrogates.
    """
    found = []
    for k, part in enumerate(claim.parts):
        if f"part_{k}" not in whole:
            return math.nan
        effect = whole[f"part_{k}"] - whole[f"null_{k}"] if part.null else whole[f"part_{k}"]
        found.append(p_of_mean(effect.dropna().to_numpy(float), part.sign, min(0.0, part.smallest)))
    return math.nan if any(each != each for each in found) else max(found)


def _rung(claim: Claim, rows: Mapping[str, Table], rung: str) -> dict[str, Any]:
    table = at_points(claim, rows, rung)
    share = _share(table)
    most = float(table["most"].max()) if len(table) else math.nan
    exact = rung in (AGAIN, INERT)
    enough = share["n"] >= LEAST_POINTS
    shows = bool(most > 0) if exact else enough and verdict(share["low"], share["high"]) == "supported"
    return {"rung": LADDER[rung], **share, "most": most, "shows": shows}


def _knockout(claim: Claim, rows: Mapping[str, Table], rung: str) -> dict[str, Any]:
    table = at_points(claim, rows, rung)
    values = _values(table, "part_0")
    low, high = mean_interval(values)
    effect = float(values.mean()) if len(values) else math.nan
    share = _share(table)
    about = {"pi": share["pi"], "pi_low": share["low"], "pi_high": share["high"]}
    named = "none" if rung == WHOLE else rung
    return {"off": named, "estimate": effect, "low": low, "high": high, "n": len(values), **about}


def _also(claim: Claim, rows: Mapping[str, Table]) -> list[dict[str, Any]]:
    """Estimate other measures by the arms and weights of the first part that compares arms in one measure."""
    part = next((each for each in claim.parts if len({name for _, name in each.terms}) == 1), None)
    keys = {name: each.key for name, each in arms_on(claim, WHOLE).items()}
    if part is None or any(key not in rows for key in keys.values()):
        return []
    found = []
    for measure in claim.also:
        terms = {(arm, measure): weight for (arm, _), weight in part.terms.items()}
        values = _effect(terms, keys, rows).groupby(level="point").mean().dropna().to_numpy(float)
        low, high = mean_interval(values)
        mean = float(values.mean()) if len(values) else math.nan
        found.append({"measure": measure, "effect": mean, "low": low, "high": high, "n": len(values)})
    return found


def _regions(whole: Table, points: Table, factors: list[str]) -> list[dict[str, Any]]:
    table = points.join(whole["holds"], how="inner")
    return regions(table.assign(holds=table["holds"].astype(bool)), factors).to_dict("records")


def _break_even(claim: Claim, whole: Table, points: Table) -> dict[str, Any]:
    """Say where a parametric claim turns: a tree on the constants that decide it, and how the effect follows each."""
    if claim.derivation != PARAMETRIC or len(whole) < LEAST_POINTS:
        return {}
    factors = [each for each in claim.break_even if each in points.columns]
    table = points.join(whole[["holds", "part_0"]], how="inner").dropna(subset=["part_0"])
    found: dict[str, Any] = {"regions": _regions(whole, points, factors), "follows": []}
    try:
        found["follows"] = prcc(table, factors, "part_0").to_dict("records")
    except InputError:
        return found
    return found
