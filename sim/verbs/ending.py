"""What the verbs that run a study share: run it and write its files, then say where they are."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.engine.binding import BoundRule
    from sim.experiment.compare import Study
    from sim.experiment.lives import Rows


def print_json(values: Any) -> None:
    """Print plain values as JSON, the same for the same values."""
    print(json.dumps(values, indent=2, ensure_ascii=False))


def print_comparison(
    study: Study, rows: Rows, folder: Path, asked: Mapping[str, Any], lang: str, everything: bool
) -> None:
    """Print a comparison as wide as the terminal, in colour where there is one and nobody minds."""
    from sim.experiment.compare import study_sheet
    from sim.experiment.paired import differences
    from sim.report.comparison import Comparison, comparison_text

    about = Comparison(differences(rows), days=study.settings.days, people=rows.people, seeds=study.seeds,
                       figure=folder / "figure.png", sheet=study_sheet(study, rows), **asked)  # fmt: skip
    print_slow(study.rules.values(), lang)
    print(comparison_text(about, lang, get_terminal_size((80, 24)).columns, in_colour(), everything))


def in_colour() -> bool:
    """Say whether what is printed may be coloured: on a terminal that can, for somebody who does not mind."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def print_ending(rules: Iterable[BoundRule], folder: Path, lang: str) -> None:
    """Print which rules ran slowly and why, and which files there are."""
    from sim.locale import words

    print_slow(rules, lang)
    print(words(lang)("files", folder=folder, names=", ".join(sorted(each.name for each in folder.iterdir()))))


def print_slow(rules: Iterable[BoundRule], lang: str) -> None:
    """Print which rules ran slowly and why."""
    from sim.locale import words

    for rule in rules:
        if rule.slow_reason:
            print(words(lang)("slow", rule=rule.name, why=rule.slow_reason))
