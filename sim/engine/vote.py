"""Common questions: put to the vote, or worked out until few object; whoever is overruled loses engagement."""

from __future__ import annotations

import math

from sim.engine import luck
from sim.engine.arithmetic import erf
from sim.engine.compiled import compiled
from sim.engine.lived import lose_heart
from sim.engine.tables import Tables
from sim.state import Person


@compiled
def vote(s: Tables) -> None:
    """Put today's common question, if there is one, to everybody.

    A proposal lies some way off the direction. As often as the dial `openness` says it is worked out by consensus,
    else it goes to the vote at once.
    """
    law, day = s.law[0], s.org[0].day
    if law.question_days == 0.0 or (day + 1) % int(law.question_days) != 0:
        return
    proposal = s.direction[day] + law.question_spread * luck.normal(law.seed, 0, day, luck.QUESTION, 0)
    s.days[day].questions += 1
    if luck.uniform(law.seed, 0, day, luck.QUESTION, 1) < law.openness:
        build_consensus(s, proposal)
    else:
        take_majority(s, proposal)


@compiled
def take_majority(s: Tables, proposal: float) -> None:
    """Let everybody vote once: yes to what is within `vote_tolerance` of the own view, judged with noise.

    It passes when the share of yes reaches the culture's quorum. Those of the other opinion are overruled, whichever
    way it goes: they lose engagement by the distance to what now holds, the proposal or the announced course.
    """
    law, day = s.law[0], s.org[0].day
    yes = 0
    _meet_for(s, law.vote_minutes)
    for i in range(len(s.people)):
        if accepts(s, s.people[i], proposal):
            yes += 1
    passed = yes >= needed(law.quorum, len(s.people))
    s.days[day].passed += 1 if passed else 0
    if passed:
        adopt(s, proposal)
    holds = proposal if passed else s.plan_common[s.book[0].plan_version]
    for i in range(len(s.people)):
        if accepts(s, s.people[i], proposal) != passed:
            overrule(s, s.people[i], holds)


@compiled
def accepts(s: Tables, me: Person, proposal: float) -> bool:
    """Say whether somebody would vote yes."""
    law = s.law[0]
    judged = proposal + law.judgement_noise * luck.normal(law.seed, me.id, s.org[0].day, luck.VOTE, 0)
    return abs(judged - me.g) <= law.vote_tolerance


@compiled
def needed(quorum: float, people: int) -> float:
    """Return how many yes a question needs: the quorum's share, at least one, a hair less for rounding."""
    return max(1.0, quorum * people - 1e-9)


@compiled
def build_consensus(s: Tables, proposal: float) -> None:
    """Move a proposal towards the mean view, round by round, until few object; then it holds.

    After `consensus_rounds` a vote decides. Those who still object when it passes are overruled.
    """
    law, day = s.law[0], s.org[0].day
    mean = 0.0
    for j in range(len(s.order)):
        mean += s.people[s.order[j]].g / len(s.order)
    for nth in range(int(law.consensus_rounds)):
        _meet_for(s, law.consensus_minutes)
        proposal += 0.5 * (mean - proposal)
        objecting = 0
        for i in range(len(s.people)):
            objecting += 1 if objects(s, s.people[i], proposal, nth) else 0
        if objecting <= law.objections_allowed * len(s.people):
            s.days[day].passed += 1
            adopt(s, proposal)
            for i in range(len(s.people)):
                if objects(s, s.people[i], proposal, nth):
                    overrule(s, s.people[i], proposal)
            return
    take_majority(s, proposal)


@compiled
def objects(s: Tables, me: Person, proposal: float, nth: int) -> bool:
    """Say whether somebody objects in a round: with chance Phi(|own view - proposal| - tolerance)."""
    law = s.law[0]
    chance = normal_cdf(abs(me.g - proposal) - law.objection_tolerance)
    return luck.uniform(law.seed, me.id, s.org[0].day, luck.OBJECTION, nth) < chance


@compiled
def normal_cdf(z: float) -> float:
    """Return the standard normal distribution function.

    Examples
    --------
    >>> normal_cdf(0.0)
    0.5
    """
    return 0.5 * (1.0 + erf(z / math.sqrt(2.0)))


@compiled
def adopt(s: Tables, proposal: float) -> None:
    """Let what has passed move the announced course, and what the roots believe, `question_weight` of the way (ours).

    Everybody was there: nobody has to be told. A plan that rolls follows the roots, so it keeps what was adopted.
    """
    version, weight = s.book[0].plan_version, s.law[0].question_weight
    if weight == 0.0:
        return
    by = weight * (proposal - s.plan_common[version])
    s.plan_common[version] += by
    for k in range(len(s.teams)):
        s.plan_course[version, k] += by
    for i in range(len(s.people)):
        if s.people[i].manager < 0:
            s.people[i].g += weight * (proposal - s.people[i].g)


@compiled
def overrule(s: Tables, me: Person, holds: float) -> None:
    """Let somebody whose view lost give less from now on, by how far off it is."""
    s.days[s.org[0].day].overruled += 1
    lose_heart(s.law[0], me, s.law[0].overruled_loss * abs(me.g - holds))


@compiled
def _meet_for(s: Tables, minutes: float) -> None:
    today = s.days[s.org[0].day]
    today.rounds += 1
    for i in range(len(s.people)):
        s.people[i].meeting_hours += minutes / 60.0
    today.consensus_hours += minutes / 60.0 * len(s.people)
