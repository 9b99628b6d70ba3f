"""The difference between the forms over how often shocks strike."""

from sim.metrics import HEADLINE
from sim.report.answer import Lines, answer

answer(HEADLINE, Lines("world.shock_frequency", finding=True))
