"""The figures of a fit: what the log tells, the log among the twin's lives, what is told only together, the weeks."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
from matplotlib.figure import Figure

from sim.fitting.fit import PRODUCTS, Fit
from sim.fitting.recorded import LATE, LONGEST, WEEK
from sim.locale import number, words
from sim.report.figures.style import INK, PALE, UNCLEAR, broken, canvas, tidy
from sim.report.text import name_of

TWIN, LOG = "#0D8B7D", "#B45309"
SHOWN: Final = ("lead_50", "lead_90", "same_day", "moves", "climbs", "aside", "crosses", "rest_50", "reopened",
                "reopened_weeks", "arrivals_spread", "closed_above", "approvals", "comments", "links", "never",
                "lead_weeks", "arrivals_peak", "arrivals_teams", "week_end")  # fmt: skip
"""Statistics that are drawn, the first twelve that the log has."""


def draw_ladder(fit: Fit, lang: str) -> Figure:
    """Draw every setting over its range: 95 % thin, half thick; below the rule what the log does not tell."""
    rows = fit.estimates
    figure, axes = canvas(8.6, 1.0 + 0.27 * len(rows))
    told = sum(each.told for each in rows)
    for place, each in enumerate(rows):
        low, quarter, median, upper, high = each.shares
        clear = each.told and not fit.misfit.flagged
        axes.plot([0, 1], [place, place], color="#E4E4E7", linewidth=1, zorder=1)
        colour = TWIN if clear else UNCLEAR
        axes.plot([low, high], [place, place], color=colour, linewidth=2.2, solid_capstyle="butt", zorder=2)
        axes.plot([quarter, upper], [place, place], color=colour, linewidth=6, solid_capstyle="butt", zorder=3)
        if clear:
            axes.plot([median], [place], marker="|", color="white", markersize=6, zorder=4)
            said = [number(value, lang, 2) for value in (each.low, each.high)]
            axes.annotate(f"{said[0]} – {said[1]}", (1.02, place), va="center", fontsize=8, annotation_clip=False)
    if 0 < told < len(rows):
        axes.axhline(told - 0.5, color=INK, linewidth=0.9)
    axes.set_yticks(range(len(rows)), [name_of(each.path, lang) for each in rows], fontsize=8)
    axes.set_xlim(-0.02, 1.16)
    axes.set_xticks([0, 0.5, 1])
    axes.invert_yaxis()
    axes.spines[["left"]].set_visible(False)
    axes.set_xlabel(words(lang)["fit_head_range"])
    tidy(axes, lang, y=False)
    return figure


def draw_again(fit: Fit, lang: str) -> Figure:
    """Draw twelve statistics: the log's dot on the band of the twin's lives."""
    say = words(lang)
    names = [name for name in SHOWN if name in fit.seen and name in fit.band][:12]
    figure, panels = canvas(8.6, 5.0, columns=4, rows=3, squeeze=False)
    for axes in panels.ravel()[len(names) :]:
        axes.set_axis_off()
    for name, axes in zip(names, panels.ravel(), strict=False):
        values, seen = (_as_said(name, each) for each in (fit.band[name], fit.seen[name]))
        low, quarter, upper, high = np.quantile(values, [0.025, 0.25, 0.75, 0.975])
        axes.plot([low, high], [0, 0], color=TWIN, linewidth=3, alpha=0.5, solid_capstyle="butt")
        axes.plot([quarter, upper], [0, 0], color=TWIN, linewidth=8, alpha=0.5, solid_capstyle="butt")
        axes.plot([seen], [0], marker="o", color=LOG, markersize=7, zorder=3)
        axes.set_title(broken(say[f"fit_stat_{name}"], 28), fontsize=8, loc="left")
        axes.set_yticks([])
        axes.set_ylim(-1, 1)
        axes.margins(x=0.25)
        axes.locator_params(axis="x", nbins=4)
        axes.spines[["left"]].set_visible(False)
        tidy(axes, lang, y=False)
        axes.tick_params(labelsize=7)
    return figure


def _as_said(name: str, values: Any) -> Any:
    """Turn logarithms back into days and ratios."""
    if re.fullmatch(r"(lead|pure|once|rest|begun|between)_(\d+|mean|weeks)", name):
        return np.expm1(values)
    return np.exp(values) if name in ("arrivals", "arrivals_spread", "arrivals_daily") else values


def draw_ridges(fit: Fit, lang: str) -> Figure | None:
    """Draw the pairs that are told only together: draws, and the lines that hold half and 95 % of them."""
    from scipy.stats import gaussian_kde

    pairs = [pair for pair in PRODUCTS.values() if {*pair} <= {*fit.draws}]
    if not pairs:
        return None
    figure, panels = canvas(4.3 * len(pairs), 3.6, columns=len(pairs), squeeze=False)
    ranges = {each.path: each for each in fit.question.ranges}
    for (one, other), axes in zip(pairs, panels.ravel(), strict=True):
        points = np.array([fit.draws[one], fit.draws[other]])
        density = gaussian_kde(points)
        grid = [np.linspace(ranges[path].low, ranges[path].high, 60) for path in (one, other)]
        mesh = np.meshgrid(*grid)
        height = density(np.array([each.ravel() for each in mesh])).reshape(60, 60)
        levels = np.quantile(density(points), [0.05, 0.5])
        axes.plot(*points, linestyle="none", marker=".", markersize=3, color=PALE)
        if levels[0] < levels[1]:
            axes.contour(*mesh, height, levels=levels, colors=[TWIN], linewidths=[1.0, 2.2])
        axes.set_xlabel(name_of(one, lang))
        axes.set_ylabel(name_of(other, lang))
        tidy(axes, lang)
    return figure


def draw_weeks(fit: Fit, lang: str) -> Figure:
    """Draw arrivals and days open week by week: the log's line on the band of the twin's lives."""
    say, weeks = words(lang), fit.question.log.shape.weeks
    figure, panels = canvas(8.6, 4.4, rows=2, sharex=True)
    late = LATE * fit.question.log.shape.days / WEEK
    for kind, axes in zip(("opened", "lead"), panels, strict=True):
        shown = weeks if kind == "opened" else weeks - int(LONGEST) // WEEK  # later ones may still be closed
        names = [f"week_{k:03d}_{kind}" for k in range(shown)]
        band: Any = np.quantile([fit.band[name] for name in names], [0.025, 0.25, 0.75, 0.975], axis=1)
        place = np.arange(1, shown + 1)
        axes.axvspan(late, weeks + 0.5, color="#F4F4F5", zorder=0)
        axes.fill_between(place, band[0], band[3], color=TWIN, alpha=0.18, linewidth=0)
        axes.fill_between(place, band[1], band[2], color=TWIN, alpha=0.3, linewidth=0)
        axes.plot(place, [fit.seen[name] for name in names], color=LOG, linewidth=1.6)
        axes.set_ylabel(say[f"fit_week_{kind}"])
        axes.set_ylim(bottom=0)
        tidy(axes, lang)
    panels[-1].set_xlabel(say["fit_week"])
    return figure
