"""What is said of a dial, from its effects: dominated, a trade-off, or nothing."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.dials import DIALS, MEASURED, DialRows, Effect, Estimate, Findings, findings, verdicts
from sim.metrics import HEADLINE, OUTCOMES
from sim.scenario.load import page_words
from sim.scenario.years import measures
from sim.stats.verdict import SMALLEST

UP, DOWN, UNCLEAR, TINY = (1.0, 0.5, 1.5), (-1.0, -1.5, -0.5), (0.1, -0.4, 0.6), (0.01, 0.005, 0.015)


def effect(outcome, overall, *worlds, dial=DIALS[0]):
    by_world = {f"world {k}": Estimate(*each, n=4) for k, each in enumerate(worlds)}
    return Effect(dial, outcome, Estimate(*overall, n=8), by_world)


@pytest.mark.parametrize(
    ("found", "kind", "better"),
    [
        ([effect("fit", UP, UP, UNCLEAR)], "dominated", "organic"),
        ([effect("fit", DOWN, DOWN, UNCLEAR)], "dominated", "mechanical"),
        ([effect("decision_lead", UP, UP, UP), effect("fit", UNCLEAR, UNCLEAR, UNCLEAR)], "dominated", "mechanical"),
        ([effect("decision_lead", DOWN, UNCLEAR, UNCLEAR), effect("fit", UP, UP, UP)], "dominated", "organic"),
        ([effect("decision_lead", UP, UP, UP), effect("fit", UP, UP, UP)], "trade-off", "none"),
        ([effect("fit", UP, UP, DOWN)], "trade-off", "none"),
        ([effect("fit", UP, UP, UP), effect("alignment", UNCLEAR, UNCLEAR, DOWN)], "trade-off", "none"),
        ([effect("fit", UNCLEAR, UP, UNCLEAR)], "hint", "organic"),
        ([effect("fit", UP, UP, UP), effect("alignment", TINY, TINY, (-0.02, -0.03, -0.01))], "dominated", "organic"),
        ([effect("fit", TINY, TINY, UNCLEAR), effect("burnout_50", UNCLEAR, UNCLEAR, TINY)], "small", "none"),
        ([effect("fit", UNCLEAR, UNCLEAR, UNCLEAR)], "silent", "none"),
        ([effect("fit", (np.nan,) * 3, (np.nan,) * 3)], "silent", "none"),
    ],
)
def test_a_dial_is_dominated_when_one_end_is_never_worse_by_what_counts_and_somewhere_better(found, kind, better):
    verdict = verdicts(found)[0]
    assert (verdict.kind, verdict.better) == (kind, better)


def test_gains_name_the_worlds_where_only_single_ones_are_clear():
    [verdict, *_] = verdicts([effect("fit", UP, UP, DOWN), effect("alignment", UNCLEAR, UNCLEAR, UP)])
    assert verdict.gains["organic"] == (("fit", ()), ("alignment", ("world 1",)))
    assert verdict.gains["mechanical"] == (("fit", ("world 1",)),)


def test_ends_that_change_between_alone_and_together_are_named():
    alone = [effect("fit", UP), effect("alignment", UP), effect("fit", UNCLEAR, dial=DIALS[1])]
    together = [effect("fit", DOWN), effect("alignment", UP), effect("fit", DOWN, dial=DIALS[1])]
    found = Findings(("calm",), alone, together, [], [])
    assert found.disagreements() == [(DIALS[0], "fit")]


def test_an_end_that_always_wins_is_found_from_the_runs():
    rng, k = np.random.default_rng(1), len(DIALS)
    at_1 = np.arange(2**k)[:, None] >> np.arange(k) & 1
    values = np.zeros((3, 5, 2**k, len(HEADLINE)))
    values[..., HEADLINE.index("fit")] = at_1[:, 0] - 2.0 * at_1[:, 1] + rng.normal(0, 0.01, (3, 5, 2**k))
    values[..., HEADLINE.index("decision_lead")] = 3.0 * at_1[:, 1]
    rows = DialRows(np.zeros((3, 2, k, 2, len(MEASURED))), values, people=3)
    first, second, *_ = findings(rows, ("a", "b", "c")).verdicts
    assert (first.kind, first.better) == ("dominated", "organic")
    assert (second.kind, second.better) == ("dominated", "mechanical")


def test_every_outcome_has_a_smallest_effect_of_interest():
    sided = {each["of"] for each in page_words("outcomes") if "better" in each}
    assert sided == {each.name for each in OUTCOMES if not each.better} & {each["of"] for each in measures()}
    assert {*HEADLINE} <= SMALLEST.keys() <= {each.name for each in OUTCOMES if each.better} | sided
    assert min(SMALLEST.values()) > 0
