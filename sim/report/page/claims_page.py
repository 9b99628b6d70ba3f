"""The page of the ledger: all claims at a glance, who wins where, the crossing by size, then claim by claim."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sim.errors import InputError
from sim.experiment.store import read_passport
from sim.locale import count, decimal, number, words
from sim.metrics import HEADLINE
from sim.report.claims_text import counts_sentence, done_sentence, interval, percent, seeds_of
from sim.report.figures.forest import draw_forest, draw_knockouts, draw_ledger
from sim.report.figures.maps import draw_losing_map
from sim.report.figures.style import broken, canvas, caption_text
from sim.report.page.parts import Page, Picture, Section, Table, picture
from sim.report.page.sources import Source
from sim.report.text import name_of
from sim.stats.power import power_of_share
from sim.stats.verdict import FEWEST_POINTS

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
        raise InputError("cannot_be_read", path, why=str(wrong).splitlines()[0][:100]) from None
    if not isinstance(found, dict) or any(not isinstance(found.get(name), kind) for name, kind in PARTS.items()):
        raise InputError("no_ledger", path)
    if signed not in (None, hashlib.sha256(content).hexdigest()):
        raise InputError("not_as_signed", path)
    return found


def claims_page(source: Source, lang: str) -> Page:
    """Make the page of a ledger."""
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
    return words(lang)("claims_power", points=points, **chances)


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
        "claims_size": say("claims_size_said", **size) if size else "",
        "claims_space": say("claims_space_size", n=len(about.get("space", []))),
        "page_runs": count(ledger["years"], lang),
        "page_failed": str(ledger["failed"]),
        "page_model": f"treillis {product.get('model', '')}",
        "page_commit": str(product.get("commit", ""))[:12],
        "page_wall": f"{ledger['seconds']} s",
    }
    return [(say[key], value) for key, value in lines.items() if value]


def entry(claim: Mapping[str, Any], digest: str, seeds: str, lang: str) -> Section:
    """Make the section of one claim."""
    say, said = words(lang), claim["words"]
    head = say("claims_entry_head", id=claim["id"], short=said["short"][lang])
    sentences = [
        said["statement"][lang],
        say("claims_source", source=claim["source"], derivation=say[f"claims_{claim['derivation']}"]),
        say("claims_prediction", prediction=said["prediction"][lang]),
        say("claims_not_where", not_where=said["not_where"][lang]),
        say(
            "claims_verdict",
            verdict=say[f"verdict_{claim['verdict']}"],
            pi=percent(claim["pi"], lang),
            low=percent(claim["low"], lang),
            high=percent(claim["high"], lang),
            n=claim["n"],
            worlds=claim["worlds"],
            p=chance(claim["p_holm"], lang),
        ),
        *_shares_said(claim, lang),
        *_not_known(claim, lang),
    ]
    tables = [_parts_table(claim, lang), *_ladder(claim, lang), *_regions(claim, lang), *_break_even(claim, lang)]
    return Section(head, sentences, _knockouts(claim, digest, seeds, lang), [*tables, *_also(claim, lang)])


def _shares_said(claim: Mapping[str, Any], lang: str) -> list[str]:
    """Say at how many points it is negligible, contrary, or has the sign predicted; and what was set apart."""
    say, shares = words(lang), {key: percent(claim[key], lang) for key in ("negligible", "contrary", "agrees")}
    ends = {end: percent(claim[f"agrees_{end}"], lang) for end in ("low", "high")}
    found = [say("claims_shares", **shares, **ends)] if claim["n"] else []
    crowded = claim["overload"]
    pi = percent(crowded["pi"], lang)
    return [*found, *([say("claims_overload", n=crowded["n"], pi=pi)] if crowded["n"] else [])]


def _not_known(claim: Mapping[str, Any], lang: str) -> list[str]:
    """Say at how many points there was no number, and that too few had one."""
    say, known = words(lang), claim.get("known", claim["n"])
    found = [say("claims_unknown", n=claim["n"] - known)] if known < claim["n"] else []
    return [*found, *([say("claims_too_few", n=known)] if known < FEWEST_POINTS else [])]


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
    return re.sub(r"\d\.\d", lambda found: decimal(found[0], lang), named)


def _parts_table(claim: Mapping[str, Any], lang: str) -> Table:
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
    return say("claims_contrast", arms=said, measure=measure_name(measures[0], lang))


def measure_name(measure: str, lang: str) -> str:
    """Write a measure in words, its days beside it."""
    if measure.startswith("novel:"):
        return words(lang)("claims_novel", measure=measure_name(measure.removeprefix("novel:"), lang))
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


KINDS = ("mechanical", "organic", "hybrid")


def wins_sentences(ledger: Mapping[str, Any], lang: str) -> list[str]:
    """Say of each outcome in how much of the space each wins; nothing where nobody competed."""
    compete, say, found = ledger["compete"], words(lang), []
    for name in HEADLINE if compete else ():
        shares = {each["form"]: each["share"] for each in compete["shares"] if each["outcome"] == name}
        found.append(
            say(
                "claims_summary_wins",
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
    two = Table(say["claims_two"], ["", *alone, "n"], _shares_rows(compete["two"], lang, KINDS[:2]))
    shares = Table(say["claims_wins"], ["", *names, "n"], _shares_rows(compete["shares"], lang))
    in_load = [Table(say["claims_in_load"], ["", *names, "n"], _shares_rows(compete["in_load"], lang))]
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
    """Draw where each loses: a row an outcome, a panel for each who competes."""
    who = {kind: words(lang)["claims_hybrid"] if kind == "hybrid" else name_of(kind, lang) for kind in KINDS}
    figure, panels = canvas(10.5, 3.1 * len(found), columns=len(KINDS), rows=len(found), squeeze=False)
    for row, (name, each) in zip(panels, found.items(), strict=True):
        x, y = (factor["factor"] for factor in each["factors"])
        cells = pd.DataFrame(each["cells"]).astype({"share": float})
        for kind, axes in zip(KINDS, row, strict=True):
            draw_losing_map(cells[cells["kind"] == kind], x, y, axes, lang)
            axes.set_title(f"{broken(name_of(name, lang), 38)}\n{who[kind]}", fontsize=8.5, loc="left")
    return figure


def _shares_rows(found: list[Mapping[str, Any]], lang: str, kinds: Sequence[str] = KINDS) -> list[list[str]]:
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
    return Table(say("claims_loses", outcome=say[name]), header, rows, say["claims_regions_note"])


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
    title = say("claims_budgets", outcome=say[name])
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


SIZES = {"Lit01": 43, "Lit02": 156, "Lit03": 341}
"""Claims of the crossing, and how many people they are about."""
WORLDS = ("calm", "turbulence")
"""What the two parts of each of them are about."""
OFF = {"none": "fig_whole", "switched_off": "off_free_handoffs"}
"""What they name as their mechanism: hand-offs."""
SAME = "free_handoffs"
"""A knock-out of one of them, which is that mechanism once more."""
BETTER = -1
"""A shorter delay."""


def crossing(ledger: Mapping[str, Any], lang: str) -> list[Section]:
    """Make the section that sets the sizes side by side; none where fewer than two of them were asked for."""
    found = _sizes(ledger)
    if len(found) < 2:
        return []
    say, picture_of = words(lang), [_crossing_picture(found, ledger, lang)]
    return [Section(say["claims_crossing"], [say["claims_crossing_said"]], picture_of, crossing_tables(ledger, lang))]


def crossing_tables(ledger: Mapping[str, Any], lang: str) -> list[Table]:
    """Make its tables: what was found at each size, and what is left with one mechanism switched off."""
    found = _sizes(ledger)
    return [_crossing_table(found, lang), _crossing_knockouts(found, lang)]


def _sizes(ledger: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {each["id"]: each for each in ledger["claims"] if each["id"] in SIZES and each["n"]}


def _crossing_table(found: Mapping[str, Any], lang: str) -> Table:
    say = words(lang)
    header = [say["claims_people"], *(say[f"claims_{each}"] for each in WORLDS), say["claims_crosses"], "n"]
    rows = [
        [
            str(SIZES[name]),
            *(interval(part["effect"], part["low"], part["high"], lang, 2) for part in each["parts"]),
            f"{percent(each['pi'], lang)} [{percent(each['low'], lang)} ; {percent(each['high'], lang)}]",
            str(each["n"]),
        ]
        for name, each in found.items()
    ]
    return Table(say["claims_crossing_table"], header, rows, say["claims_crossing_note"])


def _crossing_knockouts(found: Mapping[str, Any], lang: str) -> Table:
    say = words(lang)
    header = [say["claims_people"], say["claims_off"], say["claims_calm"], say["claims_crosses"], "n"]
    rows = [
        [
            str(SIZES[name]),
            say[OFF.get(each["off"], f"off_{each['off']}")],
            interval(each["estimate"], each["low"], each["high"], lang, 2),
            percent(each["pi"], lang),
            str(each["n"]),
        ]
        for name, claim in found.items()
        for each in claim["knockouts"]
        if each["off"] != SAME
    ]
    return Table(say["claims_crossing_knockouts"], header, rows)


def _crossing_picture(found: Mapping[str, Any], ledger: Mapping[str, Any], lang: str) -> Picture:
    say = words(lang)
    rows = [
        {
            "label": say("claims_crossing_label", people=SIZES[name], world=say[f"claims_{world}"], n=part["n"]),
            **{new: _known(part[old]) for new, old in (("estimate", "effect"), ("low", "low"), ("high", "high"))},
            "n": part["n"],
        }
        for name, each in found.items()
        for world, part in zip(WORLDS, each["parts"], strict=True)
    ]
    figure, axes = canvas(9.0, 1.0 + 0.36 * len(rows))
    draw_forest(pd.DataFrame(rows).dropna(), axes, lang, _smallest(found), BETTER)
    axes.set_xlabel(say["claims_crossing_axis"])
    n = min(each["n"] for each in found.values())
    caption = caption_text(
        lang, n, "points", "interval_points", seeds_of(ledger, lang), ledger["hash"], [say["fig_hollow"]]
    )
    return picture(figure, "", caption)


def _smallest(found: Mapping[str, Any]) -> float:
    return next(abs(part["smallest"]) for each in found.values() for part in each["parts"])
