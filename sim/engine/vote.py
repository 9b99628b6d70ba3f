"""Votes: a common question is put to everybody on its day, and passes with enough yes."""

from __future__ import annotations

from sim.engine import luck
from sim.engine.compiled import compiled
from sim.engine.tables import Tables


@compiled
def vote(s: Tables) -> None:
    """Put today's common question, if there is one, to everybody.

    A proposal lies some way off the direction; each person finds it acceptable when it is within `vote_tolerance` of
    the own belief, judged with noise. It passes when the share of yes reaches the culture's quorum.
    """
    law, day = s.law[0], s.org[0].day
    if law.question_days == 0.0 or (day + 1) % int(law.question_days) != 0:
        return
    proposal = s.direction[day] + law.question_spread * luck.normal(law.seed, 0, day, luck.QUESTION, 0)
    yes = 0
    for i in range(len(s.people)):
        me = s.people[i]
        me.meeting_hours += law.vote_minutes / 60.0
        judged = proposal + law.judgement_noise * luck.normal(law.seed, me.id, day, luck.VOTE, 0)
        if abs(judged - me.g) <= law.vote_tolerance:
            yes += 1
    s.days[day].questions += 1
    if yes >= needed(law.quorum, len(s.people)):
        s.days[day].passed += 1


@compiled
def needed(quorum: float, people: int) -> float:
    """Return how many yes a question needs: the quorum's share, at least one, a hair less for rounding."""
    return max(1.0, quorum * people - 1e-9)
