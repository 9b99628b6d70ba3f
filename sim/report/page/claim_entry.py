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
from sim.stats.verdict import FEWEST_POINTS


def entry(claim: Mapping[str, Any], digest: str, seeds: str, lang: str) -> Section:
    """Make the section of one claim.

    Parameters
    ----------
    claim : mapping
        As kept in ``ledger.json``.
    digest, seeds : str
        Hash of the ledger, and where its seeds come from.
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
            p=chance(claim["p_holm"], lang),
        ),
        *_words(claim, lang),
        *_not_known(claim, lang),
    ]
    tables = [_parts(claim, lang), *_ladder(claim, lang), *_regions(claim, lang), *_break_even(claim, lang)]
    return Section(head, sentences, _knockouts(claim, digest, seeds, lang), [*tables, *_also(claim, lang)])


def _words(claim: Mapping[str, Any], lang: str) -> list[str]:
    """Say at how many points it is negligible, contrary, or has the sign predicted; and what was set apart."""
    say, shares = words(lang), {key: percent(claim[key], lang) for key in ("negligible", "contrary", "agrees")}
    ends = {end: percent(claim[f"agrees_{end}"], lang) for end in ("low", "high")}
    found = [say["claims_shares"].format(**shares, **ends)] if claim["n"] else []
    crowded = claim["overload"]
    pi = percent(crowded["pi"], lang)
    return [*found, *([say["claims_overload"].format(n=crowded["n"], pi=pi)] if crowded["n"] else [])]


def _not_known(claim: Mapping[str, Any], lang: str) -> list[str]:
    """Say at how many points there was no number, and that too few had one."""
    say, known = words(lang), claim.get("known", claim["n"])
    found = [say["claims_unknown"].format(n=claim["n"] - known)] if known < claim["n"] else []
    return [*found, *([say["claims_too_few"].format(n=known)] if known < FEWEST_POINTS else [])]


def chance(p: float | None, lang: str) -> str:
    """Write a p-value; ``–`` for none.

    Examples
    --------
    >>> chance(0.0321, "en"), chance(1e-9, "fr"), chance(None, "en")
    ('0.032', '< 0,001', '–')
    """
    if p is None or p != p:
        return "–"
    return f"< {number(0.001, lang, 3)}" if p < 0.001 else number(p, lang, 3)


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
    header = [say[f"claims_{key}"] for key in ("part", "mean", "smallest", "holds", "contrary")]
    rows = []
    for each in claim["parts"]:
        way = ">" if each["sign"] > 0 else "<"
        wanted = f"{way}\u00a0{number(each['sign'] * each['smallest'], lang, 3)}"
        effect = interval(each["effect"], each["low"], each["high"], lang, 3)
        shares = [percent(each.get(key), lang) for key in ("holds", "contrary")]
        rows.append([_contrast(each["terms"], lang), effect, wanted, *shares, str(each["n"])])
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
    if measure.startswith("novel:"):
        return words(lang)["claims_novel"].format(measure=measure_name(measure.removeprefix("novel:"), lang))
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
            _share(each, lang),
            "–" if each["most"] is None else number(each["most"], lang, 3),
            "–" if each["shows"] is None else say["claims_yes" if each["shows"] else "claims_no"],
            chance(each.get("apart"), lang),
            str(each.get("known", each["n"])),
        ]
        for each in claim["ladder"]
    ]
    header = [say[f"claims_{key}"] for key in ("rung", "share", "most", "shows", "apart")]
    return [Table(say["claims_ladder"], [*header, "n"], rows, say["claims_ladder_note"])]


def _share(each: Mapping[str, Any], lang: str, low: str = "low", high: str = "high") -> str:
    ends = [number(100 * each[end], lang, 0) for end in (low, high)]
    return f"{percent(each['pi'] if 'pi' in each else each['share'], lang)} [{ends[0]} ; {ends[1]}]"


def _regions(claim: Mapping[str, Any], lang: str) -> list[Table]:
    say = words(lang)
    return [_region_table(say["claims_regions"], claim["regions"], lang)] if len(claim["regions"]) > 1 else []


def _region_table(title: str, found: Sequence[Mapping[str, Any]], lang: str) -> Table:
    say = words(lang)
    rows = [[region_name(each["region"], lang), _share(each, lang), str(each["n"])] for each in found]
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


def _knockouts(claim: Mapping[str, Any], digest: str, seeds: str, lang: str) -> list[Picture]:
    known = [each for each in claim["knockouts"] if each["estimate"] is not None and each["low"] is not None]
    if len(known) < 2:
        return []
    say = words(lang)
    table = pd.DataFrame(known)
    table["off"] = [each if each == "none" else say[f"off_{each}"] for each in table["off"]]
    figure, axes = canvas(8.5, 0.9 + 0.34 * len(table))
    draw_knockouts(table, axes, lang)
    axes.set_xlabel(_contrast(claim["parts"][0]["terms"], lang), fontsize=8)
    caption = caption_text(lang, int(table["n"].min()), "points", "interval_points", seeds, digest)
    return [picture(figure, say["claims_knockouts"], caption)] if not math.isnan(float(table["n"].min())) else []
