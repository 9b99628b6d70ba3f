"""Conversion path: the outcome as one dial after the other is turned, and the worst valley on the way."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from sim.locale import number, words
from sim.report.figures.style import INK, OTHERS, PALE, outlined, tidy
from sim.report.text import name_of

LINES = ("-", (0, (5, 2)), (0, (1, 1.2)))


def draw_conversion_path(table: pd.DataFrame, axes: Axes, lang: str = "en") -> Axes:
    """Draw one order of turning dials, or a few."""
    say = words(lang)
    axes.axhline(0, color=INK, linewidth=0.8)
    for place, (order, mine) in enumerate(table.groupby("order", sort=False)):
        colour = OTHERS[place % len(OTHERS)]
        axes.plot(mine["step"], mine["gain"], color=colour, marker="o", markersize=4, linestyle=LINES[place % 3],
                  label=name_of(str(order), lang))  # fmt: skip
        for each in mine.iloc[1:].to_dict("records"):
            below, here = place % 2 == 1, (each["step"], each["gain"])
            axes.annotate(name_of(str(each["dial"]), lang), here, xytext=(-2, -5 if below else 6),
                          va="top" if below else "bottom", ha="right" if below else "left",
                          textcoords="offset points", fontsize=6.8, rotation=68, color=colour,
                          path_effects=outlined())  # fmt: skip
        _mark_valley(axes, mine, colour, lang)
    axes.legend(fontsize=8, frameon=False, loc="best")
    axes.set(xlabel=say["fig_dials_turned"], ylabel=say["fig_gain_on_start"])
    axes.grid(axis="x", color=PALE, linewidth=0.5)
    axes.margins(x=0.06, y=0.34)
    return tidy(axes, lang)


def _mark_valley(axes: Axes, mine: pd.DataFrame, colour: str, lang: str) -> None:
    lowest = mine.loc[mine["gain"].idxmin()]
    if lowest["gain"] < 0:
        said = f"{words(lang)['fig_valley']} {number(-float(lowest['gain']), lang, 2)}"
        axes.plot(lowest["step"], lowest["gain"], marker="v", markersize=9, color=colour)
        axes.annotate(said, (lowest["step"], lowest["gain"]), xytext=(0, -15), textcoords="offset points",
                      ha="center", fontsize=8, color=colour, fontweight="bold", path_effects=outlined())  # fmt: skip
