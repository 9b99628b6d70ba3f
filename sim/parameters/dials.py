"""The dials: how direction and knowledge travel, 0 mechanical to 1 organic."""

from __future__ import annotations

from dataclasses import dataclass

from sim.checked import Checked, number


@dataclass(frozen=True)
class DialSettings(Checked):
    """How direction and knowledge travel, 0 mechanical to 1 organic; each dial turns alone."""

    # fmt: off
    decision_process: float = number(0.5, 0, 1, "0 to 1", "chance to consult first on a wide issue",
        source="theory", strength="theory")
    constitution: float = number(0.5, 0, 1, "0 to 1", "sensing of G: at the centre, or by members",
        source="theory", strength="theory")
    strategy: float = number(0.5, 0, 1, "0 to 1", "a fixed plan, or a course adapted as it goes",
        source="theory", strength="theory")
    generative_power: float = number(0.5, 0, 1, "0 to 1", "rights contested by rivals, or shared",
        source="theory", strength="theory")
    openness: float = number(0.5, 0, 1, "0 to 1", "majority, contract; or consensus, open door",
        source="theory", strength="theory")
    lattice: float = number(0.5, 0, 1, "0 to 1", "beliefs follow the manager, or everybody near",
        source="theory", strength="theory")
    initiative: float = number(0.5, 0, 1, "0 to 1", "authority by level, or where the issue comes to",
        source="theory", strength="theory")
    experiential_knowledge: float = number(0.5, 0, 1, "0 to 1",
        "contexts known from the centre, or pooled among fellows", source="theory", strength="theory")
    guiding_principles: float = number(0.5, 0, 1, "0 to 1", "best practice copied whole, or a principle translated",
        source="theory", strength="theory")
    legitimacy: float = number(0.5, 0, 1, "0 to 1", "people follow rank, or who has been right",
        source="theory", strength="theory")
    evolving_structure: float = number(0.5, 0, 1, "0 to 1", "no task groups across teams, or wherever a gap is felt",
        source="theory", strength="theory")
    # fmt: on
