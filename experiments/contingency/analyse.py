"""Maps over frequency and size of shocks: who is ahead and by how much; hatched where that is not decided."""

from sim.metrics import HEADLINE
from sim.report.answer import Map, answer

answer(HEADLINE, Map("world.shock_frequency", "world.shock_size"))
