"""Interventions: dated changes of a dial, a value of the culture, a constant, the rule or the structure."""

from __future__ import annotations

from dataclasses import Field, dataclass, fields
from typing import Any

from sim.checked import Checked, number, written
from sim.errors import InputError
from sim.parameters.culture import CultureSettings
from sim.parameters.dials import DialSettings
from sim.parameters.physics import PhysicsSettings
from sim.parameters.world import WorldSettings

GROUPS: dict[str, type[Any]] = {"dials": DialSettings, "culture": CultureSettings, "physics": PhysicsSettings}
RULE, RITUAL = "rule", "ritual"
STRUCTURE = ("organisation.peer_ties", "organisation.cross_team_share", "organisation.people", "organisation.ties")
SIMILARITY = "world.context_similarity"
FIXED = ("step_hours", "report_days", "customer_leaving", "customer_return")
"""Constants that give a run its clock, or are read when it is over; they cannot change on the way."""
EVERYBODY, MANAGERS, TOP_ONLY = "everybody", "managers", "head"


@dataclass(frozen=True)
class Intervention(Checked):
    """Something that changes from a day on; until that day the run is the same to the last bit."""

    what: str
    """A setting by its path (``dials.initiative``) or, where no other has it, its name (``initiative``); ``rule``;
    ``ritual``, which raises the clarity of those present; or ``organisation.peer_ties`` and the like."""
    to: float | str
    """The new value; of a ritual the share of missing clarity it brings those present."""
    day: int = number(60, 0, 100_000, "day", "on which it begins")
    over: int = number(1, 1, 100_000, "days", "it takes; resistance makes it longer")
    of_way: float = number(1.0, 0, 1, "share", "it goes, of the way from what it finds to `to`")
    until: int = number(0, 0, 100_000, "day", "from which it is taken back; 0 for never")
    hours: float = number(0.0, 0, 100, "h", "of each of those present, a session")
    every: int = number(5, 1, 10_000, "days", "between sessions, while it takes")
    who: str = EVERYBODY
    """Who is present and pays the hours: ``everybody``, ``managers``, ``head`` or the name of a team."""
    discourse: bool = False
    """Only said, not built in: what people feel moves, what they are used to does not, so it relaxes back."""

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "what", full_name(self.what))
        self._check_value()
        if self.until and self.until <= self.day:
            raise InputError("not_after", "until", until=self.until, day=self.day, edge=self.day + 1)
        if self.of_way < 1.0 and (self.is_turn or self.what == RITUAL):
            raise InputError("no_part_of_a_way", "of_way", what=self.what)
        if self.discourse and self.until:
            raise InputError("said_relaxes", "until")
        if self.discourse and self.what not in FELT:
            raise InputError("only_felt", "discourse", felt=", ".join(FELT))

    def _check_value(self) -> None:
        if self.what in (RULE, *STRUCTURE[2:]):
            if not isinstance(self.to, str):
                raise InputError("what_expects_name", "to", what=self.what, got=self.to)
            return
        if isinstance(self.to, bool) or not isinstance(self.to, int | float):
            raise InputError("what_expects_number", "to", what=self.what, got=self.to)
        low, high = bounds(self.what)
        if not low <= self.to <= high:
            edge = low if self.to < low else high
            raise InputError(
                "what_expects_range", "to", what=self.what, low=low, high=high, got=written(self.to), edge=edge
            )

    @property
    def ends(self) -> int:
        """The day by which it is done, unless somebody resists."""
        return (self.until or self.day) + self.over

    @property
    def is_turn(self) -> bool:
        """Whether it replaces the rule or the structure, which happens between two days."""
        return self.what in (RULE, *STRUCTURE)


FELT = ("culture.clarity", "culture.trust", "culture.commitment")
"""What people have a state of, beside the culture's norm."""


def paths() -> dict[str, Field[Any]]:
    """Return every numeric setting that can change on the way, by its path."""
    found = {
        f"{group}.{each.name}": each
        for group, kind in GROUPS.items()
        for each in fields(kind)
        if "low" in each.metadata and each.name not in FIXED
    }
    similarity = next(each for each in fields(WorldSettings) if each.name == "context_similarity")
    return {**found, SIMILARITY: similarity}


def full_name(what: str) -> str:
    """Return the path of what is changed; raises `InputError` with the nearest for what cannot be."""
    known = [*paths(), RULE, RITUAL, *STRUCTURE]
    if what in known:
        return what
    if what.startswith("world."):
        raise InputError("world_is_drawn", "what", what=what, only=SIMILARITY)
    if what.rpartition(".")[2] in FIXED:
        raise InputError("fixed_in_a_run", "what", what=what)
    named = [each for each in known if each.partition(".")[2] == what]
    if len(named) == 1:
        return named[0]
    options = [*known, *(each.partition(".")[2] for each in known if "." in each)]
    raise InputError("nothing_to_change", "what", (what, options), what=what)


def bounds(what: str) -> tuple[float, float]:
    """Return the range of what is changed."""
    if what == RITUAL or what == STRUCTURE[1]:
        return 0.0, 1.0
    if what == STRUCTURE[0]:
        return 0.0, 50.0
    about = paths()[what].metadata
    return about["low"], about["high"]
