"""The comparison as text: who is faster, better aligned, less worn out, by how much, how surely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.experiment.compose import FORMS
from sim.experiment.paired import FEW, Difference
from sim.report.words import number, words

SHOWN = (
    "decision_lead",
    "resolution_lead",
    "fit",
    "alignment",
    "cohesion",
    "coordination",
    "cx_loss",
    "burnout_50",
    "exhaustion",
    "departures",
    "commitment",
    "backlog",
    "escalations",
    "rework",
    "utilisation",
)
"""The outcomes a manager reads, in this order; the files hold all."""

VERDICTS = {"faster": "decision_lead", "fitter": "fit", "aligned": "alignment", "worn": "burnout_50"}


def comparison_text(
    found: Sequence[Difference],
    people: int,
    days: int,
    seeds: range,
    lang: str,
    names: Mapping[str, str] | None = None,
) -> str:
    """Write a comparison for a manager.

    Parameters
    ----------
    found : sequence of Difference
        One an outcome.
    people, days : int
        Size of the organisation, length of a year.
    seeds : range
        The years.
    lang : str
        ``en`` or ``fr``.
    names : mapping, optional
        What to call the slots instead of mechanical and organic.

    Returns
    -------
    str
        Verdicts in words, a table, and how precise it is.
    """
    say, by_name = {**words(lang), **(names or {})}, {each.outcome: each for each in found}
    setting = say["setting"].format(years=len(seeds), days=days, people=people, first=seeds[0], last=seeds[-1])
    head = [setting, "", *_verdicts(by_name, say), ""]
    table = _table([by_name[name] for name in SHOWN], say, lang)
    return "\n".join([*head, *table, "", *_notes(by_name, len(seeds), say, lang)])


def _verdicts(by_name: dict[str, Difference], say: Mapping[str, str]) -> list[str]:
    width = max(len(say[each]) for each in VERDICTS)
    return [f"  {say[key]:<{width}}  {say[by_name[name].ahead]}" for key, name in VERDICTS.items()]


def _table(found: Sequence[Difference], say: Mapping[str, str], lang: str) -> list[str]:
    header = [say[key] for key in ("outcome", *FORMS, "difference", "interval", "ahead")]
    return aligned([header, *(_row(each, say, lang) for each in found)])


def _row(each: Difference, say: Mapping[str, str], lang: str) -> list[str]:
    low, high = number(each.low, lang, 3, sign=True), number(each.high, lang, 3, sign=True)
    return [
        say[each.outcome],
        number(each.mechanical, lang, 3),
        number(each.organic, lang, 3),
        number(each.difference, lang, 3, sign=True),
        f"[{low} ; {high}]" if each.low == each.low else "–",
        say[each.ahead],
    ]


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    r"""Set rows in columns: the first and the last to the left, numbers to the right, a rule under the header.

    Examples
    --------
    >>> print("\n".join(aligned([["", "a", "who"], ["speed", "1.5", "x"]])))
             a   who
    ----------------
    speed  1.5   x
    """
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines = []
    for row in rows:
        middle = "".join(f"  {cell:>{width}}" for cell, width in zip(row[1:-1], widths[1:-1], strict=True))
        lines.append(f"{row[0]:<{widths[0]}}{middle}   {row[-1]}".rstrip())
    return [lines[0], "-" * max(len(line) for line in lines), *lines[1:]]


def _notes(by_name: dict[str, Difference], n: int, say: Mapping[str, str], lang: str) -> list[str]:
    method = say["student" if n <= len(FEW) else "bootstrap"]
    slots = {"first": say[FORMS[0]], "second": say[FORMS[1]]}
    precise = [say["difference_is"].format(n=n, method=method, **slots), _gains(by_name, say, lang)]
    return [*([say["one_seed"]] if n < 2 else precise), say["calibrated"]]


def _gains(by_name: dict[str, Difference], say: Mapping[str, str], lang: str) -> str:
    parts = []
    for name in VERDICTS.values():
        gain = by_name[name].gain
        label = say[name].split(" (")[0]
        parts.append(f"{label} {number(gain, lang, 1)}" if gain == gain else f"{label} {say['no_gain']}")
    return say["gain"].format(gains=", ".join(parts))
