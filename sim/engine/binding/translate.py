"""Translate a checked rule into what the compiler takes, or into plain Python whose sums and mathematics are bounded.

A rule for the compiler is the same rule, that fails where the compiler would go on. Its parameters go by position, its
whole numbers fail rather than wrap around at 2^63, its answers are whole numbers, and a wrapper turns an exception into
RULE_FAILED; lines keep their numbers. `math` is the engine's own, with Python's errors: exp, log, erf and what is exact
give the same bits on every machine, compiled or not, and each is guarded by the very condition under which Python
raises. What is not here makes a rule run as plain Python; of that, all but `EXACT` rounds as this machine's library
does.
"""

from __future__ import annotations

import ast
import copy
import math
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, Final

from sim.engine import arithmetic
from sim.engine.binding.check import MATH, Words, read_words
from sim.engine.binding.source import RuleSource, code_of
from sim.state import RULE_FAILED

OWN: Final[dict[str, Callable[[float], float]]] = {"exp": arithmetic.exp, "log": arithmetic.log, "erf": arithmetic.erf}
"""What is the engine's own, since libraries differ in the last bits."""
WHOLE: Final = ("ceil", "floor", "trunc")
ASIS: Final = ("copysign", "degrees", "fabs", "isfinite", "isinf", "isnan", "radians")
EXACT: Final = ("fma", "fmod", "gcd", "isclose", "isqrt", "lcm", "ldexp", "nextafter", "remainder", "ulp")
"""What is not compiled, and yet the same on every machine."""
LARGEST_BITS: Final = 2000
"""Of a whole number in a rule that runs as plain Python."""
WRAPPER: Final = """
def __bound__(me, boss, issue, org, luck, args):
    try:
        return decide(me, boss, issue, org, luck{values})
    except Exception:
        return {failed}
"""
"""What the engine calls: the compiler would swallow an exception of the rule and go on with garbage."""


def _too_large() -> OverflowError:
    return OverflowError("too large a whole number")


# -------------------------------------------------------------------------------------------------- mathematics
def guarded(raw: Callable[[float], float]) -> Callable[[float], float]:
    """Let a function raise where Python's own raises."""

    def checked(x: float) -> float:
        y = raw(float(x))
        if (math.isnan(y) and not math.isnan(x)) or (math.isinf(y) and x == 0):
            raise ValueError("math domain error")
        if math.isinf(y) and not math.isinf(x):
            raise OverflowError("math range error")
        return y

    return checked


_exp, _natural, _erf = (guarded(raw) for raw in OWN.values())


def _log(x: float, base: float | None = None) -> float:
    return _natural(x) if base is None else _natural(x) / _natural(base)


def product(x: Any, y: Any) -> Any:
    """Return ``x * y``, unless they are whole numbers of which only ever larger ones can be made.

    Examples
    --------
    >>> product(3, 4), product(2.0, 10**400 // 10**399)
    (12, 20.0)
    """
    if type(x) is int and type(y) is int and x.bit_length() + y.bit_length() > LARGEST_BITS:
        raise _too_large()
    return x * y


def _lcm(*values: int) -> int:
    """Return the least common multiple, which doubles the digits as products do."""
    if sum(value.bit_length() for value in values) > LARGEST_BITS:
        raise _too_large()
    return math.lcm(*values)


PLAIN: Final[dict[str, Any]] = {**MATH, "exp": _exp, "log": _log, "erf": _erf, "lcm": _lcm}
"""What the names of `math` mean in a rule that runs as plain Python."""
COMPILED: Final = frozenset(
    {*(name for name, value in MATH.items() if isinstance(value, float)), *ASIS, *OWN, "sqrt", *WHOLE}
)
"""What of `math` is compiled."""


def mathematics(words: Words, meaning: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the names a rule imports from `math` mean."""
    module = ModuleType("math", "What a rule finds under the name `math`.")
    module.__dict__.update(meaning)
    calls = {name: meaning[original] for name, original in words.calls.items() if original in meaning}
    return {**dict.fromkeys(words.modules, module), **calls}


def _of_math(tree: ast.Module) -> list[tuple[ast.Call, str]]:
    """List the calls in a checked rule, each with the function of `math` it calls, or nothing."""
    words, calls = read_words(tree)[0], []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=base), attr=name)) if base in words.modules:
                calls.append((node, name))
            case ast.Call(func=ast.Name(id=name)):
                calls.append((node, words.calls.get(name, "")))
    return calls


def of_this_machine(tree: ast.Module) -> list[str]:
    """Name the functions of `math` in a checked rule whose last digits are this machine's, as in ``math.sin``."""
    return sorted(f"math.{name}" for name in {name for _, name in _of_math(tree)} - {"", *COMPILED, *EXACT})


def unlike_python(tree: ast.Module) -> str:
    """Name in one line the first thing that the compiler computes differently from Python, or not at all."""
    for node, name in _of_math(tree):
        if name and name not in COMPILED:
            return f"line {node.lineno}: `math.{name}` is not compiled"
        if isinstance(node.func, ast.Name) and node.func.id == "round" and len(node.args) > 1:
            return f"line {node.lineno}: rounding to decimals is not compiled"
    return ""


# -------------------------------------------------------------------------------------------------- translation
class _Arithmetic(ast.NodeTransformer):
    """Put functions in the place of the operations whose result can be too large."""

    operations: Mapping[type[ast.operator], str] = {
        ast.Add: "__plus__",
        ast.Sub: "__minus__",
        ast.Mult: "__times__",
    }

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


def translate(tree: ast.Module) -> ast.Module:
    """Translate a checked rule, which is changed; to be executed with `GIVEN`."""
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


def load_plain(source: RuleSource) -> Any:
    """Execute a checked rule file and return ``decide``: as written, with bounded products and the engine's `math`."""
    bounded = ast.fix_missing_locations(_Products().visit(copy.deepcopy(source.tree)))
    space: dict[str, Any] = {"__name__": f"rule_{source.hash[:16]}", "__times__": product}
    exec(code_of(bounded, source.path), space)
    space.update(mathematics(read_words(source.tree)[0], PLAIN))
    return space["decide"]
