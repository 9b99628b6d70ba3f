"""The first model, of which the golden lives are the record: every law that came later at the value at which it is off.

Its rules shared what was too much; what is too much is the engine's now.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conftest import NEUTRAL_PHYSICS, RULES
from quiet import rule_file

GONE = "group_idle_days"
"""Of groups that stood while they were used; task groups with an end took their place, and those cannot come back."""
OVERLOADED = "if issue.ambiguous or me.waiting >= 6.0:\n        return SHARE"


def of_first_model(given: dict[str, Any]) -> dict[str, Any]:
    """Lay the neutral values of later laws under settings."""
    world = {"team_weight": 0.0, "issue_rate": 0.6, **given.get("world", {})}
    culture = {"contest_spread": 0.0, **given.get("culture", {})}
    physics = {name: value for name, value in given.get("physics", {}).items() if name != GONE}
    return {**given, "physics": {**NEUTRAL_PHYSICS, **physics}, "culture": culture, "world": world}


def rule_of_first_model(rule: str) -> Path | str:
    """Return a rule as it was: `distributed` and `mixed` shared from six waiting tasks on."""
    text = (RULES / f"{rule}.py").read_text("utf-8")
    as_it_was = text.replace("if issue.ambiguous:\n        return SHARE", OVERLOADED)
    return rule_file(as_it_was) if rule in ("distributed", "mixed") else rule
