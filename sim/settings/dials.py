"""The dials: how direction and knowledge travel, 0 mechanical to 1 organic."""

from __future__ import annotations

from dataclasses import dataclass

from sim.checked import Checked, number


@dataclass(frozen=True)
class DialSettings(Checked):
    """How direction and knowledge travel, 0 mechanical to 1 organic; each dial turns alone."""

    decision_process: float = number(0.5, 0, 1, "0 to 1", "theory", "theory", "chance to consult first on a wide issue")
    constitution: float = number(0.5, 0, 1, "0 to 1", "theory", "theory", "sensing of G: at the centre, or by members")
    strategy: float = number(0.5, 0, 1, "0 to 1", "theory", "theory", "a fixed plan, or a course adapted as it goes")
    generative_power: float = number(0.5, 0, 1, "0 to 1", "theory", "theory", "rights contested by rivals, or shared")
    openness: float = number(0.5, 0, 1, "0 to 1", "theory", "theory", "majority, contract; or consensus, open door")
    lattice: float = number(0.5, 0, 1, "0 to 1", "theory", "theory", "beliefs follow the manager, or everybody near")
    initiative: float = number(
        0.5, 0, 1, "0 to 1", "theory", "theory", "authority by level, or where the issue comes to"
    )
    experiential_knowledge: float = number(
        0.5, 0, 1, "0 to 1", "theory", "theory", "contexts known from the centre, or pooled among fellows"
    )
    guiding_principles: float = number(
        0.5, 0, 1, "0 to 1", "theory", "theory", "best practice copied whole, or a principle translated"
    )
    legitimacy: float = number(0.5, 0, 1, "0 to 1", "theory", "theory", "people follow rank, or who has been right")
    evolving_structure: float = number(
        0.5, 0, 1, "0 to 1", "theory", "theory", "no task groups across teams, or wherever a gap is felt"
    )
