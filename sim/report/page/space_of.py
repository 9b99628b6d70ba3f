"""Sections over the factors of a sweep: maps for two factors, lines for one, sensitivity for many."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sim.errors import InputError
from sim.experiment.design import chosen_design
from sim.experiment.store import read_config
from sim.experiment.summary import Twins, by_factor, point_means, read_twins
from sim.metrics import BETTER, HEADLINE
from sim.report.figures.style import name_of, plain
from sim.report.page import figures_of as draw
from sim.report.page.parts import Section, Table
from sim.report.page.sources import SWEEP, Source
from sim.report.words import number, words
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
    """Say what the outcomes hang on.

    Parameters
    ----------
    source : Source
        A sweep; a comparison has no factors and gets no sections.
    rows : pandas.DataFrame
        Of `Source.rows`.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    list of Section
        Who wins where; then maps, lines or sensitivity as the design allows.
    """
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
    note = say["page_winners_note"].format(**{name: number(SMALLEST[name], lang, 2) for name in HEADLINE})
    why = "grid" if not drawn else "few" if table["low"].isna().all() else "drawn"
    note = f"{note} {say[f'page_winners_{why}'].format(fewest=FEWEST_SEEDS)}"
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
        pictures += draw.map_pictures(_cells(source, rows, pair), pair, source.forms, *about)
    for each in varied if len(varied) < 4 else []:
        by_level = {name: by_factor(twins, each, name).sort_values(each) for name in HEADLINE}
        pictures.append(draw.levels_picture(by_level, each, *about))
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
        row = [plain(level, lang) if isinstance(level, int | float) else str(level)]
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
        [draw.sensitivity_picture(tables, shown, lang, source.seeds, source.digest)],
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
    picture = draw.sensitivity_picture(tables, "prcc", lang, source.seeds, source.digest)
    return Section(say["page_factors_heading"], [say["page_prcc_says"]], [picture])
