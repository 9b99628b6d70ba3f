"""Generated pyramids, and the peer ties drawn in them."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.chart import Chart
from sim.errors import InputError
from sim.organisation import build_chart
from sim.parameters import OrganisationSettings

SEED = 7
LARGEST = 1_000_000


def size(span: int, depth: int) -> int:
    return sum(span**level for level in range(depth + 1))


def pyramid(**setting) -> Chart:
    return build_chart(OrganisationSettings(**setting), SEED)


def tie_pairs(chart: Chart) -> list[tuple[int, int]]:
    sources = np.repeat(np.arange(chart.size), np.diff(chart.ties_first))
    return list(zip(sources.tolist(), chart.ties.tolist(), strict=True))


def members(chart: Chart, name: str) -> list[str]:
    row = chart.teams.index(name)
    return [chart.names[seat] for seat in np.flatnonzero(chart.team == row)]


def test_six_reports_on_two_levels_make_43_people():
    chart = pyramid(span=6, depth=2)
    assert chart.size == 1 + 6 + 36
    assert np.bincount(chart.level).tolist() == [1, 6, 36]
    assert np.bincount(chart.height).tolist() == [36, 6, 1]
    assert chart.names[0] == "p01"
    assert chart.names[-1] == "p43"


def test_a_lowest_manager_and_its_reports_form_a_team():
    chart = pyramid(span=3, depth=2)
    assert chart.teams == ("headquarters", "team 1", "team 2", "team 3")
    assert members(chart, "headquarters") == ["p01"]
    assert members(chart, "team 2") == ["p03", "p08", "p09", "p10"]


def test_everybody_above_the_lowest_managers_forms_the_headquarters():
    chart = pyramid(span=2, depth=4)
    assert set(np.flatnonzero(chart.team == 0)) == set(np.flatnonzero(chart.height >= 2))
    for boss in np.flatnonzero(chart.height == 1):
        reports = chart.reports[chart.reports_first[boss] : chart.reports_first[boss + 1]]
        assert set(chart.team[reports]) == {chart.team[boss]}


@pytest.mark.parametrize(("depth", "people"), [(0, 1), (1, 7)])
def test_a_company_without_middle_managers_is_one_team(depth, people):
    chart = pyramid(span=6, depth=depth)
    assert chart.size == people
    assert chart.teams == ("team 1",)
    assert chart.team.tolist() == [0] * people


def test_a_person_alone_has_nobody():
    chart = pyramid(depth=0, peer_ties=50)
    assert chart.manager.tolist() == [-1]
    assert chart.reports_first.tolist() == chart.ties_first.tolist() == [0, 0]
    assert len(chart.reports) == len(chart.ties) == 0


def test_a_span_of_one_is_a_chain():
    chart = pyramid(span=1, depth=12)
    assert chart.level.tolist() == list(range(13))
    assert chart.height.tolist() == list(range(12, -1, -1))


@settings(derandomize=True, max_examples=60)
@given(
    span=st.integers(1, 6),
    depth=st.integers(0, 4),
    peer_ties=st.integers(0, 12),
    share=st.floats(0, 1),
    seed=st.integers(0, 2**53),
)
def test_peer_ties_are_mutual_between_distinct_people_of_one_height(span, depth, peer_ties, share, seed):
    chosen = OrganisationSettings(span=span, depth=depth, peer_ties=peer_ties, cross_team_share=share)
    chart = build_chart(chosen, seed)
    pairs = tie_pairs(chart)
    assert len(set(pairs)) == len(pairs)
    assert {(target, source) for source, target in pairs} == set(pairs)
    assert all(source != target for source, target in pairs)
    assert all(chart.height[source] == chart.height[target] for source, target in pairs)
    assert len(pairs) <= chart.size * (peer_ties + 1)  # an odd half is rounded up or down by luck


@pytest.mark.parametrize("peer_ties", [1, 2, 5, 10])
def test_people_have_the_number_of_peers_asked_for_on_average(peer_ties):
    chart = pyramid(span=21, depth=3, peer_ties=peer_ties)
    per_person = len(chart.ties) / (chart.size - 1)  # the head has no peer
    # An odd half is drawn once a person and counts on both sides: 4 standard errors are 0.04 of a tie here.
    error = 2 * 0.5 / np.sqrt(chart.size) * (peer_ties % 2)
    assert abs(per_person - peer_ties) < 4 * error + 0.001


def test_everybody_at_the_base_has_a_peer():
    chart = pyramid(span=6, depth=3, peer_ties=2)
    assert np.diff(chart.ties_first)[chart.height == 0].min() >= 1


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_the_share_asked_for_leaves_the_team(share):
    chart = pyramid(span=21, depth=3, cross_team_share=share)
    base = [(a, b) for a, b in tie_pairs(chart) if chart.height[a] == 0 and a < b]
    leaves = np.mean([chart.team[a] != chart.team[b] for a, b in base])
    # About 9,200 ties: a share wrong by 0.021 is 4 standard errors off.
    assert abs(leaves - share) < 4 * np.sqrt(share * (1 - share) / len(base))


@pytest.mark.parametrize(("share", "leaves"), [(0, False), (1, True)])
def test_at_the_ends_of_the_share_all_ties_of_the_base_stay_or_all_leave(share, leaves):
    chart = pyramid(span=5, depth=2, cross_team_share=share)
    base = [(a, b) for a, b in tie_pairs(chart) if chart.height[a] == 0]
    assert base
    assert all((chart.team[a] != chart.team[b]) is np.bool_(leaves) for a, b in base)


def test_a_manager_who_is_alone_in_the_team_finds_peers_in_others():
    chart = pyramid(span=8, depth=2, cross_team_share=0)
    lowest = np.flatnonzero(chart.height == 1)
    assert np.diff(chart.ties_first)[lowest].min() >= 1


def test_a_tiny_team_gives_as_many_peers_as_it_has():
    chart = pyramid(span=2, depth=1, peer_ties=50)
    assert tie_pairs(chart) == [(1, 2), (2, 1)]


def test_without_peer_ties_nobody_turns_to_a_peer():
    assert len(pyramid(peer_ties=0).ties) == 0


def test_a_seed_draws_the_same_ties_again_and_another_seed_others():
    settings_ = OrganisationSettings()
    once, again, other = (build_chart(settings_, seed) for seed in (1, 1, 2))
    assert tie_pairs(once) == tie_pairs(again)
    assert tie_pairs(once) != tie_pairs(other)
    assert once.manager.tolist() == other.manager.tolist()


def test_the_ties_of_a_seed_never_change():
    chart = build_chart(OrganisationSettings(span=3, depth=2), 1)
    managers = [(1, 2), (1, 3), (2, 3)]
    base = [(4, 5), (4, 7), (4, 9), (5, 7), (6, 8), (6, 11), (8, 12), (10, 12), (11, 12)]
    assert [pair for pair in tie_pairs(chart) if pair[0] < pair[1]] == managers + base


@pytest.mark.parametrize(("span", "depth"), [(100, 12), (100, 3), (13, 6), (4, 10)])
def test_a_pyramid_too_large_is_refused_with_the_nearest_that_is_not(span, depth):
    with pytest.raises(InputError) as refused:
        pyramid(span=span, depth=depth)
    message = str(refused.value)
    assert "\n" not in message
    assert f"{size(span, depth):,} people" in message
    lower = re.search(r"organisation\.depth to (\d+) or organisation\.span to (\d+)", message)
    assert lower
    lower_depth, lower_span = int(lower[1]), int(lower[2])
    assert size(span, lower_depth) <= LARGEST < size(span, lower_depth + 1)
    assert size(lower_span, depth) <= LARGEST < size(lower_span + 1, depth)
