"""The story strip: computed lines of at most 78 characters, in both languages, good and bad news alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.scenario.pair import Pair
from sim.scenario.spec import SERIES, SLOTS, Both
from sim.scenario.years import ahead, measure
from sim.web.numbers import said

NAMES = {"left": "A", "right": "B"}
"""How slots are called in sentences, so that blind mode needs no other text."""


@dataclass(frozen=True)
class Line:
    """One line of the strip: from which day, at which step."""

    day: int
    step: str
    fr: str
    en: str

    def as_dict(self) -> dict[str, object]:
        """Return it as the page reads it."""
        return {"day": self.day, "step": self.step, "fr": self.fr, "en": self.en}


def story_lines(pair: Pair, values: Mapping[str, Mapping[str, float]], turn: int | None) -> list[Line]:
    """Write the story of a run.

    Parameters
    ----------
    pair : Pair
        What was lived through.
    values : mapping of str to mapping
        Measures of the year by slot.
    turn : int or None
        The day from which the two differ, None if none does.

    Returns
    -------
    list of Line
        By day; the last one sums up, with good and bad news of both.
    """
    texts = pair.scenario
    lines = [Line(0, "start", texts.fr.story, texts.en.story), *_shocks(pair), *_changes(pair)]
    if turn is not None:
        better = ahead(pair.scenario.show if pair.scenario.show in values["left"] else "lead", **_of_show(pair, values))
        lines.append(Line(turn, "turn", *_turn(pair, turn, better)))
    lines.sort(key=lambda each: each.day)
    return [*lines, Line(pair.scenario.days - 1, "end", *summary(values))]


def _of_show(pair: Pair, values: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    show = pair.scenario.show if pair.scenario.show in values["left"] else "lead"
    return {slot: values[slot][show] for slot in SLOTS}


def _shocks(pair: Pair) -> list[Line]:
    """Tell the staged shocks, and the strongest three of the others."""
    shocks = pair.scene.trace.shocks
    drawn = np.flatnonzero(~shocks.staged)
    strongest = drawn[np.argsort(-np.abs(shocks.shift[drawn]), kind="stable")[:3]]
    lines = []
    for k in [*np.flatnonzero(shocks.staged), *strongest]:
        day, local, staged = int(shocks.day[k]), shocks.team[k] >= 0, bool(shocks.staged[k])
        where = Both("une équipe", "one team") if local else Both("tout le monde", "everybody")
        mark = Both(" (mis en scène)", " (staged)") if staged else Both("", "")
        lines.append(
            Line(
                day,
                "shock",
                f"Jour {day} : un choc frappe {where.fr}{mark.fr}. Mêmes chocs des deux côtés.",
                f"Day {day}: a shock hits {where.en}{mark.en}. The same on both sides.",
            )
        )
    return lines


def _changes(pair: Pair) -> list[Line]:
    lines = []
    for name, each in pair.scenario.changes.items():
        if name in pair.recipe.without or each.label is None:
            continue
        whose = Both("A et B", "A and B") if each.who == "both" else Both(*[f"{NAMES[each.who]}"] * 2)
        fr, en = f"Jour {each.day}, {whose.fr} : {each.label.fr}.", f"Day {each.day}, {whose.en}: {each.label.en}."
        lines.append(Line(each.day, "change", fr, en))
    return lines


def _turn(pair: Pair, day: int, better: str) -> tuple[str, str]:
    about = measure(pair.scenario.show if pair.scenario.show in {*SERIES, pair.scenario.show} else "lead")
    fr, en = about["fr"]["label"], about["en"]["label"]
    if better == "none":
        return (
            f"Jour {day} : l'écart se creuse un moment, sans rester ({fr}).",
            f"Day {day}: a gap opens, and closes ({en}).",
        )
    name = NAMES[better]
    return f"Jour {day} : {name} prend l'avantage ({fr}).", f"Day {day}: {name} takes the lead ({en})."


def summary(values: Mapping[str, Mapping[str, float]]) -> tuple[str, str]:
    """Sum a year up in one line a language: who is ahead on what, with the numbers, good and bad news of both.

    Parameters
    ----------
    values : mapping of str to mapping
        Measures of the year by slot.

    Returns
    -------
    str, str
        French and English, at most 78 characters.
    """
    winners = {name: ahead(name, values["left"][name], values["right"][name]) for name in SERIES}
    if set(winners.values()) == {"none"}:
        return (
            "Pas de différence visible : ni délai, ni tenue, ni usure.",
            "No visible difference: speed, quality or strain.",
        )
    return _sentence("fr", winners, values), _sentence("en", winners, values)


def _sentence(lang: str, winners: Mapping[str, str], values: Mapping[str, Mapping[str, float]]) -> str:
    colon = " : " if lang == "fr" else ": "
    parts = []
    for slot in SLOTS:
        won = [_won(lang, name, values) for name in SERIES if winners[name] == slot]
        if won:
            parts.append(
                f"{NAMES[slot]} devant{colon}{', '.join(won)}"
                if lang == "fr"
                else f"{NAMES[slot]} ahead{colon}{', '.join(won)}"
            )
    level = [measure(name)[lang]["short"] for name in SERIES if winners[name] == "none"]
    if level:
        parts.append(f"{'égalité' if lang == 'fr' else 'level'}{colon}{', '.join(level)}")
    return "; ".join(parts).replace("; ", " ; " if lang == "fr" else "; ") + "."


def _won(lang: str, name: str, values: Mapping[str, Mapping[str, float]]) -> str:
    left, right = (said(values[slot][name], name, lang) for slot in SLOTS)
    return f"{measure(name)[lang]['short']} {left} / {right}"


def turning_day(left: NDArray[np.float64], right: NDArray[np.float64]) -> int | None:
    """Find the day from which two series differ: where the mean difference changes most (ours, after CUSUM).

    Parameters
    ----------
    left, right : ndarray of float, shape (days,)
        A measure day by day; NaN where there was nothing.

    Returns
    -------
    int or None
        None where nothing changes.
    """
    gap = np.nan_to_num(right - left)
    if len(gap) < 40 or not np.any(gap):
        return None
    away = np.cumsum(gap - gap.mean())[20:-20]
    return 20 + int(np.argmax(np.abs(away))) if np.any(np.abs(away) > 0) else None
