"""Debriefs: a team compares where its failures lie with what it decides, and writes its own matrix by it."""

from __future__ import annotations

from sim.engine.compiled import compiled
from sim.engine.ownership import KINDS, kind_of
from sim.engine.tables import Tables
from sim.state import Issue


@compiled
def count_answer(s: Tables, issue: Issue, held: bool) -> None:
    """Count an answer in effect for the next debrief of the team whose course it fixed."""
    kind = kind_of(issue)
    s.late_answers[issue.team, kind] += 1.0
    s.late_failures[issue.team, kind] += 0.0 if held else 1.0


@compiled
def debrief(s: Tables) -> None:
    """Let every team debrief, when the day has come and debriefs are held at all (`debrief` above 0).

    A team's cell of each kind moves by `debrief` x (share of its failures of late that are of this kind - share of its
    answers that are) - `debrief_leak` x cell, within 0 and 1, and adds to the organisation's matrix (ours). Never by
    success alone: what is passed up is harder. Of what was counted each debrief leaves half to the next.
    """
    law, day = s.law[0], s.org[0].day
    if law.debrief == 0.0 or day == 0 or day % int(law.debrief_days) != 0:
        return
    for i in range(len(s.people)):
        s.people[i].meeting_hours += law.debrief_hours
        s.days[day].debrief_hours += law.debrief_hours
    for team in range(len(s.teams)):
        _write_cells(s, team)


@compiled
def _write_cells(s: Tables, team: int) -> None:
    law, answers, failures = s.law[0], 0.0, 0.0
    for kind in range(KINDS):
        answers += s.late_answers[team, kind]
        failures += s.late_failures[team, kind]
    for kind in range(KINDS):
        moved = -law.debrief_leak * s.cells[team, kind]
        if failures > 0.0:
            fails, comes = s.late_failures[team, kind] / failures, s.late_answers[team, kind] / answers
            moved += law.debrief * (fails - comes)
        s.cells[team, kind] = min(1.0, max(0.0, s.cells[team, kind] + moved))
        s.late_answers[team, kind] *= 0.5
        s.late_failures[team, kind] *= 0.5
