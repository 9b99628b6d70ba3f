"""The generated parts of the description of the model leave nothing out."""

from __future__ import annotations

import ast
import re
from dataclasses import fields

import pytest
from test_generated_pages import ROOT, builder_of

from sim.metrics import OUTCOMES
from sim.parameters import CultureSettings, PhysicsSettings, WorldSettings

BUILDER = builder_of("build_odd")
PAGE = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")


def classes(path):
    return [each for each in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(each, ast.ClassDef)]


def rows_of(title):
    """Return the first cells of the table under a bold title."""
    section = re.search(rf"^\*\*{title}\.\*\*(?:.|\n)*?(?=\n\n(?!\|)(?!\n))(?:\n\n(?:\|.*\n)+)?", PAGE, re.MULTILINE)
    assert section is not None, title
    return re.findall(r"^\| `(\w+)`", section[0], re.MULTILINE) + re.findall(r"`(\w+)`", section[0].partition("|")[0])


def test_every_group_of_settings_is_described_with_each_of_its_numbers():
    files = [path for path in (ROOT / "sim" / "parameters").glob("*.py") if path.stem != "acting"]  # sets nothing
    found = {each.name for path in files for each in classes(path)}
    assert found == {each.__name__ for each in BUILDER.groups()}
    assert {"Intervention", "StagedShock"} <= found
    for group in BUILDER.groups():
        numbers = {each.name for each in fields(group) if "low" in each.metadata}
        assert not numbers or numbers <= set(rows_of(group.__name__)), group.__name__


@pytest.mark.parametrize("path", BUILDER.TABLES)
def test_every_column_of_every_table_is_described(path):
    found = [each for each in classes(ROOT / path) if not each.bases]  # rows of a table are plain classes
    assert {each.name for each in found} == set(BUILDER.TABLES[path])
    for each in found:
        columns = {line.target.id for line in each.body if isinstance(line, ast.AnnAssign)}
        assert columns
        assert columns <= set(rows_of(each.name)), each.name


def test_every_outcome_is_described_and_every_file_that_computes_one():
    assert {each.name for each in OUTCOMES} <= set(re.findall(r"^\| `(\w+)`", PAGE, re.MULTILINE))
    computing = {
        path.name for path in (ROOT / "sim" / "metrics").glob("*.py") if "\ndef of_" in path.read_text("utf-8")
    }
    assert {f"{name}.py" for name in BUILDER.MEASURED} == computing


PLACE = re.compile(r"\.(level|height|manager|reports|role|hops|lead|top|scope|coverage|by_plan|plannable)\b")
"""What a branch may ask of a person or an issue that one form has more of than another."""


def test_the_attack_on_symmetry_names_every_knob_of_the_laws():
    page = (ROOT / "docs" / "symmetry.md").read_text(encoding="utf-8")
    laws = set(
        re.findall(r"^(\w+): +[\d.]", (ROOT / "configs" / "physics" / "first_model.yaml").read_text("utf-8"), re.M)
    )
    assert len(laws) > 25
    assert not {name for name in laws if f"`{name}`" not in page and f"physics.{name}=" not in page}


def test_the_attack_on_symmetry_names_every_constant_there_is_and_every_function_that_asks_for_a_place():
    page = (ROOT / "docs" / "symmetry.md").read_text(encoding="utf-8")
    named = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", page))))
    for group in (PhysicsSettings, CultureSettings, WorldSettings):
        assert not {each.name for each in fields(group) if "low" in each.metadata} - named, group.__name__
    asking = set()
    for path in sorted((ROOT / "sim" / "engine").glob("*.py")):
        for function in (each for each in ast.walk(ast.parse(path.read_text("utf-8"))) if is_function(each)):
            if any(PLACE.search(ast.unparse(each.test)) for each in ast.walk(function) if is_branch(each)):
                asking.add((path.stem, function.name))
    assert len(asking) > 30
    assert len({stem for stem, _ in asking}) > 10
    assert not {(stem, name) for stem, name in asking if not {name, name.strip("_")} & named}


def is_function(node):
    return isinstance(node, ast.FunctionDef)


def is_branch(node):
    return isinstance(node, ast.If | ast.IfExp | ast.While)


def test_every_size_in_the_attack_on_symmetry_is_filled_in():
    rows = builder_of("build_symmetry").ROW.findall((ROOT / "docs" / "symmetry.md").read_text(encoding="utf-8"))
    assert len(rows) > 50
    page = (ROOT / "docs" / "symmetry.md").read_text(encoding="utf-8")
    assert "| |\n" not in page
    assert "nan" not in page
