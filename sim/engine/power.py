"""Power: who owns a right, who contests it, votes on common questions, and the mirror of lived influence.

Ownership: who decides, who contributes and who is informed, as clear as roles and the decision matrix make it.

Power: held against rivals or shared; a minority that contests how things are run; a charter that damps it.

Common questions: put to the vote, or worked out until few object; whoever is overruled loses engagement.

Declared and lived: what is promised against what people live, and what the gap costs; lived influence.
"""

from __future__ import annotations

import math
from typing import Any, Final

from sim.engine import luck
from sim.engine.arithmetic import clip, erf
from sim.engine.compiled import compiled
from sim.engine.handoff import drawn_among, hand_issue, note, send, start_anew
from sim.engine.people import lonely, lose_heart
from sim.engine.tables import Tables
from sim.record import SECOND_DESK, TAKEN_BACK
from sim.state import ANSWER, DUPLICATE, NOBODY, Issue, Person

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


@compiled
def contest(s: Tables) -> None:
    """Charge managers the hours they hold their rights with, and let a minority raise a question of procedure."""
    law = s.law[0]
    hours = (1.0 - law.generative_power) * law.contest_hours
    for i in range(len(s.people)):
        me = s.people[i]
        if hours > 0.0 and has_rivals(s, me):
            me.contest_hours += hours
    book, today = s.book[0], s.days[s.org[0].day]
    minority, today.carried = law.contest_share + book.recruited, mean_carried(s)
    if minority > 0.0 and luck.uniform(law.seed, 0, s.org[0].day, luck.PROCEDURE, 0) < procedure_rate(s, minority):
        question_procedure(s, minority)
        book.recruited += won_over(s, minority)
    today.contest_share = law.contest_share + book.recruited
    book.recruited -= law.relaxation * book.recruited


@compiled
def has_rivals(s: Tables, me: Person) -> bool:
    """Say whether somebody leads people beside others who do, under one manager."""
    if me.reports == 0 or me.manager == NOBODY:
        return False
    leading = 0
    for k in range(s.reports_first[me.manager], s.reports_first[me.manager + 1]):
        leading += 1 if s.people[s.reports[k]].reports > 0 else 0
    return leading > 1


@compiled
def procedure_rate(s: Tables, minority: float) -> float:
    """Return the chance that today a minority asks who chose the rules (ours, after the history of an alliance).

    It grows with the minority, as initiative and openness outrun the constitution, and as means sit with founders; a
    charter that people carry takes its share of it.
    """
    law = s.law[0]
    outrun = max(0.0, 0.5 * (law.initiative + law.openness) - law.constitution)
    carried = s.days[s.org[0].day].carried
    return min(1.0, law.contest_rate * minority * 10.0 * outrun * law.founders * (1.0 - carried))


@compiled
def won_over(s: Tables, minority: float) -> float:
    """Return which share of members a question wins over: of those left to win, the more the less voice and charter.

    Questions raise the minority and days bring it back to what it was at first, so it spreads as an infection does
    (ours): with R0 = 10 contest_rate outrun founders spread (1 - voice) / relaxation x (1 - carried)^2 below 1 it stays
    small, above 1 it comes to cap (1 - 1 / R0), however few began it.
    """
    law = s.law[0]
    left = max(0.0, law.contest_cap - minority) / law.contest_cap
    return law.contest_spread * (1.0 - law.voice) * (1.0 - s.days[s.org[0].day].carried) * left


@compiled
def assemble(s: Tables) -> None:
    """On its day let everybody meet on the charter, at hours; what it says is then known without asking, and fades."""
    law = s.law[0]
    if law.charter == 0.0 or s.org[0].day % int(law.charter_days) != 0:
        return
    for i in range(len(s.people)):
        s.people[i].meeting_hours += law.charter_hours
        s.people[i].carried = law.charter


@compiled
def mean_carried(s: Tables) -> float:
    """Return how much of the charter people carry, 0 to 1."""
    total = 0.0
    for j in range(len(s.order)):
        total += s.people[s.order[j]].carried
    return total / len(s.people)


@compiled
def question_procedure(s: Tables, minority: float) -> None:
    """Spend everybody's time on procedure; the less voice there is to settle it, the more engagement it costs."""
    law, today = s.law[0], s.days[s.org[0].day]
    today.procedures += 1
    today.procedure_hours += law.procedure_minutes / 60.0 * len(s.people)
    for i in range(len(s.people)):
        me = s.people[i]
        me.contest_hours += law.procedure_minutes / 60.0
        if not contests(law, me, minority):
            lose_heart(law, me, law.procedure_loss * (1.0 - law.voice))


@compiled
def contests(law: Any, me: Person, minority: float) -> bool:
    """Say whether somebody belongs to the contesting minority."""
    return luck.uniform(law.seed, me.id, 0, luck.CONTESTING, 0) < minority


@compiled
def pulls_back(s: Tables, i: int, issue: Issue) -> bool:
    """Say whether the owner of a right takes back a decision made below: once, where rights have one owner.

    The owner of an issue's right is whoever stands as high as its scope reaches.
    """
    law, me = s.law[0], s.people[i]
    if me.height >= issue.scope or me.manager == NOBODY or issue.pulled:
        return False
    chance = (1.0 - law.generative_power) * law.pull_back
    return luck.kept_uniform(issue.luck, luck.PULL_BACK, 0) < chance


@compiled
def pull_back(s: Tables, task: int, i: int, hour: float) -> None:
    """Hand a decision that was already made to the manager, to be made again."""
    issue, me, law = s.issues[s.tasks[task].issue], s.people[i], s.law[0]
    issue.pulled = True
    start_anew(s, issue, hour)
    issue.hops += 1
    me.autonomy -= law.autonomy_memory * me.autonomy
    me.resistance = clip(me.resistance + law.resistance_doubt * (1.0 - law.involvement))
    s.tasks[task].kind = ANSWER
    note(s, hour, me.manager, s.tasks[task].issue, TAKEN_BACK, i)
    hand_issue(s, task, i, me.manager, hour)
    s.days[s.org[0].day].pulled_back += 1


@compiled
def draw_joint_holder(s: Tables, i: int, row: int, hour: float) -> None:
    """Where rights are shared by m, another holder may take the same issue: d (1 - clarity) (m - 1) / m, once.

    The other holder is a peer one is tied to, by luck.
    """
    issue, law, me = s.issues[row], s.law[0], s.people[i]
    if issue.joint:
        return
    issue.joint = True
    s.book[0].promised -= 1
    chance = law.generative_power * (1.0 - me.clarity) * (law.right_holders - 1.0) / law.right_holders
    if me.ties == 0 or luck.kept_uniform(issue.luck, luck.JOINT, 0) >= chance:
        return
    peer = drawn_tie(s, i, issue.id)
    send(s, DUPLICATE, row, issue.id, peer, hour)
    note(s, hour, i, row, SECOND_DESK, peer)
    s.days[s.org[0].day].collisions += 1


@compiled
def drawn_tie(s: Tables, i: int, name: int) -> int:
    """Draw one of somebody's ties, by the luck of the peers and what it is for."""
    return drawn_among(s, s.ties, s.ties_first[i], s.ties_first[i + 1], name, luck.TIE)


@compiled
def vote(s: Tables) -> None:
    """Put today's common question, if there is one, to everybody.

    A proposal lies some way off the direction. As often as the dial `openness` says it is worked out by consensus,
    else it goes to the vote at once.
    """
    law, day = s.law[0], s.org[0].day
    if law.question_days == 0.0 or (day + 1) % int(law.question_days) != 0:
        return
    proposal = s.direction[day] + law.question_spread * luck.normal(law.seed, 0, day, luck.QUESTION, 0)
    s.days[day].questions += 1
    if luck.uniform(law.seed, 0, day, luck.QUESTION, 1) < law.openness:
        build_consensus(s, proposal)
    else:
        take_majority(s, proposal)


@compiled
def take_majority(s: Tables, proposal: float) -> None:
    """Let everybody vote once: yes to what is within `vote_tolerance` of the own view, judged with noise.

    It passes when the share of yes reaches the culture's quorum. Those of the other opinion are overruled, whichever
    way it goes: they lose engagement by the distance to what now holds, the proposal or the announced course.
    """
    law, day = s.law[0], s.org[0].day
    yes = 0
    _meet_for(s, law.vote_minutes)
    for i in range(len(s.people)):
        if accepts(s, s.people[i], proposal):
            yes += 1
    passed = yes >= needed(law.quorum, len(s.people))
    s.days[day].passed += 1 if passed else 0
    if passed:
        adopt(s, proposal)
    holds = proposal if passed else s.plan_common[s.book[0].plan_version]
    for i in range(len(s.people)):
        if accepts(s, s.people[i], proposal) != passed:
            overrule(s, s.people[i], holds)


@compiled
def accepts(s: Tables, me: Person, proposal: float) -> bool:
    """Say whether somebody would vote yes."""
    law = s.law[0]
    judged = proposal + law.judgement_noise * luck.normal(law.seed, me.id, s.org[0].day, luck.VOTE, 0)
    return abs(judged - me.g) <= law.vote_tolerance


@compiled
def needed(quorum: float, people: int) -> float:
    """Return how many yes a question needs: the quorum's share, at least one, a hair less for rounding."""
    return max(1.0, quorum * people - 1e-9)


@compiled
def build_consensus(s: Tables, proposal: float) -> None:
    """Move a proposal towards the mean view, round by round, until few object; then it holds.

    After `consensus_rounds` a vote decides. Those who still object when it passes are overruled.
    """
    law, day = s.law[0], s.org[0].day
    mean = 0.0
    for j in range(len(s.order)):
        mean += s.people[s.order[j]].g / len(s.order)
    for nth in range(int(law.consensus_rounds)):
        _meet_for(s, law.consensus_minutes)
        proposal += 0.5 * (mean - proposal)
        objecting = 0
        for i in range(len(s.people)):
            objecting += 1 if objects(s, s.people[i], proposal, nth) else 0
        if objecting <= law.objections_allowed * len(s.people):
            s.days[day].passed += 1
            adopt(s, proposal)
            for i in range(len(s.people)):
                if objects(s, s.people[i], proposal, nth):
                    overrule(s, s.people[i], proposal)
            return
    take_majority(s, proposal)


@compiled
def objects(s: Tables, me: Person, proposal: float, nth: int) -> bool:
    """Say whether somebody objects in a round: with chance Phi(|own view - proposal| - tolerance)."""
    law = s.law[0]
    chance = normal_cdf(abs(me.g - proposal) - law.objection_tolerance)
    return luck.uniform(law.seed, me.id, s.org[0].day, luck.OBJECTION, nth) < chance


@compiled
def normal_cdf(z: float) -> float:
    """Return the standard normal distribution function.

    Examples
    --------
    >>> normal_cdf(0.0)
    0.5
    """
    return 0.5 * (1.0 + erf(z / math.sqrt(2.0)))


@compiled
def adopt(s: Tables, proposal: float) -> None:
    """Let what has passed move the announced course, and what the roots believe, `question_weight` of the way (ours).

    Everybody was there: nobody has to be told. A plan that rolls follows the roots, so it keeps what was adopted.
    """
    version, weight = s.book[0].plan_version, s.law[0].question_weight
    if weight == 0.0:
        return
    by = weight * (proposal - s.plan_common[version])
    s.plan_common[version] += by
    for k in range(len(s.teams)):
        s.plan_course[version, k] += by
    for i in range(len(s.people)):
        if s.people[i].manager < 0:
            s.people[i].g += weight * (proposal - s.people[i].g)


@compiled
def overrule(s: Tables, me: Person, holds: float) -> None:
    """Let somebody whose view lost give less from now on, by how far off it is."""
    s.days[s.org[0].day].overruled += 1
    lose_heart(s.law[0], me, s.law[0].overruled_loss * abs(me.g - holds))


@compiled
def _meet_for(s: Tables, minutes: float) -> None:
    today = s.days[s.org[0].day]
    today.rounds += 1
    for i in range(len(s.people)):
        s.people[i].meeting_hours += minutes / 60.0
    today.consensus_hours += minutes / 60.0 * len(s.people)


@compiled
def reflect(s: Tables) -> None:
    """Count today's decisions into everybody's power and influence, and let gaps cost trust and clarity.

    A gap that is owned (`owned`) costs nothing, even where influence stays as concentrated as it was.
    """
    law = s.law[0]
    for i in range(len(s.people)):
        count_power(law, s.people[i])
    concentrated = law.declared_sharing * top2_influence(s) if law.declared_sharing > 0.0 else 0.0
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        apart = gap_of(law, me) + concentrated
        s.days[s.org[0].day].gap += apart / len(s.people)
        loss = law.gap_loss * apart * (1.0 - law.owned)
        me.clarity = clip(me.clarity - loss)
        me.trust_up = clip(me.trust_up - loss)


@compiled
def gap_of(law: Any, me: Person) -> float:
    """Return how far what is promised exceeds what somebody lives: autonomy, and trust instead of visas."""
    return max(0.0, law.declared_autonomy - me.autonomy) + max(0.0, law.declared_trust - me.trusted)


@compiled
def count_power(law: Any, me: Person) -> None:
    """Let today's own decisions move their averages, and resistance follow: it rises as one decides less than before.

    A fall in how much one decides, against what one is used to, builds resistance; being involved prevents it.
    """
    me.power += law.power_memory * (me.decided - me.power)
    me.habit += law.power_habit * (me.decided - me.habit)
    me.influence += (me.decided - me.influence) / law.influence_days
    lost = max(0.0, me.habit - me.power) / (me.habit + 0.1)
    me.resistance = clip(me.resistance + law.resistance_loss * lost * (1.0 - law.involvement))


@compiled
def top2_influence(s: Tables) -> float:
    """Return how far lived influence sits with two people: their share, less what two of so many would have."""
    first = second = total = 0.0
    for j in range(len(s.order)):
        mine = s.people[s.order[j]].influence
        total += mine
        if mine > first:
            first, second = mine, first
        elif mine > second:
            second = mine
    if total <= 0.0:
        return 0.0
    return max(0.0, (first + second) / total - min(1.0, 2.0 / len(s.people)))


@compiled
def linked(law: Any, me: Person) -> float:
    """Return how far the community has taken somebody out of the usual isolation, 0 to 1 (ours)."""
    usual = lonely(law, me)
    return max(0.0, 1.0 - me.isolation / usual) if usual > 0.0 else 0.0


@compiled
def freedom(law: Any, boss: Person) -> float:
    """Return the chance that whoever an issue comes to may decide it, whatever its scope: the dial `initiative`.

    Teams of managers who are linked to others take more: `community_initiative` of what is missing (ours).
    """
    return law.initiative + law.community_initiative * linked(law, boss) * (1.0 - law.initiative)
