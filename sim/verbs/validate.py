"""`treillis validate`: theorems, published models, steady states and empirical patterns, never mixed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from sim.verbs.options import AsJson

validate = typer.Typer(
    no_args_is_help=True,
    help="Hold the engine against theorems, published models, steady states and empirical patterns.",
)
Names = Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="checks (default: all)")]

LEAST, MOST = 20, 100_000
"""Organisations of a population."""
LIVES = 18
"""Populations lived when all patterns are asked for."""


def register(app: typer.Typer) -> None:
    """Add these verbs to the command line."""
    app.add_typer(validate, name="validate")


@validate.command()
def exact(names: Names = None, as_json: AsJson = False) -> None:
    """Hold the engine against theorems and identities in limiting configurations; exit code 1 if a row fails."""
    from sim.validation.registry import EXACT

    _print_rows(EXACT, names, as_json)


@validate.command()
def dock(names: Names = None, as_json: AsJson = False) -> None:
    """Hold published models, rebuilt, against what they reported; exit code 1 if a row fails, or a control holds."""
    from sim.validation.registry import DOCK

    _print_rows(DOCK, names, as_json)


@validate.command()
def steady(
    names: Names = None,
    as_json: AsJson = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="six worlds, neutral dials unless named: a first look")
    ] = False,
    prices: Annotated[
        bool, typer.Option("--prices", help="what an hour of attention is worth, instead of rows")
    ] = False,
    space: Annotated[
        int | None, typer.Option("--space", help="instead at this many points of the registered space")
    ] = None,
) -> None:
    """Hold neutral dials, and each pure form by itself, to a steady state; exit code 1 if a row fails."""
    from sim.validation.registry import PRICES, STEADY
    from sim.validation.steadiness import FEW

    if space is not None:
        _print_space(space, names, as_json)
        return
    names = names or (["neutral"] if quick else None)
    how = {"seeds": FEW} if quick else {}
    if prices:
        _print_prices(_found(STEADY, names, ask=PRICES, **how), as_json)
    else:
        _print_rows(STEADY, names, as_json, **how)


@validate.command()
def patterns(
    names: Names = None,
    as_json: AsJson = False,
    points: Annotated[int, typer.Option("--points", help="organisations drawn (200 or more to conclude)")] = 240,
) -> None:
    """Hold a population of organisations against empirical patterns; a pattern that fails is printed and kept."""
    from sim.validation.pattern import as_text, as_values
    from sim.validation.population import Study
    from sim.validation.registry import PATTERNS, chosen, pattern_rows

    _check_points("--points", points)
    wanted = chosen(PATTERNS, names)
    found = _with_bar(LIVES, lambda told: pattern_rows(wanted, Study(points, told=told)))
    print(_json(as_values(found)) if as_json else as_text(found))


def _found(family: str, names: list[str] | None, **how: Any) -> list[tuple[str, Any]]:
    from sim.validation import registry

    wanted = registry.chosen(family, names)
    return _with_bar(len(wanted), lambda told: registry.rows_of(family, wanted, told, **how))


def _print_rows(family: str, names: list[str] | None, as_json: bool, **how: Any) -> None:
    from sim.validation.table import as_text, as_values

    found = _found(family, names, **how)
    print(_json(as_values(found)) if as_json else as_text(found))
    if not all(row.passed for _, row in found):
        raise typer.Exit(1)


def _print_space(points: int, names: list[str] | None, as_json: bool) -> None:
    from sim.errors import InputError
    from sim.validation.registry import warm_up
    from sim.validation.steadiness import as_text, organisations, over_space

    known = list(organisations())
    _check_points("--space", points)
    for each in names or ():
        if each not in known:
            raise InputError("no_such_organisation", each, (each, known))
    wanted = [each for each in known if each in (names or known)]
    warm_up()
    found = _with_bar(points * (2 + len(wanted)), lambda told: over_space(points, wanted, told))
    print(_json(found.as_values()) if as_json else as_text(found))
    if not found.passed:
        raise typer.Exit(1)


def _check_points(option: str, points: int) -> None:
    from sim.errors import InputError

    if not LEAST <= points <= MOST:
        edge = LEAST if points < LEAST else MOST
        raise InputError("whole_number_from_to", option, low=LEAST, high=MOST, got=points, edge=edge)


def _print_prices(found: list[tuple[str, Any]], as_json: bool) -> None:
    from dataclasses import asdict

    from sim.validation.table import prices_as_text

    print(_json({"prices": [asdict(price) for _, price in found]}) if as_json else prices_as_text(found))


def _with_bar(many: int, work: Callable[[Callable[[Any], object]], Any]) -> Any:
    from tqdm import tqdm

    from sim.experiment.runner import terminable

    with terminable(), tqdm(total=many, disable=not sys.stderr.isatty(), unit="check", leave=False) as bar:
        return work(lambda done: bar.update(done if isinstance(done, int) else 1))


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, indent=2, ensure_ascii=False)
