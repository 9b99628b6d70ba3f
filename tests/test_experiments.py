"""Experiments: as large as their pages say, and an answer that shows what was planted, in both languages.

No form is lived here: rows are made up, so that what a figure must show is known.
"""

import re
import runpy

import matplotlib.image
import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from planted import BASE, planned, plant, truth

from sim.errors import InputError
from sim.experiment.design import factor_of
from sim.experiment.slots import FORMS
from sim.locale import words
from sim.metrics import BETTER
from sim.report import answer as answers
from sim.report.answer import Lines, answered, finding

FOLDERS = sorted(path.parent.name for path in (ROOT / "experiments").glob("*/README.md"))
LIVED = [name for name in FOLDERS if (ROOT / "configs" / "experiment" / f"{name}.yaml").is_file()]
PLANTED = [name for name in LIVED if name not in ("march1991", "dials")]
ONE_OF_A_KIND = {"shocks", "contingency", "span_depth", "alliance"}
WITHIN = {"interventions", "managers_community", "core", "alliance", "executive", "delegation_corners"}
SHOWN = re.compile(r"sweep experiment=(\S+) --out (\S+) && python experiments/(\w+)/analyse.py (\S+)\n")


def page(name):
    return (ROOT / "experiments" / name / "README.md").read_text("utf-8")


def analysed(name, folder, monkeypatch, *options):
    monkeypatch.setattr("sys.argv", ["analyse.py", str(folder), *options])
    runpy.run_path(str(ROOT / "experiments" / name / "analyse.py"))


# ---------------------------------------------------------------------------------------------------------- their pages
def test_every_experiment_has_a_folder_and_a_line_in_the_index():
    named = {path.stem for path in (ROOT / "configs" / "experiment").glob("*.yaml")}
    index = (ROOT / "experiments" / "README.md").read_text("utf-8")
    assert len(named) >= 13
    assert named <= {*FOLDERS}
    rows = [line for line in index.splitlines() if line.startswith("| ") and "treillis sweep" in line]
    assert {re.search(r"\((\w+)/README", row)[1] for row in rows} == named
    for row in rows:
        name = re.search(r"\((\w+)/README", row)[1]
        assert f"`treillis sweep experiment={name}`" in row


@pytest.mark.parametrize("name", [*PLANTED, "dials"])
def test_a_page_says_how_many_runs_there_are_and_the_command_that_makes_them(name):
    plan, text = planned(name), page(name)
    least = len(plan.points) * plan.replicates * len(plan.slots)
    said = f"{least} to {plan.most_runs:,} runs" if plan.until else f"{plan.most_runs:,} runs"
    assert said in " ".join(text.split())
    parts = ["Question", "What is varied", "Expectation", "Command", "How to read the figure", "Answer"]
    assert re.findall(r"^## (.*)$", text, re.M)[:6] == parts
    assert SHOWN.search(text).groups() == (name, f"results/{name}", name, f"results/{name}")


@pytest.mark.parametrize("name", [*PLANTED, "dials"])
def test_an_answer_names_the_model_and_its_runs_gives_intervals_and_says_what_it_does_not_tell(name):
    answer = page(name).partition("\n## Answer\n")[2].partition("\n## ")[0]
    runs = re.search(r"\(model `calibrated-2`, ([\d,]+) runs", answer)
    assert runs
    plan = planned(name)
    least = len(plan.points) * plan.replicates * len(plan.slots)
    assert least <= int(runs[1].replace(",", "")) <= plan.most_runs
    ends = re.findall(r"\[([+-]?[\d.]+); ([+-]?[\d.]+)\]", answer)
    assert len(ends) >= 8
    assert not [each for each in ends if float(each[0]) > float(each[1])]
    assert "does not tell" in " ".join(answer.split())


def test_every_question_of_the_index_has_its_answer_and_none_is_open():
    index = (ROOT / "experiments" / "README.md").read_text("utf-8")
    rows = [line.split(" | ") for line in index.splitlines() if line.startswith("| ") and "treillis sweep" in line]
    assert len(rows) == len(LIVED)
    assert not [row[0] for row in rows if len(row) != 5 or not re.search(r"\d", row[1])]
    assert not [name for name in FOLDERS if "Not run yet" in page(name)]


def test_experiments_within_one_organisation_set_no_form_beside_another():
    for name in WITHIN:
        plan = planned(name)
        assert not {*plan.slots} & {*FORMS}
        sides = plan.expansion.settings(plan.points[0])
        if name != "delegation_corners":  # the same but for `initiative`: that is its question
            assert len({(each.rule, each.dials) for each in sides.values()}) == 1


def test_one_form_alone_can_take_the_place_of_neutral_dials_on_both_sides():
    plan = planned("interventions", "vary.each=[mechanical]")
    assert plan.most_runs == planned("interventions").most_runs
    for point in plan.points:
        sides = plan.expansion.settings(point)
        assert {each.rule for each in sides.values()} == {"hierarchical"}
        assert {each.dials.lattice for each in sides.values()} == {0.0}


def test_a_preset_is_a_level_with_what_it_is_built_on():
    plan = planned("interventions")
    assert plan.factors[0].levels[0] == "none"
    for (name,) in plan.points:
        sides = plan.expansion.settings((name,))
        assert not sides["without"].interventions
        assert bool(sides["with"].interventions) == (name != "none")
    whole = factor_of("physics", ["first_model"], None, "physics").given["first_model"]
    assert "defaults" not in whole
    assert len(whole) > 20
    with pytest.raises(InputError, match="did you mean 'mirror'"):
        factor_of("with.interventions", ["miror"], None, "intervention")


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", [*PLANTED, "dials"])
def test_whatever_a_figure_shows_has_a_name_in_both_languages(name, lang, monkeypatch):
    seen = []
    monkeypatch.setattr(answers, "answer", lambda outcomes, look, also=(): seen.append((outcomes, look, also)))
    runpy.run_path(str(ROOT / "experiments" / name / "analyse.py"))
    ((outcomes, _, also),) = seen
    assert f"answer_{name}" in words(lang)
    assert not [each for each in outcomes if each not in words(lang) and f"factor_{each}" not in words(lang)]
    assert {*outcomes, *also} <= {*BETTER}
    for factor in planned(name).factors:
        for level in factor.levels if factor.path.endswith("interventions") else ():
            assert f"arm_{level}" in words(lang)


# --------------------------------------------------------------------------------------------------- their answers
@pytest.mark.parametrize("name", PLANTED)
def test_a_table_has_the_planted_numbers_and_a_figure_stands_beside_it(name, tmp_path, monkeypatch, capsys):
    plan = planned(name)
    folder = plant(plan, tmp_path / name)
    french = [(("--lang", "fr"), "answer.fr.png")] if name in ONE_OF_A_KIND else []
    for options, picture in [((), "answer.png"), *french]:
        analysed(name, folder, monkeypatch, *options)
        assert capsys.readouterr().out.splitlines()[-1] == str(folder / picture)
        pixels = matplotlib.image.imread(folder / picture)
        assert pixels.shape[1] > 1000
        assert pixels[..., :3].std() > 0.05
    table = pd.read_csv(folder / "answer.csv", keep_default_na=False, na_values=[""])
    factors = [each.path for each in plan.factors if each.path in table]
    points = pd.DataFrame([dict(zip([f.path for f in plan.factors], each, strict=True)) for each in plan.points])
    for row in table.to_dict("records"):
        known = [each for each in factors if row[each] == row[each]]
        here = points[np.logical_and.reduce([points[each] == row[each] for each in known])].index
        true = np.mean([truth(point, row["outcome"]) for point in here])
        assert row["difference"] == pytest.approx(true, abs=1e-7)
        assert row[f"mean_{plan.slots[0]}"] == pytest.approx(BASE)
        assert row["low"] < row["difference"] < row["high"]
        assert row["n"] == plan.replicates
    assert len(table) >= len(plan.points) * len({*table["outcome"]}) / 3


def test_indices_of_dials_find_the_dial_that_was_planted(tmp_path, monkeypatch):
    plan = planned("dials", "design.points=32")
    strategy = [each.path for each in plan.factors].index("organic.dials.strategy")
    folder = plant(plan, tmp_path / "dials", lambda point, _: plan.points[point][strategy])
    analysed("dials", folder, monkeypatch)
    table = pd.read_csv(folder / "answer.csv")
    total = table[(table["kind"] == "total") & (table["outcome"] == "fit")].set_index("factor")["estimate"]
    assert total.idxmax() == "organic.dials.strategy"
    assert total.max() == pytest.approx(1.0, abs=0.15)
    assert total.drop("organic.dials.strategy").max() < 0.05
    assert (folder / "answer.png").is_file()


def test_a_wrong_folder_or_language_is_one_line(tmp_path, monkeypatch, capsys):
    for options, said in (((), "holds no results"), (("--lang", "de"), "no language 'de'")):
        with pytest.raises(SystemExit) as left:
            analysed("contingency", tmp_path, monkeypatch, *options)
        assert left.value.code == 2
        line = capsys.readouterr().err
        assert line.startswith("treillis: ")
        assert said in line
        assert line.count("\n") == 1


# --------------------------------------------------------------------------------------------------- the front figure
def planted_table(differences):
    ends = [(name, x, *end) for name, both in differences.items() for x, end in zip((0.0, 8.0), both, strict=True)]
    return pd.DataFrame(ends, columns=["outcome", "x", "difference", "verdict", "better"])


@pytest.mark.parametrize(("lang", "turns"), [("en", "Speed turns most: ahead at 0, {a}; at 8, {b} (x)"), ("fr", "{a}")])
def test_the_title_of_the_front_figure_says_what_the_picture_shows(lang, turns):
    forms = ("mechanical", "organic")
    say = [words(lang)[each] for each in forms]
    still = [(0.031, "ahead", "organic"), (0.04, "ahead", "organic")]
    for first, last in ((0, 1), (1, 0)):
        ends = [(1.0, "ahead", forms[first]), (-1.0, "ahead", forms[last])]
        table = planted_table({"decision_lead": ends, "fit": still})
        said = finding(table, ("decision_lead", "fit"), Lines("x"), forms, lang)
        assert turns.format(a=say[first], b=say[last]) in said
        assert said.index(say[first]) < said.index(say[last])


def test_nobody_is_named_who_is_not_ahead():
    ends = [(0.4, "unclear", ""), (-1.0, "slightly ahead", "organic")]
    table = planted_table({"decision_lead": ends})
    said = finding(table, ("decision_lead",), Lines("x"), ("mechanical", "organic"), "en")
    assert "organic" not in said
    assert said.count("nobody") == 1


def test_marks_of_the_front_figure_say_who_is_ahead_up_being_the_organic_side(tmp_path, monkeypatch):
    plan = planned("shocks")
    gaps = (0.5, 0.5, 0.1, 0.0, -0.1, -0.5)  # days: from the mechanical form ahead to the organic one
    folder = plant(plan, tmp_path / "shocks", lambda point, _: gaps[point])
    seen = []
    monkeypatch.setattr(answers, "image", lambda figure, _: seen.append(figure) or b"")
    answered(folder, ("decision_lead",), Lines("world.shock_frequency"), "en")
    marks = [each for each in seen[0].axes[0].lines if each.get_marker() in ("s", "o")]
    assert [each.get_marker() for each in marks] == ["s", "s", "o", "o", "o", "o"]
    assert [each.get_markerfacecolor() == "white" for each in marks] == [False, False, True, True, True, False]
    heights = [float(each.get_ydata()[0]) for each in marks]
    assert heights == pytest.approx([-each for each in gaps])
    texts = {each.get_text(): each.get_position()[1] for each in seen[0].axes[0].texts}
    assert texts["organic better"] > texts["mechanical better"]
