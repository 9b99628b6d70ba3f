"""Null data through the whole chain, from stored rows to the verdict after Holm: what must not be said to hold is not.

Three worlds without the effect claimed: noise alone; an effect in exactly as much of the space as is not enough; an
effect that has nothing to do with the mechanism named. And one with it, or a chain in which nothing holds would pass.
"""

import numpy as np
import pandas as pd

from sim.claims import plan as plans
from sim.claims.ledger import Plan, judged
from sim.claims.measures import OVERLOADED
from sim.claims.plan import Size, arms_on, extent, rungs
from sim.claims.registry import EMERGENT, ledger

SIZE = Size("tiny", 40, 2, 20, 1)  # half of the points on the ladder, as in a quick run
POINTS = tuple({"world.drift": k / 40, "culture.trust": k * 7 % 40 / 40} for k in range(40))
EMERGED = [each for each in ledger().values() if each.derivation == EMERGENT and each.thin == 1]
LAGS = [each for each in EMERGED if each.parts[0].null]
CLAIMS = [each for each in EMERGED if each not in LAGS]
OFF = "switched_off"
NULLS = {
    "noise": (0.0, ()),
    "too little of the space": (0.8, ()),
    "no matter what is switched off": (0.92, (OFF,)),
    "no matter what is done": (0.92, (plans.RANDOMLY,)),
}


def planted(claim, holds):
    """Values of every arm and measure with which all parts hold where they shall: the least ones that do."""
    terms = list(dict.fromkeys([term for part in claim.parts for term in (*part.terms, *part.null)]))
    weights = np.array([[part.terms.get(term, 0.0) for term in terms] for part in claim.parts])
    edge = np.array([part.sign * part.smallest for part in claim.parts])
    beyond = np.array([part.sign * (abs(part.smallest) or 0.03) for part in claim.parts])
    found = {True: np.linalg.lstsq(weights, edge + beyond, rcond=None)[0], False: np.zeros(len(terms))}
    return terms, np.array([found[bool(each)] for each in holds])


def rows_of(claim, share, there, draw):
    """Stored rows of a claim that holds in a share of the space, on its own rung and those named."""
    hits, rows = draw.uniform(size=SIZE.points) < share, {}
    whole = {each.key for each in arms_on(claim, plans.WHOLE).values()}
    for rung in rungs(claim):
        many, worlds = extent(claim, rung, SIZE)
        on = hits[:many] & (rung == plans.WHOLE or rung in there)
        terms, values = planted(claim, on)
        noise = 0.05 * min(abs(part.smallest) or 0.03 for part in claim.parts)
        for label, arm in arms_on(claim, rung).items():
            if arm.key in rows:
                continue
            table = pd.DataFrame(list(np.ndindex(many, worlds)), columns=["point", "replicate"])
            for name in claim.measures():
                mine = values[:, terms.index((label, name))] if (label, name) in terms else np.zeros(many)
                table[name] = np.repeat(mine, worlds) + noise * draw.normal(size=many * worlds)
            rows[arm.key] = table.assign(
                **{OVERLOADED: 0.0}, arm=arm.key, measured=";".join(claim.measures()), failed=""
            )
    for rung in (plans.AGAIN, plans.INERT):  # the same organisation gives the same rows
        first, *others = sorted({each.key for each in arms_on(claim, rung).values()}, key=whole.__contains__)[::-1]
        rows |= {key: rows[first].assign(arm=key) for key in others}
    return pd.concat(rows.values(), ignore_index=True)


def verdicts(claims, share, there, draw):
    plans_of = [Plan((claim,), SIZE, 1, (), POINTS) for claim in claims]
    return [judged(plan, rows_of(*plan.claims, share, there, draw))["claims"][0]["verdict"] for plan in plans_of]


def test_what_is_not_there_holds_at_most_as_often_as_chance_allows():
    found = {
        name: verdicts(CLAIMS[k % 2 :: 2], *null, np.random.default_rng(k))
        for k, (name, null) in enumerate(NULLS.items())
    }
    every = [each for verdict in found.values() for each in verdict]
    assert len(every) >= 30
    assert every.count("holds") / len(every) <= 0.05 + 2 * (0.05 * 0.95 / len(every)) ** 0.5, found


def test_what_is_there_holds():
    found = verdicts(CLAIMS[::2], 1.0, (), np.random.default_rng(9))
    assert found.count("holds") / len(found) >= 0.9, found
