"""What somebody answers: the planned course, or their own best response with the noise of judgement."""

from __future__ import annotations

import math
from typing import Any

from sim.engine import luck
from sim.engine.arithmetic import exp, log
from sim.engine.compiled import compiled
from sim.engine.expert import skill_in
from sim.engine.groups import joined
from sim.engine.ownership import informed
from sim.engine.practice import practice_fit
from sim.engine.tables import Tables
from sim.state import ANSWER, NOBODY, Issue, Person


@compiled
def best_response(right: float, coupling: float, other: float) -> float:
    """Return the course that loses least against what is right for the team and against the other team's course.

    Parameters
    ----------
    right, other : float
        What is believed right, and the other team's course as believed; units of course.
    coupling : float
        delta >= 0, the weight of agreeing.

    Returns
    -------
    float
        (right + delta other) / (1 + delta), the least of (a - right)^2 + delta (a - other)^2.

    Examples
    --------
    >>> best_response(0.0, 1.0, 1.0)
    0.5
    """
    return (right + coupling * other) / (1.0 + coupling)


@compiled
def scope_part(law: Any, issue: Issue) -> float:
    """Return the part of what is right that only those concerned higher up know: normal, variance scope x sd^2."""
    if issue.scope == 0:
        return 0.0
    return math.sqrt(float(issue.scope)) * law.scope_sd * luck.kept_normal(issue.luck, luck.SCOPE_PART, 0)


@compiled
def known_scope_part(s: Tables, me: Person, issue: Issue) -> float:
    """Return what `me` knows of it: as trust revealed and hops blurred it to those high enough, or as advice told.

    Of what is not new a charter tells without asking: `carried`, if that is more.
    """
    if issue.scope == 0:
        return 0.0
    share = 0.0
    if me.height >= issue.scope:
        share = s.people[issue.origin].trust_up
        for _ in range(issue.hops):
            share *= s.law[0].keep
    if not issue.novel:
        share = max(share, me.carried)
    return max(share, issue.revealed) * scope_part(s.law[0], issue)


@compiled
def planned_answer(s: Tables, me: Person, issue: Issue) -> float:
    """Return the answer of the plan as `me` was told it, the best response to the other team's planned course."""
    right = s.plan_course[me.plan_version, issue.team]
    if not issue.coupled:
        return right
    return best_response(right, issue.coupling, s.plan_course[me.plan_version, issue.other_team])


@compiled
def own_answer(s: Tables, me: Person, issue: Issue, context: float, visit: int) -> float:
    """Return the best response to what `me` believes and to what `me` takes for success, with the noise of judgement.

    Without clear priorities each team has its own definition of success: `goal_spread` (1 - priorities), sd (ours).

    Parameters
    ----------
    s : Tables
        Of the run.
    me : Person
        Who judges.
    issue : Issue
        What about.
    context : float
        What `me` knows of the team's context L.
    visit : int
        Which judgement of this attempt it is: 0 the decider's, then the approvers', up to 14; 15 a second desk's.

    Returns
    -------
    float
        Course.
    """
    law = s.law[0]
    answer = me.g + context + known_scope_part(s, me, issue)
    answer += law.goal_spread * (1.0 - law.priorities) * s.teams[me.team].goal
    if issue.coupled:
        answer = best_response(answer, issue.coupling, believed_course(s, me, issue))
    return answer + noise_of(s, me, issue) * luck.normal(law.seed, issue.id, issue.attempts, luck.JUDGEMENT, visit)


@compiled
def noise_of(s: Tables, me: Person, issue: Issue) -> float:
    """Return the sd of somebody's judgement: more with exhaustion and a practice that does not fit, less with skill."""
    noise = s.law[0].judgement_noise * (1.0 + me.exhaustion) / max(0.05, skill_in(s, me, issue))
    if s.law[0].practice_noise == 0.0:
        return noise
    return noise * (1.0 + s.law[0].practice_noise * (1.0 - practice_fit(s, me.team)))


@compiled
def believed_course(s: Tables, me: Person, issue: Issue) -> float:
    """Return the other team's course as believed: of a task group, advised or informed, else planned, else g."""
    law = s.law[0]
    if joined(s, issue.team, issue.other_team):
        return s.teams[issue.other_team].course
    if issue.other_known:
        return issue.other_course
    if luck.kept_uniform(issue.luck, luck.INFORMED, 0) < informed(s, issue):
        return s.teams[issue.other_team].course
    if luck.kept_uniform(issue.luck, luck.OTHER_COURSE, 0) < law.coverage:
        return s.plan_course[me.plan_version, issue.other_team]
    return me.g


@compiled
def looks_covered(s: Tables, me: Person, issue: Issue) -> bool:
    """Say whether the plan answers an issue in the eyes of `me`: of its kind, first attempt, and not plainly wrong."""
    if not issue.plannable or issue.attempts > 0:
        return False
    doubt = abs(s.plan_course[me.plan_version, issue.team] - me.g - issue.context)
    return doubt <= s.law[0].plan_tolerance


@compiled
def work_multiplier(law: Any, issue: Issue) -> float:
    """Return how long this stage of an issue takes, relative to the mean: constant, lognormal or exponential."""
    if law.law_of_work == 0.0:
        return 1.0
    u = luck.kept_uniform(issue.luck, luck.WORK, issue.visits)
    if law.law_of_work == 2.0:
        return -log(u)
    return exp(law.work_spread * luck.quantile(u) - 0.5 * law.work_spread * law.work_spread)


@compiled
def pace(law: Any, me: Person) -> float:
    """Return by what skill multiplies hours of work: skill^-b (ours)."""
    return 1.0 if law.skill_pace == 0.0 else exp(-law.skill_pace * log(max(0.05, me.skill)))


@compiled
def put_into_effect(s: Tables, task: int, hour: float) -> None:
    """Send an answer on its way: it takes effect at `hour`."""
    book = s.book[0]
    s.issues[s.tasks[task].issue].effect_hour = hour
    s.tasks[task].kind = ANSWER
    s.tasks[task].next = NOBODY
    if book.effects_last == NOBODY:
        book.effects_first = task
    else:
        s.tasks[book.effects_last].next = task
    book.effects_last = task
