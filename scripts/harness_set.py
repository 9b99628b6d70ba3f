"""What `scripts/harness.py` keeps: the lives, sweeps and commands, and everything that comes of them."""

from __future__ import annotations

import hashlib
import json
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(1, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(1, str(Path(__file__).parents[1]))

import numpy as np
import pyarrow.parquet as pq
import typer
from conftest import ROOT, settings_of
from lives_in_all_modes import FIRST, OF_ALL_ACTIONS, drawn
from quiet import DECIDE, rule_file
from sweeping import SMALL
from test_golden_lives import LIVES, told
from typer.testing import CliRunner

from sim.claims.plan import Size
from sim.cli import app
from sim.errors import InputError
from sim.experiment.identity import model_version
from sim.run import Run, simulate
from sim.scenario.load import scenario_names
from sim.scenario.pair import pair_of
from sim.scenario.recipe import Recipe
from sim.scenario.spec import SLOTS

Found = Iterator[tuple[str, dict[str, Any]]]
"""Places (``life/...``, ``sweep/...``, ``json/...``), and what is there by name."""
Wanted = Callable[[str], bool]
"""Says whether a place is asked for."""
SEED = 17
DRAWN = range(40, 60)
"""Seeds of settings drawn anywhere, beyond those that other tests live."""
UNKEPT = {"law_values", "changes", "events", "free_issues", "free_tasks", "order_keys"}
"""No results: the law again, places in it, events of the last day (the log has all), stacks with unwritten memory."""
VOLATILE = {"run_id", "hash", "content_sha256", "seconds", "engine_seconds", "megabytes"}
"""Columns and keys that name time, place or version."""

SWEEPS = {
    "grid": "culture.trust=0.2,0.8 world.shock_frequency=0,4 replicates=2",
    "hypercube": "design=latin_hypercube design.points=4 'vary.culture.clarity={low: 0.1, high: 0.9}' "
    "'vary.organic.dials.initiative={low: 0.0, high: 1.0}' replicates=2",
    "morris": "design=morris design.trajectories=2 slots=[organic] 'vary.organic.dials.lattice={low: 0.0, high: 1.0}' "
    "'vary.organic.dials.openness={low: 0.0, high: 1.0}' replicates=1",
    "march1991": "experiment=march1991 published.p1=0.1,0.9 published.p2=0.5 published.people=12 replicates=3",
}
TINY = shlex.join(SMALL)
VERBS = {
    "compare": "--seeds 3 days=60 --out twins",
    "run": "--seeds 2 days=60 form=holacracy --out one",
    "dials": f"--seeds 2 --corners 2 world=calm {TINY} --out dials",
    "org check": "people.csv ties.csv",
    "fit": "log.csv staff.csv --check",
    "sweep": f"{TINY} culture.trust=0.2,0.8 replicates=3 executor=serial --out sweep",
    "resume": "sweep executor=serial",
    "results": "sweep",
    "extend": "sweep culture.trust=0.5 executor=serial --out more",
    "combine": "sweep more --out both",
    "claims": "C05 --explore 3 --workers 1 --out claims",
    "validate exact": "control_loss",
    "validate dock": "radner_processors",
    "validate steady": "--quick",
    "validate patterns": "exhaustion_at_neutral_dials --points 20",
    "rule check": "rules/every.py",
    "rule explain": "management_by_exception",
    "rule compare": f"mixed rules/every.py --seeds 2 {TINY} --out rule",
    "rule list": "",
    "tournament": f"rules --seeds 2 {TINY} --workers 1 --out tournament",
    "why": "twins 12",
    "replay": "calm-seas~3~right.culture.clarity:0.4~@120:right.culture.trust:0.85:15",
}
"""A small use of every verb that prints JSON; `resume`, `results` and `why` read what those before them wrote."""
DATES = [str(day) for day in np.busday_offset("2031-01-06", np.arange(81))]
BROUGHT = {
    "people.csv": "id,manager,team\nann,,\nbob,ann,north\ncy,ann,south\ndan,bob,north\neve,cy,south\nfay,cy,south\n",
    "ties.csv": "source,target,kind\nbob,cy,advice\ndan,eve,advice\neve,dan,advice\nfay,bob,advice\n",
    "rules/every.py": OF_ALL_ACTIONS,
    "rules/decides.py": DECIDE,
    "staff.csv": "id,manager,team\nann,,\n" + "".join(f"p{k},ann,north\n" for k in range(6)),
    "log.csv": "id,opened,closed,assignee\n"
    + "".join(f"T{k},{DATES[k % 80]} 09:00,{DATES[k % 80 + 1]} 11:00,p{k % 6}\n" for k in range(640)),
}
"""Files a user would bring."""


def set_of_lives() -> dict[str, Any]:
    """Return the settings of all lives by name, nothing for a scenario, whose settings are the product's own."""
    golden = {name: told(name) for name in LIVES}
    rules = [*FIRST[:3], "every action"]
    golden |= {f"drawn {k}": (rules[k % 4], drawn(k)) for k in DRAWN}
    return dict.fromkeys(scenario_names()) | {
        name: {"rule": rule, **dotted(given)} for name, (rule, given) in golden.items()
    }


def dotted(settings: dict[str, Any]) -> dict[str, Any]:
    """Name each setting with its group, as in ``culture.trust``, so that it can be renamed."""
    found = {}
    for group, value in settings.items():
        one = group == "interventions" or not isinstance(value, dict)
        found |= {group: value} if one else {f"{group}.{key}": each for key, each in value.items()}
    return found


def nested(settings: dict[str, Any]) -> dict[str, Any]:
    """Turn that round."""
    found: dict[str, Any] = {}
    for name, value in settings.items():
        group, _, key = name.partition(".")
        found |= {group: {**found.get(group, {}), key: value} if key else value}
    return found


def keep_lives(wanted: Wanted, lives: dict[str, Any]) -> Found:
    """Yield what each life leaves: outcomes as they are, a digest of each column."""
    for name, settings in lives.items():
        for slot in ("alone",) if settings else SLOTS:
            if wanted(f"life/{name}/{slot}") and (settings or name in scenario_names()):
                yield f"life/{name}/{slot}", left_by(lived(name, slot, settings))


def lived(name: str, slot: str, settings: dict[str, Any] | None) -> Run:
    """Live with these settings, or in one slot of a scenario; log what happens."""
    if not settings:
        pair = pair_of(Recipe(name, SEED))
        return simulate(pair.slots[slot], pair.scene, events=True)
    given = nested(settings)
    rule = given.pop("rule")
    return simulate(settings_of(rule_file(OF_ALL_ACTIONS) if rule == "every action" else rule, **given), events=True)


def left_by(run: Run) -> dict[str, Any]:
    """Return the outcomes of a run and a digest of every column of its tables and its log."""
    found = {f"outcome.{name}": plain(float(value)) for name, value in run.outcomes.items()}
    tables = {name: each for name, each in run.tables._asdict().items() if name not in UNKEPT}
    for table, rows in {**tables, "log": run.log.events if run.log else None}.items():
        rows = np.asarray(rows)
        if rows.dtype.names:
            found |= {f"{table}.{name}": digest(rows[name]) for name in rows.dtype.names}
        else:
            found[table] = digest(rows)
    return found


def digest(column: np.ndarray) -> str:
    """Return a digest of the shape and the bytes of a column, however wide its numbers and whatever its kind of NaN."""
    if column.dtype.kind == "f":
        column = np.where(np.isnan(column), np.nan, column.astype("f8"))
    elif column.dtype.kind in "iu":
        column = column.astype("i8")
    text = f"{column.shape} {column.dtype.kind}".encode()
    return "#" + hashlib.sha256(text + np.ascontiguousarray(column).tobytes()).hexdigest()[:20]


def keep_sweeps(wanted: Wanted, _: Any) -> Found:
    """Yield the columns of each sweep, rows in the order of points, worlds and organisations."""
    for name, words in SWEEPS.items():
        if wanted(f"sweep/{name}"):
            small = () if "experiment=" in words else SMALL
            treillis("sweep", *small, *shlex.split(words), "executor=serial", "--out", name, "--json")
            rows = pq.read_table(Path(name) / "runs.parquet").to_pylist()
            rows.sort(key=lambda row: (row["point"], row["replicate"], row.get("form", "")))
            names = [each for each in rows[0] if each not in VOLATILE]
            yield f"sweep/{name}", {each: [plain(row[each]) for row in rows] for each in names}


def keep_json(wanted: Wanted, _: Any) -> Found:
    """Yield what each verb prints, name by name, and its exit code."""
    for name, text in BROUGHT.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text)
    for verb, words in VERBS.items():
        if wanted(f"json/{verb}"):
            code, said = treillis(*verb.split(), *shlex.split(words), "--json")
            yield f"json/{verb}", {"exit code": code, **dict(flat(json.loads(said)))}


def treillis(*words: str) -> tuple[int, str]:
    """Run the command line here; return its exit code, 0 or 1, and what it printed. A ledger has few points."""
    with patch("sim.claims.plan.QUICK", Size("quick", 2, 2, 1, 1)):
        done = CliRunner().invoke(app, words)
    if done.exit_code > 1 or not isinstance(done.exception, SystemExit | None):
        raise InputError(f"treillis {shlex.join(words)}: {done.exception!r} {done.stderr.strip()}") from done.exception
    return done.exit_code, done.stdout


def json_verbs(group: Any = None, before: str = "") -> set[str]:
    """Return every verb of the command line that has ``--json``."""
    found = set()
    group = group or typer.main.get_command(app)
    for name, each in group.commands.items():
        if hasattr(each, "commands"):
            found |= json_verbs(each, f"{before}{name} ")
        elif any("--json" in option.opts for option in each.params):
            found.add(before + name)
    return found


def flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value with its dotted name, and the length of every list."""
    if isinstance(value, list):
        yield f"{name}.#".lstrip("."), len(value)
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            if key not in VOLATILE:
                yield from flat(each, f"{name}.{key}".lstrip("."))
    else:
        yield name, plain(value)


def plain(value: Any) -> Any:
    """Write a decimal number bit by bit, a text without place and version."""
    if isinstance(value, str):
        for here, instead in ((str(Path.cwd()), "HERE"), (str(ROOT), "ROOT"), (model_version(), "MODEL")):
            value = value.replace(here, instead)
    return value.hex() if isinstance(value, float) else value


PARTS = {"lives": ("life/*", keep_lives), "sweeps": ("sweep/*", keep_sweeps), "json": ("json/*", keep_json)}
