"""The words a rule may use: what exists before its file, and what the file itself defines.

A rule is arithmetic on five things it is given. It has no memory, no randomness of its own and no way to write, and
every word it can use is listed here.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from sim import state
from sim.errors import nearest


def _shown(row: np.dtype) -> np.dtype:
    """Leave out what only the engine looks at."""
    return row[[name for name in row.names or () if name not in state.UNSEEN]]


ROWS: Final[Mapping[str, np.dtype]] = {
    "me": _shown(state.PERSON),
    "boss": _shown(state.PERSON),
    "issue": _shown(state.ISSUE),
    "org": state.ORG,
}
"""The rows a rule is given, and the fields it may read."""
GIVEN: Final = (*ROWS, "luck")
"""The five arguments of every rule; the last is one draw from (0, 1)."""
BUILTINS: Final[Mapping[str, range]] = {
    **dict.fromkeys(("abs", "bool", "float", "int"), range(1, 2)),
    **dict.fromkeys(("max", "min"), range(2, 17)),
    "round": range(1, 3),
}
"""Functions of Python, and how many arguments they take: with fewer, the compiler would find a meaning of its own."""
ERRORS: Final = frozenset({"ArithmeticError", "Exception", "RuntimeError", "ValueError", "ZeroDivisionError"})
STATE: Final[Mapping[str, float]] = {
    name: value for name, value in vars(state).items() if type(value) in (int, float) and not name.startswith("_")
}
"""The actions and the other numbers of `sim.state`."""
HINTS: Final = ("Issue", "Org", "Person")
"""Types a rule may import to annotate what it is given, so that an editor knows the fields; never values."""
UNFIT: Final = frozenset({"comb", "dist", "factorial", "frexp", "fsum", "modf", "perm", "prod", "sumprod"})
"""Functions of `math` whose whole numbers can fill the memory, or that do not go from numbers to a number."""
MATH: Final[Mapping[str, object]] = {
    name: value for name, value in vars(math).items() if not name.startswith("_") and name not in UNFIT
}
IMPORTS: Final[Mapping[str, Mapping[str, object]]] = {
    "sim.state": {**STATE, **dict.fromkeys(HINTS)},
    "math": MATH,
    "__future__": {"annotations": 0},
}
LARGEST_BITS: Final = 256
"""Of a whole number that constants are computed with."""
RESERVED: Final = frozenset({*GIVEN, *BUILTINS, *ERRORS, "range", "decide"})


class Problem(NamedTuple):
    """What is wrong with a rule file, and on which line."""

    line: int
    text: str


@dataclass
class Words:
    """What a rule file defines, filled in from its top to its bottom.

    Parameters
    ----------
    numbers : dict
        Value of each constant, imported ones included.
    functions : dict
        Each function, as written.
    modules : set of str
        The names `math` goes by.
    calls : dict
        What each name imported from `math` is called there.
    """

    numbers: dict[str, float] = field(default_factory=dict[str, float])
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict[str, ast.FunctionDef])
    modules: set[str] = field(default_factory=set[str])
    calls: dict[str, str] = field(default_factory=dict[str, str])

    def __contains__(self, name: str) -> bool:
        return any(name in known for known in (self.numbers, self.functions, self.modules, self.calls))


def read_words(tree: ast.Module) -> tuple[Words, list[Problem]]:
    """List what a rule file defines at its top level, and what it should not.

    Parameters
    ----------
    tree : ast.Module
        The file, parsed.

    Returns
    -------
    words : Words
        Its constants, functions and imports.
    problems : list of Problem
        In the order of the file.
    """
    words = Words()
    return words, [problem for statement in tree.body for problem in _define(statement, words)]


def _define(statement: ast.stmt, words: Words) -> Iterator[Problem]:
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return  # a docstring
        case ast.Import():
            yield from _import(statement, words)
        case ast.ImportFrom():
            yield from _import_from(statement, words)
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            yield from _constant(name, value, words)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield from _constant(name, value, words)
        case ast.FunctionDef(name=name):
            yield from _taken(name, statement.lineno, words, allowed="decide")
            words.functions[name] = statement
        case _:
            yield Problem(statement.lineno, "a rule file holds imports, constants and plain functions, nothing else")


def _taken(name: str, line: int, words: Words, allowed: str = "") -> Iterator[Problem]:
    if name in words:
        yield Problem(line, f"`{name}` is defined twice")
    elif name in RESERVED - {allowed} or name.startswith("__"):
        yield Problem(line, f"`{name}` means something else already; choose another name")


def _import(statement: ast.Import, words: Words) -> Iterator[Problem]:
    for each in statement.names:
        if each.name == "math":
            name = each.asname or "math"
            yield from _taken(name, statement.lineno, words)
            words.modules.add(name)
        else:
            yield Problem(statement.lineno, f"imports `{each.name}`; {_sources()}")


def _sources() -> str:
    return "a rule imports from `sim.state` (`from sim.state import DECIDE`) and `math` only"


def _import_from(statement: ast.ImportFrom, words: Words) -> Iterator[Problem]:
    source = "." * statement.level + (statement.module or "")
    if source not in IMPORTS:
        yield Problem(statement.lineno, f"imports from `{source}`; {_sources()}")
        return
    for each in statement.names:
        if each.name not in IMPORTS[source]:
            why = "; import each name" if each.name == "*" else nearest(each.name, IMPORTS[source])
            yield Problem(statement.lineno, f"`{source}` has no `{each.name}` for a rule{why}")
            words.numbers[each.asname or each.name] = 0  # one complaint about it is enough
        else:
            name = each.asname or each.name
            yield from _taken(name, statement.lineno, words)
            _take(name, source, each.name, words)


def _take(name: str, source: str, original: str, words: Words) -> None:
    value = IMPORTS[source][original]
    if callable(value):
        words.calls[name] = original
    elif isinstance(value, int | float):
        words.numbers[name] = value


def _constant(name: str, value: ast.expr, words: Words) -> Iterator[Problem]:
    yield from _taken(name, value.lineno, words)
    number = evaluate(value, words)
    if number is None:
        yield Problem(value.lineno, f"`{name}` is not a number; constants of a rule are numbers")
    words.numbers[name] = 0 if number is None else number


def evaluate(node: ast.expr, words: Words) -> float | None:
    """Compute an expression of constants.

    Parameters
    ----------
    node : ast.expr
        Numbers, names of constants and the four operations; anything else is not computed.
    words : Words
        What the file has defined so far.

    Returns
    -------
    int, float or None
        None when it is not such an expression, has no value (a division by 0), or is too large a whole number.
    """
    if not all(_is_constant(part, words) for part in ast.walk(node)):
        return None
    try:
        code = compile(ast.Expression(node), "<constant>", "eval")
        value = eval(code, {"__builtins__": {}, **dict.fromkeys(words.modules, math)}, dict(words.numbers))
    except (ArithmeticError, AttributeError, TypeError, RecursionError, MemoryError):
        return None
    if isinstance(value, int) and abs(value) >= 2**LARGEST_BITS:  # ever larger ones would fill the memory
        return None
    return value if isinstance(value, int | float) else None


def _is_constant(part: ast.AST, words: Words) -> bool:
    match part:
        case ast.Constant(value=value):
            return isinstance(value, int | float)
        case ast.Name(id=name):
            return name in words.numbers or name in words.modules
        case ast.Attribute(value=ast.Name(id=name), attr=attribute):
            return name in words.modules and attribute in MATH
    return isinstance(part, ast.BinOp | ast.UnaryOp | ast.operator | ast.unaryop | ast.expr_context) and not (
        isinstance(part, ast.Pow | ast.LShift | ast.MatMult)
    )
