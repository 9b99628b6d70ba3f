"""Run checks: a file of a family names its own in ``CHECKS``, functions whose text says what they hold."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from inspect import getdoc
from pkgutil import iter_modules
from typing import Any

from sim.engine.compiled import compile_aloud
from sim.errors import InputError
from sim.experiment.runner import by_place, for_runs
from sim.validation.limiting import configuration, run
from sim.validation.pattern import Pattern
from sim.validation.population import Study

Progress = Callable[[str], object]
Job = Callable[[], list[Any]]

EXACT, DOCK, STEADY, PATTERNS = "exact", "docking", "steady", "patterns"
"""Families of checks: theorems held on the engine, published models against what they reported, steady states of whole
organisations, empirical patterns."""
FAMILIES = {**{name: f"sim.validation.{name}" for name in (EXACT, STEADY, PATTERNS)}, DOCK: "sim.published"}
"""Where their files are."""
ROWS, PRICES = "rows", "prices"
"""What a check is asked for; only those of organisations that must be steady know prices."""


@cache
def _checks(family: str) -> dict[str, Callable[..., list[Any]]]:
    room = import_module(FAMILIES[family])
    files = [each.name for each in iter_modules(getattr(room, "__path__", ())) if not each.name.startswith("_")]
    modules = [import_module(f"{room.__name__}.{name}") for name in files] or [room]
    found = [each for module in modules for each in getattr(module, "CHECKS", ())]
    return {each.__name__: each for each in sorted(found, key=lambda each: each.__name__)}


def checks(family: str) -> list[str]:
    """Return the names of all checks of a family, in order."""
    return list(_checks(family))


def says(family: str, name: str) -> str:
    """Return what a check holds, and where it comes from, as its own text has it."""
    return getdoc(_checks(family)[name]) or ""


def chosen(family: str, names: Sequence[str] | None = None) -> list[str]:
    """Return the checks to run."""
    known = checks(family)
    wanted = [each.replace("-", "_") for each in names or known]
    for name in wanted:
        if name not in known:
            raise InputError("no_such_check", name, (name, known))
    return [each for each in known if each in wanted]


def rows_of(
    family: str,
    names: Sequence[str] | None = None,
    progress: Progress | None = None,
    workers: int | None = None,
    ask: str = ROWS,
    **how: Any,
) -> list[tuple[str, Any]]:
    """Run checks and collect their rows."""
    wanted, told = chosen(family, names), progress or _nobody
    many = min(len(wanted), workers or os.cpu_count() or 1)
    if family != DOCK:
        warm_up()
    jobs = {name: partial(_found_in, family, name, ask, how) for name in wanted}
    found: dict[str, list[Any]] = {}
    for place, rows in by_place(_call, [*jobs.values()], for_runs(0, len(jobs), many)):
        found[wanted[place]] = rows
        told(wanted[place])
    return [(name, row) for name in wanted for row in found[name]]


def pattern_rows(names: Sequence[str] | None = None, study: Study | None = None) -> list[tuple[str, Pattern]]:
    """Hold one population against empirical patterns."""
    wanted = chosen(PATTERNS, names)
    warm_up()
    study = study or Study()
    return [(name, row) for name in wanted for row in _checks(PATTERNS)[name](study)]


def warm_up() -> None:
    """Live one limiting day, so that the engine is compiled before processes share it."""
    compile_aloud()
    run(configuration("limit", days=2, warmup_days=0, follow_days=1))


def _call(job: Job) -> list[Any]:
    return job()


def _found_in(family: str, name: str, ask: str, how: Mapping[str, Any]) -> list[Any]:
    check = _checks(family)[name]
    return check(**how) if ask == ROWS else getattr(import_module(check.__module__), ask)(name, **how)


def _nobody(_: str) -> None:
    """Tell nobody."""
