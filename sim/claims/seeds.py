"""Seeds: those that confirm come from the commit of the predictions, so nobody could have tried them before."""

from __future__ import annotations

import hashlib

from sim.errors import InputError

DEVELOPMENT = 2**32
"""Seeds below were, or may have been, seen in development."""
LARGEST = 2**53
LEDGER = "second registration: C01-C37,Lit01-Lit10"
"""The claims that share twins: one world serves them all, so its seed is named after all."""


def confirmatory(commit: str, claims: str, replicate: int) -> int:
    """Return the seed of a confirmatory run.

    Parameters
    ----------
    commit : str
        That holds the predictions.
    claims : str
        The claim, or those that share the run.
    replicate : int
        From 0.

    Returns
    -------
    int
        From SHA-256, between `DEVELOPMENT` and 2**53.

    Examples
    --------
    >>> confirmatory("abc", "C01", 0) == confirmatory("abc", "C01", 0) != confirmatory("abc", "C01", 1)
    True
    """
    drawn = int.from_bytes(hashlib.sha256(f"{commit}|{claims}|{replicate}".encode()).digest()[:8], "big")
    return DEVELOPMENT + drawn % (LARGEST - DEVELOPMENT)


def refuse_seen(seed: int) -> int:
    """Return a seed that may confirm; raises `InputError` for one that may have been seen in development."""
    if seed < DEVELOPMENT:
        raise InputError(f"claims: the seed {seed} was open to development; only seeds of the registration confirm")
    return seed
