"""The tournament: who beats whom, ties that are ties, failures that cost nobody else anything, one page."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.experiment.tournament import NULL, beaten, plan_tournament, play, regimes_of, standings
from sim.report.tournament import page, ranked, tournament_values
from sim.stats.estimate import interval, p_of_mean
from sim.stats.verdict import verdict

HEAD = "def decide(me, boss, issue, org, luck):\n"
RULES = {
    "always": HEAD + "    return 1\n",
    "again": HEAD + "    # the same, in other words\n    return 1\n",
    "idle": HEAD + "    return 4 if issue.waited_days < 15 else 1\n",
    "crashes": HEAD + "    return 1 // (me.level - 1)\n",
    "garbled": HEAD + "    return (1\n",
    "writes": HEAD + "    me.waiting = 0\n    return 1\n",
    "slow": "import math\n" + HEAD + "    return 1 if math.hypot(me.g, me.l) < 99 else 2\n",
}
SETTINGS = ["organisation.span=3", "organisation.depth=2", "days=80", "warmup_days=5", "follow_days=10"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("class")
    for name, text in RULES.items():
        (place / f"{name}.py").write_text(text)
    (place / "test_always.py").write_text("import no_such_thing\n")
    (place / "_notes.py").write_text("not a rule\n")
    return place


@pytest.fixture(scope="module")
def tournament(folder):
    return plan_tournament(folder, SETTINGS, 10, "resolution_lead", "a word")


@pytest.fixture(scope="module")
def played(tournament):
    return play(tournament, quiet=True, workers=1)


def test_what_fails_is_listed_with_its_reason_and_the_others_are_ranked(tournament, played):
    found = ranked(tournament, played)
    assert {each.name for each in found} == {"always", "again", "idle", "slow", NULL}
    assert played.failed.keys() == {"crashes", "garbled", "writes"}
    assert re.match(r"crashes\.py:2: ZeroDivisionError", played.failed["crashes"])
    assert played.failed["garbled"].startswith("garbled.py:2: is not Python")
    assert played.failed["writes"].startswith("writes.py:2: writes to `me.waiting`")


def test_the_same_rule_in_other_words_ties_and_a_worse_one_is_behind(tournament, played):
    found = {each.name: each for each in ranked(tournament, played)}
    assert found["always"].overall == found["again"].overall
    assert found["always"].overall == found[NULL].overall, "the null contestant is ranked like any other"
    assert found["always"].overall.beaten_by == found["slow"].overall.beaten_by == 0
    assert found["idle"].overall.beaten_by == 4
    assert set(found["idle"].beaten_by) == {"always", "again", "slow", NULL}
    assert found["always"].regret == found["always"].regret_low == found["always"].regret_high == 0
    assert 1 < found["idle"].regret_low < found["idle"].regret < found["idle"].regret_high
    assert all(place.beaten_by == 4 for place in found["idle"].regimes)


def test_a_tournament_gives_the_same_numbers_in_several_processes(tournament, played):
    again = play(tournament, quiet=True, workers=2)
    assert again.failed == played.failed
    for name, values in played.values.items():
        assert np.array_equal(values, again.values[name], equal_nan=True)


def test_another_word_means_other_years_and_the_same_word_the_same(folder, tournament):
    assert plan_tournament(folder, SETTINGS, 10, "resolution_lead", "a word").hash == tournament.hash
    other = plan_tournament(folder, SETTINGS, 3, "resolution_lead", "another word")
    assert other.hash != tournament.hash
    assert not {*other.seeds} & {*tournament.seeds}
    assert tournament.seeds[0] > 1_000_000


def test_every_regime_differs_from_the_even_ground_in_what_it_says(tournament):
    assert tournament.regimes.keys() == regimes_of().keys() >= {"calm", "turbulent", "low_clarity", "high_load"}
    assert len({str(each) for each in tournament.regimes.values()}) == len(tournament.regimes)
    assert {each.dials.initiative for each in tournament.regimes.values()} == {0.0}


def test_the_page_holds_everything_and_loads_nothing(tournament, played):
    found = ranked(tournament, played)
    for lang in ("en", "fr"):
        text = page(tournament, replace(played, failed={**played.failed, "mine": "<hello>"}), found, lang)
        assert "&lt;hello&gt;" in text
        assert not re.search(r"(src|href)=|url\(|@import|https?:", text)
        assert text.count("<svg") == len(found)
        assert all(f"<td>{name}" in text for name in RULES)


def counts(values, outcome):
    return beaten(values, outcome).sum(axis=0).tolist()


def test_a_rule_is_beaten_by_those_that_are_ahead_of_it_and_by_no_others():
    lead = np.array([0.4, 0.0, 0.2, 9.0])[:, None] + np.zeros((4, 12))
    assert counts(lead, "decision_lead") == [1, 0, 0, 3]  # a quarter of a day is the smallest effect
    assert counts(-lead, "fit") == [2, 0, 1, 3]
    assert counts(lead[:, :9], "decision_lead") == [0] * 4  # too few years


def test_a_pair_is_told_apart_by_the_one_verdict_and_by_holm():
    apart = np.random.default_rng(5).normal(0.2, 0.4, (300, 12))
    told = [max(counts(np.stack([np.zeros(12), each]), "decision_lead")) > 0 for each in apart]
    words = [verdict("decision_lead", each.mean(), *interval(each), 12).word == "ahead" for each in apart]
    small = [2 * min(p_of_mean(each), p_of_mean(each, -1)) <= 0.05 for each in apart]
    assert told == [word and p for word, p in zip(words, small, strict=True)]
    assert 20 < sum(told) < 280


def test_among_twenty_equal_rules_hardly_a_pair_is_told_apart():
    values = np.random.default_rng(8).normal(0, 1, (40, 20, 12))
    found = [beaten(each, "resolution_lead").any() for each in values]
    assert sum(found) <= 8, "each family of 190 pairs errs in 5 % of cases at most"


def test_more_can_be_better_and_a_hard_year_is_hard_for_everybody():
    rng = np.random.default_rng(3)
    year = 50 * rng.normal(size=(1, 2, 30))
    values = np.array([0.0, 1.0, 1.0])[:, None, None] + year + 0.01 * rng.normal(size=(3, 2, 30))
    found = {each.name: each for each in standings(["low", "high", "level"], values, "fit")}
    assert {name: each.overall.beaten_by for name, each in found.items()} == {"high": 0, "level": 0, "low": 2}
    assert found["low"].regret == pytest.approx(1, abs=0.05)
    assert 0.99 < found["low"].regret_low < found["low"].regret < found["low"].regret_high < 1.02
    assert found["high"].regret < 0.05


def test_the_command_writes_page_rows_and_passport(treillis, folder, tmp_path):
    said = treillis("tournament", str(folder), *SETTINGS, "--seeds", "2", "--out", "kept", "--by", "fit")
    assert (said.code, said.err) == (0, "")
    assert re.search(r"^idle +0 ", said.out, re.M)
    assert "Fewer than 10 years cannot say who is ahead" in said.out
    assert "writes: writes.py:2" in said.out
    kept = tmp_path / "kept"
    assert {each.name for each in kept.iterdir()} == {
        "tournament.html",
        "tournament.parquet",
        "columns.json",
        "passport.json",
    }
    rows = pd.read_parquet(kept / "tournament.parquet")
    assert len(rows) == 5 * len(regimes_of()) * 2
    assert {"rule", "regime", "year", "resolution_lead", "fit"} <= {*rows.columns}
    passport = json.loads((kept / "passport.json").read_text())
    assert passport["rules"].keys() == {"always", "again", "idle", "slow", "crashes", NULL}
    assert {each["seed"] for each in passport["regimes"].values()} == {None}, "the hidden years stay hidden"


def test_json_is_plain_and_complete(tournament, played):
    values = tournament_values(tournament, played, ranked(tournament, played), None)
    assert json.loads(json.dumps(values)) == values
    assert len(values["ranking"]) == 5
    assert NULL in values["ranking"][-1]["beaten_by_rules"]
    assert values["ranking"][-1]["rule"] == "idle"
    assert values["failed"].keys() == played.failed.keys()


def test_a_folder_where_nothing_runs_ends_with_the_reasons_and_exit_code_1(treillis, tmp_path):
    (tmp_path / "garbled.py").write_text("def decide(:\n")
    said = treillis("tournament", ".", *SETTINGS, "--seeds", "2")
    assert said.code == 1
    assert "garbled.py:1: is not Python" in said.out


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("nowhere",), "nowhere: no such folder"),
        (("empty",), "empty: no rules in it"),
        ((".", "--by", "resolution_led"), "did you mean 'resolution_lead'?"),
        ((".", "--by", "escalations"), "no outcome 'escalations' of which more or less is better"),
        ((".", "--seeds", "1"), "nearest valid: 2"),
        ((".", "rule=consent"), "each rule brings its own"),
        ((".", "culture.trst=0.3"), "did you mean 'trust'?"),
        ((".", "--lang", "de"), "--lang"),
    ],
)
def test_what_a_user_gets_wrong_is_one_line(treillis, tmp_path, words, line):
    (tmp_path / "empty").mkdir()
    (tmp_path / "mine.py").write_text(RULES["always"])
    said = treillis("tournament", *words)
    assert (said.code, said.out) == (2, "")
    assert line in said.err
    assert said.err.count("\n") == 1
    assert not (tmp_path / "results").exists()
