"""A claim: what is said, what is predicted before any confirmatory run, and how it is held against the model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sim.claims.measures import OVERLOADED
from sim.errors import InputError, nearest

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
    """Read a claim.

    Parameters
    ----------
    path : pathlib.Path
        A YAML file.

    Returns
    -------
    Claim
        Complete in both languages.

    Raises
    ------
    InputError
        Naming the file and what is wrong in it.
    """
    try:
        plain = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as wrong:
        raise InputError(f"{path.name}: cannot be read: {str(wrong).splitlines()[0]}") from None
    try:
        return _claim(plain)
    except InputError as wrong:
        raise InputError(f"{path.name}: {wrong}") from None


def _claim(plain: Any) -> Claim:
    _check_entries(plain)
    arms = {name: dict(each) for name, each in plain["arms"].items()}
    parts = tuple(_part(each, arms) for each in plain["holds_when"])
    off = dict(plain.get("switched_off", {}))
    if plain["derivation"] == EMERGENT and not off:
        raise InputError("switched_off: an emergent claim names the mechanism it hangs on")
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
        raise InputError("expected a mapping")
    missing = [key for key in NEEDED if key not in plain]
    unknown = [str(key) for key in plain if key not in ALLOWED]
    if missing:
        raise InputError(f"{missing[0]}: is missing")
    if unknown:
        raise InputError(f"{unknown[0]}: no such entry{nearest(unknown[0], ALLOWED)}")
    if plain["derivation"] not in DERIVATIONS:
        raise InputError(f"derivation: {plain['derivation']!r}{nearest(str(plain['derivation']), DERIVATIONS)}")
    if plain["ceiling"] != FORMS and (set(plain["ceiling"]) != {"full", "none"}):
        raise InputError(f"ceiling: expected full and none, or {FORMS}")
    untranslated = [key for key in WORDS if set(plain[key]) != {"en", "fr"}]
    if untranslated:
        raise InputError(f"{untranslated[0]}: expected en and fr")


def _part(given: Mapping[str, Any], arms: Mapping[str, Any]) -> Part:
    if "sum" in given:
        terms, null = _terms(given["sum"]), _terms(given.get("null", {}))
    else:
        name = given["outcome"]
        weights = [(arm, 1.0) for arm in given["plus"]] + [(arm, -1.0) for arm in given["minus"]]
        terms, null = {(arm, name): weight for arm, weight in weights}, {}
    for arm, _ in (*terms, *null):
        if arm not in arms:
            raise InputError(f"holds_when: there is no arm {arm!r}{nearest(arm, arms)}")
    return Part(terms, int(given["sign"]), float(given["smallest"]), null)


def _terms(given: Mapping[str, float]) -> dict[tuple[str, str], float]:
    found = {}
    for key, weight in given.items():
        arm, _, measure = str(key).partition(" ")
        found[arm, measure] = float(weight)
    return found
