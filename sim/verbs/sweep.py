"""`treillis sweep` and `treillis resume`: run an experiment, and go on with one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.errors import InputError
from sim.verbs.options import AsJson, Lang, Out

if TYPE_CHECKING:
    from sim.experiment.plan import Plan
    from sim.experiment.runner import ExecutorSettings

STOPPED = 130

Overrides = Annotated[
    list[str] | None,
    typer.Argument(metavar="[KEY=VALUE]...", help="experiment=NAME, settings, factors as in culture.trust=0.2,0.8"),
]
Yes = Annotated[bool, typer.Option("--yes", help="run a design however large")]
Force = Annotated[bool, typer.Option("--force", help="go on under other versions of packages")]


def register(app: typer.Typer) -> None:
    """Add these verbs to the command line."""
    app.command()(sweep)
    app.command()(resume)
    app.command()(extend)
    app.command()(combine)


def sweep(
    overrides: Overrides = None,
    out: Out = None,
    config_dir: Annotated[Path | None, typer.Option("--config-dir", help="your own configs/, searched first")] = None,
    only_plan: Annotated[bool, typer.Option("--plan", help="say size and time, run nothing")] = False,
    part: Annotated[str | None, typer.Option("--part", help="only a part of the runs, as 1/3; combine them")] = None,
    name: Annotated[str | None, typer.Option("--name", help="of the experiment, and of its folder")] = None,
    yes: Yes = False,
    force: Force = False,
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """Run an experiment: many points, many worlds, two organisations each (experiment=NAME or experiment=FILE.yaml).

    executor=processes, dask, slurm or serial says where. Stopped or killed, the same command goes on.
    """
    from sim.front import plan_sweep

    parts: dict[str, Any] = {"part": part} if part else {}
    plan, executor = plan_sweep(overrides or [], name=name, config_dir=config_dir, yes=yes, **parts)
    _run(plan, out or plan.folder, executor, as_json, lang, force, only_plan)


def extend(
    folder: Annotated[Path, typer.Argument(help="results of a sweep; it stays as it is")],
    overrides: Annotated[
        list[str], typer.Argument(metavar="KEY=VALUE...", help="replicates=5, points=128, culture.trust=0.5,0.9")
    ],
    out: Out = None,
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """Give a sweep more replicates, levels or points, in a folder of its own: only what is new is run."""
    from sim import front
    from sim.experiment.compose import levels_of
    from sim.experiment.runner import executor_settings

    given = levels_of(overrides)
    where = executor_settings(given.pop("executor", None))
    counts = {key: given.pop(key) for key in ("replicates", "points") if key in given}
    plan, place = front.plan_extension(folder, given, out, **counts)
    _run(plan, place, where, as_json, lang, force=False)


def combine(
    folders: Annotated[list[Path], typer.Argument(help="parts of a sweep, or two sweeps of the same settings")],
    out: Out = None,
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """Put parts of a sweep together, byte for byte the whole; or two sweeps of the same settings. Nothing is run."""
    from sim import front
    from sim.experiment.runner import executor_settings

    plan, place = front.plan_combination(folders, out)
    _run(plan, place, executor_settings({"kind": "serial"}), as_json, lang, force=False)


def resume(
    folder: Annotated[Path, typer.Argument(help="results of a sweep that was stopped")],
    overrides: Annotated[list[str] | None, typer.Argument(metavar="[executor...]", help="executor=dask")] = None,
    force: Force = False,
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """Go on with a sweep that was stopped: run what is not stored, run nothing twice."""
    from sim.experiment.compose import compose_sweep
    from sim.experiment.plan import plan_of
    from sim.experiment.reproduce import check_same
    from sim.experiment.runner import executor_settings
    from sim.experiment.store import read_config

    for word in overrides or []:
        if not word.lstrip("+").startswith("executor"):
            raise InputError("goes_on_as_it_began", word)
    config = read_config(folder)
    executor = executor_settings(compose_sweep(overrides or [])["executor"])
    plan = plan_of(config)
    check_same(folder, plan)
    _run(plan, folder, executor, as_json, lang, force)


def _run(
    plan: Plan, folder: Path, executor: ExecutorSettings, quiet: bool, lang: str, force: bool, only_plan: bool = False
) -> None:
    from sim.engine.compiled import compile_aloud
    from sim.experiment.plan import seconds_a_twin
    from sim.experiment.sweep import Stopped
    from sim.front import run_plan
    from sim.report.sweeping import outcome_text, outcome_values, plan_text, stopped_text

    compile_aloud()
    a_twin = seconds_a_twin(plan)
    if not quiet or only_plan:
        print(plan_text(plan, executor, a_twin, lang), flush=True)
    if only_plan:
        return
    try:
        outcome = run_plan(plan, folder, executor, quiet, force, a_twin).came
    except (Stopped, KeyboardInterrupt) as stopped:
        said = stopped_text(stopped, lang) if isinstance(stopped, Stopped) else "stopped; nothing was written"
        print(f"\ntreillis: {said}", file=sys.stderr)
        raise SystemExit(STOPPED) from None
    assert outcome is not None, "it came just now"
    try:
        quietly = json.dumps(outcome_values(plan, outcome), indent=2, ensure_ascii=False) if quiet else ""
        print(quietly or outcome_text(plan, outcome, lang))
    except KeyboardInterrupt:  # everything is stored; only the table is not wanted
        raise SystemExit(STOPPED) from None
    if outcome.failed:
        raise SystemExit(1)
