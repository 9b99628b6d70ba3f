"""The ledger at a glance: for each claim, the share of the registered space in which it holds, and the verdict."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from sim.report.figures.style import INK, PALE, tidy
from sim.report.words import words
from sim.stats.verdict import FAILED, HELD

LOOKS = {
    "holds": ("#0D8B7D", "o"),
    "negligible": ("#52525B", "|"),
    "contrary": ("#B91C1C", "X"),
    "depends": ("#B45309", "D"),
    "passed": ("#1E3A8A", "s"),
    "withdrawn": ("#71717A", "v"),
    "no_verdict": ("#A1A1AA", "_"),
}
"""Colour and mark of each verdict: told apart without colour."""


def draw_ledger(table: pd.DataFrame, axes: Axes, lang: str = "en") -> Axes:
    """Draw every claim of the ledger.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a claim: ``claim``, ``short`` (its statement in a few words), ``pi``, ``low``, ``high`` (NaN where there
        is none), ``verdict``, ``n`` points.
    axes : Axes
        Where.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    Axes
        The same, claims from the top; shaded are the shares from which a claim holds, or fails.
    """
    say = words(lang)
    axes.axvspan(HELD, 1.0, color="#0D8B7D", alpha=0.08, linewidth=0)
    axes.axvspan(0.0, FAILED, color="#B91C1C", alpha=0.07, linewidth=0)
    for y, each in enumerate(table.to_dict("records")):
        colour, mark = LOOKS[each["verdict"]]
        if each["pi"] == each["pi"]:
            axes.hlines(y, each["low"], each["high"], color=colour, linewidth=1.8)
            axes.plot(each["pi"], y, marker=mark, color=colour, markersize=6.5)
        axes.annotate(say[f"verdict_{each['verdict']}"], (1.0, y), xycoords=("axes fraction", "data"), xytext=(8, 0),
                      textcoords="offset points", va="center", fontsize=8, color=colour, fontweight="bold")  # fmt: skip
    labels = [f"{each['claim']}  {each['short']}" for each in table.to_dict("records")]
    axes.set_yticks(range(len(labels)), labels, fontsize=7.8)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xlim(-0.01, 1.01)
    axes.set_xlabel(say["fig_pi"], fontsize=8.5)
    axes.hlines(range(len(labels)), 0, 1, color=PALE, linewidth=0.4, zorder=0)
    axes.tick_params(axis="y", length=0, colors=INK)
    tidy(axes, lang, y=False).spines["left"].set_visible(False)
    return axes
