"""The world: what is right, what strikes, what comes in."""

from __future__ import annotations

from dataclasses import dataclass

from sim.checked import ANY_SHARE, LAW, Checked, fixed, linear, log, number


@dataclass(frozen=True)
class StagedShock(Checked):
    """A shock that the author of a scenario writes into the trace, the same for every organisation."""

    day: int = number(60, 0, 100_000, "day", "day it strikes")
    where: str = "global"
    """``global``, or the name of a team, or ``team`` for one drawn by luck."""
    size: float = number(1.5, -20, 20, "course", "how far what is right moves")
    burst: float = number(0.5, 0, 20, "share", "by how much arrivals rise that day")


@dataclass(frozen=True)
class WorldSettings(Checked):
    """The world every organisation lives in: what is right, what strikes, what comes in."""

    # fmt: off
    issue_rate: float = number(0.47, 0, 20, "a person and day", "issues that arrive",
        fixed("not drawn but solved: the rate at which the busiest level has the load drawn, at neutral dials"),
        strength="calibrated")
    drift: float = number(0.03, 0, 2, "course a day", "daily standard deviation of the direction G",
        log(0.01, 0.06, "a year moves the direction by 0.16 to 0.95"))
    local_drift: float = number(0.03, 0, 2, "course a day", "the same for each team's context L",
        log(0.01, 0.06, "as the direction"))
    context_half_life: float = number(60.0, 1, 10_000, "days", "time for half of a context to fade", log(30, 120))
    shock_frequency: float = number(2.0, 0, 8, "a quarter", "shocks in 60 days",
        linear(0, 8, "from none to three a month, the range the notes name"))
    global_shock_share: float = number(0.3, 0, 1, "share", "of shocks that move G, not one team",
        linear(0, 0.6, "most shocks are local"))
    shock_size: float = number(1.5, 0, 20, "course", "scale of a shock (Student t with 4 degrees)", log(0.75, 3))
    burst: float = number(0.5, 0, 20, "share", "by how much a shock raises arrivals at first",
        linear(0, 1, "from none to twice the arrivals"))
    burst_decay: float = number(0.2, 0, 1, "a day", "share of a burst that ends each day", log(0.1, 0.4))
    team_weight: float = number(1.0, 0, 1, "share", "of other teams drawn by members, not alike",
        LAW, strength="theory")
    interdependence: float = number(0.3, 0, 1, "share", "of issues that touch another team",
        linear(0, 0.8, "from separate units to nearly all issues shared"))
    novelty: float = number(0.2, 0, 1, "share", "of issues no plan can cover",
        linear(0.05, 0.5, "from routine to half of all issues new"))
    scope: float = number(0.4, 0, 1, "share", "of issues that reach one level further, each level",
        linear(0.1, 0.7, "share that reaches one level further"))
    scope_sd: float = number(0.5, 0, 5, "course", "sd of what only the higher level knows, a level", log(0.25, 1))
    question_spread: float = number(1.0, 0, 20, "course", "sd of what common questions propose", log(0.5, 2))
    question_days: int = number(60, 0, 100_000, "days", "between common questions; 0 for none",
        log(20, 120, "monthly to twice a year"))
    context_similarity: float = number(0.5, 0, 1, "0 to 1", "correlation of teams' best practices", ANY_SHARE)
    # fmt: on
    trace: str | None = None
    """A saved trace (.npz) to live through instead of drawing one."""
    issues: str | None = None
    """A CSV of issues (day, origin or team; scope, other_team, stakes optional) instead of drawn ones."""
    staged: tuple[StagedShock, ...] = ()
    """Shocks written into the trace: {day, where: global, team or a team's name, size, burst}."""
