"""Judge a claim by its rows: where in the space it holds, how large the effect is, and what the null ladder says.

Points at which one of its organisations is overloaded are set apart: no verdict rests on them.
"""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false, reportOperatorIssue=false

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sim.claims.claim import CONSTRUCTION, PARAMETRIC, Claim, Part
from sim.claims.ladder import climb, is_clear, withdraws
from sim.claims.plan import WHOLE, arms_on
from sim.claims.points import (
    CONTRARY,
    HOLDS,
    NEGLIGIBLE,
    Table,
    apart,
    at_points,
    effect,
    in_worlds,
    share_of,
    values_of,
)
from sim.errors import InputError
from sim.experiment.analysis.bootstrap import mean_interval
from sim.experiment.analysis.holm import p_of_mean
from sim.experiment.analysis.prcc import prcc
from sim.experiment.analysis.regions import regions
from sim.experiment.analysis.shares import FEWEST, verdict, wilson

DEPENDS = "depends"
"""The verdict of a claim that holds in part of the space, or cannot be told from its controls."""


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
        Plain values: verdict before correction, pi with its interval, effects, ladder, knock-outs, regions;
        ``overload``: the shares of points set apart.
    """
    rows, crowded = apart(claim, rows)
    whole = at_points(claim, rows, WHOLE)
    found = {
        "id": claim.id,
        "source": claim.source,
        "derivation": claim.derivation,
        "words": {key: dict(each) for key, each in claim.words.items()},
        **decide(claim, rows, whole),
        "parts": [_part_result(k, part, whole) for k, part in enumerate(claim.parts)],
        "knockouts": _knockouts(claim, rows),
        "also": _also(claim, rows),
        "overload": share_of(claim, in_worlds(claim, crowded, WHOLE)),
        "regions": [],
        "break_even": _break_even(claim, whole, points),
    }
    if found["verdict"] == DEPENDS:
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
    found = {
        **share_of(claim, in_worlds(claim, rows, WHOLE), again=True),
        "p": _p(claim, whole),
        "ladder": climb(claim, rows),
    }
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
        ``holds``, ``negligible``, ``contrary``, ``depends``, ``passed``, ``withdrawn`` or ``no_verdict``.
    """
    if found["known"] < FEWEST:
        return "no_verdict"
    if withdraws(found["ladder"]):
        return "withdrawn"
    said = verdict(found["low"], found["high"])
    if said == "fails" and _fails_anyway(found):
        return CONTRARY if found[CONTRARY] >= found[NEGLIGIBLE] else NEGLIGIBLE
    if said != "holds" or not is_clear(found["ladder"]):
        return DEPENDS
    return "passed" if claim.derivation == CONSTRUCTION else HOLDS


def _fails_anyway(found: Mapping[str, Any]) -> bool:
    """Say whether a claim fails even if it held at every point without a number."""
    hits, missing = round(found["pi"] * found["n"]), found["n"] - found["known"]
    return verdict(*wilson(hits + missing, found["n"])[1:]) == "fails"


def _part_result(k: int, part: Part, whole: Table) -> dict[str, Any]:
    values = values_of(whole, f"part_{k}")
    low, high = mean_interval(values)
    terms = " ".join(f"{weight:+g} {arm} {name}" for (arm, name), weight in part.terms.items())
    holds = float((part.sign * values > part.smallest).sum())
    contrary = float((part.sign * values < -abs(part.smallest)).sum())
    return {
        "terms": terms,
        "sign": part.sign,
        "smallest": part.smallest,
        "effect": float(values.mean()) if len(values) else math.nan,
        "low": low,
        "high": high,
        "holds": holds / len(whole) if len(whole) else math.nan,
        "contrary": contrary / len(whole) if len(whole) else math.nan,
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


def _knockouts(claim: Claim, rows: Mapping[str, Table]) -> list[dict[str, Any]]:
    """Estimate the first part whole and with each mechanism off, all in the same worlds, fewer than the claim has."""
    worlds = [in_worlds(claim, rows, rung).index for rung in claim.knockouts]
    among = worlds[0] if worlds else None
    return [_knockout(claim, rows, rung, among) for rung in (WHOLE, *claim.knockouts)]


def _knockout(claim: Claim, rows: Mapping[str, Table], rung: str, among: Any) -> dict[str, Any]:
    table, worlds = at_points(claim, rows, rung, among), in_worlds(claim, rows, rung)
    values = values_of(table, "part_0")
    low, high = mean_interval(values)
    mean = float(values.mean()) if len(values) else math.nan
    share = share_of(claim, worlds if among is None else worlds[worlds.index.isin(among)])
    about = {"pi": share["pi"], "pi_low": share["low"], "pi_high": share["high"]}
    named = "none" if rung == WHOLE else rung
    return {"off": named, "estimate": mean, "low": low, "high": high, "n": len(values), **about}


def _also(claim: Claim, rows: Mapping[str, Table]) -> list[dict[str, Any]]:
    """Estimate other measures by the arms and weights of the first part that compares arms in one measure."""
    part = next((each for each in claim.parts if len({name for _, name in each.terms}) == 1), None)
    keys = {name: each.key for name, each in arms_on(claim, WHOLE).items()}
    if part is None or any(key not in rows for key in keys.values()):
        return []
    found = []
    for measure in claim.also:
        terms = {(arm, measure): weight for (arm, _), weight in part.terms.items()}
        values = effect(terms, keys, rows).groupby(level="point").mean().dropna().to_numpy(float)
        low, high = mean_interval(values)
        mean = float(values.mean()) if len(values) else math.nan
        found.append({"measure": measure, "effect": mean, "low": low, "high": high, "n": len(values)})
    return found


def _regions(whole: Table, points: Table, factors: list[str]) -> list[dict[str, Any]]:
    table = points.join(whole["holds"], how="inner")
    return regions(table.assign(holds=table["holds"].astype(bool)), factors).to_dict("records")


def _break_even(claim: Claim, whole: Table, points: Table) -> dict[str, Any]:
    """Say where a parametric claim turns: a tree on the constants that decide it, and how the effect follows each."""
    if claim.derivation != PARAMETRIC or len(whole) < FEWEST:
        return {}
    factors = [each for each in claim.break_even if each in points.columns]
    table = points.join(whole[["holds", "part_0"]], how="inner").dropna(subset=["part_0"])
    found: dict[str, Any] = {"regions": _regions(whole, points, factors), "follows": []}
    try:
        found["follows"] = prcc(table, factors, "part_0").to_dict("records")
    except InputError:
        return found
    return found
