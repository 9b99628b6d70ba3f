"""Hearing about the whole from above helps where members may judge it, even where places change one by one.

Unit        organisations, each lived with direction and beliefs from the centre (dials `constitution` and `lattice` 0)
            and among members (1), in worlds whose shocks strike all at once or one team at a time. Members may judge:
            the dial `initiative` is 1; may not: 0.
Asks        who may judge fits better with a centre: all at once on average, one at a time in many organisations;
            who may not fits worse with it, one at a time.
Not here    their workers and managers, who only learn and tell; memory; environments in between.

Source  Rhodes, Crabtree & Freeman (2024) [rhodes2024], from its abstract: to be read before the first run
"""

from __future__ import annotations

import numpy as np

from sim.validation.correlate import Floats, mean_with_interval
from sim.validation.pattern import NAN, NO_SPAN, VALIDATES, Pattern, signed, wilson
from sim.validation.study import Study

SOURCE = "order [rhodes2024]"
MANY = 0.05
"""Share that is more than some by chance: as for the other regions that are asked for."""


def rows(study: Study) -> list[Pattern]:
    """Hold the fit with a centre less without it against the three orders."""
    together, judged, obeyed = (_differences(study, *each) for each in ((1.0, 1.0), (0.0, 1.0), (0.0, 0.0)))
    ahead = int((judged > 0).sum())
    share = wilson(ahead, len(judged))
    return [
        _row("all at once, members judge", "above 0", *mean_with_interval(together), len(together), 1),
        _row(
            "one at a time, members judge: share ahead",
            f"clearly above {MANY}",
            ahead / len(judged),
            share,
            len(judged),
        ),
        _row("one at a time, members may not judge", "below 0", *mean_with_interval(obeyed), len(obeyed), -1),
    ]


def _differences(study: Study, at_once: float, judge: float) -> Floats:
    centre, members = (np.array([each["fit"] for each in study.informed(by, at_once, judge)]) for by in (0.0, 1.0))
    return centre - members


def _row(case: str, asks: str, obtained: float, span: tuple[float, float], n: int, sign: int = 0) -> Pattern:
    agrees = signed(span, sign) if sign else span[0] > MANY
    return Pattern("informed hierarchy", case, SOURCE, VALIDATES, asks, NAN, NO_SPAN, obtained, span, n, agrees)
