"""The numbers of a recipe, as ``treillis replay`` prints them and the page shows them."""

from __future__ import annotations

import json
from typing import Any

from sim.chart import Chart
from sim.scenario.recipe import Recipe
from sim.scenario.spec import SLOTS
from sim.scenario.years import measure
from sim.web.numbers import said
from sim.web.shown import show
from sim.web.stream import as_text, result


def replayed(recipe: Recipe, chart: Chart | None = None) -> dict[str, Any]:
    """Live through a recipe and return its numbers, the very ones of the stream's line ``result``."""
    line = json.loads(as_text(result(show(recipe, chart))))
    del line["kind"]
    return {"recipe": str(recipe), **line}


def replay_text(found: dict[str, Any], lang: str) -> str:
    """Write the numbers as a small table."""
    lines = [found["recipe"], f"{'':44}{'A':>8}{'B':>8}"]
    for name in found["left"]:
        about = measure(name)[lang]
        values = [said(_number(found[slot][name]), name, lang) for slot in SLOTS]
        lines.append(f"{about['label'] + ' (' + about['unit'] + ')':44}{values[0]:>8}{values[1]:>8}")
    return "\n".join(lines)


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
