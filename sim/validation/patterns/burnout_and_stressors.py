"""Burnout makes stressors more than stressors make burnout.

Unit        people who stayed, asked twice, 60 working days apart: workload and exhaustion, each on the other's past
            beside its own.
Asks        both positive; the effect of exhaustion on later workload exceeds the reverse, clearly.
Not here    continuous time: the reported effects are for a year; job control and support as moderators.

Source  Guthier, Dormann & Voelkle (2020) [guthier2020]: stressor-effect small, strain-effect larger
"""

from __future__ import annotations

import numpy as np

from sim.validation.correlate import cross_lagged, with_interval
from sim.validation.pattern import NAN, NO_SPAN, VALIDATES, Pattern, signed
from sim.validation.study import Study

SOURCE = "48 longitudinal studies [guthier2020]"


def rows(study: Study) -> list[Pattern]:
    """Hold those who stayed against the meta-analysis."""
    people, n = study.population.people, len(study.population.points)
    stayed = people["left"] == 0
    names = ("workload", "exhaustion", "workload_later", "exhaustion_later")
    columns = np.column_stack([people[name][stayed] for name in names])
    home = people["organisation"][stayed]
    found = []
    for case, asks, statistic in (
        ("stressor on later strain", "sign +", lambda r: cross_lagged(r)[0]),
        ("strain on later stressor", "sign +", lambda r: cross_lagged(r)[1]),
        ("strain-effect less stressor-effect", "above 0", lambda r: cross_lagged(r)[1] - cross_lagged(r)[0]),
    ):
        value, span = with_interval(columns, home, statistic)
        found.append(
            Pattern(
                "burnout and stressors", case, SOURCE, VALIDATES, asks, NAN, NO_SPAN, value, span, n, signed(span, 1)
            )
        )
    return found
