"""`treillis export`: results as tables, or scenarios as one page that opens from disk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.errors import InputError
from sim.verbs.options import Lang
from sim.verbs.page import write_offline


def register(app: typer.Typer) -> None:
    """Add this verb to the command line."""
    app.command()(export)


def export(
    what: Annotated[
        list[str] | None, typer.Argument(metavar="FOLDER | SCENARIO...", help="results of a sweep, or scenarios")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="results: commas and decimal points")] = False,
    csv_fr: Annotated[bool, typer.Option("--csv-fr", help="results: semicolons and decimal commas")] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="results: a workbook, columns explained")] = False,
    session: Annotated[Path | None, typer.Option("--session", help="page: YAML with a playlist")] = None,
    tries: Annotated[bool, typer.Option("--tries", help="page: record what scenarios suggest to try, too")] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="where to (folder of tables, or file)")] = None,
    lang: Lang = "fr",
) -> None:
    """Write the rows of a sweep as CSV or XLSX; or scenarios as one page that opens from disk, without network.

    `treillis export FOLDER --csv` for results; `treillis export permanent-turbulence caravan -o demo.html`, or
    `--session seance.yaml`, for the page.
    """
    names = what or []
    wanted = [name for name, asked in {"csv": csv, "csv-fr": csv_fr, "xlsx": xlsx}.items() if asked]
    if session is None and names and (wanted or _is_place(names[0])):
        _tables(names, wanted, out)
    elif session is None and not names:
        raise InputError("export_what", "export")
    else:
        if names and session is not None:
            raise InputError("there_or_here", "--session")
        path = write_offline(names, session, out, lang, tries=tries)
        print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


def _is_place(name: str) -> bool:
    return Path(name).exists() or "/" in name or "\\" in name


def _tables(names: list[str], wanted: list[str], out: Path | None) -> None:
    from sim.experiment.export import FORMATS
    from sim.experiment.store import results_folder
    from sim.files.find import path_of

    folder = path_of(names[0], "export")
    if len(names) > 1:
        raise InputError("one_folder", "export", n=len(names))
    if not wanted:
        raise InputError("which_format", "export")
    if not folder.is_dir():
        raise InputError("no_such_folder", "export", folder=folder)
    with results_folder(out or folder) as place:
        for name in wanted:
            print(FORMATS[name](folder, place))
