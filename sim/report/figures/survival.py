"""Decision survival: what share of issues still waits for an answer so many days after it was born."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.report.figures.style import colour_of, line_of, on_the_line, tidy
from sim.report.words import words


def survival(leads: pd.DataFrame, follow: int, steps: int = 81) -> pd.DataFrame:
    """Count the issues still open, twin by twin.

    Parameters
    ----------
    leads : pandas.DataFrame
        One row an issue: ``form``, ``replicate``, ``lead`` in days, at least `follow` for those without an answer.
    follow : int
        Days each issue is followed; nobody is lost before, so no censoring is needed.
    steps : int
        Places on the time axis.

    Returns
    -------
    pandas.DataFrame
        ``form``, ``day``, ``share``, and the middle 80 % of twins as ``low`` and ``high``; ``n`` twins.
    """
    days = np.linspace(0, follow, steps)
    found = []
    for form, mine in leads.groupby("form", sort=False):
        each = np.array([_open(twin["lead"].to_numpy(float), days, follow) for _, twin in mine.groupby("replicate")])
        low, high = np.quantile(each, (0.1, 0.9), axis=0)
        share = each.mean(axis=0)
        found.append(
            pd.DataFrame({"form": form, "day": days, "share": share, "low": low, "high": high, "n": len(each)})
        )
    return pd.concat(found, ignore_index=True)


def _open(lead: np.ndarray, days: np.ndarray, follow: int) -> np.ndarray:
    waiting = (lead[:, None] > days) | (lead[:, None] >= follow)  # whoever has no answer by then stays open
    return waiting.mean(axis=0)


def draw_survival(table: pd.DataFrame, axes: Axes, lang: str = "en") -> Axes:
    """Draw survival curves.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `survival`.
    axes : Axes
        Where.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    Axes
        The same, a curve an organisation; the day by which half are answered is where it crosses one half.
    """
    forms, ends = list(dict.fromkeys(table["form"])), {}
    for form in forms:
        mine = table[table["form"] == form]
        colour = colour_of(form, forms)
        axes.fill_between(mine["day"], mine["low"], mine["high"], color=colour, alpha=0.13, linewidth=0)
        axes.plot(mine["day"], mine["share"], color=colour, linestyle=line_of(form, forms), linewidth=1.9)
        ends[form] = (float(mine["day"].iloc[-1]), float(mine["share"].iloc[-1]))
    say = words(lang)
    axes.set(xlabel=say["fig_days_since"], ylabel=say["fig_share_open"], ylim=(0, 1.02))
    axes.set_xlim(0, float(table["day"].max()))
    tidy(axes, lang)
    on_the_line(axes, ends, forms, lang)
    return axes
