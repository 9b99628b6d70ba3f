"""The command line: parse, call, print."""

from __future__ import annotations

import errno
import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from sim.errors import InputError
from sim.verbs import claims, export, page, report, results, rule, sweep, tournament, validate, why
from sim.verbs.ending import print_comparison, print_ending, print_json
from sim.verbs.options import AsJson, Lang, Out, Overrides, Seeds, arrange
from sim.verbs.surroundings import make_do

STOPPED = 130
"""Exit code after Ctrl-C."""
NOBODY_READS = 141
"""Exit code when whoever read what is printed has gone."""
LACKS = ("EACCES", "EDQUOT", "EMFILE", "ENAMETOOLONG", "ENOSPC", "EPERM", "EROFS")
SURROUNDINGS = {getattr(errno, name) for name in LACKS if hasattr(errno, name)}
"""What a machine may lack that is no fault of the program: room, rights, open files."""
LONGEST_NAME = 120

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    help="A laboratory of organisations: mechanical and organic ones live through the same year.",
)
org = typer.Typer(no_args_is_help=True, help="Look at the structure of a real company.")
app.add_typer(org, name="org")


@app.callback()
def treillis(
    version: Annotated[bool, typer.Option("--version", help="say which version this is, and of which model")] = False,
) -> None:
    """Take what stands before a verb."""
    if version:
        print(_version())
        raise typer.Exit


def _version() -> str:
    from importlib.metadata import version

    from sim.experiment.identity import model_version

    return f"treillis {version('treillis')}, model {model_version()}"


@app.command()
def compare(
    overrides: Overrides = None,
    seeds: Seeds = 30,
    everything: Annotated[bool, typer.Option("--all", help="more outcomes, and how intervals were made")] = False,
    as_json: AsJson = False,
    out: Out = None,
    lang: Lang = "en",
    having: Annotated[
        list[str] | None, typer.Option("--with", help="compare one organisation without and with this: KEY=VALUE")
    ] = None,
) -> None:
    """Compare a mechanical and an organic organisation over the same years.

    Each slot has its own rule and dials (mechanical.rule=FILE.py, organic.dials.lattice=0.5), or takes another form
    whole (organic=mechanical). One organisation is compared with itself, without and with something, by --with
    (form=organic --with intervention=mirror); of one thing alone an effect sheet is printed.
    """
    from sim import front
    from sim.report.publish import comparison_values

    found = front.compare(*(overrides or []), seeds=seeds, having=having or (), out=out or True, quiet=as_json,
                          lang=lang)  # fmt: skip
    if as_json:
        print_json(comparison_values(found.study, found.lived, found.folder))
        return
    print_comparison(found.study, found.lived, found.folder, {"called": found.called, "overrides": found.asked}, lang,
                     everything)  # fmt: skip


@app.command()
def run(
    overrides: Overrides = None,
    seeds: Seeds = 1,
    as_json: AsJson = False,
    out: Out = None,
    lang: Lang = "en",
    multirun: Annotated[bool, typer.Option("-m", "--multirun", help="all combinations of values with commas")] = False,
) -> None:
    """Let one organisation live through one or several years (form=organic, rule=FILE.py, dials.lattice=1)."""
    from sim.experiment.compare import plan_run
    from sim.front import live_and_publish, print_warnings
    from sim.report.publish import run_values
    from sim.report.single import single_text

    if multirun:
        _run_many(overrides or [], seeds, as_json, out, lang)
        return
    study = plan_run(overrides or [], seeds)
    print_warnings(study.slots, overrides or [], lang)
    rows, folder = live_and_publish(study, out, as_json, lang)
    if as_json:
        print_json(run_values(study, rows, folder))
        return
    print(single_text(rows.runs, rows.people, study.settings.days, study.seeds, lang))
    print_ending(study.rules.values(), folder, lang)


@app.command()
def trace(file: Annotated[Path, typer.Argument(help="where to save it (.npz)")], overrides: Overrides = None) -> None:
    """Draw the world of a run and save it; world.trace=FILE lets any organisation live through it."""
    from sim.experiment.compose import compose_run
    from sim.run import set_scene
    from sim.world import save_trace

    drawn = set_scene(compose_run(overrides or [])).trace
    print(f"{save_trace(drawn, file)}: {drawn.days} days, {len(drawn.issues)} issues, {len(drawn.shocks)} shocks")


@app.command()
def dials(
    overrides: Overrides = None,
    seeds: Annotated[int, typer.Option("--seeds", help="years in each world for every dial alone")] = 10,
    corners: Annotated[int, typer.Option("--corners", help="years in each world for all combinations of ends")] = 4,
    as_json: AsJson = False,
    out: Out = None,
    lang: Lang = "en",
) -> None:
    """Say what each dial between mechanical and organic does: alone, and as its share of the whole difference.

    In a calm, an ordinary and a turbulent world, unless world=NAME chooses one.
    """
    from sim.experiment.dials import DIALS, NEUTRAL, findings, live_dials, plan_dials
    from sim.experiment.store import results_folder
    from sim.front import print_warnings
    from sim.report.dials import dials_text
    from sim.report.dials_publish import dials_values, publish_dials
    from sim.report.words import words

    words(lang)
    study = plan_dials(overrides or [], seeds, corners)
    turned = [f"dials.{each}={NEUTRAL}" for each in DIALS]
    called = {name: words(lang).get(f"world_{name}", name) for name in study.worlds}
    with results_folder(out or study.folder) as folder:
        rows, seconds = live_dials(study, quiet=as_json)
        print_warnings(study.worlds, [*(overrides or []), *turned], lang, called)
        found = findings(rows, tuple(study.worlds))
        publish_dials(study, rows, found, seconds, folder, lang)
    if as_json:
        print_json(dials_values(study, rows, found, folder))
        return
    print(dials_text(study, rows, found, lang))
    print_ending([study.rule], folder, lang)


@org.command()
def check(
    people: Annotated[str, typer.Argument(help="people.csv: id, manager, team")],
    ties: Annotated[str | None, typer.Argument(help="ties.csv: source, target, kind")] = None,
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """Say what was found in a company's files: people, levels, spans, teams, reciprocity, whom everybody asks."""
    from sim.organisation import build_company, describe
    from sim.parameters import OrganisationSettings

    company = build_company(OrganisationSettings(people=people, ties=ties), seed=1)
    found = describe(company.chart, company.facts)
    print(json.dumps(found.as_dict(), indent=2, ensure_ascii=False) if as_json else found.as_text(lang))


sweep.register(app)
results.register(app)
report.register(app)
claims.register(app)
validate.register(app)
rule.register(app)
tournament.register(app)
why.register(app)
export.register(app)
page.register(app)
arrange(app)


def _run_many(overrides: list[str], seeds: int, as_json: bool, out: Path | None, lang: str) -> None:
    from sim.report.multirun import launch

    if as_json or out is not None:
        raise InputError("--multirun: --json and --out are for a single run; hydra.sweep.dir=FOLDER chooses the folder")
    launch(overrides, seeds, lang)


def main() -> None:
    """Run the command line; what a user got wrong is one line and exit code 2."""
    make_do()
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = STOPPED
    except BrokenPipeError:  # whoever read along, as `head` does, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = NOBODY_READS
    except Exception as wrong:
        said = _users_fault(wrong)
        if said is None:
            raise
        print(f"treillis: {said}", file=sys.stderr)
        sys.exit(2)
    if code == STOPPED:  # typer turns most interrupts into this code itself
        print("\ntreillis: stopped; nothing was written", file=sys.stderr)
    sys.exit(code if isinstance(code, int) else 0)


def _users_fault(wrong: Exception) -> str | None:
    """Return the line to show for what a user got wrong, nothing for a bug; typer's own errors format themselves."""
    if isinstance(wrong, InputError):
        first, *more = str(wrong).splitlines()
        return f"{first} (and {len(more)} more)" if more else first
    if isinstance(wrong, MemoryError):
        return "not enough memory for this; take fewer people, days or issues"
    if isinstance(wrong, OSError) and wrong.errno in SURROUNDINGS:
        return f"{str(wrong.filename or '')[:LONGEST_NAME] or 'the system'}: {wrong.strerror}"
    if isinstance(wrong, UnicodeEncodeError) and wrong.reason == "surrogates not allowed":
        return f"{str(wrong.object)[:LONGEST_NAME]!r}: not a name in UTF-8; rename it"
    if not hasattr(wrong, "format_message"):
        return None
    return wrong.format_message() or "say what to do; treillis --help lists it"  # type: ignore[attr-defined]
