"""Presets hold their word: what configs/effects.yaml promises of each is seen in ten years with and without.

One organisation at neutral dials under the rule `mixed`, beside itself; no form is run. Promised is a side of 0, not a
size. Whoever makes a preset writes its line in configs/effects.yaml, and finds it tried here.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from conftest import ROOT, with_seed

from sim.errors import InputError
from sim.experiment.compare import AFTER, DURING, LAST, WHOLE, Effect, effects, only_difference, presets
from sim.parameters import DialSettings, Settings
from sim.run import set_scene, simulate
from sim.stats.estimate import interval
from sim.validation.steadiness import neutral

SEEDS = range(7_000_001, 7_000_011)
TRIED = [name for name, each in effects().items() if each.promises]


def sides(name: str) -> tuple[dict[str, Settings], tuple[int, int]]:
    """Return one organisation without and with it, and the days in which its word is held."""
    effect = effects()[name]
    plain = replace(neutral(*effect.at), days=effect.days)
    if name in presets():
        both = {"without": plain, "with": replace(plain, interventions=presets()[name])}
    else:
        both = {"without": moved(plain, name, effect.low), "with": moved(plain, name, effect.high)}
    found = only_difference(both)
    assert found is not None
    assert (found.name, found.slot, found.sense) == (name, "with", 1)
    return both, found.windows[effect.window if name in presets() or effect.window == LAST else WHOLE]


def moved(settings: Settings, path: str, value: float) -> Settings:
    """Return settings with one of them at another value."""
    group, _, name = path.partition(".")
    return replace(settings, **{group: replace(getattr(settings, group), **{name: value})})


def differences(name: str) -> dict[str, np.ndarray]:
    """Return with less without, a year each, of what is promised."""
    both, window = sides(name)
    found: dict[str, list[float]] = {}
    for seed in SEEDS:
        scene = set_scene(with_seed(both["without"], seed))
        lives = [simulate(with_seed(each, seed), scene, windows={"it": window}).windows["it"] for each in both.values()]
        for outcome in effects()[name].promises:
            found.setdefault(outcome, []).append(lives[1][outcome] - lives[0][outcome])
    return {outcome: np.array(each) for outcome, each in found.items()}


@pytest.mark.parametrize("name", TRIED)
def test_what_is_promised_of_it_is_seen(name):
    wrong = {}
    for outcome, values in differences(name).items():
        low, high = interval(values)
        sign = effects()[name].promises[outcome]
        if not {1: low > 0, -1: high < 0, 0: low <= 0 <= high}[sign]:
            wrong[outcome] = (sign, float(values.mean()), low, high)
    assert not wrong


def test_everything_that_can_be_done_to_an_organisation_says_what_it_is_for():
    shipped = {path.stem for path in (ROOT / "configs/intervention").glob("*.yaml")} - {"none"}
    assert shipped == {*presets()}
    assert shipped <= {*effects()}
    assert {f"dials.{each.name}" for each in fields(DialSettings)} <= {*effects()}
    assert all(each.outcomes for each in effects().values())


@pytest.mark.parametrize(
    ("given", "said"),
    [({"rises": ("trsut",)}, "'trsut' is no outcome"), ({"window": "later"}, "window: 'later'")],
)
def test_a_line_that_names_what_there_is_not_is_refused(given, said):
    with pytest.raises(InputError, match=said):
        Effect(**given)


def test_a_promise_has_one_direction_and_a_window_there_is():
    for name, each in effects().items():
        assert len(each.promises) == len(each.rises) + len(each.falls) + len(each.stays), name
        assert name in presets() or each.window in (AFTER, LAST), f"{name} holds from the first day on"
        assert each.window != DURING or name in presets()
