"""Published models: known answers of their parts, what they reported at small size, and controls that must fail."""

from __future__ import annotations

import json
import re

import networkx as nx
import numpy as np
import pytest

from sim import cli
from sim.errors import InputError
from sim.experiment.expand import model_names
from sim.published import cohen1972, dodds2003, fang2010, guimera2002, lazer2007, march1991, radner1993
from sim.stats.row import Row, control, ordered
from sim.validation import registry
from sim.validation.table import as_text, as_values, verdict

SMALL = march1991.Settings(dimensions=10, people=12)


def held(rows: list[Row]) -> None:
    """All rows hold, all controls fail, and there is at least one of each."""
    assert [f"{row.case}: {verdict(row)}" for row in rows if not row.passed] == []
    assert {row.must_fail for row in rows} == {True, False}
    assert {row.kind for row in rows} == {"DOCK"}


# ------------------------------------------------------------------------------------------------------ the results
def test_every_result_says_what_it_is_and_what_was_not_reproduced():
    names = registry.checks(registry.DOCK)
    assert len(names) >= 8
    for name in names:
        said = registry.says(registry.DOCK, name)
        for part in ("Setup ", "Expected ", "Tolerance ", "Control ", "Not reproduced ", "Source "):
            assert f"\n{part}" in said, f"{name}: no {part}"
        assert re.search(r"\[[a-z]+\d{4}\]", said), name


def test_march_at_small_size_tells_the_model_from_its_wording():
    cells = [(0.1, 0.5, 0.95425), (0.5, 0.1, 0.79935), (0.9, 0.9, 0.72840)]  # 200 runs see a difference of 0.04
    rows = [march1991.compared(*each, case, 200) for case, each in enumerate(cells)]
    held([*rows, control(march1991.compared(*cells[0], 3, 200, as_worded=1))])


def test_the_recreation_has_27_cells_and_crossing_lines():
    lines = march1991.REPORTED
    assert sum(map(len, lines.values())) == 27
    assert lines[0.1][0] < lines[0.5][0] < lines[0.9][0]
    assert lines[0.1][-1] > lines[0.5][-1] > lines[0.9][-1]


@pytest.mark.parametrize(
    "rows",
    [
        lambda: march1991.march_turnover(300),
        radner1993.radner_processors,
        lambda: guimera2002.guimera_congestion(20_000),
        lambda: lazer2007.lazer_friedman(40),
        lambda: fang2010.fang_subgroups(20, groups=20),
        lambda: dodds2003.dodds_lateral_links(depth=2, links=10),
        cohen1972.garbage_can,
    ],
    ids=["turnover", "radner", "congestion", "lazer", "fang", "dodds", "garbage"],
)
def test_each_result_holds_at_small_size_and_its_control_fails(rows):
    held(rows())


# --------------------------------------------------------------------------------------------------- their own parts
def test_march_is_the_same_for_the_same_seed_and_settles_on_one_belief():
    first = march1991.run(SMALL, 4)
    assert first == march1991.run(SMALL, 4) != march1991.run(SMALL, 5)
    assert first["knowledge"] == first["mean_knowledge"]
    assert set(first) == set(march1991.OUTCOMES)


def test_march_without_learning_knows_nothing():
    nobody = march1991.run(march1991.Settings(p1=0.0, p2=0.0, periods=5), 1)
    assert (nobody["knowledge"], nobody["periods"]) == (0.0, 5.0)


def test_radners_numbers_are_the_printed_ones():
    assert [radner1993.delay(*each) for each in ((40, 8), (100, 10))] == [8, 14]
    assert radner1993.skip_level([1, 2, 3], 3) == (6, 3)
    with pytest.raises(InputError, match="1 to 3"):
        radner1993.skip_level([1, 2, 3], 4)
    with pytest.raises(InputError, match="2 or more"):
        radner1993.plain_tree([1, 2], 1)


@pytest.mark.parametrize("links", [guimera2002.star(9), guimera2002.ring(8), guimera2002.tree(3, 2), [(0, 1), (1, 2)]])
def test_betweenness_is_that_of_networkx(links):
    theirs = nx.betweenness_centrality(nx.Graph(links), normalized=False)
    ours = guimera2002.betweenness(guimera2002.neighbours(links))
    assert ours == pytest.approx([2 * theirs[each] for each in range(len(ours))])


def test_loads_of_a_star_by_hand():
    loads = guimera2002.loads(guimera2002.star(31), 0.01)
    assert loads == pytest.approx([0.3, *[0.01] * 30])  # 29 pairs a leaf, and what begins at the hub itself
    assert guimera2002.collapse(guimera2002.star(31)) == pytest.approx(1 / 30)
    assert guimera2002.in_system(guimera2002.star(31), 0.04) == np.inf
    with pytest.raises(InputError, match="first network must be better"):
        guimera2002.crossover(guimera2002.ring(31), guimera2002.star(31))


def test_pairs_that_are_compared_have_as_many_links():
    assert [len({*map(len, pair)}) for pair in guimera2002.PAIRS.values()] == [1, 1]


def test_a_problem_without_interactions_has_one_peak():
    seen, worth, best = lazer2007.problem(6, 0, 3)
    assert best == pytest.approx(worth.max(axis=1).mean())
    assert seen[:, 0].tolist() == list(range(6))
    hard = lazer2007.problem(8, 3, 3)[0]
    assert all(len({*row}) == 4 for row in hard.tolist())


def test_groups_without_bridges_look_at_fellows_alone():
    near = fang2010.linked(4, 3, 0.0, 1)
    assert [sorted(row) for row in near.tolist()[:3]] == [[1, 2], [0, 2], [0, 1]]
    assert (fang2010.linked(4, 3, 1.0, 1) // 3 != np.arange(12)[:, None] // 3).all()


def test_lateral_links_are_as_many_as_asked_and_none_is_a_line():
    straight = guimera2002.tree(3, 2)
    links = dodds2003.with_lateral(3, 2, 5, dodds2003.KINDS["multiscale"], 1)
    assert len({*links}) == len(straight) + 5
    siblings = dodds2003.with_lateral(3, 2, 4, dodds2003.KINDS["local team"], 1)[len(straight) :]
    assert all((i - 1) // 3 == (j - 1) // 3 for i, j in siblings)


def test_access_and_energy_of_the_can_are_the_papers():
    assert cohen1972.allowed("unsegmented", 20).sum() == 200
    assert cohen1972.allowed("hierarchical", 10).sum(axis=1).tolist() == list(range(10, 0, -1))
    assert cohen1972.allowed("specialised", 20).sum(axis=1).tolist() == [1] * 20
    assert [cohen1972.energies(each).sum() for each in cohen1972.ENERGY] == pytest.approx([5.5] * 3)


def test_every_choice_of_a_can_has_one_end():
    can = cohen1972.lived(1.1, "hierarchical", "unsegmented", "equal", 2)
    assert can.resolution + can.oversight + can.flight + can.unmade == 10
    assert can == can


# -------------------------------------------------------------------------------------------------- rows and command
CLOSE = Row("a model", "one", "a paper [march1991]", 1.0, 1.01, 0.02, 20, "DOCK")
AWAY = Row("a model", "other", "a paper [march1991]", 1.0, 2.0, 0.02, 20, "DOCK")


def test_a_control_passes_by_failing_and_says_so():
    assert (verdict(control(AWAY)), verdict(control(CLOSE))) == ("fails, as it must", "FAIL: a control that holds")
    assert not control(Row("a", "b", "c", 1.0, float("nan"), 0.1, 20)).passed
    table = as_text([("a", CLOSE), ("a", control(CLOSE))])
    assert "1 of 2 rows pass; failed: a" in table


def test_an_order_needs_a_difference_beyond_its_tolerance():
    above = ordered("a", "b", "c", [1.0, 1.2] * 10)
    assert (above.passed, above.relation) == (True, ">")
    assert not ordered("a", "b", "c", [1.0, 1.2] * 10, "<").passed
    assert not ordered("a", "b", "c", [-1.0, 1.2] * 10).passed
    assert "> 0" in as_text([("a", above)])
    assert as_values([("a", above)])["rows"][0]["relation"] == ">"


@pytest.mark.parametrize(("rows", "code"), [([CLOSE, control(AWAY)], 0), ([AWAY], 1), ([control(CLOSE)], 1)])
def test_a_row_that_fails_or_a_control_that_holds_is_exit_code_1(monkeypatch, capsys, rows, code):
    monkeypatch.setattr(registry, "rows_of", lambda *_: [("march_turnover", row) for row in rows])
    monkeypatch.setattr("sys.argv", ["treillis", "validate", "dock", "--json"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == code
    assert json.loads(capsys.readouterr().out)["passed"] == (code == 0)


# ---------------------------------------------------------------------------------------------------------- by sweep
def test_a_sweep_runs_a_published_model_and_gives_its_numbers_again(tmp_path, monkeypatch, capsys):
    words = ["sweep", "experiment=march1991", "published.p1=0.3,0.9", "published.people=12", "replicates=3"]
    said = commanded(monkeypatch, capsys, *words, "executor=serial", "--out", str(tmp_path / "r"))
    assert "6 points x 3 worlds" in said
    commanded(monkeypatch, capsys, "export", str(tmp_path / "r"), "--csv")
    rows = (tmp_path / "r" / "runs.csv").read_text(encoding="utf-8-sig").splitlines()
    row = dict(zip(*(each.replace('"', "").split(",") for each in rows[:2]), strict=True))
    p1, p2 = float(row["published.p1"]), float(row["published.p2"])
    again = march1991.run(march1991.Settings(p1=p1, p2=p2, people=12), int(row["seed"]))
    assert {name: float(row[name]) for name in again} == again
    assert "to the last bit" in commanded(monkeypatch, capsys, "reproduce", str(tmp_path / "r"))


def commanded(monkeypatch, capsys, *words: str) -> str:
    monkeypatch.setattr("sys.argv", ["treillis", *words])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    said = capsys.readouterr()
    assert stopped.value.code == 0, said.err
    return said.out


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("published.p5=1", "published.p5: unknown setting"),
        ("published.p1=2", "published.p1: expected a number from 0 to 1, got 2"),
        ("published.model=march", "did you mean 'march1991'?"),
        ("culture.trust=0.1", "a published model has settings of its own"),
        ("until_ci=0.1", "only for organisations"),
    ],
)
def test_a_wrong_word_about_a_published_model_is_one_line(monkeypatch, capsys, word, says):
    monkeypatch.setattr("sys.argv", ["treillis", "sweep", "experiment=march1991", word, "--plan"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    err = capsys.readouterr().err
    assert stopped.value.code == 2
    assert says in err
    assert len(err.splitlines()) == 1


def test_the_models_a_sweep_can_run_are_files():
    assert model_names() == ["march1991"]
