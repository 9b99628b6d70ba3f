"""The figure of a comparison: delay, shared direction and exhaustion over the year, both organisations.

Plain matplotlib, drawn without a screen: the comparison must start fast.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.locale import number, short_number, words
from sim.record import THETAS
from sim.stats.estimate import students_half

COLOUR = {"mechanical": "#1E3A8A", "organic": "#0D8B7D", "organisation": "#3F3F46"}
LINE = {"mechanical": "-", "organic": (0, (5, 2)), "organisation": "-"}
SMOOTH = 10
"""Days over which delay and distance are averaged."""
BAND = (0.1, 0.9)

Floats = NDArray[np.float64]


def series(days: Mapping[str, np.ndarray], form: str) -> dict[str, Floats]:
    """Take the three series of one organisation out of daily rows."""
    mine = days["form"] == form
    years = len(np.unique(days["seed"][mine]))
    shaped = {
        name: days[name][mine].reshape(years, -1).astype(float)
        for name in ("lead_days", "first_answers", "direction_distance", "exhaustion")
    }
    lead, answers = _running_sum(shaped["lead_days"]), _running_sum(shaped["first_answers"])
    delay = np.divide(lead, answers, out=np.full(lead.shape, np.nan), where=answers > 0)
    lived = np.minimum(1 + np.arange(lead.shape[1]), SMOOTH)
    direction = _running_sum(shaped["direction_distance"]) / lived
    return {"delay": delay, "direction": direction, "exhaustion": shaped["exhaustion"]}


def _running_sum(values: Floats) -> Floats:
    """Sum over the last `SMOOTH` days, fewer at the start."""
    total = np.cumsum(values, axis=1)
    total[:, SMOOTH:] = total[:, SMOOTH:] - total[:, :-SMOOTH].copy()
    return total


def draw_comparison(
    days: Mapping[str, np.ndarray],
    forms: tuple[str, ...],
    warmup: int,
    caption: str,
    lang: str,
    names: Mapping[str, str] | None = None,
) -> Figure:
    """Draw delay, shared direction and exhaustion over time; of two, their paired difference with its band beneath."""
    say, paired = words(lang), len(forms) > 1
    called = {form: (names or {}).get(form, say[form]) for form in forms}
    figure = Figure(figsize=(12, 6.4 if paired else 4.3), layout="constrained")
    FigureCanvasAgg(figure)
    found = {form: series(days, form) for form in forms}
    heights: dict[str, Any] = {"height_ratios": (1.7, 1)} if paired else {}
    panels = figure.subplots(2 if paired else 1, 3, squeeze=False, sharex="col", **heights)
    for column, kind in zip(panels.T, ("delay", "direction", "exhaustion"), strict=True):
        name = "burnout" if kind == "exhaustion" else kind
        column[0].set_title(say(f"figure_{name}", theta=number(THETAS[1], lang, 1)), loc="left", fontsize=11)
        column[0].set_ylabel(say[f"figure_{name}_axis"], fontsize=9)
        for form in forms:
            draw_mean(column[0], found[form][kind], form, band=not paired)
        column[0].set_ylim(0, 1.14 * column[0].get_ylim()[1])  # room for a name
        if paired:
            draw_difference(column[1], found[forms[-1]][kind] - found[forms[0]][kind])
            _label_lines(column[0], {form: found[form][kind] for form in forms}, called)
            less = say("fig_less", first=called[forms[0]], last=called[forms[-1]])
            column[1].set_ylabel(less, fontsize=9)
        column[-1].set_xlabel(say["figure_day"], fontsize=9)
        for axes in column:
            _finish(axes, warmup, lang)
    figure.supxlabel(caption, fontsize=8, color="#555555", x=0.01, ha="left")
    return figure


def draw_mean(axes: Axes, values: Floats, form: str, band: bool) -> None:
    """Draw the mean over years, where asked with the middle 80 % of years as a band."""
    day = np.arange(values.shape[1])
    known = np.isfinite(values).any(axis=0)
    if not known.any():
        return
    if band:
        low, high = np.nanquantile(values[:, known], BAND, axis=0)
        axes.fill_between(day[known], low, high, color=COLOUR[form], alpha=0.13, linewidth=0)
    mean = np.nanmean(values[:, known], axis=0)
    axes.plot(day[known], mean, color=COLOUR[form], linestyle=LINE[form], linewidth=1.9, label=form)


def draw_difference(axes: Axes, away: Floats) -> None:
    """Draw the mean of paired differences over years with Student's 95 % interval of each day."""
    axes.axhline(0, color="#18181B", linewidth=0.8)
    n = np.isfinite(away).sum(axis=0)
    known = n > 1
    if not known.any():
        return
    day, mean = np.flatnonzero(known), np.nanmean(away[:, known], axis=0)
    spread = np.nanstd(away[:, known], axis=0, ddof=1)
    half = np.array([students_half(sd, many) for sd, many in zip(spread, n[known], strict=True)])
    axes.fill_between(day, mean - half, mean + half, color="#3F3F46", alpha=0.22, linewidth=0)
    axes.plot(day, mean, color="#3F3F46", linewidth=1.5)


def _finish(axes: Axes, warmup: int, lang: str) -> None:
    axes.set_xlim(0, None)
    axes.axvspan(0, warmup, color="#000000", alpha=0.05, linewidth=0)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    axes.yaxis.set_major_formatter(lambda value, _: short_number(value, lang))


def _label_lines(axes: Axes, values: Mapping[str, Floats], called: Mapping[str, str]) -> None:
    """Write each organisation's name at its line, the upper line's above it."""
    lines = {str(line.get_label()): line for line in axes.lines if str(line.get_label()) in called}
    ends = {form: float(np.nanmean(values[form])) for form in lines}
    top = max(ends, key=lambda form: ends[form], default="")
    for form, line in lines.items():
        days, heights = np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)
        place = max(0, len(days) - 60)
        near = heights[np.abs(days - days[place]) <= max(8.0, 0.13 * days[-1])]  # what the word would lie across
        above = form == top
        height = float(near.max() if above else near.min())
        axes.annotate(called[form], (float(days[place]), height), xytext=(0, 4 if above else -4),
                      textcoords="offset points", color=COLOUR[form], fontsize=10, fontweight="bold", ha="center",
                      va="bottom" if above else "top")  # fmt: skip


def image(figure: Figure, kind: str) -> bytes:
    """Return a figure as ``png`` or ``svg``; the same figure gives the same bytes."""
    import matplotlib

    stream = io.BytesIO()
    undated: dict[str, Any] = {"metadata": {"Date": None}} if kind == "svg" else {}
    with matplotlib.rc_context({"svg.hashsalt": "treillis", "svg.fonttype": "none"}):
        figure.savefig(stream, format=kind, dpi=130, **undated)
    return stream.getvalue()
