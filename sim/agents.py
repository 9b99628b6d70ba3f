"""A person as a Mesa agent: a view of one row of the engine's table, and the step it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.engine.run import stop_if_failed
from sim.engine.work import work
from sim.state import PERSON, UNSEEN

if TYPE_CHECKING:
    from sim.model import Organisation

COLUMNS = tuple(name for name in PERSON.names or () if name not in UNSEEN)
"""What is told of a person."""


class Person(mesa.Agent):
    """Somebody in a seat of the organisation.

    Every one of the `COLUMNS` reads as an attribute: ``person.exhaustion``, ``person.waiting``,
    ``person.trust_up``. The numbers live in the engine's table; the agent holds none of its own.

    Parameters
    ----------
    model : Organisation
        The organisation this person works in.
    row : int
        Row of the seat.
    """

    model: Organisation  # type: ignore[assignment]

    def __init__(self, model: Organisation, row: int) -> None:
        super().__init__(model)
        self.row = row

    def __getattr__(self, name: str) -> Any:
        if name in COLUMNS:
            return getattr(self.model.tables.people[self.row], name)
        raise AttributeError(f"a person has no {name!r}; columns are {', '.join(COLUMNS)}")

    @property
    def name(self) -> str:
        """The seat's name in the chart."""
        return self.model.scene.chart.names[self.row]

    @property
    def colleagues(self) -> np.ndarray:
        """Rows of the peers this person turns to."""
        chart = self.model.scene.chart
        return chart.ties[chart.ties_first[self.row] : chart.ties_first[self.row + 1]]

    def step(self) -> None:
        """Work through today's inbox: the very function the compiled loop runs."""
        work(self.model.tables, self.row, self.model.rule.call)
        stop_if_failed(self.model.tables, self.model.rule)
