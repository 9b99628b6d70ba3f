"""At the ends of every range: finite, conserved, in range, every time the same; more in nightly/extreme_lives.py."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import settings_of
from extremes import LONG, all_at, corner, digest_elsewhere, digests_here, sound

from sim.run import simulate


@pytest.mark.parametrize("end", [0, 1], ids=["least", "largest"])
def test_every_number_at_its_end_gives_a_sound_life(end):
    sound(simulate(all_at(end)))


def test_corners_of_all_settings_at_once_are_sound():
    rng = np.random.default_rng(1)
    for _ in range(40):
        sound(simulate(corner(rng)))


def test_a_very_long_life_is_sound():
    sound(simulate(settings_of("mixed", **LONG)))


def test_threads_and_the_order_of_sets_change_nothing():
    assert digest_elsewhere("3", "4242") == digests_here()
