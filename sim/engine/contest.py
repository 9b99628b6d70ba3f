"""Power: held against rivals or shared; a minority that contests how things are run; a charter that damps it."""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.compiled import compiled
from sim.engine.events import note
from sim.engine.handoff import hand_issue, send, start_anew
from sim.engine.lived import lose_heart
from sim.engine.near import clip
from sim.engine.tables import Tables
from sim.record import SECOND_DESK, TAKEN_BACK
from sim.state import ANSWER, DUPLICATE, NOBODY, Issue, Person


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
    best, lot = NOBODY, 0
    for k in range(s.ties_first[i], s.ties_first[i + 1]):
        drawn = luck.mix(s.law[0].seed, s.people[s.ties[k]].id, name, luck.TIE, 0)
        if best == NOBODY or drawn < lot:
            best, lot = s.ties[k], drawn
    return best
