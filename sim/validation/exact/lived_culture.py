"""Institutional logic: a lived state settles at the culture's, plus what one's events are over the usual ones.

Each event moves a state by g r / lambda (x - e): x the mean of own, kept and heard (for engagement of held, too), e
what is usual. Each evening the share r of the distance to the culture's number c goes; then the share nu of people
leaves, and newcomers arrive with c. With n events a person-day, of mean Q, a state settles at
    c + g (n / lambda) (Q - e) r / (r + nu)
in short steps, and on evenings of whole days at c + g (n / lambda) (Q - e) r k / (1 - k), k = (1 - r) (1 - nu).

Source  theory of this model: a linear recursion (ours)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.settings import DialSettings, Settings
from sim.simulate import Run
from sim.validation.limiting import configuration, run
from sim.validation.row import SEEDS, Row, statistical
from sim.validation.staging import agreement, following, given, staged

CHECK, SOURCE = "institutional logic", "fixed point of a linear recursion"
ORIGIN, OTHER = 3, 2
"""Seat at the base of the first team, and the other team."""
STATES = ("trust", "clarity", "voice", "engagement")
OFFSET = 9_000_000
"""Of the seeds of this file."""
NEAR = 0.003
"""How near the short-step form comes at neutral dials, where events and departures are not independent."""
GAINS = (0.5, -0.5, 1.0)
"""g of trust, at neutral dials."""
DAYS, LIVES = 1000, 3
"""How long and how many lives at neutral dials are."""


@dataclass(frozen=True)
class Way:
    """One way in which issues are answered, and what whoever they came to lives: own, kept, held, heard."""

    says: str
    event: tuple[int, int, int, int]
    rule: str = "management_by_exception"
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    issue: Mapping[str, Any] = field(default_factory=dict[str, Any])


FOLLOWED = {"culture": {"trust": 1.0}, "physics": {"logic_trust": 0.0}}
"""Whoever trusts fully follows whatever is decided above."""
ACROSS = {"scope": 1, "other_team": OTHER, "coupling": 0.5}
WAYS = (
    Way("alone", (1, 1, 1, 0)),
    Way("by the plan", (0, 1, 1, 0), settings={"dials": {"strategy": 0.0}}),
    Way("decided above", (0, 1, 1, 0), settings=FOLLOWED, issue={"scope": 1}),
    Way("decided above, heard", (0, 1, 1, 1), settings={**FOLLOWED, "dials": {"decision_process": 1.0}}, issue=ACROSS),
)


def over_usual(settings: Settings, event: tuple[float, float, float, float]) -> tuple[float, float]:
    """Return what a mean event is over the usual one: of three kinds, and of all four."""
    own, kept, held, heard = event
    physics = settings.physics
    three = own - physics.own_expected + kept - physics.kept_expected + heard - (1 - own) * physics.heard_expected
    return three / 3, (three + held - physics.held_expected) / 4


def settled(settings: Settings, event: tuple[float, float, float, float], leaving: float = 0.0) -> NDArray[np.float64]:
    """Return trust, clarity, voice and engagement on evenings, where each day brings one such event."""
    physics, culture = settings.physics, settings.culture
    kept = (1 - physics.relaxation) * (1 - leaving)
    pace = physics.relaxation / settings.world.issue_rate * kept / (1 - kept)
    three, four = over_usual(settings, event)
    usual = [culture.trust, culture.clarity, culture.voice, physics.engagement_norm]
    gains = [physics.logic_trust, physics.logic_clarity, physics.logic_voice, physics.logic_engagement]
    return np.array(usual) + np.array(gains) * pace * np.array([three, three, three, four])


def rows() -> list[Row]:
    """Hold the engine against the fixed point: for every way to answer, as people leave, and at neutral dials."""
    found = [
        agreement(CHECK, f"{way.says}: {', '.join(STATES)}", SOURCE, settled(configured(way), way.event), states(way))
        for way in WAYS
    ]
    return [*found, as_people_leave(), *(at_neutral_dials(gain) for gain in GAINS)]


def configured(way: Way) -> Settings:
    """Return the settings of one way to answer."""
    return following(configuration("lived_culture", **way.settings), way.rule)


def states(way: Way) -> NDArray[np.float64]:
    """Let one issue a day come to one member; return that member's four states in the end."""
    settings = configured(way)
    issues = given(np.arange(settings.days), ORIGIN, **way.issue)
    tables = run(settings, staged(settings, issues=issues, direction=0.0, context=np.zeros(3))).tables
    me = np.asarray(tables.people)[ORIGIN]
    return np.array([me["trust_up"], me["clarity"], me["voice"], me["engagement"]])


def as_people_leave(leaving: float = 0.02) -> Row:
    """Let one issue a day come to everybody, who decide alone, and leave now and then: mean trust over days."""
    physics = {"leave_rate": leaving, "logic_clarity": 0.0}
    settings = configured(replace(WAYS[0], settings={"dials": {"initiative": 1.0}, "physics": physics}))
    means = [float(lived(replace(settings, seed=OFFSET + k)).days["trust"][100:].mean()) for k in range(SEEDS)]
    due = settled(settings, WAYS[0].event, leaving)[0]
    return statistical(CHECK, f"alone, {leaving:g} leave a day: trust", SOURCE, float(due), means)


def lived(settings: Settings) -> Run:
    """Let one issue a day come to every seat."""
    seats = [given(np.arange(settings.days), seat) for seat in range(7)]
    return run(settings, staged(settings, issues=np.concatenate(seats), direction=0.0, context=np.zeros(3)))


def at_neutral_dials(gain: float) -> Row:
    """Live neutral dials, trust following what one lives and nothing else; due is what those very lives say."""
    middle = DialSettings(**{each.name: 0.5 for each in fields(DialSettings)})
    settings = Settings(rule="mixed", dials=middle, days=DAYS, warmup_days=DAYS // 2)
    settings = replace(settings, physics=replace(settings.physics, trust_step=0.0, trust_spread=0.0, logic_trust=gain))
    pairs = [_due_and_lived(replace(settings, seed=OFFSET + k)) for k in range(LIVES)]
    due, came = np.mean(pairs, axis=0)
    return Row(CHECK, f"neutral dials, g {gain:g}: trust", SOURCE, float(due), float(came), NEAR, LIVES)


def _due_and_lived(settings: Settings) -> tuple[float, float]:
    days = run(settings).days[settings.warmup_days :]
    people, events = float(days["people"].sum()), float(days["lived"].sum())
    own, kept, held, heard = (float(days[f"lived_{name}"].sum()) / events for name in ("own", "kept", "held", "heard"))
    r, leaving = settings.physics.relaxation, float(days["departures"].sum()) / people
    three, _ = over_usual(settings, (own, kept, held, heard))
    shift = settings.physics.logic_trust * events / people / settings.world.issue_rate * three
    return settings.culture.trust + shift * r / (r + leaving), float(days["trust"].mean())
