"""From a folder to its page."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from sim.experiment.store import results_folder, write_whole
from sim.report.page.claims_page import claims_page
from sim.report.page.dials_page import dials_page
from sim.report.page.parts import render
from sim.report.page.sources import DIALS, LEDGER, open_source
from sim.report.page.sweep_page import sweep_page


def page_of(folder: Path, lang: str) -> str:
    """Make the page of a results folder."""
    source = open_source(folder)
    make = {LEDGER: claims_page, DIALS: dials_page}.get(source.kind, sweep_page)
    return render(make(source, lang), lang)


def write_page(folder: Path, lang: str = "en", out: Path | None = None) -> Path:
    """Write the page of a results folder into it, or elsewhere."""
    name = "report.html" if lang == "en" else f"report.{lang}.html"
    path = out or folder / name
    with results_folder(path.parent) if out or folder.is_dir() else nullcontext():
        return write_whole(path, page_of(folder, lang).encode())
