"""A twin fitted to a log: read as it comes, known answers found again, misfit said, nobody named, no life twice."""

import json
import shutil
from dataclasses import replace

import fit_bars
import numpy as np
import pandas as pd
import pytest
from fit_bars import Known, calibration, dispatched, hidden, misfit, question, write_log, write_people

import sim
from sim.errors import InputError
from sim.experiment.runner import executor_settings
from sim.fitting.fit import _judged, fit_twin, question_of, what_if
from sim.fitting.log import dispatchers, read_log, without_dispatch
from sim.fitting.recorded import Recording, Shape, logged, statistics
from sim.fitting.twin import lived
from sim.locale import words
from sim.organisation import build_chart
from sim.parameters import OrganisationSettings

SHAPE = Shape(80, approvals=True, comments=True, links=True)
SERIAL = executor_settings({"kind": "serial"})


def called(name):
    """Give somebody a name that can only come from the files."""
    return f"Zyxa Quill-{name}"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("logs")
    log, chart = hidden(SHAPE)
    write_people(folder / "people.csv", chart, called)
    write_log(folder / "log.csv", log, chart, called)
    return folder


@pytest.fixture(scope="module")
def asked(files):
    return question_of(str(files / "log.csv"), str(files / "people.csv"), vouched=True, runs=200)


@pytest.fixture(scope="module")
def fitted(asked, tmp_path_factory):
    return fit_twin(asked, tmp_path_factory.mktemp("fit"), SERIAL, quiet=True)


def test_a_log_that_was_written_is_read_as_it_was(asked):
    log, chart = hidden(SHAPE)
    read = asked.log
    assert read.shape == SHAPE
    assert read.tier == "C"
    assert statistics(read.recorded, read.shape, chart) == pytest.approx(statistics(log, SHAPE, chart), abs=2e-3)


def test_a_row_a_ticket_is_read_too(files, tmp_path):
    log, chart = hidden(SHAPE)
    rows = ["Number;Opened;Resolved;Assigned to;Reopen count"]
    for k in range(log.size):
        closed = fit_bars.stamp(log.closed[k]) if np.isfinite(log.closed[k]) else ""
        opened = fit_bars.stamp(float(log.opened[k]))
        rows.append(f"INC{k};{opened};{closed};{called(chart.names[log.origin[k]])};{int(log.counts['reopened'][k])}")
    (tmp_path / "tickets.csv").write_text("\n".join(rows), "utf-8")
    chart = build_chart(OrganisationSettings(people=str(files / "people.csv")), 1)
    read = read_log(str(tmp_path / "tickets.csv"), chart)
    assert read.tier == "A"
    assert (read.shape.moves, read.shape.reopened, read.shape.hours) == (False, True, True)
    mine, theirs = (statistics(each, read.shape, chart) for each in (read.recorded, log))
    assert {name: mine[name] for name in ("lead_50", "arrivals", "reopened")} == pytest.approx(
        {name: theirs[name] for name in ("lead_50", "arrivals", "reopened")}, abs=2e-3
    )


def test_an_event_log_of_the_standard_is_read_too(files, tmp_path):
    log, chart = hidden(SHAPE)
    traces: dict[int, list[str]] = {}
    for k, at, what, one, other in fit_bars.events_of(log, chart, called):
        keys = {"concept:name": what, "org:resource": one, "to": other}
        said = "".join(f'<string key="{key}" value="{value}"/>' for key, value in keys.items())
        when = fit_bars.stamp(at).replace(" ", "T")
        traces.setdefault(k, []).append(f'<event>{said}<date key="time:timestamp" value="{when}"/></event>')
    body = "".join(f'<trace><string key="concept:name" value="{k}"/>{"".join(e)}</trace>' for k, e in traces.items())
    (tmp_path / "log.xes").write_text(f'<?xml version="1.0"?><log xes.version="1849.2016">{body}</log>', "utf-8")
    named = build_chart(OrganisationSettings(people=str(files / "people.csv")), 1)
    read = read_log(str(tmp_path / "log.xes"), named)
    assert read.shape == SHAPE
    assert statistics(read.recorded, SHAPE, named) == pytest.approx(statistics(log, SHAPE, chart), abs=2e-3)


def test_weekends_and_holidays_are_no_working_days(files, tmp_path):
    rows = ["id,opened,closed,assignee"]
    rows += [f"{k},2031-01-{3 if k < 300 else 6:02d} 10:00,2031-01-{7 + k % 2:02d} {9 + k % 8}:00," for k in range(599)]
    rows.append("599,2031-04-30 10:00,2031-05-02 12:00,")
    (tmp_path / "log.csv").write_text("\n".join(rows), "utf-8")
    (tmp_path / "log.csv.columns.yaml").write_text("holidays: ['2031-01-07', '2031-05-01']\n", "utf-8")
    chart = build_chart(OrganisationSettings(people=str(files / "people.csv")), 1)
    read = read_log(str(tmp_path / "log.csv"), chart)
    assert (read.recorded.opened[0], read.recorded.opened[300]) == (0, 1)  # Friday, then Monday
    assert np.floor(read.recorded.closed[:2]).tolist() == [2, 2]  # a holiday counts as the morning after
    assert read.shape.days == np.busday_count("2031-01-03", "2031-05-03") - 2


def test_a_dispatcher_is_seen_and_is_no_part_of_the_work():
    log, chart = hidden(replace(SHAPE, days=200))
    before = dispatched(log, chart)
    desks = dispatchers(before, chart)
    assert dispatchers(log, chart) == ()
    assert len(desks) >= 5
    assert {*desks} <= {np.flatnonzero(chart.team == k)[-1] for k in range(1, len(chart.teams))}
    after = without_dispatch(before, desks)
    others = np.isin(chart.team[log.origin], chart.team[[*desks]]) & ~np.isin(log.origin, desks)
    assert (after.origin[others] == log.origin[others]).all()


def test_what_a_log_loses_is_lost_and_nothing_else():
    plan = question(SHAPE).again({"world.issue_rate": np.array([0.5])})
    run, whole = lived(plan.expansion.settings(plan.points[0])["twin"])
    outside = logged(run, SHAPE, Recording(outside=0.5), 1)
    assert outside.size / whole.size == pytest.approx(0.5, abs=0.05)
    missing = logged(run, SHAPE, Recording(missing=0.5), 1)
    assert (missing.size, len(missing.ticket) / len(whole.ticket)) == (whole.size, pytest.approx(0.5, abs=0.06))
    empty = logged(run, SHAPE, Recording(empty=0.2), 1)
    assert empty.size / whole.size == pytest.approx(1.25, abs=0.05)
    renamed = logged(run, SHAPE, Recording(renamed=1.0), 1)
    assert renamed.counts["reopened"].sum() == 0
    assert renamed.size > whole.size
    batched = logged(run, SHAPE, Recording(batches=1.0), 1)
    assert (np.floor(batched.closed[np.isfinite(batched.closed)]) % 5 == 4).all()


def test_known_answers_are_found_again_and_novelty_is_not(tmp_path):
    """A sample of what `tests/nightly/fits.py` runs whole."""
    known = Known.of(question(SHAPE, runs=300), 40, tmp_path)
    found = calibration(known)
    assert 0.88 <= found["overall"] <= 0.99
    assert found["widths"]["world.novelty"] > 0.8
    assert found["widths"]["physics.handoff_hours"] < 0.5
    assert found["widths"]["dials.initiative"] < 0.6
    assert known.flagged(known.logs) <= 0.2
    assert misfit(known, 10, tmp_path, {"rule": "chain_of_approvals"}) >= 0.7


def test_nothing_is_lived_twice(asked, fitted):
    rounds = ("first", "local", "again")
    before = [(fitted.folder / each / "runs.parquet").read_bytes() for each in rounds]
    shutil.rmtree(fitted.folder / "local")
    again = fit_twin(asked, fitted.folder, SERIAL, quiet=True)
    assert [(fitted.folder / each / "runs.parquet").read_bytes() for each in rounds] == before
    events = (fitted.folder / "first" / "attempts.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(each)["runs"] for each in events if '"batch"' in each and "lived" not in each]
    assert sum(json.loads(each).get("event") == "begun" for each in events) == 1
    pd.testing.assert_frame_equal(pd.DataFrame(again.draws), pd.DataFrame(fitted.draws))


def test_a_change_is_judged_with_luck_and_not_knowing_apart():
    draws = np.random.default_rng(1).normal(size=400)
    apart = 2.0 + draws[:, None] + 0.5 * np.random.default_rng(2).normal(size=(400, 6))
    found = _judged("decision_lead", np.stack([np.zeros_like(apart), apart], axis=-1))
    assert found.difference == pytest.approx(2.0, abs=0.15)
    assert found.unknown == pytest.approx(1 / 1.25, abs=0.06)
    assert (found.low, found.high) == (pytest.approx(0.0, abs=0.4), pytest.approx(4.0, abs=0.4))
    noise = 2.0 + np.random.default_rng(3).normal(size=(400, 6))
    assert _judged("fit", np.stack([np.zeros_like(noise), noise], axis=-1)).unknown < 0.05


def test_a_twin_is_changed_on_the_same_years(fitted):
    rows = {each.outcome: each for each in what_if(fitted, {"dials.initiative": 1.0}, SERIAL, quiet=True)}
    assert "burnout_50" not in rows
    lead = rows["decision_lead"]
    assert lead.year_low <= lead.low <= lead.difference <= lead.high <= lead.year_high
    assert 0 <= lead.unknown <= 1
    assert lead.before + lead.difference == pytest.approx(lead.after)
    with pytest.raises(InputError, match=r"world\.novelty: only culture, dials and rule"):
        what_if(fitted, {"world.novelty": 0.1}, SERIAL, quiet=True)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_command_says_what_was_found_and_writes_a_page_without_a_name(files, fitted, treillis, lang):
    arguments = [str(files / "log.csv"), str(files / "people.csv"), "--vouch", "--runs", "200", "--anyway"]
    done = treillis("fit", *arguments, "--out", str(fitted.folder), "--lang", lang, "executor=serial")
    assert done.code == 0, done.err
    say = words(lang)
    assert say["fit_caution"] in done.out
    page = (fitted.folder / ("fit.html" if lang == "en" else f"fit.{lang}.html")).read_text("utf-8")
    assert page.count("data:image/svg+xml") == 4
    assert "http://" not in page.replace("http://www.w3.org", "")
    written = [each for each in fitted.folder.rglob("*") if each.is_file()]
    assert {"fitted.csv", "fit.json"} <= {each.name for each in written}
    assert not [each for each in written if b"Zyxa" in each.read_bytes()]
    assert "Zyxa" not in done.out + done.err


def test_trust_is_never_an_estimate(fitted):
    said = next(each for each in fitted.estimates if each.path == "culture.trust")
    assert not replace(said, width=0.01).told


def test_check_reads_and_runs_nothing(files, treillis, tmp_path):
    done = treillis("fit", str(files / "log.csv"), str(files / "people.csv"), "--check")
    assert done.code == 0, done.err
    assert done.out.startswith("This log will be fitted as follows. Nothing has been run.")
    assert [*tmp_path.iterdir()] == []


def test_the_front_door_fits(files, fitted):
    found = sim.fit(
        files / "log.csv",
        files / "people.csv",
        vouched=True,
        runs=200,
        executor="serial",
        out=fitted.folder,
        quiet=True,
    )
    assert found.table.loc["physics.handoff_hours", "width"] < 0.5
    assert not found.table.loc["world.novelty", "told"]
    assert 60 <= len(found.draws) <= 200
    assert len(repr(found).splitlines()) <= 5


HEAD = "ticket,timestamp,activity,from,to\n"
WRONG = {
    "nothing": (HEAD, "the log has no row"),
    "other columns": ("id,colour\n1,red\n", "a log needs 'opened' and 'closed'"),
    "no id": ("opened,closed\n2031-01-06,2031-01-07\n", "no column 'issue'"),
    "other words": (HEAD + "1,2031-01-06 09:00,sang,,\n", "no activity says opened and closed; there are 'sang'"),
    "no date": (HEAD + "1,soon,opened,,\n1,2031-01-07 10:00,closed,,\n", "expected a date"),
    "few": (HEAD + "1,2031-01-06 09:00,opened,,\n1,2031-01-07 10:00,closed,,\n", "1 tickets; a fit needs 500"),
    "backwards": ("id,opened,closed\n1,2031-01-08,2031-01-07\n", "closed before it was opened"),
    "others": (HEAD + "1,2031-01-06 09:00,opened,Bob,\n1,2031-01-07 10:00,closed,Ann,\n", "2 of 2 names in the log"),
    "short": (HEAD + "".join(f"{k},2031-01-06 09:00,opened,,\n{k},2031-01-07 10:00,closed,,\n" for k in range(500)),
              "covers 2 working days; a fit needs 60"),
    "broken": ("<?xml version='1.0'?><log><trace>", "XES: no element found"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_log_that_cannot_be_used_is_refused_in_one_line(files, tmp_path, case):
    text, said = WRONG[case]
    (tmp_path / "log.csv").write_text(text, "utf-8")
    with pytest.raises(InputError) as wrong:
        question_of(str(tmp_path / "log.csv"), str(files / "people.csv"))
    assert said in wrong.value.text("en")
    assert "\n" not in wrong.value.text("fr")
    assert wrong.value.text("fr") != wrong.value.text("en")


def test_a_word_that_is_no_setting_of_a_fit_names_the_nearest(files):
    with pytest.raises(InputError, match=r"'physics\.base_hour' is no setting .*physics\.base_hours"):
        question_of(str(files / "log.csv"), str(files / "people.csv"), fixed={"physics.base_hour": 4.0})
    with pytest.raises(InputError, match="outside: expected a number from 0 to"):
        question_of(str(files / "log.csv"), str(files / "people.csv"), fixed={"recording.outside": 7.0})
    with pytest.raises(InputError, match="--runs"):
        question_of(str(files / "log.csv"), str(files / "people.csv"), runs=3)


def test_a_company_of_small_teams_is_refused(files, tmp_path):
    (tmp_path / "people.csv").write_text("id,manager,team\na,,x\nb,a,x\nc,a,y\n", "utf-8")
    text = (files / "log.csv").read_text("utf-8")
    (tmp_path / "log.csv").write_text("\n".join(",".join([*row.split(",")[:3], "", ""]) for row in text.splitlines()))
    (tmp_path / "log.csv").write_text(
        HEAD + "\n".join(",".join([*row.split(",")[:3], "", ""]) for row in text.splitlines()[1:]), "utf-8"
    )
    with pytest.raises(InputError, match="no team has 5 people"):
        question_of(str(tmp_path / "log.csv"), str(tmp_path / "people.csv"))
