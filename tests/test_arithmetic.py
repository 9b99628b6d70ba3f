"""Arithmetic: within one unit in the last place of the truth, and made of what every machine computes alike."""

from __future__ import annotations

import math
import re

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from truth import OURS, RANGES, last_places, truly, values

from sim.engine import arithmetic
from sim.engine.ahead import BUILT
from sim.engine.compiled import INTERPRETED
from sim.metrics.issues import quantile

POINTS = 3_000
ONE = [*(name for name in RANGES if name != "quantile")]
LIBRARY = re.compile(
    r"@_{0,2}(exp|log|pow|erf|erfc|cos|sin|acos|asin|fma)f?\b|llvm\.(exp|log|pow|cos|sin|acos|fma|fmuladd)\."
)
"""Calls of a mathematical library, or what becomes one, in the compiler's language."""
FUSED = re.compile(r"\bv?fn?m(add|sub)\w*|\bfmla\b|\bfmls\b")
"""Instructions that multiply and add with one rounding."""
LOOSE = re.compile(r"\bf(add|sub|mul|div|neg)\s+(\w+\s+)*(fast|contract|reassoc|arcp|afn|nsz)\b")
"""Operations that the compiler may reorder or contract."""


def points(name, count=POINTS):
    return RANGES[name](np.random.default_rng(7), count)


@pytest.mark.parametrize("name", ONE)
def test_a_function_is_within_one_unit_in_the_last_place(name):
    x = points(name)
    worst = max(last_places(value, truly(name, each)) for each, value in zip(x, values(name, x), strict=True))
    assert 0.4 < worst <= 1.0


def test_the_normal_quantile_has_a_relative_error_below_1e_15():
    x = points("quantile")
    errors = [abs(found / truly("quantile", each) - 1) for each, found in zip(x, values("quantile", x), strict=True)]
    assert 1e-17 < max(errors) <= 1e-15


@pytest.mark.parametrize("name", ["exp", "log", "erf", "acos"])
def test_the_smallest_and_the_largest_numbers_are_as_near(name):
    edges = {
        "exp": (-745.1, -744.4, -708.4, -1e-300, 1e-300, 5e-324, 709.78, 0.3465735902799727, -0.3465735902799727),
        "log": (
            5e-324,
            1e-310,
            2.2250738585072014e-308,
            1 - 2**-53,
            1 + 2**-52,
            1.7976931348623157e308,
            0.7071067811865476,
        ),
        "erf": (
            5e-324,
            1e-300,
            0.84374999999999,
            0.84375,
            1.2499999999,
            1.25,
            2.857142857142857,
            2.8571428571,
            5.9999,
            6.0,
        ),
        "acos": (5e-324, 1e-17, 0.4999999999999999, 0.5, -0.5, 1 - 2**-53, -1 + 2**-53, -1.0),
    }
    for x in edges[name]:
        assert last_places(OURS[name](x), truly(name, x)) <= 1.0, x


@pytest.mark.parametrize(
    ("name", "x", "expected"),
    [
        ("exp", 0.0, 1.0),
        ("exp", 709.782712893385, math.inf),
        ("exp", math.inf, math.inf),
        ("exp", -745.2, 0.0),
        ("exp", -math.inf, 0.0),
        ("exp", math.nan, math.nan),
        ("log", 1.0, 0.0),
        ("log", 0.0, -math.inf),
        ("log", -0.0, -math.inf),
        ("log", -5e-324, math.nan),
        ("log", -math.inf, math.nan),
        ("log", math.inf, math.inf),
        ("log", math.nan, math.nan),
        ("erf", -0.0, -0.0),
        ("erf", math.inf, 1.0),
        ("erf", -math.inf, -1.0),
        ("erf", math.nan, math.nan),
        ("cos", 0.0, 1.0),
        ("cos", 0.7853981633974484, math.nan),
        ("cos", math.nan, math.nan),
        ("acos", 1.0, 0.0),
        ("acos", -1.0, math.pi),
        ("acos", 1.0000000000000002, math.nan),
        ("acos", math.nan, math.nan),
    ],
)
def test_what_has_no_ordinary_value_has_the_usual_one(name, x, expected):
    assert repr(OURS[name](x)) == repr(expected)


@given(st.floats(-700, 700), st.floats(1e-300, 1e300))
def test_exp_and_log_never_fall(x, y):
    assert arithmetic.exp(x) <= arithmetic.exp(math.nextafter(x, math.inf))
    assert arithmetic.log(y) <= arithmetic.log(math.nextafter(y, math.inf))


# ------------------------------------------------------------------------------------------------------------- sums
@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=40), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0]))
def test_a_quantile_is_that_of_numpy(values_, share):
    assert quantile(np.array(values_), 0, len(values_), share) == np.quantile(np.array(values_), share)


# ----------------------------------------------------------------------------------------------------- machine code
def fresh(name):
    """Compile a function anew in a loop, with nothing kept, and return what the compiler made of it."""
    function = OURS[name]

    @numba.njit(error_model="numpy")
    def fill(found, x):
        for k in range(len(x)):
            found[k] = function(x[k])

    fill.compile((numba.float64[::1], numba.float64[::1]))
    [signature] = fill.signatures
    return fill.inspect_llvm(signature), fill.inspect_asm(signature)


@pytest.mark.skipif(INTERPRETED, reason="nothing is compiled in this process")
@pytest.mark.parametrize("name", RANGES)
def test_compiled_it_calls_no_mathematical_library_and_rounds_after_each_operation(name):
    llvm, assembly = fresh(name)
    assert "fmul" in llvm
    assert not LIBRARY.search(llvm)
    assert not LOOSE.search(llvm)
    assert not FUSED.search(assembly)


@pytest.mark.skipif(INTERPRETED, reason="nothing is compiled in this process")
def test_a_call_of_a_library_and_a_fused_operation_would_be_seen():
    @numba.njit(fastmath=True)
    def loose(x, y, z):
        return math.exp(x) + y * z

    loose.compile((numba.float64, numba.float64, numba.float64))
    [signature] = loose.signatures
    llvm = loose.inspect_llvm(signature)
    assert LIBRARY.search(llvm)
    assert LOOSE.search(llvm)
    assert FUSED.search("vfmadd213sd\t%xmm2, %xmm1, %xmm0")
    assert FUSED.search("fmadd\td0, d0, d1, d2")


def test_no_library_asks_for_mathematics():
    libraries = [each for each in BUILT.iterdir() if each.suffix in (".so", ".dylib", ".dll", ".wasm")]
    assert libraries
    for each in libraries:
        code = each.read_bytes()
        assert b"treillis_engine_day_pass_days" in code  # so names stand in it like this
        assert not re.search(rb"\0_{0,2}(exp|exp2|expm1|log|log1p|pow|erf|erfc|cos|sin|acos|fma)f?\0", code)
