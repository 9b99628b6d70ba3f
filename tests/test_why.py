"""Why an issue went as it did: the same year with a log, and once more with one choice made otherwise."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from conftest import fingerprint

from sim.errors import InputError, Said
from sim.experiment.compare import live_through, plan_comparison
from sim.experiment.why import (
    alternatives,
    ending_of,
    failures,
    life_of,
    otherwise,
    relive,
    with_one_choice,
    worth_a_look,
)
from sim.locale import languages, words
from sim.record import EVENT, HAPPENED, REASONS
from sim.report.publish import publish
from sim.report.story import sentences, story_text, story_values
from sim.run import simulate
from sim.state import CONSULT, DECIDE, ESCALATE

SMALL = ["organisation.span=3", "organisation.depth=2", "days=80", "warmup_days=5", "follow_days=10"]
RULE = """from sim.state import DECIDE, ESCALATE


def decide(me, boss, issue, org, luck):
    return ESCALATE if me.height == 0 and not issue.ambiguous else DECIDE
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Compare a rule by which nobody at the base decides with the distributed one, two years."""
    place = tmp_path_factory.mktemp("kept")
    rule = place / "upward.py"
    rule.write_text(RULE)
    study = plan_comparison([*SMALL, "mechanical=even", f"mechanical.rule='{rule}'"], 2)
    rows, seconds = live_through(study, quiet=True)
    publish(study, rows, seconds, place, "en")
    return place


@pytest.fixture(scope="module")
def year(folder):
    return relive(folder, "mechanical", 2)


@pytest.fixture(scope="module")
def climbed(year):
    """Find an issue that a member passed up and a lead decided, and that held at once."""
    return first_with(year, ["arrived", "escalate", "decide", "held"])


def first_with(year, wanted):
    """Find the first issue to which just this happened."""
    found = (
        k
        for k in range(len(year.scene.trace.issues))
        if [HAPPENED[each] for each in life_of(year, k)["action"]] == wanted
    )
    issue = next(found, None)
    assert issue is not None
    return issue


def test_the_year_lived_again_has_the_numbers_that_are_kept(folder, year):
    rows = pd.read_parquet(folder / "runs.parquet")
    kept = rows[(rows["form"] == "mechanical") & (rows["seed"] == 2)].iloc[0]
    assert year.changed is None
    assert {name: value for name, value in year.run.outcomes.items() if value == value} == {
        name: kept[name] for name, value in year.run.outcomes.items() if value == value
    }


def test_a_year_of_another_model_is_told_with_what_is_said_of_it(year, climbed):
    other = replace(year, changed=Said.of("model_was", then="a", now="b", between=""))
    for lang, sentence in (("en", "this is how the year goes now"), ("fr", "voici comment l'année se passe")):
        last = story_text(other, climbed, "mechanical", [], lang).splitlines()[-1]
        assert f"({other.changed.text(lang)})" in last
        assert sentence in last
        assert sentence not in story_text(year, climbed, "mechanical", [], lang)


def test_a_choice_for_an_issue_that_never_comes_changes_nothing(year):
    again = simulate(year.settings, year.scene, with_one_choice(year.rule, -5, ESCALATE))
    assert fingerprint(again.tables) == fingerprint(year.run.tables)


def test_had_the_member_been_allowed_to_decide_it_would_have_been_sooner(year, climbed):
    life = life_of(year, climbed)
    assert alternatives(life) == [DECIDE, CONSULT]
    now = ending_of(year, year.run, climbed, failures(life))
    then = otherwise(year, climbed, DECIDE)
    assert then.ending.effect < now.effect
    assert now.effect - then.ending.effect > 0.5, "a hand-off takes a day"
    assert math.isfinite(then.delay)
    assert otherwise(year, climbed, DECIDE) == then, "the same luck"


def test_doing_what_was_done_anyway_changes_nothing_and_is_no_alternative(year):
    issue = first_with(year, ["arrived", "decide", "held"])
    assert alternatives(life_of(year, issue)) == [ESCALATE, CONSULT]
    same = otherwise(year, issue, DECIDE)
    assert same.ending == ending_of(year, year.run, issue, 0)
    assert (same.others, same.delay) == (0, 0.0)


def test_the_story_tells_each_step_with_who_and_why(year, climbed):
    told = sentences(year, life_of(year, climbed), "en")
    assert len(told) == 4
    assert re.fullmatch(r"day \d+ +It comes to p\d+\.", told[0])
    assert re.search(r"p\d+ passes it up to p\d+ \((lead|head)\)", told[1])
    assert re.search(r"p\d+ \((lead|head)\) decides", told[2])
    assert told[3].endswith("he answer takes effect, and holds.")


def test_the_story_ends_with_what_would_have_been(year, climbed):
    then = otherwise(year, climbed, DECIDE)
    english = story_text(year, climbed, "mechanical", [then], "en")
    assert re.search(r"had p\d+ been allowed to decide: \d\.\d days sooner; in effect after", english)
    french = story_text(year, climbed, "mechanical", [then], "fr")
    assert re.search(r"si p\d+ avait pu décider\u00a0: \d,\d jours plus tôt\u00a0; en effet après", french)


def test_everything_that_can_happen_has_its_sentence():
    for say in map(words, languages()):
        assert not [name for name in HAPPENED if f"why_{name}" not in say]
        assert not [name for name in REASONS if name and f"why_{name}" not in say]


SILENCES = {
    "lapsed": "p3 has not opened it for 5 days: it goes back to p4, who answers alone.",
    "visa_lapsed": "p3 has said nothing for 5 days: silence is consent, the answer goes out.",
    "meeting_lapsed": "p3 has not come to the meeting for 5 days: p4 answers alone.",
    "advice_lapsed": "p3 has given no advice for 5 days: p4 waits for it no longer.",
    "withdrawn": "p3 has gone on: p4 need not advise any more.",
    "refused": "It has lain unopened on one desk for too long: it is refused.",
}


@pytest.mark.parametrize("what", SILENCES)
def test_silence_is_told_with_who_for_how_long_and_what_follows(year, what):
    leading = set(np.asarray(year.scene.chart.manager).tolist())
    one, other = [row for row in range(year.scene.chart.size) if row not in leading][:2]
    life = np.zeros(1, EVENT)
    life["person"], life["other"], life["action"] = one, other, HAPPENED.index(what)
    names = year.scene.chart.names
    said = SILENCES[what].replace("p3", names[one]).replace("p4", names[other])
    [told] = sentences(year, life, "en")
    assert told.endswith(said)
    [french] = sentences(year, life, "fr")
    assert "{" not in french
    assert ("5 jours" in french) == ("5 days" in told)


def test_every_story_of_a_year_can_be_told(year):
    for lang in languages():
        for issue in range(0, len(year.scene.trace.issues), 7):
            assert "{" not in story_text(year, issue, "mechanical", [], lang, whole=True)


def test_a_long_story_is_shortened_unless_all_of_it_is_wanted(year):
    steps = np.bincount(year.run.log.events["arrival"])
    longest = int(steps.argmax())
    life = life_of(year, longest)
    assert len(sentences(year, life, "en", whole=True)) == len(life)
    many = np.concatenate([life] * 9)
    short = sentences(year, many, "en")
    assert len(short) == 15
    assert f"({len(many) - 14} more steps" in short[7]


def test_the_command_lists_tells_and_writes_json(treillis, folder, year, climbed):
    listed = treillis("why", str(folder), "--seed", "2")
    assert (listed.code, listed.err) == (0, "")
    assert all(re.search(rf"^{issue} ", listed.out, re.M) for issue in worth_a_look(year))
    told = treillis("why", str(folder), str(climbed), "--seed", "2", "--lang", "fr")
    assert (told.code, told.err) == (0, "")
    assert "Avec le même hasard" in told.out
    values = json.loads(treillis("why", str(folder), str(climbed), "--seed", "2", "--json").out)
    assert [each["action"] for each in values["events"]] == ["arrived", "escalate", "decide", "held"]
    assert [each["action"] for each in values["otherwise"]] == ["DECIDE", "CONSULT"]
    assert (
        values["otherwise"]
        == story_values(year, climbed, "", [otherwise(year, climbed, DECIDE)])["otherwise"] + (values["otherwise"][1:])
    )


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("999999",), "issue 999999: there are issues 0 to"),
        (("--form", "organc"), "did you mean 'organic'?"),
        (("--seed", "9"), "nearest valid: 2"),
        (("--lang", "de"), "--lang"),
    ],
)
def test_what_a_user_gets_wrong_is_one_line(treillis, folder, words, line):
    said = treillis("why", str(folder), *words)
    assert (said.code, said.out) == (2, "")
    assert line in said.err


def test_a_folder_without_a_run_and_a_rule_that_has_changed_are_refused(folder, tmp_path):
    with pytest.raises(InputError, match="no passport that names one"):
        relive(tmp_path, None, None)
    rule = folder / "upward.py"
    rule.write_text(RULE + "# changed\n")
    try:
        with pytest.raises(InputError, match=r"rule upward has changed since; put it back"):
            relive(folder, None, None)
    finally:
        rule.write_text(RULE)
