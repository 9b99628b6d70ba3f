"""Pages that are made from the code they describe say what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[1]


def odd_builder():
    spec = importlib.util.spec_from_file_location("build_odd", ROOT / "docs" / "build_odd.py")
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
    assert physics - {Path(each).name for each in odd_builder().SUBMODELS} == {"order.py"}
