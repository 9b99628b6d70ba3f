"""The world: a trace of what is right, what strikes and what comes in, drawn before anybody acts."""

from sim.world.draw import draw_trace
from sim.world.issues_csv import read_issues
from sim.world.trace import Trace, load_trace, save_trace

__all__ = ["Trace", "draw_trace", "load_trace", "read_issues", "save_trace"]
