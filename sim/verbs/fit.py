"""`treillis fit`: a twin of a real organisation, from a log of its work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.errors import InputError
from sim.verbs.ending import print_json
from sim.verbs.options import AsJson, Lang, Out

if TYPE_CHECKING:
    from sim.fitting.fit import Fit, WhatIf

STOPPED = 130


def register(app: typer.Typer) -> None:
    """Add this verb to the command line."""
    app.command()(fit)


def fit(
    log: Annotated[str, typer.Argument(metavar="LOG", help="a row a ticket, or a row an event; CSV, XLSX, JSON, XES")],
    people: Annotated[str, typer.Argument(metavar="PEOPLE", help="people.csv, as for treillis org check")],
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[KEY=VALUE]...", help="what you know: physics.base_hours=4; executor=dask"),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="say what the log can tell, run nothing")] = False,
    ties: Annotated[str | None, typer.Option("--ties", help="who turns to whom")] = None,
    vouch: Annotated[bool, typer.Option("--vouch", help="nothing is missing from the log")] = False,
    changes: Annotated[
        list[str] | None, typer.Option("--what-if", metavar="KEY=VALUE", help="live the twin with this changed")
    ] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--columns", help="which column of the log holds what: opened='My header'")
    ] = None,
    runs: Annotated[int, typer.Option("--runs", help="lives of the first round; half as many follow")] = 2000,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="go on where the model does not do what the log shows")
    ] = False,
    as_json: AsJson = False,
    out: Out = None,
    lang: Lang = "en",
) -> None:
    """Find the settings under which the model does what a log of work shows, and say which the log does not tell.

    Stopped or killed, the same command goes on. Nothing leaves this machine, and no name is written.
    """
    from sim.experiment.compose import levels_of
    from sim.experiment.runner import executor_settings
    from sim.experiment.sweep import Stopped
    from sim.files.find import file_of
    from sim.files.headers import keep_reading
    from sim.fitting.fit import fit_twin, folder_of, question_of, what_if, write_fit
    from sim.organisation.describe import Wording
    from sim.report.page.fit_page import check_text

    if columns:
        keep_reading(file_of(log, "LOG"), {"columns": _columns(columns)})
    known = levels_of(words or [])
    where = executor_settings(known.pop("executor", None))
    question = question_of(log, people, ties, known, vouch, runs)
    notes = [Wording(lang).note(each) for each in question.log.notes]
    if check:
        facts = {**question.log.facts, "tier": question.log.tier}
        print_json(facts) if as_json else print("\n".join([check_text(question, lang), *notes]))
        return
    asked = levels_of(changes or [])
    folder = out or folder_of(question, log)
    try:
        found = fit_twin(question, folder, where, as_json)
        go_on = anyway or not found.misfit.flagged
        what_ifs = what_if(found, asked, where, as_json) if asked and go_on else []
    except Stopped as stopped:
        from sim.report.sweeping import stopped_text

        print(f"\ntreillis: {stopped_text(stopped, lang)}")
        raise typer.Exit(STOPPED) from None
    write_fit(found, anyway)
    _tell(found, folder, " ".join(changes or []), what_ifs, go_on, as_json, lang)
    if not go_on:
        raise typer.Exit(1)


def _tell(
    found: Fit, folder: Path, told: str, what_ifs: Sequence[WhatIf], go_on: bool, as_json: bool, lang: str
) -> None:
    """Write the page of a fit, and print what it says."""
    from sim.experiment.store import write_whole
    from sim.fitting.fit import fit_values
    from sim.locale import words as texts
    from sim.report.page.fit_page import fit_page, sentences, what_if_text

    page = folder / ("fit.html" if lang == "en" else f"fit.{lang}.html")
    write_whole(page, fit_page(found, lang, told, what_ifs).encode())
    if as_json:
        print_json({**fit_values(found), "what_if": [asdict(each) for each in what_ifs], "folder": str(folder)})
        return
    print("\n".join(sentences(found, lang)))
    if what_ifs:
        print(f"\n{what_if_text(found, told, what_ifs, lang)}")
    say = texts(lang)
    print("\n" + (say("fit_written", folder=folder) if go_on else say["fit_no_draws"]))


def _columns(pairs: list[str]) -> dict[str, str]:
    wrong = [each for each in pairs if "=" not in each]
    if wrong:
        raise InputError("columns_as_in", "--columns", got=wrong[0])
    return {role: header for role, _, header in (each.partition("=") for each in pairs)}
