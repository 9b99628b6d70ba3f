"""Compile a checked rule, once for each text of it: a second process loads it in a few milliseconds.

The compiler keeps what it made only for functions of a real file. So the rule's text is copied into the cache, under
its hash, and compiled as if it stood there: its lines keep their numbers.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numba
from numba.core.errors import NumbaError

from sim.engine.binding.call import POINTER, SIGNATURE, Address
from sim.engine.binding.source import RuleSource, code_of, parse
from sim.engine.binding.translate import GIVEN, bounded, plain_names, product, replaced_names, translate, unlike_python
from sim.engine.compiled import CACHE
from sim.errors import InputError

KINDS = {"float64": "a number with decimals", "bool": "true or false", "none": "nothing", "unicode_type": "text"}
"""How the compiler's types are called in a message."""
NOISE = ("Failed in", "Overload of", "During:", "File ", "def ", "There are", ">>>", "- ", "^", "<source")
"""How the lines of the compiler's messages begin that say nothing to the author of a rule."""


class NotCompiled(Exception):  # noqa: N818  (no error: the rule runs all the same)
    """A rule that has to run as plain Python; the text says why, in one line."""


def load_plain(source: RuleSource) -> Any:
    """Execute a checked rule file and return ``decide``: as written, with bounded products and the engine's `math`."""
    space: dict[str, Any] = {"__name__": f"rule_{source.hash[:16]}", "__times__": product}
    exec(code_of(bounded(source.tree), source.path), space)
    space.update(plain_names(source.tree))
    return space["decide"]


def compile_rule(source: RuleSource) -> Address:
    """Compile a checked rule to something the compiled engine can call.

    Parameters
    ----------
    source : RuleSource
        A rule file that has passed the check.

    Returns
    -------
    Address
        To be called with (me, boss, issue, org, luck, args).

    Raises
    ------
    NotCompiled
        When the compiler does not know something in it.
    InputError
        When it can answer something else than a whole number.
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


def _reason(error: Exception, path: str) -> str:
    _refuse_answer(str(error), path)
    return _first_line(error)


def folder_of(text: str) -> Path:
    """Return the folder of the cache for what is made of a rule's text."""
    return CACHE / "rules" / hashlib.sha256(text.encode()).hexdigest()[:32]


def cached_text(text: str) -> Path:
    """Put a rule's text into the cache, if it is not there, in a way that other processes can do at the same time.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    Path
        A file with this text; its date is always the same, since the compiler takes another date for another text.
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
    module = ModuleType(f"rule_{file.parent.name}")
    module.__dict__.update(GIVEN, __file__=str(file))
    sys.modules[module.__name__] = module  # the compiler looks up the globals of what it has kept there
    exec(code_of(tree, file), module.__dict__)
    module.__dict__.update(replaced_names(tree, module.__dict__))
    return module.__dict__


# ------------------------------------------------------------------------------------------------ why it does not work
def _refuse_answer(message: str, path: str) -> None:
    """Raise an InputError when the compiler stopped at an answer that is not a whole number."""
    found = re.search(r">>> answer_of\((?:Literal\[)?(\w+)", message)
    if found:
        line = re.search(r"rule\.py \((\d+)\)", message[found.start() :])
        kind = KINDS.get(found[1], f"a {found[1]}")
        where = f"{path}:{line[1]}" if line else path
        raise InputError(f"{where}: `decide` can answer {kind}; an action is a whole number")


def _first_line(error: Exception) -> str:
    """Return the first line of the compiler's message that says something, with the rule's line when it is known."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
    lines = [line.strip() for line in text.splitlines()]
    said = next((line for line in lines if line and not line.startswith(NOISE)), "")
    said = said if isinstance(error, NumbaError) else f"{type(error).__name__}: {said}"
    place = re.search(r"rule\.py\"?(?:, line |.*?\()(\d+)", text)
    return (f"line {place[1]}: " if place else "") + said[:120].rstrip(": ")
