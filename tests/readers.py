"""Every reader of the laboratory, with what it is given: a file of each kind, from sensible to hopeless."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from conftest import RULES, settings_of
from fuzzing import lines_of_yaml, mutations, pieces, plain_values, tables, written
from hypothesis import strategies as st
from sweeping import SMALL

from sim.engine.binding.call import Interpreted
from sim.engine.binding.check import check_rule
from sim.engine.binding.rule import resolve_args
from sim.engine.binding.source import read_rule
from sim.engine.binding.translate import load_plain
from sim.errors import InputError
from sim.experiment.compose import compose_sweep, compose_twin
from sim.experiment.plan import plan_of
from sim.experiment.reproduce import reproduce
from sim.experiment.slots import FORMS, slots_of, with_defaults
from sim.experiment.store import attempts, listed, read_columns, read_config, read_parts
from sim.experiment.summary import read_rows, read_twins
from sim.organisation import build_chart
from sim.parameters import OrganisationSettings
from sim.run import find_trace, set_scene, simulate
from sim.state import ISSUE, ORG, PERSON, RULE_ARGS
from sim.table import table
from sim.world import save_trace

IDS = ["ann", "bob", "cy", "ann ", "Ann", ""]
SETTINGS = [
    *("world", "culture", "dials", "physics", "organisation", "days", "seed", "interventions", "mechanical"),
    *("organic", "trust", "rule", "rule_args", "lattice", "drift", "staged", "what", "to", "day", "people"),
]
EXPERIMENT = [
    *("vary", "design", "replicates", "until_ci", "slots", "defaults", "culture.trust", "world", "seed"),
    *("days", "organic", "kind", "low", "high", "steps", "file", "rows", "keep_days", "hydra", "executor"),
    *("each.dials.lattice",),
]
VALUES = [
    *("[0.2, 0.8]", "{low: 0, high: 1, steps: 3}", "sobol", "cases", "calm", "3", "distributed", "{drift: 0.1}"),
    *("{culture.trust: [0, 1]}", "[mechanical, organic]", "{kind: cases, rows: [{culture.trust: 1}]}"),
]
WORDS = [
    *("culture.trust=", "world=", "world.drift=", "organic=", "organic.rule=", "days=", "seed=", "+culture.x="),
    *("organic.dials.lattice=", "=", "intervention=", "world.staged=", "interventions.a.what=", "hydra.x="),
    *("~days", "a@b="),
]


class Reader(NamedTuple):
    """What reads something, what it is given, and its share of all inputs, in parts of a thousand."""

    read: Callable[[Any], object]
    given: st.SearchStrategy[Any]
    share: int


def people(data: bytes) -> None:
    build_chart(OrganisationSettings(people=str(written(Path("people.csv"), data))), 1)


def ties(data: bytes) -> None:
    written(Path("three.csv"), b"id,manager,team\nann,,t\nbob,ann,t\ncy,ann,u\n")
    build_chart(OrganisationSettings(people="three.csv", ties=str(written(Path("ties.csv"), data))), 1)


def issues(data: bytes) -> None:
    settings = settings_of(days=20, world={"issues": str(written(Path("issues.csv"), data))})
    find_trace(settings, _chart())


@cache
def _chart() -> Any:
    return build_chart(settings_of().organisation, 1)


def cases(data: bytes) -> None:
    written(Path("cases.csv"), data)
    plan_of({**_small(), "design": {"kind": "cases", "file": "cases.csv"}})


@cache
def _small() -> dict[str, Any]:
    return {**compose_sweep(SMALL), "replicates": 1}


def settings(given: Any) -> None:
    slots_of({**_plain(), **given} if isinstance(given, dict) else given, FORMS)


@cache
def _plain() -> dict[str, Any]:
    from sim.experiment.compose import compose_plain

    return compose_plain("config", SMALL)


def parameters(data: bytes) -> None:
    written(Path("own.py"), b"def decide(me, boss, issue, org, luck, *, patience=0.0):\n    return 1\n")
    written(Path("own.yaml"), data)
    resolve_args("own", {"patience": 0.0}, with_defaults("own.py", {}))


def rule(data: bytes) -> None:
    source = read_rule(written(Path("mine.py"), data))
    check_rule(source)
    plain = load_plain(source)
    rows = (table(PERSON, 1)[0], table(PERSON, 1)[0], table(ISSUE, 1)[0], table(ORG, 1)[0])
    answer = Interpreted(plain, tuple(plain.__kwdefaults__ or {}))(*rows, 0.5, table(RULE_ARGS, 1)[0])
    assert isinstance(answer, int)


def override(words: list[str]) -> None:
    compose_twin(words)


def experiment(data: bytes) -> None:
    written(Path("own.yaml"), data)
    plan_of(compose_sweep([*SMALL, "experiment=own.yaml"]))


def trace(data: bytes) -> None:
    settings = settings_of(days=8, warmup_days=0, follow_days=2, world={"trace": str(written(Path("world.npz"), data))})
    run = simulate(settings, set_scene(settings))
    assert all(np.isfinite(np.asarray(run.days[name], float)).all() for name in run.days.dtype.names)


# ------------------------------------------------------------------------------------------------- folders of results
@cache
def kept() -> Path:
    """Leave a small sweep and a small comparison behind, once."""
    from sim.cli import app

    sweep = ["sweep", *SMALL, "culture.trust=0.2,0.8", "replicates=2", "executor=serial", "--out", "kept/sweep"]
    with contextlib.redirect_stdout(io.StringIO()):
        app(sweep, standalone_mode=False)
        app(["compare", *SMALL, "--seeds", "2", "--out", "kept/twins"], standalone_mode=False)
    save_trace(set_scene(settings_of(days=8, warmup_days=0, follow_days=2)).trace, Path("kept/world.npz"))
    return Path("kept").absolute()


def damaged(name: str, data: bytes, of: str = "sweep") -> Path:
    """Copy a folder of results and put something else in the place of one of its files."""
    folder = Path("results")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(kept() / of, folder)
    written(folder / name, data)
    return folder


def part(data: bytes) -> None:
    folder, said = damaged("runs.parquet", data), []
    listed(folder)
    with contextlib.suppress(InputError):
        read_twins(folder)
    with contextlib.suppress(InputError):
        reproduce(str(folder), folder, 1)
    for _, rows in read_parts(folder, plan_of(read_config(folder)).schema, said.append):
        assert rows.num_columns > 90
    assert len(said) == sum(each.suffix == ".damaged" for each in folder.iterdir())


def passport(data: bytes) -> None:
    for of in ("sweep", "twins"):
        folder = damaged("passport.json", data, of)
        with contextlib.suppress(InputError):
            listed(folder)
        reproduce(str(folder), folder, 1)


def changed_passport(given: tuple[str, Any]) -> None:
    key, value = given
    said = json.loads((kept() / "sweep" / "passport.json").read_text())
    passport(json.dumps({**said, key: value}).encode())


def columns(data: bytes) -> None:
    folder = damaged("columns.json", data)
    read_columns(folder)
    read_rows(folder)
    read_twins(folder)


def config(data: bytes) -> None:
    plan_of(read_config(damaged("config.yaml", data)))


def log(data: bytes) -> None:
    attempts(damaged("attempts.jsonl", data))


def of_kept(name: str) -> st.SearchStrategy[bytes]:
    """Draw changes of a file that was really written."""
    return st.deferred(lambda: mutations((kept() / name).read_bytes()))


def of_rules() -> st.SearchStrategy[bytes]:
    """Draw changes of the rules that come with the laboratory."""
    texts = [path.read_bytes() for path in sorted(RULES.glob("[a-z]*.py"))]
    return st.sampled_from(texts).flatmap(mutations)


def _changes() -> st.SearchStrategy[Any]:
    names = ["product", "hash", "design", "organisations", "versions", "locked", "rules", "runs", "kind", "complete"]
    return st.tuples(st.sampled_from(names), plain_values(["points", "mechanical", "rule", "settings", "numpy"]))


ISSUES = ["day", "origin", "scope", "other_team", "stakes"]
OVERRIDES = st.lists(st.builds(str.__add__, st.sampled_from(WORDS), pieces(*VALUES)), max_size=2)
READERS = {
    "people.csv": Reader(people, tables(["id", "manager", "team"], IDS), 180),
    "ties.csv": Reader(ties, tables(["source", "target", "kind"], IDS), 120),
    "issues.csv": Reader(issues, tables(ISSUES, ["3", "0", "19", "headquarters", "p1"]), 120),
    "cases.csv": Reader(cases, tables(["culture.trust", "organic.rule"], ["0.3", "mixed", "{a: 1}"]), 60),
    "settings": Reader(settings, st.dictionaries(st.sampled_from(SETTINGS), plain_values(SETTINGS), max_size=3), 130),
    "parameters of a rule": Reader(parameters, lines_of_yaml(["patience", "wait"], ["1", "0.5"]), 80),
    "rule": Reader(rule, of_rules(), 120),
    "overrides": Reader(override, OVERRIDES, 15),
    "experiment": Reader(experiment, lines_of_yaml(EXPERIMENT, VALUES), 15),
    "trace": Reader(trace, of_kept("world.npz"), 40),
    "parts": Reader(part, of_kept("sweep/runs.parquet"), 30),
    "passport": Reader(passport, of_kept("sweep/passport.json"), 15),
    "parts of a passport": Reader(changed_passport, _changes(), 15),
    "columns.json": Reader(columns, of_kept("sweep/columns.json"), 20),
    "config.yaml": Reader(config, of_kept("sweep/config.yaml"), 20),
    "attempts.jsonl": Reader(log, of_kept("sweep/attempts.jsonl"), 20),
}
"""Shares add up to a thousand."""
assert sum(each.share for each in READERS.values()) == 1000
