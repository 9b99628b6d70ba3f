"""`treillis report`: results as one page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.verbs.options import Lang


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command()(report)


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="results of a sweep or a comparison")],
    out: Annotated[Path | None, typer.Option("--out", help="the file (default: report.html in DIR)")] = None,
    lang: Lang = "en",
) -> None:
    """Write results as one self-contained HTML page: sentences first, then figures, tables and the passport."""
    from sim.experiment.store import read_passport
    from sim.experiment.summary import failed_runs
    from sim.locale import words
    from sim.report.page import write_page
    from sim.report.sweeping import failures

    print(words(lang)("page_written", file=write_page(folder, lang, out)))
    if (read_passport(folder) or {}).get("failed"):
        print("\n".join(failures(folder, failed_runs(folder), lang)))
