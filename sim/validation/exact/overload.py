"""Overload: what is refused, lapses and is worked over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.record import BASE, MANAGER, ROLES
from sim.run import Run
from sim.stats.row import Row
from sim.validation.limiting import agreement, configuration, following, given, merged, run, staged

CHECK, SOURCE = "overload", "identity of the law of overload"
RULE = "management_by_exception"
ORIGIN, OTHER = 3, 2
"""Seat at the base of the first team, and the other team."""
BORN = np.array([0, 3, 7])
"""Days on which issues come."""
FREE = 12
"""Day on which who was busy is free again."""
BUSY = 8.0
"""Hours of operational work that leave none for anything else."""
HELD, LOSS = 0.6, 0.05
"""Trust at first, and what a silence takes of it."""
ABSENT = {"physics": {"manager_hours": BUSY, "head_hours": BUSY}}

Floats = NDArray[np.float64]
Overrides = Mapping[str, Any]


def overload() -> list[Row]:
    """Overload: requests lapse, dead ones cost nothing, hours owed and overtime are bounded, to the hour.

    What was sent at hour h can be opened from h + the hand-off on; if nobody has opened it P days later it lapses that
    evening, at the end of the day on which patience ends:
        evening(h) = Delta ceil((h + handoff) / Delta + P).
    A visa then takes effect; an issue, or a meeting, is back with whoever sent it, who answers it the next morning
    alone and pays nothing to open it. Advice is waited for P days from the question on, so it lapses only if who asked
    has no time by then. Each silence from above costs whoever asked `lapse_loss` of trust in the line. Who is free
    again after everything has been settled finds dead requests, and spends no hour on them. Whoever is asked for more
    than a day owes at most `owed_days`. With work w that waits, somebody opens tasks until attention A and overtime O
    are used up, (A + O) / w a day, those after A at the end of the day.

    Source  identities of this model's law of overload (ours)
    """
    return [*silences(), *losses(), *dead(), *bounds(), *pivots(), *patience_of_a_desk()]


def lived(*overrides: Overrides, rule: str = RULE, born: ArrayLike = BORN, **issue: ArrayLike) -> Run:
    """Let issues come to one member; without a rule's parameters."""
    plain: dict[str, Any] = {}
    for each in overrides:
        plain = merged(plain, each)
    settings = following(configuration("overload", **plain), rule)
    return run(settings, staged(settings, issues=given(np.asarray(born), ORIGIN, **issue)))


def effects(lived: Run) -> Floats:
    """Return the hour at which each answer took effect."""
    return np.asarray(lived.tables.outcomes)["effect_hour"]


def by_role(lived: Run, column: str, role: int) -> Floats:
    """Return a daily column of the people in a role together."""
    return np.asarray(lived.tables.roles)[column].reshape(-1, len(ROLES))[:, role].astype(float)


def free_again(hours: str, busy_from: int = 0) -> dict[str, Any]:
    """Let those in a role have no time until they are free again."""
    changes: dict[str, Any] = {"free": {"what": f"physics.{hours}", "to": 0.0, "day": FREE}}
    if busy_from == 0:
        return {"physics": {hours: BUSY}, "interventions": changes}
    return {"interventions": {"busy": {"what": f"physics.{hours}", "to": BUSY, "day": busy_from}, **changes}}


# -------------------------------------------------------------------------------------------------------- what lapses
def evening(sent: Floats) -> Floats:
    """Return the evening on which what was sent lapses, hours; a day has 8."""
    physics = configuration("overload").physics
    return physics.step_hours * np.ceil((sent + physics.handoff_hours) / physics.step_hours + physics.patience_days)


def silences() -> list[Row]:
    """Let managers who are never there be asked."""
    physics, morning = configuration("overload").physics, 8.0 * BORN
    visas = lived(ABSENT, {"culture": {"control": 1.0}})
    issues = lived(ABSENT, scope=1)
    meetings = lived(ABSENT, rule="distributed", scope=2, other_team=OTHER, coupling=1.0)
    advice = unadvised()
    lapsed = 1.0 * (8.0 * np.arange(1, len(advice.days) + 1) == evening(np.array(physics.send_hours)))
    answered = evening(morning + physics.work_hours + physics.send_hours)
    back = {
        "an issue": (issues, evening(morning + physics.send_hours)),
        "a meeting": (meetings, evening(morning + physics.send_hours + physics.group_hours)),
    }
    return [
        agreement(CHECK, "a visa lapses: in effect that evening", SOURCE, answered, effects(visas)),
        agreement(CHECK, "a visa lapses: counted", SOURCE, len(BORN), visas.days["lapsed_visas"].sum()),
        agreement(CHECK, "a visa lapses: no hour of its giver", SOURCE, 0.0, by_role(visas, "task_hours", MANAGER)),
        *(
            agreement(CHECK, f"{what} lapses: answered alone the next morning", SOURCE, hour + physics.work_hours,
                      effects(each))
            for what, (each, hour) in back.items()
        ),
        agreement(CHECK, "an issue lapses: passed on once, opened again at no hours", SOURCE,
                  physics.send_hours * len(BORN), issues.days["handoff_hours"].sum()),
        agreement(CHECK, "advice lapses: on its evening", SOURCE, lapsed, advice.days["lapsed_advice"]),
        agreement(CHECK, "advice lapses: taken up as soon as there is time", SOURCE,
                  8.0 * FREE + physics.receive_hours + physics.work_hours, effects(advice)),
        agreement(CHECK, "advice lapses: no hour of the adviser", SOURCE, 0.0, by_role(advice, "task_hours", MANAGER)),
    ]  # fmt: skip


def unadvised(*overrides: Overrides) -> Run:
    """Let somebody ask for advice that never comes, and have no time until it has lapsed."""
    return lived(ABSENT, free_again("base_hours", busy_from=1), *overrides, rule="consult_first", born=[0], scope=1)


def losses() -> list[Row]:
    """Let whoever stands above be silent, at a price in trust; nothing else moves it here."""
    price = {"culture": {"trust": HELD}, "physics": {"lapse_loss": LOSS, "trust_step": 0.0, "relaxation": 0.0}}
    silent = {
        "an issue": (lived(ABSENT, price, scope=1), len(BORN)),
        "a meeting": (lived(ABSENT, price, rule="distributed", scope=2, other_team=OTHER, coupling=1.0), len(BORN)),
        "advice": (unadvised(price), 1),
    }
    found = []
    for what, (each, times) in silent.items():
        me, case = each.tables.people[ORIGIN], f"{what} lapses: trust lost in the line, none in peers"
        found.append(agreement(CHECK, case, SOURCE, [HELD - LOSS * times, HELD], [me.trust_up, me.trust_peers]))
    return found


# -------------------------------------------------------------------------------------------------------- what is dead
def dead() -> list[Row]:
    """Let somebody be free again only after what waits for them has been settled."""
    physics = configuration("overload").physics
    late = {"physics": {"patience_days": 11.0}}  # the asker goes on at the hour of day 11, the request lapses later
    advice = lived(free_again("manager_hours"), late, rule="consult_first", born=[0], scope=1)
    desk = {"culture": {"clarity": 0.0}, "physics": {"collision_chance": 1.0, "sensing_hours": 0.0}}
    second = lived(free_again("base_hours", busy_from=1), desk, born=[0])
    plans = {"dials": {"strategy": 0.0}, "physics": {"plan_days": 5.0}}
    news = lived(free_again("manager_hours"), plans, {"days": FREE + 2}, born=[])
    told = np.zeros(FREE + 2)
    told[FREE] = 2 * (physics.receive_hours + 2 * physics.send_hours)  # two managers hear of one version and tell two
    passed = np.zeros(len(second.days))
    passed[0] = physics.send_hours
    return [
        agreement(CHECK, "advice nobody needs: no hour of the adviser", SOURCE, 0.0,
                  by_role(advice, "task_hours", MANAGER)),
        agreement(CHECK, "advice nobody needs: withdrawn", SOURCE, 1, advice.days["withdrawn"][FREE]),
        agreement(CHECK, "a settled issue: no hour of its second desk", SOURCE, passed,
                  by_role(second, "task_hours", BASE)),
        agreement(CHECK, "a settled issue: its second desk withdrawn", SOURCE, 1, second.days["withdrawn"][FREE]),
        agreement(CHECK, "news overtaken by newer: hours of the newest alone", SOURCE, told,
                  by_role(news, "task_hours", MANAGER)),
    ]  # fmt: skip


# -------------------------------------------------------------------------------------------------------------- bounds
def bounds() -> list[Row]:
    """Ask a base of four for two hours more than a day has, and give one of them more work than a day's."""
    over = lived({"physics": {"base_hours": BUSY + 2.0, "owed_days": 1.0}}, born=[])
    asked = 2.0 * np.arange(1, len(over.days) + 1)
    owed = np.minimum(asked, BUSY)
    lapsed = np.minimum(2.0, np.maximum(0.0, asked - BUSY))
    attention, overtime, count = 4, 2, 20
    late = lived({"physics": {"base_hours": BUSY - attention, "overtime_hours": overtime}}, born=np.zeros(count, int))
    nth = np.arange(count) % (attention + overtime)
    stamps = 8.0 * (np.arange(count) // (attention + overtime)) + np.where(nth < attention, nth + 1.0, BUSY + 1.0)
    beyond = np.zeros(len(late.days))
    beyond[: count // (attention + overtime)] = overtime
    return [
        agreement(CHECK, "hours owed: at most a day", SOURCE, owed, by_role(over, "debt_hours", BASE) / 4),
        agreement(CHECK, "hours owed: the rest lapses", SOURCE, 4 * lapsed, over.days["lapsed_hours"]),
        agreement(CHECK, "overtime: answers stamped with the day's end", SOURCE, stamps, np.sort(effects(late))),
        agreement(CHECK, "overtime: hours, while tasks wait", SOURCE, beyond, by_role(late, "overtime_hours", BASE)),
    ]


def pivots() -> list[Row]:
    """Let the head see the direction move by two a day, so that the plan is always wrong."""
    seen = {"dials": {"strategy": 0.0}, "physics": {"plan_days": 1000.0, "sensing_hours": 1.0, "sensing_noise": 0.0}}
    settings = following(configuration("overload", **merged(seen, {"physics": {"pivot_days": 5.0}})), RULE)
    scene = staged(settings, direction=2.0 * np.arange(settings.days))
    expected = (np.arange(settings.days) % 5 == 1).astype(float)  # first seen on day 1
    lives = run(settings, scene)
    return [agreement(CHECK, "pivots: five days apart", SOURCE, expected, lives.days["pivots"])]


# --------------------------------------------------------------------------------------------------- desks and seats
def patience_of_a_desk() -> list[Row]:
    """Let issues lie on a desk: until they are refused, or, with people leaving every night, for whoever comes."""
    refused = lived({"physics": {"base_hours": BUSY, "refuse_days": 3.0}})
    leaving = {"leave_rate": 1.0, "leave_slope": 0.0, "welcome_hours": 0.0, "handed_over": 0.0}
    kept = lived(free_again("base_hours"), {"physics": leaving}, born=[0])
    closed = np.asarray(refused.tables.outcomes)["drop_hour"]
    return [
        agreement(CHECK, "refused on the third evening", SOURCE, 8.0 * (BORN + 3), closed),
        agreement(CHECK, "an inbox stays with the seat: answered there", SOURCE, 8.0 * FREE + 1.0, effects(kept)),
        agreement(CHECK, "an inbox stays with the seat: nothing is handed on", SOURCE, 0.0, kept.days["handoffs"]),
    ]


CHECKS = (overload,)
