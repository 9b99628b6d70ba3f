"""What customers live, on tables small enough to compute it by hand, and against an oracle that looks at every row."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import CALM_CULTURE, CALM_PHYSICS, lived, quiet_scene, settings_of
from hypothesis import given, settings
from hypothesis import strategies as st
from made_by_hand import STEP, H, issue, outcomes_of

from sim.metrics.issues import contradicts
from sim.record import OUTCOME, TRACE_ISSUE
from sim.table import table

MEMORY = 80.0


def contradictions(customer, hour, answer, memory):
    """Say the same of answers of issues."""
    arrivals, became = np.zeros(len(hour), TRACE_ISSUE), table(OUTCOME, len(hour))
    arrivals["customer"], became.effect_hour, became.answer = customer, hour, answer
    return contradicts(arrivals, became, memory).tolist()


def one_by_one(customer, hour, answer, memory):
    """Say which answers contradict the last one the same customer had been given, looking at every earlier row."""
    found = [False] * len(hour)
    when = [(hour[k], answer[k], k) for k in range(len(hour))]  # of the same hour by answer, not by row
    for mine in sorted(range(len(hour)), key=when.__getitem__):
        before = [k for k in range(len(hour)) if customer[k] == customer[mine] and when[k] < when[mine]]
        last = max(before, key=when.__getitem__, default=None)
        if last is not None and hour[mine] - hour[last] <= memory and abs(answer[mine] - answer[last]) > 1.0:
            found[mine] = True
            found[last] = found[last] or hour[last] == hour[mine]
    return found


def two(earlier, later, **second):
    """Give one customer two answers, on given days, and say whether each counts as inconsistent."""
    found = outcomes_of(
        issue(5, effect=earlier - 5, success=earlier - 5, error=0.0, answer=0.0),
        issue(6, **{"effect": later - 6, "success": later - 6, "error": 0.0, "answer": 1.5, **second}),
    )
    return 2 * found["cx_inconsistent"]


# ------------------------------------------------------------------------------------------------- inconsistent
def test_the_later_of_two_answers_more_than_one_apart_within_ten_days_is_inconsistent():
    assert two(6.0, 8.0) == 1.0


@pytest.mark.parametrize("later", [15.75, 10.0])
def test_ten_days_are_counted_from_answer_to_answer(later):
    assert two(6.0, later) == 1.0


def test_only_the_last_answer_counts():
    first, second, third = (issue(5 + k, effect=1.0, error=0.0, answer=a) for k, a in enumerate((5.0, 0.0, 0.5)))
    assert outcomes_of(first, second, third)["cx_inconsistent"] == pytest.approx(1 / 3)


def test_answers_further_apart_in_time_are_forgotten():
    assert two(5.5, 15.75) == 0.0


def test_exactly_ten_days_still_count():
    assert two(5.5, 15.5) == 1.0


def test_an_answer_within_one_is_consistent():
    assert two(6.0, 8.0, answer=1.0) == 0.0
    assert two(6.0, 8.0, answer=-1.0) == 0.0


def test_answers_to_different_customers_never_contradict():
    assert two(6.0, 8.0, customer=1) == 0.0


def test_answers_of_the_same_hour_contradict_each_other():
    assert two(8.0, 8.0) == 2.0


def test_an_issue_that_was_not_answered_within_h_is_not_inconsistent():
    before = issue(15, effect=0.5, error=0.0)
    late = issue(8, effect=H + 1.0, error=0.0, answer=9.0)
    assert outcomes_of(late, before)["cx_inconsistent"] == 0.0
    assert outcomes_of(issue(8, answer=9.0), before)["cx_inconsistent"] == 0.0


def test_an_answer_from_before_the_cohort_is_remembered_and_not_judged():
    old = issue(3, effect=1.0, error=0.0, answer=5.0)
    assert outcomes_of(old, issue(5, effect=1.0, error=0.0))["cx_inconsistent"] == 1.0


answers = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 30).map(lambda k: 8.0 * k), st.integers(-4, 4).map(lambda k: k / 2)),
    max_size=40,
)


@settings(max_examples=400, derandomize=True, database=None)
@given(answers)
def test_contradictions_are_those_found_one_by_one(rows):
    customer, hour, answer = (np.array(column) for column in zip(*rows, strict=True)) if rows else (np.zeros(0),) * 3
    assert contradictions(customer, hour, answer, MEMORY) == one_by_one(customer, hour, answer, MEMORY)


def test_contradictions_of_many_answers_to_one_customer_are_those_found_one_by_one():
    luck = np.random.default_rng(1)
    hour, answer, customer = luck.uniform(0, 500, 300), luck.normal(0, 0.5, 300), np.zeros(300, int)
    found = contradictions(customer, hour, answer, MEMORY)
    assert found == one_by_one(customer, hour, answer, MEMORY)
    assert 0 < sum(found) < 300


# ------------------------------------------------------------------------------------------------- the four parts
def test_the_loss_is_the_mean_of_its_four_parts():
    found = outcomes_of(
        issue(5, effect=1.0, success=4.0, error=0.0, repeats=2, resets=7),
        issue(6, effect=1.0, success=1.0, error=0.0, answer=2.0, repeats=9),
        issue(7, customer=1),
        issue(8, customer=2, effect=2.0, success=H + 3.0, error=0.0, resets=1),
    )
    assert found["cx_delay"] == pytest.approx((0.4 + 0.1 + 1.0 + 1.0) / 4)
    assert found["cx_inconsistent"] == pytest.approx(1 / 4)
    assert found["cx_repeats"] == pytest.approx((2 / 3 + 1.0) / 4)
    assert found["cx_resets"] == pytest.approx((1.0 + 1 / 3) / 4)
    parts = sum(found[f"cx_{part}"] for part in ("delay", "inconsistent", "repeats", "resets"))
    assert found["cx_loss"] == pytest.approx(parts / 4)


def test_the_worst_that_a_customer_can_live_is_one():
    worst = [issue(5, effect=9.0, error=0.0, answer=float(3 * k), repeats=3, resets=5) for k in range(2)]
    assert outcomes_of(*worst)["cx_loss"] == 1.0


def test_without_a_cohort_nothing_is_lost_or_kept():
    found = outcomes_of(issue(2, effect=1.0, error=0.0))
    for name in ("cx_loss", "cx_delay", "cx_inconsistent", "cx_repeats", "cx_resets"):
        assert math.isnan(found[name])


# ------------------------------------------------------------------------------------------------- what a run records
def climbing(follow_days, **physics):
    """Let one issue climb two levels to a head; return what is recorded of it."""
    calm = settings_of(
        follow_days=follow_days,
        organisation={"span": 1, "depth": 2},
        culture={**CALM_CULTURE, "orchestration": 1.0},
        dials={"initiative": 0.0, "strategy": 1.0, "decision_process": 0.0, "generative_power": 1.0},
        physics={**CALM_PHYSICS, **physics},
    )
    tables = lived(calm, quiet_scene(calm, {"day": 6, "origin": 2, "scope": 2}), 20)
    return tables.outcomes[0]


def test_an_issue_that_climbs_and_is_answered_was_told_twice():
    lived_by = climbing(10)
    assert math.isfinite(lived_by.effect_hour)
    assert (lived_by.repeats, lived_by.resets) == (2, 0)


def test_an_issue_that_climbs_to_somebody_who_never_answers_was_told_twice_too():
    lived_by = climbing(10, head_hours=24.0)
    assert math.isinf(lived_by.effect_hour)
    assert lived_by.repeats == 2


def test_what_happens_after_h_days_is_no_longer_counted():
    assert climbing(1, head_hours=24.0).repeats == 1


def test_a_decision_taken_back_by_the_owner_of_the_right_is_a_reset():
    calm = settings_of(
        rule="distributed",
        organisation={"span": 1, "depth": 1},
        culture={**CALM_CULTURE, "orchestration": 1.0},
        dials={"initiative": 1.0, "strategy": 1.0, "decision_process": 0.0, "generative_power": 0.0},
        physics={**CALM_PHYSICS, "pull_back": 1.0},
    )
    tables = lived(calm, quiet_scene(calm, {"day": 6, "origin": 1, "scope": 1}), 20)
    assert (tables.outcomes[0].resets, tables.outcomes[0].repeats) == (1, 1)
    assert tables.outcomes[0].effect_hour > 6 * STEP
