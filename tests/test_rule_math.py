"""The functions of mathematics in a rule: compiled and plain alike to the last bit, with the errors of Python."""

from __future__ import annotations

import math
import random

import pytest

from sim.engine import arithmetic
from sim.engine.binding import compile as rule_machine
from sim.engine.binding import translate as rule_math

NUMBERS = [0.0, -0.0, 0.5, 1.0, -1.0, 710.0, 1e300, -1e300, 1e-310, math.inf, -math.inf, math.nan]
EXACT = ("sqrt", *rule_math.WHOLE, *(each for each in rule_math.ASIS if each != "copysign"))


def drawn(count):
    draw = random.Random(3)
    return [draw.gauss(0, 1) * 10 ** draw.randint(-6, 3) for _ in range(count)]


def outcome(function, *values):
    """Return a value as text, so that nan equals nan, or the error."""
    try:
        value = function(*values)
    except (ValueError, OverflowError) as error:
        return type(error).__name__
    return repr(value)


def plain(name):
    return rule_math.PLAIN[name]


@pytest.mark.parametrize("name", [*rule_math.OWN, *EXACT])
def test_a_compiled_function_is_the_plain_one_to_the_last_bit(name):
    function = rule_machine.COMPILED[name]
    for number in [*NUMBERS, *drawn(500)]:
        if name not in rule_math.WHOLE or abs(number) < 9e18:
            assert outcome(function, number) == outcome(plain(name), number), number


@pytest.mark.parametrize("name", rule_math.WHOLE)
def test_a_whole_part_that_is_too_large_fails(name):
    for number in (1e300, -1e300, math.inf, math.nan):
        assert outcome(rule_machine.COMPILED[name], number) == "OverflowError"


def test_a_compiled_sign_is_the_plain_one():
    for one in NUMBERS:
        for two in NUMBERS:
            assert outcome(rule_machine.COMPILED["copysign"], one, two) == outcome(math.copysign, one, two), (one, two)


@pytest.mark.parametrize("name", rule_math.OWN)
def test_a_plain_function_is_the_engines_own_and_fails_where_that_of_python_fails(name):
    for number in [*NUMBERS, *drawn(500)]:
        found, pythons = outcome(plain(name), number), outcome(getattr(math, name), number)
        assert found.endswith("Error") == pythons.endswith("Error"), number
        assert found == (pythons if pythons.endswith("Error") else repr(getattr(arithmetic, name)(number))), number


def test_a_logarithm_to_a_base_is_a_quotient_of_logarithms():
    assert plain("log")(100.0, 10.0) == arithmetic.log(100.0) / arithmetic.log(10.0)
    assert outcome(plain("log"), 5.0, 0.0) == "ValueError"


def test_what_is_left_to_the_machine_is_neither_compiled_nor_exact():
    for name in ("sin", "pow", "tanh", "log2", "expm1", "hypot", "gamma"):
        assert name not in {*rule_math.COMPILED, *rule_math.EXACT}
        assert plain(name) is getattr(math, name)


def test_a_multiple_that_would_fill_the_memory_fails():
    assert plain("lcm")(4, 6) == 12
    grown, lcm = 2, plain("lcm")
    while grown.bit_length() < 1000:
        grown = lcm(grown, grown + 1)
    assert outcome(lcm, grown, grown + 1) == "OverflowError"
