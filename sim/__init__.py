"""treillis: a laboratory of organisations, mechanical, organic and between.

`import sim` is the front door: what `__all__` lists is public, typed and kept stable (docs/reference/front_door.md).
Each name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.errors import InputError
    from sim.front import (
        Comparison,
        Fitted,
        Results,
        Run,
        combine,
        compare,
        extend,
        fit,
        load,
        settings,
        simulate,
        sweep,
    )
    from sim.model import Organisation
    from sim.parameters import Settings

__all__ = [
    "Comparison",
    "Fitted",
    "InputError",
    "Organisation",
    "Results",
    "Run",
    "Settings",
    "combine",
    "compare",
    "extend",
    "fit",
    "load",
    "settings",
    "simulate",
    "sweep",
]
PLACES = {"InputError": "errors", "Organisation": "model", "Settings": "parameters"}
"""The modules of public names that are not those of `sim.front`."""


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module 'sim' has no attribute {name!r}; public are {', '.join(__all__)}")
    globals()[name] = found = getattr(import_module(f"sim.{PLACES.get(name, 'front')}"), name)
    return found


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
