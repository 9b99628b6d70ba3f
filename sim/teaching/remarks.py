"""Remarks on a rule that runs: what can hardly be meant, by its code, with the line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

from sim.engine.binding import BoundRule
from sim.engine.binding.call import plain_rows
from sim.engine.binding.check import read_words
from sim.state import ACTIONS, ANYTHING, CONSULT, ISSUE, ORG, PERSON
from sim.table import table

SHARES: Final = frozenset(
    [
        *("clarity", "trust_up", "trust_peers", "exhaustion", "engagement", "credit", "autonomy", "trusted", "voice"),
        *("isolation", "carried", "resistance", "commitment", "stakes", "revealed", "coverage", "luck"),
    ]
)
"""Fields that lie between 0 and 1, and the draw."""
DRAWN = 3_000
"""Situations that are drawn, for what is never answered and for what is asked without end."""
ENDS = (ast.Return, ast.Raise)


class Remark(NamedTuple):
    """A code (`remark_...` of the words), its line, and the values of its sentence."""

    line: int
    code: str
    values: tuple[str, ...]


def remarks_on(tree: ast.Module, rule: BoundRule) -> list[Remark]:
    """Return what can hardly be meant in a rule that runs, in the order of its lines."""
    numbers = {**read_words(tree)[0].numbers, **rule.args}
    nodes = [*ast.walk(tree)]
    found = [each for node in nodes for each in (*_of_node(node, numbers), *_after_the_end(node))]
    return sorted(dict.fromkeys([*found, *_of_answers(tree, rule)]), key=lambda each: each.line)


def _of_node(node: ast.AST, numbers: dict[str, float]) -> Iterator[Remark]:
    match node:
        case ast.Compare(left=left, comparators=others):
            for one, other in zip([left, *others], others, strict=False):
                yield from _outside(one, other, numbers)
                yield from _outside(other, one, numbers)
        case ast.Return(value=ast.BoolOp(op=op, values=values)):
            if any(_is_action(each) for each in values):
                word = "and" if isinstance(op, ast.And) else "or"
                yield Remark(node.lineno, "one_action", (ast.unparse(node), word))
        case ast.If(test=test) | ast.IfExp(test=test):
            yield from (
                Remark(each.lineno, "action_as_condition", (ast.unparse(each),))
                for each in _operands(test)
                if _is_action(each)
            )


def _after_the_end(node: ast.AST) -> Iterator[Remark]:
    """Remark the first statement of a block that comes after one that always returns."""
    for block in (getattr(node, "body", None), getattr(node, "orelse", None)):
        after = [each for one, each in pairwise(block) if _ends(one)] if isinstance(block, list) else []
        for statement in after[:1]:
            yield Remark(statement.lineno, "never_reached", (ast.unparse(statement).partition("\n")[0],))


def _outside(field: ast.expr, bound: ast.expr, numbers: dict[str, float]) -> Iterator[Remark]:
    """Remark a share that is compared with a number beyond 0 to 1."""
    name = field.attr if isinstance(field, ast.Attribute) else getattr(field, "id", "")
    if name not in SHARES:
        return
    try:
        value = numbers[bound.id] if isinstance(bound, ast.Name) else float(ast.literal_eval(bound))
    except (KeyError, ValueError, TypeError):
        return
    if not 0.0 <= value <= 1.0:
        yield Remark(field.lineno, "outside", (ast.unparse(field), ast.unparse(bound)))


def _operands(test: ast.expr) -> Iterator[ast.expr]:
    """Yield the parts of a condition that each count as true or false."""
    if isinstance(test, ast.BoolOp):
        for each in test.values:
            yield from _operands(each)
    elif isinstance(test, ast.UnaryOp):
        yield from _operands(test.operand)
    else:
        yield test


def _is_action(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ACTIONS


def _ends(statement: ast.stmt) -> bool:
    """Say whether nothing comes after a statement."""
    if isinstance(statement, ast.If):
        return bool(statement.orelse) and _ends(statement.body[-1]) and _ends(statement.orelse[-1])
    return isinstance(statement, ENDS)


def _of_answers(tree: ast.Module, rule: BoundRule) -> Iterator[Remark]:
    """Remark an action that is written and never answered, and advice that is asked for again and again."""
    answers, asked, again = set[int](), 0, 0
    for rows in drawn_rows():
        action = _answer(rule, rows)
        answers.add(action)
        if action == CONSULT:
            asked += 1
            rows[2].consulted = True
            again += _answer(rule, rows) == CONSULT
    named = [node for each in ast.walk(tree) if isinstance(each, ast.Return) for node in _names(each)]
    for action in sorted({node.id for node in named} - {ACTIONS[each] for each in answers if each >= 0}):
        line = min(node.lineno for node in named if node.id == action)
        yield Remark(line, "never_answered", (action, f"{DRAWN:,}"))
    if asked and again == asked:
        line = min((node.lineno for node in named if node.id == "CONSULT"), default=1)
        yield Remark(line, "asks_again", ())


def _names(statement: ast.Return) -> Iterator[ast.Name]:
    """Yield the actions that a statement may answer, not those its conditions compare with."""
    waiting = [statement.value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and node.id in ACTIONS:
            yield node
        elif isinstance(node, ast.IfExp):
            waiting += [node.body, node.orelse]
        elif isinstance(node, ast.BoolOp):
            waiting += node.values


def _answer(rule: BoundRule, rows: tuple[Any, Any, Any, Any]) -> int:
    try:
        return int(rule.plain(*rows, rows[1].talent, **rule.args))
    except Exception:
        return -1


def drawn_rows() -> Iterator[tuple[Any, Any, Any, Any]]:
    """Draw situations: whole numbers from -1 to 8, shares from 0 to 1, other numbers from -2 to 12, yes or no."""
    luck = np.random.default_rng(1)
    tables = [table(dtype, DRAWN) for dtype in (PERSON, PERSON, ISSUE, ORG)]
    for each in tables:
        for name in each.dtype.names:
            kind = each.dtype[name].kind
            low, high = (0.0, 1.0) if name in SHARES or name == "talent" else (-2.0, 12.0)
            whole, real = luck.integers(-1, 9, DRAWN), luck.uniform(low, high, DRAWN)
            each[name] = {"i": whole, "f": real, "b": luck.random(DRAWN) < 0.4}[kind]
    tables[0].authority[luck.random(DRAWN) < 0.2] = ANYTHING
    tables[3].open = luck.integers(0, 400, DRAWN)
    tables[3].people = 43
    for row in zip(*tables, strict=True):
        yield plain_rows(*row)
