"""Step 5, take effect: answers meet the world, and what comes of it is learnt, or comes back."""

from __future__ import annotations

import math

from sim.engine import luck
from sim.engine.answer import scope_part
from sim.engine.compiled import compiled
from sim.engine.inbox import free_task, put
from sim.engine.tables import Tables
from sim.state import NOBODY, Issue


@compiled
def quality(error: float, coupling: float, gap: float) -> float:
    """Return how good an answer is, from 0 to 1.

    Parameters
    ----------
    error : float
        Distance to what was right for the team, course.
    coupling : float
        delta >= 0; 0 when no other team is concerned.
    gap : float
        Distance to the other team's course in force.

    Returns
    -------
    float
        exp(-(error^2 + delta gap^2) / 2); an error of 1 costs 40 %.

    Examples
    --------
    >>> round(quality(1.0, 0.0, 5.0), 3)
    0.607
    """
    return math.exp(-0.5 * (error * error + coupling * gap * gap))


@compiled
def take_effect(s: Tables) -> None:
    """Let every answer whose hour has come take effect; the others stay on their way."""
    book, day_end = s.book[0], (s.org[0].day + 1) * s.law[0].step_hours
    task, last = book.effects_first, NOBODY
    book.effects_first = NOBODY
    while task != NOBODY:
        after = s.tasks[task].next
        s.tasks[task].next = NOBODY
        if s.issues[s.tasks[task].issue].effect_hour <= day_end:
            settle(s, task)
        else:
            if last == NOBODY:
                book.effects_first = task
            else:
                s.tasks[last].next = task
            last = task
        task = after
    book.effects_last = last


@compiled
def settle(s: Tables, task: int) -> None:
    """Score one answer, and close the issue or send it back."""
    issue, law, day = s.issues[s.tasks[task].issue], s.law[0], s.org[0].day
    right = s.direction[day] + s.context[day, issue.team] + scope_part(law, issue)
    error = issue.answer - right
    gap, coupling = 0.0, 0.0
    if issue.coupled:
        gap, coupling = issue.answer - s.teams[issue.other_team].course, issue.coupling
    _record(s, issue, error, gap)
    team = s.teams[issue.team]
    team.course += law.course_memory * (issue.answer - team.course)
    chance = luck.uniform(law.seed, issue.id, 0, luck.SUCCESS, issue.attempts)
    held = chance < quality(error, coupling, gap)
    learn(s, issue, held, error)
    if held:
        s.outcomes[issue.outcome].success_hour = issue.effect_hour
        s.days[day].resolved += 1
        close(s, task)
    else:
        come_back(s, task)


@compiled
def _record(s: Tables, issue: Issue, error: float, gap: float) -> None:
    today, outcome = s.days[s.org[0].day], s.outcomes[issue.outcome]
    today.answered += 1
    if issue.attempts == 0:
        outcome.effect_hour, outcome.error, outcome.gap = issue.effect_hour, error, gap
        today.first_answers += 1
        today.lead_days += (issue.effect_hour - issue.born_hour) / s.law[0].step_hours


@compiled
def close(s: Tables, task: int) -> None:
    """Close an issue and give its rows back."""
    book = s.book[0]
    s.free_issues[book.free_issues] = s.tasks[task].issue
    book.free_issues += 1
    s.org[0].open -= 1
    free_task(s, task)


@compiled
def come_back(s: Tables, task: int) -> None:
    """Send a failed answer back to whoever gave it, or drop the issue after too many attempts."""
    issue, law, today = s.issues[s.tasks[task].issue], s.law[0], s.days[s.org[0].day]
    issue.attempts += 1
    if issue.attempts > law.max_attempts:
        s.outcomes[issue.outcome].drop_hour = issue.effect_hour
        today.dropped += 1
        close(s, task)
        return
    s.people[issue.decider].reworks += 1.0
    today.reworks += 1
    s.tasks[task].usable_hour = issue.effect_hour + law.handoff_hours
    s.tasks[task].handed = False  # nobody hands it over: it comes back
    put(s, issue.decider, task)


@compiled
def learn(s: Tables, issue: Issue, held: bool, error: float) -> None:
    """Move trust and skill with the outcome; a failure also shows its error, in part."""
    law, origin, decider = s.law[0], s.people[issue.origin], s.people[issue.decider]
    trust = law.trust_gain if held else -law.trust_loss
    if issue.by_plan or issue.hops > 0:
        origin.trust_up = clip(origin.trust_up + trust)
    else:
        decider.trust_peers = clip(decider.trust_peers + trust)
        if issue.origin != issue.decider:
            origin.trust_peers = clip(origin.trust_peers + trust)
    if not issue.by_plan:
        decider.skill += law.skill_gain if held else -law.skill_loss
    if not held:
        _learn_from_error(s, issue, error)


@compiled
def _learn_from_error(s: Tables, issue: Issue, error: float) -> None:
    law, decider = s.law[0], s.people[issue.decider]
    shown = error + law.error_noise * luck.normal(law.seed, issue.id, 0, luck.SHOWN_ERROR, issue.attempts)
    weight = law.error_learning * law.learning
    lesson = issue.answer - shown - decider.g  # what the answer should have been, less the common direction
    if decider.team == issue.team:
        decider.l += weight * (lesson - decider.l)
    else:
        issue.context += weight * (lesson - issue.context)


@compiled
def clip(x: float) -> float:
    """Keep a state within 0 and 1."""
    return min(1.0, max(0.0, x))
