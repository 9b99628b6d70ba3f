"""Texts are data: every language has the same keys and places, and is written as its readers write."""

import ast
import re
import string

import pytest
from conftest import ROOT

from sim.errors import InputError, known_language
from sim.locale import FIRST, languages, words

OTHERS = [lang for lang in languages() if lang != FIRST]


def places(text):
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name})


@pytest.mark.parametrize("lang", OTHERS)
def test_every_language_has_the_same_texts_with_the_same_places(lang):
    mine, first = words(lang), words(FIRST)
    counted = {f"{key}.one" for key in (*mine, *first)}
    assert {*mine} - counted == {*first} - counted
    differ = {key for key in first if key not in counted and places(mine[key]) != places(first[key])}
    assert {key for key in differ if not key.startswith("check_")} == set()
    named = {"no_parameter", "no_parameters"}  # the check names the rule in one language and its parameter in the other
    assert {key for key in differ if not {*places(mine[key])} <= {*places(first[key])}} <= {f"check_{n}" for n in named}


@pytest.mark.parametrize("lang", OTHERS)
def test_every_language_says_how_it_writes_numbers(lang):
    assert words(lang).formats.keys() == words(FIRST).formats.keys()


def test_french_signs_never_begin_a_line():
    broken = {key: text for key, text in words("fr").items() if re.search(r" [;:!?%»](?!\w)|« ", text)}
    assert broken == {}


def test_an_unknown_language_is_refused_with_the_nearest():
    with pytest.raises(InputError, match=r"--lang: no language 'frr' \(did you mean 'fr'"):
        known_language("frr")


def errors_made():
    for path in sorted((ROOT / "sim").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("InputError", "Said.of", "Said") and node.args:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_every_error_is_a_code_with_the_values_that_its_text_takes():
    made = list(errors_made())
    assert len(made) > 300
    for where, node in made:
        first = node.args[0]
        codes = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
        for each in codes:
            if isinstance(each, ast.Constant) and each.value:
                text = words(FIRST)[f"error_{each.value}"]
                given = {keyword.arg for keyword in node.keywords} - {"where"}
                if None not in given and ast.unparse(node.func) != "Said":
                    assert {*places(text)} <= given, where
            else:
                assert not any(isinstance(part, ast.Constant) and " " in str(part.value) for part in ast.walk(each)), (
                    where
                )
