"""Desks: who decided each day, where the oldest issue lies, and one issue followed on both sides in whole sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.record import (
    ADVISED,
    DROPPED,
    EASED,
    HELD,
    LAPSED,
    LEFT_BEHIND,
    REFUSED,
    TAKEN_BACK,
    VISA_ASKED,
    VISA_GIVEN,
    VISA_REFUSED,
)
from sim.run import Run, Scene
from sim.scenario.spec import Both
from sim.state import APPLY_PLAN, CONSULT, CONVENE, DECIDE, ESCALATE, SHARE

NOBODY_THERE = 255
"""The desk of an issue that is nowhere."""
SEEN_BEFORE = 15
"""Days before a pause in which an issue to follow is born."""
DECIDED = (APPLY_PLAN, DECIDE)
MOVED = (ESCALATE, SHARE, EASED, CONSULT, VISA_ASKED, LEFT_BEHIND)
"""After these an issue waits with somebody else."""
CAME_BACK = (ADVISED, VISA_GIVEN, VISA_REFUSED, LAPSED)
"""After these it is back with whom the event names last."""
CLOSED = (DROPPED, REFUSED, HELD)

TRADES = (
    Both("Un avoir client à 800 €", "A customer's credit note of €800"),
    Both("Un devis hors barème", "A quote off the price list"),
    Both("Un recrutement à remplacer", "A vacancy to be filled"),
    Both("Un retard de livraison", "A late delivery"),
    Both("Un achat de 3 000 €", "A purchase of €3,000"),
    Both("Un accès informatique bloqué", "A blocked computer account"),
    Both("Un planning à refaire", "A roster to be redone"),
    Both("Un contrat à renégocier", "A contract to be renegotiated"),
)
"""What the issue that is followed is about: a name for the room, nothing the model knows."""
UNITS = (
    Both("des ventes", "sales"),
    Both("de l'atelier", "the workshop"),
    Both("des achats", "purchasing"),
    Both("de la comptabilité", "accounts"),
    Both("du service clients", "customer service"),
    Both("de la qualité", "quality"),
    Both("des expéditions", "shipping"),
    Both("des études", "design"),
)
"""Functions of the teams of a fictional company."""
SHORT = (
    *(("ventes", "sales"), ("atelier", "workshop"), ("achats", "buying"), ("comptabilité", "accounts")),
    *(("clients", "customers"), ("qualité", "quality"), ("expéditions", "shipping"), ("études", "design")),
)
"""The same functions where only their name stands."""
NUMBERS = {
    "fr": ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
}
Events = NDArray[np.void]


def decided_each_day(events: Events, days: int, people: int) -> NDArray[np.uint8]:
    """Count the answers each seat gave each day; shape (days, people)."""
    found = np.zeros((days, people), np.int64)
    mine = events[np.isin(events["action"], DECIDED)]
    np.add.at(found, (np.minimum(mine["day"], days - 1), mine["person"]), 1)
    return np.minimum(found, 255).astype(np.uint8)


def oldest(run: Run) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the age in days of the oldest issue without an answer, every evening, and the seat it lies with."""
    assert run.log is not None
    days, step = len(run.days), run.settings.physics.step_hours
    outcomes, born = run.tables.outcomes, np.asarray(run.tables.arrivals)["day"][: len(run.tables.outcomes)]
    gone = np.minimum(outcomes.effect_hour, outcomes.drop_hour)
    age, seat = np.zeros(days, np.uint8), np.full(days, NOBODY_THERE, np.uint8)
    events = run.log.events
    by_issue = events[np.lexsort((events["hour"], events["arrival"]))]
    first = np.searchsorted(by_issue["arrival"], np.arange(len(born) + 1))
    for day in range(days):
        here = np.flatnonzero(gone[: np.searchsorted(born, day, side="right")] > (day + 1) * step)
        if len(here):
            row = int(here[0])
            age[day] = min(255, day - int(born[row]))
            life = by_issue[first[row] : first[row + 1]]
            seat[day] = min(NOBODY_THERE, desk_of(life[life["day"] <= day]))
    return age, seat


def desk_of(life: Events) -> int:
    """Return the seat an issue waits with after what happened to it so far; `NOBODY_THERE` where that is not known."""
    for event in life[::-1]:
        action, person, other = (int(event[name]) for name in ("action", "person", "other"))
        if action in MOVED and other >= 0:
            return other
        if action == TAKEN_BACK or (action in CAME_BACK and other < 0):
            return person
        if action in CAME_BACK:
            return other
        if action != CONVENE and person >= 0:
            return person
    return NOBODY_THERE


def unit_names(chart: Chart) -> list[dict[str, str]]:
    """Name the teams of a fictional company by their functions; the first is the top's own."""
    return [
        {"fr": "direction", "en": "top"}
        if chart.manager[int(np.argmax(chart.team == team))] < 0
        else dict(zip(("fr", "en"), SHORT[(team - 1) % len(SHORT)], strict=True))
        for team in range(len(chart.teams))
    ]


def seat_name(chart: Chart, seat: int) -> Both:
    """Name a seat by its function: the top, whoever leads a team, somebody in it."""
    if chart.manager[seat] < 0:
        return Both("la direction", "top management")
    unit = UNITS[int(chart.team[seat] - 1) % len(UNITS)]
    if chart.reports_first[seat + 1] > chart.reports_first[seat]:
        return Both(f"la responsable {unit.fr}", f"the head of {unit.en}")
    return Both(f"une personne {unit.fr}", f"somebody in {unit.en}")


@dataclass(frozen=True)
class Followed:
    """One issue at a pause: its name, and on either side the desks it passed and what is said of it."""

    day: int
    name: Both
    path: dict[str, list[int]]
    said: dict[str, Both]

    def as_dict(self) -> dict[str, Any]:
        """Return it as the page reads it."""
        slots = {slot: {"path": self.path[slot], **self.said[slot].as_dict()} for slot in self.path}
        return {"day": self.day, "name": self.name.as_dict(), **slots}


def followed(lives: dict[str, Events], scene: Scene, pauses: list[int], step_hours: float) -> list[Followed]:
    """Follow one issue at each pause: of those born shortly before, one that waits, long, with many desks behind it."""
    found = []
    sorted_lives = {slot: events[np.lexsort((events["hour"], events["arrival"]))] for slot, events in lives.items()}
    born = np.asarray(scene.trace.issues.day)
    for day in pauses:
        candidates = np.flatnonzero((born >= day - SEEN_BEFORE) & (born < day))
        best: tuple[float, int] = (-1.0, -1)
        for row in candidates:
            parts = [_until(events, int(row), day) for events in sorted_lives.values()]
            if all(map(len, parts)):
                waits = sum(not _is_closed(part) for part in parts)
                age = (day - int(born[row])) * waits
                best = max(best, (5.0 * waits + 0.5 * age + min(6, sum(map(len, parts))), -int(row)))
        if best[0] < 0:
            continue
        row = -best[1]
        paths, said = {}, {}
        for slot, events in sorted_lives.items():
            life = _until(events, row, day)
            paths[slot] = _path(life)
            said[slot] = sentence(life, scene.chart, day, "{A}" if slot == "left" else "{B}", step_hours)
        found.append(Followed(day, TRADES[row % len(TRADES)], paths, said))
    return found


def _until(events: Events, row: int, day: int) -> Events:
    first, last = np.searchsorted(events["arrival"], [row, row + 1])
    mine = events[first:last]
    return mine[mine["day"] <= day]


def _is_closed(life: Events) -> bool:
    return bool(np.isin(life["action"], (*DECIDED, *CLOSED)).any())


def _path(life: Events) -> list[int]:
    """Return the desks an issue passed, in order, until it was first answered."""
    seats: list[int] = []
    for k in range(1, len(life) + 1):
        seat = desk_of(life[:k])
        if seat != NOBODY_THERE and seats[-1:] != [seat]:
            seats.append(seat)
        if int(life["action"][k - 1]) in DECIDED:
            break
    return seats


def sentence(life: Events, chart: Chart, day: int, name: str, step_hours: float) -> Both:
    """Say in whole sentences where an issue is on a day: whom it waits for and since when, or who decided and when."""
    answers = np.flatnonzero(np.isin(life["action"], DECIDED))
    ended = np.flatnonzero(np.isin(life["action"], CLOSED[:2]))
    born = int(life["hour"][0] // step_hours)
    hops = max(0, len(_path(life)) - 1)
    way_fr, way_en = _passed(hops)
    if len(answers):
        at = life[answers[0]]
        seat, took = seat_name(chart, int(at["person"])), int(at["hour"] // step_hours) - born
        return Both(
            f"Dans {name}, {seat.fr} l'a décidé {_took(took, 'fr')}. {way_fr}",
            f"In {name}, {seat.en} decided it {_took(took, 'en')}. {way_en}",
        )
    if len(ended):
        seat = seat_name(chart, int(life["person"][ended[0]])) if life["person"][ended[0]] >= 0 else None
        return Both(
            f"Dans {name}, il s'est arrêté{f' chez {seat.fr}' if seat else ''} : personne n'a répondu. {way_fr}",
            f"In {name}, it stopped{f' with {seat.en}' if seat else ''}: nobody answered. {way_en}",
        )
    here = desk_of(life)
    seat = seat_name(chart, here) if here != NOBODY_THERE else Both("une réunion", "a meeting")
    since = max(0, day - int(life["hour"][-1] // step_hours))
    return Both(
        f"Dans {name}, il attend {seat.fr} {_since(since, 'fr')}. {way_fr}",
        f"In {name}, it is waiting for {seat.en}{_since(since, 'en')}. {way_en}",
    )


def _count(number: int, lang: str) -> str:
    return NUMBERS[lang][number] if number < len(NUMBERS[lang]) else str(number)


def _passed(hops: int) -> tuple[str, str]:
    if not hops:
        return "Il n'a pas changé de bureau.", "It has not changed desks."
    if hops == 1:
        return "Il a changé une fois de bureau.", "It has changed desks once."
    return f"Il a changé {_count(hops, 'fr')} fois de bureau.", f"It has changed desks {_count(hops, 'en')} times."


def _took(days: int, lang: str) -> str:
    if days == 0:
        return "le jour même" if lang == "fr" else "the same day"
    if lang == "fr":
        return f"en {_count(days, lang)} jour{'s' if days > 1 else ''}"
    return f"after {_count(days, lang)} day{'s' if days > 1 else ''}"


def _since(days: int, lang: str) -> str:
    if days == 0:
        return "depuis aujourd'hui" if lang == "fr" else " since today"
    if lang == "fr":
        return f"depuis {_count(days, lang)} jour{'s' if days > 1 else ''}"
    return f" for {_count(days, lang)} day{'s' if days > 1 else ''} now"
