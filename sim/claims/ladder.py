"""The null ladder: does a claim also show up where it must not, and can it be told from what is left there."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false, reportOperatorIssue=false

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sim.claims.claim import Claim
from sim.claims.plan import AGAIN, INERT, PLACEBO, RANDOMLY, WHOLE, rungs
from sim.claims.points import Table, at_points, in_worlds, share_of
from sim.experiment.analysis.shares import more_often, verdict

LADDER = {AGAIN: "N0", INERT: "N1", RANDOMLY: "N2", "switched_off": "N3", PLACEBO: "N4"}
"""What each rung of the null ladder is called in the design."""
EXACT = (AGAIN, INERT)
"""Rungs on which nothing may differ, to the last bit."""
ALPHA = 0.05
"""Chance of calling a claim clear of a rung on which it shows up as often."""


def climb(claim: Claim, rows: Mapping[str, Table]) -> list[dict[str, Any]]:
    """Look at every rung of a claim's null ladder.

    Parameters
    ----------
    claim, rows
        As for `sim.claims.judge.judge`.

    Returns
    -------
    list of dict
        By rung: its share of points with its interval, ``most`` (largest effect), ``known`` (points with a number),
        ``shows`` (it would be said to hold here; None where there is no number to say so) and ``apart`` (p of the claim
        holding more often in the same worlds than here; None on N0 and N1).
    """
    found = [_rung(claim, rows, rung) for rung in rungs(claim) if rung in LADDER]
    return sorted(found, key=lambda each: each["rung"])


def _rung(claim: Claim, rows: Mapping[str, Table], rung: str) -> dict[str, Any]:
    table, exact = at_points(claim, rows, rung), rung in EXACT
    share, known = share_of(claim, in_worlds(claim, rows, rung)), int(table["known"].sum())
    most = float(table["most"].max()) if known else math.nan
    shows = bool(most > 0) if exact else verdict(share["low"], share["high"]) == "holds"
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
