"""The structure: people, teams, lines and ties."""

from __future__ import annotations

from dataclasses import dataclass

from sim.checked import Checked, number
from sim.errors import InputError


@dataclass(frozen=True)
class OrganisationSettings(Checked):
    """The structure: generated as a pyramid, or read from the files of a real company."""

    span: int = number(6, 1, 100, "reports", "direct reports of every manager")
    depth: int = number(2, 0, 12, "levels", "levels below the top")
    peer_ties: int = number(2, 0, 50, "ties", "peers each person turns to, on average")
    cross_team_share: float = number(0.5, 0, 1, "share", "of those ties, how many leave the team")
    intake: str = "seat"
    """Where issues arrive: at the ``seat`` of their origin, or in the common inbox of its ``team``."""
    people: str | None = None
    """File people.csv (id, manager, team); replaces span, depth."""
    ties: str | None = None
    """File ties.csv (source, target, kind); only with `people`; replaces peer_ties."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.intake not in INTAKES:
            raise InputError("unknown_place", "intake", (self.intake, INTAKES), name=self.intake)


INTAKES = ("seat", "team")
