"""Customers who leave and return: what they would have asked is lost, and every total stays."""

from __future__ import annotations

import math

import numpy as np
import pytest
from made_by_hand import STEP, H, issue, outcomes_of

from sim.metrics.issues import Leaving, lost_of
from sim.record import OUTCOME, TRACE_ISSUE
from sim.table import table

FOR_EVER, ONE_ISSUE = Leaving(4.0, 0.0), Leaving(4.0, 1.0)
"""Whoever loses a quarter leaves for sure, for good, or until there is something to ask again."""
GOOD = {"effect": 1.0, "success": 1.0, "error": 0.0}
BAD = {"effect": 1.0, "success": 1.0, "error": 0.0, "repeats": 3, "resets": 3}


def test_who_has_left_asks_nothing_more_and_it_counts_as_lost():
    bad, later, other = issue(6, **BAD), issue(8, **GOOD), issue(8, **GOOD, customer=1)
    stay, left = outcomes_of(bad, later, other), outcomes_of(bad, later, other, leaving=FOR_EVER)
    assert (stay["customers_lost"], left["customers_lost"]) == (0.0, pytest.approx(1 / 3))
    assert left["decision_lead"] == pytest.approx((1.0 + H + 1.0) / 3)
    assert left["fit"] == pytest.approx(2 / 3)
    assert left["never_answered"] == pytest.approx(1 / 3)
    assert left["lead_waiting"] == stay["lead_waiting"] == 1.0, "what was answered is as it was"


def test_loss_is_whole_of_what_was_not_asked_and_parts_are_of_what_was():
    bad, later = issue(6, **BAD), issue(8, **GOOD)
    left = outcomes_of(bad, later, leaving=FOR_EVER)
    assert left["cx_repeats"] == left["cx_resets"] == 1.0
    assert left["cx_loss"] == pytest.approx(0.5 * 1.0 + 0.5 * (0.1 + 2.0) / 4)


def test_who_comes_back_is_answered_again():
    bad, later, last = issue(6, **BAD), issue(8, **GOOD), issue(9, **GOOD)
    back = outcomes_of(bad, later, last, leaving=ONE_ISSUE)
    assert (back["customers_lost"], back["customers_returned"]) == (0.0, 1.0)
    assert back["customers_left"] > 0.0
    assert outcomes_of(bad, later, last, leaving=FOR_EVER)["customers_returned"] == 0.0


def test_nobody_leaves_over_what_has_not_ended():
    slow, soon = issue(6, effect=4.0, success=4.0, error=0.0, repeats=3, resets=3), issue(8, **GOOD)
    assert outcomes_of(slow, soon, leaving=FOR_EVER)["customers_lost"] == 0.0
    assert outcomes_of(slow, issue(11, **GOOD), leaving=FOR_EVER)["customers_lost"] == 0.5


def test_who_loses_nothing_stays():
    at_once = issue(6, effect=0.0, success=0.0, error=0.0)
    assert outcomes_of(at_once, issue(8, **GOOD), leaving=FOR_EVER)["customers_lost"] == 0.0


def test_by_itself_nobody_leaves_and_the_numbers_are_as_ever():
    found = outcomes_of(issue(6, **BAD), issue(8, **GOOD))
    assert (found["customers_lost"], found["customers_left"], found["customers_returned"]) == (0.0, 0.0, 0.0)
    assert math.isnan(outcomes_of(issue(2, **GOOD))["customers_lost"])


def test_more_leave_over_the_same_luck_where_more_is_lost():
    arrivals, became = np.zeros(4000, TRACE_ISSUE), table(OUTCOME, 4000)
    arrivals["day"], arrivals["customer"] = np.arange(4000) // 20, np.arange(4000) % 40
    became.effect_hour = became.success_hour = (arrivals["day"] + 1) * STEP
    shares = []
    for resets in (0, 1, 3):
        became.resets[:] = resets
        shares.append(lost_of(arrivals, became, H, STEP, Leaving(0.05, 0.05, 7)).mean())
    assert 0.0 < shares[0] < shares[1] < shares[2] < 0.5
