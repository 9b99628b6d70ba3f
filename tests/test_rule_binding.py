"""Binding: a rule is found, given its parameters and called; it fails aloud, and the same way however it runs."""

from __future__ import annotations

import ctypes
import dataclasses
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest

from sim.engine.binding import bind
from sim.engine.binding import call as rule_call
from sim.engine.binding.call import Address, Callback, call_rule, plain_rows
from sim.engine.compiled import INTERPRETED
from sim.errors import InputError
from sim.state import ACTIONS, ISSUE, ORG, PERSON, RULE_ARGS, RULE_FAILED
from sim.table import table

pytestmark = pytest.mark.skipif(INTERPRETED, reason="compares with compiled rules; starts interpreted ones itself")
ROOT = Path(__file__).parent.parent
HEAD = "def decide(me, boss, issue, org, luck):\n    "
COUNT = 60

RULES = {
    "fields of every row": HEAD + "return (me.id + boss.level + issue.scope + org.day) % 5\n",
    "luck": HEAD + "return 1 if luck < issue.stakes * me.clarity else 2\n",
    "truths added up": HEAD + "return issue.novel + issue.ambiguous + me.told_of_pivot\n",
    "parameters": "def decide(me, boss, issue, org, luck, *, low=-0.5, wide=2):\n"
    "    if me.trust_up * 2 + low < boss.trust_up:\n        return 1\n    return 2 if issue.scope > wide else 3\n",
    "a helper and a loop": "N = 4\ndef above(p, limit=0.5):\n    return p.skill > limit\n"
    + HEAD
    + "x = 0\n    for k in range(N):\n        x += above(me) * k\n    return x - 2 * above(boss, limit=0.2)\n",
    "mathematics": "import math\nfrom math import exp as e\n"
    + HEAD
    + "return math.floor(3 * math.erf(e(me.skill) - 1)) + round(me.clarity)\n",
    "an error of its own": HEAD + "if me.ties == 0:\n        raise ValueError('no peers')\n    return 1\n",
    "a division that fails": HEAD + "return 1 if me.waiting / me.ties > 1 else 2\n",
    "a whole division that fails": HEAD + "return me.waiting // me.ties\n",
    "a logarithm that fails": "import math\n" + HEAD + "return 1 if math.log(me.ties) > 1 else 2\n",
    "no number": HEAD + "x = 1e308 * 10\n    return int(x - x)\n",
    "no action": HEAD + "return 9\n",
}
SLOW = {
    "a function that is not compiled": "import math\n" + HEAD + "return 1 if math.hypot(me.g, me.l) > 0.9 else 2\n",
    "the same by another name": "from math import gamma as f\n" + HEAD + "return 1 if f(me.ties) > 2 else 2\n",
    "rounding to decimals": HEAD + "return 1 if round(me.g, 1) > 0.4 else 2\n",
    "kinds the compiler does not mix": HEAD + "return 1 if issue.scope in (1, 2.5) else 2\n",
    "a number with decimals on a branch": "import math\n"
    + HEAD
    + "x = math.hypot(me.g, me.l)\n    return x if x > 0.9 else 2\n",
}


def write(folder, text, name="mine.py"):
    file = folder / name
    file.write_text(text, "utf-8")
    return str(file)


def rows():
    """Return tables of people, bosses, issues and days with every field drawn, many zeros among them."""
    rng = np.random.default_rng(11)
    tables = [table(dtype, COUNT) for dtype in (PERSON, PERSON, ISSUE, ORG)]
    for each in tables:
        for name in each.dtype.names:
            drawn = {"i": rng.integers(0, 6, COUNT), "f": rng.random(COUNT), "b": rng.random(COUNT) < 0.5}
            each[name] = drawn[each.dtype[name].kind]
    return tables


def answers(bound):
    """Return what the engine is answered for each row."""
    tables = rows()
    return [bound.call(*(each[k] for each in tables), k / COUNT, bound.table[0]) for k in range(COUNT)]


def expected(bound):
    """Return what the rule as written answers for each row, RULE_FAILED where it raises or answers no whole number."""
    tables = rows()
    found = []
    for k in range(COUNT):
        try:
            answer = bound.plain(*plain_rows(*(each[k] for each in tables)), k / COUNT, **bound.args)
        except (ValueError, ArithmeticError):
            answer = RULE_FAILED
        found.append(answer if type(answer) is int else RULE_FAILED)
    return found


@numba.njit
def kernel(people, bosses, issues, org, rule, args):
    answered = np.empty(len(people), np.int64)
    for k in range(len(people)):
        answered[k] = call_rule(rule, people[k], bosses[k], issues[k], org[k], k / len(people), args[0])
    return answered


def in_another_process(code, folder, **environment):
    """Run Python with warnings as errors, a cache of its own, and return what it prints as JSON."""
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / "cache"), **environment}
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, env=settings, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# ------------------------------------------------------------------------------------------------ the same, however run
def test_an_edited_rule_is_another_rule(tmp_path):
    before = bind(write(tmp_path, HEAD + "return 1\n"))
    after = bind(write(tmp_path, HEAD + "return 2\n"))
    assert before.source_hash != after.source_hash
    assert (answers(before)[0], answers(after)[0]) == (1, 2)


def test_parameters_take_the_values_given_and_keep_the_other_defaults(tmp_path):
    bound = bind(write(tmp_path, RULES["parameters"]), {"wide": 4})
    assert bound.args == {"low": -0.5, "wide": 4.0}
    assert bound.table.dtype == RULE_ARGS
    assert (bound.table.shape, bound.table[0].p0, bound.table[0].p1) == ((1,), -0.5, 4.0)
    assert answers(bound) == expected(bound) != answers(bind(write(tmp_path, RULES["parameters"])))


@pytest.mark.parametrize("case", RULES)
def test_a_compiled_rule_answers_as_written(case, tmp_path):
    bound = bind(write(tmp_path, RULES[case]))
    assert bound.slow_reason is None
    assert answers(bound) == expected(bound)


@pytest.mark.parametrize("case", SLOW)
def test_a_rule_that_does_not_compile_answers_as_written_and_says_why(case, tmp_path):
    bound = bind(write(tmp_path, SLOW[case]))
    assert bound.slow_reason
    assert "\n" not in bound.slow_reason
    assert answers(bound) == expected(bound)
    assert len(set(expected(bound))) > 1


def test_the_reason_why_a_rule_does_not_compile_names_its_line(tmp_path):
    bound = bind(write(tmp_path, SLOW["a function that is not compiled"]))
    assert bound.slow_reason == "line 3: `math.hypot` is not compiled"


def test_one_compiled_kernel_serves_every_rule(tmp_path):
    for number, text in enumerate([*RULES.values(), *SLOW.values()]):
        bound = bind(write(tmp_path, text, f"rule{number}.py"))
        assert kernel(*rows(), bound.address, bound.table).tolist() == expected(bound)
    assert len(kernel.signatures) == 1


def test_an_interpreted_process_gives_the_same_answers(tmp_path):
    texts = {**RULES, **SLOW}
    files = {case: write(tmp_path, text, f"rule{k}.py") for k, (case, text) in enumerate(texts.items())}
    code = (
        f"import json, sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_rule_binding import answers, bind\n"
        f"print(json.dumps({{case: answers(bind(file)) for case, file in {files!r}.items()}}))\n"
    )
    there = in_another_process(code, tmp_path, NUMBA_DISABLE_JIT="1")
    assert there == {case: answers(bind(file)) for case, file in files.items()}


def test_whole_numbers_too_large_fail_instead_of_wrapping_around(tmp_path):
    for line in ("x = x * x", "x *= x", "x = x + 9000000000000000000", "x -= -9000000000000000000"):
        text = HEAD + f"x = 4000000000\n    for k in range(6):\n        {line}\n    return x % 2\n"
        assert answers(bind(write(tmp_path, text)))[0] == RULE_FAILED, line


def test_an_answer_that_can_have_decimals_is_refused_at_its_line(tmp_path):
    for line in ("return me.trust_up", "return max(1, me.trust_up)"):
        file = write(tmp_path, HEAD + f"if me.id > 3:\n        return 1\n    {line}\n")
        with pytest.raises(InputError) as refused:
            bind(file)
        assert str(refused.value).startswith(f"{file}:4: `decide` can answer a number with decimals")


def test_a_plain_row_has_its_fields_where_the_table_has_them():
    structures = (rule_call.Person, rule_call.Issue, rule_call.Org, rule_call.Args)
    for structure, dtype in zip(structures, (PERSON, ISSUE, ORG, RULE_ARGS), strict=True):
        assert ctypes.sizeof(structure) == dtype.itemsize
        assert [getattr(structure, name).offset for name in dtype.names] == [dtype.fields[n][1] for n in dtype.names]


# ------------------------------------------------------------------------------------------------------------ failure
def explained(bound):
    me, boss, issue, org = (each[0] for each in rows())
    me.id, issue.id, me.ties = 7, 31, 0
    assert bound.call(me, boss, issue, org, 0.5, bound.table[0]) not in range(len(ACTIONS))
    return str(bound.explain_failure(me, boss, issue, org, 0.5)).replace(f"{bound.path}:", "mine.py:")


@pytest.mark.parametrize(
    ("text", "line", "fragment"),
    [
        (RULES["an error of its own"], 3, "ValueError: no peers"),
        (RULES["a division that fails"], 2, "ZeroDivisionError"),
        (RULES["a logarithm that fails"], 3, "ValueError: math domain error"),
        (RULES["no action"], 1, "returned 9, which is no action; actions are APPLY_PLAN (0), DECIDE (1)"),
        (HEAD + "return -1\n", 1, "returned -1, which is no action"),
        ("def f(p):\n    return 1 // p.ties\n" + HEAD + "return f(me)\n", 2, "ZeroDivisionError"),
        ("import math\n" + HEAD + "return math.hypot(1.7, 0.0)\n", 2, "returned 1.7, which is no action"),
        ("import math\n" + HEAD + "return 1 if math.hypot(1, 1 / me.ties) else 2\n", 3, "ZeroDivisionError"),
    ],
)
def test_a_failure_is_explained_with_its_line_the_person_and_the_issue(text, line, fragment, tmp_path):
    said = explained(bind(write(tmp_path, text)))
    assert said.startswith(f"mine.py:{line}: ")
    assert fragment in said
    assert said.endswith("for person 7 and issue 31")


def test_a_failure_keeps_the_real_exception(tmp_path):
    bound = bind(write(tmp_path, RULES["an error of its own"]))
    error = bound.explain_failure(*(each[int(np.argmin(rows()[0].ties))] for each in rows()), 0.5)
    assert isinstance(error.__cause__, ValueError)


def test_a_wrapped_number_is_explained_when_the_plain_rule_answers(tmp_path):
    said = explained(bind(write(tmp_path, HEAD + "x = 4000000000\n    x *= x\n    return 1 if x > 0 else 2\n")))
    assert "whole numbers may have become too large" in said


# --------------------------------------------------------------------------------------------------------- interrupts
def called_back(plain):
    """Return a bound rule whose plain function is called back by the compiled kernel."""
    return dataclasses.replace(bind("hierarchical"), call=Callback(plain, ()), plain=plain)


def test_an_interrupt_in_a_rule_called_back_is_kept_and_raised_again():
    def interrupted(*given):
        raise KeyboardInterrupt

    bound = called_back(interrupted)
    tables = rows()
    assert kernel(*tables, bound.address, bound.table)[0] == RULE_FAILED
    assert isinstance(bound.pending, KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        bound.explain_failure(*(each[0] for each in tables), 0.5)


def test_ctrl_c_during_a_run_ends_it_at_the_next_call_of_the_rule(interrupts):
    calls = []

    def slow(*given):
        calls.append(1)
        if len(calls) == 5:
            signal.raise_signal(signal.SIGINT)
        return 1

    bound, before = called_back(slow), signal.getsignal(signal.SIGINT)
    answered = []
    with pytest.raises(KeyboardInterrupt), bound.interruptible():
        answered = kernel(*rows(), bound.address, bound.table).tolist()
    assert answered == [1] * 5 + [RULE_FAILED] * (COUNT - 5)
    assert len(calls) == 5
    assert signal.getsignal(signal.SIGINT) == before


def test_an_exception_of_a_rule_called_back_is_kept(tmp_path):
    bound = bind(write(tmp_path, "import math\n" + HEAD + "return 1 if math.hypot(1, 1 / me.ties) > 2 else 2\n"))
    with bound.interruptible():
        assert RULE_FAILED in kernel(*rows(), bound.address, bound.table)
    assert isinstance(bound.pending, ZeroDivisionError)


def test_a_compiled_rule_needs_no_care_for_interrupts():
    bound = bind("hierarchical")
    assert isinstance(bound.call, Address)
    with bound.interruptible():
        assert bound.pending is None


# -------------------------------------------------------------------------------------------------------------- cache
BIND = "from sim.engine.binding import bind; print(int(bind('mine.py').slow_reason is None))"


def test_a_second_process_loads_what_the_first_one_compiled(tmp_path):
    write(tmp_path, RULES["parameters"])
    in_another_process(BIND, tmp_path)
    first = {file: file.stat().st_mtime_ns for file in (tmp_path / "cache").rglob("*.nb?")}
    in_another_process(BIND, tmp_path)
    assert first
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "cache").rglob("*.nb?")} == first


def test_two_processes_can_compile_the_same_rule_at_once(tmp_path):
    write(tmp_path, RULES["parameters"])
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path)}
    command = [sys.executable, "-c", BIND]
    both = [subprocess.Popen(command, env=settings, cwd=tmp_path, stdout=subprocess.PIPE) for _ in range(2)]
    assert [process.communicate()[0].strip() for process in both] == [b"1", b"1"]
