"""Read ``vary:``: a list is swept, a scalar is fixed, a mapping with low and high is a range."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sim.errors import InputError, nearest
from sim.experiment.design.factor import Factor, Value
from sim.experiment.slots import configs_folder
from sim.files.plain_values import yaml_file

RANGE = {"low", "high", "steps", "log"}
LARGEST = 1e300
"""No level and no end of a range is larger."""
EACH = "each"
"""First word of a path that stands for every slot."""


def factors_of(vary: Any, base: Any) -> tuple[Factor, ...]:
    """Read the factors of an experiment.

    Parameters
    ----------
    vary : mapping or None
        Dotted paths, or mappings nested in each other, and what each takes; ``x.dials.*`` stands for all dials of x.
    base : object with ``at(path)``, ``names(path)`` and ``group(path)``
        The settings where nothing is varied.

    Returns
    -------
    tuple of Factor
        In the order written; a later word on the same path counts.

    Raises
    ------
    InputError
        For an empty list, a range without ends, or what is no level.
    """
    if vary is None:
        return ()
    if not isinstance(vary, Mapping):
        raise InputError(f"vary: expected settings and their levels, as in culture.trust: [0.2, 0.8]; got {vary!r}")
    found: dict[str, Any] = {}
    for path, levels in _flat(vary, ""):
        for each in _spread(path, base):
            found[each] = levels
    return tuple(factor_of(path, levels, base.at(path), base.group(path)) for path, levels in found.items())


def _flat(vary: Mapping[Any, Any], where: str) -> Iterator[tuple[str, Any]]:
    """Yield dotted paths; those written with dots first, so that an override on the command line comes last."""
    nested = []
    for key, value in vary.items():
        path = f"{where}.{key}" if where else str(key)
        if isinstance(value, Mapping) and not (value.keys() <= RANGE and value):
            nested.append((path, value))
        else:
            yield path, value
    for path, value in nested:
        if not value:
            raise InputError(f"vary.{path}: no levels; give a list, or low and high")
        yield from _flat(value, path)


def _spread(path: str, base: Any) -> list[str]:
    if not path.endswith(".*"):
        return [path]
    return [f"{path[:-2]}.{name}" for name in base.names(path[:-2])]


def factor_of(path: str, levels: Any, base: Any, group: str | None = None) -> Factor:
    """Make a factor of what was written about a path.

    Parameters
    ----------
    path : str
        Dotted path.
    levels : list, mapping or scalar
        Its levels, its range, or the one value it is fixed at.
    base : object
        The setting where it is not varied; None when there is none.
    group : str, optional
        The folder of `configs/` whose files are its levels.

    Returns
    -------
    Factor
        With numbers as the setting has them: whole or not.
    """
    if path.rpartition(".")[2] == "seed":
        raise InputError("vary.seed: every point has the same seeds; replicates draw them (seed is the first)")
    whole = isinstance(base, int) and not isinstance(base, bool)
    if isinstance(levels, Mapping):
        return _range(path, levels, whole, base)
    levels = levels if isinstance(levels, list | tuple) else [levels]
    if not levels:
        raise InputError(f"vary.{path}: no levels; give at least one")
    given: dict[Value, Any] = {}
    labels = tuple(_label(path, each, whole, given, group) for each in levels)
    if len({*labels}) < len(labels):
        twice = next(each for k, each in enumerate(labels) if each in labels[:k])
        raise InputError(f"vary.{path}: level {twice!r} is there twice")
    return Factor(path, labels, whole=whole, base=labels[0] if base is None else _plain(base), given=given)


def _range(path: str, said: Mapping[str, Any], whole: bool, base: Any) -> Factor:
    low, high, steps = said.get("low"), said.get("high"), said.get("steps", 0)
    if not (_is_number(low) and _is_number(high)):
        raise InputError(
            f"vary.{path}: a range needs two numbers, low and high; got low={low!r:.40}, high={high!r:.40}"
        )
    if not low < high:  # type: ignore[operator]
        raise InputError(f"vary.{path}: low {low} is not below high {high}")
    if not isinstance(steps, int) or isinstance(steps, bool) or not 0 <= steps <= 100_000 or steps == 1:
        raise InputError(f"vary.{path}.steps: expected a whole number from 2 to 100000, got {steps!r}")
    if said.get("log") and not low > 0:  # type: ignore[operator]
        raise InputError(f"vary.{path}: a range by ratios (log) needs low above 0, got {low}")
    centre = low if base is None else _plain(base)
    return Factor(path, (), float(low), float(high), bool(said.get("log")), steps, whole, centre)  # type: ignore[arg-type]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def _label(path: str, level: Any, whole: bool, given: dict[Value, Any], group: str | None) -> Value:
    """Return what stands in tables for a level; what it stands for goes to `given`."""
    if isinstance(level, str) and group is not None:
        given[level] = _file_of_configs(group, level, path)
        return level
    if isinstance(level, Mapping | list | tuple) or level is None:
        label = json.dumps(level, sort_keys=True)
        given[label] = level
        return label
    if not isinstance(level, str) and not _is_number(level):
        raise InputError(f"vary.{path}: {level!r:.40} is no level: give numbers, names, or settings in braces")
    return level if isinstance(level, str) else _number(level, whole)


def _number(level: float, whole: bool) -> Value:
    return int(level) if whole and level == int(level) else float(level)


def _plain(base: Any) -> Value:
    return base if isinstance(base, int | float | str) else str(base)


def _file_of_configs(group: str, name: str, path: str) -> dict[str, Any]:
    """Read a file of a group of `configs/` as a level."""
    folder = configs_folder() / group
    file = folder / f"{name}.yaml"
    if not file.is_file():
        there = [each.stem for each in folder.glob("*.yaml")]
        raise InputError(f"vary.{path}: {group}/{name}: no such file in configs/{nearest(name, there)}")
    said = yaml_file(file) or {}
    built_on = [each for each in said.pop("defaults", []) if each != "_self_"]
    return {key: value for each in built_on for key, value in _file_of_configs(group, each, path).items()} | said
