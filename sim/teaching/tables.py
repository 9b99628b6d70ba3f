"""The helpers' findings as text: a diagnosis, a table of decisions, the list of rules, the fields a rule may read."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from sim.engine.binding import BoundRule
from sim.teaching.doctor import Diagnosis, Finding
from sim.teaching.shelf import Column, Entry
from sim.teaching.situations import PEOPLE, SITUATIONS, decisions
from sim.teaching.words import words

WIDTH = 110


def diagnosis_text(found: Diagnosis, lang: str) -> str:
    """Write a diagnosis: each problem with its line and what to do, or what the rule reads and answers."""
    say, file = words(lang), found.path.name
    if found.rule is None:
        n = len(found.findings)
        head = say["one_problem" if n == 1 else "problems"].format(file=file, n=n)
        return "\n".join([head, "", *(line for each in found.findings for line in _finding(each, say))])
    return "\n".join(
        [say["fit_to_run"].format(file=file), "", *_healthy(found, found.rule, say), "", _next(found, say)]
    )


def _finding(each: Finding, say: Mapping[str, str]) -> list[str]:
    place = say["line"].format(n=each.line) if each.line else ""
    first = textwrap.wrap(each.text, WIDTH - 12, break_on_hyphens=False) or [""]
    more = textwrap.wrap(each.advice, WIDTH - 14, break_on_hyphens=False)
    return [f"  {place:<10}{first[0]}", *(f"{'':12}{line}" for line in first[1:]), *(f"{'':14}{line}" for line in more)]


def _healthy(found: Diagnosis, rule: BoundRule, say: Mapping[str, str]) -> list[str]:
    signature = ", ".join(["me", "boss", "issue", "org", "luck", *(["*"] if rule.args else []), *rule.args])
    counts = ", ".join(f"{name} {count}" for name, count in found.answers.items())
    answers = say["trial"].format(answers=counts, n=sum(found.answers.values()))
    lines = {
        "signature": f"decide({signature})",
        "reads": ", ".join(found.uses) or say["nothing"],
        "harmless": say["pure"],
        "answers": answers
        + (f"; {say['at_nought'].format(what=found.fails_at_nought)}" if found.fails_at_nought else ""),
        "parameters": args_text(rule.args) or say["no_args"],
        "compiles": say["slow"].format(why=rule.slow_reason) if rule.slow_reason else say["yes"],
        "portable": _portable(found.of_this_machine, say),
    }
    width = max(len(say[key]) for key in lines) + 2
    shown = ((say[key], textwrap.wrap(text, WIDTH - width) or [""]) for key, text in lines.items())
    return [
        line
        for name, text in shown
        for line in (f"  {name:<{width}}{text[0]}", *(f"  {'':{width}}{more}" for more in text[1:]))
    ]


def _portable(names: list[str], say: Mapping[str, str]) -> str:
    told = ", ".join(f"`{each}`" for each in names)
    return say["of_this_machine"].format(names=told) if names else say["on_every_machine"]


def _next(found: Diagnosis, say: Mapping[str, str]) -> str:
    return say["next"].format(file=found.path)


def args_text(args: Mapping[str, float]) -> str:
    """Write a rule's own parameters.

    Examples
    --------
    >>> args_text({"overload": 6.0, "tired": 0.5})
    'overload=6, tired=0.5'
    """
    return ", ".join(f"{name}={value:g}" for name, value in args.items())


def decision_rows(rule: BoundRule) -> list[dict[str, object]]:
    """Return what a rule answers in every typical situation: its name, and for each person the shares of actions."""
    return [{"situation": each.name, **{who: decisions(rule, who, each) for who in PEOPLE}} for each in SITUATIONS]


def explanation_text(rule: BoundRule, lang: str) -> str:
    """Write what a rule answers in every typical situation, somebody at the base, a lead and the head."""
    say = words(lang)
    head = [say["situation"], *(say[who] for who in PEOPLE)]
    rows = [[say[each.name], *(_shares(decisions(rule, who, each)) for who in PEOPLE)] for each in SITUATIONS]
    intro = say["explains"].format(rule=rule.name, args=args_text(rule.args) or say["no_args"])
    return "\n".join([intro, "", *in_columns([head, *rows]), "", *textwrap.wrap(say["engine"], WIDTH)])


def _shares(found: Mapping[str, float]) -> str:
    if len(found) == 1:
        return next(iter(found))
    return ", ".join(f"{name} {share:.0%}" for name, share in found.items())


def in_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Set text in columns, the first row over a line."""
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines = ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [lines[0], "-" * max(len(line) for line in lines), *lines[1:]]


def shelf_text(entries: Sequence[Entry], lang: str) -> str:
    """Write the list of rules: name, kind, what it does, own parameters, source."""
    say = words(lang)
    rows = [[say[key] for key in ("rule", "kind", "parameters", "source")]]
    for each in entries:
        args = ", ".join(f"{name}={value}" for name, value in each.args.items())
        source = each.source.partition(" [")[0] if each.source != "ours" else say["ours"]
        rows.append([each.name, say.get(each.kind, each.kind), args or say["unsaid"], source])
    head, line, *table = in_columns(rows)
    told = [part for each, row in zip(entries, table, strict=True) for part in (row, f"    {each.does}")]
    return "\n".join([head, line, *told, "", say["list_ending"].format(folder=entries[0].path.parent)])


def columns_text(found: Sequence[Column], lang: str) -> str:
    """Write the fields a rule may read."""
    say = words(lang)
    parts = []
    for row in dict.fromkeys(each.row for each in found):
        mine = [[f"{row}.{each.name}", say[each.kind], each.meaning] for each in found if each.row == row]
        parts += [say[f"{row}_is"], *in_columns([[say["field"], say["type"], say["meaning"]], *mine]), ""]
    return "\n".join(parts).rstrip()
