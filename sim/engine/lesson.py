"""Lessons: an error that is seen teaches whoever decided, and, where a manager reviewed the answer, the team."""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.answer import known_scope_part
from sim.engine.compiled import compiled
from sim.engine.tables import Tables
from sim.state import NOBODY, Issue, Person


@compiled
def is_reviewed(s: Tables, issue: Issue) -> bool:
    """Say whether the decider's manager looks at an answer afterwards; nobody reviews a head."""
    looked_at = luck.kept_uniform(issue.luck, luck.REVIEW, issue.attempts) < s.law[0].review
    return looked_at and s.people[issue.decider].manager != NOBODY


@compiled
def is_seen(s: Tables, issue: Issue) -> bool:
    """Say whether an error is seen: reviewed by a manager, or else noticed (`noticed`)."""
    law = s.law[0]
    reviewed = law.review if s.people[issue.decider].manager != NOBODY else 0.0
    return luck.kept_uniform(issue.luck, luck.REVIEW, issue.attempts) < reviewed + (1.0 - reviewed) * law.noticed


@compiled
def learn_from_error(s: Tables, issue: Issue, error: float) -> None:
    """Split what a failure shows between the context and the direction (`lesson_split`); a review tells the team, too.

    Of the lesson the part of higher levels that the decider knows is left out: it is of this issue alone. The first
    law (`lesson_split` 1) gave all of it to the context.
    """
    law, decider = s.law[0], s.people[issue.decider]
    shown = error + law.error_noise * luck.kept_normal(issue.luck, luck.SHOWN_ERROR, issue.attempts)
    weight, right = law.error_learning * law.learning, issue.answer - shown
    if law.lesson_split < 1.0:
        right -= known_scope_part(s, decider, issue)
    if law.team_lesson > 0.0 and is_reviewed(s, issue):
        _tell_team(s, issue, right, law.team_lesson * weight)
    if decider.team == issue.team:
        take_lesson(law, decider, right, weight)
    else:
        off = right - decider.g - issue.context
        issue.context += weight * law.lesson_split * off
        decider.g += weight * (1.0 - law.lesson_split) * off


@compiled
def _tell_team(s: Tables, issue: Issue, right: float, weight: float) -> None:
    """Let everybody else in the team whose course it was take the lesson of a review against their own view (ours)."""
    for k in range(s.members_first[issue.team], s.members_first[issue.team + 1]):
        if s.members[k] != issue.decider:
            take_lesson(s.law[0], s.people[s.members[k]], right, weight)


@compiled
def take_lesson(law: Any, me: Person, right: float, weight: float) -> None:
    """Move somebody's context and direction towards what would have been right."""
    off = right - me.g - me.l
    me.l += weight * law.lesson_split * off
    me.g += weight * (1.0 - law.lesson_split) * off
