"""Which statements and expressions a rule may be made of: arithmetic, comparisons, `if`, a counted `for`, `return`.

What is not listed here is not available.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import singledispatch

from sim import state
from sim.engine.binding.local_functions import helper_problems
from sim.engine.binding.names import BUILTINS, ERRORS, MATH, ROWS, STATE, Problem, Words, evaluate
from sim.engine.binding.refused import refused, shown
from sim.errors import nearest

OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.UAdd, ast.USub, ast.Not)
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)


@dataclass(frozen=True)
class Place:
    """Where in a rule file one is: what can be named there.

    Parameters
    ----------
    words : Words
        What the file defines.
    function : ast.FunctionDef
        The function one is in.
    names : frozenset of str
        Its arguments and variables.
    """

    words: Words
    function: ast.FunctionDef
    names: frozenset[str]

    def arguments(self) -> set[str]:
        """Return the names of the function's arguments."""
        return {each.arg for each in ast.walk(self.function.args) if isinstance(each, ast.arg)}


# ------------------------------------------------------------------------------------------------------- statements
@singledispatch
def check(node: ast.AST, place: Place) -> Iterator[Problem]:
    """List what is wrong in a statement or an expression of a function.

    Parameters
    ----------
    node : ast.AST
        One statement or expression; kinds without a function of their own below are not available in a rule.
    place : Place
        Where it stands.

    Yields
    ------
    Problem
        In the order of the text.
    """
    yield refused(node, getattr(node, "lineno", place.function.lineno))


def _all(nodes: Iterable[ast.AST], place: Place) -> Iterator[Problem]:
    for node in nodes:
        yield from check(node, place)


@check.register
def _pass(node: ast.Pass | ast.Break | ast.Continue, place: Place) -> Iterator[Problem]:
    return iter(())


@check.register
def _docstring(node: ast.Expr, place: Place) -> Iterator[Problem]:
    if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return
    found = list(check(node.value, place))
    yield from found or [Problem(node.lineno, f"{shown(node)} does nothing; did you mean `return`?")]


@check.register
def _assign(node: ast.Assign | ast.AugAssign | ast.AnnAssign, place: Place) -> Iterator[Problem]:
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        yield from _target(target)
    if isinstance(node, ast.AugAssign):
        yield from _operator(node, node.op)
    if node.value is None:
        yield Problem(node.lineno, f"{shown(node)} gives no value")
    else:
        yield from check(node.value, place)


def _target(target: ast.expr) -> Iterator[Problem]:
    if isinstance(target, ast.Name) and not target.id.startswith("__"):
        return
    if isinstance(target, ast.Attribute | ast.Subscript):
        yield Problem(target.lineno, f"writes to {shown(target)}; a rule reads and answers, it changes nothing")
    else:
        yield Problem(target.lineno, f"{shown(target)} cannot be assigned in a rule; one variable at a time")


@check.register
def _if(node: ast.If, place: Place) -> Iterator[Problem]:
    yield from _all([node.test, *node.body, *node.orelse], place)


@check.register
def _for(node: ast.For, place: Place) -> Iterator[Problem]:
    yield from _target(node.target)
    match node.iter:
        case ast.Call(func=ast.Name(id="range"), args=bounds, keywords=[]) if 1 <= len(bounds) <= 3:
            values = [evaluate(bound, place.words) for bound in bounds]
            if any(type(value) is not int for value in values) or values[2:] == [0]:
                yield Problem(node.lineno, f"{shown(node.iter)} is not a range of constant whole numbers")
        case _:
            yield Problem(node.lineno, f"loops over {shown(node.iter)}; only over `range(...)` of a constant")
    yield from _all(node.body, place)
    if node.orelse:
        yield Problem(node.orelse[0].lineno, "`else` of a loop is not available in a rule")


@check.register
def _return(node: ast.Return, place: Place) -> Iterator[Problem]:
    if node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield Problem(node.lineno, "returns nothing; every branch returns a value")
    elif isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        yield Problem(node.lineno, f"returns text; actions are numbers: {', '.join(state.ACTIONS)}, without quotes")
    else:
        yield from check(node.value, place)


@check.register
def _raise(node: ast.Raise, place: Place) -> Iterator[Problem]:
    match node:
        case ast.Raise(exc=ast.Name(id=name), cause=None) if name in ERRORS:
            return
        case ast.Raise(exc=ast.Call(func=ast.Name(id=name), args=values, keywords=[]), cause=None) if name in ERRORS:
            if all(isinstance(value, ast.Constant) for value in values):
                return
    yield Problem(node.lineno, 'raise an error with a fixed text only, as in `raise ValueError("no manager")`')


# ------------------------------------------------------------------------------------------------------ expressions
@check.register
def _constant(node: ast.Constant, place: Place) -> Iterator[Problem]:
    if not isinstance(node.value, int | float):
        yield Problem(node.lineno, f"{shown(node)} is not a number; a rule calculates with numbers only")
    elif abs(node.value) >= 2**63 and isinstance(node.value, int):
        yield Problem(node.lineno, f"{shown(node)} is too large a whole number")


@check.register
def _name(node: ast.Name, place: Place) -> Iterator[Problem]:
    name = node.id
    if name in ROWS and name in place.names:
        yield Problem(node.lineno, f"`{name}` is a row, not a number; read one of its fields, as in `{name}.id`")
    elif name in place.words.modules:
        yield Problem(node.lineno, f"`{name}` is a module; call one of its functions")
    elif name in place.words.functions or name in BUILTINS or name in place.words.calls:
        yield Problem(node.lineno, f"`{name}` is a function; call it")
    elif name not in place.names and name not in place.words.numbers:
        yield Problem(node.lineno, f"there is no `{name}` here{_nearest_name(name, place)}")


def _nearest_name(name: str, place: Place) -> str:
    if name in STATE:
        return f"; write `from sim.state import {name}` at the top of the file"
    return nearest(name, {*place.names, *place.words.numbers} - {*ROWS})


@check.register
def _attribute(node: ast.Attribute, place: Place) -> Iterator[Problem]:
    base = node.value.id if isinstance(node.value, ast.Name) else ""
    if base in place.words.modules:
        if not isinstance(MATH.get(node.attr), float):
            yield Problem(node.lineno, _not_in_math(node.attr))
    elif base in place.arguments() and base != "luck":
        fields = _fields(base, place)
        if fields and node.attr not in fields:
            yield Problem(node.lineno, f"`{base}` has no field `{node.attr}`{nearest(node.attr, fields)}")
        elif not fields:
            yield Problem(node.lineno, f"`{base}` is a number and has no fields")
    else:
        yield refused(node, node.lineno)


def _not_in_math(name: str) -> str:
    if name in MATH:
        return f"`math.{name}` is a function; call it"
    return f"`math` has no `{name}` for a rule{nearest(name, MATH)}"


def _fields(name: str, place: Place) -> set[str]:
    """Return the fields an argument may have; a helper's own argument can be any row."""
    if name in ROWS:
        return {*(ROWS[name].names or ())}
    if place.function.name == "decide":
        return set()
    return {each for row in ROWS.values() for each in row.names or ()}


@check.register
def _call(node: ast.Call, place: Place) -> Iterator[Problem]:
    values = [*node.args, *(each.value for each in node.keywords)]
    match node.func:
        case ast.Name(id=name) if name in place.words.functions and name != "decide":
            yield from helper_problems(node, place.words.functions[name])
            yield from _all((each for each in values if not _is_row(each)), place)
        case ast.Name(id=name) if name in BUILTINS and not node.keywords:
            if len(values) not in BUILTINS[name]:
                yield Problem(node.lineno, f"{shown(node)} has too few or too many numbers for `{name}`")
            yield from _all(values, place)
        case ast.Name(id=name) if name in place.words.calls and not node.keywords:
            yield from _all(values, place)
        case ast.Attribute(value=ast.Name(id=base), attr=name) if base in place.words.modules and not node.keywords:
            if not callable(MATH.get(name)):
                yield Problem(node.lineno, f"`math` has no function `{name}` for a rule{nearest(name, MATH)}")
            yield from _all(values, place)
        case _:
            yield Problem(node.lineno, f"calls {shown(node)}; {_callable(place.words)}")


def _is_row(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ROWS


def _callable(words: Words) -> str:
    own = [each for each in words.functions if each != "decide"]
    return f"a rule calls {', '.join([*sorted(BUILTINS), 'functions of `math`', *own])} only"


@check.register
def _boolean(node: ast.BoolOp, place: Place) -> Iterator[Problem]:
    yield from _all(node.values, place)


@check.register
def _choice(node: ast.IfExp, place: Place) -> Iterator[Problem]:
    yield from _all([node.test, node.body, node.orelse], place)


@check.register
def _arithmetic(node: ast.BinOp, place: Place) -> Iterator[Problem]:
    found = list(_operator(node, node.op))
    yield from found or _all([node.left, node.right], place)


@check.register
def _sign(node: ast.UnaryOp, place: Place) -> Iterator[Problem]:
    yield from _operator(node, node.op)
    yield from check(node.operand, place)


def _operator(node: ast.stmt | ast.expr, operator: ast.AST) -> Iterator[Problem]:
    if not isinstance(operator, OPERATORS):
        yield refused(node, node.lineno, operator)


@check.register
def _comparison(node: ast.Compare, place: Place) -> Iterator[Problem]:
    yield from check(node.left, place)
    for operator, right in zip(node.ops, node.comparators, strict=True):
        if isinstance(operator, ast.In | ast.NotIn):
            yield from _members(right, place)
        elif not isinstance(operator, COMPARISONS):
            yield refused(node, node.lineno, operator)
        else:
            yield from check(right, place)


def _members(node: ast.expr, place: Place) -> Iterator[Problem]:
    if isinstance(node, ast.Tuple):
        yield from _all(node.elts, place)
    else:
        yield Problem(node.lineno, f"`in` looks into a tuple, as in `issue.scope in (0, 1)`, not into {shown(node)}")
