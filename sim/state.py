"""The tables everybody shares, and the actions a rule can choose from.

A table is a numpy structured array viewed as a record array, so that ``me = people[i]; me.clarity`` reads the same in
compiled, Mesa-stepped and interpreted runs. Tables that live hold only 64-bit integers, 64-bit floats and booleans:
numpy wraps smaller integers where the compiler widens them. Booleans are tested, never added.

This is the only module a rule may import from.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.table import row_of

# --------------------------------------------------------------------------------------------- what a rule may answer
APPLY_PLAN: Final = 0
"""Give the planned answer, if the plan covers the issue; otherwise the engine treats it as DECIDE."""
DECIDE: Final = 1
"""Answer with one's own judgement. While the issue is ambiguous the engine hands it sideways first, as SHARE."""
ESCALATE: Final = 2
"""Pass the issue to one's manager; somebody without a manager decides."""
SHARE: Final = 3
"""Pass it to somebody within reach with a shorter inbox: a manager to a report, others to a peer; if none, DECIDE."""
WAIT: Final = 4
"""Leave it until tomorrow; the day counts."""
CONSULT: Final = 5
"""Ask those concerned for advice and wait for it; once an issue, and if nobody else is concerned, DECIDE."""
CONVENE: Final = 6
"""Meet the other team and fix both courses together; if no other team is concerned, DECIDE."""

ACTIONS: Final = ("APPLY_PLAN", "DECIDE", "ESCALATE", "SHARE", "WAIT", "CONSULT", "CONVENE")
RULE_FAILED: Final = -1
"""What the wrapper around a rule returns when the rule raised an exception."""

ANYTHING: Final = 1_000
"""Authority of whoever an issue comes to, where initiative lies with anybody."""

NOBODY: Final = -1
"""In a column that holds a row number: no such row."""
KEPT_LUCK: Final = "luck"
"""The column that holds what draws about a row have in common, hashed once and kept; no result."""
UNSEEN: Final = (
    *(KEPT_LUCK, "clear_by", "trusting_by", "talent", "strained_by", "recovers_by", "outside", "settled"),
    *("lone_hours", "attention_hours", "withheld_hours", "central_hours", "top_hours", "line_hours", "news", "say"),
    *("named", "shown"),
)
"""Columns that only the engine reads: its bookkeeping, and what nobody can see in somebody."""


# -------------------------------------------------------------------------------------------------- what is in a table
class Person:
    """One row a seat: the person who holds it now. Rules receive two of these rows, `me` and `boss`."""

    # who one is and where one stands
    id: int  # identity; luck is keyed by it, and a newcomer brings a new one
    luck: int  # what today's draws about this person have in common, hashed
    team: int  # row of the team
    manager: int  # row of the manager, NOBODY at the top
    level: int  # hand-offs between this person and the top; 0 is the top
    height: int  # levels of reports below; 0 is the base
    authority: int  # widest scope this person may decide, for the issue in hand
    role: int  # HEAD, MANAGER or BASE of `sim.record`
    reports: int  # number of direct reports
    ties: int  # number of peers this person turns to
    # the inbox: a linked list through the table of tasks
    inbox: int  # tasks in it, those still on their way included
    inbox_first: int  # task, or NOBODY
    inbox_last: int  # task, or NOBODY
    waiting: int  # usable tasks waiting behind the one in hand, counted up to 64
    news: int  # newest version of the plan on its way to this seat, or known
    plan_version: int  # the version of the plan this person has been told
    decisions: int  # answers in effect that were this person's own, since the warm-up
    # state, each 0 to 1 unless said otherwise
    clarity: float  # how clear roles and purpose are to this person
    trust_up: float  # trust in the line
    trust_peers: float  # trust in peers and reports
    exhaustion: float  # E
    skill: float  # around 1; judgement noise is divided by it
    commitment: float  # share of a full working time given to the organisation
    pledge: float  # commitment on joining, to which it returns
    engagement: float  # how far one gives what the contract asks, beside `commitment`
    say: float  # voice won or lost by lived events, over the culture's
    credit: float  # share of this person's last 20 answers that held
    autonomy: float  # felt: moving average of how often this person decided what came to hand
    trusted: float  # moving average of how often an own answer went out without a visa
    voice: float  # how far this person says today where it breaks
    named: int  # evenings since this person named what is in the way today, this one counted; 0 if not
    shown: bool  # a dashboard shows that too much waits for this person
    isolation: float  # lack of contact with equals
    carried: float  # share known without asking of what only higher levels know: the charter
    resistance: float  # to changes, and to what others decided
    decided: float  # own decisions today
    power: float  # own decisions a day, of late
    habit: float  # own decisions a day, as this person is used to
    influence: float  # own decisions a day, over the days a mirror shows
    # beliefs, in units of course (an error of 1 costs 40 % of an answer's quality)
    g: float  # belief about the common direction G
    g_heard: float  # g after today's averaging, before it replaces g
    own: float  # what g would be from own signals alone
    l: float  # noqa: E741  belief about the own team's context L
    l_heard: float  # l after today's exchange, before it replaces l
    # hours
    operational_hours: float  # a day, before any issue
    sensing_hours: float  # a day, spent on sensing G
    central_hours: float  # of these, for the centre
    top_hours: float  # that operations leave those who lead people and report to this root
    meeting_hours: float  # today: planning, reporting, circles, reviewing, voting, instructing at the top, welcoming
    contest_hours: float  # today: holding rights against rivals, and questions of procedure
    mentoring_hours: float  # today: mentoring, coaching and steering
    line_hours: float  # with the manager, of late, on reports, instructions and visas: coaching may take their place
    owed_hours: float  # tomorrow's meetings: reviews and care of today, visits to groups
    available_hours: float  # today: 8 x commitment x (1 - loss x E) x effort
    withheld_hours: float  # today: what effort takes from these, below 0 where it adds
    worked_hours: float  # today, on tasks
    lone_hours: float  # of these, alone: working out answers
    attention_hours: float  # today, left for tasks, overtime not counted
    overtime_hours: float  # today
    idle_hours: float  # today, attention nobody asked for
    debt_hours: float  # worked beyond the day's attention, paid first tomorrow
    reworks: float  # failed answers of this person that came back today
    told_of_pivot: bool  # heard today that the plan was overturned
    # who one is, by identity
    clear_by: float  # -1 to 1: how far the usual clarity is from the culture's
    trusting_by: float  # -1 to 1: how far the usual trust is
    talent: float  # skill one returns to, mean 1
    strained_by: float  # factor of strain from work, mean 1
    recovers_by: float  # factor of recovery, mean 1
    outside: float  # strain from outside work, this quarter
    settled: bool  # exhaustion has found its level


PERSON: Final = row_of(Person)
"""One row of it."""


class Issue:
    """One row a live issue; rows are used again when an issue is closed. Rules receive the row in hand as `issue`."""

    id: int  # identity; luck is keyed by it
    luck: int  # what draws about it have in common, hashed
    outcome: int  # its row in the trace and in the table of outcomes, NOBODY if a member opened it
    origin: int  # row of the person it came to
    team: int  # the team whose course it fixes
    other_team: int  # the team it interferes with, NOBODY if none
    scope: int  # levels its consequences reach
    hops: int  # levels it has climbed
    resets: int  # times it had to start anew: pulled back, refused, sent back by a pivot
    handoffs: int  # times it changed hands
    attempts: int  # answers given so far that failed
    visits: int  # times somebody has opened it
    decider: int  # row of whoever gave the answer, NOBODY before
    holder: int  # row of whoever opened it last
    sender: int  # row of whoever passed it on last, NOBODY where it came back
    task: int  # row of the task that carries it
    pending: int  # advice asked for and not yet given
    approvals: int  # visas its answer has
    rejections: int  # times a visa was refused
    born_hour: float  # hours since the run began
    handed_hour: float  # when it last changed hands
    waited_days: float  # days since it was born, when opened
    coupling: float  # delta: weight of agreeing with the other team's course
    stakes: float  # 0 to 1
    context: float  # what its present holder knows of the team's context L
    revealed: float  # share of the part only higher levels know that advice has revealed
    other_course: float  # the other team's course, once advice has made it known
    hint: float  # the course whoever refused a visa would have taken
    held_right: float  # what the convener holds right for the own team, on the way to a meeting
    answer: float  # course chosen
    local: float  # what the answer takes the team's context to be
    pair_answer: float  # course chosen for the other team too, when one act fixes both
    effect_hour: float  # when the answer takes effect
    novel: bool  # no plan can cover it
    plannable: bool  # of a kind the plan deals with
    plan_covers: bool  # the plan answers it, in the eyes of whoever has it in hand
    ambiguous: bool  # nobody knows yet whose it is; one hand-off settles it
    coupled: bool  # it interferes with another team's course
    by_plan: bool  # the answer is the planned one
    consulted: bool  # advice was asked for
    heard: bool  # advice was asked for on it, or two teams met
    climbed: bool  # it was passed up last and has not been opened since
    pulled: bool  # its owner has taken it back once
    joint: bool  # the other holder of the right has been drawn
    other_known: bool  # advice has made the other team's course known
    paired: bool  # one act fixes both teams' courses
    followed: bool  # whoever it came to carries the answer out as given
    lapsed: bool  # it came back unopened: whoever holds it answers alone, until that answer fails


ISSUE: Final = row_of(Issue)
"""One row of it."""


class Org:
    """What everybody knows about the organisation today. Rules receive it as `org`."""

    day: int  # today, from 0
    people: int  # number of people
    open: int  # issues not yet resolved or dropped
    plan_age: int  # days since the plan was made
    coverage: float  # share of issues the plan deals with, 0 to 1


ORG: Final = row_of(Org)
"""One row of it."""

ARGS: Final = 16
"""How many keyword-only parameters a rule may have."""

RULE_ARGS: np.dtype[np.void] = np.dtype([(f"p{k}", "f8") for k in range(ARGS)], align=True)
"""The values of a rule's own parameters, in the order of its signature."""


class Task:
    """One row a piece of work in somebody's inbox."""

    kind: int  # ANSWER, INSTRUCTION, ADVICE, APPROVAL, MEETING or DUPLICATE
    issue: int  # row of the issue, NOBODY for an instruction
    version: int  # of the plan, for an instruction; identity of the issue, where the issue may be gone
    prev: int  # the task before it in an inbox, NOBODY at the beginning
    next: int  # next task of the same list, NOBODY at its end
    usable_hour: float  # nobody can open it before
    handed: bool  # it came by a hand-off, so opening it costs hours
    arriving: bool  # it came by a hand-off and has not been opened since
    asked: bool  # somebody waits for it to be opened: it lapses when patience is over
    since: float  # hour at which it became usable on this desk


TASK: Final = row_of(Task)
"""One row of it."""

ANSWER: Final = 0
INSTRUCTION: Final = 1
ADVICE: Final = 2
APPROVAL: Final = 3
MEETING: Final = 4
DUPLICATE: Final = 5


class Team:
    """One row a team."""

    members: int  # people in it
    lead: int  # row of its highest person
    hops: int  # hand-offs between its members and the top
    inbox: int  # tasks in its common inbox
    inbox_first: int  # task, or NOBODY
    inbox_last: int  # task, or NOBODY
    course: float  # moving average of its answers in effect
    speaking: float  # voices in its last report
    relief_hours: float  # a day, of operational work, that the head has taken off each member at the base
    welcome_hours: float  # that newcomers will cost each member tomorrow
    maturity: float  # cooperative maturity, 0 to 1: grows with each meeting set up
    practice: float  # its way of working, units of course
    best: float  # the way that would work best there
    goal: float  # its own definition of success, where priorities are unclear: normal, mean 0, sd 1


TEAM: Final = row_of(Team)
"""One row of it."""


class TaskGroup:
    """One row a task group across teams; a row without an animator is free."""

    issue: int  # identity of the issue whose gap founded it
    arrival: int  # its row in the trace
    animator: int  # row of the person who proposed it, NOBODY where the row is free
    since: int  # day on which it was founded
    held: int  # first answers across its teams that have held since


TASK_GROUP: Final = row_of(TaskGroup)
"""One row of it."""
