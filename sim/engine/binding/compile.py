"""Compile a checked rule, once for each text of it: a second process loads it in a few milliseconds.

The compiler keeps what it made only for functions of a real file. So the rule's text is copied into the cache, under
its hash, and compiled as if it stood there. Whoever imports this imports numba.
"""

from __future__ import annotations

import ast
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

from sim.engine.binding.call import POINTER, Address
from sim.engine.binding.check import MATH, read_words
from sim.engine.binding.source import Problem, RuleError, RuleSource, code_of, parse
from sim.engine.binding.translate import ASIS, OWN, WHOLE, guarded, mathematics, translate, unlike_python
from sim.engine.compiled import code_folder, with_numba
from sim.state import ISSUE, ORG, PERSON, RULE_ARGS

numba = with_numba()
from numba.core.errors import NumbaError  # noqa: E402  (its folder must be set first)
from numba.extending import overload  # noqa: E402

SIGNATURE = numba.int64(
    *map(numba.from_dtype, (PERSON, PERSON, ISSUE, ORG)), numba.float64, numba.from_dtype(RULE_ARGS)
)
"""The signature of every bound rule, as the compiler calls it."""
LARGEST: Final = 9e18
"""Just below 2^63, where whole numbers of a compiled rule end."""
KINDS = {"float64": "a number with decimals", "bool": "true or false", "none": "nothing", "unicode_type": "text"}
"""How the compiler's types are called in a message."""
NOISE = ("Failed in", "Overload of", "During:", "File ", "def ", "There are", ">>>", "- ", "^", "<source")
"""How the lines of the compiler's messages begin that say nothing to the author of a rule."""


class NotCompiled(Exception):  # noqa: N818  (no error: the rule runs all the same)
    """A rule that has to run as plain Python; the text says why, in one line."""


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


COMPILED: Final[dict[str, Any]] = {
    **{name: value for name, value in MATH.items() if isinstance(value, float)},
    **{name: getattr(math, name) for name in ASIS},
    **{name: numba.njit(guarded(raw)) for name, raw in (*OWN.items(), ("sqrt", math.sqrt))},
    **{name: _to_whole(getattr(math, name)) for name in WHOLE},
}
"""What they mean in a compiled one."""


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
    return code_folder() / "rules" / hashlib.sha256(text.encode()).hexdigest()[:32]


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
    space.update({**mathematics(words, COMPILED), **own})
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
