"""Forests: a row each with its interval; of differences, of a claim without a mechanism, of all claims."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.locale import ends, number, words
from sim.report.figures.style import INK, PAIR, PALE, UNCLEAR, colour_of, tidy
from sim.report.text import name_of
from sim.stats.verdict import FAILED, HELD


def draw_forest(
    table: pd.DataFrame,
    axes: Axes,
    lang: str = "en",
    smallest: float = 0.0,
    better: int = 0,
    forms: Sequence[str] = PAIR,
    written: bool = True,
) -> Axes:
    """Draw estimates with intervals."""
    place = np.arange(len(table))
    digits = 2 if float(table[["estimate", "low", "high"]].abs().max().max()) >= 0.5 else 3
    if smallest > 0:
        axes.axvspan(-smallest, smallest, color=PALE, alpha=0.45, linewidth=0)
    axes.axvline(0, color=INK, linewidth=0.8)
    for y, each in zip(place, table.to_dict("records"), strict=True):
        clear = each["low"] > 0 or each["high"] < 0
        colour = _colour(each["estimate"], clear, each.get("which_way", better), forms)
        axes.hlines(y, each["low"], each["high"], color=colour, linewidth=1.8)
        axes.plot(each["estimate"], y, marker="o", markersize=6, color=colour,
                  markerfacecolor=colour if clear else "white")  # fmt: skip
        if written:
            _write(axes, y, each, lang, digits)
    axes.set_yticks(place, table["label"].tolist(), fontsize=8.5)
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.margins(x=0.08)
    axes.locator_params(axis="x", nbins=5)  # more numbers would touch each other
    tidy(axes, lang, y=False).spines["left"].set_visible(False)
    return axes


def _write(axes: Axes, y: float, each: dict[Any, Any], lang: str, digits: int) -> None:
    low, high = ends(each["low"], each["high"], lang, digits)
    said = f"{number(each['estimate'], lang, digits, sign=True)} [{low} ; {high}]"
    axes.annotate(said, (1.0, y), xycoords=("axes fraction", "data"), xytext=(6, 0),
                  textcoords="offset points", va="center", fontsize=7.5, color="#3F3F46")  # fmt: skip


def _colour(estimate: float, clear: bool, better: int, forms: Sequence[str]) -> str:
    if not clear:
        return UNCLEAR
    if better == 0:
        return INK
    return colour_of(forms[-1] if estimate * better > 0 else forms[0], forms)


def draw_knockouts(table: pd.DataFrame, axes: Axes, lang: str = "en", better: int = 0) -> Axes:
    """Draw an effect whole and with each mechanism switched off."""
    say = words(lang)
    labels = [say["fig_whole"] if each == "none" else name_of(str(each), lang) for each in table["off"]]
    draw_forest(table.assign(label=labels), axes, lang, better=better)
    whole = table[table["off"] == "none"]["estimate"]
    if len(whole):
        axes.axvline(float(whole.iloc[0]), color="#52525B", linewidth=1.0, linestyle=(0, (1, 2)))
    return axes


LOOKS = {
    "holds": ("#0D8B7D", "o"),
    "negligible": ("#52525B", "|"),
    "contrary": ("#B91C1C", "X"),
    "depends": ("#B45309", "D"),
    "passed": ("#1E3A8A", "s"),
    "withdrawn": ("#71717A", "v"),
    "no_verdict": ("#A1A1AA", "_"),
}
"""Colour and mark of each verdict: told apart without colour."""


def draw_ledger(table: pd.DataFrame, axes: Axes, lang: str = "en") -> Axes:
    """Draw every claim of the ledger."""
    say = words(lang)
    axes.axvspan(HELD, 1.0, color="#0D8B7D", alpha=0.08, linewidth=0)
    axes.axvspan(0.0, FAILED, color="#B91C1C", alpha=0.07, linewidth=0)
    for y, each in enumerate(table.to_dict("records")):
        colour, mark = LOOKS[each["verdict"]]
        if each["pi"] == each["pi"]:
            axes.hlines(y, each["low"], each["high"], color=colour, linewidth=1.8)
            axes.plot(each["pi"], y, marker=mark, color=colour, markersize=6.5)
        axes.annotate(say[f"verdict_{each['verdict']}"], (1.0, y), xycoords=("axes fraction", "data"), xytext=(8, 0),
                      textcoords="offset points", va="center", fontsize=8, color=colour, fontweight="bold")  # fmt: skip
    labels = [f"{each['claim']}  {each['short']}" for each in table.to_dict("records")]
    axes.set_yticks(range(len(labels)), labels, fontsize=7.8)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xlim(-0.01, 1.01)
    axes.set_xlabel(say["fig_pi"], fontsize=8.5)
    axes.hlines(range(len(labels)), 0, 1, color=PALE, linewidth=0.4, zorder=0)
    axes.tick_params(axis="y", length=0, colors=INK)
    tidy(axes, lang, y=False).spines["left"].set_visible(False)
    return axes
