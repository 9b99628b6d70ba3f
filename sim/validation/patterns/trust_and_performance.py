"""Teams that trust each other perform better.

Unit        teams, pooled over organisations; trust as asked, performance as counted over the year.
Asks        positive, clearly, and modest.
Not here    trust in the leader apart from trust among members; interdependence, authority and skill as moderators.

Source  De Jong, Dirks & Gillespie (2016) [dejong2016]: rho = .30 over 112 studies
"""

from __future__ import annotations

from sim.validation.pattern import NO_SPAN, VALIDATES, Pattern, clear_and_modest
from sim.validation.study import Study


def rows(study: Study) -> list[Pattern]:
    """Hold the teams against the meta-analysis."""
    r, span = study.between_teams("trust", "performance")
    agrees = clear_and_modest(r, span, 1)
    return [
        Pattern(
            "trust and performance",
            "of teams",
            "rho [dejong2016]",
            VALIDATES,
            "sign +, modest",
            0.30,
            NO_SPAN,
            r,
            span,
            len(study.population.points),
            agrees,
        )
    ]
