"""The registry: the folder of predictions, one file a claim; what is in it was written before it was tested.

The first registration, of a model whose queues grew without end, is an archive: hashed, never read as claims again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim.claims.claim import NAME, Claim, read_claim
from sim.errors import InputError, nearest

PREDICTIONS = Path(__file__).with_name("predictions_2")
REGISTRATION = Path(__file__).with_name("registration_2.json")
OUT_OF_REACH = Path(__file__).with_name("out_of_reach")
"""Claims whose mechanism cannot reach the smallest effect of interest: written down, not registered as effects."""
ARCHIVE = Path(__file__).with_name("predictions")
"""Of the first registration (``registration.json`` beside it)."""


@cache
def ledger(folder: Path = PREDICTIONS) -> dict[str, Claim]:
    """Read all claims.

    Parameters
    ----------
    folder : pathlib.Path
        Those that count, or `OUT_OF_REACH`.

    Returns
    -------
    dict of str to Claim
        By number: those of the sources (C), then those of the literature (Lit).

    Raises
    ------
    InputError
        For a file that is no claim, or is not named after its number.
    """
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        claim = read_claim(path)
        if claim.id != path.stem or not NAME.fullmatch(claim.id):
            raise InputError(f"{path.name}: holds the claim {claim.id!r}; a file is named after its claim")
        found[claim.id] = claim
    return found


def chosen(ids: Sequence[str] | None) -> list[Claim]:
    """Return the claims asked for, all when none is; raises `InputError` with the nearest for one that is not there."""
    known = {name.upper(): claim for name, claim in ledger().items()}
    for each in ids or ():
        if each.upper() in {name.upper() for name in ledger(OUT_OF_REACH)}:
            raise InputError(
                f"claims: {each} is not registered: its mechanism cannot reach the smallest effect of interest "
                "(docs/claims.md, at the end)"
            )
        if each.upper() not in known:
            raise InputError(f"claims: there is no claim {each!r}{nearest(each.upper(), list(ledger()))}")
    wanted = {each.upper() for each in ids or known}
    return [claim for name, claim in known.items() if name in wanted]


@dataclass(frozen=True)
class Registration:
    """When predictions were registered: the commit that holds them, and what they were."""

    commit: str
    sha256: str


def digest(folder: Path | None = None) -> str:
    """Return the SHA-256 of a folder of predictions, of those that count when none is named: names and contents."""
    found = hashlib.sha256()
    for path in sorted((folder or PREDICTIONS).glob("*.yaml")):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def registration() -> Registration:
    """Return the registration of the predictions as they are.

    Raises
    ------
    InputError
        When they were changed since they were registered, or never were: then nothing can be confirmed.
    """
    if not REGISTRATION.is_file():
        raise InputError("claims: the predictions are not registered; --explore runs them without confirming anything")
    found = Registration(**json.loads(REGISTRATION.read_text(encoding="utf-8")))
    if found.sha256 != digest():
        raise InputError(
            f"claims: the predictions have changed since they were registered in {found.commit[:12]}; commit and "
            "register them first (python -m sim.claims.register), or --explore"
        )
    return found
