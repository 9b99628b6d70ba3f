"""What a log shows of work: tickets and their moves, however they came, and the statistics that sum them up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.checked import Checked, number
from sim.record import DROPPED, FAILED, HAPPENED, HELD, MET, REFUSED, VISA_ASKED, VISA_REFUSED
from sim.run import Run
from sim.state import NOBODY

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LONGEST: Final = 20.0
"""Working days after which a ticket counts as never closed."""
WEEK: Final = 5
"""Working days of a week."""
SHORT: Final = 0.03
"""Days (a quarter of an hour) within which nobody has worked on a ticket."""
LATE: Final = 2 / 3
"""Share of the days after which the later part begins, which is compared with the earlier one."""
HANDED: Final = (HAPPENED.index("escalate"), HAPPENED.index("share"))
CONSULTED: Final = HAPPENED.index("consult")
EXTRAS: Final = ("moves", "reopened", "approvals", "comments", "links")
"""What a log may hold beyond when a ticket was opened and closed, and by whom it was taken."""


@dataclass(frozen=True)
class Shape(Checked):
    """How a log was kept: what every run is put through before it is summed up."""

    days: int = number(200, 1, 10_000, "days", "working days it covers", strength="theory")
    first_weekday: int = number(0, 0, 4, "", "weekday of its first day, Monday is 0", strength="theory")
    hours: bool = True
    """Whether it says at which hour things happened, not only on which day."""
    closed_only: bool = False
    """Whether it holds nothing but what was closed by its end."""
    moves: bool = True
    """Whether it says who handed a ticket to whom."""
    reopened: bool = True
    approvals: bool = False
    comments: bool = False
    links: bool = False

    @property
    def weeks(self) -> int:
        """Whole weeks it covers."""
        return self.days // WEEK


@dataclass(frozen=True)
class Recording(Checked):
    """What may be wrong with a log: shares that are drawn where nobody vouches for it."""

    outside: float = number(0.0, 0, 0.9, "share", "of work that is not in the log", strength="theory")
    batches: float = number(0.0, 0, 1, "share", "of tickets closed at the end of the week", strength="theory")
    missing: float = number(0.0, 0, 1, "share", "of hand-offs that were not written down", strength="theory")
    empty: float = number(0.0, 0, 0.9, "share", "of tickets nobody worked on", strength="theory")
    renamed: float = number(0.0, 0, 1, "share", "of reopenings filed as new tickets", strength="theory")


@dataclass(frozen=True)
class Recorded:
    """Tickets as a log has them, in working days since its first morning.

    Parameters
    ----------
    opened : ndarray of int, shape (n,)
        Day on which each came in.
    closed : ndarray of float, shape (n,)
        When it was closed for good; infinite while it is open.
    origin, closer : ndarray of int, shape (n,)
        Seats it came to and was closed by; `NOBODY` where that is not known.
    cancelled : ndarray of bool, shape (n,)
        Whether it was closed without an answer.
    counts : mapping of str to ndarray of float, shape (n,)
        Reopenings, approvals asked for and refused, comments asked for, links, of each ticket.
    ticket, source, target : ndarray of int, shape (m,)
        Of each hand-off: the ticket, and the seats it went from and to.
    when : ndarray of float, shape (m,)
        At which time; hand-offs are in order of ticket and time.
    """

    opened: Ints
    closed: Floats
    origin: Ints
    closer: Ints
    cancelled: NDArray[np.bool_]
    counts: Mapping[str, Floats]
    ticket: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    when: Floats = field(default_factory=lambda: np.zeros(0))
    source: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    target: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def size(self) -> int:
        """How many tickets."""
        return len(self.opened)

    def only(self, kept: NDArray[np.bool_]) -> Recorded:
        """Leave tickets out, and their hand-offs."""
        place = np.cumsum(kept) - 1
        mine = kept[self.ticket]
        counts = {name: each[kept] for name, each in self.counts.items()}
        first = (self.opened[kept], self.closed[kept], self.origin[kept], self.closer[kept], self.cancelled[kept])
        return Recorded(*first, counts, place[self.ticket[mine]], self.when[mine], self.source[mine], self.target[mine])


COUNTED: Final = {
    "reopened": (FAILED,),
    "approvals": (VISA_ASKED,),
    "refused": (VISA_REFUSED,),
    "comments": (CONSULTED,),
    "links": (MET,),
}
"""What is counted of each ticket, and the events of the model that it stands for."""


def logged(run: Run, shape: Shape, recording: Recording, seed: int) -> Recorded:
    """Write down a run as an organisation's log would: only what happened in its days, and what was not lost."""
    luck = np.random.default_rng([seed, 24])
    assert run.log is not None, "a run is logged from its events"
    first, step = run.settings.warmup_days, run.settings.physics.step_hours
    events, born = run.log.events, np.asarray(run.scene.trace.issues["day"], np.int64) - first
    events = events[(events["arrival"] >= 0) & (events["issue"] >= 0)]
    when, action = events["hour"] / step - first, events["action"]
    names, ticket = _renamed(born, events, when, recording.renamed, luck)
    opened = names["opened"]
    kept = (opened >= 0) & (opened < shape.days) & (luck.random(len(opened)) >= recording.outside)
    ended = _ends(len(opened), ticket, events, when, names)
    counts = {
        name: np.bincount(ticket[np.isin(action, which)], minlength=len(opened)).astype(float)
        for name, which in COUNTED.items()
    }
    counts["reopened"] -= names["split"]
    handed = np.flatnonzero(np.isin(action, HANDED) & (luck.random(len(action)) >= recording.missing))
    handed = handed[np.lexsort((when[handed], ticket[handed]))]
    moves = (ticket[handed], when[handed], events["person"][handed], events["other"][handed])
    closed, origin, closer, cancelled = ended
    found = Recorded(opened, closed, origin, closer, cancelled, counts, *moves).only(kept)
    return observed(_emptied(found, shape, recording.empty, luck), shape, recording.batches, luck)


def _renamed(
    born: Ints, events: Any, when: Floats, share: float, luck: np.random.Generator
) -> tuple[dict[str, Any], Ints]:
    """Give each ticket its number; what comes after a renamed reopening belongs to a ticket of its own."""
    ticket, chance = events["arrival"].astype(np.int64), luck.random(len(events))
    cut = (events["action"] == FAILED) & (chance < share)
    names = {"opened": born, "split": np.zeros(len(born))}
    if not cut.any():
        return names, ticket
    order = np.lexsort((when, ticket))
    before = np.cumsum(cut[order]) - cut[order]  # the failure itself still belongs to the ticket that it ends
    first = np.searchsorted(ticket[order], np.arange(len(born)))
    start = np.append(before, before[-1] + cut[order][-1])[np.minimum(first, len(before))]
    nth = before - start[ticket[order]]
    keys, again = np.unique(ticket[order] * 1000 + np.minimum(nth, 999), return_inverse=True)
    mine = np.empty(len(ticket), np.int64)
    mine[order] = again
    opened, parents = born[keys // 1000].copy(), keys % 1000 > 0
    begins = np.full(len(keys), np.inf)
    np.minimum.at(begins, mine, when)
    opened[parents] = np.floor(begins[parents]).astype(np.int64)
    split = np.bincount(mine[cut], minlength=len(keys)).astype(float)
    return {"opened": opened, "split": split}, mine


def _ends(count: int, ticket: Ints, events: Any, when: Floats, names: dict[str, Any]) -> tuple[Any, ...]:
    """Return when each ticket was closed, to whom it came, who closed it, and whether without an answer."""
    closed, closer, origin = np.full(count, np.inf), np.full(count, NOBODY), np.full(count, NOBODY)
    cancelled, action = np.zeros(count, bool), events["action"]
    order = np.argsort(when, kind="stable")[::-1]
    origin[ticket[order]] = events["person"][order]  # the first event comes last
    for what in (FAILED, DROPPED, REFUSED, HELD):
        rows = np.flatnonzero(action == what)
        if what == FAILED:
            rows = rows[names["split"][ticket[rows]] > 0]
        closed[ticket[rows]], closer[ticket[rows]] = when[rows], events["person"][rows]
        cancelled[ticket[rows]] = what in (DROPPED, REFUSED)
    return closed, origin, closer, cancelled


def _emptied(found: Recorded, shape: Shape, share: float, luck: np.random.Generator) -> Recorded:
    """Add tickets that nobody worked on: opened on any day, closed within minutes."""
    more = luck.binomial(found.size, share) if share else 0
    if not more:
        return found
    more = round(more / (1 - share))
    like = luck.integers(found.size, size=more)
    opened = luck.integers(shape.days, size=more)
    closed = opened + luck.random(more) * SHORT
    rest = {name: np.append(each, np.zeros(more)) for name, each in found.counts.items()}
    origin = found.origin[like]
    return replace(
        found,
        opened=np.append(found.opened, opened),
        closed=np.append(found.closed, closed),
        origin=np.append(found.origin, origin),
        closer=np.append(found.closer, origin),
        cancelled=np.append(found.cancelled, np.zeros(more, bool)),
        counts=rest,
    )


def observed(found: Recorded, shape: Shape, batches: float, luck: np.random.Generator) -> Recorded:
    """Look at tickets as the log does: at its end, with its resolution; perhaps closed in batches."""
    closed = np.where(found.closed < shape.days, found.closed, np.inf)
    if batches:
        late = (luck.random(found.size) < batches) & np.isfinite(closed)
        days = np.floor(closed[late]) + shape.first_weekday
        ends = days + (WEEK - 1 - days % WEEK) - shape.first_weekday + luck.uniform(0.75, 1.0, late.sum())
        closed[late] = np.maximum(closed[late], ends)
        closed = np.where(closed < shape.days, closed, np.inf)
    when, seen = found.when, found.when < shape.days
    if not shape.hours:
        closed, when = np.floor(closed), np.floor(when)
    moves = {name: getattr(found, name)[seen] for name in ("ticket", "source", "target")}
    cancelled = found.cancelled & np.isfinite(closed)
    became = replace(found, closed=closed, cancelled=cancelled, when=when[seen], **moves)
    return became.only(np.isfinite(closed)) if shape.closed_only else became


def _at(values: Any, *shares: float) -> list[float]:
    """Return quantiles; zeros of nothing."""
    return np.quantile(values, shares).tolist() if len(values) else [0.0] * len(shares)


def _spread(values: Floats) -> float:
    return float(values.std()) if len(values) else 0.0


def _mean(values: Any) -> float:
    return float(np.mean(values)) if len(values) else 0.0


def _share(part: Any, whole: Any) -> float:
    return float(np.sum(part)) / max(1.0, float(np.sum(whole)))


def _along(one: Floats, other: Floats) -> float:
    """Return a correlation; zero where one of them never changes."""
    if len(one) < 4 or one.std() < 1e-12 or other.std() < 1e-12:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])


def statistics(log: Recorded, shape: Shape, chart: Chart) -> dict[str, float]:
    """Sum up a log in some 70 numbers; those that it cannot say are left out."""
    cohort = log.opened < max(shape.days - LONGEST, shape.days / 2)
    held = cohort & np.isfinite(log.closed) & ~log.cancelled
    lead = np.where(held, np.minimum(log.closed - log.opened, LONGEST), LONGEST)
    found = {**_arrivals(log, shape, chart), **_leads(log, shape, chart, cohort, held, lead)}
    if shape.moves:
        found |= _moves(log, shape, chart, cohort, held, lead)
    if shape.reopened:
        found |= _reopenings(log, cohort, held, lead)
    for name in ("approvals", "comments", "links"):
        if getattr(shape, name):
            found |= _asked(log, name, cohort, held, lead)
    return found


def _arrivals(log: Recorded, shape: Shape, chart: Chart) -> dict[str, float]:
    team = np.where(log.origin >= 0, chart.team[log.origin], 0)
    table = np.zeros((len(chart.teams), shape.days))
    np.add.at(table, (team, log.opened), 1)
    daily, heads = table.sum(0), np.bincount(chart.team, minlength=len(chart.teams))
    weekly = daily[: shape.weeks * WEEK].reshape(-1, WEEK).sum(1)
    a_head = table.sum(1) / heads
    busy = table.sum(1) >= WEEK
    return {
        "arrivals": float(np.log(max(0.5, log.size) / (shape.days * chart.size))),
        "arrivals_spread": _mean(np.log((table[busy].var(1) + 1e-3) / (table[busy].mean(1) + 1e-3))),
        "arrivals_daily": float(np.log((daily.var() + 1e-3) / (daily.mean() + 1e-3))),
        "arrivals_next_day": _along(daily[:-1], daily[1:]),
        "arrivals_next_week": _along(weekly[:-1], weekly[1:]),
        "arrivals_peak": float(np.quantile(weekly, 0.98) / max(1.0, weekly.mean())),
        "arrivals_teams": float(a_head.std() / max(1e-9, a_head.mean())),
        "arrivals_managers": _mean(chart.height[log.origin[log.origin >= 0]] > 0),
    }


def _leads(log: Recorded, shape: Shape, chart: Chart, cohort: Any, held: Any, lead: Floats) -> dict[str, float]:
    mine, leads = lead[cohort], lead[held]
    low, quarter, middle, upper, high, top = _at(np.log1p(mine), 0.1, 0.25, 0.5, 0.75, 0.9, 0.97)
    week = log.opened[cohort] // WEEK
    arrived = np.bincount(week).astype(float)
    weekly = np.bincount(week, mine) / np.maximum(arrived, 1)
    closing = log.closed[np.isfinite(log.closed)]
    weekday = (np.floor(closing).astype(np.int64) + shape.first_weekday) % WEEK
    known = cohort & (log.origin >= 0)
    team, manages = chart.team[log.origin[known]], chart.height[log.origin[known]] > 0
    some = np.bincount(team, minlength=len(chart.teams))
    by_team = (np.bincount(team, lead[known], len(some)) / np.maximum(some, 1))[some > 0]
    clock = closing - np.floor(closing)
    return {
        **dict(zip(("lead_10", "lead_25", "lead_50", "lead_75", "lead_90", "lead_97"),
                   (low, quarter, middle, upper, high, top), strict=True)),
        "lead_mean": float(np.log1p(_mean(mine))),
        "same_day": _mean(mine < 1),
        "never": _mean(mine >= LONGEST),
        "cancelled": _share(log.cancelled & cohort, cohort),
        "lead_teams": float(by_team.std() / max(1e-9, by_team.mean())) if len(by_team) else 0.0,
        "lead_weeks": float(np.log1p(_spread(weekly))),
        "lead_next_week": _along(weekly[:-1], weekly[1:]),
        "lead_with_arrivals": _along(weekly, arrived),
        "lead_managers": float(np.log1p(_mean(lead[known][manages])) - np.log1p(_mean(lead[known][~manages]))),
        "week_end": _mean(weekday == WEEK - 1),
        "at_once": _mean(leads < SHORT),
        **({"evening": _mean(clock > 0.75), "morning": _mean(clock < 0.25)} if shape.hours else {}),
        **_closers(log, chart, held),
    }  # fmt: skip


def _closers(log: Recorded, chart: Chart, held: Any) -> dict[str, float]:
    closer = log.closer[held & (log.closer >= 0)]
    if not len(closer):
        return dict.fromkeys(("closed_first", "closed_above", "closed_top", "closed_spread"), 0.0)
    mine = np.sort(np.bincount(closer, minlength=chart.size)).astype(float)
    rank = np.arange(1, len(mine) + 1)
    return {
        "closed_first": _mean(log.closer[held] == log.origin[held]),
        "closed_above": _mean(chart.height[closer] > 0),
        "closed_top": _mean(chart.level[closer] == 0),
        "closed_spread": float(2 * (rank * mine).sum() / (len(mine) * mine.sum()) - (len(mine) + 1) / len(mine)),
    }


def _moves(log: Recorded, shape: Shape, chart: Chart, cohort: Any, held: Any, lead: Floats) -> dict[str, float]:
    ticket, source, target, when = log.ticket, log.source, log.target, log.when
    many = np.bincount(ticket, minlength=log.size)
    known = (source >= 0) & (target >= 0)
    climbs = known & (chart.manager[source] == target)
    sinks = known & (chart.manager[target] == source)
    crosses = known & (chart.team[source] != chart.team[target])
    climbed = np.bincount(ticket[climbs], minlength=log.size)
    aside = np.bincount(ticket[known & ~climbs & ~sinks], minlength=log.size)
    last, first = np.full(log.size, np.nan), np.full(log.size, np.nan)
    last[ticket], first[ticket[::-1]] = when, when[::-1]
    moved = held & (many > 0)
    rest = np.maximum(log.closed[moved] - last[moved], 0)
    begun = first[cohort & (many > 0)] - log.opened[cohort & (many > 0)]
    between = np.diff(when)[np.diff(ticket) == 0]
    pure, once = lead[held & (many == 0)], lead[held & (many == 1)]
    found = {
        "moves": _share(many[cohort], cohort),
        **{f"moved_{k}": _mean(many[cohort] == k) for k in (0, 1, 2)},
        "climbs": _mean(climbs),
        "sinks": _mean(sinks),
        "crosses": _mean(crosses),
        "climbed_twice": _mean(climbed[cohort] > 1),
        "climbed_of_moved": _mean(climbed[moved] > 0),
        "aside": _share(aside[cohort], cohort),
        "back_again": _mean(np.bincount(ticket[sinks], minlength=log.size)[cohort] > 0),
        **dict(zip(("pure_10", "pure_50", "pure_90"), np.log1p(_at(pure, 0.1, 0.5, 0.9)), strict=True)),
        **dict(zip(("once_10", "once_50", "once_90"), np.log1p(_at(once, 0.1, 0.5, 0.9)), strict=True)),
        "closed_top_moved": _mean(chart.level[log.closer[moved]] == 0),
    }
    timed = dict(zip(("rest_5", "rest_25", "rest_50", "rest_90"), np.log1p(_at(rest, 0.05, 0.25, 0.5, 0.9)),
                     strict=True))  # fmt: skip
    timed |= dict(zip(("begun_10", "begun_50", "begun_90"), np.log1p(_at(begun, 0.1, 0.5, 0.9)), strict=True))
    timed |= dict(zip(("between_5", "between_50"), np.log1p(np.maximum(_at(between, 0.05, 0.5), 0)), strict=True))
    return {**found, **timed}


def _reopenings(log: Recorded, cohort: Any, held: Any, lead: Floats) -> dict[str, float]:
    again = log.counts["reopened"]
    week = log.opened[cohort] // WEEK
    weekly = np.bincount(week, again[cohort] > 0) / np.maximum(np.bincount(week), 1)
    one = lead[held & (again > 0)]
    return {
        "reopened": _mean(again[cohort] > 0),
        "reopened_twice": _mean(again[cohort] > 1),
        "reopened_weeks": _spread(weekly),
        "reopened_peak": float(np.quantile(weekly, 0.95) - np.median(weekly)) if len(weekly) else 0.0,
        "reopened_next_week": _along(weekly[:-1], weekly[1:]),
        "reopened_lead": float(np.log1p(_mean(one)) - np.log1p(_mean(lead[held & (again == 0)]))),
    }


def _asked(log: Recorded, name: str, cohort: Any, held: Any, lead: Floats) -> dict[str, float]:
    asked = log.counts[name]
    more = {"refused": _share(log.counts["refused"][cohort], asked[cohort])} if name == "approvals" else {}
    apart = np.log1p(_mean(lead[held & (asked > 0)])) - np.log1p(_mean(lead[held & (asked == 0)]))
    return {
        name: _share(asked[cohort], cohort),
        f"{name}_any": _mean(asked[cohort] > 0),
        f"{name}_lead": float(apart),
    } | more


def drift(log: Recorded, shape: Shape) -> dict[str, float]:
    """Return how the later part of a log differs from the earlier one, in a few numbers."""
    cut, last = int(shape.days * LATE), max(shape.days - LONGEST, shape.days / 2)
    parts = [(log.opened < cut), (log.opened >= cut) & (log.opened < last)]
    lengths, found = (cut, max(1.0, last - cut)), []
    many = np.bincount(log.ticket, minlength=log.size)
    for part, days in zip(parts, lengths, strict=True):
        lead = np.minimum(log.closed - log.opened, LONGEST)[part]
        here = {"arrivals": np.log(max(0.5, part.sum()) / days), "lead_50": np.log1p(_at(lead, 0.5)[0])}
        here |= {"lead_90": np.log1p(_at(lead, 0.9)[0]), "same_day": _mean(lead < 1)}
        here |= {"moves": _mean(many[part])} if shape.moves else {}
        here |= {"reopened": _mean(log.counts["reopened"][part] > 0)} if shape.reopened else {}
        found.append(here)
    return {f"drift_{name}": float(found[1][name] - found[0][name]) for name in found[0]}


def weeks(log: Recorded, shape: Shape) -> dict[str, float]:
    """Return tickets opened and the median of their working days, week by week."""
    week = log.opened // WEEK
    lead = np.minimum(log.closed - log.opened, LONGEST)
    came = {f"week_{k:03d}_opened": float((week == k).sum()) for k in range(shape.weeks)}
    return {**came, **{f"week_{k:03d}_lead": _at(lead[week == k], 0.5)[0] for k in range(shape.weeks)}}
