"""Judge a claim by its rows: where in the space it holds, how large the effect is, and what the null ladder says.

Points at which one of its organisations is overloaded are set apart: no verdict rests on them.
"""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false, reportOperatorIssue=false

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.claims.measures import OVERLOADED
from sim.claims.plan import AGAIN, INERT, PLACEBO, RANDOMLY, WHOLE, arms_on, rungs
from sim.claims.registry import CONSTRUCTION, PARAMETRIC, Claim, Part
from sim.errors import InputError
from sim.stats.estimate import SEED, estimate, p_of_mean, wilson
from sim.stats.regions import regions
from sim.stats.sensitivity import prcc
from sim.stats.shares import more_often
from sim.stats.verdict import FEWEST_POINTS, verdict_of_share

Table = pd.DataFrame
HOLDS, NEGLIGIBLE, CONTRARY, AGREES = "holds", "negligible", "contrary", "agrees"
"""What a point says: each part goes the way predicted by more than its smallest effect, none goes far either way, or
one goes the other way by as much; and beside it whether the first goes the way predicted at all."""
DRAWN = 999
"""Samples of points and worlds."""


def at_points(claim: Claim, rows: Mapping[str, Table], rung: str, among: pd.Index | None = None) -> Table:
    """Average each part's effect over the worlds of every point."""
    worlds = in_worlds(claim, rows, rung)
    if among is not None:
        worlds = worlds[worlds.index.isin(among)]
    return means_of(claim, worlds)


def means_of(claim: Claim, worlds: Table) -> Table:
    """Average worlds by point; as for `at_points`."""
    if worlds.empty:
        return pd.DataFrame(columns=[HOLDS, NEGLIGIBLE, CONTRARY, AGREES, "known", "n", "most"])
    found = worlds.groupby(level="point").mean()
    parts = found[[f"part_{k}" for k in range(len(claim.parts))]].to_numpy(float)
    first = worlds["part_0"]
    return found.assign(
        **says(claim.parts, parts),
        known=np.isfinite(parts).all(axis=-1),
        n=first.groupby(level="point").count(),
        most=first.abs().groupby(level="point").max(),
    )


def says(parts: Sequence[Part], means: np.ndarray) -> dict[str, np.ndarray]:
    """Say what points say."""
    signed = means * np.array([part.sign for part in parts], float)
    smallest = np.array([part.smallest for part in parts])
    holds = (signed > smallest).all(axis=-1)
    contrary = (signed < np.where(smallest < 0, smallest, -smallest)).any(axis=-1)
    known = np.isfinite(means).all(axis=-1)
    return {
        HOLDS: holds,
        NEGLIGIBLE: known & ~holds & ~contrary,
        CONTRARY: contrary & known,
        AGREES: signed[..., 0] > 0,
    }


def share_of(claim: Claim, worlds: Table, again: bool = False) -> dict[str, Any]:
    """Return the shares of points that say what they say."""
    table = means_of(claim, worlds)
    n, drawn = len(table), _drawn_again(claim, worlds) if again else {}
    found: dict[str, Any] = {"n": n, "known": int(table["known"].sum()), "worlds": int(table["n"].sum())}
    for name in (HOLDS, NEGLIGIBLE, CONTRARY, AGREES):
        share, low, high = wilson(float(table[name].sum()), n)
        if name in drawn:
            ends = np.quantile(drawn[name], (0.025, 0.975))
            low, high = min(low, float(ends[0])), max(high, float(ends[1]))
        keys = ("pi", "low", "high") if name == HOLDS else (name, f"{name}_low", f"{name}_high")
        found |= dict(zip(keys, (share if n else math.nan, low, high), strict=True))
    return found


def _drawn_again(claim: Claim, worlds: Table, times: int = DRAWN) -> dict[str, np.ndarray]:
    """Return for samples of points, and of worlds within each, the share that says each word, shape (times,)."""
    if worlds.empty:
        return {}
    rng, names = np.random.default_rng(SEED), [f"part_{k}" for k in range(len(claim.parts))]
    mine = [each[names].to_numpy(float) for _, each in worlds.groupby(level="point")]
    found: dict[str, list[np.ndarray]] = {}
    for each in mine:  # each point's means over worlds drawn again
        within = each[rng.integers(0, len(each), (times, len(each)))].mean(axis=1)
        for name, said in says(claim.parts, within).items():
            found.setdefault(name, []).append(said)
    chosen = rng.integers(0, len(mine), (times, len(mine)))
    return {name: np.take_along_axis(np.stack(said, 1), chosen, 1).mean(axis=1) for name, said in found.items()}


def apart(claim: Claim, rows: Mapping[str, Table]) -> tuple[dict[str, Table], dict[str, Table]]:
    """Split rows by points: those that hold still, and those where most worlds overload one of the claim's arms."""
    worlds = in_worlds(claim, rows, WHOLE)
    full = worlds[OVERLOADED].groupby(level="point").mean() if len(worlds) else pd.Series(dtype=float)
    crowded = full.index[full > 0.5]

    def those(inside: bool) -> dict[str, Table]:
        return {key: each[each.index.isin(crowded, level="point") == inside] for key, each in rows.items()}

    return those(False), those(True)


def in_worlds(claim: Claim, rows: Mapping[str, Table], rung: str) -> Table:
    """Return the effect of each part in every world, indexed by (point, replicate); empty where an arm is missing."""
    keys = {name: each.key for name, each in arms_on(claim, rung).items()}
    if any(key not in rows for key in keys.values()):
        return pd.DataFrame()
    effects = {}
    for k, part in enumerate(claim.parts):
        effects[f"part_{k}"] = effect(part.terms, keys, rows)
        if part.null:
            effects[f"null_{k}"] = effect(part.null, keys, rows)
    full = [rows[each][OVERLOADED] for each in dict.fromkeys(keys.values())]
    return pd.DataFrame(effects).assign(**{OVERLOADED: pd.concat(full, axis=1).max(axis=1)})


def effect(terms: Mapping[tuple[str, str], float], keys: Mapping[str, str], rows: Mapping[str, Table]) -> pd.Series:
    """Return the weighted sum of arms' measures in every world that all of them have."""
    parts = [weight * rows[keys[arm]][name] for (arm, name), weight in terms.items()]
    shared = parts[0].index
    for each in parts[1:]:
        shared = shared.intersection(each.index)
    return sum(each.loc[shared] for each in parts)  # type: ignore[return-value]


def values_of(table: Table, name: str) -> np.ndarray:
    """Return the numbers of a column, none where there is no such column."""
    return table[name].dropna().to_numpy(float) if name in table else np.zeros(0)


LADDER = {AGAIN: "N0", INERT: "N1", RANDOMLY: "N2", "switched_off": "N3", PLACEBO: "N4"}
"""What each rung of the null ladder is called in the design."""
EXACT = (AGAIN, INERT)
"""Rungs on which nothing may differ, to the last bit."""
ALPHA = 0.05
"""Chance of calling a claim clear of a rung on which it shows up as often."""


def climb(claim: Claim, rows: Mapping[str, Table]) -> list[dict[str, Any]]:
    """Look at every rung of a claim's null ladder."""
    found = [_rung(claim, rows, rung) for rung in rungs(claim) if rung in LADDER]
    return sorted(found, key=lambda each: each["rung"])


def _rung(claim: Claim, rows: Mapping[str, Table], rung: str) -> dict[str, Any]:
    table, exact = at_points(claim, rows, rung), rung in EXACT
    share, known = share_of(claim, in_worlds(claim, rows, rung)), int(table["known"].sum())
    most = float(table["most"].max()) if known else math.nan
    shows = bool(most > 0) if exact else verdict_of_share(share["low"], share["high"]) == "holds"
    apart = None if exact or rung == PLACEBO else _apart(claim, rows, rung, table)
    return {"rung": LADDER[rung], **share, "most": most, "shows": shows if known else None, "apart": apart}


def _apart(claim: Claim, rows: Mapping[str, Table], rung: str, table: Table) -> float:
    """Return the p of the claim holding more often than on a rung, point by point in the very same worlds."""
    whole = at_points(claim, rows, WHOLE, in_worlds(claim, rows, rung).index)
    there = table.index[table["known"].astype(bool)].intersection(whole.index)
    return more_often(whole["holds"].loc[there].to_numpy(bool), table["holds"].loc[there].to_numpy(bool))


def withdraws(ladder: list[dict[str, Any]]) -> bool:
    """Say whether a claim shows up on N0 to N3."""
    return any(each["shows"] for each in ladder if each["rung"] != "N4")


def is_clear(ladder: list[dict[str, Any]]) -> bool:
    """Say whether N0 to N3 were all looked at, and the claim holds more often than on every one of them."""
    looked = [each for each in ladder if each["rung"] != "N4"]
    return all(each["shows"] is not None and (each["apart"] is None or each["apart"] <= ALPHA) for each in looked)


DEPENDS = "depends"
"""The verdict of a claim that holds in part of the space, or cannot be told from its controls."""


def judge(claim: Claim, rows: Mapping[str, Table], points: Table) -> dict[str, Any]:
    """Judge one claim; Holm's correction comes when all are judged."""
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
    """Come to a verdict, before Holm's correction."""
    whole = at_points(claim, rows, WHOLE) if whole is None else whole
    found = {
        **share_of(claim, in_worlds(claim, rows, WHOLE), again=True),
        "p": _p(claim, whole),
        "ladder": climb(claim, rows),
    }
    return {**found, "verdict": first_verdict(claim, found)}


def first_verdict(claim: Claim, found: Mapping[str, Any]) -> str:
    """Say what pi and the null ladder come to, before Holm's correction."""
    if found["known"] < FEWEST_POINTS:
        return "no_verdict"
    if withdraws(found["ladder"]):
        return "withdrawn"
    said = verdict_of_share(found["low"], found["high"])
    if said == "fails" and _fails_anyway(found):
        return CONTRARY if found[CONTRARY] >= found[NEGLIGIBLE] else NEGLIGIBLE
    if said != "holds" or not is_clear(found["ladder"]):
        return DEPENDS
    return "passed" if claim.derivation == CONSTRUCTION else HOLDS


def _fails_anyway(found: Mapping[str, Any]) -> bool:
    """Say whether a claim fails even if it held at every point without a number."""
    hits, missing = round(found["pi"] * found["n"]), found["n"] - found["known"]
    return verdict_of_share(*wilson(hits + missing, found["n"])[1:]) == "fails"


def _part_result(k: int, part: Part, whole: Table) -> dict[str, Any]:
    values = values_of(whole, f"part_{k}")
    mean, low, high, n = estimate(values)
    terms = " ".join(f"{weight:+g} {arm} {name}" for (arm, name), weight in part.terms.items())
    holds = float((part.sign * values > part.smallest).sum())
    contrary = float((part.sign * values < -abs(part.smallest)).sum())
    return {
        "terms": terms,
        "sign": part.sign,
        "smallest": part.smallest,
        "effect": mean,
        "low": low,
        "high": high,
        "holds": holds / len(whole) if len(whole) else math.nan,
        "contrary": contrary / len(whole) if len(whole) else math.nan,
        "n": n,
    }


def _p(claim: Claim, whole: Table) -> float:
    """Return the largest p of its parts: each tests that the mean over points goes the way the claim says."""
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
    mean, low, high, n = estimate(values)
    share = share_of(claim, worlds if among is None else worlds[worlds.index.isin(among)])
    about = {"pi": share["pi"], "pi_low": share["low"], "pi_high": share["high"]}
    named = "none" if rung == WHOLE else rung
    return {"off": named, "estimate": mean, "low": low, "high": high, "n": n, **about}


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
        mean, low, high, n = estimate(values)
        found.append({"measure": measure, "effect": mean, "low": low, "high": high, "n": n})
    return found


def _regions(whole: Table, points: Table, factors: list[str]) -> list[dict[str, Any]]:
    table = points.join(whole["holds"], how="inner")
    return regions(table.assign(holds=table["holds"].astype(bool)), factors).to_dict("records")


def _break_even(claim: Claim, whole: Table, points: Table) -> dict[str, Any]:
    """Say where a parametric claim turns: a tree on the constants that decide it, and how the effect follows each."""
    if claim.derivation != PARAMETRIC or len(whole) < FEWEST_POINTS:
        return {}
    factors = [each for each in claim.break_even if each in points.columns]
    table = points.join(whole[["holds", "part_0"]], how="inner").dropna(subset=["part_0"])
    found: dict[str, Any] = {"regions": _regions(whole, points, factors), "follows": []}
    try:
        found["follows"] = prcc(table, factors, "part_0").to_dict("records")
    except InputError:
        return found
    return found
