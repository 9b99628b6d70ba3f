"""The Mesa face with plain parameters, as Mesa's batch_run wants it; a module of its own, so that processes find it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from mesa import DataCollector

from sim.experiment.compose import compose_twin
from sim.model import Organisation
from sim.parameters import Settings


@cache
def base() -> Settings:
    """Compose the organic organisation once a process."""
    return compose_twin([])["organic"]


class Face(Organisation):
    """The organic organisation at a trust and a clarity; the seed that batch_run hands out picks the world."""

    def __init__(self, trust: float, clarity: float, seed: int | None = None) -> None:
        settings = base()
        culture = replace(settings.culture, trust=float(trust), clarity=float(clarity))
        super().__init__(replace(settings, culture=culture, seed=int(seed or 0)))
        self.datacollector = DataCollector(model_reporters={"day": "day"})  # batch_run wants one

    def step(self) -> None:
        """Live one day, and let the collector see it."""
        super().step()
        self.datacollector.collect(self)
