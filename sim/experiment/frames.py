"""One life as tables with real names: seats by name, actions and reasons by word, days counted from 0."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError
from sim.record import HAPPENED, REASONS, ROLES
from sim.run import Run as Life
from sim.state import NOBODY, UNSEEN

if TYPE_CHECKING:
    import pandas as pd

    from sim.parameters import Settings

BOOKKEEPING = (*UNSEEN, "id", "role", "team", "manager", "inbox_first", "inbox_last")
"""Columns of a person that name rows, or that nobody can see."""
HOURS = {"effect_hour": "first_answer", "success_hour": "held", "drop_hour": "dropped"}
"""Hours at which something becomes of an issue, and what the day of it is called here."""


@dataclass(frozen=True)
class Run:
    """One organisation that has lived through its trace; what a function of an own outcome is given.

    Parameters
    ----------
    life : sim.run.Run
        The same with the engine's own tables.
    """

    life: Life

    @property
    def settings(self) -> Settings:
        """All that determines the numbers."""
        return self.life.settings

    @property
    def outcomes(self) -> dict[str, float]:
        """Every outcome by name (`docs/reference/outcomes.md`)."""
        return self.life.outcomes

    @cached_property
    def days(self) -> pd.DataFrame:
        """A row a day: counts, hours and means, warm-up included (`sim.record.Day`)."""
        return _frame(self.life.days).set_index("day")

    @cached_property
    def people(self) -> pd.DataFrame:
        """A row a seat, by its name, as it stands after the last day: team, manager, role, state and hours."""
        chart, rows = self.life.scene.chart, np.asarray(self.life.tables.people)[: self.life.scene.chart.size]
        kept = _frame(rows)[[name for name in rows.dtype.names or () if name not in BOOKKEEPING]]
        kept.insert(0, "team", [chart.teams[each] for each in rows["team"]])
        kept.insert(1, "manager", _named(chart.names, rows["manager"]))
        kept.insert(2, "role", [ROLES[each] for each in rows["role"]])
        return kept.set_index(_index(chart.names, "person"))

    @cached_property
    def issues(self) -> pd.DataFrame:
        """A row an issue: when and to whom it came, what it was, and the day of what became of it; NaN for never."""
        import pandas as pd

        scene, became = self.life.scene, np.asarray(self.life.tables.outcomes)
        frame = _frame(np.asarray(scene.trace.issues))
        frame["origin"] = _named(scene.chart.names, frame["origin"].to_numpy())
        frame["other_team"] = _named(scene.chart.teams, frame["other_team"].to_numpy())
        step = self.life.settings.physics.step_hours
        days = {day: np.where(np.isfinite(became[hour]), became[hour] / step, np.nan) for hour, day in HOURS.items()}
        rest = _frame(became).drop(columns=[*HOURS])
        return pd.concat([frame, pd.DataFrame(days), rest], axis=1).rename_axis("issue")

    @cached_property
    def events(self) -> pd.DataFrame:
        """A row a thing that happened to an issue, in order of hours; `issue` is its row in `issues`, as in `why`."""
        if self.life.log is None:
            raise InputError("events: they were not kept; write events = True in the header of the outcome")
        names, rows = self.life.scene.chart.names, np.sort(self.life.log.events, order="hour", kind="stable")
        frame = _frame(rows).drop(columns="issue").rename(columns={"arrival": "issue"})
        frame["person"], frame["other"] = (_named(names, rows[each]) for each in ("person", "other"))
        frame["action"] = [HAPPENED[each] for each in rows["action"]]
        frame["reason"] = [REASONS[each] for each in rows["reason"]]
        return frame


def _frame(rows: Any) -> pd.DataFrame:
    """Copy a structured array into columns; the engine's table may live on."""
    import pandas as pd

    return pd.DataFrame({name: np.array(rows[name]) for name in rows.dtype.names or ()})


def _named(names: tuple[str, ...], rows: Any) -> list[str | None]:
    return [None if each == NOBODY else names[each] for each in rows.tolist()]


def _index(names: tuple[str, ...], called: str) -> Any:
    import pandas as pd

    return pd.Index(names, name=called)
