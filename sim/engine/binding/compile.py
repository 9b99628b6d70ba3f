"""Compile a checked rule, once for each text of it: a second process loads it in a few milliseconds.

A rule is translated into what the compiler takes: the same rule, that fails where the compiler would go on. Its
parameters go by position, its whole numbers fail rather than wrap around at 2^63, its answers are whole numbers, and a
wrapper turns an exception into RULE_FAILED; lines keep their numbers. `math` is the engine's own, with Python's errors:
exp, log, erf and what is exact give the same bits on every machine, compiled or not, and each is guarded by the very
condition under which Python raises. What is not here makes a rule run as plain Python; of that, all but `EXACT` rounds
as this machine's library does.

The compiler keeps what it made only for functions of a real file. So the rule's text is copied into the cache, under
its hash, and compiled as if it stood there.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import math
import operator
import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numba
from numba.core.errors import NumbaError
from numba.extending import overload

from sim.engine import arithmetic
from sim.engine.binding.call import POINTER, SIGNATURE, Address
from sim.engine.binding.check import MATH, Words, read_words
from sim.engine.binding.source import Problem, RuleError, RuleSource, code_of, parse
from sim.engine.compiled import CACHE
from sim.state import RULE_FAILED

OWN: Final[dict[str, Callable[[float], float]]] = {"exp": arithmetic.exp, "log": arithmetic.log, "erf": arithmetic.erf}
"""What is the engine's own, since libraries differ in the last bits."""
WHOLE: Final = ("ceil", "floor", "trunc")
ASIS: Final = ("copysign", "degrees", "fabs", "isfinite", "isinf", "isnan", "radians")
EXACT: Final = ("fma", "fmod", "gcd", "isclose", "isqrt", "lcm", "ldexp", "nextafter", "remainder", "ulp")
"""What is not compiled, and yet the same on every machine."""
LARGEST: Final = 9e18
"""Just below 2^63, where whole numbers of a compiled rule end."""
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
KINDS = {"float64": "a number with decimals", "bool": "true or false", "none": "nothing", "unicode_type": "text"}
"""How the compiler's types are called in a message."""
NOISE = ("Failed in", "Overload of", "During:", "File ", "def ", "There are", ">>>", "- ", "^", "<source")
"""How the lines of the compiler's messages begin that say nothing to the author of a rule."""


class NotCompiled(Exception):  # noqa: N818  (no error: the rule runs all the same)
    """A rule that has to run as plain Python; the text says why, in one line."""


def _too_large() -> OverflowError:
    return OverflowError("too large a whole number")


# -------------------------------------------------------------------------- whole numbers that fail, and do not wrap
def answer_of(answer: int) -> int:
    """Return an answer as it is; the compiler refuses one that is not a whole number, at its own line."""
    return answer


@overload(answer_of)
def _answer_of(answer):  # type: ignore[no-untyped-def]  (the compiler compares this signature with the one above)
    return (lambda answer: answer) if isinstance(answer, numba.types.Integer) else None


def _are_whole(*kinds: Any) -> bool:
    return all(isinstance(kind, numba.types.Integer | numba.types.Boolean) for kind in kinds)


def _limited(operate: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Make an operation that fails when its result is too large a whole number."""

    def limited(x: Any, y: Any) -> Any:
        return operate(x, y)

    def checked(x, y):  # type: ignore[no-untyped-def]
        if not abs(operate(1.0 * x, 1.0 * y)) < LARGEST:
            raise OverflowError("too large a whole number")
        return operate(x, y)

    def unchecked(x, y):  # type: ignore[no-untyped-def]
        return operate(x, y)

    @overload(limited)
    def _limited(x, y):  # type: ignore[no-untyped-def]
        return checked if _are_whole(x, y) else unchecked

    return limited


def _to_whole(raw: Callable[[float], int]) -> Callable[[float], int]:
    @numba.njit
    def guarded(x: Any) -> int:
        if not abs(x) < LARGEST:
            raise OverflowError("too large a whole number")
        return raw(x)

    return guarded


GIVEN: Final[Mapping[str, Any]] = {
    "__answer_of__": answer_of,
    "__plus__": _limited(operator.add),
    "__minus__": _limited(operator.sub),
    "__times__": _limited(operator.mul),
    "int": _to_whole(int),
    "round": _to_whole(round),
}
"""What a translated rule finds under names that its author cannot define."""


# -------------------------------------------------------------------------------------------------- mathematics
def _guarded(raw: Callable[[float], float]) -> Callable[[float], float]:
    def guarded(x: float) -> float:
        y = raw(float(x))
        if (math.isnan(y) and not math.isnan(x)) or (math.isinf(y) and x == 0):
            raise ValueError("math domain error")
        if math.isinf(y) and not math.isinf(x):
            raise OverflowError("math range error")
        return y

    return guarded


_exp, _natural, _erf = (_guarded(raw) for raw in OWN.values())


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
COMPILED: Final[dict[str, Any]] = {
    **{name: value for name, value in MATH.items() if isinstance(value, float)},
    **{name: getattr(math, name) for name in ASIS},
    **{name: numba.njit(_guarded(raw)) for name, raw in (*OWN.items(), ("sqrt", math.sqrt))},
    **{name: _to_whole(getattr(math, name)) for name in WHOLE},
}
"""What they mean in a compiled one."""


def _mathematics(words: Words, meaning: Mapping[str, Any]) -> dict[str, Any]:
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
    space.update(_mathematics(read_words(source.tree)[0], PLAIN))
    return space["decide"]


# -------------------------------------------------------------------------------------------------- compilation
def compile_rule(source: RuleSource) -> Address:
    """Compile a checked rule to something the compiled engine can call with (me, boss, issue, org, luck, args).

    Raises NotCompiled when the compiler does not know something in it, RuleError when it can answer something else
    than a whole number.
    """
    function = _machinecode_of(source.text, str(source.path))
    if isinstance(function, str):
        raise NotCompiled(function)
    return Address(POINTER(function.address), function)


@lru_cache(maxsize=256)
def _machinecode_of(text: str, path: str) -> Any:
    """Return a rule's machine code, or the reason why there is none."""
    unlike = unlike_python(parse(Path(path), text))
    if unlike:
        return unlike
    try:
        return _compiled(text, path)
    except NumbaError as error:
        return _reason(error, path)
    except Exception:  # what is kept of it may have been cut short by a full disk or a power cut
        shutil.rmtree(folder_of(text), ignore_errors=True)
    try:
        return _compiled(text, path)
    except Exception as error:  # whatever the compiler trips over, the rule can still run as plain Python
        return _reason(error, path)


def _compiled(text: str, path: str) -> Any:
    space = _space(translate(parse(Path(path), text)), cached_text(text))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", numba.NumbaWarning)
        return numba.cfunc(SIGNATURE, cache=True)(space["__bound__"])


def folder_of(text: str) -> Path:
    """Return the folder of the cache for what is made of a rule's text."""
    return CACHE / "rules" / hashlib.sha256(text.encode()).hexdigest()[:32]


def cached_text(text: str) -> Path:
    """Put a rule's text into the cache, if it is not there, in a way that other processes can do at the same time.

    The file's date is always the same, since the compiler takes another date for another text.
    """
    folder = folder_of(text)
    file = folder / "rule.py"
    if file.is_file() and file.read_text("utf-8") == text:
        return file
    folder.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
        stream.write(text)
    os.utime(draft, (0, 0))
    os.replace(draft, file)
    return file


def _space(tree: ast.Module, file: Path) -> Mapping[str, Any]:
    """Execute a translated rule as a module of its own, and mark its functions for compilation."""
    module, words = ModuleType(f"rule_{file.parent.name}"), read_words(tree)[0]
    space = module.__dict__
    space.update(GIVEN, __file__=str(file))
    sys.modules[module.__name__] = module  # the compiler looks up the globals of what it has kept there
    exec(code_of(tree, file), space)
    own = {name: numba.njit(space[name]) for name in words.functions if name != "__bound__"}
    space.update({**_mathematics(words, COMPILED), **own})
    return space


def _reason(error: Exception, path: str) -> str:
    """Return why a rule is not compiled, in one line; refuse it if the compiler stopped at an answer not whole."""
    message = str(error)
    stopped = re.search(r">>> answer_of\((?:Literal\[)?(\w+)", message)
    if stopped:
        line = re.search(r"rule\.py \((\d+)\)", message[stopped.start() :])
        kind = KINDS.get(stopped[1], f"a {stopped[1]}")
        raise RuleError(path, [Problem(int(line[1]) if line else 0, "kind", (kind,))])
    text = re.sub(r"\x1b\[[0-9;]*m", "", message)
    lines = [line.strip() for line in text.splitlines()]
    reason = next((line for line in lines if line and not line.startswith(NOISE)), "")
    reason = reason if isinstance(error, NumbaError) else f"{type(error).__name__}: {reason}"
    place = re.search(r"rule\.py\"?(?:, line |.*?\()(\d+)", text)
    return (f"line {place[1]}: " if place else "") + reason[:120].rstrip(": ")
