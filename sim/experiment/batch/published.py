"""Experiments with a published model: the same designs, executors and store, other lives.

An experiment that says ``published: {model: NAME}`` lives the model of ``sim/published/NAME.py`` instead of
organisations: its settings are those of that file, by paths as in ``published.p1``, and so are its outcomes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from sim import published
from sim.checked import build
from sim.errors import InputError, nearest
from sim.experiment.batch.expand import Base, Plain
from sim.experiment.identity import model_version
from sim.metrics import Outcome

PUBLISHED, MODEL = "published", "model"
NOT_FOR_MODELS = ("until_ci", "keep_days", "slots")
"""What only organisations have."""


def model_names() -> list[str]:
    """Return the published models that a sweep can run: files with `Settings`, `OUTCOMES` and `run`."""
    names = (each.name for each in iter_modules(published.__path__))
    return sorted(name for name in names if hasattr(_file(name), "OUTCOMES"))


def _file(name: str) -> Any:
    return import_module(f"{published.__name__}.{name}")


def published_base(config: Mapping[str, Any], plain: Plain) -> PublishedBase:
    """Return the base of an experiment with a published model.

    Parameters
    ----------
    config : mapping
        Of the experiment, with ``published``.
    plain : dict
        Its settings.

    Returns
    -------
    PublishedBase
        Of one slot, named like the model.

    Raises
    ------
    InputError
        For a model that there is none of, or settings that only organisations have.
    """
    said = plain[PUBLISHED]
    name = said.get(MODEL) if isinstance(said, Mapping) else None
    if name not in model_names():
        raise InputError(f"published.model: no published model {name!r}{nearest(str(name), model_names())}")
    for key in NOT_FOR_MODELS:
        if config.get(key):
            raise InputError(f"{key}: only for organisations; a published model has one slot, and replicates")
    return PublishedBase(plain, (str(name),), str(config.get("origin", ".")))


@dataclass(frozen=True)
class PublishedBase(Base):
    """The settings of a published model where nothing is varied."""

    @cached_property
    def made(self) -> Plain:
        """The plain values: nothing in them is shared."""
        return self.plain

    @property
    def rooted(self) -> Plain:  # type: ignore[override]
        """The same: a published model reads no file."""
        return self.plain

    @property
    def first_seed(self) -> int:
        """The seed of replicate 0."""
        return int(self.plain.get("seed", 1))

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:  # type: ignore[override]
        """What the model says of a run."""
        return tuple(Outcome(name, "", 0, says) for name, says in _file(self.slots[0]).OUTCOMES.items())

    @cached_property
    def hashes(self) -> dict[str, str]:  # type: ignore[override]
        """The model's version, by its name."""
        return {self.slots[0]: model_version(self.slots[0])}

    def slots_at(self, plain: Plain) -> dict[str, Any]:
        """Make the settings of the model from plain values."""
        said = {key: value for key, value in plain[PUBLISHED].items() if key != MODEL}
        return {self.slots[0]: build(_file(self.slots[0]).Settings, said, PUBLISHED)}

    def live(self, settings: Any, seed: int) -> list[float]:
        """Live the model once."""
        found = _file(self.slots[0]).run(settings, seed)
        return [float(found[each.name]) for each in self.outcomes]

    def group(self, path: str) -> str | None:
        """Return None: a published model has no files to choose among."""
        return None

    def _walk(self, path: str) -> Any:
        first, *rest = path.split(".")
        if first != PUBLISHED or (rest and rest[0] == MODEL):
            raise InputError(f"vary.{path}: a published model has settings of its own, as in published.p1")
        return _at(self.settings[self.slots[0]], rest)


def _at(found: Any, rest: Sequence[str]) -> Any:
    for part in rest:
        found = getattr(found, part, None)
    return found
