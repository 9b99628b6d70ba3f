"""`treillis rule`: begin a rule, have it checked, see what it decides, set it against another."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from sim.errors import InputError
from sim.verbs.ending import print_comparison, print_json
from sim.verbs.options import AsJson, Lang, Out

Rule = Annotated[str, typer.Argument(metavar="RULE", help="a shipped rule, or the path of a file ending in .py")]
EVEN = ("mechanical=even", "organic=even")
"""Both slots stand on even ground (`configs/form/even.yaml`): the rule is all that differs."""

group = typer.Typer(no_args_is_help=True, help="Write a rule of one's own: begin, check, explain, compare.")


def register(app: typer.Typer) -> None:
    """Add these verbs to the command line."""
    app.add_typer(group, name="rule")


@group.command()
def new(
    name: Annotated[str, typer.Argument(help="small letters, digits and _")],
    folder: Annotated[Path, typer.Option("--folder", help="where to put the files")] = Path(),
    lang: Lang = "en",
) -> None:
    """Begin a rule: a commented file that runs as it is, its parameters, its test."""
    from sim.locale import words
    from sim.teaching.first_rule import write_first_rule

    say = words(lang)
    made = write_first_rule(name, folder, lang)
    print(say("teach_made", files=", ".join(str(each) for each in made)))
    print(say("teach_made_next", file=made[0]))


@group.command()
def check(rule: Rule, as_json: AsJson = False, lang: Lang = "en") -> None:
    """Have the rule doctor look at a file: each problem with its line and what to do; exit code 1 if there is any."""
    from sim.engine.binding import find_rule
    from sim.teaching.doctor import diagnosis_text, examine

    found = examine(find_rule(rule), lang)
    if as_json:
        print_json({"file": str(found.path), "runs": found.rule is not None, "compiles": _compiles(found.rule),
                    "findings": [asdict(each) for each in found.findings], "reads": found.uses,
                    "remarks": [asdict(each) for each in found.remarks],
                    "answers": found.answers, "of_this_machine": found.of_this_machine})  # fmt: skip
    else:
        print(diagnosis_text(found, lang))
    if found.findings:
        raise typer.Exit(1)


def _compiles(rule: object) -> bool:
    return rule is not None and getattr(rule, "slow_reason", None) is None


@group.command()
def explain(
    rule: Rule,
    parameters: Annotated[list[str] | None, typer.Argument(metavar="[NAME=NUMBER]...")] = None,
    me: Annotated[list[str] | None, typer.Option("--me", help="a situation of one's own: waiting=4")] = None,
    issue: Annotated[list[str] | None, typer.Option("--issue", help="and of the issue: stakes=.2")] = None,
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """Show what a rule decides in typical situations, or in one of one's own, at the base, as a lead, at the head."""
    from sim.engine.binding import bind
    from sim.experiment.slots import with_defaults
    from sim.teaching.situations import SITUATIONS, decision_rows, explanation_text, own_situation

    bound = bind(rule, with_defaults(rule, _numbers(parameters or [])))
    situations = (own_situation(me or [], issue or []),) if me or issue else SITUATIONS
    if as_json:
        print_json({"rule": bound.name, "args": bound.args, "situations": decision_rows(bound, situations)})
    else:
        print(explanation_text(bound, lang, situations))


def _numbers(words: list[str]) -> dict[str, float]:
    found = {}
    for word in words:
        name, _, value = word.partition("=")
        try:
            found[name.removeprefix("rule_args.")] = float(value)
        except ValueError:
            raise InputError("parameter_and_number", repr(word)) from None
    return found


@group.command()
def compare(
    first: Rule,
    second: Rule,
    overrides: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="settings, as in world=turbulent")
    ] = None,
    seeds: Annotated[int, typer.Option("--seeds", help="years to live through, one world each")] = 30,
    everything: Annotated[bool, typer.Option("--all", help="more outcomes, and how intervals were made")] = False,
    as_json: AsJson = False,
    out: Out = None,
    lang: Lang = "en",
) -> None:
    """Set two rules side by side: same people, dials, worlds and luck; only the rule differs. Table and figure."""
    from sim.experiment.compare import plan_comparison
    from sim.experiment.slots import FORMS
    from sim.front import live_and_publish
    from sim.report.called import rules_called
    from sim.report.publish import comparison_values

    chosen = [f"{form}.rule={quoted(rule)}" for form, rule in zip(FORMS, (first, second), strict=True)]
    study = plan_comparison([*EVEN, *chosen, *(overrides or [])], seeds)
    one, other = labels([rule.name for rule in study.rules.values()])
    called = rules_called((one, other), lang)
    rows, folder = live_and_publish(study, out, as_json, lang, called.by_slot)
    if as_json:
        print_json({**comparison_values(study, rows, folder), "first": one, "second": other})
        return
    asked = {"called": called, "command": ("rule", "compare", first, second), "overrides": overrides or []}
    print_comparison(study, rows, folder, asked, lang, everything)


def quoted(rule: str) -> str:
    """Quote a path for Hydra's own grammar, where a space or a comma means something."""
    return "'" + rule.replace("\\", "\\\\").replace("'", "\\'") + "'"


def labels(names: list[str]) -> list[str]:
    """Tell two rules of one name apart.

    Examples
    --------
    >>> labels(["mine", "distributed"]), labels(["mine", "mine"])
    (['mine', 'distributed'], ['mine (1)', 'mine (2)'])
    """
    twice = len(set(names)) < len(names)
    return [f"{name} ({k})" for k, name in enumerate(names, 1)] if twice else names


@group.command(name="list")
def list_rules(as_json: AsJson = False, lang: Lang = "en") -> None:
    """List the rules that come with the laboratory: kind, parameters, source."""
    from sim.teaching.first_rule import shelf, shelf_text

    found = shelf()
    if as_json:
        print_json([{**asdict(each), "path": str(each.path)} for each in found])
    else:
        print(shelf_text(found, lang))


@group.command()
def fields(lang: Lang = "en") -> None:
    """List what a rule may read: every field of a person, of an issue, of the organisation, and what it means."""
    from sim.teaching.first_rule import columns, columns_text

    print(columns_text(columns(), lang))
