"""One claim on the page of the ledger: what was predicted, what came of it, its null ladder and knock-outs."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.report.claims_text import interval, percent
from sim.report.figures.knockouts import draw_knockouts
from sim.report.figures.style import canvas, caption_text, name_of
from sim.report.page.parts import Picture, Section, Table, picture
from sim.report.words import number, words


def entry(claim: Mapping[str, Any], digest: str, lang: str) -> Section:
    """Make the section of one claim.

    Parameters
    ----------
    claim : mapping
        As kept in ``ledger.json``.
    digest : str
        Hash of the ledger.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    Section
        Sentences, a figure of knock-outs where there are several, tables.
    """
    say, said = words(lang), claim["words"]
    head = say["claims_entry_head"].format(id=claim["id"], short=said["short"][lang])
    sentences = [
        said["statement"][lang],
        say["claims_source"].format(source=claim["source"], derivation=say[f"claims_{claim['derivation']}"]),
        say["claims_prediction"].format(prediction=said["prediction"][lang]),
        say["claims_not_where"].format(not_where=said["not_where"][lang]),
        say["claims_verdict"].format(
            verdict=say[f"verdict_{claim['verdict']}"],
            pi=percent(claim["pi"], lang),
            low=percent(claim["low"], lang),
            high=percent(claim["high"], lang),
            n=claim["n"],
            worlds=claim["worlds"],
            p="–" if claim["p_holm"] is None else number(claim["p_holm"], lang, 3),
        ),
    ]
    tables = [_parts(claim, lang), *_ladder(claim, lang), *_regions(claim, lang), *_break_even(claim, lang)]
    return Section(head, sentences, _knockouts(claim, digest, lang), [*tables, *_also(claim, lang)])


def region_name(region: str, lang: str) -> str:
    """Write a region in words: ``culture.trust < 0.5 & ...`` with the names of settings.

    Examples
    --------
    >>> region_name("culture.trust < 0.5", "fr")
    'confiance < 0,5'
    """
    if region == "everywhere":
        return words(lang)["claims_everywhere"]
    named = re.sub(r"[a-z]+\.[a-z_]+", lambda found: name_of(found[0], lang), region)
    named = named.replace(">=", "≥").replace(" & ", " · ")
    return re.sub(r"(\d)\.(\d)", r"\1,\2", named) if lang == "fr" else named


def _parts(claim: Mapping[str, Any], lang: str) -> Table:
    say = words(lang)
    header = [say[f"claims_{key}"] for key in ("part", "mean", "smallest", "holds")]
    rows = []
    for each in claim["parts"]:
        way = ">" if each["sign"] > 0 else "<"
        wanted = f"{way} {number(each['sign'] * each['smallest'], lang, 3)}"
        effect = interval(each["effect"], each["low"], each["high"], lang, 3)
        rows.append([_contrast(each["terms"], lang), effect, wanted, percent(each["holds"], lang), str(each["n"])])
    return Table(say["claims_parts"], [*header, "n"], rows)


def _contrast(terms: str, lang: str) -> str:
    """Write ``+1 with decision_lead -1 without decision_lead`` as words: ``with − without: decision time``."""
    found = re.findall(r"([+-][\d.]+) (\w+) ([^+-]\S*(?: \S+)*?)(?= [+-][\d.]+ |$)", terms)
    say = words(lang)
    measures = list(dict.fromkeys(measure for _, _, measure in found))
    arms = []
    for weight, arm, measure in found:
        size = abs(float(weight))
        sign = "−" if weight.startswith("-") else "+"
        times = "" if size == 1 else f"{number(size, lang, 1)} × "
        of = f" ({measure_name(measure, lang)})" if len(measures) > 1 else ""
        arms.append(f"{sign} {times}{say.get(f'arm_{arm}') or name_of(arm, lang)}{of}")
    said = " ".join(arms).removeprefix("+ ")
    if len(measures) > 1:
        return said
    return say["claims_contrast"].format(arms=said, measure=measure_name(measures[0], lang))


def measure_name(measure: str, lang: str) -> str:
    """Write a measure in words, its days beside it."""
    bare, _, days = measure.partition("@")
    bare = re.sub(r"/\w+$", "", bare)
    named = name_of(bare, lang) if not bare.startswith("log ") else f"log {name_of(bare[4:], lang)}"
    return f"{named} @ {days}" if days else named


def _ladder(claim: Mapping[str, Any], lang: str) -> list[Table]:
    if not claim["ladder"]:
        return []
    say = words(lang)
    rows = [
        [
            say[f"claims_{each['rung'].lower()}"],
            percent(each["pi"], lang),
            "–" if each["most"] is None else number(each["most"], lang, 3),
            say["claims_yes" if each["shows"] else "claims_no"],
            str(each["n"]),
        ]
        for each in claim["ladder"]
    ]
    header = [say[f"claims_{key}"] for key in ("rung", "share", "most", "shows")]
    return [Table(say["claims_ladder"], [*header, "n"], rows)]


def _regions(claim: Mapping[str, Any], lang: str) -> list[Table]:
    say = words(lang)
    return [_region_table(say["claims_regions"], claim["regions"], lang)] if len(claim["regions"]) > 1 else []


def _region_table(title: str, found: Sequence[Mapping[str, Any]], lang: str) -> Table:
    say = words(lang)
    rows = [[region_name(each["region"], lang), percent(each["share"], lang), str(each["n"])] for each in found]
    return Table(title, [say["claims_region"], say["claims_holds"], "n"], rows, say["claims_regions_note"])


def _break_even(claim: Mapping[str, Any], lang: str) -> list[Table]:
    if not claim["break_even"]:
        return []
    say = words(lang)
    rows = [
        [name_of(each["factor"], lang), interval(each["estimate"], each["low"], each["high"], lang, 2), str(each["n"])]
        for each in claim["break_even"]["follows"]
    ]
    follows = Table(say["claims_follows"], ["", "r", "n"], rows, say["claims_follows_note"])
    return [_region_table(say["claims_break_even"], claim["break_even"]["regions"], lang), *([follows] if rows else [])]


def _also(claim: Mapping[str, Any], lang: str) -> list[Table]:
    say = words(lang)
    rows = [
        [
            measure_name(each["measure"], lang),
            interval(each["effect"], each["low"], each["high"], lang, 3),
            str(each["n"]),
        ]
        for each in claim["also"]
    ]
    return [Table(say["claims_also"], ["", say["claims_mean"], "n"], rows)] if rows else []


def _knockouts(claim: Mapping[str, Any], digest: str, lang: str) -> list[Picture]:
    known = [each for each in claim["knockouts"] if each["estimate"] is not None and each["low"] is not None]
    if len(known) < 2:
        return []
    say = words(lang)
    table = pd.DataFrame(known)
    table["off"] = [each if each == "none" else say[f"off_{each}"] for each in table["off"]]
    figure, axes = canvas(8.5, 0.9 + 0.34 * len(table))
    draw_knockouts(table, axes, lang)
    axes.set_xlabel(_contrast(claim["parts"][0]["terms"], lang), fontsize=8)
    caption = caption_text(lang, int(table["n"].min()), "points", "interval_bca", "", digest)
    return [picture(figure, say["claims_knockouts"], caption)] if not math.isnan(float(table["n"].min())) else []
