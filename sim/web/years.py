"""The honest headline: 20 years beside the one on the screen, as dots, and a line that can say that nothing differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sim.chart import Chart
from sim.scenario.load import find_scenario
from sim.scenario.recipe import Recipe
from sim.scenario.spec import SERIES, SLOTS
from sim.scenario.years import ahead, live_years, measure, measured

YEARS = 20
"""Years that are counted."""
CODES = {"none": 0, "left": 1, "right": 2}


def headline(
    recipe: Recipe,
    show: str,
    chart: Chart | None = None,
    years: int = YEARS,
    between_years: Callable[[], None] | None = None,
) -> dict[str, Any]:
    """Live through 20 years of a recipe and say in how many which slot was ahead."""
    names = list(dict.fromkeys([*SERIES, *find_scenario(recipe.scenario).compared, show]))
    found: dict[str, list[str]] = {name: [] for name in names}
    for year in live_years(recipe, range(1, years + 1), chart):
        for name in names:
            left, right = (year.runs[slot] for slot in SLOTS)
            people = left.scene.chart.size
            found[name].append(ahead(name, measured(left, name), measured(right, name), people))
        if between_years is not None:
            between_years()
    outcomes = {
        name: {**{code: dots.count(code) for code in ("left", "right", "none")}, "dots": [CODES[each] for each in dots]}
        for name, dots in found.items()
    }
    first = show if show in names else "lead"
    return {"kind": "headline", "seeds": years, "outcomes": outcomes, "text": text(found[first], first, years)}


def text(dots: Sequence[str], name: str, years: int) -> dict[str, str]:
    """Say it in one line a language.

    Examples
    --------
    >>> text(["left", "right", "right", "none"], "lead", 4)["en"]
    'Over 4 years (speed): A 1, B 2, level 1'
    """
    a, b, level = (dots.count(each) for each in ("left", "right", "none"))
    about = measure(name)
    return {
        "fr": f"Sur {years} années ({about['fr']['short']}) : A {a}, B {b}, égalité {level}",
        "en": f"Over {years} years ({about['en']['short']}): A {a}, B {b}, level {level}",
    }
