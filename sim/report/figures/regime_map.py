"""Regime map: over two factors, who is ahead and by how much; hatched where that is not decided."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.report.figures.style import INK, PAIR, between, broken, colour_words, name_of, outlined, plain
from sim.report.words import number, words


def draw_regime_map(
    table: pd.DataFrame,
    x: str,
    y: str,
    axes: Axes,
    better: int,
    smallest: float = 0.0,
    lang: str = "en",
    forms: Sequence[str] = PAIR,
) -> Axes:
    """Draw a difference over two factors.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a point: the factors, ``difference`` (the last organisation less the first), ``low``, ``high``.
    x, y : str
        Factors.
    axes : Axes
        Where.
    better : int
        1 when higher is better, -1 when lower is: colours always say who is ahead.
    smallest : float
        Smallest effect of interest; below it nothing is decided either.
    lang : str
        ``en`` or ``fr``.
    forms : sequence of str
        The organisations, first to last.

    Returns
    -------
    Axes
        The same; in the colour of whoever is better, hatched where undecided.
    """
    grid = {name: table.pivot(index=y, columns=x, values=name) for name in ("difference", "low", "high")}
    away, low, high = grid["difference"], grid["low"].to_numpy(float), grid["high"].to_numpy(float)
    top = max(float(np.nanmax(np.abs(away.to_numpy(float)))), 2 * smallest, 1e-9)  # what is of no interest stays pale
    words_in = away.map(lambda value: number(value, lang, 2, sign=True))
    sns.heatmap(better * away, ax=axes, cmap=between(forms), vmin=-top, vmax=top, annot=words_in, fmt="",
                linewidths=0.6, annot_kws={"size": 7.5}, cbar=False, square=False)  # fmt: skip
    undecided = ~((low > 0) | (high < 0)) | (np.abs(away.to_numpy(float)) <= smallest)
    for row, column in np.argwhere(undecided):
        axes.add_patch(Rectangle((column, row), 1, 1, fill=False, hatch="////", edgecolor="#A1A1AA", linewidth=0))
    for written in axes.texts:
        column, row = (int(each) for each in written.get_position())
        dark = abs(away.iat[row, column]) > 0.7 * top and not undecided[row, column]
        written.set(color="white" if dark else INK, path_effects=[] if dark else outlined())
    axes.set_xticks(np.arange(away.shape[1]) + 0.5, [_said(each, lang) for each in away.columns], fontsize=8)
    axes.set_yticks(np.arange(away.shape[0]) + 0.5, [_said(each, lang) for each in away.index], fontsize=8, rotation=0)
    axes.set(xlabel=name_of(x, lang), ylabel=name_of(y, lang))
    axes.invert_yaxis()
    axes.set_title(
        broken(" · ".join([*colour_words(forms, lang), words(lang)["fig_map_undecided"]]), 75),
        fontsize=7.5,
        loc="left",
        color="#3F3F46",
    )
    return axes


def _said(level: object, lang: str) -> str:
    return plain(float(level), lang) if isinstance(level, int | float) else str(level)
