"""What a scenario's text promises, held against years of the model: the text follows the model, never the reverse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.metrics.issues import of_issues
from sim.run import Run
from sim.scenario.recipe import Recipe
from sim.scenario.spec import SLOTS, Promise, Scenario
from sim.scenario.years import Year, ahead_on, live_years, measures, sense_of
from sim.stats.estimate import interval
from sim.stats.verdict import AHEAD, verdict

TOO_MUCH = 0.4
"""Share of people in the alert zone, on average, above which a scenario is not shipped."""


@dataclass(frozen=True)
class Kept:
    """How a promise was kept.

    Parameters
    ----------
    promise : Promise
        What the text says.
    left, right : float
        Mean of the outcome.
    share : float
        Of years in which the promised slot was ahead, years in which nobody was not counted; NaN if all were.
    level : int
        Years in which nobody was ahead.
    low, high : float
        95 % interval of the mean of right less left.
    held : bool
        Whether the text may stand.
    """

    promise: Promise
    left: float
    right: float
    share: float
    level: int
    low: float
    high: float
    held: bool


def promises_kept(scenario: Scenario, seeds: Iterable[int]) -> tuple[list[Kept], float]:
    """Live through years of a scenario and judge what its text promises."""
    chosen, found, alert = list(seeds), {}, [0.0]
    for variant in dict.fromkeys(["", *(each.variant for each in scenario.expect)]):
        years = list(_measured(scenario, variant, chosen))
        alert += [float(np.mean([year[f"{slot} alert"] for year in years])) for slot in SLOTS]
        for each in scenario.expect:
            if each.variant == variant:
                found[each] = judge(each, *([year[_key(each, slot)] for year in years] for slot in SLOTS))
    return [found[each] for each in scenario.expect], max(alert)


def _key(promise: Promise, slot: str) -> str:
    return f"{slot} {promise.outcome} {promise.since} {promise.until}"


def _measured(scenario: Scenario, variant: str, seeds: Sequence[int]) -> Iterable[dict[str, float]]:
    recipe = replace(Recipe(scenario.id, 0), variant=variant)
    for year in live_years(recipe, seeds):
        yield _numbers(scenario, year)


def _numbers(scenario: Scenario, year: Year) -> dict[str, float]:
    promised = {_key(each, slot): value_of(year.runs[slot], each) for each in scenario.expect for slot in SLOTS}
    return {**promised, **{f"{slot} alert": year.runs[slot].outcomes["alert"] for slot in SLOTS}}


def value_of(run: Run, promise: Promise) -> float:
    """Return the outcome a promise is about, over the days it is about."""
    if not promise.since and not promise.until:
        return run.outcomes[promise.outcome]
    if promise.outcome == "decision_lead":
        return lead_of_cohort(run, promise.since, promise.until or len(run.days) - run.settings.follow_days)
    days = run.days[promise.since : promise.until or None]
    about = next(each for each in measures() if each["of"] == promise.outcome)
    over = days[about["over"]].sum() if "over" in about else len(days)
    return float(days[about["daily"]].sum() / over)


def lead_of_cohort(run: Run, since: int, until: int) -> float:
    """Return the mean decision lead of issues born on some days, days; counted as the tables do."""
    arrivals = np.asarray(run.tables.arrivals)[: len(run.tables.outcomes)]
    first, last = np.searchsorted(arrivals["day"], [since, until])
    settings, born = run.settings, slice(int(first), int(last))
    outcomes = np.asarray(run.tables.outcomes)[born]
    found = of_issues(arrivals[born], outcomes, settings.follow_days, settings.physics.step_hours)
    return found["decision_lead"]


def judge(promise: Promise, left: Sequence[float], right: Sequence[float]) -> Kept:
    """Judge one promise from the years.

    Examples
    --------
    >>> kept = judge(Promise("decision_lead", "left", share=0.7), [1.0, 1.0, 2.0], [2.0, 3.0, 2.0])
    >>> kept.share, kept.level, kept.held
    (1.0, 1, True)
    """
    one, two = np.array(left), np.array(right)
    gap, sense = two - one, sense_of(promise.outcome)
    years = [ahead_on(promise.outcome, float(each)) for each in gap]
    level = years.count("none")
    share = years.count(promise.better) / (len(years) - level) if len(years) > level else float("nan")
    low, high = interval(gap)
    overall = verdict(promise.outcome, float(gap.mean()), low, high, better=sense)
    held = overall.word != AHEAD if promise.better == "none" else share >= promise.share
    return Kept(promise, float(one.mean()), float(two.mean()), share, level, low, high, bool(held))
