"""The difference between the forms in what customers live and its four parts, over shocks, by clarity of roles."""

from sim.report.answer import Lines, answer

parts = ("cx_delay", "cx_inconsistent", "cx_repeats", "cx_resets")
answer(("cx_loss", *parts, "fit"), Lines("world.shock_frequency", ("culture.clarity",)))
