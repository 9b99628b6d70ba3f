"""Designs: what is varied, how it is written down, and which points of the space of settings are visited."""

from __future__ import annotations

import csv
import itertools
import json
import math
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.checked import Checked, build, number
from sim.errors import InputError, Said
from sim.experiment.slots import configs_folder
from sim.files.csv_file import decoded
from sim.files.find import file_of
from sim.files.plain_values import yaml_file, yaml_text

Value = float | int | str
"""What a factor can be at a point, as it stands in tables; settings larger than a number are named by text."""


Point = tuple[Value, ...]
"""A value of each factor, in their order."""


@dataclass(frozen=True)
class Factor:
    """A setting that a design varies."""

    path: str
    levels: tuple[Value, ...] = ()
    low: float = 0.0
    high: float = 1.0
    log: bool = False
    steps: int = 0
    whole: bool = False
    base: Value = 0.0
    given: Mapping[Value, Any] = field(default_factory=dict[Value, Any])

    def at(self, u: float) -> Value:
        """Return the value at a place of the unit interval: levels have equal shares of it.

        Examples
        --------
        >>> Factor("a", levels=("x", "y")).at(0.5), round(Factor("b", low=1, high=100, log=True).at(0.5), 9)
        ('y', 10.0)
        >>> Factor("c", low=1, high=3, whole=True).at(0.99)
        3
        """
        if self.levels:
            return self.levels[min(int(u * len(self.levels)), len(self.levels) - 1)]
        if self.whole:  # each whole number has an equal share
            low, high = math.ceil(self.low), math.floor(self.high)
            return min(low + int(u * (high - low + 1)), high)
        return self._between(u)

    def _between(self, u: float) -> float:
        if self.log:
            return math.exp(math.log(self.low) + u * (math.log(self.high) - math.log(self.low)))
        return self.low + u * (self.high - self.low)

    def grid(self) -> tuple[Value, ...]:
        """Return the levels of a grid: those written, or `steps` over the range, both ends included."""
        if self.levels:
            return self.levels
        if not self.steps:
            raise InputError("needs_levels", f"vary.{self.path}")
        found = [self._between(k / max(1, self.steps - 1)) for k in range(self.steps)]
        return tuple(dict.fromkeys(round(each) if self.whole else each for each in found))

    def ends(self) -> tuple[Value, ...]:
        """Return the values that bound all others, for checking before anything runs."""
        return self.levels or (self.at(0.0), self.at(1.0))


@dataclass(frozen=True)
class DesignSettings(Checked):
    """The kind of a design, and what some kinds need."""

    kind: str = "factorial"
    """A name of `KINDS`."""
    points: int = number(
        64, 1, 10_000_000, "points", "latin_hypercube, sobol; base rows of saltelli", strength="theory"
    )
    trajectories: int = number(10, 2, 100_000, "", "of morris", strength="theory")
    levels: int = number(4, 2, 1000, "levels", "of the grid of morris", strength="theory")
    seed: int = number(1, 0, 2**31, "", "of the designs that are drawn", strength="theory")
    second_order: int = number(0, 0, 1, "", "1: saltelli also takes the rows for pairs", strength="theory")
    file: str | None = None
    """CSV of cases: a column a factor, a row a point."""
    rows: Any = None
    """The same, written out: a list of mappings."""


def chosen_design(given: Any) -> DesignSettings:
    """Read ``design:`` of an experiment; a name alone is a kind.

    Examples
    --------
    >>> chosen_design("morris").kind, chosen_design({"kind": "sobol", "points": 8}).points
    ('morris', 8)
    """
    if isinstance(given, str):
        given = {"kind": given}
    if not isinstance(given, Mapping | None):
        raise InputError("kind_or_keys", "design", given=given)
    design = build(DesignSettings, given or {}, "design")
    if not isinstance(design.kind, str):
        raise InputError("expected_a_name", "design.kind", kind=design.kind)
    return design


RANGE = {"low", "high", "steps", "log"}
LARGEST = 1e300
"""No level and no end of a range is larger."""
EACH = "each"
"""First word of a path that stands for every slot."""


def factors_of(vary: Any, base: Any) -> tuple[Factor, ...]:
    """Read the factors of an experiment."""
    if vary is None:
        return ()
    if not isinstance(vary, Mapping):
        raise InputError("settings_and_levels_as_in", "vary", vary=vary)
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
            raise InputError("no_levels_or_range", f"vary.{path}")
        yield from _flat(value, path)


def _spread(path: str, base: Any) -> list[str]:
    if not path.endswith(".*"):
        return [path]
    return [f"{path[:-2]}.{name}" for name in base.names(path[:-2])]


def factor_of(path: str, levels: Any, base: Any, group: str | None = None) -> Factor:
    """Make a factor of what was written about a path."""
    if path.rpartition(".")[2] == "seed":
        raise InputError("same_seeds_everywhere", "vary.seed")
    whole = isinstance(base, int) and not isinstance(base, bool)
    if isinstance(levels, Mapping):
        return _range(path, levels, whole, base)
    levels = levels if isinstance(levels, list | tuple) else [levels]
    if not levels:
        raise InputError("no_levels", f"vary.{path}")
    given: dict[Value, Any] = {}
    labels = tuple(_label(path, each, whole, given, group) for each in levels)
    if len({*labels}) < len(labels):
        twice = next(each for k, each in enumerate(labels) if each in labels[:k])
        raise InputError("level_twice", f"vary.{path}", twice=twice)
    _check_apart(path, sorted(each for each in labels if isinstance(each, float)))
    return Factor(path, labels, whole=whole, base=labels[0] if base is None else _plain(base), given=given)


def _check_apart(path: str, levels: Sequence[float]) -> None:
    """Refuse two levels that differ in the last digits of a number alone: both would be printed the same."""
    for one, other in itertools.pairwise(levels):
        if math.isclose(one, other, rel_tol=1e-9):
            raise InputError("one_number_twice", f"vary.{path}", one=one, other=other)


def _range(path: str, said: Mapping[str, Any], whole: bool, base: Any) -> Factor:
    low, high, steps = said.get("low"), said.get("high"), said.get("steps", 0)
    if isinstance(low, Mapping) or isinstance(high, Mapping):
        raise InputError("ends_of_a_range", f"vary.{path}")
    if not (_is_number(low) and _is_number(high)):
        raise InputError("range_needs_two", f"vary.{path}", low=low, high=high)
    if not low < high:  # type: ignore[operator]
        raise InputError("low_below_high", f"vary.{path}", low=low, high=high)
    if not isinstance(steps, int) or isinstance(steps, bool) or not 0 <= steps <= 100_000 or steps == 1:
        raise InputError("steps_from_2", f"vary.{path}.steps", steps=steps)
    if said.get("log") and not low > 0:  # type: ignore[operator]
        raise InputError("log_above_0", f"vary.{path}", low=low)
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
        raise InputError("no_level", f"vary.{path}", level=level)
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
        raise InputError("no_file_in_configs", f"vary.{path}: {group}/{name}", (name, there))
    said = yaml_file(file) or {}
    built_on = [each for each in said.pop("defaults", []) if each != "_self_"]
    return {key: value for each in built_on for key, value in _file_of_configs(group, each, path).items()} | said


def _factorial_size(factors: Sequence[Factor], chosen: DesignSettings) -> int:
    """Return the product of the numbers of levels."""
    return math.prod(len(each.grid()) for each in factors)


def _factorial(factors: Sequence[Factor], chosen: DesignSettings) -> Iterable[Point]:
    """Yield every combination of levels, the last factor fastest."""
    return itertools.product(*(each.grid() for each in factors))


def _one_at_a_time_size(factors: Sequence[Factor], chosen: DesignSettings) -> int:
    """Return one more than the levels that differ from the centre."""
    return 1 + sum(len(_steps(each)) for each in factors)


def _one_at_a_time(factors: Sequence[Factor], chosen: DesignSettings) -> Iterable[Point]:
    """Yield the centre (what settings are where nothing is varied), then each level of each factor around it.

    It shows slopes at one place, no interactions; for those take `morris` or `saltelli`.
    """
    centre = tuple(each.base for each in factors)
    yield centre
    for k, factor in enumerate(factors):
        for level in _steps(factor):
            yield (*centre[:k], level, *centre[k + 1 :])


def _steps(factor: Factor) -> list[Value]:
    """Return the levels of a factor that are not its centre; the ends of a range without steps."""
    levels = factor.grid() if factor.levels or factor.steps else factor.ends()
    return [each for each in levels if each != factor.base]


def _rows(factors: Sequence[Factor], chosen: DesignSettings) -> Iterable[Point]:
    """Yield the cases written out, row after row."""
    return zip(*(each.levels for each in factors), strict=True)


def _latin_hypercube(factors: Sequence[Factor], chosen: DesignSettings) -> Iterable[Point]:
    """Yield as many points as there are equal slices of every factor, each slice taken once (scipy.stats.qmc)."""
    from scipy.stats.qmc import LatinHypercube

    yield from _drawn(factors, LatinHypercube(len(factors), rng=chosen.seed).random(chosen.points))


def _sobol(factors: Sequence[Factor], chosen: DesignSettings) -> Iterable[Point]:
    """Yield a scrambled Sobol' sequence (scipy.stats.qmc): a power of two balances it best, any number is taken."""
    from scipy.stats.qmc import Sobol

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it says about powers of two stands above
        drawn = Sobol(len(factors), rng=chosen.seed).random(chosen.points)
    yield from _drawn(factors, drawn)


def _morris(factors: Sequence[Factor], chosen: DesignSettings) -> Iterable[Point]:
    """Yield trajectories that change one factor a step, on a grid, in SALib's order."""
    morris = _salib("SALib.sample.morris", "morris")
    if chosen.levels % 2:
        raise InputError("morris_even", "design.levels", levels=chosen.levels)
    levels, seed = chosen.levels, chosen.seed
    yield from _drawn(factors, morris.sample(_problem(factors), chosen.trajectories, num_levels=levels, seed=seed))


def _saltelli_size(factors: Sequence[Factor], chosen: DesignSettings) -> int:
    """Return ``design.points`` times factors + 2, or twice factors + 2 with second order."""
    return chosen.points * ((2 * len(factors) if chosen.second_order else len(factors)) + 2)


def _saltelli(factors: Sequence[Factor], chosen: DesignSettings) -> Iterable[Point]:
    """Yield Saltelli's rows for Sobol' indices, in SALib's order: two base samples, one swapped column a factor."""
    sobol = _salib("SALib.sample.sobol", "saltelli")
    if chosen.points & (chosen.points - 1):
        below = 1 << (chosen.points.bit_length() - 1)
        raise InputError("saltelli_power", "design.points", points=chosen.points, below=below)
    wide = bool(chosen.second_order)
    drawn = sobol.sample(_problem(factors), chosen.points, calc_second_order=wide, seed=chosen.seed)
    yield from _drawn(factors, drawn)


def _drawn(factors: Sequence[Factor], unit: Any) -> Iterator[Point]:
    """Yield the values of factors at places of the unit cube, shape (points, factors)."""
    for row in unit.tolist():
        yield tuple(factor.at(u) for factor, u in zip(factors, row, strict=True))


def _salib(module: str, what: str) -> Any:
    """Import a part of SALib, or say what to install."""
    try:
        return import_module(module)
    except ImportError:
        raise InputError("needs_salib", what=what) from None


def _problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """Return factors as SALib wants them; it draws in the unit cube, `Factor.at` does the rest."""
    names = [each.path for each in factors]
    return {"num_vars": len(factors), "names": names, "bounds": [[0.0, 1.0] for _ in factors]}


KINDS: dict[str, tuple[Callable[..., int], Callable[..., Iterable[Point]]]] = {
    "cases": (lambda factors, chosen: len(factors[0].levels), _rows),
    "factorial": (_factorial_size, _factorial),
    "latin_hypercube": (lambda factors, chosen: chosen.points, _latin_hypercube),
    "morris": (lambda factors, chosen: chosen.trajectories * (len(factors) + 1), _morris),
    "one_at_a_time": (_one_at_a_time_size, _one_at_a_time),
    "saltelli": (_saltelli_size, _saltelli),
    "sobol": (lambda factors, chosen: chosen.points, _sobol),
}
"""The kinds of designs: how many points there will be, without making them; the points, in the order analyses expect.

`factorial`, `one_at_a_time` and `cases` are written out; `latin_hypercube` and `sobol` are drawn by scipy.stats.qmc,
`morris` and `saltelli` by SALib.
"""


def size_of(factors: Sequence[Factor], chosen: DesignSettings) -> int:
    """Return the number of points of a design, repeated ones counted as often as they come."""
    _check_kind(chosen)
    return KINDS[chosen.kind][0](factors, chosen) if factors else 1


def points_of(factors: Sequence[Factor], chosen: DesignSettings) -> list[Point]:
    """Return the points of a design, in its order; some designs visit a point more than once."""
    _check_kind(chosen)
    return list(KINDS[chosen.kind][1](factors, chosen)) if factors else [()]


def _check_kind(chosen: DesignSettings) -> None:
    if chosen.kind not in KINDS:
        raise InputError("no_design", "design.kind", (chosen.kind, KINDS), kind=chosen.kind)


Rows = list[tuple[str, Mapping[str, Any]]]
"""Where each row stands, and what it says."""


def case_factors(chosen: DesignSettings, base: Any, origin: Path) -> tuple[Factor, ...]:
    """Read the factors of a design of cases."""
    if (chosen.file is None) == (chosen.rows is None):
        raise InputError("cases_need", "design")
    rows = _written(chosen.rows) if chosen.file is None else _of_file(file_of(str(origin / chosen.file), "design.file"))
    if not rows:
        raise InputError("cases_without_row", "design")
    paths = list(rows[0][1])
    for where, row in rows:
        if set(row) != set(paths):
            wrong = ", ".join(sorted(set(row) ^ set(paths)))
            raise InputError("same_settings_everywhere", where, names=wrong)
    return tuple(_column(path, rows, base.at(path), base.group(path)) for path in paths)


def _column(path: str, rows: Rows, base: Any, group: str | None) -> Factor:
    levels: list[Value] = []
    given: dict[Value, Any] = {}
    factor = factor_of(path, [rows[0][1][path]], base, group)
    for _, row in rows:
        one = factor_of(path, [row[path]], base, group)
        levels.append(one.levels[0])
        given |= one.given
    return Factor(path, tuple(levels), whole=factor.whole, base=factor.base, given=given)


def _written(rows: Any) -> Rows:
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise InputError("list_of_settings", "design.rows", rows=rows)
    for k, row in enumerate(rows):
        if not isinstance(row, Mapping) or not row:
            raise InputError("settings_and_values_row", f"design.rows[{k}]", row=row)
    return [(f"design.rows[{k}]", {str(key): value for key, value in row.items()}) for k, row in enumerate(rows)]


def _of_file(path: Path) -> Rows:
    text, _ = decoded(path)
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise InputError("empty_cases", path)
    separator = max(",;\t", key=lines[0].count)
    try:
        header, *body = csv.reader(lines, delimiter=separator)
    except csv.Error as wrong:
        raise InputError("perhaps_open_quote", path, why=wrong) from None
    header = [each.strip() for each in header]
    twice = [each for k, each in enumerate(header) if each in header[:k] or not each]
    if twice:
        raise InputError("column_twice", Said.of("place_line", path=path, line=1), twice=twice[0])
    return [(f"{path} line {k}", _row(path, k, header, cells, separator)) for k, cells in enumerate(body, 2)]


def _row(path: Path, line: int, header: list[str], cells: list[str], separator: str) -> dict[str, Any]:
    if len(cells) != len(header):
        raise InputError(
            "cells_under_columns", Said.of("place_line", path=path, line=line), n=len(cells), n_2=len(header)
        )
    return {
        name: _cell(cell.strip(), separator, f"{path} line {line}, column {name!r}")
        for name, cell in zip(header, cells, strict=True)
    }


def _cell(cell: str, separator: str, where: str) -> Any:
    if not cell:
        raise InputError("empty_case", where)
    if separator == ";" and re.fullmatch(r"[+-]?\d+,\d+", cell):
        cell = cell.replace(",", ".")
    try:
        return yaml_text(cell, where)
    except InputError:
        return cell
