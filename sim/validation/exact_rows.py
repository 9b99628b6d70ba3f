"""Run the exact checks: a file in ``sim/validation/exact`` is a check, and nothing else lists them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from importlib import import_module
from multiprocessing import get_context
from pkgutil import iter_modules

from sim.engine.compiled import compile_aloud
from sim.errors import InputError, nearest
from sim.validation import exact
from sim.validation.limiting import configuration, run
from sim.validation.row import Row

Progress = Callable[[str], object]


def checks() -> list[str]:
    """Return the names of all checks, in order."""
    return sorted(each.name for each in iter_modules(exact.__path__) if not each.name.startswith("_"))


def chosen(names: Sequence[str] | None = None) -> list[str]:
    """Return the checks to run.

    Parameters
    ----------
    names : sequence of str, optional
        Some of `checks`, with dashes or underscores; all of them when absent or empty.

    Returns
    -------
    list of str
        In order, none twice.

    Raises
    ------
    InputError
        For a name that no file has, with the nearest.
    """
    known = checks()
    wanted = [each.replace("-", "_") for each in names or known]
    for name in wanted:
        if name not in known:
            raise InputError(f"{name}: no such check{nearest(name, known)}")
    return [each for each in known if each in wanted]


def exact_rows(
    names: Sequence[str] | None = None, progress: Progress | None = None, workers: int | None = None
) -> list[tuple[str, Row]]:
    """Run checks and collect their rows.

    Parameters
    ----------
    names : sequence of str, optional
        Which; all when absent.
    progress : callable, optional
        Told the name of each check when it is done.
    workers : int, optional
        Processes; as many as there are processors when absent. The rows do not depend on it.

    Returns
    -------
    list of (str, Row)
        The check's name with each of its rows, in order of names.

    Raises
    ------
    InputError
        For an unknown name.
    """
    wanted, told = chosen(names), progress or _nobody
    many = min(len(wanted), workers or os.cpu_count() or 1)
    warm_up()
    found = _side_by_side(wanted, told, many) if many > 1 else {name: _rows_of(name, told) for name in wanted}
    return [(name, row) for name in wanted for row in found[name]]


def warm_up() -> None:
    """Live one limiting day, so that the engine is compiled before processes share it."""
    compile_aloud()
    run(configuration("limit", days=2, warmup_days=0, follow_days=1))


def _side_by_side(names: list[str], told: Progress, workers: int) -> dict[str, list[Row]]:
    """Run checks in processes of their own; those start from the compiled engine on disk."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        names_of: dict[Future[list[Row]], str] = {pool.submit(_rows_of, name): name for name in names}
        try:
            for each in as_completed(names_of):
                each.result()
                told(names_of[each])
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
        return {name: each.result() for each, name in names_of.items()}


def _rows_of(name: str, told: Progress | None = None) -> list[Row]:
    rows = import_module(f"{exact.__name__}.{name}").rows()
    if told is not None:
        told(name)
    return rows


def _nobody(_: str) -> None:
    """Tell nobody."""
