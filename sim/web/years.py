"""The room's bet and the headline: in how many of 20 years who was ahead, and which answer was the right one."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from sim.chart import Chart
from sim.run import Run
from sim.scenario.promise import value_of
from sim.scenario.spec import SERIES, SLOTS, Bet, When
from sim.scenario.years import ahead, ahead_on, live_years, measure, measured, scale_of, sense_of
from sim.stats.estimate import interval
from sim.stats.verdict import AHEAD, verdict
from sim.web.lines import ending
from sim.web.shown import Shown

YEARS = 20
"""Years that are counted."""
DECIDED = 0.8
"""Share of the years in which an answer is right before it is called the answer (16 of 20: seen from the back)."""
CODES = {"none": 0, "left": 1, "right": 2}


def headline(
    shown: Shown,
    chart: Chart | None = None,
    years: int = YEARS,
    between_years: Callable[[], None] | None = None,
) -> dict[str, Any]:
    """Live through 20 years of a recipe: who was ahead in each and over all, which answer was right, how it ended."""
    scenario = shown.pair.scenario
    names = list(dict.fromkeys([*SERIES, *scenario.compared, scenario.show]))
    pairs: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    answers: list[int] = []
    for year in live_years(shown.pair.recipe, range(1, years + 1), chart):
        for name in names:
            left, right = (measured(year.runs[slot], name) for slot in SLOTS)
            pairs[name].append((left, right))
        answers.append(answer_of(scenario.predict, year.runs))
        if between_years is not None:
            between_years()
    people = shown.pair.scene.chart.size
    outcomes = {name: counted(name, found, people) for name, found in pairs.items()}
    here = answer_of(scenario.predict, {slot: shown.lives[slot].run for slot in SLOTS})
    return {
        **{"kind": "headline", "seeds": years, "outcomes": outcomes},
        "bet": {"here": here, "years": answers, "came": came(answers)},
        "ending": ending(shown.values, outcomes, scenario.told, people).as_dict(),
    }


def counted(name: str, pairs: Sequence[tuple[float, float]], people: int) -> dict[str, Any]:
    """Count the years of a measure, and say who is ahead over all of them by the one rule.

    Examples
    --------
    >>> found = counted("lead", [(1.0, 2.0 + k / 10) for k in range(12)], 43)
    >>> found["left"], found["ahead"], found["effect"] > 1
    (12, 'left', True)
    """
    dots = [ahead(name, left, right, people) for left, right in pairs]
    about = measure(name)
    gaps = np.array([right - left for left, right in pairs]) / scale_of(about, people)
    low, high = interval(gaps)
    found = verdict(about["of"], float(gaps.mean()), low, high, len(pairs), sense_of(about["of"]))
    spread = float(gaps.std(ddof=1)) if len(gaps) > 1 else 0.0
    return {
        **{code: dots.count(code) for code in CODES},
        "dots": [CODES[each] for each in dots],
        "ahead": {-1: "left", 1: "right"}.get(found.better, "none") if found.word == AHEAD else "none",
        "effect": abs(float(gaps.mean())) / spread if spread > 0 else 0.0,
        "mean": {slot: float(np.mean([pair[k] for pair in pairs])) for k, slot in enumerate(SLOTS)},
    }


def answer_of(bet: Bet, runs: Mapping[str, Run]) -> int:
    """Return which answer is the right one in a year: the first of which everything holds, else the last."""
    right = [k for k, each in enumerate(bet.answers) if each.when and all(holds(when, runs) for when in each.when)]
    return right[0] if right else len(bet.answers) - 1


def holds(when: When, runs: Mapping[str, Run]) -> bool:
    """Say whether a year shows what an answer asks of it."""
    left, right = (value_of(runs[slot], when) for slot in SLOTS)
    if ahead_on(when.outcome, right - left) != when.better:
        return False
    return when.times <= 1 or max(left, right) >= when.times * min(left, right)


def came(answers: Sequence[int]) -> int | None:
    """Return the answer the years give, or nothing where they do not decide it clearly.

    Examples
    --------
    >>> came([1] * 17 + [0] * 3), came([1] * 12 + [0] * 8)
    (1, None)
    """
    most = max(set(answers), key=answers.count)
    return most if answers.count(most) >= math.ceil(DECIDED * len(answers)) else None
