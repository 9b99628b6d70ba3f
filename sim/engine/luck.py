"""Luck: the same issue or person meets the same luck in every organisation.

Every draw is a hash of what it is for: (seed, entity, day, purpose, visit), never of a row number or of how many draws
came before. So two organisations on one trace share their luck, and renumbering people changes nothing.

The hash is a chain of SplitMix64 finalisers [steele2014], so what many draws have in common, their `prefix`, is hashed
once and kept: a day of a person, an issue. A round of it is the one thing written twice: the compiler needs every
operand an explicit unsigned integer, plain Python needs a mask.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from sim.engine.arithmetic import log
from sim.engine.compiled import INTERPRETED, compiled

# What a draw is for. Numbers are part of the results: never reuse or change one (26 was of groups that stood).
ORDER: Final = 1
SENSE_G: Final = 2
SENSE_L: Final = 3
RULE: Final = 4
WORK: Final = 5
JUDGEMENT: Final = 6
PLANNABLE: Final = 7
AMBIGUOUS: Final = 8
OTHER_COURSE: Final = 9
SCOPE_PART: Final = 10
SUCCESS: Final = 11
SHOWN_ERROR: Final = 12
LEAVING: Final = 13
VISA: Final = 14
COLLISION: Final = 15
FOLLOWING: Final = 16
REVIEW: Final = 17
RESET: Final = 18
INITIATIVE: Final = 19
CONSULTING: Final = 20
QUESTION: Final = 21
VOTE: Final = 22
TAKER: Final = 23
PRACTICE: Final = 24
TRANSLATION: Final = 25
READY: Final = 27
JOINING: Final = 28
OBJECTION: Final = 29
PROCEDURE: Final = 30
CONTESTING: Final = 31
PULL_BACK: Final = 32
JOINT: Final = 33
TIE: Final = 34
CARE: Final = 35
FELLOW: Final = 36
DOMAIN: Final = 37
DRAWN_UP: Final = 38
PRIORITY: Final = 39
NEEDLESS: Final = 40
INFORMED: Final = 41
PLEDGE: Final = 42
LAPSE: Final = 43
REFUSAL: Final = 44
COUNTERPART: Final = 45
HANDED: Final = 46
CLARITY: Final = 47
TRUST: Final = 48
TALENT: Final = 49
STRAIN: Final = 50
RECOVERY: Final = 51
OUTSIDE: Final = 52
STAYED: Final = 72
RIGHTS: Final = 53
PROPOSING: Final = 54
GROUP: Final = 55
CIRCLE: Final = 65
OWN: Final = 71
GOAL: Final = 60
# What a draw of the world is for.
DIRECTION: Final = 101
CONTEXT: Final = 102
COMMON_NOISE: Final = 103
SHOCK: Final = 104
SHOCK_WHERE: Final = 105
SHOCK_SIZE: Final = 106
ARRIVALS: Final = 107
SCOPE: Final = 108
OTHER_TEAM: Final = 109
COUPLING: Final = 110
STAKES: Final = 111
NOVEL: Final = 112
CUSTOMER: Final = 113
STAGED: Final = 114
TEAM_WEIGHT: Final = 118
CUSTOMER_LEAVES: Final = 131
CUSTOMER_RETURNS: Final = 132
# What a draw of a structure is for.
PROPOSALS: Final = 115
LEAVES_TEAM: Final = 116
PEER: Final = 117

_MASK: Final = (1 << 64) - 1


def _interpreted_chain(kept: int, word: int) -> int:
    z = ((int(kept) ^ int(word)) + 0x9E3779B97F4A7C15) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    z = z ^ (z >> 31)
    return z - (z >> 63 << 64)  # as a signed number: what a column can hold


def _interpreted_mix(kept: int, purpose: int, visit: int) -> int:
    z = ((int(kept) ^ (purpose << 32) ^ int(visit)) + 0x9E3779B97F4A7C15) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return (z ^ (z >> 31)) >> 11  # a negative prefix is masked with the sum


@compiled
def _finalise(z: Any) -> Any:
    z = z + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@compiled
def _compiled_chain(kept: int, word: int) -> Any:
    return np.int64(_finalise(np.uint64(kept) ^ np.uint64(word)))


@compiled
def _compiled_mix(kept: int, purpose: int, visit: int) -> Any:
    z = _finalise(np.uint64(kept) ^ (np.uint64(purpose) << np.uint64(32)) ^ np.uint64(visit))
    return np.int64(z >> np.uint64(11))


chain = _interpreted_chain if INTERPRETED else _compiled_chain
"""Hash one more word into what is hashed already: a round."""
kept_mix = _interpreted_mix if INTERPRETED else _compiled_mix
"""Hash a prefix, a purpose and a visit to a whole number from 0 to 2^53 - 1."""


@compiled
def prefix(seed: int, entity: int, day: int) -> int:
    """Hash what several draws have in common, (seed, entity, day); a draw is then one more round."""
    return chain(chain(chain(0, seed), entity), day)


@compiled
def mix(seed: int, entity: int, day: int, purpose: int, visit: int) -> int:
    """Hash (seed, entity, day, purpose, visit) to a whole number from 0 to 2^53 - 1."""
    return kept_mix(prefix(seed, entity, day), purpose, visit)


@compiled
def uniform(seed: int, entity: int, day: int, purpose: int, visit: int) -> float:
    """Draw from the open interval (0, 1)."""
    return kept_uniform(prefix(seed, entity, day), purpose, visit)


@compiled
def kept_uniform(kept: int, purpose: int, visit: int) -> float:
    """As `uniform`, from a prefix."""
    return ((kept_mix(kept, purpose, visit) >> 1) + 0.5) * 2.220446049250313e-16


@compiled
def kept_normal(kept: int, purpose: int, visit: int) -> float:
    """As `normal`, from a prefix."""
    return quantile(kept_uniform(kept, purpose, visit))


@compiled
def normal(seed: int, entity: int, day: int, purpose: int, visit: int) -> float:
    """Draw from the standard normal distribution, rising with the uniform draw of the same key."""
    return quantile(uniform(seed, entity, day, purpose, visit))


@compiled
def quantile(u: float) -> float:
    """Return the standard normal quantile, exact to about 1e-15: algorithm AS 241, PPND16 [wichura1988].

    Parameters
    ----------
    u : float
        Probability, strictly between 0 and 1.

    Returns
    -------
    float
        z with Phi(z) = u.

    Examples
    --------
    >>> round(quantile(0.975), 12)
    1.95996398454
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * _central(0.180625 - q * q)
    r = math.sqrt(-log(min(u, 1.0 - u)))
    tail = _near_tail(r - 1.6) if r <= 5.0 else _far_tail(r - 5.0)
    return -tail if q < 0.0 else tail


@compiled
def _central(r: float) -> float:
    top = 2509.0809287301226727 * r + 33430.575583588128105
    top = (top * r + 67265.770927008700853) * r + 45921.953931549871457
    top = (top * r + 13731.693765509461125) * r + 1971.5909503065514427
    top = (top * r + 133.14166789178437745) * r + 3.387132872796366608
    low = 5226.495278852545925 * r + 28729.085735721942674
    low = (low * r + 39307.89580009271061) * r + 21213.794301586595867
    low = (low * r + 5394.1960214247511077) * r + 687.1870074920579083
    low = (low * r + 42.313330701600911252) * r + 1.0
    return top / low


@compiled
def _near_tail(r: float) -> float:
    top = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
    top = (top * r + 0.24178072517745061177) * r + 1.27045825245236838258
    top = (top * r + 3.64784832476320460504) * r + 5.7694972214606914055
    top = (top * r + 4.6303378461565452959) * r + 1.42343711074968357734
    low = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
    low = (low * r + 0.0151986665636164571966) * r + 0.14810397642748007459
    low = (low * r + 0.68976733498510000455) * r + 1.6763848301838038494
    low = (low * r + 2.05319162663775882187) * r + 1.0
    return top / low


@compiled
def _far_tail(r: float) -> float:
    top = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
    top = (top * r + 0.0012426609473880784386) * r + 0.026532189526576123093
    top = (top * r + 0.29656057182850489123) * r + 1.7848265399172913358
    top = (top * r + 5.4637849111641143699) * r + 6.6579046435011037772
    low = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
    low = (low * r + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4
    low = (low * r + 0.0148753612908506148525) * r + 0.13692988092273580531
    low = (low * r + 0.59983220655588793769) * r + 1.0
    return top / low


def uniforms(seed: int, entity: Any, day: Any, purpose: int, visit: Any) -> Any:
    """Draw one uniform from (0, 1) for each row of three arrays of keys; seed and purpose are shared; shape (n,)."""
    drawn = np.empty(len(entity), np.float64)
    _fill(drawn, seed, entity, day, purpose, visit, False)
    return drawn


def normals(seed: int, entity: Any, day: Any, purpose: int, visit: Any) -> Any:
    """Draw one standard normal for each row of three arrays of keys, as `uniforms` does."""
    drawn = np.empty(len(entity), np.float64)
    _fill(drawn, seed, entity, day, purpose, visit, True)
    return drawn


@compiled
def _fill(drawn: Any, seed: int, entity: Any, day: Any, purpose: int, visit: Any, normally: bool) -> None:
    for k in range(len(drawn)):
        drawn[k] = uniform(seed, entity[k], day[k], purpose, visit[k])
        if normally:
            drawn[k] = quantile(drawn[k])
