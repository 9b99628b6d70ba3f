"""A rule file is refused, with file and line and before any of it runs, unless it is harmless word by word."""

from __future__ import annotations

import pickle

import pytest

from sim.engine.binding import bind
from sim.engine.binding.check import check_rule
from sim.engine.binding.source import RuleError, read_rule
from sim.errors import InputError

HEAD = "def decide(me, boss, issue, org, luck):\n"


def write(folder, text, name="mine.py"):
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def complaint(folder, text):
    """Return what the check says about a file, without the folder."""
    file = write(folder, text)
    with pytest.raises(InputError) as refused:
        check_rule(read_rule(file))
    return str(refused.value).replace(f"{file}:", "mine.py:")


def body(text):
    """Return a rule with these lines in it."""
    return HEAD + "".join(f"    {line}\n" for line in text.split("\n"))


def taking(parameters):
    """Return a rule with these parameters of its own."""
    return HEAD.replace("luck", f"luck, *, {parameters}") + "    return 1\n"


BRANCHES = "if me.id:\n  return 1\n" + "elif luck:\n  return 1\n" * 500 + "return 2"
NOT_A_RULE = {
    "an empty file": ("", 1, "defines no function `decide(me, boss, issue, org, luck)`"),
    "a misspelt function": ("def decid(x):\n    return 1\n", 1, "defines no function `decide"),
    "a syntax error": ("def decide(me:\n", 1, "is not Python"),
    "a misspelt keyword": (body("retrun 1"), 2, "is not Python"),
    "tabs mixed with spaces": (HEAD + "    if me.id:\n\t\treturn 1\n        return 2\n", 3, "tabs"),
    "a null character": (body("return 1\0"), 1, "null"),
    "brackets without end": (body("return " + "(" * 500), 2, "is not Python"),
    "signs without end": (body("return " + "-" * 15_000 + "1"), 1, "nested too deeply"),
    "branches without end": (body(BRANCHES), 1, "nested too deeply"),
    "text that is not UTF-8": (b"# ok\n# \xe9\n" + HEAD.encode() + b"    return 1\n", 2, "is not text in UTF-8"),
    "a class": ("class decide:\n    pass\n", 1, "nothing else"),
    "an async function": ("async " + body("return 1"), 1, "nothing else"),
    "work at the top level": (body("return 1") + "print(1)\n", 3, "nothing else"),
    "a break outside a loop": (body("break\nreturn 1"), 2, "is not Python: 'break' outside loop"),
    "an argument twice": (taking("me=1.0"), 1, "is not Python: duplicate argument"),
    "work in an annotation": (body("a: (b := 1) = 2\nreturn b"), 2, "used within an annotation"),
    "two functions decide": (body("return 1") + body("return 2"), 3, "defined twice"),
}
SIGNATURES = {
    "four arguments": (
        "def decide(me, boss, issue, org):\n    return 1\n",
        1,
        "this one is decide(me, boss, ",
    ),
    "six arguments": ("def decide(me, boss, issue, org, luck, more):\n    return 1\n", 1, "a rule is decide("),
    "arguments in another order": ("def decide(boss, me, issue, org, luck):\n    return 1\n", 1, "a rule is decide("),
    "arguments by the handful": ("def decide(*args, **more):\n    return 1\n", 1, "a rule is decide("),
    "a default for luck": ("def decide(me, boss, issue, org, luck=0.5):\n    return 1\n", 1, "a rule is decide("),
    "a decorator": ("@property\n" + body("return 1"), 2, "without decorator"),
    "a parameter without default": (taking("x"), 1, "`x` needs a default"),
    "a parameter that is text": (taking("x='a'"), 1, "`x` needs a default"),
    "a parameter that is true": (taking("x=True"), 1, "`x` needs a default"),
    "a parameter without end": (
        "import math\n" + taking("x=math.inf"),
        2,
        "`x`",
    ),
    "seventeen parameters": (taking(", ".join(f"x{k}=1" for k in range(17))), 1, "17 parameters; at most 16"),
}
NAMES = {
    "random": ("import random\n" + body("return 1"), 1, "imports `random`"),
    "pandas": ("import pandas as pd\n" + body("return 1"), 1, "imports `pandas`"),
    "a part of numpy": ("from numpy import random\n" + body("return 1"), 1, "imports from `numpy`"),
    "a neighbour": ("from . import hierarchical\n" + body("return 1"), 1, "imports from `.`"),
    "everything": ("from sim.state import *\n" + body("return 1"), 1, "import each name"),
    "a misspelt action": ("from sim.state import ESCALTE\n" + body("return ESCALTE"), 1, "did you mean 'ESCALATE'?"),
    "a table": ("from sim.state import table\n" + body("return 1"), 1, "has no `table` for a rule"),
    "an import inside": (body("import math\nreturn 1"), 2, "at the top of the file"),
    "an action not imported": (body("return DECIDE"), 2, "write `from sim.state import DECIDE`"),
    "a misspelt variable": (body("wide = 3\nreturn wid"), 3, "did you mean 'wide'?"),
    "a misspelt field": (body("return 1 if me.trust_upp > 0 else 2"), 2, "did you mean 'trust_up'?"),
    "a field of another row": (body("return me.scope"), 2, "`me` has no field `scope`"),
    "an inner name of Python": (body("return 1 if me.__class__ else 2"), 2, "no field `__class__`"),
    "a field of a draw": (body("return luck.real"), 2, "not available"),
    "a method": (body("me.setfield(1, 'i8')\nreturn 1"), 2, "calls `me.setfield"),
    "printing": (body("print(me.id)\nreturn 1"), 2, "calls `print(me.id)`"),
    "opening a file": (body("return open('x')"), 2, "calls `open"),
    "setattr": (body("setattr(me, 'id', 3)\nreturn 1"), 2, "calls `setattr"),
    "the largest of one": (body("return max(me.id)"), 2, "too few or too many numbers for `max`"),
    "an unknown function of math": ("import math\n" + body("return math.flor(1.5)"), 3, "did you mean 'floor'?"),
    "factorials": ("import math\n" + body("return math.factorial(9)"), 3, "no function `factorial`"),
    "a row as a number": (body("return 1 if me == boss else 2"), 2, "is a row, not a number"),
    "a row as an answer": (body("return me"), 2, "is a row, not a number"),
    "a function as a number": (body("return abs"), 2, "is a function; call it"),
    "a variable named like a function": (body("abs = 1\nreturn 1"), 1, "`abs` means something else"),
    "an argument overwritten": (body("luck = 0.5\nreturn 1"), 1, "`luck` is given to the rule"),
    "a name of the wrapper": ("__bound__ = 3\n" + body("return 1"), 1, "`__bound__` means something else"),
    "a constant that is text": ("NAME = 'x'\n" + body("return 1"), 1, "is not a number"),
    "a constant that cannot be": ("X = 1 / 0\n" + body("return 1"), 1, "is not a number"),
    "a helper with an argument missing": ("def f(x, y):\n    return x\n" + body("return f(1)"), 4, "`f` takes (x, y)"),
    "a helper that reads what the row lacks": (
        "def wide(person):\n    return person.scope\n" + body("return wide(me)"),
        2,
        "`person` can be `me` here, which has no field `scope`",
    ),
}
WRITES = {
    "a field": (body("me.trust_up = 1.0\nreturn 1"), 2, "writes to `me.trust_up`"),
    "a field by its name": (body("me['trust_up'] = 1.0\nreturn 1"), 2, "writes to `me['trust_up']`"),
    "a field in passing": (body("me.trust_up += 1.0\nreturn 1"), 2, "writes to `me.trust_up`"),
    "a field as a counter": (body("for me.id in range(3):\n    pass\nreturn 1"), 2, "writes to `me.id`"),
    "a global": ("n = 0\n" + body("global n\nn = 1\nreturn 1"), 3, "`global n` is not available"),
    "by deleting": (body("del me\nreturn 1"), 2, "`del me` is not available"),
}
MUTUAL = "def f(x):\n    return g(x)\ndef g(x):\n    return f(x)\n"
ENDLESS = {
    "while": (body("while True:\n    pass"), 2, "it might never end"),
    "for over what is waiting": (body("for k in range(me.waiting):\n    pass\nreturn 1"), 2, "not a range of constant"),
    "for over a parameter": (
        HEAD.replace("luck", "luck, *, n=3") + "    for k in range(n):\n        pass\n    return 1\n",
        2,
        "not a range of constant",
    ),
    "for over a row": (body("for k in me:\n    pass\nreturn 1"), 2, "loops over `me`"),
    "a long loop": (body("for k in range(1000000):\n    pass\nreturn 1"), 1, "steps a call; at most 100,000"),
    "a loop of constant length beyond counting": (
        "N = 10000000000 * 10000000000\n" + body("for k in range(N):\n    pass\nreturn 1"),
        2,
        "steps a call",
    ),
    "loops in loops": (
        body("for a in range(99):\n    for b in range(99):\n        for c in range(99):\n            pass\nreturn 1"),
        1,
        "steps a call",
    ),
    "recursion": ("def f(x):\n    return f(x)\n" + body("return f(1)"), 1, "`f` calls itself"),
    "recursion by two": (
        "def f(x):\n    return g(x)\ndef g(x):\n    return f(x)\n" + body("return f(1)"),
        1,
        "calls itself",
    ),
    "the rule itself": (body("return decide(me, boss, issue, org, luck)"), 2, "calls `decide("),
    "calls that double sixty times": (
        "def f0(x):\n    return x\n"
        + "".join(f"def f{k + 1}(x):\n    return f{k}(x) + f{k}(x)\n" for k in range(60))
        + body("return f60(1)"),
        123,
        "steps a call",
    ),
    "a tower of powers": (body("return 9 ** 9 ** 9"), 2, "write `x * x`"),
    "a power in a constant": ("BIG = 9 ** 9 ** 9\n" + body("return 1"), 1, "`BIG` is not a number"),
    "a shift": (body("return 1 << 999999999"), 2, "`1 << 999999999` is not available"),
    "rounding to a thousand million noughts": (body("return round(me.id, -999999999)"), 2, "-18 to 18"),
    "rounding one too far": (body("return int(round(me.g, 19))"), 2, "-18 to 18"),
    "rounding to what is waiting": (body("return round(me.id, me.waiting)"), 2, "a constant whole number"),
    "rounding to a parameter": (
        HEAD.replace("luck", "luck, *, n=3") + "    return round(me.id, n)\n",
        2,
        "a constant whole number",
    ),
    "rounding to a decimal of digits": (body("return round(me.id, 2.0)"), 2, "a constant whole number"),
    "a huge range": (body("for k in range(10 * 1000000000):\n    pass\nreturn 1"), 1, "steps a call"),
    "a huge range backwards": (body("for k in range(0, -9000000000, -1):\n    pass\nreturn 1"), 1, "steps a call"),
    "the sum of a huge range": (body("return sum(range(9000000000))"), 2, "calls `sum(range(9000000000))`"),
    "text many times": (body("x = 'a' * 9000000000\nreturn 1"), 2, "a rule calculates with numbers only"),
    "a tuple many times": (body("x = (1,) * 9000000000\nreturn 1"), 2, "tuples stand only after `in`"),
}
ANSWERS = {
    "nothing on a branch": (body("if issue.novel:\n    return 1"), 2, "can end here without an answer"),
    "nothing in the else": (
        body("if me.id > 1:\n    if me.id > 2:\n        return 1\nelse:\n    return 2"),
        2,
        "can end here without an answer",
    ),
    "nothing from a helper": (
        "def f(x):\n    if x > 1:\n        return 2\n" + body("return f(1)"),
        2,
        "`f` can end here",
    ),
    "an empty return": (body("return"), 2, "returns nothing"),
    "None": (body("return None"), 2, "returns nothing"),
    "text": (body("return 'ESCALATE'"), 2, "returns text; actions are numbers"),
    "text with a value in it": (body("return f'{me.id}'"), 2, "a rule makes no text"),
    "true": (body("return True"), 2, "can be true or false"),
    "a comparison": (body("return me.id > 3"), 2, "can be true or false"),
    "a field that is true or false, beside a number": (
        body("if me.id > 3:\n    return 2\nreturn issue.novel"),
        4,
        "answers `issue.novel`, which can be true or false",
    ),
    "the same, through a variable": (
        body("x = issue.novel\nif me.id > 3:\n    x = 2\nreturn x"),
        5,
        "can be true or false",
    ),
    "the same, through a helper": (
        "def f(p):\n    return p.id > 3\n" + body("if me.id > 3:\n    return 2\nreturn f(me)"),
        6,
        "can be true or false",
    ),
    "a number with decimals": (body("return 1.7"), 2, "answers `1.7`, which can have decimals"),
    "a variable without value": (body("if issue.novel:\n    a = 2\nreturn a"), 4, "`a` may have no value here"),
    "a variable set in a loop": (body("for k in range(3):\n    a = k\nreturn a"), 4, "`a` may have no value here"),
    "a variable announced only": (body("a: int\nreturn a"), 2, "`a: int` gives no value"),
    "a sum without beginning": (body("a += 1\nreturn a"), 2, "`a` may have no value here"),
}
STATEMENTS = {
    "try": (body("try:\n    return 1\nexcept Exception:\n    return 2"), 2, "an exception would be hidden"),
    "with": (body("with me:\n    return 1"), 2, "opens nothing"),
    "lambda": (body("f = lambda: 1\nreturn f()"), 2, "at the top level"),
    "a function inside": (body("def f():\n    return 1\nreturn f()"), 2, "at the top level"),
    "a class inside": (body("class A:\n    pass\nreturn 1"), 2, "no classes"),
    "yield": (body("yield 1"), 2, "write `return`"),
    "a list comprehension": (body("x = [k for k in range(3)]\nreturn 1"), 2, "write a `for` loop"),
    "a dictionary": (body("x = {}\nreturn 1"), 2, "numbers only"),
    "match": (body("match me.id:\n    case 1:\n        return 1\nreturn 2"), 2, "write `if` and `elif`"),
    "assert": (body("assert me.id > 1\nreturn 1"), 2, "raise an error under a condition"),
    "is": (body("return 1 if issue.novel is True else 2"), 2, "compare with `==`"),
    "bits": (body("return 1 if issue.novel & issue.ambiguous else 2"), 2, "write `and`, `or` and `not`"),
    "in a row": (body("return 1 if 3 in me else 2"), 2, "`in` looks into a tuple"),
    "assigning two at once": (body("a, b = 1, 2\nreturn a"), 2, "one variable at a time"),
    "assigning inside": (body("return 1 if (x := 3) > 2 else x"), 2, "on a line of its own"),
    "a forgotten return": (body("me.id\nreturn 1"), 2, "does nothing; did you mean `return`?"),
    "an error with a value in it": (body("raise ValueError(me.id)"), 2, "with a fixed text only"),
    "a huge number": (body("return 99999999999999999999"), 2, "too large a whole number"),
    "else after a loop": (body("for k in range(3):\n    pass\nelse:\n    return 2\nreturn 1"), 5, "`else` of a loop"),
}
GROUPS = {"file": NOT_A_RULE, "signature": SIGNATURES, "names": NAMES, "writes": WRITES, "endless": ENDLESS}
GROUPS |= {"answers": ANSWERS, "statements": STATEMENTS}
REFUSED = {f"{group}: {name}": case for group, cases in GROUPS.items() for name, case in cases.items()}
ADMITTED = {
    "as many parameters as there may be": taking(", ".join(f"x{k}=1" for k in range(16))),
    "the shortest": body("return 1"),
    "a byte order mark": "\ufeff" + body("return 1"),
    "line ends of another system": body("return 1").replace("\n", "\r\n"),
    "a docstring with an odd backslash": '"""A \\d."""\n' + HEAD + '    """One."""\n    return 1\n',
    "letters of any language": body("écart = me.g - boss.g  # ünï\nreturn 1 if écart > 0 else 2"),
    "annotations": "from __future__ import annotations\n" + taking("x: Anything = 1.0"),
    "constants": "import math\nN = 3\nHALF_PI: float = math.pi / 2\n" + body("return 1 if me.g < -HALF_PI else N"),
    "names of its own for imports": "from math import exp as e\nfrom sim.state import DECIDE as D\n"
    + body("return D if e(me.g) > 1 else 2"),
    "helpers": "def busy(p, limit=3):\n    return p.waiting > limit\n"
    + body("return 2 if busy(me) or busy(boss, limit=5) else 1"),
    "a counted loop": body("x = 0\nfor k in range(2, 9, 3):\n    if k > me.id:\n        break\n    x = k\nreturn x"),
    "an error under a condition": body("if me.ties == 0:\n    raise ValueError('no peers')\nreturn 1"),
    "membership": body("return 1 if issue.scope in (0, 1) else 2"),
    "chained comparisons": body("return 1 if 0 < issue.scope <= me.authority and not issue.novel else 2"),
    "a constant that is true": "STRICT = True\n" + body("if STRICT:\n    return 1\nreturn 2"),
    "parameters of any sign": taking("low=-1.5, high=2"),
    "rounding to constant digits": "N = -18\n" + body("return int(round(me.g, 18) + round(me.id, N))"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_rule_file_is_refused_for(case, tmp_path):
    text, line, fragment = REFUSED[case]
    said = complaint(tmp_path, text)
    matching = [each for each in said.splitlines() if fragment in each]
    assert matching, said
    assert matching[0].startswith(f"mine.py:{line}: "), said


@pytest.mark.parametrize("case", ADMITTED)
def test_a_rule_file_may_have(case, tmp_path):
    assert check_rule(read_rule(write(tmp_path, ADMITTED[case]))).name == "decide"


def test_each_problem_is_told_on_one_line_with_file_and_line(tmp_path):
    said = complaint(tmp_path, body("me.id = 1\nx = open('x')\nwhile True:\n    pass\nreturn 'text'"))
    assert [each.split(": ")[0] for each in said.splitlines()] == [f"mine.py:{line}" for line in (2, 3, 4, 6)]


def test_problems_beyond_the_tenth_are_counted(tmp_path):
    said = complaint(tmp_path, body("\n".join(f"me.id = {k}" for k in range(13)) + "\nreturn 1")).splitlines()
    assert len(said) == 11
    assert said[-1].endswith("and 3 more")


def test_nothing_of_a_file_runs_before_it_has_passed(tmp_path):
    trace = tmp_path / "ran"
    touch = f"__import__('pathlib').Path({str(trace)!r}).touch()"
    for text in (
        f"{touch}\n" + body("return 1"),
        f"X = {touch}\n" + body("return 1"),
        taking(f"x={touch}"),
        f"@{touch}\n" + body("return 1"),
    ):
        complaint(tmp_path, text)
    assert not trace.exists()


def test_annotations_are_never_evaluated(tmp_path):
    trace = tmp_path / "ran"
    touch = f"__import__('pathlib').Path({str(trace)!r}).touch()"
    text = f"X: {touch} = 1\ndef decide(me: {touch}, boss, issue, org, luck) -> {touch}:\n"
    text += f"    y: {touch} = X\n    return y\n"
    assert bind(str(write(tmp_path, text))).plain(None, None, None, None, 0.5) == 1
    assert not trace.exists()


def test_a_file_too_long_for_a_rule_is_refused(tmp_path):
    assert "a rule has at most 20,000" in complaint(tmp_path, "# x\n" * 9_000 + body("return 1"))


def test_what_is_wrong_comes_back_from_another_process(tmp_path):
    with pytest.raises(RuleError) as refused:
        check_rule(read_rule(write(tmp_path, body("\n".join(f"me.id = {k}" for k in range(13)) + "\nreturn 1"))))
    back = pickle.loads(pickle.dumps(refused.value))
    assert str(back) == str(refused.value)
    assert back.problems == refused.value.problems
