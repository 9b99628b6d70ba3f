"""Radner's processors: how long an organisation takes to add up what it has been told.

N items are to be summed by P processors; each adds one number to its own register in a cycle, an item or what another
processor has found. In a *plain tree* of span s a processor begins when all its reports are done. In an *efficient*
(skip-level) network everybody reads items until none are left for all, and then whoever has a partial sum and whoever
is free are paired, across levels.

Source  Radner (1993) [radner1993]
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.errors import InputError


def skip_level(items: Sequence[float], processors: int) -> tuple[float, int]:
    """Sum items in an efficient network.

    Parameters
    ----------
    items : sequence of float
        At least as many as processors.
    processors : int
        P, 1 or more.

    Returns
    -------
    float, int
        The sum, and the cycles it took.
    """
    if not 1 <= processors <= len(items):
        raise InputError(f"processors: expected 1 to {len(items)}, got {processors}")
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
    """Sum items in a tree in which everybody waits for all reports.

    Parameters
    ----------
    items : sequence of float
        1 or more.
    span : int
        Reports (or items at the base) of everybody, 2 or more.

    Returns
    -------
    float, int
        The sum, and the cycles it took: those of the busiest of each level, added.
    """
    if span < 2:
        raise InputError(f"span: expected 2 or more, got {span} (nearest valid: 2)")
    found, cycles = list(items), 0
    while len(found) > 1:
        groups = [found[k : k + span] for k in range(0, len(found), span)]
        found, cycles = [sum(each) for each in groups], cycles + max(map(len, groups))
    return found[0], cycles
