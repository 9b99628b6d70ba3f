"""What the file of a rule says about itself, and what the tables it reads say about their fields."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sim import state
from sim.engine.binding.source import read_rule, shipped_rules

SAID = re.compile(r"^(Kind|Source|Departs)\s+(.+(?:\n\s+.+)*)", re.MULTILINE)
KINDS = ("mechanical", "organic", "mixed")


@dataclass(frozen=True)
class Entry:
    """A rule, as its file introduces it.

    Parameters
    ----------
    name : str
        The file's name without its ending.
    path : Path
        The file.
    does : str
        What it does, the first sentence of its docstring; empty when it has none.
    kind, source, departs : str
        As the docstring says; empty when it does not.
    args : dict of str to str
        Its own parameters and their defaults, as written.
    """

    name: str
    path: Path
    does: str
    kind: str
    source: str
    departs: str
    args: dict[str, str]


def entry_of(path: Path) -> Entry:
    """Read what a rule file says about itself; nothing of it runs.

    Parameters
    ----------
    path : Path
        A rule file; raises `InputError` when it is not Python.

    Returns
    -------
    Entry
        What its docstring and its signature say.
    """
    tree = read_rule(path).tree
    title, _, rest = (ast.get_docstring(tree) or "").partition("\n\n")
    does = " ".join((title.partition(": ")[2] or title).split())
    said = {key: " ".join(text.split()) for key, text in SAID.findall(rest)}
    decide = [each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == "decide"]
    given = [
        (each.arg, ast.unparse(default) if default else "")
        for function in decide
        for each, default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    ]
    kind, source, departs = (said.get(key, "") for key in ("Kind", "Source", "Departs"))
    return Entry(path.stem, path, does, kind, source, departs, dict(given))


def shelf() -> list[Entry]:
    """Return the rules that come with the laboratory, mechanical ones first."""
    found = [entry_of(path) for path in shipped_rules().values()]
    return sorted(found, key=lambda each: (KINDS.index(each.kind), each.name))


@dataclass(frozen=True)
class Column:
    """A field a rule may read: of whom, its name, its kind (int, float, bool) and what it means."""

    row: str
    name: str
    kind: str
    meaning: str


def columns() -> list[Column]:
    """Return every field of a person, an issue and the organisation, explained by the comments of `sim.state`."""
    source = Path(state.__file__).read_text(encoding="utf-8")
    rows = {"Person": "me", "Issue": "issue", "Org": "org"}
    classes = (each for each in ast.parse(source).body if isinstance(each, ast.ClassDef) and each.name in rows)
    return [each for found in classes for each in _columns(found, rows[found.name], source.splitlines())]


def _columns(found: ast.ClassDef, row: str, lines: list[str]) -> Iterator[Column]:
    for each in found.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            said = lines[each.lineno - 1].partition("#")[2]
            meaning = re.sub(r"^\s*noqa: \w+", "", said).strip()
            yield Column(row, each.target.id, ast.unparse(each.annotation), meaning)
