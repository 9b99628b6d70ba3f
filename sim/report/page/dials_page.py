"""The page of a study of the dials: what each has of the difference, and how to convert with the smallest valley."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.errors import InputError
from sim.locale import number, words
from sim.metrics import BETTER, HEADLINE
from sim.report.figures.bars import draw_attribution
from sim.report.figures.conversion_path import draw_conversion_path
from sim.report.figures.style import canvas, caption_text
from sim.report.page.parts import Page, Picture, Section, Table, picture
from sim.report.page.sources import DIALS_FILE, Source
from sim.report.page.space_of import panels_of
from sim.report.text import name_of
from sim.stats.conversion import best_order, path, valley
from sim.stats.shapley import coalitions, dial_shares
from sim.stats.verdict import SMALLEST


@dataclass(frozen=True)
class Corners:
    """What the corners of the dial space gave: rows with ``replicate``, dials and outcomes, and the dials' names."""

    rows: pd.DataFrame
    dials: tuple[str, ...]


@dataclass(frozen=True)
class Order:
    """One order of turning dials for one outcome: its steps, and its valley on years that did not choose it."""

    name: str
    order: tuple[str, ...]
    steps: pd.DataFrame
    depth: dict[str, float]


def read_corners(folder: Path, dials: tuple[str, ...]) -> Corners:
    """Read the corners of a study; raises `InputError` for a file that cannot be read."""
    try:
        rows = pq.read_table(folder / DIALS_FILE).to_pandas()
    except (pa.ArrowException, OSError) as wrong:
        raise InputError("cannot_be_read", folder / DIALS_FILE, why=str(wrong).splitlines()[0]) from None
    for column in ("world", "seed", *(f"dial_{each}" for each in dials), *HEADLINE):
        if column not in rows:
            raise InputError("lacks_column", folder / DIALS_FILE, column=column)
    named = rows.rename(columns={f"dial_{each}": each for each in dials})
    return Corners(named.assign(replicate=rows["world"] + " " + rows["seed"].astype(str)), dials)


def dials_page(source: Source, lang: str) -> Page:
    """Make the page of a study of the dials."""
    say, found = words(lang), read_corners(source.folder, tuple(source.passport["dials"]))
    shares = {name: dial_shares(found.rows, found.dials, name) for name in HEADLINE}
    paths = {name: paths_of(found, name) for name in HEADLINE}
    summary = [say("page_dials_done", corners=2 ** len(found.dials), years=found.rows["replicate"].nunique())]
    summary += [_sentence(name, shares[name], paths[name], lang) for name in HEADLINE]
    shared = Section(say["dials_figure"], (), [_shares_picture(shares, source, lang)])
    turned = [_path_picture(name, paths[name], source, lang) for name in HEADLINE]
    converted = Section(say["page_conversion"], [say["page_conversion_says"]], turned, [_valleys(paths, lang)])
    passport = [(say["page_hash"], source.digest), (say["page_factors"], ", ".join(found.dials))]
    model = str(source.passport.get("product", {}).get("model", ""))
    return Page(say["page_title_dials"], [*summary, say["calibrated"]], [shared, converted],
                [*passport, (say["page_model"], f"treillis {model}")])  # fmt: skip


def paths_of(found: Corners, name: str) -> list[Order]:
    """Follow three orders: as listed, reversed, and the one with the least bad worst step on every other year."""
    values, better = coalitions(found.rows, found.dials, name), BETTER[name]
    choosing, judging = values[::2], values[1::2] if len(values) > 1 else values
    orders = {
        "fig_as_listed": found.dials,
        "fig_reversed": found.dials[::-1],
        "fig_least_bad": tuple(best_order(choosing, found.dials, better)),
    }
    return [_path(key, order, judging, found.dials, better) for key, order in orders.items()]


def _path(key: str, order: tuple[str, ...], values: NDArray[np.float64], dials: tuple[str, ...], better: int) -> Order:
    return Order(key, order, path(values, dials, order, better), valley(values, dials, order, better))


def _sentence(name: str, shares: pd.DataFrame, paths: list[Order], lang: str) -> str:
    say, whole = words(lang), shares.iloc[-1]
    single = shares.iloc[:-1]
    largest = single.loc[single["estimate"].abs().idxmax()]
    least = next(each for each in paths if each.name == "fig_least_bad")
    return say(
        "page_dials_sentence",
        outcome=say[f"page_name_{name}"],
        whole=number(whole["estimate"], lang, 2, sign=True),
        low=number(whole["low"], lang, 2, sign=True),
        high=number(whole["high"], lang, 2, sign=True),
        dial=name_of(str(largest["dial"]), lang),
        share=number(largest["estimate"], lang, 2, sign=True),
        first=name_of(least.order[0], lang),
        depth=number(least.depth["estimate"], lang, 2),
    )


def _shares_picture(shares: dict[str, pd.DataFrame], source: Source, lang: str) -> Picture:
    rows = len(next(iter(shares.values())))
    figure, panels = panels_of(shares, 13.5, 1.0 + 0.3 * rows)
    for (name, table), axes in zip(shares.items(), panels, strict=True):
        draw_attribution(table, axes, BETTER[name], lang, SMALLEST[name])
        axes.set_title(name_of(name, lang), fontsize=9.5, loc="left")
    n = int(next(iter(shares.values()))["n"].min())
    more = [words(lang)["fig_shaded"], words(lang)["fig_hollow"]]
    return picture(figure, "", caption_text(lang, n, "worlds", "interval_bca", "", source.digest, more))


def _path_picture(name: str, paths: list[Order], source: Source, lang: str) -> Picture:
    shown = [each for each in paths if each.name != "fig_reversed"]  # three would hide one another; the table has all
    table = pd.concat([each.steps.assign(order=each.name) for each in shown], ignore_index=True)
    figure, axes = canvas(11.0, 5.6)
    draw_conversion_path(table, axes, lang)
    caption = caption_text(lang, int(table["n"].min()), "worlds", "means_alone", "", source.digest)
    return picture(figure, name_of(name, lang), caption)


def _valleys(paths: dict[str, list[Order]], lang: str) -> Table:
    say, rows = words(lang), []
    for name, found in paths.items():
        for each in found:
            depth = [number(each.depth[key], lang, 3) for key in ("estimate", "low", "high")]
            dials = ", ".join(name_of(dial, lang) for dial in each.order)
            n = str(int(each.depth["n"]))
            rows.append([say[name], say[each.name], f"{depth[0]} [{depth[1]} ; {depth[2]}]", dials, n])
    header = ["", say["page_order"], say["page_valley"], say["page_first_to_last"], "n"]
    return Table(say["page_valleys"], header, rows, say["page_valleys_note"])
