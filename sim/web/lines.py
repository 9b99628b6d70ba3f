"""The story strip: computed lines of at most 78 characters, in both languages, good and bad news alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.scenario.pair import Pair
from sim.scenario.spec import LINE, SERIES, SLOTS, Both
from sim.scenario.years import ahead, measure
from sim.web.numbers import said

NAMES = {"left": "A", "right": "B"}
"""How slots are called in sentences, so that blind mode needs no other text."""


EDGE = 20
"""Days at either end of a run in which no turn is looked for."""


@dataclass(frozen=True)
class Turn:
    """From which day which slot is ahead."""

    day: int
    better: str


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


def story_lines(pair: Pair, values: Mapping[str, Mapping[str, float]], turn: Turn | None) -> list[Line]:
    """Write the story of a run."""
    texts = pair.scenario
    lines = [Line(0, "start", texts.fr.story, texts.en.story), *_shocks(pair), *_changes(pair)]
    if turn is not None:
        lines.append(_turn(pair.scenario.show, turn))
    lines.sort(key=lambda each: each.day)
    return [*lines, Line(pair.scenario.days - 1, "end", *summary(values, pair.scene.chart.size, texts.told))]


def _shocks(pair: Pair) -> list[Line]:
    """Tell the staged shocks, and the strongest three of the others."""
    shocks = pair.scene.trace.shocks
    drawn = np.flatnonzero(~shocks.staged)
    strongest = drawn[np.argsort(-np.abs(shocks.shift[drawn]), kind="stable")[:3]]
    lines = []
    for k in [*strongest, *np.flatnonzero(shocks.staged)]:  # the staged one is told last, where both fall on a day
        day, local, staged = int(shocks.day[k]), shocks.team[k] >= 0, bool(shocks.staged[k])
        where = Both("une équipe", "one team") if local else Both("tout le monde", "everybody")
        what = Both("choc mis en scène", "staged shock") if staged else Both("choc", "shock")
        fr = f"Jour {day} : {what.fr} sur {where.fr}, le même des deux côtés."
        lines.append(Line(day, "shock", fr, f"Day {day}: {what.en} on {where.en}, the same on both sides."))
    return lines


def _changes(pair: Pair) -> list[Line]:
    """Tell the changes of the scenario; those of one day and one slot in one line, as many as fit."""
    found: dict[tuple[int, str], list[Both]] = {}
    for name, each in pair.scenario.changes.items():
        if name not in pair.recipe.without and each.label is not None:
            found.setdefault((each.day, each.who), []).append(each.label)
    return [_change(day, who, labels) for (day, who), labels in found.items()]


def _change(day: int, who: str, labels: Sequence[Both]) -> Line:
    whose = Both("A et B", "A and B") if who == "both" else Both(NAMES[who], NAMES[who])
    fr = listed(f"Jour {day}, {whose.fr} : ", [each.fr for each in labels], "et {} de plus")
    return Line(day, "change", fr, listed(f"Day {day}, {whose.en}: ", [each.en for each in labels], "and {} more"))


def listed(head: str, names: Sequence[str], more: str) -> str:
    """List as many names as a line has room for, and say how many it has not.

    Examples
    --------
    >>> listed("Day 5, B: ", ["Trust", "Voice"], "and {} more")
    'Day 5, B: Trust, Voice.'
    >>> listed("Day 5, B: ", ["The longest name of a change of all", *["Another one as long"] * 2], "and {} more")
    'Day 5, B: The longest name of a change of all, and 2 more.'
    """
    for kept in range(len(names), 1, -1):
        rest = [more.format(len(names) - kept)] if kept < len(names) else []
        text = f"{head}{', '.join([*names[:kept], *rest])}."
        if len(text) <= LINE:
            return text
    rest = [more.format(len(names) - 1)] if len(names) > 1 else []
    return f"{head}{', '.join([names[0], *rest])}."


def _turn(name: str, turn: Turn) -> Line:
    about, slot = measure(name), NAMES[turn.better]
    fr = f"Jour {turn.day} : {slot} prend l'avantage ({about['fr']['label']})."
    return Line(turn.day, "turn", fr, f"Day {turn.day}: {slot} takes the lead ({about['en']['label']}).")


def summary(values: Mapping[str, Mapping[str, float]], people: int, names: Sequence[str] = SERIES) -> tuple[str, str]:
    """Sum a year up in one line a language: who is ahead on what, with the numbers, good and bad news of both."""
    winners = {name: ahead(name, values["left"][name], values["right"][name], people) for name in names}
    if set(winners.values()) == {"none"}:
        *first, last = (measure(name)["en"]["short"] for name in names)
        neither = ", ".join(f"ni {measure(name)['fr']['short']}" for name in names)
        return f"Pas de différence visible : {neither}.", f"No visible difference: {', '.join(first)} or {last}."
    return _fitting("fr", winners, values), _fitting("en", winners, values)


def _fitting(lang: str, winners: Mapping[str, str], values: Mapping[str, Mapping[str, float]]) -> str:
    """Say who is ahead on everything, and the numbers of as many measures as fit, the first ones first."""
    names = list(winners)
    texts = [_sentence(lang, winners, values, names[:kept]) for kept in range(len(names), -1, -1)]
    return next((text for text in texts if len(text) <= LINE), texts[-1])


def _sentence(
    lang: str, winners: Mapping[str, str], values: Mapping[str, Mapping[str, float]], numbered: Sequence[str]
) -> str:
    colon = " : " if lang == "fr" else ": "
    parts = []
    for slot in SLOTS:
        won = [_won(lang, name, values, name in numbered) for name in winners if winners[name] == slot]
        if won:
            parts.append(
                f"{NAMES[slot]} devant{colon}{', '.join(won)}"
                if lang == "fr"
                else f"{NAMES[slot]} ahead{colon}{', '.join(won)}"
            )
    level = [measure(name)[lang]["short"] for name in winners if winners[name] == "none"]
    if level:
        parts.append(f"{'égalité' if lang == 'fr' else 'level'}{colon}{', '.join(level)}")
    return "; ".join(parts).replace("; ", " ; " if lang == "fr" else "; ") + "."


def _won(lang: str, name: str, values: Mapping[str, Mapping[str, float]], numbered: bool) -> str:
    left, right = (said(values[slot][name], name, lang) for slot in SLOTS)
    short = measure(name)[lang]["short"]
    return f"{short} {left} / {right}" if numbered else short


def turn_of(name: str, left: NDArray[np.float64], right: NDArray[np.float64], people: int) -> Turn | None:
    """Find the day from which one slot is ahead, where the mean difference changes most (ours, after CUSUM)."""
    gap = right - left
    if len(gap) < 3 * EDGE or not np.isfinite(gap).any():
        return None
    centred = np.nan_to_num(gap - np.nanmean(gap))
    day = EDGE + int(np.argmax(np.abs(np.cumsum(centred)[EDGE:-EDGE]))) + 1
    known = np.isfinite(gap)
    if not (known[:day].any() and known[day:].any()):
        return None
    before, after = float(np.nanmean(gap[:day])), float(np.nanmean(gap[day:]))
    better = ahead(name, 0.0, after, people)
    if better == "none" or (before * after > 0 and abs(before) > 0.5 * abs(after)):
        return None
    return Turn(day, better)
