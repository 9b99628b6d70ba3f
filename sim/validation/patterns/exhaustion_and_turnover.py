"""The exhausted leave.

Unit        people, pooled over organisations: exhaustion on day 150 and whether the seat has somebody else on day 210.
Asks        positive, clearly, and modest.
Not here    cynicism and inefficacy: the reported R is of all three dimensions of burnout together, and of turnover
            over longer times; two months of leaving are rare, which alone makes a correlation small.

Source  Swider & Zimmerman (2010) [swider2010]: R = .33
"""

from __future__ import annotations

from sim.validation.correlate import of_pair
from sim.validation.pattern import NAN, NO_SPAN, VALIDATES, Pattern, clear_and_modest, not_measurable
from sim.validation.study import Study


def rows(study: Study) -> list[Pattern]:
    """Hold the people against the meta-analysis."""
    people = study.population.people
    r, span = of_pair(people["exhaustion"], people["left"], people["organisation"])
    note = f"{people['left'].mean():.1%} left in between"
    return [
        Pattern(
            "exhaustion and turnover",
            "E, then leaving",
            "R of three dimensions [swider2010]",
            VALIDATES,
            "sign +, modest",
            0.33,
            NO_SPAN,
            r,
            span,
            len(study.population.points),
            clear_and_modest(r, span, 1),
            note,
        ),
        not_measurable(
            "exhaustion and turnover",
            "cynicism and inefficacy",
            "R of three dimensions [swider2010]",
            "sign +",
            NAN,
            len(study.population.points),
            "burnout has one dimension in the product, exhaustion",
        ),
    ]
