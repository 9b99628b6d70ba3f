"""The functions of mathematics in a compiled rule: the values, and the errors, of plain Python."""

from __future__ import annotations

import math
import random

import pytest

from sim.engine.binding import mathematics as rule_math

NUMBERS = [0.0, 0.5, 1.0, -1.0, 710.0, 1e300, -1e300, math.inf, -math.inf, math.nan]


def drawn(count):
    draw = random.Random(3)
    return [draw.gauss(0, 1) * 10 ** draw.randint(-6, 3) for _ in range(count)]


def outcome(function, *values):
    """Return a value as text, so that nan equals nan, or "error"."""
    try:
        value = function(*values)
    except (ValueError, OverflowError):
        return "error"
    return "error" if isinstance(value, int) and abs(value) > 9e18 else repr(value)


@pytest.mark.parametrize("name", [*rule_math.ONE, *rule_math.WHOLE])
def test_a_compiled_function_is_the_plain_one_to_the_last_bit(name):
    function, plain = rule_math.COMPILED[name], getattr(math, name)
    for number in [*NUMBERS, *drawn(500)]:
        assert outcome(function, number) == outcome(plain, number), number


@pytest.mark.parametrize("name", rule_math.TWO)
def test_a_compiled_function_of_two_numbers_is_the_plain_one_to_the_last_bit(name):
    function, plain = rule_math.COMPILED[name], getattr(math, name)
    pairs = [(one, two) for one in NUMBERS for two in NUMBERS]
    for one, two in [*pairs, *zip(drawn(500), reversed(drawn(500)), strict=True)]:
        assert outcome(function, one, two) == outcome(plain, one, two), (one, two)
