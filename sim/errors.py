"""The one error a user can cause: a code, where it is, its values and the nearest valid thing; text comes last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from sim.locale import FIRST, count, languages, words

LONGEST_WORD, LONGEST_LINE = 400, 1000
"""Characters of a message."""
MOST_NAMED = 12
"""Valid names a message lists when none is close."""
GONE = ("overload", "trust_gain", "trust_loss")
"""Names that recipes and commands of before may give; the texts ``gone_NAME`` say what became of them."""


@dataclass(frozen=True)
class Near:
    """A name that is not valid, and those that are."""

    name: str
    options: Sequence[str]

    def text(self, lang: str = FIRST) -> str:
        """Name the closest valid name, or those there are; of a name that is gone, what became of it."""
        say, bare = words(lang), self.name.rpartition(".")[2]
        if bare in GONE:
            return f" ({say[f'gone_{bare}']})"
        valid = sorted(self.options)
        close = get_close_matches(self.name, valid, n=1, cutoff=0.6)
        if close:
            return say("near_one", name=close[0])
        some = ", ".join(valid[:MOST_NAMED]) + (", …" if len(valid) > MOST_NAMED else "")
        return say("near_all", names=some) if valid else ""


@dataclass(frozen=True)
class Said:
    """A text without its language: the code of a text in `sim.locale`, where it belongs, values, the nearest valid.

    A value may itself be a `Said`, or an error that was caught.
    """

    code: str
    where: str | Said = ""
    near: Near | None = None
    values: dict[str, Any] = field(default_factory=dict[str, Any])

    @classmethod
    def of(cls, code: str, **values: Any) -> Said:
        """Make one of a code and values."""
        return cls(code, values=values)

    def text(self, lang: str = FIRST) -> str:
        """Give the text in a language."""
        say = words(lang)
        values = {name: told(value, lang) for name, value in self.values.items()}
        said = say(f"error_{self.code}", **values) + (self.near.text(lang) if self.near else "")
        where = told(self.where, lang)
        return f"{where}{say.formats['colon']}{said}" if where else said


@dataclass(frozen=True)
class Count:
    """A whole number that is written with its thousands apart."""

    n: int

    def text(self, lang: str = FIRST) -> str:
        """Write it."""
        return count(self.n, lang)


@dataclass(frozen=True)
class Chain:
    """Texts and names, one after the other, along arrows unless something else stands between."""

    steps: tuple[Said | str, ...]
    between: str = " -> "

    def text(self, lang: str = FIRST) -> str:
        """Write them."""
        return self.between.join(str(told(step, lang)) for step in self.steps)


@dataclass(frozen=True)
class _Plain:
    """A sentence that is no code."""

    said: str

    def text(self, lang: str = FIRST) -> str:
        """Give it, whatever the language."""
        return self.said


def told(value: Any, lang: str = FIRST) -> Any:
    """Give the text of a value that has one in each language, anything else as it is."""
    return value.text(lang) if isinstance(value, Said | Near | Count | Chain | InputError) else value


class InputError(ValueError):
    r"""Something the user gave cannot be used; the command line shows it as one line and exits with code 2.

    What the user wrote comes back in it, and may be of any length: longer words and lines than anybody reads are cut.

    Parameters
    ----------
    code : str
        Of the text ``error_CODE`` in `sim.locale`.
    where : object
        What it is about: a setting, an option, a file and its line; stands before the text.
    near : tuple of str and iterable of str, optional
        The name that was given and those that are valid: the nearest is named.
    values : object
        What the text takes.

    Examples
    --------
    >>> error = InputError("no_language", "--lang", ("it", ["en", "fr"]), lang="it")
    >>> print(error)
    --lang: no language 'it' (valid: en, fr)
    >>> print(error.text("fr"))
    --lang\xa0: pas de langue 'it' (possibles\xa0: en, fr)
    """

    def __init__(
        self, code: str, where: object = "", near: tuple[str, Iterable[str]] | None = None, **values: Any
    ) -> None:
        known = f"error_{code}" in words(FIRST)
        options = Near(str(near[0]), tuple(map(str, near[1]))) if near else None
        self.said: tuple[Said | _Plain, ...] = (
            (Said(code, where if isinstance(where, Said) else str(where), options, values),)
            if known
            else (_Plain(code),)
        )
        super().__init__(self.text())

    @staticmethod
    def _of(said: Iterable[Said | _Plain]) -> InputError:
        """Make an error of what it says, a line each."""
        error = InputError("")
        error.said = tuple(said)
        error.args = (error.text(),)
        return error

    def text(self, lang: str = FIRST) -> str:
        """Give the error in a language, a line a problem."""
        return shortened("\n".join(problem.text(lang) for problem in self.said))

    def under(self, place: str) -> InputError:
        """Return the same error about a setting of `place`."""
        moved = [
            Said(each.code, f"{place}.{each.where}" if each.where else place, each.near, each.values)
            if isinstance(each, Said)
            else _Plain(f"{place}.{each.said}")
            for each in self.said
        ]
        return InputError._of(moved)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it come back from another process with all that it says."""
        return InputError._of, (self.said,)


def shortened(text: str) -> str:
    """Cut words and lines that are longer than anybody reads."""
    short = re.sub(rf"\S{{{LONGEST_WORD + 1},}}", lambda word: word[0][:LONGEST_WORD] + "…", text)
    return "\n".join(line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + "…" for line in short.split("\n"))


def known_language(lang: str) -> str:
    """Return a language there is a file for; another one is an `InputError`."""
    if lang not in languages():
        raise InputError("no_language", "--lang", (lang, languages()), lang=lang)
    return lang


def nearest(name: str, options: Iterable[str], lang: str = FIRST) -> str:
    """Say which valid name is closest to a wrong one.

    Examples
    --------
    >>> nearest("trst", ["trust", "clarity"])
    " (did you mean 'trust'?)"
    """
    return Near(str(name), tuple(options)).text(lang)
