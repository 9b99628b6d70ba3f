"""What a researcher gets wrong about a sweep is one clear line, exit code 2, and nothing left behind."""

from __future__ import annotations

import sys

import pytest
from sweeping import SMALL, SWEEP

FILES = {
    "empty.yaml": "vary:\n  culture.trust: []\n",
    "odd.yaml": "vary: 3\n",
    "no.yaml": "vary: [\n",
    "dial.yaml": "vary:\n  organic.dial.*: [0, 1]\n",
    "ragged.csv": "culture.trust,organic.rule\n0.2,distributed\n0.8\n",
    "blank.csv": "culture.trust\n0.2\n",
    "trst.csv": "culture.trst\n0.2\n",
    "twice.csv": "culture.trust,culture.trust\n0.2,0.3\n",
    "nothing.csv": "",
}
WRONG = [
    ((), "nothing to vary"),
    (("experiment=contingncy",), "there is no experiment 'contingncy' (did you mean 'contingency'?)"),
    (("experiment=none.yaml",), "experiment: no such file: none.yaml"),
    (("experiment=empty.yaml",), "vary.culture.trust: no levels"),
    (("experiment=odd.yaml",), "vary: expected settings and their levels"),
    (("experiment=no.yaml",), "not YAML"),
    (("culture.trst=0.2,0.4",), "culture.trst: unknown setting (did you mean 'trust'?)"),
    (("wrld.drift=0.2,0.4",), "wrld: unknown setting (did you mean 'world'?)"),
    (("mechanical.dials.latice=0,1",), "mechanical.dials.latice: unknown setting (did you mean 'lattice'?)"),
    (("dials.lattice=0,1",), "dials: each organisation has its own: mechanical.dials or organic.dials"),
    (("culture.trust=0.2,0.4", "replicate=3"), "replicate: unknown key of an experiment (did you mean 'replicates'?)"),
    (("culture.trust=0.2,0.4", "until=0.1"), "until: unknown key of an experiment (did you mean 'until_ci'?)"),
    (("culture.trust=0.2,7",), "culture.trust: expected a number from 0 to 1, got 7"),
    (("culture.trust.x=1,2",), "culture.trust is a value and holds no settings"),
    (("world.staged.0.day=1,2",), "world.staged is a list; it is empty"),
    (("world=calm,turbulnt",), "world/turbulnt: no such file in configs/ (did you mean 'turbulent'?)"),
    (("organic=organic,mechancal",), "did you mean 'mechanical'"),
    (("organic.rule=distributed,hierarchcal",), "there is no rule 'hierarchcal' (did you mean 'hierarchical'?)"),
    (("organic.rule=helpful_peers", "organic.rule_args.tird=1,2"), "did you mean 'tired'"),
    (("organic.rule_args.overload=1,2",), "overload is the engine's now"),
    (("days=6,80", "culture.trust=0.2,0.4"), "days: 6 leaves nothing to measure"),
    (("culture.trust=range(1,3)",), "write the values, as in culture.trust=0.2,0.8"),
    (("vary.culture.trust=[]",), "vary.culture.trust: no levels"),
    (("vary.culture.trust={low: 1}",), "a range needs two numbers"),
    (("vary.culture.trust={low: 1, high: 0}",), "low 1 is not below high 0"),
    (("vary.culture.trust={low: 0, high: 1}",), "needs a list of levels, or steps"),
    (("vary.culture.trust={low: 0, high: 1, log: true}", "design=sobol"), "needs low above 0"),
    (("vary.culture.trust={low: 0, high: 2}", "design=sobol"), "culture.trust: expected a number from 0 to 1, got 2"),
    (("vary.culture.trust=[0.1,0.1]",), "level 0.1 is there twice"),
    (("vary.seed=[1,2]",), "vary.seed: every point has the same seeds"),
    (("experiment=dial.yaml",), "vary.organic.dial.*: no group of settings there"),
    (("design=factoral",), "design.kind: no design 'factoral' (did you mean 'factorial'?)"),
    (("design.pts=3", "culture.trust=0.1,0.2"), "design.pts: unknown setting (did you mean 'points'?)"),
    (
        ("design=saltelli", "design.points=100", "culture.trust=0.1,0.2"),
        "a power of two, got 100 (nearest valid: 64)",
    ),
    (("design=morris", "design.levels=3", "culture.trust=0.1,0.2"), "even number, got 3"),
    (("design=cases",), "cases need either file: cases.csv or rows"),
    (("design=cases", "design.file=none.csv"), "design.file: no such file"),
    (("design=cases", "design.file=ragged.csv"), "ragged.csv line 3: 1 cells under 2 columns"),
    (("design=cases", "design.file=trst.csv"), "culture.trst: unknown setting"),
    (("design=cases", "design.file=twice.csv"), "column 'culture.trust' is there twice"),
    (("design=cases", "design.file=nothing.csv"), "nothing.csv: empty"),
    (("design=cases", "design.rows=[{culture.trust: 1}, {culture.clarity: 1}]"), "every case sets the same settings"),
    (("design=cases", "design.file=blank.csv", "culture.clarity=0.1,0.2"), "vary: a design of cases says itself"),
    (("replicates=0", "culture.trust=0.1,0.2"), "replicates: expected a whole number from 1"),
    (("until_ci.outcome=fitt", "culture.trust=0.1,0.2"), "until_ci.outcome: no outcome 'fitt' (did you mean 'fit'?)"),
    (("until_ci.most=3", "culture.trust=0.1,0.2"), "until_ci.most: 3 is below at_least 10"),
    (("slots=[a]", "culture.trust=0.1,0.2"), "slots: nothing says what 'a' is"),
    (("slots=[world]", "culture.trust=0.1,0.2"), "slots: 'world' is a setting"),
    (("slots=[]", "culture.trust=0.1,0.2"), "slots: expected names"),
    (("executor=dusk", "culture.trust=0.1,0.2"), "did you mean 'dask'"),
    (("executor.kind=dusk", "culture.trust=0.1,0.2"), "executor.kind: no executor 'dusk' (did you mean 'dask'?)"),
    (("executor.workers=-1", "culture.trust=0.1,0.2"), "executor.workers: expected a whole number from 0"),
    (("vary.culture.trust={low: 0, high: 1, steps: 90000}",), "3,600,000 runs are more than 200,000; --yes"),
    (("vary.culture.trust={low: 0, high: 1, steps: 90000}", "replicates=999", "--yes"), "at most 20,000,000"),
    (("culture.trust=0.1,0.2", "--config-dir", "none"), "--config-dir: no such folder"),
    (("culture.trust=0.1,0.2", "--lang", "de"), "--lang: no language 'de'"),
]


@pytest.fixture
def refused(treillis, tmp_path):
    """Call a command that must be refused; return the line it said."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)

    def call(*words):
        said = treillis(*words)
        assert said.code == 2, said
        assert said.err.startswith("treillis: ")
        assert said.err.count("\n") == 1, said.err
        assert {each.name for each in tmp_path.iterdir()} == {*FILES}
        return said.err

    return call


@pytest.mark.parametrize(
    ("words", "line"), WRONG, ids=lambda each: " ".join(each)[:50] if isinstance(each, tuple) else ""
)
def test_a_wrong_experiment_is_named_with_what_would_be_right(refused, words, line):
    assert line in refused("sweep", *SMALL[:2], *words)


@pytest.mark.parametrize("out", ["empty.yaml", "/dev/null/x", 300 * "x"], ids=["file", "device", "long"])
def test_a_folder_that_cannot_be_written_is_refused(refused, out):
    assert "--out: cannot write to" in refused(*SWEEP, "--out", out)


def test_a_scheduler_that_is_not_there_is_one_line(refused):
    here = ("executor=dask", "executor.wait_seconds=1")
    assert "no Dask scheduler at tcp://127.0.0.1:9" in refused(*SWEEP, *here, "executor.address=tcp://127.0.0.1:9")
    assert "expected something like tcp://host:8786" in refused(*SWEEP, *here, "executor.address=here")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("resume", "none"), "none: holds no sweep"),
        (("resume", ".", "seed=3"), "seed=3: a sweep goes on as it began"),
        (("results", "none"), "no such folder: none"),
        (("export", "none", "--csv"), "no such folder: none"),
        (("export", ".", "--csv"), ".: holds no sweep"),
        (("export", "."), "say in which format"),
        (("reproduce", "abc"), "6 characters or more"),
        (("reproduce", "abcdefgh", "--results", "."), "no run and no result under . has this id"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_other_verbs_say_what_is_wrong_in_one_line(refused, words, line):
    assert line in refused(*words)


@pytest.mark.parametrize(
    ("words", "module", "line"),
    [
        (("design=morris",), "SALib.sample.morris", "morris needs SALib: pip install 'treillis[analysis]'"),
        (("executor=dask",), "distributed", "Dask and SLURM need more: pip install 'treillis[cluster]'"),
        (("executor=slurm",), "dask_jobqueue", "Dask and SLURM need more: pip install 'treillis[cluster]'"),
    ],
    ids=["SALib", "dask", "jobqueue"],
)
def test_what_is_not_installed_is_said_with_what_to_install(refused, monkeypatch, words, module, line):
    monkeypatch.setitem(sys.modules, module, None)
    assert line in refused(*SWEEP, *words)


def test_slurm_that_is_not_there_is_one_line(refused, monkeypatch, tmp_path_factory):
    monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("nothing")))
    assert "sbatch" in refused(*SWEEP, "executor=slurm", "executor.wait_seconds=1")
