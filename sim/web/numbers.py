"""Numbers in sentences, as each language writes them."""

from __future__ import annotations

import math

from sim.scenario.years import measure


def said(value: float, name: str, lang: str) -> str:
    """Write a measure as a sentence shows it.

    Examples
    --------
    >>> said(2.44, "lead", "fr"), said(8.04, "fit", "en")
    ('2,4', '8.0')
    """
    if not math.isfinite(value):
        return "–"
    text = f"{value:.{measure(name)['digits']}f}"
    return text.replace(".", ",") if lang == "fr" else text
