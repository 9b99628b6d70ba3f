"""Where decisions flow: from whom an issue came to, by which way, to whoever decided, with waits; read off the log.

The event is that of `sim.engine.meet`: an issue at its first effect. Nothing here changes a run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.engine.people import ALL, HEARD, HELD, KEPT, OTHERS, OWN
from sim.engine.tables import Tables
from sim.experiment.compare import AFTER, name_of, windows_of_changes
from sim.experiment.store import read_passport
from sim.experiment.why import Relived, relive
from sim.metrics.people import of_people
from sim.parameters import Settings
from sim.record import BASE, HAPPENED, HEAD, MANAGER

BEFORE, YEAR = "before", "year"
"""The windows of a map beside `after`: before a change began; the whole year where nothing changes."""
FEWEST_DAYS: Final = 10
"""Days below which there is no before, or no after."""
MOST_YEARS: Final = 10
"""Years that are put together at most."""
ORIGINS: Final = ("base", "managers", "head")
WAYS: Final = ("stayed", "asked", "across", "up")
"""Decided where it came to; after advice or a meeting; passed to another desk; passed up the line."""
DECIDERS: Final = (*ORIGINS, "plan")
PLACE: Final = {BASE: 0, MANAGER: 1, HEAD: 2}
SHARES: Final = {"own": (OWN, ALL), "kept": (KEPT, ALL), "held": (HELD, ALL), "heard": (HEARD, OTHERS)}
"""What of lived events is a share of what."""
CAUSES: Final = ("visa_refused", "taken_back", "sent_back", "lapsed", "visa_lapsed", "meeting_lapsed", "advice_lapsed")
"""What makes an issue start anew, or wait in vain."""

Counts = NDArray[np.float64]


@dataclass
class Flow:
    """Decisions of a window of days, added up over years.

    Parameters
    ----------
    days : (int, int)
        The first day, and the one after the last.
    issues, waited : ndarray of float, shape (3, 4, 4)
        How many went from each of `ORIGINS` by each of `WAYS` to each of `DECIDERS`; and their days to a first effect.
    elsewhere : int
        Of them, those decided in another team than they came to.
    causes : dict of str to int
        How often an issue started anew or waited in vain, by cause.
    lived : dict of str to ndarray
        By team, the columns of the table of lived events.
    top2, gini : list of float
        Share of own decisions of the two seats that decide most, and inequality, a year each.
    """

    days: tuple[int, int]
    issues: Counts = field(default_factory=lambda: np.zeros((len(ORIGINS), len(WAYS), len(DECIDERS))))
    waited: Counts = field(default_factory=lambda: np.zeros((len(ORIGINS), len(WAYS), len(DECIDERS))))
    elsewhere: int = 0
    causes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CAUSES, 0))
    lived: dict[str, Counts] = field(default_factory=dict[str, Counts])
    top2: list[float] = field(default_factory=list[float])
    gini: list[float] = field(default_factory=list[float])

    @property
    def total(self) -> int:
        """How many issues."""
        return int(self.issues.sum())

    def share(self, team: str, name: str) -> float:
        """Return one of the four lived shares of a team; NaN where it lived no such event."""
        top, bottom = SHARES[name]
        return float(self.lived[team][top] / self.lived[team][bottom]) if self.lived[team][bottom] else float("nan")


@dataclass(frozen=True)
class Maps:
    """The maps of an organisation: its name, what changed on the way (or nothing), a map a window, the years."""

    form: str
    change: str
    flows: dict[str, Flow]
    seeds: range


def flows_of(folder: Path, form: str | None, seed: int | None) -> Maps:
    """Live years of a results folder again and say where decisions went, before and after what was changed."""
    passport: Mapping[str, Any] = (read_passport(folder) if folder.is_dir() else None) or {}
    changing = [name for name, each in passport.get("organisations", {}).items() if _changes(each)]
    form = form or next(reversed([*passport.get("organisations", {}), *changing]), None)
    said = passport.get("seeds", {})
    first, count = (int(said.get(key, 1)) for key in ("first", "count"))
    seeds = range(first, first + min(count, MOST_YEARS)) if seed is None else range(seed, seed + 1)
    flows: dict[str, Flow] = {}
    change = ""
    for each in seeds:
        noted: dict[int, tuple[Counts, NDArray[Any]]] = {}
        year = relive(folder, form, each, lambda tables, noted=noted: _note(tables, noted))
        flows = flows or {name: Flow(window) for name, window in windows_of(year.settings).items()}
        change = name_of(year.settings.interventions) if BEFORE in flows else ""
        for flow in flows.values():
            add_year(flow, year, noted)
    return Maps(str(form), change, flows, seeds)


def _changes(organisation: Mapping[str, Any]) -> bool:
    return bool(organisation.get("settings", {}).get("interventions"))


def _note(tables: Tables, noted: dict[int, tuple[Counts, NDArray[Any]]]) -> None:
    """Keep what each seat had lived and decided by this morning."""
    noted[int(tables.org[0].day)] = (np.array(tables.lived, np.float64), np.array(tables.people.decisions))


def windows_of(settings: Settings) -> dict[str, tuple[int, int]]:
    """Return the windows of a map: before a change began and after it was done, or the year."""
    end = settings.days - settings.follow_days
    if settings.interventions:
        begin = min(each.day for each in settings.interventions.values())
        before = (settings.warmup_days, max(settings.warmup_days, begin))
        after = windows_of_changes(settings.interventions, settings)[AFTER]
        if all(last - first >= FEWEST_DAYS for first, last in (before, after)):
            return {BEFORE: before, AFTER: after}
    return {YEAR: (settings.warmup_days, max(settings.warmup_days, end))}


def add_year(flow: Flow, year: Relived, noted: Mapping[int, tuple[Counts, NDArray[Any]]]) -> None:
    """Add a year to a map: its issues, by the day on which they came; what seats lived and decided in its days."""
    assert year.run.log is not None, "a map is read off the log"
    first, last = flow.days
    events = year.run.log.events
    born = year.scene.trace.issues["day"][events["arrival"]]
    events = events[(born >= first) & (born < last)]
    events = events[np.lexsort((events["hour"], events["arrival"]))]
    ends = np.flatnonzero(np.diff(events["arrival"])) + 1
    roles = np.asarray(year.run.tables.people.role)
    for life in np.split(events, ends) if len(events) else []:
        add_life(flow, life, roles, year.scene.chart.team, year.settings.physics.step_hours)
    zero = (np.zeros_like(noted[last][0]), np.zeros_like(noted[last][1]))
    earlier, later = noted.get(first, zero), noted[last]
    lived = later[0] - earlier[0]
    for row, name in enumerate(year.scene.chart.teams):
        mine = lived[np.asarray(year.scene.chart.team) == row].sum(axis=0)
        flow.lived[name] = flow.lived.get(name, 0) + mine
    power = of_people(decisions=later[1] - earlier[1])
    flow.top2.append(power["decision_top2"])
    flow.gini.append(power["decision_gini"])


def add_life(flow: Flow, life: NDArray[Any], roles: NDArray[Any], teams: NDArray[Any], step_hours: float) -> None:
    """Add the life of one issue up to its first effect; one without an effect has causes only."""
    actions = [HAPPENED[each] for each in life["action"]]
    effect = next((k for k, each in enumerate(actions) if each in ("held", "failed")), None)
    before = actions[:effect]
    for each in before:
        if each in flow.causes:
            flow.causes[each] += 1
    if effect is None:
        return
    decider, origin = int(life["person"][effect]), int(life["other"][effect])
    given = next((each for each in reversed(before) if each in ("apply_plan", "decide", "met")), "decide")
    to = DECIDERS.index("plan") if given == "apply_plan" else PLACE[int(roles[decider])]
    place = PLACE[int(roles[origin])], WAYS.index(_way(before)), to
    flow.issues[place] += 1
    flow.waited[place] += (life["hour"][effect] - life["hour"][0]) / step_hours
    flow.elsewhere += int(teams[decider] != teams[origin])


def _way(before: Sequence[str]) -> str:
    if "escalate" in before:
        return "up"
    if "share" in before:
        return "across"
    return "asked" if {"consult", "met"} & set(before) else "stayed"


def flow_values(maps: Maps) -> dict[str, Any]:
    """Return maps as plain values; a share of nothing is None."""
    about = {"form": maps.form, "change": maps.change or None}
    seeds = {"first": maps.seeds[0], "count": len(maps.seeds)}
    return {**about, "seeds": seeds, **{name: _values(flow) for name, flow in maps.flows.items()}}


def _values(flow: Flow) -> dict[str, Any]:
    routes = [
        {"from": ORIGINS[i], "way": WAYS[j], "to": DECIDERS[k], "issues": int(flow.issues[i, j, k]),
         "days": float(flow.waited[i, j, k] / flow.issues[i, j, k])}
        for i, j, k in zip(*np.nonzero(flow.issues), strict=True)
    ]  # fmt: skip
    teams = {team: {name: _sayable(flow.share(team, name)) for name in SHARES} for team in flow.lived}
    return {
        "days": {"first": flow.days[0], "last": flow.days[1] - 1},
        "issues": flow.total,
        "routes": routes,
        "in_another_team": flow.elsewhere / flow.total if flow.total else None,
        "top2": _sayable(mean_of(flow.top2)),
        "gini": _sayable(mean_of(flow.gini)),
        "causes": flow.causes,
        "lived": teams,
    }


def mean_of(values: Sequence[float]) -> float:
    """Return the mean over the years that have a number; NaN where none has."""
    there = [each for each in values if np.isfinite(each)]
    return float(np.mean(there)) if there else float("nan")


def _sayable(value: float) -> float | None:
    return value if np.isfinite(value) else None
