"""The house stays small: sizes of the whole, not of a file."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from conftest import ROOT

SOURCES = [path for path in (ROOT / "sim").rglob("*.py") if "web" not in path.parts]
LINES, FILES = 44_041, 230
"""Ceilings of `sim/` without the page: what holds today; a change that needs more takes something else away."""


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def spans(path: Path, *kinds: type[ast.stmt]) -> int:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return sum((node.end_lineno or 0) - node.lineno + 1 for node in ast.walk(tree) if isinstance(node, kinds))


def test_the_package_does_not_grow():
    assert sum(map(lines_of, SOURCES)) <= LINES
    assert len(SOURCES) <= FILES


def test_imports_take_a_twelfth_of_the_lines_at_most():
    imports = sum(spans(path, ast.Import, ast.ImportFrom) for path in SOURCES)
    assert imports <= 0.085 * sum(map(lines_of, SOURCES))


@pytest.mark.parametrize(
    ("pattern", "most"), [("sim/web/page/*.js", 8000), ("scripts/*", 1000), ("docs/build_*.py", 1500)]
)
def test_code_does_not_hide_elsewhere(pattern, most):
    found = [path for path in ROOT.glob(pattern) if path.is_file()]
    assert found
    assert sum(map(lines_of, found)) <= most


def test_no_file_is_small_and_imported_by_one_other_alone():
    """Rules, checks, figures and kinds of designs are one file each on purpose."""
    apart = {"rules", "exact", "patterns", "figures", "docking", "steady", "published", "verbs"}
    small = [
        path for path in SOURCES if lines_of(path) < 60 and path.name != "__init__.py" and not apart & {*path.parts}
    ]
    texts = {path: path.read_text(encoding="utf-8") for path in [*SOURCES, *(ROOT / "sim" / "web").rglob("*.py")]}
    alone = []
    for path in small:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        readers = [other for other, text in texts.items() if other != path and f"{name} import" in text]
        alone += [name] if len(readers) == 1 else []
    assert len(alone) <= 12, alone
