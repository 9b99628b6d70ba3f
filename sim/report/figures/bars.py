"""Bars: what outcomes hang on (Sobol, tornado), and what each dial has of the whole."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.locale import words
from sim.report.figures.forest import draw_forest
from sim.report.figures.style import INK, PALE, UNCLEAR, colour_of, tidy
from sim.report.text import name_of

MOST = 15
"""Factors shown, the strongest ones."""
FIRST, TOTAL = "#60A5FA", "#BFDBFE"
UP, DOWN = "#B45309", "#475569"


def draw_tornado(table: pd.DataFrame, axes: Axes, lang: str = "en") -> Axes:
    """Draw signed effects of factors, the largest on top."""
    ordered = table.reindex(table["estimate"].abs().sort_values(ascending=False).index).head(MOST)
    for y, each in enumerate(ordered.to_dict("records")):
        clear = each["low"] > 0 or each["high"] < 0
        colour = (UP if each["estimate"] > 0 else DOWN) if clear else UNCLEAR
        axes.barh(y, each["estimate"], height=0.62, color=colour, alpha=0.6 if clear else 0.4, linewidth=0)
        axes.hlines(y, each["low"], each["high"], color=INK, linewidth=1.3)
    _factor_axis(axes, ordered["factor"].tolist(), lang)
    axes.axvline(0, color=INK, linewidth=0.8)
    return axes


def draw_sobol(table: pd.DataFrame, axes: Axes, lang: str = "en") -> Axes:
    """Draw first and total indices of factors, the largest total on top."""
    say = words(lang)
    total = table[table["kind"] == "total"].sort_values("estimate", ascending=False).head(MOST)
    factors = total["factor"].tolist()
    first = table[table["kind"] == "first"].set_index("factor").loc[factors].reset_index()
    place = np.arange(len(factors))
    for rows, colour, shift, key in ((total, TOTAL, -0.19, "fig_total"), (first, FIRST, 0.19, "fig_first")):
        middle = rows["estimate"].to_numpy(float)
        axes.barh(place + shift, middle, height=0.36, color=colour, label=say[key], linewidth=0)
        axes.hlines(place + shift, rows["low"], rows["high"], color=INK, linewidth=1.2)
    axes.legend(fontsize=8, frameon=False, loc="lower right")
    _factor_axis(axes, factors, lang)
    axes.set_xlim(min(0.0, float(table["low"].min())), None)
    axes.axvline(0, color=INK, linewidth=0.8)
    return axes


def _factor_axis(axes: Axes, factors: list[str], lang: str) -> None:
    axes.set_yticks(range(len(factors)), [name_of(each, lang) for each in factors], fontsize=8.5)
    axes.set_ylim(len(factors) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    tidy(axes, lang, y=False).spines["left"].set_visible(False)


def draw_attribution(table: pd.DataFrame, axes: Axes, better: int, lang: str = "en", smallest: float = 0.0) -> Axes:
    """Draw Shapley shares of dials."""
    labels = [words(lang)["dials_whole"] if each == "all" else name_of(each, lang) for each in table["dial"]]
    draw_forest(table.assign(label=labels), axes, lang, smallest, better)
    for y, each in enumerate(table.to_dict("records")):
        clear = each["low"] > 0 or each["high"] < 0
        ahead = "organic" if each["estimate"] * better > 0 else "mechanical"
        axes.barh(y, each["estimate"], height=0.6, color=colour_of(ahead) if clear else UNCLEAR,
                  alpha=0.35, linewidth=0, zorder=0)  # fmt: skip
    axes.axhline(len(table) - 1.5, color=PALE, linewidth=0.9)
    if better < 0:
        axes.invert_xaxis()
    axes.set_xlabel(words(lang)["dials_figure_better"], fontsize=8)
    return axes
