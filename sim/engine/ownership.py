"""Ownership: who decides, who contributes and who is informed, as clear as roles and the decision matrix make it."""

from __future__ import annotations

from typing import Any

from sim.engine.compiled import compiled
from sim.state import Issue, Person


@compiled
def unclear(law: Any, me: Person, issue: Issue) -> float:
    """Return the chance that nobody knows whose an issue is.

    A plan that covers it names its owner, in part; so does a decision matrix kept for its kind.
    """
    named = law.ambiguity_by_plan if issue.plannable else 0.0
    return (1.0 - me.clarity) * (1.0 - named) * (1.0 - matrix(law, issue))


@compiled
def matrix(law: Any, issue: Issue) -> float:
    """Return how well the decision matrix says who decides, contributes and is informed, for an issue of this kind."""
    if issue.novel:
        return law.matrix_new
    if issue.coupled:
        return law.matrix_cross
    return law.matrix_wide if issue.scope > 0 else law.matrix_narrow
