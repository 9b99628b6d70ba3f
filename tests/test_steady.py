"""A steady state: its thresholds on lives made by hand, a very small run, and patterns by themselves."""

from __future__ import annotations

import json
import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim import cli
from sim.record import DAY, ROLE_DAY, ROLES
from sim.stats.estimate import half_width
from sim.stats.row import SEEDS, Row, control
from sim.validation import registry, steadiness
from sim.validation.patterns import structure
from sim.validation.patterns.exhaustion import within
from sim.validation.population import NEUTRAL, Study
from sim.validation.steadiness import SETTLED, UNTIL, lives, neutral, prices_of_one, seats, slope_row
from sim.validation.table import prices_as_text

FEW = 3


def life(opens=lambda day: 0 * day, inbox=lambda day: 0 * day, **outcomes):
    """Return a life made by hand, with open issues and the head's inbox as functions of the day."""
    day = np.arange(UNTIL)
    days, roles = np.zeros(UNTIL, DAY), np.zeros((UNTIL, len(ROLES)), ROLE_DAY)
    days["open"], days["born"], days["requests"] = opens(day), 10, 20
    roles["people"] = (1, 6, 36)
    roles["inbox"][:, 0] = inbox(day)
    return SimpleNamespace(days=days, tables=SimpleNamespace(roles=roles.reshape(-1)), outcomes=outcomes)


# ------------------------------------------------------------------------------------------------------- thresholds
@pytest.mark.parametrize(
    ("mean", "half", "passes"),
    [
        (0.02, 0.05, True),  # the interval lies within
        (0.06, 0.05, False),  # it reaches beyond, and leaves out 0
        (0.06, 0.08, True),  # it reaches beyond, but holds 0
        (0.12, 0.5, False),  # it holds 0, but the slope itself is too steep
        (-0.02, 0.05, True),
        (-0.06, 0.05, False),
    ],
)
def test_a_slope_is_steady_if_its_interval_is_or_if_it_may_be_none(monkeypatch, mean, half, passes):
    monkeypatch.setattr(steadiness, "half_width", lambda _: half)
    monkeypatch.setattr(steadiness, "slope", lambda each: each)
    assert slope_row("x", [mean, mean]).passed == passes  # type: ignore[list-item]


def test_a_slope_is_that_of_the_days_watched_alone():
    bent = life(lambda day: np.where(day < SETTLED, 100 * (SETTLED - day), 3 * (day - SETTLED)))
    assert steadiness.slope(bent) == pytest.approx(3.0)  # type: ignore[arg-type]
    steep = slope_row("x", [life(lambda day, a=a: a * day) for a in (2, 2, 4, 4)])  # type: ignore[list-item]
    assert (steep.obtained, steep.passed) == (pytest.approx(3.0), False)


def test_the_half_width_is_students():
    assert half_width(np.array([0.0, 2.0])) == pytest.approx(12.7062, abs=1e-3)
    assert half_width(np.array([5.0] * 4)) == 0.0


def test_an_inbox_grows_from_ten_days_to_ten_days_a_seat():
    spiky = life(inbox=lambda day: np.where(day == UNTIL - 1, 50, 0))
    assert steadiness.grown(spiky, 0) == pytest.approx(5.0)  # type: ignore[arg-type]
    assert steadiness.grown(spiky, 2) == 0.0  # type: ignore[arg-type]


def test_shares_count_refusals_and_every_kind_of_lapse_once_settled():
    one = life()
    one.days["refused"][[0, SETTLED]] = 15
    for kind in ("issues", "visas", "meetings", "advice"):
        one.days[f"lapsed_{kind}"][[SETTLED - 1, SETTLED]] = 15
    watched = UNTIL - SETTLED
    assert steadiness.refused(one) == pytest.approx(15 / (10 * watched))  # type: ignore[arg-type]
    assert steadiness.lapsed(one) == pytest.approx(60 / (20 * watched))  # type: ignore[arg-type]


def test_years_are_as_far_apart_as_the_two_that_differ_most():
    years = {year: [{"fit": fit + by} for by in (-0.2, 0.2)] for year, fit in ((1, 0.80), (2, 0.84), (4, 0.82))}
    row = steadiness._years_row("x", "fit", years)
    assert (row.obtained, row.tolerance, row.n, row.passed) == (pytest.approx(0.04), 0.03, 2, False)


# ------------------------------------------------------------------------------------------------------ a small run
@pytest.fixture(scope="module")
def rows():
    return registry.rows_of(registry.STEADY, ["neutral"], workers=1, seeds=FEW)


def test_neutral_dials_hold_still(rows):
    assert {(name, row.kind, row.n) for name, row in rows} == {("neutral", "STEADY", FEW)}
    assert len(rows) == 9
    queues = [row for _, row in rows if "years" not in row.case]
    assert [row.case for row in queues if not row.passed] == []


def test_what_hangs_on_rare_episodes_is_asked_of_many_worlds_or_not_at_all(rows, monkeypatch):
    asked = []

    def lived(settings, seeds, year=2, since=None, first=0):
        asked.append((year, first, seeds))
        return [life(**dict.fromkeys(steadiness.COMPARED, float(year))) for _ in range(seeds)]

    monkeypatch.setattr(steadiness, "lives", lived)
    monkeypatch.setattr(steadiness, "RARE", 25)
    many = steadiness.rows_of_one("neutral", SEEDS)
    apart = [row for row in many if "years 2, 4" in row.case]
    assert [(row.n, row.obtained) for row in apart] == [(25, 2.0)] * 3
    assert [row.n for row in many if "years 1, 2, 4" in row.case] == [SEEDS] * 3
    assert {first for year, first, seeds in asked if seeds == 1} == {*range(25)}
    assert not [row.case for _, row in rows if "years 2, 4" in row.case]
    assert len([which for which, _ in steadiness.COMPARED.values() if which == (2, 4)]) == 3
    assert FEW < SEEDS


def test_the_first_model_does_not_hold_still():
    ((name, row),) = registry.rows_of(registry.STEADY, ["first_model"], workers=1, seeds=FEW)
    assert (name, row.must_fail, row.passed) == ("first_model", True, True)
    assert row.obtained > 1.0


def test_every_organisation_is_one_that_is_looked_at_and_takes_the_world_as_it_is():
    assert {*registry.checks(registry.STEADY)} == {*steadiness.organisations(), "first_model"}
    worlds = [each.world for each in steadiness.organisations().values()]
    assert worlds[0] == worlds[1] == worlds[2] == neutral().world


def test_a_year_is_measured_alone_unless_years_before_it_are_too():
    short = neutral("world.issue_rate=0.01")
    (late,), (whole,) = lives(short, 1, year=2), lives(short, 1, year=2, since=1)
    assert (late.settings.days, late.settings.warmup_days) == (500, 250)
    assert whole.settings.warmup_days == short.warmup_days
    assert np.array_equal(late.days, whole.days)


def test_an_hour_is_freed_of_every_seat_of_a_role_and_divided_among_them(monkeypatch):
    asked = []

    def lived(settings, *_):
        law = settings.physics
        hours = (law.head_hours, law.manager_hours, law.base_hours)
        asked.append(hours)
        return [life(decision_lead=10 + sum(hours) + luck, fit=0.5) for luck in (0.0, 0.5)]

    monkeypatch.setattr(steadiness, "lives", lived)
    prices = prices_of_one("neutral")
    assert seats(neutral()) == {"head": 1, "managers": 6, "base": 36}
    assert [round(float(np.abs(np.subtract(asked[0], each)).sum()), 9) for each in asked] == [0.0, 0.1, 0.1, 0.1]
    worth = {price.role: price.worth for price in prices if price.outcome == "decision_lead"}
    assert worth == {"head": pytest.approx(1.0), "managers": pytest.approx(1 / 6), "base": pytest.approx(1 / 36)}
    assert {price.worth for price in prices if price.outcome == "fit"} == {0.0}
    lines = prices_as_text([("neutral", price) for price in prices]).splitlines()
    assert len(lines) == 7
    assert len({len(line) for line in lines}) == 1


# ------------------------------------------------------------------------------------------------------ the command
STEADY = Row("neutral", "slope", "ours", 0.0, 0.01, 0.1, 20, "STEADY")
GROWS = Row("neutral", "slope", "ours", 0.0, 1.0, 0.1, 20, "STEADY")


def said(monkeypatch, capsys, *words):
    """Return the exit code of a command, and what it printed."""
    monkeypatch.setattr("sys.argv", ["treillis", "validate", *words])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    return stopped.value.code, capsys.readouterr()


@pytest.mark.parametrize(("row", "code"), [(STEADY, 0), (GROWS, 1), (control(GROWS), 0), (control(STEADY), 1)])
def test_a_row_that_is_not_steady_is_exit_code_1(monkeypatch, capsys, row, code):
    monkeypatch.setattr(registry, "rows_of", lambda *_: [("neutral", row)])
    found, printed = said(monkeypatch, capsys, "steady", "--json")
    assert found == code
    assert json.loads(printed.out)["passed"] == (code == 0)


def test_a_quick_look_is_six_worlds_of_neutral_dials(monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(
        registry, "rows_of", lambda *words, **how: asked.append((words[1], how)) or [("neutral", STEADY)]
    )
    assert said(monkeypatch, capsys, "steady", "--quick")[0] == 0
    assert said(monkeypatch, capsys, "steady")[0] == 0
    assert asked == [(["neutral"], {"seeds": 6}), (registry.checks(registry.STEADY), {})]


def test_prices_are_printed_for_whoever_knows_them(monkeypatch, capsys):
    monkeypatch.setattr(registry, "warm_up", lambda: None)
    code, printed = said(monkeypatch, capsys, "steady", "first_model", "--prices", "--json")
    assert (code, json.loads(printed.out)) == (0, {"prices": []})


def test_an_organisation_that_is_not_looked_at_is_one_line(monkeypatch, capsys):
    code, printed = said(monkeypatch, capsys, "steady", "neutrl")
    assert code == 2
    assert "neutrl: no such check (did you mean 'neutral'?)" in printed.err


# ---------------------------------------------------------------------------------------- patterns, one or all of them
def test_a_pattern_can_be_looked_at_by_itself_and_one_that_is_none_is_one_line(monkeypatch, capsys):
    assert registry.chosen(registry.PATTERNS) == registry.checks(registry.PATTERNS)
    assert registry.chosen(registry.PATTERNS, ["pile-up", "hierarchy"]) == ["hierarchy", "pile_up"]
    code, printed = said(monkeypatch, capsys, "patterns", "hierarchi")
    assert (code, printed.out) == (2, "")
    assert "hierarchi: no such check (did you mean 'hierarchy'?)" in printed.err


def test_exhaustion_at_neutral_dials_gives_a_row_a_rank_and_a_row_a_measure():
    rows = registry.pattern_rows(["exhaustion_at_neutral_dials"], Study(20, workers=1, days=60))
    assert [row.case for _, row in rows] == ["managers less base", "head less managers", "role ambiguity", "autonomy"]
    for _, row in rows:
        assert row.n == NEUTRAL
        assert math.isfinite(row.obtained)
        assert row.interval[0] < row.obtained < row.interval[1]
    assert {row.role for _, row in rows if row.case == "autonomy"} == {"validates"}


def test_a_centre_that_is_judged_must_be_ahead_and_one_that_is_obeyed_behind():
    def planted(judged, obeyed):
        ends = {(1.0, 1.0): judged, (0.0, 1.0): judged, (0.0, 0.0): obeyed}
        fits = lambda by, *world: [{"fit": 0.5 + (by == 0.0) * ends[world]}] * 40  # noqa: E731
        return [row.agrees for row in structure.informed_hierarchy(SimpleNamespace(informed=fits))]  # type: ignore[arg-type]

    assert planted(0.1, -0.1) == [True, True, True]
    assert planted(-0.1, 0.1) == [False, False, False]


def test_who_tells_whom_and_where_it_strikes_is_all_that_is_changed(monkeypatch):
    monkeypatch.setattr("sim.validation.population.outcomes", lambda points, *_: points)
    study = Study(1)
    study._points = [{"dials.lattice": 0.3, "world.drift": 0.1}]
    dials = {"dials.constitution": 0.0, "dials.lattice": 0.0, "dials.initiative": 1.0}
    assert study.informed(0.0, 0.5, 1.0) == [{"world.drift": 0.1, "world.global_shock_share": 0.5, **dials}]
    assert study.informed(1.0, 0.5, 1.0) != study.informed(0.0, 0.5, 1.0) != study.informed(0.0, 0.5, 0.0)


def test_what_organisations_differ_by_is_no_correlation_within_them():
    home = np.repeat([0, 1], 50)
    rng = np.random.default_rng(3)
    one, other = (10 * home + rng.normal(size=100) for _ in range(2))
    assert np.corrcoef(one, other)[0, 1] > 0.9
    assert abs(np.corrcoef(within(one, home), within(other, home))[0, 1]) < 0.3
