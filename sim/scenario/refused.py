"""What a room of people is told, in both languages, when something they gave cannot be used."""

from __future__ import annotations

from typing import Any

from sim.errors import InputError
from sim.locale import FIRST


class RefusedError(InputError):
    """An `InputError` that says the same in French.

    Parameters
    ----------
    en, fr : str
        One line each: what is wrong, where, and the nearest valid thing.
    """

    def __init__(self, en: str, fr: str) -> None:
        super().__init__(en)
        self.fr = fr

    def text(self, lang: str = FIRST) -> str:
        """Give it in a language."""
        return getattr(self, "fr", "") if lang == "fr" else super().text()

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it come back from another process."""
        return type(self), (str(self), self.fr)


def in_both(wrong: InputError) -> dict[str, str]:
    """Return a refusal in both languages; where only English is known, French introduces it.

    Examples
    --------
    >>> in_both(InputError("days: 3"))
    {'fr': 'Refusé : days: 3', 'en': 'days: 3'}
    """
    en, fr = (wrong.text(lang).splitlines()[0] for lang in ("en", "fr"))
    return {"fr": f"Refusé : {en}" if fr == en else fr, "en": en}
