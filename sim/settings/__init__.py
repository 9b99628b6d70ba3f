"""Everything a run depends on, with unit, range, source and strength of each number."""

from sim.settings.culture import CultureSettings
from sim.settings.dials import DialSettings
from sim.settings.intervention import Intervention
from sim.settings.organisation import OrganisationSettings
from sim.settings.physics import PhysicsSettings
from sim.settings.whole import FormSettings, Settings
from sim.settings.world import StagedShock, WorldSettings

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
