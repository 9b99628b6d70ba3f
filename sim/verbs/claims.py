"""`treillis claims`: hold what the sources and the literature say against the model."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.errors import InputError
from sim.verbs.options import AsJson, Lang, Out

if TYPE_CHECKING:
    from sim.claims.ledger import Told
    from sim.claims.plan import Plan

STOPPED = 130


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command()(claims)


def claims(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[C01]...", help="claims (default: all)")] = None,
    full: Annotated[bool, typer.Option("--full/--quick", help="all points and worlds, or a few")] = False,
    explore: Annotated[int | None, typer.Option("--explore", help="first seed; confirms nothing", min=0)] = None,
    only_plan: Annotated[bool, typer.Option("--plan", help="say size and time, run nothing")] = False,
    so_far: Annotated[bool, typer.Option("--so-far", help="judge what a stopped one has lived")] = False,
    workers: Annotated[int, typer.Option("--workers", help="processes; 0 for one a core", min=0)] = 0,
    out: Out = None,
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """Judge claims over the registered space: verdict, share of the space, effect, each with its interval.

    Predictions were registered before the first run that confirms. Stopped, the same command goes on.
    """
    from sim.claims.plan import FULL, QUICK, plan_ledger
    from sim.claims.registry import chosen
    from sim.engine.compiled import compile_aloud
    from sim.experiment.store import results_folder
    from sim.report.claims_text import claims_text

    _check_explore(explore)
    claims = chosen(ids)
    compile_aloud()
    plan = plan_ledger(claims, FULL if full else QUICK, explore)
    with results_folder(out or plan.folder) as folder:
        if only_plan:
            print(_cost_alone(plan, folder, workers, lang))
            return
        found = _judged(plan, folder, _Bar(as_json, workers, plan.size.name, lang), workers, so_far)
    print(json.dumps(found, indent=2, ensure_ascii=False) if as_json else claims_text(found, folder, lang))


def _judged(plan: Plan, folder: Path, bar: _Bar, workers: int, so_far: bool) -> dict[str, Any]:
    from sim.claims.ledger import judge_so_far, run_ledger
    from sim.experiment.runner import terminable
    from sim.experiment.store import drop_halves, locked

    try:
        if so_far:  # also of a ledger that another process is living
            return judge_so_far(plan, folder, bar.told())
        with locked(folder, "ledger"), terminable():
            drop_halves(folder)
            return run_ledger(plan, folder, bar.told(), workers)
    except KeyboardInterrupt:
        said = f"stopped; what has come is in {folder}, the same command goes on; with --so-far it judges that"
        print(f"\ntreillis: {said}", file=sys.stderr)
        raise SystemExit(STOPPED) from None
    finally:
        bar.close()


def _check_explore(explore: int | None) -> None:
    from sim.claims.registry import DEVELOPMENT

    if explore is not None and explore >= DEVELOPMENT - 1_000_000:
        raise InputError("seeds_confirm", "--explore", first=DEVELOPMENT)


def _cost_alone(plan: Plan, folder: Path, workers: int, lang: str) -> str:
    from sim.claims.live import still_to_live

    many, stored, seconds = still_to_live(plan, folder, workers)
    return _cost(many, stored, seconds, plan.size.name, workers, lang)


def _cost(many: int, stored: int, seconds: float, size: str, workers: int, lang: str) -> str:
    from sim.experiment.runner import available_cores
    from sim.locale import count, duration, words

    if not many:
        return words(lang)("claims_there", years=count(stored, lang))
    about = {"size": size, "years": count(many, lang), "stored": count(stored, lang)}
    time = duration(seconds, lang)
    return words(lang)("claims_cost", **about, time=time, workers=workers or available_cores())


class _Bar:
    """The cost, said before anything runs, and a bar of organisations that have lived."""

    def __init__(self, quiet: bool, workers: int, size: str, lang: str) -> None:
        from tqdm import tqdm

        self._about = (size, workers, lang)
        self._quiet = quiet
        hidden = quiet or not sys.stderr.isatty()
        self._bar: Any = tqdm(disable=hidden, unit="year", leave=False, smoothing=0.1, dynamic_ncols=True)

    def told(self) -> Told:
        from sim.claims.ledger import Told

        return Told(self.say, self.begins, self._bar.update)

    def say(self, line: str) -> None:
        print(f"treillis: {line}", file=sys.stderr, flush=True)

    def begins(self, many: int, stored: int, seconds: float) -> None:
        print(_cost(many, stored, seconds, *self._about), file=sys.stderr if self._quiet else sys.stdout, flush=True)
        self._bar.total = many

    def close(self) -> None:
        self._bar.close()
