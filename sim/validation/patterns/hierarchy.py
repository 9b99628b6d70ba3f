"""Hierarchy harms teams a little, and helps where it is unclear what to do.

Unit        teams, pooled over organisations; hierarchy is authority by level: 1 - the dial `initiative`. Task ambiguity
            is the third of organisations whose culture has the least clarity.
Asks        all: between -.30 and 0; ambiguous: positive, clearly.
Not here    conflict as the mediator; instability and skills as moderators; viability (-.11).

Source  Greer, de Jong, Schouten & Dannals (2018) [greer2018]: rho = -.08 over 54 studies; task ambiguity enhanced the
        positive effects of hierarchy (that it becomes positive is read into it)
"""

from __future__ import annotations

import numpy as np

from sim.validation.correlate import of_pair
from sim.validation.pattern import NAN, NO_SPAN, VALIDATES, Pattern, signed
from sim.validation.study import Study

SOURCE = "rho [greer2018]"
SMALL = (-0.30, 0.0)


def rows(study: Study) -> list[Pattern]:
    """Hold all teams, and those that work in ambiguity, against the meta-analysis."""
    points, teams = study.population.points, study.population.teams
    level = np.array([1 - each["dials.initiative"] for each in points])
    clarity = np.array([each["culture.clarity"] for each in points])
    known = np.isfinite(teams["performance"])
    home, performance = teams["organisation"][known], teams["performance"][known]
    r, span = of_pair(level[home], performance, home)
    unclear = clarity[home] <= np.quantile(clarity, 1 / 3)
    renumbered = np.unique(home[unclear], return_inverse=True)[1]
    there, there_span = of_pair(level[home][unclear], performance[unclear], renumbered)
    return [
        Pattern(
            "hierarchy",
            "all teams",
            SOURCE,
            VALIDATES,
            f"{SMALL[0]} to {SMALL[1]}",
            -0.08,
            NO_SPAN,
            r,
            span,
            len(points),
            SMALL[0] <= r <= SMALL[1],
        ),
        Pattern(
            "hierarchy",
            "under task ambiguity",
            SOURCE,
            VALIDATES,
            "sign +",
            NAN,
            NO_SPAN,
            there,
            there_span,
            int(renumbered.max()) + 1,
            signed(there_span, 1),
        ),
    ]
