"""What the organisations of a comparison are called, by what they are; and what was set in one and cannot act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.experiment.compose import FORMS, chosen
from sim.experiment.lives import measured_issues
from sim.locale import Texts, words
from sim.organisation.describe import Wording
from sim.parameters import Settings
from sim.parameters.acting import in_vain

HEAD = 7
"""Letters over a column of numbers."""
MOST = 26
"""Letters of a name in the question."""
LETTERS = ("A", "B")


class Called(NamedTuple):
    """The question a comparison asks, and the two names: in sentences and figures, and over columns."""

    question: str
    names: tuple[str, str]
    heads: tuple[str, str]

    @property
    def by_slot(self) -> dict[str, str]:
        """The names by the slot each stands in."""
        return dict(zip(FORMS, self.names, strict=True))


def forms_called(overrides: Sequence[str], lang: str) -> Called:
    """Name two organisations by the forms chosen and by what was changed in one of them.

    Examples
    --------
    >>> forms_called(["mechanical=organic", "organic.intervention=mirror"], "en")
    Called(question='Organic, without or with mirror?', names=('without', 'with'), heads=('without', 'with'))
    """
    picked, say = chosen(overrides), words(lang)
    first, second = (_form(picked.get(slot, slot), slot, say) for slot in FORMS)
    a, b = (_changes(slot, picked, say) for slot in FORMS)
    if first != second:
        names = (first, second)
        said = [say("screen_changed", form=form) if what else form for form, what in ((first, a), (second, b))]
        return _called(say["screen_two"], names, say, a=said[0], b=said[1])
    key = {(False, True): "one", (True, False): "other", (True, True): "each"}.get((bool(a), bool(b)), "same")
    sides = (say["screen_with" if a else "screen_without"], say["screen_with" if b else "screen_without"])
    names = (a, b) if key == "each" else LETTERS if key == "same" else sides
    return _called(say[f"screen_{key}"], names, say, form=first, a=a, b=b)


def rules_called(names: tuple[str, str], lang: str) -> Called:
    """Name two organisations by the rule each follows."""
    say = words(lang)
    return _called(say["screen_rules"], names, say, a=names[0], b=names[1])


def cut(name: str, letters: int) -> str:
    """Cut a name to so many letters.

    Examples
    --------
    >>> cut("organic", 7), cut("hierarchical", 7)
    ('organic', 'hierar.')
    """
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}."


def _called(question: str, names: tuple[str, str], say: Texts, **told: str) -> Called:
    """Make a question and two names of it; two names that only their ends tell apart become letters."""
    slots = {say[slot]: say[f"screen_head_{slot}"] for slot in FORMS}
    first, second = (slots.get(name, cut(name, HEAD)) for name in names)
    if first == second:
        told |= {key: f"{letter} ({told[key]})" for key, letter in zip("ab", LETTERS, strict=True)}
        names = first, second = LETTERS
    asked = question.format(**told)
    return Called(asked[:1].upper() + asked[1:], names, (first, second))


def _form(chosen: Any, slot: str, say: Texts) -> str:
    name = chosen if isinstance(chosen, str) else slot
    return say.get(f"form_{name}") or (say[name] if name in FORMS else cut(name.replace("_", " "), MOST))


def _changes(slot: str, picked: Mapping[str, Any], say: Texts) -> str:
    """Say in a few words what was changed in one organisation only."""
    mine = {key.removeprefix(f"{slot}."): value for key, value in picked.items() if key.startswith(f"{slot}.")}
    return cut(", ".join(filter(None, (_change(key, value, say) for key, value in mine.items()))), MOST)


def _change(key: str, value: Any, say: Texts) -> str:
    if key == "intervention":
        return "" if value == "none" else say.get(f"arm_{value}") or str(value).replace("_", " ")
    if key.startswith("interventions."):  # one change of its own, or a detail of a preset that is named already
        return f"{value.get('what')}={value.get('to')}" if isinstance(value, Mapping) else ""
    if key == "interventions" and isinstance(value, dict):
        return ", ".join(str(each).replace("_", " ") for each in value)
    return Path(str(value)).stem if key == "rule" else f"{key}={value}"


def warnings_of(
    slots: Mapping[str, Settings], lang: str, overrides: Sequence[str] = (), names: Mapping[str, str] | None = None
) -> list[str]:
    """Say of each setting that was set and cannot act why not, and in which organisation, if not in all."""
    say, whose = words(lang), dict[tuple[str, str], list[str]]()
    first = next(iter(slots.values()))
    counted = measured_issues(first)
    days = {"first": first.warmup_days, "last": first.days - first.follow_days - 1}
    lines = [say("measured_issues", n=counted[0], all=counted[1], **days)] if counted else []
    lines += [Wording(lang).note(note) for note in counted[2]] if counted else []
    for slot, settings in slots.items():
        for path, why in in_vain(settings, _named(overrides, slot)).items():
            whose.setdefault((path, why), []).append((names or {}).get(slot, say.get(slot, slot)))
    return lines + [
        say(
            "vain",
            setting=path.partition(".")[2],
            whose=f" ({', '.join(mine)})" if len(mine) < len(slots) else "",
            why=say[f"idle_{why}"],
        )
        for (path, why), mine in whose.items()
    ]


def _named(overrides: Sequence[str], slot: str) -> set[str]:
    """Return the paths that were set in an organisation: in it alone, or in all."""
    keys = {key.lstrip("+") for key in chosen(overrides)}
    mine = {key.removeprefix(f"{slot}.") for key in keys if key.startswith(f"{slot}.")}
    return mine | {key for key in keys if key.partition(".")[0] not in FORMS}
