"""Lived events: each issue that came to somebody is one event, at its first effect; what events move is moved here.

The definition is one for all organisations and for all that builds on it: an event is an arrival, whoever decides.
Institutional logic and engagement are two uses of it (ours).
"""

from __future__ import annotations

from typing import Any

from sim.engine.compiled import compiled
from sim.engine.near import clip
from sim.engine.tables import Tables
from sim.record import ROLES
from sim.state import Issue, Person

ALL, OWN, KEPT, HELD, OTHERS, HEARD = range(6)
"""Columns of the table `lived`."""


@compiled
def live_through(s: Tables, issue: Issue, held: bool) -> None:
    """Let whoever an issue came to live through what became of it: one event, at its first effect.

    *Own*: decided by that person, not by the plan. *Kept*: never started anew (a visa refused, taken back, sent back by
    a pivot), and followed. *Held*: the answer held. *Heard*: others or the plan decided, and advice had been asked for
    or two teams had met; of an own decision that is no event. An issue refused unanswered is none either.
    """
    own = 1 if issue.decider == issue.origin and not issue.by_plan else 0
    kept = 1 if issue.resets == 0 and issue.followed else 0
    heard = 1 - own if issue.heard else 0
    _count(s, issue.origin, own, kept, 1 if held else 0, heard)
    _satisfy(s, s.people[issue.origin].role, (own + heard) * kept if held else 0)
    _move(s.law[0], s.people[issue.origin], own, kept, 1 if held else 0, heard)


@compiled
def _count(s: Tables, i: int, own: int, kept: int, held: int, heard: int) -> None:
    """Write an event into the day, and after the warm-up into the seat's."""
    today, after = s.days[s.org[0].day], 1 if s.org[0].day >= s.law[0].warmup else 0
    today.lived += 1
    today.lived_own += own
    today.lived_kept += kept
    today.lived_held += held
    today.lived_others += 1 - own
    today.lived_heard += heard
    s.lived[i, ALL] += after
    s.lived[i, OWN] += after * own
    s.lived[i, KEPT] += after * kept
    s.lived[i, HELD] += after * held
    s.lived[i, OTHERS] += after * (1 - own)
    s.lived[i, HEARD] += after * heard


@compiled
def _satisfy(s: Tables, role: int, well: int) -> None:
    """Count an event that went well: one had a say in it, it was kept, and it held (satisfaction; ours)."""
    s.days[s.org[0].day].lived_well += well
    mine = s.roles[len(ROLES) * s.org[0].day + role]
    mine.lived += 1
    mine.lived_well += well


@compiled
def _move(law: Any, me: Person, own: int, kept: int, held: int, heard: int) -> None:
    """Move trust, clarity, voice and engagement by an event: by g r / lambda times what it is over what is usual.

    Trust, clarity and voice by the mean of own, kept and heard, which an institution can change; engagement by that of
    all four. With n events and nu departures a person-day a state then settles at the culture's, plus g (n / lambda)
    (mean event less usual) r / (r + nu): r is `relaxation`, lambda `issue_rate`, g a gain of either sign. Nothing moves
    at g 0, or where no arrivals are expected (lambda 0).
    """
    pace = law.relaxation / law.issue_rate if law.issue_rate > 0.0 else 0.0
    shown = own - law.own_expected + (kept - law.kept_expected) + (heard - (1 - own) * law.heard_expected)
    logic, all_four = pace * shown / 3.0, pace * (shown + (held - law.held_expected)) / 4.0
    me.trust_up = clip(me.trust_up + law.logic_trust * logic)
    me.trust_peers = clip(me.trust_peers + law.logic_trust * logic)
    me.clarity = clip(me.clarity + law.logic_clarity * logic)
    me.say = min(1.0, max(-1.0, me.say + law.logic_voice * logic))
    me.engagement = clip(me.engagement + law.logic_engagement * all_four)


@compiled
def usual_engagement(law: Any, me: Person) -> float:
    """Return the engagement somebody returns to: the norm, less as exhaustion is above the usual."""
    return clip(law.engagement_norm - law.engagement_strain * (me.exhaustion - law.usual_exhaustion))


@compiled
def effort(law: Any, me: Person) -> float:
    """Return by what engagement multiplies contractual hours: (1 - m (1 - w)) / (1 - m (1 - norm)), 1 at the norm.

    Whoever is more engaged than usual gives more than the contract asks, and those hours strain as overtime does.
    """
    m = law.effort_engagement
    return (1.0 - m * (1.0 - me.engagement)) / (1.0 - m * (1.0 - law.engagement_norm))


@compiled
def lose_heart(law: Any, me: Person, loss: float) -> None:
    """Charge being left out, overruled or taken up with procedure to engagement; the contract stays as it is.

    With `charge_engagement` 0 it is the share of working time given that falls instead.
    """
    me.commitment = max(0.05, me.commitment - (1.0 - law.charge_engagement) * loss)
    me.engagement = clip(me.engagement - law.charge_engagement * loss)
