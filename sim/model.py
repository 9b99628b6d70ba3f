"""The organisation as a Mesa model: the engine's own day, with the work of each person as an agent's step."""

from __future__ import annotations

import logging
from typing import cast

import mesa
import numpy as np
import pandas as pd
from mesa.agent import AgentSet

from sim.agents import Person
from sim.engine import day
from sim.engine.binding import bind
from sim.engine.run import turned, with_room
from sim.parameters import Settings
from sim.run import Scene, begin, conclude, set_scene, turns_of

logging.getLogger("mesa").setLevel(logging.WARNING)  # Mesa logs every step at INFO


class Organisation(mesa.Model):
    """One organisation, a day at a step; numbers are those of a compiled run, to the last bit.

    Parameters
    ----------
    settings : Settings
        All that determines the numbers.
    scene : Scene, optional
        Structure and trace to share with other organisations; made from the settings when absent.

    Examples
    --------
    >>> from sim.parameters import OrganisationSettings, Settings
    >>> small = OrganisationSettings(span=3, depth=1)
    >>> organisation = Organisation(Settings(rule="distributed", days=50, organisation=small))
    >>> organisation.step()
    >>> organisation.day, len(organisation.agents)
    (1, 4)
    """

    def __init__(self, settings: Settings, scene: Scene | None = None) -> None:
        super().__init__(rng=settings.seed)
        self.settings = settings
        self.scene = scene or set_scene(settings)
        self.rule = bind(settings.rule, settings.rule_args)
        self.turns = turns_of(settings, self.scene, self.rule)
        self.tables = begin(settings, self.scene, self.rule, self.turns)
        for row in range(self.scene.chart.size):
            Person(self, row)

    @property
    def day(self) -> int:
        """The day about to be lived, from 0."""
        return int(self.tables.org[0].day)

    @property
    def days(self) -> pd.DataFrame:
        """The days lived so far, a row each (`sim.record.DAY`)."""
        return pd.DataFrame(np.asarray(self.tables.days)[: self.day])

    def step(self) -> None:
        """Live one day; after the last one, stop running and do nothing."""
        if self.day >= self.settings.days:
            self.running = False
            return
        tables, self.rule = turned(self.tables, self.rule, self.turns)
        self.tables = with_room(tables)
        day.begin(self.tables)
        self._in_todays_order().do("step")
        day.finish(self.tables)
        self.running = self.day < self.settings.days

    def _in_todays_order(self) -> AgentSet:
        """Sort people as the engine drew it for today: Mesa's own shuffling would use another generator."""
        place = np.argsort(np.asarray(self.tables.order))
        return self.agents.sort(key=lambda person: place[cast(Person, person).row], ascending=True)

    def live(self) -> dict[str, float]:
        """Live all remaining days and return the outcomes."""
        while self.day < self.settings.days:
            self.step()
        return self.outcomes()

    def outcomes(self) -> dict[str, float]:
        """Compute the outcomes of a life that is over."""
        return conclude(self.settings, self.tables, self.scene)

    def close(self) -> None:
        """Let Mesa forget this model, which it otherwise keeps in memory for ever."""
        mesa.Agent._ids.pop(self, None)
