"""Claims: what is said and predicted, the folder of predictions, their registration, and the seeds that confirm.

One file a claim; what is in it was written before it was tested. The first registration, of a model whose queues grew
without end, is an archive: hashed, never read as claims again. ``python -m sim.claims.registry`` registers: once the
predictions are committed, and before the first run that confirms, it names the commit that holds them.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sim.claims.measures import OVERLOADED
from sim.errors import InputError

CONSTRUCTION, PARAMETRIC, EMERGENT, SEEN = "construction", "parametric", "emergent", "seen"
DERIVATIONS = (CONSTRUCTION, PARAMETRIC, EMERGENT, SEEN)
WORDS = ("short", "statement", "prediction", "not_where")
NEEDED = ("id", "source", "derivation", *WORDS, "base", "arms", "ceiling", "holds_when")
ALLOWED = (*NEEDED, "also", "switched_off", "knockouts", "placebo", "break_even", "thin")
NAME = re.compile(r"(C|Lit)\d\d[a-c]?")
"""C of the sources, Lit of the literature; a, b and c are parts that are tested apart."""
FORMS = "forms"
"""In place of a ceiling: the claim sets forms side by side, which nobody does before it is registered."""


@dataclass(frozen=True)
class Part:
    """One of the conditions a claim needs to hold at a point.

    Parameters
    ----------
    terms : mapping of (str, str) to float
        Weight of each arm's measure; their sum is the effect.
    sign : int
        1 when the claim says higher, -1 when it says lower.
    smallest : float
        What sign x effect must exceed; below 0 for "not worse by more than".
    null : mapping of (str, str) to float
        The same of surrogates, where the effect is a lag; empty elsewhere.
    """

    terms: Mapping[tuple[str, str], float]
    sign: int
    smallest: float
    null: Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Claim:
    """An entry of the ledger.

    Parameters
    ----------
    id, source, derivation : str
        Its number, where it comes from (a source S0 to S4, or a key of ``references.bib``), and whether it follows by
        construction, from a ratio of constants (parametric), emerges, or was seen before it was registered: then
        nothing confirms it.
    words : mapping of str to (mapping of str to str)
        ``short``, ``statement``, ``prediction`` and ``not_where``, each in ``en`` and ``fr``.
    base : str
        The form that all arms begin from.
    arms : mapping of str to (mapping of str to any)
        What is set in each organisation that is compared.
    ceiling : mapping of str to (mapping of str to any)
        ``full`` and ``none``: the mechanism at its strongest and switched off, in one organisation at neutral dials;
        what the first part can come to at most. Empty for claims that set forms side by side.
    parts : tuple of Part
        All must hold; the first is the primary contrast.
    also : tuple of str
        Measures reported beside it, explored and not tested.
    off : mapping of str to any
        Settings that switch the named mechanism off.
    knockouts : mapping of str to (mapping of str to any)
        Other mechanisms to switch off one by one, ``off`` first.
    placebo : mapping of str to (mapping of str to any)
        Arms with the cost of an intervention alone.
    break_even : tuple of str
        Settings on which a parametric claim turns.
    thin : float
        Share of the twins of other claims that this one gets, where an organisation is large.
    """

    id: str
    source: str
    derivation: str
    words: Mapping[str, Mapping[str, str]]
    base: str
    arms: Mapping[str, Mapping[str, Any]]
    ceiling: Mapping[str, Mapping[str, Any]]
    parts: tuple[Part, ...]
    also: tuple[str, ...]
    off: Mapping[str, Any]
    knockouts: Mapping[str, Mapping[str, Any]]
    placebo: Mapping[str, Mapping[str, Any]]
    break_even: tuple[str, ...]
    thin: float

    def measures(self) -> list[str]:
        """Return every measure that it reads, and whether an organisation was overloaded."""
        found = [name for part in self.parts for _, name in (*part.terms, *part.null)]
        return list(dict.fromkeys([*found, *self.also, OVERLOADED]))


def read_claim(path: Path) -> Claim:
    """Read a claim."""
    try:
        plain = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as wrong:
        raise InputError("cannot_be_read", path.name, why=str(wrong).splitlines()[0]) from None
    try:
        return _claim(plain)
    except InputError as wrong:
        raise InputError("told", path.name, why=wrong) from None


def _claim(plain: Any) -> Claim:
    _check_entries(plain)
    arms = {name: dict(each) for name, each in plain["arms"].items()}
    parts = tuple(_part(each, arms) for each in plain["holds_when"])
    off = dict(plain.get("switched_off", {}))
    if plain["derivation"] == EMERGENT and not off:
        raise InputError("emergent_names_mechanism", "switched_off")
    named = {"switched_off": off} if off else {}
    return Claim(
        str(plain["id"]),
        str(plain["source"]),
        plain["derivation"],
        {key: plain[key] for key in WORDS},
        plain["base"],
        arms,
        {} if plain["ceiling"] == FORMS else plain["ceiling"],
        parts,
        tuple(plain.get("also", ())),
        off,
        {**named, **plain.get("knockouts", {})},
        plain.get("placebo", {}),
        tuple(plain.get("break_even", ())),
        float(plain.get("thin", 1.0)),
    )


def _check_entries(plain: Any) -> None:
    if not isinstance(plain, dict):
        raise InputError("expected_mapping")
    missing = [key for key in NEEDED if key not in plain]
    unknown = [str(key) for key in plain if key not in ALLOWED]
    if missing:
        raise InputError("is_missing", missing[0])
    if unknown:
        raise InputError("no_such_entry", unknown[0], (unknown[0], ALLOWED))
    if plain["derivation"] not in DERIVATIONS:
        raise InputError("not_one", "derivation", (str(plain["derivation"]), DERIVATIONS), got=plain["derivation"])
    if plain["ceiling"] != FORMS and (set(plain["ceiling"]) != {"full", "none"}):
        raise InputError("expected_full_and_none", "ceiling", forms=FORMS)
    untranslated = [key for key in WORDS if set(plain[key]) != {"en", "fr"}]
    if untranslated:
        raise InputError("expected_en_and_fr", untranslated[0])


def _part(given: Mapping[str, Any], arms: Mapping[str, Any]) -> Part:
    if "sum" in given:
        terms, null = _terms(given["sum"]), _terms(given.get("null", {}))
    else:
        name = given["outcome"]
        weights = [(arm, 1.0) for arm in given["plus"]] + [(arm, -1.0) for arm in given["minus"]]
        terms, null = {(arm, name): weight for arm, weight in weights}, {}
    for arm, _ in (*terms, *null):
        if arm not in arms:
            raise InputError("no_such_arm", "holds_when", (arm, arms), arm=arm)
    return Part(terms, int(given["sign"]), float(given["smallest"]), null)


def _terms(given: Mapping[str, float]) -> dict[tuple[str, str], float]:
    found = {}
    for key, weight in given.items():
        arm, _, measure = str(key).partition(" ")
        found[arm, measure] = float(weight)
    return found


PREDICTIONS = Path(__file__).with_name("predictions_2")
REGISTRATION = Path(__file__).with_name("registration_2.json")
OUT_OF_REACH = Path(__file__).with_name("out_of_reach")
"""Claims whose mechanism cannot reach the smallest effect of interest: written down, not registered as effects."""
ARCHIVE = Path(__file__).with_name("predictions")
"""Of the first registration (``registration.json`` beside it)."""


@cache
def ledger(folder: Path = PREDICTIONS) -> dict[str, Claim]:
    """Read all claims."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        claim = read_claim(path)
        if claim.id != path.stem or not NAME.fullmatch(claim.id):
            raise InputError("named_after_its_claim", path.name, id=claim.id)
        found[claim.id] = claim
    return found


def chosen(ids: Sequence[str] | None) -> list[Claim]:
    """Return the claims asked for, all when none is; raises `InputError` with the nearest for one that is not there."""
    known = {name.upper(): claim for name, claim in ledger().items()}
    for each in ids or ():
        if each.upper() in {name.upper() for name in ledger(OUT_OF_REACH)}:
            raise InputError("out_of_reach", "claims", name=each)
        if each.upper() not in known:
            raise InputError("no_claim", "claims", (each.upper(), list(ledger())), name=each)
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
    """Return the registration of the predictions as they are."""
    if not REGISTRATION.is_file():
        raise InputError("not_registered", "claims")
    found = Registration(**json.loads(REGISTRATION.read_text(encoding="utf-8")))
    if found.sha256 != digest():
        raise InputError("changed_since_registered", "claims", commit=found.commit[:12])
    return found


DEVELOPMENT = 2**32
"""Seeds below were, or may have been, seen in development."""
LARGEST = 2**53
LEDGER = "second registration: C01-C37,Lit01-Lit10"
"""The claims that share twins: one world serves them all, so its seed is named after all."""


def confirmatory(commit: str, claims: str, replicate: int) -> int:
    """Return the seed of a confirmatory run.

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
        raise InputError("seed_was_open", "claims", seed=seed)
    return seed


def register() -> str:
    """Write ``registration.json``."""
    ledger()
    if _git("status", "--porcelain", "--", str(PREDICTIONS)):
        raise InputError("commit_first", "register")
    commit = _git("log", "-1", "--format=%H", "--", str(PREDICTIONS))
    if not commit:
        raise InputError("no_commit_holds", "register")
    about = {"commit": commit, "sha256": digest()}
    REGISTRATION.write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    return commit


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=PREDICTIONS, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InputError("git_says", "register", words=words[0], why=done.stderr.strip()[:200])
    return done.stdout.strip()


if __name__ == "__main__":
    try:
        print(register())
    except InputError as wrong:
        sys.exit(f"treillis: {wrong}")
