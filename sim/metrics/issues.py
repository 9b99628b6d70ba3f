"""Issues: speed, fit and coordination, judged issue by issue, and what customers live.

What customers live: delay, inconsistent answers, telling the story again, starting anew; and who leaves.
"""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine import luck
from sim.engine.arithmetic import exp
from sim.engine.compiled import compiled
from sim.engine.run import entered
from sim.metrics.people import YEAR, Table
from sim.table import row_of, table

Floats = NDArray[np.float64]

LATE: Final = 5.0
"""Days after which a decision is late (ours)."""
HIGH: Final = 0.75
"""Quantile of stakes from which they are high: the top quarter (ours)."""
MEMORY_DAYS: Final = 10.0
"""How long a customer remembers an answer (the design's definition; ours)."""
APART: Final = 1.0
"""Distance of course from which two answers contradict each other (the same), each less its team's context: that places
differ is no contradiction."""
MANY: Final = 3.0
"""Repeats, or resets, beyond which one more makes it no worse (the same)."""


class OfIssues:
    """One row: what is judged issue by issue, over one cohort; `sim.metrics.outcomes` says what each is."""

    decision_lead: float
    decision_lead_median: float
    decision_lead_p90: float
    decision_lead_high_stakes: float
    never_answered: float
    late: float
    lead_waiting: float
    lead_working: float
    lead_travelling: float
    resolution_lead: float
    fit: float
    fit_in_effect: float
    coordination: float
    coordination_gap: float
    dropped: float
    refused: float
    declined: float
    cx_loss: float
    cx_delay: float
    cx_inconsistent: float
    cx_repeats: float
    cx_resets: float
    customers_lost: float
    customers_left: float
    customers_returned: float


OF_ISSUES: Final = row_of(OfIssues)
"""One row of it."""
CONTRADICTS, LOST, LEFT, BACK = 1, 2, 4, 8
"""Marks of an issue: its answer contradicts another, it was lost, its customer having left; they left over it, or came
back with it."""


class Leaving(NamedTuple):
    """How customers leave: chance a unit of loss when an issue ends, and to come back with an issue; and their luck."""

    chance: float = 0.0
    back: float = 0.0
    seed: int = 0


NOBODY_LEAVES: Final = Leaving()
"""Customers stay, whatever they live."""


def of_issues(
    arrivals: Table,
    outcomes: Table,
    follow: int,
    step_hours: float,
    cohort: tuple[int, int] | None = None,
    days: int = YEAR,
    leaving: Leaving = NOBODY_LEAVES,
) -> dict[str, float]:
    """Compute speed, fit and coordination of one cohort, and the loss of customer experience.

    Parameters
    ----------
    arrivals, outcomes : recarray, shape (q,)
        All issues, sorted by day, and what became of them.
    follow : int
        H, days.
    step_hours : float
        Hours of a day.
    cohort : (int, int), optional
        First row judged, and row after the last; all when absent.
    days : int
        On which those were born.
    leaving : Leaving
        How customers leave; by itself nobody does.

    Returns
    -------
    dict of str to float
        As in `OfIssues`; NaN where there is no such issue.
    """
    found, marks, rooms = _rooms(arrivals, outcomes)
    first, last = cohort or (0, len(outcomes))
    _judge(found, marks, *rooms, arrivals, outcomes, first, last, follow, step_hours, days, *leaving)
    return dict(zip(OF_ISSUES.names or (), found[0].item(), strict=True))


def contradicts(arrivals: Table, outcomes: Table, memory: float) -> NDArray[np.bool_]:
    """Say of each first answer whether it is more than 1 apart from the last one that the same customer had been given.

    It is remembered for `memory` hours; of two in the very same hour both contradict each other. Only the last counts:
    against any of late, contradictions would grow with how many are answered. False for what has no answer; shape (q,).
    """
    _, marks, rooms = _rooms(arrivals, outcomes)
    _contradict(marks, *rooms, arrivals, outcomes, memory)
    return marks & CONTRADICTS > 0


def lost_of(arrivals: Table, outcomes: Table, follow: int, step_hours: float, leaving: Leaving) -> NDArray[np.bool_]:
    """Say which issues are lost because their customers had left; shape (q,)."""
    found, marks, rooms = _rooms(arrivals, outcomes)
    _judge(found, marks, *rooms, arrivals, outcomes, 0, len(outcomes), follow, step_hours, YEAR, *leaving)
    return marks & LOST > 0


def _rooms(arrivals: Table, outcomes: Table) -> tuple[Any, Any, tuple[Any, Any, Any, Any]]:
    """Make what judging writes to: a row, marks, rows by customer, where each customer's begin, and numbers to sort."""
    q, customers = len(outcomes), int(arrivals["customer"].max(initial=-1)) + 1
    whole = np.zeros(3 * q + customers + 1, np.int64)
    return table(OF_ISSUES, 1), whole[:q], (whole[q : 2 * q], whole[2 * q : 3 * q], whole[3 * q :], np.zeros(3 * q))


def lead_days(arrivals: Table, hour: Floats, follow: int, step_hours: float) -> Floats:
    """Return days from birth to an event, H for what came later or never; shape (q,)."""
    return np.minimum(hour / step_hours - arrivals["day"], float(follow))


@compiled
def _lead(day: int, hour: float, follow: int, step_hours: float) -> float:
    """As `lead_days`, of one issue."""
    return min(hour / step_hours - day, float(follow))


@entered("found", "marks", "by_customer", "line", "begins", "numbers")
@compiled
def _judge(
    found: Any, marks: Any, by_customer: Any, line: Any, begins: Any, numbers: Any, arrivals: Any, outcomes: Any,
    first: int, last: int, follow: int, step_hours: float, days: int, chance: float, back: float, seed: int,
) -> None:  # fmt: skip
    """Judge the issues from row `first` to `last`; those before and after count for what their customers remember."""
    _gather(by_customer, begins, arrivals)
    _compare(marks, by_customer, line, begins, numbers, outcomes, MEMORY_DAYS * step_hours)
    if chance > 0.0:
        _go(marks, by_customer, line, begins, numbers, arrivals, outcomes, follow, step_hours, chance, back, seed)
    row = found[0]
    _speed(row, marks, numbers, arrivals, outcomes, first, last, follow, step_hours)
    _fit(row, marks, arrivals, outcomes, first, last, follow, step_hours)
    _customers(row, marks, arrivals, outcomes, first, last, follow, step_hours)
    _rates_of_leaving(row, marks, begins, arrivals, first, last, days)


@compiled
def _over(top: float, count: int) -> float:
    """Return a mean, NaN of nothing."""
    return top / count if count > 0 else math.nan


@compiled
def _answered(mark: Any, day: int, became: Any, follow: int, step_hours: float) -> float:
    """Return the days to the first answer; what was lost with a customer has none."""
    return float(follow) if mark & LOST else _lead(day, became.effect_hour, follow, step_hours)


@compiled
def _given_up(mark: Any, day: int, became: Any, follow: int, step_hours: float) -> bool:
    """Say whether an issue was dropped, refused or declined within H days."""
    return not mark & LOST and _lead(day, became.drop_hour, follow, step_hours) < follow


@compiled
def _speed(
    row: Any, marks: Any, numbers: Any, arrivals: Any, outcomes: Any, first: int, last: int, follow: int,
    step_hours: float,
) -> None:  # fmt: skip
    """Compute leads, what they are made of, and shares of what was not answered, or given up."""
    decided = late = never = lead = working = travelling = resolved = 0.0
    dropped = refused = declined = answers = 0
    for k in range(first, last):
        mark, day, became = marks[k], arrivals[k].day, outcomes[k]
        answered, given_up = _answered(mark, day, became, follow, step_hours), False
        if _given_up(mark, day, became, follow, step_hours):
            refused += 1 if became.refused else 0
            declined += 1 if became.declined else 0
            given_up = not (became.refused or became.declined)
            dropped += 1 if given_up else 0
        took = float(follow) if given_up else answered
        numbers[k - first], numbers[len(marks) + k - first] = took, arrivals[k].stakes
        decided += took
        late += 1.0 if took > LATE or took >= follow else 0.0
        never += 1.0 if answered >= follow else 0.0
        resolved += float(follow) if mark & LOST else _lead(day, became.success_hour, follow, step_hours)
        if answered < follow:
            answers += 1
            lead += answered
            working += became.working_hours / step_hours
            travelling += became.travelling_hours / step_hours
    count = last - first
    row.decision_lead, row.never_answered, row.late = _over(decided, count), _over(never, count), _over(late, count)
    row.resolution_lead, row.dropped = _over(resolved, count), _over(dropped, count)
    row.refused, row.declined = _over(refused, count), _over(declined, count)
    row.lead_working, row.lead_travelling = _over(working, answers), _over(travelling, answers)
    row.lead_waiting = _over(lead, answers) - row.lead_working - row.lead_travelling
    _quantiles(row, numbers, len(marks), count)


@compiled
def _quantiles(row: Any, numbers: Any, q: int, count: int) -> None:
    """Compute what is read off sorted leads, and the lead of the top quarter of stakes (of all when all are alike)."""
    row.decision_lead_median = row.decision_lead_p90 = row.decision_lead_high_stakes = math.nan
    if count > 0:
        high, decided = 0, 0.0
        for k in range(count):
            numbers[2 * q + k] = numbers[q + k]
        least = np.float32(quantile(numbers, 2 * q, count, HIGH))  # as numbers of the trace are
        for k in range(count):
            if numbers[q + k] >= least:
                high += 1
                decided += numbers[k]
        row.decision_lead_high_stakes = _over(decided, high)
        row.decision_lead_median = quantile(numbers, 0, count, 0.5)
        row.decision_lead_p90 = quantile(numbers, 0, count, 0.9)


@compiled
def quantile(numbers: Any, at: int, count: int, share: float) -> float:
    """Return a quantile of `count` numbers from place `at` on, which it moves about, on the line between neighbours.

    Examples
    --------
    >>> float(quantile(np.array([9.0, 4.0, 1.0, 2.0]), 1, 3, 0.75))
    3.0
    """
    place = (count - 1) * share
    below = int(place)
    low = _kth(numbers, at, count, below)
    high, part = low, place - below
    if below + 1 < count:
        high = numbers[at + below + 1]
        for k in range(below + 2, count):
            high = min(high, numbers[at + k])
    return low + (high - low) * part if part < 0.5 else high - (high - low) * (1.0 - part)


@compiled
def _kth(numbers: Any, at: int, count: int, k: int) -> float:
    """Return the number in place k of the order, smaller ones before it and larger ones after: Hoare's way to find."""
    low, high, k = at, at + count - 1, at + k
    while low < high:
        pivot, i, j = numbers[k], low, high
        while i <= j:
            while numbers[i] < pivot:
                i += 1
            while pivot < numbers[j]:
                j -= 1
            if i <= j:
                numbers[i], numbers[j] = numbers[j], numbers[i]
                i, j = i + 1, j - 1
        low = i if j < k else low
        high = j if k < i else high
    return numbers[k]


@compiled
def _fit(
    row: Any, marks: Any, arrivals: Any, outcomes: Any, first: int, last: int, follow: int, step_hours: float
) -> None:
    """Compute how good first answers were as they took effect, alone and beside the other team's."""
    fit = near = gap = 0.0
    answers = coupled = 0
    for k in range(first, last):
        became, issue = outcomes[k], arrivals[k]
        if _answered(marks[k], issue.day, became, follow, step_hours) < follow:
            answers += 1
            fit += exp(-0.5 * became.error * became.error)
            if issue.other_team >= 0:
                coupled += 1
                near += exp(-0.5 * issue.coupling * became.gap * became.gap)
                gap += abs(became.gap)
    row.fit, row.fit_in_effect = _over(fit, last - first), _over(fit, answers)
    row.coordination, row.coordination_gap = _over(near, coupled), _over(gap, coupled)


@compiled
def _inconsistent(mark: Any, day: int, became: Any, follow: int, step_hours: float) -> float:
    """Say whether an issue's answer contradicted another, and took effect within H days: 1 or 0."""
    return 1.0 if mark & CONTRADICTS and _lead(day, became.effect_hour, follow, step_hours) < follow else 0.0


@compiled
def _loss(mark: Any, day: int, became: Any, follow: int, step_hours: float) -> float:
    """Return what an issue loses its customer: the mean of its four parts.

    It is 1/4 [min(R, H) / H + inconsistent + min(repeats, 3) / 3 + min(resets, 3) / 3]. R is the
    resolution lead. It is inconsistent when its first answer took effect within H days and `contradicts` another first
    answer, of whatever issue: so what is asked of an issue lies in its past.
    """
    loss = _lead(day, became.success_hour, follow, step_hours) / follow / 4
    loss += _inconsistent(mark, day, became, follow, step_hours) / 4
    loss += min(float(became.repeats), MANY) / MANY / 4
    return loss + min(float(became.resets), MANY) / MANY / 4


@compiled
def _customers(
    row: Any, marks: Any, arrivals: Any, outcomes: Any, first: int, last: int, follow: int, step_hours: float
) -> None:
    """Compute the loss of customer experience and its four parts.

    What a customer who had left would have asked is lost altogether; parts are of what was asked.
    """
    delay = apart = repeats = resets = 0.0
    asked = 0
    for k in range(first, last):
        if not marks[k] & LOST:
            day, became = arrivals[k].day, outcomes[k]
            asked += 1
            delay += _lead(day, became.success_hour, follow, step_hours) / follow
            apart += _inconsistent(marks[k], day, became, follow, step_hours)
            repeats += min(float(became.repeats), MANY) / MANY
            resets += min(float(became.resets), MANY) / MANY
    row.cx_delay, row.cx_inconsistent = _over(delay, asked), _over(apart, asked)
    row.cx_repeats, row.cx_resets = _over(repeats, asked), _over(resets, asked)
    lost = _over(last - first - asked, last - first)
    whole = (row.cx_delay + row.cx_inconsistent + row.cx_repeats + row.cx_resets) / 4
    row.customers_lost, row.cx_loss = lost, lost + (1.0 - lost) * whole if lost < 1.0 else lost


@compiled
def _rates_of_leaving(row: Any, marks: Any, begins: Any, arrivals: Any, first: int, last: int, days: int) -> None:
    """Compute how often customers left, a customer-year, and came back; `begins` is used up."""
    left = back = customers = 0
    for c in range(len(begins)):
        begins[c] = 0
    for k in range(first, last):
        left += 1 if marks[k] & LEFT else 0
        back += 1 if marks[k] & BACK else 0
        customers += 1 if begins[arrivals[k].customer] == 0 else 0
        begins[arrivals[k].customer] = 1
    years = customers * days / YEAR
    row.customers_left, row.customers_returned = left / years if years > 0.0 else math.nan, back / max(1, left)


@entered("marks", "by_customer", "line", "begins", "numbers")
@compiled
def _contradict(
    marks: Any, by_customer: Any, line: Any, begins: Any, numbers: Any, arrivals: Any, outcomes: Any, memory: float
) -> None:
    _gather(by_customer, begins, arrivals)
    _compare(marks, by_customer, line, begins, numbers, outcomes, memory)


@compiled
def _gather(by_customer: Any, begins: Any, arrivals: Any) -> None:
    """Order rows by customer, and write where each customer's begin: a counting sort."""
    rows = len(by_customer)
    for k in range(rows):
        begins[arrivals[k].customer] += 1
    for c in range(1, len(begins)):
        begins[c] += begins[c - 1]
    for k in range(rows - 1, -1, -1):
        begins[arrivals[k].customer] -= 1
        by_customer[begins[arrivals[k].customer]] = k


@compiled
def _stand_in_line(line: Any, numbers: Any, row: int, key: float, other: float, length: int) -> None:
    """Put a row into a line in order of a number and then of another, behind those that have the same."""
    j, q = length, len(line)
    while j > 0 and (numbers[j - 1] > key or (numbers[j - 1] == key and numbers[q + j - 1] > other)):
        line[j], numbers[j], numbers[q + j] = line[j - 1], numbers[j - 1], numbers[q + j - 1]
        j -= 1
    line[j], numbers[j], numbers[q + j] = row, key, other


@compiled
def _compare(marks: Any, by_customer: Any, line: Any, begins: Any, numbers: Any, outcomes: Any, memory: float) -> None:
    """Compare each answer with the last one the same customer was given, if that was up to `memory` hours before."""
    q = len(line)
    for c in range(len(begins) - 1):
        length = 0
        for j in range(begins[c], begins[c + 1]):  # of the same hour by answer: in which rows they stand says nothing
            became = outcomes[by_customer[j]]
            if became.effect_hour < math.inf:
                _stand_in_line(line, numbers, by_customer[j], became.effect_hour, became.answer, length)
                length += 1
        for j in range(1, length):
            near = numbers[j] - numbers[j - 1] <= memory
            if near and abs(numbers[q + j] - numbers[q + j - 1]) > APART:
                marks[line[j]] |= CONTRADICTS
                if numbers[j] == numbers[j - 1]:
                    marks[line[j - 1]] |= CONTRADICTS


@compiled
def _go(
    marks: Any, by_customer: Any, line: Any, begins: Any, numbers: Any, arrivals: Any, outcomes: Any, follow: int,
    step_hours: float, chance: float, back: float, seed: int,
) -> None:  # fmt: skip
    """Say which issues are lost because their customers had left: a law of its own, read after a life (ours).

    When an issue ends, held or H days old, its customer leaves with chance `chance` x what it lost. Each time one who
    has left would have asked, that issue is lost, or with chance `back` they come back with it. The organisation works
    all the same: what it spends on keeping or winning customers is what they would have cost. Ends and births are gone
    through in their order in time; of the same moment ends come first.
    """
    for c in range(len(begins) - 1):
        length = ended = 0
        for j in range(begins[c], begins[c + 1]):
            k = by_customer[j]
            end = arrivals[k].day + _lead(arrivals[k].day, outcomes[k].success_hour, follow, step_hours)
            _stand_in_line(line, numbers, k, end, 0.0, length)
            length += 1
        away = False
        for j in range(begins[c], begins[c + 1]):
            k = by_customer[j]
            while ended < length and numbers[ended] <= arrivals[k].day:
                away = away or _leaves(marks, line[ended], c, arrivals, outcomes, follow, step_hours, chance, seed)
                ended += 1
            if away:
                away = luck.uniform(seed, c, k, luck.CUSTOMER_RETURNS, 0) >= back
                marks[k] |= LOST if away else BACK
        while ended < length:
            away = away or _leaves(marks, line[ended], c, arrivals, outcomes, follow, step_hours, chance, seed)
            ended += 1


@compiled
def _leaves(
    marks: Any, k: int, c: int, arrivals: Any, outcomes: Any, follow: int, step_hours: float, chance: float, seed: int
) -> bool:
    """Say whether a customer leaves over an issue that ends."""
    loss = _loss(marks[k], arrivals[k].day, outcomes[k], follow, step_hours)
    if marks[k] & LOST or luck.uniform(seed, c, k, luck.CUSTOMER_LEAVES, 0) >= chance * loss:
        return False
    marks[k] |= LEFT
    return True
