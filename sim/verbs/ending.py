"""What the verbs that run a study share: run it and write its files, then say where they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.engine.binding import BoundRule
    from sim.experiment.study import Study
    from sim.experiment.twins import Rows


def live_and_publish(
    study: Study, out: Path | None, quiet: bool, lang: str, names: Mapping[str, str] | None = None
) -> tuple[Rows, Path]:
    """Run a study and write its files.

    Parameters
    ----------
    study : Study
        What to run.
    out : Path or None
        The folder; the study's own when absent.
    quiet : bool
        Show no progress.
    lang : str
        Language of the figure.
    names : mapping, optional
        What to call the organisations in it instead of mechanical and organic.

    Returns
    -------
    Rows, Path
        What the runs left behind, and the folder.
    """
    from sim.experiment.keep import results_folder
    from sim.experiment.study import live_through
    from sim.report.publish import publish
    from sim.report.words import words

    words(lang)
    with results_folder(out or study.folder) as folder:
        rows, seconds = live_through(study, quiet)
        publish(study, rows, seconds, folder, lang, names)
    return rows, folder


def print_json(values: Any) -> None:
    """Print plain values as JSON, the same for the same values."""
    print(json.dumps(values, indent=2, ensure_ascii=False))


def print_ending(rules: Iterable[BoundRule], folder: Path, lang: str) -> None:
    """Print which rules ran slowly and why, and which files there are."""
    from sim.report.words import words

    for rule in rules:
        if rule.slow_reason:
            print(words(lang)["slow"].format(rule=rule.name, why=rule.slow_reason))
    print(words(lang)["files"].format(folder=folder, names=", ".join(sorted(each.name for each in folder.iterdir()))))
