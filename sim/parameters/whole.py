"""All that determines a run, and what one of two organisations has of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.checked import Checked, number
from sim.errors import InputError
from sim.parameters.culture import CultureSettings
from sim.parameters.dials import DialSettings
from sim.parameters.intervention import RITUAL, Intervention
from sim.parameters.organisation import OrganisationSettings
from sim.parameters.physics import PhysicsSettings
from sim.parameters.world import WorldSettings


@dataclass(frozen=True)
class Settings(Checked):
    """One organisation in one world: all that determines the numbers of a run."""

    rule: str
    """Name of a rule under ``sim/rules``, or path of a file of one's own."""
    rule_args: Mapping[str, float] = field(default_factory=dict[str, float])
    seed: int = number(1, 0, 2**53, "", "first seed; the k-th replicate uses seed + k", strength="theory")
    days: int = number(250, 1, 100_000, "days", "working days simulated", strength="theory")
    warmup_days: int = number(20, 0, 100_000, "days", "before anything is measured")
    follow_days: int = number(20, 1, 10_000, "days", "H: how long each issue is followed", strength="theory")
    organisation: OrganisationSettings = field(default_factory=OrganisationSettings)
    world: WorldSettings = field(default_factory=WorldSettings)
    culture: CultureSettings = field(default_factory=CultureSettings)
    dials: DialSettings = field(default_factory=DialSettings)
    physics: PhysicsSettings = field(default_factory=PhysicsSettings)
    interventions: Mapping[str, Intervention] = field(default_factory=dict[str, Intervention])
    """Dated changes, each under a name of its own."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.days <= self.warmup_days + self.follow_days:
            needs = self.warmup_days + self.follow_days + 1
            raise InputError(
                "nothing_to_measure",
                "days",
                days=self.days,
                warmup=self.warmup_days,
                follow=self.follow_days,
                needs=needs,
            )
        for name, each in self.interventions.items():
            if each.day >= self.days:
                raise InputError("after_last_day", f"interventions.{name}.day", day=each.day, last=self.days - 1)
        self._check_overlaps()

    def _check_overlaps(self) -> None:
        """Refuse two interventions that move one thing at the same time: the later would overwrite the earlier."""
        ordered = sorted(self.interventions.items(), key=lambda named: named[1].day)
        for nth, (name, each) in enumerate(ordered):
            for later, other in ordered[nth + 1 :]:
                if other.what == each.what != RITUAL and other.day < each.ends:
                    raise InputError(
                        "before_done",
                        f"interventions.{later}.day",
                        day=other.day,
                        name=name,
                        what=each.what,
                        edge=each.ends,
                    )


@dataclass(frozen=True)
class FormSettings(Checked):
    """What one of the two organisations has of its own: a rule, dials, and overrides of the shared culture."""

    rule: str
    rule_args: Mapping[str, float] = field(default_factory=dict[str, float])
    dials: DialSettings = field(default_factory=DialSettings)
    culture: Mapping[str, float] = field(default_factory=dict[str, float])
    interventions: Mapping[str, Intervention] = field(default_factory=dict[str, Intervention])
