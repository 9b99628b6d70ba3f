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


SPANS = (
    (0.15, "moins d'une heure", "under an hour"),
    (0.45, "quelques heures", "a few hours"),
    (0.75, "une demi-journée", "half a day"),
    (1.25, "un jour", "a day"),
    (1.75, "un jour et demi", "a day and a half"),
    (2.25, "deux jours", "two days"),
    (2.75, "deux jours et demi", "two days and a half"),
    (3.25, "trois jours", "three days"),
    (3.75, "trois jours et demi", "three days and a half"),
)
"""Up to how many working days a delay is called what, in French and English."""


def in_words(one: float, two: float, lang: str) -> list[str]:
    """Write two delays as a room says them; with numbers where both would be called the same.

    Examples
    --------
    >>> in_words(0.3, 1.6, "fr"), in_words(1.0, 1.2, "en")
    (['quelques heures', 'un jour et demi'], ['1.0 days', '1.2 days'])
    """
    numbers = [f"{said(value, 'lead', lang)} {'jours' if lang == 'fr' else 'days'}" for value in (one, two)]
    named = [next(((fr, en) for most, fr, en in SPANS if value < most), None) for value in (one, two)]
    told = [name[lang == "en"] if name else number for name, number in zip(named, numbers, strict=True)]
    return told if told[0] != told[1] else numbers
