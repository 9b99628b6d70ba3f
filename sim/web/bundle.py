"""Put the page into one file: its modules become one script, each in a function of its own, in the order they need.

Modules keep to a few forms (docs/frames.md), so that this stays a page of text work and needs no tool.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from sim.errors import InputError

IMPORT = re.compile(
    r'^import\s+(?:\{(?P<names>[^}]*)\}|(?P<default>\w+))\s+from\s+"(?P<path>[^"]+)";[ \t]*$', re.MULTILINE
)
DECLARED = r"(?:async\s+function\*?|function\*?|class|const|let)"
EXPORT = re.compile(rf"^export\s+(?P<what>{DECLARED}\s+(?P<name>\w+))", re.MULTILINE)
LISTED = re.compile(r"^export\s+\{(?P<names>[\w\s,]*)\};[ \t]*$", re.MULTILINE)
DEFAULT = re.compile(
    r"^export\s+(?:default\s+(?P<plain>\w+)|\{\s*(?P<named>\w+)\s+as\s+default\s*\});?[ \t]*$", re.MULTILINE
)
LEFT_OVER = re.compile(r"^(?:import|export)\b(?!\s*:)|\bimport\s*\(|\bimport\.meta\b", re.MULTILINE)


def bundled(modules: Mapping[str, str], entry: str) -> str:
    """Join modules into one script."""
    order: list[str] = []
    _visit(entry, modules, order, ())
    parts = ['"use strict";', *(_wrapped(path, modules[path], order.index(path), order) for path in order)]
    return "\n".join(parts)


def _visit(path: str, modules: Mapping[str, str], order: list[str], above: tuple[str, ...]) -> None:
    if path in order:
        return
    if path in above:
        raise InputError("modules_in_a_circle", "page", names=" -> ".join([*above, path]))
    if path not in modules:
        raise InputError("imports_what_is_not", "page", importer=above[-1] if above else "index.html", path=path)
    for found in IMPORT.finditer(modules[path]):
        _visit(_target(path, found["path"]), modules, order, (*above, path))
    order.append(path)


def _target(path: str, named: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), named))


def _wrapped(path: str, text: str, number: int, order: list[str]) -> str:
    """Turn one module into a function that returns what it exports."""

    def taken(found: re.Match[str]) -> str:
        source = f"m{order.index(_target(path, found['path']))}"
        if found["default"]:
            return f"const {found['default']} = {source}.default;"
        return f"const {{ {found['names'].strip().replace(' as ', ': ')} }} = {source};"

    names = [found["name"] for found in EXPORT.finditer(text)]
    whole = [found["plain"] or found["named"] for found in DEFAULT.finditer(text)]
    names += [
        each.strip()
        for found in LISTED.finditer(DEFAULT.sub("", text))
        for each in found["names"].split(",")
        if each.strip()
    ]
    body = LISTED.sub("", DEFAULT.sub("", EXPORT.sub(lambda found: found["what"], IMPORT.sub(taken, text))))
    wrong = LEFT_OVER.search(body)
    if wrong:
        line = body[: wrong.start()].count("\n") + 1
        raise InputError("import_form", f"page: {path} line {line}")
    given = ", ".join([*names, *(f"default: {each}" for each in whole)])
    return f"const m{number} = (() => {{\n{body.strip()}\nreturn {{ {given} }};\n}})();"
