"""Tornado and Sobol bars: which factors an outcome hangs on."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.report.figures.style import INK, UNCLEAR, name_of, tidy
from sim.report.words import words

MOST = 15
"""Factors shown, the strongest ones."""
FIRST, TOTAL = "#60A5FA", "#BFDBFE"
UP, DOWN = "#B45309", "#475569"


def draw_tornado(table: pd.DataFrame, axes: Axes, lang: str = "en") -> Axes:
    """Draw signed effects of factors, the largest on top.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a factor: ``factor``, ``estimate``, ``low``, ``high``; as of `sim.stats.sensitivity.prcc`.
    axes : Axes
        Where.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    Axes
        The same; pale where the interval includes 0.
    """
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
    """Draw first and total indices of factors, the largest total on top.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `sim.stats.sensitivity.sobol`.
    axes : Axes
        Where.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    Axes
        The same; the space between the bars of a factor is what it does together with others.
    """
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
