"""What a sweep says of its factors, in sections; and the figures of sweeps and comparisons, as pictures."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.errors import InputError
from sim.experiment.design import chosen_design
from sim.experiment.store import read_config
from sim.experiment.summary import Twins, by_factor, point_means, read_twins
from sim.locale import number, short_number, words
from sim.metrics import BETTER, HEADLINE
from sim.report.figures.bars import draw_sobol, draw_tornado
from sim.report.figures.days import draw_over_time, draw_survival, draw_worn_levels, survival
from sim.report.figures.forest import draw_forest
from sim.report.figures.maps import draw_regime_map
from sim.report.figures.structure import draw_structure
from sim.report.figures.style import canvas, caption_text, colour_of, colour_words, line_of, tidy
from sim.report.page.lived_again import Again
from sim.report.page.parts import Picture, Section, Table, picture
from sim.report.page.sources import SWEEP, Source
from sim.report.text import name_of
from sim.stats.estimate import estimate
from sim.stats.sensitivity import morris, prcc, sobol
from sim.stats.shapley import corner_effects
from sim.stats.shares import FEWEST_SEEDS, winners
from sim.stats.verdict import SMALLEST

DRAWN = ("latin_hypercube", "sobol")
"""Designs whose points are a sample, so that a share of them has an interval."""
MOST_LEVELS = 12
"""Levels that a map, or a line, can show."""


def factor_sections(source: Source, rows: pd.DataFrame, lang: str) -> list[Section]:
    """Say what the outcomes hang on."""
    if source.kind != SWEEP or not source.factors:
        return []
    found = [_winners_section(source, rows, lang)] if len(source.forms) > 1 else []
    kind = source.passport.get("design", {}).get("kind", "")
    few = [each for each in source.factors if rows[each].nunique() <= MOST_LEVELS]
    if kind in ("saltelli", "morris"):
        found.append(_screened(source, rows, kind, lang))
    elif len(few) < len(source.factors):
        found.append(_ranked(source, rows, lang))
    else:
        found.append(_levels(source, rows, lang))
    return found


def _winners_section(source: Source, rows: pd.DataFrame, lang: str) -> Section:
    say = words(lang)
    table = points_won(rows, source.forms)
    names = {form: name_of(form, lang) for form in source.forms} | {"undecided": say["page_undecided"]}
    drawn = source.passport.get("design", {}).get("kind", "") in DRAWN
    cells = []
    for name, mine in table.groupby("outcome", sort=False):
        shares = [_share(each, drawn, lang) for each in mine.to_dict("records")]
        cells.append([name_of(str(name), lang), *shares, str(int(mine["n"].iloc[0]))])
    note = say("page_winners_note", **{name: number(SMALLEST[name], lang, 2) for name in HEADLINE})
    why = "grid" if not drawn else "few" if table["low"].isna().all() else "drawn"
    note = f"{note} {say(f'page_winners_{why}', fewest=FEWEST_SEEDS)}"
    header = ["", *names.values(), say["page_points"]]
    return Section(say["page_where"], (), (), [Table(say["page_winners"], header, cells, note)])


def points_won(rows: pd.DataFrame, forms: Sequence[str]) -> pd.DataFrame:
    """Return at which share of the points each is better by the smallest effect of interest, by `winners`."""
    kept = rows[["point", "replicate", "form", *HEADLINE]]
    long = kept.melt(id_vars=["point", "replicate", "form"], var_name="outcome", value_name="value")
    return winners(long, forms, BETTER, SMALLEST)


def _share(each: dict[str, Any], drawn: bool, lang: str) -> str:
    """Write a share of the points, with its interval where it has one, else with their number."""
    share, low, high = (number(100 * each[key], lang, 0) for key in ("share", "low", "high"))
    told = drawn and each["low"] == each["low"]
    return f"{share} % [{low} ; {high}]" if told else f"{round(each['share'] * each['n'])} ({share} %)"


def _levels(source: Source, rows: pd.DataFrame, lang: str) -> Section:
    say, about = words(lang), (lang, source.seeds, source.digest)
    twins = read_twins(source.folder, HEADLINE)
    varied = [each for each in source.factors if rows[each].nunique() > 1]
    tables = [_factor_table(source, each, twins, lang) for each in varied]
    pictures = []
    numeric = [each for each in varied if pd.api.types.is_numeric_dtype(rows[each])]
    kind = source.passport.get("design", {}).get("kind", "")
    corners = len(varied) > 1 and all(rows[each].nunique() == 2 for each in varied)
    if len(source.forms) > 1 and corners and kind == "factorial":
        tables.append(_corner_table(source, rows, varied, lang))
    if len(source.forms) > 1 and len(numeric) >= 2 and kind == "factorial":
        pair = _strongest_pair(twins, numeric)
        pictures += map_pictures(_cells(source, rows, pair), pair, source.forms, *about)
    for each in varied if len(varied) < 4 else []:
        by_level = {name: by_factor(twins, each, name).sort_values(each) for name in HEADLINE}
        pictures.append(levels_picture(by_level, each, *about))
    return Section(say["page_factors_heading"], [say["page_averaged"]] if len(varied) > 1 else [], pictures, tables)


def _corner_table(source: Source, rows: pd.DataFrame, varied: list[str], lang: str) -> Table:
    """Say what each of the factors of a factorial of two levels does alone, and what two do together."""
    say, found = words(lang), {}
    for name in HEADLINE:
        wide = rows.pivot_table(index=["replicate", *varied], columns="form", values=name, aggfunc="mean")
        away = (wide[source.forms[-1]] - wide[source.forms[0]]).dropna().rename(name).reset_index()
        found[name] = corner_effects(away, varied, name)
    cells = []
    for place, effect in enumerate(next(iter(found.values()))["effect"]):
        mine = [table.iloc[place] for table in found.values()]
        said = [f"{number(each['estimate'], lang, 2, sign=True)} [{number(each['low'], lang, 2, sign=True)} ; "
                f"{number(each['high'], lang, 2, sign=True)}]" for each in mine]  # fmt: skip
        named = " × ".join(name_of(each, lang) for each in effect.split(" x "))
        cells.append([named, *said, str(int(mine[0]["n"]))])
    header = ["", *(name_of(each, lang) for each in found), "n"]
    return Table(say["page_corners"], header, cells, say["page_corners_note"])


def _strongest_pair(twins: Twins, numeric: list[str]) -> tuple[str, str]:
    """Return the two factors over which the difference moves most, in units of the smallest effects of interest."""
    moves = {}
    for each in numeric:
        spans = [float(by_factor(twins, each, name)["difference"].agg(lambda v: v.max() - v.min())) / SMALLEST[name]
                 for name in HEADLINE]  # fmt: skip
        moves[each] = max(spans)
    ordered = sorted(numeric, key=lambda name: -moves[name])
    return ordered[0], ordered[1]


def _cells(source: Source, rows: pd.DataFrame, pair: tuple[str, str]) -> dict[str, pd.DataFrame]:
    """Estimate the difference in every cell of two factors, worlds being the units, the other factors averaged over."""
    found = {}
    for name in HEADLINE:
        wide = rows.pivot_table(index=[*pair, "replicate"], columns="form", values=name, aggfunc="mean")
        away = (wide[source.forms[-1]] - wide[source.forms[0]]).dropna().groupby(list(pair))
        cells = [(*levels, *estimate(each.to_numpy(float))) for levels, each in away]
        found[name] = pd.DataFrame(cells, columns=[*pair, "difference", "low", "high", "n"])
    return found


def _factor_table(source: Source, factor: str, twins: Twins, lang: str) -> Table:
    say, paired = words(lang), len(source.forms) > 1
    tables = {name: by_factor(twins, factor, name).sort_values(factor) for name in HEADLINE}
    levels = next(iter(tables.values()))[factor].tolist()
    cells = []
    for place, level in enumerate(levels):
        row = [short_number(level, lang) if isinstance(level, int | float) else str(level)]
        for table in tables.values():
            each = table.iloc[place]
            ends = f"[{number(each['low'], lang, 2, sign=paired)} ; {number(each['high'], lang, 2, sign=paired)}]"
            row.append(f"{number(each['difference'], lang, 2, sign=paired)} {ends}")
        cells.append([*row, str(int(next(iter(tables.values())).iloc[place]["n"]))])
    note = say["page_factor_note"] if paired else ""
    return Table(name_of(factor, lang), ["", *(name_of(each, lang) for each in tables), "n"], cells, note)


def _screened(source: Source, rows: pd.DataFrame, kind: str, lang: str) -> Section:
    say = words(lang)
    design = pd.read_csv(source.folder / "design.csv")
    pairs = bool(chosen_design(read_config(source.folder).get("design")).second_order)
    twins = read_twins(source.folder, HEADLINE)
    tables = {}
    for name in HEADLINE:
        values = point_means(twins, name).set_index("point")["difference"].reindex(design["point"]).to_numpy()
        table = design.assign(**{name: values})
        try:
            found = (
                sobol(table, source.factors, name, pairs) if kind == "saltelli" else morris(table, source.factors, name)
            )
        except InputError as why:  # a point of the design whose every run failed
            return Section(say["page_factors_heading"], [str(why)])
        tables[name] = found
    shown = "sobol" if kind == "saltelli" else "morris"
    return Section(
        say["page_factors_heading"], [say[f"page_{shown}_says"]],
        [sensitivity_picture(tables, shown, lang, source.seeds, source.digest)],
    )  # fmt: skip


def _ranked(source: Source, rows: pd.DataFrame, lang: str) -> Section:
    say = words(lang)
    twins = read_twins(source.folder, HEADLINE)
    numeric = [each for each in source.factors if pd.api.types.is_numeric_dtype(rows[each])]
    try:
        tables = {name: prcc(point_means(twins, name).assign(y=lambda t: t["difference"]), numeric, "y")
                  for name in HEADLINE}  # fmt: skip
    except InputError as why:
        return Section(say["page_factors_heading"], [str(why)])
    picture = sensitivity_picture(tables, "prcc", lang, source.seeds, source.digest)
    return Section(say["page_factors_heading"], [say["page_prcc_says"]], [picture])


LEVELS = ("top", "middle", "deepest")


def effects_picture(table: pd.DataFrame, forms: Sequence[str], lang: str, seeds: str, digest: str) -> Picture | None:
    """Draw the standardised effect on every outcome with a better side, of the sign it has in tables.

    None where no world, or a single one, says how large an effect is.
    """
    judged = table[[BETTER.get(each, 0) != 0 for each in table["outcome"]]].dropna(subset=["d_z"])
    labels = [name_of(each, lang) for each in judged["outcome"]]
    forest = judged.rename(columns={"d_z": "estimate"})[["estimate"]].assign(
        label=labels,
        low=judged["d_z_low"],
        high=judged["d_z_high"],
        which_way=[BETTER[each] for each in judged["outcome"]],
    )
    if forest.dropna().empty:
        return None
    figure, axes = canvas(9.5, 0.8 + 0.36 * len(forest))
    draw_forest(forest.dropna(), axes, lang, forms=forms)
    say = words(lang)
    first, last = (name_of(each, lang) for each in (forms[0], forms[-1]))
    axes.set_xlabel(f"d_z, {say('fig_less', first=first, last=last)}")
    more = [say["fig_signed"], *colour_words(forms, lang), say["fig_hollow"], say["fig_calibrated"]]
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
    less = say("fig_less", first=name_of(forms[0], lang), last=name_of(forms[-1], lang))
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
        for nth, form in enumerate(forms):
            colour, x = colour_of(form, forms), place + 0.06 * (nth - (len(forms) - 1) / 2)
            axes.plot(x, table[f"mean_{form}"], color=colour, linestyle=line_of(form, forms), marker="o",
                      markersize=4, label=name_of(form, lang))  # fmt: skip
            axes.vlines(x, table[f"low_{form}"], table[f"high_{form}"], color=colour, linewidth=1.4)
        axes.set_xticks(place, [_level_name(each, lang) for each in table[factor]], fontsize=8)
        axes.set_title(name_of(name, lang), fontsize=9.5, loc="left")
        axes.set_xlabel(name_of(factor, lang))
        tidy(axes, lang, x=False)
    panels[0].legend(fontsize=8, frameon=False)
    n = int(min(each["n"].min() for each in tables.values()))
    title = words(lang)("page_levels", factor=name_of(factor, lang))
    return picture(figure, title, caption_text(lang, n, "twins", "interval_bca", seeds, digest))


def _level_name(value: object, lang: str) -> str:
    return short_number(value, lang) if isinstance(value, int | float) else str(value)


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
    """Estimate burnout at each level, worlds being the units."""
    found = []
    for level in LEVELS:
        for form in forms:
            mine = rows[rows["form"] == form].groupby("replicate")[f"burnout_50_{level}"].mean().dropna()
            values = mine.to_numpy(float)
            if len(values):
                mean, low, high, n = estimate(values)
                found.append({"level": level, "form": form, "estimate": mean, "low": low, "high": high, "n": n})
    return pd.DataFrame(found)
