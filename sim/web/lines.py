"""The story strip: computed lines of at most 78 characters, in both languages, good and bad news alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario.pair import Pair
from sim.scenario.spec import LINE, Both, lettered
from sim.scenario.years import ahead, measure
from sim.web.numbers import in_words, said

NAMES = {"left": "{A}", "right": "{B}"}
"""How slots are called in sentences; the page writes the letters, since blind mode shuffles them."""
Measures = Mapping[str, Mapping[str, float]]
TWO_LINES = 150
"""Characters of the line at the end."""


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


def story_lines(pair: Pair, turn: Turn | None) -> list[Line]:
    """Write the story of a run; how it ends stands with the twenty years (`ending`)."""
    texts = pair.scenario
    lines = [Line(0, "start", texts.fr.story, texts.en.story), *_shocks(pair), *_changes(pair)]
    if turn is not None:
        lines.append(_turn(pair.scenario.show, turn))
    return sorted(lines, key=lambda each: each.day)


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
    whose = Both("{A} et {B}", "{A} and {B}") if who == "both" else Both(NAMES[who], NAMES[who])
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
        if len(lettered(text)) <= LINE:
            return text
    rest = [more.format(len(names) - 1)] if len(names) > 1 else []
    return f"{head}{', '.join([names[0], *rest])}."


def _turn(name: str, turn: Turn) -> Line:
    about, slot = measure(name), NAMES[turn.better]
    fr = f"Jour {turn.day} : {slot} prend l'avantage ({about['fr']['label']})."
    return Line(turn.day, "turn", fr, f"Day {turn.day}: {slot} takes the lead ({about['en']['label']}).")


def ending(
    values: Mapping[str, Mapping[str, float]],
    counted: Mapping[str, Mapping[str, Any]],
    names: Sequence[str],
    people: int,
) -> Both:
    """Say how a year ended: the largest effect first, in units of its spread, then what speaks for the other slot.

    Somebody is ahead only where the twenty years say so; the numbers are this year's, or, where this year is an
    exception, the mean of the twenty.
    """
    won = sorted((name for name in names if counted[name]["ahead"] != "none"), key=lambda n: -counted[n]["effect"])
    if not won:
        level = [measure(name) for name in names]
        fr, en = (
            _listed([each[lang]["short"] for each in level], word) for lang, word in (("fr", "et"), ("en", "and"))
        )
        return Both(f"À peu près pareil : {fr}.", f"About the same: {en}.")
    best = counted[won[0]]["ahead"]
    against = [name for name in won if counted[name]["ahead"] != best]
    second = [*against, *won[1:]][:1]
    texts = []
    for lang, but in (("fr", "Mais "), ("en", "But ")):
        parts = [_ahead(lang, name, values, counted[name], people) for name in (won[0], *second)]
        if against:
            parts[1] = but + (parts[1] if parts[1].startswith("{") else parts[1][0].lower() + parts[1][1:])
        texts.append(next(text for text in (" ".join(parts), parts[0]) if len(lettered(text)) <= TWO_LINES))
    return Both(*texts)


def _listed(words: Sequence[str], joined: str) -> str:
    return f"{', '.join(words[:-1])} {joined} {words[-1]}" if len(words) > 1 else words[0]


def _ahead(lang: str, name: str, values: Measures, found: Mapping[str, Any], people: int) -> str:
    best = found["ahead"]
    other = "left" if best == "right" else "right"
    as_here = ahead(name, values["left"][name], values["right"][name], people) == best
    good, bad = ((values[slot] if as_here else {name: found["mean"][slot]})[name] for slot in (best, other))
    numbers = [said(each, name, lang) for each in (good, bad)]
    if name == "lead":
        numbers = in_words(good, bad, lang)
    text = measure(name)[lang]["ahead"].format(best=NAMES[best], other=NAMES[other], good=numbers[0], bad=numbers[1])
    on_average = {"fr": " (moyenne de vingt années)", "en": " (mean of twenty years)"}[lang]
    return f"{text}." if as_here else f"{text}{on_average}."


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
