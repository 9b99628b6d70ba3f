"""The story of one decision in short sentences, from the log of what happened to it; of fictional organisations."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.record import (
    ADVISED,
    DECLINED,
    DROPPED,
    FAILED,
    HELD,
    PROPOSED,
    REFUSED,
    SECOND_DESK,
    TAKEN_BACK,
    VISA_ASKED,
    VISA_GIVEN,
    VISA_LAPSED,
    VISA_REFUSED,
)
from sim.run import Scene
from sim.scenario.spec import Both
from sim.state import APPLY_PLAN, CONSULT, CONVENE, DECIDE, ESCALATE, SHARE

MOVED = 0.5
"""How far what is right must have moved between a decision and its effect to be worth telling, course."""
OFTEN = 3
"""Times from which passing up and down is told as such."""
LONG = 1.5
"""Days from which a wait is told."""
WAITS = {
    ESCALATE: ("chez le responsable", "with the manager"),
    SHARE: ("chez un collègue", "with a colleague"),
    CONSULT: ("un avis", "for advice"),
    VISA_ASKED: ("un visa", "for a visa"),
    VISA_REFUSED: ("après un visa refusé", "after a visa was refused"),
    CONVENE: ("une réunion des deux équipes", "for a meeting of the two teams"),
    TAKEN_BACK: ("chez le responsable qui l'a repris", "with the manager who took it back"),
}
"""What somebody waited for, after each kind of hand-off."""
ENDS = {CONSULT: (ADVISED, DECIDE, APPLY_PLAN), VISA_ASKED: (VISA_GIVEN, VISA_REFUSED, VISA_LAPSED)}
"""What ends a wait; whatever comes next, if nothing is said."""

NOTHING = Both("", "")
Events = NDArray[np.void]


@dataclass(frozen=True)
class Story:
    """A decision told: the sentences, and its days."""

    issue: int
    said: Both
    first: int
    last: int


def tell(life: Events, scene: Scene, step_hours: float = 8.0) -> Story:
    """Tell the story of one issue."""
    life = life[life["action"] < PROPOSED]  # a task group outlives the decision that founded it
    first, last = int(life["hour"][0] // step_hours), int(life["hour"][-1] // step_hours)
    kind, waited = _longest_wait(life, step_hours)
    parts = [_way(life), _wait(kind, waited), _ending(life, scene)]
    told = [each for each in parts if each.fr]
    said = Both(_sentence("fr", first, told), _sentence("en", first, told))
    return Story(int(life["issue"][0]), said, first, last)


def _sentence(lang: str, day: int, parts: list[Both]) -> str:
    begin = f"Jour {day} : un dossier arrive. " if lang == "fr" else f"Day {day}: a case comes in. "
    return begin + " ".join(each.fr if lang == "fr" else each.en for each in parts)


def _way(life: Events) -> Both:
    """Say how it was decided: climbed, passed on, advised, met on, by the plan, or on the spot."""
    count = {action: int(np.count_nonzero(life["action"] == action)) for action in range(21)}
    if count[ESCALATE] > OFTEN and count[SHARE] > OFTEN:
        times = count[ESCALATE]
        return Both(f"Il monte et redescend {times} fois.", f"It is passed up and down {times} times.")
    if count[ESCALATE]:
        times_fr, times_en = _times(count[ESCALATE])
        return Both(f"Il remonte {times_fr}.", f"It is passed up {times_en}.")
    if count[CONVENE]:
        return Both("Deux équipes en décident en réunion.", "Two teams settle it in a meeting.")
    if count[CONSULT]:
        return Both("On en décide sur place, après avis.", "It is decided on the spot, after advice.")
    if count[SHARE]:
        times_fr, times_en = _times(count[SHARE])
        return Both(f"Il passe {times_fr} à un collègue.", f"It is passed {times_en} to a colleague.")
    if count[DECIDE]:
        return Both("On en décide sur place.", "It is decided on the spot.")
    return Both("Le plan le règle.", "The plan settles it.") if count[APPLY_PLAN] else NOTHING


def _times(count: int) -> tuple[str, str]:
    known = {1: ("une fois", "once"), 2: ("deux fois", "twice"), 3: ("trois fois", "three times")}
    return known.get(count, (f"{count} fois", f"{count} times"))


def _longest_wait(life: Events, step_hours: float) -> tuple[int, float]:
    """Find after which hand-off it waited longest, and for how many days."""
    kind, longest = -1, 0.0
    for k, event in enumerate(life):
        action = int(event["action"])
        if action in WAITS:
            after = life[k + 1 :]
            ends = after[np.isin(after["action"], ENDS[action])] if action in ENDS else after
            days = float(ends["hour"][0] - event["hour"]) / step_hours if len(ends) else 0.0
            if days > longest:
                kind, longest = action, days
    return kind, longest


def _wait(kind: int, days: float) -> Both:
    if days < LONG:
        return Both("", "")
    what_fr, what_en = WAITS[kind]
    number = round(days)
    return Both(f"Il attend {number} jours {what_fr}.", f"It waits {number} days {what_en}.")


def _ending(life: Events, scene: Scene) -> Both:
    """Say what came of it: held, failed because the context had moved, redone, given up, refused, or still open."""
    actions = life["action"]
    failed = _count(actions, FAILED)
    why = (
        Both("Entre-temps, le contexte a bougé. ", "By then the context has moved. ")
        if _moved(life, scene)
        else NOTHING
    )
    twice = Both(" Deux bureaux y travaillent.", " Two desks work on it.") if SECOND_DESK in actions else NOTHING
    if DROPPED in actions:
        end = Both("On l'abandonne.", "It is given up.")
    elif REFUSED in actions:
        end = Both("Personne ne l'ouvre à temps : on le refuse.", "Nobody opens it in time: it is refused.")
    elif DECLINED in actions:
        end = Both("L'enjeu est trop faible : on le décline.", "The stakes are too low: it is declined.")
    elif HELD in actions:
        fr, en = _times(failed)
        again = Both(f"On le refait {fr}, puis la réponse tient.", f"It is redone {en}, then the answer holds.")
        end = again if failed else Both("La réponse tient.", "The answer holds.")
    elif failed:
        end = Both("La réponse ne tient pas.", "The answer does not hold.")
    else:
        end = Both("Il est toujours ouvert.", "It is still open.")
    return Both(why.fr + end.fr + twice.fr, why.en + end.en + twice.en)


def _count(actions: NDArray[Any], what: int) -> int:
    return int(np.count_nonzero(actions == what))


def _moved(life: Events, scene: Scene) -> bool:
    """Say whether what was right moved between a decision and the evening on which it failed."""
    team = scene.chart.team[scene.trace.issues.origin[life["arrival"][0]]]
    right = scene.trace.direction + scene.trace.context[:, team]
    for before, after in pairwise(life[np.isin(life["action"], (DECIDE, APPLY_PLAN, FAILED))]):
        if after["action"] == FAILED != before["action"] and abs(right[after["day"]] - right[before["day"]]) > MOVED:
            return True
    return False


def most_telling(events: Events, scene: Scene, days: int, most: int = 40) -> list[Story]:
    """Choose decisions to tell, spread over the year: in each stretch the one that took longest or failed most."""
    if not len(events):
        return []
    ordered = events[np.lexsort((events["hour"], events["issue"]))]
    begins = np.flatnonzero(np.r_[True, ordered["issue"][1:] != ordered["issue"][:-1]])
    ends = np.r_[begins[1:], len(ordered)]
    failures = np.add.reduceat(ordered["action"] == FAILED, begins)
    desks = np.add.reduceat(ordered["action"] == SECOND_DESK, begins)
    days_taken = (ordered["hour"][ends - 1] - ordered["hour"][begins]) / 8.0
    weight = np.minimum(days_taken, 15.0) + 2.0 * failures + desks
    stretch = ordered["day"][begins] // max(1, days // most)
    best = np.lexsort((-weight, stretch))
    _, firsts = np.unique(stretch[best], return_index=True)
    chosen = best[firsts][:most]
    return [tell(ordered[begins[k] : ends[k]], scene) for k in chosen]
