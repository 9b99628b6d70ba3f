"""Find a rule's file and read it, once: what is checked is what is hashed, shown and run; say what is wrong with it.

The folder ``sim/rules`` is the registry: a file in it is a rule. A user's own rule is named by the path of its file.
A problem is a code with its values; the English line is made from them here, other languages elsewhere.
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

from sim.errors import InputError, nearest

RULES = Path(__file__).parents[2] / "rules"
"""The rules that come with the laboratory."""
LONGEST = 20_000
"""Bytes in a rule file, at most; a longer one is something else given by mistake."""
SHOWN = 10
"""How many problems of one file are listed."""
ALLOWED: Final = "a rule imports from `sim.state` (`from sim.state import DECIDE`) and `math` only"
SAYS: Final = {
    # the file and its parameters
    "unreadable": "cannot be read: {0}",
    "too_long": "is {0} bytes long; a rule has at most {1}",
    "not_utf8": "is not text in UTF-8",
    "not_python": "is not Python: {0}",
    "too_deep": "is nested too deeply",
    "more": "and {0} more",
    "no_parameter": "rule '{0}' has no such parameter{near}",
    "no_parameters": "rule '{0}' has no such parameter; it has none",
    "not_a_number": "{0} is not a number; rule '{1}' needs one, as in {2}=1.0",
    "not_yaml": "not YAML: {0}",
    "parameters": "expected one `name: number` a line, the rule's own parameters",
    "large_parameter": "a number is too large",
    # signatures
    "no_decide": "defines no function `{0}`",
    "signature": "a rule is {0}, without decorator; this one is {1}",
    "most_parameters": "has {0} parameters; at most {1}",
    "default": "parameter `{0}` needs a default that is a number, as in {0}=1.0",
    "plain_arguments": "`{0}` takes plain arguments only, without `*` or decorator",
    "defaults": "the defaults of `{0}` are not numbers",
    "arguments": "`{0}` takes ({1}), not {2}",
    # words
    "top_level": "a rule file holds imports, constants and plain functions, nothing else",
    "twice": "`{0}` is defined twice",
    "taken": "`{0}` means something else already; choose another name",
    "imports": f"imports `{{0}}`; {ALLOWED}",
    "imports_from": f"imports from `{{0}}`; {ALLOWED}",
    "star": "`{0}` has no `*` for a rule; import each name",
    "not_offered": "`{0}` has no `{1}` for a rule{near}",
    "no_function": "`{0}` has no function `{1}` for a rule{near}",
    "constant": "`{0}` is not a number; constants of a rule are numbers",
    "row": "`{0}` is a row, not a number; read one of its fields, as in `{0}.id`",
    "module": "`{0}` is a module; call one of its functions",
    "function": "`{0}` is a function; call it",
    "import_it": "there is no `{0}` here; write `from sim.state import {0}` at the top of the file",
    "unknown": "there is no `{0}` here{near}",
    "no_field": "`{0}` has no field `{1}`{near}",
    "no_fields": "`{0}` is a number and has no fields",
    "field_of_row": "`{0}` can be `{1}` here, which has no field `{2}`{near}",
    "how_many": "`{0}` has too few or too many numbers for `{1}`",
    "digits": "`{0}`: digits to round to are a constant whole number from -{1} to {1}",
    "calls": "calls `{0}`; a rule calls {1} only",
    "members": "`in` looks into a tuple, as in `issue.scope in (0, 1)`, not into `{0}`",
    # changes nothing
    "writes": "writes to `{0}`; a rule reads and answers, it changes nothing",
    "given": "`{0}` is given to the rule and stays what it is; use another name",
    "target": "`{0}` cannot be assigned in a rule; one variable at a time",
    "numbers_only": "`{0}` is not a number; a rule calculates with numbers only",
    "too_large": "`{0}` is too large a whole number",
    # ends
    "range": "`{0}` is not a range of constant whole numbers",
    "loop": "loops over `{0}`; only over `range(...)` of a constant",
    "loop_else": "`else` of a loop is not available in a rule",
    "calls_itself": "`{0}` calls itself, directly or through others; it might never end",
    "steps": "`decide` may take {0} steps a call; at most {1}",
    # answers
    "does_nothing": "`{0}` does nothing; did you mean `return`?",
    "gives_none": "`{0}` gives no value",
    "returns_nothing": "returns nothing; every branch returns a value",
    "returns_text": "returns text; actions are numbers: {0}, without quotes",
    "no_answer": "`{0}` can end here without an answer; every branch returns a value",
    "no_value": "`{0}` may have no value here; give it one on every path before",
    "truth": "answers `{0}`, which can be true or false; an action is a whole number",
    "decimals": "answers `{0}`, which can have decimals; an action is a whole number",
    "kind": "`decide` can answer {0}; an action is a whole number",
    "raises": 'raise an error with a fixed text only, as in `raise ValueError("no manager")`',
    # a run
    "fails": "{0}, for person {1} and issue {2}",
    "no_action": "`decide` returned {0}, which is no action; actions are {3}, for person {1} and issue {2}",
    "fails_apart": "`decide` failed, yet returns {0} when asked again: whole numbers may have become too large, "
    "for person {1} and issue {2}",
}
"""What can be wrong, by its code; ``{near}`` is the nearest valid thing."""
INSTEAD: Final[dict[str, tuple[str, tuple[type[ast.AST], ...]]]] = {
    "a table": ("a rule calculates with numbers only", (ast.Dict, ast.DictComp, ast.List, ast.Set)),
    "a class": ("a rule has no classes", (ast.ClassDef,)),
    "memory": ("a rule has no memory and changes nothing", (ast.Global, ast.Nonlocal, ast.Delete)),
    "text": ("a rule makes no text", (ast.JoinedStr, ast.FormattedValue)),
    "with": ("a rule opens nothing and waits for nothing", (ast.With, ast.AsyncWith, ast.AsyncFor, ast.Await)),
    "try": ("an exception would be hidden; the run reports it with its line", (ast.Try, ast.TryStar)),
    "walrus": ("assign on a line of its own", (ast.NamedExpr,)),
    "is": ("compare with `==` or `!=`", (ast.Is, ast.IsNot)),
    "lambda": ("define plain functions at the top level", (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)),
    "import": ("import at the top of the file", (ast.Import, ast.ImportFrom)),
    "while": ("it might never end; write a `for` loop over `range(...)` of a constant", (ast.While,)),
    "assert": ("raise an error under a condition", (ast.Assert,)),
    "subscript": ("read a field by its name, as in `me.waiting`", (ast.Subscript,)),
    "tuple": ("tuples stand only after `in`, as in `issue.scope in (0, 1)`", (ast.Tuple,)),
    "bits": ("write `and`, `or` and `not`", (ast.BitAnd, ast.BitOr, ast.BitXor, ast.Invert)),
    "match": ("write `if` and `elif`", (ast.Match,)),
    "yield": ("write `return`", (ast.Yield, ast.YieldFrom)),
    "power": ("write `x * x`, or `math.exp(y * math.log(x))`", (ast.Pow,)),
    "generator": ("write a `for` loop over `range(...)` of a constant", (ast.ListComp, ast.SetComp, ast.GeneratorExp)),
    "star argument": ("write each argument", (ast.Starred,)),
    "anything": ("", (ast.AST,)),
}
"""What is not available in a rule, by its code: what to write instead, and how Python calls it; the first that fits."""


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: a code of `SAYS` or `INSTEAD` with its values; line 0 is the whole file."""

    line: int
    code: str
    values: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The English line."""
        if self.code in INSTEAD:
            instead = INSTEAD[self.code][0]
            return f"`{self.values[0]}` is not available in a rule" + (f"; {instead}" if instead else "")
        return SAYS[self.code].format(*self.values, near=self.near())

    def near(self, lang: str = "en") -> str:
        """Say which option is nearest to the last value."""
        return nearest(self.values[-1], self.options, lang) if "{near}" in SAYS[self.code] else ""


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
        self.where, self.given = str(where), sorted(set(problems), key=lambda each: (each.line, each.text))
        beyond = len(self.given) - SHOWN
        self.problems = [*self.given[:SHOWN], *([Problem(0, "more", (str(beyond),))] if beyond > 0 else [])]
        super().__init__(
            "\n".join(f"{where}:{each.line or ''}{':' * (each.line > 0)} {each.text}" for each in self.problems)
        )

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
        own = "for a rule of your own, write the path of its file, ending in .py"
        raise InputError(f"rule: there is no rule '{rule}'{nearest(rule, shipped)}; {own}")
    try:
        path = path.expanduser()
        if path.is_file():
            return path
        kind = "is not a file" if path.exists() else "does not exist"
        beside = [each.name for each in path.parent.glob("*.py") if each.is_file()]
        near = nearest(path.name, [*(beside if len(beside) <= 20 else []), *shipped])
    except (OSError, ValueError, RuntimeError) as error:  # too long a name, a null character, an unknown ~user
        raise InputError(f"rule: {str(path)!r:.80} cannot be a file: {getattr(error, 'strerror', error)}") from error
    raise InputError(f"rule: {str(path)!r} {kind}{near}")


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
