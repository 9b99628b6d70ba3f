"""Pages that are made from the code they describe say what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[1]


def builder_of(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def odd_builder():
    return builder_of("build_odd")


def test_the_description_of_the_model_is_what_the_code_says():
    page, builder = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8"), odd_builder()
    assert builder.current(page) == page, "run python docs/build_odd.py"


def test_the_description_of_the_model_covers_every_file_of_the_physics():
    physics = {
        path.name for path in (ROOT / "sim" / "engine").glob("*.py") if "\n@compiled\n" in path.read_text("utf-8")
    }
    assert len(physics) > 10
    assert physics - {Path(each).name for each in odd_builder().SUBMODELS} == {"order.py"}


def test_the_page_of_claims_is_what_the_predictions_and_the_published_verdicts_say():
    page, builder = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8"), builder_of("build_claims")
    assert builder.page() == page, "run python docs/build_claims.py"
