"""Check a rule file before any of it is executed.

A compiled rule cannot be interrupted, and a rule that writes, remembers or draws its own luck would break what makes
two organisations comparable. So a rule is refused unless every word of it is known to be harmless: names in
`names`, statements and expressions in `syntax`, what happens along its paths in `paths` and `answer`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from contextlib import suppress

from sim import state
from sim.engine.binding.answer import answer_problems
from sim.engine.binding.names import BUILTINS, ERRORS, GIVEN, Problem, Words, evaluate, read_words
from sim.engine.binding.paths import local_names, path_problems
from sim.engine.binding.source import RuleSource
from sim.engine.binding.syntax import Place, check
from sim.errors import InputError

SHOWN = 10
"""How many problems of one file are listed."""


def check_rule(source: RuleSource) -> ast.FunctionDef:
    """Refuse a rule file that is not plain arithmetic on what a rule is given.

    Parameters
    ----------
    source : RuleSource
        The file; nothing of it is executed.

    Returns
    -------
    ast.FunctionDef
        Its function ``decide``.

    Raises
    ------
    InputError
        One line for each problem, with the file and the line.
    """
    words, problems = Words(), [Problem(1, "is nested too deeply")]
    with suppress(RecursionError):
        words, found = read_words(source.tree)
        problems = [*found, *_file_problems(words)] or path_problems(words)
    if problems:
        raise InputError("\n".join(_lines(source, problems)))
    return words.functions["decide"]


def _lines(source: RuleSource, problems: Iterable[Problem]) -> Iterator[str]:
    told = sorted(set(problems))
    for problem in told[:SHOWN]:
        yield f"{source.path}:{problem.line}: {problem.text}"
    if len(told) > SHOWN:
        yield f"{source.path}: and {len(told) - SHOWN} more"


def _file_problems(words: Words) -> Iterator[Problem]:
    if "decide" not in words.functions:
        yield Problem(1, f"defines no function `decide({', '.join(GIVEN)})`")
    for name, function in words.functions.items():
        place = Place(words, function, frozenset({*_arguments(function), *local_names(function)}))
        yield from _decide_signature(function, words) if name == "decide" else _helper_signature(function, words)
        yield from _named_well(place)
        for statement in function.body:
            yield from check(statement, place)
        if name == "decide":
            yield from answer_problems(words)


# ------------------------------------------------------------------------------------------------------- signatures
def _arguments(function: ast.FunctionDef) -> list[str]:
    return [each.arg for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]


def _decide_signature(function: ast.FunctionDef, words: Words) -> Iterator[Problem]:
    given = function.args
    plain = not (given.posonlyargs or given.vararg or given.kwarg or given.defaults or function.decorator_list)
    if not plain or tuple(each.arg for each in given.args) != GIVEN:
        wanted = f"decide({', '.join(GIVEN)}, *, name=default), without decorator"
        yield Problem(function.lineno, f"a rule is {wanted}; this one is decide({ast.unparse(given)})")
    if len(given.kwonlyargs) > state.ARGS:
        yield Problem(function.lineno, f"has {len(given.kwonlyargs)} parameters; at most {state.ARGS}")
    for each, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        value = None if default is None else evaluate(default, words)
        if value is None or isinstance(value, bool) or abs(value) > 1e300 or value != value:
            yield Problem(each.lineno, f"parameter `{each.arg}` needs a default that is a number, as in {each.arg}=1.0")


def _helper_signature(function: ast.FunctionDef, words: Words) -> Iterator[Problem]:
    given = function.args
    if given.posonlyargs or given.vararg or given.kwonlyargs or given.kwarg or function.decorator_list:
        yield Problem(function.lineno, f"`{function.name}` takes plain arguments only, without `*` or decorator")
    if any(evaluate(default, words) is None for default in given.defaults):
        yield Problem(function.lineno, f"the defaults of `{function.name}` are not numbers")


def _named_well(place: Place) -> Iterator[Problem]:
    for name in sorted(place.names - {*GIVEN}):
        if name in {*BUILTINS, *ERRORS, "range"} or name in place.words or name.startswith("__"):
            yield Problem(place.function.lineno, f"`{name}` means something else already; choose another name")
    for name in sorted(local_names(place.function) & {*GIVEN}):
        yield Problem(place.function.lineno, f"`{name}` is given to the rule and stays what it is; use another name")
