"""The ledger: predictions come first, every claim gets a verdict, and from nothing comes nothing."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from sweeping import needs

from sim.claims import plan as plans
from sim.claims import registry, seeds
from sim.claims.arms import RANDOM, arm, settings_of
from sim.claims.claim import CONSTRUCTION, EMERGENT, read_claim
from sim.claims.judge import decide, judge
from sim.claims.ledger import FILE, Told, plan_ledger, run_ledger
from sim.claims.live import live_world
from sim.claims.measures import check_measure, measured
from sim.claims.plan import Size, arms_on, jobs, organisation_years, rungs
from sim.claims.registry import PREDICTIONS, chosen, ledger
from sim.engine.binding import bind
from sim.errors import InputError
from sim.experiment.space import sample
from sim.simulate import simulate

TINY = Size("tiny", 5, 1, 5, 1)


# ----------------------------------------------------------------------------------------------------- the predictions
def test_the_ledger_holds_every_claim_of_the_sources_and_what_the_literature_expects():
    names = list(ledger())
    assert names[:35] == [f"C{k:02d}" for k in range(1, 36)]
    assert names[35:] == [f"L{k:02d}" for k in range(1, 10)]
    emergent = {1, 4, 7, 11, 12, 13, 16, 18, 20, 23, 27, 32, 33, 34, 35}
    assert {
        int(each.id[1:]) for each in ledger().values() if each.derivation == EMERGENT and each.id[0] == "C"
    } == emergent


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
    claim = ledger()["C01"]
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


# ------------------------------------------------------------------------------------------------------------- seeds
def test_seeds_that_confirm_come_from_the_commit_and_were_never_open():
    plan = plan_ledger(chosen(["C05"]), TINY)
    used = [each.seed for each in plan.worlds]
    assert len(used) == len(set(used)) == 5
    assert min(used) >= seeds.DEVELOPMENT
    commit = registry.registration().commit
    assert used[0] == seeds.confirmatory(commit, seeds.LEDGER, 0)
    assert seeds.confirmatory("b" * 40, seeds.LEDGER, 0) != used[0]
    with pytest.raises(InputError, match="open to development"):
        seeds.refuse_seen(1000)


# --------------------------------------------------------------------------------------------------------- judgement
def rows_of(claim, value, points=40, worlds=3):
    """Rows of every arm of a claim; `value(rung, arm, measure, index)` gives a column; an arm is lived once."""
    index = pd.MultiIndex.from_product([range(points), range(worlds)], names=["point", "replicate"])
    found = {}
    for rung in rungs(claim):
        for label, each in arms_on(claim, rung).items():
            if each.key not in found:
                columns = {name: value(rung, label, name, index) for name in claim.measures()}
                found[each.key] = pd.DataFrame(columns, index=index)
    return found


def planted(effect, also_on=()):
    """The whole effect in every plus arm, on the rung itself and those named."""

    def value(rung, label, name, index):
        there = label == "open" and (rung == plans.WHOLE or rung in also_on)
        return np.full(len(index), effect if there else 0.0)

    return value


@pytest.mark.parametrize(("effect", "verdict"), [(0.1, "supported"), (0.0, "contradicted"), (-0.1, "contradicted")])
def test_a_planted_effect_decides_an_emergent_claim(effect, verdict):
    claim = ledger()["C11"]
    assert decide(claim, rows_of(claim, planted(effect)))["verdict"] == verdict


SHOWN = [(plans.RANDOMLY, "withdrawn"), ("switched_off", "withdrawn"), (plans.PLACEBO, "supported")]


@pytest.mark.parametrize(("rung", "verdict"), SHOWN)
def test_a_claim_that_shows_up_where_nothing_should_is_withdrawn(rung, verdict):
    claim = ledger()["C11"]
    found = decide(claim, rows_of(claim, planted(0.1, also_on=(rung,))))
    assert found["verdict"] == verdict


def test_the_same_organisation_must_give_exactly_the_same():
    claim = ledger()["C11"]
    found = decide(claim, rows_of(claim, planted(1e-12, also_on=(plans.AGAIN,))))
    assert found["verdict"] == "withdrawn"
    assert next(each for each in found["ladder"] if each["rung"] == "N0")["most"] == 1e-12


def test_what_follows_by_construction_can_only_pass():
    claim = ledger()["C05"]
    assert claim.derivation == CONSTRUCTION
    rows = rows_of(claim, lambda rung, label, name, index: np.full(len(index), float(label == "lessons")))
    assert decide(claim, rows)["verdict"] == "passed"


def test_a_claim_that_holds_in_a_region_is_conditional_and_the_region_is_named():
    claim = ledger()["C11"]

    def value(rung, label, name, index):
        there = label == "open" and rung == plans.WHOLE
        return np.where(there & (index.get_level_values("point") < 20), 0.1, 0.0)

    points = pd.DataFrame({"world.interdependence": np.linspace(0.8, 0, 40), "culture.trust": np.tile([0.2, 0.8], 20)})
    found = judge(claim, rows_of(claim, value), points.rename_axis("point"))
    assert found["verdict"] == "conditional"
    assert found["regions"][0]["region"].startswith("world.interdependence >=")
    assert found["regions"][0]["share"] == 1.0
    assert found["parts"][0]["low"] < 0.05 < found["parts"][0]["high"]
    assert [each["off"] for each in found["knockouts"]] == ["none", "switched_off"]


def test_a_point_without_a_number_does_not_hold():
    claim = ledger()["C16"]
    found = decide(claim, rows_of(claim, lambda rung, label, name, index: np.full(len(index), np.nan)))
    assert (found["pi"], found["n"], found["verdict"]) == (0.0, 40, "contradicted")
    assert decide(claim, {})["verdict"] == "no_verdict"


def test_from_null_data_hardly_a_claim_comes_out_supported():
    draw, supported, tried = np.random.default_rng(11), 0, 0
    emergent = [each for each in ledger().values() if each.derivation == EMERGENT]
    for _ in range(8):
        for claim in emergent:
            noise = {}

            def value(rung, label, name, index, noise=noise):
                shared = noise.setdefault((rung, name), draw.normal(0.5, 0.2, len(index)))
                return shared + draw.normal(0, 0.1, len(index))

            rows = rows_of(claim, value, worlds=2)
            for rung in (plans.AGAIN, plans.INERT):  # the same organisation gives the same rows
                first, *others = {each.key: each for each in arms_on(claim, rung).values()}
                rows |= dict.fromkeys(others, rows[first])
            supported += decide(claim, rows)["verdict"] == "supported"
            tried += 1
    assert tried >= 190
    assert supported / tried <= 0.05 + 4 * (0.05 * 0.95 / tried) ** 0.5


# ------------------------------------------------------------------------------------------------------------- lives
def test_claims_share_the_organisations_they_have_in_common():
    claim = ledger()["C11"]
    own = {each.key for each in arms_on(claim, plans.WHOLE).values()}
    again = {each.key for each in arms_on(claim, plans.AGAIN).values()}
    assert len(own & again) == 1
    named = [len({each.key for each in arms_on(claim, rung).values()}) for rung in rungs(claim)]
    job = next(iter(jobs([claim], TINY, False)))
    assert len(job.arms) == sum(named) - 1
    assert organisation_years([job]) == len(job.arms)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("fti", "no such measure.*fit"),
        ("passage:sun", "no indicator"),
        ("trst@1-5", "no column 'trst'"),
        ("trust@9-5", "no days"),
    ],
)
def test_a_measure_that_is_none_says_so(name, says):
    with pytest.raises(InputError, match=says):
        check_measure(name)


def test_measures_are_those_of_the_run(warm_engine):
    settings = settings_of(arm(ledger()["C18"], "quiet"), {}, 3)
    run = simulate(settings)
    names = ["fit", "log fit", "trust@70-90", "handoffs/born@80-250", "fit@20-230", "log collisions/born@80-90"]
    fit, log, trust, handoffs, window, collisions = measured(run, names)
    assert (fit, log) == (run.outcomes["fit"], math.log(run.outcomes["fit"]))
    assert trust == run.days["trust"][70:90].mean()
    assert handoffs == run.days["handoffs"][80:250].sum() / run.days["born"][80:250].sum()
    assert window == pytest.approx(fit)  # the whole cohort
    days = run.days[80:90]
    assert collisions == pytest.approx(math.log((days["collisions"].sum() + 0.5) / (days["born"].sum() + 0.5)))


def test_a_shock_is_held_against_the_life_without_it(warm_engine):
    claim, point = ledger()["C16"], {"world.shock_frequency": 0, "world.drift": 0.01}
    runs = [simulate(settings_of(arm(claim, name), point, 5)) for name in ("quiet", "shocked")]
    assert (runs[0].days[:100] == runs[1].days[:100]).all()
    values = measured(runs[1], ["passage:clarity", "surrogate:clarity", "passage:cx"], runs[0])
    assert all(math.isnan(each) or 0 <= each < 150 for each in values)
    assert np.isnan(measured(runs[0], ["passage:clarity"])).all()


def test_random_actions_are_a_rule_like_any_other():
    rule = bind(settings_of(arm(ledger()["C01"], "central_bare", {"rule": RANDOM}), {}, 1).rule, {})
    assert not rule.slow_reason


def test_one_failing_organisation_costs_no_other(monkeypatch, warm_engine):
    world = plan_ledger(chosen(["C05"]), TINY, explore=7, alone=True).worlds[0]
    before = live_world(world)

    def failing(settings, *given):
        if settings.culture.learning == 0.9:
            raise RuntimeError("no luck")
        return simulate(settings, *given)

    monkeypatch.setattr("sim.claims.live.simulate", failing)
    after = live_world(world)
    failed = [each for each in after if each[6]]
    assert 0 < len(failed) < len(after)
    assert all(each[6] == "RuntimeError: no luck" and np.isnan(each[5]).all() for each in failed)
    assert [each for each in after if not each[6]] == [
        one for one, two in zip(before, after, strict=True) if not two[6]
    ]


@pytest.fixture(scope="module")
def lived(tmp_path_factory, warm_engine):
    folder, told = tmp_path_factory.mktemp("ledger"), []
    plan = plan_ledger(chosen(["C05", "C11", "C15"]), TINY, explore=50, alone=True)
    found = run_ledger(plan, folder, Told(told.append, lambda *cost: told.append(cost), told.append), 1)
    return plan, folder, found, told


def test_a_ledger_states_its_cost_lives_and_judges(lived):
    plan, folder, found, told = lived
    years = sum(len(each.job.arms) for each in plan.worlds)
    assert told[0][:2] == (years, 0)
    assert told[0][2] > 0
    assert sum(told[1:]) == years == found["years"]
    assert [each["id"] for each in found["claims"]] == ["C05", "C11", "C15"]
    assert all(each["verdict"] in ("conditional", "contradicted", "supported", "passed") for each in found["claims"])
    assert found["failed"] == 0
    assert json.loads((folder / FILE).read_text()) == found


def test_a_ledger_goes_on_from_what_is_stored(lived, tmp_path):
    import shutil

    plan, folder, found, _ = lived
    again, told = tmp_path / "again", []
    shutil.copytree(folder, again)
    same = run_ledger(plan, again, Told(told.append, lambda *cost: told.append(cost), told.append), 1)
    assert told == []
    assert same["claims"][0]["parts"] == found["claims"][0]["parts"]
    for part in (again / "runs").glob("*.parquet"):
        part.write_bytes(b"broken")
    repaired = run_ledger(plan, again, Told(told.append, lambda *cost: told.append(cost), told.append), 1)
    assert "is damaged" in told[0]
    strip = [{**each, "seconds": 0} for each in found["claims"]]
    assert [{**each, "seconds": 0} for each in repaired["claims"]] == strip


# ------------------------------------------------------------------------------------------------- command line, page
def test_the_command_line_judges_plans_and_refuses(treillis, monkeypatch, tmp_path):
    monkeypatch.setattr(plans, "QUICK", Size("quick", 2, 2, 1, 1))
    done = treillis("claims", "C05", "--explore", "3", "--workers", "1", "--json")
    assert done.code == 0, done.err
    assert [each["id"] for each in json.loads(done.out)["claims"]] == ["C05"]
    planned = treillis("claims", "C05", "--explore", "3", "--plan", "--out", str(tmp_path / "p"))
    assert "organisation-years to live" in planned.out
    assert not (tmp_path / "p").exists()
    text = treillis("claims", "c05", "--explore", "3", "--workers", "1", "--lang", "fr")
    assert "apprendre de ses erreurs" in text.out
    assert "EXPLORÉ" in text.out
    for words, says in ((["C77"], "no claim 'C77'"), (["--explore", str(2**33)], "confirm; take a smaller one")):
        wrong = treillis("claims", *words)
        assert (wrong.code, says in wrong.err) == (2, True), wrong.err


@needs("jinja2", "analysis")
def test_the_ledger_becomes_a_page_in_both_languages(lived):
    from sim.report.page.build import page_of

    _, folder, found, _ = lived
    english, french = (page_of(folder, lang) for lang in ("en", "fr"))
    for each in found["claims"]:
        assert each["words"]["statement"]["en"].replace("'", "&#39;") in english
        assert each["words"]["statement"]["fr"].replace("'", "&#39;") in french
    assert "nothing here is confirmed" in english
    assert "N2 des actions au hasard" in french
    assert english.count("<figure>") == french.count("<figure>") >= 2
