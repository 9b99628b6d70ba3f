"""Refuse a rule that might answer true, false or a number with decimals where an action is wanted.

The compiler silently turns true into 1 when another branch answers a whole number, while plain Python does not; so it
is settled here, before either runs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sim.engine.binding.names import ROWS, Problem, Words


def answer_problems(words: Words) -> Iterator[Problem]:
    """List the answers of ``decide`` that are no whole numbers.

    Parameters
    ----------
    words : Words
        What the file defines, ``decide`` included.

    Yields
    ------
    Problem
        One for each such ``return``; what needs types to be seen is left to the compiler.
    """
    decide = words.functions["decide"]
    for answer in _answers(decide):
        shown = ast.unparse(answer)[:40]
        if may_be_truth(answer, decide, words, frozenset()):
            yield Problem(answer.lineno, f"answers `{shown}`, which can be true or false; an action is a whole number")
        elif _may_be_decimal(answer):
            yield Problem(answer.lineno, f"answers `{shown}`, which can have decimals; an action is a whole number")


def _may_be_decimal(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return _may_be_decimal(node.body) or _may_be_decimal(node.orelse)
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def _answers(function: ast.FunctionDef) -> list[ast.expr]:
    return [each.value for each in ast.walk(function) if isinstance(each, ast.Return) and each.value is not None]


def may_be_truth(node: ast.expr, function: ast.FunctionDef, words: Words, seen: frozenset[str]) -> bool:
    """Say whether an expression can have the value true or false.

    Parameters
    ----------
    node : ast.expr
        The expression.
    function : ast.FunctionDef
        Where it stands.
    words : Words
        What the file defines.
    seen : frozenset of str
        Variables and functions on the way here, not followed again.

    Returns
    -------
    bool
        False also when only an argument of a helper function could tell.
    """
    match node:
        case ast.Compare() | ast.Constant(value=bool()) | ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Attribute(value=ast.Name(id=row), attr=name) if row in ROWS:
            return name in (ROWS[row].names or ()) and ROWS[row][name].kind == "b"
        case ast.Call(func=ast.Name(id="bool")):
            return True
    sources = _sources(node, function, words, seen)
    return any(may_be_truth(source, where, words, more) for source, where, more in sources)


def _sources(
    node: ast.expr, function: ast.FunctionDef, words: Words, seen: frozenset[str]
) -> list[tuple[ast.expr, ast.FunctionDef, frozenset[str]]]:
    """Return the expressions whose value this one can take over unchanged, and where they stand."""
    match node:
        case ast.IfExp(body=body, orelse=other):
            found = [body, other]
        case ast.BoolOp(values=found) | ast.Call(func=ast.Name(id="min" | "max"), args=found):
            pass
        case ast.Name(id=name) if name not in seen and name not in words.numbers:
            found, seen = _assigned(name, function), seen | {name}
        case ast.Name(id=name) if isinstance(words.numbers.get(name), bool):
            found = [ast.Constant(value=True)]
        case ast.Call(func=ast.Name(id=name)) if name in words.functions and f"{name}()" not in seen:
            helper = words.functions[name]
            return [(answer, helper, seen | {f"{name}()"}) for answer in _answers(helper)]
        case _:
            found = []
    return [(each, function, seen) for each in found]


def _assigned(name: str, function: ast.FunctionDef) -> list[ast.expr]:
    found: list[ast.expr] = []
    for each in ast.walk(function):
        match each:
            case ast.Assign(targets=targets, value=value):
                found += [value for target in targets if isinstance(target, ast.Name) and target.id == name]
            case ast.AnnAssign(target=ast.Name(id=assigned), value=ast.expr() as value) if assigned == name:
                found.append(value)
    return found
