"""Find a rule's file and read it, once: what is checked is what is hashed, shown and run; say what is wrong with it.

The folder ``sim/rules`` is the registry: a file in it is a rule. A user's own rule is named by the path of its file.
A problem is a code with its values; its text comes last, from `sim.locale`.
"""

from __future__ import annotations

import ast
import hashlib
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any, Final

from sim.errors import InputError, Near, nearest, shortened
from sim.locale import FIRST, words

RULES = Path(__file__).parents[2] / "rules"
"""The rules that come with the laboratory."""
LONGEST = 20_000
"""Bytes in a rule file, at most; a longer one is something else given by mistake."""
SHOWN = 10
"""How many problems of one file are listed."""
INSTEAD: Final[dict[str, tuple[type[ast.AST], ...]]] = {
    "a_table": (ast.Dict, ast.DictComp, ast.List, ast.Set),
    "a_class": (ast.ClassDef,),
    "memory": (ast.Global, ast.Nonlocal, ast.Delete),
    "text": (ast.JoinedStr, ast.FormattedValue),
    "with": (ast.With, ast.AsyncWith, ast.AsyncFor, ast.Await),
    "try": (ast.Try, ast.TryStar),
    "walrus": (ast.NamedExpr,),
    "is": (ast.Is, ast.IsNot),
    "lambda": (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda),
    "import": (ast.Import, ast.ImportFrom),
    "while": (ast.While,),
    "assert": (ast.Assert,),
    "subscript": (ast.Subscript,),
    "tuple": (ast.Tuple,),
    "bits": (ast.BitAnd, ast.BitOr, ast.BitXor, ast.Invert),
    "match": (ast.Match,),
    "yield": (ast.Yield, ast.YieldFrom),
    "power": (ast.Pow,),
    "generator": (ast.ListComp, ast.SetComp, ast.GeneratorExp),
    "star_argument": (ast.Starred,),
    "anything": (ast.AST,),
}
"""What is not available in a rule, by its code, as Python calls it; the first that fits."""


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: a code with its values, of the text ``check_CODE``; line 0 is the whole file."""

    line: int
    code: str
    values: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    def text(self, lang: str = FIRST) -> str:
        """Say it in a language."""
        say, key = words(lang), f"check_{self.code}"
        if self.code in INSTEAD:
            said = say("check_not_available", *self.values)
            return f"{said}{say.formats['semicolon']}{say[key]}" if key in say else said
        said = say(key, *self.values, near=self.near(lang))
        for phrase in (
            [each for each in say if each.startswith("python_")] if self.code in ("not_python", "calls") else ()
        ):
            said = said.replace(words(FIRST)[phrase], say[phrase])
        return said

    def near(self, lang: str = FIRST) -> str:
        """Say which option is nearest to the last value."""
        return nearest(self.values[-1], self.options, lang) if "{near}" in words(FIRST)[f"check_{self.code}"] else ""


class RuleError(InputError):
    """What is wrong with a rule: one line for each problem, with the file and the line.

    Parameters
    ----------
    where : str or Path
        The file, or the setting.
    problems : iterable of Problem
        At most `SHOWN` are told, in the order of their lines.
    """

    def __init__(self, where: str | Path, problems: Iterable[Problem]) -> None:
        self.where, self.given = str(where), sorted(set(problems), key=lambda each: (each.line, each.text()))
        beyond = len(self.given) - SHOWN
        self.problems = [*self.given[:SHOWN], *([Problem(0, "more", (str(beyond),))] if beyond > 0 else [])]
        super().__init__("")
        self.args = (self.text(),)

    def text(self, lang: str = FIRST) -> str:
        """Give the error in a language, a line a problem."""
        lines = [
            f"{self.where}:{each.line or ''}{':' * (each.line > 0)} {each.text(lang)}"
            for each in getattr(self, "problems", [])
        ]
        return shortened("\n".join(lines))

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it come back from another process."""
        return type(self), (self.where, self.given)


@dataclass(frozen=True)
class RuleSource:
    """A rule as it is written: its file, its text with newline characters, SHA-256 of its bytes, its tree."""

    path: Path
    text: str
    hash: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem


def shipped_rules() -> dict[str, Path]:
    """Return the rules in ``sim/rules`` by name."""
    return {path.stem: path for path in sorted(RULES.glob("*.py")) if not path.stem.startswith("_")}


def find_rule(rule: str) -> Path:
    """Return the file of a rule: one that comes with the laboratory, by name, or a user's, by a path ending in ``.py``.

    Where there is none, InputError names the nearest.
    """
    shipped = shipped_rules()
    if rule in shipped:
        return shipped[rule]
    path = Path(rule)
    if path.suffix != ".py":
        raise InputError("no_rule", "rule", rule=rule, hint=Near(rule, tuple(shipped)))
    try:
        path = path.expanduser()
        if path.is_file():
            return path
        code = "rule_no_file" if path.exists() else "rule_not_there"
        beside = [each.name for each in path.parent.glob("*.py") if each.is_file()]
        near = [*(beside if len(beside) <= 20 else []), *shipped]
    except (OSError, ValueError, RuntimeError) as error:  # too long a name, a null character, an unknown ~user
        raise InputError("cannot_be_a_file", "rule", path=str(path), why=getattr(error, "strerror", error)) from error
    raise InputError(code, "rule", (path.name, near), path=str(path))


def read_rule(path: Path) -> RuleSource:
    """Read and parse a rule file, without executing any of it; raise a RuleError when it is no Python in UTF-8."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RuleError(path, [Problem(0, "unreadable", (str(error.strerror),))]) from error
    if len(raw) > LONGEST:
        raise RuleError(path, [Problem(0, "too_long", (f"{len(raw):,}", f"{LONGEST:,}"))])
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise RuleError(path, [Problem(line, "not_utf8")]) from error
    return RuleSource(path, text, hashlib.sha256(raw).hexdigest(), parse(path, text))


def parse(path: Path, text: str) -> ast.Module:
    """Parse the text of a rule file; an error names the file and the line."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd backslash in a docstring is no concern of a run
            tree = ast.parse(text, filename=str(path))
        code_of(tree, path)  # finds what parsing does not: an argument twice, `break` outside a loop
        return tree
    except SyntaxError as error:
        raise RuleError(path, [Problem(error.lineno or 1, "not_python", (error.msg,))]) from error
    except ValueError as error:  # a null character
        raise RuleError(path, [Problem(1, "not_python", (str(error),))]) from error
    except (MemoryError, RecursionError) as error:
        raise RuleError(path, [Problem(1, "too_deep")]) from error


def code_of(tree: ast.Module, path: Path) -> CodeType:
    """Turn a tree into code, executing nothing.

    Code compiled here takes over the first import of this file: annotations, unchecked, are never evaluated.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(tree, str(path), "exec")
