"""The registered space covers every constant, and points drawn from it are settings."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from sim.checked import LINEAR, LOG, build
from sim.errors import InputError
from sim.experiment.space import (
    LEAST_RATE,
    LOAD,
    LOADS,
    MOST_RATE,
    RATE,
    Range,
    drawn,
    issue_rate,
    loads_of,
    nested,
    neutral,
    of_default,
    read_space,
    registered,
    sample,
    solved,
    unvaried,
)
from sim.parameters import Settings

KEYS = re.findall(r"^@\w+\{(\w+),", Path(__file__).parents[1].joinpath("references.bib").read_text("utf-8"), re.M)


def test_every_constant_value_of_the_culture_and_parameter_of_the_world_is_ranged_or_fixed_with_a_reason():
    ranged = [each.path for each in read_space()]
    assert len(ranged) == len(set(ranged))
    assert {*ranged, *unvaried()} == {*registered(), LOAD}
    assert RATE in unvaried()  # solved, not drawn
    assert not {*ranged} & unvaried().keys()
    assert all(len(why) > 5 for why in [*unvaried().values(), *(each.why for each in read_space())])


def test_every_range_holds_its_start_value_and_names_a_source_that_there_is():
    for each in read_space():
        start = (LOADS if each.path == LOAD else registered()[each.path]).default
        assert each.low <= start <= each.high, each.path
        assert each.source in ("ours", *KEYS), each.path


def test_points_are_settings_and_take_each_slice_once():
    points = sample(40, 7)
    assert points == sample(40, 7) != sample(40, 8)
    for each in points:
        build(Settings, {"rule": "mixed", **nested(each)})
    shocks = np.sort([each["world.shock_frequency"] for each in points])
    assert (np.floor(shocks / 8 * 40) == np.arange(40)).all()
    assert {each["physics.approval_levels"] for each in points} == {1, 2}


def test_every_range_lies_within_what_its_setting_accepts_and_a_factor_above_zero():
    for each in read_space():
        bounds = (LOADS if each.path == LOAD else registered()[each.path]).metadata
        assert bounds["low"] <= each.low < each.high <= bounds["high"], each.path
        assert each.scale == LINEAR or each.low > 0, each.path
    assert {each.scale for each in read_space()} == {LINEAR, LOG}


def test_no_points_are_refused():
    with pytest.raises(InputError, match="1 or more"):
        sample(0, 1)


# ------------------------------------------------------------------------------------------------- load for issue rate
def test_a_point_carries_its_load_and_the_issue_rate_that_gives_it(warm_engine):
    few = drawn(3, 5)
    for each, plain in zip(few, sample(3, 5), strict=True):
        assert {path: value for path, value in each.items() if path != RATE} == plain
        assert each[RATE] == issue_rate(plain)
        assert "load" not in nested(each)["world"]
        build(Settings, {"rule": "mixed", **nested(each)})
    assert len({each[RATE] for each in few}) == 3


def test_the_rate_solved_for_gives_the_load_at_neutral_dials(warm_engine):
    for load in (0.5, 0.8):
        rate = issue_rate({LOAD: load})
        assert max(loads_of(neutral({RATE: rate}))) == pytest.approx(load, abs=0.08)


def test_the_rate_is_the_same_whatever_is_drawn_beside(warm_engine):
    def dial(high):
        return Range("dials.initiative", 0.0, high, "linear", "", "ours", "")

    alone, beside = (drawn(2, 9, [dial(high)]) for high in (0.1, 1.0))
    assert [each[RATE] for each in alone] == [each[RATE] for each in beside]
    assert alone != beside


@pytest.mark.parametrize(
    ("low", "high", "load", "rate"),
    [
        ([0.2, 0.1, 0.0], [0.5, 0.2, 0.0], 0.5, 0.2),  # the first is the busiest
        ([0.2, 0.1, 0.3], [0.2, 0.1, 0.3], 0.5, MOST_RATE),  # nothing that comes in makes anybody busier
        ([0.9, 0.9, 0.9], [1.2, 1.2, 1.2], 0.4, LEAST_RATE),  # too busy with what comes in at all
        ([np.nan, 0.1, 0.2], [np.nan, 0.22, 0.2], 0.32, 0.3),  # a role that nobody has
    ],
)
def test_a_rate_is_where_the_busiest_of_three_lines_has_the_load(low, high, load, rate):
    assert solved(load, (0.08, np.array(low)), (0.2, np.array(high))) == pytest.approx(rate)


def test_the_place_of_the_default_in_the_space_is_told(warm_engine):
    load, place = of_default()
    assert load == max(loads_of(neutral({})))
    assert place == pytest.approx((load - 0.4) / 0.7)
