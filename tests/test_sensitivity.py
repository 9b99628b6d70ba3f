"""Sobol's indices and Morris's screening on functions whose answers are known."""

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.stats.sensitivity import morris, sobol

FACTORS = ["a", "b", "c"]


def ishigami(x):
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def design(n):
    from SALib.sample import sobol as draw

    problem = {"num_vars": 3, "names": FACTORS, "bounds": [[-np.pi, np.pi]] * 3}
    return draw.sample(problem, n, calc_second_order=False, seed=1)


def test_the_indices_of_ishigamis_function_are_the_published_ones():
    x = design(1024)
    found = sobol(pd.DataFrame(x, columns=FACTORS).assign(y=ishigami(x)), FACTORS, "y").set_index(["kind", "factor"])
    exact = {("first", "a"): 0.3139, ("first", "b"): 0.4424, ("first", "c"): 0.0,
             ("total", "a"): 0.5576, ("total", "b"): 0.4424, ("total", "c"): 0.2437}  # fmt: skip
    for key, value in exact.items():
        assert found.loc[key, "estimate"] == pytest.approx(value, abs=0.03)
        assert found.loc[key, "low"] - 0.02 < value < found.loc[key, "high"] + 0.02
    assert found["n"].unique().tolist() == [1024]


def test_an_outcome_that_does_not_vary_has_no_shares():
    x = design(8)
    assert (sobol(pd.DataFrame(x, columns=FACTORS).assign(y=1.0), FACTORS, "y")["estimate"] == 0).all()


def test_rows_that_are_no_such_design_are_refused():
    rows = pd.DataFrame(design(8), columns=FACTORS).assign(y=range(40))
    with pytest.raises(InputError, match="rows by 5; these are 39"):
        sobol(rows.head(39), FACTORS, "y")
    with pytest.raises(InputError, match="1 of 40 rows"):
        sobol(rows.assign(y=rows["y"].where(rows["y"] > 0)), FACTORS, "y")


def test_screening_orders_factors_and_tells_linear_from_curved():
    from SALib.sample import morris as draw

    problem = {"num_vars": 3, "names": FACTORS, "bounds": [[0.0, 1.0]] * 3}
    x = draw.sample(problem, 40, num_levels=4, seed=1)
    rows = pd.DataFrame(x, columns=FACTORS).assign(y=3 * x[:, 0] + 2 * x[:, 1] ** 2)
    found = morris(rows, FACTORS, "y").set_index("factor")
    assert found.loc["a", "estimate"] == pytest.approx(3)
    assert found.loc["a", "sigma"] == pytest.approx(0, abs=1e-9)
    assert found.loc["b", "sigma"] > 0.3
    assert found.loc["c", "estimate"] == 0
    assert found["n"].unique().tolist() == [40]
    with pytest.raises(InputError, match="have 4 rows"):
        morris(rows.head(13), FACTORS, "y")
