"""The answer of an experiment: from its stored rows one table and one figure, which show the same numbers."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.text import Text

from sim.errors import InputError, known_language
from sim.experiment.design import chosen_design
from sim.experiment.store import read_config, write_whole
from sim.experiment.summary import Twins, by_factor, point_means, read_twins
from sim.locale import FIRST, languages, short_number, words
from sim.metrics import BETTER
from sim.report.figures.bars import draw_sobol
from sim.report.figures.comparison import image
from sim.report.figures.effect_lines import draw_each, draw_effect_lines
from sim.report.figures.forest import draw_forest
from sim.report.figures.maps import draw_regime_map
from sim.report.figures.style import broken, canvas, caption_text, colour_words, set_caption
from sim.report.page.sources import SWEEP, Source, open_source
from sim.report.sweeping import results_text
from sim.report.text import name_of, short_name
from sim.stats.sensitivity import sobol
from sim.stats.verdict import SMALLEST, verdict

FORM = "form"
"""In place of a second factor: a line an organisation, with its own values."""
WIDE, LARGEST = 8.0, 1.25
"""Inches at which words have the size they are given; in a wider figure they are larger, up to so much."""


@dataclass(frozen=True)
class Lines:
    """Difference over a factor of numbers; a row of panels for each second factor, a line for each of its levels.

    With `finding` the title is not the question, but what the first and the last level of `x` say.
    """

    x: str
    by: tuple[str, ...] = ("",)
    finding: bool = False

    @property
    def groups(self) -> list[list[str]]:
        """What rows of the table are grouped by."""
        return [[self.x, *([each] if each not in ("", FORM) else [])] for each in self.by]


@dataclass(frozen=True)
class Cases:
    """Difference at every point, one under another, named by what is not as at the first point."""

    factors: tuple[str, ...]

    @property
    def groups(self) -> list[list[str]]:
        """What rows of the table are grouped by."""
        return [[*self.factors]]


@dataclass(frozen=True)
class Map:
    """Difference over two factors of numbers, as a map."""

    x: str
    y: str

    @property
    def groups(self) -> list[list[str]]:
        """What rows of the table are grouped by."""
        return [[self.x, self.y]]


@dataclass(frozen=True)
class Sobol:
    """Sobol indices of all factors, first order and total."""


Look = Lines | Cases | Map | Sobol


def answer(outcomes: Sequence[str], look: Look, also: Sequence[str] = ()) -> None:
    """Make table and figure of the results folder named on the command line, and say where they are."""
    asked = argparse.ArgumentParser(description="One table and one figure of an experiment's results.")
    asked.add_argument("folder", type=Path, help="results of the sweep")
    asked.add_argument("--lang", default="en", help="en or fr")
    given = asked.parse_args()
    try:
        known_language(given.lang)
        table, files = answered(given.folder, outcomes, look, given.lang, also)
        by = [",".join(each) for each in getattr(look, "groups", [])]
        shown = [results_text(given.folder, [*outcomes, *also], each, given.lang) for each in by]
    except InputError as wrong:
        said = wrong.text(given.lang if given.lang in languages() else FIRST)
        print(f"treillis: {said}", file=sys.stderr)
        sys.exit(2)
    print("\n\n".join(shown or [table.round(3).to_string(index=False)]), *files, sep="\n")


def answered(
    folder: Path, outcomes: Sequence[str], look: Look, lang: str, also: Sequence[str] = ()
) -> tuple[pd.DataFrame, list[Path]]:
    """Write ``answer.csv`` and ``answer.png`` (``answer.fr.png``) into a folder of results; return the table, too."""
    source = open_source(folder)
    if source.kind != SWEEP:
        raise InputError("results_of_a_sweep", folder, kind=source.kind)
    twins = read_twins(folder, [*outcomes, *also])
    table = indices(source, twins) if isinstance(look, Sobol) else estimates(twins, look)
    figure = _figure(table[table["outcome"].isin(outcomes)], outcomes, look, source, lang)
    name = "answer.png" if lang == "en" else f"answer.{lang}.png"
    files = [
        write_whole(folder / "answer.csv", table.to_csv(index=False, float_format="%.9g").encode()),
        write_whole(folder / name, image(figure, "png")),
    ]
    return table, files


def estimates(twins: Twins, look: Lines | Cases | Map) -> pd.DataFrame:
    """Estimate every outcome in every group of a look: means, paired difference, interval, n, and who is ahead."""
    found = []
    for outcome in twins.values:
        for group in look.groups:
            table = by_factor(twins, group, outcome)
            if len(twins.forms) > 1:
                ends = zip(table["difference"], table["low"], table["high"], table["n"], strict=True)
                said = [verdict(outcome, *each) for each in ends]
                better = [(twins.forms[0], "", twins.forms[-1])[each.better + 1] for each in said]
                table = table.assign(verdict=[each.word for each in said], better=better)
            found.append(table.assign(outcome=outcome))
    whole = pd.concat(found, ignore_index=True)
    return whole[["outcome", *(each for each in whole.columns if each != "outcome")]]


def indices(source: Source, twins: Twins) -> pd.DataFrame:
    """Return the Sobol indices of every outcome."""
    design = pd.read_csv(source.folder / "design.csv")
    pairs = bool(chosen_design(read_config(source.folder).get("design")).second_order)
    found = []
    for outcome in twins.values:
        values = point_means(twins, outcome).set_index("point")["difference"].reindex(design["point"]).to_numpy()
        found.append(sobol(design.assign(**{outcome: values}), source.factors, outcome, pairs).assign(outcome=outcome))
    return pd.concat(found, ignore_index=True)


def _figure(table: pd.DataFrame, outcomes: Sequence[str], look: Look, source: Source, lang: str) -> Any:
    rows, columns = _grid(look, len(outcomes))
    high = 0.34 * (1 + table.groupby("outcome").size().max()) if isinstance(look, Cases) else 3.0
    width = 4.0 * columns
    size = min(LARGEST, width / WIDE)
    figure, panels = canvas(width, max(2.2, high) * rows + 1.1, columns, rows, squeeze=False)
    places = iter(panels.ravel())
    for group in look.by if isinstance(look, Lines) else [""]:
        for k, outcome in enumerate(outcomes):
            axes, mine = next(places), table[table["outcome"] == outcome]
            _panel(mine, outcome, look, group, axes, source, lang, k % columns == 0)
            axes.set_title(_title(outcome, lang, int(44 / size)), fontsize=9.5, loc="left")
            axes.set_xlabel(broken(axes.get_xlabel(), int(40 / size)))
    for axes in places:
        axes.set_axis_off()
    name = str(source.passport.get("experiment", ""))
    title = finding(table, outcomes, look, source.forms, lang) if _finds(look) else words(lang)[f"answer_{name}"]
    figure.suptitle(broken(title, int(9 * width / size)), x=0.01, ha="left", fontsize=12, fontweight="bold")
    _enlarge(figure, size)
    set_caption(figure, _caption(table, look, source, lang), size)
    return figure


def _title(outcome: str, lang: str, wide: int) -> str:
    """Return the name of an outcome, on two lines if it is long; its unit stays in one."""
    whole = re.sub(r"\([^)]*\)", lambda unit: unit[0].replace(" ", "\u00a0"), name_of(outcome, lang))
    return broken(whole, wide)


def _finds(look: Look) -> bool:
    return isinstance(look, Lines) and look.finding


def _grid(look: Look, many: int) -> tuple[int, int]:
    """Return rows and columns of panels: a row a second factor, or two rows of what there is."""
    if isinstance(look, Lines) and len(look.by) > 1:
        return len(look.by), many
    columns = many if many < 4 else (many + 1) // 2
    return -(-many // columns), columns


def _panel(
    mine: pd.DataFrame, outcome: str, look: Look, by: str, axes: Any, source: Source, lang: str, first: bool
) -> None:
    forms, better = source.forms, BETTER[outcome]
    if isinstance(look, Sobol):
        draw_sobol(mine, axes, lang)
        if axes is not axes.figure.axes[0]:
            axes.get_legend().remove()
    elif isinstance(look, Map):
        draw_regime_map(mine, look.x, look.y, axes, better, SMALLEST.get(outcome, 0.0), lang, forms)
    elif isinstance(look, Cases):
        labels = [_case(each, mine, look, lang) if first else "" for each in mine.to_dict("records")]
        estimates = mine.assign(estimate=mine["difference"], label=labels)
        draw_forest(estimates, axes, lang, SMALLEST.get(outcome, 0.0), better, forms, written=False)
        if better < 0:
            axes.invert_xaxis()
        names = {"first": name_of(forms[0], lang), "last": name_of(forms[-1], lang)}
        axes.set_xlabel(words(lang)("fig_towards" if better else "fig_less", **names))
    elif by == FORM:
        draw_each(mine, outcome, look.x, axes, forms, lang)
    else:
        kept = mine[mine[by].notna()] if by else mine
        draw_effect_lines(kept, outcome, look.x, axes, by, forms, lang, first)


def _case(each: dict[Any, Any], table: pd.DataFrame, look: Cases, lang: str) -> str:
    """Name a case by what is not as in the first one; a preset by its name."""
    if len(look.factors) == 1 and isinstance(each[look.factors[0]], str):
        preset = each[look.factors[0]]  # whose name may be that of a setting, too
        return words(lang).get(f"arm_{preset}") or name_of(preset, lang)
    moved = [name for name in look.factors if each[name] != table[name].iloc[0]]
    if len(moved) == len(look.factors) > 1:
        return words(lang)["arm_all"]
    return " + ".join(short_name(name, lang) for name in moved) or words(lang)["arm_none"]


def finding(table: pd.DataFrame, outcomes: Sequence[str], look: Any, forms: Sequence[str], lang: str) -> str:
    """Say in one sentence what a picture shows: of the outcome that turns most, who is ahead at its ends."""
    ordered = {name: table[table["outcome"] == name].sort_values(look.x) for name in outcomes}
    spans = {name: np.ptp(each["difference"].iloc[[0, -1]]) / SMALLEST[name] for name, each in ordered.items()}
    name = max(spans, key=lambda each: spans[each])
    ends = [ordered[name].iloc[0], ordered[name].iloc[-1]]
    say = words(lang)
    who = [name_of(each["better"], lang) if each["verdict"] == "ahead" else say["fig_nobody"] for each in ends]
    key = "fig_finding_same" if who[0] == who[1] else "fig_finding_turns"
    levels = [short_number(float(each[look.x]), lang) for each in ends]
    said = {"outcome": say[f"answer_in_{name}"], "factor": name_of(look.x, lang)}
    return say(key, **said, first=who[0], last=who[1], low=levels[0], high=levels[1])


def _caption(table: pd.DataFrame, look: Look, source: Source, lang: str) -> str:
    say, paired, more = words(lang), len(source.forms) > 1, []
    if isinstance(look, Map):
        more = [*colour_words(source.forms, lang), say["fig_map_undecided"]]
    elif paired and isinstance(look, Lines) and FORM not in look.by:
        more = [say["fig_grey_band"], say["fig_marks" if look.finding else "fig_marks_by"]]
    elif paired and isinstance(look, Cases):
        more = [say["fig_shaded"], say["fig_hollow"]]
    more += [say["fig_limit"]] if _finds(look) else [say["fig_calibrated"]]
    unit = "base" if isinstance(look, Sobol) else "twins" if paired else "worlds"
    band = "interval_sobol" if isinstance(look, Sobol) else "interval_bca"
    known = table["n"][table["n"] > 0]  # an outcome that a point does not have has an n of 0
    seeds = source.seeds if isinstance(look, Sobol) else source.first_seeds(int(known.max()))
    return caption_text(lang, int(known.min()), unit, band, seeds, source.digest, more)


def _enlarge(figure: Any, by: float) -> None:
    """Make all words of a figure so many times as large."""
    for text in figure.findobj(Text):
        text.set_fontsize(text.get_fontsize() * by)
    for axes in figure.axes:
        axes.tick_params(labelsize=8 * by)
