"""Pages that are made from the code they describe say what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[1]


def odd_builder():
    return builder("build_odd")


def builder(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_description_of_the_model_is_what_the_code_says():
    page, builder = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8"), odd_builder()
    assert builder.current(page) == page, "run python docs/build_odd.py"


def test_the_description_of_the_model_covers_every_file_of_the_physics():
    physics = {
        path.name for path in (ROOT / "sim" / "engine").glob("*.py") if "\n@compiled\n" in path.read_text("utf-8")
    }
    assert len(physics) > 10
    assert physics - {Path(each).name for each in odd_builder().SUBMODELS} == {"order.py", "events.py"}


def test_the_coachs_pages_are_what_the_scenarios_say():
    made = builder("build_coach").pages()
    assert len(made) == 18
    there = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "coach").glob("*.md")}
    assert there == made, "run python docs/build_coach.py"


def test_every_page_for_the_coach_has_a_rule_to_stop_and_objections():
    for name, text in builder("build_coach").pages().items():
        if name[0].isdigit():
            assert "médecine du travail" in text
            assert text.count("- *« ") >= 2, name
            assert "## Attention" in text
