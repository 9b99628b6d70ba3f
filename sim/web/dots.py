"""Decisions on their way: which issue passed from whom to whom on which day, as dots along ties."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.record import (
    ADVISED,
    EASED,
    LAPSED,
    LEFT_BEHIND,
    MEETING_LAPSED,
    SECOND_DESK,
    TAKEN_BACK,
    VISA_ASKED,
    VISA_GIVEN,
    VISA_REFUSED,
)
from sim.state import CONSULT, CONVENE, ESCALATE, SHARE
from sim.web.arrays import packed

KIND = {
    **{ESCALATE: 1, SHARE: 2, EASED: 2, CONSULT: 3, ADVISED: 4, VISA_ASKED: 5, VISA_GIVEN: 6},
    **{VISA_REFUSED: 7, CONVENE: 8, TAKEN_BACK: 9, SECOND_DESK: 10, LEFT_BEHIND: 11},
    **{LAPSED: 12, MEETING_LAPSED: 12},
}
"""What each way is called in a frame."""
LIVE, OFFLINE = 40, 8
"""Dots a day at most."""

Events = NDArray[np.void]


def dots_of(events: Events, stories: dict[int, int], most: int) -> Events:
    """Choose the events to show as dots."""
    moving = events[np.isin(events["action"], list(KIND)) & (events["other"] >= 0)]
    moving = moving[moving["other"] != moving["person"]]
    moving = moving[np.lexsort((moving["hour"], moving["day"]))]
    rows = np.zeros(len(moving), [("day", "i8"), ("start", "i8"), ("end", "i8"), ("kind", "i8"), ("story", "i8")])
    back = moving["action"] == TAKEN_BACK
    rows["day"] = moving["day"]
    rows["start"] = np.where(back, moving["other"], moving["person"])
    rows["end"] = np.where(back, moving["person"], moving["other"])
    rows["kind"] = [KIND[int(each)] for each in moving["action"]]
    rows["story"] = [stories.get(int(each), 0) for each in moving["issue"]]
    return rows[_kept(rows, most)]


def _kept(rows: Events, most: int) -> NDArray[np.bool_]:
    keep = np.zeros(len(rows), bool)
    _, first, count = np.unique(rows["day"], return_index=True, return_counts=True)
    for start, size in zip(first, count, strict=True):
        told = np.flatnonzero(rows["story"][start : start + size] > 0)[:most]
        others = np.setdiff1d(np.arange(size), told)
        room = min(most - len(told), len(others))
        chosen = others[np.linspace(0, len(others) - 1, room).astype(int)] if room > 0 else others[:0]
        keep[start + np.concatenate([told, chosen]).astype(int)] = True
    return keep


def packed_dots(rows: Events, first: int, count: int, people: int) -> dict[str, Any]:
    """Pack the dots of some days for a frame."""
    mine = rows[(rows["day"] >= first) & (rows["day"] < first + count)]
    seat = "u1" if people <= 256 else "u2"
    return {
        "per_day": packed(np.bincount(mine["day"] - first, minlength=count), "u1"),
        **{name: packed(mine[column], seat) for name, column in (("from", "start"), ("to", "end"))},
        "kind": packed(mine["kind"], "u1"),
        "story": packed(mine["story"], "u2"),
    }
