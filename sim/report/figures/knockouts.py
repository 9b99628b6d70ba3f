"""Knock-out table: what is left of an effect when one mechanism is switched off."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from sim.report.figures.forest import draw_forest
from sim.report.figures.style import name_of
from sim.report.words import words


def draw_knockouts(table: pd.DataFrame, axes: Axes, lang: str = "en", better: int = 0) -> Axes:
    """Draw an effect whole and with each mechanism switched off.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a mechanism switched off, and one named ``none`` for the whole effect: ``off``, ``estimate``, ``low``,
        ``high``, ``n``.
    axes : Axes
        Where.
    lang : str
        ``en`` or ``fr``.
    better : int
        As for `sim.report.figures.forest.draw_forest`.

    Returns
    -------
    Axes
        The same; the dotted line is the whole effect: what lies on it does not hang on that mechanism.
    """
    say = words(lang)
    labels = [say["fig_whole"] if each == "none" else name_of(str(each), lang) for each in table["off"]]
    draw_forest(table.assign(label=labels), axes, lang, better=better)
    whole = table[table["off"] == "none"]["estimate"]
    if len(whole):
        axes.axvline(float(whole.iloc[0]), color="#52525B", linewidth=1.0, linestyle=(0, (1, 2)))
    return axes
