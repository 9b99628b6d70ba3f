"""`treillis why`: the story of one issue, and how it would have gone on the same luck."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.verbs.ending import print_json
from sim.verbs.options import AsJson, Lang


def register(app: typer.Typer) -> None:
    """Add this verb to the command line."""
    app.command()(why)


def why(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="results of compare, rule compare or run")],
    issue: Annotated[
        str | None, typer.Argument(metavar="[ISSUE]", help="its number, or what its file calls it; none lists some")
    ] = None,
    form: Annotated[str | None, typer.Option("--form", help="which organisation (default: the first)")] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="which year (default: the first)")] = None,
    flow_map: Annotated[bool, typer.Option("--map", help="draw where all decisions flow, before and after")] = False,
    whole: Annotated[bool, typer.Option("--all", help="tell every step of a long story")] = False,
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """Tell the story of one issue in sentences, and what would have been, had one thing been done otherwise.

    The year is lived again, with the same luck, once for each thing that could have been done. With --map all issues
    are put together instead: whom they came to, by which way they went, who decided, with waits and by team.
    """
    if flow_map:
        _map(folder, form, seed, as_json, lang)
        return
    from sim.experiment.why import alternatives, issue_called, life_of, otherwise, relive, worth_a_look
    from sim.report.story import list_text, story_text, story_values

    year = relive(folder, form, seed)
    name = form or _first(folder)
    if issue is None:
        found = worth_a_look(year)
        print_json(found) if as_json else print(list_text(year, found, name, folder, lang))
        return
    number = issue_called(year, issue)
    told = [otherwise(year, number, action) for action in alternatives(life_of(year, number))]
    if as_json:
        print_json(story_values(year, number, name, told))
    else:
        print(story_text(year, number, name, told, lang, whole))


def _map(folder: Path, form: str | None, seed: int | None, as_json: bool, lang: str) -> None:
    """Draw where decisions flow, and write the picture beside the results."""
    from sim.experiment.flow import flow_values, flows_of
    from sim.locale import words
    from sim.report.figures.flow_map import publish_flows

    maps = flows_of(folder, form, seed)
    file = publish_flows(folder, maps, lang)
    if as_json:
        print_json(flow_values(maps))
    else:
        print(words(lang)("flow_written", file=file))


def _first(folder: Path) -> str:
    from sim.experiment.store import read_passport

    return next(iter((read_passport(folder) or {}).get("organisations", {"": ""})))
