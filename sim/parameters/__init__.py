"""Everything a run depends on, with unit, range, source and strength of each number."""

from sim.parameters.culture import CultureSettings
from sim.parameters.dials import DialSettings
from sim.parameters.intervention import Intervention
from sim.parameters.organisation import OrganisationSettings
from sim.parameters.physics import PhysicsSettings
from sim.parameters.whole import FormSettings, Settings
from sim.parameters.world import StagedShock, WorldSettings

__all__ = (
    "CultureSettings",
    "DialSettings",
    "FormSettings",
    "Intervention",
    "OrganisationSettings",
    "PhysicsSettings",
    "Settings",
    "StagedShock",
    "WorldSettings",
)
