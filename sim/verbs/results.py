"""`treillis results` and `treillis reproduce`: what is there, and once more."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from sim.errors import InputError
from sim.verbs.options import AsJson, Lang

Results = Annotated[Path, typer.Option("--results", help="where results are")]


def register(app: typer.Typer) -> None:
    """Add these verbs to the command line."""
    app.command()(results)
    app.command()(reproduce)


def results(
    folder: Annotated[Path, typer.Argument(help="one sweep, or a folder of many")] = Path("results"),
    outcome: Annotated[list[str] | None, typer.Option("--outcome", help="which outcomes (default: the four)")] = None,
    by: Annotated[list[str] | None, typer.Option("--by", help="a factor or several, or point")] = None,
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """Say which sweeps there are and how complete; of one sweep, what came out of it, by factor."""
    from sim.experiment.store import listed
    from sim.locale import words
    from sim.report.sweeping import listing_text, results_text

    found = listed(folder)
    if as_json:
        print(json.dumps([{**asdict(each), "folder": str(each.folder)} for each in found], indent=2))
    elif len(found) == 1 and found[0].folder == folder:
        print(listing_text(found, lang))
        if not found[0].stored:
            return
        print()
        print(results_text(folder, outcome or [], ",".join(by) if by else None, lang))
    else:
        if outcome or by:
            raise InputError("for_one_sweep", folder)
        print(listing_text(found, lang) if found else words(lang)("no_sweeps", folder=folder))


def reproduce(
    name: Annotated[str, typer.Argument(metavar="ID", help="a run_id, the hash of a result, or its folder")],
    root: Results = Path("results"),
    runs: Annotated[int, typer.Option("--runs", help="runs of an experiment to repeat; 0 for all", min=0)] = 100,
    lang: Lang = "en",
) -> None:
    """Run again what was run, and compare every number; exit code 1 when they differ."""
    from sim.experiment.reproduce import reproduce as run_again
    from sim.report.sweeping import again_text

    again = run_again(name, root, runs)
    print(again_text(again, lang))
    sys.exit(0 if again.close else 1)
