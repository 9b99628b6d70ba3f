"""The law of a run: every numeric setting, and what follows from them, as one row that the physics reads.

Interventions move it; nothing else writes to it after the first morning.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from sim.engine.arithmetic import exp
from sim.engine.compiled import compiled
from sim.settings import CultureSettings, DialSettings, PhysicsSettings, Settings, WorldSettings
from sim.settings.organisation import INTAKES
from sim.settings.physics import REFUSE_LAWS, WORK_LAWS
from sim.table import table

DERIVED = (
    "coverage",  # share of issues the plan deals with: 1 - strategy
    "plan_period",  # days between plans; 0 when the plan rolls
    "sensing_budget",  # S, hours a day of the whole organisation
    "keep",  # exp(-blur): what a context keeps at a hop
    "q_direction",  # variance of a day's change of G
    "q_context",  # variance of a day's change of a team's L
    "warmup",  # days
    "follow",  # H, days
    "law_of_work",  # index in WORK_LAWS
    "law_of_refusal",  # index in REFUSE_LAWS
    "common_inbox",  # 1 when issues arrive in their team's common inbox
)


def plain_numbers(kind: type[Any]) -> list[str]:
    """Name the numeric settings of a group."""
    return [each.name for each in fields(kind) if "low" in each.metadata]


LAW = np.dtype(
    [("seed", "i8")]
    + [(n, "f8") for k in (PhysicsSettings, CultureSettings, DialSettings, WorldSettings) for n in plain_numbers(k)]
    + [(name, "f8") for name in DERIVED],
    align=True,
)
"""One row; all columns but the seed are numbers of 8 bytes, so that a change can name one by its place."""


def place_of(path: str) -> int:
    """Return which number of the law a setting is, by its path (``dials.initiative``)."""
    names = LAW.names or ()
    return names.index(path.partition(".")[2])


def law_of(settings: Settings, people: int, teams: int) -> Any:
    """Write settings, and what follows from them, as the one row of a run.

    Parameters
    ----------
    settings : Settings
        Of this organisation.
    people, teams : int
        Its size.

    Returns
    -------
    numpy.recarray, shape (1,)
        `LAW`.
    """
    law = table(LAW, 1)
    law.seed = settings.seed
    for group in (settings.physics, settings.culture, settings.dials, settings.world):
        for name in plain_numbers(type(group)):
            law[name] = getattr(group, name)
    law.warmup, law.follow = settings.warmup_days, settings.follow_days
    law.common_inbox = INTAKES.index(settings.organisation.intake)
    law.law_of_work = WORK_LAWS.index(settings.physics.work_law)
    law.law_of_refusal = REFUSE_LAWS.index(settings.physics.refuse_law)
    derive(law, people, teams)
    return law


@compiled
def derive(laws: Any, people: int, teams: int) -> None:
    """Write what follows from the settings; a Student t with 4 degrees of freedom has variance 2."""
    law = laws[0]
    law.coverage = 1.0 - law.strategy
    law.plan_period = max(5.0, law.plan_days * law.coverage) if law.coverage > 0.0 else 0.0
    law.sensing_budget = law.sensing_hours * people
    law.keep = exp(-law.blur)
    shock = law.shock_frequency / 60.0 * 2.0 * law.shock_size * law.shock_size
    law.q_direction = law.drift * law.drift + shock * law.global_shock_share
    law.q_context = law.local_drift * law.local_drift + shock * (1.0 - law.global_shock_share) / teams


@compiled
def share_operations(laws: Any, people: Any, teams: Any) -> None:
    """Give everybody the operational hours of their place (base, manager, head), as far as the contract goes.

    From teams that the head relieves some of the base's are moved to others (`sim.engine.expert`).
    """
    law = laws[0]
    for i in range(len(people)):
        me = people[i]
        hours = law.manager_hours
        if me.height == 0:
            hours = law.base_hours
        elif me.manager < 0:
            hours = law.head_hours
        me.operational_hours = law.commitment * hours
        if me.height == 0:
            me.operational_hours -= teams[me.team].relief_hours


@compiled
def share_sensing(laws: Any, people: Any) -> None:
    """Share the one budget of sensing G between the centre, the roots, and everybody: the dial `constitution`.

    A root whose reports lead people themselves shares the centre's hours with those, in proportion to the hours that
    operations leave each (`shared_sensing`; ours). Sharing hours is not sharing sight: see `sim.engine.perceive`.
    """
    law, roots = laws[0], 0
    for i in range(len(people)):
        roots += 1 if people[i].manager < 0 else 0
        people[i].top_hours = 0.0
    for i in range(len(people)):  # what a top team has left, added up at its head
        head = people[i].manager
        if head >= 0 and people[head].manager < 0 and people[i].reports > 0:
            people[head].top_hours += _left(law, people[i])
    for i in range(len(people)):
        me, head = people[i], people[i].manager
        common = law.constitution * law.sensing_budget / len(people)
        central, me.central_hours = (1.0 - law.constitution) * law.sensing_budget / roots, 0.0
        if head < 0:
            kept = _left(law, me) / (_left(law, me) + me.top_hours) if me.top_hours > 0.0 else 1.0
            me.central_hours = central * (1.0 - law.shared_sensing * (1.0 - kept))
        elif people[head].manager < 0 and me.reports > 0:
            share = _left(law, me) / (_left(law, people[head]) + people[head].top_hours)
            me.central_hours = central * law.shared_sensing * share
        me.sensing_hours = common + me.central_hours


@compiled
def _left(law: Any, me: Any) -> float:
    """Return the hours that operations leave somebody, a little at least."""
    return max(0.001, law.step_hours * law.commitment - me.operational_hours)
