"""The page of a sweep or a comparison: its sentences, tables and pictures, and single seeds lived again."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim.checked import build
from sim.errors import InputError
from sim.experiment.compare import only_difference, sheet_of
from sim.experiment.identity import what_changed
from sim.experiment.summary import by_factor, read_twins
from sim.locale import ends, number, short_number, words
from sim.metrics import BETTER, HEADLINE
from sim.parameters import Settings
from sim.report.called import warnings_of
from sim.report.comparison import SHOWN
from sim.report.figures.style import PALE, colour_of
from sim.report.page import space_of as draw
from sim.report.page.lived_again import Again, live_again, lived
from sim.report.page.parts import Page, Picture, Section, Table, Verdict, Verdicts
from sim.report.page.sources import COMPARISON, SWEEP, Source
from sim.report.page.space_of import factor_sections, points_won
from sim.report.tables import (
    BY_NAME,
    Row,
    called,
    heads,
    judged_word,
    outcome_label,
    sentences,
    shown,
    table_of,
)
from sim.report.text import name_of
from sim.stats.paired import effects
from sim.stats.power import power_table
from sim.stats.verdict import AHEAD, EQUAL, FEWEST, SLIGHTLY, SMALLEST, UNCLEAR, verdict

OUTCOMES = tuple(dict.fromkeys([*HEADLINE, *SHOWN, "burnout_50_top", "burnout_50_middle", "burnout_50_deepest"]))
"""What a page reads of every run."""


def sweep_page(source: Source, lang: str) -> Page:
    """Make the page of a sweep or comparison."""
    say, rows = words(lang), source.rows(OUTCOMES)
    title = say(f"page_title_{source.kind}", name=str(source.passport.get("experiment", "")).replace("_", " "))
    table = effects(rows, SHOWN, source.forms[0], source.forms[-1]) if len(source.forms) > 1 else None
    sections: list[Section] = []
    if source.kind == COMPARISON:
        slots = {form: build(Settings, each["settings"]) for form, each in source.passport["organisations"].items()}
        sections = [*_sheet_sections(source, slots, lang), *_vain_sections(slots, lang)]
    sections += [_effects_section(table, source, pairs_of(rows, source), lang)] if table is not None else []
    sections += factor_sections(source, rows, lang)
    sections += [_people_section(rows, source, lang)]
    sections += [each for each in [_days_section(source, lang)] if each.sentences or each.pictures]
    said, passport = summary(source, rows, table, lang), passport_lines(source, lang)
    if table is None:
        return Page(title, said, sections, passport)
    pairs, first, last = pairs_of(rows, source), *(name_of(source.forms[k], lang) for k in (0, -1))
    verdicts = Verdicts(say("page_units", first=first, last=last), verdict_rows(source, table, pairs, lang))
    return Page(title, said, sections, passport, headline(source, table, pairs, lang), verdicts)


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
    return [Section(say("sheet_title", name=called(only.name, lang)), sentences(sheet, lang), (), [table])]


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
        Table(say["page_effects_table"], header, rows, say("page_effects_note", fewest=FEWEST)),
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
        return Section(say["page_days"], [say("page_not_again", why=why)])
    if again is None:
        return Section(say["page_days"])
    where = ", ".join(f"{name_of(path, lang)} {_value(value, lang)}" for path, value in again.point.items())
    said = [say("page_again", n=len(again.seeds), where=where)] if where and len(again.point) <= 6 else []
    return Section(say["page_days"], said, draw.again_pictures(again, lang, source.digest))


def _value(value: object, lang: str) -> str:
    return short_number(value, lang) if isinstance(value, int | float) else str(value)


def _lived(source: Source) -> Again | None:
    if source.kind != COMPARISON:
        return live_again(source)
    changed = what_changed(source.passport.get("product", {}).get("model"))
    if changed:
        raise InputError("told", why=changed)
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
    return say("page_design_said", **named) if kind else ""


def _commit(product: dict[str, Any], say: dict[str, str]) -> str:
    commit = str(product.get("commit", ""))
    return f"{commit[:12]} ({say['page_dirty']})" if commit and product.get("dirty") else commit[:12]


SENTENCES: Final = {
    AHEAD: "page_ahead",
    SLIGHTLY: "page_ahead_little",
    EQUAL: "page_ahead_equal",
    UNCLEAR: "page_ahead_none",
    "": "page_ahead_unknown",
}
"""What is said for each word of a verdict."""


SHORT = {AHEAD: "ahead", SLIGHTLY: "slightly", EQUAL: "equal", UNCLEAR: "unclear"}


def headline(source: Source, table: pd.DataFrame, pairs: int, lang: str) -> str:
    """Say in one sentence who is ahead on what, by the same verdicts as the table."""
    say, groups = words(lang), dict[tuple[str, str], list[str]]()
    for name, each in table.set_index("outcome").loc[list(HEADLINE)].iterrows():
        found = verdict(str(name), each["difference"], each["low"], each["high"], pairs)
        if not found.word:
            return say["page_headline_few"]
        form = name_of(source.forms[-1] if found.better > 0 else source.forms[0], lang) if found.better else ""
        groups.setdefault((SHORT[found.word], form), []).append(say[f"page_short_{name}"])
    order = sorted(groups, key=lambda group: list(SHORT.values()).index(group[0]))
    parts = [say(f"page_headline_{word}", form=form, outcomes=", ".join(groups[word, form])) for word, form in order]
    said = say.formats["semicolon"].join(parts)
    return f"{said[:1].upper()}{said[1:]}."


def verdict_rows(source: Source, table: pd.DataFrame, pairs: int, lang: str) -> list[Verdict]:
    """Set out the headline outcomes: who is better, the difference in natural units with its interval, and d_z."""
    rows = []
    for name, each in table.set_index("outcome").loc[list(HEADLINE)].iterrows():
        row = BY_NAME.get(str(name)) or Row(str(name), 1, 3)
        found = verdict(str(name), each["difference"], each["low"], each["high"], pairs)
        form = source.forms[-1] if found.better > 0 else source.forms[0]
        ahead = found.word in (AHEAD, SLIGHTLY)
        low, high = (shown(each[end], row, lang, sign=True, clear=ahead) for end in ("low", "high"))
        difference = f"{shown(each['difference'], row, lang, sign=True)} [{low} ; {high}]"
        d_z = number(each["d_z"], lang, 2, sign=True)
        colour = colour_of(form, source.forms) if ahead else PALE
        rows.append(Verdict(outcome_label(str(name), lang), _word(found.word, form, lang), colour, difference, d_z))
    return rows


def _word(word: str, form: str, lang: str) -> str:
    """Return what stands beside the chip of a verdict."""
    say, name = words(lang), name_of(form, lang)
    if word == SLIGHTLY:
        return say("page_slightly", form=name)
    return name if word == AHEAD else say[f"verdict_{SHORT[word]}"] if word else "–"


def pairs_of(rows: pd.DataFrame, source: Source) -> int:
    """Count the pairs of runs, those of every point together."""
    return len(rows) // max(1, len(source.forms))


def summary(source: Source, rows: pd.DataFrame, table: pd.DataFrame | None, lang: str) -> list[str]:
    """Write the summary of a sweep or a comparison."""
    say = words(lang)
    worlds, points = rows["replicate"].nunique(), rows["point"].nunique()
    forms = say["page_and"].join(_the(each, lang) for each in source.forms)
    done = say["page_done_sweep" if source.kind == SWEEP else "page_done_comparison"]
    said = [done.format(forms=forms, points=points, worlds=worlds, runs=len(rows))]
    if table is None:
        return [*said, say["page_one_form"], say["calibrated"]]
    by_name = table.set_index("outcome")
    outcomes = [_outcome(name, by_name.loc[name], source, pairs_of(rows, source), lang) for name in HEADLINE]
    if source.kind == SWEEP and source.factors:
        won = points_won(rows, source.forms)
        told = zip(HEADLINE, outcomes, strict=True)
        known = by_name["low"].notna()
        outcomes = [f"{each} {_where(name, source, won, lang)}" if known[name] else each for name, each in told]
    said += outcomes
    return [*said, say["calibrated"]]


def _outcome(name: str, each: pd.Series, source: Source, pairs: int, lang: str) -> str:
    say, found = words(lang), verdict(name, each["difference"], each["low"], each["high"], pairs)
    better = _the(source.forms[-1] if found.better > 0 else source.forms[0], lang)
    numbers = {
        "by": number(abs(each["difference"]), lang, 2),
        **dict(zip(("low", "high"), ends(each["low"], each["high"], lang), strict=True)),
        "n": int(each["n"]),
        "least": number(SMALLEST[name], lang, 2),
    }
    return say(SENTENCES[found.word], outcome=say[f"page_name_{name}"], form=better, **numbers)


def _the(form: str, lang: str) -> str:
    """Name an organisation within a sentence."""
    return words(lang).get(f"page_the_{form}") or name_of(form, lang)


def _where(name: str, source: Source, won: pd.DataFrame, lang: str) -> str:
    """Say at how many points each is better by enough to matter, and along which factor the difference turns most."""
    say, twins = words(lang), read_twins(source.folder, [name])
    mine = won[won["outcome"] == name].set_index("form")
    counts = (mine["share"] * mine["n"]).round().astype(int)
    said = say("page_at_points", 
        points=int(mine["n"].max()), last=counts[source.forms[-1]], first=counts[source.forms[0]],
        none=counts["undecided"], form_last=_the(source.forms[-1], lang), form_first=_the(source.forms[0], lang),
    )  # fmt: skip
    found = [_turn(each, twins, name) for each in source.factors if twins.points[each].nunique() <= 12]
    spans = [each for each in found if each is not None and each[0] > 0]  # what never differs turns with nothing
    if not spans:
        return said
    _, factor, low, high = max(spans, key=lambda each: each[0])
    numbers = {
        "factor": name_of(factor, lang),
        "from_level": _level(low[factor], lang),
        "to_level": _level(high[factor], lang),
        "from_value": number(low["difference"], lang, 2, sign=True),
        "to_value": number(high["difference"], lang, 2, sign=True),
    }
    return f"{said} {say('page_turns', **numbers)}"


def _turn(factor: str, twins: Any, name: str) -> tuple[float, str, pd.Series, pd.Series] | None:
    table = by_factor(twins, factor, name).sort_values(factor)
    if len(table) < 2:
        return None
    first, last = table.iloc[0], table.iloc[-1]
    return abs(last["difference"] - first["difference"]), factor, first, last


def _level(value: object, lang: str) -> str:
    return number(value, lang, 2).rstrip("0").rstrip(".,") if isinstance(value, float) else str(value)
