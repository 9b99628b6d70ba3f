"""`treillis tournament`: every rule of a folder against hidden years, in several regimes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.verbs.ending import print_json
from sim.verbs.options import AsJson, Lang, Out


def register(app: typer.Typer) -> None:
    """Add this verb to the command line."""
    app.command()(tournament)


def tournament(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a folder of rule files")],
    overrides: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="settings, as in organisation=pyramid_156")
    ] = None,
    seeds: Annotated[int, typer.Option("--seeds", help="hidden years in each regime")] = 20,
    by: Annotated[str, typer.Option("--by", help="the outcome rules are ranked by")] = "resolution_lead",
    secret: Annotated[str, typer.Option("--secret", help="a word that says which years they are")] = "",
    shipped: Annotated[bool, typer.Option("--shipped", help="the rules that come with treillis take part")] = False,
    workers: Annotated[int | None, typer.Option("--workers", help="processes (default: all cores)", min=1)] = None,
    as_json: AsJson = False,
    out: Out = None,
    lang: Lang = "en",
) -> None:
    """Let every rule of a folder live through the same hidden years, calm and turbulent, and rank them.

    Ties are ties; a rule that fails is listed with its reason, and the others go on.
    """
    from sim.experiment.store import results_folder
    from sim.experiment.tournament import plan_tournament, play
    from sim.locale import words
    from sim.report.tournament import publish_tournament, ranked, tournament_text, tournament_values

    say = words(lang)
    planned = plan_tournament(folder, overrides or [], seeds, by, secret, shipped)
    with results_folder(out or planned.folder) as place:
        played = play(planned, as_json, workers)
        found = ranked(planned, played)
        files = publish_tournament(planned, played, found, place, lang)
    if as_json:
        print_json(tournament_values(planned, played, found, place))
    else:
        print(tournament_text(planned, played, found, lang))
        print(say("files", folder=place, names=", ".join(sorted(each.name for each in files))))
    if not found:
        raise typer.Exit(1)
