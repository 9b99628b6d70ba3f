"""Twins: lives on the chart and days of a log, put through its observation step, as rows of the one store."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from typing import Any, Final

from sim.checked import build, number
from sim.engine.binding import BoundRule, bind
from sim.experiment.expand import Base, Plain, PublishedBase
from sim.experiment.identity import model_version
from sim.experiment.lives import fixed_chart
from sim.experiment.slots import with_defaults
from sim.fitting import recorded
from sim.fitting.recorded import Recorded, Recording, Shape, drift, logged, statistics, weeks
from sim.metrics import Outcome
from sim.parameters import Settings
from sim.run import Run, set_scene, simulate

TWIN: Final = "twin"
"""What the one organisation of a fit is called."""


@dataclass(frozen=True)
class TwinSettings(Settings):
    """One life of a twin: its settings, how its log is kept, and its luck."""

    luck: int = number(1, 0, 2**53, "", "seed of this life", strength="theory")
    log: Shape = field(default_factory=Shape)
    recording: Recording = field(default_factory=Recording)


def bare(settings: TwinSettings) -> Settings:
    """Return the settings of the organisation alone, with the luck of this life as its seed."""
    own = {each.name: getattr(settings, each.name) for each in fields(Settings)}
    return Settings(**{**own, "seed": settings.luck})


@lru_cache(maxsize=8)
def _rule(name: str) -> BoundRule:
    return bind(name, with_defaults(name, {}))


def lived(settings: TwinSettings) -> tuple[Run, Recorded]:
    """Live once; return the life and what the log would hold of it."""
    own = bare(settings)
    run = simulate(own, set_scene(own, fixed_chart(own)), _rule(own.rule), events=True)
    return run, logged(run, settings.log, settings.recording, settings.luck)


def summed(found: Recorded, shape: Shape, chart: Any) -> dict[str, float]:
    """Return all that is kept of a log: statistics, what changed in its later part, weeks."""
    return {**statistics(found, shape, chart), **drift(found, shape), **weeks(found, shape)}


def columns_of(shape: Shape) -> tuple[str, ...]:
    """Name what is kept of a log of some shape."""
    import numpy as np

    from sim.organisation import build_chart
    from sim.parameters import OrganisationSettings

    nothing, none = np.zeros(0), np.zeros(0, np.int64)
    counts = dict.fromkeys(recorded.COUNTED, nothing)
    chart = build_chart(OrganisationSettings(), 1)
    return tuple(summed(Recorded(none, nothing, none, none, nothing.astype(bool), counts), shape, chart))


@dataclass(frozen=True)
class TwinBase(PublishedBase):
    """The settings of a fit where nothing is varied: a model that lives by itself, and answers in statistics."""

    rooted = Base.rooted  # type: ignore[assignment]
    _walk = Base._walk

    @cached_property
    def made(self) -> Plain:
        """The plain values, with whole names of files."""
        return self.rooted

    @property
    def first_seed(self) -> int:
        """The seed of replicate 0: each life has a luck of its own instead."""
        return 1

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:  # type: ignore[override]
        """What is kept of a life."""
        return tuple(Outcome(name, "", 0, name.replace("_", " ")) for name in columns_of(self.shape))

    @property
    def shape(self) -> Shape:
        """How the log is kept."""
        settings: Any = self.settings[TWIN]
        return settings.log

    @cached_property
    def hashes(self) -> dict[str, str]:  # type: ignore[override]
        """What makes the numbers: the model, the rule and the observation step, by the name of the twin."""
        sources = [inspect.getsource(recorded), _rule(self.settings[TWIN].rule).source_hash, model_version()]
        return {TWIN: hashlib.sha256("".join(sources).encode()).hexdigest()}

    def slots_at(self, plain: Plain) -> dict[str, Any]:
        """Make the settings of a life from plain values."""
        return {TWIN: build(TwinSettings, plain)}

    def live(self, settings: Any, seed: int) -> list[float]:
        """Live once."""
        run, found = lived(settings)
        values = summed(found, settings.log, run.scene.chart)
        return [float(values[each.name]) for each in self.outcomes]


def twin_base(config: Mapping[str, Any], plain: Plain) -> TwinBase:
    """Return the base of a fit."""
    return TwinBase(plain, (TWIN,), str(config.get("origin", ".")))
