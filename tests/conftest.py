"""What tests share: small settings, quiet worlds, engines in another process, the command line."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
import yaml

from sim.chart import Chart
from sim.checked import build
from sim.engine.binding import BoundRule, bind
from sim.engine.day import live_days
from sim.engine.run import stop_if_failed, with_room
from sim.engine.tables import Tables
from sim.organisation import build_chart
from sim.parameters import Settings
from sim.record import TRACE_ISSUE
from sim.run import Scene, begin, simulate
from sim.state import NOBODY
from sim.world import Trace
from sim.world.trace import SHOCK, sorted_issues

ROOT = Path(__file__).parents[1]
TESTS = Path(__file__).parent
RULES = ROOT / "sim" / "rules"
KRACKHARDT = ROOT.parent / "shared" / "data" / "krackhardt"
REAL_COMPANY = pytest.mark.skipif(not KRACKHARDT.is_dir(), reason="needs ../shared/data/krackhardt")
HANG = 900
"""Seconds no wait takes but for ever, however slow the machine."""

CALM_CULTURE: dict[str, Any] = {
    "clarity": 1.0,
    "trust": 1.0,
    "control": 0.0,
    "review": 0.0,
    "circle_minutes": 0.0,
    "priorities": 0.0,
    "empathy": 0.0,
    "silo": 0.0,
    "isolation": 0.0,
    "orchestration": 1.0,
}
"""Clear roles, full trust, no visas, reviews, circles or silos; first come, first served; the head only steers."""
NEUTRAL_PHYSICS: dict[str, Any] = yaml.safe_load((ROOT / "configs/physics/first_model.yaml").read_text("utf-8"))
"""Every law that came after the first model at the value at which it does nothing."""
del NEUTRAL_PHYSICS["defaults"]
CALM_PHYSICS: dict[str, Any] = {
    **NEUTRAL_PHYSICS,
    "work_law": "constant",
    "base_hours": 0.0,
    "manager_hours": 0.0,
    "head_hours": 0.0,
    "sensing_hours": 0.0,
    "local_sensing_hours": 0.0,
    "report_hours": 0.0,
    "planning_hours": 0.0,
    "judgement_noise": 0.0,
    "attention_loss": 0.0,
    "leave_rate": 0.0,
    "collision_chance": 0.0,
    "contest_hours": 0.0,
    "pull_back": 0.0,
    "orchestration_hours": 0.0,
    "coaching_hours": 0.0,
    "coaching_gain": 0.0,
    "expert_skill": 0.0,
    "practice_saving": 0.0,
    "translation_hours": 0.0,
    "resistance_loss": 0.0,
    "resistance_doubt": 0.0,
}
"""A day in which nothing happens but the work on issues, and that takes exactly the hours of the settings.

Whoever waits, waits: no request lapses, nothing is refused, nobody works overtime; a test of those laws puts them back.
"""


def settings_of(rule: str | Path = "hierarchical", **given: Any) -> Settings:
    """Make settings of a small organisation and a short year; groups are mappings, as in ``culture={"trust": 1}``."""
    short = {"days": 45, "warmup_days": 5, "follow_days": 10, "organisation": {"span": 3, "depth": 1}}
    return build(Settings, {"rule": str(rule), **short, **given})


def shipped_rules() -> list[str]:
    """Name every rule that comes with the laboratory."""
    found = sorted(path.stem for path in RULES.glob("*.py") if not path.stem.startswith("_"))
    assert len(found) >= 3, f"no rules found in {RULES}"
    return found


def quiet_trace(chart: Chart, days: int, *issues: dict[str, Any]) -> Trace:
    """Make a world where nothing moves and nothing comes in but the given issues (day, origin, and what they are)."""
    rows = np.zeros(len(issues), TRACE_ISSUE)
    rows["other_team"] = NOBODY
    for row, each in zip(rows, issues, strict=True):
        for name, value in each.items():
            row[name] = value
    ordered, first = sorted_issues(rows, days)
    nothing = np.zeros(days)
    context = np.zeros((days, len(chart.teams)))
    return Trace(nothing, context, nothing.copy(), ordered, first, np.zeros(0, SHOCK).view(np.recarray))


def quiet_scene(settings: Settings, *issues: dict[str, Any]) -> Scene:
    """Put the organisation of some settings into a quiet world."""
    chart = build_chart(settings.organisation, settings.seed)
    return Scene(chart, quiet_trace(chart, settings.days, *issues))


def lived(settings: Settings, scene: Scene, until: int, tables: Tables | None = None) -> Tables:
    """Live until the morning of a day, from the first day or from where tables stand."""
    rule = bound(settings)
    s = begin(settings, scene, rule) if tables is None else tables
    while s.org[0].day < until:
        s = with_room(s)
        live_days(s, rule.address, until)
        stop_if_failed(s, rule)
    return s


def bound(settings: Settings) -> BoundRule:
    """Bind the rule of some settings."""
    return bind(settings.rule, settings.rule_args)


def with_seed(settings: Settings, seed: int) -> Settings:
    """Return the same settings with another seed."""
    return replace(settings, seed=seed)


def fingerprint(tables: Tables) -> dict[str, str]:
    """Hash, field by field, every table a run leaves behind."""
    kept = ("people", "days", "outcomes", "teams", "org", "roles", "lived")
    return {name: _hash(np.asarray(getattr(tables, name))) for name in kept}


def _hash(rows: np.ndarray) -> str:
    digest = hashlib.sha256(str(rows.shape).encode())
    if rows.dtype.names is None:
        digest.update(np.ascontiguousarray(rows).tobytes())
    for name in rows.dtype.names or ():
        digest.update(name.encode() + np.ascontiguousarray(rows[name]).tobytes())
    return digest.hexdigest()


def run_python(code: str, *words: str, interpreted: bool = False, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run Python code in a process of its own, warnings being errors; the engine compiled, or as plain Python."""
    options.setdefault("timeout", HANG)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(TESTS)]), "NUMBA_DISABLE_JIT": str(+interpreted)}
    command = [sys.executable, "-W", "error", "-c", code, *words]
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False, **options)


def treillis_in_a_process(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does."""
    return run_python("from sim.cli import main; main()", *words, cwd=cwd)


class Said(tuple[int, str, str]):
    """What a command did: its exit code, and what it wrote on stdout and stderr."""

    __slots__ = ()
    code = property(lambda self: self[0])
    out = property(lambda self: self[1])
    err = property(lambda self: self[2])


@pytest.fixture(scope="session")
def warm_engine() -> None:
    """Have the engine compiled, so that no command has to say that it compiles."""
    simulate(settings_of(days=2, warmup_days=0, follow_days=1))


@pytest.fixture
def treillis(
    warm_engine: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Any:
    """Call the command line in this process, from an empty folder, as ``main`` is called by the console script."""
    from sim.cli import main

    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["treillis", *words])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        return Said((code, *capfd.readouterr()))

    return call


@pytest.fixture
def interrupts():
    """Interrupts as in a terminal: a job in the background is born deaf to them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


# ------------------------------------------------------------------------------------------ slow machines, and skips
hypothesis.settings.register_profile(
    "patient",  # a slow machine is no fault, and fixtures of one function serve all its examples
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("patient")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """Judge the report of a test that was skipped."""
    return _no_skips((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    """Judge the report of a file that was skipped whole."""
    return _no_skips((yield))


MAY_BE_MISSING = ("../shared", "cannot mount")
"""What no installation brings: data beside the project, and the right to mount a disk."""


def _no_skips(report: Any) -> Any:
    """Where `NO_SKIPS` is set, as in `.ci/run`, let a skip fail, but for want of what no installation brings."""
    skipped = report.skipped and not hasattr(report, "wasxfail")
    allowed = skipped and any(each in report.longrepr[2] for each in MAY_BE_MISSING)
    if skipped and os.environ.get("NO_SKIPS") and not allowed:
        report.outcome, report.longrepr = "failed", report.longrepr[2]
    return report
