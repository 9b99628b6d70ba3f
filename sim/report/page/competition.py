"""Who wins where, on the page of the ledger: shares of the space, maps and regions of losing, best against best."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sim.metrics import HEADLINE
from sim.report.claims_text import percent, seeds_of
from sim.report.figures.losing_map import draw_losing_map
from sim.report.figures.style import broken, canvas, caption_text, name_of
from sim.report.page.claim_entry import region_name
from sim.report.page.parts import Picture, Section, Table, picture
from sim.report.words import number, words

KINDS = ("mechanical", "organic", "hybrid")


def wins_sentences(ledger: Mapping[str, Any], lang: str) -> list[str]:
    """Say of each outcome in how much of the space each wins; nothing where nobody competed."""
    compete, say, found = ledger["compete"], words(lang), []
    for name in HEADLINE if compete else ():
        shares = {each["form"]: each["share"] for each in compete["shares"] if each["outcome"] == name}
        found.append(
            say["claims_summary_wins"].format(
                outcome=say[f"page_name_{name}"],
                mechanical=percent(shares["mechanical"], lang),
                organic=percent(shares["organic"], lang),
                hybrids=percent(shares["hybrid"], lang),
                undecided=percent(shares["undecided"], lang),
                hybrid=say[f"hybrid_{compete['hybrid'][name]}"],
            )
        )
    return found


def competition(ledger: Mapping[str, Any], lang: str) -> list[Section]:
    """Make the section of who wins and loses where; none where nobody competed."""
    say, compete = words(lang), ledger["compete"]
    if not compete:
        return []
    names = [say["mechanical"], say["organic"], say["claims_hybrid"], say["page_undecided"]]
    alone = [names[0], names[1], names[3]]
    two = Table(say["claims_two"], ["", *alone, "n"], _shares(compete["two"], lang, KINDS[:2]))
    shares = Table(say["claims_wins"], ["", *names, "n"], _shares(compete["shares"], lang))
    in_load = [Table(say["claims_in_load"], ["", *names, "n"], _shares(compete["in_load"], lang))]
    regions = [_loses(name, compete["loses"][name], lang) for name in HEADLINE if any(compete["loses"][name].values())]
    budgets = [_budgets(name, compete["budgets"][name], lang) for name in HEADLINE if compete["budgets"][name]]
    tables = [two, shares, *(in_load if compete["in_load"] else []), *regions, *budgets]
    return [Section(say["claims_competition"], (), _maps(compete["maps"], ledger, lang), tables)]


def _maps(found: Mapping[str, Any], ledger: Mapping[str, Any], lang: str) -> list[Picture]:
    drawn = {name: each for name, each in found.items() if each}
    if not drawn:
        return []
    say = words(lang)
    n = sum(each["n"] for each in next(iter(drawn.values()))["cells"]) // len(KINDS)
    caption = caption_text(
        lang, n, "points", "cells_wilson", seeds_of(ledger, lang), ledger["hash"], [say["fig_losing"]]
    )
    return [picture(maps_figure(drawn, lang), say["claims_maps"], caption)]


def maps_figure(found: Mapping[str, Any], lang: str) -> Figure:
    """Draw where each loses: a row an outcome, a panel for each who competes.

    Parameters
    ----------
    found : mapping
        ``maps`` of a ledger, those that are there: by outcome ``factors`` and ``cells``.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    Figure
        Without a caption.
    """
    who = {kind: words(lang)["claims_hybrid"] if kind == "hybrid" else name_of(kind, lang) for kind in KINDS}
    figure, panels = canvas(10.5, 3.1 * len(found), columns=len(KINDS), rows=len(found), squeeze=False)
    for row, (name, each) in zip(panels, found.items(), strict=True):
        x, y = (factor["factor"] for factor in each["factors"])
        cells = pd.DataFrame(each["cells"]).astype({"share": float})
        for kind, axes in zip(KINDS, row, strict=True):
            draw_losing_map(cells[cells["kind"] == kind], x, y, axes, lang)
            axes.set_title(f"{broken(name_of(name, lang), 38)}\n{who[kind]}", fontsize=8.5, loc="left")
    return figure


def _shares(found: list[Mapping[str, Any]], lang: str, kinds: Sequence[str] = KINDS) -> list[list[str]]:
    rows = []
    for name in HEADLINE:
        mine = {each["form"]: each for each in found if each["outcome"] == name}
        if mine:
            cells = [
                f"{percent(mine[kind]['share'], lang)} [{number(100 * mine[kind]['low'], lang, 0)} ; "
                f"{number(100 * mine[kind]['high'], lang, 0)}]"
                for kind in (*kinds, "undecided")
            ]
            rows.append([words(lang)[name], *cells, str(mine["undecided"]["n"])])
    return rows


def _loses(name: str, found: Mapping[str, Any], lang: str) -> Table:
    say = words(lang)
    rows = [
        [say[kind], region_name(each["region"], lang), percent(each["share"], lang), str(each["n"])]
        for kind in KINDS
        for each in found[kind]
    ]
    header = [say["claims_who"], say["claims_region"], say["claims_lost"], "n"]
    return Table(say["claims_loses"].format(outcome=say[name]), header, rows, say["claims_regions_note"])


def _budgets(name: str, found: list[Mapping[str, Any]], lang: str) -> Table:
    say = words(lang)
    rows = [
        [
            number(each["budget"], lang, 3),
            say[each["kind"]],
            variant_name(str(each["variant"]), lang),
            number(_known(each["value"]), lang, 3),
            f"{number(_known(each['behind']), lang, 3)} [{number(_known(each['low']), lang, 3)} ; "
            f"{number(_known(each['high']), lang, 3)}]",
            str(each["n"]),
        ]
        for each in found
    ]
    header = [say["claims_budget"], say["claims_who"], say["claims_variant"], say["claims_value"], say["claims_behind"]]
    title = say["claims_budgets"].format(outcome=say[name])
    return Table(title, [*header, "n"], rows, say["claims_budgets_note"])


def variant_name(variant: str, lang: str) -> str:
    """Write which dials a variant turns, or what a hybrid is.

    Examples
    --------
    >>> variant_name("strategy_0", "en"), variant_name("pure", "fr")
    ('strategy 0', 'pure')
    """
    say = words(lang)
    if f"hybrid_{variant}" in say:
        return say[f"hybrid_{variant}"]
    turned = re.findall(r"([a-z_]+?)_(\d)(?:_|$)", variant)
    return ", ".join(f"{name_of(dial, lang)} {end}" for dial, end in turned) or say["claims_pure"]


def _known(value: Any) -> float:
    return math.nan if value is None else float(value)
