"""What a room of people is told, in both languages, when something they gave cannot be used."""

from __future__ import annotations

from sim.errors import InputError


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


def in_both(wrong: InputError) -> dict[str, str]:
    """Return a refusal in both languages; where only English is known, French introduces it.

    Examples
    --------
    >>> in_both(InputError("days: 3"))
    {'fr': 'Refusé : days: 3', 'en': 'days: 3'}
    """
    en = str(wrong).splitlines()[0]
    return {"fr": wrong.fr if isinstance(wrong, RefusedError) else f"Refusé : {en}", "en": en}
