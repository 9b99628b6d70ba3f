"""The harness of refactorings: what it keeps, what it sees, and what it lets pass."""

from __future__ import annotations

import json
import re
import sys

import numpy as np
import pytest
import yaml
from conftest import ROOT, TESTS

sys.path.insert(1, str(ROOT / "scripts"))

import harness
import harness_set

from sim.errors import InputError
from sim.scenario.load import group_values

TINY = "life/ca[lr]*"
"""Two scenarios, and a golden life (care)."""
PLACES = {
    f"life/{name}" for name in ("calm-seas/left", "calm-seas/right", "caravan/left", "caravan/right", "care/alone")
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory, warm_engine):
    folder = tmp_path_factory.mktemp("kept")
    harness.keep(folder, TINY)
    return folder


@pytest.fixture
def told(monkeypatch, tmp_path):
    """Say which names are new and what is intended."""

    def tell(names=(), intended=()):
        path = tmp_path / "harness.yaml"
        path.write_text(yaml.safe_dump({"names": dict(names), "intended": list(intended)}))
        monkeypatch.setattr(harness, "TRANSLATIONS", path)

    return tell


def leaving(monkeypatch, change):
    """Have every life leave something else."""
    before = harness_set.left_by
    monkeypatch.setattr(harness_set, "left_by", lambda run: change(before(run)))


def copied(kept, folder, name, change):
    """Copy what was kept, one file of it changed."""
    for path in kept.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    values = json.loads((kept / name).read_text())
    (folder / name).write_text(json.dumps(change(values)))
    return folder


def test_the_same_lives_lived_again_leave_the_same(kept, capsys):
    assert set(harness.read(kept, "lives")) == PLACES
    assert harness.compare(kept)
    assert "lives: 5 and 5 compared, 0 differences" in capsys.readouterr().out


def test_a_life_leaves_a_digest_of_every_column_and_its_outcomes_bit_by_bit(kept):
    found = harness.read(kept, "lives")["life/care/alone"]
    tables = {name.partition(".")[0] for name in found}
    assert tables >= {"people", "teams", "days", "outcomes", "episodes", "at_risk", "plan_course", "log", "outcome"}
    assert all(each.startswith("#") or name.startswith("outcome.") for name, each in found.items())
    assert 0 < float.fromhex(found["outcome.fit"]) < 1


def test_a_changed_constant_is_seen(kept, monkeypatch, capsys):
    physics = group_values("physics", "baseline")
    monkeypatch.setitem(physics, "handoff_hours", physics["handoff_hours"] * (1 + 1e-12))
    monkeypatch.setattr(harness, "SHOWN", 100_000)  # it moves nearly all
    assert not harness.compare(kept)
    said = capsys.readouterr().out
    assert "life/calm-seas/left law.handoff_hours: differs\n" in said
    assert "life/care" not in said


def test_lives_are_lived_again_with_the_settings_that_were_kept(kept, monkeypatch):
    monkeypatch.setitem(harness_set.LIVES, "care", ("hierarchical", {}))
    assert harness.compare(kept)


def test_an_added_column_is_listed_and_no_difference(kept, monkeypatch, capsys):
    leaving(monkeypatch, lambda found: {**found, "people.fortune": "#1"})
    assert harness.compare(kept)
    assert "new: people.fortune (5 places)" in capsys.readouterr().out


def test_a_missing_column_and_a_missing_life_are_differences(kept, tmp_path):
    def without(lives):
        del lives["life/care/alone"], lives["life/caravan/left"]["days.alignment"]
        return lives

    other = copied(kept, tmp_path, "lives.json", without)
    assert [*harness.equal(kept, other, TINY)] == [
        ("life/care/alone", "missing"),
        ("life/caravan/left days.alignment", "missing"),
    ]
    assert harness.equal(kept, kept, TINY) == []


def test_a_column_is_the_same_whatever_its_width_and_kind_of_nan():
    nans = np.array([0x7FF8000000000001, 0x3FF0000000000000], np.uint64).view(float)
    assert np.isnan(nans[0])
    assert harness_set.digest(nans) == harness_set.digest(np.array([np.nan, 1.0], "f4"))
    assert harness_set.digest(np.array([1, 2], "i4")) == harness_set.digest(np.array([1, 2]))
    others = ([1.0, np.nan], [np.nan, np.nextafter(1.0, 2)], [[np.nan, 1.0]])
    assert len({harness_set.digest(np.array(each)) for each in (nans, *others)}) == 4


def test_a_column_under_its_new_name_is_the_same(kept, told, monkeypatch):
    leaving(
        monkeypatch,
        lambda found: {name.replace("days.alignment", "days.agreement"): each for name, each in found.items()},
    )
    assert not harness.compare(kept)
    told(names={"days.alignment": "days.agreement"})
    assert harness.compare(kept)


def test_a_setting_under_its_new_name_is_lived_with(kept, told, tmp_path):
    (tmp_path / "old").mkdir()
    old = copied(
        kept,
        tmp_path / "old",
        "about.json",
        lambda about: json.loads(json.dumps(about).replace('"culture.voice"', '"culture.speech"')),
    )
    with pytest.raises(InputError, match="speech"):
        harness.compare(old)
    told(names={"culture.speech": "culture.voice"})
    assert harness.compare(old)


def test_names_are_translated_where_they_stand_whole():
    names = {"luck": "fortune", "people.skill": "people.craft"}
    old = {"people.luck": ["luck", "a luck"], "bad_luck": 1, "people.skill": 2, "skill.3": None}
    new = {"people.fortune": ["fortune", "a luck"], "bad_luck": 1, "people.craft": 2, "skill.3": None}
    assert harness.renamed(old, names) == new


def test_what_is_intended_is_listed_apart_and_what_no_longer_is_called_stale(kept, told, tmp_path, capsys):
    def other(lives):
        lives["life/care/alone"]["days.trust"] = "#0"
        return lives

    changed = copied(kept, tmp_path, "lives.json", other)
    entries = [
        {"where": "life/* days.trust", "what": "Trust is rounded", "test": "test_trust"},
        {"where": "sweep/*", "what": "Rows too", "test": "test_rows"},
    ]
    assert not harness.compare(kept, changed, TINY)
    told(intended=entries)
    assert harness.compare(kept, changed, TINY)
    said = capsys.readouterr().out
    assert "intended (test_trust): Trust is rounded; 1 differences:\n  life/care/alone days.trust: differs" in said
    assert "stale" not in said, "sweeps were not compared"
    whole = copied(changed, changed, "about.json", lambda about: {**about, "only": "*"})
    assert harness.compare(whole, whole)
    assert "stale: sweep/*" in capsys.readouterr().out
    assert harness.equal(kept, changed, TINY), "intended is not equal"


def test_an_intended_difference_names_its_reason_and_a_test_there_is(told):
    every = "\n".join(path.read_text() for path in TESTS.glob("test_*.py"))
    assert all(re.search(rf"^def {entry['test']}\(", every, re.MULTILINE) for entry in harness.translations()[1])
    told(intended=[{"where": "life/*", "what": "because"}])
    with pytest.raises(InputError, match="expected where, what and test"):
        harness.translations()


def test_every_verb_that_prints_json_is_run():
    assert set(harness_set.VERBS) == harness_set.json_verbs()
    assert {"compare", "rule list", "validate exact"} <= harness_set.json_verbs()


def test_what_verbs_print_is_kept_value_by_value_without_place_and_version(kept, tmp_path, capsys):
    for name in ("one", "two"):
        harness.keep(tmp_path / name, "json/[co][or][mg][ p]*")
    assert harness.equal(tmp_path / "one", tmp_path / "two", "json/[co][or][mg][ p]*") == []
    found = harness.read(tmp_path / "one", "json")
    assert set(found) == {"json/compare", "json/org check"}
    assert all(each["exit code"] == 0 for each in found.values())
    assert found["json/compare"]["outcomes.fit.n"] == 3
    text = (tmp_path / "one" / "json.json").read_text()
    assert harness.model_version() not in text
    assert str(ROOT) not in text


def test_a_verb_that_refuses_is_said(monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(harness_set.VERBS, "rule explain", "no_such_rule")
    monkeypatch.setattr("sys.argv", ["harness.py", "keep", str(tmp_path), "--only", "json/rule e*"])
    assert harness.main() == 2
    assert not (tmp_path / "about.json").exists()
    assert "harness: treillis rule explain no_such_rule --json: " in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["harness.py", "keep", str(tmp_path), "--only", "lifes"])
    assert harness.main() == 2
    assert "--only: nothing fits 'lifes'" in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["harness.py", "compare", str(tmp_path)])
    assert harness.main() == 2
    assert "about.json: no such file; python scripts/harness.py keep" in capsys.readouterr().err


def test_rows_of_a_sweep_are_kept_column_by_column(warm_engine, tmp_path, monkeypatch, capsys):
    harness.keep(tmp_path, "sweep/grid")
    assert harness.compare(tmp_path)
    rows = harness.read(tmp_path, "sweeps")["sweep/grid"]
    assert "run_id" not in rows
    assert [len(each) for each in rows.values()] == [16] * len(rows)
    monkeypatch.setitem(harness_set.SWEEPS, "grid", harness_set.SWEEPS["grid"].replace("0.8", "0.81"))
    assert not harness.compare(tmp_path)
    assert re.search(r"sweep/grid culture.trust: differs in 8 of 16 rows, .*: 0.8, now 0.81", capsys.readouterr().out)
