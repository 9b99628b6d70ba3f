"""The rule doctor: each of ten wrong files gets its own plain message, in both languages; a good one is described."""

from __future__ import annotations

import json
import re

import pytest
from test_rule_check import REFUSED

from sim.engine.binding.source import INSTEAD, shipped_rules
from sim.errors import InputError
from sim.locale import words as locale
from sim.teaching import LEAD, MEMBER, answer_of
from sim.teaching.doctor import ASPECT_OF, ASPECTS, examine
from sim.teaching.first_rule import columns

HEAD = "from sim.state import DECIDE, ESCALATE\n\n\ndef decide(me, boss, issue, org, luck):\n"
WRONG = {
    "a misspelt field": (
        HEAD + "    if me.exhuastion > 0.5:\n        return ESCALATE\n    return DECIDE\n",
        5,
        ("`me` has no field `exhuastion` (did you mean 'exhaustion'?)", "treillis rule fields"),
        ("`me` n'a pas de champ `exhuastion` (vouliez-vous dire « exhaustion » ?)", "treillis rule fields"),
    ),
    "writes to the boss": (
        HEAD + "    boss.waiting = 0\n    return DECIDE\n",
        5,
        ("writes to `boss.waiting`; a rule reads and answers", "variables of your own"),
        ("écrit dans `boss.waiting` ; une règle lit et répond", "vos propres variables"),
    ),
    "random": (
        "import random\n\n" + HEAD + "    return DECIDE if random.random() < 0.5 else ESCALATE\n",
        1,
        ("imports `random`", "a rule has one draw of luck, the argument `luck`"),
        ("importe `random`", "une règle a un seul tirage, l'argument `luck`"),
    ),
    "a missing return": (
        HEAD + "    if issue.scope > me.authority:\n        return ESCALATE\n",
        5,
        ("`decide` can end here without an answer", "a `return` that stands outside every `if`"),
        ("`decide` peut finir ici sans réponse", "un `return` hors de tout `if`"),
    ),
    "a wrong number of arguments": (
        HEAD.replace(", org, luck", "") + "    return DECIDE\n",
        4,
        ("this one is decide(me, boss, issue)", "def decide(me, boss, issue, org, luck):"),
        ("celle-ci est decide(me, boss, issue)", "def decide(me, boss, issue, org, luck):"),
    ),
    "an infinite loop": (
        HEAD + "    while me.waiting > 0:\n        pass\n    return DECIDE\n",
        5,
        ("it might never end", "a `for` loop over `range(...)`"),
        ("cela pourrait ne jamais finir", "une boucle `for` sur `range(...)`"),
    ),
    "an f-string": (
        HEAD + '    note = f"{me.id} decides"\n    return DECIDE\n',
        5,
        ("a rule makes no text", "The compiler would take it; the check does not"),
        ("une règle ne fabrique pas de texte", "Le compilateur l'accepterait ; le contrôle, non"),
    ),
    "pandas": (
        "import pandas as pd\n\n" + HEAD + "    return DECIDE\n",
        1,
        ("imports `pandas`", "one person and one issue at a time"),
        ("importe `pandas`", "une personne et un dossier à la fois"),
    ),
    "text for an answer": (
        HEAD + '    return "DECIDE"\n',
        5,
        ("returns text; actions are numbers", "write `return ESCALATE`, not `return 'ESCALATE'`"),
        ("renvoie du texte ; les actions sont des nombres", "écrivez `return ESCALATE`"),
    ),
    "a syntax error": (
        HEAD + "    if issue.novel\n        return ESCALATE\n    return DECIDE\n",
        5,
        ("is not Python: expected ':'", "a bracket, a quote or a colon is missing"),
        ("n'est pas du Python : il manque un deux-points", "une parenthèse, un guillemet ou un deux-points"),
    ),
}
GOOD = HEAD + "    if luck < 0.3 and me.ties > 0:\n        return ESCALATE\n    return DECIDE\n"


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("case", WRONG)
def test_each_wrong_file_gets_its_own_plain_message_with_the_line(treillis, tmp_path, case, lang):
    text, line, english, french = WRONG[case]
    (tmp_path / "mine.py").write_text(text, "utf-8")
    said = treillis("rule", "check", "mine.py", "--lang", lang)
    assert (said.code, said.err) == (1, "")
    shown = " ".join(said.out.split())
    for fragment in french if lang == "fr" else english:
        assert fragment in shown
    assert re.search(rf"^  {'ligne' if lang == 'fr' else 'line'} {line}  ", said.out, re.M), said.out
    assert "Traceback" not in said.out


def test_no_two_of_the_ten_get_the_same_message(tmp_path):
    file, first = tmp_path / "mine.py", {}
    for case, (text, *_) in WRONG.items():
        file.write_text(text, "utf-8")
        found = examine(file).findings[0]
        first[case] = (found.text, found.advice)
    assert len({*first.values()}) == len(WRONG) == 10


def test_every_message_of_the_check_is_explained_in_both_languages(tmp_path):
    file = tmp_path / "mine.py"
    assert len(REFUSED) > 90
    for case, (text, *_) in REFUSED.items():
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        for english, french in zip(examine(file).findings, examine(file, "fr").findings, strict=True):
            assert english.aspect in ASPECTS, (case, english)
            assert french.aspect == english.aspect
            assert french.text != english.text, (case, french)


def test_every_code_of_the_check_is_about_something_and_has_its_text():
    codes = {key.removeprefix("check_") for key in locale("en") if key.startswith("check_")} - {"not_available"}
    assert {*ASPECT_OF} == codes | {*INSTEAD}
    assert {key.removeprefix("advice_") for key in locale("en") if key.startswith("advice_")} <= {
        *ASPECT_OF,
        *("draw", "given_tables", "elsewhere"),
    }


def test_a_field_of_another_row_is_pointed_to(tmp_path):
    (tmp_path / "mine.py").write_text(HEAD + "    return DECIDE if me.scope > 1 else ESCALATE\n")
    assert examine(tmp_path / "mine.py").findings[0].advice == "did you mean `issue.scope`?"
    assert examine(tmp_path / "mine.py", "fr").findings[0].advice == "pensiez-vous à `issue.scope`\u00a0?"


@pytest.mark.parametrize(
    ("text", "english", "french"),
    [
        ("patience: 3.0\n", "has no such parameter", "pas de paramètre `patience`"),
        ("patience: [\n", "mine.yaml: not YAML", "n'est pas du YAML"),
        ("- 3\n", "expected one `name: number` a line", "un `nom: nombre` par ligne"),
    ],
)
def test_parameters_that_do_not_fit_are_a_problem_too(tmp_path, text, english, french):
    (tmp_path / "mine.py").write_text(GOOD)
    (tmp_path / "mine.yaml").write_text(text)
    for lang, fragment in {"en": english, "fr": french}.items():
        [found] = examine(tmp_path / "mine.py", lang).findings
        assert fragment in found.text
        assert found.aspect


def test_a_good_rule_is_described_and_tried(treillis, tmp_path):
    (tmp_path / "mine.py").write_text(GOOD)
    said = treillis("rule", "check", "mine.py")
    assert (said.code, said.err) == (0, "")
    assert re.search(r"reads +luck, me\.ties", said.out)
    assert re.search(r"answers +DECIDE 378, ESCALATE 162 \(in 540 trials\)", said.out)
    assert re.search(r"compiles +yes", said.out)


def test_a_rule_that_fails_or_answers_nonsense_when_tried_is_a_problem(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(HEAD + "    return DECIDE + 0 // (me.height - 1)\n")
    [found] = examine(file).findings
    assert (found.line, found.text) == (5, "ZeroDivisionError: integer division or modulo by zero")
    file.write_text(HEAD + "    return 9\n")
    [found] = examine(file, "fr").findings
    assert "n'est pas une action" in found.text


def test_a_division_that_fails_only_where_all_is_nought_is_mentioned(tmp_path):
    (tmp_path / "mine.py").write_text(HEAD + "    return DECIDE if me.waiting / me.ties > 1 else ESCALATE\n")
    found = examine(tmp_path / "mine.py")
    assert not found.findings
    assert found.fails_at_nought.startswith("5: ZeroDivisionError")


def test_a_rule_that_does_not_compile_is_told_why(treillis, tmp_path):
    (tmp_path / "mine.py").write_text(
        "import math\n" + HEAD + "    return DECIDE if math.hypot(me.g, me.l) > 9 else ESCALATE\n"
    )
    said = treillis("rule", "check", "mine.py")
    assert said.code == 0
    assert "`math.hypot` is not compiled" in " ".join(said.out.split())


def test_a_rule_that_rounds_as_this_machine_does_is_told_so_in_one_line(treillis, tmp_path):
    (tmp_path / "mine.py").write_text(
        "import math\nfrom math import sin as s, exp\n"
        + HEAD
        + "    return DECIDE if s(me.g) + math.pow(2, exp(me.g)) > math.fmod(me.g, 2) else ESCALATE\n"
    )
    assert examine(tmp_path / "mine.py").of_this_machine == ["math.pow", "math.sin"]
    for lang, told in (
        ("en", "no: `math.pow`, `math.sin` rounds"),
        ("fr", "non\u00a0: `math.pow`, `math.sin` arrondit"),
    ):
        said = treillis("rule", "check", "mine.py", "--lang", lang).out.splitlines()
        assert len([each for each in said if "portable" in each and told in each]) == 1
    (tmp_path / "mine.py").write_text(
        "import math\n" + HEAD + "    return DECIDE if math.exp(me.g) > math.log(1 + me.l * me.l) else ESCALATE\n"
    )
    assert examine(tmp_path / "mine.py").of_this_machine == []


@pytest.mark.parametrize("rule", shipped_rules())
def test_a_shipped_rule_is_in_good_health(rule):
    found = examine(shipped_rules()[rule])
    assert not found.findings
    assert not found.fails_at_nought
    assert len(found.answers) > 1 or rule == "only_decide"
    assert not found.remarks


ALL = "from sim.state import APPLY_PLAN, CONSULT, DECIDE, ESCALATE, SHARE\n\n\n"
SIGNED = ALL + "def decide(me, boss, issue, org, luck):\n"
ODD = {
    "a number outside a field's range": (
        SIGNED + "    if me.exhaustion > 50:\n        return SHARE\n    return DECIDE\n",
        [(5, "`me.exhaustion` lies between 0 and 1; `50` does not"), (6, "`SHARE` was never answered in 3,000")],
    ),
    "the same in a constant": (
        ALL + "TIRED = 80\n\n\n" + SIGNED.removeprefix(ALL) + "    return SHARE if TIRED < me.exhaustion else DECIDE\n",
        [(8, "`TIRED` does not"), (8, "`SHARE` was never answered")],
    ),
    "two actions": (
        SIGNED + "    return CONSULT and DECIDE\n",
        [(5, "`return CONSULT and DECIDE` answers one action"), (5, "`CONSULT` was never answered")],
    ),
    "code after a return": (
        SIGNED + "    return DECIDE\n    if issue.scope > 0:\n        return ESCALATE\n    return SHARE\n",
        [(6, "`if issue.scope > 0:` is never reached"), (7, "`ESCALATE` was never"), (8, "`SHARE` was never")],
    ),
    "an action as a condition": (
        SIGNED + "    if issue.ambiguous or CONSULT:\n        return SHARE\n    return DECIDE\n",
        [(5, "`CONSULT` alone is a number"), (7, "`DECIDE` was never answered")],
    ),
    "an action that is never taken": (
        SIGNED + "    if me.waiting > 3 and me.waiting < 2:\n        return SHARE\n    return DECIDE\n",
        [(6, "`SHARE` was never answered in 3,000 drawn situations")],
    ),
    "endless asking": (
        SIGNED + "    return CONSULT if issue.scope > 0 else DECIDE\n",
        [(5, "asks for advice again where it was asked for")],
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_what_can_hardly_be_meant_is_remarked_with_its_line(name, tmp_path):
    text, wanted = ODD[name]
    (tmp_path / "mine.py").write_text(text)
    for lang in ("en", "fr"):
        found = examine(tmp_path / "mine.py", lang)
        assert found.rule is not None
        assert not found.findings
        assert [each.line for each in found.remarks] == [line for line, _ in wanted]
        if lang == "en":
            assert all(part in each.text for each, (_, part) in zip(found.remarks, wanted, strict=True))


def test_a_remark_is_shown_and_the_rule_runs_all_the_same(treillis, tmp_path):
    (tmp_path / "mine.py").write_text(ODD["two actions"][0])
    said = treillis("rule", "check", "mine.py")
    assert said.code == 0
    assert "Hardly meant:" in said.out
    assert "Sans doute pas voulu" in treillis("rule", "check", "mine.py", "--lang", "fr").out


def test_a_situation_of_ones_own_is_explained_and_what_the_engine_overrules(treillis):
    said = treillis(
        "rule", "explain", "hierarchical", "--me", "waiting=4", "--issue", "scope=2", "--issue", "stakes=.2"
    )
    assert "me.waiting=4, issue.scope=2, issue.stakes=0.2" in said.out
    assert re.search(r"ESCALATE +ESCALATE +DECIDE", said.out)
    unclear = treillis("rule", "explain", "only_decide", "--issue", "ambiguous=yes").out
    assert unclear.count("DECIDE > SHARE") == 3
    values = json.loads(treillis("rule", "explain", "only_decide", "--issue", "scope=2", "--json").out)
    assert [each["situation"] for each in values["situations"]] == ["own"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--me", "wating=4"), "--me wating=4: `me` has no field 'wating' (did you mean 'waiting'?)"),
        (("--me", "waiting=much"), "--me waiting=much: expected a whole number, as in waiting=1"),
        (("--issue", "coupled=2"), "--issue coupled=2: expected yes or no, as in coupled=1"),
    ],
)
def test_a_situation_that_cannot_be_is_one_line(treillis, words, line):
    said = treillis("rule", "explain", "hierarchical", *words)
    assert (said.code, said.out) == (2, "")
    assert said.err.strip().endswith(line)


def test_a_students_own_situations_are_asked(tmp_path):
    (tmp_path / "mine.py").write_text(GOOD)
    rule = str(tmp_path / "mine.py")
    assert [answer_of(rule, MEMBER, luck=luck) for luck in (0.1, 0.9)] == ["ESCALATE", "DECIDE"]
    assert answer_of("hierarchical", LEAD, {"scope": 2}) == "ESCALATE"
    with pytest.raises(InputError, match="no such parameter"):
        answer_of("distributed", overlod=3.0)


def test_every_field_a_rule_may_read_is_listed():
    found = {f"{each.row}.{each.name}": each for each in columns()}
    assert found["me.waiting"].meaning.startswith("usable tasks waiting")
    assert found["issue.novel"].kind == "bool"
    assert len(found) > 90
