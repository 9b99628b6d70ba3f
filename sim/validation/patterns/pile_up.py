"""A pile-up of interruptions tips an organisation, and it does not come back by itself.

Unit        organisations, each lived three times in one world: left alone, and with a small or a large burst of
            arrivals on day 60 (five days' arrivals more in all, or sixty), which is over within a month. What is looked
            at is the end of the year, more than half a year later.
Asks        tipping: in a share clearly above 0.05 the large burst leaves 2 tasks a person more or more, and more than
            twice what the small one would in proportion; hysteresis: a share clearly above 0.05 is still more
            exhausted after the large one, by 0.02 or more.
Not here    the Yerkes-Dodson curve of their model, and self-regulation; the two equilibria are not located.

Source  Rudolph & Repenning (2002) [rudolph2002]
"""

from __future__ import annotations

import numpy as np

from sim.validation.pattern import NAN, NO_SPAN, VALIDATES, Pattern, wilson
from sim.validation.study import LARGE, SMALL, Study

SOURCE = "disaster dynamics [rudolph2002]"
TWICE, PILED, WORN, REGION = 2.0, 2.0, 0.02, 0.05


def rows(study: Study) -> list[Pattern]:
    """Say how many tip, and how many stay worn."""
    ends = {
        burst: {
            name: np.array([each[name] for each in study.burst(burst)]) for name in ("backlog_end", "exhaustion_end")
        }
        for burst in (0.0, SMALL, LARGE)
    }
    more = {burst: ends[burst]["backlog_end"] - ends[0.0]["backlog_end"] for burst in (SMALL, LARGE)}
    tipped = (more[LARGE] >= PILED) & (more[LARGE] > TWICE * LARGE / SMALL * more[SMALL])
    worn = ends[LARGE]["exhaustion_end"] - ends[0.0]["exhaustion_end"] >= WORN
    return [
        _share("tipping: out of proportion to the burst", tipped),
        _share("hysteresis: worn half a year later", worn),
    ]


def _share(case: str, hits: np.ndarray) -> Pattern:
    span = wilson(int(hits.sum()), len(hits))
    return Pattern(
        "pile-up",
        case,
        SOURCE,
        VALIDATES,
        f"share clearly above {REGION}",
        NAN,
        NO_SPAN,
        float(hits.mean()),
        span,
        len(hits),
        span[0] > REGION,
    )
