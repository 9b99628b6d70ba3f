"""Warnings of what was set and cannot act: one line each, on stderr and in a report, and none where it can."""

from __future__ import annotations

import pytest

from sim.experiment.compose import compose_twin
from sim.locale import words
from sim.parameters.acting import WAITS
from sim.report.called import warnings_of

NEUTRAL = ("mechanical=neutral", "organic=neutral")


def warned(*overrides, lang="en"):
    return warnings_of(compose_twin(overrides), lang, overrides)


def test_nothing_is_said_where_nothing_was_set():
    assert warned() == []


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (
            ["culture.contest_share=0.2", "mechanical=neutral", "organic=neutral"],
            "contest_share cannot act here: the co",
        ),
        (["organic=neutral", "organic.culture.contest_share=0.2"], "contest_share cannot act here (organic): the co"),
        (["world.question_days=0", "culture.quorum=0.5"], "quorum cannot act here: no common question is asked"),
        (["world.scope=0", "intervention=who_decides_what"], "matrix_wide cannot act here: no issue reaches"),
        (["culture.joining=0.4"], "joining cannot act here: meetings wait for everybody"),
    ],
)
def test_what_was_set_and_cannot_act_is_told_with_the_reason_and_where(overrides, said):
    found = warned(*overrides)
    assert len(found) == 1
    assert found[0].startswith(said)
    assert found != warned(*overrides, lang="fr")


@pytest.mark.parametrize(
    "overrides",
    [
        ["culture.contest_share=0.2", "mechanical=alliance", "organic=alliance"],
        [
            "culture.joining=0.4",
            "culture.ready_share=0.5",
            "culture.commitment=0.8",
            "mechanical=neutral",
            "organic=neutral",
        ],
        ["world.question_days=10", "culture.quorum=0.6"],
    ],
)
def test_what_can_act_is_not_warned_of(overrides):
    assert warned(*overrides) == []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_reason_there_is_has_its_words(lang):
    assert {f"idle_{each.why}" for each in WAITS} <= {*words(lang)}


def test_a_warning_is_a_line_on_stderr_and_nothing_on_stdout(treillis):
    asked = ["run", "form=neutral", "culture.joining=0.4", "days=45", "organisation.depth=1", "--json"]
    said, silent = treillis(*asked), treillis(*[each for each in asked if "joining" not in each])
    assert said.code == silent.code == 0
    assert said.err == "treillis: joining cannot act here: meetings wait for everybody\n"
    assert silent.err == ""
    assert said.out.startswith("{")
