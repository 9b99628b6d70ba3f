"""Dial attribution: what each dial has of the difference between all organic and all mechanical."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from sim.report.figures.forest import draw_forest
from sim.report.figures.style import PALE, UNCLEAR, colour_of, name_of
from sim.report.words import words


def draw_attribution(table: pd.DataFrame, axes: Axes, better: int, lang: str = "en", smallest: float = 0.0) -> Axes:
    """Draw Shapley shares of dials.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `sim.stats.shapley.dial_shares`: a row a dial, ``all`` last.
    axes : Axes
        Where.
    better : int
        1 when higher is better, -1 when lower is.
    lang : str
        ``en`` or ``fr``.
    smallest : float
        Smallest effect of interest.

    Returns
    -------
    Axes
        The same; to the right is where the organic end is better.
    """
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
