"""Typical situations: somebody with an issue in hand, each differing in one thing from an ordinary morning.

They serve the table of `treillis rule explain`, the doctor's trial, and the situations a student writes as a test.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from sim.engine.binding import BoundRule, bind
from sim.engine.binding.call import as_action, plain_rows
from sim.engine.binding.check import ROWS
from sim.errors import InputError, Said
from sim.locale import words
from sim.state import ACTIONS, ISSUE, ORG, PERSON
from sim.table import table

Fields = Mapping[str, float]
WIDTH = 110
"""Of text in columns."""

MEMBER: Final[Fields] = {
    **{"id": 7, "team": 2, "manager": 2, "level": 2, "height": 0, "authority": 0, "reports": 0, "ties": 4},
    **{"waiting": 1, "clarity": 0.6, "trust_up": 0.55, "trust_peers": 0.55, "exhaustion": 0.2, "skill": 1.0},
    **{
        "commitment": 1.0,
        "pledge": 1.0,
        "engagement": 0.7,
        "credit": 0.7,
        "autonomy": 0.5,
        "trusted": 0.5,
        "voice": 0.5,
    },
    **{"g": 0.1, "l": -0.2, "operational_hours": 4.2, "sensing_hours": 0.05, "available_hours": 7.5},
}
"""Somebody at the base, on an ordinary morning; fields not named are 0."""
LEAD: Final[Fields] = {
    **MEMBER,
    **{
        "id": 2,
        "team": 0,
        "manager": 0,
        "level": 1,
        "height": 1,
        "authority": 1,
        "reports": 6,
        "operational_hours": 2.5,
    },
}
"""Whoever leads a team."""
HEAD: Final[Fields] = {
    **LEAD,
    **{"id": 0, "manager": -1, "level": 0, "height": 2, "authority": 2, "operational_hours": 1.0},
}
"""The head: there is nobody above, so `boss` is oneself, and ESCALATE becomes DECIDE."""
PEOPLE: Final = {"member": MEMBER, "lead": LEAD, "head": HEAD}
BOSS: Final = {"member": LEAD, "lead": HEAD, "head": HEAD}
ISSUE_AS_USUAL: Final[Fields] = {
    **{"id": 100, "origin": 7, "team": 2, "other_team": -1, "visits": 1, "decider": -1, "holder": 7, "stakes": 0.5},
    **{"plannable": True, "context": -0.2, "waited_days": 0.2},
}
"""A local issue, clear, new on the desk, that the plan does not cover; fields not named are 0 or no."""
ORG_AS_USUAL: Final[Fields] = {"day": 100, "people": 43, "open": 60, "plan_age": 12, "coverage": 0.5}
LUCKS: Final = tuple(0.05 + 0.1 * k for k in range(10))
"""The draws a situation is tried with."""


class Situation(NamedTuple):
    """What is special about a situation.

    Parameters
    ----------
    name : str
        What it is called in `sim.locale`.
    issue, me : mapping
        Fields in which the issue, or the person, differ from the ordinary.
    """

    name: str
    issue: Fields
    me: Fields


SITUATIONS: Final = (
    Situation("usual", {}, {}),
    Situation("planned", {"plan_covers": True}, {}),
    Situation("novel", {"novel": True, "plannable": False}, {}),
    Situation("small", {"stakes": 0.05}, {}),
    Situation("big", {"stakes": 0.95}, {}),
    Situation("wide", {"scope": 1}, {}),
    Situation("wider", {"scope": 2}, {}),
    Situation("advised", {"scope": 1, "consulted": True}, {}),
    Situation("coupled", {"coupled": True, "other_team": 3, "coupling": 1.0}, {}),
    Situation("unclear", {"ambiguous": True}, {}),
    Situation("failed", {"attempts": 1, "visits": 2}, {}),
    Situation("refused", {"rejections": 1, "approvals": 1, "visits": 2}, {}),
    Situation("climbed", {"hops": 1, "handoffs": 1, "visits": 2}, {}),
    Situation("lain", {"waited_days": 6.0, "visits": 4}, {}),
    Situation("loaded", {}, {"waiting": 8}),
    Situation("tired", {}, {"exhaustion": 0.7}),
    Situation("distrust", {}, {"trust_up": 0.1}),
    Situation("free", {}, {"authority": 1_000}),
)
"""Rows of the table of `treillis rule explain`."""


def own_situation(me: Sequence[str], issue: Sequence[str]) -> Situation:
    """Make a situation of ``field=number`` words about the person and about the issue.

    Examples
    --------
    >>> own_situation(["waiting=4"], ["stakes=.2", "coupled=yes"])
    Situation(name='own', issue={'stakes': 0.2, 'coupled': 1.0}, me={'waiting': 4.0})
    """
    given = {"issue": (issue, ROWS["issue"]), "me": (me, ROWS["me"])}
    return Situation("own", *({k: v for k, v in _fields(row, *each)} for row, each in given.items()))


def _fields(row: str, words: Sequence[str], dtype: np.dtype) -> Iterator[tuple[str, float]]:
    for word in words:
        name, _, value = word.removeprefix(f"{row}.").partition("=")
        if name not in (dtype.names or ()):
            raise InputError("has_no_field", f"--{row} {word}", (name, dtype.names or ()), row=row, name=name)
        try:
            number = float({"yes": "1", "no": "0", "true": "1", "false": "0"}.get(value.lower(), value))
            kept = {"i": int, "b": bool, "f": float}[dtype[name].kind](number)
        except (ValueError, OverflowError):
            kept = number = math.nan
        if kept != number:
            wanted = Said.of({"i": "whole_number", "b": "yes_or_no", "f": "some_number"}[dtype[name].kind])
            raise InputError("expected_as_in", f"--{row} {word}", wanted=wanted, name=name)
        yield name, number


def overruled(action: str, who: str, situation: Situation) -> str:
    """Return what the engine does instead of an action in a situation, as `possible` has it; empty where it obeys."""
    issue = {**ISSUE_AS_USUAL, **situation.issue}
    if action in ("DECIDE", "APPLY_PLAN", "CONSULT", "CONVENE") and issue.get("ambiguous"):
        return "SHARE"
    alone = {
        "ESCALATE": who == "head",
        "APPLY_PLAN": not issue.get("plan_covers"),
        "CONSULT": bool(issue.get("consulted")),
        "CONVENE": not issue.get("coupled"),
    }
    return "DECIDE" if alone.get(action) else ""


def row(dtype: Any, fields: Fields) -> Any:
    """Make one row of a table from the fields that are not 0."""
    made = table(dtype, 1)
    for name, value in fields.items():
        made[name] = value
    return made[0]


def rows_of(who: str, situation: Situation) -> tuple[Any, Any, Any, Any]:
    """Return the rows `me`, `boss`, `issue`, `org` of somebody in a situation."""
    return (
        row(PERSON, {**PEOPLE[who], **situation.me}),
        row(PERSON, BOSS[who]),
        row(ISSUE, {**ISSUE_AS_USUAL, **situation.issue}),
        row(ORG, ORG_AS_USUAL),
    )


def answered(rule: BoundRule, rows: tuple[Any, Any, Any, Any], luck: float) -> str:
    """Ask a rule about rows.

    Parameters
    ----------
    rule : BoundRule
        The rule.
    rows : tuple
        Of `rows_of`.
    luck : float
        The draw, 0 to 1.

    Returns
    -------
    str
        Name of the action.

    Raises
    ------
    InputError
        When the rule fails, or answers something that is no action.
    """
    try:
        action = as_action(rule.plain(*plain_rows(*rows), luck, **rule.args))
    except Exception:
        action = -1
    if not 0 <= action < len(ACTIONS):
        raise rule.explain_failure(*rows, luck)
    return ACTIONS[action]


def decisions(rule: BoundRule, who: str, situation: Situation) -> dict[str, float]:
    """Return the share of draws that lead to each action, most frequent first.

    Parameters
    ----------
    rule : BoundRule
        The rule.
    who : str
        ``member``, ``lead`` or ``head``.
    situation : Situation
        What is special.

    Returns
    -------
    dict of str to float
        Shares that add up to 1.
    """
    found = [answered(rule, rows_of(who, situation), luck) for luck in LUCKS]
    shares = {action: found.count(action) / len(found) for action in ACTIONS if action in found}
    return dict(sorted(shares.items(), key=lambda each: -each[1]))


def answer_of(rule: str, me: Fields = MEMBER, issue: Fields | None = None, luck: float = 0.5, **args: float) -> str:
    """Return the action a rule answers, for a test of one's own.

    Parameters
    ----------
    rule : str
        Its name, or the path of its file.
    me : mapping
        Fields of the person: `MEMBER`, `LEAD` or `HEAD`, or one of them with changes.
    issue : mapping, optional
        In what the issue differs from a local, clear, new one that no plan covers.
    luck : float
        The draw, 0 to 1.
    **args : float
        Values of the rule's own parameters.

    Returns
    -------
    str
        Name of the action.

    Raises
    ------
    InputError
        When the rule cannot be used, or fails.

    Examples
    --------
    >>> answer_of("hierarchical", MEMBER, {"scope": 1})
    'ESCALATE'
    >>> answer_of("distributed", MEMBER, {"ambiguous": True})
    'SHARE'
    """
    boss = LEAD if me.get("height", 0) == 0 else HEAD
    rows = row(PERSON, me), row(PERSON, boss), row(ISSUE, {**ISSUE_AS_USUAL, **(issue or {})}), row(ORG, ORG_AS_USUAL)
    return answered(bind(rule, args), rows, luck)


def decision_rows(rule: BoundRule, situations: Sequence[Situation] = SITUATIONS) -> list[dict[str, object]]:
    """Return what a rule answers in each situation: its name, and for each person the shares of actions."""
    return [{"situation": each.name, **{who: decisions(rule, who, each) for who in PEOPLE}} for each in situations]


def explanation_text(rule: BoundRule, lang: str, situations: Sequence[Situation] = SITUATIONS) -> str:
    """Write what a rule answers in each situation, somebody at the base, a lead and the head; and what overrules it."""
    say = words(lang)
    head = [say["teach_situation"], *(say[f"teach_{who}"] for who in PEOPLE)]
    rows = [[_named(each, say), *(_shares(rule, who, each) for who in PEOPLE)] for each in situations]
    key = "teach_explains" if situations is SITUATIONS else "teach_explains_own"
    intro = say(key, rule=rule.name, args=args_text(rule.args) or say["teach_no_args"])
    return "\n".join([intro, "", *in_columns([head, *rows]), "", *textwrap.wrap(say["teach_engine"], WIDTH)])


def _named(situation: Situation, say: Mapping[str, str]) -> str:
    if situation.name != "own":
        return say[f"teach_{situation.name}"]
    parts = {"me": situation.me, "issue": situation.issue}
    return ", ".join(f"{row}.{name}={value:g}" for row, fields in parts.items() for name, value in fields.items())


def _shares(rule: BoundRule, who: str, situation: Situation) -> str:
    """Write the share of each answer, and after an arrow what the engine does instead."""
    found = decisions(rule, who, situation)
    parts = []
    for action, share in found.items():
        instead = overruled(action, who, situation)
        text = f"{action} > {instead}" if instead else action
        parts.append(text if len(found) == 1 else f"{text} {share:.0%}")
    return ", ".join(parts)


def args_text(args: Mapping[str, float]) -> str:
    """Write a rule's own parameters.

    Examples
    --------
    >>> args_text({"overload": 6.0, "tired": 0.5})
    'overload=6, tired=0.5'
    """
    return ", ".join(f"{name}={value:g}" for name, value in args.items())


def in_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Set text in columns, the first row over a line."""
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines = ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [lines[0], "-" * max(len(line) for line in lines), *lines[1:]]
