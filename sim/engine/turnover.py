"""Step 7, come and go: people leave, their inbox stays with the seat, and newcomers take it."""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.arithmetic import exp
from sim.engine.compiled import compiled
from sim.engine.differ import be_one_who_stayed, be_somebody, usual_clarity, usual_trust
from sim.engine.events import note
from sim.engine.handoff import hand, hand_issue
from sim.engine.inbox import take
from sim.engine.tables import Tables
from sim.engine.wear import lonely
from sim.record import LEFT_BEHIND
from sim.state import ADVICE, ANSWER, APPROVAL, MEETING, NOBODY, Person


@compiled
def come_and_go(s: Tables) -> None:
    """Draw who leaves tonight; each seat is taken by a newcomer tomorrow morning."""
    law, day = s.law[0], s.org[0].day
    for j in range(len(s.order)):
        i = s.order[j]
        me = s.people[i]
        if luck.kept_uniform(me.luck, luck.LEAVING, 0) < leaving(law, me):
            if luck.kept_uniform(me.luck, luck.HANDED, 0) < law.handed_over:
                hand_over(s, i)
            seat_newcomer(s, i)
            s.days[day].departures += 1


@compiled
def leaving(law: Any, me: Person) -> float:
    """Return the chance to leave today: it grows with exhaustion and falls with commitment and engagement (ours)."""
    drawn = law.leave_slope * (me.exhaustion - 0.2) - law.leave_engagement * (me.engagement - law.engagement_norm)
    return law.leave_rate * exp(drawn) * (2.0 - me.commitment)


@compiled
def hand_over(s: Tables, i: int) -> None:
    """Pass a leaver's issues to the manager; instructions stay with the seat, and so does everything at the top."""
    me, day_end = s.people[i], (s.org[0].day + 1) * s.law[0].step_hours
    task = me.inbox_first
    while task != NOBODY and me.manager != NOBODY:
        after, kind = s.tasks[task].next, s.tasks[task].kind
        if kind in (ANSWER, ADVICE, APPROVAL, MEETING):
            take(s.tasks, me, task)
            if kind == ANSWER:
                note(s, day_end, i, s.tasks[task].issue, LEFT_BEHIND, me.manager)
                hand_issue(s, task, i, me.manager, day_end)
            else:
                hand(s, task, me.manager, day_end)
        task = after


@compiled
def seat_newcomer(s: Tables, i: int) -> None:
    """Let a newcomer take a seat: a new identity, rested, unpractised, unclear; it makes the team a bit less clear."""
    me, law = s.people[i], s.law[0]
    me.id += len(s.people)
    me.exhaustion = 0.0  # hours still owed for work already answered stay with the seat
    be_somebody(law, me)
    me.trust_up = me.trust_peers = usual_trust(law, me)
    me.skill = me.talent * law.newcomer_skill
    me.autonomy = me.credit = me.trusted = 0.5
    me.resistance = me.power = me.habit = me.influence = me.carried = 0.0
    me.l = me.own = 0.0
    join(law, me)
    me.g = s.plan_common[s.book[0].plan_version]
    if me.manager != NOBODY:
        me.g = s.people[me.manager].g
    s.teams[me.team].welcome_hours += law.welcome_hours / s.teams[me.team].members
    for k in range(s.members_first[me.team], s.members_first[me.team + 1]):
        s.people[s.members[k]].clarity *= 1.0 - law.newcomer_loss
    me.clarity = usual_clarity(law, me) * law.newcomer_clarity  # last: others lose theirs first
    for theta in range(s.streaks.shape[1]):
        s.streaks[i, theta] = 0


@compiled
def start(law: Any, me: Person) -> None:
    """Let somebody who is here from the first day be who they are, in the culture as it is."""
    be_one_who_stayed(law, me)
    me.clarity = usual_clarity(law, me)
    me.skill *= me.talent  # of what somebody brings along
    me.trust_up = me.trust_peers = usual_trust(law, me)
    join(law, me)


@compiled
def join(law: Any, me: Person) -> None:
    """Let somebody join: with the commitment of a contract, or where the door is open, as each can.

    The mean is the culture's at both ends of the dial `openness`; `commitment_spread` says how uneven.
    """
    room = max(0.0, min(law.commitment - 0.05, 1.0 - law.commitment))
    drawn = 2.0 * luck.uniform(law.seed, me.id, 0, luck.PLEDGE, 0) - 1.0
    me.commitment = me.pledge = law.commitment + law.openness * law.commitment_spread * room * drawn
    me.isolation = lonely(law, me)
    me.voice, me.say = law.voice, 0.0
    me.engagement = law.engagement_norm
