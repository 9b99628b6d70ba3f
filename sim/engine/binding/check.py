"""Check a rule file before any of it is executed.

A compiled rule cannot be interrupted, and a rule that writes, remembers or draws its own luck would break what makes
two organisations comparable. So a rule is refused unless every word of it is known to be harmless: arithmetic on five
things it is given, comparisons, `if`, a counted `for`, `return`; what is not listed here is not available. Along every
path it must end, soon, with a whole number, and use no variable before it has a value: the compiler itself would not
notice, a missing value is 0 to it, and true becomes 1.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Final

import numpy as np

from sim import state
from sim.engine.binding.source import INSTEAD, Problem, RuleError, RuleSource


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
DIGITS: Final = 18
"""Decimals, or zeros, that a rule may round to: for more Python would compute ten to that power, however large."""
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
"""Of a whole number that constants are computed with: ever larger ones would fill the memory."""
LONGEST_CALL: Final = 100_000
"""Elementary steps one call of a rule may take; about a tenth of a millisecond, compiled."""
RESERVED: Final = frozenset({*GIVEN, *BUILTINS, *ERRORS, "range", "decide"})
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.UAdd, ast.USub, ast.Not)
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)


def check_rule(source: RuleSource) -> ast.FunctionDef:
    """Return ``decide`` of a rule file, or raise a RuleError: it is not plain arithmetic on what a rule is given."""
    words, problems = Words(), [Problem(1, "too_deep")]
    with suppress(RecursionError):
        words, top = read_words(source.tree)
        problems = [*top, *_file_problems(words)] or _path_problems(words)
    if problems:
        raise RuleError(source.path, problems)
    return words.functions["decide"]


# ------------------------------------------------------------------------------------- what the file itself defines
@dataclass
class Words:
    """What a rule file defines: constants, functions, names `math` goes by, and names imported from it."""

    numbers: dict[str, float] = field(default_factory=dict[str, float])
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict[str, ast.FunctionDef])
    modules: set[str] = field(default_factory=set[str])
    calls: dict[str, str] = field(default_factory=dict[str, str])

    def __contains__(self, name: str) -> bool:
        return any(name in known for known in (self.numbers, self.functions, self.modules, self.calls))


def read_words(tree: ast.Module) -> tuple[Words, list[Problem]]:
    """List what a rule file defines at its top level, from top to bottom, and what it should not."""
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
            yield Problem(statement.lineno, "top_level")


def _taken(name: str, line: int, words: Words, allowed: str = "") -> Iterator[Problem]:
    if name in words:
        yield Problem(line, "twice", (name,))
    elif name in RESERVED - {allowed} or name.startswith("__"):
        yield Problem(line, "taken", (name,))


def _import(statement: ast.Import, words: Words) -> Iterator[Problem]:
    for each in statement.names:
        if each.name == "math":
            name = each.asname or "math"
            yield from _taken(name, statement.lineno, words)
            words.modules.add(name)
        else:
            yield Problem(statement.lineno, "imports", (each.name,))


def _import_from(statement: ast.ImportFrom, words: Words) -> Iterator[Problem]:
    source = "." * statement.level + (statement.module or "")
    if source not in IMPORTS:
        yield Problem(statement.lineno, "imports_from", (source,))
        return
    for each in statement.names:
        name = each.asname or each.name
        if each.name == "*":
            yield Problem(statement.lineno, "star", (source,))
        elif each.name not in IMPORTS[source]:
            yield Problem(statement.lineno, "not_offered", (source, each.name), (*IMPORTS[source],))
            words.numbers[name] = 0  # one complaint about it is enough
        else:
            yield from _taken(name, statement.lineno, words)
            value = IMPORTS[source][each.name]
            if callable(value):
                words.calls[name] = each.name
            elif isinstance(value, int | float):
                words.numbers[name] = value


def _constant(name: str, value: ast.expr, words: Words) -> Iterator[Problem]:
    yield from _taken(name, value.lineno, words)
    number = evaluate(value, words)
    if number is None:
        yield Problem(value.lineno, "constant", (name,))
    words.numbers[name] = 0 if number is None else number


def evaluate(node: ast.expr, words: Words) -> float | None:
    """Compute an expression of constants and the four operations; None if it is none, or has no bounded value."""
    if not all(_is_constant(part, words) for part in ast.walk(node)):
        return None
    try:
        code = compile(ast.Expression(node), "<constant>", "eval")
        value = eval(code, {"__builtins__": {}, **dict.fromkeys(words.modules, math)}, dict(words.numbers))
    except (ArithmeticError, AttributeError, TypeError, RecursionError, MemoryError):
        return None
    too_large = isinstance(value, int) and abs(value) >= 2**LARGEST_BITS
    return value if isinstance(value, int | float) and not too_large else None


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


# -------------------------------------------------------------------------------------------------- signatures
@dataclass(frozen=True)
class Place:
    """Where in a rule file one is: what the file defines, the function, its arguments and variables."""

    words: Words
    function: ast.FunctionDef
    names: frozenset[str]

    def arguments(self) -> set[str]:
        """Return the names of the function's arguments."""
        return {each.arg for each in ast.walk(self.function.args) if isinstance(each, ast.arg)}


def _file_problems(words: Words) -> Iterator[Problem]:
    if "decide" not in words.functions:
        yield Problem(1, "no_decide", (f"decide({', '.join(GIVEN)})",))
    for name, function in words.functions.items():
        given = function.args
        arguments = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
        place = Place(words, function, frozenset({*arguments, *_local_names(function)}))
        yield from _decide_signature(function, words) if name == "decide" else _helper_signature(function, words)
        yield from _named_well(place)
        for statement in function.body:
            yield from check(statement, place)
        if name == "decide":
            yield from _answer_problems(words)


def _decide_signature(function: ast.FunctionDef, words: Words) -> Iterator[Problem]:
    given = function.args
    plain = not (given.posonlyargs or given.vararg or given.kwarg or given.defaults or function.decorator_list)
    if not plain or tuple(each.arg for each in given.args) != GIVEN:
        wanted = f"decide({', '.join(GIVEN)}, *, name=default)"
        yield Problem(function.lineno, "signature", (wanted, f"decide({ast.unparse(given)})"))
    if len(given.kwonlyargs) > state.ARGS:
        yield Problem(function.lineno, "most_parameters", (str(len(given.kwonlyargs)), str(state.ARGS)))
    for each, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        value = None if default is None else evaluate(default, words)
        if value is None or isinstance(value, bool) or abs(value) > 1e300 or value != value:
            yield Problem(each.lineno, "default", (each.arg,))


def _helper_signature(function: ast.FunctionDef, words: Words) -> Iterator[Problem]:
    given = function.args
    if given.posonlyargs or given.vararg or given.kwonlyargs or given.kwarg or function.decorator_list:
        yield Problem(function.lineno, "plain_arguments", (function.name,))
    if any(evaluate(default, words) is None for default in given.defaults):
        yield Problem(function.lineno, "defaults", (function.name,))


def _named_well(place: Place) -> Iterator[Problem]:
    for name in sorted(place.names - {*GIVEN}):
        if name in {*BUILTINS, *ERRORS, "range"} or name in place.words or name.startswith("__"):
            yield Problem(place.function.lineno, "taken", (name,))
    for name in sorted(_local_names(place.function) & {*GIVEN}):
        yield Problem(place.function.lineno, "given", (name,))


def _local_names(function: ast.FunctionDef) -> frozenset[str]:
    names = (each for each in ast.walk(function) if isinstance(each, ast.Name))
    return frozenset(each.id for each in names if isinstance(each.ctx, ast.Store))


# -------------------------------------------------------------------------------------------------- statements
def _quoted(node: ast.AST) -> str:
    """Return the beginning of a piece of the file."""
    return ast.unparse(node).splitlines()[0][:40]


def _refused(node: ast.AST, line: int, because: ast.AST | None = None) -> Problem:
    """Say that a node, or a part of it, is not available, and what to write instead."""
    code = next(code for code, kinds in INSTEAD.items() if isinstance(because or node, kinds))
    return Problem(line, code, (_quoted(node),))


@singledispatch
def check(node: ast.AST, place: Place) -> Iterator[Problem]:
    """List what is wrong in a statement or an expression; kinds without a function below are not available."""
    yield _refused(node, getattr(node, "lineno", place.function.lineno))


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
    problems = list(check(node.value, place))
    yield from problems or [Problem(node.lineno, "does_nothing", (_quoted(node),))]


@check.register
def _assign(node: ast.Assign | ast.AugAssign | ast.AnnAssign, place: Place) -> Iterator[Problem]:
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        yield from _target(target)
    if isinstance(node, ast.AugAssign):
        yield from _operator(node, node.op)
    if node.value is None:
        yield Problem(node.lineno, "gives_none", (_quoted(node),))
    else:
        yield from check(node.value, place)


def _target(target: ast.expr) -> Iterator[Problem]:
    if not isinstance(target, ast.Name) or target.id.startswith("__"):
        written = isinstance(target, ast.Attribute | ast.Subscript)
        yield Problem(target.lineno, "writes" if written else "target", (_quoted(target),))


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
                yield Problem(node.lineno, "range", (_quoted(node.iter),))
        case _:
            yield Problem(node.lineno, "loop", (_quoted(node.iter),))
    yield from _all(node.body, place)
    if node.orelse:
        yield Problem(node.orelse[0].lineno, "loop_else")


@check.register
def _return(node: ast.Return, place: Place) -> Iterator[Problem]:
    if node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield Problem(node.lineno, "returns_nothing")
    elif isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        yield Problem(node.lineno, "returns_text", (", ".join(state.ACTIONS),))
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
    yield Problem(node.lineno, "raises")


# ------------------------------------------------------------------------------------------------- expressions
@check.register
def _number(node: ast.Constant, place: Place) -> Iterator[Problem]:
    if not isinstance(node.value, int | float):
        yield Problem(node.lineno, "numbers_only", (_quoted(node),))
    elif isinstance(node.value, int) and abs(node.value) >= 2**63:
        yield Problem(node.lineno, "too_large", (_quoted(node),))


@check.register
def _name(node: ast.Name, place: Place) -> Iterator[Problem]:
    name, words = node.id, place.words
    if name in ROWS and name in place.names:
        yield Problem(node.lineno, "row", (name,))
    elif name in words.modules:
        yield Problem(node.lineno, "module", (name,))
    elif name in words.functions or name in BUILTINS or name in words.calls:
        yield Problem(node.lineno, "function", (name,))
    elif name not in place.names and name not in words.numbers:
        known = () if name in STATE else tuple({*place.names, *words.numbers} - {*ROWS})
        yield Problem(node.lineno, "import_it" if name in STATE else "unknown", (name,), known)


@check.register
def _attribute(node: ast.Attribute, place: Place) -> Iterator[Problem]:
    base = node.value.id if isinstance(node.value, ast.Name) else ""
    if base in place.words.modules:
        if callable(MATH.get(node.attr)):
            yield Problem(node.lineno, "function", (f"math.{node.attr}",))
        elif node.attr not in MATH:
            yield Problem(node.lineno, "not_offered", ("math", node.attr), (*MATH,))
    elif base in place.arguments() and base != "luck":
        fields = _fields(base, place)
        if not fields:
            yield Problem(node.lineno, "no_fields", (base,))
        elif node.attr not in fields:
            yield Problem(node.lineno, "no_field", (base, node.attr), fields)
    else:
        yield _refused(node, node.lineno)


def _fields(name: str, place: Place) -> tuple[str, ...]:
    """Return the fields an argument may have; a helper's own argument can be any row."""
    if name in ROWS:
        return ROWS[name].names or ()
    return () if place.function.name == "decide" else tuple({each for row in ROWS.values() for each in row.names or ()})


@check.register
def _call(node: ast.Call, place: Place) -> Iterator[Problem]:
    values, words = [*node.args, *(each.value for each in node.keywords)], place.words
    match node.func:
        case ast.Name(id=name) if name in words.functions and name != "decide":
            yield from _helper_problems(node, words.functions[name])
            values = [each for each in values if not (isinstance(each, ast.Name) and each.id in ROWS)]
        case ast.Name(id=name) if name in BUILTINS and not node.keywords:
            yield from _builtin_problems(node, name, words)
        case ast.Name(id=name) if name in words.calls and not node.keywords:
            pass
        case ast.Attribute(value=ast.Name(id=base), attr=name) if base in words.modules and not node.keywords:
            if not callable(MATH.get(name)):
                yield Problem(node.lineno, "no_function", ("math", name), (*MATH,))
        case _:
            own = [each for each in words.functions if each != "decide"]
            known = ", ".join([*sorted(BUILTINS), "functions of `math`", *own])
            yield Problem(node.lineno, "calls", (_quoted(node), known))
            return
    yield from _all(values, place)


def _builtin_problems(node: ast.Call, name: str, words: Words) -> Iterator[Problem]:
    if len(node.args) not in BUILTINS[name]:
        yield Problem(node.lineno, "how_many", (_quoted(node), name))
    elif name == "round" and len(node.args) == 2:
        digits = evaluate(node.args[1], words)
        if type(digits) is not int or abs(digits) > DIGITS:
            yield Problem(node.lineno, "digits", (_quoted(node), str(DIGITS)))


def _helper_problems(call: ast.Call, helper: ast.FunctionDef) -> Iterator[Problem]:
    """List arguments missing, in excess or unknown, and fields read from a row that does not have them."""
    names = [each.arg for each in helper.args.args]
    given = dict(zip(names, call.args, strict=False))
    keywords = {each.arg: each.value for each in call.keywords if each.arg}
    required = names[: len(names) - len(helper.args.defaults)]
    twice = given.keys() & keywords.keys()
    given |= keywords
    if len(call.args) > len(names) or twice or not {*required} <= given.keys() <= {*names}:
        wanted = (helper.name, ast.unparse(helper.args), ast.unparse(call)[:60])
        yield Problem(call.lineno, "arguments", wanted)
    for name, value in given.items():
        if isinstance(value, ast.Name) and value.id in ROWS:
            fields = ROWS[value.id].names or ()
            for node in ast.walk(helper):
                match node:
                    case ast.Attribute(value=ast.Name(id=base), attr=read) if base == name and read not in fields:
                        yield Problem(node.lineno, "field_of_row", (name, value.id, read), fields)


@check.register
def _boolean(node: ast.BoolOp, place: Place) -> Iterator[Problem]:
    yield from _all(node.values, place)


@check.register
def _choice(node: ast.IfExp, place: Place) -> Iterator[Problem]:
    yield from _all([node.test, node.body, node.orelse], place)


@check.register
def _arithmetic(node: ast.BinOp, place: Place) -> Iterator[Problem]:
    yield from list(_operator(node, node.op)) or _all([node.left, node.right], place)


@check.register
def _sign(node: ast.UnaryOp, place: Place) -> Iterator[Problem]:
    yield from _operator(node, node.op)
    yield from check(node.operand, place)


def _operator(node: ast.stmt | ast.expr, operator: ast.AST) -> Iterator[Problem]:
    if not isinstance(operator, OPERATORS):
        yield _refused(node, node.lineno, operator)


@check.register
def _comparison(node: ast.Compare, place: Place) -> Iterator[Problem]:
    yield from check(node.left, place)
    for operator, right in zip(node.ops, node.comparators, strict=True):
        if isinstance(operator, COMPARISONS):
            yield from check(right, place)
        elif not isinstance(operator, ast.In | ast.NotIn):
            yield _refused(node, node.lineno, operator)
        elif isinstance(right, ast.Tuple):
            yield from _all(right.elts, place)
        else:
            yield Problem(right.lineno, "members", (_quoted(right),))


# -------------------------------------------------------------------------- answers that are no whole numbers
def _answer_problems(words: Words) -> Iterator[Problem]:
    """List the answers of ``decide`` that may be true, false or a decimal; the rest is left to the compiler."""
    decide = words.functions["decide"]
    for answer in _answers(decide):
        if _may_be_truth(answer, decide, words, frozenset()):
            yield Problem(answer.lineno, "truth", (ast.unparse(answer)[:40],))
        elif _may_be_decimal(answer):
            yield Problem(answer.lineno, "decimals", (ast.unparse(answer)[:40],))


def _answers(function: ast.FunctionDef) -> list[ast.expr]:
    return [each.value for each in ast.walk(function) if isinstance(each, ast.Return) and each.value is not None]


def _may_be_decimal(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return _may_be_decimal(node.body) or _may_be_decimal(node.orelse)
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def _may_be_truth(node: ast.expr, function: ast.FunctionDef, words: Words, seen: frozenset[str]) -> bool:
    """Say whether an expression can be true or false; `seen` are the names on the way here, not followed again."""
    match node:
        case ast.Compare() | ast.Constant(value=bool()) | ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Attribute(value=ast.Name(id=row), attr=name) if row in ROWS:
            return name in (ROWS[row].names or ()) and ROWS[row][name].kind == "b"
        case ast.Call(func=ast.Name(id="bool")):
            return True
    return any(_may_be_truth(*source) for source in _sources(node, function, words, seen))


def _sources(
    node: ast.expr, function: ast.FunctionDef, words: Words, seen: frozenset[str]
) -> list[tuple[ast.expr, ast.FunctionDef, Words, frozenset[str]]]:
    """Return the expressions whose value this one can take over unchanged, and where they stand."""
    sources: list[ast.expr] = []
    match node:
        case ast.IfExp(body=body, orelse=other):
            sources = [body, other]
        case ast.BoolOp(values=sources) | ast.Call(func=ast.Name(id="min" | "max"), args=sources):
            pass
        case ast.Name(id=name) if name not in seen and name not in words.numbers:
            sources, seen = _assigned(name, function), seen | {name}
        case ast.Name(id=name) if isinstance(words.numbers.get(name), bool):
            sources = [ast.Constant(value=True)]
        case ast.Call(func=ast.Name(id=name)) if name in words.functions and f"{name}()" not in seen:
            function, seen = words.functions[name], seen | {f"{name}()"}
            sources = _answers(function)
    return [(each, function, words, seen) for each in sources]


def _assigned(name: str, function: ast.FunctionDef) -> list[ast.expr]:
    values: list[ast.expr] = []
    for each in ast.walk(function):
        match each:
            case ast.Assign(targets=targets, value=value):
                values += [value for target in targets if isinstance(target, ast.Name) and target.id == name]
            case ast.AnnAssign(target=ast.Name(id=assigned), value=ast.expr() as value) if assigned == name:
                values.append(value)
    return values


# ------------------------------------------------------------------------------------- who calls whom, how long
def _path_problems(words: Words) -> list[Problem]:
    """List functions that call themselves, that may end without a value or take too long, names without a value."""
    circles = [
        Problem(function.lineno, "calls_itself", (name,))
        for name, function in words.functions.items()
        if name in _reached(name, words)
    ]
    ends = [problem for function in words.functions.values() for problem in _end_problems(function)]
    return [*circles, *ends] or _length_problems(words)


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


def _called(node: ast.AST, words: Words) -> list[str]:
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return [each.id for each in calls if isinstance(each, ast.Name) and each.id in words.functions]


def _length_problems(words: Words) -> list[Problem]:
    decide = words.functions["decide"]
    steps = _steps(decide, words, {})
    return [Problem(decide.lineno, "steps", (f"{steps:.2g}", f"{LONGEST_CALL:,}"))] if steps > LONGEST_CALL else []


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


# ------------------------------------------------------------------------------------- what has a value, what ends
Known = frozenset[str] | None
"""The variables that have a value; None when the path has ended."""


def _end_problems(function: ast.FunctionDef) -> list[Problem]:
    given = {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}
    known, problems = _follow(function.body, frozenset(given), _local_names(function))
    if known is not None:
        problems.append(Problem(function.body[-1].lineno, "no_answer", (function.name,)))
    return problems


def _follow(body: Iterable[ast.stmt], known: Known, names: frozenset[str]) -> tuple[Known, list[Problem]]:
    """Follow statements one after the other, from what has a value before to what has one after."""
    problems: list[Problem] = []
    for statement in body:
        if known is None:
            break
        known, more = _step(statement, known, names)
        problems += more
    return known, problems


def _step(statement: ast.stmt, known: frozenset[str], names: frozenset[str]) -> tuple[Known, list[Problem]]:
    match statement:
        case ast.If(test=test, body=body, orelse=other):
            one, problems = _follow(body, known, names)
            two, more = _follow(other, known, names)
            either = (two if one is None else one) if one is None or two is None else one & two
            return either, [*_unset([test], known, names), *problems, *more]
        case ast.For(target=ast.Name(id=name), body=body):
            return known, _follow(body, known | {name}, names)[1]  # perhaps no round is made: nothing is known after
        case ast.Return() | ast.Raise() | ast.Break() | ast.Continue():
            return None, [*_unset([statement], known, names)]
        case ast.AugAssign(target=ast.Name(id=name)) if name not in known:
            return known | {name}, [Problem(statement.lineno, "no_value", (name,))]
    return known | _set_by(statement), [*_unset([statement], known, names)]


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
            yield Problem(part.lineno, "no_value", (part.id,))
