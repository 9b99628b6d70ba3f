"""The physics of a day: one law for every organisation, one file a step, looped by `day`."""

from sim.engine import compiled as _compiled  # first: it chooses the folder for compiled code before numba is imported

__all__: list[str] = []
del _compiled
