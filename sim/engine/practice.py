"""Practices: how a team works; a best practice is copied whole, or its principle is translated on the spot."""

from __future__ import annotations

import math
from typing import Any

from sim.engine import luck
from sim.engine.compiled import compiled
from sim.engine.near import nearness
from sim.engine.tables import Tables


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
