"""Maps over two factors: who is ahead, and where one loses."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from sim.locale import number, short_number, words
from sim.report.figures.style import INK, PAIR, between, broken, colour_of, colour_words, contrast_with_white, outlined
from sim.report.text import name_of


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
    """Draw a difference over two factors."""
    grid = {name: table.pivot(index=y, columns=x, values=name) for name in ("difference", "low", "high")}
    away, low, high = grid["difference"], grid["low"].to_numpy(float), grid["high"].to_numpy(float)
    top = max(float(np.nanmax(np.abs(away.to_numpy(float)))), 2 * smallest, 1e-9)  # what is of no interest stays pale
    words_in = away.map(lambda value: number(value, lang, 2, sign=True))
    sns.heatmap(better * away, ax=axes, cmap=between(forms), vmin=-top, vmax=top, annot=words_in, fmt="",
                linewidths=0.6, annot_kws={"size": 8.5}, cbar=False, square=False)  # fmt: skip
    undecided = ~((low > 0) | (high < 0)) | (np.abs(away.to_numpy(float)) <= smallest)
    for row, column in np.argwhere(undecided):
        axes.add_patch(Rectangle((column, row), 1, 1, fill=False, hatch="////", edgecolor="#A1A1AA", linewidth=0))
    cells = axes.collections[0]
    for written in axes.texts:
        column, row = (int(each) for each in written.get_position())
        shade = cells.to_rgba(better * away.iat[row, column])
        light = contrast_with_white(shade) >= 4.5 and not undecided[row, column]
        written.set(color="white" if light else INK, path_effects=[] if light else outlined())
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
    return short_number(float(level), lang) if isinstance(level, int | float) else str(level)


HALF = 0.5


def draw_losing_map(cells: pd.DataFrame, x: str, y: str, axes: Axes, lang: str = "en") -> Axes:
    """Draw where one of those who compete loses."""
    kind = str(cells["kind"].iloc[0])
    grid = {key: cells.pivot(index="row", columns="column", values=key) for key in ("share", "low", "high")}
    shares = grid["share"]
    written = shares.map(lambda value: "" if value != value else f"{number(100 * value, lang, 0)} %")
    shades = LinearSegmentedColormap.from_list(kind, ["#F8FAFC", colour_of(kind, [kind])])
    sns.heatmap(shares, ax=axes, cmap=shades, vmin=0, vmax=1, annot=written, fmt="", linewidths=0.6, cbar=False,
                annot_kws={"size": 8.5})  # fmt: skip
    still_open = (grid["low"].to_numpy(float) < HALF) & (grid["high"].to_numpy(float) > HALF)
    for row, column in np.argwhere(still_open & shares.notna().to_numpy()):
        axes.add_patch(Rectangle((column, row), 1, 1, fill=False, hatch="////", edgecolor="#A1A1AA", linewidth=0))
    for text in axes.texts:
        text.set(color=INK, path_effects=outlined())
    across, up = _ends(cells, "column", "x"), _ends(cells, "row", "y")
    axes.set_xticks(np.arange(len(across)), [short_number(each, lang) for each in across], fontsize=7.5, rotation=0)
    axes.set_yticks(np.arange(len(up)), [short_number(each, lang) for each in up], fontsize=7.5, rotation=0)
    axes.set_xlabel(name_of(x, lang), fontsize=8)
    axes.set_ylabel(name_of(y, lang), fontsize=8)
    axes.invert_yaxis()
    return axes


def _ends(cells: pd.DataFrame, place: str, axis: str) -> list[float]:
    """Return the edges of the slices, as many digits each as tell them apart."""
    edges = cells.drop_duplicates(place).sort_values(place)
    values = [*edges[f"{axis}_low"], edges[f"{axis}_high"].iloc[-1]]
    digits = 2 - math.floor(math.log10(max(values[-1] - values[0], 1e-12)))
    return [round(float(value), digits) for value in values]
