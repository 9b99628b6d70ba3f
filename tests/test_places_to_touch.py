"""A constant, an outcome, a dial and a scenario are each made in a copy, in as few files as CONTRIBUTING says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest
from conftest import HANG, ROOT

from sim.locale import languages

SMALL = ("organisation.span=2", "organisation.depth=1", "days=60", "warmup_days=5", "follow_days=10")


@pytest.fixture
def copy(tmp_path):
    """Copy what a contributor edits."""
    for folder in ("sim", "configs", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.fixture
def edit(copy):
    """Change a file of the copy once; `edit.files` are those that were changed."""

    def change(name, old, new):
        text = (copy / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name}: {old!r} stands {text.count(old)} times"
        (copy / name).write_text(text.replace(old, new), encoding="utf-8")
        change.files.add(name)

    change.files = set()
    return change


@pytest.fixture
def python(copy):
    """Run Python in the copy, interpreted."""

    def run(*words):
        env = {**os.environ, "PYTHONPATH": str(copy), "NUMBA_DISABLE_JIT": "1"}
        done = subprocess.run([sys.executable, *words], cwd=copy, env=env, capture_output=True, text=True, timeout=HANG)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def treillis(python, *words):
    return python("-c", "from sim.cli import main; main()", *words)


def name(edit, section, key, **texts):
    """Name something in the file of every language."""
    for lang in languages():
        edit(f"sim/locale/{lang}.json", f' "{section}": {{\n', f' "{section}": {{\n  "{key}": "{texts[lang]}",\n')


def hours_of_meetings(python, setting):
    return json.loads(treillis(python, "run", setting, *SMALL, "--json"))["outcomes"]["meeting_hours"][0]


TEA = """me.meeting_hours = me.contest_hours = me.mentoring_hours = 0.0
        me.meeting_hours += s.law[0].{name}"""
LAW = ("sim/engine/day.py", "me.meeting_hours = me.contest_hours = me.mentoring_hours = 0.0")


def test_a_constant_is_a_row_a_law_and_its_names(copy, edit, python):
    row = '    tea_hours: float = number(0.0, 0, 8, "h a day", "of tea", linear(0, 1, "none to a long one"))\n'
    edit("sim/parameters/physics.py", "    # fmt: on\n\n    def", f"{row}    # fmt: on\n\n    def")
    edit(*LAW, TEA.format(name="tea_hours"))
    name(edit, "settings", "factor_tea_hours", en="hours of tea", fr="heures de thé")
    python("docs/build_odd.py")
    assert "\ntea_hours: 0.0 " in (copy / "configs/physics/baseline.yaml").read_text("utf-8")
    assert "| `tea_hours` | 0 | h a day |" in (copy / "docs/odd.md").read_text("utf-8")
    assert "physics.tea_hours" in python(
        "-c", "from sim.experiment.space import read_space; print([each.path for each in read_space()])"
    )
    without, with_tea = (hours_of_meetings(python, f"physics.tea_hours={hours}") for hours in (0, 1))
    assert with_tea > without + 0.5
    assert len(edit.files) <= 2 + len(languages())


def test_a_dial_is_a_row_a_law_and_its_names(edit, python):
    row = (
        '    tea: float = number(0.0, 0, 1, "0 to 1", "no tea, or an hour of it", source="theory", strength="theory")\n'
    )
    edit("sim/parameters/dials.py", "    # fmt: on\n", f"{row}    # fmt: on\n")
    edit(*LAW, TEA.format(name="tea"))
    without, with_tea = (hours_of_meetings(python, f"dials.tea={dial}") for dial in (0, 1))
    assert with_tea > without + 0.5
    assert len(edit.files) <= 2  # and its name a language


def test_an_outcome_is_a_row_how_it_is_computed_and_its_names(edit, python):
    row = '    Outcome("tea", "an issue", 0, "twice what is passed up"),\n'
    edit("sim/metrics/outcomes.py", "WORK: Final = (\n", f"WORK: Final = (\n{row}")
    edit(
        "sim/metrics/people.py",
        '        "lapsed": Share(',
        '        "tea": Share(("escalated",), each, times=2.0),\n        "lapsed": Share(',
    )
    name(edit, "measures and arms", "tea", en="tea", fr="thé")
    found = json.loads(treillis(python, "run", *SMALL, "--json"))["outcomes"]
    assert found["tea"][0] == pytest.approx(2 * found["escalations"][0])
    assert "tea" in treillis(python, "compare", *SMALL, "--seeds", "1", "--all").lower()
    assert len(edit.files) <= 2 + len(languages())


def test_a_scenario_is_one_file(copy, python):
    folder = copy / "configs" / "scenario"
    text = (folder / "permanent-turbulence.yaml").read_text("utf-8")
    (folder / "tea-time.yaml").write_text(text, encoding="utf-8")
    name, *numbers = treillis(python, "replay", "tea-time").splitlines()
    assert name.startswith("tea-time")
    assert numbers == treillis(python, "replay", "permanent-turbulence").splitlines()[1:]
