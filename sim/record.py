"""What a run takes in and leaves behind: the issues of the trace, what became of each, and a row a day."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.table import row_of

TRACE_ISSUE = np.dtype(
    [
        ("day", "i4"),
        ("origin", "i4"),  # seat
        ("other_team", "i4"),
        ("customer", "i4"),
        ("coupling", "f4"),
        ("stakes", "f4"),
        ("scope", "i2"),
        ("novel", "b1"),
    ]
)
"""One row an issue of the trace, 27 bytes, sorted by day and seat. Read only: the engine widens what it copies."""

SHOCK = np.dtype([("day", "i8"), ("team", "i8"), ("shift", "f8"), ("burst", "f8"), ("staged", "b1")])
"""One row a shock; team -1 when it moves the direction itself."""


class Outcome:
    """One row an issue of the trace: what became of it. Hours count from the beginning of the run."""

    effect_hour: float  # of the first answer, infinite before
    success_hour: float  # of the first answer that held, infinite before
    error: float  # of the first answer, against what was right for its team at that hour
    gap: float  # of the first answer, to the other team's course in force
    drop_hour: float  # when it was given up or refused, infinite if it was not
    working_hours: float  # that somebody spent with it in hand, until the first answer took effect
    travelling_hours: float  # that it was on its way between desks until then
    refused: bool  # it lay unopened for too long
    declined: bool  # by policy: stakes too low for a full desk
    answer: float  # the first answer, less the context of its team, which is nobody else's
    repeats: int  # times somebody new had to be told the story, within H days of birth
    resets: int  # times it had to start anew, within H days of birth


OUTCOME: Final = row_of(Outcome)
"""One row of it."""


class Day:
    """One row a day: counts, hours (sums over people) and means over people."""

    day: int  # from 0
    people: int  # how many there are
    born: int  # issues that arrived
    answered: int  # answers that took effect
    resolved: int  # of those, the ones that held
    dropped: int  # issues given up
    open: int  # issues not yet resolved or dropped, tonight
    waiting: int  # usable tasks waiting tonight
    planned: int  # answers given by the plan
    decided: int  # answers given by one's own judgement
    escalated: int  # issues passed up
    shared: int  # issues passed to a report or peer
    waited: int  # issues left until tomorrow
    consulted: int  # issues on which advice was asked for
    convened: int  # meetings of two teams called
    handoffs: int  # issues that changed hands
    reworks: int  # failed answers that came back, those to own issues too
    plans: int  # new versions of the plan
    pivots: int  # of those, made before their date
    instructions: int  # people told of a version
    departures: int  # people who left
    ambiguous: int  # unclear issues among the arrivals
    approvals: int  # visas asked for
    rejections: int  # visas refused
    resets: int  # answers a pivot sent back
    collisions: int  # issues a second desk took too
    conflicts: int  # of those, with answers more than 1 apart
    unfollowed: int  # answers carried out in part only
    reviews: int  # answers looked at afterwards
    questions: int  # put to the vote
    passed: int  # of those, accepted
    rounds: int  # of consensus and of votes
    overruled: int  # people whose view lost
    procedures: int  # questions of procedure raised by a contesting minority
    contest_share: float  # of members who contest how it is run: the minority
    carried: float  # mean: share known without asking of what only higher levels know
    pulled_back: int  # decisions that the owner of the right took back
    groups: int  # task groups there are tonight
    formed: int  # meetings of two teams that had to be set up from nothing
    founded: int  # task groups founded
    dissolved: int  # task groups that ended
    aimed: int  # of those, the ones that had done their work
    group_days: int  # that those that ended had lived
    joined: int  # people who came late to a meeting and joined
    left_out: int  # people who came late and could not
    bottlenecks: int  # issues passed up that waited two days and more
    eased: int  # tasks moved or put off for somebody overloaded
    requests: int  # made: issues passed up, across or on, visas, advice and meetings asked for
    lapsed_issues: int  # requests that nobody opened in time: issues that came back
    lapsed_visas: int  # the same: answers that took effect, silence being consent
    lapsed_meetings: int  # the same: meetings nobody came to
    lapsed_advice: int  # the same: advice nobody gave
    withdrawn: int  # requests whose asker had gone on, and news overtaken by newer
    refused: int  # issues that lay unopened for too long
    lived: int  # events: issues whose first answer took effect
    lived_own: int  # of these, decided by whoever they came to, not by the plan
    lived_kept: int  # never started anew, and followed
    lived_held: int  # that held
    lived_others: int  # that somebody else or the plan decided
    lived_heard: int  # of the last, those on which advice was asked for or two teams met
    lived_well: int  # own or heard on, kept and held
    frictions: int  # people whose load a dashboard began to show
    named: int  # people who named one
    named_before: int  # of the frictions shown, those that had been named before
    early_days: int  # sum of the days by which those were earlier
    declined: int  # issues declined by policy: stakes too low for a full desk
    operational_hours: float  # before any issue
    sensing_hours: float  # of the direction and the own context
    meeting_hours: float  # planning, reporting, circles, reviewing, voting, instructing at the top, welcoming
    answering_hours: float  # working out answers
    handoff_hours: float  # sending and receiving
    advising_hours: float  # asking for advice and giving it
    convening_hours: float  # meeting on an issue
    approving_hours: float  # asking for visas and giving them
    contest_hours: float  # holding rights against rivals, and questions of procedure
    mentoring_hours: float  # mentoring, coaching and steering
    forming_hours: float  # of convening: to set meetings up
    upkeep_hours: float  # of meetings: those of task groups
    procedure_hours: float  # of contest: on questions of procedure
    consensus_hours: float  # of meetings: votes and rounds of consensus
    community_hours: float  # of meetings: the managers' community
    debrief_hours: float  # of meetings: debriefs
    translation_hours: float  # of meetings: translating principles
    intervention_hours: float  # of meetings: what interventions cost
    care_hours: float  # of meetings: easing the load of reports
    available_hours: float  # what there was, overtime included
    overtime_hours: float  # of these, beyond the day
    withheld_hours: float  # for want of engagement, less what is given beyond the contract
    lapsed_hours: float  # owed beyond what anybody can owe
    idle_hours: float  # attention nobody asked for
    debt_hours: float  # owed to tomorrow
    lead_days: float  # sum over the first answers that took effect today
    first_answers: int  # how many those were
    opened: int  # issues that members opened of their own accord, counted nowhere else but in hours and acts
    opened_answered: int  # first answers to those that took effect
    opened_decided: int  # of these, given by whoever had opened them
    opened_held: int  # of those opened, the ones whose answer held
    direction: float  # G
    alignment: float  # mean over people of exp(-(g - G)^2 / 2)
    cohesion: float  # the same around the mean g
    declared_alignment: float  # the same around the announced course, of the course each has been told
    lived_alignment: float  # the same of what each believes
    direction_distance: float  # mean over people of |g - announced course|
    direction_spread: float  # sd over people of g
    truth_distance: float  # mean over people of |g - G|
    action_distance: float  # mean over teams of |course in force - L - announced course|
    action_spread: float  # sd over teams of course in force - L
    action_truth_distance: float  # mean over teams of |course in force - L - G|
    knowledge: float  # mean over people of exp(-(l - L)^2 / 2)
    practice_fit: float  # mean over teams of exp(-(practice - best)^2 / 2)
    practice_spread: float  # sd over teams of their practices
    cell_narrow: float  # mean over teams of what debriefs added to the matrix for narrow issues
    cell_wide: float  # the same for issues that reach higher levels
    cell_cross: float  # the same for issues that touch another team
    cell_new: float  # the same for issues no plan can cover
    clarity: float  # mean
    trust: float  # mean of trust in the line and in peers
    autonomy: float  # mean
    middle_autonomy: float  # mean over managers below the top
    trusted: float  # mean
    commitment: float  # mean
    middle_commitment: float  # mean over managers below the top
    engagement: float  # mean
    isolation: float  # mean
    resistance: float  # mean
    voice: float  # mean
    skill: float  # mean
    changing: int  # interventions that have begun and are not yet complete, or not yet taken back
    gap: float  # mean over people of declared less lived: autonomy, trust, spread of influence
    top2_influence: float  # share of lived influence of the two who have most, less what any two would have
    orchestration: float  # share of the head's leading that is steering
    exhaustion: float  # mean E
    alert: float  # share of people with E above theta


DAY: Final = row_of(Day)
"""One row of it."""

THETAS: Final = (0.4, 0.5, 0.6)
"""The exhaustion thresholds at which burnout episodes are counted (ours; the middle one is the headline)."""


HEAD, MANAGER, BASE = range(3)
ROLES: Final = ("head", "managers", "base")
"""Who leads all, who leads and is led, who leads nobody."""


class RoleDay:
    """One row a day and role: sums over the people in it."""

    people: int
    inbox: int  # tasks in their inboxes, those on their way included
    lapsed: int  # requests that they let lapse
    refused: int  # issues that lay with them for too long
    available_hours: float  # overtime included
    used_hours: float  # of these
    attention_hours: float  # left for tasks, overtime not counted
    task_hours: float  # worked on tasks
    joint_hours: float  # spent with others: meetings, mentoring, advice, visas, handing over and being told
    overtime_hours: float
    debt_hours: float  # owed to tomorrow
    exhaustion: float
    alert: int  # people with E above the middle threshold
    severe: int  # people with E above `SEVERE`
    clarity: float
    trust_up: float
    trust_peers: float
    engagement: float
    lived: int  # events of theirs
    lived_well: int  # of these, own or heard on, kept and held


ROLE_DAY: Final = row_of(RoleDay)
"""One row of it; day d, role k in row 3 d + k."""

SEVERE: Final = 0.7
"""Exhaustion from which it is severe (ours)."""


class Event:
    """One row a thing that happened to an issue; recorded only when a run is asked to."""

    hour: float  # since the run began
    day: int  # from 0
    issue: int  # identity
    arrival: int  # its row in the trace
    attempt: int  # answers that had failed before
    person: int  # row of who did it
    other: int  # row of whom it went to or came from, NOBODY if none
    action: int  # place in HAPPENED
    reason: int  # place in REASONS
    answer: float  # the course its answer had, as it stood


EVENT: Final = row_of(Event)
"""One row of it."""

ARRIVED, ADVISED, VISA_ASKED, VISA_GIVEN, VISA_REFUSED, MET, TAKEN_BACK = range(7, 14)
SECOND_DESK, SENT_BACK, EASED, LEFT_BEHIND, HELD, FAILED, DROPPED = range(14, 21)
LAPSED, VISA_LAPSED, MEETING_LAPSED, ADVICE_LAPSED, WITHDRAWN, REFUSED, DECLINED = range(21, 28)
PROPOSED, JOINED, GROUP_ENDED = range(28, 31)

HAPPENED: Final = (
    *("apply_plan", "decide", "escalate", "share", "wait", "consult", "convene"),
    *("arrived", "advised", "visa_asked", "visa_given", "visa_refused", "met", "taken_back"),
    *("second_desk", "sent_back", "eased", "left_behind", "held", "failed", "dropped"),
    *("lapsed", "visa_lapsed", "meeting_lapsed", "advice_lapsed", "withdrawn", "refused"),
    "declined",
    *("proposed", "joined", "group_ended"),
)
"""What can happen to an issue: the actions of `sim.state` as they were carried out, and what the engine adds."""

NO_REASON, UNCLEAR, BEYOND, DRAWN_UP, OVERLOAD, COVERED, NEW, AGAIN, FREE, WIDE, TOUCHES = range(11)
AIM, TERM, REORGANISED = range(11, 14)

REASONS: Final = (
    "",
    "unclear",  # nobody knew whose it was
    "beyond",  # it reached further than this person may decide
    "drawn_up",  # a rule or an expert at the head wanted it higher up
    "overload",  # too much else was waiting
    "covered",  # the plan answers it
    "new",  # no plan can cover it
    "again",  # an earlier answer had failed
    "free",  # it was this person's to decide
    "wide",  # its consequences reach higher levels
    "touches",  # it interferes with another team
    "aim",  # a task group has done its work
    "term",  # its time was over
    "reorganised",  # its people were of one team by then
)
"""Under which circumstance an action was taken."""
