"""Digests of code: what a run's code does, however its files are called, spaced and commented.

A module's digest is that of its syntax tree without docstrings, in which every module of the package that it imports
stands as that module's digest. The model is everything that a worker can import, as the trees themselves say.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from sim.engine.compiled import CACHE

PACKAGE = Path(__file__).parents[1]
MODEL, CLAIMS = "model", "claims"
ENTERED = {MODEL: "experiment.batch.batch", CLAIMS: "claims.live"}
"""What a worker enters, below the package: all that can be imported from there counts."""
PUBLISHED = "published"
"""Folder of models that a sweep imports by name: each has a digest of its own."""
KEPT = "digests.json"
IN_A_CIRCLE = "a module that imports whoever imports it"
IMPORTS = (ast.Import, ast.ImportFrom)


@dataclass
class Code:
    """The modules of a package, and the digests of those that were asked for.

    Parameters
    ----------
    package : pathlib.Path
        Its folder.
    """

    package: Path
    known: dict[str, str] = field(default_factory=dict)
    imports: dict[str, set[str]] = field(default_factory=dict)

    def closure(self, entered: str) -> dict[str, str]:
        """Return the digests of a module, of all that it imports, directly or not, and of the packages around them."""
        found: dict[str, str] = {}
        waiting = [entered]
        while waiting:
            name = waiting.pop()
            if name and name not in found:
                found[name] = self.digest(name)
                waiting += [name.rpartition(".")[0], *self.imports[name]]
        return found

    def digest(self, name: str) -> str:
        """Return the digest of a module; makes those of all that it imports."""
        if name not in self.known:
            path = self.find(name)
            assert path is not None, f"no module {name} in {self.package}"
            self.known[name], self.imports[name] = IN_A_CIRCLE, set()
            self.known[name] = _sha(self._written(ast.parse(path.read_bytes()), name))
        return self.known[name]

    def find(self, name: str) -> Path | None:
        """Return the file of a module; None for what is no module of the package."""
        top, *rest = name.split(".")
        place = self.package.joinpath(*rest)
        found = place / "__init__.py" if place.is_dir() else place.with_name(f"{place.name}.py")
        return found if top == self.package.name and found.is_file() else None

    def _written(self, node: Any, module: str) -> Iterator[str]:
        """Write a tree down, the same under every version of Python: fields that are empty may not exist in another."""
        if isinstance(node, list):
            yield from self._list(node, module)
        elif isinstance(node, ast.AST):
            yield f"{type(node).__name__}("
            for name, value in _fields(node):
                yield f"{name}="
                yield from self._written(value, module)
            yield ")"
        else:
            yield ascii(node)

    def _list(self, nodes: Iterable[Any], module: str) -> Iterator[str]:
        """Write a list; imports next to each other are sorted: under another name a module stands elsewhere there."""
        yield "["
        for imports, run in groupby(filter(_counts, nodes), lambda each: isinstance(each, IMPORTS)):
            if imports:
                yield from sorted(entry for each in run for entry in self._bound(each, module))
            else:
                for each in run:
                    yield from self._written(each, module)
                    yield ","
        yield "]"

    def _bound(self, node: ast.Import | ast.ImportFrom, module: str) -> Iterator[str]:
        """Write what an import binds: a name here, to which module, or to what in which module."""
        for each in node.names:
            if isinstance(node, ast.Import):
                here, what = each.asname or each.name.partition(".")[0], (self._named(each.name, module),)
            else:
                source, here = self._source(node, module), each.asname or each.name
                inside = f"{source}.{each.name}"
                what = (self._named(inside, module),) if self.find(inside) else (self._named(source, module), each.name)
            yield ascii((here, *what))

    def _source(self, node: ast.ImportFrom, module: str) -> str:
        """Return the whole name of the module that names are imported from."""
        path, parts = self.find(module), module.split(".")
        package = parts if path is not None and path.name == "__init__.py" else parts[:-1]
        above = package[: len(package) - node.level + 1] if node.level else []
        return ".".join([*above, *([node.module] if node.module else [])])

    def _named(self, other: str, module: str) -> str:
        """Return the digest of what a module imports; its name where it is of another package."""
        if self.find(other) is None:
            return other
        self.imports[module].add(other)
        return self.digest(other)


def _fields(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """Yield the fields that hold something; one version of Python ends a text that is put together with nothing."""
    for name, value in ast.iter_fields(node):
        if isinstance(node, ast.JoinedStr):
            value = [each for each in value if not (isinstance(each, ast.Constant) and each.value == "")]
        if value is not None and value != []:
            yield name, value


def _counts(node: Any) -> bool:
    """Say whether a statement does anything: a text alone and what is for a type checker do not."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return not isinstance(node.value.value, str)
    alone = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and not node.orelse
    return not (alone and node.test.id == "TYPE_CHECKING")  # type: ignore[attr-defined]


def _sha(texts: Iterable[str]) -> str:
    return hashlib.sha256("".join(texts).encode()).hexdigest()


@cache
def digests() -> dict[str, str]:
    """Return the digests of this code: of the model, of the ledger of claims, and of each published model by its name.

    They are kept beside compiled code under a hash of all sources, for making them takes half a second.
    """
    sources = sorted(PACKAGE.rglob("*.py"))
    key = hashlib.sha256()
    for each in sources:
        key.update(f"{each.relative_to(PACKAGE)}\n".encode() + each.read_bytes())
    return _kept(key.hexdigest()) or _keep(key.hexdigest(), digests_of(PACKAGE))


def digests_of(package: Path) -> dict[str, str]:
    """Make the digests of a package, twelve characters each."""
    code, published = Code(package), sorted((package / PUBLISHED).glob("[!_]*.py"))
    entered = {**ENTERED, **{each.stem: f"{PUBLISHED}.{each.stem}" for each in published}}
    held = {name: code.closure(f"{package.name}.{each}") for name, each in entered.items()}
    return {name: _sha(sorted({*each.values()}))[:12] for name, each in held.items()}


def _kept(key: str) -> dict[str, str] | None:
    with suppress(OSError, ValueError, AttributeError):
        return json.loads((CACHE / KEPT).read_text(encoding="utf-8")).get(key)
    return None


def _keep(key: str, made: dict[str, str]) -> dict[str, str]:
    with suppress(OSError):
        half = CACHE / f"{KEPT}.{os.getpid()}"
        half.write_text(json.dumps({key: made}), encoding="utf-8")
        half.replace(CACHE / KEPT)
    return made
