"""The model digest: what can change a number changes it, nothing else does, and results know which they came from."""

from __future__ import annotations

import json
import pickle
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, run_python
from sweeping import SMALL, bytes_of, murderous, passport_of, treillis_here

from sim.experiment import identity, sweep
from sim.experiment.compose import compose_sweep
from sim.experiment.identity import CLAIMS, ENTERED, MODEL, Code, digests, digests_of
from sim.experiment.lives import Batch, Context, pack
from sim.experiment.plan import plan_of

TINY = ("sweep", *SMALL, "culture.trust=0.2,0.8", "replicates=2")
"""Two points, two worlds, two organisations: 8 runs."""
PACKAGE = {
    "__init__": "",
    "run": '"""Runs."""\nfrom lab.law import rate\n\nX = 1\n"""X."""\n\ndef live(a, b=2):\n    return rate(a) + b\n',
    "law": "from lab.low import K\n\ndef rate(a):\n    return a * K\n",
    "low": "K = 3\n",
    "other": "from lab.low import K\n\ndef rate(a):\n    return a + K\n",
}


def digest(folder: Path, **changed: str | None) -> str:
    """Return the digest of a little package, some of its modules being others."""
    package = folder / "lab"
    shutil.rmtree(package, ignore_errors=True)
    for name, text in {**PACKAGE, **changed}.items():
        path = package / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            path.write_text(text)
    return identity._sha(sorted({*Code(package).closure("lab.run").values()}))


def run_with(old: str, new: str) -> dict[str, str]:
    assert old in PACKAGE["run"]
    return {"run": PACKAGE["run"].replace(old, new)}


@pytest.mark.parametrize(
    "same",
    [
        run_with('"""Runs."""', '"""Runs, and says so."""'),
        run_with('"""X."""\n', ""),
        run_with("a, b=2", "a,\n    b = 2"),
        run_with("return rate", "# why\n    return rate"),
        run_with("def live(a, b=2):", 'def live(a, b=2):\n    """Live."""'),
        run_with("X = 1", "if TYPE_CHECKING:\n    from lab.other import rate\nX = 1"),
        {**run_with("lab.law", "lab.laws"), "law": None, "laws": PACKAGE["law"]},
        {"law": PACKAGE["law"].replace("lab.low", "lab.z"), "low": None, "z": PACKAGE["low"]},
        {"other": "nobody imports it"},
    ],
)
def test_what_cannot_change_a_number_does_not_count(tmp_path, same):
    assert digest(tmp_path, **same) == digest(tmp_path)


@pytest.mark.parametrize(
    "other",
    [
        run_with("b=2", "b=3"),
        run_with("b=2", "b=2.0"),
        run_with("lab.law", "lab.other"),
        run_with("lab.law import rate", "lab.low import K as rate"),
        run_with("    return", "    from lab.other import rate\n    return"),
        run_with("    return", "    import lab.other\n    return"),
        run_with("X = 1", "X: int = 1"),
        {"low": "K = 4\n"},
        {"__init__": "import os\nos.environ.clear()\n"},
    ],
)
def test_whatever_can_change_a_number_counts(tmp_path, other):
    assert digest(tmp_path, **other) != digest(tmp_path)


def test_names_that_a_package_hands_on_are_followed(tmp_path):
    relative = {**run_with("from lab.law import", "from .room import"), "room/__init__": "from ..law import rate\n"}
    assert digest(tmp_path, **relative) != digest(tmp_path, **relative, low="K = 4\n")
    inside = {**run_with("from lab.law import rate", "from lab.room import law"), "room/__init__": ""}
    law = PACKAGE["law"]
    assert digest(tmp_path, **inside, **{"room/law": law}) != digest(tmp_path, **inside, **{"room/law": law + "Y = 1"})


def test_modules_that_import_each_other_have_a_digest_too(tmp_path):
    circle = {"low": "from lab.law import rate\nK = 3\n"}
    assert digest(tmp_path, **circle) == digest(tmp_path, **circle)
    assert digest(tmp_path, **circle) != digest(tmp_path, **run_with("b=2", "b=3"), **circle)
    assert digest(tmp_path, **circle) != digest(tmp_path, low="from lab.law import rate\nK = 4\n")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Copy the package and its configurations to where they can be changed."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("sim", "configs"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "page"))
    return folder


@pytest.fixture
def changed(copy):
    """Change a file of the copy; what it was comes back afterwards."""
    kept: dict[Path, str] = {}

    def change(name: str, old: str, new: str) -> Path:
        path = copy / "sim" / name
        text = path.read_text()
        kept.setdefault(path, text)
        assert old in text, f"{name} says nothing like {old!r} any more; change another line"
        path.write_text(text.replace(old, new, 1))
        return copy

    yield change
    for path, text in kept.items():
        path.write_text(text)


COUNTING = {
    "run.py": ("warmup=first,", "warmup=first + 1,"),
    "checked.py": ("return ", "return 0 or "),
    "table.py": ("return ", "return 0 or "),
    "files/csv_file.py": ("return ", "return 0 or "),
    "experiment/expand.py": ("return ", "return 0 or "),
}
MENDED = {
    "run.py": ("One organisation that has lived", "One organisation which has lived"),
    "engine/people.py": ('"""', '"""Mended. '),
    "state.py": ("from __future__", "# Mended.\nfrom __future__"),
}


@pytest.mark.parametrize("name", [*COUNTING, "engine/people.py", "record.py", "metrics/outcomes.py"])
def test_a_changed_line_of_what_a_run_imports_is_another_model(copy, changed, name):
    changed(name, *COUNTING.get(name, ("from __future__ import annotations", "import os")))
    assert digests_of(copy / "sim")[MODEL] != digests()[MODEL]


def test_a_ledger_has_a_digest_of_its_own(copy, changed):
    changed("claims/arms.py", "return ", "return 0 or ")
    assert {name for name, each in digests_of(copy / "sim").items() if each != digests()[name]} == {CLAIMS}
    changed("run.py", *COUNTING["run.py"])
    assert {MODEL, CLAIMS} == {name for name, each in digests_of(copy / "sim").items() if each != digests()[name]}


@pytest.mark.parametrize("name", MENDED)
def test_a_mended_docstring_is_the_same_model(copy, changed, name):
    changed(name, *MENDED[name])
    assert digests_of(copy / "sim") == digests()


def test_a_rule_and_a_published_model_count_only_where_they_are_followed(copy, changed):
    changed("rules/hierarchical.py", "return ", "return 0 or ")
    assert digests_of(copy / "sim") == digests()
    changed("published/march1991.py", '"""', '"""Mended. ')
    assert digests_of(copy / "sim") == digests()
    changed("published/march1991.py", "return ", "return 0 or ")
    others = {name for name, each in digests_of(copy / "sim").items() if each != digests()[name]}
    assert others == {"march1991"}


def test_the_model_holds_every_module_that_a_worker_loads(tmp_path):
    plan = plan_of(compose_sweep(list(TINY[1:])))
    context = pack(Context(plan.expansion, identity.model_version(), plan.hashes))
    tasks = tuple(plan.tasks(range(1)))
    batch = Batch(0, context, tasks, {each.point: plan.points[each.point] for each in tasks})
    (tmp_path / "batch").write_bytes(pickle.dumps(batch))
    code = (
        "import pickle, sys; from pathlib import Path; batch = pickle.loads(Path(sys.argv[1]).read_bytes());"
        "from sim.experiment.lives import live_batch; answer = live_batch(batch);"
        "assert not any(answer.failed) and answer.runs, answer;"
        "print(*(each for each in sys.modules if each.partition('.')[0] == 'sim'))"
    )
    done = run_python(code, str(tmp_path / "batch"), interpreted=True)
    assert done.returncode == 0, done.stderr
    loaded, held = {*done.stdout.split()}, {*Code(ROOT / "sim").closure(f"sim.{ENTERED[MODEL]}")}
    assert len(loaded) > 60
    assert loaded - held == set()


def test_digests_are_kept_and_made_anew_where_they_cannot_be(tmp_path, monkeypatch):
    monkeypatch.setattr(identity, "CACHE", tmp_path)
    made = []
    monkeypatch.setattr(identity, "digests_of", lambda package: made.append(package) or {MODEL: "x"})
    for content in (None, None, "{", "[]", json.dumps({"another": {MODEL: "y"}})):
        if content is not None:
            (tmp_path / identity.KEPT).write_text(content)
        digests.cache_clear()
        assert digests() == {MODEL: "x"}
    assert len(made) == 4  # the second time it was kept
    monkeypatch.setattr(identity, "CACHE", tmp_path / "nowhere")
    digests.cache_clear()
    assert digests() == {MODEL: "x"}
    digests.cache_clear()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Run a tiny sweep, undisturbed."""
    folder = tmp_path_factory.mktemp("whole")
    done = treillis_here(folder, *TINY, "executor=serial", "--out", "r", NUMBA_DISABLE_JIT="1")
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "r"


@pytest.fixture(scope="module")
def half(tmp_path_factory):
    """Run it and kill it half way."""
    folder = tmp_path_factory.mktemp("half")
    env = murderous(folder, DIES_AFTER="2", NUMBA_DISABLE_JIT="1")
    died = treillis_here(folder, *TINY, "executor=serial", "--out", "r", **env)
    assert died.returncode == -9, died.stderr
    assert list((folder / "r" / "runs").glob("*.parquet"))
    return folder / "r"


@pytest.fixture
def resumed(half, tmp_path):
    """Go on with the sweep that was killed, with the code of a folder."""
    shutil.copytree(half, tmp_path / "r")

    def resume(code: Path):
        return treillis_here(tmp_path, "resume", "r", "executor=serial", PYTHONPATH=str(code), NUMBA_DISABLE_JIT="1")

    return resume


@pytest.mark.parametrize("name", ["run.py", "experiment/expand.py"])
def test_a_sweep_does_not_go_on_with_other_code(resumed, tmp_path, changed, name):
    done = resumed(changed(name, *COUNTING[name]))
    assert done.returncode == 2, done.stderr
    [line] = done.stderr.splitlines()
    era = next(each for each in identity.eras() if identity.model_version() in each.digests)
    assert line.startswith(f"treillis: r: the model was {era.digests[0]} ({era.name}), here it is ")
    assert "sweep anew into another folder, or check out the commit it was made with" in line
    assert not (tmp_path / "r" / "runs.parquet").exists()


def test_a_sweep_goes_on_with_a_mended_docstring_and_says_where_its_code_came_from(resumed, tmp_path, changed, whole):
    done = resumed(changed("run.py", *MENDED["run.py"]))
    assert done.returncode == 0, done.stderr
    assert bytes_of(tmp_path / "r") == bytes_of(whole)
    first, *later = passport_of(tmp_path / "r")["stretches"]
    assert (first["stored"], first["model"]) == (0, digests()[MODEL])
    if not (ROOT / ".git").exists():  # an sdist: neither has a commit
        assert (later, done.stderr) == ([], "")
        return
    assert [(0 < each["stored"] < 8, each["model"]) for each in later] == [(True, digests()[MODEL])]
    assert done.stderr.startswith(f"treillis: so far at commit {first['commit'][:7]} (")
    assert done.stderr.endswith("), goes on at no known commit; the model is the same\n")


def test_another_sweep_in_the_folder_of_another_model_is_told_of_both(half, tmp_path, treillis):
    shutil.copytree(half, tmp_path / "r")
    passport = passport_of(tmp_path / "r")
    passport |= {"hash": "other", "product": {"model": "old"}}
    (tmp_path / "r" / "passport.json").write_text(json.dumps(passport))
    said = treillis(*TINY, "executor=serial", "--out", "r")
    assert said.code == 2
    assert "results of another experiment (sweep; the model was old, here it is " in said.err


def test_local_changes_between_stop_and_resume_are_told_once(half, tmp_path, monkeypatch, treillis, whole):
    shutil.copytree(half, tmp_path / "r")
    passport = passport_of(tmp_path / "r")
    passport["stretches"][0] |= {"commit": "0123456789", "dirty": False}
    (tmp_path / "r" / "passport.json").write_text(json.dumps(passport))
    monkeypatch.setattr(sweep, "git_state", lambda: {"commit": "fedcba9876", "dirty": True})
    said = treillis("resume", "r", "executor=serial")
    assert said.err == (
        "treillis: so far at commit 0123456 (clean), goes on at commit fedcba9 (with local changes); "
        "the model is the same\n"
    )
    assert bytes_of(tmp_path / "r") == bytes_of(whole)
    assert [each["commit"] for each in passport_of(tmp_path / "r")["stretches"]] == ["0123456789", "fedcba9876"]
    assert treillis("resume", "r").err == ""


def test_a_folder_stored_before_there_were_digests_goes_on_and_is_the_same_again(half, tmp_path, treillis, whole):
    shutil.copytree(half, tmp_path / "r")
    passport = passport_of(tmp_path / "r")
    del passport["stretches"]
    passport["product"]["commit"] = "0123456789"
    (tmp_path / "r" / "passport.json").write_text(json.dumps(passport))
    assert treillis("resume", "r", "executor=serial").code == 0
    assert bytes_of(tmp_path / "r") == bytes_of(whole)
    assert [each["stored"] == 0 for each in passport_of(tmp_path / "r")["stretches"]] == [True, False]
    said = treillis("reproduce", "r", "--runs", "2")
    assert (said.code, "the model was" in said.out) == (0, False)
