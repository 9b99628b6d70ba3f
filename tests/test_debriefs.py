"""Debriefs: where a team's failures lie moves the cells of its own matrix, and nothing else does."""

import numpy as np
import pytest
from conftest import lived
from quiet import DECIDE, from_morning, live_with, silence

from sim.engine.power import CROSS, NARROW, NEW, WIDE, matrix
from sim.experiment.compose import compose_plain, run_settings
from sim.run import simulate

PEOPLE = 7
EVERY_TEN = {"debrief": 2.0, "debrief_days": 10, "debrief_hours": 0.5, "debrief_leak": 0.25}


def debriefed(answers, failures, before, **culture):
    """Let team 1 debrief on day 10 with these counts and cells; return its cells, and the tables."""
    settings = silence(culture={**EVERY_TEN, **culture})
    tables, scene = from_morning(settings, 10)
    tables.late_answers[1], tables.late_failures[1], tables.cells[1] = answers, failures, before
    tables = lived(settings, scene, 11, tables)
    return tables.cells[1], tables


def test_a_cell_moves_by_the_share_of_failures_less_the_share_of_answers_with_a_leak():
    before = np.array([0.4, 0.0, 0.1, 0.0])
    answers, failures = np.array([8.0, 4.0, 6.0, 2.0]), np.array([1.0, 1.0, 3.0, 0.0])
    cells, tables = debriefed(answers, failures, before)
    wanted = before + 2.0 * (failures / 5.0 - answers / 20.0) - 0.25 * before
    assert cells == pytest.approx(np.clip(wanted, 0.0, 1.0))
    assert cells[NARROW] == cells[NEW] == 0.0
    assert cells[CROSS] > 0.5
    assert tables.late_answers[1] == pytest.approx(answers / 2)
    assert tables.late_failures[1] == pytest.approx(failures / 2)
    assert not tables.cells[[0, 2]].any(), "other teams have nothing to debrief"


def test_without_a_failure_only_the_leak_is_left():
    cells, _ = debriefed([5.0, 0.0, 0.0, 0.0], np.zeros(4), [0.4, 0.4, 0.4, 0.4])
    assert cells == pytest.approx([0.3] * 4)


def test_where_everything_fails_alike_nothing_is_written():
    cells, _ = debriefed([4.0, 3.0, 2.0, 1.0], [4.0, 3.0, 2.0, 1.0], np.zeros(4))
    assert not cells.any()


def test_answers_are_counted_by_kind_for_the_team_whose_course_they_fix():
    settings = silence(DECIDE, culture={"debrief_days": 1000}, physics={"max_attempts": 0})
    kinds = [{}, {"scope": 1}, {"other_team": 2, "scope": 1}, {"novel": True, "other_team": 2}]
    tables = live_with(settings, *({"day": 0, "origin": 3, **each} for each in kinds)).tables
    assert tables.late_answers[1].tolist() == [1.0, 1.0, 1.0, 1.0]
    assert not tables.late_answers[[0, 2]].any()


def test_everybody_pays_the_hour_and_nobody_where_no_debriefs_are_held():
    days = live_with(silence(culture=EVERY_TEN)).days
    assert np.flatnonzero(days["debrief_hours"]).tolist() == [10, 20, 30, 40]
    assert days["debrief_hours"][10] == pytest.approx(PEOPLE * 0.5)
    assert np.array_equal(days["meeting_hours"], days["debrief_hours"])
    assert not live_with(silence(culture={**EVERY_TEN, "debrief": 0.0})).days["debrief_hours"].any()


def test_a_cell_adds_to_the_matrix_of_the_organisation_up_to_one():
    settings = silence(culture={"matrix_cross": 0.3, "matrix_wide": 0.2})
    tables, _ = from_morning(settings, 1, {"day": 0, "origin": 3, "other_team": 2})
    issue, tables.cells[1] = tables.issues[0], [0.1, 0.5, 0.4, 0.0]
    issue.team, issue.coupled, issue.novel, issue.scope = 1, True, False, 1
    assert matrix(tables, issue) == pytest.approx(0.7)
    issue.coupled = False
    assert matrix(tables, issue) == pytest.approx(0.7)
    tables.cells[1, WIDE] = 0.9
    assert matrix(tables, issue) == 1.0


def test_the_preset_finds_that_failures_lie_between_teams():
    years = [
        simulate(run_settings(compose_plain("run", ["form=organic", f"intervention={each}", "days=250"])))
        for each in ("none", "debrief")
    ]
    cells = [[run.outcomes[f"cell_{kind}"] for kind in ("narrow", "wide", "cross", "new")] for run in years]
    assert cells[0] == [0.0] * 4
    assert max(cells[1]) == cells[1][2] > 0.3
    assert not years[1].days["debrief_hours"][:50].any()
