"""Figures of days and people: how long issues wait, outcomes over the year, burnout by level."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from sim.locale import words
from sim.report.figures.style import colour_of, line_of, on_the_line, tidy
from sim.report.text import name_of


def survival(leads: pd.DataFrame, follow: int, steps: int = 81) -> pd.DataFrame:
    """Count the issues still open, twin by twin."""
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
    """Draw survival curves."""
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


BAND = ("pi", 80)
"""Seaborn's name of the middle 80 %."""


def draw_over_time(days: pd.DataFrame, outcome: str, axes: Axes, lang: str = "en") -> Axes:
    """Draw an outcome over time."""
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


MARKS = ("s", "o", "D", "^")


def draw_worn_levels(table: pd.DataFrame, axes: Axes, lang: str = "en") -> Axes:
    """Draw burnout by level."""
    forms = list(dict.fromkeys(table["form"]))
    levels = list(dict.fromkeys(table["level"]))
    shift = np.linspace(-0.14, 0.14, len(forms)) if len(forms) > 1 else [0.0]
    for place, form in enumerate(forms):
        mine = table[table["form"] == form].set_index("level").reindex(levels)
        x, colour = np.arange(len(levels)) + shift[place], colour_of(form, forms)
        axes.vlines(x, mine["low"], mine["high"], color=colour, linewidth=1.8)
        axes.plot(x, mine["estimate"], linestyle="none", marker=MARKS[place % 4], markersize=8, color=colour,
                  clip_on=False, label=name_of(form, lang))  # fmt: skip
    axes.legend(fontsize=8, frameon=False, loc="best")
    axes.set_xticks(np.arange(len(levels)), [words(lang)[f"fig_level_{each}"] for each in levels], fontsize=9)
    axes.set_ylabel(words(lang)["burnout_50"])
    axes.set_xlim(-0.6, len(levels) - 0.4)
    axes.set_ylim(0, None)
    return tidy(axes, lang, x=False)
