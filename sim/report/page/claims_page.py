"""The page of the ledger: all claims at a glance, who wins where, then claim by claim all that was found."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import InputError
from sim.experiment.store import read_passport
from sim.report.claims_text import counts_sentence, done_sentence, percent, seeds_of
from sim.report.figures.ledger import draw_ledger
from sim.report.figures.style import canvas, caption_text
from sim.report.page.claim_entry import entry
from sim.report.page.competition import competition, wins_sentences
from sim.report.page.crossing import crossing
from sim.report.page.parts import Page, Picture, Section, picture
from sim.report.page.sources import Source
from sim.report.words import count, words
from sim.stats.power import power_of_share

FILE = "ledger.json"
PARTS = {"claims": list, "compete": dict | None, "size": dict, "hash": str, "years": int, "left": int, "failed": int}
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
    summary = [done_sentence(ledger, lang), counts_sentence(ledger, lang), *wins_sentences(ledger, lang), status]
    if ledger["size"]["name"] == "quick":
        summary.append(say["claims_quick"])
    glance = Section(say["claims_overview"], [say["claims_rule"], _power(ledger, lang)], [_overview(ledger, lang)])
    between = [*competition(ledger, lang), *crossing(ledger, lang)]
    entries = [entry(each, ledger["hash"], seeds_of(ledger, lang), lang) for each in ledger["claims"]]
    summary.append(say["claims_drawn"])
    return Page(say["claims_title"], summary, [glance, *between, *entries], _passport(source, ledger, lang))


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
    caption = caption_text(lang, points, "points", "interval_wilson", seeds_of(ledger, lang), ledger["hash"])
    return picture(figure, "", caption)


def _passport(source: Source, ledger: Mapping[str, Any], lang: str) -> list[tuple[str, str]]:
    say, about = words(lang), source.passport
    registered, size = about.get("registration") or {}, about.get("size", {})
    product = about.get("product", {})
    lines = {
        "page_folder": source.folder.name,
        "page_hash": ledger["hash"],
        "claims_registration": str(registered.get("commit", "")),
        "claims_size": say["claims_size_said"].format(**size) if size else "",
        "claims_space": say["claims_space_size"].format(n=len(about.get("space", []))),
        "page_runs": count(ledger["years"], lang),
        "page_failed": str(ledger["failed"]),
        "page_model": f"treillis {product.get('model', '')}",
        "page_commit": str(product.get("commit", ""))[:12],
        "page_wall": f"{ledger['seconds']} s",
    }
    return [(say[key], value) for key, value in lines.items() if value]
