"""How a rule file becomes something the engine calls: found, checked, compiled, or called back."""

from sim.engine.binding.rule import BoundRule, bind
from sim.engine.binding.source import find_rule

__all__ = ["BoundRule", "bind", "find_rule"]
