"""Radner's processors: an efficient network reports across levels, and beats a tree in which everybody waits.

Setup       N items summed by P processors; a plain tree of span s over log_s N levels.
Expected    floor(N / P) + ceil(log2(P + N mod P)) cycles, so (40, 8) takes 8 and (100, 10) takes 14; s log_s N.
Tolerance   none: cycles are counted, and the sum must be right to the last bit.
Control     a plain tree with at least as many processors, held against the efficient formula.
Not reproduced  his bounds on the number of processors, and returns to scale of repeated work.

Source  Radner (1993) [radner1993]
"""

from __future__ import annotations

from math import ceil, log2

from sim.published.radner1993 import plain_tree, skip_level
from sim.validation.row import Row, control

SOURCE = "delay of an efficient network [radner1993]"
CASES = ((40, 8), (100, 10), (1000, 1), (64, 32), (77, 12))
TREES = ((64, 2, 6), (64, 4, 3), (625, 5, 4))
"""Items, span, levels."""


def delay(items: int, processors: int) -> int:
    """Return the cycles of an efficient network.

    Examples
    --------
    >>> delay(40, 8), delay(100, 10)
    (8, 14)
    """
    return items // processors + ceil(log2(processors + items % processors))


def rows() -> list[Row]:
    """Hold networks that really add up against both formulas."""
    found = [counted(f"{n} items, {p} processors", delay(n, p), skip_level(range(n), p), n) for n, p in CASES]
    found += [counted(f"plain tree, {n} items, span {s}", s * d, plain_tree(range(n), s), n) for n, s, d in TREES]
    return [*found, control(counted("plain tree of span 5 for (40, 8)", delay(40, 8), plain_tree(range(40), 5), 40))]


def counted(case: str, expected: int, found: tuple[float, int], items: int) -> Row:
    """Compare cycles; a wrong sum is no result."""
    cycles = found[1] if found[0] == items * (items - 1) / 2 else float("nan")
    return Row("Radner, delay", case, SOURCE, expected, cycles, 0.0, 1, "DOCK")
