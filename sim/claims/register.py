"""Register the predictions: name the commit that holds them, before the first confirmatory run.

``python -m sim.claims.register``, once the predictions are committed and nothing in their folder has changed since.
"""

from __future__ import annotations

import json
import subprocess
import sys

from sim.claims.registry import PREDICTIONS, REGISTRATION, digest, ledger
from sim.errors import InputError


def register() -> str:
    """Write ``registration.json``.

    Returns
    -------
    str
        The commit that last changed the predictions.

    Raises
    ------
    InputError
        Where there is no such commit, or something is not committed.
    """
    ledger()
    if _git("status", "--porcelain", "--", str(PREDICTIONS)):
        raise InputError("register: commit the predictions first")
    commit = _git("log", "-1", "--format=%H", "--", str(PREDICTIONS))
    if not commit:
        raise InputError("register: no commit holds the predictions")
    about = {"commit": commit, "sha256": digest()}
    REGISTRATION.write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    return commit


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=PREDICTIONS, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InputError(f"register: git {words[0]}: {done.stderr.strip()[:200]}")
    return done.stdout.strip()


if __name__ == "__main__":
    try:
        print(register())
    except InputError as wrong:
        sys.exit(f"treillis: {wrong}")
