"""A pair that has lived, ready to be shown: its lives, its measures, and whether people or only groups may be seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.scenario.pair import Pair, pair_of
from sim.scenario.recipe import Recipe
from sim.scenario.spec import FIRST_SHOCK, SLOTS, Scenario
from sim.scenario.years import daily, measured, measures
from sim.web.decision import Story, most_telling
from sim.web.desks import Followed, decided_each_day, followed, oldest
from sim.web.groups import groups_of
from sim.web.life import Life, live_and_look
from sim.web.lines import Turn, turn_of
from sim.world import Trace


@dataclass(frozen=True)
class Shown:
    """What the page shows of a recipe."""

    pair: Pair
    lives: dict[str, Life]
    group: NDArray[np.int64] | None
    """The group of each seat where people may not be seen one by one; None where they may."""
    values: dict[str, dict[str, float]]
    """Measures of the year by slot, in the units of the page."""
    stories: dict[str, list[Story]]
    turn: Turn | None
    decided: dict[str, NDArray[np.uint8]]
    """Answers each seat gave each day, by slot."""
    oldest: dict[str, tuple[NDArray[np.uint8], NDArray[np.uint8]]]
    """Age in days of the oldest issue without an answer, and the seat it lies with, by slot."""
    followed: list[Followed]
    """One issue at each pause; none where nobody may be seen one by one."""

    @property
    def series(self) -> list[str]:
        """The measures with a chart, the scenario's own first."""
        return self.pair.scenario.charts

    @property
    def typical(self) -> bool:
        """Whether this is the scenario's typical year, as it is shipped."""
        return str(self.pair.recipe) == str(Recipe(self.pair.scenario.id, self.pair.scenario.seed))


def show(recipe: Recipe, chart: Chart | None = None) -> Shown:
    """Live through a recipe and keep what may be shown.

    Parameters
    ----------
    recipe : Recipe
        What to live through.
    chart : Chart, optional
        The imported structure it names: then nothing about single people is kept.

    Returns
    -------
    Shown
        Of both organisations.
    """
    pair = pair_of(recipe, chart)
    grouped = pair.imported or not pair.scenario.individuals
    group = groups_of(pair.scene.chart) if grouped else None
    lives = live_and_look(pair)
    names = [each["id"] for each in measures()]
    values = {slot: {name: measured(lives[slot].run, name) for name in names} for slot in SLOTS}
    stories = {slot: [] if grouped else _told(pair, lives[slot]) for slot in SLOTS}
    left, right = (daily(lives[slot].run, pair.scenario.show) for slot in SLOTS)
    turn = turn_of(pair.scenario.show, left, right, pair.scene.chart.size)
    events = {slot: _events(life) for slot, life in lives.items()}
    days, people = pair.scenario.days, pair.scene.chart.size
    decided = {slot: decided_each_day(events[slot], days, people) for slot in SLOTS}
    old = {slot: oldest(lives[slot].run) for slot in SLOTS}
    step = pair.slots["left"].physics.step_hours
    followed_now = [] if grouped else followed(events, pair.scene, pauses_of(pair.scenario, pair.scene.trace), step)
    return Shown(pair, lives, group, values, stories, turn, decided, old, followed_now)


def _events(life: Life) -> NDArray[np.void]:
    assert life.run.log is not None
    return life.run.log.events


def pauses_of(scenario: Scenario, trace: Trace) -> list[int]:
    """Return the days on which to pause; the first shock is the first after a fortnight, if there is one."""
    days = []
    for each in scenario.pause:
        if each == FIRST_SHOCK:
            later = trace.shocks.day[trace.shocks.day >= 10]
            days.append(int(np.min(later)) if len(later) else 20)
        else:
            days.append(int(each))
    return sorted(set(days))


def _told(pair: Pair, life: Life) -> list[Story]:
    return most_telling(_events(life), pair.scene, pair.scenario.days)
