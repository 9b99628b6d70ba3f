"""What a user got wrong is one clear line that begins with treillis:, exit code 2, and nothing left behind."""

from __future__ import annotations

import pytest
from conftest import treillis_in_a_process

SMALL = ("organisation.span=3", "days=80", "warmup_days=5", "follow_days=10", "--seeds", "2")
HEAD = "def decide(me, boss, issue, org, luck):\n    "

SETTINGS = [
    ("culture.trst=1", "culture.trst: unknown setting (did you mean 'trust'?)"),
    ("+culture.trst=1", "culture.trst: unknown setting (did you mean 'trust'?)"),
    ("++culture.trst=1", "culture.trst: unknown setting (did you mean 'trust'?)"),
    ("~culture.trst", "expected key=value; settings are changed, not removed"),
    ("mechanical.culture.trst=1", "mechanical.culture.trst: unknown setting (did you mean 'trust'?)"),
    ("+organic.dials.latice=1", "organic.dials.latice: unknown setting (did you mean 'lattice'?)"),
    ("wrld.drift=1", "wrld: unknown setting (did you mean 'world'?)"),
    ("dayz=80", "dayz: unknown setting (did you mean 'days'?)"),
    ("rule=distributed", "rule"),  # there are two rules: mechanical.rule, organic.rule
    ("dials.lattice=0.5", "dials"),
    ("rule_args.load=3", "rule_args"),
    ("culture.trust=7", "culture.trust: expected a number from 0 to 1, got 7 (nearest valid: 1)"),
    ("mechanical.culture.trust=7", "mechanical.culture.trust: expected a number from 0 to 1, got 7"),
    ("organic.dials.lattice=-1", "organic.dials.lattice: expected a number from 0 to 1, got -1"),
    ("culture.trust=abc", "culture.trust: expected a number from 0 to 1, got 'abc'"),
    ("culture.trust=true", "culture.trust: expected a number"),
    ("culture.trust=null", "culture.trust: expected a number"),
    ("culture.trust=nan", "culture.trust: expected a number"),
    ("culture.trust=[1]", "culture.trust: expected a number"),
    ("culture.trust=0.1,0.2", "culture.trust"),
    ("culture=5", "culture"),
    ("culture=calm", "culture/calm: no such file in configs/ (valid: baseline)"),
    ("world=turbulnt", "did you mean 'turbulent'"),
    ("days=80.5", "days: expected a whole number"),
    ("days=inf", "days: expected a whole number"),
    ("days=nan", "days: expected a whole number"),
    ("days=15", "days: 15 leaves nothing to measure"),
    ("seed=-1", "seed: expected a whole number from 0 to 9007199254740992, got -1"),
    ("seed=9007199254740993", "seed: expected a whole number from 0 to 9007199254740992, got 9007199254740993"),
    ("seed=" + 400 * "9", "seed: expected a whole number"),
    ("physics.work_law=expo", "physics.work_law: unknown law 'expo'"),
    ("organic.rule_args.lod=3", "has no such parameter; it has none"),
    ("organic.rule_args.overload=3", "(overload is the engine's now, the same under every rule: "),
    ("physics.trust_gain=0.01", "unknown setting (physics.trust_step is gain + loss now"),
    ("organic.rule_args.load=abc", "organic.rule_args.load: expected a number"),
    ("world.staged=3", "world.staged: expected a list"),
    ("world.staged=[{day: 3, were: global}]", "world.staged[0].were: unknown setting (did you mean 'where'?)"),
    ('world.staged=[{day: 3, where: "team 33"}]', "world.staged[0].where: no team 'team 33' (did you mean 'team 3'?)"),
    ("world.staged=[{day: 80}]", "world.staged[0].day: 80 is after the last day (79)"),
    ("nonsense", "'nonsense': expected key=value"),
    ("culture.trust=[0.1", "cannot be read as key=value"),
]
ORGANISATIONS = [
    ("organisation.depth=12 organisation.span=100", "lower organisation.depth to 2"),
    ("organisation.span=0", "organisation.span: expected a whole number from 1 to 100, got 0"),
    ("organisation.people=none.csv", "organisation.people: no such file: none.csv"),
    ("organisation.people=.", "organisation.people: . is a folder"),
    ("organisation.people=people.csv", "line 3, column 'manager': a manager is not in this file: 'boss'"),
    ("organisation.ties=none.csv", "organisation.ties: none.csv needs organisation.people"),
    ("world.issues=none.csv", "world.issues: no such file: none.csv"),
    ("world.issues=issues.csv", "issues.csv line 2, column 'day'"),
    ("world.trace=none.npz", "world.trace: no such file: none.npz"),
    ("world.trace=people.csv", "not a trace"),
]
RULES = [
    ("hierarchcal", "there is no rule 'hierarchcal' (did you mean 'hierarchical'?)"),
    ("none.py", "none.py"),
    ("raises.py", "raises.py:2: ZeroDivisionError"),
    ("nonsense.py", "nonsense.py:1: `decide` returned 9, which is no action"),
    ("nothing.py", "nothing.py"),
    ("loops.py", "loops.py:2"),
    ("writes.py", "writes.py:2"),
    ("garbled.py", "garbled.py:2"),
    ("other.py", "other.py:1"),
]
TEXTS = {
    "company.csv": "id,manager,team\nann,,a\nbob,ann,a\n",
    "people.csv": "id,manager,team\nann,,a\nbob,boss,a\n",
    "issues.csv": "day,origin\nsoon,nobody\n",
    "raises.py": HEAD + "return 1 // (me.level - me.level)\n",
    "nonsense.py": HEAD + "return 9\n",
    "nothing.py": HEAD + "if issue.novel:\n        return 1\n",
    "loops.py": HEAD + "while True:\n        pass\n    return 1\n",
    "writes.py": HEAD + "me.trust_up = 1.0\n    return 1\n",
    "garbled.py": HEAD + "return (1\n",
    "other.py": "def choose(me):\n    return 1\n",
}


@pytest.fixture
def refused(treillis, tmp_path):
    """Call a command that must be refused; return the line it said."""
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text)

    def call(*words):
        said = treillis(*words)
        assert said.code == 2, said
        assert said.out == ""
        assert said.err.startswith("treillis: ")
        assert said.err.count("\n") == 1, said.err
        assert {each.name for each in tmp_path.iterdir()} == {*TEXTS}
        return said.err

    return call


@pytest.mark.parametrize(("given", "line"), SETTINGS, ids=lambda each: each[:40])
def test_a_wrong_setting_is_named_with_what_would_be_right(refused, given, line):
    said = refused("compare", *SMALL, given)
    assert line in said
    assert "++" not in said.replace("++culture.trst=1", "")  # what treillis says to Hydra is nobody's business


@pytest.mark.parametrize(("given", "line"), ORGANISATIONS, ids=lambda each: each[:40])
def test_an_impossible_organisation_or_world_is_refused(refused, given, line):
    assert line in refused("compare", "days=80", "--seeds", "2", *given.split())


@pytest.mark.parametrize(("rule", "line"), RULES, ids=lambda each: each[:40])
@pytest.mark.parametrize("slot", ["mechanical", "organic"])
def test_a_rule_that_cannot_be_used_is_refused(refused, slot, rule, line):
    assert line in refused("compare", *SMALL, f"{slot}.rule={rule}")


@pytest.mark.parametrize("slot", ["mechanical", "organic"])
def test_an_unknown_form_is_refused_with_the_nearest(refused, slot):
    assert "did you mean 'organic'" in refused("compare", f"{slot}=organc")
    assert "did you mean 'organic'" in refused("run", "form=organc")


@pytest.mark.parametrize("seeds", ["0", "-5", "abc", "1.5", "99999999999"])
@pytest.mark.parametrize("verb", [("compare",), ("run",), ("run", "-m")], ids="-".join)
def test_a_wrong_number_of_seeds_is_refused(refused, verb, seeds):
    assert "--seeds" in refused(*verb, "days=80", "--seeds", seeds)


@pytest.mark.parametrize("verb", [("compare",), ("run",), ("run", "-m")], ids="-".join)
def test_an_unknown_language_is_refused_before_anything_runs(refused, verb):
    assert "--lang: no language 'de' (valid: en, fr)" in refused(*verb, *SMALL, "--lang", "de")


@pytest.mark.parametrize(
    "out", ["people.csv", "people.csv/below", "/dev/null", 300 * "x"], ids=["file", "below", "device", "long"]
)
@pytest.mark.parametrize("verb", ["compare", "run"])
def test_a_folder_that_cannot_be_written_is_refused_before_anything_runs(refused, verb, out):
    assert "--out: cannot write to" in refused(verb, *SMALL, "--out", out)


@pytest.mark.parametrize("name", ["runs.parquet", "passport.json", "figure.png"])
def test_a_file_that_cannot_be_replaced_leaves_no_other_half_written(treillis, tmp_path, name):
    (tmp_path / "kept" / name).mkdir(parents=True)
    said = treillis("compare", *SMALL, "--out", "kept")
    assert said.code == 2
    assert name in said.err
    assert said.err.count("\n") == 1
    assert not [each for each in (tmp_path / "kept").iterdir() if each.suffix == ".partial"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("compar",), "compar"),
        (("compare", "--sedes", "3"), "--sedes"),
        (("org", "check"), "PEOPLE"),
        (("org", "check", "none.csv"), "none.csv"),
        (("org", "check", "people.csv"), "people.csv line 3, column 'manager'"),
        (("org", "check", "company.csv", "--lang", "de"), "'de' (valid: en, fr)"),
        (("trace",), "file"),
        (("trace", "nowhere/world.npz"), "nowhere/world.npz"),
        (("trace", "/"), "/"),
        (("trace", "world.npz", "culture.trst=1"), "did you mean 'trust'"),
        (("run", "mechanical.rule=distributed"), "mechanical: unknown setting"),
        (("run", "-m", "culture.trst=1,2"), "did you mean 'trust'"),
        (("run", "-m", "culture.trust=0.1,7"), "culture.trust: expected a number from 0 to 1, got 7"),
        (("run", "-m", "days=80,90", "hydra.sweep.dir=people.csv/x"), "people.csv/x"),
        (("run", "-m", "days=80,90", "hydra/launcher=jobli"), "jobli"),
    ],
    ids=lambda each: " ".join(each)[:40] if isinstance(each, tuple) else "",
)
def test_a_wrong_command_is_one_line_too(refused, words, line):
    assert line in refused(*words)


def test_a_process_of_its_own_exits_with_2_and_one_line(tmp_path):
    done = treillis_in_a_process("compare", "culture.trst=1", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "treillis: culture.trst: unknown setting (did you mean 'trust'?)\n"
    assert list(tmp_path.iterdir()) == []
