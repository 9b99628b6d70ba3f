"""There is a region in which formal structure helps in turbulence.

Unit        organisations with more than four shocks a quarter, each lived formal (all dials at 0) and organic (all at
            1) in the same world.
Asks        a share clearly above 0.05 of them fits better formal, by 0.03 or more.
Not here    new ventures, founding teams, and size: the firms of the study are young and small.

Source  Sine, Mitsuhashi & Kirsch (2006) [sine2006]
"""

from __future__ import annotations

import numpy as np

from sim.validation.pattern import NAN, NO_SPAN, VALIDATES, Pattern, wilson
from sim.validation.study import Study

TURBULENT = 4.0
"""Shocks a quarter."""
MATTERS, REGION = 0.03, 0.05


def rows(study: Study) -> list[Pattern]:
    """Say in which share of turbulent worlds the formal organisation fits better."""
    turbulent = np.array([each["world.shock_frequency"] > TURBULENT for each in study.population.points])
    formal, organic = (np.array([each["fit"] for each in study.structured(amount)]) for amount in (1.0, 0.0))
    helped = (formal - organic)[turbulent] >= MATTERS
    span = wilson(int(helped.sum()), len(helped))
    return [
        Pattern(
            "structure in turbulence",
            "share where formal fits better",
            "formalisation [sine2006]",
            VALIDATES,
            f"clearly above {REGION}",
            NAN,
            NO_SPAN,
            float(helped.mean()),
            span,
            len(helped),
            span[0] > REGION,
        )
    ]
