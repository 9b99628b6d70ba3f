"""From the values of a point to settings: each factor is set at its dotted path among plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, get_type_hints

from sim import published
from sim.checked import build
from sim.errors import InputError
from sim.experiment.design import EACH, Factor, Value
from sim.experiment.frames import Own
from sim.experiment.identity import FILES, model_version
from sim.experiment.slots import configs_folder, slots_of
from sim.files.find import path_of
from sim.metrics import OUTCOMES, Outcome
from sim.parameters import FormSettings, Settings

Plain = dict[str, Any]


@dataclass(frozen=True)
class Base:
    """The settings of an experiment where nothing is varied."""

    plain: Plain
    slots: tuple[str, ...]
    origin: str
    follows: Mapping[str, str] = field(default_factory=dict[str, str])
    own: tuple[Own, ...] = ()

    @cached_property
    def rooted(self) -> Plain:
        """The plain values with file names made absolute: workers may run elsewhere."""
        return {key: rooted((key,), value, self.origin) for key, value in self.plain.items()}

    @cached_property
    def made(self) -> Plain:
        """The same with every group made and checked already, for points that leave it alone."""
        groups = {name: kind for name, kind in get_type_hints(Settings).items() if is_dataclass(kind)}
        groups |= dict.fromkeys(self.slots, FormSettings)
        return {
            key: build(groups[key], value, key) if key in groups else value  # type: ignore[arg-type]
            for key, value in self.rooted.items()
        }

    @cached_property
    def settings(self) -> dict[str, Settings]:
        """The settings of every slot."""
        return self.slots_at(self.made)

    @property
    def first_seed(self) -> int:
        """The seed of replicate 0."""
        return next(iter(self.settings.values())).seed

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What a run is judged by."""
        return (*OUTCOMES, *(each.what for each in self.own))

    @property
    def hashes(self) -> dict[str, str]:
        """SHA-256 of sources besides rules, by name: none."""
        return {}

    def slots_at(self, plain: Plain) -> dict[str, Any]:
        """Make the settings of every slot from plain values."""
        return slots_of(plain, self.slots)

    def at(self, path: str) -> Any:
        """Return the setting at a path; None when there is none, or when it is a group of settings."""
        found = self._walk(path)
        return None if is_dataclass(found) or isinstance(found, Mapping | list | tuple) else found

    def names(self, path: str) -> list[str]:
        """Return the settings of a group, or say that there is none."""
        found = self._walk(path)
        if is_dataclass(found):
            return [each.name for each in fields(found)]
        if isinstance(found, Mapping) and found:
            return [str(each) for each in found]
        raise InputError("no_group_there", f"vary.{path}.*")

    def group(self, path: str) -> str | None:
        """Return the folder of `configs/` whose files can be put at a path; None for a single setting."""
        name = "form" if path in self.slots or path == EACH else path
        name = "intervention" if path.rpartition(".")[2] == "interventions" else name
        groups = {each.name for each in configs_folder().iterdir() if each.is_dir()}
        return name if name in groups else None

    def about(self, path: str) -> dict[str, Any]:
        """Return unit and meaning of the setting at a path, as far as it has them."""
        group, _, name = path.rpartition(".")
        holder = self._walk(group) if group else self.settings[self.slots[0]]
        spec = next((each for each in fields(holder) if each.name == name), None) if is_dataclass(holder) else None
        return {} if spec is None else {key: spec.metadata[key] for key in ("unit", "says") if key in spec.metadata}

    def _walk(self, path: str) -> Any:
        first, *rest = path.split(".")
        slot = first if first in self.slots else self.slots[0]
        found: Any = self.settings[slot]
        for part in rest if first in (*self.slots, EACH) else [first, *rest]:
            found = found.get(part) if isinstance(found, Mapping) else getattr(found, part, None)
        return found


def rooted(path: tuple[str, ...], value: Any, origin: str) -> Any:
    """Return a plain value in which every file is named by its absolute path."""
    if isinstance(value, Mapping):
        return {key: rooted((*path, str(key)), each, origin) for key, each in value.items()}
    if not isinstance(value, str):
        return value
    names_file = path[-2:] in FILES or (path[-1] == "rule" and value.endswith(".py"))
    return str(Path(origin, path_of(value, ".".join(path)))) if names_file else value


@dataclass(frozen=True)
class Expansion:
    """All points of an experiment, made when asked for."""

    base: Base
    factors: tuple[Factor, ...]

    def settings(self, values: Sequence[Value]) -> dict[str, Settings]:
        """Make the settings of a point."""
        plain, opened = dict(self.base.made), set[str]()
        for factor, value in self._wide_first(values):
            for path in self._paths(factor.path):
                self._put(plain, opened, path, deepcopy(factor.given.get(value, value)))
        for path, value in self._followed(values):
            self._put(plain, opened, path.split("."), value)
        return self.base.slots_at(plain)

    def _followed(self, values: Sequence[Value]) -> Iterator[tuple[str, Any]]:
        """Yield what settings are that follow others, at this point: ``culture.control=${culture.trust}``."""
        if not self.base.follows:
            return
        from omegaconf import OmegaConf

        tree, opened = deepcopy(self.base.rooted), set[str](self.base.rooted)
        for path, text in self.base.follows.items():
            self._put(tree, opened, path.split("."), text)
        for factor, value in self._wide_first(values):
            for path in self._paths(factor.path):
                self._put(tree, opened, path, deepcopy(factor.given.get(value, value)))
        composed = OmegaConf.create(tree)
        for path, text in self.base.follows.items():
            if _at_path(tree, path) == text:  # nothing varied stands there
                yield path, OmegaConf.select(composed, path)

    def _wide_first(self, values: Sequence[Value]) -> Iterator[tuple[Factor, Value]]:
        """Yield factors that set whole groups before those that set something in them."""
        pairs = sorted(zip(self.factors, values, strict=True), key=lambda pair: pair[0].path.count("."))
        yield from pairs

    def _paths(self, path: str) -> list[list[str]]:
        first, *rest = path.split(".")
        return [[slot, *rest] for slot in self.base.slots] if first == EACH else [[first, *rest]]

    def _put(self, plain: Plain, opened: set[str], path: list[str], value: Any) -> None:
        top, raw = path[0], self.base.rooted
        value = rooted(tuple(path), value, self.base.origin)
        if len(path) == 1 and not isinstance(value, Mapping):
            plain[top] = value
            return
        if top not in opened:
            plain[top] = deepcopy(raw.get(top, {}))
            opened.add(top)
        place(plain[top], path, value)


def _at_path(tree: Any, path: str) -> Any:
    for part in path.split("."):
        tree = tree.get(part) if isinstance(tree, Mapping) else None
    return tree


def place(tree: Any, path: Sequence[str], value: Any) -> None:
    """Set a value in nested plain values; a mapping is merged into what stands there."""
    if len(path) == 1:
        _merge(tree, value, path)
        return
    for k, part in enumerate(path[1:-1], 1):
        tree = _step(tree, part, path[: k + 1])
    key = _key(tree, path[-1], path)
    if isinstance(value, Mapping) and isinstance(_held(tree, key), dict):
        _merge(_held(tree, key), value, path)
    else:
        tree[key] = value


def _held(tree: Any, key: Any) -> Any:
    return tree[key] if isinstance(tree, list) else tree.get(key)


def _step(tree: Any, part: str, path: Sequence[str]) -> Any:
    key = _key(tree, part, path)
    if isinstance(tree, dict) and tree.get(key) is None:
        tree[key] = {}
    return tree[key]


def _key(tree: Any, part: str, path: Sequence[str]) -> Any:
    if isinstance(tree, dict):
        return part
    where = ".".join(path[:-1])
    if not isinstance(tree, list):
        raise InputError("place_is_a_value", ".".join(path), place=where)
    if not (part.isdigit() and int(part) < len(tree)):
        places = [str(k) for k in range(len(tree))]
        code, near = ("is_a_list", (part, places)) if places else ("is_an_empty_list", None)
        raise InputError(code, ".".join(path), near, place=where)
    return int(part)


def _merge(tree: Any, value: Mapping[str, Any], path: Sequence[str]) -> None:
    if not isinstance(tree, dict):
        raise InputError("is_a_value", ".".join(path))
    for key, each in value.items():
        if isinstance(each, Mapping) and isinstance(tree.get(key), dict):
            _merge(tree[key], each, [*path, str(key)])
        else:
            tree[key] = each


PUBLISHED, MODEL = "published", "model"
NOT_FOR_MODELS = ("until_ci", "keep_days", "slots", "outcomes")
"""What only organisations have."""


def model_names() -> list[str]:
    """Return the published models that a sweep can run: files with `Settings`, `OUTCOMES` and `run`."""
    names = (each.name for each in iter_modules(published.__path__))
    return sorted(name for name in names if hasattr(_published(name), "OUTCOMES"))


def _published(name: str) -> Any:
    return import_module(f"{published.__name__}.{name}")


def published_base(config: Mapping[str, Any], plain: Plain) -> PublishedBase:
    """Return the base of an experiment with a published model."""
    said = plain[PUBLISHED]
    name = said.get(MODEL) if isinstance(said, Mapping) else None
    if name not in model_names():
        raise InputError("no_published_model", "published.model", (str(name), model_names()), name=name)
    for key in NOT_FOR_MODELS:
        if config.get(key):
            raise InputError("only_for_organisations", key)
    return PublishedBase(plain, (str(name),), str(config.get("origin", ".")))


@dataclass(frozen=True)
class PublishedBase(Base):
    """The settings of a published model where nothing is varied."""

    @cached_property
    def made(self) -> Plain:
        """The plain values: nothing in them is shared."""
        return self.plain

    @property
    def rooted(self) -> Plain:  # type: ignore[override]
        """The same: a published model reads no file."""
        return self.plain

    @property
    def first_seed(self) -> int:
        """The seed of replicate 0."""
        return int(self.plain.get("seed", 1))

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:  # type: ignore[override]
        """What the model says of a run."""
        return tuple(Outcome(name, "", 0, says) for name, says in _published(self.slots[0]).OUTCOMES.items())

    @cached_property
    def hashes(self) -> dict[str, str]:  # type: ignore[override]
        """The model's version, by its name."""
        return {self.slots[0]: model_version(self.slots[0])}

    def slots_at(self, plain: Plain) -> dict[str, Any]:
        """Make the settings of the model from plain values."""
        said = {key: value for key, value in plain[PUBLISHED].items() if key != MODEL}
        return {self.slots[0]: build(_published(self.slots[0]).Settings, said, PUBLISHED)}

    def live(self, settings: Any, seed: int) -> list[float]:
        """Live the model once."""
        found = _published(self.slots[0]).run(settings, seed)
        return [float(found[each.name]) for each in self.outcomes]

    def group(self, path: str) -> str | None:
        """Return None: a published model has no files to choose among."""
        return None

    def _walk(self, path: str) -> Any:
        first, *rest = path.split(".")
        if first != PUBLISHED or (rest and rest[0] == MODEL):
            raise InputError("published_own_settings", f"vary.{path}")
        return _value_at(self.settings[self.slots[0]], rest)


def _value_at(found: Any, rest: Sequence[str]) -> Any:
    for part in rest:
        found = getattr(found, part, None)
    return found
