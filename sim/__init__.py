"""treillis: a laboratory of organisations, mechanical, organic and between.

`import sim` is the front door: what `__all__` lists is public, typed and kept stable (docs/reference/front_door.md).
Each name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.model import Organisation
    from sim.parameters import Settings

PLACES = {"Organisation": "model", "Settings": "parameters"}
"""The module of each public name."""
__all__ = ["Organisation", "Settings"]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used (PEP 562)."""
    if name not in PLACES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}; public are {', '.join(__all__)}")
    globals()[name] = found = getattr(import_module(f"sim.{PLACES[name]}"), name)
    return found


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
