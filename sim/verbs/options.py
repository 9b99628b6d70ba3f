"""What verbs have in common: options, the panels of `treillis --help`, and an example of each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.errors import known_language

Overrides = Annotated[
    list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="settings, as in culture.trust=0.3")
]
Seeds = Annotated[int, typer.Option("--seeds", help="years to live through, one world each")]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON, the same for the same command")]
Out = Annotated[Path | None, typer.Option("--out", help="folder for the files (default: under results/)")]
Lang = Annotated[
    str, typer.Option("--lang", envvar="TREILLIS_LANG", show_envvar=False, help="en or fr", callback=known_language)
]

PANELS = {
    "Start": ("compare", "run", "why", "app", "export", "replay", "org"),
    "Experiment": ("sweep", "resume", "extend", "combine", "results", "report", "reproduce", "dials", "trace", "fit"),
    "Rules": ("rule", "tournament"),
    "Check": ("validate", "claims"),
}
"""Verbs, by what one comes for."""
EXAMPLES = {
    "compare": "treillis compare world=turbulent",
    "run": "treillis run form=organic culture.trust=0.3",
    "why": "treillis why results/compare/HASH 12",
    "app": "treillis app permanent-turbulence",
    "export": "treillis export permanent-turbulence -o demo.html",
    "replay": "treillis replay permanent-turbulence",
    "sweep": "treillis sweep culture.trust=0.2,0.8 world.shock_frequency=0,2,8",
    "resume": "treillis resume results/sweep/HASH",
    "extend": "treillis extend results/sweep/HASH replicates=40",
    "combine": "treillis combine results/part1 results/part2 results/part3",
    "results": "treillis results results/sweep/HASH --by culture.trust",
    "report": "treillis report results/sweep/HASH",
    "reproduce": "treillis reproduce results/sweep/HASH --runs 10",
    "dials": "treillis dials world=calm",
    "trace": "treillis trace world.npz world=turbulent",
    "fit": "treillis fit log.csv people.csv --check",
    "tournament": "treillis tournament my_rules",
    "claims": "treillis claims --quick",
}
"""What to type, for each verb."""


def arrange(app: typer.Typer) -> None:
    """Give every verb its panel and its example, and put them in the order of the panels."""
    panel_of = {name: panel for panel, names in PANELS.items() for name in names}
    order = list(panel_of)
    for verb in app.registered_commands:
        verb.name = verb.name or (verb.callback.__name__ if verb.callback else "")
        verb.rich_help_panel = panel_of[verb.name]
        verb.epilog = f"Example: {EXAMPLES[verb.name]}"
    for group in app.registered_groups:
        group.rich_help_panel = panel_of[str(group.name)]
    app.registered_commands.sort(key=lambda verb: order.index(str(verb.name)))
