"""How the physics is compiled: without reference counting, and for Python only where Python calls it."""

from __future__ import annotations

import numba
import numpy as np
import pytest
from numba.core.errors import NumbaError

from sim.engine.compiled import INTERPRETED, compiled

pytestmark = pytest.mark.skipif(INTERPRETED, reason="nothing is compiled in this process")


def test_the_physics_is_compiled_without_reference_counting_so_it_cannot_make_an_array():
    def make_an_array(size):
        return np.zeros(size)

    assert len(numba.njit(make_an_array)(3)) == 3
    with pytest.raises(NumbaError, match="array"):
        compiled(make_an_array)(3)


def test_a_function_is_made_callable_from_python_only_where_python_calls_it():
    @compiled
    def twice(x):
        return 2.0 * x

    @compiled
    def four_times(x):
        return twice(twice(x))

    assert four_times(1.5) == 6.0
    assert "dispatcher" in vars(four_times)
    assert "dispatcher" not in vars(twice)
    assert twice(1.5) == 3.0
