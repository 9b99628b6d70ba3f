"""The registered space covers every constant, and points drawn from it are settings."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from sim.checked import build
from sim.errors import InputError
from sim.experiment.space import _range, fixed, nested, read_space, registered, sample
from sim.settings import Settings

KEYS = re.findall(r"^@\w+\{(\w+),", Path(__file__).parents[1].joinpath("references.bib").read_text("utf-8"), re.M)


def test_every_constant_value_of_the_culture_and_parameter_of_the_world_is_ranged_or_fixed_with_a_reason():
    ranged = [each.path for each in read_space()]
    assert len(ranged) == len(set(ranged))
    assert {*ranged, *fixed()} == registered().keys()
    assert not {*ranged} & fixed().keys()
    assert all(len(why) > 5 for why in [*fixed().values(), *(each.why for each in read_space())])


def test_every_range_holds_its_start_value_and_names_a_source_that_there_is():
    for each in read_space():
        assert each.low <= registered()[each.path].default <= each.high, each.path
        assert each.source in ("ours", *KEYS), each.path


def test_points_are_settings_and_take_each_slice_once():
    points = sample(40, 7)
    assert points == sample(40, 7) != sample(40, 8)
    for each in points:
        build(Settings, {"rule": "mixed", **nested(each)})
    shocks = np.sort([each["world.shock_frequency"] for each in points])
    assert (np.floor(shocks / 8 * 40) == np.arange(40)).all()
    assert {each["physics.approval_levels"] for each in points} == {1, 2}


@pytest.mark.parametrize(
    ("path", "about", "says"),
    [
        ("physics.blurr", {"low": 0, "high": 1, "scale": "linear"}, "physics.blur"),
        ("physics.blur", {"low": 1, "high": 0, "scale": "linear"}, "no range"),
        ("physics.blur", {"low": 0, "high": 9, "scale": "linear"}, "bounds"),
        ("physics.blur", {"low": 0, "high": 1, "scale": "log"}, "above 0"),
    ],
)
def test_a_wrong_range_is_refused_with_a_reason(path, about, says):
    with pytest.raises(InputError, match=says):
        _range(path, {**about, "source": "ours", "why": "a test"})


def test_no_points_are_refused():
    with pytest.raises(InputError, match="1 or more"):
        sample(0, 1)
