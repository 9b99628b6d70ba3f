"""What is lived: fixed points of trust and of culture."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.parameters import DialSettings, Settings
from sim.run import Run
from sim.stats.row import SEEDS, Row, statistical
from sim.validation.limiting import agreement, configuration, following, given, run, staged

LIVED_TRUST_CHECK, LIVED_TRUST_SOURCE = "lived trust", "fixed point of a linear recursion"
LIVED_TRUST_ORIGIN, LIVED_TRUST_OTHER = 3, 2
"""Seat at the base of the first team, and the other team."""
FAR = 40.0
"""Course at which nothing ever holds."""
PATIENT = 0.8
"""q, where luck decides."""
LIVED_TRUST_OFFSET = 8_000_000
"""Of the seeds of this file."""


@dataclass(frozen=True)
class LivedTrustWay:
    """One way to answer, and whom it is charged to."""

    says: str
    charged: tuple[bool, bool]  # the line, and peers
    rule: str = "management_by_exception"
    strategy: float = 1.0
    issue: Mapping[str, Any] = field(default_factory=dict[str, Any])


LIVED_TRUST_WAYS = (
    LivedTrustWay("decided above", (True, False), issue={"scope": 1}),
    LivedTrustWay("by the plan", (True, False), strategy=0.0),
    LivedTrustWay("together", (False, True), "distributed", issue={"other_team": LIVED_TRUST_OTHER, "coupling": 0.5}),
    LivedTrustWay("alone", (False, False)),
)


def lived_trust_settled(settings: Settings, holds: float) -> float:
    """Return trust on evenings, where one answer a day is charged."""
    physics = settings.physics
    step = physics.trust_step * (holds - physics.trust_expected)
    return settings.culture.trust + step * (1 - physics.relaxation) / physics.relaxation


def lived_trust() -> list[Row]:
    """Lived trust: a fixed point, the culture's and what is charged a day over how fast it returns.

    Each answer moves trust by step (held - e), in the line where the plan or somebody above answered it, in peers where
    it was one act of two, in nobody where it was one's own; each evening the share rho of the distance to the culture's
    trust c goes. With n answers a day of which the share q holds, trust settles at
        c + n step (q - e) / rho
    before the evening, and at 1 - rho of that distance after it, which is what is held here. Somebody who believes 0
    where theta is right, and does not sense, is right with chance q = exp(-theta^2 / 2).

    Source  theory of this model: a linear recursion (ours)
    """
    found = []
    for way in LIVED_TRUST_WAYS:
        for says, right, holds in (("all hold", 0.0, 1.0), ("none holds", FAR, 0.0)):
            settings = lived_trust_configured(way)
            due = np.where(way.charged, lived_trust_settled(settings, holds), settings.culture.trust)
            lived_trust = trusts(settings, way, right)
            found.append(
                agreement(
                    LIVED_TRUST_CHECK, f"{way.says}, {says}: line and peers", LIVED_TRUST_SOURCE, due, lived_trust
                )
            )
    return [*found, by_luck()]


def lived_trust_configured(way: LivedTrustWay) -> Settings:
    """Return the settings of one way to answer."""
    return following(configuration("lived_trust", dials={"strategy": way.strategy}), way.rule)


def lived_trust_lived(settings: Settings, way: LivedTrustWay, right: float) -> Run:
    """Let one issue a day come and be answered."""
    issues = given(np.arange(settings.days), LIVED_TRUST_ORIGIN, **way.issue)
    return run(settings, staged(settings, issues=issues, direction=right, context=np.zeros(3)))


def trusts(settings: Settings, way: LivedTrustWay, right: float) -> NDArray[np.float64]:
    """Return trust in the line, and in peers, in the end."""
    person = np.asarray(lived_trust_lived(settings, way, right).tables.people)[LIVED_TRUST_ORIGIN]
    return np.array([person["trust_up"], person["trust_peers"]])


def by_luck() -> Row:
    """Let luck decide what holds, as often as the answer is right: the mean of trust over days."""
    way, wrong = LIVED_TRUST_WAYS[0], math.sqrt(-2 * math.log(PATIENT))
    settings = lived_trust_configured(way)
    half = settings.days // 2
    means = []
    for k in range(SEEDS):
        lives = lived_trust_lived(replace(settings, seed=LIVED_TRUST_OFFSET + k), way, wrong)
        base = np.asarray(lives.tables.roles)[2::3]
        others = (base["people"][half:] - 1) * settings.culture.trust  # to whom no issue comes
        means.append(float((base["trust_up"][half:] - others).mean()))
    return statistical(
        LIVED_TRUST_CHECK,
        f"{way.says}, {PATIENT} hold: line",
        LIVED_TRUST_SOURCE,
        lived_trust_settled(settings, PATIENT),
        means,
    )


LIVED_CULTURE_CHECK, LIVED_CULTURE_SOURCE = "institutional logic", "fixed point of a linear recursion"
LIVED_CULTURE_ORIGIN, LIVED_CULTURE_OTHER = 3, 2
"""Seat at the base of the first team, and the other team."""
STATES = ("trust", "clarity", "voice", "engagement")
LIVED_CULTURE_OFFSET = 9_000_000
"""Of the seeds of this file."""
NEAR = 0.003
"""How near the short-step form comes at neutral dials, where events and departures are not independent."""
GAINS = (0.5, -0.5, 1.0)
"""g of trust, at neutral dials."""
DAYS, LIVES = 1000, 3
"""How long and how many lives at neutral dials are."""


@dataclass(frozen=True)
class LivedCultureWay:
    """One way in which issues are answered, and what whoever they came to lives: own, kept, held, heard."""

    says: str
    event: tuple[int, int, int, int]
    rule: str = "management_by_exception"
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    issue: Mapping[str, Any] = field(default_factory=dict[str, Any])


FOLLOWED = {"culture": {"trust": 1.0}, "physics": {"logic_trust": 0.0}}
"""Whoever trusts fully follows whatever is decided above."""
ACROSS = {"scope": 1, "other_team": LIVED_CULTURE_OTHER, "coupling": 0.5}
LIVED_CULTURE_WAYS = (
    LivedCultureWay("alone", (1, 1, 1, 0)),
    LivedCultureWay("by the plan", (0, 1, 1, 0), settings={"dials": {"strategy": 0.0}}),
    LivedCultureWay("decided above", (0, 1, 1, 0), settings=FOLLOWED, issue={"scope": 1}),
    LivedCultureWay(
        "decided above, heard", (0, 1, 1, 1), settings={**FOLLOWED, "dials": {"decision_process": 1.0}}, issue=ACROSS
    ),
)


def over_usual(settings: Settings, event: tuple[float, float, float, float]) -> tuple[float, float]:
    """Return what a mean event is over the usual one: of three kinds, and of all four."""
    own, kept, held, heard = event
    physics = settings.physics
    three = own - physics.own_expected + kept - physics.kept_expected + heard - (1 - own) * physics.heard_expected
    return three / 3, (three + held - physics.held_expected) / 4


def lived_culture_settled(
    settings: Settings, event: tuple[float, float, float, float], leaving: float = 0.0
) -> NDArray[np.float64]:
    """Return trust, clarity, voice and engagement on evenings, where each day brings one such event."""
    physics, culture = settings.physics, settings.culture
    kept = (1 - physics.relaxation) * (1 - leaving)
    pace = physics.relaxation / settings.world.issue_rate * kept / (1 - kept)
    three, four = over_usual(settings, event)
    usual = [culture.trust, culture.clarity, culture.voice, physics.engagement_norm]
    gains = [physics.logic_trust, physics.logic_clarity, physics.logic_voice, physics.logic_engagement]
    return np.array(usual) + np.array(gains) * pace * np.array([three, three, three, four])


def lived_culture() -> list[Row]:
    """Institutional logic: a lived state settles at the culture's, plus what one's events are over the usual ones.

    Each event moves a state by g r / lambda (x - e): x the mean of own, kept and heard (for engagement of held, too), e
    what is usual. Each evening the share r of the distance to the culture's number c goes; then the share nu of people
    leaves, and newcomers arrive with c. With n events a person-day, of mean Q, a state settles at
        c + g (n / lambda) (Q - e) r / (r + nu)
    in short steps, and on evenings of whole days at c + g (n / lambda) (Q - e) r k / (1 - k), k = (1 - r) (1 - nu).

    Source  theory of this model: a linear recursion (ours)
    """
    found = [
        agreement(
            LIVED_CULTURE_CHECK,
            f"{way.says}: {', '.join(STATES)}",
            LIVED_CULTURE_SOURCE,
            lived_culture_settled(lived_culture_configured(way), way.event),
            states(way),
        )
        for way in LIVED_CULTURE_WAYS
    ]
    return [*found, as_people_leave(), *(at_neutral_dials(gain) for gain in GAINS)]


def lived_culture_configured(way: LivedCultureWay) -> Settings:
    """Return the settings of one way to answer."""
    return following(configuration("lived_culture", **way.settings), way.rule)


def states(way: LivedCultureWay) -> NDArray[np.float64]:
    """Let one issue a day come to one member; return that member's four states in the end."""
    settings = lived_culture_configured(way)
    issues = given(np.arange(settings.days), LIVED_CULTURE_ORIGIN, **way.issue)
    tables = run(settings, staged(settings, issues=issues, direction=0.0, context=np.zeros(3))).tables
    me = np.asarray(tables.people)[LIVED_CULTURE_ORIGIN]
    return np.array([me["trust_up"], me["clarity"], me["voice"], me["engagement"]])


def as_people_leave(leaving: float = 0.02) -> Row:
    """Let one issue a day come to everybody, who decide alone, and leave now and then: mean trust over days."""
    physics = {"leave_rate": leaving, "logic_clarity": 0.0}
    settings = lived_culture_configured(
        replace(LIVED_CULTURE_WAYS[0], settings={"dials": {"initiative": 1.0}, "physics": physics})
    )
    means = [
        float(lived_culture_lived(replace(settings, seed=LIVED_CULTURE_OFFSET + k)).days["trust"][100:].mean())
        for k in range(SEEDS)
    ]
    due = lived_culture_settled(settings, LIVED_CULTURE_WAYS[0].event, leaving)[0]
    return statistical(
        LIVED_CULTURE_CHECK, f"alone, {leaving:g} leave a day: trust", LIVED_CULTURE_SOURCE, float(due), means
    )


def lived_culture_lived(settings: Settings) -> Run:
    """Let one issue a day come to every seat."""
    seats = [given(np.arange(settings.days), seat) for seat in range(7)]
    return run(settings, staged(settings, issues=np.concatenate(seats), direction=0.0, context=np.zeros(3)))


def at_neutral_dials(gain: float) -> Row:
    """Live neutral dials, trust following what one lives and nothing else; due is what those very lives say."""
    middle = DialSettings(**{each.name: 0.5 for each in fields(DialSettings)})
    settings = Settings(rule="mixed", dials=middle, days=DAYS, warmup_days=DAYS // 2)
    settings = replace(settings, physics=replace(settings.physics, trust_step=0.0, trust_spread=0.0, logic_trust=gain))
    pairs = [_due_and_lived(replace(settings, seed=LIVED_CULTURE_OFFSET + k)) for k in range(LIVES)]
    due, came = np.mean(pairs, axis=0)
    return Row(
        LIVED_CULTURE_CHECK,
        f"neutral dials, g {gain:g}: trust",
        LIVED_CULTURE_SOURCE,
        float(due),
        float(came),
        NEAR,
        LIVES,
    )


def _due_and_lived(settings: Settings) -> tuple[float, float]:
    days = run(settings).days[settings.warmup_days :]
    people, events = float(days["people"].sum()), float(days["lived"].sum())
    own, kept, held, heard = (float(days[f"lived_{name}"].sum()) / events for name in ("own", "kept", "held", "heard"))
    r, leaving = settings.physics.relaxation, float(days["departures"].sum()) / people
    three, _ = over_usual(settings, (own, kept, held, heard))
    shift = settings.physics.logic_trust * events / people / settings.world.issue_rate * three
    return settings.culture.trust + shift * r / (r + leaving), float(days["trust"].mean())


CHECKS = (lived_trust, lived_culture)
