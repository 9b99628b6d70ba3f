"""A steady state over the space: what a point sets, which criteria are counted, and how it is told."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from test_steady import said

from sim.experiment.space import LOAD, RATE
from sim.record import ROLES
from sim.validation import registry, steadiness
from sim.validation.steadiness import (
    STILL,
    Share,
    Spread,
    as_text,
    at_point,
    neutral,
    organisations,
    over_space,
    watched,
)

POINT = {LOAD: 0.5, RATE: 0.2, "culture.clarity": 0.8, "culture.trust": 0.3, "physics.blur": 0.2}


def test_a_point_sets_world_physics_and_culture_but_not_what_a_form_has_of_its_own(monkeypatch):
    own = replace(neutral(), culture=replace(neutral().culture, clarity=0.35))
    monkeypatch.setattr(steadiness, "organisations", lambda: {"x": own, "neutral": neutral()})
    for who, clarity in (("x", 0.35), ("neutral", 0.8)):
        found = at_point(who, POINT)
        assert (found.world.issue_rate, found.physics.blur, found.culture.trust) == (0.2, 0.2, 0.3)
        assert found.culture.clarity == clarity
    assert {"neutral"} <= organisations().keys()


def test_a_calm_point_meets_everything_and_one_that_drowns_refuses_and_is_overloaded(warm_engine):
    calm, drowned = (watched(("neutral", {**POINT, RATE: rate}, 3)) for rate in (0.1, 6.0))
    assert [met for name, met in calm.items() if name not in ROLES] == [1.0] * 7
    assert drowned["at most 2% of issues refused"] == drowned["not overloaded"] == 0.0
    assert all(drowned[role] > calm[role] for role in ROLES)


def test_shares_are_of_points_and_the_largest_inbox_of_any(monkeypatch):
    points = [{"k": k} for k in range(4)]
    monkeypatch.setattr(steadiness, "drawn", lambda *_, **__: points)
    monkeypatch.setattr(steadiness, "of_default", lambda: (0.75, 0.5))
    monkeypatch.setattr(
        steadiness,
        "watched",
        lambda job: {STILL: float(job[1]["k"] > 0), "other": 1.0, **dict.fromkeys(ROLES, float(job[1]["k"]))},
    )
    found = over_space(4, ["neutral"], lambda _: None)
    assert [(each.criterion, each.share, each.passed) for each in found.shares] == [
        (STILL, 0.75, False),
        ("other", 1.0, True),
    ]
    assert found.largest == {"neutral": dict.fromkeys(ROLES, 3.0)}
    assert not found.passed
    assert json.loads(json.dumps(found.as_values()))["shares"][1]["asked"] is None
    text = as_text(found)
    assert "75.0%" in text
    assert "FAILED" in text
    assert "load 0.75 at the busiest level; drawn are 0.4 to 1.1, so it lies at 0.50 of the range" in text


@pytest.mark.parametrize(("share", "code"), [(0.95, 0), (0.85, 1)])
def test_too_few_points_that_hold_still_are_exit_code_1(monkeypatch, capsys, share, code):
    found = Spread(20, [Share("neutral", STILL, share, (0.8, 0.99), 0.9)], {"neutral": {}}, 0.7, 0.4)
    monkeypatch.setattr(registry, "warm_up", lambda: None)
    monkeypatch.setattr(steadiness, "over_space", lambda *_: found)
    assert said(monkeypatch, capsys, "steady", "neutral", "--space", "20", "--json")[0] == code


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--space", "3"], "--space: expected a whole number from 20 to 100000, got 3 (nearest: 20)"),
        (["neutrl", "--space", "20"], "neutrl: no such organisation (did you mean 'neutral'?)"),
    ],
)
def test_what_cannot_be_asked_of_the_space_is_one_line(monkeypatch, capsys, words, says):
    code, printed = said(monkeypatch, capsys, "steady", *words)
    assert code == 2
    assert says in " ".join(printed.err.split())
