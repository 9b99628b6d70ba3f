"""DeGroot: people who only average each other's beliefs agree at the speed of the second eigenvalue.

With trust tau and equal weights over ties, beliefs move by (1 - tau) I + tau D^-1 A. Started on the second eigenvector
of D^-1 A (eigenvalue mu_2), disagreement is multiplied by lambda_2 = 1 - tau (1 - mu_2) each day; the gap 1 - lambda_2
is linear in trust.

Source  DeGroot (1974) [degroot1974]
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.engine.tables import Tables
from sim.organisation import chart_of, with_ties
from sim.state import NOBODY
from sim.validation.limiting import configuration
from sim.validation.row import Row
from sim.validation.staging import agreement, beliefs, staged

SOURCE = "second eigenvalue of averaging [degroot1974]"
DAYS = tuple(range(2, 13))
"""Days lived when disagreement is measured."""
TRUSTS = (0.3, 0.6, 0.9)
"""At which the gap must be linear in trust."""

Edges = list[tuple[int, int]]
Floats = NDArray[np.float64]


def complete(people: int) -> Edges:
    """Join everybody with everybody."""
    return [(i, j) for i in range(people) for j in range(i)]


def star(people: int) -> Edges:
    """Join everybody with the first."""
    return [(i, 0) for i in range(1, people)]


def ring(people: int) -> Edges:
    """Join everybody with the next."""
    return [(i, (i + 1) % people) for i in range(people)]


def tree(span: int, depth: int) -> Edges:
    """Join everybody with `span` others further out, `depth` times."""
    people = sum(span**level for level in range(depth + 1))
    return [(i, (i - 1) // span) for i in range(1, people)]


GRAPHS: dict[str, Edges] = {
    "complete, n 20": complete(20),
    "star, n 20": star(20),
    "ring, n 20": ring(20),
    "tree, span 5, depth 2": tree(5, 2),
}


def second(edges: Edges) -> tuple[float, Floats]:
    """Return the second largest eigenvalue of D^-1 A, and a vector that belongs to it."""
    people = 1 + max(max(edge) for edge in edges)
    joined = np.zeros((people, people))
    for one, other in edges:
        joined[one, other] = joined[other, one] = 1.0
    root = np.sqrt(joined.sum(axis=1))
    values, vectors = np.linalg.eigh(joined / np.outer(root, root))  # similar to D^-1 A, and symmetric
    return float(values[-2]), vectors[:, -2] / root


def factor(trust: float, second_eigenvalue: float) -> float:
    """Return by what disagreement is multiplied each day."""
    return 1 - trust * (1 - second_eigenvalue)


def tied(edges: Edges) -> Chart:
    """Make a company of peers: ties both ways, nobody reports to anybody."""
    people = 1 + max(max(edge) for edge in edges)
    chart = chart_of([f"p{i}" for i in range(people)], ["all"], [NOBODY] * people, [0] * people)
    one, other = (list(side) for side in zip(*edges, strict=True))
    return with_ties(chart, one + other, other + one)


def believing(vector: Floats) -> Callable[[Tables], None]:
    """Let everybody start from the given beliefs."""

    def start(s: Tables) -> None:
        s.people.g[:] = vector

    return start


def factors(edges: Edges, trust: float) -> Floats:
    """Return by what the engine multiplies disagreement (highest less lowest belief) from each day to the next."""
    settings = configuration("degroot", days=DAYS[-1], culture={"trust": trust})
    start = believing(second(edges)[1])
    apart = np.ptp(beliefs(settings, DAYS, staged(settings, tied(edges)), start), axis=1)
    return apart[1:] / apart[:-1]


def rows() -> list[Row]:
    """Hold the engine against the theorem on four graphs, and its gap at three trusts."""
    found = []
    trust = configuration("degroot").culture.trust
    for graph, edges in GRAPHS.items():
        eigenvalue = second(edges)[0]
        case = f"{graph}: lambda_2 at trust {trust}"
        found.append(agreement("DeGroot", case, SOURCE, factor(trust, eigenvalue), factors(edges, trust)))
        gaps = np.array([1 - factors(edges, each) for each in TRUSTS]) / np.reshape(TRUSTS, (-1, 1))
        case = f"{graph}: gap per unit of trust at {TRUSTS}"
        found.append(agreement("DeGroot", case, SOURCE, 1 - eigenvalue, gaps))
    return found
