"""Add one law after another to the first model, at neutral dials, and write down what each does; no form is run.

Writes ``laws.csv`` next to itself, or into the folder that is named, and prints it as a table for the README.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np

from sim.metrics.issues import lead_days
from sim.parameters import Settings
from sim.record import ROLES
from sim.run import Run, simulate
from sim.validation.steadiness import AROUND, FEW, SETTLED, by_role, lapsed, lives, neutral, refused, slope

LAWS = {
    "first model": "",
    "L1 requests lapse": "lapsing",
    "L2 overtime": "overtime_hours",
    "L2b hours owed": "owed_days pivot_days",
    "L3 refusal": "refuse_days",
    "L4 who is asked": "lead_asked team_weight",
    "L5 one act, one error": "common_error",
    "L7 an inbox stays": "handed_over",
    "L9 trust": "pivot_trust_loss trust_expected trust_step charge_decider hearing_floor",
    "L6 shared sensing": "shared_sensing",
    "L8 people differ": "strain_demand outside_strain strain_load strain_constraint clarity_spread trust_spread "
    "skill_spread strain_spread recovery_spread settled_start stayed_start",
    "L10 silo, review, skill": "noticed skill_cap skill_pace skill_rights silo_reach",
    "load and wear": "issue_rate head_hours manager_hours base_hours strain_unclear overtime_strain leave_rate",
}
"""What each adds, in the order in which they came: constants that take their value of today."""
YEARS_TIMED = 15


def steps() -> Iterator[tuple[str, Settings]]:
    """Give the settings after each law; the sources' systems came later, are measured by themselves, and stay off."""
    now, found = neutral(), neutral("physics=first_model", "world.team_weight=0", "world.issue_rate=0.6")
    for law, names in LAWS.items():
        for name in names.split():
            group = "physics" if hasattr(now.physics, name) else "world"
            value = {name: getattr(getattr(now, group), name)}
            found = replace(found, **{group: replace(getattr(found, group), **value)})
        yield law, found


def measured(run: Run) -> dict[str, float]:
    """Return the columns of one life of two years, from day 125 on."""
    roles, settings = by_role(run)[SETTLED:], run.settings
    born, came = np.asarray(run.tables.arrivals)[: len(run.tables.outcomes)], np.asarray(run.tables.outcomes)
    cohort = (born["day"] >= SETTLED) & (born["day"] < settings.days - settings.follow_days)
    hours = came["effect_hour"][cohort]
    lead = lead_days(born[cohort], hours, settings.follow_days, settings.physics.step_hours)
    by_name = {
        "used": roles["used_hours"].sum(axis=0) / roles["available_hours"].sum(axis=0),
        "with others": roles["joint_hours"].sum(axis=0) / roles["used_hours"].sum(axis=0),
        "inbox d500": (roles["inbox"] / roles["people"])[-AROUND:].mean(axis=0),
    }
    of_roles = {f"{name}, {role}": each[k] for name, each in by_name.items() for k, role in enumerate(ROLES)}
    of_issues = {"lead": lead.mean(), "p90": np.quantile(lead, 0.9), "never": np.mean(~np.isfinite(hours))}
    shares = {"fit": run.outcomes["fit"], "lapsed": lapsed(run), "refused": refused(run)}
    return {**of_roles, "slope": slope(run), **of_issues, **shares}


def cost(settings: Settings) -> float:
    """Return the processor time of a year, in seconds."""
    began = process_time()
    simulate(replace(settings, days=250))
    return process_time() - began


def main(folder: Path) -> None:
    """Live six worlds after each law, time years in turns, write both down and print them."""
    found = {law: [measured(run) for run in lives(settings, FEW)] for law, settings in steps()}
    timed = [[cost(settings) for _, settings in steps()] for _ in range(YEARS_TIMED)]
    ratios = {law: median(each[k] / each[0] for each in timed) for k, law in enumerate(found)}
    rows = [{"law": law, **means(worlds), "cost": f"{ratios[law]:.2f}"} for law, worlds in found.items()]
    with (folder / "laws.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    print(table(rows))


def means(worlds: list[dict[str, float]]) -> dict[str, str]:
    """Write the mean of each column over worlds."""
    return {name: f"{np.mean([each[name] for each in worlds]):.3f}" for name in worlds[0]}


def table(rows: list[dict[str, str]]) -> str:
    """Return rows of the file as a Markdown table, the three roles of a column in one cell."""
    head = list(dict.fromkeys(name.partition(",")[0] for name in rows[0]))
    cells = [
        [" / ".join(row[name] for name in row if name.partition(",")[0] == column) for column in head] for row in rows
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ["---"] * len(head), *cells])


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
