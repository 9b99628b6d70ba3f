"""The comparison as one screen of verdicts and a table; and the table of one organisation."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.experiment.compare import Sheet
from sim.experiment.compose import chosen
from sim.experiment.paired import Difference
from sim.files.columns import aligned
from sim.locale import Texts, number, short_number, words
from sim.metrics import BETTER, HEADLINE
from sim.report.called import Called, cut
from sim.report.tables import (
    BY_NAME,
    GROUPS,
    ROWS,
    SCREEN,
    SHOWN,
    Row,
    painted,
    same,
    screen_lines,
    sentences,
    shown,
    table_lines,
    who_leads,
)
from sim.stats.estimate import FEW
from sim.stats.verdict import AHEAD, EQUAL, FEWEST, SLIGHTLY, SMALLEST

__all__ = ["SHOWN", "Comparison", "comparison_text"]

"""Outcomes with a sentence of their own: what is believed and what is done are told apart, never as one number."""
YEARS = 30
"""Years a comparison lives when nothing else is said."""
NAME = 14
"""Letters of a name in a sentence."""


@dataclass(frozen=True)
class Comparison:
    """What a screen is made of."""

    differences: Sequence[Difference]
    called: Called
    days: int
    people: int
    seeds: range
    figure: Path
    command: Sequence[str] = ("compare",)
    overrides: Sequence[str] = ()
    sheet: Sheet | None = None


def comparison_text(
    about: Comparison, lang: str, width: int = SCREEN, colour: bool = False, everything: bool = False
) -> str:
    """Write a comparison as one screen of 80 columns and 24 lines."""
    width = min(width, SCREEN)
    by_name = {each.outcome: each for each in about.differences}
    card = [_card(about.sheet, lang, width)] if about.sheet else []
    told = [
        _lines(about, by_name, lang, width, colour),
        _table(about, by_name, lang, width, colour, everything),
    ]
    parts = [
        _setting(about, lang, width),
        *card,
        *(told if everything or not card else told[1:] if own_rows(about) else []),
        _notes(about, by_name, lang, width, everything),
    ]
    return "\n\n".join("\n".join(part) for part in parts)


def _card(sheet: Sheet, lang: str, width: int) -> list[str]:
    """Set the effect sheet: what the change is for, the headline, who paid, and when it was even."""
    told = [*sentences(sheet, lang), words(lang)["sheet_signs"]]
    return [*screen_lines(sheet, lang, width), *(line for each in told for line in wrapped(each, width, "  "))]


def _table(
    about: Comparison, by_name: dict[str, Difference], lang: str, width: int, colour: bool, everything: bool
) -> list[str]:
    """Set the rows in one table, a blank line between groups."""
    groups = [*(GROUPS if everything else () if about.sheet else (ROWS,)), own_rows(about)]
    groups = [group for group in groups if group]
    if not groups:
        return []
    found = [(row, by_name[row.outcome]) for group in groups for row in group]
    head, *lines = table_lines(found, about.called, lang, width, colour)
    left = iter(lines)
    parts = [[next(left) for _ in group] for group in groups]
    return [head, *(line for k, part in enumerate(parts) for line in ([""] if k else []) + part)]


def own_rows(about: Comparison) -> list[Row]:
    """Return a row for each outcome of a user's own."""
    names = [each.outcome for each in about.differences if each.outcome not in BETTER]
    return [Row(name, 1, 3) for name in names]


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Break a text into lines."""
    return textwrap.wrap(text, width, subsequent_indent=indent)


def _setting(about: Comparison, lang: str, width: int) -> list[str]:
    """Say what was compared, in two lines: what does not fit is said shorter."""
    say, picked = words(lang), chosen(about.overrides)
    changed = any(key.startswith("world.") for key in picked)
    name = str(picked.get("world", "baseline"))
    world = say["screen_world_changed" if changed else "screen_world"]
    setting = say(
        "screen_setting",
        years=say("screen_year", n=len(about.seeds)),
        days=say("screen_day", n=about.days),
        people=say("screen_person", n=about.people),
        world=world.format(world=say.get(f"world_{name}", name.replace("_", " "))),
    )
    ends = say["screen_seeds" if len(about.seeds) > 1 else "screen_seed"]
    seeds = ends.format(first=about.seeds[0], last=about.seeds[-1])
    long, short = (say(key, seeds=seeds) for key in ("screen_shared", "screen_shared_short"))
    begun = f"{about.called.question} {setting}"
    ways = [
        [*wrapped(begun, width), *wrapped(long, width)],
        *(wrapped(each, width) for each in (f"{begun} {long}", f"{begun} {short}", begun)),
    ]
    return next((lines for lines in ways if len(lines) <= 2), ways[2])


# ------------------------------------------------------------------------------------------------- five verdicts
def _lines(about: Comparison, by_name: dict[str, Difference], lang: str, width: int, colour: bool) -> list[str]:
    say = words(lang)
    if all(same(each) or each.difference != each.difference for each in about.differences):
        return wrapped(f"  {say['screen_identical']}", width)
    if len(about.seeds) < FEWEST:
        few = say("screen_few", years=say("screen_year", n=len(about.seeds)), fewest=FEWEST)
        return wrapped(f"  {few}", width, indent="  ")
    lines: list[str] = []
    for letters in range(NAME, 7, -1):  # names are cut before a line is broken
        names = [cut(name, letters) for name in about.called.names]
        lines = _sentences(by_name, names, lang, width, colour)
        if len(lines) == len(HEADLINE):
            break
    return lines


def _sentences(by_name: dict[str, Difference], names: Sequence[str], lang: str, width: int, colour: bool) -> list[str]:
    say = words(lang)
    told = [(each, *_told(by_name[each], names, lang)) for each in HEADLINE]
    title = max(len(say[f"screen_line_{each}"]) for each in HEADLINE)
    who = max(11, *(len(each) for _, each, _ in told))
    lines = []
    for name, word, phrase in told:
        text = f"{word}{phrase}" if phrase.startswith(",") else f"{word:<{who}}  {phrase}"
        first, *more = wrapped(f"  {say[f'screen_line_{name}']:<{title}}  {text}", width, indent=" " * 6)
        lines += [painted(first, word, title + 4, by_name[name].verdict.better if colour else 0), *more]
    return lines


def _told(found: Difference, names: Sequence[str], lang: str) -> tuple[str, str]:
    """Return the word of one of the verdicts and what follows it; a phrase that begins with a comma adheres."""
    say, row, kind = words(lang), BY_NAME[found.outcome], found.verdict
    least = short_number(SMALLEST[found.outcome] * row.scale, lang)
    if not kind.word:
        return "–", say["screen_unmeasured"]
    if kind.word == SLIGHTLY:
        size = _below(abs(found.difference) * row.scale, SMALLEST[found.outcome] * row.scale, row.digits, lang)
        return who_leads(kind, names), say("screen_slightly", by=_unit(row, size, say), least=least)
    if kind.word == AHEAD:
        size, low, high = (shown(each, row, lang) for each in _sizes(found))
        by = say(f"screen_by_{found.outcome}", by=size)
        return who_leads(kind, names), say("screen_ahead", by=by, low=low, high=high)
    if kind.word == EQUAL:
        return say["verdict_equal"], say("screen_equal", least=_unit(row, least, say))
    low, high = (shown(end, row, lang, sign=True) for end in (found.low, found.high))
    return say["verdict_unclear"], say("screen_unclear", low=low, high=_unit(row, high, say))


def _sizes(found: Difference) -> tuple[float, float, float]:
    """Return by how much whoever is ahead is, and between what."""
    low, high = sorted((abs(found.low), abs(found.high)))
    return abs(found.difference), low, high


def _below(value: float, least: float, digits: int, lang: str) -> str:
    """Write a value with as many digits as it takes not to look like the threshold that it misses."""
    while digits < 6 and round(value, digits) >= least:
        digits += 1
    return number(value, lang, digits)


def _unit(row: Row, text: str, say: Texts) -> str:
    return say(f"screen_unit_{row.outcome}", by=text)


# ------------------------------------------------------------------------------------------------- how to read it
def _notes(about: Comparison, by_name: dict[str, Difference], lang: str, width: int, everything: bool) -> list[str]:
    say, n = words(lang), len(about.seeds)
    groups = GROUPS if everything else () if about.sheet else (ROWS,)
    judged = [by_name[row.outcome].verdict.word for group in groups for row in group]
    brackets = f" {say['screen_brackets']}" if SLIGHTLY in judged else ""
    ways = [_difference(pair, say) + brackets for pair in (about.called.names, about.called.heads)]
    difference = next((each for each in ways if len(each) <= width), ways[-1])
    method = say("screen_method", n=n, method=say["student" if n < FEW else "bootstrap"])
    more = [method, _gains(by_name, say, lang)] if everything and n > 1 else []
    told = [difference, *more, say["screen_plausible"]]
    lines = [line for each in told for line in wrapped(each, width)]
    return [*lines, *_files(about, say, width, everything), _next(about, lang, width)]


def _difference(names: Sequence[str], say: Texts) -> str:
    return say("screen_difference", a=names[0], b=names[1]).replace("..", ".")


def _files(about: Comparison, say: Texts, width: int, everything: bool) -> list[str]:
    parts = [say("screen_figure", file=about.figure), *([] if everything else [say["screen_more"]])]
    line = "   ".join(parts)
    return [line] if len(line) <= width else parts


def _gains(by_name: dict[str, Difference], say: Texts, lang: str) -> str:
    parts = []
    for name in HEADLINE:
        gain = by_name[name].gain
        label = say[name].split(" (")[0]
        parts.append(f"{label} {number(gain, lang, 1)}" if gain == gain else f"{label} {say['no_gain']}")
    return say("gain", gains=", ".join(parts))


def _next(about: Comparison, lang: str, width: int) -> str:
    """Name the next command: enough years, two that differ, more shocks, or the story of one issue."""
    say, picked = words(lang), chosen(about.overrides)
    asked = [*about.command, *about.overrides]
    seeds = [] if len(about.seeds) == YEARS else ["--seeds", str(len(about.seeds))]
    why = ["why", str(about.figure.parent)]
    if all(same(each) or each.difference != each.difference for each in about.differences):
        ways = [(["compare"], "forms")]
    elif len(about.seeds) < FEWEST:
        ways = [(asked, "few")]
    elif {"world", "world.trace", "world.issues"} & {*picked}:
        ways = [(why, "issue")]
    else:
        ways = [([*asked, "world=turbulent", *seeds], "shocks"), (why, "issue")]
    spoken = [] if lang == "en" else ["--lang", lang]
    lines = []
    for command, reason in ways:
        line = say("screen_next", command=shlex.join(["treillis", *command, *spoken]))
        lines += [f"{line}  {say[f'screen_why_{reason}']}", line]
    return next((line for line in lines if len(line) <= width), lines[-1])


# ------------------------------------------------------------------------------------------------- other tables


def single_text(runs: Mapping[str, Sequence[float]], people: int, days: int, seeds: range, lang: str) -> str:
    """Write the outcomes of one organisation for a manager."""
    say = words(lang)
    head = say("setting_one", years=len(seeds), days=days, people=people, first=seeds[0], last=seeds[-1])
    rows = [["", say["mean"], say["spread"], ""]]
    for name in SHOWN:
        values = np.array(runs[name], np.float64)
        spread = float(values.std(ddof=1)) if len(values) > 1 else float("nan")
        rows.append([say[name], number(float(values.mean()), lang, 3), number(spread, lang, 3), ""])
    return "\n".join([head, "", *aligned(rows), "", say["calibrated"]])
