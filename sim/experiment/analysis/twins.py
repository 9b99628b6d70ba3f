"""Rows of a sweep set side by side: what one organisation of a twin has, less what the other has."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.errors import InputError, nearest

KEYS = ("point", "replicate", "form")
"""What a row is of: a point of the design, a world, an organisation."""


def differences(rows: pd.DataFrame, outcomes: Sequence[str], first: str, last: str) -> pd.DataFrame:
    """Take paired differences, `last` less `first`.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row a run: `KEYS` and outcomes; other columns are ignored.
    outcomes : sequence of str
        Columns to take differences of.
    first, last : str
        Organisations, values of ``form``.

    Returns
    -------
    pandas.DataFrame
        One row a twin and outcome: point, replicate, outcome, first, last, difference; twins that lack a run or a
        number are left out.

    Raises
    ------
    InputError
        When a column or an organisation is not there.
    """
    check_columns(rows, [*KEYS, *outcomes])
    for each in (first, last):
        forms = rows["form"].unique().tolist()
        if each not in forms:
            raise InputError(f"no organisation {each!r} in these rows{nearest(each, forms)}")
    tables = []
    for name in outcomes:
        wide = rows.pivot_table(index=["point", "replicate"], columns="form", values=name, aggfunc="first")
        table = wide.reindex(columns=[first, last]).dropna().set_axis(["first", "last"], axis=1).reset_index()
        tables.append(table.assign(outcome=name, difference=table["last"] - table["first"]))
    return pd.concat(tables, ignore_index=True)[["point", "replicate", "outcome", "first", "last", "difference"]]


def check_columns(rows: pd.DataFrame, wanted: Sequence[str]) -> None:
    """Refuse rows that lack a column, with the nearest there is."""
    there = [str(each) for each in rows.columns]
    for each in wanted:
        if each not in there:
            raise InputError(f"these rows have no column {each!r}{nearest(each, there)}")


def by_twin(found: pd.DataFrame) -> pd.DataFrame:
    """Average over points within each world and outcome: worlds are shared by points, so they are the units.

    Every point weighs the same, however many worlds it has (`until_ci` gives a noisy one more, a failed run takes one
    away): what a point has beyond the mean of all is taken from its worlds before they are averaged.
    """
    columns = ["first", "last", "difference"]
    own = found.groupby(["outcome", "point"])[columns].transform("mean")
    of_all = found.groupby(["outcome", "point"])[columns].mean().groupby("outcome").mean()
    level = of_all.loc[found["outcome"]].set_axis(found.index)
    even = found.assign(**(found[columns] - own + level))
    return even.groupby(["outcome", "replicate"], sort=True)[columns].mean().reset_index()
