"""The table of a comparison: a row an outcome, and in a word who is better on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.experiment.compose import FORMS
from sim.experiment.paired import Difference
from sim.report.called import Called, cut
from sim.report.words import number, words
from sim.stats.verdict import AHEAD, SLIGHTLY, Verdict

SCREEN = 80
"""Columns of the screen this is made for; a narrower one drops columns, a wider one changes nothing."""
COLOURS = {-1: "\033[94m", 1: "\033[36m"}
PLAIN = "\033[0m"


class Row(NamedTuple):
    """A line of the table: an outcome, by what it is multiplied, its digits, what it is called in either language."""

    outcome: str
    scale: float
    digits: int
    en: str
    fr: str


ROWS = (
    Row("decision_lead", 1, 2, "Days to a decision", "Jours jusqu'à décision"),
    Row("fit", 1, 3, "Fit of decisions, 0-1", "Justesse des décisions"),
    Row("direction_distance", 1, 3, "Shared direction, off by", "Cap commun, écart"),
    Row("action_distance", 1, 3, "Common action, off by", "Action commune, écart"),
    Row("exhausted_base", 100, 1, "Exhausted, base, %", "En alerte, base, %"),
    Row("exhausted_middle", 100, 1, "Exhausted, managers, %", "En alerte, managers, %"),
    Row("departures", 100, 1, "Departures, 100 people/yr", "Départs, 100 pers. et an"),
    Row("cx_loss", 1, 3, "Customer loss, 0-1", "Perte pour le client, 0-1"),
    Row("utilisation", 1, 3, "Hours used, share", "Heures employées, part"),
)
"""What a manager reads first, in this order: what is believed beside what is done, base and managers first."""
SPEED = (
    Row("resolution_lead", 1, 2, "Days until it holds", "Jours avant que ça tienne"),
    Row("decision_lead_median", 1, 2, "Days, median", "Jours, médiane"),
    Row("decision_lead_p90", 1, 2, "Days, 9 of 10 within", "Jours, 9 sur 10 en"),
    Row("never_answered", 100, 1, "Never answered, %", "Jamais répondus, %"),
    Row("lead_waiting", 1, 2, "Days waiting", "Jours d'attente"),
    Row("lead_working", 1, 2, "Days worked on", "Jours de travail"),
    Row("lead_travelling", 1, 2, "Days travelling", "Jours en chemin"),
)
CUSTOMERS = (
    Row("cx_delay", 1, 3, "Customer: delay, 0-1", "Client : délai, 0-1"),
    Row("cx_inconsistent", 100, 1, "Contradictions, %", "Contradictions, %"),
    Row("cx_repeats", 1, 3, "Told again, 0-1", "Histoire répétée, 0-1"),
    Row("cx_resets", 1, 3, "Started anew, 0-1", "Reprises à zéro, 0-1"),
    Row("customers_lost", 100, 1, "Lost with customers, %", "Perdus, clients partis, %"),
    Row("customers_left", 1, 2, "Left, a customer-year", "Départs, par client et an"),
    Row("customers_returned", 100, 1, "Of these came back, %", "Dont revenus, %"),
)
AGREEMENT = (
    Row("direction_spread", 1, 3, "Beliefs apart, sd", "Croyances, dispersion"),
    Row("action_spread", 1, 3, "Teams' courses apart, sd", "Actes, dispersion"),
    Row("truth_distance", 1, 3, "Beliefs off the truth by", "Croyances, écart au vrai"),
    Row("action_truth_distance", 1, 3, "Deeds off the truth by", "Actes, écart au vrai"),
    Row("recovery_beliefs", 1, 1, "Recovery, beliefs, days", "Reprise, croyances, jours"),
    Row("recovery_deeds", 1, 1, "Recovery, deeds, days", "Reprise, actes, jours"),
    Row("alignment", 1, 3, "Alignment, 0-1", "Alignement sur le cap 0-1"),
    Row("cohesion", 1, 3, "Cohesion, 0-1", "Cohérence, 0-1"),
    Row("coordination", 1, 3, "Coordination, 0-1", "Coordination, 0-1"),
)
PEOPLE = (
    Row("exhausted_head", 100, 1, "Exhausted, head, %", "En alerte, direction, %"),
    Row("severe", 100, 1, "Severely exhausted, %", "En alerte grave, %"),
    Row("burnout_50", 100, 1, "Burnouts, 100 people/yr", "Alertes, 100 pers. et an"),
    Row("burnout_50_deepest", 100, 1, "the same, base", "les mêmes, base"),
    Row("burnout_50_middle", 100, 1, "the same, managers", "les mêmes, managers"),
    Row("exhaustion", 1, 3, "Exhaustion, 0-1", "Usure simulée, 0-1"),
    Row("commitment", 1, 3, "Commitment, 0-1", "Temps donné, 0-1"),
    Row("engagement", 1, 3, "Engagement, 0-1", "Engagement, 0-1"),
)
WORK = (
    Row("backlog", 1, 3, "Backlog, tasks a person", "En attente, par personne"),
    Row("escalations", 1, 3, "Escalations, an issue", "Remontées, par dossier"),
    Row("rework", 1, 3, "Rework, an issue", "Reprises, par dossier"),
    Row("named_early", 1, 2, "Friction named, days early", "Friction nommée, avance, j"),
    Row("lapsed", 100, 1, "Requests lapsed, %", "Demandes périmées, %"),
    Row("refused", 100, 1, "Issues refused, %", "Dossiers refusés, %"),
    Row("declined", 100, 1, "Declined by policy, %", "Déclinés par choix, %"),
    Row("overtime_hours", 1, 2, "Overtime, h a day", "Heures en plus, par jour"),
    Row("owed_hours", 1, 2, "Hours owed, a person", "Heures dues, par personne"),
)
ROLES = tuple(
    Row(f"{name}_{role}", scale, digits, f"{en}, {who}", f"{fr}, {qui}")
    for name, scale, digits, en, fr in (
        ("utilisation", 1, 3, "Hours used", "Heures empl."),
        ("hours", 1, 2, "Hours a day", "Heures par jour"),
        ("joint_share", 1, 3, "With others", "Avec d'autres"),
        ("overtime", 1, 2, "Overtime, h", "En plus, h"),
        ("inbox", 1, 1, "Inbox", "À traiter"),
        ("lapsed", 1, 1, "Lapsed a year", "Périmées par an"),
        ("refused", 1, 1, "Refused a year", "Refusés par an"),
        ("trust_up", 1, 3, "Trust in line", "Confiance"),
        ("engagement", 1, 3, "Engagement", "Engagement"),
        ("satisfaction", 1, 3, "Satisfaction", "Satisfaction"),
    )
    for role, who, qui in (
        ("head", "head", "direction"), ("managers", "managers", "managers"), ("base", "base", "base")
    )
)  # fmt: skip
GROUPS = (ROWS, SPEED, CUSTOMERS, AGREEMENT, PEOPLE, WORK, ROLES)
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
        row.fr if lang == "fr" else row.en,
        shown(found.mechanical, row, lang),
        shown(found.organic, row, lang),
        shown(found.difference, row, lang, sign=True),
        f"[{low:<{ends}}; {high}]" if found.low == found.low else "–",
    )


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
