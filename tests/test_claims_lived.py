"""Claims are lived: organisations shared, measures those of the run, stored rows not lived twice, a page at the end."""

import json
import math
import re
import shutil
import signal

import numpy as np
import pyarrow.compute as pc
import pytest
from fixture_claims import CLAIMS

from sim.claims import plan as plans
from sim.claims.arms import RANDOM, arm, settings_of
from sim.claims.ledger import FILE, Told, judge_so_far, run_ledger
from sim.claims.live import live_world, stored
from sim.claims.measures import check_measure, measured
from sim.claims.plan import Size, arms_on, jobs, measures, organisation_years, plan_ledger, rungs
from sim.engine.binding import bind
from sim.errors import InputError
from sim.experiment.identity import CLAIMS as CODE
from sim.experiment.identity import model_version
from sim.experiment.store import write_part
from sim.report.claims_text import claims_text
from sim.run import simulate

TINY = Size("tiny", 5, 1, 5, 1)


def test_claims_share_the_organisations_they_have_in_common():
    claim = CLAIMS["C11"]
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
    settings = settings_of(arm(CLAIMS["C18"], "quiet"), {}, 3)
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
    claim, point = CLAIMS["C18"], {"world.shock_frequency": 0, "world.drift": 0.01}
    runs = [simulate(settings_of(arm(claim, name), point, 5)) for name in ("quiet", "shocked")]
    assert (runs[0].days[:100] == runs[1].days[:100]).all()
    values = measured(runs[1], ["passage:clarity", "surrogate:clarity", "passage:cx"], runs[0])
    assert all(math.isnan(each) or 0 <= each < 150 for each in values)
    assert np.isnan(measured(runs[0], ["passage:clarity"])).all()


def test_random_actions_are_a_rule_like_any_other():
    rule = bind(settings_of(arm(CLAIMS["C01"], "central_bare", {"rule": RANDOM}), {}, 1).rule, {})
    assert not rule.slow_reason


def test_one_failing_organisation_costs_no_other(monkeypatch, warm_engine):
    world = plan_ledger([CLAIMS["C05"]], TINY, explore=7, alone=True).worlds[0]
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
    plan = plan_ledger([CLAIMS[each] for each in ("C05", "C11", "C15")], TINY, explore=50, alone=True)
    found = run_ledger(plan, folder, Told(told.append, lambda *cost: told.append(cost), told.append), 1)
    return plan, folder, found, told


def test_a_ledger_states_its_cost_lives_and_judges(lived):
    plan, folder, found, told = lived
    years = sum(len(each.job.arms) for each in plan.worlds)
    assert told[0][:2] == (years, 0)
    assert told[0][2] > 0
    assert sum(told[1:]) == years == found["years"]
    assert [each["id"] for each in found["claims"]] == ["C05", "C11", "C15"]
    assert all(each["verdict"] == "no_verdict" for each in found["claims"])  # of five points
    assert found["failed"] == 0
    assert json.loads((folder / FILE).read_text()) == found


def test_a_ledger_goes_on_from_what_is_stored(lived, tmp_path):
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


def test_a_ledger_of_another_model_is_refused_before_anything_lives(lived, tmp_path):
    plan, folder, _, _ = lived
    again, told = tmp_path / "again", Told(lambda _: None, lambda *_: None, lambda _: None)
    shutil.copytree(folder, again)
    passport = json.loads((again / "passport.json").read_text())
    assert passport["product"]["model"] == model_version(CODE)
    passport["product"]["model"] = "old"
    (again / "passport.json").write_text(json.dumps(passport))
    for go_on in (run_ledger, judge_so_far):
        with pytest.raises(InputError, match=f"the model was old, here it is {re.escape(model_version(CODE))}"):
            go_on(plan, again, told)


def test_a_ledger_says_its_model_before_its_first_row(lived, tmp_path, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.claims.ledger.live_worlds", stopped)
    with pytest.raises(KeyboardInterrupt):
        run_ledger(lived[0], tmp_path, Told(lambda _: None, lambda *_: None, lambda _: None), 1)
    passport = json.loads((tmp_path / "passport.json").read_text())
    assert (passport["complete"], passport["product"]["model"]) == (False, model_version(CODE))


def test_a_stopped_ledger_is_judged_by_what_it_has_lived(lived, tmp_path):
    plan, folder, found, _ = lived
    told = Told(lambda _: None, lambda *_: None, lambda _: None)
    with pytest.raises(InputError, match="nothing has lived"):
        judge_so_far(plan, tmp_path / "empty", told)
    assert not (tmp_path / "empty").exists()
    rows = stored(folder, measures(), lambda _: None)
    (tmp_path / "runs").mkdir()
    write_part(tmp_path, rows.filter(pc.less(rows["point"], 3)))
    part = judge_so_far(plan, tmp_path, told)
    assert (part["worlds"], found["worlds"]) == ([0, 1], [1, 1])
    assert 0 < part["left"] == found["years"] - part["years"]
    assert json.loads((tmp_path / "passport.json").read_text())["complete"] is False
    # points where somebody is overloaded are set apart
    assert [each["n"] + each["overload"]["n"] for each in part["claims"]] == [3] * 3
    assert {each["verdict"] for each in part["claims"]} == {"no_verdict"}
    assert "are still to live; every point has 0 to 1 worlds" in claims_text(part, tmp_path, "en")
    assert judge_so_far(plan, folder, told)["left"] == found["left"] == 0


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


def test_a_ledger_that_is_asked_to_stop_keeps_what_it_has_and_says_how_to_go_on(treillis, monkeypatch, tmp_path):
    monkeypatch.setattr(plans, "QUICK", Size("quick", 2, 2, 1, 1))
    lived = []

    def stopped_after_one(world):
        if lived:
            signal.raise_signal(signal.SIGTERM)
        lived.append(world)
        return live_world(world)

    for module in ("live", "ledger"):  # what a year costs is asked beforehand, of lives that are not kept
        monkeypatch.setattr(f"sim.claims.{module}.seconds_of", lambda plan: 0.01)
    monkeypatch.setattr("sim.claims.live.live_world", stopped_after_one)
    words = ("claims", "C05", "--explore", "3", "--workers", "1", "--out", str(tmp_path / "led"))
    stopped = treillis(*words)
    assert stopped.code == 130
    assert "the same command goes on; with --so-far it judges that" in stopped.err
    monkeypatch.setattr("sim.claims.live.live_world", live_world)
    part = json.loads(treillis(*words, "--so-far", "--json").out)
    assert 0 < part["years"] == len(lived[0].job.arms)
    whole = json.loads(treillis(*words, "--json").out)
    assert (whole["left"], whole["years"]) == (0, part["years"] + part["left"])


def test_the_ledger_becomes_a_page_in_both_languages(lived):
    from sim.report.page import page_of

    _, folder, found, _ = lived
    english, french = (page_of(folder, lang).replace("\u00a0", " ") for lang in ("en", "fr"))
    for each in found["claims"]:
        assert each["words"]["statement"]["en"].replace("'", "&#39;") in english
        assert each["words"]["statement"]["fr"].replace("'", "&#39;") in french
    assert "nothing here is confirmed" in english
    assert "N2 des actions au hasard" in french
    assert english.count("<figure>") == french.count("<figure>") >= 2
