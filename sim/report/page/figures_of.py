"""The pictures of a page: which figures a design asks for, drawn and captioned."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.metrics import BETTER, HEADLINE
from sim.report.figures.bars import draw_sobol, draw_tornado
from sim.report.figures.forest import draw_forest
from sim.report.figures.over_time import draw_over_time
from sim.report.figures.regime_map import draw_regime_map
from sim.report.figures.structure import draw_structure
from sim.report.figures.style import (
    canvas,
    caption_text,
    colour_of,
    colour_words,
    line_of,
    name_of,
    plain,
    tidy,
)
from sim.report.figures.survival import draw_survival, survival
from sim.report.figures.worn_levels import draw_worn_levels
from sim.report.page.lived_again import Again
from sim.report.page.parts import Picture, picture
from sim.report.words import words
from sim.stats.estimate import estimate
from sim.stats.verdict import SMALLEST

LEVELS = ("top", "middle", "deepest")


def effects_picture(table: pd.DataFrame, forms: Sequence[str], lang: str, seeds: str, digest: str) -> Picture | None:
    """Draw the standardised effect on every outcome with a better side; right is where the last is better.

    None where no world, or a single one, says how large an effect is.
    """
    judged = table[[BETTER.get(each, 0) != 0 for each in table["outcome"]]].dropna(subset=["d_z"])
    sign = np.array([BETTER[each] for each in judged["outcome"]])
    ends = np.sort(np.column_stack([sign * judged["d_z_low"], sign * judged["d_z_high"]]), axis=1)
    labels = [name_of(each, lang) for each in judged["outcome"]]
    forest = pd.DataFrame({"label": labels, "estimate": sign * judged["d_z"], "low": ends[:, 0], "high": ends[:, 1]})
    if forest.dropna().empty:
        return None
    figure, axes = canvas(9.5, 0.8 + 0.36 * len(forest))
    draw_forest(forest.dropna(), axes, lang, better=1, forms=forms)
    say = words(lang)
    first, last = (name_of(each, lang) for each in (forms[0], forms[-1]))
    axes.set_xlabel(f"d_z   {say['fig_better'].format(first=first, last=last)}")
    more = [say["fig_signed"], say["fig_hollow"], say["fig_calibrated"]]
    caption = caption_text(lang, int(table["n"].max()), "twins", "interval_bca", seeds, digest, more)
    return picture(figure, say["page_effects"], caption)


def panels_of(names: Collection[str], width: float, height: float) -> tuple[Figure, list[Axes]]:
    """Return a figure with a panel for each name, two in a row or three, each of a height in inches."""
    columns = 2 if len(names) <= 4 else 3
    rows = -(-len(names) // columns)
    figure, panels = canvas(width, rows * height, columns=columns, rows=rows, squeeze=False)
    for axes in panels.ravel()[len(names) :]:
        axes.set_axis_off()
    return figure, list(panels.ravel()[: len(names)])


def map_pictures(
    cells: dict[str, pd.DataFrame], pair: tuple[str, str], forms: Sequence[str], lang: str, seeds: str, digest: str
) -> list[Picture]:
    """Draw one map of a panel an outcome over two factors."""
    say, found = words(lang), []
    figure, panels = panels_of(HEADLINE, 12.5, 4.1)
    for name, axes in zip(HEADLINE, panels, strict=True):
        legend = axes
        draw_regime_map(cells[name], *pair, legend, BETTER[name], SMALLEST.get(name, 0.0), lang, forms)
        legend.set_title(name_of(name, lang), fontsize=9.5, loc="left")
    n = int(min(each["n"].min() for each in cells.values()))
    less = say["fig_less"].format(first=name_of(forms[0], lang), last=name_of(forms[-1], lang))
    colours = [*colour_words(forms, lang), say["fig_map_undecided"], less]
    caption = caption_text(lang, n, "twins", "interval_bca", seeds, digest, colours)
    found.append(picture(figure, say["page_map"], caption))
    return found


def levels_picture(tables: dict[str, pd.DataFrame], factor: str, lang: str, seeds: str, digest: str) -> Picture:
    """Draw each organisation's outcomes over the levels of one factor."""
    figure, panels = panels_of(tables, 12.5, 3.5)
    for (name, table), axes in zip(tables.items(), panels, strict=True):
        forms = [each[5:] for each in table.columns if str(each).startswith("mean_")]
        place = np.arange(len(table))
        for form in forms:
            axes.plot(place, table[f"mean_{form}"], color=colour_of(form, forms), linestyle=line_of(form, forms),
                      marker="o", markersize=4, label=name_of(form, lang))  # fmt: skip
        axes.set_xticks(place, [_level(each, lang) for each in table[factor]], fontsize=8)
        axes.set_title(name_of(name, lang), fontsize=9.5, loc="left")
        axes.set_xlabel(name_of(factor, lang))
        tidy(axes, lang, x=False)
    panels[0].legend(fontsize=8, frameon=False)
    n = int(min(each["n"].min() for each in tables.values()))
    title = words(lang)["page_levels"].format(factor=name_of(factor, lang))
    return picture(figure, title, caption_text(lang, n, "twins", "means", seeds, digest))


def _level(value: object, lang: str) -> str:
    return plain(value, lang) if isinstance(value, int | float) else str(value)


def sensitivity_picture(tables: dict[str, pd.DataFrame], kind: str, lang: str, seeds: str, digest: str) -> Picture:
    """Draw Sobol bars or tornados of several outcomes side by side."""
    rows = max(each["factor"].nunique() for each in tables.values())
    figure, panels = panels_of(tables, 12.5, 1.0 + 0.27 * min(rows, 15))
    draw = draw_sobol if kind == "sobol" else draw_tornado
    for (name, table), axes in zip(tables.items(), panels, strict=True):
        draw(table, axes, lang)
        axes.set_title(name_of(name, lang), fontsize=9.5, loc="left")
    n = int(min(each["n"].min() for each in tables.values()))
    band = {"sobol": "interval_sobol", "morris": "interval_sobol", "prcc": "interval_fisher"}[kind]
    unit = {"sobol": "base", "morris": "trajectories", "prcc": "points"}[kind]
    pale = [] if kind == "sobol" else [words(lang)["fig_hollow"]]
    caption = caption_text(lang, n, unit, band, seeds, digest, pale)
    return picture(figure, words(lang)[f"page_{kind}"], caption)


def worn_picture(table: pd.DataFrame, lang: str, seeds: str, digest: str) -> Picture:
    """Draw burnout by level."""
    figure, axes = canvas(7.0, 3.6)
    draw_worn_levels(table, axes, lang)
    caption = caption_text(lang, int(table["n"].max()), "worlds", "interval_bca", seeds, digest)
    return picture(figure, words(lang)["page_worn"], caption)


def again_pictures(again: Again, lang: str, digest: str) -> list[Picture]:
    """Draw what only days, issues and people show: outcomes over time, survival of issues, the structure."""
    say = words(lang)
    seeds, n = f"{again.seeds[0]}–{again.seeds[-1]}", len(again.seeds)
    figure, panels = canvas(12.0, 3.6, columns=3)
    for name, axes in zip(("waiting", "direction_distance", "exhaustion"), panels, strict=True):
        draw_over_time(again.days, name, axes, lang)
        axes.axvspan(0, again.warmup, color="black", alpha=0.05, linewidth=0)
    band = caption_text(lang, n, "twins", "band_80", seeds, digest)
    over_time = caption_text(lang, n, "twins", "band_80", seeds, digest, [say["fig_warmup"]])
    found = [picture(figure, say["page_over_time"], over_time)]
    figure, axes = canvas(7.5, 3.8)
    draw_survival(survival(again.leads, again.follow), axes, lang)
    found.append(picture(figure, say["page_survival"], band))
    figure, panels = canvas(9.0, 3.1 * len(again.people), rows=len(again.people), squeeze=False)
    highest = max(0.1, *(float(each["strain"].max()) for each in again.people.values()))
    for (form, people), axes in zip(again.people.items(), panels.ravel(), strict=True):
        draw_structure(people, axes, lang, highest)
        axes.set_title(name_of(form, lang), fontsize=10, loc="left")
    size = len(next(iter(again.people.values())))
    caption = caption_text(lang, size, "people", "one_world", str(again.seeds[0]), digest)
    return [*found, picture(figure, say["page_structure"], caption)]


def burnout_by_level(rows: pd.DataFrame, forms: Sequence[str]) -> pd.DataFrame:
    """Estimate burnout at each level, worlds being the units.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row a run: ``form``, ``replicate`` and the three outcomes.
    forms : sequence of str
        Organisations.

    Returns
    -------
    pandas.DataFrame
        ``level``, ``form``, ``estimate``, ``low``, ``high``, ``n``; levels that nobody is at are left out.
    """
    found = []
    for level in LEVELS:
        for form in forms:
            mine = rows[rows["form"] == form].groupby("replicate")[f"burnout_50_{level}"].mean().dropna()
            values = mine.to_numpy(float)
            if len(values):
                mean, low, high, n = estimate(values)
                found.append({"level": level, "form": form, "estimate": mean, "low": low, "high": high, "n": n})
    return pd.DataFrame(found)
