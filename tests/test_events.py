"""The log of events: written only when asked for, without touching a number, and true to what the days count."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import fingerprint, run_python, settings_of

from sim.engine.handoff import why
from sim.record import HAPPENED, REASONS
from sim.run import EventLog, simulate
from sim.state import ACTIONS
from sim.web.decision import most_telling, tell

COUNTED = {
    "arrived": "born",
    "apply_plan": "planned",
    "decide": "decided",
    "escalate": "escalated",
    "share": "shared",
    "wait": "waited",
    "convene": "convened",
    "visa_asked": "approvals",
    "visa_refused": "rejections",
    "sent_back": "resets",
    "taken_back": "pulled_back",
    "second_desk": "collisions",
    "held": "resolved",
    "dropped": "dropped",
    "refused": "refused",
    "lapsed": "lapsed_issues",
    "visa_lapsed": "lapsed_visas",
    "meeting_lapsed": "lapsed_meetings",
    "advice_lapsed": "lapsed_advice",
}
"""Which event each column of a day counts."""
LIVES = {
    "a pyramid": {"culture": {"trust": 0.2, "clarity": 0.4, "control": 0.9}, "world": {"shock_frequency": 4.0}},
    "an overload": {
        "rule": "mixed",
        "culture": {"control": 0.9, "trust": 0.3},
        "world": {"issue_rate": 2.0},
        "physics": {"patience_days": 1.5, "refuse_days": 4.0},
    },
    "circles": {"rule": "distributed", "dials": {"initiative": 0.8, "generative_power": 0.4, "decision_process": 1.0}},
}


@pytest.fixture(scope="module", params=LIVES, ids=list(LIVES))
def lives(request, warm_engine):
    given = dict(LIVES[request.param])
    settings = settings_of(given.pop("rule", "hierarchical"), organisation={"span": 3, "depth": 2}, days=120, **given)
    return simulate(settings), simulate(settings, events=True)


def test_a_life_with_a_log_is_the_same_life(lives):
    silent, told = lives
    mine, theirs = fingerprint(silent.tables), fingerprint(told.tables)
    assert silent.log is None
    assert {name for name in mine if mine[name] != theirs[name]} <= {"events"}


def test_the_log_is_the_same_compiled_and_interpreted():
    code = (
        "import hashlib; from conftest import settings_of; from sim.run import simulate; "
        "given = {'organisation': {'span': 2, 'depth': 1}, 'days': 60, 'culture': {'clarity': 0.3}}; "
        "log = simulate(settings_of(**given), events=True).log; "
        "print(len(log.events), hashlib.sha256(log.events.tobytes()).hexdigest())"
    )
    compiled, interpreted = (run_python(code, interpreted=each).stdout for each in (False, True))
    assert compiled == interpreted
    assert int(compiled.split()[0]) > 50


def test_the_log_counts_what_the_days_count(lives):
    _, told = lives
    events = told.log.events
    for name, column in COUNTED.items():
        mine = np.bincount(events["day"][events["action"] == HAPPENED.index(name)], minlength=len(told.days))
        assert np.array_equal(mine, told.days[column]), name
    assert sum(told.days[column].sum() for column in COUNTED.values()) > 1000


def test_under_overload_every_kind_of_silence_is_noted():
    given = dict(LIVES["an overload"])
    settings = settings_of(given.pop("rule"), organisation={"span": 3, "depth": 2}, days=120, **given)
    happened = {HAPPENED[each] for each in np.unique(simulate(settings, events=True).log.events["action"])}
    assert {"lapsed", "visa_lapsed", "meeting_lapsed", "advice_lapsed", "withdrawn", "refused"} <= happened


def test_every_event_names_somebody_something_and_a_reason_there_is(lives):
    _, told = lives
    events, people = told.log.events, told.scene.chart.size
    assert set(events["action"]) <= set(range(len(HAPPENED)))
    assert set(events["reason"]) <= set(range(len(REASONS)))
    assert events["person"].min() >= 0
    assert max(events["person"].max(), events["other"].max()) < people
    assert len(set(events["reason"])) > 5
    assert tuple(each.lower() for each in ACTIONS) == HAPPENED[: len(ACTIONS)]


def test_the_life_of_an_issue_is_in_order_and_begins_where_it_arrived(lives):
    _, told = lives
    for issue in np.unique(told.log.events["issue"])[::50]:
        life = told.log.of(int(issue))
        assert HAPPENED[life["action"][0]] == "arrived"
        assert np.all(np.diff(life["hour"]) >= 0)
        assert life["person"][0] == told.scene.trace.issues.origin[life["arrival"][0]]


def test_a_circumstance_is_what_was_so_at_that_hour(lives):
    _, told = lives
    me, issue = told.tables.people[0], told.tables.issues[0]
    issue.ambiguous, issue.scope, me.authority = False, 2, 0
    assert REASONS[why(me, issue, ACTIONS.index("ESCALATE"))] == "beyond"
    issue.ambiguous = True
    assert REASONS[why(me, issue, ACTIONS.index("SHARE"))] == "unclear"
    assert REASONS[why(me, issue, ACTIONS.index("CONSULT"))] == "wide"
    assert REASONS[why(me, issue, ACTIONS.index("APPLY_PLAN"))] == "covered"
    assert REASONS[why(me, issue, HAPPENED.index("held"))] == ""


def test_a_log_that_would_lose_an_event_stops_instead(lives):
    _, told = lives
    told.tables.book[0].noted = len(told.tables.events) + 1
    with pytest.raises(RuntimeError, match="room for"):
        EventLog().drain(told.tables)
    told.tables.book[0].noted = 0


def test_a_decision_is_told_in_whole_sentences_in_both_languages(lives):
    _, told = lives
    stories = most_telling(told.log.events, told.scene, len(told.days), most=20)
    assert 10 < len(stories) <= 20
    assert [each.first for each in stories] == sorted(each.first for each in stories)
    for each in stories:
        assert each.said.fr.startswith(f"Jour {each.first} : ")
        assert each.said.en.startswith(f"Day {each.first}: ")
        assert each.said.fr.endswith(".")
        for said in (each.said.fr, each.said.en):
            sentences = said.partition(": ")[2].split(". ")
            assert 2 <= len(sentences) <= 6
            assert all(sentence[0].isupper() for sentence in sentences[1:]), said
            assert ";" not in said
            assert len(said) < 200
    assert any("waits" in each.said.en or "holds" in each.said.en for each in stories)


def test_a_story_names_the_longest_wait_and_why_it_failed():
    day = 8.0
    life = np.zeros(4, EventLog().events.dtype)
    life["action"] = [HAPPENED.index(each) for each in ("arrived", "decide", "visa_asked", "visa_given")]
    life["hour"] = [0.0, day, day, 5 * day]
    life["day"] = life["hour"] // day
    scene = simulate(settings_of(organisation={"span": 2, "depth": 1}, days=60)).scene
    said = tell(life, scene).said
    assert said.fr.endswith("Il attend 4 jours un visa. Il est toujours ouvert.")
    assert said.en.endswith("It waits 4 days for a visa. It is still open.")


def test_nothing_is_told_where_nothing_happened():
    scene = simulate(settings_of(organisation={"span": 2, "depth": 1}, days=60)).scene
    assert most_telling(EventLog().events, scene, 60) == []
