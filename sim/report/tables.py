"""Tables of a screen: a row an outcome and a word who is better; the effect sheet of one change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.experiment.compare import COMES, FADES, HOURS, LAST, OPEN, REMAINS, TURNS, Even, Sheet, Window, presets, side
from sim.experiment.compose import FORMS
from sim.experiment.paired import Difference
from sim.locale import Texts, number, words
from sim.record import ROLES
from sim.report.called import Called, cut
from sim.report.text import name_of
from sim.stats.verdict import AHEAD, FEWEST, SLIGHTLY, UNCLEAR, Verdict

SCREEN = 80
"""Columns of the screen this is made for; a narrower one drops columns, a wider one changes nothing."""
COLOURS = {-1: "\033[94m", 1: "\033[36m"}
PLAIN = "\033[0m"


class Row(NamedTuple):
    """A line of the table: an outcome, by what it is multiplied, its digits."""

    outcome: str
    scale: float
    digits: int


ROWS = (
    Row("decision_lead", 1, 2),
    Row("fit", 1, 3),
    Row("direction_distance", 1, 3),
    Row("action_distance", 1, 3),
    Row("exhausted_base", 100, 1),
    Row("exhausted_middle", 100, 1),
    Row("departures", 100, 1),
    Row("cx_loss", 1, 3),
    Row("utilisation", 1, 3),
)
"""What a manager reads first, in this order: what is believed beside what is done, base and managers first."""
SPEED = (
    Row("resolution_lead", 1, 2),
    Row("decision_lead_median", 1, 2),
    Row("decision_lead_p90", 1, 2),
    Row("never_answered", 100, 1),
    Row("lead_waiting", 1, 2),
    Row("lead_working", 1, 2),
    Row("lead_travelling", 1, 2),
)
CUSTOMERS = (
    Row("cx_delay", 1, 3),
    Row("cx_inconsistent", 100, 1),
    Row("cx_repeats", 1, 3),
    Row("cx_resets", 1, 3),
    Row("customers_lost", 100, 1),
    Row("customers_left", 1, 2),
    Row("customers_returned", 100, 1),
)
AGREEMENT = (
    Row("direction_spread", 1, 3),
    Row("action_spread", 1, 3),
    Row("truth_distance", 1, 3),
    Row("action_truth_distance", 1, 3),
    Row("recovery_beliefs", 1, 1),
    Row("recovery_deeds", 1, 1),
    Row("alignment", 1, 3),
    Row("cohesion", 1, 3),
    Row("coordination", 1, 3),
)
PEOPLE = (
    Row("exhausted_head", 100, 1),
    Row("severe", 100, 1),
    Row("burnout_50", 100, 1),
    Row("burnout_50_deepest", 100, 1),
    Row("burnout_50_middle", 100, 1),
    Row("exhaustion", 1, 3),
    Row("commitment", 1, 3),
    Row("engagement", 1, 3),
)
WORK = (
    Row("backlog", 1, 3),
    Row("escalations", 1, 3),
    Row("rework", 1, 3),
    Row("named_early", 1, 2),
    Row("lapsed", 100, 1),
    Row("refused", 100, 1),
    Row("declined", 100, 1),
    Row("overtime_hours", 1, 2),
    Row("owed_hours", 1, 2),
)
BY_ROLE = tuple(
    Row(f"{name}_{role}", scale, digits)
    for name, scale, digits in (
        ("utilisation", 1, 3),
        ("hours", 1, 2),
        ("joint_share", 1, 3),
        ("overtime", 1, 2),
        ("inbox", 1, 1),
        ("lapsed", 1, 1),
        ("refused", 1, 1),
        ("trust_up", 1, 3),
        ("engagement", 1, 3),
        ("satisfaction", 1, 3),
    )
    for role in ("head", "managers", "base")
)
GROUPS = (ROWS, SPEED, CUSTOMERS, AGREEMENT, PEOPLE, WORK, BY_ROLE)
"""What `--all` shows, a group after the other; the files hold every outcome."""
BY_NAME = {row.outcome: row for group in GROUPS for row in group}
SHOWN = (
    *(row.outcome for row in ROWS),
    *(
        "resolution_lead",
        "never_answered",
        "direction_spread",
        "action_spread",
        "alignment",
        "cohesion",
        "coordination",
    ),
    *("burnout_50", "exhaustion", "commitment", "engagement", "backlog", "escalations", "rework", "lapsed", "refused"),
    *(row.outcome for row in CUSTOMERS[:5]),
)
"""What the table of one organisation and pages show."""


class Cells(NamedTuple):
    """A row of the table as text."""

    label: str
    first: str
    second: str
    difference: str
    interval: str


def table_lines(
    found: Sequence[tuple[Row, Difference]], called: Called, lang: str, width: int = SCREEN, colour: bool = False
) -> list[str]:
    """Set rows under a header; where they do not fit names are cut, then intervals left out, then means."""
    say = words(lang)
    head = Cells("", *called.heads, say["screen_head_difference"], "[95 %]")
    ends = max(len(shown(each.low, row, lang, sign=True)) for row, each in found)
    cells = [head, *(_cells(row, each, lang, ends) for row, each in found)]
    lines: list[str] = []
    for columns in (Cells._fields, Cells._fields[:-1], ("label", "difference")):
        left = _set([[getattr(each, name) for name in columns] for each in cells])
        for letters in range(20, 5, -1):
            last = [say["screen_head_better"], *(judged(each, called.names, lang, letters) for _, each in found)]
            lines = [f"{one}  {other}".rstrip() for one, other in zip(left, last, strict=True)]
            if max(map(len, lines)) <= width:
                better = [0, *(each.verdict.better if colour else 0 for _, each in found)]
                place = len(left[0]) + 2
                told = zip(lines, last, better, strict=True)
                return [painted(line, word, place, side) for line, word, side in told]
    return lines


def _cells(row: Row, found: Difference, lang: str, ends: int) -> Cells:
    clear = found.ahead in FORMS
    low, high = (shown(each, row, lang, sign=True, clear=clear) for each in (found.low, found.high))
    return Cells(
        outcome_label(row.outcome, lang),
        shown(found.mechanical, row, lang),
        shown(found.organic, row, lang),
        shown(found.difference, row, lang, sign=True),
        f"[{low:<{ends}}; {high}]" if found.low == found.low else "–",
    )


def outcome_label(outcome: str, lang: str) -> str:
    """Return what an outcome is called in a table, short and with its unit."""
    return words(lang).get(f"row_{outcome}") or name_of(outcome, lang).partition(" (")[0]


def shown(value: float, row: Row, lang: str, sign: bool = False, clear: bool = False) -> str:
    """Write a value as its row says; an end that is clear of 0 keeps its sign where it rounds to 0."""
    scaled = value * row.scale
    if scaled != scaled:
        return "–"
    digits = max(0, min(row.digits, 4 - len(str(int(abs(scaled))))))
    text = number(scaled, lang, digits, sign=sign)
    bare = clear and sign and text[0] not in "+−"
    return f"{'+' if value > 0 else '−'}{text}" if bare else text


def _set(cells: Sequence[Sequence[str]]) -> list[str]:
    """Set columns: labels and intervals to the left, numbers to the right."""
    least = (0, 7, 7, 7, 0) if len(cells[0]) > 2 else (0, 8)
    widths = [max(low, *(len(row[k]) for row in cells)) for k, low in zip(range(len(cells[0])), least, strict=False)]
    sides = "<>>><" if len(widths) > 2 else "<>"
    return [
        " ".join(f"{cell:{side}{width}}" for cell, side, width in zip(row, sides, widths, strict=False))
        for row in cells
    ]


def judged(found: Difference, names: Sequence[str], lang: str, letters: int = 20) -> str:
    """Say in a word who is better on an outcome: in brackets if too little to matter, empty if neither way is good."""
    if not found.better:
        return ""
    if same(found):
        return words(lang)["screen_cell_identical"]
    return judged_word(found.verdict, names, lang, letters)


def judged_word(found: Verdict, names: Sequence[str], lang: str, letters: int = 20) -> str:
    """Return the word of a table for a verdict: a name, a name in brackets, equal, unclear, or a dash."""
    if found.word in (AHEAD, SLIGHTLY):
        name = cut(who_leads(found, names), letters)
        return f"({name})" if found.word == SLIGHTLY else name
    return words(lang)[f"screen_cell_{found.word.split()[-1]}"] if found.word else "–"


def who_leads(found: Verdict, names: Sequence[str]) -> str:
    """Name whoever a verdict puts ahead."""
    return names[found.better > 0]


def same(found: Difference) -> bool:
    """Say whether not one year differs."""
    return found.difference == 0 and (found.n < 2 or found.low == found.high == 0)


def painted(line: str, word: str, place: int, better: int) -> str:
    """Colour a word of a line; whoever sees no colour reads the same."""
    if not better or not line.startswith(word, place):
        return line
    return f"{line[:place]}{COLOURS[better]}{word}{PLAIN}{line[place + len(word) :]}"


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


def row_of(outcome: str) -> Row:
    """Return how an outcome is written: as in the table of a comparison, or with three digits."""
    return BY_NAME.get(outcome) or Row(outcome, 1, 3)


def label_of(sheet: Sheet, outcome: str, lang: str) -> str:
    """Name an outcome, with what was promised of it before it."""
    promised = sheet.only.effect.promises.get(outcome)
    text = outcome_label(outcome, lang)
    return f"{' ' if promised is None else SIGNS[promised]} {text[:1].upper()}{text[1:]}"


def cell(found: Difference, lang: str, full: bool = False) -> str:
    """Write an effect of a window: a number and half its interval, or whole; a word where it holds 0."""
    say, row = words(lang), row_of(found.outcome)
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
        say(f"sheet_{name}", **_days(window)) for name, window in sheet.only.windows.items() if name in sheet.found
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
    rows = [[words(lang)("sheet_head", name=called(sheet.only.name, lang)), *heads(sheet, lang)]]
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
        say("sheet_even", **{name: _even(sheet.even[name], sheet.years, say) for name in (HOURS, OPEN)}),
    ]


def _lasts(window: Window) -> bool:
    """Say whether a window is longer than the day on which something begins at once."""
    return window[1] - window[0] > 1


def _kept(sheet: Sheet, say: Texts) -> list[str]:
    """Count what moved as it was meant to, in the window in which its word is held."""
    wanted = {name: sign for name, sign in sheet.only.effect.promises.items() if sign}
    found = sheet.found.get(sheet.only.effect.window) or sheet.found.get(LAST, {})
    if not wanted or not found or sheet.years < FEWEST:
        return []
    kept = sum(side(found[name]) == sign for name, sign in wanted.items())
    return [say("sheet_kept", kept=kept, n=len(wanted))]


def _paid(sheet: Sheet, window: str, lang: str) -> str:
    say, paid = words(lang), sheet.paid[window]
    by = {role: number(paid[role], lang, 1, sign=True) if paid[role] == paid[role] else "–" for role in ROLES}
    return say("sheet_paid", **_days(sheet.only.windows[window]), **by)


def _even(found: Even, years: int, say: Texts) -> str:
    if not found.cost:
        return say["sheet_no_cost"]
    when = say["sheet_never"] if found.day is None else say("sheet_on", day=found.day)
    return say("sheet_years", when=when, years=found.years, n=years)
