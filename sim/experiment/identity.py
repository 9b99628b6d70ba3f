"""Digests of code: what a run's code does, however its files are called, spaced and commented.

A module's digest is that of its syntax tree without docstrings, in which every module of the package that it imports
stands as that module's digest. The model is everything that a worker can import, as the trees themselves say.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby
from pathlib import Path
from typing import Any

from sim.engine.ahead import CACHE
from sim.engine.binding import BoundRule, find_rule
from sim.errors import InputError, Said
from sim.files.find import expanded
from sim.files.headers import beside
from sim.files.plain_values import yaml_file
from sim.parameters import Settings
from sim.parameters.intervention import RULE, STRUCTURE

PACKAGE = Path(__file__).parents[1]
MODEL, CLAIMS = "model", "claims"
ENTERED = {MODEL: "experiment.lives", CLAIMS: "claims.live"}
"""What a worker enters, below the package: all that can be imported from there counts."""
PUBLISHED = "published"
"""Folder of models that a sweep imports by name: each has a digest of its own."""
KEPT = "digests.json"
IN_A_CIRCLE = "a module that imports whoever imports it"
IMPORTS = (ast.Import, ast.ImportFrom)


@dataclass
class Code:
    """The modules of a package, and the digests of those that were asked for."""

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
        CACHE.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = CACHE / f"{KEPT}.{os.getpid()}"
        half.write_text(json.dumps({key: made}), encoding="utf-8")
        half.replace(CACHE / KEPT)
    return made


FILES = (("organisation", "people"), ("organisation", "ties"), ("world", "trace"), ("world", "issues"))
"""Settings that name a file."""
ERAS = Path(__file__).with_name("models.yaml")
"""Which versions of the code give the same numbers."""
ITEM = '    - "'
"""How a line with a digest begins there."""


def identity(slots: Mapping[str, Settings], rules: Mapping[str, BoundRule], seeds: int, own: Sequence[str] = ()) -> str:
    """Name a result by what determines its numbers: settings, rule sources, model version and number of seeds."""
    parts = {form: [determining(settings), rules[form].source_hash] for form, settings in slots.items()}
    text = json.dumps([parts, model_version(), seeds, *own], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def determining(settings: Settings) -> dict[str, Any]:
    """Return settings as plain values, with what a file says in place of its name."""
    plain = asdict(settings)
    if not isinstance(settings, Settings):  # a published model: no rule, no files
        return plain
    del plain["rule"]
    for group, name in FILES:
        with suppress(
            OSError, RuntimeError, TypeError, ValueError
        ):  # no file named, or none to read: whoever needs it says so
            plain[group][name] = table_digest(expanded(plain[group][name]))
    for each in plain["interventions"].values():
        if each["what"] == RULE:
            each["to"] = file_digest(find_rule(each["to"]))
        elif each["what"] in STRUCTURE and isinstance(each["to"], str):
            with suppress(OSError, RuntimeError, ValueError):
                each["to"] = table_digest(expanded(each["to"]))
    return plain


def point_digest(slots: Mapping[str, Settings], rule_hashes: Mapping[str, str]) -> str:
    """Name a point of a sweep by what determines its numbers, but for the seed."""
    parts = [[form, {**determining(settings), "seed": None}, rule_hashes[form]] for form, settings in slots.items()]
    text = json.dumps([parts, model_version()], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def run_id(point: str, form: str, seed: int) -> str:
    """Name one run: a point (its digest), one of the organisations there, and the seed of its replicate.

    Examples
    --------
    >>> run_id("ab", "organic", 1) == run_id("ab", "organic", 1) != run_id("ab", "organic", 2)
    True
    """
    return hashlib.sha256(f"{point} {form} {seed}".encode()).hexdigest()[:20]


def table_digest(path: Path) -> str:
    """Return the SHA-256 of a file, with what stands beside it of how it is read."""
    kept = beside(path)
    return "+".join(file_digest(each) for each in (path, kept) if each is path or kept.is_file())


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, read again only when it has changed."""
    if not path.is_file():  # a pipe or a device may never end
        raise FileNotFoundError(path)
    about = path.stat()
    return _file_digest(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=256)
def _file_digest(path: Path, changed: int, size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass(frozen=True)
class Era:
    """Code that gives the same numbers."""

    of: str
    name: str
    why: str
    digests: list[str]


@cache
def eras(path: Path = ERAS) -> list[Era]:
    """Read the eras, the oldest first."""
    return [Era(**each) for each in yaml_file(path)]


def era_of(digest: object, of: str = MODEL, path: Path = ERAS) -> Era | None:
    """Return the era of some code; None for code that nothing was proved of."""
    return next((each for each in eras(path) if each.of == of and digest in each.digests), None)


def canonical(digest: str, of: str = MODEL) -> str:
    """Return the name that results of some code bear: that of the first code proved equal to it."""
    era = era_of(digest, of)
    return era.digests[0] if era else digest


@cache
def model_version(of: str = MODEL) -> str:
    """Name the model by its numbers: versions of the code that were proved equal have one name."""
    return canonical(digests()[of], of)


def same_model(stored: object, of: str = MODEL) -> bool:
    """Say whether results were made by this model, or by one proved equal to it."""
    return isinstance(stored, str) and canonical(stored, of) == model_version(of)


def what_changed(stored: object, of: str = MODEL) -> Said | None:
    """Say how the model that results were made with differs from this one; None where they are equal."""
    if same_model(stored, of):
        return None
    here = model_version(of)
    then, now = era_of(stored, of), era_of(here, of)
    return Said.of("model_was", then=_called(stored, then), now=_called(here, now), between=_between(then, now))


def _called(model: object, era: Era | None) -> object:
    return f"{model} ({era.name})" if era else str(model) if model else Said.of("unknown_model")


def _between(then: Era | None, now: Era | None) -> Said | str:
    """Say what changed in the numbers from one era to another, whichever came first."""
    if then is None or now is None:
        return ""
    line = [each for each in eras() if each.of == now.of]
    first, last = line.index(then), line.index(now)
    since = line[first + 1 : last + 1] or line[last + 1 : first + 1]
    return Said.of("changed_since" if first < last else "changed_not_yet", why="; ".join(each.why for each in since))


def prove_equal(old: str, new: str, of: str = MODEL, path: Path = ERAS) -> bool:
    """Write down that new code was proved to give the numbers of old code."""
    era, taken = era_of(old, of, path), era_of(new, of, path)
    if era is None:
        raise InputError("no_era_lists", path, of=of, old=old)
    if taken is not None and taken is not era:
        raise InputError("of_another_era", path, new=new, name=taken.name)
    if taken is None:
        _append(path, eras(path).index(era), new)
    return taken is None


def prove_here(kept: str, path: Path = ERAS) -> list[str]:
    """Write down that this code made the numbers again that were kept with a model; return what had to be written."""
    last = {each.of: each for each in eras(path)}
    if kept not in last[MODEL].digests:
        raise InputError("not_last_era", path, kept=kept, name=last[MODEL].name)
    return [of for of, era in last.items() if prove_equal(era.digests[0], digests()[of], of, path)]


def _append(path: Path, era: int, digest: str) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    starts = [k for k, line in enumerate(lines) if line.startswith("- of:")] + [len(lines)]
    last = max(k for k in range(starts[era], starts[era + 1]) if lines[k].startswith(ITEM))
    lines.insert(last + 1, f'{ITEM}{digest}"\n')
    path.write_text("".join(lines), encoding="utf-8")
    eras.cache_clear()
    model_version.cache_clear()


def product_version() -> str:
    """Return the installed version of treillis."""
    try:
        return version("treillis")
    except PackageNotFoundError:
        return "unknown"
