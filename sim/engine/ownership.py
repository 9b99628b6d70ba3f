"""Ownership: who decides, who contributes and who is informed, as clear as roles and the decision matrix make it."""

from __future__ import annotations

from typing import Final

from sim.engine.compiled import compiled
from sim.engine.tables import Tables
from sim.state import Issue, Person

NARROW, WIDE, CROSS, NEW = range(4)
KINDS: Final = 4
"""Kinds of issues a decision matrix tells apart."""


@compiled
def unclear(s: Tables, me: Person, issue: Issue) -> float:
    """Return the chance that nobody knows whose an issue is.

    A plan that covers it names its owner, in part; so does a decision matrix kept for its kind.
    """
    named = s.law[0].ambiguity_by_plan if issue.plannable else 0.0
    return (1.0 - me.clarity) * (1.0 - named) * (1.0 - matrix(s, issue))


@compiled
def kind_of(issue: Issue) -> int:
    """Return which cell of a decision matrix an issue belongs to."""
    if issue.novel:
        return NEW
    if issue.coupled:
        return CROSS
    return WIDE if issue.scope > 0 else NARROW


@compiled
def matrix(s: Tables, issue: Issue) -> float:
    """Return how well the decision matrix says who decides, contributes and is informed, for an issue of this kind.

    It is the organisation's, and what debriefs have written into the team's own.
    """
    law, kind = s.law[0], kind_of(issue)
    kept = law.matrix_narrow
    if kind == NEW:
        kept = law.matrix_new
    elif kind == CROSS:
        kept = law.matrix_cross
    elif kind == WIDE:
        kept = law.matrix_wide
    return min(1.0, kept + s.cells[issue.team, kind])


@compiled
def informed(s: Tables, issue: Issue) -> float:
    """Return the chance that whoever decides knows the other team's course: by the matrix, or a head who links teams.

    Of what the matrix leaves open, a head who only steers makes the share `steered_links` known (synergies; ours).
    """
    known = matrix(s, issue)
    return known + (1.0 - known) * s.law[0].steered_links * s.law[0].orchestration
