"""Find a rule's file and read it, once: what is checked is what is hashed, shown and run.

The folder ``sim/rules`` is the registry: a file in it is a rule. A user's own rule is named by the path of its file.
"""

from __future__ import annotations

import ast
import hashlib
import warnings
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

from sim.errors import InputError, nearest

RULES = Path(__file__).parents[2] / "rules"
"""The rules that come with the laboratory."""
LONGEST = 20_000
"""Bytes in a rule file, at most; a longer one is something else given by mistake."""


@dataclass(frozen=True)
class RuleSource:
    """A rule as it is written.

    Parameters
    ----------
    path : Path
        Its file.
    text : str
        What the file says, lines ending in a newline character.
    hash : str
        SHA-256 of the file's bytes, in hexadecimal.
    tree : ast.Module
        The same, parsed; nothing has been executed.
    """

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
    """Find the file a rule is written in.

    Parameters
    ----------
    rule : str
        The name of a rule that comes with the laboratory, or the path of a file ending in ``.py``.

    Returns
    -------
    Path
        An existing file; a relative path is relative to the working directory.

    Raises
    ------
    InputError
        When there is none; it names the nearest.
    """
    shipped = shipped_rules()
    if rule in shipped:
        return shipped[rule]
    path = Path(rule)
    if path.suffix != ".py":
        own = "for a rule of your own, write the path of its file, ending in .py"
        raise InputError(f"rule: there is no rule '{rule}'{nearest(rule, shipped)}; {own}")
    return _existing(path)


def _existing(path: Path) -> Path:
    try:
        path = path.expanduser()
        if path.is_file():
            return path
        kind = "is not a file" if path.exists() else "does not exist"
        near = nearest(path.name, [*_beside(path), *shipped_rules()])
    except (OSError, ValueError, RuntimeError) as error:  # too long a name, a null character, an unknown ~user
        raise InputError(f"rule: {str(path)!r:.80} cannot be a file: {getattr(error, 'strerror', error)}") from error
    raise InputError(f"rule: {str(path)!r} {kind}{near}")


def _beside(path: Path) -> list[str]:
    """Return the other rule files in the folder where one was sought, when there are few enough to name."""
    names = [each.name for each in path.parent.glob("*.py") if each.is_file()]
    return names if len(names) <= 20 else []


def read_rule(path: Path) -> RuleSource:
    """Read and parse a rule file, without executing any of it.

    Parameters
    ----------
    path : Path
        An existing file.

    Returns
    -------
    RuleSource
        The rule as written.

    Raises
    ------
    InputError
        When the file cannot be read, is not text in UTF-8, or is not Python.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    if len(raw) > LONGEST:
        raise InputError(f"{path}: is {len(raw):,} bytes long; a rule has at most {LONGEST:,}")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(f"{path}:{line}: is not text in UTF-8") from error
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
        raise InputError(f"{path}:{error.lineno or 1}: is not Python: {error.msg}") from error
    except ValueError as error:  # a null character
        raise InputError(f"{path}:1: is not Python: {error}") from error
    except (MemoryError, RecursionError) as error:
        raise InputError(f"{path}:1: is nested too deeply") from error


def code_of(tree: ast.Module, path: Path) -> CodeType:
    """Turn a tree into code, executing nothing.

    Code compiled here takes over the first import of this file: annotations, unchecked, are never evaluated.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(tree, str(path), "exec")
