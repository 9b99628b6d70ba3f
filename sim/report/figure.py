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

from sim.record import THETAS
from sim.report.words import number, words

COLOUR = {"mechanical": "#1E3A8A", "organic": "#0D8B7D", "organisation": "#3F3F46"}
LINE = {"mechanical": "-", "organic": (0, (5, 2)), "organisation": "-"}
SMOOTH = 10
"""Days over which delay and distance are averaged."""
BAND = (0.1, 0.9)

Floats = NDArray[np.float64]


def series(days: Mapping[str, np.ndarray], form: str) -> dict[str, Floats]:
    """Take the three series of one organisation out of daily rows.

    Parameters
    ----------
    days : mapping of str to ndarray
        Daily rows of `sim.experiment.lives.Rows`.
    form : str
        Which organisation.

    Returns
    -------
    dict of str to ndarray of float, shape (years, d)
        ``delay``, ``direction``, ``exhaustion``; NaN where no first answer took effect.
    """
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
    """Draw delay, shared direction and exhaustion over time, a band over years.

    Parameters
    ----------
    days : mapping of str to ndarray
        Daily rows.
    forms : tuple of str
        The organisations, one line each.
    warmup : int
        Days shaded because nothing is measured in them.
    caption : str
        Under the figure: n, band, seeds, hash.
    lang : str
        ``en`` or ``fr``.
    names : mapping, optional
        What to call the organisations instead of mechanical and organic.

    Returns
    -------
    matplotlib.figure.Figure
        Three panels side by side.
    """
    say = {**words(lang), **(names or {})}
    figure = Figure(figsize=(12, 4.3), layout="constrained")
    FigureCanvasAgg(figure)
    found = {form: series(days, form) for form in forms}
    for axes, kind in zip(figure.subplots(1, 3), ("delay", "direction", "exhaustion"), strict=True):
        name = "burnout" if kind == "exhaustion" else kind
        axes.set_title(say[f"figure_{name}"].format(theta=number(THETAS[1], lang, 1)), loc="left", fontsize=11)
        axes.set_ylabel(say[f"figure_{name}_axis"], fontsize=9)
        axes.set_xlabel(say["figure_day"], fontsize=9)
        for form in forms:
            draw_band(axes, found[form][kind], form)
        _finish(axes, warmup, lang)
    _label_lines(figure.axes[0], found, say)
    figure.supxlabel(caption, fontsize=8, color="#555555", x=0.01, ha="left")
    return figure


def draw_band(axes: Axes, values: Floats, form: str) -> None:
    """Draw the mean over years, and the middle 80 % of years as a band."""
    day = np.arange(values.shape[1])
    known = np.isfinite(values).any(axis=0)
    if not known.any():
        return
    low, high = np.nanquantile(values[:, known], BAND, axis=0)
    axes.fill_between(day[known], low, high, color=COLOUR[form], alpha=0.13, linewidth=0)
    mean = np.nanmean(values[:, known], axis=0)
    axes.plot(day[known], mean, color=COLOUR[form], linestyle=LINE[form], linewidth=1.9, label=form)


def _finish(axes: Axes, warmup: int, lang: str) -> None:
    axes.set_ylim(0, None)
    axes.set_xlim(0, None)
    axes.axvspan(0, warmup, color="#000000", alpha=0.05, linewidth=0)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    if lang == "fr":
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}".replace(".", ","))


def _label_lines(axes: Axes, found: Mapping[str, dict[str, Floats]], say: dict[str, str]) -> None:
    """Write each organisation's name at its line, the upper line's above it."""
    lines = {str(line.get_label()): line for line in axes.lines}
    ends = {form: float(np.nanmean(found[form]["delay"])) for form in lines}
    top = max(ends, key=lambda form: ends[form], default="")
    for form, line in lines.items():
        days, heights = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
        place = -min(60, len(days))
        day, height = float(days[place]), float(heights[place])
        above = form == top
        axes.annotate(say[form], (float(day), height), xytext=(0, 16 if above else -16), textcoords="offset points",
                      color=COLOUR[form], fontsize=10, fontweight="bold", ha="center",
                      va="bottom" if above else "top")  # fmt: skip


def image(figure: Figure, kind: str) -> bytes:
    """Return a figure as ``png`` or ``svg``; the same figure gives the same bytes."""
    import matplotlib

    stream = io.BytesIO()
    undated: dict[str, Any] = {"metadata": {"Date": None}} if kind == "svg" else {}
    with matplotlib.rc_context({"svg.hashsalt": "treillis", "svg.fonttype": "none"}):
        figure.savefig(stream, format=kind, dpi=130, **undated)
    return stream.getvalue()
