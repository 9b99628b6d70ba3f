"""Follow a rule along every path: it must end, soon, with an answer, and use no variable before it has a value.

The compiler itself would not notice: a variable without a value is 0 to it, and a path without an answer is 0 too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from sim.engine.binding.names import Problem, Words, evaluate

LONGEST_CALL = 100_000
"""Elementary steps one call of a rule may take; about a tenth of a millisecond, compiled."""

Known = frozenset[str] | None
"""The variables that have a value; None when the path has ended."""


def path_problems(words: Words) -> list[Problem]:
    """List what can go wrong along the paths of a rule's functions.

    Parameters
    ----------
    words : Words
        What the file defines; its statements have been checked one by one.

    Returns
    -------
    list of Problem
        Functions that call themselves, that may end without a value or take too long, variables without a value.
    """
    circles = [_circle(function) for name, function in words.functions.items() if name in _reached(name, words)]
    ends = [problem for function in words.functions.values() for problem in _end_problems(function)]
    return [*circles, *ends] or _length_problems(words)


def local_names(function: ast.FunctionDef) -> frozenset[str]:
    """Return the variables a function assigns."""
    names = (each for each in ast.walk(function) if isinstance(each, ast.Name))
    return frozenset(each.id for each in names if isinstance(each.ctx, ast.Store))


# -------------------------------------------------------------------------------------------- who calls whom, how long
def _called(node: ast.AST, words: Words) -> list[str]:
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return [each.id for each in calls if isinstance(each, ast.Name) and each.id in words.functions]


def _reached(name: str, words: Words) -> set[str]:
    """Return the functions that a function calls, directly or through others."""
    reached: set[str] = set()
    ahead = _called(words.functions[name], words)
    while ahead:
        following = ahead.pop()
        if following not in reached:
            reached.add(following)
            ahead += _called(words.functions[following], words)
    return reached


def _circle(function: ast.FunctionDef) -> Problem:
    return Problem(function.lineno, f"`{function.name}` calls itself, directly or through others; it might never end")


def _length_problems(words: Words) -> list[Problem]:
    steps = _steps(words.functions["decide"], words, {})
    if steps <= LONGEST_CALL:
        return []
    line = words.functions["decide"].lineno
    return [Problem(line, f"`decide` may take {steps:.2g} steps a call; at most {LONGEST_CALL:,}")]


def _steps(node: ast.AST, words: Words, known: dict[str, float]) -> float:
    """Count the elementary steps of a piece of a rule, at most, in and below it."""
    steps = 1.0 + sum(_steps(part, words, known) for part in ast.iter_child_nodes(node))
    match node:
        case ast.For(iter=ast.Call(args=bounds)):
            steps *= _rounds([evaluate(bound, words) or 0 for bound in bounds])
        case ast.Call(func=ast.Name(id=name)) if name in words.functions:
            if name not in known:
                known[name] = _steps(words.functions[name], words, known)
            steps += known[name]
    return steps


def _rounds(bounds: Sequence[float]) -> float:
    try:
        return 1.0 + len(range(*(int(bound) for bound in bounds)))
    except OverflowError:
        return float("inf")


# ------------------------------------------------------------------------------------------ what has a value, what ends
def _end_problems(function: ast.FunctionDef) -> list[Problem]:
    given = {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}
    known, problems = _follow(function.body, frozenset(given), local_names(function))
    if known is not None:
        last = function.body[-1].lineno
        problems.append(
            Problem(last, f"`{function.name}` can end here without an answer; every branch returns a value")
        )
    return problems


def _follow(body: Iterable[ast.stmt], known: Known, names: frozenset[str]) -> tuple[Known, list[Problem]]:
    """Follow statements one after the other, from what has a value before to what has one after."""
    problems: list[Problem] = []
    for statement in body:
        if known is None:
            break
        known, found = _step(statement, known, names)
        problems += found
    return known, problems


def _step(statement: ast.stmt, known: frozenset[str], names: frozenset[str]) -> tuple[Known, list[Problem]]:
    match statement:
        case ast.If(test=test, body=body, orelse=other):
            one, found = _follow(body, known, names)
            two, more = _follow(other, known, names)
            return _either(one, two), [*_unset([test], known, names), *found, *more]
        case ast.For(target=ast.Name(id=name), body=body):
            _, found = _follow(body, known | {name}, names)  # perhaps no round is made: nothing is known after
            return known, found
        case ast.Return() | ast.Raise() | ast.Break() | ast.Continue():
            return None, [*_unset([statement], known, names)]
        case ast.AugAssign(target=ast.Name(id=name)) if name not in known:
            return known | {name}, [_without_value(name, statement.lineno)]
    return known | _set_by(statement), [*_unset([statement], known, names)]


def _either(one: Known, two: Known) -> Known:
    if one is None or two is None:
        return two if one is None else one
    return one & two


def _set_by(statement: ast.stmt) -> set[str]:
    match statement:
        case ast.Assign(targets=targets):
            return {each.id for each in targets if isinstance(each, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
    return set()


def _unset(nodes: Iterable[ast.AST], known: frozenset[str], names: frozenset[str]) -> Iterator[Problem]:
    for part in (each for node in nodes for each in ast.walk(node)):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and part.id in names - known:
            yield _without_value(part.id, part.lineno)


def _without_value(name: str, line: int) -> Problem:
    return Problem(line, f"`{name}` may have no value here; give it one on every path before")
