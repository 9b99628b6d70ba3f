"""The culture: what people are used to."""

from __future__ import annotations

from dataclasses import dataclass

from sim.checked import ANY_SHARE, Checked, linear, log, number


@dataclass(frozen=True)
class CultureSettings(Checked):
    """What people are used to; states relax back to it."""

    # fmt: off
    clarity: float = number(0.6, 0, 1, "0 to 1", "clarity of roles and purpose",
        linear(0.3, 0.9, "no organisation has none or all"))
    trust: float = number(0.55, 0, 1, "0 to 1", "trust in the line and among peers",
        linear(0.2, 0.9, "no organisation has none or all"))
    learning: float = number(0.5, 0, 1, "0 to 1", "share of a shown error that is learnt from", ANY_SHARE)
    resilience: float = number(0.7, 0, 5, "factor", "1 weighs a signal exactly; below over-reacts",
        log(0.3, 2, "from over-reacting threefold to stubborn by two"))
    empathy: float = number(0.5, 0, 1, "0 to 1", "attention to the human cost", ANY_SHARE)
    control: float = number(0.5, 0, 1, "0 to 1", "chance of a visa where there is no trust", ANY_SHARE)
    review: float = number(0.2, 0, 1, "share", "of answers in effect looked at afterwards",
        linear(0, 0.6, "from none to most answers looked at afterwards"))
    circle_days: int = number(5, 1, 100_000, "days", "between circles of a manager and the reports",
        log(3, 20, "twice a week to monthly"))
    circle_minutes: float = number(60, 0, 480, "min", "length of a circle; 0 for none",
        linear(0, 90, "none to an hour and a half"))
    quorum: float = number(0.5, 0, 1, "share", "of yes that a common question needs",
        linear(0.4, 0.75, "around a majority"))
    commitment: float = number(1.0, 0.05, 1, "0 to 1", "share of a full working time, mean",
        linear(0.8, 1, "four days a week to full time"))
    commitment_spread: float = number(0.0, 0, 1, "0 to 1", "how uneven it is where the door is open",
        linear(0, 0.3, "from contracts to volunteers"))
    priorities: float = number(0.5, 0, 1, "0 to 1", "clarity of priorities: high stakes go first", ANY_SHARE)
    matrix_narrow: float = number(0.0, 0, 1, "0 to 1", "decision matrix kept for narrow issues",
        linear(0, 1, "practices that some organisations have and others do not"))
    matrix_wide: float = number(0.0, 0, 1, "0 to 1", "the same for issues that reach higher levels",
        linear(0, 1, "practices that some organisations have and others do not"))
    matrix_cross: float = number(0.0, 0, 1, "0 to 1", "the same for issues that touch another team",
        linear(0, 1, "practices that some organisations have and others do not"))
    matrix_new: float = number(0.0, 0, 1, "0 to 1", "the same for issues no plan can cover",
        linear(0, 1, "practices that some organisations have and others do not"))
    debrief: float = number(0.0, 0, 5, "gain", "of cells by where failures lie; 0 for no debriefs",
        linear(0, 3, "from no debriefs to cells that follow three times where failures lie"))
    debrief_days: int = number(20, 1, 100_000, "days", "between debriefs of a team",
        log(10, 60, "from every two weeks to every quarter"))
    debrief_hours: float = number(1.0, 0, 8, "h", "of everybody, for a debrief", log(0.5, 2))
    debrief_leak: float = number(0.2, 0, 1, "share", "of a cell forgotten by the next debrief",
        log(0.1, 0.5, "from a tenth to half forgotten by the next"))
    voice: float = number(0.5, 0, 1, "0 to 1", "how far people say where it breaks",
        linear(0.1, 0.9, "no organisation has none or all"))
    silo: float = number(0.2, 0, 1, "0 to 1", "separate reporting: lost of what crosses teams",
        linear(0, 0.6, "from none to most of what crosses lost"))
    isolation: float = number(0.5, 0, 1, "0 to 1", "of somebody whom no peer ties link",
        linear(0.2, 0.8, "of somebody without peers"))
    community_days: int = number(5, 1, 100_000, "days", "between points of the managers' community",
        log(5, 20, "weekly to monthly"))
    community_minutes: float = number(0, 0, 480, "min", "length of a point; 0 for no community",
        linear(0, 60, "practices that some organisations have and others do not"))
    community_built_in: float = number(0.0, 0, 1, "share", "of it taken out of circles, not added", ANY_SHARE)
    mentoring_days: int = number(20, 1, 100_000, "days", "between talks of two managers",
        log(10, 40, "twice a month to every other month"))
    mentoring_minutes: float = number(0, 0, 480, "min", "length of a talk; 0 for no mentoring",
        linear(0, 90, "practices that some organisations have and others do not"))
    coaching: float = number(0.0, 0, 1, "0 to 1", "how far managers coach their reports",
        linear(0, 1, "practices that some organisations have and others do not"))
    involvement: float = number(0.5, 0, 1, "0 to 1", "of people in changes that concern them", ANY_SHARE)
    orchestration: float = number(0.5, 0, 1, "share", "of the head's leading that is steering",
        linear(0.1, 0.9, "no head only steers or never does"))
    support: float = number(0.5, 0, 1, "0 to 1", "training and mentoring of the head in transition", ANY_SHARE)
    declared_autonomy: float = number(0.0, 0, 1, "0 to 1", "autonomy that is promised; 0 for none",
        linear(0, 1, "what is promised, from nothing to all"))
    declared_trust: float = number(0.0, 0, 1, "0 to 1", "trust that is promised; 0 for none",
        linear(0, 1, "what is promised, from nothing to all"))
    declared_sharing: float = number(0.0, 0, 1, "0 to 1", "how evenly influence is said to be spread",
        linear(0, 1, "what is promised, from nothing to all"))
    owned: float = number(0.0, 0, 1, "0 to 1", "how far gaps to what is lived are owned", ANY_SHARE)
    ready_share: float = number(1.0, 0, 1, "share", "of both teams that a meeting waits for",
        linear(0.5, 1, "from half to all that a meeting waits for"))
    joining: float = number(1.0, 0, 1, "0 to 1", "chance that whoever comes late may still join", ANY_SHARE)
    charter: float = number(0.0, 0, 1, "0 to 1", "known without asking after an assembly; 0 for none",
        linear(0, 0.9, "from none to nearly all that is known higher up"))
    contest_spread: float = number(0.1, 0, 1, "share", "won over by a question of theirs, without voice",
        linear(0.02, 0.2, "no measurement known: a contest that dies, to one that takes hold"))
    contest_cap: float = number(0.5, 0.01, 1, "share", "whom they can win at most; others never join",
        linear(0.2, 0.8, "the weary and the disappointed: a fifth to four fifths"))
    contest_share: float = number(0.0, 0, 1, "share", "of members who contest how it is run, at first",
        linear(0, 0.1, "up to the tenth that one history tells of"))
    founders: float = number(0.5, 0, 1, "share", "of agenda and means that sit with the founders", ANY_SHARE)
    # fmt: on
