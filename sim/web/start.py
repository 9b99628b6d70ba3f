"""What the engine in the page begins with: tables before the first day, and the names of what it reads off."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

import numpy as np

from sim.checked import build
from sim.engine import ahead
from sim.engine.binding import bind
from sim.engine.tables import changes_of
from sim.metrics import people
from sim.organisation import build_chart
from sim.parameters import Intervention, Settings
from sim.record import DROPPED, HELD, REFUSED, TAKEN_BACK
from sim.run import begin
from sim.scenario.load import page_words
from sim.scenario.pair import Pair, moved, pair_of
from sim.scenario.recipe import Change, Recipe
from sim.scenario.spec import SERIES, When
from sim.scenario.years import measures, sense_of
from sim.state import CONVENE
from sim.stats.verdict import PRINTS_AS_ZERO, SMALLEST
from sim.web.desks import CAME_BACK, DECIDED, MOVED
from sim.web.dots import KIND
from sim.web.years import DECIDED as DECIDED_FROM
from sim.web.years import YEARS
from sim.world.draw import _row, _staged

MADE_THERE: Final = (
    *("law_values", "changes", "ties_first", "ties", "direction", "context", "common_noise", "arrivals"),
    *("arrivals_first", "outcomes", "free_issues", "free_tasks", "order", "plan_common", "plan_course", "plan_pivot"),
    "events",
)
"""Tables that the page makes: the world draws them, or they are rows of one kind."""
CALLED: Final = (
    *("engine.day.pass_days", "engine.day.has_room", "engine.day.needed_issues", "engine.day.needed_tasks"),
    *("engine.tables.derive", "engine.tables.share_operations", "engine.tables.share_sensing"),
    *("world.draw.draw_shocks", "world.draw.draw_walks", "world.draw.go_on", "world.draw.draw_issues"),
    *("metrics.issues._judge", "metrics.people._read_off"),
)
MEASURED: Final = ("id", "of", "scale", "better", "smallest", "daily", "over")
SEEDS: Final = range(1, 61)
"""Seeds whose ties are kept: the years that are counted, and others to look at."""
AT_START: Final = {
    "clarity": ["clarity"],
    "trust": ["trust_up", "trust_peers"],
    "voice": ["voice"],
    "isolation": ["isolation"],
}
"""Columns of people that begin as the culture has them."""


def engine_data(shown: Pair, seeds: Iterable[int]) -> dict[str, Any]:
    """Return what every year needs: entries, rows, levers, ties by seed, and how outcomes are read off."""
    layout = json.loads((ahead.BUILT / "layout.json").read_text("utf-8"))
    kinds = {kind.partition("[")[0] for name in CALLED for kind in layout["entries"][name]["takes"]}
    kinds |= {kind for _, kind, _ in layout["tables"]} & {*layout["rows"]}
    places, signs, whole = (_table(each) for each in (people.PLACES, people.SIGNS, people.WHOLE))
    return {
        "layout": {
            "tables": layout["tables"],
            "rows": {name: layout["rows"][name] for name in sorted(kinds & {*layout["rows"]})},
            "entries": {name: layout["entries"][name] for name in CALLED},
        },
        "levers": [{key: each[key] for key in ("key", "over", "low", "high")} for each in page_words("levers")],
        "at_start": AT_START,
        "ties": {str(seed): _ties(shown, seed) for seed in seeds},
        "read_off": {"names": people.NAMES, "sums": len(people.SUMS), "places": places, "signs": signs, "whole": whole},
        "years": {"many": YEARS, "clearly": math.ceil(DECIDED_FROM * YEARS)},
        "measures": [{key: each[key] for key in MEASURED if key in each} for each in measures()],
        "actions": {"decided": DECIDED, "moved": MOVED, "back": CAME_BACK, "taken_back": TAKEN_BACK, "convene": CONVENE,
                    "dots": KIND, "closed": [DROPPED, REFUSED, HELD]},
    }  # fmt: skip


def start_key(recipe: Recipe) -> str:
    """Return what a start is called: the recipe without its seed."""
    head, _, rest = str(recipe).partition(f"~{recipe.seed}")
    return head + rest


def start_of(recipe: Recipe) -> dict[str, Any] | None:
    """Return both organisations of a recipe before the first day, and their world; None where a turn is on the way."""
    pair = pair_of(recipe)
    if any(each.is_turn for settings in pair.slots.values() for each in settings.interventions.values()):
        return None
    left, chart = pair.slots["left"], pair.scene.chart
    return {
        **{"days": left.days, "warmup": left.warmup_days, "follow": left.follow_days},
        **{"step_hours": left.physics.step_hours},
        "leaving": [left.physics.customer_leaving, left.physics.customer_return],
        "chart": {"team": chart.team.tolist(), "teams": len(chart.teams), "top": int(chart.height.max())},
        "counted": list(dict.fromkeys([*SERIES, *pair.scenario.compared, pair.scenario.show])),
        "bet": [[_asked(when) for when in each.when] for each in pair.scenario.predict.answers],
        "world": _table(_row(left.world)),
        "staged": _table(_staged(left.world.staged, chart.teams, left.days)),
        "slots": {slot: _organisation(pair, slot) for slot in pair.slots},
    }


def _asked(when: When) -> dict[str, Any]:
    """Return what an answer asks of a year, and by which measure and rule it is judged."""
    about = next((each for each in measures() if each["of"] == when.outcome), {})
    return {
        **{"key": f"{when.outcome} {when.since} {when.until}", "outcome": when.outcome, "better_slot": when.better},
        **{"since": when.since, "until": when.until, "times": when.times, "better": sense_of(when.outcome)},
        **{
            "smallest": SMALLEST.get(when.outcome, PRINTS_AS_ZERO),
            "daily": about.get("daily"),
            "over": about.get("over"),
        },
    }


def _organisation(pair: Pair, slot: str) -> dict[str, Any]:
    settings = pair.slots[slot]
    rule = bind(settings.rule, settings.rule_args)
    tables = begin(settings, pair.scene, rule)
    given = {name: each for name, each in tables._asdict().items() if name not in MADE_THERE}
    return {
        "rule": rule.name,
        "tables": {name: _table(np.asarray(each)) for name, each in given.items()},
        "changes": [
            {"id": name, "what": each.what, "day": each.day, "ends": each.ends}
            for name, each in settings.interventions.items()
        ],
        "change_rows": _table(np.asarray(tables.changes)),
        "moves": _moves(settings, pair),
    }


def _moves(settings: Settings, pair: Pair) -> dict[str, Any]:
    """Return the row of a change of each lever that moves the organisation: only its days and its value are missing."""
    found = {}
    for lever in page_words("levers"):
        if not lever["key"].startswith("world."):
            plain = moved(Change(0, "", lever["key"], float(lever["low"])))
            one = replace(settings, interventions={"move": build(Intervention, plain, "move")})
            found[lever["key"]] = _table(np.asarray(changes_of(one, pair.scene.chart.teams)))
    return found


def _ties(pair: Pair, seed: int) -> list[str]:
    chart = build_chart(pair.slots["left"].organisation, seed)
    return [_text(chart.ties_first.astype(np.uint16)), _text(chart.ties.astype(np.uint8))]


def _table(rows: Any) -> dict[str, Any]:
    """Return shape and bytes; bytes are left out where all are 0."""
    plain = np.ascontiguousarray(rows)
    data = plain.tobytes()
    return {"shape": plain.shape, **({"d": _text(plain)} if any(data) else {})}


def _text(array: np.ndarray) -> str:
    return base64.b64encode(array.tobytes()).decode()
