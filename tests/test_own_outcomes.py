"""An outcome of a user's own: a file with a header and one function, hashed, computed where runs are lived."""

from __future__ import annotations

import json

import numpy as np
import pytest

import sim
from sim.experiment.frames import UNMEASURED
from sim.experiment.store import read_columns, read_passport

SMALL = {"organisation": {"span": 3, "depth": 1}, "days": 60, "warmup_days": 5, "follow_days": 10}
WORDS = ["organisation.span=3", "organisation.depth=1", "days=60", "warmup_days=5", "follow_days=10"]
BUSIEST = '''"""Share of waiting tasks that the busiest person holds at the end."""

unit = "share"
better = -1


def busiest(run):
    return run.people["inbox"].max() / max(1, run.people["inbox"].sum())
'''
ESCALATED = '''name = "up_by_workers"
unit = "an issue"
better = 0
events = True


def count_them(run):
    """Times issues were passed up, for each that came."""
    return (run.events["action"] == "escalate").sum() / len(run.issues)
'''
SOMETIMES = """unit = ""
better = 1


def sometimes(run):
    return 1 / (run.settings.seed - 2)
"""


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in {"busiest": BUSIEST, "escalated": ESCALATED, "sometimes": SOMETIMES}.items():
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_comparison_has_it_beside_the_others():
    found = sim.compare("world=turbulent", seeds=3, outcomes=["busiest.py", "escalated.py"], quiet=True, **SMALL)
    assert found.table.loc["busiest", ["unit", "better"]].tolist() == ["share", -1]
    for form, slot in found.study.slots.items():
        run = sim.simulate(settings=slot)
        share = run.people["inbox"].max() / max(1, run.people["inbox"].sum())
        mine = found.rows[(found.rows["form"] == form) & (found.rows["seed"] == 1)].iloc[0]
        assert mine["busiest"] == share
        assert mine["up_by_workers"] == (run.events["action"] == "escalate").sum() / len(run.issues)
    away = found.rows.pivot_table("busiest", index="seed", columns="form")
    assert found.table.loc["busiest", "difference"] == pytest.approx((away["organic"] - away["mechanical"]).mean())


def test_it_is_printed_stored_explained_and_opened_again(treillis):
    said = treillis("compare", "--seeds", "3", *WORDS, "outcomes=[busiest.py]", "--out", "kept").out
    assert "busiest" in said
    assert read_columns(sim.load("kept").folder)["busiest"]["says"].startswith("Share of waiting tasks")
    [about] = read_passport(sim.load("kept").folder)["outcomes"]
    assert (about["name"], about["better"], len(about["sha256"])) == ("busiest", -1, 64)
    assert "busiest" in sim.load("kept").table.index
    both = treillis("compare", "--seeds", "3", "form=organic", "--with", "culture.trust=0.9", *WORDS,
                    "outcomes=[busiest.py]", "--out", "sheet").out  # fmt: skip
    assert "busiest" in both


@pytest.mark.parametrize("executor", ["serial", {"kind": "processes", "workers": 2}])
def test_a_sweep_computes_it_in_its_workers(executor, files):
    vary = {"culture.trust": [0.2, 0.8]}
    found = sim.sweep(vary=vary, replicates=3, outcomes=["busiest.py"], executor=executor, quiet=True, **SMALL)
    runs = found.runs
    assert len(runs) == 12
    assert np.isfinite(runs["busiest"]).all()
    assert runs[UNMEASURED].isna().all()
    assert found.effects("busiest", by="culture.trust")["difference"].notna().all()
    run = sim.simulate("form=organic", **{**SMALL, "seed": 2}, culture={"trust": 0.8})
    mine = runs[(runs["form"] == "organic") & (runs["seed"] == 2) & (runs["culture.trust"] == 0.8)].iloc[0]
    assert mine["busiest"] == run.people["inbox"].max() / max(1, run.people["inbox"].sum())


def test_what_it_fails_of_is_its_own_loss_and_is_said(treillis):
    done = treillis("sweep", "culture.trust=0.2,0.8", "replicates=3", "executor=serial", *WORDS,
                    "outcomes=[sometimes.py,busiest.py]", "--out", "kept")  # fmt: skip
    assert done.code == 0
    assert "4 of 12 runs lack an outcome: sometimes: ZeroDivisionError: " in done.out
    runs = sim.load("kept").runs
    assert runs["failed"].isna().all()
    assert runs["fit"].notna().all()
    assert runs["busiest"].notna().all()
    assert runs.loc[runs["sometimes"].isna(), "seed"].tolist() == [2] * 4
    assert runs[UNMEASURED].notna().tolist() == runs["sometimes"].isna().tolist()
    assert "2 of 6 runs lack" in treillis("compare", "--seeds", "3", *WORDS, "outcomes=[sometimes.py]").err


def test_a_changed_file_is_another_experiment(files, treillis):
    words = ["sweep", "culture.trust=0.2,0.8", "replicates=1", "executor=serial", *WORDS, "outcomes=[busiest.py]"]
    assert treillis(*words, "--out", "kept").code == 0
    (files / "busiest.py").write_text(BUSIEST.replace("max(1,", "max(2,"), encoding="utf-8")
    again = treillis(*words, "--out", "kept")
    assert again.code == 2
    resumed = treillis("resume", "kept")
    assert resumed.code == 2
    assert "busiest.py has changed" in resumed.err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("better = 1\nunit = 'a'\n", "expected one function of a run"),
        (BUSIEST + "\n\ndef other(run):\n    return 1\n", "there is busiest, other"),
        (BUSIEST.replace('unit = "share"\n', ""), "its header lacks unit"),
        (BUSIEST.replace("better = -1", 'better = "low"'), "line 4: better: expected a whole number, got 'low'"),
        (BUSIEST.replace("better = -1", "better = 7"), "better is -1, 1 or 0"),
        (BUSIEST.replace("better", "beter"), r"line 4: the header has no beter \(did you mean 'better'"),
        (BUSIEST.replace("def busiest", "def fit"), "there is an outcome 'fit' already"),
        ("import nosuchmodule\n" + BUSIEST, "cannot be loaded: ModuleNotFoundError"),
        (BUSIEST + "(", "line 9: '\\(' was never closed"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_line(text, says, files):
    (files / "wrong.py").write_text(text, encoding="utf-8")
    with pytest.raises(sim.InputError, match=says) as told:
        sim.compare(outcomes=["wrong.py"], seeds=2, **SMALL)
    assert "\n" not in str(told.value)


def test_a_missing_file_names_the_nearest(treillis):
    done = treillis("sweep", "culture.trust=0.2,0.8", "outcomes=[bussiest.py]")
    assert done.code == 2
    assert "no such file" in done.err
    assert "busiest.py" in done.err
    assert json.loads(treillis("run", *WORDS, "outcomes=[busiest.py]", "--json").out)["outcomes"]["busiest"]
