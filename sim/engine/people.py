"""People: how they differ, what they live through, how they look after each other, wear out, come and go.

People differ: in what they are used to, in skill, in how work strains them and how they recover, by who they are.

The same person is the same in every organisation: all hangs on identity. Means are those of culture and constants.

Lived events: each issue that came to somebody is one event, at its first effect; what events move is moved here.

The definition is one for all organisations and for all that builds on it: an event is an arrival, whoever decides.
Institutional logic and engagement are two uses of it (ours).

Voice and care: the overloaded fall silent; leaders who hear them move work, or put off what matters least.

Step 6, wear and recover: strain exhausts, rest and support restore, and habits return to the culture.

Step 7, come and go: people leave, their inbox stays with the seat, and newcomers take it.
"""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.arithmetic import clip, exp
from sim.engine.compiled import compiled
from sim.engine.handoff import hand, hand_issue, note, take, usable
from sim.engine.tables import Tables
from sim.record import EASED, LEFT_BEHIND, ROLES
from sim.state import ADVICE, ANSWER, APPROVAL, MEETING, NOBODY, Issue, Person


@compiled
def grown(law: Any, me: Person, gain: float) -> float:
    """Return what practice or coaching adds to skill: less as skill comes near to `skill_cap` (ours)."""
    return gain * (law.skill_cap - me.skill) / (law.skill_cap - 1.0) if law.skill_cap > 1.0 else gain


QUARTER: int = 60
"""Working days after which what strains outside work is drawn anew."""


OUTSIDE_SD: float = 0.7
"""Standard deviation of the log of strain from outside work, of its lasting part and of a quarter's (ours)."""


MOST_DRAWN: int = 50
"""Draws after which whoever was drawn is kept."""


@compiled
def be_somebody(law: Any, me: Person) -> None:
    """Draw who somebody is."""
    me.clear_by = 2.0 * luck.uniform(law.seed, me.id, 0, luck.CLARITY, 0) - 1.0
    me.trusting_by = 2.0 * luck.uniform(law.seed, me.id, 0, luck.TRUST, 0) - 1.0
    me.talent = factor(law.skill_spread, luck.normal(law.seed, me.id, 0, luck.TALENT, 0))
    me.strained_by = factor(law.strain_spread, luck.normal(law.seed, me.id, 0, luck.STRAIN, 0))
    me.recovers_by = factor(law.recovery_spread, luck.normal(law.seed, me.id, 0, luck.RECOVERY, 0))
    me.settled = False


@compiled
def be_one_who_stayed(law: Any, me: Person) -> None:
    """Draw who somebody is who is there on the first day: whoever soon leaves has mostly left before (ours).

    Of a steady inflow there are as many of a kind as their time to leaving is long. So a draw is kept with a chance of
    exp(-leave_slope E), E the exhaustion at which such a person settles where `usual_exhaustion` is usual; else another
    is drawn. That is the same person in every organisation.
    """
    be_somebody(law, me)
    usual = min(0.99, law.usual_exhaustion)
    for k in range(1, MOST_DRAWN):
        raised = usual / (1.0 - usual) * me.strained_by / me.recovers_by
        leaves = law.stayed_start * (1.0 - exp(-law.leave_slope * raised / (1.0 + raised)))
        if luck.uniform(law.seed, me.id, k, luck.STAYED, 0) >= leaves:
            break
        me.strained_by = factor(law.strain_spread, luck.normal(law.seed, me.id, k, luck.STRAIN, 0))
        me.recovers_by = factor(law.recovery_spread, luck.normal(law.seed, me.id, k, luck.RECOVERY, 0))


@compiled
def factor(spread: float, z: float) -> float:
    """Return a log-normal factor of mean 1.

    Examples
    --------
    >>> factor(0.0, 1.5)
    1.0
    """
    return exp(spread * z - 0.5 * spread * spread)


@compiled
def usual(culture: float, spread: float, by: float) -> float:
    """Return what somebody is used to: c + s min(c, 1 - c) u, u uniform on -1 to 1, mean c, within 0 and 1 (ours).

    Examples
    --------
    >>> usual(0.5, 0.5, -1.0), usual(0.6, 0.0, 1.0)
    (0.25, 0.6)
    """
    return culture + spread * min(culture, 1.0 - culture) * by


@compiled
def usual_clarity(law: Any, me: Person) -> float:
    """Return the clarity somebody returns to, of the culture of the day."""
    return usual(law.clarity, law.clarity_spread, me.clear_by)


@compiled
def usual_trust(law: Any, me: Person) -> float:
    """Return the trust somebody returns to, of the culture of the day."""
    return usual(law.trust, law.trust_spread, me.trusting_by)


@compiled
def outside_strain(law: Any, me: Person, day: int) -> float:
    """Return today's strain from outside work: a lasting part times a quarter's, both log-normal of mean 1 (ours)."""
    if law.outside_strain == 0.0:
        return 0.0
    lasting = factor(OUTSIDE_SD, luck.normal(law.seed, me.id, 0, luck.OUTSIDE, 0))
    quarter = factor(OUTSIDE_SD, luck.normal(law.seed, me.id, 1 + day // QUARTER, luck.OUTSIDE, 1))
    return law.outside_strain * lasting * quarter


@compiled
def steady_exhaustion(strain: float, strain_rate: float, recovery_rate: float, slack: float) -> float:
    """Return the exhaustion at which strain and recovery balance: a D / (a D + r (1 + slack)), 0 to 1.

    Examples
    --------
    >>> steady_exhaustion(1.0, 0.01, 0.02, 0.5)
    0.25
    """
    raised, lowered = strain_rate * strain, recovery_rate * (1.0 + slack)
    return clip(raised / (raised + lowered)) if raised > 0.0 else 0.0


@compiled
def load_days(law: Any, me: Person) -> float:
    """Return the days of work that wait for somebody."""
    return me.waiting * law.work_hours / law.step_hours


@compiled
def speak_up(law: Any, me: Person) -> None:
    """Let voice fall with the work that waits: none at `voice_load_days` and more; lived events raise or lower it."""
    me.voice = clip(law.voice + me.say) * max(0.0, 1.0 - load_days(law, me) / law.voice_load_days)


@compiled
def care(s: Tables) -> None:
    """Let leaders ease the load of reports who have more waiting than `care_load_days`, one task each an evening.

    Whoever has more names it with chance voice, once as long as it lasts; a dashboard shows it in time (`show`). A
    leader steps in with chance empathy x voice: who does not say it is not seen. It costs the leader hours tomorrow.
    """
    law, day = s.law[0], s.org[0].day
    for j in range(len(s.order)):
        i = s.order[j]
        me = s.people[i]
        if me.manager == NOBODY or load_days(law, me) <= law.care_load_days:
            me.named, me.shown = 0, False
            continue
        drawn = luck.kept_uniform(me.luck, luck.CARE, 0)
        if me.named > 0 or drawn < me.voice:
            s.days[day].named += 1 if me.named == 0 else 0
            me.named += 1
        show(s, me)
        if drawn < law.empathy * me.voice and ease(s, i):
            s.people[me.manager].owed_hours += law.care_hours
            s.days[day].care_hours += law.care_hours
            s.days[day].eased += 1


@compiled
def show(s: Tables, me: Person) -> None:
    """Let a dashboard show, on the day of reports, that more than `dashboard_days` of work wait for somebody (ours).

    Beside it stands how many days earlier that person had named it.
    """
    law, today = s.law[0], s.days[s.org[0].day]
    if me.shown or (s.org[0].day + 1) % int(law.report_days) != 0 or load_days(law, me) <= law.dashboard_days:
        return
    me.shown = True
    today.frictions += 1
    today.named_before += 1 if me.named > 1 else 0
    today.early_days += max(0, me.named - 1)


@compiled
def ease(s: Tables, i: int) -> bool:
    """Move the task of lowest stakes to a fellow with less than half as much waiting, or put it off; False if none."""
    day_end = (s.org[0].day + 1) * s.law[0].step_hours
    task = least_at_stake(s, i, day_end)
    if task == NOBODY:
        return False
    s.people[i].waiting -= 1
    fellow = rested_fellow(s, i, s.issues[s.tasks[task].issue].id, day_end)
    note(s, day_end, i, s.tasks[task].issue, EASED, fellow)
    if fellow == NOBODY:
        s.tasks[task].usable_hour = day_end + s.law[0].postpone_days * s.law[0].step_hours
        return True
    take(s.tasks, s.people[i], task)
    hand_issue(s, task, i, fellow, day_end)
    return True


@compiled
def least_at_stake(s: Tables, i: int, hour: float) -> int:
    """Find the usable issue with the lowest stakes in an inbox; NOBODY if there is none, or all were put off before.

    What is older than twice the time by which issues are put off is not eased again.
    """
    best, lowest, oldest = NOBODY, 2.0, (1.0 + 2.0 * s.law[0].postpone_days) * s.law[0].step_hours
    task = s.people[i].inbox_first
    while task != NOBODY:
        fresh = s.tasks[task].kind == ANSWER and hour - s.issues[s.tasks[task].issue].born_hour <= oldest
        if fresh and s.tasks[task].usable_hour <= hour:
            stakes = s.issues[s.tasks[task].issue].stakes
            if stakes < lowest:
                best, lowest = task, stakes
        task = s.tasks[task].next
    return best


@compiled
def rested_fellow(s: Tables, i: int, name: int, hour: float) -> int:
    """Find the fellow under the same manager with fewest tasks, less than half of one's own; luck breaks ties."""
    me = s.people[i]
    best, fewest, lot = NOBODY, 0.5 * me.waiting, 0
    for k in range(s.reports_first[me.manager], s.reports_first[me.manager + 1]):
        j = s.reports[k]
        count = usable(s.tasks, s.people[j], hour)
        if count >= fewest and (best == NOBODY or count > fewest):
            continue
        drawn = luck.mix(s.law[0].seed, s.people[j].id, name, luck.FELLOW, 0)
        if count < fewest or drawn < lot:
            best, fewest, lot = j, 1.0 * count, drawn
    return best


@compiled
def wear(s: Tables) -> None:
    """Let today's strain and rest act on everybody, then let trust, clarity and skill relax."""
    law, day = s.law[0], s.org[0].day
    day_end = (day + 1) * law.step_hours
    for i in range(len(s.people)):
        me = s.people[i]
        me.waiting = usable(s.tasks, me, day_end)
        if day % QUARTER == 0:
            me.outside = outside_strain(law, me, day)
        slack = me.idle_hours / me.available_hours if me.available_hours > 0.0 else 0.0
        recovery = law.recovery_rate * me.recovers_by
        if not me.settled:
            settle_down(s, me, recovery, slack)
        me.exhaustion = exhaust(me.exhaustion, strain(s, me, me.clarity), law.strain_rate, recovery, slack)
        relax(law, me)
        speak_up(law, me)


@compiled
def settle_down(s: Tables, me: Person, recovery: float, slack: float) -> None:
    """On the first evening start from the exhaustion at which a life as today's, with one's usual clarity, settles.

    Nobody begins without a past; not to be at home yet is no past.
    """
    law = s.law[0]
    me.outside = outside_strain(law, me, s.org[0].day)
    steady = steady_exhaustion(strain(s, me, usual_clarity(law, me)), law.strain_rate, recovery, slack)
    me.exhaustion += law.settled_start * (steady - me.exhaustion)
    me.settled = True


@compiled
def strain(s: Tables, me: Person, clarity: float) -> float:
    """Return today's strain: demands less support, never below 0 (after the demands-resources model) [bakker2007].

    Demands strain less where there is control (after the demand-control model) [karasek1979]: what one decides oneself,
    and of the rest what standing makes up for. Hours given beyond the contract strain as overtime does. Strain from
    outside work comes on top.
    """
    law = s.law[0]
    demand = law.strain_load * min(law.strain_load_days, load_days(law, me))
    if law.strain_demand > 0.0:
        demand += law.strain_demand * pressure(law, me) * (1.0 - law.control_relief * control(s, me))
    demand += law.overtime_strain * (me.overtime_hours + max(0.0, -me.withheld_hours - me.idle_hours))
    demand += law.strain_unclear * (1.0 - clarity)
    demand += law.strain_rework * me.reworks
    demand += law.strain_constraint * (1.0 - me.autonomy)
    demand += law.strain_pivot if me.told_of_pivot else 0.0
    demand += law.strain_isolation * me.isolation
    support = law.support_trust * (me.trust_up + me.trust_peers) + law.support_empathy * law.empathy
    return me.strained_by * max(0.0, demand - law.relief_support * support) + me.outside


@compiled
def pressure(law: Any, me: Person) -> float:
    """Return the share of available hours used today, and the days of work waiting, half a day at most."""
    used = 1.0 - me.idle_hours / me.available_hours if me.available_hours > 0.0 else 1.0
    return used + min(0.5, load_days(law, me))


@compiled
def control(s: Tables, me: Person) -> float:
    """Return the control somebody has over the own work, 0 to 1: autonomy, and what standing adds to it (ours)."""
    standing = me.height / max(1, s.book[0].top)
    return me.autonomy + (1.0 - me.autonomy) * s.law[0].rank_control * standing


@compiled
def exhaust(exhaustion: float, strain: float, strain_rate: float, recovery_rate: float, slack: float) -> float:
    """Return tomorrow's exhaustion.

    Parameters
    ----------
    exhaustion : float
        E, 0 to 1.
    strain : float
        D of today, 0 or more.
    strain_rate, recovery_rate : float
        a and r, a day.
    slack : float
        Share of the day's hours nobody asked for, 0 to 1; rest speeds recovery.

    Returns
    -------
    float
        E + a D (1 - E) - r E (1 + slack), within 0 and 1 (ours, after effort-recovery [meijman1998]).

    Examples
    --------
    >>> exhaust(0.0, 0.5, 0.016, 0.012, 0.0)
    0.008
    """
    return clip(exhaustion + strain_rate * strain * (1.0 - exhaustion) - recovery_rate * exhaustion * (1.0 + slack))


@compiled
def relax(law: Any, me: Person) -> None:
    """Let trust, clarity, skill and isolation return to what the culture is used to, commitment to what was pledged."""
    trust = usual_trust(law, me)
    me.trust_up += law.relaxation * (trust - me.trust_up)
    me.trust_peers += law.relaxation * (trust - me.trust_peers)
    me.clarity += law.relaxation * (usual_clarity(law, me) - me.clarity)
    me.skill += law.relaxation * (me.talent - me.skill)
    me.commitment += law.relaxation * (me.pledge - me.commitment)
    me.engagement += law.relaxation * (usual_engagement(law, me) - me.engagement)
    me.say -= law.relaxation * me.say
    me.isolation += law.relaxation * (lonely(law, me) - me.isolation)
    me.resistance -= law.relaxation * me.resistance
    me.carried -= law.relaxation * me.carried


@compiled
def lonely(law: Any, me: Person) -> float:
    """Return the isolation somebody is used to: the culture's, less as peers are at hand (ours)."""
    return law.isolation * law.isolation_ties / (law.isolation_ties + me.ties)


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


ALL, OWN, KEPT, HELD, OTHERS, HEARD = range(6)
"""Columns of the table `lived`."""


@compiled
def live_through(s: Tables, issue: Issue, held: bool) -> None:
    """Let whoever an issue came to live through what became of it: one event, at its first effect.

    *Own*: decided by that person, not by the plan. *Kept*: never started anew (a visa refused, taken back, sent back by
    a pivot), and followed. *Held*: the answer held. *Heard*: others or the plan decided, and advice had been asked for
    or two teams had met; of an own decision that is no event. An issue refused unanswered is none either.
    """
    own = 1 if issue.decider == issue.origin and not issue.by_plan else 0
    kept = 1 if issue.resets == 0 and issue.followed else 0
    heard = 1 - own if issue.heard else 0
    _count(s, issue.origin, own, kept, 1 if held else 0, heard)
    _satisfy(s, s.people[issue.origin].role, (own + heard) * kept if held else 0)
    _move(s.law[0], s.people[issue.origin], own, kept, 1 if held else 0, heard)


@compiled
def _count(s: Tables, i: int, own: int, kept: int, held: int, heard: int) -> None:
    """Write an event into the day, and after the warm-up into the seat's."""
    today, after = s.days[s.org[0].day], 1 if s.org[0].day >= s.law[0].warmup else 0
    today.lived += 1
    today.lived_own += own
    today.lived_kept += kept
    today.lived_held += held
    today.lived_others += 1 - own
    today.lived_heard += heard
    s.lived[i, ALL] += after
    s.lived[i, OWN] += after * own
    s.lived[i, KEPT] += after * kept
    s.lived[i, HELD] += after * held
    s.lived[i, OTHERS] += after * (1 - own)
    s.lived[i, HEARD] += after * heard


@compiled
def _satisfy(s: Tables, role: int, well: int) -> None:
    """Count an event that went well: one had a say in it, it was kept, and it held (satisfaction; ours)."""
    s.days[s.org[0].day].lived_well += well
    mine = s.roles[len(ROLES) * s.org[0].day + role]
    mine.lived += 1
    mine.lived_well += well


@compiled
def _move(law: Any, me: Person, own: int, kept: int, held: int, heard: int) -> None:
    """Move trust, clarity, voice and engagement by an event: by g r / lambda times what it is over what is usual.

    Trust, clarity and voice by the mean of own, kept and heard, which an institution can change; engagement by that of
    all four. With n events and nu departures a person-day a state then settles at the culture's, plus g (n / lambda)
    (mean event less usual) r / (r + nu): r is `relaxation`, lambda `issue_rate`, g a gain of either sign. Nothing moves
    at g 0, or where no arrivals are expected (lambda 0).
    """
    pace = law.relaxation / law.issue_rate if law.issue_rate > 0.0 else 0.0
    shown = own - law.own_expected + (kept - law.kept_expected) + (heard - (1 - own) * law.heard_expected)
    logic, all_four = pace * shown / 3.0, pace * (shown + (held - law.held_expected)) / 4.0
    me.trust_up = clip(me.trust_up + law.logic_trust * logic)
    me.trust_peers = clip(me.trust_peers + law.logic_trust * logic)
    me.clarity = clip(me.clarity + law.logic_clarity * logic)
    me.say = min(1.0, max(-1.0, me.say + law.logic_voice * logic))
    me.engagement = clip(me.engagement + law.logic_engagement * all_four)


@compiled
def usual_engagement(law: Any, me: Person) -> float:
    """Return the engagement somebody returns to: the norm, less as exhaustion is above the usual."""
    return clip(law.engagement_norm - law.engagement_strain * (me.exhaustion - law.usual_exhaustion))


@compiled
def effort(law: Any, me: Person) -> float:
    """Return by what engagement multiplies contractual hours: (1 - m (1 - w)) / (1 - m (1 - norm)), 1 at the norm.

    Whoever is more engaged than usual gives more than the contract asks, and those hours strain as overtime does.
    """
    m = law.effort_engagement
    return (1.0 - m * (1.0 - me.engagement)) / (1.0 - m * (1.0 - law.engagement_norm))


@compiled
def lose_heart(law: Any, me: Person, loss: float) -> None:
    """Charge being left out, overruled or taken up with procedure to engagement; the contract stays as it is.

    With `charge_engagement` 0 it is the share of working time given that falls instead.
    """
    me.commitment = max(0.05, me.commitment - (1.0 - law.charge_engagement) * loss)
    me.engagement = clip(me.engagement - law.charge_engagement * loss)
