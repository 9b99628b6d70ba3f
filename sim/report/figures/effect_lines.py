"""Effect lines: over one factor, by how much one organisation is better, or what each comes to."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.locale import short_number, words
from sim.metrics import BETTER
from sim.report.figures.comparison import COLOUR
from sim.report.figures.style import INK, PAIR, PALE, UNCLEAR, colour_of, ends_of_lines, line_of, outlined, tidy
from sim.report.text import name_of, short_name
from sim.stats.verdict import AHEAD, SMALLEST, verdict

SHADES = ("#F0A202", "#C2410C", "#581C0C", "#18181B")
"""Levels of a second factor, from low to high: told apart by how dark they are, too."""
MARKS, DASHES = ("o", "D", "^", "v"), ("-", (0, (5, 2)), (0, (1, 1.2)), "-.")
SQUARE, CIRCLE = "s", "o"


def draw_effect_lines(
    table: pd.DataFrame,
    outcome: str,
    x: str,
    axes: Axes,
    by: str = "",
    forms: Sequence[str] = PAIR,
    lang: str = "en",
    named: bool = True,
) -> Axes:
    """Draw the paired difference over a factor, turned so that up is where the last organisation is better."""
    turn = BETTER.get(outcome, 0) or 1
    paired = len(forms) > 1
    axes.axhline(0, color=INK, linewidth=0.8) if paired else None
    if paired and outcome in SMALLEST:
        axes.axhspan(-SMALLEST[outcome], SMALLEST[outcome], color=PALE, alpha=0.5, linewidth=0)
    ends = []
    for place, (level, mine) in enumerate(_lines(table, by)):
        mine = mine.sort_values(x)
        colour = SHADES[place] if by else UNCLEAR if paired else INK
        axes.plot(mine[x], turn * mine["difference"], color=colour, linewidth=1.8, linestyle=DASHES[place % 4])
        for each in mine.to_dict("records"):
            mark, shade, full = _look(outcome, each, forms) if paired else (CIRCLE, INK, True)
            shade, mark = (colour, MARKS[place % 4]) if by else (shade, mark)
            axes.vlines(each[x], each["low"] * turn, each["high"] * turn, color=shade, linewidth=1.8)
            axes.plot(each[x], turn * each["difference"], marker=mark, markersize=8, color=shade,
                      markerfacecolor=shade if full else "white", clip_on=False)  # fmt: skip
        last = mine.iloc[-1]
        ends.append((last[x], turn * last["difference"], _said(by if named else "", level, lang), colour))
    _frame(axes, table, outcome, x, lang)
    if paired:
        _room(axes, turn * table[["low", "high"]].to_numpy(float), SMALLEST.get(outcome, 0.0))
        _say_better(axes, outcome, forms, bool(by), lang)
    if by:
        ends_of_lines(axes, ends)
    return axes


def draw_each(
    table: pd.DataFrame, outcome: str, x: str, axes: Axes, forms: Sequence[str] = PAIR, lang: str = "en"
) -> Axes:
    """Draw what each organisation comes to over a factor; parameters as for `draw_effect_lines`."""
    ordered, ends = table.sort_values(x), []
    for place, form in enumerate(forms):
        colour, mean = colour_of(form, forms), ordered[f"mean_{form}"]
        axes.plot(ordered[x], mean, color=colour, linestyle=line_of(form, forms), linewidth=1.8,
                  marker=(SQUARE, CIRCLE)[place % 2], markersize=7)  # fmt: skip
        axes.vlines(ordered[x], ordered[f"low_{form}"], ordered[f"high_{form}"], color=colour, linewidth=1.8)
        ends.append((ordered[x].iloc[-1], mean.iloc[-1], name_of(form, lang), colour))
    _frame(axes, table, outcome, x, lang)
    axes.set_ylabel(_unit(outcome, lang).strip("()"))
    ends_of_lines(axes, ends)
    return axes


def _unit(outcome: str, lang: str) -> str:
    """Return the unit of an outcome as its name has it, in brackets."""
    found = re.search(r"\([^)]*\)", name_of(outcome, lang))
    return found[0] if found else ""


def _lines(table: pd.DataFrame, by: str) -> list[tuple[Any, pd.DataFrame]]:
    return list(table.groupby(by, sort=True)) if by else [("", table)]


def _look(outcome: str, each: dict[str, Any], forms: Sequence[str]) -> tuple[str, str, bool]:
    """Return mark, colour and whether it is filled, of a difference."""
    if not BETTER.get(outcome):
        return CIRCLE, INK, each["low"] > 0 or each["high"] < 0
    found = verdict(outcome, each["difference"], each["low"], each["high"], each["n"])
    if found.word != AHEAD:
        return CIRCLE, UNCLEAR, False
    return (CIRCLE if found.better > 0 else SQUARE), colour_of(forms[-1 if found.better > 0 else 0], forms), True


def _said(by: str, level: Any, lang: str) -> str:
    value = short_number(level, lang) if isinstance(level, int | float) else name_of(str(level), lang)
    return f"{short_name(by, lang)} {value}" if by else value


def _frame(axes: Axes, table: pd.DataFrame, outcome: str, x: str, lang: str) -> None:
    levels = sorted(table[x].unique())
    axes.set_xticks(levels, [short_number(float(each), lang) for each in levels])
    axes.set_xlabel(name_of(x, lang))
    axes.set_title(name_of(outcome, lang), fontsize=9.5, loc="left")
    tidy(axes, lang, x=False)


def _room(axes: Axes, ends: np.ndarray, smallest: float) -> None:
    """Leave room above and below for who is better there."""
    known = ends[np.isfinite(ends)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    low, high = min(low, -smallest, 0.0), max(high, smallest, 0.0)
    span = (high - low) or 1.0
    axes.set_ylim(low - 0.2 * span, high + 0.2 * span)


def _say_better(axes: Axes, outcome: str, forms: Sequence[str], by: bool, lang: str) -> None:
    say = words(lang)
    names = [name_of(each, lang) for each in (forms[0], forms[-1])]
    if not BETTER.get(outcome):
        axes.set_ylabel(say("fig_less", first=names[0], last=names[1]))
        return
    axes.set_ylabel(f"{say['difference']} {_unit(outcome, lang)}".strip())
    for form, name, height, side in ((forms[-1], names[1], 0.98, "top"), (forms[0], names[0], 0.02, "bottom")):
        colour = INK if by and form not in COLOUR else colour_of(form, forms)
        axes.text(0.015, height, say("fig_is_better", form=name), transform=axes.transAxes, va=side,
                  fontsize=8.5, fontweight="bold", color=colour, path_effects=outlined())  # fmt: skip
