"""Teams whose leadership is shared are more effective.

Unit        teams, pooled over organisations; shared is 1 - Gini of who decides in the team.
Asks        positive, clearly, and modest.
Not here    what is shared: traditional leadership relates less (.18) than new-genre leadership (.34).

Source  Wang, Waldman & Zhang (2014) [wang2014]: rho = .34 over 42 samples
"""

from __future__ import annotations

from sim.validation.pattern import NAN, NO_SPAN, VALIDATES, Pattern, clear_and_modest, not_measurable
from sim.validation.study import Study


def rows(study: Study) -> list[Pattern]:
    """Hold the teams against the meta-analysis."""
    r, span = study.between_teams("evenness", "performance")
    agrees = clear_and_modest(r, span, 1)
    return [
        Pattern(
            "shared leadership",
            "evenness and performance",
            "rho [wang2014]",
            VALIDATES,
            "sign +, modest",
            0.34,
            NO_SPAN,
            r,
            span,
            len(study.population.points),
            agrees,
        ),
        not_measurable(
            "shared leadership",
            "traditional less than new-genre",
            "rho [wang2014]",
            ".18 below .34",
            NAN,
            len(study.population.points),
            "the product knows who decides, not in what style somebody leads",
        ),
    ]
