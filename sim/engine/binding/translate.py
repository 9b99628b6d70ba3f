"""Translate a checked rule into what the compiler takes: the same rule, that fails where the compiler would go on.

Its parameters go by position, its whole numbers fail rather than wrap around, its answers are whole numbers, and a
wrapper turns an exception into RULE_FAILED. Lines keep their numbers.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping
from typing import Any, Final

import numba

from sim.engine.binding.mathematics import COMPILED, EXACT, PLAIN, module_of
from sim.engine.binding.names import Words, read_words
from sim.engine.binding.whole import answer_of, minus, nearest_whole, plus, times, whole_part
from sim.state import RULE_FAILED

WRAPPER: Final = """
def __bound__(me, boss, issue, org, luck, args):
    try:
        return decide(me, boss, issue, org, luck{values})
    except Exception:
        return {failed}
"""
"""What the engine calls: the compiler would swallow an exception of the rule and go on with garbage."""
LARGEST_BITS: Final = 2000
"""Of a whole number in a rule that runs as plain Python; compiled ones end at 63."""
OPERATIONS: Final[Mapping[type[ast.operator], str]] = {
    ast.Add: "__plus__",
    ast.Sub: "__minus__",
    ast.Mult: "__times__",
}
GIVEN: Final[Mapping[str, Any]] = {
    "__answer_of__": answer_of,
    "__plus__": plus,
    "__minus__": minus,
    "__times__": times,
    "int": whole_part,
    "round": nearest_whole,
}
"""What a translated rule finds under names that its author cannot define."""


def bounded(tree: ast.Module) -> ast.Module:
    """Return a checked rule whose products, as plain Python, cannot fill the memory; for the rest it is as written."""
    return ast.fix_missing_locations(_Products().visit(copy.deepcopy(tree)))


def product(x: Any, y: Any) -> Any:
    """Return ``x * y``, unless they are whole numbers of which only ever larger ones can be made.

    Examples
    --------
    >>> product(3, 4), product(2.0, 10**400 // 10**399)
    (12, 20.0)
    """
    if type(x) is int and type(y) is int and x.bit_length() + y.bit_length() > LARGEST_BITS:
        raise OverflowError("too large a whole number")
    return x * y


def unlike_python(tree: ast.Module) -> str:
    """Name the first thing that the compiler computes differently from Python, or not at all.

    Parameters
    ----------
    tree : ast.Module
        A checked rule.

    Returns
    -------
    str
        In one line; empty when there is none.
    """
    words, _ = read_words(tree)
    for node in ast.walk(tree):
        what = _not_compiled(node, words) if isinstance(node, ast.Call) else ""
        if what:
            return f"line {node.lineno}: {what} is not compiled"  # type: ignore[attr-defined]
    return ""


def of_this_machine(tree: ast.Module) -> list[str]:
    """Name the functions of `math` in a checked rule whose last digits are this machine's, as in ``math.sin``."""
    words, _ = read_words(tree)
    called = {_called(node, words) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return sorted(f"math.{name}" for name in called - {"", *COMPILED, *EXACT})


def _called(node: ast.Call, words: Words) -> str:
    """Return which function of `math` is called, if any."""
    match node.func:
        case ast.Attribute(value=ast.Name(id=base), attr=name) if base in words.modules:
            return name
        case ast.Name(id=name):
            return words.calls.get(name, "")
    return ""


def _not_compiled(node: ast.Call, words: Words) -> str:
    name = _called(node, words)
    if name and name not in COMPILED:
        return f"`math.{name}`"
    rounds = isinstance(node.func, ast.Name) and node.func.id == "round" and len(node.args) > 1
    return "rounding to decimals" if rounds else ""


def translate(tree: ast.Module) -> ast.Module:
    """Translate a rule.

    Parameters
    ----------
    tree : ast.Module
        A checked rule; it is changed.

    Returns
    -------
    ast.Module
        To be executed with what `given_names` returns, before and after.
    """
    decide = next(each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == "decide")
    values = "".join(f", args.p{k}" for k in range(len(decide.args.kwonlyargs)))
    decide.args.args += decide.args.kwonlyargs
    decide.args.kwonlyargs, decide.args.kw_defaults = [], []
    for node in ast.walk(decide):
        if isinstance(node, ast.Return) and node.value:
            node.value = _call("__answer_of__", node.value)
    for each in tree.body:
        if isinstance(each, ast.FunctionDef):
            each.body = [_Arithmetic().visit(statement) for statement in each.body]
    wrapper = ast.parse(WRAPPER.format(values=values, failed=RULE_FAILED))
    tree.body += ast.increment_lineno(wrapper, tree.body[-1].end_lineno or 0).body
    return ast.fix_missing_locations(tree)


class _Arithmetic(ast.NodeTransformer):
    """Put functions in the place of the operations whose result can be too large."""

    operations: Mapping[type[ast.operator], str] = OPERATIONS

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        name = self.operations.get(type(node.op))
        return ast.copy_location(_call(name, node.left, node.right), node) if name else node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.Assign:
        target = ast.unparse(node.target)
        operation = ast.copy_location(ast.BinOp(ast.Name(target, ast.Load()), node.op, node.value), node)
        return ast.copy_location(ast.Assign([node.target], self.visit(operation)), node)

    def visit_For(self, node: ast.For) -> ast.For:
        node.body = [self.visit(statement) for statement in node.body]  # the bounds of its range are constants
        return node


class _Products(_Arithmetic):
    """The same for the one operation that doubles the digits of plain Python's whole numbers."""

    operations: Mapping[type[ast.operator], str] = {ast.Mult: "__times__"}


def _call(name: str, *values: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), [*values], [])


def replaced_names(tree: ast.Module, space: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the names of a rule mean once its module has been executed.

    Parameters
    ----------
    tree : ast.Module
        The translated rule.
    space : mapping
        The names of the executed module.

    Returns
    -------
    dict
        The functions of `math` with Python's errors, and the rule's own functions marked for the compiler.
    """
    words, _ = read_words(tree)
    own = {name: numba.njit(space[name]) for name in words.functions if name != "__bound__"}
    return {**_mathematics(words, COMPILED), **own}


def plain_names(tree: ast.Module) -> dict[str, Any]:
    """Return what the names a checked rule imports from `math` mean when it runs as plain Python."""
    return _mathematics(read_words(tree)[0], PLAIN)


def _mathematics(words: Words, meaning: Mapping[str, Any]) -> dict[str, Any]:
    calls = {name: meaning[original] for name, original in words.calls.items() if original in meaning}
    return {**dict.fromkeys(words.modules, module_of(meaning)), **calls}
