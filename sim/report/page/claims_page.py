"""The page of the ledger: all claims at a glance, who wins where, then claim by claim all that was found."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import InputError
from sim.experiment.analysis.stability import power_of_share
from sim.experiment.store.passports import read_passport
from sim.metrics import HEADLINE
from sim.report.claims_text import counts_sentence, done_sentence, percent
from sim.report.figures.ledger import draw_ledger
from sim.report.figures.style import canvas, caption_text, name_of
from sim.report.page.claim_entry import entry, region_name
from sim.report.page.parts import Page, Picture, Section, Table, picture
from sim.report.page.sources import Source
from sim.report.words import count, number, words

FILE = "ledger.json"
PARTS = {"claims": list, "compete": dict | None, "size": dict, "hash": str, "years": int, "failed": int}
"""What every ledger has."""


def read_ledger(folder: Path) -> dict[str, Any]:
    """Read a ledger that was kept; raises `InputError` where there is none, or not the one its passport signs."""
    path = folder / FILE
    signed = (read_passport(folder) or {}).get("content_sha256")
    try:
        content = path.read_bytes()
        found = json.loads(content)
    except (OSError, ValueError, RecursionError) as wrong:
        raise InputError(f"{path}: cannot be read: {str(wrong).splitlines()[0][:100]}") from None
    if not isinstance(found, dict) or any(not isinstance(found.get(name), kind) for name, kind in PARTS.items()):
        raise InputError(f"{path}: is no ledger")
    if signed not in (None, hashlib.sha256(content).hexdigest()):
        raise InputError(f"{path}: is not the one its passport signs; the same treillis claims writes it once more")
    return found


def claims_page(source: Source, lang: str) -> Page:
    """Make the page of a ledger.

    Parameters
    ----------
    source : Source
        A folder of ``treillis claims``.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    Page
        Ready to be rendered.
    """
    say, ledger = words(lang), read_ledger(source.folder)
    status = say["claims_explored" if ledger["explore"] is not None else "claims_confirmed"]
    summary = [done_sentence(ledger, lang), counts_sentence(ledger, lang), *_wins_sentences(ledger, lang), status]
    if ledger["size"]["name"] == "quick":
        summary.append(say["claims_quick"])
    glance = Section(say["claims_overview"], [say["claims_rule"], _power(ledger, lang)], [_overview(ledger, lang)])
    compete = [_competition(ledger, lang)] if ledger["compete"] else []
    entries = [entry(each, ledger["hash"], lang) for each in ledger["claims"]]
    summary.append(say["claims_drawn"])
    return Page(say["claims_title"], summary, [glance, *compete, *entries], _passport(source, ledger, lang))


def _power(ledger: Mapping[str, Any], lang: str) -> str:
    points = ledger["size"]["points"]
    chances = {name: percent(power_of_share(share, points), lang) for name, share in (("low", 0.9), ("high", 0.95))}
    return words(lang)["claims_power"].format(points=points, **chances)


def _overview(ledger: Mapping[str, Any], lang: str) -> Picture:
    rows = [
        {
            "claim": each["id"],
            "short": each["words"]["short"][lang],
            "verdict": each["verdict"],
            **{key: math.nan if each[key] is None else each[key] for key in ("pi", "low", "high")},
            "n": each["n"],
        }
        for each in ledger["claims"]
    ]
    figure, axes = canvas(10.0, 1.1 + 0.27 * len(rows))
    draw_ledger(pd.DataFrame(rows), axes, lang)
    points = max(each["n"] for each in ledger["claims"])
    caption = caption_text(lang, points, "points", "interval_wilson", "", ledger["hash"])
    return picture(figure, "", caption)


def _wins_sentences(ledger: Mapping[str, Any], lang: str) -> list[str]:
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


def _competition(ledger: Mapping[str, Any], lang: str) -> Section:
    say, compete = words(lang), ledger["compete"]
    names = [say["mechanical"], say["organic"], say["claims_hybrid"], say["page_undecided"]]
    shares = Table(say["claims_wins"], ["", *names, "n"], _shares(compete["shares"], lang))
    in_load = [Table(say["claims_in_load"], ["", *names, "n"], _shares(compete["in_load"], lang))]
    maps = [_loses(name, compete["loses"][name], lang) for name in HEADLINE if any(compete["loses"][name].values())]
    budgets = [_budgets(name, compete["budgets"][name], lang) for name in HEADLINE]
    return Section(
        say["claims_competition"], (), (), [shares, *(in_load if compete["in_load"] else []), *maps, *budgets]
    )


def _shares(found: list[Mapping[str, Any]], lang: str) -> list[list[str]]:
    rows = []
    for name in HEADLINE:
        mine = {each["form"]: each for each in found if each["outcome"] == name}
        if mine:
            cells = [
                f"{percent(mine[kind]['share'], lang)} [{number(100 * mine[kind]['low'], lang, 0)} ; "
                f"{number(100 * mine[kind]['high'], lang, 0)}]"
                for kind in ("mechanical", "organic", "hybrid", "undecided")
            ]
            rows.append([words(lang)[name], *cells, str(mine["hybrid"]["n"])])
    return rows


def _loses(name: str, found: Mapping[str, Any], lang: str) -> Table:
    say = words(lang)
    rows = [
        [say[kind], region_name(each["region"], lang), percent(each["share"], lang), str(each["n"])]
        for kind in ("mechanical", "organic", "hybrid")
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


def _passport(source: Source, ledger: Mapping[str, Any], lang: str) -> list[tuple[str, str]]:
    say, about = words(lang), source.passport
    registered, size = about.get("registration") or {}, about.get("size", {})
    product = about.get("product", {})
    lines = {
        "page_folder": source.folder.name,
        "page_hash": ledger["hash"],
        "claims_registration": str(registered.get("commit", "")),
        "claims_size": ", ".join(f"{key} {value}" for key, value in size.items()),
        "claims_space": say["claims_space_size"].format(n=len(about.get("space", []))),
        "page_runs": count(ledger["years"], lang),
        "page_failed": str(ledger["failed"]),
        "page_model": f"treillis {product.get('model', '')}",
        "page_commit": str(product.get("commit", ""))[:12],
        "page_wall": f"{ledger['seconds']} s",
    }
    return [(say[key], value) for key, value in lines.items() if value]
