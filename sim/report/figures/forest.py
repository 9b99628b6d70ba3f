"""Forest plot: estimates with their intervals under one another, and the range that is of no interest."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.report.figures.style import INK, PAIR, PALE, UNCLEAR, colour_of, tidy
from sim.report.words import ends, number


def draw_forest(
    table: pd.DataFrame,
    axes: Axes,
    lang: str = "en",
    smallest: float = 0.0,
    better: int = 0,
    forms: Sequence[str] = PAIR,
    written: bool = True,
) -> Axes:
    """Draw estimates with intervals.

    Parameters
    ----------
    table : pandas.DataFrame
        One row each: ``label``, ``estimate``, ``low``, ``high``, ``n``; from the top.
    axes : Axes
        Where.
    lang : str
        ``en`` or ``fr``.
    smallest : float
        Smallest effect of interest; the range below it is shaded.
    better : int
        1 when higher is better for the last organisation, -1 when lower is; colours who is ahead. 0 for neither.
    forms : sequence of str
        The organisations, first to last.
    written : bool
        Numbers stand beside the marks.

    Returns
    -------
    Axes
        The same; filled marks have an interval clear of 0.
    """
    place = np.arange(len(table))
    digits = 2 if float(table[["estimate", "low", "high"]].abs().max().max()) >= 0.5 else 3
    if smallest > 0:
        axes.axvspan(-smallest, smallest, color=PALE, alpha=0.45, linewidth=0)
    axes.axvline(0, color=INK, linewidth=0.8)
    for y, each in zip(place, table.to_dict("records"), strict=True):
        clear = each["low"] > 0 or each["high"] < 0
        colour = _colour(each["estimate"], clear, better, forms)
        axes.hlines(y, each["low"], each["high"], color=colour, linewidth=1.8)
        axes.plot(each["estimate"], y, marker="o", markersize=6, color=colour,
                  markerfacecolor=colour if clear else "white")  # fmt: skip
        if written:
            _write(axes, y, each, lang, digits)
    axes.set_yticks(place, table["label"].tolist(), fontsize=8.5)
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.margins(x=0.08)
    axes.locator_params(axis="x", nbins=5)  # more numbers would touch each other
    tidy(axes, lang, y=False).spines["left"].set_visible(False)
    return axes


def _write(axes: Axes, y: float, each: dict[Any, Any], lang: str, digits: int) -> None:
    low, high = ends(each["low"], each["high"], lang, digits)
    said = f"{number(each['estimate'], lang, digits, sign=True)} [{low} ; {high}]"
    axes.annotate(said, (1.0, y), xycoords=("axes fraction", "data"), xytext=(6, 0),
                  textcoords="offset points", va="center", fontsize=7.5, color="#3F3F46")  # fmt: skip


def _colour(estimate: float, clear: bool, better: int, forms: Sequence[str]) -> str:
    if not clear:
        return UNCLEAR
    if better == 0:
        return INK
    return colour_of(forms[-1] if estimate * better > 0 else forms[0], forms)
