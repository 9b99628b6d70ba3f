"""The culture: what people are used to."""

from __future__ import annotations

from dataclasses import dataclass

from sim.checked import Checked, number


@dataclass(frozen=True)
class CultureSettings(Checked):
    """What people are used to; states relax back to it."""

    clarity: float = number(0.6, 0, 1, "0 to 1", "ours", "guess", "clarity of roles and purpose")
    trust: float = number(0.55, 0, 1, "0 to 1", "ours", "guess", "trust in the line and among peers")
    learning: float = number(0.5, 0, 1, "0 to 1", "ours", "guess", "share of a shown error that is learnt from")
    resilience: float = number(0.7, 0, 5, "factor", "ours", "guess", "1 weighs a signal exactly; below over-reacts")
    empathy: float = number(0.5, 0, 1, "0 to 1", "ours", "guess", "attention to the human cost")
    control: float = number(0.5, 0, 1, "0 to 1", "ours", "guess", "chance of a visa where there is no trust")
    review: float = number(0.2, 0, 1, "share", "ours", "guess", "of answers in effect looked at afterwards")
    circle_days: int = number(5, 1, 100_000, "days", "ours", "guess", "between circles of a manager and the reports")
    circle_minutes: float = number(60, 0, 480, "min", "ours", "guess", "length of a circle; 0 for none")
    quorum: float = number(0.5, 0, 1, "share", "ours", "guess", "of yes that a common question needs")
    commitment: float = number(1.0, 0.05, 1, "0 to 1", "ours", "guess", "share of a full working time, mean")
    commitment_spread: float = number(0.0, 0, 1, "0 to 1", "ours", "guess", "how uneven it is where the door is open")
    priorities: float = number(0.5, 0, 1, "0 to 1", "ours", "guess", "clarity of priorities: high stakes go first")
    matrix_narrow: float = number(0.0, 0, 1, "0 to 1", "ours", "guess", "decision matrix kept for narrow issues")
    matrix_wide: float = number(0.0, 0, 1, "0 to 1", "ours", "guess", "the same for issues that reach higher levels")
    matrix_cross: float = number(0.0, 0, 1, "0 to 1", "ours", "guess", "the same for issues that touch another team")
    matrix_new: float = number(0.0, 0, 1, "0 to 1", "ours", "guess", "the same for issues no plan can cover")
    debrief: float = number(0.0, 0, 5, "gain", "ours", "guess", "of cells by where failures lie; 0 for no debriefs")
    debrief_days: int = number(20, 1, 100_000, "days", "ours", "guess", "between debriefs of a team")
    debrief_hours: float = number(1.0, 0, 8, "h", "ours", "guess", "of everybody, for a debrief")
    debrief_leak: float = number(0.2, 0, 1, "share", "ours", "guess", "of a cell forgotten by the next debrief")
    voice: float = number(0.5, 0, 1, "0 to 1", "ours", "guess", "how far people say where it breaks")
    silo: float = number(0.2, 0, 1, "0 to 1", "ours", "guess", "separate reporting: lost of what crosses teams")
    isolation: float = number(0.5, 0, 1, "0 to 1", "ours", "guess", "of somebody whom no peer ties link")
    community_days: int = number(5, 1, 100_000, "days", "ours", "guess", "between points of the managers' community")
    community_minutes: float = number(0, 0, 480, "min", "ours", "guess", "length of a point; 0 for no community")
    community_built_in: float = number(0.0, 0, 1, "share", "ours", "guess", "of it taken out of circles, not added")
    mentoring_days: int = number(20, 1, 100_000, "days", "ours", "guess", "between talks of two managers")
    mentoring_minutes: float = number(0, 0, 480, "min", "ours", "guess", "length of a talk; 0 for no mentoring")
    coaching: float = number(0.0, 0, 1, "0 to 1", "ours", "guess", "how far managers coach their reports")
    involvement: float = number(0.5, 0, 1, "0 to 1", "ours", "guess", "of people in changes that concern them")
    orchestration: float = number(0.5, 0, 1, "share", "ours", "guess", "of the head's leading that is steering")
    support: float = number(0.5, 0, 1, "0 to 1", "ours", "guess", "training and mentoring of the head in transition")
    declared_autonomy: float = number(0.0, 0, 1, "0 to 1", "ours", "guess", "autonomy that is promised; 0 for none")
    declared_trust: float = number(0.0, 0, 1, "0 to 1", "ours", "guess", "trust that is promised; 0 for none")
    declared_sharing: float = number(0.0, 0, 1, "0 to 1", "ours", "guess", "how evenly influence is said to be spread")
    owned: float = number(0.0, 0, 1, "0 to 1", "ours", "guess", "how far gaps to what is lived are owned")
    ready_share: float = number(1.0, 0, 1, "share", "ours", "guess", "of both teams that a meeting waits for")
    joining: float = number(1.0, 0, 1, "0 to 1", "ours", "guess", "chance that whoever comes late may still join")
    charter: float = number(0.0, 0, 1, "0 to 1", "ours", "guess", "known without asking after an assembly; 0 for none")
    contest_share: float = number(0.0, 0, 1, "share", "ours", "guess", "of members who contest how it is run, at first")
    contest_spread: float = number(
        0.1, 0, 1, "share", "ours", "guess", "won over by a question of theirs, without voice"
    )
    contest_cap: float = number(0.5, 0.01, 1, "share", "ours", "guess", "whom they can win at most; others never join")
    founders: float = number(0.5, 0, 1, "share", "ours", "guess", "of agenda and means that sit with the founders")
