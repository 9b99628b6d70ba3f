"""Edges to a chart: lists, levels and heights of any company."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.chart import Chart
from sim.errors import InputError
from sim.organisation import chart_of, with_ties


@st.composite
def forests(draw) -> tuple[list[int], list[int], list[tuple[int, int]]]:
    """Draw managers, teams and ties of a company whose rows are in any order."""
    size = draw(st.integers(1, 30))
    above = [draw(st.integers(-1, row - 1)) for row in range(size)]
    place = draw(st.permutations(range(size)))
    manager = [0] * size
    for row, boss in enumerate(above):
        manager[place[row]] = place[boss] if boss >= 0 else -1
    team = draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    seat = st.integers(0, size - 1)
    return manager, team, draw(st.lists(st.tuples(seat, seat), max_size=60))


def ties_of(chart: Chart) -> set[tuple[int, int]]:
    sources = np.repeat(np.arange(chart.size), np.diff(chart.ties_first))
    return set(zip(sources.tolist(), chart.ties.tolist(), strict=True))


def chart_from(manager, team, ties) -> Chart:
    names = [f"n{row}" for row in range(len(manager))]
    chart = chart_of(names, ["a", "b", "c", "d"], manager, team)
    return with_ties(chart, [a for a, _ in ties], [b for _, b in ties])


any_company = settings(derandomize=True, max_examples=120)


@any_company
@given(forests())
def test_lists_hold_exactly_the_reports_and_the_peers(company):
    manager, _, ties = company
    chart = chart_from(*company)
    for row in range(chart.size):
        reports = chart.reports[chart.reports_first[row] : chart.reports_first[row + 1]].tolist()
        assert reports == [other for other, boss in enumerate(manager) if boss == row]
        peers = chart.ties[chart.ties_first[row] : chart.ties_first[row + 1]].tolist()
        near = {row, manager[row], *reports}
        assert peers == sorted({b for a, b in ties if a == row} - near)
    assert chart.reports_first[-1] == len(chart.reports) == chart.size - manager.count(-1)
    assert chart.ties_first[-1] == len(chart.ties)


@any_company
@given(forests())
def test_levels_and_heights_are_those_of_graph_theory(company):
    manager, _, _ = company
    chart = chart_from(*company)
    line = nx.DiGraph()
    line.add_nodes_from(range(chart.size))
    line.add_edges_from((boss, row) for row, boss in enumerate(manager) if boss >= 0)
    assert chart.level.tolist() == [len(nx.ancestors(line, row)) for row in line]
    depths = [max(nx.single_source_shortest_path_length(line, row).values()) for row in line]
    assert chart.height.tolist() == depths


@any_company
@given(forests(), st.randoms(use_true_random=False))
def test_renumbering_people_renumbers_the_chart_and_changes_nothing_else(company, luck):
    manager, team, ties = company
    chart = chart_from(*company)
    new = list(range(chart.size))
    luck.shuffle(new)
    old = np.argsort(new)
    moved = chart_from(
        [new[manager[row]] if manager[row] >= 0 else -1 for row in old],
        [team[row] for row in old],
        [(new[a], new[b]) for a, b in ties],
    )
    assert moved.level.tolist() == chart.level[old].tolist()
    assert moved.height.tolist() == chart.height[old].tolist()
    assert ties_of(moved) == {(new[a], new[b]) for a, b in ties_of(chart)}


@pytest.mark.parametrize(
    ("names", "teams", "manager", "team", "says"),
    [
        ([], ["t"], [], [], "no people"),
        (["a"], [], [-1], [0], "no teams"),
        (["a", "a"], ["t"], [-1, 0], [0, 0], "two people are called 'a'"),
        (["a", "b"], ["t", "t"], [-1, 0], [0, 0], "two teams are called 't'"),
        (["a", "b"], ["t"], [-1, 2], [0, 0], "manager is row 2; rows go from -1 to 1"),
        (["a", "b"], ["t"], [-1, 0], [0, 1], "team is row 1; rows go from 0 to 0"),
        (["a", "b"], ["t"], [-1], [0, 0], "expected 2 rows for manager"),
        (["a", "b"], ["t"], [1, 0], [0, 0], "'a' is above and below themselves"),
    ],
)
def test_edges_that_make_no_chart_are_refused(names, teams, manager, team, says):
    with pytest.raises(InputError, match=says):
        chart_of(names, teams, manager, team)


@pytest.mark.parametrize(("sources", "targets"), [([0], [2]), ([-1], [0]), ([0, 1], [0])])
def test_ties_of_people_who_do_not_exist_are_refused(sources, targets):
    chart = chart_of(["a", "b"], ["t"], [-1, -1], [0, 0])
    with pytest.raises(InputError, match="of a tie"):
        with_ties(chart, sources, targets)
