"""`treillis app`, `treillis replay`, and half of `treillis export`: the coach's page, live, in numbers, in a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from sim.errors import InputError
from sim.verbs.options import AsJson, Lang

PAGE_FILE = Path("treillis.html")


def register(app: typer.Typer) -> None:
    """Add these verbs to the command line."""
    app.command("app")(start)
    app.command()(replay)


def start(
    recipes: Annotated[list[str] | None, typer.Argument(metavar="[RECIPE]...", help="on keys 1 to 9")] = None,
    session: Annotated[Path | None, typer.Option("--session", help="YAML: playlist, lang, title")] = None,
    people: Annotated[Path | None, typer.Option("--people", help="people.csv of a real company; stays here")] = None,
    port: Annotated[int, typer.Option("--port", help="0 for any that is free")] = 8765,
    host: Annotated[str, typer.Option("--host", help="this machine only, unless said otherwise")] = "127.0.0.1",
    no_browser: Annotated[bool, typer.Option("--no-browser", help="do not open the browser")] = False,
    lang: Lang = "fr",
) -> None:
    """Open the coach's page: two organisations live through the same shocks, in the browser, on this machine."""
    _needs_app()
    from sim.web.imported import Charts, load_people
    from sim.web.serve import serve
    from sim.web.session import Session, read_session, session_of

    charts = Charts()
    imported = load_people(people, charts) if people else None
    if session:
        if recipes:
            raise InputError("there_or_here", "--session")
        made = read_session(session)
        made = Session(made.playlist, made.lang, made.title, imported)
    else:
        made = session_of(recipes or [], lang, imported)
    serve(made, charts, host, port, not no_browser)


def replay(
    recipe: Annotated[str, typer.Argument(help="as the page's address holds it")],
    people: Annotated[Path | None, typer.Option("--people", help="the file a chart: in the recipe stands for")] = None,
    as_json: AsJson = False,
    lang: Lang = "fr",
) -> None:
    """Print the numbers of a run of the page: the same recipe gives the same numbers."""
    from sim.scenario.recipe import read_recipe
    from sim.web.imported import Charts, load_people
    from sim.web.replay import replay_text, replayed

    wanted, chart = read_recipe(recipe), None
    if people is not None:
        chart = load_people(people, Charts()).chart
    elif wanted.chart:
        raise InputError("names_a_chart", "recipe")
    found = replayed(wanted, chart)
    print(json.dumps(found, indent=2, ensure_ascii=False) if as_json else replay_text(found, lang))


def write_offline(names: list[str], session: Path | None, out: Path | None, lang: str, *, tries: bool = False) -> Path:
    """Write the offline page of scenarios or of a session, and return its path."""
    from tqdm import tqdm

    from sim.experiment.store import results_folder
    from sim.web.offline import offline_page, write_page
    from sim.web.session import read_session, session_of

    made = read_session(session) if session else session_of(names, lang)
    path = out or PAGE_FILE
    if path.is_dir():
        path = path / PAGE_FILE.name
    with results_folder(path.parent), tqdm(disable=not sys.stderr.isatty(), unit="run", leave=False) as bar:
        write_page(path, offline_page(made, bar.update, tries=tries))
    return path


def _needs_app() -> None:
    try:
        import starlette
        import uvicorn  # noqa: F401

        _ = starlette
    except ImportError:
        raise InputError("needs_app") from None
