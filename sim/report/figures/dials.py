"""The figure of the dials: what share each has of the difference between all organic and all mechanical.

One panel an outcome, one bar a dial; to the right is always where the organic end is better.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from sim.experiment.dials import DIALS, Effect, Findings
from sim.locale import short_number, words
from sim.metrics import BETTER, HEADLINE
from sim.report.figures.comparison import COLOUR
from sim.report.text import SCALE, in_hundredths

UNCLEAR = "#A1A1AA"
HALF = 0.31
"""Half the width of a bar."""


def draw_dials(found: Findings, caption: str, lang: str) -> Figure:
    """Draw every dial's share of each of the headline outcomes, and all dials together, with intervals."""
    say = words(lang)
    figure = Figure(figsize=(3.2 * len(HEADLINE), 1.9 + 0.36 * (len(DIALS) + 1)), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(say["dials_figure"], fontsize=12, x=0.01, ha="left")
    panels = figure.subplots(1, len(HEADLINE), sharey=True)
    for axes, name in zip(panels, HEADLINE, strict=True):
        shares = [each for each in (*found.shares, *found.wholes) if each.outcome == name]
        _bars(axes, shares, lang)
        _rings(axes, [each for each in found.alone if each.outcome == name])
        _finish(axes, name, say, lang)
    labels = [*(say[f"dial_{dial}"] for dial in DIALS), say["dials_whole"]]
    panels[0].set_yticks(range(len(labels)), labels, fontsize=9)
    panels[0].invert_yaxis()
    figure.supxlabel(caption, fontsize=8, color="#555555", x=0.01, ha="left")
    return figure


def _bars(axes: Axes, found: Sequence[Effect], lang: str) -> None:
    scale = SCALE[found[0].outcome]
    for place, each in enumerate(found):
        colour = COLOUR.get(each.ahead, UNCLEAR)
        axes.barh(place, scale * each.overall.mean, height=2 * HALF, color=colour,
                  alpha=0.45 if each.ahead == "none" else 0.9, linewidth=0)  # fmt: skip
        axes.hlines(place, scale * each.overall.low, scale * each.overall.high, color="#18181B", linewidth=1.1,
                    path_effects=[withStroke(linewidth=2.8, foreground="white")])  # fmt: skip
        text = in_hundredths(each.overall.mean, each.outcome, lang)
        axes.annotate(text, (1.0, place), xycoords=("axes fraction", "data"),
                      xytext=(4, 0), textcoords="offset points", va="center", fontsize=7, color="#3F3F46")  # fmt: skip
    axes.axhline(len(found) - 1.5, color="#D4D4D8", linewidth=0.8)


def _rings(axes: Axes, found: Sequence[Effect]) -> None:
    means = [SCALE[each.outcome] * each.overall.mean for each in found]
    axes.plot(means, range(len(means)), linestyle="none", marker="o", markersize=5, markerfacecolor="white",
              markeredgecolor="#18181B", markeredgewidth=1.0, zorder=4)  # fmt: skip


def _finish(axes: Axes, name: str, say: dict[str, str], lang: str) -> None:
    axes.set_title(say[f"dials_figure_{name}"], loc="left", fontsize=10)
    axes.set_xlabel(say["dials_figure_better"], fontsize=8)
    axes.axvline(0, color="#18181B", linewidth=0.8)
    axes.margins(x=0.08)
    if BETTER[name] < 0:
        axes.invert_xaxis()
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=8)
    axes.xaxis.set_major_formatter(lambda value, _: short_number(value, lang))
