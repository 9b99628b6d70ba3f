"""Sparse ties beat everybody being tied to everybody.

Unit        organisations, each lived with 2 and with 42 peer ties a person, in the same world.
Asks        fit is higher with sparse ties, clearly.
Not here    their measure, the time a project takes, and the cost of a tie: here listening to peers costs no hours
            (meetings do), so what makes a full network slow in theirs is not in the product.

Source  Carroll & Burton (2000) [carroll2000]
"""

from __future__ import annotations

import numpy as np

from sim.validation.correlate import mean_with_interval
from sim.validation.pattern import NAN, NO_SPAN, VALIDATES, Pattern, not_measurable, signed
from sim.validation.study import ALL_TIES, SPARSE_TIES, Study


def rows(study: Study) -> list[Pattern]:
    """Hold the difference in fit against the order."""
    sparse, whole = (np.array([each["fit"] for each in study.tied(ties)]) for ties in (SPARSE_TIES, ALL_TIES))
    mean, span = mean_with_interval(sparse - whole)
    return [
        Pattern(
            "sparse ties",
            "sparse less all-to-all: fit",
            "order [carroll2000]",
            VALIDATES,
            "above 0",
            NAN,
            NO_SPAN,
            mean,
            span,
            len(sparse),
            signed(span, 1),
        ),
        not_measurable(
            "sparse ties",
            "time that a project takes",
            "order [carroll2000]",
            "sparse is faster",
            NAN,
            len(sparse),
            "there are no projects, and listening to a peer costs no hours: what slows a full network is missing",
        ),
    ]
