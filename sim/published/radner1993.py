"""Radner's processors: how long an organisation takes to add up what it has been told.

N items are to be summed by P processors; each adds one number to its own register in a cycle, an item or what another
processor has found. In a *plain tree* of span s a processor begins when all its reports are done. In an *efficient*
(skip-level) network everybody reads items until none are left for all, and then whoever has a partial sum and whoever
is free are paired, across levels.

Source  Radner (1993) [radner1993]
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, log2

from sim.errors import InputError
from sim.stats.row import Row, control


def skip_level(items: Sequence[float], processors: int) -> tuple[float, int]:
    """Sum items in an efficient network."""
    if not 1 <= processors <= len(items):
        raise InputError("processors_from_1", "processors", n=len(items), processors=processors)
    waiting, registers, cycles = list(items), [0.0] * processors, 0
    while len(waiting) >= processors:
        registers = [held + waiting.pop() for held in registers]
        cycles += 1
    found = [*registers, *waiting]
    while len(found) > 1:
        found, cycles = _paired(found), cycles + 1
    return found[0], cycles


def _paired(found: list[float]) -> list[float]:
    """Add numbers two by two: one has a processor already, or is an item that goes to a processor's register."""
    half = len(found) // 2
    return [a + b for a, b in zip(found[:half], found[half : 2 * half], strict=True)] + found[2 * half :]


def plain_tree(items: Sequence[float], span: int) -> tuple[float, int]:
    """Sum items in a tree in which everybody waits for all reports."""
    if span < 2:
        raise InputError("span_from_2", "span", span=span)
    found, cycles = list(items), 0
    while len(found) > 1:
        groups = [found[k : k + span] for k in range(0, len(found), span)]
        found, cycles = [sum(each) for each in groups], cycles + max(map(len, groups))
    return found[0], cycles


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


def radner_processors() -> list[Row]:
    """Radner's processors: an efficient network reports across levels, and beats a tree in which everybody waits.

    Setup       N items summed by P processors; a plain tree of span s over log_s N levels.
    Expected    floor(N / P) + ceil(log2(P + N mod P)) cycles, so (40, 8) takes 8 and (100, 10) takes 14; s log_s N.
    Tolerance   none: cycles are counted, and the sum must be right to the last bit.
    Control     a plain tree with at least as many processors, held against the efficient formula.
    Not reproduced  his bounds on the number of processors, and returns to scale of repeated work.

    Source  Radner (1993) [radner1993]
    """
    found = [counted(f"{n} items, {p} processors", delay(n, p), skip_level(range(n), p), n) for n, p in CASES]
    found += [counted(f"plain tree, {n} items, span {s}", s * d, plain_tree(range(n), s), n) for n, s, d in TREES]
    return [*found, control(counted("plain tree of span 5 for (40, 8)", delay(40, 8), plain_tree(range(40), 5), 40))]


def counted(case: str, expected: int, found: tuple[float, int], items: int) -> Row:
    """Compare cycles; a wrong sum is no result."""
    cycles = found[1] if found[0] == items * (items - 1) / 2 else float("nan")
    return Row("Radner, delay", case, SOURCE, expected, cycles, 0.0, 1, "DOCK")


CHECKS = (radner_processors,)
