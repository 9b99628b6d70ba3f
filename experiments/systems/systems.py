"""Try every system of the sources by its own command, in one organisation without and with it, on what it is for.

Writes ``systems.csv`` next to itself, or into the folder that is named, and prints it as tables for the README.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sim.experiment.compare import AFTER, DURING, LAST, WHOLE, live_through, plan_comparison, sheet_of
from sim.experiment.compose import without_and_with
from sim.experiment.paired import Difference
from sim.stats.verdict import PRINTS_AS_ZERO, SMALLEST

SEEDS = 10
VISIBLE, WEAK, INVISIBLE, INVERTED, ABSENT = "visible", "weak", "invisible", "inverted", "absent"
FAINT = 0.02
"""Share of what there is without: below it an effect is weak, where its outcome has no smallest effect of interest."""


@dataclass(frozen=True)
class System:
    """One system of the sources, tried one way.

    Parameters
    ----------
    name : str
        Of the system; with two stars around it, one of the eight that must be clear of 0.
    given : str
        Settings of the organisation: neutral ground unless a form is named.
    having : str
        What it is compared with: the same with this beside.
    wanted : mapping of str to int
        What it is for: outcomes, and which way its source says that each moves, 1 or -1.
    window : str
        In which days; empty for from the end of an intervention on, or the whole run of a setting.
    """

    name: str
    given: str
    having: str
    wanted: Mapping[str, int]
    window: str = ""

    @property
    def command(self) -> list[str]:
        """The overrides of the comparison, as on the command line behind ``treillis compare``."""
        form = [] if "form=" in self.given else ["form=neutral"]
        return [*form, *self.given.split()]


ALLIANCE = "form=alliance world.issue_rate=0.25 days=1250"
DECLARED = " ".join(f"culture.declared_{each}=0.9" for each in ("autonomy", "trust", "sharing"))
TWO = "days=500"
FOUR = "intervention=systemic_change days=1000"
SYSTEMS: Final = (
    System("circles", f"culture.circle_minutes=0 {TWO}", "culture.circle_minutes=60",
           {"knowledge": 1, "cohesion": 1, "direction_distance": -1}),
    System("**trust with responsibility**", f"culture.review=0 {TWO}", "culture.review=0.6",
           {"fit": 1, "alignment": 1, "trust": 1, "direction_distance": -1}),
    System("**trust with responsibility**", TWO, "intervention=debrief",
           {"cell_cross": 1, "coordination_gap": -1, "decision_lead": -1}),
    System("**the coach's mirror**", f"{DECLARED} {TWO}", "intervention=mirror", {"clarity": 1, "trust": 1}),
    System("alignment facilitation", f"culture.circle_minutes=0 {TWO}", "intervention=alignment_facilitation",
           {"knowledge": 1, "cohesion": 1, "direction_distance": -1}),
    System("manager as coach", TWO, "intervention=manager_as_coach", {"skill": 1, "autonomy": 1, "decision_lead": -1}),
    System("systemic change", TWO, "intervention=systemic_change", {"autonomy": 1, "trust": 1}, LAST),
    System("discourse alone", "days=750", "intervention=discourse_alone", {"trust": 1, "clarity": 1}, DURING),
    System("**institutional logic**", FOUR, "physics.logic_trust=0.5", {"trust": 1}, LAST),
    System("**institutional logic**", FOUR, "physics.logic_trust=-0.5", {"trust": -1}, LAST),
    System("**institutional logic**", FOUR, "physics.logic_clarity=0.5", {"clarity": 1}, LAST),
    System("**institutional logic**", FOUR, "physics.logic_voice=0.5", {"voice": 1}, LAST),
    System("community of managers", TWO, "intervention=community_of_managers",
           {"isolation": -1, "autonomy": 1, "engagement_managers": 1, "practice_spread": -1}),
    System("**silo**", f"culture.silo=0 {TWO}", "culture.silo=0.6",
           {"coordination": -1, "coordination_gap": 1, "direction_distance": 1}),
    System("**silo**", f"culture.silo=0.6 dials.evolving_structure=0.1 {TWO}", "dials.evolving_structure=0.9",
           {"coordination": 1, "coordination_gap": -1}),
    System("resistance", f"intervention=systemic_change culture.involvement=0.1 {TWO}", "culture.involvement=0.9",
           {"resistance": -1, "changing_days": -1}),
    System("CORE clarity", TWO, "intervention=core_clarity", {"decision_lead_high_stakes": -1, "declined": 1}),
    System("voice", f"world.issue_rate=1.2 culture.voice=0.1 {TWO}", "culture.voice=0.9",
           {"named_early": 1, "friction_named": 1}),
    System("CORE as one", f"world.shock_frequency=4 {TWO}", "intervention=core",
           {"decision_lead": -1, "bottlenecks_per_escalation": -1, "resets_per_handoff": -1}),
    System("customer experience", f"culture.clarity=0.3 {TWO}", "culture.clarity=0.8", {"cx_loss": -1}),
    System("customer experience", f"culture.clarity=0.3 physics.customer_leaving=0.005 {TWO}", "culture.clarity=0.8",
           {"customers_left": -1, "customers_lost": -1}),
    System("**engagement**", f"culture.clarity=0.3 {TWO}", "culture.clarity=0.8",
           {"engagement": 1, "withheld_hours": -1}),
    System("**engagement**", f"dials.initiative=0.1 {TWO}", "dials.initiative=0.9",
           {"engagement": 1, "withheld_hours": -1}),
    System("**constitution**", ALLIANCE, "intervention=charter",
           {"carried": 1, "minority": -1, "procedures": -1, "engagement": 1}),
    System("who senses", f"dials.constitution=0.1 {TWO}", "dials.constitution=0.9",
           {"truth_distance": -1, "direction_distance": -1}),
    System("**initiative**", f"form=organic {TWO}", "physics.own_rate=0.05", {"own_held": 1, "practice_fit": 1}),
    System("**initiative**", f"physics.own_rate=0.05 dials.initiative=0.1 {TWO}", "dials.initiative=0.9",
           {"own_issues": 1, "own_held": 1, "own_decided": 1}),
    System("openness", f"dials.openness=0.1 {TWO}", "dials.openness=0.9", {"consensus_hours": 1, "overruled": -1}),
    System("experiential knowledge", f"dials.experiential_knowledge=0.1 {TWO}", "dials.experiential_knowledge=0.9",
           {"knowledge": 1, "practice_fit": 1, "fit": 1}),
    System("guiding principles", f"dials.guiding_principles=0.1 {TWO}", "dials.guiding_principles=0.9",
           {"practice_fit": 1, "fit": 1}),
    System("legitimacy", f"dials.legitimacy=0.1 {TWO}", "dials.legitimacy=0.9", {"unfollowed": -1}),
    System("**task groups**", f"dials.evolving_structure=0.1 {TWO}", "dials.evolving_structure=0.9",
           {"groups": 1, "coordination_gap": -1, "decision_lead": -1}),
    System("alliance", ALLIANCE, "culture.contest_share=0",
           {"minority": -1, "procedures": -1, "engagement": 1, "decision_lead": -1}),
    System("alliance", ALLIANCE, "culture.ready_share=1", {"decision_lead": 1}),
    System("executive", f"culture.orchestration=0.2 {TWO}", "intervention=expert_to_executive",
           {"orchestration": 1, "middle_autonomy": 1, "engagement_managers": 1, "decision_lead": -1}, LAST),
)  # fmt: skip
"""In the order of the audit."""

NOT_BUILT: Final = {
    "circles": "a leadership circle: nobody is an expert or a key contributor here.",
    "trust with responsibility": "tries off the plan: a tried answer holds as often as another, so nothing is learnt.",
    "community of managers": "co-creation, harmonised language, cultures and generations: nothing here has either.",
    "voice": "a named friction that repairs its cause: the log does not say what a friction is caused by.",
    "customer experience": "good customers who leave first: the source does not say who does.",
    "openness": "newcomers beyond the seats: headcount is held equal.",
    "legitimacy": "rank lost when power takes decisions back: nothing tells whether taking back was right.",
    "executive": "people who change teams: seats are fixed; and kinds of support apart: all would shorten one way.",
}
"""What a source describes and the model does not have: absent, each with its sentence (more in ``docs/design.md``)."""

SENTENCES: Final = {
    ("culture.circle_minutes=60", "direction_distance"):
        "A circle brings beliefs together; of what is announced it knows no more than its members.",
    ("culture.review=0.6", "direction_distance"):
        "An error teaches the true direction (`alignment` rises), and the announced one lags behind it.",
    ("intervention=manager_as_coach", "autonomy"):
        "Skill widens rights by `skill_rights` a unit, and rises by 0.06 in two years. The preset's text says so.",
    ("intervention=manager_as_coach", "decision_lead"):
        "Coaching replaces reports, orders and visas; beyond these its hours cost about what skill saves.",
    ("intervention=systemic_change", "trust"):
        "With `physics.logic_trust` at 0 only answers that held move trust; the rest is institutional logic, below.",
    ("intervention=core", "resets_per_handoff"):
        "Ownership takes away hand-offs that went well, so of the others more start anew; an issue does so less often.",
    ("dials.constitution=0.9", "truth_distance"):
        "The dial moves the hours of sensing from the centre to the members; equal hours see about as much.",
    ("dials.constitution=0.9", "direction_distance"):
        "Members who sense for themselves believe what they saw, and not only what was announced.",
    ("dials.experiential_knowledge=0.9", "knowledge"):
        "In a first year it rises (`configs/effects.yaml` holds it to that); over two, daily sensing has caught up.",
    ("dials.guiding_principles=0.9", "fit"):
        "Practices take at most `practice_noise` off the noise of judgement, and theirs fits well already.",
    ("dials.evolving_structure=0.9", "decision_lead"):
        "Meetings that need no setting up save little more than the groups' weekly hours cost.",
    ("intervention=expert_to_executive", "decision_lead"):
        "Most issues never come near the head, and where loads are even there is little to move.",
}  # fmt: skip
"""By what is compared and outcome: why an effect is invisible or inverted."""


def tried(system: System) -> Iterator[dict[str, str]]:
    """Live one system without and with it, and give a row for each outcome that it is for."""
    study = plan_comparison(without_and_with(system.command, [system.having]), SEEDS)
    if study.only is None:
        raise ValueError(f"{system.name}: more than one difference")
    rows, _ = live_through(study, quiet=True)
    sheet = sheet_of(study.only, rows, [*study.slots])
    windows = sheet.found
    turned = 1 if study.only.slot == [*study.slots][-1] else -1  # a sheet takes the lower value of a setting off
    window = system.window or (AFTER if AFTER in windows else WHOLE)
    for outcome, sign in system.wanted.items():
        yield row_of(system, outcome, sign, window, windows[window][outcome], turned)


def row_of(system: System, outcome: str, sign: int, window: str, found: Difference, turned: int) -> dict[str, str]:
    """Write one effect, with less without, and its word."""
    ends = sorted((turned * found.low, turned * found.high))
    mean, without = turned * found.difference, found.mechanical if turned > 0 else found.organic
    numbers = {"without": without, "effect": mean, "low": ends[0], "high": ends[1]}
    return {
        "system": system.name,
        "given": " ".join(system.command),
        "with": system.having,
        "outcome": outcome,
        "wanted": f"{sign:+d}",
        "window": window,
        **{name: f"{value:.4f}" for name, value in numbers.items()},
        "word": word_of(outcome, sign, without, mean, ends),
    }


def word_of(outcome: str, sign: int, without: float, mean: float, ends: Sequence[float]) -> str:
    """Say whether an effect is seen: its interval clear of 0 on the side that is wanted, and of a size that matters."""
    if ends[0] <= PRINTS_AS_ZERO and ends[1] >= -PRINTS_AS_ZERO:
        return INVISIBLE
    if mean * sign < 0:
        return INVERTED
    smallest = SMALLEST.get(outcome, FAINT * abs(without))
    return VISIBLE if abs(mean) >= smallest else WEAK


def table(rows: Sequence[Mapping[str, str]]) -> str:
    """Return rows of the file as Markdown: the table, then a sentence for what is invisible, inverted or absent."""
    lines = ["| system | `treillis compare --seeds 10 ...` | outcome | without | effect [95 %] | days | word |",
             "| --- | --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    for row in rows:
        effect = f"{float(row['effect']):+.3f} [{float(row['low']):+.3f}; {float(row['high']):+.3f}]"
        cells = [row["system"], f"`{row['given']} --with {row['with']}`", f"`{row['outcome']}`",
                 f"{float(row['without']):.3f}", effect, row["window"], row["word"]]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", *sentences(rows)])


def sentences(rows: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Say of each effect that is not visible why; raises `KeyError` where nobody has said it."""
    for row in rows:
        if row["word"] in (INVISIBLE, INVERTED):
            why = SENTENCES[row["with"], row["outcome"]]
            yield f"- {row['system']}, `{row['with']}`, `{row['outcome']}`: *{row['word']}*. {why}"
    for name, why in NOT_BUILT.items():
        yield f"- {name}: *{ABSENT}* is {why}"


def main(folder: Path) -> None:
    """Try every system, write the rows down and print them."""
    rows = [row for system in SYSTEMS for row in tried(system)]
    with (folder / "systems.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    print(table(rows))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
