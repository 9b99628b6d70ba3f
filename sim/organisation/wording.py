"""The words of a description, in English and French, and how each language writes numbers, shares and names.

``~`` in a French sentence stands for the space that does not break, before a colon and inside guillemets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.errors import InputError, nearest
from sim.files.csv_file import Note

UNBROKEN: Final = "\u00a0"

ENGLISH: Final = {
    "people": "people",
    "top": "at the top",
    "levels": "levels",
    "per_level": "people on each level",
    "managers": "managers",
    "span": "reports per manager",
    "spans": "{low} to {high}, median {median}",
    "teams": "teams",
    "ties": "ties",
    "drawn": "{count}, both ways, drawn at random: no file says who turns to whom",
    "ties_found": "{count}, {returned} of them returned; {density} of all possible",
    "unnamed": "(no kind)",
    "line": "along the line",
    "line_left_out": "{count} to one's own manager or report; left out, as the line counts them already",
    "asked": "whom everybody asks",
    "notes": "notes",
    "encoding": "{file}: not UTF-8, read as {detail}; look at the accents",
    "separator": "{file}: columns separated by {detail}",
    "no_team": "{file}: without a team, put into {detail}: {count}",
    "no_ties": "{file}: no ties, only a header",
    "self_ties": "{file}: ties to oneself, left out: {count}",
    "repeated_ties": "{file}: ties given more than once, counted once: {count}",
    ";": "semicolons",
    "\t": "tabs",
}

FRENCH: Final = {
    "people": "personnes",
    "top": "au sommet",
    "levels": "niveaux",
    "per_level": "personnes par niveau",
    "managers": "managers",
    "span": "subordonnés directs par manager",
    "spans": "de {low} à {high}, médiane {median}",
    "teams": "équipes",
    "ties": "liens",
    "drawn": "{count}, dans les deux sens, tirés au hasard~: aucun fichier ne dit qui s'adresse à qui",
    "ties_found": "{count}, réciprocité {returned}, soit {density} des liens possibles",
    "unnamed": "(sans type)",
    "line": "le long de la hiérarchie",
    "line_left_out": "{count} vers son manager ou un subordonné~; écartés, car la hiérarchie les compte déjà",
    "asked": "à qui tout le monde demande",
    "notes": "remarques",
    "encoding": "{file}~: n'est pas en UTF-8, lu comme {detail}~; vérifiez les accents",
    "separator": "{file}~: colonnes séparées par des {detail}",
    "no_team": "{file}~: sans équipe, placées dans {detail}~: {count}",
    "no_ties": "{file}~: aucun lien, seulement l'en-tête",
    "self_ties": "{file}~: liens vers soi-même, écartés~: {count}",
    "repeated_ties": "{file}~: liens donnés plusieurs fois, comptés une fois~: {count}",
    ";": "points-virgules",
    "\t": "tabulations",
}


@dataclass(frozen=True)
class Wording:
    """One language.

    Parameters
    ----------
    words : mapping of str to str
        Sentences by key, with places for values.
    thousands, decimal, percent : str
        How numbers are written.
    quotes : tuple of str
        Around a name.
    colon : str
        Between a count and what is counted.
    """

    words: Mapping[str, str]
    thousands: str
    decimal: str
    percent: str
    quotes: tuple[str, str]
    colon: str

    @classmethod
    def of(cls, lang: str) -> Wording:
        """Find a language, ``en`` or ``fr``; another one is an InputError."""
        if lang not in LANGUAGES:
            raise InputError(f"lang: unknown language {lang!r}{nearest(str(lang), LANGUAGES)}")
        return LANGUAGES[lang]

    def __call__(self, key: str, **values: Any) -> str:
        """Say one sentence."""
        return self.words[key].format(**values)

    def note(self, note: Note) -> str:
        """Say what was unusual about a file."""
        detail = self.words.get(note.detail, note.detail)  # a separator has a name in each language
        return self(note.what, file=self.name(note.file), count=self.number(note.count), detail=detail)

    def number(self, value: float) -> str:
        """Write a number, with at most one decimal."""
        text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
        return text.translate({ord(","): self.thousands, ord("."): self.decimal})

    def share(self, value: float) -> str:
        """Write a share as a percentage; one that is small but not zero is not written 0."""
        percents = 100 * value
        if 0 < percents < 1:
            return f"<{self.percent_of(1)}"
        return self.percent_of(percents)

    def percent_of(self, percents: float) -> str:
        """Write whole percents."""
        return f"{percents:.0f}{self.percent}"

    def name(self, text: str) -> str:
        """Write a name as it is, between quotes if it would read badly: what cannot be printed is shown by its code."""
        if not text.isprintable():
            text = text.encode("unicode_escape").decode("ascii")
        awkward = any(each in text for each in ",;:()")
        return f"{self.quotes[0]}{text}{self.quotes[1]}" if awkward else text

    def counted(self, count: int, some: Sequence[str]) -> str:
        """Write a count and what was counted, the rest as an ellipsis."""
        return f"{self.number(count)}{self.colon}{self.listed(count, some)}"

    def listed(self, count: int, some: Sequence[str]) -> str:
        """Write some of the things counted, the rest as an ellipsis."""
        return ", ".join([*some, "…"] if count > len(some) else some)


LANGUAGES: Final = {
    "en": Wording(ENGLISH, ",", ".", "%", ("'", "'"), ": "),
    "fr": Wording(
        {key: sentence.replace("~", UNBROKEN) for key, sentence in FRENCH.items()},
        "\u202f",
        ",",
        f"{UNBROKEN}%",
        (f"«{UNBROKEN}", f"{UNBROKEN}»"),
        f"{UNBROKEN}: ",
    ),
}
