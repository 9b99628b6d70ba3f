"""Luck: the published generator, the same compiled and interpreted, uniform and normal as it should be."""

from __future__ import annotations

import math
from itertools import permutations
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import luck

PUBLISHED = (
    6457827717110365317,
    3203168211198807973,
    9817491932198370423,
    4593380528125082431,
    16408922859458223821,
)
"""The first five outputs of SplitMix64 from the seed 1234567 [steele2014]."""
STEP = 0x9E3779B97F4A7C15
WORD = (1 << 64) - 1
MANY = 100_000


def keys(count):
    """Return rows of (seed, entity, day, purpose, visit), small ones and ones as large as they get."""
    rng = np.random.default_rng(3)
    highest = (2**53, 2**52, 100_000, 200, 10_000)
    wide = [rng.integers(0, high, count) for high in highest]
    narrow = [rng.integers(0, min(high, 4), count) for high in highest]
    which = rng.random((count, len(highest))) < 0.5
    return np.where(which, np.transpose(wide), np.transpose(narrow)).tolist()


@pytest.mark.parametrize(("nth", "published"), [*enumerate(PUBLISHED)])
def test_the_finaliser_gives_the_published_numbers(nth, published):
    state = (1234567 + nth * STEP) & WORD
    with np.errstate(over="ignore"):
        assert int(luck._finalise(np.uint64(state))) >> 11 == published >> 11


def test_the_hash_begins_with_the_published_numbers():
    # a chain of one word is the generator itself; each further word is mixed in before the next round
    state = 0
    for word in (1234567, 7, 3, (5 << 32) ^ 2):
        with np.errstate(over="ignore"):
            state = int(luck._finalise(np.uint64(state ^ word)))
    assert luck.mix(1234567, 7, 3, 5, 2) == state >> 11


def hashed(chain, mix, seed, entity, day, purpose, visit):
    return int(mix(chain(chain(chain(0, seed), entity), day), purpose, visit))


def test_twenty_thousand_draws_are_the_same_compiled_and_interpreted():
    drawn = keys(20_000)
    with np.errstate(over="ignore"):
        compiled = [hashed(luck._compiled_chain, luck._compiled_mix, *key) for key in drawn]
    interpreted = [hashed(luck._interpreted_chain, luck._interpreted_mix, *key) for key in drawn]
    assert compiled == interpreted
    assert len(set(compiled)) > 0.9 * len({tuple(key) for key in drawn})


def test_a_draw_changes_with_each_part_of_its_key():
    key = (11, 22, 33, 4, 5)
    for part in range(len(key)):
        other = tuple(each + (k == part) for k, each in enumerate(key))
        assert luck.mix(*key) != luck.mix(*other)


def test_parts_of_a_key_do_not_stand_in_for_each_other():
    orders = [*permutations((1, 2, 3, 4, 5))]
    assert len({luck.mix(*order) for order in orders}) == len(orders)


def test_no_two_purposes_share_a_number():
    purposes = {name: value for name, value in vars(luck).items() if name.isupper() and isinstance(value, int)}
    purposes.pop("INTERPRETED")
    purposes.pop("_MASK", None)
    assert len(purposes) > 15
    assert len(set(purposes.values())) == len(purposes)


@given(
    st.integers(0, 2**53),
    st.integers(0, 2**62),
    st.integers(0, 10**6),
    st.integers(0, 2**20),
    st.integers(0, 2**31),
)
def test_a_uniform_is_strictly_between_0_and_1(seed, entity, day, purpose, visit):
    assert 0 < luck.uniform(seed, entity, day, purpose, visit) < 1


def unfinalised(z):
    """Undo the finaliser: every output has exactly one input."""
    z ^= (z >> 31) ^ (z >> 62)
    z = z * pow(0x94D049BB133111EB, -1, 1 << 64) & WORD
    z ^= (z >> 27) ^ (z >> 54)
    z = z * pow(0xBF58476D1CE4E5B9, -1, 1 << 64) & WORD
    z ^= (z >> 30) ^ (z >> 60)
    return (z - STEP) & WORD


def key_with_hash(hashed):
    """Find a key that hashes to a given number."""
    state = 0
    with np.errstate(over="ignore"):
        for word in (1, 2, 3):
            state = int(luck._finalise(np.uint64(state ^ word)))
    last = unfinalised(hashed << 11) ^ state
    return 1, 2, 3, last >> 32, last & 0xFFFFFFFF


@pytest.mark.parametrize("hashed", [0, 1, 2**52, 2**53 - 2, 2**53 - 1])
def test_even_the_smallest_and_the_largest_hash_give_a_uniform_inside_and_a_finite_normal(hashed):
    key = key_with_hash(hashed)
    assert luck.mix(*key) == hashed
    assert 0 < luck.uniform(*key) < 1
    assert math.isfinite(luck.normal(*key))


def drawn_uniforms(visit):
    """Draw many uniforms, one a person and day."""
    entity, day = np.divmod(np.arange(MANY), 250)
    return luck.uniforms(1, entity, day, luck.SENSE_G, np.full(MANY, visit))


def test_uniforms_have_the_moments_of_uniforms():
    u = drawn_uniforms(0)
    assert abs(u.mean() - 0.5) < 4 * math.sqrt(1 / 12 / MANY)
    assert abs(u.var() - 1 / 12) < 4 * math.sqrt(1 / 180 / MANY)
    share = np.histogram(u, 20, (0, 1))[0] / MANY
    assert np.abs(share - 0.05).max() < 4.5 * math.sqrt(0.05 * 0.95 / MANY)


@pytest.mark.parametrize("lag", ["person", "day", "visit"])
def test_neighbouring_draws_are_uncorrelated(lag):
    u = drawn_uniforms(0).reshape(-1, 250)
    pair = {"person": (u[1:], u[:-1]), "day": (u[:, 1:], u[:, :-1]), "visit": (u, drawn_uniforms(1).reshape(-1, 250))}
    one, other = (each.ravel() - 0.5 for each in pair[lag])
    assert abs((one * other).mean() * 12) < 4 / math.sqrt(one.size)


def test_normals_have_the_moments_of_normals():
    entity, day = np.divmod(np.arange(MANY), 250)
    z = luck.normals(1, entity, day, luck.DIRECTION, np.zeros(MANY, np.int64))
    exact = {1: (0, 1), 2: (1, 2), 3: (0, 15), 4: (3, 96)}  # of z^k: mean, variance
    for power, (mean, variance) in exact.items():
        assert abs((z**power).mean() - mean) < 4 * math.sqrt(variance / MANY)


@given(st.floats(1e-300, 1 - 1e-15))
def test_the_quantile_is_that_of_the_standard_normal(u):
    assert luck.quantile(u) == pytest.approx(NormalDist().inv_cdf(u), rel=1e-13, abs=1e-14)


def test_the_quantile_is_odd_and_rises():
    u = np.linspace(1e-6, 0.5, 5001)
    z = np.array([luck.quantile(each) for each in u])
    assert np.all(np.diff(z) > 0)
    assert np.allclose([luck.quantile(1 - each) for each in u], -z, rtol=1e-9, atol=1e-12)


def test_arrays_are_drawn_as_single_numbers_are():
    entity, day, visit = np.array([3, 2**40, 7]), np.array([0, 9, 249]), np.array([1, 0, 2])
    one_by_one = [luck.normal(5, e, d, luck.WORK, v) for e, d, v in zip(entity, day, visit, strict=True)]
    assert luck.normals(5, entity, day, luck.WORK, visit).tolist() == one_by_one
