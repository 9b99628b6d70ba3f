"""Set the two forms side by side: year by year, by shocks and coupling, by level, and with each law of the day off.

Writes ``forms.csv`` next to itself, or into the folder that is named, and prints its tables for the README.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
from laws import LAWS
from numpy.typing import NDArray

from sim.experiment.compose import FORMS, compose_twin
from sim.experiment.lives import Rows, bind_all, run_slots, seeds_from
from sim.metrics import HEADLINE
from sim.parameters import Settings
from sim.stats.estimate import interval
from sim.stats.verdict import SMALLEST

FIRST_MODEL = ("physics=first_model", "world.team_weight=0", "world.issue_rate=0.6", "culture.contest_spread=0")
MODELS = {"": (), "first model, ": FIRST_MODEL}
SYSTEMS, DEFAULT, ALL = "the sources' systems", "default", "first model: all off"
"""What came after the laws; nothing off; everything off."""
YEAR, YEARS, SEEDS, FEWER = 250, 4, 30, 20
"""Days; years lived; seeds of a comparison, and with a law off."""
WORLDS = {
    "shocks a quarter": ("world.shock_frequency", (0, 2, 8)),
    "interdependence": ("world.interdependence", (0.1, 0.3, 0.6)),
}
OF_LEVELS = {
    "hours used": ("utilisation_base", "utilisation_managers", "utilisation_head"),
    "burnout episodes": ("burnout_50_deepest", "burnout_50_middle", "burnout_50_top"),
    "lived trust in the line": ("trust_up_base", "trust_up_managers", "trust_up_head"),
}
LEVELS = ("base", "managers", "head")
COLUMNS = (
    "table",
    "case",
    "outcome",
    "mechanical",
    "organic",
    "difference",
    "low",
    "high",
    "moved",
    "moved_low",
    "moved_high",
)
KNOCKED, BY_YEAR, BY_WORLD, BY_LEVEL = "law off", "year", "world", "level"

Slots = Mapping[str, Settings]
Floats = NDArray[np.float64]
Row = dict[str, str]


def laws_off() -> Iterator[tuple[str, Slots]]:
    """Give the default twin as it is, with one law at the value at which it does nothing, and with all of them so."""
    now, first = compose_twin([]), compose_twin(FIRST_MODEL)
    yield DEFAULT, now
    for law, names in {**of_settings(), SYSTEMS: systems()}.items():
        yield law, {form: with_values_of(first[form], now[form], names) for form in FORMS}
    yield ALL, first


def of_settings() -> dict[str, list[str]]:
    """Return the settings of each law."""
    return {law: names.split() for law, names in LAWS.items() if names}


def systems() -> list[str]:
    """Return the settings in which the first model differs and which no law of the day has."""
    now, first = (compose_twin(each)[FORMS[0]] for each in ([], FIRST_MODEL))
    theirs = {name for names in of_settings().values() for name in names}
    differ = [
        name
        for name, group in groups(now).items()
        if getattr(getattr(now, group), name) != getattr(getattr(first, group), name)
    ]
    return [name for name in differ if name not in theirs]


def groups(settings: Settings) -> dict[str, str]:
    """Return the group of every constant of physics, world and culture, by its name."""
    return {each.name: group for group in ("physics", "world", "culture") for each in fields(getattr(settings, group))}


def with_values_of(other: Settings, settings: Settings, names: Sequence[str]) -> Settings:
    """Give settings the values that some constants have in others."""
    group_of = groups(settings)
    for name in names:
        group, value = group_of[name], getattr(getattr(other, group_of[name]), name)
        settings = replace(settings, **{group: replace(getattr(settings, group), **{name: value})})
    return settings


def lived(slots: Slots, seeds: int, windows: Mapping[str, tuple[int, int]] | None = None) -> Rows:
    """Let both live through the years of some seeds, from 1 on."""
    return run_slots(slots, bind_all(slots), seeds_from(1, seeds), windows=windows)


def differences(runs: Mapping[str, Sequence[object]], outcome: str) -> tuple[Floats, Floats]:
    """Return an outcome of the mechanical and of the organic organisation, seed by seed."""
    form, values = np.array(runs["form"]), np.array(runs[outcome], np.float64)
    return values[form == FORMS[0]], values[form == FORMS[1]]


def row(table: str, case: str, outcome: str, pair: tuple[Floats, Floats], as_is: Floats | None = None) -> Row:
    """Write down an outcome of both, organic less mechanical, and how far that lies from what it is by default."""
    gap = pair[1] - pair[0]
    values = [pair[0].mean(), pair[1].mean(), gap.mean(), *interval(gap)]
    numbers = [f"{each:.4f}" for each in values]
    shift = None if as_is is None else gap - as_is
    moved = [""] * 3 if shift is None else [f"{each:.4f}" for each in (shift.mean(), *interval(shift))]
    return dict(zip(COLUMNS, [table, case, outcome, *numbers, *moved], strict=True))


def knocked() -> Iterator[Row]:
    """Live the default year with each law off."""
    as_is: dict[str, Floats] = {}
    for law, slots in laws_off():
        runs = lived(slots, FEWER).runs
        for outcome in HEADLINE:
            pair = differences(runs, outcome)
            as_is.setdefault(outcome, pair[1] - pair[0])
            yield row(KNOCKED, law, outcome, pair, as_is[outcome])


def by_year() -> Iterator[Row]:
    """Live four years, and look at each, exhaustion too; by the first model as well."""
    for model, overrides in MODELS.items():
        slots = compose_twin([*overrides, f"days={YEARS * YEAR}"])
        warmup = slots[FORMS[0]].warmup_days
        windows = {f"year {k + 1}": (max(warmup, k * YEAR), (k + 1) * YEAR) for k in range(YEARS)}
        for year, runs in lived(slots, SEEDS, windows).windows.items():
            outcomes = (*HEADLINE, "exhaustion")
            yield from (row(BY_YEAR, model + year, each, differences(runs, each)) for each in outcomes)


def by_world() -> Iterator[Row]:
    """Live a year with fewer and more shocks, and with less and more that touches another team; as above."""
    for model, overrides in MODELS.items():
        for case, (name, values) in WORLDS.items():
            for value in values:
                runs = lived(compose_twin([*overrides, f"{name}={value}"]), SEEDS).runs
                said = f"{model}{case}: {value:g}"
                yield from (row(BY_WORLD, said, each, differences(runs, each)) for each in HEADLINE)


def by_level() -> Iterator[Row]:
    """Live the default year, and look at each level."""
    runs = lived(compose_twin([]), SEEDS).runs
    for what, names in OF_LEVELS.items():
        yield from (
            row(BY_LEVEL, f"{what}: {level}", name, differences(runs, name))
            for level, name in zip(LEVELS, names, strict=True)
        )


def rows_of_all() -> list[Row]:
    """Live everything."""
    return [*by_year(), *by_world(), *by_level(), *knocked()]


def tables(rows: Sequence[Row]) -> list[str]:
    """Return the rows of the file as Markdown tables."""
    wide = [wide_table([each for each in rows if each["table"] == name]) for name in (BY_YEAR, BY_WORLD, KNOCKED)]
    levels = [[each["case"], *cells(each)] for each in rows if each["table"] == BY_LEVEL]
    return [*wide[:2], markdown([["level", "mechanical", "organic", "organic less mechanical"], *levels]), wide[2]]


def wide_table(rows: Sequence[Row]) -> str:
    """Return a table with a line a case and a column an outcome: organic less mechanical."""
    outcomes = list(dict.fromkeys(each["outcome"] for each in rows))
    by_case = {case: {each["outcome"]: each for each in rows if each["case"] == case}
               for case in dict.fromkeys(each["case"] for each in rows)}  # fmt: skip
    lines = [[case, *(cell(mine[name]) for name in outcomes)] for case, mine in by_case.items()]
    return markdown([[rows[0]["table"], *outcomes], *lines])


def cell(each: Row) -> str:
    """Write a difference with its interval, in bold where a law that is off moves it by what is of interest."""
    if each["outcome"] == "exhaustion":
        return f"{float(each['mechanical']):.3f}, {float(each['organic']):.3f}"
    text = cells(each)[-1]
    return f"**{text}**" if counts(each) else text


def counts(each: Row) -> bool:
    """Say whether a law that is off moves a difference clearly, and by the smallest effect of interest."""
    if not each["moved"]:
        return False
    moved, low, high = (float(each[name]) for name in ("moved", "moved_low", "moved_high"))
    return abs(moved) >= SMALLEST[each["outcome"]] and (low > 0 or high < 0)


def cells(each: Row) -> list[str]:
    """Write an outcome of both, and the difference with its interval."""
    digits = 2 if each["outcome"] == "decision_lead" else 3
    mechanical, organic, gap, low, high = (
        float(each[name]) for name in ("mechanical", "organic", "difference", "low", "high")
    )
    said = f"{gap:+.{digits}f} [{low:.{digits}f}; {high:.{digits}f}]"
    return [f"{mechanical:.{digits}f}", f"{organic:.{digits}f}", said]


def markdown(lines: Sequence[Sequence[str]]) -> str:
    """Return lines as a Markdown table, the first its head."""
    ruled = [lines[0], ["---"] * len(lines[0]), *lines[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in ruled)


def main(folder: Path) -> None:
    """Live everything, write it down and print the tables."""
    rows = rows_of_all()
    with (folder / "forms.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    print("\n\n".join(tables(rows)))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
