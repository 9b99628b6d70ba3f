"""Who wears out: burnout by level of the structure, each form."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.report.figures.style import colour_of, name_of, tidy
from sim.report.words import words

MARKS = ("s", "o", "D", "^")


def draw_worn_levels(table: pd.DataFrame, axes: Axes, lang: str = "en") -> Axes:
    """Draw burnout by level.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a level and organisation: ``level`` (``top``, ``middle``, ``deepest``), ``form``, ``estimate``, ``low``,
        ``high``, ``n``.
    axes : Axes
        Where.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    Axes
        The same, a mark a form with its interval.
    """
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
