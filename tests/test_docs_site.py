"""The documentation as a site: it builds without a warning, asks nothing of other hosts, and its notebooks run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import HANG, ROOT

from sim.engine.binding.source import shipped_rules
from sim.metrics import OUTCOMES

NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
LOADED = re.compile(r"""<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\bsrc=["']?(?P<src>[^"'\s>]+)""")
LINKED = re.compile(r"""<link\b(?=[^>]*\brel=["']?(?!canonical)[\w-]+)[^>]*\bhref=["']?(?P<href>[^"'\s>]+)""")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Build the site as CI does, warnings being errors."""
    place = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(place)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return place


def pages(nav):
    """Return every page of a navigation."""
    for each in nav:
        if isinstance(each, str):
            yield each
        else:
            for value in each.values():
                yield from [value] if isinstance(value, str) else pages(value)


def test_every_page_of_the_navigation_is_there(site):
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"]
    built = [site / Path(page).with_suffix(".html") for page in pages(nav)]
    assert len(built) > 20
    assert not [page for page in built if not page.is_file()]


def test_no_page_loads_anything_from_another_host(site):
    html = [path.read_text("utf-8") for path in site.rglob("*.html")]
    assert len(html) > 20
    loaded = [each for text in html for pattern in (LOADED, LINKED) for each in pattern.findall(text)]
    assert len(loaded) > 100
    assert not [each for each in loaded if re.match(r"(https?:)?//", each)]
    styles = [path.read_text("utf-8") for path in site.rglob("*.css")]
    assert styles
    assert not [found for text in styles for found in re.findall(r"url\([\"']?(?:https?:)?//[^)]*|@import[^;]*", text)]
    assert not [text for text in html if 'class="mermaid"' in text or "data-md-component=source" in text]


def test_the_reference_is_complete(site):
    rules = (site / "reference" / "rules.html").read_text("utf-8")
    assert not [name for name in shipped_rules() if f'id="{name}"' not in rules]
    outcomes = (site / "reference" / "outcomes.html").read_text("utf-8")
    assert not [each.name for each in OUTCOMES if f"<code>{each.name}</code>" not in outcomes]
    commands = (site / "reference" / "commands.html").read_text("utf-8")
    for command in ("compare", "run", "sweep", "rule new", "rule check", "tournament", "org check"):
        assert f"treillis {command}" in commands
    settings = (site / "reference" / "settings.html").read_text("utf-8")
    for name in ("shock_frequency", "handoff_hours", "holacracy", "who_decides_what"):
        assert name in settings


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning", "ignore::ResourceWarning")
def test_a_notebook_shows_what_it_was_kept_with(path, monkeypatch, tmp_path):
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = nbformat.read(path, as_version=4)
    kept = [shown(cell) for cell in notebook.cells if cell.cell_type == "code"]
    patience = {"timeout": HANG, "startup_timeout": HANG, "iopub_timeout": HANG}
    NotebookClient(notebook, kernel_name="python3", **patience).execute(cwd=str(tmp_path))
    assert [shown(cell) for cell in notebook.cells if cell.cell_type == "code"] == kept
    assert any("<image/png>" in each for cell in kept for each in cell)


def shown(cell):
    """Return what a cell shows as text, figures by their kind; folders are named by a hash of the model."""
    data = [output["data"] for output in cell.outputs if output.output_type != "stream"]
    texts = [re.sub(r"results/\w+/\w+", "", "".join(each.get("text/plain", ""))) for each in data]
    return [f"{text}<image/png>" if "image/png" in each else text for each, text in zip(data, texts, strict=True)]


def test_there_are_three_notebooks():
    assert len(NOTEBOOKS) == 3
