"""The command line: parse, call, print."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from sim.errors import InputError
from sim.locale import FIRST, Texts, languages, words
from sim.verbs import claims, export, fit, org, page, report, results, rule, sweep, tournament, validate, why
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


class Verbs(TyperGroup):
    """The verbs; one that is not there is an error that names the nearest."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find a verb."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise InputError("no_verb", args[0], (args[0], self.list_commands(ctx)), name=args[0])
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=Verbs,
    add_completion=False,
    no_args_is_help=True,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    help="A laboratory of organisations: mechanical and organic ones live through the same year.",
)


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
    flat: Annotated[bool, typer.Option("--flat", help="compare a company in which nobody has a manager")] = False,
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
                          flat=flat, lang=lang)  # fmt: skip
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
    from sim.report.comparison import single_text
    from sim.report.publish import run_values

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
    from sim.locale import words
    from sim.report.dials import dials_text, dials_values, publish_dials

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
org.register(app)
fit.register(app)
arrange(app)


def _run_many(overrides: list[str], seeds: int, as_json: bool, out: Path | None, lang: str) -> None:
    from sim.report.publish import launch

    if as_json or out is not None:
        raise InputError("multirun_alone", "--multirun")
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
        said = _users_fault(wrong, language(sys.argv))
        if said is None:
            raise
        print(f"treillis: {said}", file=sys.stderr)
        sys.exit(2)
    if code == STOPPED:  # typer turns most interrupts into this code itself
        print(f"\ntreillis: {words(language(sys.argv))['cli_stopped']}", file=sys.stderr)
    sys.exit(code if isinstance(code, int) else 0)


def language(arguments: Sequence[str]) -> str:
    """Return the language asked for on a command line that may be wrong; English where there is none such.

    Examples
    --------
    >>> language(["treillis", "compare", "--lang=fr", "--sedes"]), language(["treillis", "--lang", "it"])
    ('fr', 'en')
    """
    asked = os.environ.get("TREILLIS_LANG", FIRST)
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if word == "--lang" or word.startswith("--lang="):
            asked = following if word == "--lang" else word.partition("=")[2]
    return asked if asked in languages() else FIRST


def _users_fault(wrong: Exception, lang: str) -> str | None:
    """Return the line to show for what a user got wrong, nothing for a bug; typer's own errors format themselves."""
    say = words(lang)
    if isinstance(wrong, InputError):
        first, *more = wrong.text(lang).splitlines()
        return first + say("cli_more", n=len(more)) if more else first
    if isinstance(wrong, MemoryError):
        return say["cli_memory"]
    if isinstance(wrong, OSError) and wrong.errno in SURROUNDINGS:
        where = str(wrong.filename or "")[:LONGEST_NAME] or say["cli_system"]
        return f"{where}{say.formats['colon']}{wrong.strerror}"
    if isinstance(wrong, UnicodeEncodeError) and wrong.reason == "surrogates not allowed":
        return say("cli_name", name=str(wrong.object)[:LONGEST_NAME])
    if not hasattr(wrong, "format_message"):
        return None
    return _not_understood(wrong, say) or say["cli_nothing"]


def _not_understood(wrong: Any, say: Texts) -> str:
    """Say what Typer could not read of a command line: by what it is, since its own sentences are English only."""
    if say.lang == FIRST:
        return wrong.format_message()
    option, param = getattr(wrong, "option_name", ""), getattr(wrong, "param", None)
    if option and hasattr(wrong, "possibilities"):
        near = say("near_all", names=", ".join(sorted(wrong.possibilities))) if wrong.possibilities else ""
        return say("cli_no_option", name=option) + near
    if option:
        return say("cli_needs_value", name=option)
    if param is not None:
        name = max(param.opts, key=len) if param.opts else param.name
        return say("cli_missing" if hasattr(wrong, "param_type") else "cli_bad_value", name=name)
    return say("cli_usage", command=wrong.ctx.command_path if getattr(wrong, "ctx", None) else "treillis")
