"""`treillis org check`: say of a company's files what will be simulated, and keep how they are to be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.errors import InputError
from sim.verbs.options import AsJson, Lang

if TYPE_CHECKING:
    from sim.organisation import Company

group = typer.Typer(no_args_is_help=True, help="Look at the structure of a real company.")
Columns = Annotated[
    list[str] | None, typer.Option("--columns", help="which column holds what: id=Matricule manager='N+1' team=Service")
]


def register(app: typer.Typer) -> None:
    """Add the group to the command line."""
    app.add_typer(group, name="org")


@group.callback()
def org() -> None:
    """Look at the structure of a real company."""


@group.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="PEOPLE [TIES]", help="people.csv, and who turns to whom")],
    columns: Columns = None,
    outside: Annotated[
        str | None, typer.Option("--outside", help="whose manager is in no line: top, own-team or drop")
    ] = None,
    undirected: Annotated[bool, typer.Option("--undirected", help="ties go both ways")] = False,
    date: Annotated[str | None, typer.Option("--date", help="day on which the company is looked at")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="of a workbook")] = None,
    issues: Annotated[str | None, typer.Option("--issues", help="a file of issues: how its columns are read")] = None,
    draw: Annotated[Path | None, typer.Option("--draw", help="draw the chart (.svg), in groups of five")] = None,
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """Say in five sentences what will be simulated, then what was found: people, levels, spans, teams, ties.

    Files are read as they come: CSV, XLSX, JSON, YAML, networks. What --columns, --outside, --undirected, --date and
    --sheet say is kept in a small file beside each, which every other command reads too.
    """
    from sim.files.headers import read_sheet
    from sim.organisation import build_company, describe
    from sim.organisation.describe import Wording
    from sim.parameters import OrganisationSettings

    named, roles = _apart(files, columns or [])
    people, ties = (*named, None)[:2]
    if people is None or len(named) > 2:
        raise InputError("people_and_ties", "treillis org check")
    told = {"outside": outside, "date": date, "sheet": sheet}
    kept = _keep({"people": people, "ties": ties, "issues": issues}, roles, told, undirected)
    company = build_company(OrganisationSettings(people=people, ties=ties), seed=1)
    found, say = describe(company.chart, company.facts), Wording(lang)
    if as_json:
        print(json.dumps(found.as_dict(), indent=2, ensure_ascii=False))
        return
    notes = read_sheet(Path(issues), "issues").notes if issues else ()
    lines = [say("kept", file=file, detail=beside) for file, beside in kept]
    lines += [say.note(each) for each in notes]
    if draw:
        lines.append(_drawn(company, draw, say))
    print("\n".join([found.sentences(lang), "", found.as_text(lang), *([""] if lines else []), *lines]))


def _apart(words: list[str], columns: list[str]) -> tuple[list[str | None], dict[str, str]]:
    """Tell files from columns: ``--columns`` takes one word, those after it stand among the files."""
    from sim.files.headers import NEEDED, table

    roles = {role for kind in NEEDED for role in table()[kind]}
    more = [each for each in words if each.partition("=")[0] in roles and "=" in each and not Path(each).is_file()]
    wrong = [each for each in columns if "=" not in each]
    if wrong:
        raise InputError("columns_as_in", "--columns", got=wrong[0])
    pairs = [each.partition("=") for each in (*columns, *more)]
    return [each for each in words if each not in more], {role: header for role, _, header in pairs}


def _keep(
    files: dict[str, str | None], columns: dict[str, str], told: dict[str, str | None], undirected: bool
) -> list[tuple[str, str]]:
    """Write beside each file what was said of it; return what was written."""
    from sim.files.find import file_of
    from sim.files.headers import keep_reading, table

    kept, there = [], {kind: file for kind, file in files.items() if file}
    for role in columns:
        if not any(role in table()[kind] for kind in there):
            raise InputError(
                "unknown_role", "--columns", (role, [each for kind in there for each in table()[kind]]), name=role
            )
    for kind, file in there.items():
        others = [each for each in there if each != kind and list(there).index(each) < list(there).index(kind)]
        mine = {role: each for role, each in columns.items() if role in table()[kind]}
        mine = {role: each for role, each in mine.items() if not any(role in table()[other] for other in others)}
        given: dict[str, Any] = {"columns": mine} if mine else {}
        if kind == "people":
            given |= {name: each for name, each in told.items() if each}
        if kind == "ties" and undirected:
            given["undirected"] = True
        if given:
            kept.append((file, str(keep_reading(file_of(file, kind), given))))
    return kept


def _drawn(company: Company, file: Path, say: Any) -> str:
    """Draw the chart, no group of fewer than five people in it."""
    from sim.report.figures.structure import draw_groups
    from sim.web.groups import described, groups_of

    chart = company.chart
    title = say(
        "chart_title",
        people=say.many("n_people", chart.size),
        levels=say.many("n_levels", int(chart.level.max()) + 1),
    )
    try:
        draw_groups(described(chart, groups_of(chart)), file, title)
    except OSError as wrong:
        raise InputError("cannot_be_made", file, why=wrong.strerror) from None
    return say("drawn_to", file=file)
