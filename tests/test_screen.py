"""The screen of a comparison on planted rows: four words, names, 80 columns and 24 lines, whatever came out."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from sim.experiment.paired import Difference
from sim.locale import words
from sim.metrics import BETTER, HEADLINE, OUTCOMES
from sim.report.called import forms_called, rules_called
from sim.report.comparison import SHOWN, Comparison, comparison_text
from sim.report.tables import BY_NAME, GROUPS
from sim.report.tables import ROWS as TABLE
from sim.stats.verdict import AHEAD, EQUAL, FEWEST, SLIGHTLY, SMALLEST, UNCLEAR, verdict

NAN = math.nan
FOLDER = Path("results/compare/0123456789ab")
LANGUAGES = pytest.mark.parametrize("lang", ["en", "fr"])


def planted(outcome, difference=0.4, low=0.2, high=0.6, n=30, first=1.0):
    second = first + difference
    return Difference(outcome, "", BETTER[outcome], first, second, difference, low, high, 2.0, n)


def screen(lang="en", rows=None, overrides=(), seeds=30, width=80, colour=False, everything=False, **other):
    """Write the screen of planted rows; outcomes that are not given are ahead by far."""
    found = {name: planted(name, n=seeds) for name in BETTER} | (rows or {})
    about = Comparison(
        [found[each.name] for each in OUTCOMES],
        forms_called(overrides, lang),
        **{"days": 250, "people": 43, "seeds": range(1, seeds + 1), "figure": FOLDER / "figure.png"} | other,
        overrides=overrides,
    )
    return comparison_text(about, lang, width, colour, everything)


def line_of(text, start):
    return next(line for line in text.splitlines() if line.strip().startswith(start))


# ------------------------------------------------------------------------------------------------- the rule
@pytest.mark.parametrize(
    ("mean", "low", "high", "word", "better"),
    [
        (0.05, 0.01, 0.09, AHEAD, 1),
        (-0.05, -0.09, -0.01, AHEAD, -1),
        (0.03, 0.01, 0.05, AHEAD, 1),  # exactly the smallest effect is enough
        (0.024, 0.007, 0.038, SLIGHTLY, 1),
        (-0.02, -0.029, -0.01, SLIGHTLY, -1),  # clear of 0 comes before about equal
        (0.0, -0.03, 0.03, EQUAL, 0),
        (0.01, -0.01, 0.031, UNCLEAR, 0),
        (0.5, -0.1, 1.1, UNCLEAR, 0),
        (0.0, 0.0, 0.0, EQUAL, 0),
    ],
)
def test_four_words_follow_from_the_interval_and_the_smallest_effect(mean, low, high, word, better):
    assert SMALLEST["fit"] == 0.03
    assert verdict("fit", mean, low, high) == (word, better)


def test_lower_is_better_where_it_is():
    assert verdict("decision_lead", -1.0, -1.5, -0.5) == (AHEAD, 1)


def test_without_a_smallest_effect_what_prints_as_zero_has_no_winner():
    assert "commitment" not in SMALLEST
    assert verdict("commitment", 0.0002, 0.0001, 0.0003) == (EQUAL, 0)
    assert verdict("commitment", 0.001, 0.0003, 0.0014) == (UNCLEAR, 0)
    assert verdict("commitment", 0.002, 0.001, 0.003) == (AHEAD, 1)


@pytest.mark.parametrize(
    ("outcome", "numbers", "pairs"),
    [
        ("fit", (NAN, NAN, NAN), 30),
        ("fit", (0.5, NAN, NAN), 30),
        ("fit", (0.5, 0.4, 0.6), FEWEST - 1),
        ("utilisation", (0.5, 0.4, 0.6), 30),  # neither way is better
        ("of another model", (0.5, 0.4, 0.6), 30),
    ],
)
def test_nothing_is_said_without_numbers_of_few_runs_or_where_no_way_is_better(outcome, numbers, pairs):
    assert verdict(outcome, *numbers, pairs) == ("", 0)


# ------------------------------------------------------------------------------------------------- what is said
ROWS = {
    "decision_lead": planted("decision_lead", 1.95, 1.66, 2.24, first=2.57),
    "fit": planted("fit", 0.024, 0.007, 0.038, first=0.765),
    "direction_distance": planted("direction_distance", 0.13, 0.11, 0.15, first=0.17),
    "action_distance": planted("action_distance", -0.003, -0.02, 0.01, first=0.43),
    "exhausted_base": planted("exhausted_base", -0.007, -0.014, 0.031, first=0.14),
    "burnout_50": planted("burnout_50", -0.007, -0.014, 0.031, first=0.04),
    "exhausted_middle": planted("exhausted_middle", NAN, NAN, NAN, first=NAN),
}


def test_each_of_the_four_words_has_its_line_and_its_cell():
    text = screen(rows=ROWS)
    assert "  Faster          mechanical   1.95 days sooner to a decision (1.66 to 2.24)\n" in text
    assert "  Decides better  organic, slightly: 0.024 of 1, we count from 0.03\n" in text
    assert "  Same direction  mechanical   nearer by 0.130 of course (0.110 to 0.150)\n" in text
    assert "  Acts as one     about equal  the difference is within 0.1 of course\n" in text
    assert "  Less burnout    unclear      between −1.4 and +3.1 in 100 people/yr\n" in text
    assert line_of(text, "Days to a decision").endswith("2.57    4.52   +1.95 [+1.66 ; +2.24]   mechanical")
    assert line_of(text, "Fit of decisions").endswith("(organic)")
    assert line_of(text, "Shared direction, off by").endswith("mechanical")
    assert line_of(text, "Common action, off by").endswith("equal")
    assert line_of(text, "Exhausted, base").endswith("unclear")
    assert "In brackets: too small to matter." in text


def test_french_says_the_same_with_commas_and_accents():
    text = screen("fr", ROWS)
    assert "  Plus rapide      mécanique    décide 1,95 j plus tôt (1,66 à 2,24)\n" in text
    assert "  Décide mieux     organique, un peu\u00a0: 0,024 sur 1, on compte dès 0,03\n" in text
    assert "  Partage le cap   mécanique    plus près de 0,130 de cap (0,110 à 0,150)\n" in text
    assert "  Agit en commun   à égalité    l'écart reste sous 0,1 de cap\n" in text
    assert line_of(text, "Justesse").endswith("(organique)")
    assert not re.search(r"\d\.\d", text)


def test_what_was_not_measured_shows_a_dash_and_no_verdict():
    text = screen(rows=ROWS | {"fit": planted("fit", NAN, NAN, NAN, first=NAN)})
    assert line_of(text, "Exhausted, managers").split() == ["Exhausted,", "managers,", "%", "–", "–", "–", "–", "–"]
    assert "  Decides better  –            not measured\n" in text
    assert "nan" not in text


@LANGUAGES
@pytest.mark.parametrize("seeds", [1, 2, FEWEST - 1])
def test_few_years_say_how_many_are_needed_and_nothing_of_who_is_ahead(lang, seeds):
    text = screen(lang, seeds=seeds)
    assert f"--seeds {FEWEST}" in text
    table = [line for line in text.splitlines() if "[" in line and "95" not in line]
    assert len(table) == len(TABLE)
    assert sum(line.endswith("–") for line in table) == len(TABLE) - 1  # hours used have no better
    assert not re.search("Faster|Plus rapide", text)
    assert "years cannot" in text or "1 year cannot" in text or lang == "fr"


def test_enough_years_say_it():
    assert "cannot say" not in screen(seeds=FEWEST)


@LANGUAGES
def test_organisations_that_never_differ_are_identical(lang):
    text = screen(lang, {name: planted(name, 0.0, 0.0, 0.0) for name in BETTER}, ["organic=mechanical"])
    assert {"en": "Identical:", "fr": "Identiques\u00a0:"}[lang] in text
    word = {"en": "identical", "fr": "identique"}[lang]
    assert sum(line.endswith(word) for line in text.splitlines()) == len(TABLE) - 1
    assert {"en": "Mechanical on both sides.", "fr": "Mécanique des deux côtés."}[lang] in text


def test_a_value_below_the_smallest_effect_never_looks_like_it():
    text = screen(rows={"fit": planted("fit", 0.02996, 0.02, 0.05)})
    assert "slightly: 0.02996 of 1, we count from 0.03" in text


def test_an_end_that_rounds_to_zero_shows_on_which_side_it_is():
    text = screen(rows={"fit": planted("fit", 0.04, 0.0002, 0.08)})
    assert "[+0.000; +0.080]" in line_of(text, "Fit of decisions")


# ------------------------------------------------------------------------------------------------- names
@pytest.mark.parametrize(
    ("overrides", "question", "names"),
    [
        ([], "Mechanical or organic?", ("mechanical", "organic")),
        (["mechanical=organic", "organic=mechanical"], "Organic or mechanical?", ("organic", "mechanical")),
        (["organic=holacracy"], "Mechanical or holacracy?", ("mechanical", "holacracy")),
        (["mechanical=organic", "organic.intervention=who_decides_what"],
         "Organic, without or with who decides what?", ("without", "with")),
        (["organic=mechanical", "mechanical.culture.trust=0.2"],
         "Mechanical, with or without culture.trust=0.2?", ("with", "without")),
        (["organic=mechanical", "mechanical.rule=a/mine.py", "organic.intervention=mirror"],
         "Mechanical, with mine or with mirror?", ("mine", "mirror")),
        (["organic.dials.lattice=0.5"], "Mechanical or organic (changed)?", ("mechanical", "organic")),
        (["organic=mechanical"], "Mechanical on both sides.", ("A", "B")),
        (["organic=my_own_form"], "Mechanical or my own form?", ("mechanical", "my own form")),
        (["mechanical=organic", "+organic.interventions={fewer_visas: {what: control}}"],
         "Organic, without or with fewer visas?", ("without", "with")),
    ],
)  # fmt: skip
def test_organisations_are_named_by_what_was_compared(overrides, question, names):
    called = forms_called(overrides, "en")
    assert called.question == question
    assert called.names == names
    assert len({*called.heads}) == 2


def test_names_that_only_their_ends_tell_apart_become_letters_and_the_question_says_which():
    called = rules_called(("my_long_rule_1", "my_long_rule_2"), "en")
    assert called.names == called.heads == ("A", "B")
    assert called.question == "Which rule, A (my_long_rule_1) or B (my_long_rule_2)?"


# ------------------------------------------------------------------------------------------------- where it is read
LONG = {
    name: Difference(name, "", BETTER[name], 88.888 / scale, 88.888 / scale, -88.888 / scale, low, -1 / scale, 2.0, 30)
    for name, scale, low in ((name, BY_NAME[name].scale, -99.999 / BY_NAME[name].scale) for name in BY_NAME)
}
SLIGHT = {name: planted(name, -0.9 * SMALLEST[name], -2 * SMALLEST[name], -0.1 * SMALLEST[name]) for name in HEADLINE}
OPEN = {name: planted(name, 0, -99.99 / BY_NAME[name].scale, 88.88 / BY_NAME[name].scale) for name in HEADLINE}
FORMS = [
    [],
    ["organic=public_administration", "mechanical=professional_partnership", "organic.culture.trust=0.2"],
    ["mechanical=organic", "organic.intervention=temporary_decentralisation", "world=turbulent"],
    ["mechanical=a_form_with_a_very_long_name", "organic=another_form_with_a_long_name", "world.novelty=0.2"],
]


@LANGUAGES
@pytest.mark.parametrize("overrides", FORMS, ids=len)
@pytest.mark.parametrize(
    "rows", [ROWS, LONG, SLIGHT, OPEN, LONG | SLIGHT], ids=["usual", "long", "slight", "open", "both"]
)
def test_a_screen_has_80_columns_and_24_lines_with_the_longest_values(lang, overrides, rows):
    lines = screen(lang, rows, overrides).splitlines()
    assert max(map(len, lines)) <= 80, max(lines, key=len)
    assert len(lines) <= 24


@LANGUAGES
@pytest.mark.parametrize("width", [60, 66, 79])
def test_a_narrow_terminal_loses_columns_before_it_breaks_lines(lang, width):
    lines = screen(lang, ROWS, width=width).splitlines()
    assert max(len(line) for line in lines if "0123456789ab" not in line) <= width
    assert any(re.search(r"1[.,]95", line) and re.search("mecha|mécan", line) for line in lines)


def test_a_wide_terminal_changes_nothing():
    assert screen(width=200) == screen(width=80)


@LANGUAGES
def test_colour_adds_nothing_but_colour(lang):
    bare, coloured = (screen(lang, ROWS, colour=colour) for colour in (False, True))
    assert "\033" not in bare
    assert coloured.count("\033[") >= 2 * 8
    assert re.sub(r"\033\[\d+m", "", coloured) == bare


@LANGUAGES
def test_the_last_line_names_the_next_command(lang):
    spoken = {"en": "", "fr": " --lang fr"}[lang]
    last = [screen(lang, overrides=each).splitlines()[-1] for each in ([], ["world=calm"])]
    assert f"treillis compare world=turbulent{spoken}" in last[0]
    assert f"treillis why {FOLDER}{spoken}" in last[1]
    few = screen(lang, seeds=3, overrides=["days=120"]).splitlines()[-1]
    assert f"treillis compare days=120{spoken}" in few
    rule = screen(lang, command=("rule", "compare", "consent", "my rule.py")).splitlines()[-1]
    assert f"treillis rule compare consent 'my rule.py' world=turbulent{spoken}" in rule


def test_one_person_one_year_and_one_seed_are_singular():
    text = screen(seeds=1, people=1)
    assert "1 year of 250 days in the ordinary world, 1 person." in text
    assert "(seed 1)" in text


def test_more_outcomes_come_with_the_asking():
    assert len(screen(everything=True).splitlines()) > 24
    assert line_of(screen(everything=True), "Rework")
    assert {*SHOWN} < {*BY_NAME} < {*BETTER}
    table = screen(everything=True).split("\n\n")[2:-1]
    assert [len(group.splitlines()) for group in table] == [1 + len(TABLE), *map(len, GROUPS[1:])]


@LANGUAGES
def test_every_row_has_a_label_of_its_own_and_80_columns(lang):
    text = screen(lang, LONG, everything=True)
    assert max(map(len, text.splitlines())) <= 80
    labels = [words(lang)[f"row_{outcome}"] for outcome in BY_NAME]
    assert len({*labels}) == len(labels)
    assert all(line_of(text, label) for label in labels)


def test_beliefs_and_deeds_have_a_sentence_each_and_are_never_one_number():
    text = screen(rows={
        "direction_distance": planted("direction_distance", 0.2, 0.15, 0.25),
        "action_distance": planted("action_distance", -0.2, -0.25, -0.15),
    })  # fmt: skip
    assert "  Same direction  mechanical " in text
    assert "  Acts as one     organic " in text
    assert not {"alignment", "cohesion"} & {*HEADLINE}
    assert "divided the number of years needed by: time to a decision\n2.0" in screen(everything=True)
