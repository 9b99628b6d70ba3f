"""Answer: skill, practice, the answer somebody would give, and the visa it needs.

The expert who became head: matters of the old domain are settled up there, or the head steers instead.

To steer is to move hours where load is (`move_hours`), to grow managers (`sim.engine.meet`) and to link teams
(`sim.engine.power`), each as far as `orchestration` goes.

Practices: how a team works; a best practice is copied whole, or its principle is translated on the spot.

What somebody answers: the planned course, or their own best response with the noise of judgement.

Approval: where trust is missing an answer needs a visa before anybody outside sees it.
"""

from __future__ import annotations

import math
from typing import Any

from sim.engine import luck
from sim.engine.arithmetic import clip, exp, log, nearness
from sim.engine.compiled import compiled
from sim.engine.handoff import deliver, hand, note, start_anew, take
from sim.engine.meet import joined
from sim.engine.power import informed
from sim.engine.tables import Tables, share_operations
from sim.record import SENT_BACK, VISA_ASKED, VISA_GIVEN, VISA_REFUSED
from sim.state import ANSWER, APPROVAL, NOBODY, Issue, Person


@compiled
def old_domain(s: Tables) -> int:
    """Return the team from whose work the head once came, by luck."""
    return int(luck.uniform(s.law[0].seed, 0, 0, luck.DOMAIN, 0) * len(s.teams))


@compiled
def is_drawn_up(s: Tables, issue: Issue) -> bool:
    """Say whether an issue is settled by the head, whoever below would settle it.

    Of the old domain's issues that reach a higher level, the share 1 - `orchestration` is, by the hand-off law.
    """
    law = s.law[0]
    if issue.scope == 0 or law.orchestration >= 1.0 or issue.team != old_domain(s):
        return False
    return luck.kept_uniform(issue.luck, luck.DRAWN_UP, 0) >= law.orchestration


@compiled
def move_hours(s: Tables) -> None:
    """On the day of reports, let a head who steers move operational work from where much waits to where little does.

    Each member at the base is relieved of the share `steered_hours` x `orchestration` of what waits there (hours of
    work) beyond the mean over members, spread over the days until the next reports; what one team is relieved of, the
    others take on, so that the sum stays. Nobody gains or loses more than half of the day's operational work (ours).
    """
    law = s.law[0]
    moved = law.steered_hours * law.orchestration * law.work_hours / law.report_days
    if moved == 0.0:
        return
    members, mean = 0, 0.0
    for k in range(len(s.teams)):
        s.teams[k].relief_hours = 0.0
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        if me.height == 0:
            s.teams[me.team].relief_hours += me.waiting
            members += 1
            mean += me.waiting
    mean, most = mean / max(1, members), 0.0
    for k in range(len(s.teams)):
        base = base_members(s, k)
        s.teams[k].relief_hours = moved * (s.teams[k].relief_hours / base - mean) if base > 0 else 0.0
        most = max(most, abs(s.teams[k].relief_hours))
    limit = 0.5 * law.commitment * law.base_hours
    if most > limit:
        for k in range(len(s.teams)):
            s.teams[k].relief_hours *= limit / most
    share_operations(s.law, s.people, s.teams)


@compiled
def base_members(s: Tables, team: int) -> int:
    """Count the members of a team who lead nobody."""
    count = 0
    for k in range(s.members_first[team], s.members_first[team + 1]):
        count += 1 if s.people[s.members[k]].height == 0 else 0
    return count


@compiled
def skill_in(s: Tables, me: Person, issue: Issue) -> float:
    """Return somebody's skill at an issue: the head knows the old domain better."""
    if me.manager == NOBODY and me.reports > 0 and s.law[0].expert_skill > 0.0 and issue.team == old_domain(s):
        return me.skill + s.law[0].expert_skill
    return me.skill


@compiled
def best_practice(law: Any, team: int) -> float:
    """Return what would work best in a team: a part common to all, and a local one, by `context_similarity`.

    Standard normal for each team; between teams the correlation is the similarity of contexts (ours).
    """
    common = luck.normal(law.seed, 0, 0, luck.PRACTICE, 0)
    local = luck.normal(law.seed, team + 1, 0, luck.PRACTICE, 0)
    return math.sqrt(law.context_similarity) * common + math.sqrt(1.0 - law.context_similarity) * local


@compiled
def keep_best(s: Tables) -> None:
    """Keep what works best in each team, which changes with the similarity of contexts only, and its own goal."""
    for k in range(len(s.teams)):
        s.teams[k].best = best_practice(s.law[0], k)
        s.teams[k].goal = luck.normal(s.law[0].seed, k + 1, 0, luck.GOAL, 0)


@compiled
def spread_practices(s: Tables) -> None:
    """On its day, take the practice that the best-fitting team works by, and let every team take it over.

    At `guiding_principles` 0 everybody copies it whole, at no cost; at 1 everybody translates it to the own place,
    which takes hours of all in proportion to how unlike places are, and is as good as people translate.
    """
    law, day = s.law[0], s.org[0].day
    if day % int(law.practice_days) != 0:
        return
    period = day // int(law.practice_days)
    source = source_team(s, period)
    shown = best_practice(law, source)
    for k in range(len(s.teams)):
        noise = law.translation_noise * luck.normal(law.seed, k + 1, period, luck.TRANSLATION, 0)
        translated = best_practice(law, k) + noise
        s.teams[k].practice = shown + law.guiding_principles * (translated - shown)
    hours = law.guiding_principles * law.translation_hours * (1.0 - law.context_similarity)
    for i in range(len(s.people)):
        s.people[i].meeting_hours += hours
    s.days[day].translation_hours += hours * len(s.people)


@compiled
def experiment(s: Tables) -> None:
    """On the day of reports let members try what works in their place, and pool it in the team, at hours (ours).

    A team's practice goes the share `trial_gain` x `experiential_knowledge` of the way to what fits best there; what
    is found spreads as the practice of the team that fits best does.
    """
    law = s.law[0]
    gain = law.trial_gain * law.experiential_knowledge
    if gain == 0.0:
        return
    for k in range(len(s.teams)):
        s.teams[k].practice += gain * (s.teams[k].best - s.teams[k].practice)
    for i in range(len(s.people)):
        s.people[i].meeting_hours += law.trial_hours * law.experiential_knowledge


@compiled
def source_team(s: Tables, period: int) -> int:
    """Return the team whose practice is shown to all: at first one by luck, then the one that fits its place best."""
    if period == 0:
        return int(luck.uniform(s.law[0].seed, 0, 0, luck.PRACTICE, 1) * len(s.teams))
    best, most = 0, -1.0
    for k in range(len(s.teams)):
        fit = practice_fit(s, k)
        if fit > most:
            best, most = k, fit
    return best


@compiled
def practice_fit(s: Tables, team: int) -> float:
    """Return how well a team's practice suits its place: exp(-(practice - best)^2 / 2), 0 to 1."""
    return nearness(s.teams[team].practice - s.teams[team].best)


@compiled
def improve(s: Tables, k: int) -> None:
    """Move a team's practice `own_gain` of the way to what fits its place best: what its members opened held."""
    s.teams[k].practice += s.law[0].own_gain * (s.teams[k].best - s.teams[k].practice)


@compiled
def hours_saved(s: Tables, team: int) -> float:
    """Return the factor on working hours: 1 less what a practice saves as far as it fits."""
    if s.law[0].practice_saving == 0.0:
        return 1.0
    return 1.0 - s.law[0].practice_saving * practice_fit(s, team)


@compiled
def best_response(right: float, coupling: float, other: float) -> float:
    """Return the course that loses least against what is right for the team and against the other team's course.

    Parameters
    ----------
    right, other : float
        What is believed right, and the other team's course as believed; units of course.
    coupling : float
        delta >= 0, the weight of agreeing.

    Returns
    -------
    float
        (right + delta other) / (1 + delta), the least of (a - right)^2 + delta (a - other)^2.

    Examples
    --------
    >>> best_response(0.0, 1.0, 1.0)
    0.5
    """
    return (right + coupling * other) / (1.0 + coupling)


@compiled
def scope_part(law: Any, issue: Issue) -> float:
    """Return the part of what is right that only those concerned higher up know: normal, variance scope x sd^2."""
    if issue.scope == 0:
        return 0.0
    return math.sqrt(float(issue.scope)) * law.scope_sd * luck.kept_normal(issue.luck, luck.SCOPE_PART, 0)


@compiled
def known_scope_part(s: Tables, me: Person, issue: Issue) -> float:
    """Return what `me` knows of it: as trust revealed and hops blurred it to those high enough, or as advice told.

    Of what is not new a charter tells without asking: `carried`, if that is more.
    """
    if issue.scope == 0:
        return 0.0
    share = 0.0
    if me.height >= issue.scope:
        share = s.people[issue.origin].trust_up
        for _ in range(issue.hops):
            share *= s.law[0].keep
    if not issue.novel:
        share = max(share, me.carried)
    return max(share, issue.revealed) * scope_part(s.law[0], issue)


@compiled
def planned_answer(s: Tables, me: Person, issue: Issue) -> float:
    """Return the answer of the plan as `me` was told it, the best response to the other team's planned course."""
    right = s.plan_course[me.plan_version, issue.team]
    if not issue.coupled:
        return right
    return best_response(right, issue.coupling, s.plan_course[me.plan_version, issue.other_team])


@compiled
def own_answer(s: Tables, me: Person, issue: Issue, context: float, visit: int) -> float:
    """Return the best response to what `me` believes and to what `me` takes for success, with the noise of judgement.

    Without clear priorities each team has its own definition of success: `goal_spread` (1 - priorities), sd (ours).
    Of this attempt `visit` 0 is the decider's judgement, then the approvers', up to 14; 15 is a second desk's.
    """
    law = s.law[0]
    answer = me.g + context + known_scope_part(s, me, issue)
    answer += law.goal_spread * (1.0 - law.priorities) * s.teams[me.team].goal
    if issue.coupled:
        answer = best_response(answer, issue.coupling, believed_course(s, me, issue))
    return answer + noise_of(s, me, issue) * luck.normal(law.seed, issue.id, issue.attempts, luck.JUDGEMENT, visit)


@compiled
def noise_of(s: Tables, me: Person, issue: Issue) -> float:
    """Return the sd of somebody's judgement: more with exhaustion and a practice that does not fit, less with skill."""
    noise = s.law[0].judgement_noise * (1.0 + me.exhaustion) / max(0.05, skill_in(s, me, issue))
    if s.law[0].practice_noise == 0.0:
        return noise
    return noise * (1.0 + s.law[0].practice_noise * (1.0 - practice_fit(s, me.team)))


@compiled
def believed_course(s: Tables, me: Person, issue: Issue) -> float:
    """Return the other team's course as believed: of a task group, advised or informed, else planned, else g."""
    law = s.law[0]
    if joined(s, issue.team, issue.other_team):
        return s.teams[issue.other_team].course
    if issue.other_known:
        return issue.other_course
    if luck.kept_uniform(issue.luck, luck.INFORMED, 0) < informed(s, issue):
        return s.teams[issue.other_team].course
    if luck.kept_uniform(issue.luck, luck.OTHER_COURSE, 0) < law.coverage:
        return s.plan_course[me.plan_version, issue.other_team]
    return me.g


@compiled
def looks_covered(s: Tables, me: Person, issue: Issue) -> bool:
    """Say whether the plan answers an issue in the eyes of `me`: of its kind, first attempt, and not plainly wrong."""
    if not issue.plannable or issue.attempts > 0:
        return False
    doubt = abs(s.plan_course[me.plan_version, issue.team] - me.g - issue.context)
    return doubt <= s.law[0].plan_tolerance


@compiled
def work_multiplier(law: Any, issue: Issue) -> float:
    """Return how long this stage of an issue takes, relative to the mean: constant, lognormal or exponential."""
    if law.law_of_work == 0.0:
        return 1.0
    u = luck.kept_uniform(issue.luck, luck.WORK, issue.visits)
    if law.law_of_work == 2.0:
        return -log(u)
    return exp(law.work_spread * luck.quantile(u) - 0.5 * law.work_spread * law.work_spread)


@compiled
def pace(law: Any, me: Person) -> float:
    """Return by what skill multiplies hours of work: skill^-b (ours)."""
    return 1.0 if law.skill_pace == 0.0 else exp(-law.skill_pace * log(max(0.05, me.skill)))


@compiled
def put_into_effect(s: Tables, task: int, hour: float) -> None:
    """Send an answer on its way: it takes effect at `hour`."""
    book = s.book[0]
    s.issues[s.tasks[task].issue].effect_hour = hour
    s.tasks[task].kind = ANSWER
    s.tasks[task].next = NOBODY
    if book.effects_last == NOBODY:
        book.effects_first = task
    else:
        s.tasks[book.effects_last].next = task
    book.effects_last = task


@compiled
def send_out(s: Tables, task: int, i: int, hour: float) -> float:
    """Send an answer out: for a visa if it needs one, else on its way to take effect; return the sender's hours."""
    issue, me = s.issues[s.tasks[task].issue], s.people[i]
    free = not needs_visa(s, i, issue)
    me.trusted += s.law[0].autonomy_memory * ((1.0 if free else 0.0) - me.trusted)
    if free:
        put_into_effect(s, task, hour)
        return 0.0
    sending = s.law[0].send_hours
    me.line_hours += sending
    s.tasks[task].kind = APPROVAL
    note(s, hour + sending, i, s.tasks[task].issue, VISA_ASKED, me.manager)
    hand(s, task, s.people[i].manager, hour + sending)
    today = s.days[s.org[0].day]
    today.approvals += 1
    today.handoffs += 1
    today.approving_hours += sending
    return sending


@compiled
def needs_visa(s: Tables, i: int, issue: Issue) -> bool:
    """Say whether an answer of `i` needs a visa: with chance control x (1 - trust), and surely once one was refused.

    The trust is that of who would give it: the manager's in those around (`charge_decider`; the rest is the decider's).

    Whoever was met with silence once asks nobody again.
    """
    law, me = s.law[0], s.people[i]
    if me.manager == NOBODY or issue.approvals >= law.approval_levels or issue.lapsed:
        return False
    visit = 64 * issue.attempts + issue.approvals
    chance = luck.kept_uniform(issue.luck, luck.VISA, visit)
    trust = law.charge_decider * s.people[me.manager].trust_peers + (1.0 - law.charge_decider) * me.trust_up
    return issue.rejections > 0 or chance < law.control * (1.0 - trust)


@compiled
def judge(s: Tables, i: int, task: int, hour: float) -> float:
    """Look at an answer as its approver; return the hours that takes, passing it on included.

    It passes when it is near what the approver would have answered. If not, it goes back once to be decided again;
    after that the approver's own answer stands.
    """
    issue, law, today = s.issues[s.tasks[task].issue], s.law[0], s.days[s.org[0].day]
    me = s.people[i]
    issue.visits += 1
    hours = law.approval_hours * work_multiplier(law, issue) * pace(law, me)
    context = me.l
    if me.team != issue.team:
        context = issue.context * (law.keep * (1.0 - law.silo * law.silo_reach))
    view = own_answer(s, me, issue, context, 1 + issue.approvals)
    today.approving_hours += hours
    if abs(issue.answer - view) <= law.approval_tolerance:
        issue.approvals += 1
        note(s, hour + hours, i, s.tasks[task].issue, VISA_GIVEN, issue.decider)
        return hours + send_out(s, task, i, hour + hours)
    today.rejections += 1
    note(s, hour + hours, i, s.tasks[task].issue, VISA_REFUSED, issue.decider)
    issue.rejections += 1
    start_anew(s, issue, hour + hours)
    decider = s.people[issue.decider]
    decider.resistance = clip(decider.resistance + law.resistance_doubt * (1.0 - law.involvement))
    if issue.rejections > law.approval_rounds:
        issue.answer, issue.local, issue.decider, issue.paired = view, context, i, False
        put_into_effect(s, task, hour + hours)
        return hours
    issue.hint = view
    return hours + give_back(s, task, hour + hours)


@compiled
def give_back(s: Tables, task: int, hour: float) -> float:
    """Hand an issue back to whoever decided it, to be decided again; return the sender's hours."""
    sending = s.law[0].send_hours
    s.tasks[task].kind = ANSWER
    deliver(s, task, s.issues[s.tasks[task].issue].decider, hour + sending)
    today = s.days[s.org[0].day]
    today.handoffs += 1
    today.approving_hours += sending
    return sending


@compiled
def send_back(s: Tables) -> None:
    """On a pivot, send answers that wait for a visa back to be decided again, each with chance `reset_chance`."""
    law, hour = s.law[0], s.org[0].day * s.law[0].step_hours
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        task = me.inbox_first
        while task != NOBODY:
            after = s.tasks[task].next
            if s.tasks[task].kind == APPROVAL and _is_reset(s, s.issues[s.tasks[task].issue]):
                take(s.tasks, me, task)
                s.tasks[task].kind = ANSWER
                note(s, hour, s.order[j], s.tasks[task].issue, SENT_BACK, s.issues[s.tasks[task].issue].decider)
                deliver(s, task, s.issues[s.tasks[task].issue].decider, hour - law.handoff_hours)
                s.tasks[task].arriving = False  # it is there at once
                s.days[s.org[0].day].resets += 1
                start_anew(s, s.issues[s.tasks[task].issue], hour)
            task = after


@compiled
def _is_reset(s: Tables, issue: Issue) -> bool:
    law, version = s.law[0], s.book[0].plan_version
    return luck.uniform(law.seed, issue.id, version, luck.RESET, 0) < law.reset_chance
