"""What an adversary or bad luck gives the readers: each is one clear line, in bounded time and memory."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from conftest import settings_of
from fuzzing import holds
from hypothesis import HealthCheck, given, settings
from readers import READERS
from sweeping import SMALL, SWEEP

from sim.engine.binding import bind
from sim.errors import InputError
from sim.files import csv_file
from sim.organisation import build_chart
from sim.parameters import OrganisationSettings
from sim.run import set_scene
from sim.world import load_trace, save_trace

HEADER = "id,manager,team\n"
BOMB = "x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n" + "".join(
    f"x{k}: &x{k} [{', '.join([f'*x{k - 1}'] * 10)}]\n" for k in range(1, 9)
)
"""A thousand million values in nine lines."""
DECIDE = "def decide(me, boss, issue, org, luck):\n    "


# ---------------------------------------------------------------------------------------------------- any reader at all
@pytest.fixture(scope="module")
def somewhere(tmp_path_factory, warm_engine):
    """Be in an empty folder for the whole of these tests."""
    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("readers"))
    yield
    os.chdir(before)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.usefixtures("somewhere")
def test_a_reader_works_or_answers_in_a_line(name):
    reader = READERS[name]

    @settings(max_examples=25, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(reader.given)
    def reads(what):
        holds(lambda: reader.read(what))

    reads()


# ------------------------------------------------------------------------------------------------------------- too much
def company(tmp_path, text):
    (tmp_path / "people.csv").write_text(text)
    return build_chart(OrganisationSettings(people=str(tmp_path / "people.csv"), peer_ties=0), 1)


def test_a_file_of_a_gigabyte_is_refused_unread(tmp_path):
    with (tmp_path / "people.csv").open("wb") as file:
        file.truncate(10**9)  # takes no room on disk
    with pytest.raises(InputError, match=r"people\.csv: is 1,000,000,000 bytes long; tables of at most 50,000,000"):
        build_chart(OrganisationSettings(people=str(tmp_path / "people.csv")), 1)


def test_a_file_just_within_the_bound_is_read(tmp_path, monkeypatch):
    text = HEADER + "ann,,t\n"
    monkeypatch.setattr(csv_file, "LARGEST", len(text))
    assert company(tmp_path, text).size == 1
    with pytest.raises(InputError, match="bytes long"):
        company(tmp_path, text + "b")


def test_a_chain_of_a_hundred_thousand_managers_is_a_company(tmp_path):
    chain = "".join(f"p{k},{f'p{k - 1}' if k else ''},t\n" for k in range(100_000))
    assert company(tmp_path, HEADER + chain).level.max() == 99_999


def test_long_ids_are_read_and_compared_by_their_beginnings(tmp_path):
    long = "".join(f"{k}{'x' * 9_990},,t\n" for k in range(1000))
    assert company(tmp_path, HEADER + long).size == 1000
    with pytest.raises(InputError, match="a manager is not in this file"):
        company(tmp_path, HEADER + long + f"b,7{'x' * 9_989}y,t\n")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (BOMB, "stands for more than 100,000 values"),
        ("vary: " + "[" * 60 + "]" * 60, "stands for more than 40 levels"),
        ("vary: &a [*a]", "*a refers to itself"),
        ("vary: {culture.trust: [" + "9" * 2000 + "]}", "has 2,000 digits"),
        ("vary: {culture.trust: [" + "9" * 400 + "]}", "is no level"),
        ("vary: {culture.trust: {low: 0, high: " + "9" * 400 + "}}", "a range needs two numbers"),
        ("vary: {culture.trust: [.inf]}", "is no level"),
        ("vary: {days: [.nan, 60]}", "is no level"),
        ("vary: {days: {low: 60, high: .inf, steps: 3}}", "a range needs two numbers"),
        ("vary: {culture.trust: [!!int abc]}", "not YAML"),
        ("vary: {culture.trust: [!!timestamp abc]}", "not YAML"),
        ("vary: {~: [1]}", "cannot be composed"),
        ("3", "expected settings and values"),
        ("defaults: 3", "defaults: expected a list"),
        ("organic: {rule_args: {load: " + "9" * 400 + "}}\nvary: {culture.trust: [0, 1]}", "too large"),
        ("interventions: {a: {what: trust, to: " + "9" * 400 + "}}\nvary: {culture.trust: [0, 1]}", "nearest valid: 1"),
        ('organisation: {people: "a\\0b"}\nvary: {culture.trust: [0, 1]}', "holds NUL"),
        ('organic: {rule: "~nobody-here/b.py"}\nvary: {culture.trust: [0, 1]}', "cannot be opened"),
        ("\ufffe", "own.yaml"),
    ],
    ids=lambda each: each[:30],
)
def test_an_experiment_that_stands_for_too_much_or_nothing_is_refused(treillis, tmp_path, text, line):
    (tmp_path / "own.yaml").write_text(text)
    refused(treillis("sweep", *SMALL, "experiment=own.yaml"), line)


def test_a_name_that_means_something_to_hydra_is_still_a_name(treillis, tmp_path):
    (tmp_path / "a, b=${c}.yaml").write_text("vary: {culture.trust: [0.2]}\nreplicates: 1\nexperiment: /elsewhere\n")
    said = treillis("sweep", *SMALL, r"experiment='a, b=\${c}.yaml'", "--plan")
    assert said.code in (0, 2)
    assert "Traceback" not in said.err
    (tmp_path / "a b.yaml").write_text("vary: {culture.trust: [0.2]}\nreplicates: 1\nexperiment: /elsewhere\n")
    assert treillis("sweep", *SMALL, "experiment='a b.yaml'", "executor=serial").code == 0
    assert (tmp_path / "results" / "a b").is_dir()  # not where the file would have it


def refused(said, line):
    assert said.code == 2, said
    assert said.err.startswith("treillis: ")
    assert said.err.count("\n") == 1, said.err
    assert line in said.err


# ------------------------------------------------------------------------------------------------- words and names
@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("culture.trust=" + "[" * 60 + "]" * 60, "has brackets 60 deep"),
        ("culture.trust=" + "1," * 20_000, "has 40,014 characters"),
        ("culture." + "x" * 10_000 + "=3", "File name too long"),
        ("world=../culture/baseline", "without folder and ending"),
        ("organic=../../etc/passwd", "without folder and ending"),
        ("organic.intervention=../world/calm", "without folder and ending"),
        ("organic=" + "x" * 5000, "File name too long"),
        ("culture.trust=\ud800", "cannot be read"),
    ],
    ids=lambda each: each[:30].encode("ascii", "replace").decode(),
)
def test_a_word_that_leads_elsewhere_is_refused(treillis, word, line):
    refused(treillis("compare", *SMALL, word), line)


@pytest.mark.parametrize(
    "words",
    [
        ("results",),
        ("resume",),
        ("reproduce",),
        ("trace",),
        ("org", "check"),
        ("export", "--csv"),
        ("sweep", "culture.trust=0,1", "--config-dir"),
        ("sweep", "culture.trust=0,1", "--out"),
    ],
    ids=" ".join,
)
def test_a_name_too_long_for_a_file_is_one_line(treillis, words):
    refused(treillis(*words, "x" * 5000), "File name too long")


def test_rules_do_not_fill_the_memory(tmp_path):
    ever_larger = "X0 = 10\n" + "".join(f"X{k} = X{k - 1} * X{k - 1}\n" for k in range(1, 60))
    (tmp_path / "constants.py").write_text(ever_larger + DECIDE + "return 1\n")
    with pytest.raises(InputError, match="is not a number"):
        bind(str(tmp_path / "constants.py"))
    (tmp_path / "variables.py").write_text(DECIDE + "x = 10\n" + "    x = x * x\n" * 60 + "    return 1\n")
    rule = bind(str(tmp_path / "variables.py"))
    with pytest.raises(OverflowError, match="too large a whole number"):
        rule.plain(None, None, None, None, 0.5)


@pytest.mark.parametrize("text", ["p: " + "9" * 400, "p: !!int abc", "p: 0x_", "p: [" * 60, "p: true", "- 3", BOMB])
def test_odd_parameters_beside_a_rule_are_one_line(treillis, tmp_path, text):
    (tmp_path / "mine.py").write_text("def decide(me, boss, issue, org, luck, *, p=1.0):\n    return 1\n")
    (tmp_path / "mine.yaml").write_text(text)
    refused(treillis("compare", *SMALL, "organic.rule=mine.py"), "mine.yaml: ")


# ------------------------------------------------------------------------------------------------------------ traces
@pytest.fixture
def saved(tmp_path):
    """Save a trace; return what changes one of its parts and loads it."""
    scene = set_scene(settings_of(days=20))
    file = save_trace(scene.trace, tmp_path / "world.npz")

    def loads(**changed):
        with np.load(file) as parts:
            np.savez_compressed(file, **{**parts, **changed})
        return load_trace(str(file), 20, scene.chart.size, len(scene.chart.teams))

    return loads, scene.trace


@pytest.mark.parametrize(
    ("column", "value"),
    [("coupling", -1.0), ("coupling", np.nan), ("stakes", 2.0), ("scope", -1), ("customer", -5), ("origin", -1)],
)
def test_a_trace_with_an_impossible_issue_is_no_trace(saved, column, value):
    loads, trace = saved
    issues = np.array(trace.issues)
    issues[column][3] = value
    with pytest.raises(InputError, match=r"world\.npz: (not a trace|drawn for)"):
        loads(issues=issues)


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e300])
def test_a_trace_that_leads_nowhere_is_no_trace(saved, value):
    loads, trace = saved
    with pytest.raises(InputError, match="not a trace"):
        loads(direction=np.where(np.arange(20) == 7, value, trace.direction))


def test_a_trace_that_would_fill_the_memory_is_refused_unread(saved, monkeypatch):
    loads, _ = saved
    assert loads().days == 20
    monkeypatch.setattr("sim.world.trace.LARGEST", 1000)
    with pytest.raises(InputError, match="not a trace"):
        loads()


# ------------------------------------------------------------------------------------------------- folders of results
@pytest.fixture(scope="module")
def results(tmp_path_factory, warm_engine):
    """Leave a sweep behind, to be damaged."""
    from sweeping import treillis_here

    folder = tmp_path_factory.mktemp("results")
    done = treillis_here(folder, *SWEEP, "replicates=1", "executor=serial", "--out", "r")
    assert done.returncode == 0, done.stderr
    return folder / "r"


DAMAGES = [
    ("passport.json", "[" * 5000, ("reproduce", "r"), "not JSON"),
    ("passport.json", {"product": None}, ("reproduce", "r"), "product: expected keys and values"),
    ("passport.json", {"design": 3}, ("reproduce", "r"), "design: expected"),
    ("passport.json", {"organisations": [1]}, ("resume", "r"), "organisations: expected"),
    ("passport.json", {"locked": "x"}, ("resume", "r"), "locked: expected"),
    ("passport.json", {"runs": None}, ("resume", "r"), "runs: expected a whole number"),
    ("passport.json", {"wall_seconds": [1]}, ("resume", "r"), "wall_seconds: expected a number"),
    ("passport.json", {"kind": "twins"}, ("reproduce", "r"), "its rows are not those"),
    ("columns.json", "[]", ("results", "r"), "columns.json: expected columns"),
    ("columns.json", "{", ("export", "r", "--xlsx"), "columns.json: not JSON"),
    ("columns.json", None, ("results", "r"), "columns.json: cannot be read"),
    ("config.yaml", "[" * 5000, ("resume", "r"), "config.yaml: "),
    ("config.yaml", BOMB, ("resume", "r"), "stands for more than"),
    ("runs.parquet", "", ("export", "r", "--csv"), "runs.parquet: is damaged"),
    ("runs.parquet", "PAR1", ("export", "r", "--csv"), "runs.parquet: is damaged"),
    ("runs.parquet", "PAR1", ("reproduce", "r"), "runs.parquet: is damaged"),
]


@pytest.mark.parametrize(("name", "content", "words", "line"), DAMAGES, ids=lambda each: str(each)[:30])
def test_damaged_results_are_one_line(results, treillis, tmp_path, name, content, words, line):
    shutil.copytree(results, tmp_path / "r")
    file = tmp_path / "r" / name
    if content is None:
        file.unlink()
    else:
        old = json.loads(file.read_text()) if isinstance(content, dict) else {}
        file.write_text(json.dumps({**old, **content}) if isinstance(content, dict) else content)
    refused(treillis(*words), line)
