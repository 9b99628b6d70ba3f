"""The world: what is right, what strikes, what comes in."""

from __future__ import annotations

from dataclasses import dataclass

from sim.checked import Checked, number


@dataclass(frozen=True)
class StagedShock(Checked):
    """A shock that the author of a scenario writes into the trace, the same for every organisation."""

    day: int = number(60, 0, 100_000, "day", "ours", "guess", "day it strikes")
    where: str = "global"
    """``global``, or the name of a team, or ``team`` for one drawn by luck."""
    size: float = number(1.5, -20, 20, "course", "ours", "guess", "how far what is right moves")
    burst: float = number(0.5, 0, 20, "share", "ours", "guess", "by how much arrivals rise that day")


@dataclass(frozen=True)
class WorldSettings(Checked):
    """The world every organisation lives in: what is right, what strikes, what comes in."""

    issue_rate: float = number(0.47, 0, 20, "a person and day", "ours", "calibrated", "issues that arrive")
    drift: float = number(0.03, 0, 2, "course a day", "ours", "guess", "daily standard deviation of the direction G")
    local_drift: float = number(0.03, 0, 2, "course a day", "ours", "guess", "the same for each team's context L")
    context_half_life: float = number(60.0, 1, 10_000, "days", "ours", "guess", "time for half of a context to fade")
    shock_frequency: float = number(2.0, 0, 8, "a quarter", "ours", "guess", "shocks in 60 days")
    global_shock_share: float = number(0.3, 0, 1, "share", "ours", "guess", "of shocks that move G, not one team")
    shock_size: float = number(1.5, 0, 20, "course", "ours", "guess", "scale of a shock (Student t with 4 degrees)")
    burst: float = number(0.5, 0, 20, "share", "ours", "guess", "by how much a shock raises arrivals at first")
    burst_decay: float = number(0.2, 0, 1, "a day", "ours", "guess", "share of a burst that ends each day")
    team_weight: float = number(1.0, 0, 1, "share", "ours", "theory", "of other teams drawn by members, not alike")
    interdependence: float = number(0.3, 0, 1, "share", "ours", "guess", "of issues that touch another team")
    novelty: float = number(0.2, 0, 1, "share", "ours", "guess", "of issues no plan can cover")
    scope: float = number(0.4, 0, 1, "share", "ours", "guess", "of issues that reach one level further, each level")
    scope_sd: float = number(0.5, 0, 5, "course", "ours", "guess", "sd of what only the higher level knows, a level")
    question_spread: float = number(1.0, 0, 20, "course", "ours", "guess", "sd of what common questions propose")
    question_days: int = number(60, 0, 100_000, "days", "ours", "guess", "between common questions; 0 for none")
    context_similarity: float = number(0.5, 0, 1, "0 to 1", "ours", "guess", "correlation of teams' best practices")
    trace: str | None = None
    """A saved trace (.npz) to live through instead of drawing one."""
    issues: str | None = None
    """A CSV of issues (day, origin or team; scope, other_team, stakes optional) instead of drawn ones."""
    staged: tuple[StagedShock, ...] = ()
