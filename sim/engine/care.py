"""Voice and care: the overloaded fall silent; leaders who hear them move work, or put off what matters least."""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.compiled import compiled
from sim.engine.events import note
from sim.engine.handoff import hand_issue
from sim.engine.inbox import take, usable
from sim.engine.near import clip
from sim.engine.tables import Tables
from sim.record import EASED
from sim.state import ANSWER, NOBODY, Person


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
