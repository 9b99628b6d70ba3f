"""Losing map: over two factors, at how many points one of several falls behind; hatched where that is open."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from sim.report.figures.style import INK, colour_of, name_of, outlined, plain
from sim.report.words import number

HALF = 0.5


def draw_losing_map(cells: pd.DataFrame, x: str, y: str, axes: Axes, lang: str = "en") -> Axes:
    """Draw where one of those who compete loses.

    Parameters
    ----------
    cells : pandas.DataFrame
        Of `sim.stats.regions.losing_map`, one kind alone.
    x, y : str
        The factors.
    axes : Axes
        Where.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    Axes
        The same; the fuller the kind's colour, the more often it loses, with the share in per cent; hatched where the
        interval of the share includes one half. Cells without a point stay empty.
    """
    kind = str(cells["kind"].iloc[0])
    grid = {key: cells.pivot(index="row", columns="column", values=key) for key in ("share", "low", "high")}
    shares = grid["share"]
    written = shares.map(lambda value: "" if value != value else f"{number(100 * value, lang, 0)} %")
    shades = LinearSegmentedColormap.from_list(kind, ["#F8FAFC", colour_of(kind, [kind])])
    sns.heatmap(shares, ax=axes, cmap=shades, vmin=0, vmax=1, annot=written, fmt="", linewidths=0.6, cbar=False,
                annot_kws={"size": 8})  # fmt: skip
    still_open = (grid["low"].to_numpy(float) < HALF) & (grid["high"].to_numpy(float) > HALF)
    for row, column in np.argwhere(still_open & shares.notna().to_numpy()):
        axes.add_patch(Rectangle((column, row), 1, 1, fill=False, hatch="////", edgecolor="#A1A1AA", linewidth=0))
    for text in axes.texts:
        text.set(color=INK, path_effects=outlined())
    across, up = _ends(cells, "column", "x"), _ends(cells, "row", "y")
    axes.set_xticks(np.arange(len(across)), [plain(each, lang) for each in across], fontsize=7.5, rotation=0)
    axes.set_yticks(np.arange(len(up)), [plain(each, lang) for each in up], fontsize=7.5, rotation=0)
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
