"""One rule file of a student is the same rule stepped by Mesa, interpreted, compiled, swept and in a tournament."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pandas as pd
import pytest
from conftest import fingerprint, run_python

from sim.experiment.compose import compose_run
from sim.experiment.slots import with_defaults
from sim.experiment.tournament import first_seed, plan_tournament, play
from sim.model import Organisation
from sim.run import simulate
from sim.teaching.first_rule import write_first_rule

SMALL = ("organisation.span=3", "organisation.depth=2", "days=60", "warmup_days=5", "follow_days=10")
WORD = "a word"
OUTCOMES = ("decision_lead", "resolution_lead", "fit", "alignment", "exhaustion", "escalations", "rework")
INTERPRET = """
import json, sys
from conftest import fingerprint
from sim.checked import build
from sim.engine.compiled import INTERPRETED
from sim.parameters import Settings
from sim.run import simulate
assert INTERPRETED
run = simulate(build(Settings, json.load(sys.stdin)))
print(json.dumps([run.outcomes, fingerprint(run.tables)]))
"""


@pytest.fixture(scope="module")
def rule(tmp_path_factory):
    """Write the first rule of a student, as `treillis rule new` does."""
    folder = tmp_path_factory.mktemp("class") / "a"
    return write_first_rule("mine", folder, "en")[0]


@pytest.fixture(scope="module")
def settings(rule):
    """Compose even ground for it, in the first of the hidden years."""
    composed = compose_run(["form=even", *SMALL, f"seed={first_seed(WORD)}"])
    return replace(composed, rule=str(rule), rule_args=with_defaults(str(rule), {}))


@pytest.fixture(scope="module")
def compiled(settings):
    run = simulate(settings)
    assert run.rule.slow_reason is None
    assert run.rule.args == {"patience": 5.0}
    assert run.days["escalated"].sum() > 0
    return run


def text(outcomes):
    """Write outcomes with every digit; what is not there is the same as itself."""
    return json.dumps(outcomes, sort_keys=True)


def test_stepped_by_mesa(settings, compiled):
    organisation = Organisation(settings)
    assert text(organisation.live()) == text(compiled.outcomes)
    assert fingerprint(organisation.tables) == fingerprint(compiled.tables)


def test_interpreted(settings, compiled):
    done = run_python(INTERPRET, interpreted=True, input=json.dumps(asdict(settings)))
    assert done.returncode == 0, done.stderr
    outcomes, tables = json.loads(done.stdout)
    assert text(outcomes) == text(compiled.outcomes)
    assert tables == fingerprint(compiled.tables)


def test_in_a_tournament(rule, compiled):
    tournament = plan_tournament(rule.parent, [*SMALL], 2, "fit", WORD)
    played = play(tournament, quiet=True, workers=1)
    ordinary = list(tournament.regimes).index("ordinary")
    mine = {name: float(values[0, ordinary, 0]) for name, values in played.values.items()}
    assert text(mine) == text(compiled.outcomes)


def test_in_a_sweep(treillis, rule, settings, compiled, tmp_path):
    words = ["mechanical=even", "organic=even", f"organic.rule='{rule}'", *SMALL, f"seed={settings.seed}"]
    said = treillis("sweep", *words, "culture.trust=0.55,0.9", "replicates=1", "executor=serial", "--out", "kept")
    assert said.code == 0, said.err
    rows = pd.read_parquet(tmp_path / "kept" / "runs.parquet")
    mine = rows[(rows["form"] == "organic") & (rows["seed"] == settings.seed) & (rows["culture.trust"] == 0.55)]
    assert len(mine) == 1
    assert settings.culture.trust == 0.55
    assert {name: float(mine[name].iloc[0]) for name in OUTCOMES} == {
        name: compiled.outcomes[name] for name in OUTCOMES
    }
