"""One issue's way through a day can be read: few files, each named like its step."""

from __future__ import annotations

import ast
from pathlib import Path

import sim.engine

ENGINE = Path(sim.engine.__file__).parent
WAY = {"arrive", "work", "handoff", "power", "answer", "ask", "meet", "effect", "people"}
"""Where an issue is received, worked on, handed over, owned, answered, asked about, met on, settled, and lived."""


def handles_issues(file):
    """Say whether a function of a file takes an issue, or the row of one."""
    functions = [each for each in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(each, ast.FunctionDef)]
    return any(each.arg in ("issue", "issue_row") for function in functions for each in function.args.args)


def test_an_issue_passes_through_nine_files_at_most():
    assert {file.stem for file in ENGINE.glob("*.py") if handles_issues(file)} == WAY
    assert len(WAY) <= 9


def test_the_engine_is_a_file_a_step():
    """A step, a table, or what compiles them or finds them compiled."""
    assert len([*ENGINE.glob("*.py")]) <= 21
    assert len([*ENGINE.rglob("*.py")]) <= 28
