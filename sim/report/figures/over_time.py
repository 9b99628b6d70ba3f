"""An outcome over the year: mean over twins, and the middle 80 % of twins as a band."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from sim.report.figures.style import colour_of, line_of, name_of, on_the_line, tidy
from sim.report.words import words

BAND = ("pi", 80)
"""Seaborn's name of the middle 80 %."""


def draw_over_time(days: pd.DataFrame, outcome: str, axes: Axes, lang: str = "en") -> Axes:
    """Draw an outcome over time.

    Parameters
    ----------
    days : pandas.DataFrame
        One row a twin, day and organisation: ``form``, ``replicate``, ``day``, the outcome.
    outcome : str
        A column.
    axes : Axes
        Where.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    Axes
        The same, a line an organisation with its name at the end.
    """
    forms = list(dict.fromkeys(days["form"]))
    ends = {}
    for form in forms:
        mine = days[days["form"] == form]
        colour = colour_of(form, forms)
        look = {"color": colour, "linestyle": line_of(form, forms), "linewidth": 1.9}
        sns.lineplot(mine, x="day", y=outcome, ax=axes, estimator="mean", errorbar=BAND, legend=False,
                     err_kws={"alpha": 0.13, "linewidth": 0}, **look)  # fmt: skip
        mean = mine.groupby("day")[outcome].mean().dropna()
        ends[form] = (float(mean.index[-1]), float(mean.iloc[-10:].mean()))
    axes.set(xlabel=words(lang)["figure_day"], ylabel=name_of(outcome, lang))
    axes.set_xlim(0, None)
    tidy(axes, lang)
    on_the_line(axes, ends, forms, lang)
    return axes
