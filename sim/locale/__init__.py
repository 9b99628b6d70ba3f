"""Every text and number format a user sees: one file of data a language, ``en.json``, ``fr.json``.

A text has a key, and names the values it takes in braces. One that counts has two forms, ``one`` and ``other``; the
section `language` of a file says which numbers are singular, and how numbers and lists are written.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
FIRST = "en"
"""The language of code, of JSON and of errors that nobody asked to be told in another."""


class Texts(dict[str, str]):
    """The texts of a language by key, and how it writes numbers.

    Examples
    --------
    >>> words("fr")("screen_year", n=0), words("en")("screen_year", n=0)
    ('0 année', '0 years')
    """

    def __init__(self, lang: str, sections: dict[str, dict[str, Any]]) -> None:
        self.lang, self.formats = lang, sections.pop("language")
        for section in sections.values():
            for key, text in section.items():
                self[key] = text if isinstance(text, str) else text["other"]
                if not isinstance(text, str):
                    self[f"{key}.one"] = text["one"]

    def __call__(self, key: str, /, *given: Any, **values: Any) -> str:
        """Give a text with its values; of one that counts, the form that goes with `n`."""
        one = f"{key}.one"
        single = one in self and values.get("n") in self.formats["singular"]
        return self[one if single else key].format(*given, **values)


def languages() -> list[str]:
    """Return the languages there is a file for."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


@cache
def words(lang: str) -> Texts:
    """Return the texts of a language.

    Parameters
    ----------
    lang : str
        ``en``, ``fr`` or another that has a file.

    Returns
    -------
    Texts
        A text by its key; called with a key and values, the text with these values.

    Raises
    ------
    ValueError
        If there is no such language; the command line says so before anything else (`sim.errors.known_language`).
    """
    if lang not in languages():
        raise ValueError(f"no language {lang!r}; there are {', '.join(languages())}")
    return Texts(lang, json.loads((FOLDER / f"{lang}.json").read_text(encoding="utf-8")))


def decimal(text: str, lang: str) -> str:
    """Write the digits of a number, as Python has them, as a language does.

    Examples
    --------
    >>> decimal("-0.5", "fr")
    '−0,5'
    """
    return text.replace("-", "−").replace(".", words(lang).formats["decimal"])


def number(value: float, lang: str, digits: int = 2, sign: bool = False) -> str:
    """Write a number as a language does; ``–`` for one that is not there.

    Examples
    --------
    >>> number(-0.5, "fr"), number(0.123, "en", sign=True)
    ('−0,50', '+0.12')
    """
    if value != value:
        return "–"
    text = f"{value:+.{digits}f}" if sign else f"{value:.{digits}f}"
    return decimal(text.lstrip("+-") if float(text) == 0 else text, lang)


def short_number(value: float, lang: str, digits: int = 4) -> str:
    """Write a number with the digits it has, at most so many.

    Examples
    --------
    >>> short_number(0.25, "fr"), short_number(3.0, "en")
    ('0,25', '3')
    """
    return decimal(f"{value:.{digits}g}", lang)


def ends(low: float, high: float, lang: str, digits: int = 2) -> tuple[str, str]:
    """Write the ends of an interval, with as many digits as it takes not to round one that is clear of 0 to 0.

    Examples
    --------
    >>> ends(0.001, 0.07, "en"), ends(-0.5, 0.07, "fr")
    (('+0.001', '+0.070'), ('−0,50', '+0,07'))
    """
    while digits < 6 and low * high > 0 and round(min(abs(low), abs(high)), digits) == 0:
        digits += 1
    return number(low, lang, digits, sign=True), number(high, lang, digits, sign=True)


def count(value: int, lang: str) -> str:
    """Write a whole number with its thousands apart.

    Examples
    --------
    >>> count(12345, "en")
    '12,345'
    """
    return f"{value:,}".replace(",", words(lang).formats["thousands"])


def duration(seconds: float, lang: str) -> str:
    """Write a time as people say it.

    Examples
    --------
    >>> duration(0.2, "en"), duration(75, "en"), duration(7300, "en"), duration(200_000, "fr")
    ('less than a second', '75 s', '2.0 h', '2,3 j')
    """
    say = words(lang)
    if seconds < 1:
        return say["time_moment"]
    for size, unit, limit in ((1, "seconds", 120), (60, "minutes", 7200), (3600, "hours", 172_800)):
        if seconds < limit:
            return say(f"time_{unit}", n=number(seconds / size, lang, 0 if size < 3600 else 1))
    return say("time_days", n=number(seconds / 86_400, lang, 1))
