"""The ledger: predictions come first, every claim gets a verdict, and from nothing comes nothing."""

import json

import pytest
from fixture_claims import CLAIMS

from sim.claims import registry
from sim.claims.arms import RANDOM, arm, settings_of
from sim.claims.ceilings import ceilings
from sim.claims.plan import Size, arms_on, plan_ledger, rungs
from sim.claims.registry import ARCHIVE, PREDICTIONS, chosen, ledger, read_claim
from sim.errors import InputError
from sim.experiment.space import sample

TINY = Size("tiny", 5, 1, 5, 1)


# ----------------------------------------------------------------------------------------------------- the predictions
def test_the_ledger_holds_every_claim_of_the_sources_and_what_the_literature_expects():
    missing = {"C35"}  # cooperative maturity went with the groups that stood for ever: docs/design.md
    known = {**ledger(), **ledger(registry.OUT_OF_REACH)}
    names = {each[:3] for each in known if each.startswith("C")}
    assert names == {f"C{k:02d}" for k in range(1, 38)} - missing
    assert {each for each in known if each.startswith("L")} == {f"Lit{k:02d}" for k in range(1, 11)}


def test_the_first_registration_keeps_its_bytes_and_is_not_read():
    archived = json.loads(ARCHIVE.with_name("registration.json").read_text())
    assert registry.digest(ARCHIVE) == archived["sha256"]
    assert ARCHIVE != registry.PREDICTIONS


def test_what_is_registered_as_an_effect_can_reach_it():
    far = ledger(registry.OUT_OF_REACH)
    assert not far.keys() & ledger().keys()
    assert ceilings().keys() == {each.id for each in (*ledger().values(), *far.values()) if each.ceiling}
    assert {each.id for each in ceilings().values() if not each.reaches} == far.keys()


def test_predictions_are_what_was_registered():
    assert registry.registration().sha256 == registry.digest()


def test_changed_predictions_confirm_nothing(monkeypatch, tmp_path):
    (tmp_path / "registration.json").write_text(json.dumps({"commit": "a" * 40, "sha256": "other"}))
    monkeypatch.setattr(registry, "REGISTRATION", tmp_path / "registration.json")
    with pytest.raises(InputError, match="have changed since they were registered in aaaaaaaaaaaa"):
        plan_ledger(chosen(["C01"]), TINY)
    assert plan_ledger(chosen(["C01"]), TINY, explore=1).worlds
    monkeypatch.setattr(registry, "REGISTRATION", tmp_path / "none.json")
    with pytest.raises(InputError, match="are not registered"):
        registry.registration()


def test_every_arm_of_every_claim_can_be_set_at_any_point():
    points = sample(2, 5)
    every = {each for claim in ledger().values() for rung in rungs(claim) for each in arms_on(claim, rung).values()}
    assert len(every) > 300
    for k, each in enumerate(sorted(every, key=lambda one: one.key)):
        settings_of(each, points[k % 2], 1)
    assert len({each.key for each in every}) == len(every)


def test_what_an_arm_sets_goes_before_the_point_and_what_is_switched_off_before_both():
    claim = CLAIMS["C01"]
    point = {"culture.clarity": 0.7, "culture.control": 0.9, "culture.trust": 0.9}
    whole = settings_of(arm(claim, "delegated_bare"), point, 1)
    assert (whole.culture.clarity, whole.culture.control, whole.dials.initiative) == (0.35, 0.9, 1.0)
    assert settings_of(arm(claim, "delegated_bare", claim.off), point, 1).culture.control == 0
    assert settings_of(arm(claim, "delegated_bare", {"rule": RANDOM}), point, 1).rule.endswith("random_actions.py")


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"sourse": "S1"}, "sourse: no such entry.*source"),
        ({"derivation": "magic"}, "derivation: 'magic'"),
        ({"statement": {"en": "x"}}, "statement: expected en and fr"),
        ({"switched_off": {}}, "switched_off: an emergent claim"),
        (
            {"holds_when": [{"outcome": "fit", "plus": ["opne"], "minus": ["silos"], "sign": 1, "smallest": 0}]},
            "holds_when: there is no arm 'opne'.*open",
        ),
    ],
)
def test_a_claim_that_is_not_whole_says_what_is_wrong(tmp_path, entry, says):
    import yaml

    plain = yaml.safe_load((PREDICTIONS / "C11.yaml").read_text(encoding="utf-8"))
    (tmp_path / "C11.yaml").write_text(yaml.safe_dump({**plain, **entry}))
    with pytest.raises(InputError, match=rf"^C11.yaml: {says}"):
        read_claim(tmp_path / "C11.yaml")
    plain.pop("base")
    (tmp_path / "C11.yaml").write_text(yaml.safe_dump(plain))
    with pytest.raises(InputError, match="base: is missing"):
        read_claim(tmp_path / "C11.yaml")


def test_a_claim_that_is_not_there_is_answered_with_the_nearest():
    assert [each.id for each in chosen(["c07", "C01"])] == ["C01", "C07"]
    with pytest.raises(InputError, match="there is no claim 'C99'"):
        chosen(["C99"])
    with pytest.raises(InputError, match="c08 is not registered: its mechanism cannot reach"):
        chosen(["c08"])


# ------------------------------------------------------------------------------------------------------------- seeds
def test_seeds_that_confirm_come_from_the_commit_and_were_never_open():
    plan = plan_ledger(chosen(["C05"]), TINY)
    used = [each.seed for each in plan.worlds]
    assert len(used) == len(set(used)) == 5
    assert min(used) >= registry.DEVELOPMENT
    commit = registry.registration().commit
    assert used[0] == registry.confirmatory(commit, registry.LEDGER, 0)
    assert registry.confirmatory("b" * 40, registry.LEDGER, 0) != used[0]
    with pytest.raises(InputError, match="open to development"):
        registry.refuse_seen(1000)
