"""The effect sheet in words: the same card on the screen of `compare` and in a report."""

from __future__ import annotations

from collections.abc import Mapping

from sim.experiment.compare import COMES, FADES, HOURS, LAST, OPEN, REMAINS, TURNS, Even, Sheet, Window, presets, side
from sim.experiment.paired import Difference
from sim.record import ROLES
from sim.report.figures.style import name_of
from sim.report.screen_table import BY_NAME, Row, same, shown
from sim.report.words import number, words
from sim.stats.verdict import FEWEST, UNCLEAR

LABEL = 28
"""Letters of an outcome on the screen."""
LEFT = {REMAINS: "sheet_stays", FADES: "sheet_fades", COMES: "sheet_comes", TURNS: "sheet_turns",
        UNCLEAR: "sheet_unclear"}  # fmt: skip
"""What is left of an effect, as a word."""
SIGNS = {1: "↑", -1: "↓", 0: "="}
"""What it is meant to do to an outcome."""


def called(name: str, lang: str) -> str:
    """Return what a change is called: a setting by its words, a preset by its own name, never by that of a setting."""
    known = presets().get(name)
    return name_of(name, lang) if known is None else words(lang).get(f"arm_{name}") or name.replace("_", " ")


def row_of(outcome: str, lang: str) -> Row:
    """Return how an outcome is written: as in the table of a comparison, or by its own name with three digits."""
    bare = (name_of(outcome, each).partition(" (")[0] for each in ("en", "fr"))
    return BY_NAME.get(outcome) or Row(outcome, 1, 3, *bare)


def label_of(sheet: Sheet, outcome: str, lang: str) -> str:
    """Name an outcome, with what was promised of it before it."""
    row, promised = row_of(outcome, lang), sheet.only.effect.promises.get(outcome)
    text = row.fr if lang == "fr" else row.en
    return f"{' ' if promised is None else SIGNS[promised]} {text[:1].upper()}{text[1:]}"


def cell(found: Difference, lang: str, full: bool = False) -> str:
    """Write an effect of a window: a number and half its interval, or whole; a word where it holds 0."""
    say, row = words(lang), row_of(found.outcome, lang)
    mean = shown(found.difference, row, lang, sign=True)
    if found.difference != found.difference:
        return "–"
    if same(found):
        return say["screen_cell_none"]
    if full and found.low == found.low:
        return f"{mean} [{shown(found.low, row, lang, sign=True)} ; {shown(found.high, row, lang, sign=True)}]"
    if found.n < FEWEST:
        return mean
    if not side(found):
        return say["screen_cell_equal" if found.verdict.word.endswith("equal") else "screen_cell_unclear"]
    return f"{mean} ±{shown((found.high - found.low) / 2, row, lang)}"


def heads(sheet: Sheet, lang: str) -> list[str]:
    """Return the three windows as titles of columns, and that of what is left."""
    say = words(lang)
    titles = [
        say[f"sheet_{name}"].format(**_days(window))
        for name, window in sheet.only.windows.items()
        if name in sheet.found
    ]
    return [*titles, say["sheet_remains"]]


def _days(window: Window) -> dict[str, int]:
    return {"first": window[0], "last": max(window[0], window[1] - 1)}


def table_of(sheet: Sheet, lang: str, full: bool = False) -> list[list[str]]:
    """Return the card as rows of text: what it is for, then the headline."""
    say = words(lang)
    return [
        [
            label_of(sheet, outcome, lang),
            *(cell(sheet.found[window][outcome], lang, full) for window in sheet.found),
            say[LEFT[sheet.remains(outcome)]] if sheet.years >= FEWEST else "–",
        ]
        for outcome in (*sheet.own, *sheet.headline)
    ]


def screen_lines(sheet: Sheet, lang: str, width: int) -> list[str]:
    """Set the card under a header; where it does not fit, labels are cut, then the first window is left out."""
    rows = [[words(lang)["sheet_head"].format(name=called(sheet.only.name, lang)), *heads(sheet, lang)]]
    rows += table_of(sheet, lang)
    lines: list[str] = []
    for left_out in (0, 1, 2):
        for letters in range(LABEL, 11, -1):
            cut = [[row[0][:letters].rstrip(), *row[1 + left_out :]] for row in rows]
            widths = [max(len(row[k]) for row in cut) for k in range(len(cut[0]))]
            lines = ["  ".join(f"{text:<{size}}" for text, size in zip(row, widths, strict=True)).rstrip()
                     for row in cut]  # fmt: skip
            if max(map(len, lines)) <= width:
                return lines
    return lines


def sentences(sheet: Sheet, lang: str) -> list[str]:
    """Say whether it did what it is for, who paid the hours, and when what was paid had come back."""
    say = words(lang)
    return [
        *_kept(sheet, say),
        *(_paid(sheet, window, lang) for window in sheet.paid if _lasts(sheet.only.windows[window])),
        say["sheet_even"].format(**{name: _even(sheet.even[name], sheet.years, say) for name in (HOURS, OPEN)}),
    ]


def _lasts(window: Window) -> bool:
    """Say whether a window is longer than the day on which something begins at once."""
    return window[1] - window[0] > 1


def _kept(sheet: Sheet, say: Mapping[str, str]) -> list[str]:
    """Count what moved as it was meant to, in the window in which its word is held."""
    wanted = {name: sign for name, sign in sheet.only.effect.promises.items() if sign}
    found = sheet.found.get(sheet.only.effect.window) or sheet.found.get(LAST, {})
    if not wanted or not found or sheet.years < FEWEST:
        return []
    kept = sum(side(found[name]) == sign for name, sign in wanted.items())
    return [say["sheet_kept"].format(kept=kept, n=len(wanted))]


def _paid(sheet: Sheet, window: str, lang: str) -> str:
    say, paid = words(lang), sheet.paid[window]
    by = {role: number(paid[role], lang, 1, sign=True) if paid[role] == paid[role] else "–" for role in ROLES}
    return say["sheet_paid"].format(**_days(sheet.only.windows[window]), **by)


def _even(found: Even, years: int, say: Mapping[str, str]) -> str:
    if not found.cost:
        return say["sheet_no_cost"]
    when = say["sheet_never"] if found.day is None else say["sheet_on"].format(day=found.day)
    return say["sheet_years"].format(when=when, years=found.years, n=years)
