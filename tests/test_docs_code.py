"""Every command and every piece of Python on a page of the documentation works as the page says."""

from __future__ import annotations

import os
import subprocess
import sys

import matplotlib
import pytest
from conftest import ROOT
from documented import DOCS, blocks, code_pages, commands

ELSEWHERE = {"pytest", "rm"}
"""Commands that are not ours; the others are `treillis`."""
SKIPPED = ("not run",) if os.environ.get("SLOW_DOCS") else ("not run", "slow")
"""What a page says of code that is left out here; SLOW_DOCS=1 runs the slow ones too."""


@pytest.fixture
def shell(treillis, tmp_path):
    """Run a command of a page in the reader's folder; return its exit code and what it said."""

    def run(words):
        if words[0] == "treillis":
            said = treillis(*words[1:])
            return said.code, said.out + said.err
        assert words[0] in ELSEWHERE, f"{words[0]}: not a command of these pages"
        if words[0] == "rm":
            (tmp_path / words[1]).unlink()
            return 0, ""
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *words[1:]]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    return run


@pytest.mark.parametrize("page", code_pages(), ids=lambda page: str(page.relative_to(DOCS)))
def test_the_code_of_a_page_works(page, shell, tmp_path):
    matplotlib.use("agg")
    names, said = {"__name__": page.stem}, ""
    for block in blocks(page):
        where = f"{page.name}:{block.line}"
        if block.note.startswith(SKIPPED):
            continue
        if block.title:
            file = tmp_path / block.title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
        elif block.kind == "text":
            for line in block.text.splitlines():
                assert " ".join(line.split()) in " ".join(said.split()), f"{where}: nothing says {line!r}"
        elif block.kind == "python":
            exec(compile(block.text, where, "exec"), names)
        elif block.kind == "bash":
            said = run_all(block, shell, where)


def run_all(block, shell, where):
    """Run the commands of a block; the first of a wrong file fails on purpose."""
    wanted, heard = int(block.note.startswith("exit 1")), ""
    for words in commands(block):
        code, said = shell(words)
        expected = wanted if words[:3] == ["treillis", "rule", "check"] else 0
        assert code == expected, f"{where}: {' '.join(words)}\n{said}"
        heard += said
    return heard


def test_only_the_installation_is_not_run_and_little_is_slow():
    notes = [each.note for page in code_pages() for each in blocks(page)]
    assert sum(note.startswith("slow") for note in notes) <= 3
    assert all(note.startswith(("not run", "slow", "exit 1", "the reader")) for note in notes if note)
    skipped = [
        (page.name, each.note) for page in code_pages() for each in blocks(page) if each.note.startswith("not run")
    ]
    installs = "not run: it would install into the folder of a test"
    assert sorted(skipped) == [("index.md", installs), ("index.md", f"{installs}, and open a browser")]  # two languages


def test_the_first_rule_takes_at_most_twenty_commands_and_edits():
    tutorial = blocks(DOCS / "tutorial" / "first_rule.md")
    steps = [words for each in tutorial if each.kind == "bash" for words in commands(each)]
    steps += [each.title for each in tutorial if each.title]
    assert 10 <= len(steps) <= 20


def test_there_is_something_to_run():
    names = {str(page.relative_to(DOCS)) for page in code_pages()}
    wanted = {
        "index.md",
        "tutorial/first_rule.md",
        "how_to/sweep.md",
        "how_to/mesa.md",
        "fr/etudiant.md",
        "fr/coach.md",
    }
    assert wanted <= names
    assert sum(len(blocks(page)) for page in code_pages()) > 60
