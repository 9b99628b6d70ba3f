"""Tables read the same compiled and interpreted; slots are labels, and an organisation against itself is a draw."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.engine.tables import BOOK, CHANGE, LAW
from sim.experiment.compose import compose_twin
from sim.experiment.lives import Rows, bind_all, run_slots
from sim.experiment.paired import differences
from sim.metrics import OUTCOMES
from sim.record import DAY, OUTCOME
from sim.state import ISSUE, ORG, PERSON, RULE_ARGS, TASK, TEAM

# ------------------------------------------------------------------------------------------------- tables
LIVING = {"PERSON": PERSON, "ISSUE": ISSUE, "ORG": ORG, "TASK": TASK, "TEAM": TEAM, "OUTCOME": OUTCOME, "DAY": DAY}
ROWS = {**LIVING, "RULE_ARGS": RULE_ARGS, "LAW": LAW, "BOOK": BOOK, "CHANGE": CHANGE}

RARE = {"onset", "named_early", "friction_named", "own_decided", "own_held", "customers_returned", "group_life"}
"""Outcomes without a number where nothing of the kind happened."""


@pytest.mark.parametrize("name", ROWS)
def test_a_living_table_holds_only_numbers_that_compile_as_they_are_read(name):
    assert {ROWS[name][field].str for field in ROWS[name].names} <= {"<i8", "<f8", "|b1"}


@pytest.mark.parametrize("name", ROWS)
def test_no_column_hides_behind_an_attribute_of_numpy(name):
    taken = {*dir(np.void), *dir(np.record), *dir(np.recarray)}
    assert {*ROWS[name].names}.isdisjoint(taken)


# ------------------------------------------------------------------------------------------------- the null test
SMALL = ["organisation.span=3", "days=60", "warmup_days=5", "follow_days=10", "world.shock_frequency=8"]


def rows_of(*overrides):
    slots = compose_twin([*SMALL, *overrides])
    return run_slots(slots, bind_all(slots), [1, 2, 3])


@pytest.mark.parametrize("form", ["mechanical", "organic"])
def test_the_same_organisation_in_both_slots_differs_by_exactly_nothing(form):
    for each in differences(rows_of(f"mechanical={form}", f"organic={form}")):
        if each.outcome in RARE and math.isnan(each.difference):
            continue
        assert each.difference == each.low == each.high == 0, each.outcome
        assert each.mechanical == each.organic


def test_years_whose_world_has_nothing_to_measure_are_left_out_but_no_others():
    runs = {each.name: [0.0] * 6 for each in OUTCOMES} | {"form": ["mechanical"] * 3 + ["organic"] * 3}
    nan = math.nan
    runs |= {"recovery_beliefs": [1.0, nan, 3.0, 2.0, nan, 6.0], "recovery_deeds": [nan] * 6}
    runs |= {"fit": [0.5, nan, 0.5, 0.5, 0.5, 0.5]}
    found = {each.outcome: each for each in differences(Rows(runs, {}, 4))}
    assert (found["recovery_beliefs"].difference, found["recovery_beliefs"].n) == (2.0, 2)
    assert math.isnan(found["recovery_deeds"].difference)
    assert math.isnan(found["fit"].difference), "only one of the two has no number"
    assert found["departures"].n == 3


def test_slots_are_labels_swapping_them_swaps_the_results():
    plain = {each.outcome: each for each in differences(rows_of())}
    for each in differences(rows_of("mechanical=organic", "organic=mechanical")):
        if each.outcome in RARE and math.isnan(each.difference):
            continue
        assert (each.mechanical, each.organic) == (plain[each.outcome].organic, plain[each.outcome].mechanical)
        assert each.difference == -plain[each.outcome].difference
