"""The page of a sweep or a comparison: what came out, where, and how surely."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.checked import build
from sim.errors import InputError
from sim.experiment.compare import only_difference, sheet_of
from sim.experiment.identity import what_changed
from sim.metrics import BETTER, HEADLINE
from sim.parameters import Settings
from sim.report.comparison import SHOWN
from sim.report.figures.style import name_of, plain
from sim.report.page import figures_of as draw
from sim.report.page.lived_again import Again, live_again, lived
from sim.report.page.parts import Page, Picture, Section, Table
from sim.report.page.sentences import pairs_of, summary
from sim.report.page.sources import COMPARISON, Source
from sim.report.page.space_of import factor_sections
from sim.report.screen_table import judged_word
from sim.report.sheet import called, heads, sentences, table_of
from sim.report.warnings import warnings_of
from sim.report.words import number, words
from sim.stats.paired import effects
from sim.stats.power import power_table
from sim.stats.verdict import FEWEST, SMALLEST, verdict

OUTCOMES = tuple(dict.fromkeys([*HEADLINE, *SHOWN, "burnout_50_top", "burnout_50_middle", "burnout_50_deepest"]))
"""What a page reads of every run."""


def sweep_page(source: Source, lang: str) -> Page:
    """Make the page of a sweep or comparison.

    Parameters
    ----------
    source : Source
        Of `sim.report.page.sources.open_source`.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    Page
        Ready to be rendered.
    """
    say, rows = words(lang), source.rows(OUTCOMES)
    title = say[f"page_title_{source.kind}"].format(name=str(source.passport.get("experiment", "")).replace("_", " "))
    table = effects(rows, SHOWN, source.forms[0], source.forms[-1]) if len(source.forms) > 1 else None
    sections: list[Section] = []
    if source.kind == COMPARISON:
        slots = {form: build(Settings, each["settings"]) for form, each in source.passport["organisations"].items()}
        sections = [*_sheet_sections(source, slots, lang), *_vain_sections(slots, lang)]
    sections += [_effects_section(table, source, pairs_of(rows, source), lang)] if table is not None else []
    sections += factor_sections(source, rows, lang)
    sections += [_people_section(rows, source, lang)]
    sections += [each for each in [_days_section(source, lang)] if each.sentences or each.pictures]
    return Page(title, summary(source, rows, table, lang), sections, passport_lines(source, lang))


def _vain_sections(slots: dict[str, Settings], lang: str) -> list[Section]:
    """Warn of what was set and cannot act."""
    told = warnings_of(slots, lang)
    return [Section(words(lang)["page_vain"], [f"{each}." for each in told])] if told else []


def _sheet_sections(source: Source, slots: dict[str, Settings], lang: str) -> list[Section]:
    """Return the effect sheet of a comparison whose organisations differ in one thing; nothing of any other."""
    rows = source.left_behind()
    if not rows.windows:
        return []
    only = only_difference(slots)
    if only is None:
        return []
    say, sheet = words(lang), sheet_of(only, rows, source.forms)
    note = f"{say['sheet_signs']} {say['sheet_note']}"
    table = Table("", ["", *heads(sheet, lang)], table_of(sheet, lang, full=True), note)
    return [Section(say["sheet_title"].format(name=called(only.name, lang)), sentences(sheet, lang), (), [table])]


def _effects_section(table: pd.DataFrame, source: Source, pairs: int, lang: str) -> Section:
    say = words(lang)
    about = (lang, source.seeds, source.digest)
    judged = table.assign(words=[name_of(each, lang) for each in table["outcome"]])
    names = [name_of(each, lang) for each in (source.forms[0], source.forms[-1])]
    header = ["", *names, say["difference"], say["interval"], say["screen_head_better"], "d_z",
              say["page_superiority"], say["page_gain"], "n"]  # fmt: skip
    rows = [_effect_row(each, names, pairs, lang) for each in judged.to_dict("records")]
    power = power_table(table[table["outcome"].isin(HEADLINE)], SMALLEST)
    powers = [_power_row(each, lang) for each in power.to_dict("records")]
    power_head = ["", *(say[f"page_{key}"] for key in ("smallest", "power", "visible", "twins_needed", "steady")), "n"]
    tables = [
        Table(say["page_effects_table"], header, rows, say["page_effects_note"].format(fewest=FEWEST)),
        Table(say["page_power_table"], power_head, powers, say["page_power_note"]),
    ]
    drawn = draw.effects_picture(table, source.forms, *about)
    return Section(say["page_who"], (), [drawn] if drawn else (), tables)


def _effect_row(each: dict[str, Any], names: Sequence[str], pairs: int, lang: str) -> list[str]:
    found = verdict(each["outcome"], each["difference"], each["low"], each["high"], pairs)
    better = judged_word(found, names, lang) if BETTER[each["outcome"]] else ""
    ends = "[{} ; {}]".format(*(number(each[end], lang, 3, sign=True) for end in ("low", "high")))
    means = [number(each[name], lang, 3) for name in ("first", "last")]
    numbers = [number(each["d_z"], lang, 2, sign=True), number(each["superiority"], lang, 2)]
    gain = number(each["gain"], lang, 1)
    difference = number(each["difference"], lang, 3, sign=True)
    return [each["words"], *means, difference, ends, better, *numbers, gain, str(each["n"])]


def _power_row(each: dict[str, Any], lang: str) -> list[str]:
    counts = ["–" if many is None or many != many else str(int(many)) for many in (each["twins"], each["steady"])]
    numbers = [number(each[name], lang, 2) for name in ("smallest", "power", "visible")]
    return [name_of(each["outcome"], lang), *numbers, *counts, str(each["n"])]


def _people_section(rows: pd.DataFrame, source: Source, lang: str) -> Section:
    table = draw.burnout_by_level(rows, source.forms)
    pictures: Sequence[Picture] = ()
    if not table.empty:
        pictures = [draw.worn_picture(table, lang, source.seeds, source.digest)]
    return Section(words(lang)["page_people"], (), pictures)


def _days_section(source: Source, lang: str) -> Section:
    say = words(lang)
    try:
        again = _lived(source)
    except InputError as why:
        return Section(say["page_days"], [say["page_not_again"].format(why=why)])
    if again is None:
        return Section(say["page_days"])
    where = ", ".join(f"{name_of(path, lang)} {_value(value, lang)}" for path, value in again.point.items())
    said = [say["page_again"].format(n=len(again.seeds), where=where)] if where and len(again.point) <= 6 else []
    return Section(say["page_days"], said, draw.again_pictures(again, lang, source.digest))


def _value(value: object, lang: str) -> str:
    return plain(value, lang) if isinstance(value, int | float) else str(value)


def _lived(source: Source) -> Again | None:
    if source.kind != COMPARISON:
        return live_again(source)
    changed = what_changed(source.passport.get("product", {}).get("model"))
    if changed:
        raise InputError(changed)
    kept = source.passport["organisations"]
    slots = {form: build(Settings, each["settings"]) for form, each in kept.items()}
    seeds = source.passport["seeds"]
    return lived(slots, range(seeds["first"], seeds["first"] + min(10, seeds["count"])), {})


def passport_lines(source: Source, lang: str) -> list[tuple[str, str]]:
    """Say where the numbers come from, line by line."""
    say, about = words(lang), source.passport
    product, design = about.get("product", {}), about.get("design", {})
    lines = {
        "page_folder": Path(source.folder).name,
        "page_hash": source.digest,
        "page_design": _design(design, say),
        "page_factors": ", ".join(source.factors),
        "page_seeds": source.seeds,
        "page_runs": str(about.get("runs", "")),
        "page_failed": str(about.get("failed", "")),
        "page_content": str(about.get("content_sha256", "")),
        "page_model": f"treillis {product.get('model', '')}",
        "page_commit": ", ".join(dict.fromkeys(_commit(each, say) for each in about.get("stretches") or [product])),
        "page_versions": ", ".join(f"{name} {each}" for name, each in about.get("versions", {}).items()),
        "page_machine": str(about.get("machine", {}).get("system", "")),
        "page_wall": _seconds(about.get("wall_seconds"), lang),
    }
    return [(say[key], value) for key, value in lines.items() if value]


def _seconds(seconds: Any, lang: str) -> str:
    return f"{number(seconds, lang, 1)} s" if isinstance(seconds, int | float) else ""


def _design(design: Any, say: dict[str, str]) -> str:
    if isinstance(design, str):
        return say.get(f"page_kind_{design}", design)
    kind = str(design.get("kind", ""))
    named = {"kind": say.get(f"page_kind_{kind}", kind), "points": design.get("points", "")}
    return say["page_design_said"].format(**named) if kind else ""


def _commit(product: dict[str, Any], say: dict[str, str]) -> str:
    commit = str(product.get("commit", ""))
    return f"{commit[:12]} ({say['page_dirty']})" if commit and product.get("dirty") else commit[:12]
