"""Why an issue went as it did: the same year lived again with a log, and once more with one choice made otherwise.

The same luck each time: draws are keyed by what they are for, so that whatever differs afterwards follows from it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.checked import build
from sim.engine.binding import BoundRule, bind
from sim.engine.binding.call import Callback, Interpreted
from sim.engine.compiled import INTERPRETED
from sim.engine.tables import Tables
from sim.errors import InputError, Said
from sim.experiment.identity import what_changed
from sim.experiment.reproduce import changed_rules, said_of
from sim.experiment.store import read_passport
from sim.parameters import Settings
from sim.record import HAPPENED
from sim.run import Run, Scene, set_scene, simulate
from sim.state import ACTIONS, CONSULT, DECIDE, ESCALATE

ALTERNATIVES = (DECIDE, ESCALATE, CONSULT)
"""What could have been done instead, in the order in which it is told."""
SHOWN = 10
"""How many issues worth a look are listed."""


@dataclass(frozen=True)
class Relived:
    """A year of one organisation, lived again with a log.

    Parameters
    ----------
    settings : Settings
        As the passport says, with the seed of the year.
    scene : Scene
        Its structure and its trace.
    rule : BoundRule
        Its rule.
    run : Run
        With its log.
    changed : Said or None
        How the model differs from the one the passport names; None where they are equal.
    """

    settings: Settings
    scene: Scene
    rule: BoundRule
    run: Run
    changed: Said | None


@dataclass(frozen=True)
class Ending:
    """What became of an issue.

    Parameters
    ----------
    effect, held : float
        Days from its birth to its first answer in effect, and to one that held; infinite if there was none.
    error : float
        Of the first answer, units of course; NaN if there was none.
    attempts : int
        Answers that failed.
    """

    effect: float
    held: float
    error: float
    attempts: int


@dataclass(frozen=True)
class Otherwise:
    """How an issue would have gone, had one thing been done.

    Parameters
    ----------
    action : int
        What is done instead each time it is opened, until it has an answer: an action of `sim.state`.
    ending : Ending
        What becomes of it.
    others : int
        How many other issues end at another hour because of it.
    delay : float
        Mean change in the time to a first answer of all other issues, days; those without an answer count as at the
        end of the year.
    """

    action: int
    ending: Ending
    others: int
    delay: float


def relive(
    folder: Path, form: str | None, seed: int | None, each_day: Callable[[Tables], None] | None = None
) -> Relived:
    """Live a year of a results folder again, with a log."""
    passport = read_passport(folder) if folder.is_dir() else None
    slots: Mapping[str, Any] = (passport or {}).get("organisations", {})
    if not slots:
        raise InputError("no_result_to_relive", folder)
    assert passport is not None
    form = form or next(iter(slots))
    if form not in slots:
        raise InputError("no_organisation_in", "--form", (form, slots), form=form, folder=folder)
    settings = build(Settings, said_of(folder, slots[form], "settings"))
    settings = replace(settings, seed=_year(seed, passport.get("seeds", {}), folder))
    rule = bind(settings.rule, settings.rule_args)
    changed = changed_rules(
        {rule.name: said_of(folder, slots[form], "rule").get("sha256", "")}, {rule.name: rule.source_hash}
    )
    if changed:
        raise InputError("changed_since_put_back", folder, changed=changed[0])
    scene = set_scene(settings)
    run = simulate(settings, scene, rule, each_day=each_day, events=True)
    return Relived(settings, scene, rule, run, what_changed(passport.get("product", {}).get("model")))


def _year(seed: int | None, seeds: Mapping[str, int], folder: Path) -> int:
    if not seeds.get("count") or "first" not in seeds:
        raise InputError("passport_lacks_years", folder)
    first, last = seeds["first"], seeds["first"] + seeds["count"] - 1
    if seed is not None and not first <= seed <= last:
        edge = first if seed < first else last
        raise InputError("no_year_of_this", "--seed", seed=seed, edge=edge, first=first, last=last)
    return first if seed is None else seed


def issue_called(year: Relived, name: str) -> int:
    """Return the number of the issue that a file calls so, else that the name is."""
    names = year.scene.trace.names
    if name in names:
        return names.index(name)
    if not name.lstrip("-").isdigit():
        raise InputError("no_such_issue", "issue", (name, names), name=name)
    return int(name)


def life_of(year: Relived, issue: int) -> NDArray[np.void]:
    """Return the events of an issue in order of hours.

    Parameters
    ----------
    year : Relived
        The year.
    issue : int
        Its number: the row in the trace.

    Returns
    -------
    ndarray of EVENT, shape (e,)
        At least its arrival.

    Raises
    ------
    InputError
        When there is no such issue.
    """
    count = len(year.scene.trace.issues)
    if not 0 <= issue < count:
        raise InputError("issues_there_are", Said.of("place_issue", n=issue), last=count - 1)
    events = _events(year)
    mine = events[events["arrival"] == issue]
    return mine[np.argsort(mine["hour"], kind="stable")]


def _events(year: Relived) -> NDArray[np.void]:
    assert year.run.log is not None, "a year is lived again with its log"
    return year.run.log.events


def ending_of(year: Relived, run: Run, issue: int, attempts: int) -> Ending:
    """Return what became of an issue in a run of this year."""
    row = np.asarray(run.tables.outcomes)[issue]
    hours = year.settings.physics.step_hours
    born = float(year.scene.trace.issues["day"][issue])
    effect, held = (float(row[name]) / hours - born for name in ("effect_hour", "success_hour"))
    error = float(row["error"]) if math.isfinite(effect) else math.nan
    return Ending(effect, held, error, attempts)


def failures(life: NDArray[np.void]) -> int:
    """Count the answers of an issue that failed."""
    return int((life["action"] == HAPPENED.index("failed")).sum())


def alternatives(life: NDArray[np.void]) -> list[int]:
    """Return what nobody did with an issue before its first answer, and could have.

    Deciding counts as done only when whoever opened it first decided.
    """
    done = [int(each) for each in life["action"] if each < len(ACTIONS)]
    first = done[0] if done else DECIDE
    return [each for each in ALTERNATIVES if each != first and (each == DECIDE or each not in done)]


def otherwise(year: Relived, issue: int, action: int) -> Otherwise:
    """Live the year once more, another thing being done with one issue."""
    identity = int(life_of(year, issue)["issue"][0])
    run = simulate(year.settings, year.scene, with_one_choice(year.rule, identity, action), events=True)
    life = life_of(replace(year, run=run), issue)
    before, after = (np.asarray(each.tables.outcomes)["effect_hour"] for each in (year.run, run))
    end = year.settings.days * year.settings.physics.step_hours
    rest = np.arange(len(before)) != issue
    moved = (np.minimum(after, end) - np.minimum(before, end))[rest]
    delay = float(moved.mean()) / year.settings.physics.step_hours if len(moved) else 0.0
    ending = ending_of(year, run, issue, failures(life))
    return Otherwise(action, ending, int((moved != 0).sum()), delay)


def with_one_choice(rule: BoundRule, identity: int, action: int) -> BoundRule:
    """Return a rule that is the same but for one issue, which it answers with one action until an answer has failed.

    It is called back as plain Python; its numbers are those of the compiled rule.
    """

    def choose(me: Any, boss: Any, issue: Any, org: Any, luck: float, **own: float) -> int:
        if issue.id == identity and issue.attempts == 0:
            return action
        return rule.plain(me, boss, issue, org, luck, **own)

    wrap: Callable[..., Any] = Interpreted if INTERPRETED else Callback
    return replace(rule, plain=choose, call=wrap(choose, tuple(rule.args)), slow_reason="one choice is made otherwise")


def worth_a_look(year: Relived) -> list[int]:
    """Return issues with a story: those that took longest, and those that went through most."""
    outcomes = np.asarray(year.run.tables.outcomes)
    born = np.asarray(year.scene.trace.issues["day"], np.float64)
    hours = year.settings.physics.step_hours
    seen = (born >= year.settings.warmup_days) & (born < year.settings.days - year.settings.follow_days)
    events = _events(year)
    steps = np.bincount(events["arrival"], minlength=len(outcomes)) * seen
    wait = np.where(seen & np.isfinite(outcomes["effect_hour"]), outcomes["effect_hour"] / hours - born, 0.0)
    order = [*np.argsort(-wait, kind="stable")[: SHOWN // 2], *np.argsort(-steps, kind="stable")[:SHOWN]]
    found = [int(each) for each in dict.fromkeys(order) if steps[each] > 0]
    return sorted(found[:SHOWN])
